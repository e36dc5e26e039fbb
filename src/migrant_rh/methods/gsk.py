"""Weighted least squares of Grizzle, Starmer and Koch for categorical data (SAS CATMOD).

Symbols: F the response functions of all populations and V their covariance, block diagonal over
populations (`responses`); X the design and b its parameters:

    b = (X'V⁻¹X)⁻¹X'V⁻¹F,   C = (X'V⁻¹X)⁻¹,
    Q_L = (Lb)'(LCL')⁻¹(Lb) tests Lb = 0,   Q = (F - Xb)'V⁻¹(F - Xb) tests the model,

both referred to chi-square (Grizzle, Starmer and Koch, 1969, https://doi.org/10.2307/2528901; Koch
et al., 1977, https://doi.org/10.2307/2529309). Valid for many persons a population. Saturated
logits are generalised estimating equations under independence, complete persons only.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc

from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.estimability import Estimability, estimability
from migrant_rh.methods.gsk_design import GskDesign
from migrant_rh.methods.observations import finite_numbers
from migrant_rh.methods.responses import Responses

_MATRIX = 2


@dataclass(frozen=True, slots=True)
class WaldChiSquare:
    """A chi-square test of an effect, a contrast or the fit of the model.

    Attributes
    ----------
    name : str
        Effect, ``residual``, or the name given.
    chi_square : float
        Q.
    df : int
        Degrees of freedom: for an effect, its parameters that the data tell.
    p_value : float
        Upper tail; not a number without degrees of freedom.
    """

    name: str
    chi_square: float
    df: int
    p_value: float


@dataclass(frozen=True, slots=True, eq=False)
class GskFit:
    """A model fitted by weighted least squares.

    Attributes
    ----------
    estimates, std_errors, chi_squares, p_values : ndarray, shape (k,)
        One parameter each; not a number for aliased columns.
    covariance : ndarray, shape (k, k)
        C.
    effects : tuple of WaldChiSquare
        The analysis of variance: one test an effect, in the order of the design.
    residual : WaldChiSquare
        Lack of fit.
    fitted : ndarray, shape (S, r)
        Xb, for the populations in use.
    responses : Responses
        What was fitted, and which populations were left out.
    estimability : Estimability
        Which columns the populations in use can tell.
    """

    estimates: Floats = field(repr=False)
    std_errors: Floats = field(repr=False)
    chi_squares: Floats = field(repr=False)
    p_values: Floats = field(repr=False)
    covariance: Floats = field(repr=False)
    effects: tuple[WaldChiSquare, ...]
    residual: WaldChiSquare
    fitted: Floats = field(repr=False)
    responses: Responses = field(repr=False)
    estimability: Estimability = field(repr=False)


def fit_gsk(responses: Responses, design: GskDesign) -> GskFit:
    """Fit a linear model to response functions by weighted least squares.

    Parameters
    ----------
    responses : Responses
        From `response_functions`.
    design : GskDesign
        Over all populations of the table of counts, in its order; rows of populations left out are
        dropped here. From `build_design`, or a matrix with named groups of columns.

    Raises
    ------
    ValueError
        If the design has other rows than there are response functions.

    Notes
    -----
    SAS: ``PROC CATMOD; WEIGHT count; RESPONSE LOGITS; MODEL y1*y2 = sex group|_RESPONSE_;
    REPEATED time;``.

    Examples
    --------
    >>> from migrant_rh.methods.gsk_design import build_design, group_by_time
    >>> from migrant_rh.methods.responses import ResponseSpec, response_functions
    >>> counts, profiles = [[2, 1, 3, 4], [1, 4, 2, 3]], [[0, 0], [0, 1], [1, 0], [1, 1]]
    >>> responses = response_functions(counts, profiles, spec=ResponseSpec(minimum=1))
    >>> fit = fit_gsk(responses, build_design({"group": [1, 2]}, 2, group_by_time()))
    >>> fit.estimates[[0, 3]].round(6)  # mean of .7 .5 .5 .7, group by time (.7 - .5 - .5 + .7)/4
    array([0.6, 0.1])
    """
    X = _rows(responses, design)
    told = estimability(X.reshape(-1, X.shape[2]))
    X = X[:, :, told.kept]
    roots = np.linalg.cholesky(responses.covariances)
    Z = np.linalg.solve(roots, X).reshape(-1, X.shape[2])
    e = np.linalg.solve(roots, responses.functions[:, :, None]).reshape(-1)
    Q, T = np.linalg.qr(Z)
    L = np.linalg.solve(T, np.eye(len(T)))
    b = L @ (Q.T @ e)
    rest = e - Z @ b
    estimates, covariance = told.expanded(b), told.expanded_matrix(L @ L.T)
    chi_squares = estimates**2 / np.diag(covariance)
    return GskFit(
        estimates=estimates,
        std_errors=np.sqrt(np.diag(covariance)),
        chi_squares=chi_squares,
        p_values=np.asarray(chdtrc(1.0, chi_squares)),
        covariance=covariance,
        effects=tuple(
            _effect(name, estimates, covariance, np.intersect1d(columns, told.kept))
            for name, columns in design.effects.items()
        ),
        residual=_chi_square("residual", float(rest @ rest), len(e) - len(b)),
        fitted=X @ b,
        responses=responses,
        estimability=told,
    )


def wald_contrasts(fit: GskFit, weights: npt.ArrayLike, *, name: str = "contrast") -> WaldChiSquare:
    """Test contrasts of the parameters.

    Parameters
    ----------
    fit : GskFit
        The fit.
    weights : array_like, shape (q, k) or (k,)
        Weights of the parameters, one row a contrast, no row a combination of the others.
    name : str
        What to call the test.

    Raises
    ------
    ValueError
        If the weights have another shape, depend on one another, or ask for what the populations in
        use do not tell.

    Notes
    -----
    SAS: ``CONTRAST``.

    Examples
    --------
    >>> from migrant_rh.methods.gsk_design import build_design, group_by_time
    >>> from migrant_rh.methods.responses import ResponseSpec, response_functions
    >>> counts, profiles = [[2, 1, 3, 4], [1, 4, 2, 3]], [[0, 0], [0, 1], [1, 0], [1, 1]]
    >>> responses = response_functions(counts, profiles, spec=ResponseSpec(minimum=1))
    >>> fit = fit_gsk(responses, build_design({"group": [1, 2]}, 2, group_by_time()))
    >>> wald_contrasts(fit, [[0, 1, 0, 0]]).df
    1
    """
    L = np.atleast_2d(np.asarray(weights, dtype=np.float64))
    L = finite_numbers("weights", L, (len(L), fit.estimability.columns))
    if not fit.estimability.estimable(L).all():
        raise ValueError("the populations in use do not tell these contrasts")
    kept = fit.estimability.kept
    values, V = L[:, kept] @ fit.estimates[kept], L[:, kept] @ fit.covariance[np.ix_(kept, kept)]
    V = V @ L[:, kept].T
    if np.linalg.matrix_rank(V) < len(L):
        raise ValueError("the contrasts depend on one another: leave out those implied by others")
    return _chi_square(name, float(values @ np.linalg.solve(V, values)), len(L))


def _rows(responses: Responses, design: GskDesign) -> Floats:
    """Rows of the design for the populations in use: shape (S, r, k)."""
    functions = responses.functions.shape[1]
    populations = len(responses.populations) + len(responses.left_out)
    matrix = np.asarray(design.matrix, dtype=np.float64)
    if matrix.ndim != _MATRIX or len(matrix) != populations * functions:
        raise ValueError(
            f"the design has shape {matrix.shape}; expected {populations * functions} rows, "
            f"{functions} for each of {populations} populations"
        )
    shape = (populations, functions, matrix.shape[1])
    return finite_numbers("design", matrix, matrix.shape).reshape(shape)[responses.populations]


def _effect(name: str, estimates: Floats, covariance: Floats, columns: Integers) -> WaldChiSquare:
    """Test that the parameters of an effect are zero."""
    b, C = estimates[columns], covariance[np.ix_(columns, columns)]
    return _chi_square(name, float(b @ np.linalg.solve(C, b)), len(columns))


def _chi_square(name: str, chi_square: float, df: int) -> WaldChiSquare:
    """Find the upper tail; without degrees of freedom there is nothing to test."""
    if df == 0:
        return WaldChiSquare(name, 0.0, 0, np.nan)
    return WaldChiSquare(name, chi_square, df, float(chdtrc(df, chi_square)))
