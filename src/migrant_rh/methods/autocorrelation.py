"""How alike a cluster, and a person, stay between two waves.

Symbols: cluster g of arm a with n_gt persons at wave t and mean y_gt; ȳ_at the unweighted mean of
the arm's clusters; c_g persons seen at both waves; G clusters seen at both, A arms. Persons of a
cluster share a part with variance B_t at wave t and covariance B_01 between waves; what is their
own has variance W_t, and covariance κ between the two answers of one person.

    B_t   (MSB - MSW)/m₀ of wave t, W_t = MSW (`icc`)
    κ     Σ over persons seen twice of (y_i0 - y_g0)(y_i1 - y_g1),
          over Σ c_g(1 - 1/n_g0 - 1/n_g1 + c_g/(n_g0 n_g1))
    B_01  Σ (y_g0 - ȳ_a0)(y_g1 - ȳ_a1)/(G-A), less the mean of c_g κ/(n_g0 n_g1)

    cluster autocorrelation     B_01/√(B_0 B_1)
    individual autocorrelation  κ/√(W_0 W_1)

Each of B_t, κ and B_01 is unbiased, so that one scale of the intracluster correlation serves all;
the ratios are not cut at 1. In planning the design effect of a change is 2(1 - r) with r the
correlation of cluster means (Teerenstra et al., 2012, https://doi.org/10.1002/sim.5352; Kasza et
al., 2020).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.icc import Icc, numeric_icc
from migrant_rh.methods.observations import finite_numbers, whole_numbers

NoAutocorrelation = Literal["", "no_more_clusters_than_arms", "no_icc", "no_positive_icc"]

_WAVES = 2


@dataclass(frozen=True, slots=True)
class Autocorrelation:
    """Correlation of clusters, and of persons, between two waves.

    Attributes
    ----------
    cluster : float
        Cluster autocorrelation, as computed; it may lie outside -1 to 1. Not a number where either
        wave's intracluster correlation is not above 0.
    individual : float
        Individual autocorrelation, within clusters; not a number where nobody was seen twice.
    between_covariance, person_covariance : float
        B_01 and κ.
    before, after : Icc
        The intracluster correlation of each wave, over the clusters seen at both.
    clusters : int
        Clusters seen at both waves.
    persons_twice : int
        Persons seen at both waves, in the same cluster.
    method : str
        ``anova``.
    unavailable : str
        Empty, or why there is no cluster autocorrelation: ``no_more_clusters_than_arms``;
        ``no_icc``; ``no_positive_icc`` (the clusters differ by no more than chance at a wave).
    """

    cluster: float
    individual: float
    between_covariance: float
    person_covariance: float
    before: Icc
    after: Icc
    clusters: int
    persons_twice: int
    method: str = "anova"
    unavailable: NoAutocorrelation = ""


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of the clusters seen at both waves: value, cluster from 0, wave, arm, person."""

    y: Floats
    cluster: Integers
    late: Integers
    arm: Integers
    person: Integers

    def at(self, wave: int) -> _Rows:
        """Rows of one wave."""
        return self.where(self.late == wave)

    def where(self, kept: npt.NDArray[np.bool_]) -> _Rows:
        """Some of the rows."""
        return _Rows(*(getattr(self, name)[kept] for name in self.__slots__))

    @property
    def clusters(self) -> int:
        """G."""
        return int(self.cluster.max(initial=-1)) + 1


def autocorrelation(
    values: npt.ArrayLike,
    cluster: npt.ArrayLike,
    late: npt.ArrayLike,
    *,
    person: npt.ArrayLike | None = None,
    arm: npt.ArrayLike | None = None,
) -> Autocorrelation:
    """Estimate the cluster autocorrelation and the individual autocorrelation.

    Parameters
    ----------
    values : array_like, shape (N,)
        0 or 1, or a number, for each person and wave; missing ones left out.
    cluster : array_like of int, shape (N,)
        Cluster of each row. Clusters seen at one wave only are left out.
    late : array_like of int, shape (N,)
        0 at the earlier wave, 1 at the later.
    person : array_like of int, shape (N,), optional
        Person of each row; without it nobody is taken to be seen twice.
    arm : array_like of int, shape (N,), optional
        Arm of each row, one for all rows of a cluster; with it arms may have any means.

    Raises
    ------
    ValueError
        If arrays do not fit together, a wave is neither 0 nor 1, or a person has two rows at a
        wave.

    Notes
    -----
    Stata ``mixed y ... || cluster: || cluster_wave:`` gives the same quantities by likelihood; R
    ``geepack`` with a user-defined correlation by moments of residuals, which are not corrected for
    estimated means.

    Examples
    --------
    >>> y = [1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 1]
    >>> place, late = [0] * 6 + [1] * 6 + [2] * 6, [0, 0, 0, 1, 1, 1] * 3
    >>> persons = [0, 1, 2] * 2 + [3, 4, 5] * 2 + [6, 7, 8] * 2
    >>> found = autocorrelation(y, place, late, person=persons)
    >>> round(found.individual, 6), found.persons_twice
    (0.353553, 9)
    """
    rows = _checked(values, cluster, late, person, arm)
    before, after = (_icc(rows.at(wave)) for wave in (0, 1))
    twice = _twice(rows)
    blank = Autocorrelation(
        *(math.nan,) * 4,
        before=before,
        after=after,
        clusters=rows.clusters,
        persons_twice=len(twice.first),
    )
    if before.unavailable or after.unavailable:
        few = "no_more_clusters_than_arms" in {before.unavailable, after.unavailable}
        return replace(blank, unavailable="no_more_clusters_than_arms" if few else "no_icc")
    return _estimated(rows, twice, blank)


@dataclass(frozen=True, slots=True)
class _Twice:
    """Persons seen at both waves in one cluster: both values, and the cluster."""

    first: Floats
    second: Floats
    cluster: Integers


@dataclass(frozen=True, slots=True)
class _Means:
    """Sizes n_gt and means y_gt, shape (G, 2), and arms of clusters."""

    n: Floats
    y: Floats
    arm: Integers

    @classmethod
    def of(cls, rows: _Rows) -> _Means:
        """Average the rows of each cluster and wave."""
        place = rows.cluster * _WAVES + rows.late
        size = rows.clusters * _WAVES
        n = np.bincount(place, minlength=size).reshape(-1, _WAVES).astype(np.float64)
        y = np.bincount(place, rows.y, size).reshape(-1, _WAVES) / n
        arm = np.zeros(rows.clusters, np.int64)
        arm[rows.cluster] = rows.arm
        return cls(n, y, np.unique(arm, return_inverse=True)[1])

    def covariance(self) -> float:
        """Σ (y_g0 - ȳ_a0)(y_g1 - ȳ_a1)/(G-A)."""
        sizes = np.bincount(self.arm)
        centre = np.column_stack([np.bincount(self.arm, column) / sizes for column in self.y.T])
        away = self.y - centre[self.arm]
        return float(away.prod(axis=1).sum() / (len(self.y) - len(sizes)))


def _estimated(rows: _Rows, twice: _Twice, blank: Autocorrelation) -> Autocorrelation:
    """Compute κ, B_01 and both ratios."""
    means = _Means.of(rows)
    c = np.bincount(twice.cluster, minlength=rows.clusters)
    kappa = _person_covariance(means, twice, c)
    shared = np.zeros(len(c)) if math.isnan(kappa) else kappa * c / means.n.prod(axis=1)
    between = means.covariance() - float(shared.mean())
    B_0, B_1 = (
        (each.mean_square_between - each.mean_square_within) / each.m0
        for each in (blank.before, blank.after)
    )
    W = blank.before.mean_square_within * blank.after.mean_square_within
    positive = B_0 > 0 and B_1 > 0
    return replace(
        blank,
        cluster=between / math.sqrt(B_0 * B_1) if positive else math.nan,
        individual=kappa / math.sqrt(W) if W > 0 else math.nan,
        between_covariance=between,
        person_covariance=kappa,
        unavailable="" if positive else "no_positive_icc",
    )


def _person_covariance(means: _Means, twice: _Twice, c: Integers) -> float:
    """κ; not a number where no cluster tells it."""
    inverse = 1 / means.n
    room = c * (1 - inverse.sum(axis=1) + c * inverse.prod(axis=1))
    if not room.sum() > 0:
        return math.nan
    away = np.column_stack([twice.first, twice.second]) - means.y[twice.cluster]
    return float(away.prod(axis=1).sum() / room.sum())


def _icc(rows: _Rows) -> Icc:
    """Intracluster correlation of one wave, pooled within arms."""
    return numeric_icc(rows.y, rows.cluster, arm=rows.arm)


def _twice(rows: _Rows) -> _Twice:
    """Pair the rows of persons who are in one cluster at both waves."""
    first, second = rows.at(0), rows.at(1)
    _, here, there = np.intersect1d(
        first.person, second.person, assume_unique=True, return_indices=True
    )
    same = first.cluster[here] == second.cluster[there]
    here, there = here[same], there[same]
    return _Twice(first.y[here], second.y[there], first.cluster[here])


def _checked(
    values: npt.ArrayLike,
    cluster: npt.ArrayLike,
    late: npt.ArrayLike,
    person: npt.ArrayLike | None,
    arm: npt.ArrayLike | None,
) -> _Rows:
    """Take the rows of clusters seen at both waves, clusters numbered from 0."""
    y = finite_numbers("values", values, (np.size(values),))
    N = len(y)
    wave = whole_numbers("late", late, N)
    if not np.isin(wave, (0, 1)).all():
        raise ValueError("waves are coded 0 for the earlier and 1 for the later")
    people = np.arange(N) if person is None else whole_numbers("person", person, N)
    arms = np.zeros(N, np.int64) if arm is None else whole_numbers("arm", arm, N)
    repeated = N - len(np.unique(np.column_stack([people, wave]), axis=0))
    if repeated:
        raise ValueError(f"{repeated} rows repeat the person and wave of another row")
    rows = _Rows(y, whole_numbers("cluster", cluster, N), wave, arms, people)
    both = np.intersect1d(rows.at(0).cluster, rows.at(1).cluster)
    kept = rows.where(np.isin(rows.cluster, both))
    return replace(kept, cluster=np.searchsorted(both, kept.cluster))
