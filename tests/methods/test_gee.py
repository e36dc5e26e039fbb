"""Marginal models: cases worked by hand, known answers, and what is said when there are none."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from migrant_rh.methods.gee import GeeSpec, fit_gee
from migrant_rh.methods.qic import qic

BINARY = np.array([0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0])
GROUP = np.repeat([0.0, 1.0], 4)
TWO_GROUPS = np.column_stack([np.ones(8), GROUP])


def simulated(rows: int = 400, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """A design with a constant and two covariates, and a binary outcome."""
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(rows), rng.integers(0, 2, rows), rng.normal(size=rows)])
    return X, (rng.random(rows) < 1 / (1 + np.exp(-X @ [0.2, 0.5, -0.4]))).astype(float)


# --- by hand ----------------------------------------------------------------------------------


def test_two_groups_give_the_log_odds_ratio() -> None:
    """Odds 2/2 and 3/1: intercept log 1 = 0, slope log(3/1) - log(2/2) = log 3."""
    fit = fit_gee(TWO_GROUPS, BINARY, unit=np.arange(8))
    np.testing.assert_allclose(fit.coefficients, [0.0, math.log(3)], atol=1e-9)


def test_rates_with_an_offset() -> None:
    """4 events in 8 weeks, 6 in 3: log(4/8) and log(6/3) - log(4/8) = log 4."""
    X = [[1, 0], [1, 0], [1, 1]]
    weeks = np.log([2.0, 6.0, 3.0])
    spec = GeeSpec(family="poisson")
    fit = fit_gee(X, [1, 3, 6], unit=[1, 2, 3], offset=weeks, spec=spec)
    np.testing.assert_allclose(fit.coefficients, [math.log(0.5), math.log(4)], atol=1e-9)


# Residuals about the group means 1 and 1.5: (-1, 1), (1, -1), (1.5, .5), (-1.5, -.5).
# Σ r² = 4 + 5 = 9; Σ of products in a unit = -1 - 1 + .75 + .75 = -.5.
FOUR_PAIRS = {"y": [0.0, 2.0, 2.0, 0.0, 3.0, 2.0, 0.0, 1.0], "unit": [1, 1, 2, 2, 3, 3, 4, 4]}


@pytest.mark.parametrize(
    ("moments", "scale", "alpha"),
    [
        ("geepack", 9 / 8, -0.5 / 4 / (9 / 8)),  # all rows, all pairs
        ("gee", 9 / (8 - 2), -0.5 / (4 - 2) / (9 / 6)),  # less two coefficients
    ],
)
def test_exchangeable_moments(moments: str, scale: float, alpha: float) -> None:
    spec = GeeSpec(family="gaussian", correlation="exchangeable", moments=moments)
    fit = fit_gee(TWO_GROUPS, **FOUR_PAIRS, spec=spec)
    assert fit.scale == pytest.approx(scale)
    assert fit.alpha == pytest.approx([alpha])


def test_a_fixed_scale_enters_alpha_in_geepack_only() -> None:
    """With φ = 1: -.5/4; gee keeps its own φ = 1.5 for alpha."""
    fits = {
        moments: fit_gee(
            TWO_GROUPS,
            **FOUR_PAIRS,
            spec=GeeSpec(family="gaussian", correlation="exchangeable", moments=moments, scale=1.0),
        )
        for moments in ("geepack", "gee")
    }
    assert {name: fit.scale for name, fit in fits.items()} == {"geepack": 1.0, "gee": 1.0}
    assert fits["geepack"].alpha == pytest.approx([-0.125])
    assert fits["gee"].alpha == pytest.approx([-0.5 / 2 / 1.5])


# Mean 0; products 1, 1, 2, 2; Σ r² = 2 + 2 + 5 + 5 = 14, so φ = 14/8 and their mean over φ is 6/7.
MIRRORED = {"y": [1.0, 1.0, -1.0, -1.0, 2.0, 1.0, -2.0, -1.0], "unit": [1, 1, 2, 2, 3, 3, 4, 4]}


@pytest.mark.parametrize(
    ("waves", "moments", "alpha"),
    [
        ([1, 2], "geepack", 6 / 7),
        ([1, 3], "geepack", math.sqrt(6 / 7)),  # α² = 6/7, the positive root
        ([0, 24], "geepack", (6 / 7) ** (1 / 24)),
        ([1, 3], "gee", 6 / 7),  # positions, not waves
    ],
)
def test_ar1_takes_true_distances(waves: list[int], moments: str, alpha: float) -> None:
    spec = GeeSpec(family="gaussian", correlation="ar1", moments=moments)
    fit = fit_gee(np.ones((8, 1)), **MIRRORED, wave=waves * 4, spec=spec)
    assert fit.alpha == pytest.approx([alpha])


def test_two_waves_never_seen_together_have_no_correlation() -> None:
    """Units see waves 1 and 2, or 2 and 3: α_13 is not a number, and is not needed."""
    rng = np.random.default_rng(5)
    unit = np.repeat(np.arange(40), 2)
    wave = np.tile([1, 2, 2, 3], 20)
    y = rng.normal(size=40)[unit] + rng.normal(size=80)
    spec = GeeSpec(family="gaussian", correlation="unstructured")
    fit = fit_gee(np.ones((80, 1)), y, unit=unit, wave=wave, spec=spec)
    assert fit.status.converged
    np.testing.assert_array_equal(np.isnan(fit.alpha), [False, True, False])


# Mean 0 of four persons in two workplaces, residuals by person: (1, 1), (1, 0); (-1, -1), (-1, 0).
# Σ r² = 6, φ = 6/8. Same person: 1, 0, 1, 0: mean 1/2. Same wave: 1·1 + 1·0 twice: mean 1/2.
# Other wave: 1·0 + 1·1 twice: mean 1/2. Over φ each is 2/3.
HOUSES = {"y": [1.0, 1.0, 1.0, 0.0, -1.0, -1.0, -1.0, 0.0], "unit": [1] * 4 + [2] * 4}


def test_nested_moments() -> None:
    spec = GeeSpec(family="gaussian", correlation="nested_exchangeable", iterations=3)
    people = {"person": [1, 1, 2, 2, 3, 3, 4, 4], "wave": [1, 2] * 4}
    fit = fit_gee(np.ones((8, 1)), **HOUSES, **people, spec=spec)
    assert fit.scale == pytest.approx(6 / 8)
    assert fit.alpha == pytest.approx([2 / 3, 2 / 3, 2 / 3])


def test_kinds_of_pairs_that_nobody_is() -> None:
    """One wave: no two waves of a person, and no two persons at different waves."""
    rng = np.random.default_rng(3)
    unit = np.repeat(np.arange(20), 5)
    y = rng.normal(size=20)[unit] + rng.normal(size=100)
    spec = GeeSpec(family="gaussian", correlation="nested_exchangeable")
    fit = fit_gee(
        np.ones((100, 1)), y, unit=unit, person=np.arange(100), wave=np.ones(100), spec=spec
    )
    alone = fit_gee(
        np.ones((100, 1)), y, unit=unit, spec=GeeSpec(family="gaussian", correlation="exchangeable")
    )
    assert np.isnan(fit.alpha).tolist() == [True, False, True]
    assert fit.alpha[1] == pytest.approx(alone.alpha[0])
    assert fit.coefficients == pytest.approx(alone.coefficients)


@pytest.mark.parametrize(
    ("kind", "moments", "scale", "product"),
    [
        ("frequency", "default", 28 / 6, -2 / 3),  # 6 rows, 3 pairs
        ("sampling", "default", 28 / 6, -2 / 3),  # the same: the unit of weights does not count
        ("prior", "default", 28 / 4, -2 / 2),  # 4 rows, 2 pairs
        ("prior", "geepack", 28 / 6, (4 * -3 + 4) / 5),  # Σ w; pairs w_j w_k, 4 and 1
    ],
)
def test_weights_in_moments(kind: str, moments: str, scale: float, product: float) -> None:
    """Units (3, -1) of weight 2 and (-2, -2) of weight 1 about their weighted mean 0.

    Σ w r² = 2·10 + 8 = 28; Σ w_j r_j r_k = 2·(-3) + 4 = -2 over the pairs.
    """
    spec = GeeSpec(family="gaussian", correlation="exchangeable", moments=moments, weight_kind=kind)
    fit = fit_gee(
        np.ones((4, 1)), [3, -1, -2, -2], unit=[1, 1, 2, 2], weights=[2, 2, 1, 1], spec=spec
    )
    assert fit.coefficients == pytest.approx([0.0], abs=1e-9)
    assert fit.scale == pytest.approx(scale)
    assert fit.alpha == pytest.approx([product / scale])


def test_fixture_exchangeable() -> None:
    """Workplaces as units, scale 1: interaction and correlation as computed in R."""
    counts = pd.read_csv(Path(__file__).parent / "fixture12.csv")
    rows = [
        (row.wp, row.arm == "I", wave, y)
        for row in counts.itertuples()
        for wave, n, k in ((0, row.n0, row.k0), (1, row.n1, row.k1))
        for y in [1.0] * k + [0.0] * (n - k)
    ]
    wp, arm, wave, y = map(np.array, zip(*rows, strict=True))
    X = np.column_stack([np.ones(len(y)), arm, wave, arm * wave])
    spec = GeeSpec(correlation="exchangeable", scale=1.0)
    fit = fit_gee(X, y, unit=wp, spec=spec)
    assert fit.coefficients[3] == pytest.approx(0.463051, abs=5e-7)
    assert fit.alpha == pytest.approx([0.024663], abs=5e-7)


# --- what cannot be estimated -----------------------------------------------------------------


def test_a_column_that_others_determine_is_left_out() -> None:
    X, y = simulated()
    double = np.column_stack([X, X[:, 1] + X[:, 2], np.arange(len(y)) % 3])
    fit, without = (
        fit_gee(D, y, unit=np.arange(len(y))) for D in (double, double[:, [0, 1, 2, 4]])
    )
    assert fit.aliased.tolist() == [3]
    assert np.isnan(fit.coefficients[3])
    np.testing.assert_allclose(fit.coefficients[[0, 1, 2, 4]], without.coefficients)
    contrasts = np.array([[0, 1.0, 0, 0, 0], [0, 1, 0, 1, 0], [0, 0, 1, 1, 0], [1, 0, 0, 0, 0]])
    assert fit.estimability.estimable(contrasts).tolist() == [False, True, True, True]


def test_complete_separation() -> None:
    x = np.array([-2.0, -1.0, 1.0, 2.0, 3.0, -3.0])
    X = np.column_stack([np.ones(6), x])
    fit = fit_gee(X, (x > 0).astype(float), unit=np.arange(6))
    assert fit.status.failure == "separation"
    assert fit.status.separated_rows.tolist() == [0, 1, 2, 3, 4, 5]
    assert 1 in fit.status.separated_columns
    assert np.isnan(fit.coefficients).all()
    assert np.isnan(fit.mean).all()


@pytest.mark.parametrize("correlation", ["independence", "exchangeable"])
@pytest.mark.parametrize("link", ["logit", "probit", "cloglog"])
def test_a_level_without_events_is_named(link: str, correlation: str) -> None:
    """Three persons of a level all answer no: those rows, that column, whatever the order."""
    X, y = simulated()
    rare = np.zeros(len(y))
    rare[[7, 90, 201]] = 1
    y[[7, 90, 201]] = 0
    spec = GeeSpec(link=link, correlation=correlation)
    unit = np.arange(len(y)) // 2
    fit = fit_gee(np.column_stack([X, rare]), y, unit=unit, spec=spec)
    assert fit.status.failure == "separation"
    assert fit.status.separated_rows.tolist() == [7, 90, 201]
    assert fit.status.separated_columns.tolist() == [3]


def test_everybody_answers_yes() -> None:
    fit = fit_gee(np.ones((6, 1)), np.ones(6), unit=np.arange(6))
    assert fit.status.failure == "separation"
    assert len(fit.status.separated_rows) == 6


def test_counts_of_zero_only_in_a_level() -> None:
    X = np.column_stack([np.ones(8), GROUP])
    spec = GeeSpec(family="poisson")
    fit = fit_gee(X, [1, 2, 0, 3, 0, 0, 0, 0], unit=np.arange(8), spec=spec)
    assert fit.status.failure == "separation"
    assert fit.status.separated_rows.tolist() == [4, 5, 6, 7]


def test_a_far_row_is_not_taken_for_separation() -> None:
    """One enormous covariate value drives its own mean to 1; the others still overlap."""
    X, y = simulated()
    X[0, 2], y[0] = -1e6, 1.0
    fit = fit_gee(X, y, unit=np.arange(len(y)))
    assert fit.status.converged
    assert fit.mean[0] == pytest.approx(1.0)
    assert not len(fit.status.separated_rows)


def test_an_empty_cell_is_the_boundary_of_the_identity_link() -> None:
    spec = GeeSpec(link="identity")
    fit = fit_gee(TWO_GROUPS, [0, 0, 0, 0, 0, 1, 1, 0], unit=np.arange(8), spec=spec)
    assert fit.status.failure == "boundary"
    assert np.isnan(fit.coefficients).all()


def test_too_few_steps_are_said() -> None:
    X, y = simulated()
    fit = fit_gee(X, y, unit=np.arange(len(y)), spec=GeeSpec(iterations=2))
    assert (fit.status.failure, fit.status.iterations) == ("iteration_limit", 2)
    assert not fit.status.converged
    assert np.isnan(fit.coefficients).all()


def test_a_correlation_below_what_the_largest_unit_allows_is_refused() -> None:
    """Pairs correlate at -1 nearly, but one unit has three rows: α must be above -1/2."""
    rng = np.random.default_rng(1)
    r = rng.normal(size=30)
    y = np.concatenate([np.column_stack([r, -r + 0.01]).ravel(), [0.1, 0.0, -0.1]])
    unit = np.concatenate([np.repeat(np.arange(30), 2), [99, 99, 99]])
    spec = GeeSpec(family="gaussian", correlation="exchangeable")
    fit = fit_gee(np.ones((63, 1)), y, unit=unit, spec=spec)
    assert fit.status.failure == "working_correlation"
    assert np.isnan(fit.coefficients).all()


def test_units_of_one_row_are_independent() -> None:
    X, y = simulated()
    spec = GeeSpec(correlation="exchangeable")
    fit = fit_gee(X, y, unit=np.arange(len(y)), spec=spec)
    alone = fit_gee(X, y, unit=np.arange(len(y)))
    assert not fit.status.paired
    assert not len(fit.alpha)
    np.testing.assert_allclose(fit.coefficients, alone.coefficients)


def test_correlations_that_binary_outcomes_cannot_have_are_counted() -> None:
    """Fitted .9 and .1: the odds 9 and 1/9 allow at most √(1/81) = .11; .5 and .5 allow 1."""
    unit = np.repeat(np.arange(200), 2)
    steep = unit < 20
    x = np.where(np.arange(400) % 2 == 0, 1.0, -1.0) * steep
    rng = np.random.default_rng(2)
    shared = rng.random(200)[unit] < 0.5
    y = np.where(steep, rng.random(400) < 0.5 + 0.4 * x, shared).astype(float)
    X = np.column_stack([np.ones(400), x])
    for correlation in ("exchangeable", "ar1", "unstructured"):
        spec = GeeSpec(correlation=correlation)
        wave = np.tile([1, 2], 200)
        fit = fit_gee(X, y, unit=unit, wave=wave, spec=spec)
        assert fit.alpha[0] > 0.5
        assert fit.status.impossible_units == 20


# --- mistakes of the caller -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"X": np.ones(8)}, "X has shape"),
        ({"X": np.zeros((8, 2))}, "no column other than zeros"),
        ({"X": np.full((8, 1), np.nan)}, "X has 8 missing or infinite values"),
        ({"y": np.full(8, np.inf)}, "y has 8 missing"),
        ({"y": np.ones(7)}, "y has shape"),
        ({"y": np.full(8, 2.0)}, "the binomial family takes values from 0 to 1"),
        ({"unit": np.arange(7)}, "unit has shape"),
        ({"unit": ["a"] * 8}, "unit must hold whole numbers"),
        ({"unit": np.full(8, 0.5)}, "unit must hold whole numbers"),
        ({"weights": np.zeros(8)}, "8 weights are zero or less"),
        ({"wave": np.arange(3)}, "wave has shape"),
        ({"spec": GeeSpec(correlation="ar1")}, "needs the wave"),
        (
            {"spec": GeeSpec(correlation="unstructured"), "wave": np.ones(8)},
            "6 rows repeat the unit and wave",
        ),
        ({"spec": GeeSpec(correlation="nested_exchangeable")}, "needs the wave"),
        (
            {"spec": GeeSpec(correlation="nested_exchangeable"), "wave": np.ones(8)},
            "needs the person",
        ),
        (
            {"spec": GeeSpec(weight_kind="frequency"), "weights": np.full(8, 1.5)},
            "frequency weights must be whole",
        ),
        (
            {"spec": GeeSpec(weight_kind="frequency"), "weights": np.arange(1, 9)},
            "frequency weights differ within 2 units",
        ),
        (
            {
                "spec": GeeSpec(weight_kind="sampling", correlation="exchangeable"),
                "weights": np.arange(1, 9),
            },
            "sampling weights differ within 2 units",
        ),
        (
            {
                "spec": GeeSpec(correlation="fixed", fixed=((1.0, 0.5), (0.5, 1.0))),
                "wave": np.tile([1, 2, 3, 4], 2),
            },
            "the fixed correlation is 2 by 2; the data have 4 waves",
        ),
    ],
)
def test_arrays_that_do_not_fit_are_refused(changes: dict, message: str) -> None:
    given = {"X": TWO_GROUPS, "y": BINARY, "unit": np.repeat([1, 2], 4), **changes}
    with pytest.raises(ValueError, match=message):
        fit_gee(given.pop("X"), given.pop("y"), **given)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"family": "normal"}, "family 'normal' is none of binomial"),
        ({"correlation": "toeplitz"}, "correlation 'toeplitz'"),
        ({"moments": "sas"}, "moments 'sas'"),
        ({"family": "poisson", "link": "logit"}, "no logit link for the poisson family"),
        ({"scale": 0.0}, "must be positive"),
        ({"tolerance": 0.0}, "must be positive"),
        ({"weight_kind": "importance"}, "weight_kind 'importance' is none of prior"),
        ({"correlation": "fixed"}, "needs its matrix"),
        ({"fixed": ((1.0,),)}, "no other takes one"),
        ({"correlation": "fixed", "fixed": ((1.0, 2.0), (2.0, 1.0))}, "positive definite"),
        ({"correlation": "fixed", "fixed": ((1.0, 0.2), (0.3, 1.0))}, "symmetric"),
        ({"correlation": "nested_exchangeable", "moments": "gee"}, "gee has no nested"),
    ],
)
def test_models_that_do_not_exist_are_refused(options: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        GeeSpec(**options)


def test_qic_needs_an_independence_fit_of_the_same_model() -> None:
    X, y = simulated()
    unit = np.arange(len(y)) // 2
    fit = fit_gee(X, y, unit=unit, spec=GeeSpec(correlation="exchangeable"))
    with pytest.raises(ValueError, match="under independence"):
        qic(fit, fit)
    with pytest.raises(ValueError, match="under independence"):
        qic(fit, fit_gee(X[:, :2], y, unit=unit))
