"""What a column of a data frame is taken for."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from migrant_rh.tables.columns import Kinds, characteristic_of

MANY = 3000
"""More values than are looked at first."""


def kind(values: pd.Series) -> str:
    """Kind of a column of which nothing is declared."""
    return Kinds({}).of(values.rename("answer"))


@pytest.mark.parametrize("missing", [0, 2000], ids=["none_missing", "first_two_thousand_missing"])
@pytest.mark.parametrize("dtype", ["float64", "Float64", "Int64"])
def test_one_late_number_makes_a_number_of_answers(dtype, missing):
    values = pd.Series(np.arange(MANY) % 2.0).astype(dtype)
    values[:missing] = None
    assert kind(values) == "yes_no"
    values[MANY - 1] = 2
    assert kind(values) == "number"


def test_answers_of_either_kind_alone_are_answers():
    assert kind(pd.Series([0, 0])) == kind(pd.Series([1, 1])) == "yes_no"
    assert kind(pd.Series([-1, 1])) == "number"


@pytest.mark.parametrize("dtype", ["object", "str", "Int64", "category", "boolean"])
@pytest.mark.parametrize("declared", ["category", "yes_no", "number"])
def test_a_column_without_values_has_no_levels(dtype, declared):
    empty = pd.Series([None] * 3, dtype=dtype, name="answer")
    assert kind(empty) == "number"
    found = characteristic_of(empty, declared)
    assert found.levels == ()
    assert np.isnan(found.values).all()


def test_categories_that_nobody_has_stay_levels_where_somebody_has_one():
    held = pd.Series(pd.Categorical(["b", None], categories=["a", "b"]), name="answer")
    found = characteristic_of(held, "category")
    assert found.levels == ("a", "b")
    assert found.values.tolist() == [1, -1]
