"""Moment estimators of the scale and of the working correlation.

Symbols: r = (y - μ)/√V(μ) the Pearson residual, w the weight of a row, φ the scale, α the
correlation, N rows, p coefficients, K units with n_i rows each; frequencies count as that many
units throughout.

==============  ===================================  ============================================
                ``default``, e = r√w                 ``gee`` (4.13), e = r√w
==============  ===================================  ============================================
φ               Σ e² / N                             Σ e² / (N - p)
exchangeable    Σ e_j e_k / (φ Σ 1), over pairs      Σ e_j e_k / (φ [Σ n_i(n_i - 1)/2 - p])
nested          the same, over pairs of one kind     not there
ar1             least squares of e_j e_k/φ on α^d,   mean over units of Σ e_j e_{j+1}/(n_i - 1),
                all pairs, d their distance          over φ̄; distances are positions
unstructured    mean of e_j e_k/φ over the units     Σ e_j e_k / (K* φ̄), K* all units with two
                seen at both waves                   rows; columns are positions
==============  ===================================  ============================================

φ̄ is the mean over units of their mean e². ``geepack`` (1.3.9) is the default with other weights: a
pair of rows counts w_j w_k and brings w_j w_k r_j r_k, and φ is Σ w r²/Σ w, so that without weights
the two are one. Sampling weights count a unit of the default as w units. The estimators follow
Liang and Zeger (1986, https://doi.org/10.1093/biomet/73.1.13) with the divisors of the packages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.layout import Chunk, Layout

Convention = Literal["default", "geepack", "gee"]
Correlation = Literal[
    "independence", "exchangeable", "ar1", "unstructured", "nested_exchangeable", "fixed"
]
Tally = Callable[[Layout, Chunk, Floats], Floats]

_NEAR_ONE = 1 - np.logspace(-9, -2, 141)
_GRID = np.concatenate([-_NEAR_ONE, np.linspace(-0.99, 0.99, 397)[1:-1], _NEAR_ONE[::-1]])


class WorkingCorrelationError(Exception):
    """The moments do not give a positive definite working correlation."""


@dataclass(frozen=True, slots=True, eq=False)
class Divisors:
    """What the sums of a tally are divided by.

    Attributes
    ----------
    counts : ndarray
        The tally of rows whose residual is their weight alone.
    parameters : int
        Estimated coefficients.
    units, paired : float
        Units, and units with two rows.
    waves : ndarray of int
        Distinct waves.
    """

    counts: Floats = field(repr=False)
    parameters: int
    units: float
    paired: float
    waves: Integers = field(repr=False)


@dataclass(frozen=True, slots=True)
class Moment:
    """Sums over chunks of products of residuals of one unit, and α from them over φ."""

    tally: Tally
    alpha: Callable[[Floats, Divisors, float], Floats]


def by_wave(layout: Layout, chunk: Chunk, values: Floats) -> Floats:
    """Spread a chunk's values over (units, waves), zero where a wave is missing."""
    table = np.zeros((chunk.count, len(layout.waves)))
    table[layout.unit_of(chunk), layout.columns[chunk.rows]] = values
    return table


def _pairs(layout: Layout, chunk: Chunk, e: Floats) -> Floats:
    """Σ e_j e_k over the pairs of rows of each unit."""
    del layout
    return np.array([(np.square(chunk.sums(e)).sum() - e @ e) / 2])


def _products(layout: Layout, chunk: Chunk, e: Floats) -> Floats:
    """Σ e_j e_k for every two waves: shape (T, T)."""
    if len(chunk.columns):
        rows = e.reshape(chunk.size, chunk.count)
        total = np.zeros((len(layout.waves),) * 2)
        total[np.ix_(chunk.columns, chunk.columns)] = rows @ rows.T
        return total
    table = by_wave(layout, chunk, e)
    return np.asarray(table.T @ table)


def _neighbours(layout: Layout, chunk: Chunk, e: Floats) -> Floats:
    """Σ over units of their mean product of neighbours, and of their mean square."""
    del layout
    sizes = chunk.sizes
    product = np.zeros_like(e)
    step = chunk.count if chunk.size else 1
    product[step:] = e[step:] * e[:-step]
    product[chunk.starts] = 0.0
    mean = chunk.sums(product) / np.maximum(sizes - 1, 1)
    return np.array([mean.sum(), (chunk.sums(e * e) / sizes).sum()])


def _positions(layout: Layout, chunk: Chunk, e: Floats) -> Floats:
    """Σ e_j e_k for every two positions, and Σ over units of their mean square, in one row."""
    mean_squares = (chunk.sums(e * e) / chunk.sizes).sum()
    return np.append(_products(layout, chunk, e), mean_squares)


def _mean_pair(total: Floats, given: Divisors, scale: float) -> Floats:
    """Mean product of a pair over φ; not a number where there is no pair of that kind."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(given.counts > 0, total / given.counts, np.nan) / scale)


def _mean_pair_of_waves(total: Floats, given: Divisors, scale: float) -> Floats:
    """The same for every two waves, by rows of the upper triangle."""
    return above(_mean_pair(total, given, scale))


def _fewer_pairs(total: Floats, given: Divisors, scale: float) -> Floats:
    """Sum of products over φ and the number of pairs less p."""
    pairs = given.counts - given.parameters
    if not (pairs > 0).all():
        raise WorkingCorrelationError
    return np.asarray(total / pairs / scale)


def _mean_neighbours(total: Floats, given: Divisors, scale: float) -> Floats:
    """Mean over units with two rows of their mean product of neighbours, over φ̄."""
    del scale
    return np.array([total[0] / given.paired / (total[1] / given.units)])


def _mean_positions(total: Floats, given: Divisors, scale: float) -> Floats:
    """Σ e_j e_k over all units with two rows, seen at both positions or not, over φ̄."""
    del scale
    products = total[:-1].reshape(len(given.waves), -1)
    return np.asarray(above(products) / given.paired / (total[-1] / given.units))


def _power(total: Floats, given: Divisors, scale: float) -> Floats:
    """Least squares of e_j e_k/φ on α^d over all pairs, d their distance in waves."""
    rows, columns = np.triu_indices(len(given.waves), 1)
    distances, which = np.unique(given.waves[columns] - given.waves[rows], return_inverse=True)
    products = np.bincount(which, above(total) / scale).astype(np.float64)
    weights = np.bincount(which, above(given.counts)).astype(np.float64)
    return np.array([_power_fit(distances.astype(np.float64), products, weights)])


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


def above(matrix: Floats) -> Floats:
    """Upper triangle of a square matrix, by rows."""
    return np.asarray(matrix[np.triu_indices(len(matrix), 1)])


_PLAIN: Mapping[Correlation, Moment] = {
    "exchangeable": Moment(_pairs, _mean_pair),
    "ar1": Moment(_products, _power),
    "unstructured": Moment(_products, _mean_pair_of_waves),
}

MOMENTS: Mapping[Convention, Mapping[Correlation, Moment]] = {
    "default": _PLAIN,
    "geepack": _PLAIN,
    "gee": {
        "exchangeable": Moment(_pairs, _fewer_pairs),
        "ar1": Moment(_neighbours, _mean_neighbours),
        "unstructured": Moment(_positions, _mean_positions),
    },
}
