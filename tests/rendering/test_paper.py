"""Columns on paper."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrant_rh.rendering.cells import CountPercent, Words
from migrant_rh.rendering.layout import lay_out
from migrant_rh.rendering.style import AMA, Edition
from migrant_rh.rendering.table import Column, Row, Table
from migrant_rh.rendering.writers.paper import A4, AROUND, SIZES, Page, bound, by_page, fit
from migrant_rh.words import Text

EN = Edition("en", AMA)


def table(columns, label="label", cell=CountPercent(508, 986)):  # noqa: B008  (frozen)
    return Table(
        id="t",
        title=Text.same(""),
        stub=Text.same(""),
        columns=(Column(Text.same("n")),) * columns,
        rows=(Row(Text.same(label), (cell,) * columns),),
    )


PAGES = (A4, Page(12240, 15840, 2880, 2880))


@given(
    st.integers(1, 30),
    st.text(max_size=300),
    st.sampled_from([True, False, None]),
    st.sampled_from(PAGES),
)
def test_columns_fill_the_line_exactly(columns, label, landscape, page):
    sheet = fit(lay_out(table(columns, label), EN), page, landscape=landscape)
    assert sum(sheet.widths) == (page.turned if sheet.landscape else page.upright)
    assert len(sheet.widths) == columns + 1
    assert min(sheet.widths) > 0


def test_type_is_made_smaller_before_the_page_is_turned():
    sheets = [fit(lay_out(table(columns), EN)) for columns in range(1, 15)]
    told = [(sheet.landscape, sheet.size) for sheet in sheets]
    largest, *smaller = SIZES
    assert told[0] == (False, largest)
    assert {(False, size) for size in smaller} <= set(told)
    assert told[-1][0]
    assert [lying for lying, _ in told] == sorted(lying for lying, _ in told)


def test_a_long_label_wraps_rather_than_turning_the_page():
    assert not fit(lay_out(table(3, "long label " * 30), EN)).landscape
    long_words = Words(Text.same("words " * 40))
    assert not fit(lay_out(table(1, cell=long_words), EN)).landscape


def test_a_label_stands_on_one_line_where_the_line_has_room():
    label = "以个人为单位的 GEE（原报告的做法）"
    sheet = fit(lay_out(table(4, label), EN))
    digits = 35
    assert sheet.widths[0] - 2 * AROUND > digits * sheet.size * A4.digit
    assert max(sheet.widths[1:]) - min(sheet.widths[1:]) <= 1  # rounding


def test_labels_too_long_for_the_line_leave_the_numbers_their_room():
    short, long = (fit(lay_out(table(6, label), EN)) for label in ("label", "long label " * 30))
    number = len("508 (51.5)")
    for sheet in (short, long):
        assert min(sheet.widths[1:]) - 2 * AROUND > number * sheet.size * A4.digit
    assert long.widths[0] > short.widths[0]


def lying(*ways):
    """Tell which of some blocks come to lie on a turned page."""
    pieces = [(way, str(place)) for place, way in enumerate(ways)]
    groups = list(by_page(pieces))
    assert [text for _, texts in groups for text in texts] == [text for _, text in pieces]
    return [turned for turned, texts in groups for _ in texts]


@pytest.mark.parametrize(
    ("ways", "turned"),
    [
        (("turned", "either", "next", "turned"), [True, True, True, True]),
        (("turned", "either", "upright"), [True, False, False]),
        (("upright", "either", "turned"), [False, False, True]),
        (("turned", "either", "either", "turned"), [True, False, False, True]),
        (("either",), [False]),
        (("turned", "next"), [True, False]),
    ],
)
def test_one_figure_between_turned_pages_turns_with_them(ways, turned):
    assert lying(*ways) == turned


def test_wide_headings_take_no_more_than_their_words():
    grown = dataclasses.replace(
        table(2), columns=(Column(Text.same("x" * 90)), Column(Text.same(" " * 9)))
    )
    assert not fit(lay_out(grown, EN)).landscape


def rows_of(kinds):
    """A layout with rows of these kinds: ``g`` a heading of a group, ``b`` any other."""
    names = {"g": "group", "b": "body"}
    cells = (CountPercent(508, 986),)
    rows = tuple(Row(Text.same("r"), cells, kind=names[kind]) for kind in kinds)
    return lay_out(dataclasses.replace(table(1), rows=rows), EN)


@pytest.mark.parametrize(
    ("kinds", "stays"),
    [
        ("bbb", "111"),  # a short table, with its notes
        ("b" * 30, "1" + 26 * "0" + "111"),  # a long one breaks, not after its first row
        (("g" + "b" * 9) * 3, "1111111110" * 2 + "1" * 10),  # between groups
        ("g" + "b" * 13 + "g" + "b" * 13, "1" + "0" * 13 + "1" + "0" * 10 + "111"),  # long groups
    ],
)
def test_rows_that_stay_together(kinds, stays):
    assert bound(rows_of(kinds)) == tuple(mark == "1" for mark in stays)


def test_no_rows_no_bonds():
    assert bound(rows_of("")) == ()
