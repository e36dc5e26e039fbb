"""Bad input 36: weights that are negative, zero, missing, or sum to the population."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from migrant_rh.errors import PanelError, StudyFileError
from migrant_rh.run import Run, analyze
from migrant_rh.study.file import load_study
from migrant_rh.words import recall

MAIN = {"analysis": "model.main", "contrast": "did"}


def said(row: Any) -> str:
    assert recall(row.note).zh
    return recall(row.note).en


WEIGHED = """\
schema: migrant-rh/1
study: {title: {zh: 试验, en: Trial}}
data:
  key: [pid]
  waves:
    before: {label: b, file: before.csv}
    after: {label: a, file: after.csv}
design:
  roles: {id: pid, cluster: shop, arm: arm, weight: w}
  control: C
  allocation: randomised
  linkage: cross_sections
  weights: KIND
variables:
  pid: {label: id, type: text}
  shop: {label: shop, type: text}
  arm: {label: arm, levels: {C: control, I: treated}}
  w: {label: weight, type: number}
  y: {label: y, levels: {0: 'no', 1: 'yes'}}
outcomes: {y: {label: y, event: 1}}
models: {main: {}}
tables: {baseline: [y]}
"""


@pytest.fixture
def weighed(tmp_path: Path) -> Callable[..., Run]:
    """Run a study of eight shops whose persons have weights."""

    def run(kind: str, weight: Callable[[int], str], plan: str = WEIGHED) -> Run:
        (tmp_path / "study.yaml").write_text(plan.replace("KIND", kind), encoding="utf-8")
        rng = np.random.default_rng(4)
        for late, name in enumerate(("before", "after")):
            lines = ["pid,shop,arm,w,y"]
            for number in range(160):
                shop, arm = number % 8, "CI"[number % 2]
                y = int(rng.random() < 0.4 + 0.1 * late + 0.1 * late * (arm == "I"))
                lines.append(f"{late}-{number},{shop},{arm},{weight(number)},{y}")
            (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return analyze(load_study(tmp_path / "study.yaml"))

    return run


def test_36_weights_that_cannot_be_are_refused_all_at_once(weighed: Any) -> None:
    strange = {3: "-1", 5: "0", 8: ""}
    with pytest.raises(PanelError) as told:
        weighed("sampling", lambda number: strange.get(number, "2"))
    codes = sorted(problem.code for problem in told.value.problems)
    expected = [f"panel.weights-{name}" for name in ("missing", "negative", "zero")]
    assert codes == sorted(expected * 2)
    assert "before.csv, record 4, field w: 1 records with a negative weight" in str(told.value)


def test_36_frequencies_are_whole(weighed: Any) -> None:
    with pytest.raises(PanelError, match="whole number"):
        weighed("frequency", lambda number: "1.5" if number == 7 else "2")


def test_36_the_kind_of_weights_must_be_declared(weighed: Any) -> None:
    with pytest.raises(StudyFileError, match="the kind of the weight 'w' is not declared"):
        weighed("", str, WEIGHED.replace("  weights: KIND\n", ""))
    with pytest.raises(StudyFileError, match="without a variable under"):
        weighed("sampling", str, WEIGHED.replace(", weight: w", ""))


def test_36_weights_that_sum_to_the_population_are_scaled_and_said(weighed: Any) -> None:
    large = weighed("sampling", lambda number: str(1000 * (1 + number % 3)))
    small = weighed("sampling", lambda number: str(1 + number % 3))
    for run in (large, small):
        assert any(item.rule == "panel.weights_scaled" for item in run.checked.findings)
    effect, same = (run.results.one(**MAIN, scale="rd", method="gee") for run in (large, small))
    assert effect.n == 320
    assert effect.estimate == pytest.approx(same.estimate)
    assert effect.std_error == pytest.approx(same.std_error)
    caution = large.results.one(analysis="cautions.main", term="weights")
    w = np.array([1.0, 2.0, 3.0])[np.arange(160) % 3]
    assert caution.estimate == pytest.approx(160 * (w**2).sum() / w.sum() ** 2)
    assert "are unweighted" in said(caution)


def test_36_equal_weights_change_nothing(weighed: Any) -> None:
    weighted = weighed("sampling", lambda _: "7.5").results
    plain_plan = WEIGHED.replace(", weight: w", "").replace("  weights: KIND\n", "")
    plain = weighed("", lambda _: "7.5", plain_plan).results
    for row in plain:
        if row.analysis.split(".")[0] in {"model", "cluster", "rates", "estimands"}:
            place = {name: getattr(row, name) for name in ("analysis", "outcome", "site", "group")}
            place |= {name: getattr(row, name) for name in ("wave", "term", "contrast", "scale")}
            place |= {name: getattr(row, name) for name in ("method", "covariance")}
            other = weighted.one(**place)
            if row.estimate is not None:
                assert other.estimate == pytest.approx(row.estimate, rel=1e-8, abs=1e-10)
            if row.p_value is not None:
                assert other.p_value == pytest.approx(row.p_value, rel=1e-6)


def test_36_sampling_weights_weigh_proportions(weighed: Any, tmp_path: Path) -> None:
    run = weighed("sampling", lambda number: str(1 + number % 3))
    lines = (tmp_path / "after.csv").read_text().splitlines()[1:]
    rows = [line.split(",") for line in lines]
    treated = [(float(w), int(y)) for _, _, arm, w, y in rows if arm == "I"]
    share = sum(w * y for w, y in treated) / sum(w for w, _ in treated)
    stated = run.results.one(
        analysis="rates", group="I", wave="after", scale="proportion", method="gee"
    )
    assert stated.estimate == pytest.approx(share)


def test_36_frequencies_are_rows_written_out(weighed: Any, tmp_path: Path) -> None:
    counted = weighed("frequency", lambda number: str(1 + number % 2 * 2)).results
    for name in ("before", "after"):
        path = tmp_path / f"{name}.csv"
        head, *lines = path.read_text().splitlines()
        copies = [
            line.replace(",", f"-{copy},", 1)
            for line in lines
            for copy in range(int(line.split(",")[3]))
        ]
        path.write_text("\n".join([head, *copies]) + "\n", encoding="utf-8")
    plan = WEIGHED.replace(", weight: w", "").replace("  weights: KIND\n", "")
    (tmp_path / "study.yaml").write_text(plan, encoding="utf-8")
    written = analyze(load_study(tmp_path / "study.yaml")).results
    compared = 0
    for row in written:
        if row.analysis.split(".")[0] in {"model", "cluster", "rates", "baseline", "clustering"}:
            place = {name: getattr(row, name) for name in ("analysis", "outcome", "site", "group")}
            place |= {name: getattr(row, name) for name in ("wave", "term", "contrast", "scale")}
            place |= {name: getattr(row, name) for name in ("method", "covariance")}
            other = counted.one(**place)
            assert other.n == row.n
            for name in ("estimate", "std_error", "p_value"):
                value = getattr(row, name)
                if value is not None:
                    assert getattr(other, name) == pytest.approx(value, rel=1e-8, abs=1e-12)
                    compared += 1
    assert compared > 100
