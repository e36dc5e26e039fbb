"""Many units: a start from a few of them, and alike ones told once, change no answer."""

from __future__ import annotations

import numpy as np
import pytest

from migrant_rh.methods import gee as engine
from migrant_rh.methods import patterns
from migrant_rh.methods.gee import GeeFit, GeeSpec, fit_gee
from migrant_rh.methods.layout import group_units
from migrant_rh.methods.observations import observe
from migrant_rh.methods.sandwich import sandwich

UNITS = 21_000


def persons(*, continuous: bool, seed: int = 5) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Design, outcome and person of 21,000 persons at up to two waves."""
    rng = np.random.default_rng(seed)
    seen = rng.random((UNITS, 2)) < 0.9
    seen[:, 0] = True
    person, late = np.nonzero(seen)
    age = rng.normal(size=UNITS) if continuous else rng.integers(0, 3, UNITS) - 1.0
    arm, own = rng.integers(0, 2, UNITS), rng.normal(size=UNITS)
    X = np.column_stack([np.ones(len(person)), arm[person], late, arm[person] * late, age[person]])
    eta = X @ [0.2, 0.1, -0.3, 0.4, 0.3] + own[person]
    return X, (rng.random(len(eta)) < 1 / (1 + np.exp(-eta))).astype(float), person


def plainly(X: np.ndarray, y: np.ndarray, person: np.ndarray, spec: GeeSpec) -> GeeFit:
    """Without the start from a few units, and every unit by itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "_MANY_UNITS", np.inf)
        patch.setattr(patterns, "LEAST_ROWS", np.inf)
        return fit_gee(X, y, unit=person, spec=spec)


@pytest.mark.parametrize("correlation", ["independence", "exchangeable"])
@pytest.mark.parametrize("continuous", [True, False])
def test_the_same_answers(correlation: str, *, continuous: bool) -> None:
    X, y, person = persons(continuous=continuous)
    spec = GeeSpec(correlation=correlation)
    quick, plain = fit_gee(X, y, unit=person, spec=spec), plainly(X, y, person, spec)
    assert (quick.status.patterns < UNITS / 100) is not continuous
    np.testing.assert_allclose(quick.coefficients, plain.coefficients, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(quick.alpha, plain.alpha, rtol=1e-9)
    for kind in ("model", "LZ", "KC"):
        one, other = (sandwich(fit, kind=kind).covariance for fit in (quick, plain))
        np.testing.assert_allclose(one, other, rtol=1e-8)
    assert quick.status.impossible_units == plain.status.impossible_units


def test_a_level_that_the_few_do_not_have() -> None:
    """Three persons have it, none of every fiftieth: the start is made without them, or not."""
    X, y, person = persons(continuous=True)
    rare = np.isin(person, [1, 2, 3]).astype(float)
    design = np.column_stack([X, rare])
    quick, plain = fit_gee(design, y, unit=person), plainly(design, y, person, GeeSpec())
    assert quick.status.failure == plain.status.failure
    np.testing.assert_allclose(quick.coefficients, plain.coefficients, rtol=1e-8)


def test_separation_is_found_among_many() -> None:
    X, y, person = persons(continuous=True)
    rare = np.isin(person, [0, 50, 101]).astype(float)
    y[rare == 1] = 1.0
    fit = fit_gee(np.column_stack([X, rare]), y, unit=person)
    assert fit.status.failure == "separation"
    np.testing.assert_array_equal(fit.status.separated_rows, np.flatnonzero(rare))


def test_separation_of_units_told_once_names_all_their_rows() -> None:
    X, y, person = persons(continuous=False)
    cell = (X[:, 1] == 1) & (X[:, 2] == 1)
    y[cell] = 0.0
    fit = fit_gee(X, y, unit=person)
    assert fit.status.patterns < UNITS
    assert fit.status.failure == "separation"
    np.testing.assert_array_equal(fit.status.separated_rows, np.flatnonzero(cell))


def test_units_that_only_share_a_hash_are_not_joined() -> None:
    X, y, person = persons(continuous=True)
    observations = observe(X, y, unit=person)
    units = group_units(observations.unit, None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(patterns, "_keys", lambda _, units: np.zeros(len(units.sizes), np.uint64))
        assert patterns.collapse(observations, units) is None


def test_small_whole_numbers_have_hashes_of_their_own() -> None:
    """Bits of 0, 1, 2, … differ at the top only."""
    grid = np.array(np.meshgrid(*[[0.0, 1.0, 2.0, 4.0]] * 5)).reshape(5, -1).T
    observations = observe(grid, np.zeros(len(grid)), unit=np.arange(len(grid)))
    units = group_units(observations.unit, None)
    assert len(np.unique(patterns._keys(observations, units))) == len(grid)
