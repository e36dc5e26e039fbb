"""Rao and Scott's chi-square test of independence for persons in clusters.

Symbols: w weights of persons, π cells of the table as weighted shares, n persons; X² Pearson's
statistic of nπ; V the covariance of π that the clusters show, within strata; C contrasts of cells
that independence makes 0; D = diag(π):

    Δ = (C'D⁻¹C/n)⁻¹(C'D⁻¹VD⁻¹C),

whose eigenvalues are generalised design effects. First order: X²/δ̄ with δ̄ = tr Δ/df, as
chi-square on df = (r-1)(c-1). Second order: F = X²/tr Δ on (tr Δ)²/tr Δ² and that times ν, with ν
the clusters less the strata.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.chi_square import chi_square_upper
from migrant_rh.methods.contingency import pearson
from migrant_rh.methods.counts import NoTable
from migrant_rh.methods.observations import finite_numbers, whole_numbers
from migrant_rh.methods.tails import f_upper

NoRaoScott = NoTable | Literal["single_cluster_stratum", "no_variance", "empty_cells"]

_NO_DESIGN_EFFECT = 1e-12


@dataclass(frozen=True, slots=True)
class RaoScott:
    """Rao and Scott's chi-square of a table from clusters.

    Attributes
    ----------
    statistic : float
        F, second order.
    df, df_denominator : float
        Its degrees of freedom.
    p_value : float
        Upper tail of F.
    first_order, first_order_df, first_order_p : float, int, float
        X²/δ̄, chi-square on (r-1)(c-1).
    pearson : float
        X² of the weighted table, as if there were no clusters.
    mean_design_effect : float
        δ̄.
    persons, clusters, strata : int
        Persons with a weight above 0; clusters and strata of all persons.
    method : str
        ``rao_scott``.
    unavailable : str
        Empty, or why there is no test: ``no_counts``, ``one_row``, ``one_column``;
        ``single_cluster_stratum`` (a stratum whose clusters cannot be compared); ``empty_cells``
        (too many for the contrasts); ``no_variance`` (the clusters show none).
    """

    statistic: float
    df: float
    df_denominator: float
    p_value: float
    first_order: float
    first_order_df: int
    first_order_p: float
    pearson: float
    mean_design_effect: float
    persons: int
    clusters: int
    strata: int
    method: str = "rao_scott"
    unavailable: NoRaoScott = ""


@dataclass(frozen=True, slots=True)
class _Sample:
    """Persons: number of their cell, cluster and stratum, weight; and the shape of the table."""

    cell: Integers
    cluster: Integers
    stratum_of_cluster: Integers
    weight: Floats
    shape: tuple[int, int]

    @property
    def shares(self) -> Floats:
        """π."""
        cells, total = self.shape[0] * self.shape[1], self.weight.sum()
        table = np.bincount(self.cell, self.weight, cells)[:cells]
        return np.asarray(table / total if total else table)


def rao_scott(
    row: npt.ArrayLike,
    column: npt.ArrayLike,
    cluster: npt.ArrayLike,
    *,
    stratum: npt.ArrayLike | None = None,
    weights: npt.ArrayLike | None = None,
) -> RaoScott:
    """Test independence of two answers of persons in clusters.

    Parameters
    ----------
    row, column : array_like of int, shape (N,)
        Level of each person in rows and columns of the table. Levels that nobody with a weight has
        are left out.
    cluster : array_like of int, shape (N,)
        Cluster of each person; numbers may begin anew in each stratum.
    stratum : array_like of int, shape (N,), optional
        Stratum within which clusters were sampled or allocated; without it there is one.
    weights : array_like, shape (N,), optional
        Sampling weights; without them 1. Give persons who do not belong to the table, such as those
        with a missing answer, the weight 0 rather than leave them out: their clusters then keep
        their place in the variance. Their row and column may be any number.

    Raises
    ------
    ValueError
        If arrays do not fit together, or weights are negative or missing.

    Notes
    -----
    Rao and Scott (1981, https://doi.org/10.1080/01621459.1981.10477633; 1984,
    https://doi.org/10.1214/aos/1176346391); clusters are taken as drawn with replacement, without
    finite population correction. R ``survey::svychisq(~row + column, design, statistic = "F")``,
    whose ``statistic = "Chisq"`` prints the unadjusted X² beside the first-order P; Stata ``svy:
    tab``. SAS SURVEYFREQ keeps (r-1)(c-1) degrees of freedom for the F. For arms that were
    allocated, the arms are not strata unless clusters were drawn within them.

    Examples
    --------
    >>> row = [0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1]
    >>> column = [0, 0, 0, 1, 1, 1, 0, 1, 0, 1, 1, 0]
    >>> test = rao_scott(row, column, cluster=[1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6])
    >>> round(test.statistic, 6), test.df, test.df_denominator
    (2.222222, 1.0, 5.0)
    """
    rows = np.size(row)
    w = np.ones(rows) if weights is None else finite_numbers("weights", weights, (rows,))
    if (w < 0).any():
        raise ValueError(f"{int((w < 0).sum())} weights are negative")
    strata = (
        np.zeros(rows, np.int64) if stratum is None else whole_numbers("stratum", stratum, rows)
    )
    sample = _sampled(
        whole_numbers("row", row, rows),
        whole_numbers("column", column, rows),
        np.column_stack([strata, whole_numbers("cluster", cluster, rows)]),
        w,
    )
    blank = _described(sample)
    if blank.unavailable:
        return blank
    return _tested(sample, blank)


def _sampled(row: Integers, column: Integers, cluster: Integers, w: Floats) -> _Sample:
    """Number cells, clusters and strata from 0; persons without weight count in cell 0."""
    held = w > 0
    rows, row_index = np.unique(row[held], return_inverse=True)
    columns, column_index = np.unique(column[held], return_inverse=True)
    cell = np.zeros(len(w), np.int64)
    cell[held] = row_index * len(columns) + column_index
    _, strata = np.unique(cluster[:, 0], return_inverse=True)
    labels, codes = np.unique(cluster[:, 1], return_inverse=True)
    numbers, index = np.unique(strata * len(labels) + codes, return_inverse=True)
    return _Sample(cell, index, numbers // len(labels), w, (len(rows), len(columns)))


def _described(sample: _Sample) -> RaoScott:
    """Report what there is without the design, and why there is no test, if there is none."""
    persons = int((sample.weight > 0).sum())
    plain = pearson((sample.shares * persons).reshape(sample.shape))
    blank = RaoScott(
        *(math.nan,) * 5,
        first_order_df=plain.df,
        first_order_p=math.nan,
        pearson=plain.statistic,
        mean_design_effect=math.nan,
        persons=persons,
        clusters=len(sample.stratum_of_cluster),
        strata=int(sample.stratum_of_cluster.max(initial=-1)) + 1,
        unavailable=plain.unavailable,
    )
    if not blank.unavailable and np.bincount(sample.stratum_of_cluster).min() == 1:
        return replace(blank, unavailable="single_cluster_stratum")
    return blank


def _tested(sample: _Sample, blank: RaoScott) -> RaoScott:
    """Divide X² by the generalised design effects."""
    contrasts = _independence(sample)
    simple = contrasts.T @ (sample.shares[:, None] * contrasts) / blank.persons
    if np.linalg.matrix_rank(simple) < blank.first_order_df:
        return replace(blank, unavailable="empty_cells")
    delta = np.linalg.solve(simple, contrasts.T @ _covariance(sample) @ contrasts)
    trace, trace_2 = float(np.trace(delta)), float((delta * delta.T).sum())
    if trace < _NO_DESIGN_EFFECT:
        return replace(blank, unavailable="no_variance")
    df, nu = trace**2 / trace_2, blank.clusters - blank.strata
    F, first_order = blank.pearson / trace, blank.pearson / trace * blank.first_order_df
    return replace(
        blank,
        statistic=F,
        df=df,
        df_denominator=df * nu,
        p_value=f_upper(F, df, df * nu),
        first_order=first_order,
        first_order_p=chi_square_upper(first_order, blank.first_order_df),
        mean_design_effect=trace / blank.first_order_df,
    )


def _independence(sample: _Sample) -> Floats:
    """D⁻¹C, 0 at empty cells."""
    shares = sample.shares
    inverse = np.divide(1.0, shares, out=np.zeros_like(shares), where=shares > 0)
    row, column = (_contrasts(levels) for levels in sample.shape)
    return np.asarray(np.kron(row, column) * inverse[:, None])


def _contrasts(levels: int) -> Floats:
    """Differences from the first level, made to sum to zero: shape (levels, levels - 1)."""
    indicator = np.eye(levels)[:, 1:]
    return np.asarray(indicator - indicator.mean(axis=0))


def _covariance(sample: _Sample) -> Floats:
    """V: spread of cluster totals of w(e_cell - π)/Σw about their stratum's mean, G_h/(G_h-1)."""
    shares, strata = sample.shares, sample.stratum_of_cluster
    cells, G = len(shares), len(strata)
    place = sample.cluster * cells + sample.cell
    totals = np.bincount(place, sample.weight, G * cells).reshape(G, cells)
    z = (totals - totals.sum(axis=1, keepdims=True) * shares) / sample.weight.sum()
    sizes = np.bincount(strata)
    means = np.array([np.bincount(strata, column) for column in z.T]).T / sizes[:, None]
    away = z - means[strata]
    return np.asarray((away * (sizes / (sizes - 1))[strata][:, None]).T @ away)
