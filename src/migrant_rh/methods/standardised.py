"""Standardised mean differences: how unlike groups are, in units of their spread.

Symbols: m, s² mean and variance (divisor n-1) of a number; p, q = 1-p a proportion; T and C the
proportions of all levels but the first in two groups.

==============  =================================================================================
numeric         (m₁ - m₂)/√{(s₁² + s₂²)/2}
binary          (p₁ - p₂)/√{(p₁q₁ + p₂q₂)/2}
multi-level     √{(T-C)'S⁻¹(T-C)}, S the mean of both groups' covariances diag(p) - pp' (Yang and
                Dalton, 2012); never negative, and the same whichever level is left out
==============  =================================================================================

Variances are averaged unweighted, so that the sizes of the groups play no part (Austin, 2009).
Among more than two groups every pair is compared, in the order (1, 2), (1, 3), …, (2, 3), ….
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.counts import counts_of
from migrant_rh.methods.observations import finite_numbers

NoDifference = Literal["", "empty_group", "one_person", "no_variation", "no_overlap"]

_MATRIX = 2


@dataclass(frozen=True, slots=True)
class StandardisedDifferences:
    """Standardised differences of every pair of groups.

    Attributes
    ----------
    pairs : tuple of (int, int)
        Positions of the groups, from 0: the difference is the first less the second.
    estimates : ndarray, shape (pairs,)
        Standardised differences; not a number for a pair that has none.
    method : str
        ``numeric``, ``binary`` or ``yang_dalton``.
    unavailable : str
        Empty, or why a pair has none: ``empty_group``; ``one_person`` (no variance);
        ``no_variation`` (nobody in either group differs); ``no_overlap`` (the groups share no
        level, and the difference is infinite). The first reason met, in the order of the pairs.
    """

    pairs: tuple[tuple[int, int], ...]
    estimates: Floats = field(repr=False)
    method: Literal["numeric", "binary", "yang_dalton"]
    unavailable: NoDifference = ""

    @property
    def mean(self) -> float:
        """Mean of the absolute differences; not a number if one is missing."""
        return float(np.abs(self.estimates).mean())

    @property
    def largest(self) -> float:
        """Largest absolute difference; not a number if one is missing."""
        return float(np.abs(self.estimates).max())


@dataclass(frozen=True, slots=True)
class _Difference:
    """One pair: its standardised difference, or why there is none."""

    value: float
    unavailable: NoDifference = ""


def numeric_differences(groups: Sequence[npt.ArrayLike]) -> StandardisedDifferences:
    """Compare the means of a number among groups.

    Parameters
    ----------
    groups : sequence of array_like
        One array of values for each group, missing values left out; two groups or more.

    Raises
    ------
    ValueError
        If there are fewer than two groups, or values are missing or infinite.

    Notes
    -----
    Austin (2009, Stat Med 28:3083). R ``smd::smd``, ``tableone``; Stata ``stddiff``.

    Examples
    --------
    >>> numeric_differences([[1, 2, 3], [3, 4, 5]]).estimates
    array([-2.])
    """
    values = [finite_numbers("groups", each, (np.size(each),)) for each in groups]
    return _paired(values, _numeric, "numeric")


def binary_differences(events: npt.ArrayLike, totals: npt.ArrayLike) -> StandardisedDifferences:
    """Compare proportions among groups; positive where the first is larger.

    Parameters
    ----------
    events, totals : array_like, shape (g,)
        Events and persons of each group; two groups or more.

    Raises
    ------
    ValueError
        If there are fewer than two groups, or events do not lie between 0 and the totals.

    Examples
    --------
    >>> binary_differences([30, 29], [74, 115]).estimates.round(6)
    array([0.330608])
    """
    x = counts_of(events, dimensions=1)
    n = finite_numbers("totals", totals, x.shape)
    if (x > n).any():
        raise ValueError("events exceed the total of their group")
    return _paired(list(np.column_stack([x, n])), _binary, "binary")


def categorical_differences(counts: npt.ArrayLike) -> StandardisedDifferences:
    """Compare the distribution over two or more levels among groups.

    Parameters
    ----------
    counts : array_like, shape (levels, g)
        Persons at each level, one column for each group; two groups or more. Levels that are empty
        in both groups of a pair are left out for that pair.

    Raises
    ------
    ValueError
        If it is not a table of counts with two columns or more.

    Notes
    -----
    Yang and Dalton (2012, SAS Global Forum, paper 335). With two levels it is the absolute value of
    the binary difference.

    Examples
    --------
    >>> categorical_differences([[10, 20], [20, 10], [20, 20]]).estimates.round(6)
    array([0.534522])
    """
    return _paired(list(counts_of(counts, dimensions=_MATRIX).T), _yang_dalton, "yang_dalton")


def _paired(
    groups: Sequence[Floats],
    difference: Callable[[Floats, Floats], _Difference],
    method: Literal["numeric", "binary", "yang_dalton"],
) -> StandardisedDifferences:
    """Compare every two groups."""
    if len(groups) < _MATRIX:
        raise ValueError(f"{len(groups)} groups; expected two or more")
    pairs = tuple(combinations(range(len(groups)), 2))
    found = [difference(groups[one], groups[two]) for one, two in pairs]
    reasons = [each.unavailable for each in found if each.unavailable]
    estimates = np.array([each.value for each in found])
    return StandardisedDifferences(pairs, estimates, method, reasons[0] if reasons else "")


def _numeric(one: Floats, two: Floats) -> _Difference:
    """(m₁ - m₂)/√{(s₁² + s₂²)/2}."""
    smallest = min(len(one), len(two))
    if smallest < _MATRIX:
        return _Difference(math.nan, "one_person" if smallest else "empty_group")
    if np.ptp(one) == 0 and np.ptp(two) == 0:
        return _Difference(math.nan, "no_variation")
    variance = (one.var(ddof=1) + two.var(ddof=1)) / 2
    return _Difference(float((one.mean() - two.mean()) / math.sqrt(variance)))


def _binary(one: Floats, two: Floats) -> _Difference:
    """(p₁ - p₂)/√{(p₁q₁ + p₂q₂)/2}."""
    (x_1, n_1), (x_2, n_2) = one.tolist(), two.tolist()
    if 0 in {n_1, n_2}:
        return _Difference(math.nan, "empty_group")
    variance = (x_1 * (n_1 - x_1) / n_1**2 + x_2 * (n_2 - x_2) / n_2**2) / 2
    if variance == 0:
        return _Difference(math.nan, "no_variation" if x_1 * n_2 == x_2 * n_1 else "no_overlap")
    return _Difference((x_1 / n_1 - x_2 / n_2) / math.sqrt(variance))


def _yang_dalton(one: Floats, two: Floats) -> _Difference:
    """√{(T-C)'S⁻¹(T-C)} over the levels that either group has, without the first of them."""
    if 0 in {one.sum(), two.sum()}:
        return _Difference(math.nan, "empty_group")
    if not ((one > 0) & (two > 0)).any():
        return _Difference(math.nan, "no_overlap")
    used = one + two > 0
    if used.sum() == 1:
        return _Difference(math.nan, "no_variation")
    T, C = (each[used][1:] / each.sum() for each in (one, two))
    S = (np.diag(T) - np.outer(T, T) + np.diag(C) - np.outer(C, C)) / 2
    square = float((T - C) @ np.linalg.solve(S, T - C))
    return _Difference(math.sqrt(max(square, 0.0)))
