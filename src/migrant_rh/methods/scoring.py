"""Fisher scoring of a marginal model, with steps that are halved and failures that have names.

Symbols as in `gee`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.families import Family, Link
from migrant_rh.methods.moments import ALPHA, SCALE, Convention, Residuals
from migrant_rh.methods.separation import Separation, find_separation, no_separation
from migrant_rh.methods.working import WHITEN, Correlation, Layout, WorkingCorrelationError

Failure = Literal[
    "", "separation", "boundary", "working_correlation", "singular", "iteration_limit"
]

_HALVINGS = 30
_ROUNDING = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """The estimating equations: rows in grouped order, columns without aliases."""

    X: Floats = field(repr=False)
    y: Floats = field(repr=False)
    weights: Floats = field(repr=False)
    offset: Floats = field(repr=False)
    layout: Layout = field(repr=False)
    family: Family
    link: Link
    correlation: Correlation
    convention: Convention
    scale: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """Coefficients, the linear predictors and means they give, and Q where it guards the steps."""

    beta: Floats
    eta: Floats = field(repr=False)
    mean: Floats = field(repr=False)
    quasi_likelihood: float


@dataclass(frozen=True, slots=True, eq=False)
class Move:
    """Where a step led, how far it wanted a linear predictor to go, or why it was not taken."""

    point: Point
    change: float
    failure: Failure
    separation: Separation


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """The last move, and how many there were."""

    last: Move
    iterations: int


@dataclass(frozen=True, slots=True, eq=False)
class Whitened:
    """Linearised design and residual multiplied by a root of the inverse working correlation.

    Attributes
    ----------
    design : ndarray, shape (N, r)
        R^(-1/2) Z.
    residual : ndarray, shape (N,)
        R^(-1/2) e.
    """

    design: Floats = field(repr=False)
    residual: Floats = field(repr=False)


def start(problem: Problem) -> Point:
    """Give every row the overall mean, as nearly as the design can."""
    total = problem.weights.sum()
    mean = (float(problem.weights @ problem.y) + 0.5) / (total + 1)
    if problem.link.low == 0:
        mean = max(mean, 0.5 / (total + 1))
    target = problem.link.predictor(np.array(mean)) - problem.offset
    beta = np.linalg.lstsq(problem.X.T @ problem.X, problem.X.T @ target, rcond=None)[0]
    return at(problem, beta.astype(np.float64, copy=False))


def at(problem: Problem, beta: Floats) -> Point:
    """Find the linear predictors and means of coefficients; means are not yet kept in range."""
    eta = problem.X @ beta + problem.offset
    mean = problem.link.mean(eta)
    if problem.correlation != "independence" or not problem.family.inside(mean, problem.link):
        return Point(beta, eta, mean, np.nan)
    each = problem.family.quasi_likelihood(problem.y, problem.family.clipped(mean))
    return Point(beta, eta, mean, float(problem.weights @ each))


def moments(problem: Problem, point: Point) -> tuple[float, Floats]:
    """Estimate φ and α from Pearson residuals."""
    mean = problem.family.clipped(point.mean)
    pearson = (problem.y - mean) / np.sqrt(problem.family.variance(mean))
    residuals = Residuals(pearson, problem.weights, problem.X.shape[1], problem.scale)
    estimated = SCALE[problem.convention](residuals)
    scale = estimated if problem.scale is None else problem.scale
    if problem.correlation == "independence":
        return scale, np.empty(0)
    if not estimated > 0:
        raise WorkingCorrelationError
    return scale, ALPHA[problem.convention, problem.correlation](residuals, problem.layout)


def whiten(problem: Problem, point: Point, alpha: Floats) -> Whitened:
    """Linearise the model at a point, and take the working correlation out of its rows."""
    mean = problem.family.clipped(point.mean)
    root = np.sqrt(problem.weights / problem.family.variance(mean))
    slope = problem.link.slope(point.eta)
    both = np.empty((len(mean), problem.X.shape[1] + 1))
    np.multiply(problem.X, (root * slope)[:, None], out=both[:, :-1])
    both[:, -1] = root * (problem.y - mean)
    white = WHITEN[problem.correlation](problem.layout, both, alpha)
    return Whitened(white[:, :-1], white[:, -1])


def score(problem: Problem, point: Point, *, tolerance: float, limit: int) -> Solution:
    """Take scoring steps until no linear predictor moves by more than the tolerance."""
    solution = _scored(problem, point, tolerance, limit)
    last = solution.last
    told = last.failure not in {"", "iteration_limit"}
    if told or not problem.family.touches(last.point.mean, problem.link):
        return solution
    return replace(solution, last=replace(last, failure="boundary"))


def _scored(problem: Problem, point: Point, tolerance: float, limit: int) -> Solution:
    """Take the steps."""
    nothing = no_separation(*problem.X.shape)
    if not problem.family.inside(point.mean, problem.link):
        return Solution(Move(point, np.nan, "boundary", nothing), 0)
    for iteration in range(1, limit + 1):
        move = _move(problem, point)
        point = move.point
        size = max(1.0, float(np.abs(point.eta).max(initial=0.0)))
        if move.failure or move.change <= tolerance * size:
            return Solution(move, iteration)
    return Solution(replace(move, failure="iteration_limit"), limit)


def _move(problem: Problem, point: Point) -> Move:
    """Take one step, or say why it cannot be taken."""
    stay = Move(point, np.nan, "", no_separation(*problem.X.shape))
    try:
        step = _step(problem, point)
    except WorkingCorrelationError:
        return replace(stay, failure="working_correlation")
    except np.linalg.LinAlgError:
        return replace(stay, failure="singular")
    change = problem.X @ step
    separation = find_separation(problem.X, problem.y, step, point.mean, problem.family)
    if separation.rows.any():
        return replace(stay, failure="separation", separation=separation)
    moved = _damped(problem, point, step)
    if moved is None:
        return replace(stay, failure="boundary")
    return replace(stay, point=moved, change=float(np.abs(change).max()))


def _step(problem: Problem, point: Point) -> Floats:
    """Solve Σ Z'R⁻¹Z δ = Σ Z'R⁻¹e."""
    white = whiten(problem, point, moments(problem, point)[1])
    return _least_squares(white.design, white.residual)


def _least_squares(Z: Floats, e: Floats) -> Floats:
    """Solve normal equations, columns brought to one length."""
    gram = Z.T @ Z
    lengths = np.sqrt(np.diag(gram))
    if not (np.isfinite(lengths).all() and lengths.all()):
        raise np.linalg.LinAlgError
    return np.linalg.solve(gram / np.outer(lengths, lengths), Z.T @ e / lengths) / lengths


def _damped(problem: Problem, point: Point, step: Floats) -> Point | None:
    """Halve the step until the means are possible and, under independence, Q has not fallen."""
    least = point.quasi_likelihood - _ROUNDING * (1 + abs(point.quasi_likelihood))
    for halving in range(_HALVINGS):
        candidate = at(problem, point.beta + step / 2**halving)
        if _allowed(problem, candidate, least):
            return candidate
    return None


def _allowed(problem: Problem, candidate: Point, least: float) -> bool:
    """Say whether a step may end here."""
    if problem.correlation == "independence":
        return candidate.quasi_likelihood >= least
    return problem.family.inside(candidate.mean, problem.link)
