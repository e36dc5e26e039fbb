"""Chance with exact counts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrant_rh.demo.quota import apportion, graded, highest, highest_by_cell, stream
from migrant_rh.demo.workplaces import fit_margins, round_to_margins

weights = st.lists(st.integers(1, 1000), min_size=1, max_size=8)
scores = st.lists(st.floats(-50, 50), min_size=1, max_size=60).map(np.array)


@given(total=st.integers(0, 10_000), weights=weights)
def test_shares_add_up_and_lie_within_one_of_the_exact_share(total, weights):
    parts = apportion(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / sum(weights)) < 1


@given(scores=scores, share=st.floats(0, 1))
def test_the_highest_are_the_highest(scores, share):
    count = int(share * len(scores))
    chosen = highest(scores, count)
    assert chosen.sum() == count
    if 0 < count < len(scores):
        assert scores[chosen].min() >= scores[~chosen].max()


def test_equal_scores_are_taken_in_order():
    assert highest(np.zeros(4), 2).tolist() == [True, True, False, False]


def test_cells_are_filled_apart_and_only_among_those_admitted():
    cells = np.array([0, 0, 0, 1, 1, 1])
    admitted = np.array([True, False, True, True, True, True])
    chosen = highest_by_cell(cells, np.array([1.0, 9, 2, 3, 5, 4]), (1, 2), admitted)
    assert chosen.tolist() == [False, False, True, False, True, True]


def test_levels_rise_with_the_score():
    assert graded(np.array([0.3, 0.1, 0.2, 0.4]), (1, 2, 1)).tolist() == [2, 1, 2, 3]


def test_a_stream_is_its_own_whatever_was_drawn_before():
    first = stream("a").random_sample(3)
    stream("b").random_sample(100)
    assert (stream("a").random_sample(3) == first).all()
    assert (stream("b").random_sample(3) != first).all()


@given(
    table=st.lists(
        st.lists(st.integers(1, 200), min_size=3, max_size=3), min_size=2, max_size=6
    ).map(np.array)
)
def test_a_fitted_table_has_the_margins_asked_for(table):
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    fitted = fit_margins(np.ones(table.shape), rows, columns)
    np.testing.assert_allclose(fitted.sum(axis=1), rows, rtol=1e-9)
    np.testing.assert_allclose(fitted.sum(axis=0), columns, rtol=1e-9)
    # Independence with these margins, for the seed was flat: row total times column total over all.
    np.testing.assert_allclose(fitted, np.outer(rows, columns) / table.sum(), rtol=1e-9)


def test_rounding_keeps_both_margins():
    table = np.array([[1.6, 1.4], [1.4, 1.6]])
    rounded = round_to_margins(table, np.array([3, 3]), np.array([3, 3]))
    assert rounded.tolist() == [[2, 1], [1, 2]]


def test_rounding_that_cannot_keep_the_margins_is_refused():
    with pytest.raises(ValueError, match="cannot be rounded"):
        round_to_margins(np.array([[1.5, 1.5]]), np.array([5]), np.array([2, 1]))
