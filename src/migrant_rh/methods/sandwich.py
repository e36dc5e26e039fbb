"""Cluster-robust covariances with corrections for few clusters.

Symbols: Z, e the whitened design and residual of the fit, Z = QT with orthonormal columns Q and T
upper triangular; for cluster g the rows Q_g, e_g, the score s_g = Q_g'e_g and the leverage
H_g = Q_gQ_g'. In the coordinates of Q the bread is the identity, and with L = T⁻¹

    V = L {Σ (Q*_g'e_g)(Q*_g'e_g)'} L',

where a correction is a change of rows, Q*_g = (I - H_g)^(-1/2) Q_g for example. Since
f(I - H_g) Q_g = Q_g f(I - Q_g'Q_g), one thin singular value decomposition of Q_g gives it for
clusters of any size; no N by N and no cluster by cluster matrix is formed.

=====  ==========================================================================================
model  φ(Z'Z)⁻¹, which believes the working correlation
LZ     Q*_g = Q_g (Liang and Zeger, 1986); CR0 of clubSandwich
DF     LZ times G/(G - p)
KC     Q*_g = (I - H_g)^(-1/2) Q_g (Kauermann and Carroll, 2001,
       https://doi.org/10.1198/016214501753382309). For Gaussian models, and for models saturated in
       cells that lie within clusters, it is clubSandwich's CR2; otherwise another root of the same
       equation: standard errors up to 0.5 % apart in logit, 2 % in Poisson models of the tests
MD     Q*_g = (I - H_g)⁻¹ Q_g (Mancl and DeRouen, 2001,
       https://doi.org/10.1111/j.0006-341X.2001.00126.x); under independence CR3 of clubSandwich
FG     score times diag{1 - min(¾, (S_g M)_kk)}^(-1/2) in the coordinates of β (Fay and Graubard,
       2001, https://doi.org/10.1111/j.0006-341X.2001.01198.x): it depends on how X is coded
MBN    κ LZ + δ ξ model, κ = (N-1)/(N-p) · G/(G-1), δ = min(½, p/(G-p)), with
       ξ = max{1, κ tr(M ΣUU')/p} (Morel, Bokossa and Neerchal, 2003,
       https://doi.org/10.1002/bimj.200390021); the only one that depends on φ
=====  ==========================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Booleans, Floats, Integers
from migrant_rh.methods.gee import GeeFit
from migrant_rh.methods.grouping import Grouping, group_rows
from migrant_rh.methods.observations import whole_numbers
from migrant_rh.methods.scoring import Failure
from migrant_rh.methods.spectra import SpectralRows, spectral_rows

Kind = Literal["model", "LZ", "DF", "KC", "MD", "FG", "MBN"]

_FAY_GRAUBARD_BOUND = 0.75
_TOUCHED = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """A sandwich in the coordinates of Q.

    Attributes
    ----------
    clusters : Grouping
        Rows by cluster.
    rows, corrected : ndarray, shape (N, r)
        Q and Q*, in grouped order.
    meat : ndarray, shape (r, r)
        What stands between L and L'.
    inverse : ndarray, shape (r, r)
        L = T⁻¹.
    alone : ndarray, shape (r, k)
        Directions that one cluster determines alone.
    """

    clusters: Grouping = field(repr=False)
    rows: Floats = field(repr=False)
    corrected: Floats = field(repr=False)
    meat: Floats = field(repr=False)
    inverse: Floats = field(repr=False)
    alone: Floats = field(repr=False)

    def touched(self, directions: Floats) -> Booleans:
        """Say which rows of `directions` lean on what one cluster determines alone."""
        lean = np.linalg.norm(directions @ self.alone, axis=1)
        return np.asarray(lean > _TOUCHED * np.linalg.norm(directions, axis=1))


@dataclass(frozen=True, slots=True, eq=False)
class Sandwich:
    """A covariance of the coefficients of a fit, and what tests on it need.

    Attributes
    ----------
    fit : GeeFit
        The fit.
    kind : {"model", "LZ", "DF", "KC", "MD", "FG", "MBN"}
        Covariance and correction.
    clusters : int
        Number of clusters.
    covariance : ndarray, shape (p, p)
        Not a number for columns that are aliased, or that one cluster determines alone.
    largest_leverage : float
        Largest eigenvalue of any H_g: near 1, one cluster nearly determines a combination of
        coefficients.
    determined_by : ndarray of int
        Clusters that determine a combination of coefficients alone: its residual score is zero
        whatever the data, so no cluster-robust variance of that combination exists.
    failure : str
        Why there is no covariance: the failure of the fit, or ``few_clusters`` where DF and MBN
        have no more clusters than coefficients. Empty otherwise.
    parts : Parts or None
        The pieces in orthonormal coordinates; None when there is no covariance.
    """

    fit: GeeFit = field(repr=False)
    kind: Kind
    clusters: int
    covariance: Floats = field(repr=False)
    largest_leverage: float
    determined_by: Integers
    failure: Failure | Literal["few_clusters"]
    parts: Parts | None = field(repr=False)

    @property
    def std_errors(self) -> Floats:
        """Square roots of the variances."""
        return np.sqrt(np.diag(self.covariance))


def sandwich(fit: GeeFit, cluster: npt.ArrayLike | None = None, *, kind: Kind = "KC") -> Sandwich:
    """Covariance of the coefficients, robust to any correlation within clusters.

    Parameters
    ----------
    fit : GeeFit
        A fit of `fit_gee`.
    cluster : array_like of int, shape (N,), optional
        Cluster of each row, in the order of the fit's rows: the workplace that was allocated.
        Without it, the units of the fit. Clusters may be coarser than units; under a working
        correlation other than independence no unit may lie in two clusters.
    kind : {"model", "LZ", "DF", "KC", "MD", "FG", "MBN"}
        See the table of this module.

    Returns
    -------
    Sandwich
        With ``failure`` and ``determined_by`` to be looked at before the numbers. No factor
        G/(G-1) is hidden anywhere.

    Raises
    ------
    ValueError
        If clusters are not one whole number a row, or split a unit of correlated rows.

    Notes
    -----
    R: ``clubSandwich::vcovCR(glm, cluster, type = "CR0")`` for LZ, ``"CR3"`` for MD; ``geesmv`` for
    the others. Stata: ``xtgeebcv``. SAS: ``PROC GLIMMIX EMPIRICAL=ROOT`` (KC), ``FIRORES`` (MD),
    ``FIROEEQ`` (FG), ``MBN``.

    Examples
    --------
    >>> from migrant_rh.methods.gee import GeeSpec, fit_gee
    >>> X = [[1, 0], [1, 0], [1, 1], [1, 1]]
    >>> fit = fit_gee(X, [1, 2, 5, 8], unit=[1, 2, 3, 4], spec=GeeSpec(family="gaussian"))
    >>> sandwich(fit, kind="KC").std_errors.round(6)
    array([0.5     , 1.581139])
    """
    if kind not in get_args(Kind):
        raise ValueError(f"no covariance {kind!r}; there are {', '.join(get_args(Kind))}")
    codes = fit.unit if cluster is None else whole_numbers("cluster", cluster, len(fit.unit))
    if len(fit.alpha):
        _check_nested(fit.unit, codes)
    clusters = group_rows(codes)
    if fit.whitened is None:
        return _absent(fit, kind, clusters.count, fit.status.failure)
    if kind in {"DF", "MBN"} and clusters.count <= len(fit.estimability.kept):
        return _absent(fit, kind, clusters.count, "few_clusters")
    return _present(fit, kind, spectral_rows(fit.whitened, clusters))


def _check_nested(unit: Integers, cluster: Integers) -> None:
    """Refuse clusters that split a unit of correlated rows."""
    pairs = np.unique(np.column_stack([unit, cluster]), axis=0)
    labels, homes = np.unique(pairs[:, 0], return_counts=True)
    split = labels[homes > 1]
    if len(split):
        raise ValueError(f"{len(split)} units lie in two clusters, the first of them {split[0]}")


def _absent(
    fit: GeeFit, kind: Kind, clusters: int, failure: Failure | Literal["few_clusters"]
) -> Sandwich:
    """Say that there is no covariance, and why."""
    nothing = np.full((fit.estimability.columns,) * 2, np.nan)
    return Sandwich(fit, kind, clusters, nothing, np.nan, np.empty(0, np.int64), failure, None)


def _present(fit: GeeFit, kind: Kind, rows: SpectralRows) -> Sandwich:
    """Build the covariance from the rows."""
    corrected = _corrected(rows, kind)
    scores = rows.clusters.sums(corrected * rows.e[:, None])
    meat = _meat(scores.T @ scores, kind, rows, fit.scale)
    alone, holders = rows.alone()
    believed = kind == "model"
    parts = Parts(
        rows.clusters, rows.Q, corrected, meat, rows.L, alone[:, : 0 if believed else None]
    )
    return Sandwich(
        fit=fit,
        kind=kind,
        clusters=rows.clusters.count,
        covariance=_covariance(fit, parts),
        largest_leverage=rows.largest_leverage(),
        determined_by=np.unique(holders),
        failure="",
        parts=parts,
    )


def _corrected(rows: SpectralRows, kind: Kind) -> Floats:
    """Q*."""
    if kind == "KC":
        return rows.adjusted(-0.5)
    if kind == "MD":
        return rows.adjusted(-1.0)
    return _fay_graubard(rows) if kind == "FG" else rows.Q


def _fay_graubard(rows: SpectralRows) -> Floats:
    """Q* whose scores are diag{1 - min(b, (S_g M)_kk)}^(-1/2) times those of β."""
    M = rows.L @ rows.L.T
    diagonal = rows.clusters.sums(rows.Z * (rows.Z @ M))
    factor = 1 / np.sqrt(1 - np.minimum(_FAY_GRAUBARD_BOUND, diagonal))
    return np.asarray((rows.Z * factor[rows.clusters.index]) @ rows.L)


def _meat(squares: Floats, kind: Kind, rows: SpectralRows, scale: float) -> Floats:
    """What stands between L and L', from the sum of squares of the cluster scores."""
    G, N, p = rows.clusters.count, len(rows.e), rows.rank
    if kind == "model":
        return scale * np.eye(p)
    if kind == "DF":
        return squares * G / (G - p)
    if kind == "MBN":
        kappa = (N - 1) / (N - p) * G / (G - 1)
        inflation = max(scale, kappa * float(np.trace(squares)) / p)
        return kappa * squares + min(0.5, p / (G - p)) * inflation * np.eye(p)
    return squares


def _covariance(fit: GeeFit, parts: Parts) -> Floats:
    """L meat L' at the kept columns, without those that one cluster determines alone."""
    V = parts.inverse @ parts.meat @ parts.inverse.T
    hidden = parts.touched(parts.inverse)
    V[hidden] = V[:, hidden] = np.nan
    return fit.estimability.expanded_matrix((V + V.T) / 2)
