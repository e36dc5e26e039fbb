"""Limits of score intervals: where a parameter is first rejected by its own score test."""

from __future__ import annotations

from collections.abc import Callable

_NEAR = 1e-10
_ROOT_ERROR = 1e-15
_RELATIVE_ERROR = 8.9e-16


def limit_beyond(excess: Callable[[float], float], estimate: float, end: float) -> float:
    """Find where the score test first rejects, going from the estimate to the end of the range.

    Parameters
    ----------
    excess : callable
        Squared distance of the estimate from a value, less z² times the variance at that value:
        below zero for values that are not rejected. Without division, so that it exists where the
        variance vanishes.
    estimate : float
        Point estimate.
    end : float
        End of the parameter's range, above or below the estimate.

    Returns
    -------
    float
        The limit; `end` when the estimate lies there or nothing is rejected.

    Examples
    --------
    >>> round(limit_beyond(lambda p: (0.5 - p) ** 2 - 3.841459 * p * (1 - p) / 10, 0.5, 1), 6)
    0.763407
    """
    from scipy.optimize import brentq  # noqa: PLC0415 (slow to load, and few intervals need it)

    near = estimate + (end - estimate) * _NEAR
    if estimate == end or excess(end) <= 0:
        return end
    return float(brentq(excess, near, end, xtol=_ROOT_ERROR, rtol=_RELATIVE_ERROR))
