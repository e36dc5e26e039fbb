"""Standardised proportions and the effects made from them.

Symbols: x_ci the row i of the design with everybody put in cell c (arm, wave), ω_i the weight of
row i in the standard population, Σω = 1; p_c = Σ ω_i g⁻¹(x_ci β) the standardised mean of cell c
and J_c = ∂p_c/∂β = Σ ω_i (dμ/dη) x_ci its gradient; k_c the weights of the cells in a contrast,
1, -1, -1, 1 for a difference in differences. An effect is Σ k_c h(p_c), with h(p) = p for
differences, log p for ratios of means, log{p/(1 - p)} for ratios of odds: marginal odds, which for
a model with covariates are not those of the coefficient. Covariates are taken as fixed, and the
robust covariance of β carries over by the delta method.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.contrasts import Unavailable, contrasts
from migrant_rh.methods.estimates import DegreesOfFreedom, Estimate, estimate_of, no_estimate
from migrant_rh.methods.observations import finite_numbers
from migrant_rh.methods.sandwich import Sandwich

Scale = Literal["difference", "log_ratio", "log_odds_ratio"]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Standardised means of cells, with their covariance.

    Attributes
    ----------
    means : ndarray, shape (k,)
        p_c; not a number for a cell the data do not tell.
    gradient : ndarray, shape (k, p)
        J, with respect to all coefficients of the design.
    covariance : ndarray, shape (k, k)
        J V J'.
    robust : Sandwich
        Where V comes from.
    """

    means: Floats
    gradient: Floats = field(repr=False)
    covariance: Floats = field(repr=False)
    robust: Sandwich = field(repr=False)

    @property
    def std_errors(self) -> Floats:
        """Square roots of the variances."""
        return np.sqrt(np.diag(self.covariance))

    def under(self, robust: Sandwich) -> Cells:
        """Return the same means with another covariance of the same fit.

        Raises
        ------
        ValueError
            If the covariance is of another fit.
        """
        if robust.fit is not self.robust.fit:
            raise ValueError("the covariance is of another fit")
        if robust.fit.status.failure:
            return replace(self, robust=robust)
        return replace(self, covariance=contrasts(robust, self.gradient).covariance, robust=robust)


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """A contrast of standardised means, on one scale.

    Attributes
    ----------
    scale : {"difference", "log_ratio", "log_odds_ratio"}
        What was added and subtracted.
    gradient : ndarray, shape (p,)
        Derivatives of the effect with respect to the coefficients.
    estimate : Estimate
        Value, standard error, t test and interval.
    """

    scale: Scale
    gradient: Floats = field(repr=False)
    estimate: Estimate


@dataclass(frozen=True, slots=True, eq=False)
class DifferenceInDifferences:
    """The change in one arm less the change in the other, on three scales.

    Attributes
    ----------
    difference : Effect
        (p11 - p10) - (p01 - p00), in the unit of the outcome: for proportions, times 100,
        percentage points.
    log_ratio : Effect
        Log of the ratio of the ratios p11/p10 and p01/p00.
    log_odds_ratio : Effect
        Log of the ratio of the two marginal odds ratios.
    """

    difference: Effect
    log_ratio: Effect
    log_odds_ratio: Effect


_TRANSFORMS: Mapping[Scale, tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]] = {
    "difference": (np.asarray, np.ones_like),
    "log_ratio": (np.log, np.reciprocal),
    "log_odds_ratio": (lambda p: np.log(p) - np.log1p(-p), lambda p: 1 / (p * (1 - p))),
}
_LIMITS: Mapping[Scale, tuple[float, float]] = {
    "difference": (-np.inf, np.inf),
    "log_ratio": (0.0, np.inf),
    "log_odds_ratio": (0.0, 1.0),
}
_DID = (1.0, -1.0, -1.0, 1.0)


def standardise(
    robust: Sandwich,
    designs: Sequence[npt.ArrayLike],
    *,
    weights: npt.ArrayLike | None = None,
) -> Cells:
    """Predict everybody in each cell, and average.

    Parameters
    ----------
    robust : Sandwich
        Covariance of the coefficients of a fit.
    designs : sequence of array_like, each of shape (M, p)
        One design a cell: the rows of the standard population with arm and wave set to the cell's,
        everything else as observed. Columns as in the fit. No offset.
    weights : array_like, shape (M,), optional
        Weight of each row in the standard population, not negative; equal without.

    Raises
    ------
    ValueError
        If designs are not of one shape, or weights are negative or all zero.

    Notes
    -----
    R: ``emmeans(fit, ~ arm * wave, counterfactuals = c("arm", "wave"), regrid = "response")``.
    Stata: ``margins arm#wave``. SAS: ``%margins``. Lane and Nelder (1982,
    https://doi.org/10.2307/2530043).

    Examples
    --------
    >>> from migrant_rh.methods.gee import fit_gee
    >>> from migrant_rh.methods.sandwich import sandwich
    >>> fit = fit_gee([[1, 0]] * 4 + [[1, 1]] * 4, [0, 0, 0, 1, 0, 1, 1, 1], unit=range(8))
    >>> standardise(sandwich(fit), [[[1, 0]], [[1, 1]]]).means.round(6)
    array([0.25, 0.75])
    """
    if not len(designs):
        raise ValueError("no design: each cell needs one")
    columns = robust.fit.estimability.columns
    shape = (len(np.atleast_2d(designs[0])), columns)
    X = np.stack([finite_numbers("design", design, shape) for design in designs])
    omega = _standard_population(weights, shape[0])
    kept = robust.fit.estimability.kept
    link = robust.fit.link
    eta = X[:, :, kept] @ robust.fit.coefficients[kept]
    means = np.asarray(link.mean(eta) @ omega)
    told = robust.fit.estimability.estimable(X.reshape(-1, columns)).reshape(len(X), -1)
    means[~told.all(axis=1)] = np.nan
    gradient = np.asarray(np.einsum("cm,cmp->cp", link.slope(eta) * omega, X))
    if robust.fit.status.failure:
        return Cells(means, gradient, np.full((len(X), len(X)), np.nan), robust)
    return Cells(means, gradient, contrasts(robust, gradient).covariance, robust)


def cell_contrast(
    cells: Cells,
    weights: npt.ArrayLike,
    scale: Scale = "difference",
    *,
    df: DegreesOfFreedom = "satterthwaite",
    level: float = 0.95,
) -> Effect:
    """Add and subtract standardised means on a scale.

    Parameters
    ----------
    cells : Cells
        From `standardise`.
    weights : array_like, shape (k,)
        k_c; 0, …, 1, …, 0 gives the mean of a cell itself.
    scale : {"difference", "log_ratio", "log_odds_ratio"}
        h: means as they are, their logarithms, their log odds.
    df : float or "satterthwaite"
        Degrees of freedom, as in `estimates.estimate`; Satterthwaite's are those of the gradient of
        this effect.
    level : float
        Confidence level, between 0 and 1.

    Raises
    ------
    ValueError
        If there is not one weight a cell, or as in `estimates.estimate`.

    Examples
    --------
    >>> from migrant_rh.methods.gee import fit_gee
    >>> from migrant_rh.methods.sandwich import sandwich
    >>> fit = fit_gee([[1, 0]] * 4 + [[1, 1]] * 4, [0, 0, 0, 1, 0, 1, 1, 1], unit=range(8))
    >>> cells = standardise(sandwich(fit), [[[1, 0]], [[1, 1]]])
    >>> effect = cell_contrast(cells, [-1, 1], "log_odds_ratio")
    >>> round(effect.estimate.estimate, 6)  # log{(3/1)/(1/3)}
    2.197225
    """
    if scale not in _TRANSFORMS:
        raise ValueError(f"scale {scale!r} is none of {', '.join(_TRANSFORMS)}")
    k = finite_numbers("weights", weights, cells.means.shape)
    used = k != 0
    h, slope = _TRANSFORMS[scale]
    reason = _unusable(cells, cells.means[used], scale)
    if reason:
        return Effect(scale, np.full(cells.gradient.shape[1], np.nan), no_estimate(reason))
    means = cells.means[used]
    gradient = (k[used] * slope(means)) @ cells.gradient[used]
    value = float(k[used] @ h(means))
    return Effect(scale, gradient, estimate_of(value, cells.robust, gradient, df=df, level=level))


def difference_in_differences(
    cells: Cells, *, df: DegreesOfFreedom = "satterthwaite", level: float = 0.95
) -> DifferenceInDifferences:
    """Compare the changes of two arms, on three scales.

    Parameters
    ----------
    cells : Cells
        Four cells in the order control before, control after, intervention before, intervention
        after.
    df, level
        As in `cell_contrast`.

    Raises
    ------
    ValueError
        If there are not four cells, or as in `cell_contrast`.

    Notes
    -----
    Equal trends can hold on one scale only, and the scales need not agree in sign (Puhani, 2012,
    https://doi.org/10.1016/j.econlet.2011.11.025).

    Examples
    --------
    >>> from migrant_rh.methods.gee import fit_gee
    >>> from migrant_rh.methods.sandwich import sandwich
    >>> X = np.repeat([[1, 0, 0, 0], [1, 0, 1, 0], [1, 1, 0, 0], [1, 1, 1, 1]], 4, axis=0)
    >>> y = [0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 1, 1, 1]
    >>> cells = standardise(sandwich(fit_gee(X, y, unit=range(16))), X[::4, None])
    >>> round(difference_in_differences(cells).difference.estimate.estimate, 6)
    0.5
    """
    if len(cells.means) != len(_DID):
        raise ValueError(f"a difference in differences needs 4 cells; there are {len(cells.means)}")
    return DifferenceInDifferences(
        *(cell_contrast(cells, _DID, scale, df=df, level=level) for scale in _TRANSFORMS)
    )


def _standard_population(weights: npt.ArrayLike | None, rows: int) -> Floats:
    """Weights of the rows, summing to 1."""
    omega = np.ones(rows) if weights is None else finite_numbers("weights", weights, (rows,))
    if not (omega >= 0).all() or not omega.sum() > 0:
        raise ValueError("weights of the standard population must be 0 or more, and not all 0")
    return np.asarray(omega / omega.sum())


def _unusable(cells: Cells, means: Floats, scale: Scale) -> Unavailable:
    """Find what stands in the way of an effect, if anything."""
    if cells.robust.fit.status.failure:
        return cells.robust.fit.status.failure
    if np.isnan(means).any():
        return "not_estimable"
    low, high = _LIMITS[scale]
    return "" if ((means > low) & (means < high)).all() else "out_of_range"
