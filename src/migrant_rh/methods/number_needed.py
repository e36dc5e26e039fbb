"""How many persons for one more event: the reciprocal of a risk difference."""

from __future__ import annotations

import math
from dataclasses import dataclass

from migrant_rh.methods.interval import NO_INTERVAL, Interval


@dataclass(frozen=True, slots=True)
class NumberNeeded:
    """Number of persons to be given the intervention for one more event.

    Attributes
    ----------
    estimate : float
        1/RD: below 0, persons for one event fewer; infinite where there is no difference.
    interval : Interval
        Reciprocals of the limits of RD. Where these lie on either side of 0, `through_infinity` is
        true, and the interval is what lies *outside* its limits: from the upper one up to infinity,
        and from minus infinity up to the lower one.
    through_infinity : bool
        Whether no difference, hence an infinite number, is among the values.

    Examples
    --------
    >>> number_needed(0.125, Interval(0.0625, 0.25))
    NumberNeeded(estimate=8.0, interval=Interval(low=4.0, high=16.0), through_infinity=False)
    """

    estimate: float
    interval: Interval
    through_infinity: bool


def number_needed(difference: float, limits: Interval = NO_INTERVAL) -> NumberNeeded:
    """Turn a risk difference, or a difference in differences of risks, into a number needed.

    Parameters
    ----------
    difference : float
        RD, between -1 and 1.
    limits : Interval
        Its confidence limits, if there are any.

    Returns
    -------
    NumberNeeded
        Full precision: rounding up is for who prints it.

    Notes
    -----
    Altman (1998, https://doi.org/10.1136/bmj.317.7168.1309): an interval of RD that holds 0 becomes
    two, which meet at infinity.

    Examples
    --------
    >>> number_needed(0.1, Interval(-0.05, 0.25)).interval
    Interval(low=-20.0, high=4.0)
    """
    through = limits.low <= 0 <= limits.high
    low, high = _reciprocal(limits.low), _reciprocal(limits.high)
    if through:
        low = -abs(low)
        return NumberNeeded(_reciprocal(difference), Interval(low, abs(high)), through)
    return NumberNeeded(_reciprocal(difference), Interval(high, low), through)


def _reciprocal(value: float) -> float:
    """1/value, infinite at 0."""
    return 1 / value if value else math.inf
