"""Textbook matrices of a fit, for the comparisons of this folder."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.linalg import sqrtm

from migrant_rh.methods.families import FAMILIES, LINKS
from migrant_rh.methods.gee import GeeFit


@pytest.fixture
def dense_covariances() -> Callable[[GeeFit], dict[str, np.ndarray]]:
    """What makes LZ, MD and KC by dense matrices, one unit at a time, at the estimates."""
    return _covariances


def _covariances(fit: GeeFit) -> dict[str, np.ndarray]:
    """M {Σ D'V⁻¹ f(I - H) e e' f(I - H)' V⁻¹D} M with f(x) = 1, x⁻¹ and x^(-1/2)."""
    pieces = list(_units(fit))
    M = np.linalg.inv(sum(D.T @ np.linalg.solve(V, D) for D, V, _ in pieces))
    found: dict[str, list[np.ndarray]] = {"LZ": [], "MD": [], "KC": []}
    for D, V, e in pieces:
        score = np.linalg.solve(V, D).T
        rest = np.eye(len(e)) - D @ M @ score
        found["LZ"].append(score @ e)
        found["MD"].append(score @ np.linalg.solve(rest, e))
        found["KC"].append(score @ np.linalg.solve(np.real(sqrtm(rest)), e))
    return {kind: M @ np.array(u).T @ np.array(u) @ M for kind, u in found.items()}


def _units(fit: GeeFit) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """D, V and e of every unit, V without φ, its rows in wave order."""
    given = fit.solved.stage.given
    family, link = FAMILIES[fit.spec.family], LINKS[fit.spec.link_name]
    eta = given.X @ fit.coefficients + (0.0 if given.offset is None else given.offset)
    mean = link.mean(eta)
    weights = np.ones(len(mean)) if given.weights is None else given.weights
    deviation = np.sqrt(family.variance(mean) / weights)
    wave = np.arange(len(mean)) if given.wave is None else given.wave
    order = np.lexsort((wave, given.unit))
    found = []
    for rows in np.split(order, np.flatnonzero(np.diff(given.unit[order])) + 1):
        V = _correlation(fit, wave[rows]) * np.outer(deviation[rows], deviation[rows])
        D = link.slope(eta[rows])[:, None] * given.X[rows]
        found.append((D, V, given.y[rows] - mean[rows]))
    return found


def _correlation(fit: GeeFit, times: np.ndarray) -> np.ndarray:
    """R of one unit, seen at some times."""
    n = len(times)
    if not len(fit.alpha) or n == 1:
        return np.eye(n)
    if fit.spec.correlation == "exchangeable":
        return (1 - fit.alpha[0]) * np.eye(n) + fit.alpha[0]
    times = np.arange(1, n + 1) if fit.spec.moments == "gee" else times
    if fit.spec.correlation == "ar1":
        return fit.alpha[0] ** np.abs(np.subtract.outer(times, times)).astype(float)
    R = np.eye(len(fit.waves))
    R[np.triu_indices(len(fit.waves), 1)] = fit.alpha
    places = np.searchsorted(fit.waves, times)
    return (R + np.triu(R, 1).T)[np.ix_(places, places)]
