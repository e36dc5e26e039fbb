"""Marginal generalised linear models by generalised estimating equations.

Symbols, those of Liang and Zeger (1986, https://doi.org/10.1093/biomet/73.1.13):

========  =================================================================================
X, y      design (N, p) and outcome (N,), one row per person and wave
β         coefficients; η = Xβ + offset the linear predictor, μ = g⁻¹(η) the mean
V(μ), φ   variance function and scale; w prior weight; r = (y - μ)/√V(μ) the Pearson residual
R(α)      working correlation of the rows of one unit
Z, e      √w (dμ/dη)/√V(μ) X and √w r: the linearised design and residual
========  =================================================================================

A scoring step solves (Σ Z'R⁻¹Z) δ = Σ Z'R⁻¹e; φ and α are moments of r (`moments`). Rows are first
made uncorrelated (`working`), so that a step is one least squares problem of N rows, whatever R
is. Covariances of the estimates are made in `sandwich`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import get_args

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.estimability import Estimability, estimability
from migrant_rh.methods.families import FAMILIES, LINKS, FamilyName, Link, LinkName
from migrant_rh.methods.moments import Convention
from migrant_rh.methods.observations import Observations, check_outcome, observe
from migrant_rh.methods.ranges import impossible_units
from migrant_rh.methods.scoring import (
    Failure,
    Problem,
    Solution,
    Whitened,
    moments,
    score,
    start,
    whiten,
)
from migrant_rh.methods.working import Correlation, Layout, WorkingCorrelationError, lay_out

_ROUGH = 1e-4
_NAMES = {
    "family": get_args(FamilyName),
    "correlation": get_args(Correlation),
    "moments": get_args(Convention),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GeeSpec:
    """What model is asked for.

    Attributes
    ----------
    family : {"binomial", "poisson", "gaussian", "gamma"}
        Variance function.
    link : str or None
        ``logit``, ``probit``, ``cloglog``, ``log`` or ``identity``; None is the first link of the
        family (logit, log, identity, log).
    correlation : {"independence", "exchangeable", "ar1", "unstructured"}
        Working correlation of the rows of one unit.
    moments : {"geepack", "gee"}
        Divisors of the scale and of the correlation: those of the R package of that name. The
        default, ``geepack``, divides by the number of rows or pairs, uses true waves and true
        distances, and keeps a pair of waves to the units seen at both. ``gee`` subtracts the
        number of coefficients, and takes positions for waves.
    scale : float or None
        Fixed φ; None estimates it by Pearson residuals, for every family. Under ``gee`` a fixed
        scale multiplies the model-based covariance only, as in R.
    tolerance : float
        Largest change of a linear predictor at convergence, relative to the largest of them where
        that is above 1.
    iterations : int
        Largest number of scoring steps.

    Examples
    --------
    >>> GeeSpec(family="poisson").link_name
    'log'
    """

    family: FamilyName = "binomial"
    link: LinkName | None = None
    correlation: Correlation = "independence"
    moments: Convention = "geepack"
    scale: float | None = None
    tolerance: float = 1e-10
    iterations: int = 100

    def __post_init__(self) -> None:
        for name, names in _NAMES.items():
            if getattr(self, name) not in names:
                raise ValueError(f"{name} {getattr(self, name)!r} is none of {', '.join(names)}")
        if self.link is not None and self.link not in FAMILIES[self.family].links:
            offered = ", ".join(FAMILIES[self.family].links)
            raise ValueError(f"no {self.link} link for the {self.family} family; it has {offered}")
        if self.scale is not None and not (np.isfinite(self.scale) and self.scale > 0):
            raise ValueError(f"the fixed scale is {self.scale}; it must be positive")
        if not self.tolerance > 0 or self.iterations < 1:
            raise ValueError("tolerance and iterations must be positive")

    @property
    def link_name(self) -> LinkName:
        """Link in use."""
        return self.link or FAMILIES[self.family].links[0]


@dataclass(frozen=True, slots=True, eq=False)
class GeeStatus:
    """Whether the estimates exist, and what was met on the way.

    Attributes
    ----------
    failure : str
        Empty when the fit converged; else every number of the fit is not a number, and this says
        why: ``separation`` (coefficients run to infinity), ``boundary`` (the best means are
        impossible for the link), ``working_correlation`` (moments outside the positive definite
        matrices), ``singular`` (no information left), ``iteration_limit``.
    iterations : int
        Scoring steps taken with the working correlation asked for.
    change : float
        Largest change of a linear predictor in the last step.
    rows, units, largest_unit : int
        Rows and units used, and rows of the largest unit.
    paired : bool
        False when no unit has two rows: the working correlation is then independence.
    separated_rows, separated_columns : ndarray of int
        Rows that the model foretells without error, and the columns that do it.
    impossible_units : int
        Units for whose fitted proportions a working correlation in use lies beyond what two binary
        outcomes can have (Prentice, 1988). A warning: estimates and sandwich stay valid.
    """

    failure: Failure
    iterations: int
    change: float
    rows: int
    units: int
    largest_unit: int
    paired: bool
    separated_rows: Integers = field(repr=False)
    separated_columns: Integers = field(repr=False)
    impossible_units: int = 0

    @property
    def converged(self) -> bool:
        """Whether the estimates solve the estimating equations."""
        return self.failure == ""


@dataclass(frozen=True, slots=True, eq=False)
class GeeFit:
    """A fitted marginal model, without standard errors: `sandwich` gives those.

    Attributes
    ----------
    spec : GeeSpec
        What was asked.
    coefficients : ndarray, shape (p,)
        β; not a number for aliased columns, and for all of them when the fit failed.
    scale : float
        φ; under ``gee`` not a number where there are as many coefficients as rows.
    alpha : ndarray
        Working correlation: empty; one number; or, unstructured, by rows of the upper triangle
        over `waves`, not a number for two waves at which no unit was seen both times.
    waves : ndarray of int, shape (T,)
        Distinct waves, or positions, in order.
    mean : ndarray, shape (N,)
        Fitted means, in the caller's order of rows.
    quasi_likelihood : float
        Σ Q(μ; y) with scale 1 and without weights, for `qic`.
    unit : ndarray of int, shape (N,)
        Unit of each row.
    estimability : Estimability
        Which columns and contrasts the data can tell.
    status : GeeStatus
        Whether the numbers can be used.
    whitened : Whitened or None
        Rows made uncorrelated under the working model; None when the fit failed.
    """

    spec: GeeSpec
    coefficients: Floats = field(repr=False)
    scale: float
    alpha: Floats = field(repr=False)
    waves: Integers = field(repr=False)
    mean: Floats = field(repr=False)
    quasi_likelihood: float
    unit: Integers = field(repr=False)
    estimability: Estimability = field(repr=False)
    status: GeeStatus
    whitened: Whitened | None = field(repr=False)

    @property
    def aliased(self) -> Integers:
        """Columns left out because earlier columns determine them."""
        return self.estimability.aliased

    @property
    def link(self) -> Link:
        """Link function in use."""
        return LINKS[self.spec.link_name]


def fit_gee(  # noqa: PLR0913 (six arrays are data; the one option is spec)
    X: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    unit: npt.ArrayLike,
    wave: npt.ArrayLike | None = None,
    weights: npt.ArrayLike | None = None,
    offset: npt.ArrayLike | None = None,
    spec: GeeSpec = GeeSpec(),
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
    weights : array_like, shape (N,), optional
        Prior weights, inverse to the variance of a row as in geepack; not frequencies, which agree
        with them only under independence.
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
        outcome is outside the family's range, weights are not positive, waves are needed and
        absent, or a unit has two rows at one wave.

    Notes
    -----
    Equal to R's ``geepack::geeglm(y ~ ..., id = unit, waves = wave, corstr = correlation)`` on rows
    sorted by unit and wave, and with ``moments="gee"`` to ``gee::gee(...)``. In Stata ``xtgee``,
    in SAS ``PROC GENMOD`` with ``REPEATED SUBJECT=unit / TYPE=``. Scoring begins with a
    generalised linear model under independence, whose steps are halved until the quasi-likelihood
    rises.

    Examples
    --------
    >>> X = [[1, 0], [1, 0], [1, 1], [1, 1]]
    >>> fit = fit_gee(X, [0, 1, 1, 1], unit=[1, 2, 1, 2], spec=GeeSpec(family="gaussian"))
    >>> fit.coefficients.round(6)
    array([0.5, 0.5])
    """
    observations = observe(X, y, unit=unit, wave=wave, weights=weights, offset=offset)
    check_outcome(observations.y, FAMILIES[spec.family])
    told = estimability(observations.X)
    if not len(told.kept):
        raise ValueError("X has no column other than zeros")
    problem = _problem(observations, told, spec)
    solution = _solved(problem, spec)
    return _fitted(observations, problem, told, spec, solution)


def _problem(observations: Observations, told: Estimability, spec: GeeSpec) -> Problem:
    """Put the rows in grouped order and leave out aliased columns."""
    layout = _layout(observations, spec)
    order = layout.units.order
    X = observations.X if not len(told.aliased) else observations.X[:, told.kept]
    return Problem(
        X=np.take(X, order, axis=0),
        y=observations.y[order],
        weights=observations.weights[order],
        offset=observations.offset[order],
        layout=layout,
        family=FAMILIES[spec.family],
        link=LINKS[spec.link_name],
        correlation=spec.correlation if layout.paired else "independence",
        convention=spec.moments,
        scale=spec.scale,
    )


def _layout(observations: Observations, spec: GeeSpec) -> Layout:
    """Group the rows by unit; order them by wave where waves matter."""
    layout = lay_out(observations.unit, observations.wave)
    if spec.correlation not in {"ar1", "unstructured"}:
        return layout
    if spec.moments == "gee":
        return layout.at_positions()
    if observations.wave is None:
        raise ValueError(f"the {spec.correlation} correlation needs the wave of each row")
    if layout.repeated():
        raise ValueError(f"{layout.repeated()} rows repeat the unit and wave of another row")
    return layout


def _solved(problem: Problem, spec: GeeSpec) -> Solution:
    """Score under independence, then with the working correlation."""
    alone = replace(problem, correlation="independence")
    if problem.correlation == "independence":
        return score(alone, start(alone), tolerance=spec.tolerance, limit=spec.iterations)
    near = score(alone, start(alone), tolerance=_ROUGH, limit=spec.iterations)
    if near.last.failure:
        return near
    return score(problem, near.last.point, tolerance=spec.tolerance, limit=spec.iterations)


def _fitted(
    observations: Observations,
    problem: Problem,
    told: Estimability,
    spec: GeeSpec,
    solution: Solution,
) -> GeeFit:
    """Report the solution in the caller's order, or the failure without numbers."""
    failed = _failed(observations, problem, told, spec, solution)
    if solution.last.failure:
        return failed
    point, units = solution.last.point, problem.layout.units
    try:
        scale, alpha = moments(problem, point)
        white = whiten(problem, point, alpha)
    except WorkingCorrelationError:
        status = replace(failed.status, failure="working_correlation")
        return replace(failed, status=status)
    mean = problem.family.clipped(point.mean)
    impossible = impossible_units(problem, mean, alpha)
    return replace(
        failed,
        coefficients=told.expanded(point.beta),
        scale=scale,
        alpha=alpha,
        mean=units.scattered(mean),
        quasi_likelihood=float(problem.family.quasi_likelihood(problem.y, mean).sum()),
        status=replace(failed.status, impossible_units=impossible),
        whitened=Whitened(units.scattered(white.design), units.scattered(white.residual)),
    )


def _failed(
    observations: Observations,
    problem: Problem,
    told: Estimability,
    spec: GeeSpec,
    solution: Solution,
) -> GeeFit:
    """Report what is known without estimates."""
    return GeeFit(
        spec=spec,
        coefficients=np.full(told.columns, np.nan),
        scale=np.nan,
        alpha=np.empty(0),
        waves=problem.layout.waves,
        mean=np.full(len(problem.y), np.nan),
        quasi_likelihood=np.nan,
        unit=observations.unit,
        estimability=told,
        status=_status(problem, told, solution),
        whitened=None,
    )


def _status(problem: Problem, told: Estimability, solution: Solution) -> GeeStatus:
    """Say how scoring went, rows and columns by the caller's numbers."""
    units, last = problem.layout.units, solution.last
    return GeeStatus(
        failure=last.failure,
        iterations=solution.iterations,
        change=last.change,
        rows=len(problem.y),
        units=units.count,
        largest_unit=units.blocks[-1].size,
        paired=problem.layout.paired,
        separated_rows=np.sort(units.order[last.separation.rows]),
        separated_columns=told.kept[last.separation.columns],
    )
