"""The formulas behind the known answers, against other software and by hand."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, ttest_ind

from migrant_rh.demo.closed_forms import (
    anova_icc,
    chi_square,
    compare_proportions,
    mean_and_sd,
    permute,
    pooled_t,
)

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
FIXTURE = SHARED / "reference" / "fixture12.csv"

tables = st.lists(st.lists(st.integers(1, 500), min_size=2, max_size=2), min_size=2, max_size=5)
samples = st.lists(st.floats(-1, 1), min_size=3, max_size=20).filter(lambda s: np.var(s) > 1e-6)


@given(tables)
def test_chi_square_is_scipys(table):
    ours, theirs = chi_square(table), chi2_contingency(table, correction=False)
    # Same closed form in double precision, summed in another order.
    assert ours.statistic == pytest.approx(theirs.statistic, rel=1e-10, abs=1e-10)
    assert ours.p_value == pytest.approx(theirs.pvalue, rel=1e-8)
    assert ours.df == theirs.dof


def test_proportions_are_compared_as_a_table_of_yes_and_no():
    # 10 of 30 and 20 of 30: expected 15 everywhere, 4 · 25 / 15.
    assert compare_proportions((10, 30), (20, 30)).statistic == pytest.approx(20 / 3, rel=1e-14)


@given(samples, samples)
def test_the_t_test_is_scipys(first, second):
    ours, theirs = pooled_t(first, second), ttest_ind(second, first)
    assert ours.t == pytest.approx(theirs.statistic, rel=1e-9, abs=1e-9)
    assert ours.p_value == pytest.approx(theirs.pvalue, rel=1e-8)


def test_anova_icc_by_hand():
    # p = .2, .8; P = .5; MSB = 5(.09) + 5(.09) = .9; MSW = (5·.16 + 5·.16) / 8 = .2; m = 5;
    # (.9 - .2) / (.9 + 4 · .2) = .7 / 1.7.
    assert anova_icc([1, 4], [5, 5]) == pytest.approx(0.7 / 1.7, rel=1e-14)


def test_mean_and_sd_by_hand():
    # 1, 2, 6: mean 3, squares 4 + 1 + 9 over 2.
    assert mean_and_sd([1, 2, 6]) == pytest.approx((3, 7**0.5), rel=1e-14)


@given(st.lists(st.integers(-9, 9), min_size=4, max_size=4))
def test_permutation_counts_by_brute_force(values):
    d = [value / 10 for value in values]
    observed = abs(d[0] + d[1] - d[2] - d[3])
    pairs = [(i, j) for i in range(4) for j in range(i + 1, 4)]
    counted = sum(abs(2 * (d[i] + d[j]) - sum(d)) >= observed - 1e-12 for i, j in pairs)
    test = permute(d, [1, 1, 0, 0], "aaaa")
    assert (test.allocations, test.as_extreme) == (6, counted)


@pytest.fixture(scope="module")
def workplaces():
    if not FIXTURE.is_file():
        pytest.skip("../shared is not here")
    with FIXTURE.open(newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.fixture(scope="module")
def changes(workplaces):
    return [int(w["k1"]) / int(w["n1"]) - int(w["k0"]) / int(w["n0"]) for w in workplaces]


def test_the_cluster_level_test_of_the_reference_workplaces(workplaces, changes):
    arms = [
        [d for d, w in zip(changes, workplaces, strict=True) if w["arm"] == arm] for arm in "CI"
    ]
    test = pooled_t(*arms)
    # Printed to six decimals, the statistic to five, the P value to five.
    assert test.estimate == pytest.approx(0.108354, abs=5e-7)
    assert test.std_error == pytest.approx(0.052421, abs=5e-7)
    assert test.t == pytest.approx(2.06699, abs=5e-6)
    assert (test.df, round(test.p_value, 5)) == (10, 0.06561)


def test_the_permutation_tests_of_the_reference_workplaces(workplaces, changes):
    arms = [int(w["arm"] == "I") for w in workplaces]
    everyone = permute(changes, arms, ["one"] * len(arms))
    by_type = permute(changes, arms, [w["type"] for w in workplaces])
    assert (everyone.allocations, everyone.as_extreme) == (924, 62)
    assert (by_type.allocations, by_type.as_extreme) == (216, 20)
