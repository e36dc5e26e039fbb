"""Chi-square tests for clusters: by hand, by plain loops, and where they cannot be."""

from __future__ import annotations

import math

import numpy as np
import pytest

from migrant_rh.methods.contingency import pearson
from migrant_rh.methods.donner_klar import donner_klar
from migrant_rh.methods.icc import binary_icc
from migrant_rh.methods.rao_scott import rao_scott

GENERATOR = np.random.default_rng(5)
CLUSTER = np.repeat(np.arange(8), [5, 9, 4, 7, 6, 8, 3, 6])
LEAN = GENERATOR.normal(size=8)[CLUSTER]
ROW = (LEAN + GENERATOR.normal(size=48) > 0).astype(int)
COLUMN = np.digitize(LEAN + GENERATOR.normal(size=48), [-0.5, 0.5])
WEIGHT = GENERATOR.uniform(0.5, 2, size=48)


def test_donner_klar_by_hand() -> None:
    k, n, arm = [6, 2, 9, 7], [10, 9, 12, 8], [0, 0, 1, 1]
    rho = binary_icc(k, n, arm=arm).estimate
    # M = 19, 20; p_a = 8/19, 16/20; p = 24/39; C_a = Σ n(1 + (n-1)ρ)/M_a
    C_0 = (10 * (1 + 9 * rho) + 9 * (1 + 8 * rho)) / 19
    C_1 = (12 * (1 + 11 * rho) + 8 * (1 + 7 * rho)) / 20
    p = 24 / 39
    expected = (19 * (8 / 19 - p) ** 2 / C_0 + 20 * (0.8 - p) ** 2 / C_1) / (p * (1 - p))
    test = donner_klar(k, n, arm)
    assert test.statistic == pytest.approx(expected)
    assert test.inflations.tolist() == pytest.approx([C_0, C_1])
    assert test.clusters.tolist() == [2, 2]


def test_donner_klar_without_correlation_is_pearson() -> None:
    test = donner_klar([5, 6, 9, 8], [10, 12, 12, 11], [0, 0, 1, 1])
    assert test.icc < 0
    table = [[11, 11], [17, 6]]
    assert test.statistic == pytest.approx(pearson(table).statistic)
    assert test.unadjusted == test.statistic


@pytest.mark.parametrize(
    ("events", "totals", "arm", "reason"),
    [
        ([5, 6], [9, 9], [1, 1], "one_arm"),
        ([0, 0, 0, 0], [9, 9, 8, 7], [0, 0, 1, 1], "one_answer"),
        ([5, 6, 7], [9, 9, 8], [0, 0, 1], "one_cluster_in_an_arm"),
        ([1, 0, 1, 1], [1, 1, 1, 1], [0, 0, 1, 1], "no_icc"),
        ([0, 0], [0, 0], [0, 1], "one_arm"),
    ],
)
def test_donner_klar_says_why_there_is_no_p(
    events: list[int], totals: list[int], arm: list[int], reason: str
) -> None:
    test = donner_klar(events, totals, arm)
    assert test.unavailable == reason
    assert math.isnan(test.p_value)


def test_rao_scott_by_plain_loops() -> None:
    """One degree of freedom: the contrast log-linear in cells, its variance cluster by cluster."""
    column = (COLUMN > 0).astype(int)
    n, W = len(ROW), WEIGHT.sum()
    share = np.array(
        [[WEIGHT[(i == ROW) & (column == j)].sum() / W for j in (0, 1)] for i in (0, 1)]
    )
    a = np.array([[1, -1], [-1, 1]]) / share
    variance, clusters = 0.0, np.unique(CLUSTER)
    centre = sum(WEIGHT[i] * a[ROW[i], column[i]] for i in range(n)) / W
    for g in clusters:
        z = sum(WEIGHT[i] * (a[ROW[i], column[i]] - centre) for i in np.flatnonzero(g == CLUSTER))
        variance += (z / W) ** 2 * len(clusters) / (len(clusters) - 1)
    delta = variance / ((1 / share).sum() / n)
    test = rao_scott(ROW, column, CLUSTER, weights=WEIGHT)
    assert test.mean_design_effect == pytest.approx(delta)
    assert test.pearson == pytest.approx(pearson(share * n).statistic)
    assert test.statistic == pytest.approx(test.pearson / delta)
    assert (test.df, test.df_denominator) == (pytest.approx(1), pytest.approx(7))


def test_rao_scott_of_persons_without_clusters_is_pearson() -> None:
    # every person a cluster: all design effects are n/(n-1)
    test, plain = rao_scott(ROW, COLUMN, np.arange(48)), pearson(crossed(ROW, COLUMN))
    assert test.first_order == pytest.approx(plain.statistic * 47 / 48)
    assert (test.df, test.df_denominator) == (pytest.approx(2), pytest.approx(94))


def crossed(row: np.ndarray, column: np.ndarray) -> np.ndarray:
    table = np.zeros((row.max() + 1, column.max() + 1))
    np.add.at(table, (row, column), 1)
    return table


def test_rao_scott_clusters_count_anew_in_each_stratum() -> None:
    stratum = CLUSTER // 4
    one = rao_scott(ROW, COLUMN, CLUSTER, stratum=stratum, weights=WEIGHT)
    two = rao_scott(ROW, COLUMN, CLUSTER % 4, stratum=stratum, weights=WEIGHT)
    assert one == two
    assert (one.clusters, one.strata) == (8, 2)


def test_rao_scott_persons_without_weight_keep_their_cluster() -> None:
    out = CLUSTER == 7
    kept = rao_scott(ROW, COLUMN, CLUSTER, weights=np.where(out, 0, WEIGHT))
    dropped = rao_scott(ROW[~out], COLUMN[~out], CLUSTER[~out], weights=WEIGHT[~out])
    assert (kept.clusters, dropped.clusters) == (8, 7)
    assert kept.persons == dropped.persons == 42
    # the empty cluster adds a total of 0: the sum of squares stays, 7/6 becomes 8/7
    assert kept.mean_design_effect / dropped.mean_design_effect == pytest.approx((8 / 7) / (7 / 6))


def test_rao_scott_levels_that_nobody_has_are_left_out() -> None:
    shifted = rao_scott(ROW * 5 - 2, COLUMN * 3 + 1, CLUSTER)
    assert shifted == rao_scott(ROW, COLUMN, CLUSTER)


@pytest.mark.parametrize(
    ("row", "column", "cluster", "stratum", "reason"),
    [
        ([0, 0, 0], [0, 1, 1], [1, 2, 3], None, "one_row"),
        ([0, 1, 1], [2, 2, 2], [1, 2, 3], None, "one_column"),
        ([], [], [], None, "no_counts"),
        ([0, 1, 0, 1], [0, 1, 1, 0], [1, 1, 1, 1], None, "single_cluster_stratum"),
        ([0, 1, 0, 1], [0, 1, 1, 0], [1, 2, 3, 4], [0, 1, 1, 1], "single_cluster_stratum"),
        ([0, 1, 2, 0], [0, 1, 2, 0], [1, 2, 3, 4], None, "empty_cells"),
        ([0, 1, 0, 1] * 2, [0, 1, 1, 0] * 2, [1, 1, 1, 1, 2, 2, 2, 2], None, "no_variance"),
    ],
)
def test_rao_scott_says_why_there_is_no_test(
    row: list[int], column: list[int], cluster: list[int], stratum: list[int] | None, reason: str
) -> None:
    test = rao_scott(row, column, cluster, stratum=stratum)
    assert test.unavailable == reason
    assert math.isnan(test.statistic)
    assert math.isnan(test.p_value)


def test_results_without_a_test_say_what_is_known() -> None:
    test = rao_scott([0, 1, 0, 1], [0, 1, 1, 0], [1, 1, 1, 1])
    assert (test.persons, test.clusters, test.strata, test.first_order_df) == (4, 1, 1, 1)
    assert (test.pearson, test.method) == (0.0, "rao_scott")
    alone = donner_klar([5, 6, 7], [9, 9, 8], [0, 0, 1])
    assert alone.unadjusted == pytest.approx(pearson([[11, 7], [7, 1]]).statistic)
    assert (alone.df, alone.clusters.tolist()) == (1, [2, 1])


def test_rao_scott_without_any_weight_has_no_counts() -> None:
    assert rao_scott([0, 1], [1, 0], [1, 2], weights=[0, 0]).unavailable == "no_counts"


def test_rao_scott_refuses_bad_weights() -> None:
    with pytest.raises(ValueError, match="1 weights are negative"):
        rao_scott([0, 1], [0, 1], [1, 2], weights=[1, -1])
    with pytest.raises(ValueError, match="1 missing or infinite"):
        rao_scott([0, 1], [0, 1], [1, 2], weights=[1, math.nan])
    with pytest.raises(ValueError, match="one code for each row"):
        rao_scott([0, 1], [0, 1, 1], [1, 2])
