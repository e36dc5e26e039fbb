"""Numbers in groups: quartiles, means, ranks and standardised differences by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from migrant_rh.methods.continuous import describe, quantiles
from migrant_rh.methods.means import compare_means, compare_several_means
from migrant_rh.methods.ranks import kruskal_wallis, rank_sum
from migrant_rh.methods.standardised import (
    binary_differences,
    categorical_differences,
    numeric_differences,
)

T_975_4_DF = 2.7764451051977987


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        # sorted: 1, 2, 3, 3, 5.5, 7
        (2, [2.0, 3.0, 5.5]),  # 6p = 1.5, 3, 4.5: 2nd, mean of 3rd and 4th, 5th
        (6, [1.75, 3.0, 5.875]),  # 7p = 1.75, 3.5, 5.25: 1 + 0.75·1, 3, 5.5 + 0.25·1.5
        (7, [2.25, 3.0, 4.875]),  # 1 + 5p = 2.25, 3.5, 4.75: 2 + 0.25·1, 3, 3 + 0.75·2.5
    ],
)
def test_quartiles_by_hand(definition: Any, expected: list[float]) -> None:
    found = quantiles([7, 1, 3, 5.5, 2, 3], [0.25, 0.5, 0.75], definition=definition)
    assert found.tolist() == expected


def test_quantiles_at_whole_positions_despite_rounding() -> None:
    # 100·0.29 is 28.999999999999996 in double precision; definition 2 averages at 29
    values = np.arange(1.0, 101.0)
    assert quantiles(values, [0.29], definition=2).tolist() == [29.5]


def test_description_by_hand() -> None:
    found = describe([2, 4, 9])
    # mean 5, squares 9 + 1 + 16 = 26 over 2
    assert (found.n, found.mean, found.std_dev) == (3, 5.0, math.sqrt(13))
    assert found.std_error == pytest.approx(math.sqrt(13 / 3))
    assert (found.smallest, found.median, found.largest) == (2.0, 4.0, 9.0)


def test_description_of_one_value_and_of_none() -> None:
    one, none = describe([4]), describe([])
    assert (one.mean, one.quartiles) == (4.0, (4.0, 4.0, 4.0))
    assert math.isnan(one.std_dev)
    assert none.n == 0
    assert math.isnan(none.mean)
    assert math.isnan(none.median)
    assert math.isnan(none.std_error)


def test_pooled_t_by_hand() -> None:
    # means 2 and 5, variances 1 and 13: s² = (2 + 26)/4 = 7, error √(7·2/3)
    test = compare_means([1, 2, 3], [2, 4, 9], variances="pooled")
    error = math.sqrt(14 / 3)
    assert (test.estimate, test.df) == (-3.0, 4.0)
    assert test.statistic == pytest.approx(-3 / error)
    assert test.interval.high == pytest.approx(-3 + T_975_4_DF * error)


def test_welch_t_by_hand() -> None:
    # v = 1/3 and 13/3: df = (14/3)²/(1/18 + 169/18) = 392/170
    test = compare_means([1, 2, 3], [2, 4, 9])
    assert test.statistic == pytest.approx(-3 / math.sqrt(14 / 3))
    assert test.df == pytest.approx(392 / 170)


def test_analysis_of_variance_by_hand() -> None:
    # means 2, 5, 19/3 about 40/9: 3·((22/9)² + (5/9)² + (17/9)²)/2 over (2 + 26 + 14/3)/6
    groups = [[1, 2, 3], [2, 4, 9], [5, 6, 8]]
    test = compare_several_means(groups, variances="pooled")
    between = 3 * (22**2 + 5**2 + 17**2) / 81 / 2
    assert test.statistic == pytest.approx(between / ((28 + 14 / 3) / 6))
    assert (test.df, test.df_denominator) == (2, 6)


@pytest.mark.parametrize("variances", ["welch", "pooled"])
def test_f_of_two_groups_is_t_squared(variances: Any) -> None:
    groups = [[1.5, 2, 3.2, 8], [2, 4, 9.1]]
    t = compare_means(groups[0], groups[1], variances=variances)
    F = compare_several_means(groups, variances=variances)
    assert F.statistic == pytest.approx(t.statistic**2)
    assert F.df_denominator == pytest.approx(t.df)
    assert F.p_value == pytest.approx(t.p_value)


def test_rank_sum_by_hand() -> None:
    # ranks of 1, 2, 2, 5 are 1, 3, 3, 5, of 2, 6, 7, 8, 9: 3, 6, 7, 8, 9; sum 12, U = 12 - 10
    test = rank_sum([1, 2, 2, 5], [2, 6, 7, 8, 9], continuity=False)
    assert (test.rank_sum, test.statistic) == (12.0, 2.0)
    # n₁n₂/12·{(N+1) - (3³-3)/(N(N-1))} = 20/12·(10 - 24/72)
    variance = 20 / 12 * (10 - 24 / 72)
    assert test.z == pytest.approx((2 - 10) / math.sqrt(variance))
    corrected = rank_sum([1, 2, 2, 5], [2, 6, 7, 8, 9])
    assert corrected.z == pytest.approx((2 - 10 + 0.5) / math.sqrt(variance))


def test_rank_sum_continuity_never_overshoots() -> None:
    test = rank_sum([1, 4], [2, 3])
    assert (test.z, test.p_value) == (0.0, 1.0)


def test_kruskal_wallis_by_hand() -> None:
    # ranks 1, 3, 3 | 5, 6 | 3, 7, 8 sum to 7, 11, 18; three ties: 3³-3 = 24, 8³-8 = 504
    H = 12 / 72 * (49 / 3 + 121 / 2 + 108) - 27
    test = kruskal_wallis([[1, 2, 2], [5, 6], [2, 7, 8]])
    assert test.statistic == pytest.approx(H / (1 - 24 / 504))
    assert test.df == 2


def test_kruskal_wallis_of_two_groups_is_z_squared() -> None:
    x, y = [1, 2, 2, 5], [2, 6, 7, 8, 9]
    assert kruskal_wallis([x, y]).statistic == pytest.approx(
        rank_sum(x, y, continuity=False).z ** 2
    )


def test_numeric_difference_by_hand() -> None:
    # (2 - 5)/√((1 + 13)/2)
    found = numeric_differences([[1, 2, 3], [2, 4, 9]])
    assert found.estimates.tolist() == pytest.approx([-3 / math.sqrt(7)])
    assert (found.mean, found.largest) == (pytest.approx(3 / math.sqrt(7)),) * 2


def test_binary_difference_by_hand() -> None:
    # (0.4 - 0.25)/√((0.24 + 0.1875)/2)
    found = binary_differences([4, 5], [10, 20])
    assert found.estimates.tolist() == pytest.approx([0.15 / math.sqrt(0.21375)])


def test_categorical_difference_by_hand() -> None:
    # T = (0.3, 0.5), C = (0.4, 0.4): S = ½{[[.21, -.15], [-.15, .25]] + [[.24, -.16], [-.16, .24]]}
    S = np.array([[0.225, -0.155], [-0.155, 0.245]])
    d = np.array([-0.1, 0.1])
    expected = math.sqrt(d @ np.linalg.inv(S) @ d)
    found = categorical_differences([[2, 4], [3, 8], [5, 8]])
    assert found.estimates.tolist() == pytest.approx([expected])


def test_pairs_among_three_groups() -> None:
    groups = [[1, 2, 3], [2, 4, 9], [5, 6, 8]]
    found = numeric_differences(groups)
    assert found.pairs == ((0, 1), (0, 2), (1, 2))
    alone = [numeric_differences([groups[i], groups[j]]).estimates[0] for i, j in found.pairs]
    assert found.estimates.tolist() == alone
    assert found.mean == pytest.approx(np.abs(alone).mean())
    assert found.largest == max(abs(each) for each in alone)


def test_two_levels_are_the_binary_difference() -> None:
    table = np.array([[6, 15], [4, 5]])
    binary = binary_differences(table[1], table.sum(axis=0)).estimates[0]
    assert categorical_differences(table).estimates[0] == pytest.approx(abs(binary))


def test_levels_empty_in_both_groups_are_left_out() -> None:
    table = np.array([[2, 4], [0, 0], [3, 8], [5, 8]])
    assert categorical_differences(table).estimates.tolist() == pytest.approx(
        categorical_differences(table[[0, 2, 3]]).estimates.tolist()
    )


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (numeric_differences([[1, 2], []]), "empty_group"),
        (numeric_differences([[1, 2], [3]]), "one_person"),
        (numeric_differences([[2, 2], [2, 2, 2]]), "no_variation"),
        (binary_differences([1, 0], [4, 0]), "empty_group"),
        (binary_differences([0, 0], [4, 5]), "no_variation"),
        (binary_differences([0, 5], [4, 5]), "no_overlap"),
        (categorical_differences([[1, 0], [2, 0]]), "empty_group"),
        (categorical_differences([[3, 4], [0, 0]]), "no_variation"),
        (categorical_differences([[3, 0], [2, 0], [0, 4]]), "no_overlap"),
    ],
)
def test_pairs_without_a_difference_say_why(found: Any, reason: str) -> None:
    assert found.unavailable == reason
    assert math.isnan(found.estimates[0])
    assert math.isnan(found.mean)
    assert math.isnan(found.largest)


@pytest.mark.parametrize(
    ("test", "reason"),
    [
        (compare_means([], [1, 2]), "too_few"),
        (compare_means([3], [1, 2]), "too_few"),
        (compare_means([3], [4], variances="pooled"), "too_few"),
        (compare_means([3, 3], [4, 4]), "no_variation"),
        (compare_several_means([[1], [1, 2], [3, 4]]), "too_few"),
        (compare_several_means([[1, 1], [1, 2], [3, 4]]), "no_variation"),
        (compare_several_means([[1, 1], [2, 2]], variances="pooled"), "no_variation"),
        (rank_sum([], [1]), "too_few"),
        (rank_sum([2, 2], [2]), "no_variation"),
        (kruskal_wallis([[1, 2], []]), "too_few"),
        (kruskal_wallis([[2, 2], [2]]), "no_variation"),
    ],
)
def test_what_cannot_be_tested_says_so(test: Any, reason: str) -> None:
    assert test.unavailable == reason
    assert math.isnan(test.p_value)


def test_results_name_what_was_done() -> None:
    one, two = compare_means([3], [1, 2], level=0.9), compare_means([1, 2], [2, 4], level=0.9)
    assert (one.estimate, one.level, one.method) == (1.5, 0.9, "welch")
    assert (two.level, two.method, two.unavailable) == (0.9, "welch", "")
    assert compare_several_means([[1], [1, 2]]).method == "welch"
    assert compare_several_means([[1, 3], [1, 2]], variances="pooled").method == "pooled"
    assert rank_sum([], [1], continuity=False).method == "rank_sum"
    assert (rank_sum([2], [2]).statistic, rank_sum([2], [2]).rank_sum) == (0.5, 1.5)
    assert kruskal_wallis([[1], []]).method == "kruskal_wallis"


def test_a_pooled_t_takes_a_single_value() -> None:
    test = compare_means([5], [1, 2, 3], variances="pooled")
    assert test.df == 2
    assert test.statistic == pytest.approx(3 / math.sqrt(4 / 3))


def test_bad_groups_are_refused() -> None:
    with pytest.raises(ValueError, match="1 missing or infinite"):
        compare_means([1, math.nan], [2, 3])
    with pytest.raises(ValueError, match="1 groups; expected two"):
        kruskal_wallis([[1, 2]])
    with pytest.raises(ValueError, match="1 groups; expected two"):
        numeric_differences([[1, 2]])
    with pytest.raises(ValueError, match="1 groups; expected two"):
        compare_several_means([[1, 2]])
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantiles([1, 2], [1.5], definition=7)
    with pytest.raises(ValueError, match="events exceed"):
        binary_differences([5, 1], [4, 4])
