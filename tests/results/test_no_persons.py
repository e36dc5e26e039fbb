"""No file of a run holds a person: no id, no operator, no free text, not in metadata either."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from migrant_rh.cli import main

PERSON, OPERATOR, REMARK, ORIGIN = "QZPERSON", "QZOPERATOR", "QZREMARK", "QZORIGIN"
MARKS = (PERSON, OPERATOR, REMARK, ORIGIN)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo study with ids, operators and free texts that could not stand there by chance."""
    made = tmp_path_factory.mktemp("study") / "demo"
    assert CliRunner().invoke(main, ["demo", str(made)]).exit_code == 0
    for wave in ("baseline", "endline"):
        frame = pd.read_csv(made / f"{wave}.csv", dtype=str, keep_default_na=False)
        frame["pid"] = PERSON + frame["pid"]
        frame["visitor"] = OPERATOR + frame["visitor"]
        frame["remark"] = REMARK + frame["remark"]
        frame["origin"] = ORIGIN + frame["origin"]
        # somebody outside the legal ages, and an unknown sex, so that findings have records to tell
        frame.loc[frame.index[:3], "age"] = "17"
        frame.to_csv(made / f"{wave}.csv", index=False, encoding="utf-8-sig")
    plan = (made / "study.yaml").read_text(encoding="utf-8")
    head, _, rest = plan.partition("      entries: [")
    entries = rest.split("\n", 2)[2]
    plan = head + "      file: baseline.csv\n" + entries.replace("endline.rec", "endline.csv")
    (made / "study.yaml").write_text(plan, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def run(folder: Path) -> Path:
    out, findings = folder.parent / "out", folder.parent / "findings.csv"
    words = ["analyze", str(folder / "study.yaml"), "--out", str(out), "--findings", str(findings)]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    assert not any(mark in result.output for mark in MARKS)
    return out


def contents(path: Path) -> Iterator[bytes]:
    """Bytes of a file, and of everything packed in it, as UTF-8 and as UTF-16."""
    yield path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            yield from (packed.read(name) for name in packed.namelist())


def told(path: Path) -> list[str]:
    """The marks that a file holds."""
    spelt = {mark: (mark.encode(), mark.encode("utf-16-le")) for mark in MARKS}
    inside = list(contents(path))
    return [mark for mark, ways in spelt.items() if any(w in b for w in ways for b in inside)]


def test_no_file_of_a_run_holds_a_person(run: Path) -> None:
    files = [path for path in run.rglob("*") if path.is_file()]
    assert {".docx", ".xlsx", ".html", ".csv", ".json", ".svg"} <= {path.suffix for path in files}
    assert {path.name: told(path) for path in files if told(path)} == {}


def test_the_scan_sees_what_it_is_for(folder: Path, run: Path) -> None:
    assert told(folder / "baseline.csv") == list(MARKS)
    packed = run.parent / "packed.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside.xml", f"<t>{PERSON}1</t>")
    assert told(packed) == [PERSON]


@pytest.mark.parametrize("ending", [".docx", ".xlsx", ".html", ".md"])
def test_no_paper_on_the_data_holds_a_person(folder: Path, ending: str) -> None:
    for command in ("codebook", "check"):
        paper = folder.parent / f"{command}{ending}"
        result = CliRunner().invoke(main, [command, str(folder / "study.yaml"), "-o", str(paper)])
        assert result.exit_code in {0, 1}, result.output
        assert told(paper) == []
