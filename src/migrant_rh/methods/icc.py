"""Intracluster correlation by one-way analysis of variance, and the design effect.

Symbols: cluster g of arm a with n_g persons, mean y_g and sum of squares Q_g about it (for a
yes-or-no answer n_g y_g(1-y_g)); G clusters, A arms, N_a persons and mean ȳ_a in an arm, N in all.

    MSB = Σ n_g(y_g - ȳ_a)²/(G-A)            MSW = Σ Q_g/(N-G)
    m₀ = (N - Σ_a Σ_g n_g²/N_a)/(G-A)        ρ = (MSB - MSW)/{MSB + (m₀-1)MSW}

With arms, the differences between arms are taken out first, and one ρ is pooled within arms; that,
the ρ of each arm, and the ρ that ignores arms are three different numbers. The design effect is
1 + (m-1)max(0, ρ), with one of three sizes m: Σn_g²/N, N/G or m₀.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import fdtri

from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.interval import NO_INTERVAL, Interval, confidence_level, tail_area
from migrant_rh.methods.observations import finite_numbers, whole_numbers
from migrant_rh.methods.tails import f_upper

SizeFormula = Literal["size_weighted", "mean", "m0"]
NoIcc = Literal["", "no_more_clusters_than_arms", "one_person_clusters", "no_variation"]


@dataclass(frozen=True, slots=True)
class Icc:
    """Intracluster correlation with what it was computed from.

    Attributes
    ----------
    estimate : float
        ρ as computed; it may be negative.
    interval : Interval
        Searle's interval, by the F distribution with m₀ for the size of every cluster.
    level : float
        Confidence level.
    statistic, df, df_denominator, p_value : float
        F = MSB/MSW, its degrees of freedom G-A and N-G, and its upper tail.
    mean_square_between, mean_square_within : float
        MSB and MSW.
    m0 : float
        Size of a cluster as the analysis of variance sees it.
    mean_size, size_weighted_mean : float
        N/G, and Σn_g²/N: the mean size as a person meets it.
    clusters, arms : int
        G and A.
    persons : float
        N.
    empty_clusters : int
        Clusters left out because they hold nobody.
    method : str
        ``anova``, or ``anova_within_arms``.
    unavailable : str
        Empty, or why there is no ρ: ``no_more_clusters_than_arms``; ``one_person_clusters`` (no
        cluster holds two persons); ``no_variation`` (all persons are alike).
    """

    estimate: float
    interval: Interval
    level: float
    statistic: float
    df: float
    df_denominator: float
    p_value: float
    mean_square_between: float
    mean_square_within: float
    m0: float
    mean_size: float
    size_weighted_mean: float
    clusters: int
    arms: int
    persons: float
    empty_clusters: int
    method: Literal["anova", "anova_within_arms"]
    unavailable: NoIcc = ""

    def design_effect(self, size: SizeFormula = "size_weighted") -> float:
        """1 + (m-1)max(0, ρ): how much clustering widens a variance.

        Parameters
        ----------
        size : {"size_weighted", "mean", "m0"}
            What m is: Σn_g²/N, which is right for the variance of a proportion over all persons;
            N/G; or m₀.

        Examples
        --------
        >>> binary_icc([4, 8, 3], [10, 10, 10]).design_effect()
        2.560975609756098
        """
        m = {
            "size_weighted": self.size_weighted_mean,
            "mean": self.mean_size,
            "m0": self.m0,
        }[size]
        return 1 + (m - 1) * max(0.0, self.estimate) if not self.unavailable else math.nan


@dataclass(frozen=True, slots=True)
class _Clusters:
    """Clusters that hold somebody: n_g, y_g, Q_g and the number of its arm."""

    n: Floats
    y: Floats
    Q: Floats
    arm: Integers
    arms: int

    @property
    def persons_of_arms(self) -> Floats:
        """N_a."""
        return np.asarray(np.bincount(self.arm, self.n, self.arms), dtype=np.float64)

    @property
    def arm_means(self) -> Floats:
        """ȳ_a, for each cluster."""
        return np.asarray((np.bincount(self.arm, self.n * self.y) / self.persons_of_arms)[self.arm])


def binary_icc(
    events: npt.ArrayLike,
    totals: npt.ArrayLike,
    *,
    arm: npt.ArrayLike | None = None,
    level: float = 0.95,
) -> Icc:
    """Estimate the intracluster correlation of a yes-or-no answer.

    Parameters
    ----------
    events, totals : array_like, shape (G,)
        Events and persons of each cluster. Clusters that hold nobody are left out and counted.
    arm : array_like of int, shape (G,), optional
        Arm of each cluster; with it ρ is pooled within arms. For the ρ of one arm give its clusters
        only.
    level : float
        Confidence level, between 0 and 1.

    Raises
    ------
    ValueError
        If arrays do not fit together, or events do not lie between 0 and the totals.

    Notes
    -----
    ANOVA estimator: Donner and Klar (2000), Ukoumunne (2002, Stat Med 21:3757). Interval: Searle
    (1971), {F/F_u - 1}/{F/F_u + m₀ - 1} and likewise with F_l; exact for normal data and equal
    sizes only, and wide with few clusters. Stata ``loneway``; R ``ICCbin::iccbin(method = "aov")``.

    Examples
    --------
    >>> icc = binary_icc([4, 8, 3, 6], [10, 12, 9, 11], arm=[0, 0, 1, 1])
    >>> round(icc.estimate, 6), round(icc.m0, 6)
    (0.017429, 10.404545)
    """
    n = finite_numbers("totals", totals, np.shape(totals))
    k = finite_numbers("events", events, n.shape)
    if n.ndim != 1 or (k < 0).any() or (k > n).any():
        raise ValueError("events are one number for each cluster, from 0 to its total")
    labels = np.zeros(len(n), np.int64) if arm is None else whole_numbers("arm", arm, len(n))
    held = n > 0
    y = k[held] / n[held]
    numbers, arms = np.unique(labels[held], return_inverse=True)
    clusters = _Clusters(n[held], y, n[held] * y * (1 - y), arms, len(numbers))
    icc = _estimated(clusters, level, "anova" if arm is None else "anova_within_arms")
    return replace(icc, empty_clusters=int((~held).sum()))


def numeric_icc(
    values: npt.ArrayLike,
    cluster: npt.ArrayLike,
    *,
    arm: npt.ArrayLike | None = None,
    level: float = 0.95,
) -> Icc:
    """Estimate the intracluster correlation of a number.

    Parameters
    ----------
    values : array_like, shape (N,)
        Value of each person, missing ones left out.
    cluster : array_like of int, shape (N,)
        Cluster of each person.
    arm : array_like of int, shape (N,), optional
        Arm of each person, one for all persons of a cluster; with it ρ is pooled within arms.
    level : float
        Confidence level, between 0 and 1.

    Raises
    ------
    ValueError
        If arrays do not fit together, values are missing or infinite, or a cluster has two arms.

    Notes
    -----
    As `binary_icc`, with which it agrees on values of 0 and 1.

    Examples
    --------
    >>> round(numeric_icc([3, 4, 8, 9, 1, 3], [1, 1, 2, 2, 3, 3]).estimate, 6)
    0.917241
    """
    y = finite_numbers("values", values, (np.size(values),))
    labels = whole_numbers("cluster", cluster, len(y))
    arms = np.zeros(len(y), np.int64) if arm is None else whole_numbers("arm", arm, len(y))
    _, first, index = np.unique(labels, return_index=True, return_inverse=True)
    divided = len(np.unique(index[arms != arms[first][index]]))
    if divided:
        raise ValueError(f"{divided} clusters have persons in two arms")
    numbers, arm_of_cluster = np.unique(arms[first], return_inverse=True)
    n = np.bincount(index).astype(np.float64)
    means = np.bincount(index, y) / n
    Q: Floats = np.bincount(index, (y - means[index]) ** 2).astype(np.float64)
    clusters = _Clusters(n, means, Q, arm_of_cluster, len(numbers))
    return _estimated(clusters, level, "anova" if arm is None else "anova_within_arms")


def _estimated(
    clusters: _Clusters, level: float, method: Literal["anova", "anova_within_arms"]
) -> Icc:
    """Compute the analysis of variance and ρ."""
    blank = _without(clusters, level, method)
    if blank.unavailable:
        return blank
    n, G, N, A = clusters.n, len(clusters.n), float(clusters.n.sum()), clusters.arms
    MSB = float(n @ (clusters.y - clusters.arm_means) ** 2) / (G - A)
    MSW = float(clusters.Q.sum()) / (N - G)
    squares = np.bincount(clusters.arm, n**2) / clusters.persons_of_arms
    m_0 = float(N - squares.sum()) / (G - A)
    if MSB + (m_0 - 1) * MSW <= 0:
        return replace(blank, unavailable="no_variation")
    F = MSB / MSW if MSW else math.inf
    return replace(
        blank,
        estimate=_rho(MSB, MSW, m_0),
        interval=_searle(blank, MSB, MSW, m_0),
        statistic=F,
        p_value=f_upper(F, G - A, N - G) if MSW else 0.0,
        mean_square_between=MSB,
        mean_square_within=MSW,
        m0=m_0,
    )


def _rho(MSB: float, MSW: float, m_0: float) -> float:
    """Correlation ρ = (MSB - MSW)/{MSB + (m₀-1)MSW}."""
    return (MSB - MSW) / (MSB + (m_0 - 1) * MSW)


def _searle(icc: Icc, MSB: float, MSW: float, m_0: float) -> Interval:
    """Limits of ρ from those of the ratio of variances: MSB is divided by quantiles of F.

    Without variation between clusters both limits are ρ to the last digit.
    """
    tail = tail_area(icc.level)
    high, low = (float(fdtri(icc.df, icc.df_denominator, p)) for p in (1 - tail, tail))
    return Interval(_rho(MSB / high, MSW, m_0), _rho(MSB / low, MSW, m_0))


def _without(
    clusters: _Clusters, level: float, method: Literal["anova", "anova_within_arms"]
) -> Icc:
    """Report sizes, and why there is no ρ, if there is none."""
    n, nan = clusters.n, math.nan
    G, N, A = len(n), float(n.sum()), clusters.arms
    few: NoIcc = "no_more_clusters_than_arms" if G <= A else ""
    return Icc(
        estimate=nan,
        interval=NO_INTERVAL,
        level=confidence_level(level),
        statistic=nan,
        df=G - A,
        df_denominator=N - G,
        p_value=nan,
        mean_square_between=nan,
        mean_square_within=nan,
        m0=nan,
        mean_size=N / G if G else nan,
        size_weighted_mean=float((n**2).sum()) / N if G else nan,
        clusters=G,
        arms=A,
        persons=N,
        empty_clusters=0,
        method=method,
        unavailable=few or ("one_person_clusters" if N <= G else ""),
    )
