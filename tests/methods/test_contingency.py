"""Tests of independence and trend: by hand, by identity, and at their limits."""

from __future__ import annotations

import math

import numpy as np
import pytest

from migrant_rh.methods.contingency import likelihood_ratio, linear_trend, pearson, yates
from migrant_rh.methods.trend import cochran_armitage

TABLE = [[10, 20], [20, 10]]


def test_pearson_by_hand() -> None:
    # every cell expects 30·30/60 = 15, and (10-15)² = 25: 4·25/15
    test = pearson(TABLE)
    assert test.statistic == pytest.approx(100 / 15)
    assert (test.df, test.smallest_expected, test.expected_below_5) == (1, 15.0, 0)
    # with one degree of freedom the upper tail is that of a normal |z|
    assert test.p_value == pytest.approx(math.erfc(math.sqrt(100 / 15 / 2)))


def test_yates_by_hand() -> None:
    # |o-e| = 5, less ½: 4·4.5²/15
    assert yates(TABLE).statistic == pytest.approx(81 / 15)


def test_yates_never_overshoots() -> None:
    # e = 10·9/19 = 4.74 and |o-e| = 0.26 < ½: R's correction is then |o-e| itself
    assert yates([[5, 5], [4, 5]]).statistic == 0.0


def test_likelihood_ratio_by_hand() -> None:
    expected = 2 * (2 * 10 * math.log(10 / 15) + 2 * 20 * math.log(20 / 15))
    assert likelihood_ratio(TABLE).statistic == pytest.approx(expected)


def test_likelihood_ratio_takes_zero_cells() -> None:
    # o = (4, 0 / 2, 6): e = (2, 2 / 4, 4)
    expected = 2 * (4 * math.log(2) + 2 * math.log(0.5) + 6 * math.log(1.5))
    assert likelihood_ratio([[4, 0], [2, 6]]).statistic == pytest.approx(expected)


def test_linear_trend_by_hand() -> None:
    # scores 1, 2: r = (10·10 - 20·20)/√(30⁴) = -1/3, statistic (60-1)/9
    test = linear_trend(TABLE)
    assert test.estimate == pytest.approx(-1 / 3)
    assert test.statistic == pytest.approx(59 / 9)


def test_linear_trend_keeps_scores_of_filled_rows() -> None:
    with_empty = linear_trend([[5, 2], [0, 0], [1, 6]])
    assert with_empty == linear_trend([[5, 2], [1, 6]], row_scores=[1, 3])


def test_cochran_armitage_by_hand() -> None:
    # p = 16/30, U = Σw(x - np) = 9 - 2 = 7, S = 10·(1+0+1) = 20, V = (16/30)(14/30)·20
    test = cochran_armitage([2, 5, 9], [10, 10, 10])
    z = 7 / math.sqrt(16 / 30 * 14 / 30 * 20)
    assert test.statistic == pytest.approx(z)
    assert test.estimate == pytest.approx(7 / 20)
    assert test.p_rising == pytest.approx(math.erfc(z / math.sqrt(2)) / 2)
    # Pearson: Σ(x - 16/3)²/(10pq) = (100+1+121)/9/(10·224/900) less z² = 49/(224/45)
    assert test.departure == pytest.approx(222 / 9 / (2240 / 900) - z**2)
    assert (test.df, test.departure_df, test.method) == (1, 1, "cochran_armitage")


def test_trend_in_two_groups_has_no_departure() -> None:
    test = cochran_armitage([2, 5], [10, 10])
    assert (test.departure, test.departure_df) == (0.0, 0)
    assert math.isnan(test.departure_p)
    assert test.statistic**2 == pytest.approx(pearson([[2, 8], [5, 5]]).statistic)


def test_small_p_values_keep_their_digits() -> None:
    # chi-square 400, z = 20: one less a distribution function would be 0
    p = pearson([[200, 0], [0, 200]]).p_value
    assert p == pytest.approx(math.erfc(20 / math.sqrt(2)), rel=1e-12, abs=0)


def test_empty_rows_and_columns_are_left_out_and_counted() -> None:
    test = pearson([[10, 0, 20], [0, 0, 0], [20, 0, 10]])
    assert (test.empty_rows, test.empty_columns) == (1, 1)
    assert test.statistic == pearson(TABLE).statistic


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ([[0, 0], [0, 0]], "no_counts"),
        ([[3, 4], [0, 0]], "one_row"),
        ([[3, 0], [4, 0]], "one_column"),
        ([[3, 0], [0, 0]], "one_row"),
    ],
)
def test_a_table_with_nothing_to_compare_says_so(counts: list[list[int]], reason: str) -> None:
    for result in (pearson(counts), yates(counts), likelihood_ratio(counts), linear_trend(counts)):
        assert result.unavailable == reason
        assert math.isnan(result.statistic)
        assert math.isnan(result.p_value)


@pytest.mark.parametrize(
    ("events", "totals", "scores", "reason"),
    [
        ([3, 0], [5, 0], None, "one_group"),
        ([0, 0], [5, 4], None, "one_answer"),
        ([5, 4], [5, 4], None, "one_answer"),
        ([3, 2, 0], [5, 4, 0], [1, 1, 2], "one_score"),
    ],
)
def test_a_trend_that_cannot_be_says_so(
    events: list[int], totals: list[int], scores: list[int] | None, reason: str
) -> None:
    test = cochran_armitage(events, totals, scores=scores)
    assert test.unavailable == reason
    assert math.isnan(test.p_value)


def test_groups_with_nobody_are_left_out_of_a_trend_and_counted() -> None:
    test = cochran_armitage([2, 0, 9], [10, 0, 10])
    assert test.empty_groups == 1
    assert test.departure_df == 0


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ([[1, -2], [3, 4]], "1 counts are negative"),
        ([[1, math.nan], [math.inf, 4]], "2 missing or infinite"),
        ([1, 2, 3], "expected 2 dimensions"),
    ],
)
def test_bad_counts_are_refused(counts: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        pearson(np.array(counts))


def test_yates_is_for_two_by_two_tables() -> None:
    with pytest.raises(ValueError, match="expected \\(2, 2\\)"):
        yates([[1, 2, 3], [3, 4, 5]])


def test_bad_scores_and_events_are_refused() -> None:
    with pytest.raises(ValueError, match="expected 2 finite numbers"):
        linear_trend(TABLE, row_scores=[1, 2, 3])
    with pytest.raises(ValueError, match="all scores are 1"):
        linear_trend(TABLE, row_scores=[1, 1])
    with pytest.raises(ValueError, match="from 0 to its total"):
        cochran_armitage([3, 4], [2, 5])
