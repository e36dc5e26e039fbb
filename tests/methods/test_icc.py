"""Intracluster correlation: by hand, by identity, and where there is none."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import f

from migrant_rh.methods.icc import binary_icc, numeric_icc

EVENTS, TOTALS, ARM = [4, 8, 3, 6], [10, 12, 9, 11], [0, 0, 1, 1]


def test_within_arms_by_hand() -> None:
    # p of arms 12/22 and 9/20
    between = (
        10 * (4 / 10 - 12 / 22) ** 2
        + 12 * (8 / 12 - 12 / 22) ** 2
        + 9 * (3 / 9 - 9 / 20) ** 2
        + 11 * (6 / 11 - 9 / 20) ** 2
    )
    within = 10 * 0.4 * 0.6 + 12 * (8 * 4) / 144 + 9 * (3 * 6) / 81 + 11 * (6 * 5) / 121
    m_0 = (42 - (100 + 144) / 22 - (81 + 121) / 20) / 2
    msb, msw = between / 2, within / 38
    icc = binary_icc(EVENTS, TOTALS, arm=ARM)
    assert icc.mean_square_between == pytest.approx(msb)
    assert icc.mean_square_within == pytest.approx(msw)
    assert icc.m0 == pytest.approx(m_0)
    assert icc.estimate == pytest.approx((msb - msw) / (msb + (m_0 - 1) * msw))
    assert (icc.df, icc.df_denominator, icc.method) == (2, 38, "anova_within_arms")


def test_sizes_and_design_effects_by_hand() -> None:
    icc = binary_icc(EVENTS, TOTALS)
    assert icc.mean_size == 42 / 4
    assert icc.size_weighted_mean == pytest.approx((100 + 144 + 81 + 121) / 42)
    assert icc.design_effect("mean") == 1 + (10.5 - 1) * max(0, icc.estimate)
    assert icc.design_effect("m0") == pytest.approx(1 + (icc.m0 - 1) * max(0, icc.estimate))


def test_searle_limits_by_their_formula() -> None:
    icc = binary_icc([2, 9, 3, 8], TOTALS)
    F, upper = icc.statistic, f.ppf(0.975, 3, 38)
    assert icc.interval.low == pytest.approx((F / upper - 1) / (F / upper + icc.m0 - 1))
    lower = f.ppf(0.025, 3, 38)
    assert icc.interval.high == pytest.approx((F / lower - 1) / (F / lower + icc.m0 - 1))


def test_a_negative_correlation_is_reported_and_not_used() -> None:
    icc = binary_icc([5, 5, 5], [10, 10, 10])
    # no variation between clusters: ρ = -MSW/((m₀-1)MSW) = -1/9
    assert icc.estimate == pytest.approx(-1 / 9)
    assert icc.design_effect() == 1


def test_without_variation_between_clusters_both_limits_are_the_correlation() -> None:
    """To the last digit, whatever the sizes: a lower limit above the upper prints nowhere."""
    for half in range(1, 60):
        icc = binary_icc([half] * 3, [2 * half] * 3)
        assert icc.interval.low == icc.estimate == icc.interval.high, half


def test_clusters_that_agree_within() -> None:
    icc = binary_icc([5, 0, 6], [5, 7, 6])
    assert icc.estimate == 1.0
    assert (icc.interval.low, icc.interval.high) == (1.0, 1.0)
    assert (icc.statistic, icc.p_value) == (math.inf, 0.0)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.integers(0, 9), st.integers(0, 1)), min_size=3, max_size=9
    )
)
def test_numbers_of_zero_and_one_are_a_yes_or_no_answer(
    clusters: list[tuple[int, int, int]],
) -> None:
    totals = np.array([n for n, _, _ in clusters])
    events = np.array([min(k, n) for n, k, _ in clusters])
    arm = np.array([a for _, _, a in clusters])
    values = np.concatenate([np.arange(n) < k for k, n in zip(events, totals, strict=True)])
    place = np.repeat(np.arange(len(totals)), totals)
    one = binary_icc(events, totals, arm=arm)
    two = numeric_icc(values.astype(float), place, arm=np.repeat(arm, totals))
    assert one.unavailable == two.unavailable
    if not one.unavailable:
        assert one.estimate == pytest.approx(two.estimate)
        assert one.m0 == pytest.approx(two.m0)
        # no lower than -1/(m₀-1), where clusters differ not at all
        assert one.estimate * (one.m0 - 1) >= -1 - 1e-9
        assert one.estimate <= 1


def test_numbers_by_hand() -> None:
    # means 3.5, 8.5, 2 about 14/3; squares within ½ + ½ + 2 = 3, over 3; m₀ = 2
    msb = 2 * ((3.5 - 14 / 3) ** 2 + (8.5 - 14 / 3) ** 2 + (2 - 14 / 3) ** 2) / 2
    icc = numeric_icc([3, 4, 8, 9, 1, 3], [1, 1, 2, 2, 3, 3])
    assert icc.estimate == pytest.approx((msb - 1) / (msb + 1))
    assert (icc.m0, icc.mean_square_within) == (2.0, 1.0)


def test_empty_clusters_are_left_out_and_counted() -> None:
    icc = binary_icc([*EVENTS, 0], [*TOTALS, 0], arm=[*ARM, 1])
    assert icc.empty_clusters == 1
    assert icc.estimate == binary_icc(EVENTS, TOTALS, arm=ARM).estimate


@pytest.mark.parametrize(
    ("events", "totals", "arm", "reason"),
    [
        ([3], [9], None, "no_more_clusters_than_arms"),
        ([3, 4], [9, 8], [0, 1], "no_more_clusters_than_arms"),
        ([0, 0], [0, 0], None, "no_more_clusters_than_arms"),
        ([0, 1, 1], [1, 1, 1], None, "one_person_clusters"),
        ([0, 0, 0], [4, 5, 6], None, "no_variation"),
    ],
)
def test_what_has_no_correlation_says_so(
    events: list[int], totals: list[int], arm: list[int] | None, reason: str
) -> None:
    icc = binary_icc(events, totals, arm=arm)
    assert icc.unavailable == reason
    assert math.isnan(icc.estimate)
    assert math.isnan(icc.design_effect())


def test_bad_clusters_are_refused() -> None:
    with pytest.raises(ValueError, match="from 0 to its total"):
        binary_icc([5], [4])
    with pytest.raises(ValueError, match="1 clusters have persons in two arms"):
        numeric_icc([1, 2, 3, 4], [1, 1, 2, 2], arm=[0, 1, 1, 1])
    with pytest.raises(ValueError, match="whole numbers"):
        binary_icc([1, 2], [4, 4], arm=["a", "b"])
    with pytest.raises(ValueError, match="confidence level"):
        binary_icc([1, 2], [4, 4], level=2)
