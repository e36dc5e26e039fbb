"""Two proportions compared: difference, ratio, odds ratio, and their confidence intervals.

Symbols: x₁ of n₁ in the first group, x₂ of n₂ in the second; N = n₁ + n₂; z the normal quantile of
1-α/2. A tilde marks maximum likelihood estimates under the value that is tested.

===================  ==========================================================================
difference δ         p₁ - p₂
wald                 p₁ - p₂ ± z√{p₁(1-p₁)/n₁ + p₂(1-p₂)/n₂}; not cut at -1 and 1
newcombe             joins Wilson's limits l, u of both groups: p₁ - p₂ - √{(p₁-l₁)² + (u₂-p₂)²}
                     and likewise above; no continuity correction (Newcombe, 1998, method 10)
mee                  where (p₁ - p₂ - δ)² = z²{p̃₁(1-p̃₁)/n₁ + p̃₂(1-p̃₂)/n₂} (Mee, 1984)
miettinen_nurminen   the same with the variance times N/(N-1) (Miettinen and Nurminen, 1985)
ratio θ              p₁/p₂
log_wald             exp{log θ ± z√(1/x₁ - 1/n₁ + 1/x₂ - 1/n₂)}
koopman              where (p₁ - θp₂)² = z²{p̃₁(1-p̃₁)/n₁ + θ²p̃₂(1-p̃₂)/n₂} (Koopman, 1984)
miettinen_nurminen   the same with the variance times N/(N-1)
odds ratio           x₁(n₂-x₂)/{x₂(n₁-x₁)}
log_wald             exp{log OR ± z√(1/x₁ + 1/(n₁-x₁) + 1/x₂ + 1/(n₂-x₂))} (Woolf, 1955)
===================  ==========================================================================

Zero cells are never filled with ½: where logarithms do not exist, the result says so. Lower limits
are upper limits with the groups exchanged, so that exchange reverses every interval exactly.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from migrant_rh.methods.interval import NO_INTERVAL, Interval, IntervalEstimate, tail_area
from migrant_rh.methods.proportions import Proportion, wilson
from migrant_rh.methods.score_limits import limit_beyond
from migrant_rh.methods.tails import t_quantile

DifferenceMethod = Literal["newcombe", "miettinen_nurminen", "mee", "wald"]
RatioMethod = Literal["log_wald", "koopman", "miettinen_nurminen"]

_LARGEST_SHARE = 1 - 1e-12


def risk_difference(
    first: Proportion,
    second: Proportion,
    *,
    method: DifferenceMethod = "newcombe",
    level: float = 0.95,
) -> IntervalEstimate:
    """Compare two independent proportions by their difference, first less second.

    Parameters
    ----------
    first, second : Proportion
        Events and persons of the two groups.
    method : {"newcombe", "miettinen_nurminen", "mee", "wald"}
        Which interval. The standard error in the result is Wald's for all of them.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    IntervalEstimate
        A difference between -1 and 1; ``unavailable`` is ``empty_group`` where a group holds
        nobody.

    Raises
    ------
    ValueError
        If the level is not between 0 and 1.

    Notes
    -----
    Newcombe (1998, Stat Med 17:873); Miettinen and Nurminen (1985,
    https://doi.org/10.1002/sim.4780040211); Mee (1984, Biometrics 40:1175). SAS ``TABLES a*b /
    RISKDIFF(CL=(NEWCOMBE MN WALD))``; R ``prop.test(x, n, correct = FALSE)`` gives Wald's.

    Examples
    --------
    >>> limits = risk_difference(Proportion(56, 70), Proportion(48, 80)).interval
    >>> round(limits.low, 4), round(limits.high, 4)
    (0.0524, 0.3339)
    """
    tail = tail_area(level)
    if not (first.total and second.total):
        return _nothing(level, method)
    upper = _DIFFERENCE_UPPER[method]
    limits = Interval(0.0 - upper(second, first, tail), upper(first, second, tail))
    error = _difference_error(first, second)
    return IntervalEstimate(first.value - second.value, error, limits, level, method)


def risk_ratio(
    first: Proportion,
    second: Proportion,
    *,
    method: RatioMethod = "log_wald",
    level: float = 0.95,
) -> IntervalEstimate:
    """Compare two independent proportions by their ratio, first over second.

    Parameters
    ----------
    first, second : Proportion
        Events and persons of the two groups.
    method : {"log_wald", "koopman", "miettinen_nurminen"}
        Which interval.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    IntervalEstimate
        ``std_error`` is that of the logarithm. ``unavailable`` is ``empty_group`` where a group
        holds nobody, ``no_events`` where neither has events, and for ``log_wald`` also where one
        has none; score intervals then begin at 0 or have no upper limit.

    Raises
    ------
    ValueError
        If the level is not between 0 and 1.

    Notes
    -----
    Katz et al. (1978) for the logarithm; Koopman (1984, Biometrics 40:513); Miettinen and Nurminen
    (1985). SAS ``TABLES a*b / RELRISK(CL=(WALD SCORE))``; Stata ``csi``.

    Examples
    --------
    >>> ratio = risk_ratio(Proportion(30, 74), Proportion(29, 115))
    >>> round(ratio.estimate, 4), round(ratio.interval.low, 4), round(ratio.interval.high, 4)
    (1.6076, 1.0578, 2.4433)
    """
    z = t_quantile(1 - tail_area(level), math.inf)
    if not (first.total and second.total):
        return _nothing(level, method)
    estimate, error = _ratio(first, second), _log_ratio_error(first, second)
    if math.isnan(estimate) or (method == "log_wald" and math.isnan(error)):
        return IntervalEstimate(estimate, error, NO_INTERVAL, level, method, "no_events")
    if method == "log_wald":
        return IntervalEstimate(estimate, error, _log_limits(estimate, error, z), level, method)
    factor = z**2 * (1.0 if method == "koopman" else _inflation(first, second))
    limits = Interval(1 / _ratio_upper(second, first, factor), _ratio_upper(first, second, factor))
    return IntervalEstimate(estimate, error, limits, level, method)


def odds_ratio(first: Proportion, second: Proportion, *, level: float = 0.95) -> IntervalEstimate:
    """Compare two independent proportions by the ratio of their odds, first over second.

    Parameters
    ----------
    first, second : Proportion
        Events and persons of the two groups.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    IntervalEstimate
        The cross-product ratio; ``std_error`` is that of the logarithm. ``unavailable`` is
        ``zero_cell`` where a cell is zero: `fisher.fisher_exact` then gives exact limits; and
        ``empty_group`` where a group holds nobody.

    Raises
    ------
    ValueError
        If the level is not between 0 and 1.

    Notes
    -----
    Woolf (1955). SAS ``TABLES a*b / RELRISK``; Stata ``cci ..., woolf``; R
    ``epitools::oddsratio.wald``.

    Examples
    --------
    >>> odds = odds_ratio(Proportion(30, 74), Proportion(29, 115))
    >>> round(odds.estimate, 4), round(odds.interval.low, 4), round(odds.interval.high, 4)
    (2.0219, 1.0807, 3.7831)
    """
    z = t_quantile(1 - tail_area(level), math.inf)
    cells = [first.events, first.total - first.events, second.events, second.total - second.events]
    if not (first.total and second.total):
        return _nothing(level, "log_wald")
    if 0 in cells:
        return IntervalEstimate(
            math.nan, math.nan, NO_INTERVAL, level, "log_wald", unavailable="zero_cell"
        )
    estimate = cells[0] * cells[3] / (cells[1] * cells[2])
    error = math.sqrt(sum(1 / cell for cell in cells))
    return IntervalEstimate(estimate, error, _log_limits(estimate, error, z), level, "log_wald")


def _nothing(level: float, method: str) -> IntervalEstimate:
    """Say that a group holds nobody."""
    return IntervalEstimate(math.nan, math.nan, NO_INTERVAL, level, method, "empty_group")


def _difference_error(one: Proportion, two: Proportion) -> float:
    """√{p₁(1-p₁)/n₁ + p₂(1-p₂)/n₂}."""
    return math.sqrt(one.variance + two.variance)


def _inflation(one: Proportion, two: Proportion) -> float:
    """N/(N-1)."""
    N = one.total + two.total
    return N / (N - 1)


def _wald_upper(one: Proportion, two: Proportion, tail: float) -> float:
    """Upper limit p₁ - p₂ + z√{p₁(1-p₁)/n₁ + p₂(1-p₂)/n₂}."""
    z = t_quantile(1 - tail, math.inf)
    return one.value - two.value + z * _difference_error(one, two)


def _newcombe_upper(one: Proportion, two: Proportion, tail: float) -> float:
    """Upper limit p₁ - p₂ + √{(u₁-p₁)² + (p₂-l₂)²}."""
    above, below = wilson(one, tail).high - one.value, two.value - wilson(two, tail).low
    return one.value - two.value + math.hypot(above, below)


def _mee_upper(one: Proportion, two: Proportion, tail: float) -> float:
    """Upper score limit, with the variance as it is."""
    return _score_upper(one, two, t_quantile(1 - tail, math.inf) ** 2)


def _miettinen_nurminen_upper(one: Proportion, two: Proportion, tail: float) -> float:
    """Upper score limit, with N/(N-1) times the variance."""
    return _score_upper(one, two, t_quantile(1 - tail, math.inf) ** 2 * _inflation(one, two))


_DIFFERENCE_UPPER: dict[DifferenceMethod, Callable[[Proportion, Proportion, float], float]] = {
    "newcombe": _newcombe_upper,
    "miettinen_nurminen": _miettinen_nurminen_upper,
    "mee": _mee_upper,
    "wald": _wald_upper,
}


def _score_upper(one: Proportion, two: Proportion, factor: float) -> float:
    """Largest difference whose squared distance is within `factor` times its variance."""
    estimate = one.value - two.value

    def excess(delta: float) -> float:
        p_2 = _restricted_second(one, two, delta)
        p_1 = p_2 + delta
        variance = p_1 * (1 - p_1) / one.total + p_2 * (1 - p_2) / two.total
        return (estimate - delta) ** 2 - factor * variance

    return limit_beyond(excess, estimate, 1.0)


def _restricted_second(one: Proportion, two: Proportion, delta: float) -> float:
    """p̃₂ when p₁ = p₂ + δ: Miettinen and Nurminen's root of the cubic likelihood equation."""
    N, x, x_2 = one.total + two.total, one.events + two.events, two.events
    cubic = _Cubic(
        N,
        (one.total + 2 * two.total) * delta - N - x,
        (two.total * delta - N - 2 * x_2) * delta + x,
        x_2 * delta * (1 - delta),
    )
    return min(max(cubic.middle_root(), -delta, 0.0), 1.0, 1.0 - delta)


@dataclass(frozen=True, slots=True)
class _Cubic:
    """L₃p³ + L₂p² + L₁p + L₀ with three real roots."""

    L3: float
    L2: float
    L1: float
    L0: float

    def middle_root(self) -> float:
        """The root between the other two, by cosines."""
        shift = self.L2 / (3 * self.L3)
        v = shift**3 - self.L1 * self.L2 / (6 * self.L3**2) + self.L0 / (2 * self.L3)
        u = math.copysign(math.sqrt(max(shift**2 - self.L1 / (3 * self.L3), 0.0)), v)
        if u == 0:
            return -shift
        angle = (math.pi + math.acos(min(max(v / u**3, -1.0), 1.0))) / 3
        return 2 * u * math.cos(angle) - shift


def _ratio(one: Proportion, two: Proportion) -> float:
    """p₁/p₂; infinite without events in the second group, not a number without any."""
    if two.events:
        return one.value / two.value
    return math.inf if one.events else math.nan


def _log_ratio_error(one: Proportion, two: Proportion) -> float:
    """√(1/x₁ - 1/n₁ + 1/x₂ - 1/n₂); not a number without events in a group."""
    if not (one.events and two.events):
        return math.nan
    return math.sqrt(1 / one.events - 1 / one.total + 1 / two.events - 1 / two.total)


def _log_limits(estimate: float, error: float, z: float) -> Interval:
    """exp(log estimate ± z × standard error)."""
    return Interval(estimate * math.exp(-z * error), estimate * math.exp(z * error))


def _ratio_upper(one: Proportion, two: Proportion, factor: float) -> float:
    """Largest ratio within `factor` times its variance; sought on the scale θ/(1+θ)."""
    if not two.events:
        return math.inf

    def excess(share: float) -> float:
        theta = share / (1 - share)
        p_1, p_2 = _restricted_pair(one, two, theta)
        variance = p_1 * (1 - p_1) / one.total + theta**2 * p_2 * (1 - p_2) / two.total
        distance = one.value - theta * two.value
        return (distance**2 - factor * variance) * (1 - share) ** 2

    estimate = one.value / two.value
    share = limit_beyond(excess, estimate / (1 + estimate), _LARGEST_SHARE)
    return share / (1 - share)


def _restricted_pair(one: Proportion, two: Proportion, theta: float) -> tuple[float, float]:
    """p̃₁ and p̃₂ when p₁ = θp₂: the root below 1 of the quadratic likelihood equation."""
    N, x = one.total + two.total, one.events + two.events
    linear = one.total * theta + one.events + two.total + two.events * theta
    root = math.sqrt(max(linear**2 - 4 * N * theta * x, 0.0))
    p_2 = min(2 * x / (linear + root), 1.0)
    return min(theta * p_2, 1.0), p_2
