"""Fisher's exact test of a table, and the conditional odds ratio of a 2×2 table.

Symbols, for a 2×2 table [[x, n₁-x], [m-x, n₂-m+x]] with odds ratio ψ: given its margins, X has the
noncentral hypergeometric distribution

    P(X = s; ψ) ∝ C(n₁, s) C(n₂, m-s) ψ^s,   max(0, m-n₂) ≤ s ≤ min(n₁, m).

The conditional estimate solves E(X; ψ) = x. The central interval solves P(X ≥ x; ψ) = α/2 for its
lower and P(X ≤ x; ψ) = α/2 for its upper limit; roots are found on log ψ. Two-sided P sums the
probabilities at ψ = 1 of all tables no likelier than the one observed. It is not the test that
belongs to the central interval, so that the two can disagree.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.counts import NoTable, filled_table, require_whole
from migrant_rh.methods.interval import NO_INTERVAL, Interval, tail_area
from migrant_rh.methods.monte_carlo import STANDARD_DRAWS, MonteCarlo, drawn_p_value
from migrant_rh.methods.table_space import TIE, cheapest_halves, drawn_extremes, exact_p_value

LARGEST_LISTING = 3_000_000
"""Halves of tables that are listed before drawing is quicker: some seconds, some 300 MB."""

_FARTHEST_LOG_ODDS_RATIO = 100.0
_ROOT_ERROR = 1e-14


@dataclass(frozen=True, slots=True)
class FisherExact:
    """Fisher's exact test.

    Attributes
    ----------
    p_value : float
        Two-sided: probability of all tables no likelier than the one observed.
    p_less, p_greater : float
        One-sided, for an odds ratio below or above 1; 2×2 only, else not a number.
    mid_p : float
        Two-sided P less half the probability of the observed table; 2×2 only.
    estimate : float
        Conditional maximum likelihood odds ratio; 0 or infinite at the ends of the support; 2×2
        only. It is nearer to 1 than the cross-product ratio.
    interval : Interval
        Exact central interval of the odds ratio; 2×2 only.
    total : float
        N.
    empty_rows, empty_columns : int
        Rows and columns left out because they hold no count.
    method : str
        ``fisher_exact`` (all tables), or ``fisher_monte_carlo`` ((b+1)/(B+1) of drawn tables).
    draws : int
        B; 0 when all tables were counted.
    seed : int or None
        Seed of the draws; None when all tables were counted.
    unavailable : str
        Empty, or why there is no test: ``no_counts``, ``one_row``, ``one_column``.
    """

    p_value: float
    p_less: float
    p_greater: float
    mid_p: float
    estimate: float
    interval: Interval
    total: float
    empty_rows: int
    empty_columns: int
    method: Literal["fisher_exact", "fisher_monte_carlo"] = "fisher_exact"
    draws: int = 0
    seed: int | None = None
    unavailable: NoTable = ""


def fisher_exact(
    counts: npt.ArrayLike, *, level: float = 0.95, monte_carlo: MonteCarlo = STANDARD_DRAWS
) -> FisherExact:
    """Test independence exactly, given the margins.

    Parameters
    ----------
    counts : array_like, shape (r, c)
        Numbers of persons. In a 2×2 table the odds ratio is that of the first column in the first
        row against the second row.
    level : float
        Confidence level of the odds ratio's interval, between 0 and 1.
    monte_carlo : MonteCarlo
        Draws and seed, for tables beyond 2×2 of which there are too many to list. The result says
        which way was taken.

    Raises
    ------
    ValueError
        If it is not a table of whole numbers, or the level is not between 0 and 1.

    Notes
    -----
    Fisher (1935); beyond 2×2 Freeman and Halton (1951, https://doi.org/10.1093/biomet/38.1-2.141).
    Probabilities within 1e-7 of the observed one, relatively, count as ties. R
    ``fisher.test(counts)``, whose odds ratio and limits come from a root finder that stops near
    1e-4; SAS ``EXACT FISHER``; Stata ``tabi ..., exact``.

    Examples
    --------
    >>> test = fisher_exact([[3, 1], [1, 3]])
    >>> round(test.p_value, 6), round(test.estimate, 6)
    (0.485714, 6.40832)
    >>> round(fisher_exact([[4, 0, 1], [0, 3, 2]]).p_value, 6)
    0.047619
    """
    tail = tail_area(level)
    table = filled_table(counts)
    require_whole(table.counts)
    blank = FisherExact(
        *(math.nan,) * 5,
        interval=NO_INTERVAL,
        total=float(table.counts.sum()),
        empty_rows=table.empty_rows,
        empty_columns=table.empty_columns,
        unavailable=table.unavailable,
    )
    if table.unavailable:
        return blank
    whole = table.counts.astype(np.int64)
    if whole.shape == (2, 2):
        return _two_by_two(whole, tail, blank)
    return _larger(whole, monte_carlo, blank)


def _larger(counts: Integers, monte_carlo: MonteCarlo, blank: FisherExact) -> FisherExact:
    """List all tables, or draw some."""
    halves = cheapest_halves(counts)
    if halves.cost <= LARGEST_LISTING:
        return replace(blank, p_value=exact_p_value(halves))
    return replace(
        blank,
        p_value=drawn_p_value(drawn_extremes(counts, monte_carlo), monte_carlo.draws),
        method="fisher_monte_carlo",
        draws=monte_carlo.draws,
        seed=monte_carlo.seed,
    )


def _two_by_two(counts: Integers, tail: float, blank: FisherExact) -> FisherExact:
    """Test a 2×2 table and estimate its odds ratio."""
    given = _Conditional.of(counts)
    probability = given.probabilities(0.0)
    observed = probability[given.s == given.x].item()
    two_sided = float(probability[probability <= observed * (1 + TIE)].sum())
    return replace(
        blank,
        p_value=min(1.0, two_sided),
        p_less=min(1.0, given.at_most(0.0)),
        p_greater=min(1.0, given.at_least(0.0)),
        mid_p=two_sided - observed / 2,
        estimate=given.odds_ratio(),
        interval=given.interval(tail),
    )


@dataclass(frozen=True, slots=True)
class _Conditional:
    """Distribution of the first cell given the margins: x, its support s, log C(n₁,s)C(n₂,m-s)."""

    x: int
    s: Integers
    log_ways: Floats

    @classmethod
    def of(cls, counts: Integers) -> _Conditional:
        """Take the margins of a 2×2 table."""
        (n_1, n_2), m = counts.sum(axis=1).tolist(), int(counts[:, 0].sum())
        s = np.arange(max(0, m - n_2), min(n_1, m) + 1)
        rest = gammaln(s + 1) + gammaln(n_1 - s + 1) + gammaln(m - s + 1) + gammaln(n_2 - m + s + 1)
        return cls(int(counts[0, 0]), s, -rest)

    def probabilities(self, log_odds_ratio: float) -> Floats:
        """P(X = s; ψ)."""
        exponent = self.log_ways + self.s * log_odds_ratio
        weight = np.exp(exponent - exponent.max())
        return np.asarray(weight / weight.sum())

    def mean(self, log_odds_ratio: float) -> float:
        """E(X; ψ)."""
        return float(self.s @ self.probabilities(log_odds_ratio))

    def at_least(self, log_odds_ratio: float) -> float:
        """P(X ≥ x; ψ)."""
        return float(self.probabilities(log_odds_ratio)[self.s >= self.x].sum())

    def at_most(self, log_odds_ratio: float) -> float:
        """P(X ≤ x; ψ)."""
        return float(self.probabilities(log_odds_ratio)[self.s <= self.x].sum())

    def odds_ratio(self) -> float:
        """Conditional maximum likelihood estimate."""
        if self.x == self.s[0]:
            return 0.0
        if self.x == self.s[-1]:
            return math.inf
        return _odds_ratio_at(lambda log_psi: self.mean(log_psi) - self.x)

    def interval(self, tail: float) -> Interval:
        """Exact central interval with that probability in each tail."""
        first, last = self.x == self.s[0], self.x == self.s[-1]
        low = 0.0 if first else _odds_ratio_at(lambda log_psi: self.at_least(log_psi) - tail)
        high = math.inf if last else _odds_ratio_at(lambda log_psi: self.at_most(log_psi) - tail)
        return Interval(low, high)


def _odds_ratio_at(zero_of: Callable[[float], float]) -> float:
    """Solve for log ψ and return ψ."""
    far = _FARTHEST_LOG_ODDS_RATIO
    from scipy.optimize import brentq  # noqa: PLC0415  (heavy, and for intervals alone)

    return math.exp(brentq(zero_of, -far, far, xtol=_ROOT_ERROR, rtol=8.9e-16))
