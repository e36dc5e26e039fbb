"""The command that checks data."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from migrant_rh.cli import main

CHECKS = "sex\n  LEGAL\n    1\n    2\n  END\n  MUSTENTER\nEND\n"


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text("pid,sex\n0071,1\n0072,3\n0073,\n", encoding="utf-8")
    path.with_suffix(".chk").write_text(CHECKS, encoding="utf-8")
    return path


def test_counts_without_persons(file: Path) -> None:
    told = run("check", file, "--key", "pid")
    assert told.exit_code == 1
    assert "| a.csv | sex | Not among the legal values | warning | 1 |" in told.output
    assert "0072" not in told.output


def test_every_finding_goes_into_a_list_of_its_own(file: Path, tmp_path: Path) -> None:
    listed = tmp_path / "f.csv"
    run("check", file, "--key", "pid", "--findings", listed, "-o", tmp_path / "p.html")
    frame = pd.read_csv(listed, dtype=str, keep_default_na=False)
    assert frame[["record", "id", "variable", "value", "rule"]].to_numpy().tolist() == [
        ["2", "0072", "sex", "3", "chk.legal"],
        ["3", "0073", "sex", "", "chk.must_enter"],
    ]
    page = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert "不在允许值之内" in page
    assert "Not among the legal values" in page
    assert "0072" not in page


def test_a_clean_file(file: Path) -> None:
    file.write_text("pid,sex\n1,1\n", encoding="utf-8")
    told = run("check", file, "--lang", "zh")
    assert (told.exit_code, "警告 0" in told.output) == (0, True)


def test_a_study_is_checked_across_its_waves() -> None:
    told = run("check")
    assert "stops 0, asks 0, warning 0" in told.output
    assert told.exit_code == 0
