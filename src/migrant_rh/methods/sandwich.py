"""Cluster-robust covariances with corrections for few clusters.

Symbols: Z, e the whitened design and residual of the fit, Z = QT with orthonormal columns Q and T
upper triangular; for cluster g of G the score s_g = Q_g'e_g and S_g = Q_g'Q_g (`spectra`). In the
coordinates of Q the bread is the identity, and with L = T⁻¹

    V = L {Σ (F_g s_g)(F_g s_g)'} L',

where a correction is a p by p matrix F_g for clusters of any size; no N by N and no cluster by
cluster matrix is formed.

=========  ======================================================================================
model      φ(Z'Z)⁻¹, which believes the working correlation
LZ         F_g = I (Liang and Zeger, 1986); CR0 of clubSandwich
DF         LZ times G/(G - p)
KC         F_g = (I - S_g)^(-1/2), the same as (I - H_g)^(-1/2) on the residuals (Kauermann and
           Carroll, 2001, https://doi.org/10.1198/016214501753382309). For Gaussian models, and for
           models saturated in cells that lie within clusters, it is clubSandwich's CR2; otherwise
           another root of the same equation: standard errors up to 0.5 % apart in logit, 2 % in
           Poisson models of the tests
MD         F_g = (I - S_g)⁻¹ (Mancl and DeRouen, 2001,
           https://doi.org/10.1111/j.0006-341X.2001.00126.x); under independence CR3 of
           clubSandwich, and the jackknife over clusters in one step
FG         score times diag{1 - min(¾, (S_g M)_kk)}^(-1/2) in the coordinates of β (Fay and
           Graubard, 2001, https://doi.org/10.1111/j.0006-341X.2001.01198.x): it depends on how X is
           coded
MBN        κ LZ + δ ξ model, κ = (N-1)/(N-p) · G/(G-1), δ = min(½, p/(G-p)), with
           ξ = max{1, κ tr(M ΣUU')/p} (Morel, Bokossa and Neerchal, 2003,
           https://doi.org/10.1002/bimj.200390021); the only one that depends on φ
AVG        ½(KC + MD), after Ford and Westgate (2017, https://doi.org/10.1002/bimj.201600182), who
           average the two standard errors: the mean of variances is a covariance matrix, and its
           standard errors are larger than theirs by (a - b)²/8ab of them
jackknife  (G - 1)/G Σ (β_(g) - β)(β_(g) - β)', the model fitted anew without each cluster
           (`jackknife`)
=========  ======================================================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Booleans, Floats, Integers
from migrant_rh.methods.corrections import Correction, FayGraubard, Power, Unchanged
from migrant_rh.methods.degrees import Contributions, satterthwaite
from migrant_rh.methods.gee_fit import GeeFit
from migrant_rh.methods.jackknife import refitted
from migrant_rh.methods.layout import distinct
from migrant_rh.methods.observations import whole_numbers
from migrant_rh.methods.scoring import Failure
from migrant_rh.methods.spectra import Clusters, clusters_of

Kind = Literal["model", "LZ", "DF", "KC", "MD", "FG", "MBN", "AVG", "jackknife"]
Obstacle = Failure | Literal["few_clusters", "refit_failed"]
_TOUCHED = 1e-7


@dataclass(frozen=True, eq=False)
class Parts:
    """A sandwich in the coordinates of Q.

    Attributes
    ----------
    clusters : Clusters
        Rows by cluster.
    corrections : tuple of callable
        F_g w for the w of a block, for each contribution of a cluster.
    meat : ndarray, shape (r, r)
        What stands between L and L'.
    factor : float
        What the squares of the contributions are multiplied by in the meat.
    constant : float
        Multiple of I in the meat.
    alone : ndarray, shape (r, k)
        Directions that one cluster determines alone.
    """

    clusters: Clusters = field(repr=False)
    corrections: tuple[Correction, ...] = field(repr=False)
    meat: Floats = field(repr=False)
    factor: float
    constant: float
    alone: Floats = field(repr=False)

    @property
    def inverse(self) -> Floats:
        """L."""
        return self.clusters.L

    def touched(self, directions: Floats) -> Booleans:
        """Say which rows of `directions` lean on what one cluster determines alone."""
        lean = np.linalg.norm(directions @ self.alone, axis=1)
        return np.asarray(lean > _TOUCHED * np.linalg.norm(directions, axis=1))

    def contributions(self, directions: Floats, scale: float) -> Contributions:
        """What the clusters contribute to contrasts c̃, one a row, under the working model."""
        pieces = [
            (w.swapaxes(2, 3)[:, :, None] @ h[:, None], h) for _, w, h in self._drawn(directions)
        ]
        b, h = (np.concatenate(each) for each in zip(*pieces, strict=True))
        constant = self._known(scale) * (directions @ directions.T)
        return Contributions(b, h, self.clusters.weights, constant)

    def satterthwaite(self, directions: Floats, scale: float) -> Floats:
        """Degrees of freedom of contrasts c̃, one a row, each by itself: shape (q,)."""
        constant = self._known(scale) * (directions**2).sum(axis=1)
        return satterthwaite(self._drawn(directions), constant)

    def _drawn(self, directions: Floats) -> Iterator[tuple[Floats, Floats, Floats]]:
        """Frequencies, w_g and h_g of the clusters, some at a time."""
        turned = directions.T * np.sqrt(self.factor / len(self.corrections))
        for block in self.clusters.blocks:
            w = np.stack([each.weights(block, turned) for each in self.corrections], axis=1)
            h = np.stack([block.through(w[:, k]) for k in range(w.shape[1])], axis=1)
            yield self.clusters.weights[block.units], w, h

    def _known(self, scale: float) -> float:
        """What the meat holds besides contributions, without φ; not a number where φ is 0."""
        if self.constant == 0:
            return 0.0
        return self.constant / scale if scale > 0 else np.nan


@dataclass(frozen=True, eq=False)
class Sandwich:
    """A covariance of the coefficients of a fit, and what tests on it need.

    Attributes
    ----------
    fit : GeeFit
        The fit.
    kind : str
        Covariance and correction: see the table of this module.
    clusters : int
        Number of clusters.
    covariance : ndarray, shape (p, p)
        Not a number for columns that are aliased, or that one cluster determines alone.
    determined_by : ndarray of int
        Clusters that determine a combination of coefficients alone: its residual score is zero
        whatever the data, so no cluster-robust variance of that combination exists.
    failure : str
        Why there is no covariance: the failure of the fit; ``few_clusters`` where DF and MBN have
        no more clusters than coefficients; ``refit_failed`` where the jackknife has a cluster
        without which there is no fit. Empty otherwise.
    parts : Parts or None
        The pieces in orthonormal coordinates; None when there is no covariance.
    """

    fit: GeeFit = field(repr=False)
    kind: Kind
    clusters: int
    covariance: Floats = field(repr=False)
    determined_by: Integers
    failure: Obstacle
    parts: Parts | None = field(repr=False)

    @property
    def std_errors(self) -> Floats:
        """Square roots of the variances."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def largest_leverage(self) -> float:
        """Largest eigenvalue of any H_g: near 1, a cluster nearly determines coefficients alone."""
        return np.nan if self.parts is None else self.parts.clusters.largest_leverage

    @cached_property
    def between_clusters(self) -> int:
        """Number of coefficients whose columns do not vary within any cluster."""
        return 0 if self.parts is None else self.parts.clusters.constant_columns()

    @property
    def residual_df(self) -> float:
        """G less the coefficients of the cluster level; for ``model``, N less p, or infinite."""
        if self.parts is None:
            return np.nan
        if self.kind != "model":
            return float(self.clusters - self.between_clusters)
        if self.fit.spec.scale is not None:
            return np.inf
        return float(self.parts.clusters.rows - self.parts.clusters.rank)


def sandwich(
    fit: GeeFit, cluster: npt.ArrayLike | Clusters | None = None, *, kind: Kind = "KC"
) -> Sandwich:
    """Covariance of the coefficients, robust to any correlation within clusters.

    Parameters
    ----------
    fit : GeeFit
        A fit of `fit_gee`.
    cluster : array_like of int, shape (N,), or Clusters, optional
        Cluster of each row, in the order of the fit's rows: the workplace that was allocated.
        Without it, the units of the fit. Clusters may be coarser than units; under a working
        correlation other than independence no unit may lie in two clusters. The clusters of
        `clusters_for` serve several kinds at the cost of one.
    kind : {"model", "LZ", "DF", "KC", "MD", "FG", "MBN", "AVG", "jackknife"}
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
    clusters = cluster if isinstance(cluster, Clusters) else clusters_for(fit, cluster)
    if clusters is None:
        count = len(np.unique(fit.unit if cluster is None else np.asarray(cluster)))
        return _absent(fit, kind, count, fit.status.failure)
    if kind in {"DF", "MBN"} and clusters.count <= clusters.rank:
        return _absent(fit, kind, clusters.count, "few_clusters")
    return _present(fit, kind, clusters)


def clusters_for(fit: GeeFit, cluster: npt.ArrayLike | None = None) -> Clusters | None:
    """Clusters of a fit, for several covariances; None where the fit failed.

    Parameters
    ----------
    fit, cluster
        As in `sandwich`.

    Raises
    ------
    ValueError
        As in `sandwich`.

    Examples
    --------
    >>> from migrant_rh.methods.gee import GeeSpec, fit_gee
    >>> fit = fit_gee([[1]] * 4, [1, 2, 5, 8], unit=[1, 1, 2, 2], spec=GeeSpec(family="gaussian"))
    >>> clusters_for(fit).count
    2
    """
    codes = None if cluster is None else whole_numbers("cluster", cluster, len(fit.unit))
    if codes is not None and fit.correlated:
        _check_nested(fit.unit, codes)
    if fit.solved is None:
        return None
    if codes is None or np.array_equal(codes, fit.unit):
        return fit.own_clusters
    return clusters_of(fit.solved, codes)


def _check_nested(unit: Integers, cluster: Integers) -> None:
    """Refuse clusters that split a unit of correlated rows."""
    order = np.argsort(unit, kind="stable")
    units, clusters = unit[order], cluster[order]
    apart = (units[1:] == units[:-1]) & (clusters[1:] != clusters[:-1])
    split = units[1:][apart]
    if len(split):
        count = len(distinct(split))
        raise ValueError(f"{count} units lie in two clusters, the first of them {split[0]}")


def _absent(fit: GeeFit, kind: Kind, clusters: int, failure: Obstacle) -> Sandwich:
    """Say that there is no covariance, and why."""
    nothing = np.full((fit.estimability.columns,) * 2, np.nan)
    return Sandwich(fit, kind, clusters, nothing, np.empty(0, np.int64), failure, None)


def _present(fit: GeeFit, kind: Kind, clusters: Clusters) -> Sandwich:
    """Build the covariance from the clusters."""
    directions, holders = clusters.alone
    if kind == "model":
        directions, holders = directions[:, :0], holders[:0]
    elif kind == "jackknife" and len(holders):
        return _absent(fit, kind, clusters.count, "refit_failed")
    corrections = _corrections(kind, clusters)
    squares = sum(each.meat(clusters) for each in corrections)
    factor, constant = _multiples(kind, clusters, np.asarray(squares), fit.scale)
    meat = factor / max(len(corrections), 1) * np.asarray(squares)
    meat = meat + constant * np.eye(clusters.rank)
    if kind == "jackknife":
        shifts = refitted(fit, clusters)
        if shifts is None:
            return _absent(fit, kind, clusters.count, "refit_failed")
        meat = (clusters.count - 1) / clusters.count * clusters.squares(shifts)
    parts = Parts(clusters, corrections, meat, factor, constant, directions)
    covariance = _covariance(fit, parts)
    return Sandwich(fit, kind, clusters.count, covariance, distinct(holders), "", parts)


def _corrections(kind: Kind, clusters: Clusters) -> tuple[Correction, ...]:
    """F_g of every contribution of a cluster; of the jackknife, that of its first step."""
    if kind == "model":
        return ()
    half, whole = Power(-0.5), Power(-1.0)
    kinds: dict[Kind, tuple[Correction, ...]] = {
        "KC": (half,),
        "MD": (whole,),
        "AVG": (half, whole),
        "jackknife": (whole,),
        "FG": (FayGraubard(clusters.L),),
    }
    return kinds.get(kind, (Unchanged(),))


def _multiples(
    kind: Kind, clusters: Clusters, squares: Floats, scale: float
) -> tuple[float, float]:
    """What multiplies the squares of the scores, and how much of I is added."""
    G, N, p = clusters.count, clusters.rows, clusters.rank
    if kind == "model":
        return 1.0, scale
    if kind == "DF":
        return G / (G - p), 0.0
    if kind == "jackknife":
        return (G - 1) / G, 0.0
    if kind == "MBN":
        kappa = (N - 1) / (N - p) * G / (G - 1)
        inflation = max(scale, kappa * float(np.trace(squares)) / p)
        return kappa, min(0.5, p / (G - p)) * inflation
    return 1.0, 0.0


def _covariance(fit: GeeFit, parts: Parts) -> Floats:
    """L meat L' at the kept columns, without those that one cluster determines alone."""
    V = parts.inverse @ parts.meat @ parts.inverse.T
    hidden = parts.touched(parts.inverse)
    V[hidden] = V[:, hidden] = np.nan
    return fit.estimability.expanded_matrix((V + V.T) / 2)
