"""Tests of independence in a table of r rows and c columns, as in SAS PROC FREQ.

Symbols: o observed and e expected counts, e = row total × column total / N; df = (r-1)(c-1).

=====================  =========================================================================
pearson                Σ(o-e)²/e (Pearson, 1900); no continuity correction
yates                  Σ(|o-e|-½)²/e, never below 0; 2×2 only (Yates, 1934)
likelihood_ratio       2 Σ o log(o/e), with 0 log 0 = 0; no Williams correction
linear_trend           (N-1)r², with r the correlation of row and column scores; df 1. SAS calls it
                       Mantel-Haenszel chi-square (Mantel, 1963)
=====================  =========================================================================

Empty rows and columns are left out and counted in the result; a table of which one row or one
column is left has no test, and the result says so. Counts may be sums of weights, but the tests
then treat the weights as numbers of persons. `fisher` holds the exact test and `trend` the test of
a proportion that rises.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import xlogy

from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.chi_square import chi_square_upper
from migrant_rh.methods.counts import NoTable, filled_table, two_by_two

_SMALL_EXPECTED = 5


@dataclass(frozen=True, slots=True)
class TableTest:
    """A chi-square test of independence, with what tells whether to trust it.

    Attributes
    ----------
    statistic : float
        Chi-square.
    df : int
        (r-1)(c-1) of the table without empty rows and columns.
    p_value : float
        Upper tail of the chi-square distribution.
    total : float
        N, the sum of the counts.
    smallest_expected : float
        Smallest expected count.
    expected_below_5 : int
        Number of cells that expect fewer than five.
    empty_rows, empty_columns : int
        Rows and columns left out because they hold no count.
    method : str
        ``pearson``, ``yates`` or ``likelihood_ratio``.
    unavailable : str
        Empty, or why there is no test: ``no_counts``, ``one_row``, ``one_column``.
    """

    statistic: float
    df: int
    p_value: float
    total: float
    smallest_expected: float
    expected_below_5: int
    empty_rows: int
    empty_columns: int
    method: str
    unavailable: NoTable = ""


@dataclass(frozen=True, slots=True)
class LinearTrend:
    """A test of linear association between row scores and column scores.

    Attributes
    ----------
    statistic : float
        (N-1)r².
    df : int
        1.
    p_value : float
        Upper tail of the chi-square distribution.
    estimate : float
        r, Pearson's correlation of the scores; positive where high rows go with high columns.
    method : str
        ``linear_trend``: divisor N-1.
    row_scores, column_scores : tuple of float
        Scores of the rows and columns that hold somebody.
    unavailable : str
        Empty, or why there is no test: ``no_counts``, ``one_row``, ``one_column``.
    """

    statistic: float
    df: int
    p_value: float
    estimate: float
    method: str = "linear_trend"
    row_scores: tuple[float, ...] = ()
    column_scores: tuple[float, ...] = ()
    unavailable: NoTable = ""


def pearson(counts: npt.ArrayLike) -> TableTest:
    """Test independence by Pearson's chi-square, without continuity correction.

    Parameters
    ----------
    counts : array_like, shape (r, c)
        Counts; one row a group, one column an answer. Missing answers are not in it.

    Raises
    ------
    ValueError
        If it is not a table of counts.

    Notes
    -----
    Pearson (1900). R ``chisq.test(counts, correct = FALSE)``; SAS ``TABLES a*b / CHISQ`` of ``PROC
    FREQ``; Stata ``tabi ..., chi2``. R and SciPy correct 2×2 tables unless told not to.

    Examples
    --------
    >>> test = pearson([[10, 20], [20, 10]])
    >>> round(test.statistic, 6), test.df, round(test.p_value, 6)
    (6.666667, 1, 0.009823)
    """
    return _tested(counts, _pearson_statistic, "pearson")


def yates(counts: npt.ArrayLike) -> TableTest:
    """Test independence in a 2×2 table with Yates's continuity correction.

    Parameters
    ----------
    counts : array_like, shape (2, 2)
        Counts.

    Raises
    ------
    ValueError
        If it is not a 2×2 table of counts.

    Notes
    -----
    Yates (1934). |o-e| less ½, or 0 where |o-e| is below ½: the correction never overshoots. R
    ``chisq.test(counts)``; SAS prints it as ``Continuity Adj. Chi-Square``.

    Examples
    --------
    >>> round(yates([[10, 20], [20, 10]]).statistic, 6)
    5.4
    """
    return _tested(two_by_two(counts), _yates_statistic, "yates")


def likelihood_ratio(counts: npt.ArrayLike) -> TableTest:
    """Test independence by the likelihood ratio, G².

    Parameters
    ----------
    counts : array_like, shape (r, c)
        Counts.

    Raises
    ------
    ValueError
        If it is not a table of counts.

    Notes
    -----
    Without Williams's correction. SAS ``TABLES a*b / CHISQ``; Stata ``tabi ..., lrchi2``; R
    ``vcd::assocstats``.

    Examples
    --------
    >>> round(likelihood_ratio([[10, 20], [20, 10]]).statistic, 6)
    6.795961
    """
    return _tested(counts, _likelihood_ratio_statistic, "likelihood_ratio")


def linear_trend(
    counts: npt.ArrayLike,
    *,
    row_scores: npt.ArrayLike | None = None,
    column_scores: npt.ArrayLike | None = None,
) -> LinearTrend:
    """Test linear association of ordered rows with ordered columns.

    Parameters
    ----------
    counts : array_like, shape (r, c)
        Counts; two or more persons in all.
    row_scores : array_like, shape (r,), optional
        Scores of the rows; without them 1, 2, …, r.
    column_scores : array_like, shape (c,), optional
        Scores of the columns; without them 1, 2, …, c.

    Raises
    ------
    ValueError
        If it is not a table of counts, or there is not one finite score for each row and column.

    Notes
    -----
    Mantel (1963): divisor N-1, so that a 2×2 table gives Pearson's chi-square times (N-1)/N. SAS
    ``TABLES a*b / CHISQ`` (Mantel-Haenszel Chi-Square); R ``vcdExtra::CMHtest(counts)``, row
    ``cor``.

    Examples
    --------
    >>> test = linear_trend([[10, 20], [20, 10]])
    >>> round(test.statistic, 6), round(test.estimate, 6)
    (6.555556, -0.333333)
    """
    table = filled_table(counts)
    if table.unavailable:
        return LinearTrend(math.nan, 1, math.nan, math.nan, unavailable=table.unavailable)
    u = scores_of(row_scores, len(table.rows))[table.rows]
    v = scores_of(column_scores, len(table.columns))[table.columns]
    r = _correlation(table.counts, u, v)
    statistic = float((table.counts.sum() - 1) * r**2)
    return LinearTrend(
        statistic,
        1,
        chi_square_upper(statistic, 1),
        r,
        row_scores=tuple(u.tolist()),
        column_scores=tuple(v.tolist()),
    )


def scores_of(scores: npt.ArrayLike | None, count: int) -> Floats:
    """Take one finite score for each level, or number the levels from 1.

    Raises
    ------
    ValueError
        If there is not one finite score for each level, or all are equal.

    Examples
    --------
    >>> scores_of(None, 3)
    array([1., 2., 3.])
    """
    if scores is None:
        return np.arange(1.0, count + 1)
    given = np.asarray(scores, dtype=np.float64)
    if given.shape != (count,) or not np.isfinite(given).all():
        raise ValueError(f"scores have shape {given.shape}; expected {count} finite numbers")
    if count > 1 and np.ptp(given) == 0:
        raise ValueError(f"all scores are {given[0]:g}; a trend needs different ones")
    return given


def _tested(
    counts: npt.ArrayLike, statistic_of: Callable[[Floats, Floats], float], method: str
) -> TableTest:
    """Compute one statistic of the filled table and give it its P value."""
    table = filled_table(counts)
    empty = table.empty_rows, table.empty_columns
    o, reason = table.counts, table.unavailable
    if reason:
        return TableTest(math.nan, 0, math.nan, float(o.sum()), math.nan, 0, *empty, method, reason)
    e = table.expected
    statistic = statistic_of(o, e)
    df = (o.shape[0] - 1) * (o.shape[1] - 1)
    return TableTest(
        statistic=statistic,
        df=df,
        p_value=chi_square_upper(statistic, df),
        total=float(o.sum()),
        smallest_expected=float(e.min()),
        expected_below_5=int((e < _SMALL_EXPECTED).sum()),
        empty_rows=table.empty_rows,
        empty_columns=table.empty_columns,
        method=method,
    )


def _pearson_statistic(o: Floats, e: Floats) -> float:
    """Σ(o-e)²/e."""
    return float(((o - e) ** 2 / e).sum())


def _yates_statistic(o: Floats, e: Floats) -> float:
    """Σ max(0, |o-e|-½)²/e."""
    return float((np.maximum(np.abs(o - e) - 0.5, 0) ** 2 / e).sum())


def _likelihood_ratio_statistic(o: Floats, e: Floats) -> float:
    """2 Σ o log(o/e), with 0 log 0 = 0."""
    return float(2 * xlogy(o, o / e).sum())


def _correlation(o: Floats, u: Floats, v: Floats) -> float:
    """Pearson's correlation of row scores u and column scores v."""
    p = o / o.sum()
    du, dv = u - p.sum(axis=1) @ u, v - p.sum(axis=0) @ v
    variances = (p.sum(axis=1) @ du**2) * (p.sum(axis=0) @ dv**2)
    return float(du @ p @ dv / math.sqrt(variances))
