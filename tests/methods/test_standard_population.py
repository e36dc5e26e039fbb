"""Whom a standardised proportion is meant for, and the number needed."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrant_rh.methods.effects import difference_in_differences, standardise
from migrant_rh.methods.gee import GeeSpec, fit_gee
from migrant_rh.methods.interval import Interval
from migrant_rh.methods.number_needed import number_needed
from migrant_rh.methods.sandwich import sandwich
from migrant_rh.methods.standard_population import cluster_weights, mixture_weights


def test_mixture_by_hand() -> None:
    weights = mixture_weights([1, 1, 1, 2], {1: 3.0, 2: 1.0})
    assert weights == pytest.approx([0.25, 0.25, 0.25, 0.25])
    assert mixture_weights([4, 4, 9], {4: 0, 9: 1}).tolist() == [0, 0, 1]


def test_shares_of_the_rows_change_nothing() -> None:
    sites = np.array([1, 2, 2, 3, 3, 3])
    assert mixture_weights(sites, {1: 1, 2: 2, 3: 3}) == pytest.approx(np.full(6, 1 / 6))


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ({1: 1.0}, r"groups \[2\]"),
        ({1: 1.0, 2: 1.0, 3: 1.0}, r"groups \[3\]"),
        ({1: -1.0, 2: 1.0}, "0 or more"),
        ({1: 0.0, 2: 0.0}, "not all 0"),
    ],
)
def test_shares_that_cannot_be(shares: dict[int, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        mixture_weights([1, 2], shares)


def test_cluster_weights_give_the_mean_of_clusters() -> None:
    rng = np.random.default_rng(1)
    place, wave = rng.integers(6, size=200), rng.integers(2, size=200)
    y = rng.random(200)
    weights = cluster_weights(place, wave)
    assert weights.sum() == pytest.approx(200)
    means = [y[(place == g) & (wave == 1)].mean() for g in range(6)]
    late = wave == 1
    assert np.average(y[late], weights=weights[late]) == pytest.approx(np.mean(means))


def test_cluster_average_effect_is_the_unweighted_difference_of_changes() -> None:
    """Saturated in arm and wave: the weighted marginal model is the cluster-level one."""
    rng = np.random.default_rng(5)
    place = np.repeat(np.arange(10), rng.integers(8, 40, 10))
    wave = rng.integers(2, size=len(place))
    arm = place % 2
    y = (rng.random(len(place)) < 0.4 + 0.2 * arm * wave).astype(float)
    X = np.column_stack([np.ones(len(y)), arm, wave, arm * wave])
    weights = cluster_weights(place, wave)
    fit = fit_gee(X, y, unit=np.arange(len(y)), weights=weights)
    cells = standardise(
        sandwich(fit, place), [np.array([[1, a, t, a * t]]) for a in (0, 1) for t in (0, 1)]
    )
    change = [
        y[(place == g) & (wave == 1)].mean() - y[(place == g) & (wave == 0)].mean()
        for g in range(10)
    ]
    did = difference_in_differences(cells).difference.estimate
    assert did.estimate == pytest.approx(np.mean(change[1::2]) - np.mean(change[::2]))


def test_cluster_average_standard_error_is_that_of_welch() -> None:
    """Linear, saturated, one weight a cluster: KC gives √(s₁²/G₁ + s₀²/G₀) of the changes."""
    rng = np.random.default_rng(6)
    place, wave = np.repeat(np.arange(8), 30), np.tile(np.repeat([0, 1], 15), 8)
    arm = place % 2
    y = rng.normal(size=240)
    X = np.column_stack([np.ones(240), arm, wave, arm * wave])
    fit = fit_gee(
        X,
        y,
        unit=np.arange(240),
        weights=cluster_weights(place, wave),
        spec=GeeSpec(family="gaussian"),
    )
    change = np.array([y[(place == g) & (wave == 1)].mean() for g in range(8)]) - np.array(
        [y[(place == g) & (wave == 0)].mean() for g in range(8)]
    )
    arms = [change[::2], change[1::2]]
    welch = math.sqrt(sum(each.var(ddof=1) / 4 for each in arms))
    assert sandwich(fit, place, kind="KC").std_errors[3] == pytest.approx(welch)


def test_weights_within_a_cluster_keep_its_share() -> None:
    weights = cluster_weights([1, 1, 2], [0, 0, 0], [3.0, 1.0, 5.0])
    assert weights == pytest.approx([1.5 * 0.75, 1.5 * 0.25, 1.5])
    with pytest.raises(ValueError, match="zero or less"):
        cluster_weights([1], [0], [0.0])


def test_number_needed_by_hand() -> None:
    assert number_needed(0.125, Interval(0.0625, 0.25)).interval == Interval(4, 16)
    fewer = number_needed(-0.125, Interval(-0.25, -0.0625))
    assert (fewer.estimate, fewer.interval) == (-8, Interval(-16, -4))
    through = number_needed(0.1, Interval(-0.05, 0.25))
    assert (through.through_infinity, through.interval) == (True, Interval(-20, 4))
    assert number_needed(0.0).estimate == math.inf
    edge = number_needed(0.1, Interval(0.0, 0.2))
    assert edge.interval == Interval(-math.inf, 5)


@given(st.floats(0.01, 0.9), st.floats(0.001, 0.009))
def test_number_needed_lies_in_its_interval(difference: float, half: float) -> None:
    needed = number_needed(difference, Interval(difference - half, difference + half))
    assert needed.interval.low <= needed.estimate <= needed.interval.high
    opposite = number_needed(-difference, Interval(-difference - half, -difference + half))
    assert opposite.estimate == -needed.estimate
    assert opposite.interval.low == -needed.interval.high
