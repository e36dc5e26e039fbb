"""A table is valid at birth, or is not born."""

import dataclasses

import pytest

from migrant_rh.rendering.cells import (
    Count,
    CountPercent,
    Estimate,
    PValue,
    printed_as,
)
from migrant_rh.rendering.table import Column, Note, Row, Spanner, Table
from migrant_rh.words import Text

N = Column(Text.same("n"))


def table(**changed):
    parts = {
        "id": "t",
        "title": Text.same("T"),
        "stub": Text.same(""),
        "columns": (N,),
        "rows": (Row(Text.same("a"), (Count(1),)),),
    }
    return Table(**{**parts, **changed})


def test_every_row_has_a_cell_for_each_column():
    with pytest.raises(ValueError, match=r"row 2 \('b'\): 2 cells for 1 columns"):
        table(rows=(Row(Text.same("a"), (Count(1),)), Row(Text.same("b"), (Count(1), Count(2)))))


def test_a_body_row_without_cells_is_refused_but_a_group_row_runs_across():
    with pytest.raises(ValueError, match="0 cells"):
        table(rows=(Row(Text.same("a")),))
    assert table(rows=(Row(Text.same("a"), kind="group"),)).rows[0].cells == ()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"columns": ()}, "no columns"),
        ({"id": ""}, "id"),
        ({"rows": (Row(Text.same("a"), (Count(1),), indent=-1),)}, "indent -1"),
        ({"rows": (Row(Text.same("a"), (Count(1, marks=("x",)),)),)}, "without a note.*x"),
        ({"notes": (Note("y", Text.same("why")),)}, "nothing refers to.*y"),
        (
            {
                "columns": (Column(Text.same("n"), marks=("z",)),),
                "notes": (Note("z", Text.same("1")), Note("z", Text.same("2"))),
            },
            "several notes.*z",
        ),
    ],
)
def test_what_does_not_fit_is_refused(changed, message):
    with pytest.raises(ValueError, match=message):
        table(**changed)


def test_a_spanner_spans_something():
    with pytest.raises(ValueError, match="spans no column"):
        Spanner(Text.same("empty"), ())


def test_leaves_and_depth_of_a_ragged_header():
    a, b, c = (Column(Text.same(name)) for name in "abc")
    deep = Spanner(Text.same("x"), (Spanner(Text.same("y"), (a, b)), c))
    grown = table(columns=(deep, N), rows=())
    assert [leaf.heading.en for leaf in grown.leaves] == ["a", "b", "c", "n"]
    assert grown.depth == 3


def test_sources_are_listed_once_in_reading_order(rates):
    assert rates.sources == ("rates-1", "rates-2", "did-1")


def test_parts_are_frozen(rates):
    with pytest.raises(dataclasses.FrozenInstanceError):
        rates.id = "other"
    with pytest.raises(dataclasses.FrozenInstanceError):
        rates.rows[1].cells[0].n = 1


@pytest.mark.parametrize(("n", "total"), [(-1, 5), (6, 5), (-1, None)])
def test_no_share_is_less_than_none_or_more_than_all(n, total):
    with pytest.raises(ValueError, match="no share"):
        CountPercent(n, total)


@pytest.mark.parametrize("value", [-0.001, 1.001, float("inf")])
def test_p_values_lie_between_0_and_1(value):
    with pytest.raises(ValueError, match="no P value"):
        PValue(value)


def test_an_interval_has_its_lower_limit_first():
    with pytest.raises(ValueError, match="wrong way round"):
        Estimate(0.0, 0.2, 0.1, "rd")


def test_limits_that_are_one_number_but_for_rounding_are_an_interval():
    assert Estimate(-0.2, -0.19999999999999998, -0.2, "icc").low < -0.1


def test_an_unknown_scale_is_refused_at_birth():
    with pytest.raises(ValueError, match="'furlongs'"):
        Estimate(0.0, None, None, "furlongs")
    assert printed_as("log_anything") == "ratio"
