"""Confidence intervals, with or without an estimate."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval."""

    low: float
    high: float


NO_INTERVAL = Interval(math.nan, math.nan)
"""What stands where there is no interval."""


@dataclass(frozen=True, slots=True)
class IntervalEstimate:
    """An estimate with its confidence interval.

    Attributes
    ----------
    estimate : float
        Value.
    std_error : float
        Standard error of the estimate, and of its logarithm for ratios.
    interval : Interval
        Limits; not numbers where there are none.
    level : float
        Confidence level.
    method : str
        How the interval was made.
    unavailable : str
        Empty, or why numbers are missing.
    """

    estimate: float
    std_error: float
    interval: Interval
    level: float
    method: str
    unavailable: str = ""


def confidence_level(level: float) -> float:
    """Check a confidence level.

    Raises
    ------
    ValueError
        If it is not between 0 and 1.

    Examples
    --------
    >>> confidence_level(0.95)
    0.95
    """
    if not 0 < level < 1:
        raise ValueError(f"the confidence level is {level}; it lies between 0 and 1")
    return level


def tail_area(level: float) -> float:
    """Probability beyond either limit of a two-sided interval.

    Parameters
    ----------
    level : float
        Confidence level, between 0 and 1.

    Raises
    ------
    ValueError
        If it is not between 0 and 1.

    Examples
    --------
    >>> tail_area(0.5)
    0.25
    """
    return (1 - confidence_level(level)) / 2
