"""Test of a proportion that rises or falls with an ordered group.

Symbols: x_j events of n_j persons in group j with score w_j; p = Σx/Σn, w̄ = Σnw/Σn;

    U = Σ w_j(x_j - n_j p),   S = Σ n_j(w_j - w̄)²,   z = U/√{p(1-p)S},   slope = U/S.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.chi_square import chi_square_upper
from migrant_rh.methods.contingency import scores_of
from migrant_rh.methods.observations import finite_numbers
from migrant_rh.methods.tails import t_two_sided

NoTrend = Literal["", "one_group", "one_answer", "one_score"]

_TWO_GROUPS = 2


@dataclass(frozen=True, slots=True)
class Trend:
    """The Cochran-Armitage test of trend in proportions.

    Attributes
    ----------
    statistic : float
        z; above 0 when the proportion of events rises with the score. z² is the chi-square.
    df : int
        1, of z².
    p_value : float
        Two-sided, normal.
    p_rising, p_falling : float
        One-sided.
    estimate : float
        Slope: change of the proportion for one unit of the score, by weighted least squares.
    departure, departure_df, departure_p : float, int, float
        Pearson's chi-square less z², on k-2 degrees of freedom: what the line does not explain.
    empty_groups : int
        Groups left out because they hold nobody.
    method : str
        ``cochran_armitage``: divisor N.
    scores : tuple of float
        Scores of the groups that hold somebody.
    unavailable : str
        Empty, or why there is no test: ``one_group``; ``one_answer`` (all events or none);
        ``one_score`` (the groups that hold somebody share one score).
    """

    statistic: float
    df: int
    p_value: float
    p_rising: float
    p_falling: float
    estimate: float
    departure: float
    departure_df: int
    departure_p: float
    empty_groups: int
    method: str = "cochran_armitage"
    scores: tuple[float, ...] = ()
    unavailable: NoTrend = ""


def cochran_armitage(
    events: npt.ArrayLike, totals: npt.ArrayLike, *, scores: npt.ArrayLike | None = None
) -> Trend:
    """Test whether a proportion rises or falls over ordered groups.

    Parameters
    ----------
    events, totals : array_like, shape (k,)
        Events and persons of each group, in order. Groups with nobody are left out and counted.
    scores : array_like, shape (k,), optional
        Scores of the groups; without them 1, 2, …, k. An affine change of scores changes nothing
        but the slope.

    Raises
    ------
    ValueError
        If there are not as many events as totals, or events exceed totals, or a score is missing.

    Notes
    -----
    Cochran (1954), Armitage (1955). Divisor N: the variance is p(1-p)S. R
    ``prop.trend.test(events, totals, scores)``, which gives z²; SAS ``TABLES a*b / TREND``, whose
    sign follows the first column; `contingency.linear_trend` is (N-1)/N of z². The departure has
    degrees of freedom k-2, and no P value when there are two groups.

    Examples
    --------
    >>> test = cochran_armitage([2, 5, 9], [10, 10, 10])
    >>> round(test.statistic, 6), round(test.p_value, 6), round(test.estimate, 6)
    (3.137475, 0.001704, 0.35)
    """
    x = finite_numbers("events", events, np.shape(events))
    n = finite_numbers("totals", totals, x.shape)
    if x.ndim != 1 or (x < 0).any() or (x > n).any():
        raise ValueError("events are one number for each group, from 0 to its total")
    w = scores_of(scores, len(x))
    held = n > 0
    return _tested(x[held], n[held], w[held], empty=int((~held).sum()))


def _tested(x: Floats, n: Floats, w: Floats, *, empty: int) -> Trend:
    """Test the groups that hold somebody."""
    reason = _obstacle(x, n, w)
    if reason:
        return _untested(reason, empty)
    p = x.sum() / n.sum()
    U = float(w @ (x - n * p))
    S = float(n @ (w - (n @ w) / n.sum()) ** 2)
    z = U / math.sqrt(p * (1 - p) * S)
    pearson = float(((x - n * p) ** 2 / (n * p * (1 - p))).sum())
    departure, df = max(pearson - z**2, 0.0), len(n) - _TWO_GROUPS
    return Trend(
        statistic=z,
        df=1,
        p_value=t_two_sided(z, math.inf),
        p_rising=float(ndtr(-z)),
        p_falling=float(ndtr(z)),
        estimate=U / S,
        departure=departure if df else 0.0,
        departure_df=df,
        departure_p=chi_square_upper(departure, df) if df else math.nan,
        empty_groups=empty,
        scores=tuple(w.tolist()),
    )


def _untested(reason: NoTrend, empty: int) -> Trend:
    """Say that there is no test, and why."""
    nan = math.nan
    return Trend(nan, 1, nan, nan, nan, nan, nan, 0, nan, empty, unavailable=reason)


def _obstacle(x: Floats, n: Floats, w: Floats) -> NoTrend:
    """Say what makes the test impossible, if anything."""
    if len(n) < _TWO_GROUPS:
        return "one_group"
    if np.ptp(w) == 0:
        return "one_score"
    return "one_answer" if x.sum() in {0, n.sum()} else ""
