"""Proportions and their confidence intervals.

Symbols: x events of n persons, p = x/n, z the normal quantile of 1-α/2.

================  ==============================================================================
wilson            where |p - π| = z√{π(1-π)/n} (Wilson, 1927); never outside 0 to 1
clopper_pearson   where P(X ≥ x; π) = α/2 and P(X ≤ x; π) = α/2 (Clopper and Pearson, 1934):
                  covers at least as often as it says
wald              p ± z√{p(1-p)/n}; not cut at 0 and 1, and too short where p is near them
================  ==============================================================================
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from scipy.special import betaincinv

from migrant_rh.methods.interval import NO_INTERVAL, Interval, IntervalEstimate, tail_area
from migrant_rh.methods.tails import t_quantile

ProportionMethod = Literal["wilson", "clopper_pearson", "wald"]


@dataclass(frozen=True, slots=True)
class Proportion:
    """Events among persons.

    Attributes
    ----------
    events, total : float
        x and n: numbers of persons, or sums of weights that treat weights as numbers of persons.

    Examples
    --------
    >>> Proportion(508, 986).value
    0.5152129817444219
    """

    events: float
    total: float

    def __post_init__(self) -> None:
        if not 0 <= self.events <= self.total < math.inf:
            raise ValueError(
                f"{self.events} events of {self.total}; expected 0 or more, at most the total"
            )

    @property
    def value(self) -> float:
        """p; not a number where there is nobody."""
        return self.events / self.total if self.total else math.nan

    @property
    def variance(self) -> float:
        """p(1-p)/n."""
        return self.value * (1 - self.value) / self.total if self.total else math.nan


def proportion_interval(
    proportion: Proportion, *, method: ProportionMethod = "wilson", level: float = 0.95
) -> IntervalEstimate:
    """Give a proportion its confidence interval.

    Parameters
    ----------
    proportion : Proportion
        Events and persons.
    method : {"wilson", "clopper_pearson", "wald"}
        Which interval. The standard error in the result is √{p(1-p)/n} for all of them.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    IntervalEstimate
        ``unavailable`` is ``empty_group`` where there is nobody.

    Raises
    ------
    ValueError
        If the level is not between 0 and 1.

    Notes
    -----
    Wilson (1927, https://doi.org/10.1080/01621459.1927.10502953); Clopper and Pearson (1934,
    https://doi.org/10.1093/biomet/26.4.404). R ``prop.test(x, n, correct = FALSE)`` is Wilson's and
    ``binom.test(x, n)`` Clopper-Pearson's; SAS ``TABLES a / BINOMIAL(CL=(WILSON EXACT WALD))``;
    Stata ``ci proportions, wilson``.

    Examples
    --------
    >>> limits = proportion_interval(Proportion(81, 263)).interval
    >>> round(limits.low, 4), round(limits.high, 4)
    (0.2553, 0.3662)
    """
    tail = tail_area(level)
    if not proportion.total:
        return IntervalEstimate(math.nan, math.nan, NO_INTERVAL, level, method, "empty_group")
    limits = _LIMITS[method](proportion, tail)
    return IntervalEstimate(proportion.value, math.sqrt(proportion.variance), limits, level, method)


def wilson(proportion: Proportion, tail: float) -> Interval:
    """Wilson's interval, {p + z²/2n ± z√(p(1-p)/n + z²/4n²)}/(1 + z²/n).

    Parameters
    ----------
    proportion : Proportion
        Events of one person or more.
    tail : float
        α/2.

    Examples
    --------
    >>> wilson(Proportion(0, 20), 0.025).low
    0.0
    """
    x, n, z = proportion.events, proportion.total, t_quantile(1 - tail, math.inf)
    centre = (x + z**2 / 2) / (n + z**2)
    half = z * math.sqrt(n) / (n + z**2) * math.sqrt(x * (n - x) / n**2 + z**2 / (4 * n))
    low = 0.0 if x == 0 else centre - half
    return Interval(low, 1.0 if x == n else centre + half)


def _clopper_pearson(proportion: Proportion, tail: float) -> Interval:
    """Quantiles of beta distributions, by which binomial tails are known."""
    x, n = proportion.events, proportion.total
    low = 0.0 if x == 0 else float(betaincinv(x, n - x + 1, tail))
    return Interval(low, 1.0 if x == n else float(betaincinv(x + 1, n - x, 1 - tail)))


def _wald(proportion: Proportion, tail: float) -> Interval:
    """Wald's: p ± z√{p(1-p)/n}."""
    half = t_quantile(1 - tail, math.inf) * math.sqrt(proportion.variance)
    return Interval(proportion.value - half, proportion.value + half)


_LIMITS: dict[ProportionMethod, Callable[[Proportion, float], Interval]] = {
    "wilson": wilson,
    "clopper_pearson": _clopper_pearson,
    "wald": _wald,
}
