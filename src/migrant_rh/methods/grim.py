"""Which counts a printed percentage can stand for.

A percentage printed with d decimals, 100k/n rounded to m/10^d, stands for every whole number k with

    (2m - 1) n  <=  200 · 10^d k  <=  (2m + 1) n,     0 <= k <= n

and for an error of printing or copying where there is none: the test of granularity, GRIM, of Brown
and Heathers (2017, https://doi.org/10.1177/1948550616673876), who state it for means of whole
numbers. Both limits are included, so that it holds whichever way halves were rounded; all of it is
done in whole numbers, so no rounding is added here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PossibleCounts:
    """Counts that printed percentages can stand for.

    Attributes
    ----------
    low, high : ndarray of int, shape (N,)
        Smallest and largest count; where no count is possible `low` is above `high`.
    nearest : ndarray of int, shape (N,)
        The count whose percentage is nearest to the printed one, possible or not.
    """

    low: Whole
    high: Whole
    nearest: Whole


def possible_counts(percents: Sequence[Decimal], totals: Whole, decimals: int) -> PossibleCounts:
    """Find the counts that printed percentages can stand for.

    Parameters
    ----------
    percents : sequence of Decimal, length N
        As printed, from 0 to 100, with at most `decimals` decimals.
    totals : ndarray of int, shape (N,)
        n, 1 or more.
    decimals : int
        Digits after the decimal mark with which the percentages were printed.

    Returns
    -------
    PossibleCounts
        Limits and the nearest count of each.

    Raises
    ------
    ValueError
        If a percentage is not between 0 and 100 or has more decimals, or a total is below 1.

    Notes
    -----
    R ``scrutiny::grim_map(percent = TRUE)``.

    Examples
    --------
    45.0 per cent of 20 are 9 persons, 45.3 per cent can be none, and 50 per cent of 1000, printed
    without decimals, are any of 495 to 505.

    >>> found = possible_counts([Decimal("45.0"), Decimal("45.3")], np.array([20, 20]), 1)
    >>> found.low.tolist(), found.high.tolist()
    ([9, 10], [9, 9])
    >>> found = possible_counts([Decimal(50)], np.array([1000]), 0)
    >>> found.low.tolist(), found.high.tolist()
    ([495], [505])
    """
    limits = [
        _limits(_printed(percent, decimals), int(total), 200 * 10**decimals)
        for percent, total in zip(percents, totals, strict=True)
    ]
    low, high, nearest = np.array(limits, dtype=np.int64).reshape(-1, 3).T
    return PossibleCounts(low, high, nearest)


def _printed(percent: Decimal, decimals: int) -> int:
    """The digits of a percentage as one whole number: m."""
    digits = percent.scaleb(decimals)
    if not 0 <= percent <= 100 or digits != digits.to_integral_value():  # noqa: PLR2004
        raise ValueError(f"{percent} is no percentage with {decimals} decimals")
    return int(digits)


def _limits(m: int, n: int, unit: int) -> tuple[int, int, int]:
    """Smallest, largest and nearest count."""
    if n < 1:
        raise ValueError(f"a percentage of {n} persons")
    low, high = -((1 - 2 * m) * n // unit), (2 * m + 1) * n // unit
    nearest = (4 * m * n + unit) // (2 * unit)
    return max(low, 0), min(high, n), min(nearest, n)
