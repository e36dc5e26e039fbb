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

DegreesOfFreedom = float | Literal["satterthwaite", "residual", "normal"]


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
    df : float, "satterthwaite", "residual" or "normal"
        Satterthwaite's for this contrast, correction and design; G less the number of coefficients
        whose columns do not vary within clusters; the normal distribution; or a number.
    level : float
        Confidence level, between 0 and 1.

    Raises
    ------
    ValueError
        If the contrast has another length, or `df` is not positive.

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
    return _tested(float(single.values[0]), single, float(_freedom(single, df)[0]), level)


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
    single = _single(robust, gradient)
    return _tested(value, single, float(_freedom(single, df)[0]), level)


def estimates(
    robust: Sandwich,
    weights: npt.ArrayLike,
    *,
    df: DegreesOfFreedom = "satterthwaite",
    level: float = 0.95,
) -> tuple[Estimate, ...]:
    """Estimate and test contrasts one by one, at the cost of one.

    Parameters
    ----------
    robust : Sandwich
        Covariance of the coefficients.
    weights : array_like, shape (q, p)
        Weights of the coefficients, one contrast a row.
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
    >>> X = [[1, 0], [1, 0], [1, 1], [1, 1]]
    >>> fit = fit_gee(X, [1, 2, 5, 8], unit=[1, 2, 3, 4], spec=GeeSpec(family="gaussian"))
    >>> [round(each.std_error, 6) for each in estimates(sandwich(fit), np.eye(2))]
    [0.5, 1.581139]
    """
    several = contrasts(robust, weights)
    freedom = _freedom(several, df)
    return tuple(
        _tested(float(value), contrasts(robust, row), float(one), level)
        for value, row, one in zip(several.values, several.weights, freedom, strict=True)
    )


def satterthwaite(robust: Sandwich, weights: npt.ArrayLike) -> Floats:
    """Satterthwaite degrees of freedom of each contrast, one a row.

    Parameters
    ----------
    robust : Sandwich
        A covariance of the coefficients.
    weights : array_like, shape (q, p) or (p,)
        Weights of the coefficients.

    Returns
    -------
    ndarray, shape (q,)
        Not a number where the contrast has no variance.

    Raises
    ------
    ValueError
        If contrasts have another length than the coefficients.

    Notes
    -----
    The working model, its correlation included, is taken as true, with variances inverse to the
    weights. DF has the degrees of freedom of LZ, ``jackknife`` those of MD, which is its first
    step; ``AVG`` its own. Of MBN ξ is taken as known, so that what it adds to the variance adds no
    uncertainty. ``model`` has the N - p of its scale, infinitely many where that is fixed. R:
    ``clubSandwich::coef_test`` for LZ (CR0), MD (CR3, under independence) and where KC is CR2.

    Examples
    --------
    >>> from migrant_rh.methods.gee import GeeSpec, fit_gee
    >>> from migrant_rh.methods.sandwich import sandwich
    >>> fit = fit_gee([[1]] * 4, [1, 2, 5, 8], unit=[1, 2, 3, 4], spec=GeeSpec(family="gaussian"))
    >>> satterthwaite(sandwich(fit), [1]).round(6)
    array([3.])
    """
    return _satterthwaite(contrasts(robust, weights))


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


def degrees_given(robust: Sandwich, df: DegreesOfFreedom) -> float:
    """Degrees of freedom that need no contrast, above 0.

    Raises
    ------
    ValueError
        If a number is not above 0.

    Examples
    --------
    >>> from migrant_rh.methods.gee import GeeSpec, fit_gee
    >>> from migrant_rh.methods.sandwich import sandwich
    >>> fit = fit_gee([[1]] * 4, [1, 2, 5, 8], unit=[1, 2, 3, 4], spec=GeeSpec(family="gaussian"))
    >>> degrees_given(sandwich(fit), "residual")
    3.0
    """
    if df == "residual":
        return robust.residual_df if robust.residual_df > 0 else math.nan
    if df == "normal":
        return math.inf
    if df == "satterthwaite" or not df > 0:
        raise ValueError(
            f"{df} degrees of freedom; expected a number above 0, "
            "'satterthwaite', 'residual' or 'normal'"
        )
    return float(df)


def _single(robust: Sandwich, contrast: npt.ArrayLike) -> Contrasts:
    """Take one contrast."""
    single = contrasts(robust, contrast)
    if len(single.weights) != 1:
        raise ValueError("one contrast at a time: several go to wald()")
    return single


def _freedom(several: Contrasts, df: DegreesOfFreedom) -> Floats:
    """Degrees of freedom of each contrast."""
    if df == "satterthwaite":
        return _satterthwaite(several)
    return np.full(len(several.weights), degrees_given(several.robust, df))


def _tested(value: float, single: Contrasts, freedom: float, level: float) -> Estimate:
    """Refer an estimate over its standard error to t."""
    if not 0 < level < 1:
        raise ValueError(f"the confidence level is {level}; it lies between 0 and 1")
    error = float(np.sqrt(np.maximum(single.covariance[0, 0], 0.0)))
    reason = single.obstacle or ("" if freedom > 0 else "no_df")
    if reason:
        told = math.nan if reason == "not_estimable" else value
        return no_estimate(reason, value=told, std_error=error)
    half = t_quantile((1 + level) / 2, freedom) * error
    t = value / error
    p_value = t_two_sided(t, freedom)
    return Estimate(value, error, freedom, t, p_value, Interval(value - half, value + half))


def _satterthwaite(several: Contrasts) -> Floats:
    """Degrees of freedom of each contrast, not a number where it has no variance."""
    robust = several.robust
    if robust.parts is None:
        return np.full(len(several.weights), np.nan)
    if robust.kind == "model":
        found = np.full(len(several.weights), robust.residual_df)
    else:
        found = robust.parts.satterthwaite(several.directions, robust.fit.scale)
    return np.where(np.isnan(several.variances), np.nan, found)
