"""Marginal generalised linear models by generalised estimating equations.

Symbols, those of Liang and Zeger (1986, https://doi.org/10.1093/biomet/73.1.13):

========  =================================================================================
X, y      design (N, p) and outcome (N,), one row per person and wave
β         coefficients; η = Xβ + offset the linear predictor, μ = g⁻¹(η) the mean
V(μ), φ   variance function and scale; w prior weight; r = (y - μ)/√V(μ) the Pearson residual
R(α)      working correlation of the rows of one unit
Z, e      √w (dμ/dη)/√V(μ) X and √w r: the linearised design and residual
========  =================================================================================

A scoring step solves (Σ Z'R⁻¹Z) δ = Σ Z'R⁻¹e; φ and α are moments of r (`moments`). One sweep over
the rows gives both, whatever R is (`working`, `scoring`); units that are alike are told once with
their number (`patterns`). Covariances of the estimates are made in `sandwich`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.equations import Problem
from migrant_rh.methods.estimability import Estimability, estimability
from migrant_rh.methods.families import FAMILIES
from migrant_rh.methods.gee_fit import GeeFit, GeeStatus, Solved
from migrant_rh.methods.gee_spec import GeeSpec
from migrant_rh.methods.moments import WorkingCorrelationError
from migrant_rh.methods.observations import Observations, check_outcome, observe
from migrant_rh.methods.problems import Stage, build_problem, stage
from migrant_rh.methods.ranges import impossible_units
from migrant_rh.methods.scoring import Solution, begin, gram, moments, score
from migrant_rh.methods.working import Independence

__all__ = ["GeeFit", "GeeSpec", "GeeStatus", "fit_gee"]

_ROUGH = 1e-2
_MANY_UNITS = 20_000
_THINNED = 50
_PLAIN = GeeSpec()


def fit_gee(  # noqa: PLR0913 (the arrays are data; the one option is spec)
    X: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    unit: npt.ArrayLike,
    wave: npt.ArrayLike | None = None,
    person: npt.ArrayLike | None = None,
    weights: npt.ArrayLike | None = None,
    offset: npt.ArrayLike | None = None,
    spec: GeeSpec = _PLAIN,
) -> GeeFit:
    """Fit a marginal model by generalised estimating equations.

    Parameters
    ----------
    X : array_like, shape (N, p)
        Design with its constant column. Columns that earlier ones determine are left out and named
        in the result.
    y : array_like, shape (N,)
        Outcome: 0 and 1, or proportions with `weights` their denominators; counts; measurements.
    unit : array_like of int, shape (N,)
        Unit whose rows are correlated: the person. Rows may come in any order.
    wave : array_like of int, shape (N,), optional
        Wave of each row, in true distances (months, or 1, 2, …). Needed for ``ar1`` and
        ``unstructured``.
    person : array_like of int, shape (N,), optional
        Person within the unit, for ``nested_exchangeable``, whose unit is the workplace.
    weights : array_like, shape (N,), optional
        What they are says ``spec.weight_kind``; without it they are prior weights, inverse to the
        variance of a row as in geepack.
    offset : array_like, shape (N,), optional
        Known part of the linear predictor: log of the time at risk.
    spec : GeeSpec
        Family, link, working correlation, moments, tolerance.

    Returns
    -------
    GeeFit
        Look at ``status.failure`` and ``aliased`` before the numbers.

    Raises
    ------
    ValueError
        If arrays do not fit together, hold missing or infinite values, X is zero throughout, the
        outcome is outside the family's range, weights are not positive or differ within a unit
        where they may not, waves or persons are needed and absent, or a unit has two rows at one
        wave where waves tell rows apart.

    Notes
    -----
    Equal to R's ``geepack::geeglm(y ~ ..., id = unit, waves = wave, corstr = correlation)`` on rows
    sorted by unit and wave, and with ``moments="gee"`` to ``gee::gee(...)``. In Stata ``xtgee``,
    in SAS ``PROC GENMOD`` with ``REPEATED SUBJECT=unit / TYPE=``. Scoring begins with a
    generalised linear model under independence, whose steps are halved when they overshoot; for
    very many units, at the solution for one in fifty of them.

    Examples
    --------
    >>> X = [[1, 0], [1, 0], [1, 1], [1, 1]]
    >>> fit = fit_gee(X, [0, 1, 1, 1], unit=[1, 2, 1, 2], spec=GeeSpec(family="gaussian"))
    >>> fit.coefficients.round(6)
    array([0.5, 0.5])
    """
    observations = observe(
        X, y, unit=unit, wave=wave, person=person, weights=weights, offset=offset
    )
    check_outcome(observations.y, FAMILIES[spec.family])
    staged = stage(_normalised(observations, spec), spec)
    told = estimability(_rows(staged))
    if not len(told.kept):
        raise ValueError("X has no column other than zeros")
    problem = build_problem(staged, told.kept, spec)
    return _fitted(staged, problem, told, spec, _solved(staged, problem, told, spec))


def _normalised(observations: Observations, spec: GeeSpec) -> Observations:
    """Scale sampling weights to mean 1, so that their sum is the number of rows."""
    weights = observations.weights
    if weights is None or spec.weight_kind != "sampling":
        return observations
    return replace(observations, weights=weights / weights.mean())


def _rows(staged: Stage) -> Floats:
    """Rows of the design that are solved for."""
    X = staged.observations.X
    if staged.patterns is None:
        return X
    order = staged.solved.order
    return X if order is None else X[order]


def _solved(staged: Stage, problem: Problem, told: Estimability, spec: GeeSpec) -> Solution:
    """Score with the working correlation, from where fewer units or independence lead."""
    if len(problem.layout.sequence) > _MANY_UNITS:
        ahead = _head_start(staged, told, spec)
        if ahead is not None:
            found = _scored(problem, ahead, spec.tolerance, spec)
            if not found.failure:
                return found
    if isinstance(problem.working, Independence):
        return _scored(problem, begin(problem), spec.tolerance, spec)
    independent = replace(problem, working=Independence(problem.layout), moment=None)
    near = _scored(independent, begin(problem), _ROUGH, spec)
    if near.failure or near.point is None:
        return near
    return _scored(problem, near.point.beta, spec.tolerance, spec)


def _head_start(staged: Stage, told: Estimability, spec: GeeSpec) -> Floats | None:
    """Solve for a few of the units; None where they do not tell all columns or have no solution."""
    few = staged.thinned(_THINNED)
    problem = build_problem(few, told.kept, spec)
    X = problem.table if problem.index is None else problem.table[problem.index]
    if len(estimability(X).kept) < len(told.kept):
        return None
    found = _solved(few, problem, told, spec)
    return None if found.failure or found.point is None else found.point.beta


def _scored(problem: Problem, beta: Floats, tolerance: float, spec: GeeSpec) -> Solution:
    """Take scoring steps."""
    return score(problem, beta, tolerance=tolerance, limit=spec.iterations)


def _fitted(
    staged: Stage, problem: Problem, told: Estimability, spec: GeeSpec, solution: Solution
) -> GeeFit:
    """Report the solution in the caller's order, or the failure without numbers."""
    failed = _failed(staged, problem, told, spec, solution)
    point = solution.point
    if solution.failure or point is None:
        return failed
    try:
        scale, alpha = moments(problem, point)
        problem.working.check(alpha)
        both = gram(problem, point, alpha)
    except WorkingCorrelationError:
        status = replace(failed.status, failure="working_correlation")
        return replace(failed, status=status)
    impossible = impossible_units(problem, point.eta, alpha)
    return replace(
        failed,
        coefficients=told.expanded(point.beta),
        scale=scale,
        alpha=alpha,
        status=replace(failed.status, impossible_units=impossible),
        solved=Solved(staged, problem, point.eta, alpha, both[:-1, :-1]),
    )


def _failed(
    staged: Stage, problem: Problem, told: Estimability, spec: GeeSpec, solution: Solution
) -> GeeFit:
    """Report what is known without estimates."""
    return GeeFit(
        spec=spec,
        coefficients=np.full(told.columns, np.nan),
        scale=np.nan,
        alpha=np.empty(0),
        waves=problem.layout.waves,
        unit=staged.observations.unit,
        estimability=told,
        status=_status(staged, problem, told, solution),
        solved=None,
    )


def _status(staged: Stage, problem: Problem, told: Estimability, solution: Solution) -> GeeStatus:
    """Say how scoring went, rows and columns by the caller's numbers."""
    rows = columns = np.empty(0, np.int64)
    if solution.separation is not None:
        separated = solution.separation.rows[staged.places(problem.layout)]
        rows, columns = np.flatnonzero(separated), told.kept[solution.separation.columns]
    units = staged.units
    return GeeStatus(
        failure=solution.failure,
        iterations=solution.iterations,
        change=solution.change,
        rows=units.rows,
        units=len(units.sizes),
        largest_unit=int(units.sizes.max()),
        paired=problem.layout.largest > 1,
        patterns=len(problem.layout.sequence),
        separated_rows=rows,
        separated_columns=columns,
    )
