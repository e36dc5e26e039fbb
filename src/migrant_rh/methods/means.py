"""Means of a number compared among groups.

Symbols: n, m, s² size, mean and variance (divisor n-1) of a group.

=======  =========================================================================================
welch    each group its own variance: t = (m₁-m₂)/√(s₁²/n₁ + s₂²/n₂) on Satterthwaite's degrees of
         freedom (Welch, 1947); for several groups F with weights n/s² (Welch, 1951)
pooled   one variance for all: Student's t on n₁+n₂-2, Fisher's F on k-1 and N-k
=======  =========================================================================================
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.interval import NO_INTERVAL, Interval, tail_area
from migrant_rh.methods.observations import finite_numbers
from migrant_rh.methods.tails import f_upper, t_quantile, t_two_sided

Variances = Literal["welch", "pooled"]
NoMeans = Literal["", "too_few", "no_variation"]

_PAIR = 2


@dataclass(frozen=True, slots=True)
class MeanDifference:
    """Two means compared by Student's t.

    Attributes
    ----------
    estimate, std_error : float
        First mean less the second, and its standard error.
    statistic, df, p_value : float
        t, its degrees of freedom, two-sided P.
    interval : Interval
        Confidence interval of the difference.
    level : float
        Confidence level.
    method : str
        ``welch`` or ``pooled``.
    unavailable : str
        Empty, or why there is no test: ``too_few`` values, or ``no_variation`` in either group.
    """

    estimate: float
    std_error: float
    statistic: float
    df: float
    p_value: float
    interval: Interval
    level: float
    method: Variances
    unavailable: NoMeans = ""


@dataclass(frozen=True, slots=True)
class MeansTest:
    """Several means compared by F.

    Attributes
    ----------
    statistic : float
        F.
    df, df_denominator : float
        Degrees of freedom.
    p_value : float
        Upper tail.
    method : str
        ``welch`` or ``pooled``.
    unavailable : str
        Empty, or why there is no test: ``too_few`` values; ``no_variation`` in all groups, or for
        ``welch`` in one of them.
    """

    statistic: float
    df: float
    df_denominator: float
    p_value: float
    method: Variances
    unavailable: NoMeans = ""


@dataclass(frozen=True, slots=True)
class _Groups:
    """Sizes n, means m and variances s² of groups."""

    n: Floats
    m: Floats
    s_2: Floats

    @classmethod
    def of(cls, groups: Sequence[Floats]) -> _Groups:
        """Summarise each group; the variance of one value counts as 0."""
        return cls(
            np.array([float(len(x)) for x in groups]),
            np.array([x.mean() for x in groups]),
            np.array([x.var(ddof=1) if np.ptp(x) else 0.0 for x in groups]),
        )

    @property
    def pooled_variance(self) -> float:
        """Σ(n-1)s²/(N-k)."""
        return float((self.n - 1) @ self.s_2 / self.residual_df)

    @property
    def residual_df(self) -> float:
        """N-k."""
        return float(self.n.sum() - len(self.n))


def compare_means(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    *,
    variances: Variances = "welch",
    level: float = 0.95,
) -> MeanDifference:
    """Compare two means by Student's t, first less second.

    Parameters
    ----------
    first, second : array_like, shape (n₁,), (n₂,)
        Values of the two groups, missing ones left out.
    variances : {"welch", "pooled"}
        Each group its own variance, or one for both.
    level : float
        Confidence level, between 0 and 1.

    Raises
    ------
    ValueError
        If values are missing or infinite, or the level is not between 0 and 1.

    Notes
    -----
    Welch (1947, https://doi.org/10.1093/biomet/34.1-2.28). R ``t.test(first, second, var.equal =
    FALSE)``; SAS ``PROC TTEST`` prints both; Stata ``ttest ..., unequal``.

    Examples
    --------
    >>> test = compare_means([1, 2, 3], [2, 4, 9])
    >>> round(test.statistic, 6), round(test.df, 6), round(test.p_value, 6)
    (-1.38873, 2.305882, 0.283834)
    """
    groups = _checked([first, second])
    tail = tail_area(level)
    reason = _obstacle(groups, smallest=_PAIR if variances == "welch" else 1)
    if reason:
        nan = math.nan
        estimate = float(groups[0].mean() - groups[1].mean()) if all(map(len, groups)) else nan
        return MeanDifference(estimate, *(nan,) * 4, NO_INTERVAL, level, variances, reason)
    two = _Groups.of(groups)
    estimate = float(two.m[0] - two.m[1])
    spread = _welch_spread(two) if variances == "welch" else _pooled_spread(two)
    half, t = t_quantile(1 - tail, spread.df) * spread.error, estimate / spread.error
    return MeanDifference(
        estimate=estimate,
        std_error=spread.error,
        statistic=t,
        df=spread.df,
        p_value=t_two_sided(t, spread.df),
        interval=Interval(estimate - half, estimate + half),
        level=level,
        method=variances,
    )


def compare_several_means(
    groups: Sequence[npt.ArrayLike], *, variances: Variances = "welch"
) -> MeansTest:
    """Compare the means of several groups by one-way analysis of variance.

    Parameters
    ----------
    groups : sequence of array_like
        One array of values for each group, missing ones left out; two groups or more.
    variances : {"welch", "pooled"}
        Each group its own variance, or one for all.

    Raises
    ------
    ValueError
        If there are fewer than two groups, or values are missing or infinite.

    Notes
    -----
    Welch (1951, Biometrika 38:330). R ``oneway.test(y ~ g, var.equal = FALSE)``; SAS ``MEANS g /
    WELCH``; Stata ``oneway`` is the pooled one. For two groups F is t².

    Examples
    --------
    >>> test = compare_several_means([[1, 2, 3], [2, 4, 9], [5, 6, 8]], variances="pooled")
    >>> round(test.statistic, 6), test.df_denominator
    (2.714286, 6.0)
    """
    values = _checked(groups)
    reason = _obstacle(values, smallest=_PAIR if variances == "welch" else 1)
    several = _Groups.of(values) if not reason else None
    if several is None or (variances == "welch" and (several.s_2 == 0).any()):
        return MeansTest(*(math.nan,) * 4, variances, reason or "no_variation")
    return _welch_test(several) if variances == "welch" else _pooled_test(several)


def _checked(groups: Sequence[npt.ArrayLike]) -> list[Floats]:
    """Check the values of two or more groups."""
    if len(groups) < _PAIR:
        raise ValueError(f"{len(groups)} groups; expected two or more")
    return [finite_numbers("values", each, (np.size(each),)) for each in groups]


def _obstacle(groups: Sequence[Floats], *, smallest: int) -> NoMeans:
    """Say what makes a comparison impossible, if anything."""
    sizes = [len(x) for x in groups]
    if min(sizes) < smallest or sum(sizes) <= len(sizes):
        return "too_few"
    return "no_variation" if all(np.ptp(x) == 0 for x in groups) else ""


@dataclass(frozen=True, slots=True)
class _Spread:
    """Standard error of a difference of two means, and its degrees of freedom."""

    error: float
    df: float


def _welch_spread(two: _Groups) -> _Spread:
    """√(s₁²/n₁ + s₂²/n₂), with Satterthwaite's degrees of freedom."""
    v = two.s_2 / two.n
    return _Spread(math.sqrt(v.sum()), float(v.sum() ** 2 / (v**2 / (two.n - 1)).sum()))


def _pooled_spread(two: _Groups) -> _Spread:
    """Common s√(1/n₁ + 1/n₂), with n₁+n₂-2."""
    return _Spread(math.sqrt(two.pooled_variance * (1 / two.n).sum()), two.residual_df)


def _pooled_test(several: _Groups) -> MeansTest:
    """Fisher's F."""
    n, m = several.n, several.m
    df = len(n) - 1
    between = float(n @ (m - n @ m / n.sum()) ** 2) / df
    F = between / several.pooled_variance
    return MeansTest(F, df, several.residual_df, f_upper(F, df, several.residual_df), "pooled")


def _welch_test(several: _Groups) -> MeansTest:
    """Welch's F: with w = n/s², h = Σ(1 - w/Σw)²/(n-1), Λ = 2(k-2)h/(k²-1)."""
    n, m, w = several.n, several.m, several.n / several.s_2
    k = len(n)
    h = float(((1 - w / w.sum()) ** 2 / (n - 1)).sum())
    between = float(w @ (m - w @ m / w.sum()) ** 2) / (k - 1)
    F = between / (1 + 2 * (k - 2) * h / (k**2 - 1))
    rest = (k**2 - 1) / (3 * h)
    return MeansTest(F, k - 1, rest, f_upper(F, k - 1, rest), "welch")
