"""Joint tests of several contrasts of coefficients.

Symbols: C the contrasts, one a row, q of them; V the covariance of β (`sandwich`). The quadratic
form (Cβ)'(CVC')⁻¹(Cβ) over q goes to F with given degrees of freedom in the denominator; or CVC' is
taken for a Wishart matrix with η degrees of freedom (`degrees`), and (η - q + 1)/(η q) times the
quadratic form goes to F on q and η - q + 1: the test HTZ of Pustejovsky and Tipton (2018,
https://doi.org/10.1080/07350015.2016.1247004).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.contrasts import Unavailable, contrasts
from migrant_rh.methods.estimates import DegreesOfFreedom, degrees_given
from migrant_rh.methods.sandwich import Sandwich
from migrant_rh.methods.tails import f_upper

_SINGULAR = 1e12


@dataclass(frozen=True, slots=True)
class WaldTest:
    """A joint test of several contrasts.

    Attributes
    ----------
    statistic, df, df_denominator, p_value : float
        F, its degrees of freedom (the denominator's infinite for the chi-square test), and P.
    quadratic : float
        (Cβ)'(CVC')⁻¹(Cβ), the Wald chi-square.
    unavailable : str
        As in `estimates.Estimate`; ``few_clusters`` also where CVC' is singular.
    """

    statistic: float
    df: float
    df_denominator: float
    p_value: float
    quadratic: float
    unavailable: Unavailable = ""


def wald(
    robust: Sandwich, weights: npt.ArrayLike, *, df: DegreesOfFreedom = "satterthwaite"
) -> WaldTest:
    """Test jointly that contrasts of the coefficients are zero.

    Parameters
    ----------
    robust : Sandwich
        Covariance of the coefficients.
    weights : array_like, shape (q, p)
        Weights of the coefficients, none of the rows a combination of the others.
    df : float, "satterthwaite", "residual" or "normal"
        A number is the denominator's degrees of freedom of F = quadratic / q, ``math.inf`` or
        ``"normal"`` the chi-square test, ``"residual"`` as in `estimates.estimate`, as is
        ``"satterthwaite"`` for ``model``. Otherwise ``"satterthwaite"`` is the approximate
        Hotelling test HTZ of Pustejovsky and Tipton; for one contrast it is the t test of
        `estimates.estimate`, squared.

    Raises
    ------
    ValueError
        As in `estimates.estimate`, or if the contrasts depend on one another.

    Notes
    -----
    R: ``clubSandwich::Wald_test(model, constraints, vcov, test = "HTZ")``, to which it is equal for
    MD under independence and where KC is CR2.

    Examples
    --------
    >>> from migrant_rh.methods.gee import GeeSpec, fit_gee
    >>> from migrant_rh.methods.sandwich import sandwich
    >>> X = [[1, 0, 0], [1, 0, 0], [1, 1, 0], [1, 1, 0], [1, 0, 1], [1, 0, 1]]
    >>> fit = fit_gee(X, [1, 2, 5, 8, 3, 9], unit=range(6), spec=GeeSpec(family="gaussian"))
    >>> test = wald(sandwich(fit), [[0, 1, 0], [0, 0, 1]], df=3)
    >>> round(test.statistic, 6), test.df_denominator
    (5.867209, 3.0)
    """
    several = contrasts(robust, weights)
    q = len(several.weights)
    if several.obstacle:
        return _no_test(q, several.obstacle)
    if np.linalg.matrix_rank(_scaled(several.directions @ several.directions.T)) < q:
        raise ValueError("the contrasts depend on one another: leave out those implied by others")
    V = several.covariance
    if np.linalg.cond(_scaled(V)) > _SINGULAR:
        return _no_test(q, "few_clusters")
    quadratic = float(several.values @ np.linalg.solve(V, several.values))
    if df == "satterthwaite" and robust.kind == "model":
        df = "residual"
    if df != "satterthwaite":
        freedom = degrees_given(robust, df)
        if not freedom > 0:
            return _no_test(q, "no_df")
        return _f_test(quadratic, quadratic / q, q, freedom)
    return _hotelling(quadratic, q, several.contributions().hotelling())


def _scaled(matrix: Floats) -> Floats:
    """Bring the diagonal of a covariance matrix to 1."""
    root = np.sqrt(np.diag(matrix))
    return np.asarray(matrix / np.outer(root, root))


def _hotelling(quadratic: float, q: int, eta: float) -> WaldTest:
    """Refer a quadratic form to F as Hotelling's T² with η degrees of freedom."""
    left = eta - q + 1
    if not left > 0:
        return _no_test(q, "no_df")
    return _f_test(quadratic, left / (eta * q) * quadratic, q, left)


def _f_test(quadratic: float, statistic: float, q: int, df_denominator: float) -> WaldTest:
    """Find the upper tail of F."""
    p_value = f_upper(statistic, q, df_denominator)
    return WaldTest(statistic, q, df_denominator, p_value, quadratic)


def _no_test(q: int, reason: Unavailable) -> WaldTest:
    """Say that there is no joint test, and why."""
    return WaldTest(math.nan, q, math.nan, math.nan, math.nan, reason)
