"""The order of statistics and P values follows the style, headings, cells and rows together."""

import dataclasses

import pytest

import migrant_rh as mr
from migrant_rh.rendering.layout import lay_out
from migrant_rh.rendering.ordering import ordered
from migrant_rh.rendering.style import CMJ_ZH, NEJM, Edition
from migrant_rh.words import Text


@pytest.fixture(scope="module")
def tables():
    run = mr.analyze(mr.load_study("examples/respiratory/study.yaml"))
    return {name: shown.table for name, shown in run.tables.items()}


@pytest.mark.parametrize("name", ["table1", "table2", "wls.main.status"])
def test_p_stands_first_where_the_style_says_so(tables, name):
    table = tables[name]
    turned = ordered(table, NEJM)
    for one, other in ((table.leaves, turned.leaves), (table.rows, turned.rows)):
        roles = [item.role for item in one]
        swapped = [item.role for item in other]
        assert sorted(roles) == sorted(swapped)
        for place, role in enumerate(roles[:-1]):
            if (role, roles[place + 1]) == ("statistic", "p"):
                assert swapped[place : place + 2] == ["p", "statistic"]
    assert any(leaf.role == "p" for leaf in turned.leaves)


def test_cells_go_with_their_headings(tables):
    table = tables["table1"]
    turned = ordered(table, NEJM)
    columns = {leaf.role: place for place, leaf in enumerate(table.leaves) if leaf.role}
    moved = {leaf.role: place for place, leaf in enumerate(turned.leaves) if leaf.role}
    row = next(row for row in table.rows if row.kind == "group")
    other = next(row for row in turned.rows if row.label == row.label)
    for role in ("statistic", "p"):
        assert other.cells[moved[role]] == row.cells[columns[role]]


def test_what_is_statistic_first_stays_as_it_is(tables):
    table = ordered(tables["table1"], CMJ_ZH)
    assert table.columns is tables["table1"].columns
    assert [row.cells for row in table.rows] == [row.cells for row in tables["table1"].rows]


def test_narrow_punctuation_is_the_styles_choice():
    narrow = dataclasses.replace(CMJ_ZH, full_width=False)
    said = Text("人数（%），合计：全部", "n (%)")
    assert Edition("zh", narrow).words(said) == "人数 (%), 合计: 全部"
    assert Edition("zh", CMJ_ZH).words(said) == said.zh
    assert Edition("en", narrow).words(said) == said.en


def test_marks_follow_the_style(tables):
    layout = lay_out(tables["table1"], Edition("en", NEJM))
    marks = [run.text for note in layout.notes for run in note if run.superscript]
    assert marks[0] == "*"
