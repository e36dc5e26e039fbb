"""Moment estimators of the scale and of the working correlation, after two R packages.

Symbols: r = (y - μ)/√V(μ) the Pearson residual, w the prior weight, φ the scale, α the
correlation, N rows, p coefficients, K units with n_i rows each.

==============  ======================================  =========================================
                ``geepack`` (1.3.9)                     ``gee`` (4.13), residuals r√w
==============  ======================================  =========================================
φ               Σ w r² / Σ w                            Σ w r² / (N - p)
exchangeable    Σ w_j w_k r_j r_k / (φ Σ w_j w_k)       Σ r_j r_k / (φ [Σ n_i(n_i - 1)/2 - p])
ar1             least squares of r_j r_k/φ on α^d,      mean over units of Σ r_j r_{j+1}/(n_i - 1),
                all pairs, d their distance in waves    over φ̄; distances are positions
unstructured    mean of r_j r_k/φ over the units        Σ r_j r_k / (K* φ̄), K* all units with two
                seen at both waves                      rows; columns are positions
==============  ======================================  =========================================

φ̄ is the mean over units of their mean r². The estimators follow Liang and Zeger (1986,
https://doi.org/10.1093/biomet/73.1.13) with the divisors of the two packages, which differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.working import Correlation, Layout, WorkingCorrelationError

Convention = Literal["geepack", "gee"]

_NEAR_ONE = 1 - np.logspace(-9, -2, 141)
_GRID = np.concatenate([-_NEAR_ONE, np.linspace(-0.99, 0.99, 397)[1:-1], _NEAR_ONE[::-1]])


@dataclass(frozen=True, slots=True, eq=False)
class Residuals:
    """Pearson residuals and prior weights in grouped order, and what divides their moments.

    Attributes
    ----------
    pearson, weights : ndarray, shape (N,)
        r without weight, and w.
    parameters : int
        Estimated coefficients.
    scale : float or None
        Fixed φ, or None where it is estimated.
    """

    pearson: Floats = field(repr=False)
    weights: Floats = field(repr=False)
    parameters: int
    scale: float | None

    @property
    def weighted(self) -> Floats:
        """r√w."""
        return self.pearson * np.sqrt(self.weights)


def geepack_scale(residuals: Residuals) -> float:
    """Mean of r², weighted: no correction for the coefficients."""
    if residuals.scale is not None:
        return residuals.scale
    return float(np.average(residuals.pearson**2, weights=residuals.weights))


def gee_scale(residuals: Residuals) -> float:
    """Σ w r² over N - p."""
    left = len(residuals.pearson) - residuals.parameters
    return float((residuals.weighted**2).sum() / left) if left > 0 else np.nan


def _geepack_exchangeable(residuals: Residuals, layout: Layout) -> Floats:
    """Mean product of two residuals of one unit, each pair with weight w_j w_k."""
    units, weights = layout.units, residuals.weights
    products = residuals.pearson * weights
    pairs = (units.sums(products) ** 2).sum() - (products**2).sum()
    weight = (units.sums(weights) ** 2).sum() - (weights**2).sum()
    return np.array([pairs / weight / geepack_scale(residuals)])


def _geepack_unstructured(residuals: Residuals, layout: Layout) -> Floats:
    """Mean product of the residuals of two waves; not a number where no unit has both."""
    products, weights = _geepack_pairs(residuals, layout)
    with np.errstate(invalid="ignore"):
        return products / weights


def _geepack_ar1(residuals: Residuals, layout: Layout) -> Floats:
    """Least squares of r_j r_k/φ on α^d over all pairs, d their distance in waves."""
    products, weights = _geepack_pairs(residuals, layout)
    rows, columns = np.triu_indices(len(layout.waves), 1)
    distances, which = np.unique(layout.waves[columns] - layout.waves[rows], return_inverse=True)
    sums = [np.bincount(which, each).astype(np.float64) for each in (products, weights)]
    return np.array([_power_fit(distances.astype(np.float64), *sums)])


def _geepack_pairs(residuals: Residuals, layout: Layout) -> tuple[Floats, Floats]:
    """Σ w_j w_k r_j r_k/φ and Σ w_j w_k for each pair of waves, by rows of the upper triangle."""
    above = np.triu_indices(len(layout.waves), 1)
    products = layout.by_wave(residuals.pearson * residuals.weights)
    weights = layout.by_wave(residuals.weights)
    scale = geepack_scale(residuals)
    return (products.T @ products)[above] / scale, (weights.T @ weights)[above]


def _power_fit(distances: Floats, products: Floats, weights: Floats) -> float:
    """Minimise Σ_d (weights α^2d - 2 products α^d) over -1 < α < 1; the positive of two equals."""

    def loss(a: Floats) -> Floats:
        powers = a[:, None] ** distances
        return np.asarray((powers * (weights * powers - 2 * products)).sum(axis=1))

    def slope(a: Floats) -> Floats:
        powers = a[..., None] ** (distances - 1)
        rest = weights * powers * a[..., None] - products
        return np.asarray((distances * powers * rest).sum(axis=-1))

    from scipy.optimize import brentq  # noqa: PLC0415 (slow to load, and only ar1 needs it)

    slopes = slope(_GRID)
    turns = np.flatnonzero((slopes[:-1] < 0) & (slopes[1:] >= 0))
    if not len(turns):
        raise WorkingCorrelationError
    bottoms = np.array(
        [
            brentq(lambda a: float(slope(np.array(a))), _GRID[turn], _GRID[turn + 1], xtol=1e-15)
            for turn in turns[::-1]
        ]
    )
    return float(bottoms[np.argmin(loss(bottoms))])


def _gee_exchangeable(residuals: Residuals, layout: Layout) -> Floats:
    """Mean product of two residuals of one unit, the number of pairs less p."""
    units, r = layout.units, residuals.weighted
    products = ((units.sums(r) ** 2).sum() - (r**2).sum()) / 2
    pairs = (units.sizes * (units.sizes - 1)).sum() / 2 - residuals.parameters
    if pairs <= 0:
        raise WorkingCorrelationError
    return np.array([products / pairs / gee_scale(residuals)])


def _gee_ar1(residuals: Residuals, layout: Layout) -> Floats:
    """Mean over units of the mean product of neighbours."""
    units, r = layout.units, residuals.weighted
    neighbours = r * np.concatenate([r[:1], r[:-1]])
    neighbours[units.starts] = 0.0
    means = units.sums(neighbours) / np.maximum(units.sizes - 1, 1)
    return np.array([means.sum() / _gee_divisor(residuals, layout)])


def _gee_unstructured(residuals: Residuals, layout: Layout) -> Floats:
    """Σ r_j r_k over all units with two rows, seen at both positions or not."""
    table = layout.by_wave(residuals.weighted)
    above = np.triu_indices(len(layout.waves), 1)
    return np.asarray((table.T @ table)[above] / _gee_divisor(residuals, layout))


def _gee_divisor(residuals: Residuals, layout: Layout) -> float:
    """K* φ̄."""
    units = layout.units
    mean_squares = units.sums(residuals.weighted**2) / units.sizes
    return float((units.sizes > 1).sum() * mean_squares.mean())


SCALE: Mapping[Convention, Callable[[Residuals], float]] = {
    "geepack": geepack_scale,
    "gee": gee_scale,
}

ALPHA: Mapping[tuple[Convention, Correlation], Callable[[Residuals, Layout], Floats]] = {
    ("geepack", "exchangeable"): _geepack_exchangeable,
    ("geepack", "ar1"): _geepack_ar1,
    ("geepack", "unstructured"): _geepack_unstructured,
    ("gee", "exchangeable"): _gee_exchangeable,
    ("gee", "ar1"): _gee_ar1,
    ("gee", "unstructured"): _gee_unstructured,
}
