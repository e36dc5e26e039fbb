"""Known answers on the fixture of twelve workplaces, checked in R (reference/methods.md, 7.3).

The numbers are printed there to five or six digits: the tolerance is half a unit of the last one.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from migrant_rh.methods.cluster_changes import ClusterCounts, cluster_changes
from migrant_rh.methods.cluster_level import compare_arms, regress_on_arm
from migrant_rh.methods.contingency import pearson
from migrant_rh.methods.donner_klar import donner_klar
from migrant_rh.methods.icc import binary_icc
from migrant_rh.methods.permutation import permutation_test
from migrant_rh.methods.rao_scott import rao_scott

with (Path(__file__).parent / "fixture12.csv").open(newline="") as file:
    ROWS = list(csv.DictReader(file))
N_0, K_0, N_1, K_1 = (np.array([int(row[key]) for row in ROWS]) for key in ("n0", "k0", "n1", "k1"))
ARM = np.array([int(row["arm"] == "I") for row in ROWS])
TYPE = np.array(["FBS".index(row["type"]) for row in ROWS])
BEFORE, AFTER = ClusterCounts.of(K_0, N_0), ClusterCounts.of(K_1, N_1)
CHANGE = cluster_changes(BEFORE, AFTER)


def five(value: float) -> object:
    return pytest.approx(value, abs=5.1e-6)


def six(value: float) -> object:
    return pytest.approx(value, abs=5.1e-7)


def test_cluster_level_difference_in_differences() -> None:
    effect = compare_arms(CHANGE, ARM)
    assert effect.estimate == six(0.108354)
    assert effect.std_error == six(0.052421)
    assert effect.statistic == five(2.06699)
    assert effect.df == 10
    assert effect.p_value == five(0.06561)
    assert effect.interval.low == five(-0.00845)
    assert effect.interval.high == five(0.22516)


def test_permutation() -> None:
    free = permutation_test(CHANGE, ARM)
    assert (free.extreme, free.allocations) == (62, 924)
    assert free.p_value == six(0.067100)
    within_type = permutation_test(CHANGE, ARM, stratum=TYPE)
    assert (within_type.extreme, within_type.allocations) == (20, 216)
    assert within_type.p_value == six(0.092593)
    assert within_type.smallest_p == 2 / 216


def test_covariance_of_cluster_means() -> None:
    effect = regress_on_arm(AFTER.proportions, ARM, baseline=BEFORE.proportions)
    assert effect.estimate == six(0.120415)
    assert effect.std_error == six(0.031774)
    assert effect.statistic == five(3.78973)
    assert effect.df == 9
    assert effect.p_value == five(0.00428)


def test_intracluster_correlation() -> None:
    baseline = binary_icc(K_0, N_0, arm=ARM)
    assert baseline.estimate == six(0.057158)
    assert baseline.m0 == pytest.approx(69.7160, abs=5.1e-5)
    assert baseline.design_effect() == five(5.48247)
    assert binary_icc(K_1, N_1, arm=ARM).estimate == six(0.008356)


def test_endline_two_by_two() -> None:
    events = [K_1[arm == ARM].sum() for arm in (0, 1)]
    totals = [N_1[arm == ARM].sum() for arm in (0, 1)]
    table = np.array([events, np.subtract(totals, events)])
    assert pearson(table).statistic == five(14.08496)
    adjusted = donner_klar(K_1, N_1, ARM)
    assert adjusted.statistic == five(8.92735)
    assert adjusted.unadjusted == pytest.approx(pearson(table).statistic)


def test_endline_rao_scott() -> None:
    answers = np.concatenate([np.arange(n) < k for k, n in zip(K_1, N_1, strict=True)]).astype(int)
    arm, place = np.repeat(ARM, N_1), np.repeat(np.arange(12), N_1)
    test = rao_scott(arm, answers, place)
    assert test.statistic == pytest.approx(10.201, abs=5.1e-4)
    assert test.df_denominator == pytest.approx(11)
    assert test.p_value == six(0.008547)
    assert rao_scott(arm, answers, place, stratum=arm).df_denominator == pytest.approx(10)
