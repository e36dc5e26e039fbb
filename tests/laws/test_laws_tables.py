"""Laws of tests on tables: order and names of rows, transposition, copies, exchange of groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from migrant_rh.methods.agreement import kappa
from migrant_rh.methods.contingency import likelihood_ratio, linear_trend, pearson, yates
from migrant_rh.methods.fisher import fisher_exact
from migrant_rh.methods.generalised_cmh import generalised_cmh
from migrant_rh.methods.marginal_homogeneity import bhapkar, bowker, stuart_maxwell
from migrant_rh.methods.means import compare_means
from migrant_rh.methods.paired import mcnemar, paired_difference
from migrant_rh.methods.ranks import kruskal_wallis, rank_sum
from migrant_rh.methods.standardised import categorical_differences, numeric_differences
from migrant_rh.methods.stratified import (
    breslow_day,
    cochran_mantel_haenszel,
    mantel_haenszel_odds_ratio,
)
from migrant_rh.methods.trend import cochran_armitage

TABLES = arrays(float, (3, 4), elements=st.integers(0, 30).map(float))
TWO_BY_TWO = arrays(float, (2, 2), elements=st.integers(0, 30).map(float))
SQUARES = arrays(float, (3, 3), elements=st.integers(0, 30).map(float))
STRATA = arrays(float, (4, 2, 2), elements=st.integers(0, 12).map(float))
NUMBERS = st.lists(st.integers(-50, 50).map(float), min_size=2, max_size=12)
TESTS: list[Any] = [pearson, likelihood_ratio]


def same(one: float, two: float) -> bool:
    return one == pytest.approx(two, rel=1e-9, abs=1e-9, nan_ok=True)


@settings(deadline=None)
@given(TABLES, st.permutations(range(3)), st.permutations(range(4)), st.sampled_from(TESTS))
def test_order_of_rows_and_columns_does_not_matter(
    table: np.ndarray, rows: list[int], columns: list[int], test: Callable[[Any], Any]
) -> None:
    one, two = test(table), test(table[rows][:, columns])
    assert same(one.statistic, two.statistic)
    assert (one.df, one.unavailable == "") == (two.df, two.unavailable == "")
    assert one.expected_below_5 == two.expected_below_5


@settings(deadline=None)
@given(TABLES, st.sampled_from(TESTS))
def test_transposed_tables_have_the_same_test(
    table: np.ndarray, test: Callable[[Any], Any]
) -> None:
    assert same(test(table).statistic, test(table.T).statistic)
    assert same(test(table).p_value, test(table.T).p_value)


@settings(deadline=None)
@given(TABLES, st.integers(2, 5), st.sampled_from(TESTS))
def test_copies_of_all_persons_multiply_chi_square(
    table: np.ndarray, copies: int, test: Callable[[Any], Any]
) -> None:
    assert same(test(copies * table).statistic, copies * test(table).statistic)


@settings(deadline=None)
@given(TABLES)
def test_persons_of_weight_one_half_counted_twice_change_nothing(table: np.ndarray) -> None:
    assert pearson(0.5 * table + 0.5 * table) == pearson(table)


@settings(deadline=None)
@given(TABLES, st.integers(0, 3), st.integers(0, 4))
def test_empty_rows_and_columns_change_nothing_but_their_count(
    table: np.ndarray, row: int, column: int
) -> None:
    wider = np.insert(np.insert(table, row, 0, axis=0), column, 0, axis=1)
    one, two = pearson(table), pearson(wider)
    assert same(one.statistic, two.statistic)
    assert (one.df, one.smallest_expected) == (
        two.df,
        pytest.approx(two.smallest_expected, nan_ok=True),
    )
    assert two.empty_rows == one.empty_rows + 1
    assert two.empty_columns == one.empty_columns + 1


@settings(deadline=None)
@given(TWO_BY_TWO)
def test_yates_is_no_larger_than_pearson(table: np.ndarray) -> None:
    one, two = yates(table), pearson(table)
    assert one.unavailable == two.unavailable
    assert one.unavailable or one.statistic <= two.statistic + 1e-12


@settings(deadline=None)
@given(TABLES, st.floats(0.1, 9), st.floats(-9, 9))
def test_affine_scores_change_no_trend(table: np.ndarray, factor: float, shift: float) -> None:
    scores = np.arange(4) * factor + shift
    one, two = linear_trend(table), linear_trend(table, column_scores=scores)
    assert one.statistic == pytest.approx(two.statistic, rel=1e-6, abs=1e-9, nan_ok=True)


@settings(deadline=None)
@given(TABLES)
def test_a_reversed_scale_reverses_the_trend(table: np.ndarray) -> None:
    events, totals = table[0], table.sum(axis=0)
    one, two = cochran_armitage(events, totals), cochran_armitage(events[::-1], totals[::-1])
    assert same(one.statistic, -two.statistic)
    assert same(one.estimate, -two.estimate)
    assert same(one.p_value, two.p_value)
    assert same(one.p_rising, two.p_falling)
    assert same(one.departure, two.departure)


@settings(deadline=None)
@given(TWO_BY_TWO)
def test_exchanged_groups_invert_the_exact_odds_ratio(table: np.ndarray) -> None:
    one, two = fisher_exact(table), fisher_exact(table[::-1])
    assert same(one.p_value, two.p_value)
    assert same(one.p_less, two.p_greater)
    if not one.unavailable:
        with np.errstate(divide="ignore"):
            inverse = [float(1 / np.float64(x)) for x in (two.interval.high, two.interval.low)]
        assert [one.interval.low, one.interval.high] == pytest.approx(inverse, rel=1e-8)
        assert one.interval.low <= one.estimate <= one.interval.high


@settings(deadline=None)
@given(arrays(float, (3, 3), elements=st.integers(0, 6).map(float)), st.permutations(range(3)))
def test_exact_p_needs_no_order(table: np.ndarray, order: list[int]) -> None:
    p = fisher_exact(table).p_value
    assert same(p, fisher_exact(table[order]).p_value)
    assert same(p, fisher_exact(table.T).p_value)


@settings(deadline=None)
@given(STRATA, st.permutations(range(4)))
def test_order_of_strata_does_not_matter(strata: np.ndarray, order: list[int]) -> None:
    for test in (cochran_mantel_haenszel, breslow_day):
        one, two = test(strata), test(strata[order])
        assert same(one.statistic, two.statistic)
        assert one.strata == two.strata
    assert same(
        generalised_cmh(strata).general.statistic, generalised_cmh(strata[order]).general.statistic
    )


@settings(deadline=None)
@given(STRATA)
def test_exchanged_groups_invert_the_common_odds_ratio(strata: np.ndarray) -> None:
    one, two = (mantel_haenszel_odds_ratio(each) for each in (strata, strata[:, ::-1]))
    assert one.unavailable == two.unavailable
    if not one.unavailable:
        assert same(one.estimate, 1 / two.estimate)
        assert same(one.std_error, two.std_error)
        assert same(one.interval.low, 1 / two.interval.high)
    assert same(breslow_day(strata).statistic, breslow_day(strata[:, ::-1]).statistic)
    assert same(
        cochran_mantel_haenszel(strata).statistic,
        cochran_mantel_haenszel(strata[:, :, ::-1]).statistic,
    )


@settings(deadline=None)
@given(SQUARES, st.permutations(range(3)))
def test_order_of_categories_does_not_matter_to_change(table: np.ndarray, order: list[int]) -> None:
    reordered = table[order][:, order]
    for test in (bowker, stuart_maxwell, bhapkar):
        assert same(test(table).statistic, test(reordered).statistic)
        assert same(test(table).statistic, test(table.T).statistic)
    assert same(kappa(table).estimate, kappa(reordered).estimate)
    assert same(kappa(table).std_error, kappa(table.T).std_error)


@settings(deadline=None)
@given(TWO_BY_TWO)
def test_exchanged_answers_reverse_the_change(table: np.ndarray) -> None:
    one, two = mcnemar(table), mcnemar(table.T)
    assert same(one.statistic, two.statistic)
    assert same(one.mid_p, two.mid_p)
    methods: list[Any] = ["newcombe", "tango", "wald"]
    for method in methods:
        here = paired_difference(table, method=method)
        there = paired_difference(table.T, method=method)
        assert same(here.interval.low, -there.interval.high)
        assert here.unavailable or here.interval.low <= here.estimate + 1e-12


@settings(deadline=None)
@given(NUMBERS, NUMBERS)
def test_exchanged_groups_reverse_the_difference(x: list[float], y: list[float]) -> None:
    assert same(compare_means(x, y).statistic, -compare_means(y, x).statistic)
    assert same(rank_sum(x, y).z, -rank_sum(y, x).z)
    assert same(rank_sum(x, y).statistic, len(x) * len(y) - rank_sum(y, x).statistic)
    one, two = numeric_differences([x, y]), numeric_differences([y, x])
    assert same(one.estimates[0], -two.estimates[0])


@settings(deadline=None)
@given(NUMBERS, NUMBERS)
def test_ranks_know_only_the_order(x: list[float], y: list[float]) -> None:
    cubes = [np.array(each) ** 3 for each in (x, y)]
    assert rank_sum(*cubes) == rank_sum(x, y) or rank_sum(x, y).unavailable
    assert same(kruskal_wallis(cubes).statistic, kruskal_wallis([x, y]).statistic)


@settings(deadline=None)
@given(arrays(float, (4, 2), elements=st.integers(0, 30).map(float)), st.permutations(range(4)))
def test_which_level_is_left_out_does_not_matter(table: np.ndarray, order: list[int]) -> None:
    one, two = categorical_differences(table), categorical_differences(table[order])
    assume(not one.unavailable)
    assert one.largest == pytest.approx(two.largest, rel=1e-6, abs=1e-7)
    assert categorical_differences(7 * table).largest == pytest.approx(one.largest)
