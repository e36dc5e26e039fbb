"""Association in tables of two groups and two answers, given a stratum.

Symbols, stratum k of K with the table [[a, b], [c, d]] and N persons: rows m₁, m₀ and columns
c₁, c₀ are its margins; E = m₁c₁/N and V = m₁m₀c₁c₀/{N²(N-1)} the mean and variance of a given the
margins; R = ad/N, S = bc/N, P = (a+d)/N, Q = (b+c)/N. Sums run over strata.

Strata in which a margin is empty, or with one person, say nothing of the association: tests leave
them out and count them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.chi_square import chi_square_upper
from migrant_rh.methods.counts import counts_of
from migrant_rh.methods.interval import NO_INTERVAL, Interval, tail_area
from migrant_rh.methods.tails import t_quantile

NoStrata = Literal["", "no_informative_stratum", "one_informative_stratum", "zero_products"]

_DIMENSIONS = 3


@dataclass(frozen=True, slots=True)
class StratifiedTest:
    """A chi-square test over the strata of 2×2 tables.

    Attributes
    ----------
    statistic : float
        Chi-square.
    df : int
        Degrees of freedom.
    p_value : float
        Upper tail of the chi-square distribution.
    odds_ratio : float
        Mantel-Haenszel common odds ratio; for Breslow-Day the one at which it is evaluated; for
        Woolf's test the mean that is weighted inversely to the variances of the logarithms.
    strata, uninformative : int
        Strata used, and strata left out for an empty margin or a single person.
    method : str
        ``cochran_mantel_haenszel`` or ``cochran_mantel_haenszel_continuity``; ``breslow_day`` or
        ``breslow_day_tarone``; ``woolf`` or ``woolf_half_added``.
    unavailable : str
        Empty, or why there is no test: ``no_informative_stratum``; ``one_informative_stratum``
        (nothing to compare); ``zero_products`` (the common odds ratio is zero or infinite).
    """

    statistic: float
    df: int
    p_value: float
    odds_ratio: float
    strata: int
    uninformative: int
    method: str
    unavailable: NoStrata = ""


@dataclass(frozen=True, slots=True)
class CommonOddsRatio:
    """The Mantel-Haenszel odds ratio.

    Attributes
    ----------
    estimate : float
        ΣR/ΣS.
    std_error : float
        Standard error of its logarithm.
    interval : Interval
        exp(log estimate ± z × standard error).
    level : float
        Confidence level.
    strata : int
        Strata with persons in them.
    method : str
        ``robins_breslow_greenland``.
    unavailable : str
        Empty, or ``zero_products``: ΣR or ΣS is zero, and the estimate without an interval.
    """

    estimate: float
    std_error: float
    interval: Interval
    level: float
    strata: int
    method: str = "robins_breslow_greenland"
    unavailable: NoStrata = ""


def cochran_mantel_haenszel(counts: npt.ArrayLike, *, continuity: bool = False) -> StratifiedTest:
    """Test association of two groups with two answers, given the stratum.

    Parameters
    ----------
    counts : array_like, shape (K, 2, 2)
        One 2×2 table for each stratum: rows groups, columns answers.
    continuity : bool
        Take ½ from |Σ(a-E)|, though never below 0.

    Raises
    ------
    ValueError
        If they are not 2×2 tables of counts.

    Notes
    -----
    (Σa - ΣE)²/ΣV; Mantel and Haenszel (1959), variance with divisor N-1 in each stratum. SAS
    ``TABLES s*a*b / CMH`` and Stata ``cc ..., by(s)`` have no continuity correction; R
    ``mantelhaen.test(x, correct = FALSE)`` has one unless told not to, and drops it when
    |Σ(a-E)| is below ½.

    Examples
    --------
    >>> test = cochran_mantel_haenszel([[[10, 5], [4, 11]], [[8, 7], [6, 9]]])
    >>> round(test.statistic, 6), round(test.p_value, 6)
    (4.142857, 0.041811)
    """
    method = "cochran_mantel_haenszel" + ("_continuity" if continuity else "")
    tables = _strata(counts)
    used = tables[_informative(tables)]
    left_out = len(tables) - len(used)
    if not len(used):
        return _untested("no_informative_stratum", used, left_out, method)
    a, E, V = used[:, 0, 0], _expected(used), _variance(used)
    distance = max(abs(float((a - E).sum())) - (0.5 if continuity else 0.0), 0.0)
    statistic = distance**2 / float(V.sum())
    return StratifiedTest(
        statistic, 1, chi_square_upper(statistic, 1), _odds_ratio(used), len(used), left_out, method
    )


def mantel_haenszel_odds_ratio(counts: npt.ArrayLike, *, level: float = 0.95) -> CommonOddsRatio:
    """Estimate the odds ratio common to all strata.

    Parameters
    ----------
    counts : array_like, shape (K, 2, 2)
        One 2×2 table for each stratum; the odds are those of the first column, in the first row
        against the second.
    level : float
        Confidence level, between 0 and 1.

    Raises
    ------
    ValueError
        If they are not 2×2 tables of counts, or the level is not between 0 and 1.

    Notes
    -----
    Mantel and Haenszel (1959); Robins, Breslow and Greenland (1986, Biometrics 42:311):
    var(log OR) = ΣPR/2(ΣR)² + Σ(PS+QR)/2ΣRΣS + ΣQS/2(ΣS)². The same in R ``mantelhaen.test``, SAS
    ``TABLES s*a*b / CMH`` and metafor ``rma.mh``.

    Examples
    --------
    >>> odds = mantel_haenszel_odds_ratio([[[10, 5], [4, 11]], [[8, 7], [6, 9]]])
    >>> round(odds.estimate, 6), round(odds.interval.low, 6)
    (2.935484, 1.034107)
    """
    z = t_quantile(1 - tail_area(level), math.inf)
    tables = _strata(counts)
    used = tables[tables.sum(axis=(1, 2)) > 0]
    a, b, c, d = used.reshape(-1, 4).T
    N = used.sum(axis=(1, 2))
    R, S, P, Q = a * d / N, b * c / N, (a + d) / N, (b + c) / N
    if R.sum() == 0 or S.sum() == 0:
        blank = CommonOddsRatio(_odds_ratio(used), math.nan, NO_INTERVAL, level, len(used))
        return replace(blank, unavailable="zero_products")
    variance = (
        (P * R).sum() / (2 * R.sum() ** 2)
        + (P * S + Q * R).sum() / (2 * R.sum() * S.sum())
        + (Q * S).sum() / (2 * S.sum() ** 2)
    )
    estimate, error = float(R.sum() / S.sum()), math.sqrt(variance)
    limits = Interval(estimate * math.exp(-z * error), estimate * math.exp(z * error))
    return CommonOddsRatio(estimate, error, limits, level, len(used))


def breslow_day(counts: npt.ArrayLike, *, tarone: bool = True) -> StratifiedTest:
    """Test whether the odds ratio is the same in all strata.

    Parameters
    ----------
    counts : array_like, shape (K, 2, 2)
        One 2×2 table for each stratum.
    tarone : bool
        Subtract Tarone's term, without which the Mantel-Haenszel estimate is taken for an efficient
        one.

    Raises
    ------
    ValueError
        If they are not 2×2 tables of counts.

    Notes
    -----
    Breslow and Day (1980, section 4.4): Σ(a-A)²/W, where A solves A(m₀-c₁+A) = OR(m₁-A)(c₁-A) at
    the Mantel-Haenszel odds ratio and 1/W = 1/A + 1/(m₁-A) + 1/(c₁-A) + 1/(m₀-c₁+A); df is one less
    than the informative strata. Tarone (1985, https://doi.org/10.1093/biomet/72.1.91) subtracts
    {Σ(a-A)}²/ΣW. SAS ``TABLES s*a*b / CMH(BDT)``; R ``metafor::rma.mh``; Stata ``cc ..., by(s)
    bd``.

    Examples
    --------
    >>> test = breslow_day([[[10, 5], [4, 11]], [[8, 7], [6, 9]]])
    >>> round(test.statistic, 6), test.df
    (1.152174, 1)
    """
    method = "breslow_day_tarone" if tarone else "breslow_day"
    tables = _strata(counts)
    used = tables[_informative(tables)]
    left_out, df = len(tables) - len(used), len(used) - 1
    if df < 1:
        reason: NoStrata = "one_informative_stratum" if df == 0 else "no_informative_stratum"
        return _untested(reason, used, left_out, method)
    odds_ratio = _odds_ratio(used)
    if not 0 < odds_ratio < math.inf:
        return _untested("zero_products", used, left_out, method)
    A = _fitted(used, odds_ratio)
    W = _fitted_variance(used, A)
    distance = used[:, 0, 0] - A
    term = distance.sum() ** 2 / W.sum() if tarone else 0.0
    statistic = float((distance**2 / W).sum() - term)
    p_value = chi_square_upper(statistic, df)
    return StratifiedTest(statistic, df, p_value, odds_ratio, len(used), left_out, method)


def woolf(counts: npt.ArrayLike) -> StratifiedTest:
    """Test by Woolf's method whether the odds ratio is the same in all strata.

    Parameters
    ----------
    counts : array_like, shape (K, 2, 2)
        One 2×2 table for each stratum. Strata without an informative table are left out.

    Returns
    -------
    StratifiedTest
        ``method`` is ``woolf_half_added`` where a zero made ½ to be added to every cell of every
        stratum: logarithms do not exist otherwise. `breslow_day` needs nothing added.

    Raises
    ------
    ValueError
        If they are not 2×2 tables of counts.

    Notes
    -----
    Woolf (1955): Σ w(log OR - mean)² with w = 1/(1/a + 1/b + 1/c + 1/d), df one less than the
    strata. R ``vcd::woolf_test``, which adds ½ in the same way.

    Examples
    --------
    >>> test = woolf([[[10, 5], [4, 11]], [[8, 7], [6, 9]]])
    >>> round(test.statistic, 6), test.method
    (1.145324, 'woolf')
    """
    tables = _strata(counts)
    used = tables[_informative(tables)]
    zero = bool((used == 0).any())
    method = "woolf_half_added" if zero else "woolf"
    left_out, df = len(tables) - len(used), len(used) - 1
    if df < 1:
        reason: NoStrata = "one_informative_stratum" if df == 0 else "no_informative_stratum"
        return _untested(reason, used, left_out, method)
    cells = used + (0.5 if zero else 0.0)
    w = 1 / (1 / cells).sum(axis=(1, 2))
    log_odds_ratio = np.log(cells) @ np.array([1.0, -1.0]) @ np.array([1.0, -1.0])
    mean = float(w @ log_odds_ratio / w.sum())
    statistic = float(w @ (log_odds_ratio - mean) ** 2)
    p_value = chi_square_upper(statistic, df)
    return StratifiedTest(statistic, df, p_value, math.exp(mean), len(used), left_out, method)


def _strata(counts: npt.ArrayLike) -> Floats:
    """Check 2×2 tables, one for each stratum."""
    tables = counts_of(counts, dimensions=_DIMENSIONS)
    if tables.shape[1:] != (2, 2):
        raise ValueError(f"counts have shape {tables.shape}; expected strata of 2×2 tables")
    return tables


def _informative(tables: Floats) -> npt.NDArray[np.bool_]:
    """Find strata with more than one person and no empty margin."""
    margins = np.concatenate([tables.sum(axis=1), tables.sum(axis=2)], axis=1)
    return np.asarray((margins > 0).all(axis=1) & (tables.sum(axis=(1, 2)) > 1))


def _expected(tables: Floats) -> Floats:
    """E = m₁c₁/N."""
    return np.asarray(tables[:, 0].sum(axis=1) * tables[:, :, 0].sum(axis=1) / _persons(tables))


def _variance(tables: Floats) -> Floats:
    """V = m₁m₀c₁c₀/{N²(N-1)}."""
    N = _persons(tables)
    margins = tables.sum(axis=1).prod(axis=1) * tables.sum(axis=2).prod(axis=1)
    return np.asarray(margins / (N**2 * (N - 1)))


def _persons(tables: Floats) -> Floats:
    """N."""
    return np.asarray(tables.sum(axis=(1, 2)))


def _odds_ratio(tables: Floats) -> float:
    """ΣR/ΣS; infinite, or not a number, where ΣS is zero."""
    N = _persons(tables)
    R = float((tables[:, 0, 0] * tables[:, 1, 1] / N).sum())
    S = float((tables[:, 0, 1] * tables[:, 1, 0] / N).sum())
    if S == 0:
        return math.inf if R > 0 else math.nan
    return R / S


def _fitted(tables: Floats, odds_ratio: float) -> Floats:
    """First cell A with the margins of the table and that odds ratio."""
    m_1, m_0 = tables.sum(axis=2).T
    c_1 = tables[:, :, 0].sum(axis=1)
    quadratic = odds_ratio - 1
    linear = odds_ratio * (m_1 + c_1) + m_0 - c_1
    constant = odds_ratio * m_1 * c_1
    root = np.sqrt(linear**2 - 4 * quadratic * constant)
    safe = quadratic if quadratic != 0 else 1.0
    rising, falling = 2 * constant / (root + np.abs(linear)), (linear - root) / (2 * safe)
    return np.asarray(np.where(linear > 0, rising, falling))


def _fitted_variance(tables: Floats, A: Floats) -> Floats:
    """W, the asymptotic variance of a at the fitted cell."""
    m_1, m_0 = tables.sum(axis=2).T
    c_1 = tables[:, :, 0].sum(axis=1)
    return np.asarray(1 / (1 / A + 1 / (m_1 - A) + 1 / (c_1 - A) + 1 / (m_0 - c_1 + A)))


def _untested(reason: NoStrata, used: Floats, left_out: int, method: str) -> StratifiedTest:
    """Say that there is no test, and why."""
    odds_ratio = _odds_ratio(used)
    return StratifiedTest(
        math.nan, 0, math.nan, odds_ratio, len(used), left_out, method, unavailable=reason
    )
