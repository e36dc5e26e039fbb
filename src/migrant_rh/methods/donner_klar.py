"""Donner and Klar's chi-square test for arms of clusters.

Symbols: arm a with M_a persons of whom p_a have the event, p that of all; n_g the size of cluster
g; ρ the intracluster correlation pooled within arms, not below 0:

    C_a = Σ_g n_g{1 + (n_g-1)ρ}/M_a,   X² = Σ_a M_a(p_a - p)²/{C_a p(1-p)},   df = arms - 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.chi_square import chi_square_upper
from migrant_rh.methods.icc import binary_icc
from migrant_rh.methods.observations import whole_numbers

NoDonnerKlar = Literal["", "one_arm", "one_cluster_in_an_arm", "one_answer", "no_icc"]

_PAIR = 2


@dataclass(frozen=True, slots=True)
class DonnerKlar:
    """Donner and Klar's chi-square of arms, adjusted for clusters.

    Attributes
    ----------
    statistic : float
        X² with every arm's variance multiplied by C_a.
    df : int
        Arms less 1.
    p_value : float
        Upper tail of the chi-square distribution.
    unadjusted : float
        Pearson's chi-square, as if there were no clusters.
    icc : float
        Intracluster correlation within arms, as computed; below 0 it counts as 0.
    inflations : ndarray, shape (A,)
        C_a, arms in rising order of their codes.
    clusters : ndarray of int, shape (A,)
        Clusters of each arm.
    method : str
        ``donner_klar``.
    unavailable : str
        Empty, or why there is no P: ``one_arm``; ``one_cluster_in_an_arm`` (its variance cannot be
        told from the effect); ``one_answer``; ``no_icc`` (no cluster holds two persons).
    """

    statistic: float
    df: int
    p_value: float
    unadjusted: float
    icc: float
    inflations: Floats = field(repr=False)
    clusters: Integers = field(repr=False)
    method: str = "donner_klar"
    unavailable: NoDonnerKlar = ""


@dataclass(frozen=True, slots=True)
class _Arms:
    """Sizes n_g, events and numbers of the arms of clusters that hold somebody."""

    n: Floats
    k: Floats
    arm: Integers

    @classmethod
    def of(cls, events: npt.ArrayLike, totals: npt.ArrayLike, arm: npt.ArrayLike) -> _Arms:
        """Leave out empty clusters and number the arms from 0."""
        n, k = (np.asarray(each, dtype=np.float64) for each in (totals, events))
        labels = whole_numbers("arm", arm, len(n))
        held = n > 0
        return cls(n[held], k[held], np.unique(labels[held], return_inverse=True)[1])

    @property
    def clusters(self) -> Integers:
        """Clusters of each arm."""
        return np.bincount(self.arm)

    @property
    def persons(self) -> Floats:
        """M_a."""
        return np.bincount(self.arm, self.n).astype(np.float64)

    @property
    def obstacle(self) -> NoDonnerKlar:
        """Say what makes the test impossible, if anything."""
        if len(self.clusters) < _PAIR:
            return "one_arm"
        if self.k.sum() in {0, self.n.sum()}:
            return "one_answer"
        return "one_cluster_in_an_arm" if self.clusters.min() == 1 else ""

    def inflations(self, rho: float) -> Floats:
        """C_a."""
        return np.asarray(np.bincount(self.arm, self.n * (1 + (self.n - 1) * rho)) / self.persons)

    def chi_square(self, C: Floats) -> float:
        """Σ_a M_a(p_a - p)²/{C_a p(1-p)}; not a number where all answers are alike."""
        if self.k.sum() in {0, self.n.sum()}:
            return math.nan
        M, p = self.persons, self.k.sum() / self.n.sum()
        p_a = np.bincount(self.arm, self.k) / M
        return float((M * (p_a - p) ** 2 / C).sum() / (p * (1 - p)))


def donner_klar(events: npt.ArrayLike, totals: npt.ArrayLike, arm: npt.ArrayLike) -> DonnerKlar:
    """Test whether arms differ in a yes-or-no answer, adjusted for clusters.

    Parameters
    ----------
    events, totals : array_like, shape (G,)
        Events and persons of each cluster. Clusters that hold nobody are left out.
    arm : array_like of int, shape (G,)
        Arm of each cluster; two arms or more.

    Raises
    ------
    ValueError
        If arrays do not fit together, or events do not lie between 0 and the totals.

    Notes
    -----
    Donner and Klar (2000, section 6.2), with ρ by analysis of variance within arms. Stata
    ``clchi2``. With ρ at 0 or below it is Pearson's chi-square.

    Examples
    --------
    >>> test = donner_klar([6, 2, 9, 7], [10, 9, 12, 8], arm=[0, 0, 1, 1])
    >>> round(test.statistic, 6), round(test.unadjusted, 6), round(test.icc, 6)
    (3.403848, 5.911579, 0.082382)
    """
    icc = binary_icc(events, totals, arm=arm)
    arms = _Arms.of(events, totals, arm)
    reason = arms.obstacle or ("no_icc" if icc.unavailable else "")
    blank = DonnerKlar(
        statistic=math.nan,
        df=len(arms.persons) - 1,
        p_value=math.nan,
        unadjusted=arms.chi_square(np.ones(len(arms.persons))),
        icc=icc.estimate,
        inflations=np.full(len(arms.persons), np.nan),
        clusters=arms.clusters,
        unavailable=reason,
    )
    if reason:
        return blank
    C = arms.inflations(max(0.0, icc.estimate))
    statistic = arms.chi_square(C)
    p_value = chi_square_upper(statistic, blank.df)
    return replace(blank, statistic=statistic, p_value=p_value, inflations=C)
