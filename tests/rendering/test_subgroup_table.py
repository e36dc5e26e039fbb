"""The table of subgroups: a block a variable, its joint test at the head, no P within levels."""

from __future__ import annotations

from pathlib import Path

import pytest

import migrant_rh as mr
from migrant_rh.rendering.cells import Blank, PValue
from migrant_rh.rendering.report.checklist import checklist_table
from migrant_rh.rendering.table import Table
from migrant_rh.rendering.tables.subgroups import subgroup_table
from migrant_rh.results.rows import Results
from migrant_rh.words import Text


@pytest.fixture(scope="module")
def results() -> Results:
    plan = Path(__file__).resolve().parents[2] / "examples" / "respiratory" / "study.yaml"
    return mr.analyze(mr.load_study(plan)).results


@pytest.fixture(scope="module")
def table(results: Results) -> Table:
    made = subgroup_table(results, "main", "status", "subgroups.main.status")
    assert made is not None
    return made


def test_heads_of_blocks_hold_the_joint_test_alone(results: Results, table: Table) -> None:
    heads = [row for row in table.rows if not row.indent]
    assert [row.label.en for row in heads] == ["Sex", "Age group"]
    for row, variable in zip(heads, ("sex", "age_group"), strict=True):
        *before, told = row.cells
        assert all(isinstance(cell, Blank) for cell in before)
        joint = results.one(analysis="subgroups.main", term=variable, contrast="heterogeneity")
        assert told == PValue(joint.p_value, sources=(joint.id,))


def test_levels_hold_counts_and_effects_but_no_p(results: Results, table: Table) -> None:
    lines = [row for row in table.rows if row.indent]
    assert [row.label.en for row in lines] == ["Female", "Male", "Under 25", "25-39", "40 and over"]
    assert not any(isinstance(cell, PValue) for row in lines for cell in row.cells)
    sources = {source for row in lines for cell in row.cells for source in cell.sources}
    stated = results.where(analysis="subgroups.main", contrast="did")
    assert sources == {row.id for row in stated if row.scale in {"rd", "log_ror"}}
    answers = [row.cells[0].n for row in lines]
    assert sum(answers[:2]) == sum(answers[2:]) == 222


def test_what_is_not_estimated_says_why(results: Results) -> None:
    gone = dict.fromkeys(("estimate", "conf_low", "conf_high", "p_value"))
    rows = tuple(
        row._replace(**gone, note="analysis.subgroup_one_answer") if row.term == "sex=male" else row
        for row in results
    )
    told = subgroup_table(Results(rows, results.vocabulary), "main", "status", "s")
    assert told is not None
    line = next(row for row in told.rows if row.label.en == "Male")
    assert "answered alike" in line.cells[2].reason.en
    assert "回答完全相同" in line.cells[2].reason.zh


def test_there_is_none_without_subgroups(results: Results) -> None:
    rows = tuple(row for row in results if not row.analysis.startswith("subgroups."))
    assert subgroup_table(Results(rows, results.vocabulary), "main", "status", "s") is None


def test_the_checklist_finds_it(results: Results) -> None:
    labels = {"subgroups.main.status": Text("表 9", "Table 9")}
    items = {row.label.en: row for row in checklist_table(results, labels).rows}
    assert "Table 9" in items["18"].cells[1].text.en
