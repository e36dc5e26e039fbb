"""Estimates of single contrasts, with t tests on degrees of freedom for few clusters.

Symbols: c a contrast of β, V a covariance of β (`sandwich`). The test is c'β/√(c'Vc) on degrees of
freedom that are given, or Satterthwaite's (`degrees`). Joint tests are in `wald`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.contrasts import Contrasts, Unavailable, contrasts
from migrant_rh.methods.interval import Interval
from migrant_rh.methods.sandwich import Sandwich
from migrant_rh.methods.tails import t_quantile, t_two_sided

DegreesOfFreedom = float | Literal["satterthwaite"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate with its standard error, t test and confidence interval.

    Attributes
    ----------
    estimate, std_error : float
        Value and standard error, on the scale of the contrast.
    df : float
        Degrees of freedom; infinite for the normal distribution.
    statistic, p_value : float
        t and its two-sided P value.
    interval : Interval
        Confidence interval, symmetric about the estimate.
    unavailable : str
        Empty, or why numbers are missing: a failure of the fit or of the sandwich;
        ``not_estimable`` (the data do not tell this contrast); ``one_cluster`` (one cluster
        determines it alone); ``no_variance`` (its variance is zero); ``no_df`` (its degrees of
        freedom do not exist); ``out_of_range`` (a mean has no logarithm or no odds).
    """

    estimate: float
    std_error: float
    df: float
    statistic: float
    p_value: float
    interval: Interval
    unavailable: Unavailable = ""


def estimate(
    robust: Sandwich,
    contrast: npt.ArrayLike,
    *,
    df: DegreesOfFreedom = "satterthwaite",
    level: float = 0.95,
) -> Estimate:
    """Estimate and test one contrast of the coefficients.

    Parameters
    ----------
    robust : Sandwich
        Covariance of the coefficients.
    contrast : array_like, shape (p,)
        Weights of the coefficients, one for each column of X.
    df : float or "satterthwaite"
        ``math.inf`` for the normal distribution; G less the number of cluster-level coefficients
        for the residual rule; or Satterthwaite's for this contrast, correction and design.
    level : float
        Confidence level, between 0 and 1.

    Raises
    ------
    ValueError
        If the contrast has another length, `df` is not positive, or Satterthwaite's is asked of a
        covariance that has none (``model``, ``MBN``).

    Notes
    -----
    R: ``clubSandwich::coef_test(model, vcov, test = "Satterthwaite")``. Stata: ``lincom`` after
    ``xtgeebcv``.

    Examples
    --------
    >>> from migrant_rh.methods.gee import GeeSpec, fit_gee
    >>> from migrant_rh.methods.sandwich import sandwich
    >>> X = [[1, 0], [1, 0], [1, 1], [1, 1]]
    >>> fit = fit_gee(X, [1, 2, 5, 8], unit=[1, 2, 3, 4], spec=GeeSpec(family="gaussian"))
    >>> result = estimate(sandwich(fit), [0, 1])
    >>> round(result.estimate, 6), round(result.df, 6), round(result.p_value, 6)
    (5.0, 2.0, 0.087129)
    """
    single = _single(robust, contrast)
    return _tested(float(single.values[0]), single, df, level)


def estimate_of(
    value: float,
    robust: Sandwich,
    gradient: npt.ArrayLike,
    *,
    df: DegreesOfFreedom = "satterthwaite",
    level: float = 0.95,
) -> Estimate:
    """Test a smooth function of the coefficients by its gradient: the delta method.

    Parameters
    ----------
    value : float
        The function at the estimates.
    robust : Sandwich
        Covariance of the coefficients.
    gradient : array_like, shape (p,)
        Its derivatives with respect to the coefficients.
    df, level
        As in `estimate`.

    Raises
    ------
    ValueError
        As in `estimate`.

    Examples
    --------
    >>> from migrant_rh.methods.gee import GeeSpec, fit_gee
    >>> from migrant_rh.methods.sandwich import sandwich
    >>> fit = fit_gee([[1]] * 4, [1, 2, 5, 8], unit=[1, 2, 3, 4], spec=GeeSpec(family="gaussian"))
    >>> result = estimate_of(16.0, sandwich(fit), [8.0], df=3)
    >>> round(result.std_error, 6)
    12.649111
    """
    return _tested(value, _single(robust, gradient), df, level)


def satterthwaite(robust: Sandwich, weights: npt.ArrayLike) -> Floats:
    """Satterthwaite degrees of freedom of each contrast, one a row.

    Parameters
    ----------
    robust : Sandwich
        A covariance of kind LZ, DF, KC, MD or FG.
    weights : array_like, shape (q, p) or (p,)
        Weights of the coefficients.

    Returns
    -------
    ndarray, shape (q,)
        Not a number where the contrast has no variance.

    Raises
    ------
    ValueError
        If the covariance is of kind ``model`` or ``MBN``, or contrasts have another length than the
        coefficients.

    Notes
    -----
    The working model, its correlation included, is taken as true. DF has the degrees of freedom of
    LZ. R: ``clubSandwich::coef_test`` for LZ (CR0), MD (CR3, under independence) and where KC is
    CR2.

    Examples
    --------
    >>> from migrant_rh.methods.gee import GeeSpec, fit_gee
    >>> from migrant_rh.methods.sandwich import sandwich
    >>> fit = fit_gee([[1]] * 4, [1, 2, 5, 8], unit=[1, 2, 3, 4], spec=GeeSpec(family="gaussian"))
    >>> satterthwaite(sandwich(fit), [1]).round(6)
    array([3.])
    """
    return np.array([_satterthwaite(contrasts(robust, row)) for row in np.atleast_2d(weights)])


def no_estimate(
    reason: Unavailable, *, value: float = math.nan, std_error: float = math.nan
) -> Estimate:
    """Say that there is no test of an estimate, and why.

    Examples
    --------
    >>> no_estimate("one_cluster", value=0.5).estimate
    0.5
    """
    nothing = Interval(math.nan, math.nan)
    return Estimate(value, std_error, math.nan, math.nan, math.nan, nothing, reason)


def degrees_given(df: float) -> float:
    """Take degrees of freedom as a number above 0.

    Raises
    ------
    ValueError
        If they are not.

    Examples
    --------
    >>> degrees_given(10)
    10.0
    """
    if not df > 0:
        raise ValueError(f"{df} degrees of freedom; expected a number above 0")
    return float(df)


def _single(robust: Sandwich, contrast: npt.ArrayLike) -> Contrasts:
    """Take one contrast."""
    single = contrasts(robust, contrast)
    if len(single.weights) != 1:
        raise ValueError("one contrast at a time: several go to wald()")
    return single


def _tested(value: float, single: Contrasts, df: DegreesOfFreedom, level: float) -> Estimate:
    """Refer an estimate over its standard error to t."""
    if not 0 < level < 1:
        raise ValueError(f"the confidence level is {level}; it lies between 0 and 1")
    freedom = _satterthwaite(single) if df == "satterthwaite" else degrees_given(df)
    error = float(np.sqrt(np.maximum(single.covariance[0, 0], 0.0)))
    reason = single.obstacle or ("" if freedom > 0 else "no_df")
    if reason:
        told = math.nan if reason == "not_estimable" else value
        return no_estimate(reason, value=told, std_error=error)
    half = t_quantile((1 + level) / 2, freedom) * error
    t = value / error
    p_value = t_two_sided(t, freedom)
    return Estimate(value, error, freedom, t, p_value, Interval(value - half, value + half))


def _satterthwaite(single: Contrasts) -> float:
    """Degrees of freedom of one contrast, not a number where it has no variance."""
    if single.robust.parts is None:
        return math.nan
    contributions = single.contributions()
    return math.nan if single.obstacle else contributions.satterthwaite()
