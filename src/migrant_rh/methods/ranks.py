"""Ranks of a number compared among groups.

Symbols: N values in all, R their ranks, ties sharing their mean rank; S² = Σ(R - (N+1)/2)²/(N-1),
which holds the correction for ties. U counts the pairs in which the first group is larger:

    E(U) = n₁n₂/2,   Var(U) = n₁n₂S²/N.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.chi_square import ChiSquare
from migrant_rh.methods.observations import finite_numbers
from migrant_rh.methods.tails import t_two_sided

_PAIR = 2


@dataclass(frozen=True, slots=True)
class RankSum:
    """The Wilcoxon-Mann-Whitney test of two groups.

    Attributes
    ----------
    statistic : float
        U of the first group, ties counting ½.
    rank_sum : float
        Sum of the ranks of the first group.
    z : float
        Standardised U; above 0 where the first group ranks higher.
    p_value : float
        Two-sided, normal.
    method : str
        ``rank_sum_continuity`` or ``rank_sum``.
    unavailable : str
        Empty, or why there is no test: ``too_few`` (a group is empty), or ``no_variation`` (all
        values are equal).
    """

    statistic: float
    rank_sum: float
    z: float
    p_value: float
    method: str
    unavailable: Literal["", "too_few", "no_variation"] = ""


@dataclass(frozen=True, slots=True)
class _Ranks:
    """R and S²."""

    R: Floats = field(repr=False)
    S_2: float

    @classmethod
    def of(cls, values: Floats) -> _Ranks:
        """Rank values, ties sharing their mean rank."""
        _, place, times = np.unique(values, return_inverse=True, return_counts=True)
        R = (np.cumsum(times) - (times - 1) / 2)[place]
        return cls(R, float(R.var(ddof=1)) if len(times) > 1 else 0.0)


def rank_sum(first: npt.ArrayLike, second: npt.ArrayLike, *, continuity: bool = True) -> RankSum:
    """Test whether values of one group tend to be larger than those of the other.

    Parameters
    ----------
    first, second : array_like, shape (n₁,), (n₂,)
        Values of the two groups, missing ones left out.
    continuity : bool
        Take ½ from |U - n₁n₂/2|, though never below 0.

    Raises
    ------
    ValueError
        If values are missing or infinite.

    Notes
    -----
    Normal approximation (Wilcoxon, 1945; Mann and Whitney, 1947). R ``wilcox.test(first, second,
    exact = FALSE, correct = continuity)``; SAS ``PROC NPAR1WAY WILCOXON`` has the continuity
    correction, Stata ``ranksum`` has not.

    Examples
    --------
    >>> test = rank_sum([1, 2, 2, 5], [2, 6, 7, 8, 9])
    >>> test.statistic, round(test.p_value, 6)
    (2.0, 0.061689)
    """
    x, y = (finite_numbers("values", each, (np.size(each),)) for each in (first, second))
    method = "rank_sum_continuity" if continuity else "rank_sum"
    if not (len(x) and len(y)):
        return RankSum(*(math.nan,) * 4, method, "too_few")
    ranks = _Ranks.of(np.concatenate([x, y]))
    total = float(ranks.R[: len(x)].sum())
    U = total - len(x) * (len(x) + 1) / 2
    if ranks.S_2 == 0:
        return RankSum(U, total, math.nan, math.nan, method, "no_variation")
    away = U - len(x) * len(y) / 2
    nearer = max(abs(away) - (0.5 if continuity else 0.0), 0.0)
    variance = len(x) * len(y) * ranks.S_2 / len(ranks.R)
    z = math.copysign(nearer, away) / math.sqrt(variance)
    return RankSum(U, total, z, t_two_sided(z, math.inf), method)


def kruskal_wallis(groups: Sequence[npt.ArrayLike]) -> ChiSquare:
    """Test whether values of some groups tend to be larger than those of others.

    Parameters
    ----------
    groups : sequence of array_like
        One array of values for each group, missing ones left out; two groups or more.

    Returns
    -------
    ChiSquare
        ``unavailable`` is ``too_few`` where a group is empty, and ``no_variation`` where all values
        are equal.

    Raises
    ------
    ValueError
        If there are fewer than two groups, or values are missing or infinite.

    Notes
    -----
    Σ(ΣR - n(N+1)/2)²/(nS²) over groups (Kruskal and Wallis, 1952,
    https://doi.org/10.1080/01621459.1952.10483441). R ``kruskal.test``; SAS ``PROC NPAR1WAY
    WILCOXON``; Stata ``kwallis``. For two groups it is z² of `rank_sum` without continuity.

    Examples
    --------
    >>> test = kruskal_wallis([[1, 2, 2], [5, 6], [2, 7, 8]])
    >>> round(test.statistic, 6), test.df
    (3.995833, 2)
    """
    if len(groups) < _PAIR:
        raise ValueError(f"{len(groups)} groups; expected two or more")
    values = [finite_numbers("values", each, (np.size(each),)) for each in groups]
    n = np.array([len(x) for x in values])
    if (n == 0).any():
        return ChiSquare.without("too_few", method="kruskal_wallis")
    ranks = _Ranks.of(np.concatenate(values))
    if ranks.S_2 == 0:
        return ChiSquare.without("no_variation", method="kruskal_wallis")
    sums = np.add.reduceat(ranks.R - (n.sum() + 1) / 2, np.cumsum(n) - n)
    statistic = float((sums**2 / n).sum() / ranks.S_2)
    return ChiSquare.of(statistic, len(values) - 1, method="kruskal_wallis")
