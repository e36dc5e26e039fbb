"""Chi-square tests as values, and the quadratic form that gives most of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc

from migrant_rh.methods.arrays import Floats

_RANK_TOLERANCE = 1e-10
_NO_VARIANCE = 1e-13


@dataclass(frozen=True, slots=True)
class ChiSquare:
    """A chi-square test.

    Attributes
    ----------
    statistic : float
        Chi-square; not a number where it does not exist.
    df : int
        Degrees of freedom.
    p_value : float
        Upper tail of the chi-square distribution.
    method : str
        Short name of exactly what was done.
    unavailable : str
        Empty, or why the numbers are missing.

    Examples
    --------
    >>> round(ChiSquare.of(3.841459, 1, method="pearson").p_value, 6)
    0.05
    """

    statistic: float
    df: int
    p_value: float
    method: str
    unavailable: str = ""

    @classmethod
    def of(cls, statistic: float, df: int, *, method: str) -> Self:
        """Give the statistic its P value."""
        return cls(statistic, df, chi_square_upper(statistic, df), method)

    @classmethod
    def without(cls, reason: str, *, method: str) -> Self:
        """Say that there is no test, and why."""
        return cls(math.nan, 0, math.nan, method, reason)


def chi_square_upper(statistic: float, df: float) -> float:
    """P(chi-square ≥ statistic), exact in the far tail.

    Parameters
    ----------
    statistic : float
        Chi-square.
    df : float
        Degrees of freedom, above 0.

    Examples
    --------
    >>> round(chi_square_upper(5.991465, 2), 6)
    0.05
    """
    return float(chdtrc(df, max(statistic, 0.0)))


def quadratic_chi_square(
    difference: npt.ArrayLike, covariance: npt.ArrayLike, *, method: str
) -> ChiSquare:
    """Test whether differences are all zero: d'V⁻d, with the rank of V for degrees of freedom.

    Parameters
    ----------
    difference : array_like, shape (q,)
        d, with expectation zero under the hypothesis.
    covariance : array_like, shape (q, q)
        V, under the hypothesis. It may be singular: redundant differences then cost nothing.
    method : str
        Short name for the result.

    Examples
    --------
    >>> test = quadratic_chi_square([2, -2], [[2, -2], [-2, 2]], method="example")
    >>> round(test.statistic, 6), test.df
    (2.0, 1)
    """
    d = np.asarray(difference, dtype=np.float64)
    V = np.asarray(covariance, dtype=np.float64)
    variances = np.diag(V)
    varies = variances > _NO_VARIANCE * variances.max(initial=0.0)
    if not varies.any():
        return ChiSquare.without("no_variance", method=method)
    z, R = _standardised(d[varies], V[np.ix_(varies, varies)])
    values, vectors = np.linalg.eigh(R)
    kept = values > _RANK_TOLERANCE * values[-1]
    along = vectors[:, kept].T @ z
    return ChiSquare.of(float((along**2 / values[kept]).sum()), int(kept.sum()), method=method)


def _standardised(d: Floats, V: Floats) -> tuple[Floats, Floats]:
    """Put differences in units of their standard deviations, so that rank has no units."""
    scale = np.sqrt(np.diag(V))
    return d / scale, V / np.outer(scale, scale)
