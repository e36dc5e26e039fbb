"""Intervals of proportions: by hand, by their defining equations, at zero and full cells."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.special import xlog1py, xlogy

from migrant_rh.methods.proportions import Proportion, proportion_interval
from migrant_rh.methods.two_proportions import odds_ratio, risk_difference, risk_ratio

Z = 1.959963984540054
SCORES: list[Any] = ["mee", "miettinen_nurminen"]
RATIO_SCORES: list[Any] = ["koopman", "miettinen_nurminen"]
DIFFERENCES: list[Any] = ["wald", "newcombe", "mee", "miettinen_nurminen"]


@st.composite
def proportions(draw: st.DrawFn, most: int = 60) -> Proportion:
    total = draw(st.integers(2, most))
    return Proportion(draw(st.integers(0, total)), total)


def log_likelihood(p: Proportion, value: float) -> float:
    return float(xlogy(p.events, value) + xlog1py(p.total - p.events, -value))


def test_wilson_by_hand() -> None:
    # {x + z²/2 ± z√n √(pq + z²/4n)}/(n + z²) with x = 3 of n = 10
    centre, half = 3 + Z**2 / 2, Z * math.sqrt(10) * math.sqrt(0.21 + Z**2 / 40)
    limits = proportion_interval(Proportion(3, 10)).interval
    assert limits.low == pytest.approx((centre - half) / (10 + Z**2))
    assert limits.high == pytest.approx((centre + half) / (10 + Z**2))


def test_wald_by_hand() -> None:
    found = proportion_interval(Proportion(3, 10), method="wald")
    assert found.std_error == pytest.approx(math.sqrt(0.3 * 0.7 / 10))
    assert found.interval.high == pytest.approx(0.3 + Z * math.sqrt(0.021))


def test_clopper_pearson_solves_its_equations() -> None:
    limits = proportion_interval(Proportion(3, 10), method="clopper_pearson", level=0.9).interval

    def binomial(s: int, p: float) -> float:
        return math.comb(10, s) * p**s * (1 - p) ** (10 - s)

    assert sum(binomial(s, limits.low) for s in range(3, 11)) == pytest.approx(0.05)
    assert sum(binomial(s, limits.high) for s in range(4)) == pytest.approx(0.05)


@settings(deadline=None)
@given(proportions())
def test_wilson_limits_are_where_the_score_test_rejects(p: Proportion) -> None:
    limits = proportion_interval(p).interval
    assert 0 <= limits.low <= p.value <= limits.high <= 1
    for limit in (limits.low, limits.high):
        if 0 < limit < 1:
            distance = abs(p.value - limit)
            assert distance == pytest.approx(Z * math.sqrt(limit * (1 - limit) / p.total))


@pytest.mark.parametrize("method", ["wilson", "clopper_pearson"])
def test_limits_at_none_and_all(method: Any) -> None:
    none = proportion_interval(Proportion(0, 20), method=method).interval
    all_ = proportion_interval(Proportion(20, 20), method=method).interval
    assert (none.low, all_.high) == (0.0, 1.0)
    assert none.high == pytest.approx(1 - all_.low)


@pytest.mark.parametrize(
    ("method", "low", "high"),
    [
        ("wald", 0.0575, 0.3425),
        ("mee", 0.0533, 0.3377),
        ("miettinen_nurminen", 0.0528, 0.3382),
        ("newcombe", 0.0524, 0.3339),
    ],
)
def test_difference_published_by_newcombe(method: Any, low: float, high: float) -> None:
    # 56/70 v. 48/80, Newcombe (1998, Stat Med 17:873), printed to four digits
    found = risk_difference(Proportion(56, 70), Proportion(48, 80), method=method)
    assert found.estimate == pytest.approx(0.2)
    assert (round(found.interval.low, 4), round(found.interval.high, 4)) == (low, high)


def test_newcombe_by_hand() -> None:
    first, second = Proportion(9, 10), Proportion(3, 10)
    one, two = proportion_interval(first).interval, proportion_interval(second).interval
    low = 0.6 - math.sqrt((0.9 - one.low) ** 2 + (two.high - 0.3) ** 2)
    assert risk_difference(first, second).interval.low == pytest.approx(low)


def difference_z(first: Proportion, second: Proportion, delta: float, *, inflated: bool) -> float:
    """Score statistic at δ, with the restricted estimates found by search."""
    low, high = max(0.0, -delta), min(1.0, 1 - delta)
    best = minimize_scalar(
        lambda p: -(log_likelihood(first, min(p + delta, 1.0)) + log_likelihood(second, p)),
        bounds=(low, high),
        method="bounded",
        options={"xatol": 1e-13},
    ).x
    p_1, N = best + delta, first.total + second.total
    variance = p_1 * (1 - p_1) / first.total + best * (1 - best) / second.total
    variance *= N / (N - 1) if inflated else 1
    return (first.value - second.value - delta) / math.sqrt(variance)


@settings(deadline=None)
@given(proportions(), proportions(), st.sampled_from(SCORES))
def test_score_limits_of_the_difference_are_where_the_test_rejects(
    first: Proportion, second: Proportion, method: Any
) -> None:
    limits = risk_difference(first, second, method=method).interval
    inflated = method == "miettinen_nurminen"
    for limit, sign in ((limits.low, 1), (limits.high, -1)):
        if abs(limit) < 1:
            # the search stops near 1e-8 of the estimate, and z is that much less exact
            z = difference_z(first, second, limit, inflated=inflated)
            assert z == pytest.approx(sign * Z, abs=1e-4)


@settings(deadline=None)
@given(proportions(), proportions(), st.sampled_from(DIFFERENCES))
def test_exchanged_groups_reverse_the_difference(
    first: Proportion, second: Proportion, method: Any
) -> None:
    one = risk_difference(first, second, method=method)
    two = risk_difference(second, first, method=method)
    assert one.estimate == -two.estimate
    assert (one.interval.low, one.interval.high) == (-two.interval.high, -two.interval.low)
    assert one.interval.low <= one.estimate + 1e-12
    assert one.interval.high >= one.estimate - 1e-12


def ratio_z(first: Proportion, second: Proportion, theta: float, *, inflated: bool) -> float:
    """Score statistic at θ, with the restricted estimates found by search."""
    best = minimize_scalar(
        lambda p: -(log_likelihood(first, min(theta * p, 1.0)) + log_likelihood(second, p)),
        bounds=(0.0, min(1.0, 1 / theta)),
        method="bounded",
        options={"xatol": 1e-13},
    ).x
    p_1, N = theta * best, first.total + second.total
    variance = p_1 * (1 - p_1) / first.total + theta**2 * best * (1 - best) / second.total
    variance *= N / (N - 1) if inflated else 1
    return (first.value - theta * second.value) / math.sqrt(variance)


@settings(deadline=None)
@given(proportions(), proportions(), st.sampled_from(RATIO_SCORES))
def test_score_limits_of_the_ratio_are_where_the_test_rejects(
    first: Proportion, second: Proportion, method: Any
) -> None:
    found = risk_ratio(first, second, method=method)
    if not first.events and not second.events:
        assert found.unavailable == "no_events"
        return
    inflated = method == "miettinen_nurminen"
    assert (found.interval.low == 0) == (first.events == 0)
    assert math.isinf(found.interval.high) == (second.events == 0)
    for limit, sign in ((found.interval.low, 1), (found.interval.high, -1)):
        if 0 < limit < math.inf:
            z = ratio_z(first, second, limit, inflated=inflated)
            assert z == pytest.approx(sign * Z, abs=1e-4)


@settings(deadline=None)
@given(proportions(), proportions(), st.sampled_from([*RATIO_SCORES, "log_wald"]))
def test_exchanged_groups_invert_the_ratio(
    first: Proportion, second: Proportion, method: Any
) -> None:
    one = risk_ratio(first, second, method=method)
    two = risk_ratio(second, first, method=method)
    assert one.unavailable == two.unavailable
    if not one.unavailable:
        inverse = 1 / two.interval.high if two.interval.high else math.inf
        assert one.interval.low == pytest.approx(inverse)


def test_log_wald_by_hand() -> None:
    first, second = Proportion(30, 74), Proportion(29, 115)
    ratio, odds = risk_ratio(first, second), odds_ratio(first, second)
    error = math.sqrt(1 / 30 - 1 / 74 + 1 / 29 - 1 / 115)
    assert ratio.std_error == pytest.approx(error)
    assert ratio.interval.low == pytest.approx(30 * 115 / 74 / 29 * math.exp(-Z * error))
    woolf = math.sqrt(1 / 30 + 1 / 44 + 1 / 29 + 1 / 86)
    assert odds.estimate == pytest.approx(30 * 86 / 44 / 29)
    assert odds.interval.high == pytest.approx(odds.estimate * math.exp(Z * woolf))


def test_zero_cells_are_never_filled() -> None:
    none, some, all_ = Proportion(0, 12), Proportion(5, 9), Proportion(9, 9)
    for first, second in ((none, some), (some, none), (some, all_), (all_, some)):
        assert odds_ratio(first, second).unavailable == "zero_cell"
        assert math.isnan(odds_ratio(first, second).interval.low)
    for first, second in ((none, some), (some, none), (none, none)):
        assert risk_ratio(first, second).unavailable == "no_events"
        assert math.isnan(risk_ratio(first, second).interval.high)
    assert risk_ratio(all_, some).unavailable == ""


def test_difference_of_none_and_all() -> None:
    none, all_ = Proportion(0, 10), Proportion(10, 10)
    limits = risk_difference(all_, none, method="mee").interval
    # Mee's for 10/10 v. 0/10 (parity case t10, g)
    assert (limits.low, limits.high) == (pytest.approx(0.677749683894362), 1.0)
    same = risk_difference(none, none, method="miettinen_nurminen").interval
    assert same.low == pytest.approx(-0.287933941282012)
    assert same.high == pytest.approx(0.287933941282012)


def test_an_empty_group_says_so() -> None:
    nobody, some = Proportion(0, 0), Proportion(5, 9)
    results = [
        proportion_interval(nobody),
        risk_difference(nobody, some),
        risk_ratio(some, nobody),
        odds_ratio(nobody, nobody),
    ]
    assert [each.unavailable for each in results] == ["empty_group"] * 4
    assert all(math.isnan(each.interval.low) for each in results)


@pytest.mark.parametrize(("events", "total"), [(-1, 5), (6, 5), (math.nan, 5), (1, math.inf)])
def test_impossible_proportions_are_refused(events: float, total: float) -> None:
    with pytest.raises(ValueError, match="at most the total"):
        Proportion(events, total)


def test_bad_levels_are_refused() -> None:
    p = Proportion(1, 2)
    for compute in (
        lambda: proportion_interval(p, level=1),
        lambda: risk_difference(p, p, level=95),
        lambda: risk_ratio(p, p, level=0),
        lambda: odds_ratio(p, p, level=-1),
    ):
        with pytest.raises(ValueError, match="confidence level"):
            compute()
