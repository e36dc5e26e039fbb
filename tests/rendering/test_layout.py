"""Spans, marks, notes and alignment, before any markup."""

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from migrant_rh.rendering.cells import (
    Count,
    CountPercent,
    Estimate,
    Missing,
    Number,
    PValue,
    Statistic,
    Words,
)
from migrant_rh.rendering.formatting import plain
from migrant_rh.rendering.layout import FIGURE_SPACE, Place, lay_out
from migrant_rh.rendering.style import AMA, CMJ_ZH, Edition
from migrant_rh.rendering.table import Column, Note, Row, Spanner, Table
from migrant_rh.words import Text

EN = Edition("en", AMA)


def leaf(name, marks=()):
    return Column(Text.same(name), marks=marks)


def one_column(*cells, notes=()):
    rows = tuple(Row(Text.same(str(place)), (cell,)) for place, cell in enumerate(cells))
    title, stub = Text.same("T"), Text.same("S")
    return Table(id="t", title=title, stub=stub, columns=(leaf("x"),), rows=rows, notes=notes)


def headers():
    columns = st.deferred(
        lambda: st.lists(st.one_of(st.just(leaf("x")), spanners), min_size=1, max_size=3)
    )
    spanners = st.deferred(lambda: columns.map(lambda below: Spanner(Text.same("s"), tuple(below))))
    return columns


@given(headers())
def test_headings_tile_the_header_without_gap_or_overlap(columns):
    table = Table(id="t", title=Text.same(""), stub=Text.same(""), columns=tuple(columns), rows=())
    layout = lay_out(table, EN)
    squares = [
        (row, column)
        for heads in layout.header
        for head in heads
        for row in range(head.place.row, head.place.row + head.place.rows)
        for column in range(head.place.column, head.place.column + head.place.columns)
    ]
    assert sorted(squares) == [(r, c) for r in range(table.depth) for c in range(layout.width)]
    assert all(head.place.row == row for row, heads in enumerate(layout.header) for head in heads)


def test_columns_reach_down_and_spanners_across(rates):
    places = {plain(head.runs): head.place for heads in lay_out(rates, EN).header for head in heads}
    assert places["Site"] == Place(0, 0, 2, 1)
    assert places["Baseline"] == Place(0, 1, 1, 2)
    assert places["Rate (%)"] == Place(1, 2, 1, 1)
    assert places["Differencea"] == Place(0, 5, 2, 1)


def test_marks_are_given_in_reading_order_and_reasons_become_notes(rates):
    first, *marked = [plain(note) for note in lay_out(rates, EN).notes]
    assert first.startswith("Note: Percentages are of valid answers. — stands for no data")
    assert marked == [
        "aWith 95% CI",
        "bClustering is ignored.",
        "cNot surveyed",
    ]


def test_chinese_notes_stand_in_one_paragraph_and_the_notice_below(rates):
    layout = lay_out(rates, Edition("zh", CMJ_ZH), notice=Text("模拟数据", "Synthetic"))
    assert [plain(note) for note in layout.notes] == [
        "注：百分比的分母为有效回答数；“—”表示无数据或无法计算；a括号内为95%CI；b未考虑聚集；c未调查",
        "模拟数据",
    ]


def test_one_reason_has_one_mark():
    reason = Text("未调查", "Not surveyed")
    layout = lay_out(one_column(Missing(reason), Missing(reason), Missing(Text.same("Lost"))), EN)
    assert [plain(row.cells[0].runs) for row in layout.rows] == ["—a", "—a", "—b"]
    assert [plain(note) for note in layout.notes] == ["aNot surveyed", "bLost"]


def test_a_dash_without_a_reason_is_explained():
    assert "no data" in plain(lay_out(one_column(Count(None)), EN).notes[0])
    assert lay_out(one_column(Count(0)), EN).notes == ()


def test_several_marks_stand_in_one_superscript():
    table = dataclasses.replace(
        one_column(Count(1)),
        columns=(leaf("x", marks=("p", "q")),),
        notes=(Note("q", Text.same("Q")), Note("p", Text.same("P=1"))),
    )
    layout = lay_out(table, EN)
    assert layout.header[0][1].runs[-1].text == "a,b"
    assert [plain(note) for note in layout.notes] == ["aP=1", "bQ"]


def test_points_of_a_column_stand_under_each_other():
    cells = (CountPercent(508, 986), CountPercent(9, 986), Number(-1.5), PValue(0.0001))
    printed = ["508 (51.5)", "9 (0.9)", "−1.50", "<.001"]
    for blank in (FIGURE_SPACE, " "):
        layout = lay_out(one_column(*cells), EN, blank=blank)
        texts = [plain(row.cells[0].runs) for row in layout.rows]
        assert [text.strip(blank) for text in texts] == printed
    assert len({len(text) for text in texts}) == 1
    ends = [text.index(mark) for text, mark in zip(texts, (" (", " (", ".", "."), strict=True)]
    assert len(set(ends)) == 1
    assert layout.rows[1].cells[0].text == "9 (0.9)"


def test_in_print_brackets_and_blanks_take_less_room_than_digits():
    cells = (Estimate(0.104, 0.013, 0.195, "rd"), Estimate(0.08, None, None, "rd"))
    layout = lay_out(one_column(*cells), EN, blank=FIGURE_SPACE)
    long, short = (plain(row.cells[0].runs) for row in layout.rows)
    assert (long, short.strip(FIGURE_SPACE)) == ("10.4 (1.3 to 19.5)", "8.0")
    in_digits = {" ": 0.25, ".": 0.25, "(": 0.333, ")": 0.333, "t": 0.278, "o": 0.5}
    behind = sum(in_digits.get(letter, 0.5) / 0.5 for letter in " (1.3 to 19.5)")
    assert short.count(FIGURE_SPACE, short.index("8")) == round(behind)


def test_marks_take_room_in_a_terminal():
    cells = (Statistic(2.5, marks=("m",)), Statistic(12.25))
    layout = lay_out(one_column(*cells, notes=(Note("m", Text.same("M")),)), EN, blank=" ")
    texts = [plain(row.cells[0].runs) for row in layout.rows]
    assert texts == [" 2.50a", "12.25   "]


def test_words_are_not_padded_and_machines_get_no_blanks():
    table = one_column(Words(Text.same("20-29")), Count(123456))
    padded = lay_out(table, EN, blank=FIGURE_SPACE)
    assert plain(padded.rows[0].cells[0].runs) == "20-29"
    assert plain(lay_out(table, EN).rows[1].cells[0].runs) == "123\u202f456"


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=8))
def test_alignment_keeps_the_text_of_every_cell(numbers):
    plain_rows = lay_out(one_column(*map(Count, numbers)), EN).rows
    padded = lay_out(one_column(*map(Count, numbers)), EN, blank=FIGURE_SPACE).rows
    for one, other in zip(plain_rows, padded, strict=True):
        assert plain(other.cells[0].runs).strip(FIGURE_SPACE) == one.cells[0].text
