"""Two answers of the same persons: at two waves, or by two judges.

Symbols, for a 2×2 table of pairs [[a, b], [c, d]], first answer in rows, yes before no: b said yes
first only, c second only, n = a+b+c+d; δ = p₁ - p₂ = (b-c)/n. `marginal_homogeneity` has the tests
of more than two categories, `agreement` has kappa.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr, gammaln

from migrant_rh.methods.chi_square import chi_square_upper
from migrant_rh.methods.counts import require_whole, two_by_two
from migrant_rh.methods.interval import NO_INTERVAL, Interval, IntervalEstimate, tail_area
from migrant_rh.methods.proportions import Proportion, wilson
from migrant_rh.methods.score_limits import limit_beyond
from migrant_rh.methods.tails import t_quantile

PairedMethod = Literal["newcombe", "tango", "wald"]

_FEW_DISCORDANT = 25


@dataclass(frozen=True, slots=True)
class McNemar:
    """McNemar's test of a change between paired answers.

    Attributes
    ----------
    statistic : float
        (b-c)²/(b+c).
    df : int
        1.
    p_value : float
        Upper tail of the chi-square distribution.
    exact_p : float
        Two-sided binomial P of b among b+c with probability ½.
    mid_p : float
        Exact P less the probability of b.
    first_only, second_only : int
        b and c.
    pairs : int
        n.
    method : str
        ``mcnemar``: no continuity correction.
    unavailable : str
        Empty, or ``no_discordant_pairs``: nobody changed, and there is nothing to test.
    """

    statistic: float
    df: int
    p_value: float
    exact_p: float
    mid_p: float
    first_only: int
    second_only: int
    pairs: int
    method: str = "mcnemar"
    unavailable: Literal["", "no_discordant_pairs"] = ""

    @property
    def few_discordant(self) -> bool:
        """Whether b+c is below 25, where the exact P is to be preferred."""
        return self.first_only + self.second_only < _FEW_DISCORDANT


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The four cells."""

    a: float
    b: float
    c: float
    d: float

    @property
    def n(self) -> float:
        """Number of pairs."""
        return self.a + self.b + self.c + self.d

    @property
    def difference(self) -> float:
        """δ = (b-c)/n."""
        return (self.b - self.c) / self.n

    @property
    def first(self) -> Proportion:
        """Yes at the first answer."""
        return Proportion(self.a + self.b, self.n)

    @property
    def second(self) -> Proportion:
        """Yes at the second answer."""
        return Proportion(self.a + self.c, self.n)

    @property
    def std_error(self) -> float:
        """√{b + c - (b-c)²/n}/n."""
        return math.sqrt(self.b + self.c - (self.b - self.c) ** 2 / self.n) / self.n

    def exchanged(self) -> _Pairs:
        """The second answer first."""
        return _Pairs(self.a, self.c, self.b, self.d)


def mcnemar(counts: npt.ArrayLike) -> McNemar:
    """Test whether as many persons changed one way as the other.

    Parameters
    ----------
    counts : array_like, shape (2, 2)
        Pairs: first answer in rows, second in columns, in the same order. Persons with one answer
        missing are not in it.

    Raises
    ------
    ValueError
        If it is not a 2×2 table of whole numbers.

    Notes
    -----
    McNemar (1947, https://doi.org/10.1007/BF02295996); mid-P: Fagerland, Lydersen and Laake (2013).
    SAS ``TABLES a*b / AGREE`` and Stata ``mcci`` have no continuity correction; R
    ``mcnemar.test(counts, correct = FALSE)`` has one unless told not to.

    Examples
    --------
    >>> test = mcnemar([[31, 56], [32, 418]])
    >>> round(test.statistic, 6), round(test.exact_p, 6), round(test.mid_p, 6)
    (6.545455, 0.01375, 0.010547)
    """
    table = two_by_two(counts)
    require_whole(table)
    b, c, pairs = int(table[0, 1]), int(table[1, 0]), int(table.sum())
    changed = b + c
    if not changed:
        nan = math.nan
        return McNemar(nan, 1, nan, nan, nan, b, c, pairs, unavailable="no_discordant_pairs")
    statistic = (b - c) ** 2 / changed
    exact = min(1.0, 2 * float(bdtr(min(b, c), changed, 0.5)))
    return McNemar(
        statistic=statistic,
        df=1,
        p_value=chi_square_upper(statistic, 1),
        exact_p=exact,
        mid_p=exact - _binomial_half(b, changed),
        first_only=b,
        second_only=c,
        pairs=pairs,
    )


def paired_difference(
    counts: npt.ArrayLike, *, method: PairedMethod = "newcombe", level: float = 0.95
) -> IntervalEstimate:
    """Estimate the difference of two proportions among the same persons, first less second.

    Parameters
    ----------
    counts : array_like, shape (2, 2)
        Pairs: first answer in rows, second in columns, yes before no.
    method : {"newcombe", "tango", "wald"}
        ``newcombe`` joins Wilson's limits of both proportions by their correlation φ; ``tango`` is
        the score interval; ``wald`` δ ± z × standard error, which is not cut at -1 and 1. The
        standard error in the result is Wald's for all of them.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    IntervalEstimate
        ``unavailable`` is ``no_pairs`` for an empty table.

    Raises
    ------
    ValueError
        If it is not a 2×2 table of counts, or the level is not between 0 and 1.

    Notes
    -----
    Newcombe (1998, Stat Med 17:2635), method 10: φ with the numerator ad-bc less n/2, where that is
    above 0, and 0 where ad-bc lies between 0 and n/2. Tango (1998, Stat Med 17:891). R
    ``PropCIs::scoreci.mp`` is Tango's.

    Examples
    --------
    >>> change = paired_difference([[31, 56], [32, 418]])
    >>> round(change.estimate, 4), round(change.interval.low, 4), round(change.interval.high, 4)
    (0.0447, 0.0104, 0.0794)
    """
    tail = tail_area(level)
    pairs = _Pairs(*two_by_two(counts).ravel().tolist())
    if not pairs.n:
        return IntervalEstimate(math.nan, math.nan, NO_INTERVAL, level, method, "no_pairs")
    upper = _UPPER[method]
    limits = Interval(0.0 - upper(pairs.exchanged(), tail), upper(pairs, tail))
    return IntervalEstimate(pairs.difference, pairs.std_error, limits, level, method)


def _binomial_half(b: int, changed: int) -> float:
    """P(X = b) among `changed` with probability ½."""
    ways = gammaln(changed + 1) - gammaln(b + 1) - gammaln(changed - b + 1)
    return float(np.exp(ways - changed * math.log(2)))


def _wald_upper(pairs: _Pairs, tail: float) -> float:
    """δ + z × standard error."""
    return pairs.difference + t_quantile(1 - tail, math.inf) * pairs.std_error


def _newcombe_upper(pairs: _Pairs, tail: float) -> float:
    """δ + √{(u₁-p₁)² - 2φ(u₁-p₁)(p₂-l₂) + (p₂-l₂)²}."""
    first, second = pairs.first, pairs.second
    above, below = wilson(first, tail).high - first.value, second.value - wilson(second, tail).low
    square = above**2 - 2 * _correlation(pairs) * above * below + below**2
    return pairs.difference + math.sqrt(max(square, 0.0))


def _correlation(pairs: _Pairs) -> float:
    """φ with Newcombe's correction; 0 where a margin is empty."""
    first, second = pairs.first, pairs.second
    product = (
        first.events * (first.total - first.events) * second.events * (second.total - second.events)
    )
    numerator = pairs.a * pairs.d - pairs.b * pairs.c
    if numerator > 0:
        numerator = max(numerator - pairs.n / 2, 0.0)
    return numerator / math.sqrt(product) if product else 0.0


def _tango_upper(pairs: _Pairs, tail: float) -> float:
    """Largest difference that its score test does not reject."""
    z, b, c, n = t_quantile(1 - tail, math.inf), pairs.b, pairs.c, pairs.n

    def excess(delta: float) -> float:
        linear = (2 * n - b + c) * delta - b - c
        root = math.sqrt(max(linear**2 + 8 * n * c * delta * (1 - delta), 0.0))
        q_21 = (root - linear) / (4 * n)
        return (b - c - n * delta) ** 2 - z**2 * n * (2 * q_21 + delta * (1 - delta))

    return limit_beyond(excess, pairs.difference, 1.0)


_UPPER: dict[PairedMethod, Callable[[_Pairs, float], float]] = {
    "newcombe": _newcombe_upper,
    "tango": _tango_upper,
    "wald": _wald_upper,
}
