"""The permutation test of a score and its interval, against changes, brute force and the model."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from migrant_rh.methods.adjusted_changes import score_contributions
from migrant_rh.methods.gee import GeeSpec, fit_gee
from migrant_rh.methods.monte_carlo import MonteCarlo
from migrant_rh.methods.permutation import permutation_test
from migrant_rh.methods.score_permutation import NullModel, permutation_score_test

ARM = np.array([0, 1, 0, 1, 0, 1, 0, 1])
GAUSSIAN = GeeSpec(family="gaussian")


def persons(seed: int, effect: float = 1.0) -> dict[str, np.ndarray]:
    """Twenty persons of eight workplaces before and after, yes or no, with their age."""
    rng = np.random.default_rng(seed)
    place, late = np.repeat(np.arange(8), 40), np.tile(np.repeat([0, 1], 20), 8)
    age = rng.normal(size=320)
    eta = 0.4 * age + 0.3 * rng.normal(size=8)[place] + effect * ARM[place] * late
    y = (rng.random(320) < 1 / (1 + np.exp(-eta))).astype(float)
    return {"place": place, "late": late, "age": age, "y": y}


def model(data: dict[str, np.ndarray], spec: GeeSpec = GeeSpec()) -> NullModel:
    X = np.column_stack([np.ones(len(data["y"])), data["late"], data["age"]])
    return NullModel(X, data["y"], np.arange(len(X)), column=1, beside=[0], spec=spec)


def test_linear_and_balanced_it_is_the_test_of_changes() -> None:
    rng = np.random.default_rng(2)
    place, late = np.repeat(np.arange(8), 20), np.tile(np.repeat([0, 1], 10), 8)
    y = rng.normal(size=160) + 0.8 * late * ARM[place] + rng.normal(size=8)[place]
    X = np.column_stack([np.ones(160), late])
    null = NullModel(X, y, np.arange(160), column=1, beside=[0], spec=GAUSSIAN)
    test = permutation_score_test(null, place, ARM, level=0.9)
    means = [np.array([y[(place == g) & (late == t)].mean() for g in range(8)]) for t in (0, 1)]
    want = permutation_test(means[1] - means[0], ARM, level=0.9)
    assert (test.extreme, test.allocations, test.p_value) == (
        want.extreme,
        want.allocations,
        want.p_value,
    )
    assert test.estimate == pytest.approx(want.estimate, abs=1e-6)
    assert test.interval.low == pytest.approx(want.interval.low, abs=1e-6)
    assert test.interval.high == pytest.approx(want.interval.high, abs=1e-6)


def test_p_by_plain_listing() -> None:
    data = persons(3)
    X = np.column_stack([np.ones(320), data["late"], data["age"]])
    fit = fit_gee(X, data["y"], unit=np.arange(320))
    s = score_contributions(fit, data["place"], column=1, beside=[0])
    every = [
        s[list(way)].mean() - np.delete(s, list(way)).mean()
        for way in itertools.combinations(range(8), 4)
    ]
    seen = s[ARM == 1].mean() - s[ARM == 0].mean()
    test = permutation_score_test(model(data), data["place"], ARM)
    assert test.extreme == sum(abs(each) >= abs(seen) - 1e-12 for each in every)
    assert test.statistic == pytest.approx(seen)


def test_the_interval_is_where_p_crosses() -> None:
    data = persons(4)
    null = model(data)
    test = permutation_score_test(null, data["place"], ARM, level=0.9)

    def p_value(effect: float) -> float:
        X = np.asarray(null.X)
        offset = effect * ARM[data["place"]] * data["late"]
        fit = fit_gee(X, data["y"], unit=np.arange(320), offset=offset)
        s = score_contributions(fit, data["place"], column=1, beside=[0])
        return permutation_test(s, ARM).p_value

    for limit, outward in ((test.interval.low, -1), (test.interval.high, 1)):
        assert p_value(limit + 1e-5 * outward) <= 0.1
        assert p_value(limit - 1e-5 * outward) > 0.1
    assert test.interval.low < test.estimate < test.interval.high


def test_the_estimate_is_near_the_models() -> None:
    data = persons(5, effect=0.8)
    X = np.column_stack(
        [
            np.ones(320),
            ARM[data["place"]],
            data["late"],
            data["age"],
            ARM[data["place"]] * data["late"],
        ]
    )
    full = fit_gee(X, data["y"], unit=np.arange(320)).coefficients[4]
    test = permutation_score_test(model(data), data["place"], ARM)
    assert test.estimate == pytest.approx(full, abs=0.05)


def test_an_effect_that_is_true_moves_estimate_and_interval() -> None:
    """An offset of δ arm late makes the effect smaller by δ, exactly."""
    rng = np.random.default_rng(6)
    place, late = np.repeat(np.arange(8), 20), np.tile(np.repeat([0, 1], 10), 8)
    y = rng.normal(size=160) + rng.normal(size=8)[place]
    X = np.column_stack([np.ones(160), late])
    tests = [
        permutation_score_test(
            NullModel(
                X, y + d * ARM[place] * late, np.arange(160), column=1, beside=[0], spec=GAUSSIAN
            ),
            place,
            ARM,
            level=0.8,
        )
        for d in (0.0, 0.7)
    ]
    assert tests[1].estimate == pytest.approx(tests[0].estimate + 0.7, abs=1e-6)
    assert tests[1].interval.low == pytest.approx(tests[0].interval.low + 0.7, abs=1e-6)


def test_exchangeable_within_workplaces_and_strata() -> None:
    data = persons(7)
    X = np.column_stack([np.ones(320), data["late"], data["age"]])
    null = NullModel(
        X,
        data["y"],
        data["place"],
        column=1,
        beside=[0],
        spec=GeeSpec(correlation="exchangeable"),
    )
    test = permutation_score_test(null, data["place"], ARM, stratum=[0, 0, 0, 0, 1, 1, 1, 1])
    assert test.allocations == 36
    assert test.p_value >= 2 / 36
    # 2/36 > 5 %: no value is rejected
    assert test.interval.low == -math.inf
    assert test.interval.high == math.inf


def test_draws_serve_every_value() -> None:
    rng = np.random.default_rng(9)
    arm = np.arange(26) % 2
    place, late = np.repeat(np.arange(26), 12), np.tile(np.repeat([0, 1], 6), 26)
    y = (rng.random(312) < 0.4 + 0.2 * late * arm[place]).astype(float)
    X = np.column_stack([np.ones(312), late])
    null = NullModel(X, y, np.arange(312), column=1, beside=[0])
    draws = MonteCarlo(draws=2_000, seed=3)
    one, two = (permutation_score_test(null, place, arm, monte_carlo=draws) for _ in range(2))
    assert one == two
    assert (one.method, one.draws) == ("permutation_monte_carlo", 2_000)
    assert one.interval.low < one.estimate < one.interval.high


def test_what_cannot_be_tested_says_so() -> None:
    data = persons(3)
    few = permutation_score_test(model(data), data["place"], [0, 0, 0, 0, 0, 0, 0, 1])
    assert few.unavailable == "one_cluster_in_an_arm"
    data["y"] = data["late"].astype(float)
    separated = permutation_score_test(model(data), data["place"], ARM)
    assert separated.unavailable == "separation"
    assert math.isnan(separated.p_value)


def test_too_many_clusters_for_memory_are_refused() -> None:
    place = np.arange(1_000)
    y = np.random.default_rng(1).integers(2, size=1_000).astype(float)
    null = NullModel(np.ones((1_000, 1)), y, place, column=0)
    with pytest.raises(ValueError, match="take 40000 at most"):
        permutation_score_test(null, place, place % 2)
