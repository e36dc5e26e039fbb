"""A model that was not fitted has no empty table; the table of effects says why."""

from __future__ import annotations

from pathlib import Path

import pytest

import migrant_rh as mr
from migrant_rh.rendering.cells import Missing
from migrant_rh.rendering.tables import tables_of
from migrant_rh.words import recall

PLAN = Path(__file__).resolve().parents[2] / "examples" / "respiratory" / "study.yaml"


def refused(folder: Path, small: str) -> mr.Results:
    """The trial with populations that must be larger than any is."""
    (folder / "respiratory.csv").write_bytes(PLAN.with_name("respiratory.csv").read_bytes())
    wls = f"wls: {{adjust: [], minimum: 500, small: {small}}}"
    text = PLAN.read_text(encoding="utf-8").replace("wls: {adjust: []}", wls)
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    return mr.analyze(mr.load_study(folder / "study.yaml")).results


@pytest.mark.parametrize(("small", "advised"), [("refuse", True), ("leave_out", False)])
def test_the_effects_say_why_there_is_no_table(tmp_path, small, advised):
    results = refused(tmp_path, small)
    tables = tables_of(results)
    assert "wls.main.status" not in tables
    assert all(table.rows for table in tables.values())
    stated = results.where(analysis="wls.main", contrast="did")
    notes = {recall(row.note).en for row in stated}
    assert len(stated) == 3
    assert all("fewer than 500 persons" in note for note in notes)
    assert all(("small: leave_out" in note) == advised for note in notes)
    cells = [cell for row in tables["effects.main.status"].rows for cell in row.cells]
    assert notes <= {cell.reason.en for cell in cells if isinstance(cell, Missing)}
