"""Contrasts of the coefficients of a fit, seen through one of its covariances.

Symbols: C contrasts of β, one a row; V the covariance of β (`sandwich`); c̃ = L'c a contrast in the
orthonormal coordinates of the fit, where its variance is c̃' meat c̃.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Booleans, Floats
from migrant_rh.methods.degrees import Contributions
from migrant_rh.methods.sandwich import Sandwich
from migrant_rh.methods.scoring import Failure

Unavailable = (
    Failure
    | Literal[
        "few_clusters",
        "refit_failed",
        "not_estimable",
        "one_cluster",
        "no_variance",
        "no_df",
        "out_of_range",
    ]
)

_NO_VARIANCE = 1e-20
_MATRIX = 2


@dataclass(frozen=True, slots=True, eq=False)
class Contrasts:
    """Contrasts that fit a covariance: make them with `contrasts`.

    Attributes
    ----------
    robust : Sandwich
        Covariance of the coefficients.
    weights : ndarray, shape (q, p)
        C.
    directions : ndarray, shape (q, r)
        c̃, one a row; not a number when there is no covariance.
    """

    robust: Sandwich = field(repr=False)
    weights: Floats
    directions: Floats = field(repr=False)

    @property
    def estimable(self) -> Booleans:
        """Whether the data tell each contrast."""
        return self.robust.fit.estimability.estimable(self.weights)

    @property
    def alone(self) -> Booleans:
        """Whether each contrast leans on what one cluster determines alone."""
        if self.robust.parts is None:
            return np.zeros(len(self.weights), dtype=bool)
        return self.robust.parts.touched(self.directions)

    @property
    def values(self) -> Floats:
        """Cβ; not a number for a contrast the data do not tell."""
        fit = self.robust.fit
        kept = fit.estimability.kept
        return np.where(self.estimable, self.weights[:, kept] @ fit.coefficients[kept], np.nan)

    @property
    def covariance(self) -> Floats:
        """CVC'; not a number where it does not exist."""
        if self.robust.parts is None:
            return np.full((len(self.weights),) * 2, np.nan)
        V = np.asarray(self.directions @ self.robust.parts.meat @ self.directions.T)
        hidden = ~self.estimable | self.alone
        V[hidden] = V[:, hidden] = np.nan
        return (V + V.T) / 2

    @property
    def obstacle(self) -> Unavailable:
        """What stands in the way of a test, if anything."""
        if self.robust.parts is None:
            return self.robust.failure
        if not self.estimable.all():
            return "not_estimable"
        if self.alone.any():
            return "one_cluster"
        return "no_variance" if np.isnan(self.variances).any() else ""

    @property
    def variances(self) -> Floats:
        """Variance of each contrast; not a number where it has none: shape (q,)."""
        found = np.diag(self.covariance)
        if self.robust.parts is None:
            return found
        least = _NO_VARIANCE * self.robust.fit.scale * (self.directions**2).sum(axis=1)
        return np.where(found > least, found, np.nan)

    def contributions(self) -> Contributions:
        """What the clusters contribute to the contrasts under the working model.

        Raises
        ------
        ValueError
            If the covariance is none that sums contributions of clusters.
        """
        if self.robust.kind == "model" or self.robust.parts is None:
            raise ValueError(f"the {self.robust.kind} covariance is no sum over clusters")
        return self.robust.parts.contributions(self.directions, self.robust.fit.scale)


def contrasts(robust: Sandwich, weights: npt.ArrayLike) -> Contrasts:
    """Take contrasts of the coefficients of a fit.

    Parameters
    ----------
    robust : Sandwich
        Covariance of the coefficients.
    weights : array_like, shape (q, p) or (p,)
        Weights of the coefficients: one row a contrast, one column for each column of X.

    Raises
    ------
    ValueError
        If the weights have another shape, or are missing or infinite.

    Examples
    --------
    >>> from migrant_rh.methods.gee import GeeSpec, fit_gee
    >>> from migrant_rh.methods.sandwich import sandwich
    >>> fit = fit_gee([[1]] * 4, [1, 2, 5, 8], unit=[1, 2, 3, 4], spec=GeeSpec(family="gaussian"))
    >>> contrasts(sandwich(fit, kind="LZ"), [[1]]).covariance.round(6)
    array([[1.875]])
    """
    C = np.atleast_2d(np.asarray(weights, dtype=np.float64))
    told = robust.fit.estimability
    if C.ndim != _MATRIX or C.shape[1] != told.columns or not len(C):
        raise ValueError(f"contrasts have shape {C.shape}; expected rows of {told.columns} weights")
    if not np.isfinite(C).all():
        raise ValueError("contrasts hold missing or infinite weights")
    if robust.parts is None:
        return Contrasts(robust, C, np.full((len(C), len(told.kept)), np.nan))
    return Contrasts(robust, C, np.asarray(C[:, told.kept] @ robust.parts.inverse))
