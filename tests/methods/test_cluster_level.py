"""Cluster-level analysis: by hand, by least squares, and with too few clusters."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from migrant_rh.methods.cluster_changes import ClusterCounts, cluster_changes
from migrant_rh.methods.cluster_level import compare_arms, regress_on_arm

CHANGE, ARM = np.array([0.02, 0.06, 0.01, 0.11, 0.15, 0.12]), np.array([0, 0, 0, 1, 1, 1])
BASELINE = np.array([0.5, 0.62, 0.41, 0.55, 0.6, 0.47])
T_975_4_DF = 2.7764451051977987


def test_changes_by_hand() -> None:
    before, after = ClusterCounts.of([3, 0], [10, 8]), ClusterCounts.of([6, 2], [12, 8])
    assert cluster_changes(before, after).tolist() == pytest.approx([0.2, 0.25])
    # log 6.5/6.5 - log 3.5/7.5 and log 2.5/6.5 - log 0.5/8.5
    expected = [-math.log(3.5 / 7.5), math.log(2.5 / 6.5) - math.log(0.5 / 8.5)]
    assert cluster_changes(before, after, scale="log_odds").tolist() == pytest.approx(expected)


def test_pooled_t_by_hand() -> None:
    # means 0.03 and 0.38/3; squares about them 0.0014 and 0.0026/3, over 4
    s_2 = (0.0014 + 0.0026 / 3) / 4
    error, estimate = math.sqrt(s_2 * 2 / 3), 0.38 / 3 - 0.03
    effect = compare_arms(CHANGE, ARM)
    assert effect.estimate == pytest.approx(estimate)
    assert effect.std_error == pytest.approx(error)
    assert effect.statistic == pytest.approx(estimate / error)
    assert effect.interval.low == pytest.approx(estimate - T_975_4_DF * error)
    assert (effect.df, effect.control, effect.intervention) == (4, 3, 3)


def test_welch_t_has_the_same_error_in_arms_of_one_size() -> None:
    pooled, welch = compare_arms(CHANGE, ARM), compare_arms(CHANGE, ARM, variances="welch")
    assert welch.std_error == pytest.approx(pooled.std_error)
    # v = 0.0007/3 and (0.0013/3)/3: df = (v₁+v₂)²/(v₁²/2 + v₂²/2)
    v_1, v_2 = 0.0007 / 3, 0.0013 / 9
    assert welch.df == pytest.approx((v_1 + v_2) ** 2 / (v_1**2 / 2 + v_2**2 / 2))


def test_a_model_of_the_arm_alone_is_the_pooled_t() -> None:
    one, two = compare_arms(CHANGE, ARM), regress_on_arm(CHANGE, ARM)
    assert [two.estimate, two.std_error, two.df, two.p_value] == pytest.approx(
        [one.estimate, one.std_error, one.df, one.p_value]
    )


def test_linear_model_by_least_squares() -> None:
    stratum, weights = [0, 0, 1, 1, 0, 1], np.array([3.0, 1.0, 2.0, 5.0, 2.0, 4.0])
    X = np.column_stack([np.ones(6), ARM, BASELINE, stratum])
    information = np.linalg.inv(X.T @ (weights[:, None] * X))
    beta = information @ X.T @ (weights * CHANGE)
    residual = CHANGE - X @ beta
    s_2 = (weights * residual**2).sum() / 2
    effect = regress_on_arm(CHANGE, ARM, baseline=BASELINE, stratum=stratum, weights=weights)
    assert effect.estimate == pytest.approx(beta[1])
    assert effect.std_error == pytest.approx(math.sqrt(s_2 * information[1, 1]))
    assert effect.df == 2


def test_strata_cost_their_rank() -> None:
    # df = G - strata - 1; a stratum of one cluster takes that cluster out
    change, arm = [*CHANGE, 0.9], [*ARM, 1]
    with_lonely = regress_on_arm(change, arm, stratum=[0, 0, 1, 1, 0, 1, 2])
    without = regress_on_arm(CHANGE, ARM, stratum=[0, 0, 1, 1, 0, 1])
    assert (with_lonely.df, without.df) == (3, 3)
    assert with_lonely.estimate == pytest.approx(without.estimate)


def test_baseline_of_no_variation_changes_nothing() -> None:
    for constant in (0.0, 0.4):
        effect = regress_on_arm(CHANGE, ARM, baseline=[constant] * 6)
        assert effect.df == 4
        assert effect.estimate == pytest.approx(regress_on_arm(CHANGE, ARM).estimate)


def test_one_cluster_in_an_arm_has_an_estimate_and_no_p() -> None:
    for effect in (
        compare_arms([0.1, 0.2, 0.6], [0, 0, 1]),
        regress_on_arm([0.1, 0.2, 0.6], [0, 0, 1]),
    ):
        assert effect.unavailable == "one_cluster_in_an_arm"
        assert effect.estimate == pytest.approx(0.45)
        assert math.isnan(effect.std_error)
        assert math.isnan(effect.p_value)
        assert math.isnan(effect.interval.low)


def test_two_clusters_an_arm_have_two_degrees_of_freedom() -> None:
    effect = compare_arms([0.1, 0.2, 0.5, 0.7], [0, 0, 1, 1])
    assert effect.df == 2
    assert effect.unavailable == ""


@pytest.mark.parametrize(
    ("effect", "reason"),
    [
        (compare_arms([0.1, 0.2], [1, 1]), "empty_arm"),
        (compare_arms([], []), "empty_arm"),
        (regress_on_arm([0.1, 0.2], [0, 0]), "empty_arm"),
        (compare_arms([0.1, 0.1, 0.3, 0.3], [0, 0, 1, 1]), "no_variation"),
        (regress_on_arm([0.1, 0.1, 0.3, 0.3], [0, 0, 1, 1]), "no_variation"),
        (regress_on_arm([0, 0, 0, 0], [0, 0, 1, 1]), "no_variation"),
        (regress_on_arm([1, 2, 3, 4], [0, 0, 1, 1], stratum=[0, 0, 1, 1]), "arm_not_estimable"),
        (regress_on_arm([1, 2, 3, 4], [0, 0, 1, 1], baseline=[1, 1, 2, 2]), "arm_not_estimable"),
        (
            regress_on_arm([1, 2, 3, 5], [0, 0, 1, 1], baseline=[1, 3, 2, 5], stratum=[0, 1, 0, 1]),
            "no_df",
        ),
    ],
)
def test_what_cannot_be_tested_says_so(effect: Any, reason: str) -> None:
    assert effect.unavailable == reason
    assert math.isnan(effect.p_value)


def test_results_name_what_was_done() -> None:
    assert compare_arms(CHANGE, ARM).method == "cluster_pooled_t"
    assert compare_arms(CHANGE, ARM, variances="welch").method == "cluster_welch_t"
    effect = regress_on_arm(CHANGE[:4], ARM[:4], level=0.9)
    assert (effect.method, effect.level) == ("cluster_linear_model", 0.9)
    assert (effect.control, effect.intervention) == (3, 1)


def test_bad_clusters_are_refused() -> None:
    with pytest.raises(ValueError, match="0 for control and 1"):
        compare_arms([1, 2, 3], [1, 2, 2])
    with pytest.raises(ValueError, match="1 missing or infinite"):
        compare_arms([1, math.nan], [0, 1])
    with pytest.raises(ValueError, match="1 weights are zero or less"):
        regress_on_arm([1, 2], [0, 1], weights=[0, 1])
    with pytest.raises(ValueError, match="confidence level"):
        compare_arms([1, 2], [1, 1], level=1.5)
    with pytest.raises(ValueError, match="positions \\[1\\] hold nobody"):
        ClusterCounts.of([3, 0], [4, 0])
    with pytest.raises(ValueError, match="from 0 to its total"):
        ClusterCounts.of([5], [4])
    with pytest.raises(ValueError, match="1 clusters before and 2 after"):
        cluster_changes(ClusterCounts.of([1], [2]), ClusterCounts.of([1, 1], [2, 2]))
