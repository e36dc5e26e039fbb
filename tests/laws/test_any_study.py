"""A slice of the studies of every layout: `any_study.py` draws them, and has its result."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def studies() -> Any:
    spec = importlib.util.spec_from_file_location("any_study", HERE / "any_study.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["any_study"] = module
    spec.loader.exec_module(module)
    return module


def small(study: Any, **layout: Any) -> Any:
    """The study with few persons, laid out as asked."""
    for name, value in {"people": 3, "per_arm": 3, **layout}.items():
        setattr(study, name, value)
    return study


@pytest.mark.parametrize("seed", [1, 3])
def test_a_study_is_refused_or_reported_whole(studies: Any, seed: int) -> None:
    tally = studies.some(seed, 1)
    assert tally.faults == []
    assert tally.outcomes["sound"] + tally.outcomes["refused"] == 1


@pytest.mark.parametrize(
    "layout", [{"sites": 1, "linkage": "panel", "waves": 2}, {"weights": "sampling", "waves": 2}]
)
def test_layouts_that_once_broke_the_report(studies: Any, layout: dict, tmp_path: Path) -> None:
    small(studies.Study(5), **layout).write(tmp_path)
    assert list(studies.faults(tmp_path)) == []


def test_clusters_are_listed_by_the_numbers_in_their_codes(studies: Any, tmp_path: Path) -> None:
    small(studies.Study(5), sites=1, waves=2, linkage="panel", per_arm=6, people=20).write(tmp_path)
    study = studies.mr.load_study(tmp_path / "study.yaml")
    rows = studies.mr.analyze(study).results.where(analysis="attrition", scale="proportion")
    listed = [row.term for row in rows if row.term]
    assert listed == [f"c{number}" for number in range(12)]


def test_a_changed_report_would_be_noticed(studies: Any, tmp_path: Path, monkeypatch) -> None:
    small(studies.Study(2)).write(tmp_path)
    write = studies.mr.Run.write

    def spoiled(run: Any, folder: Path) -> None:
        write(run, folder)
        for page in folder.glob("report.*.html"):
            text = page.read_text(encoding="utf-8")
            page.write_text(re.sub(r"(?<=>)1(?=\d* \()", "7", text), encoding="utf-8")

    monkeypatch.setattr(studies.mr.Run, "write", spoiled)
    told = list(studies.faults(tmp_path))
    assert any(".html" in fault and "differ" in fault for fault in told)
