"""Every number the study printed stands in Tables 1 to 4 as it was printed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from migrant_rh.rendering.formatting import plain
from migrant_rh.rendering.layout import lay_out
from migrant_rh.rendering.style import STYLES, Edition

PUBLISHED = Path(__file__).resolve().parents[2].parent / "shared" / "reference" / "published.yaml"
TABLES = (
    "table1", "baseline_all", "table2", "table3", "wls.main.certificate", "gee.main.certificate",
)  # fmt: skip
INTERACTIONS = ("wls.main.certificate", "gee.main.certificate", "wls.main.examination")


@pytest.fixture(scope="module")
def run(demo_run):
    return demo_run


@pytest.fixture(scope="module")
def published():
    if not PUBLISHED.exists():
        pytest.skip("../shared/reference/published.yaml is not there")
    return YAML(typ="safe").load(PUBLISHED.read_text(encoding="utf-8"))


def words(layout) -> Iterator[str]:
    for heads in layout.header:
        yield from (plain(head.runs) for head in heads)
    for row in layout.rows:
        yield from (plain(row.label), *(cell.text for cell in row.cells))


@pytest.fixture(scope="module")
def printed(run):
    """Numbers of Tables 1 to 4 as text."""
    edition = Edition("zh", STYLES["cmj-zh"])
    tables = [lay_out(run.tables[name].table, edition) for name in TABLES]
    return {
        number
        for layout in tables
        for text in words(layout)
        for number in re.findall(r"\d+(?:\.\d+)?", text)
    }


FORMS = (("count", "d"), ("pct", ".2f"), ("mean", ".2f"), ("sd", ".2f"))


def numbers(published) -> Iterator[tuple[str, str]]:
    """Every printed number of the study's sentences, by its place."""
    for item in published["sample"]:
        value = item["value"]
        told = value.values() if isinstance(value, dict) else [value]
        yield from ((item["id"], str(each)) for each in (*told, *item.get("parts", {}).values()))
    for item in (*published["baseline_characteristics"], *published["exam"]):
        yield from ((item["id"], format(item[key], form)) for key, form in FORMS if key in item)
    for name, value in published["exam_institution_pct"]["values"].items():
        yield name, f"{value:.2f}"
    yield from certificates(published["certificate"])


def certificates(published) -> Iterator[tuple[str, str]]:
    """Percentages of the certificate, and the counts behind those of the baseline."""
    for site in ("BJ", "SH", "CD"):
        for arm, waves in published[site].items():
            yield from ((f"{site} {arm} {wave}", f"{told:.2f}") for wave, told in waves.items())
    for name, (count, total) in published["baseline_counts_reconstructed"].items():
        yield from ((name, str(count)), (name, str(total)))


def test_every_published_number_is_printed(published, printed):
    wanted = list(numbers(published))
    assert len(wanted) > 50
    assert [(place, number) for place, number in wanted if number not in printed] == []


def test_the_claimed_interaction_is_significant(published, run):
    claim = published["model"][0]["sentence"]
    assert "组别和时间的交互作用项有统计学意义" in claim
    for name in INTERACTIONS:
        table = run.tables[name].table
        rows = [row for row in table.rows if "组别×时间" in row.label.zh]
        assert rows, name
    for outcome in ("certificate", "examination"):
        place = {"analysis": "wls.main", "outcome": outcome, "site": "", "contrast": "anova"}
        assert run.results.one(**place, term="arm:time").p_value < 0.05
