"""Items of which a person may choose several: compared among groups, all items at once.

Symbols: n_c persons of group c, p_jc their share that chose item j, q = 1-p; X²_j Pearson's
chi-square of item j; L_jc the log odds ratio of item j in group c against the first group, N_j its
covariance were persons independent and V the covariance of all L that the clusters show:

    Δ = blockdiag(N_1, N_2, …)⁻¹ V,   F = ΣX²_j / tr Δ   on (tr Δ)²/tr Δ² and that times ν,

with ν the clusters less one. The items of a person depend on one another, so that the X²_j may not
simply be added up; Δ holds that dependence as well as the clusters'. For a single item F is that of
`rao_scott`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.observations import whole_numbers
from migrant_rh.methods.tails import f_upper

NoItems = Literal["", "no_counts", "one_row", "empty_cells", "one_cluster", "no_variance"]

_PAIR = 2
_NO_VARIANCE = 1e-12


@dataclass(frozen=True, slots=True)
class MultipleResponse:
    """Test that groups choose every item alike.

    Attributes
    ----------
    statistic, df, df_denominator, p_value : float
        F, its degrees of freedom, upper tail.
    chi_squares : ndarray, shape (m,)
        Pearson's chi-square of each item, persons taken as independent.
    mean_design_effect : float
        Mean of the eigenvalues of Δ.
    persons, clusters : int
        Persons and clusters used.
    method : str
        ``rao_scott_items``.
    unavailable : str
        Empty, or why there is no test: ``no_counts`` (nobody), ``one_row`` (one group),
        ``empty_cells`` (in a group everybody chose an item, or nobody), ``one_cluster``,
        ``no_variance`` (the clusters show none).
    """

    statistic: float
    df: float
    df_denominator: float
    p_value: float
    chi_squares: Floats = field(repr=False)
    mean_design_effect: float
    persons: int
    clusters: int
    method: str = "rao_scott_items"
    unavailable: NoItems = ""


def compare_items(
    chosen: npt.ArrayLike, group: npt.ArrayLike, cluster: npt.ArrayLike | None = None
) -> MultipleResponse:
    """Test whether groups choose the items of a question alike.

    Parameters
    ----------
    chosen : array_like, shape (N, m)
        1 where a person chose an item, else 0. Persons with a missing item are left out by the
        caller.
    group : array_like of int, shape (N,)
        Group of each person.
    cluster : array_like of int, shape (N,), optional
        Cluster of each person; without it every person is one.

    Raises
    ------
    ValueError
        If arrays do not fit together, or ``chosen`` holds anything but 0 and 1.

    Notes
    -----
    The second-order correction that Bilder and Loughin (2004,
    https://doi.org/10.1111/j.0006-341X.2004.00147.x) and Thomas and Decady (2004,
    https://doi.org/10.1207/s15327574ijt0401_4) use for persons, with clusters in the covariance
    and an F as in Rao and Scott (1984, https://doi.org/10.1214/aos/1176346391). R
    ``MRCV::MI.test(..., type = "rs2")`` is its chi-square form for independent persons.

    Examples
    --------
    >>> chosen = [[1, 0], [1, 1], [0, 1], [0, 0], [1, 1], [0, 1], [0, 0], [1, 0]]
    >>> test = compare_items(chosen, [0, 0, 0, 0, 1, 1, 1, 1])
    >>> test.chi_squares.round(6).tolist(), round(test.p_value, 6)
    ([0.0, 0.0], 1.0)
    """
    y = np.asarray(chosen, dtype=np.float64)
    if y.ndim != _PAIR or not np.isin(y, [0.0, 1.0]).all():
        raise ValueError("chosen is a matrix of 0 and 1, one row a person and one column an item")
    rows = len(y)
    groups, g = np.unique(whole_numbers("group", group, rows), return_inverse=True)
    units = np.arange(rows) if cluster is None else whole_numbers("cluster", cluster, rows)
    labels, unit = np.unique(units, return_inverse=True)
    shape = _Shape.of(y, g, len(groups)) if rows else None
    reason = _obstacle(shape, len(labels))
    if shape is None or reason:
        return _untested(y, len(labels), reason or "no_counts")
    return _tested(y, g, unit, shape)


@dataclass(frozen=True, slots=True)
class _Shape:
    """Sizes n of the groups, shares p of the items in them (k, m), and over all (m,)."""

    n: Floats
    p: Floats
    whole: Floats

    @classmethod
    def of(cls, y: Floats, g: Integers, k: int) -> _Shape:
        """Count who chose what."""
        n = np.bincount(g, minlength=k).astype(np.float64)
        events = np.array([np.bincount(g, column, minlength=k) for column in y.T]).T
        return cls(n, events / n[:, None], y.mean(axis=0))

    @property
    def variances(self) -> Floats:
        """1/(npq), the variance of a log odds: shape (k, m)."""
        return np.asarray(1 / (self.n[:, None] * self.p * (1 - self.p)))

    @property
    def chi_squares(self) -> Floats:
        """Pearson's chi-square of each item: Σn(p_c - p)²/(pq)."""
        spread = (self.n[:, None] * (self.p - self.whole) ** 2).sum(axis=0)
        return np.asarray(spread / (self.whole * (1 - self.whole)))


def _obstacle(shape: _Shape | None, clusters: int) -> NoItems:
    """Say what makes a test impossible, if anything."""
    if shape is None:
        return "no_counts"
    if len(shape.n) < _PAIR:
        return "one_row"
    if ((shape.p == 0) | (shape.p == 1)).any():
        return "empty_cells"
    return "one_cluster" if clusters < _PAIR else ""


def _tested(y: Floats, g: Integers, unit: Integers, shape: _Shape) -> MultipleResponse:
    """Refer ΣX² to F by Δ."""
    k, m = shape.p.shape
    V = _covariance(y, g, unit, shape)
    delta = np.linalg.solve(_naive(shape), V)
    trace, trace_2 = float(np.trace(delta)), float((delta * delta.T).sum())
    clusters = int(unit.max()) + 1
    if trace < _NO_VARIANCE:
        return _untested(y, clusters, "no_variance")
    chi_squares = shape.chi_squares
    df, F = trace**2 / trace_2, float(chi_squares.sum()) / trace
    denominator = df * (clusters - 1)
    return MultipleResponse(
        statistic=F,
        df=df,
        df_denominator=denominator,
        p_value=f_upper(F, df, denominator),
        chi_squares=chi_squares,
        mean_design_effect=trace / ((k - 1) * m),
        persons=len(y),
        clusters=clusters,
    )


def _naive(shape: _Shape) -> Floats:
    """blockdiag(N_j), the groups of an item together: shape ((k-1)m, (k-1)m)."""
    k, m = shape.p.shape
    blocks = np.zeros((m, k - 1, m, k - 1))
    for item, v in enumerate(shape.variances.T):
        blocks[item, :, item, :] = np.diag(v[1:]) + v[0]
    return blocks.reshape(m * (k - 1), m * (k - 1))


def _covariance(y: Floats, g: Integers, unit: Integers, shape: _Shape) -> Floats:
    """V: spread of the clusters' sums of (y - p)/(npq) about their mean, G/(G-1)."""
    k, m = shape.p.shape
    score = (y - shape.p[g]) * shape.variances[g]
    G = int(unit.max()) + 1
    cell = unit * k + g
    sums = np.array([np.bincount(cell, column, G * k) for column in score.T]).reshape(m, G, k)
    contrasts = (sums[:, :, 1:] - sums[:, :, :1]).transpose(1, 0, 2).reshape(G, m * (k - 1))
    away = contrasts - contrasts.mean(axis=0)
    return np.asarray(G / (G - 1) * away.T @ away)


def _untested(y: Floats, clusters: int, reason: NoItems) -> MultipleResponse:
    """Say that there is no test, and why."""
    nan = np.full(y.shape[1] if y.ndim == _PAIR else 0, np.nan)
    return MultipleResponse(*(math.nan,) * 4, nan, math.nan, len(y), clusters, unavailable=reason)
