"""Fisher scoring of a marginal model, with steps that are halved and failures that have names.

Symbols as in `gee`: A = [Z, e] the linearised design and residual. One `sweep` over the rows, chunk
by chunk, gives at some β all that a step needs: A'R⁻¹A and the sums behind φ and α.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.equations import Linear, Problem, linearise
from migrant_rh.methods.layout import Chunk
from migrant_rh.methods.moments import WorkingCorrelationError
from migrant_rh.methods.separation import Separation, find_separation
from migrant_rh.methods.working import Independence

Failure = Literal[
    "", "separation", "boundary", "working_correlation", "singular", "iteration_limit"
]

_HALVINGS = 30
_AT_LIMIT = 1e-8
_REVERSED = 0.5
_QUICK = 0.05
_MARGIN = 10.0
_ROUNDING = 1e-10
_NO_ALPHA = np.empty(0)


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """What a sweep finds at some β.

    Attributes
    ----------
    beta : ndarray, shape (p,)
        Coefficients.
    eta : ndarray, shape (N,)
        Linear predictors.
    total : ndarray
        What Σ A'R⁻¹A is made from.
    squares : float
        Σ e².
    tally : ndarray
        Sums behind α.
    change, size : float
        Largest change of a linear predictor since the point before, and largest of them.
    closest : float
        Smallest distance of a mean from its outcome.
    """

    beta: Floats
    eta: Floats = field(repr=False)
    total: Floats = field(repr=False)
    squares: float = 0.0
    tally: Floats = field(default_factory=lambda: np.zeros(1), repr=False)
    change: float = 0.0
    size: float = 1.0
    closest: float = np.inf


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """Where scoring ended, after how many steps, and why it failed if it did.

    Attributes
    ----------
    point : Point or None
        The last point whose means are possible.
    change : float
        How far the last step wanted a linear predictor to go.
    """

    point: Point | None
    change: float
    iterations: int
    failure: Failure
    separation: Separation | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """Memory that every chunk uses in turn: fresh memory costs more than the arithmetic."""

    X: Floats
    A: Floats


def sweep(problem: Problem, beta: Floats, before: Floats | None = None) -> Point | None:
    """Sum over all rows what a step from β needs; None where a mean is impossible.

    Where Σ A'R⁻¹A cannot be summed before α is known, rows are gone through twice: for α, then for
    the step.

    Parameters
    ----------
    before : ndarray, shape (N,), or None
        Linear predictors of the point before.
    """
    most = max(chunk.stop - chunk.start for chunk in problem.layout.chunks)
    space = Space(np.empty((most, len(beta))), np.empty((most, len(beta) + 1)))
    point = Point(beta, np.empty(len(problem.y)), problem.working.blank(len(beta) + 1))
    linears = []
    for chunk in problem.layout.chunks:
        X, eta = problem.design(chunk, space.X), point.eta[chunk.rows]
        np.matmul(X, beta, out=eta)
        if problem.offset is not None:
            eta += problem.offset[chunk.rows]
        with np.errstate(over="ignore", invalid="ignore"):
            linear = linearise(problem, chunk, eta)
        if linear is None or not np.isfinite(linear.e).all():
            return None
        point = _summed(problem, point, chunk, linear, before)
        if problem.twice:
            linears.append(linear)
        else:
            problem.working.add(point.total, chunk, linear.design(X, space.A), _NO_ALPHA)
    if problem.twice:
        _swept_again(problem, point, linears, space)
    return point


def _swept_again(problem: Problem, point: Point, linears: list[Linear], space: Space) -> None:
    """Sum Σ A'R⁻¹A with the correlation that the first sweep gave."""
    alpha = moments(problem, point)[1]
    for chunk, linear in zip(problem.layout.chunks, linears, strict=True):
        A = linear.design(problem.design(chunk, space.X), space.A)
        problem.working.add(point.total, chunk, A, alpha)


def _summed(
    problem: Problem, point: Point, chunk: Chunk, linear: Linear, before: Floats | None
) -> Point:
    """Add what a chunk brings to all sums but Σ A'R⁻¹A."""
    e, tally, moved = linear.e, point.tally, 0.0
    if problem.moment is not None:
        tilted = e if problem.tilt is None else e * problem.tilt[chunk.rows]
        tally = tally + problem.moment.tally(problem.layout, chunk, tilted)
    if before is not None:
        moved = float(np.abs(point.eta[chunk.rows] - before[chunk.rows]).max())
    return replace(
        point,
        squares=point.squares + float(e @ e),
        tally=tally,
        change=max(point.change, moved),
        size=max(point.size, linear.largest),
        closest=min(point.closest, linear.closest),
    )


def moments(problem: Problem, point: Point) -> tuple[float, Floats]:
    """Estimate φ and α at a point.

    Raises
    ------
    WorkingCorrelationError
        If residuals are all zero, or too few, and a correlation is wanted.
    """
    divisor = problem.scale_divisor
    estimated = point.squares / divisor if divisor > 0 else np.nan
    scale = estimated if problem.scale is None else problem.scale
    if problem.moment is None:
        return scale, np.empty(0)
    if not estimated > 0:
        raise WorkingCorrelationError
    own = estimated if problem.convention == "gee" else scale
    return scale, problem.moment.alpha(point.tally, problem.divisors, own)


def gram(problem: Problem, point: Point, alpha: Floats) -> Floats:
    """Σ A'R⁻¹A at a point: shape (p + 1, p + 1)."""
    return problem.working.gram(point.total, alpha)


def begin(problem: Problem) -> Floats:
    """Give every row the overall mean, as nearly as the design can: β to start from."""
    weights = np.ones_like(problem.y) if problem.weights is None else problem.weights
    total = weights.sum()
    mean = (float(weights @ problem.y) + 0.5) / (total + 1)
    if problem.link.low == 0:
        mean = max(mean, 0.5 / (total + 1))
    target = float(problem.link.predictor(np.array(mean)))
    square, cross = np.zeros((problem.parameters,) * 2), np.zeros(problem.parameters)
    for chunk in problem.layout.chunks:
        X = problem.design(chunk)
        offset = 0.0 if problem.offset is None else problem.offset[chunk.rows]
        square += X.T @ X
        cross += X.T @ np.broadcast_to(target - offset, len(X))
    return np.asarray(np.linalg.lstsq(square, cross, rcond=None)[0])


def score(problem: Problem, beta: Floats, *, tolerance: float, limit: int) -> Solution:
    """Take scoring steps until no linear predictor has further to go than the tolerance."""
    nowhere = Solution(None, np.nan, 0, "boundary")
    try:
        point = sweep(problem, beta)
        if point is None:
            return nowhere
        return _checked(problem, _scored(problem, point, tolerance, limit))
    except WorkingCorrelationError:
        return replace(nowhere, failure="working_correlation")
    except np.linalg.LinAlgError:
        return replace(nowhere, failure="singular")


def _scored(problem: Problem, point: Point, tolerance: float, limit: int) -> Solution:
    """Take the steps."""
    solution = Solution(point, np.nan, 0, "")
    for iteration in range(1, limit + 1):
        step = _least_squares(gram(problem, point, moments(problem, point)[1]))
        separation = _separated(problem, point, step)
        if separation is not None:
            return replace(solution, failure="separation", separation=separation)
        moved, change = _damped(problem, point, step)
        if moved is None:
            return replace(solution, failure="boundary")
        rate = change / solution.change if solution.change > 0 else np.inf
        solution, point = Solution(moved, change, iteration, ""), moved
        if _arrived(change, rate, tolerance * moved.size):
            return solution
    return replace(solution, failure="iteration_limit")


def _arrived(change: float, rate: float, tolerance: float) -> bool:
    """Say whether what is left to go, judged by the last two steps, is within the tolerance.

    Steps that shrink by a constant rate, or faster, have rate/(1 - rate) of the last one to go.
    """
    if change <= tolerance:
        return True
    return rate < _QUICK and _MARGIN * rate * change <= tolerance


def _checked(problem: Problem, solution: Solution) -> Solution:
    """Call it a boundary where means came to a limit that the link does not respect."""
    if solution.point is None or solution.failure not in {"", "iteration_limit"}:
        return solution
    if not problem.family.touches(problem.link.mean(solution.point.eta), problem.link):
        return solution
    return replace(solution, failure="boundary")


def _separated(problem: Problem, point: Point, step: Floats) -> Separation | None:
    """Look for separation where a mean has come to its outcome."""
    if point.closest >= _AT_LIMIT or not np.isfinite(problem.family.low):
        return None
    index = slice(None) if problem.index is None else problem.index
    mean = problem.link.mean(point.eta)
    found = find_separation(problem.table, index, problem.y, step, mean, problem.family)
    return found if found.rows.any() else None


def _least_squares(both: Floats) -> Floats:
    """Solve Σ Z'R⁻¹Z δ = Σ Z'R⁻¹e, columns brought to one length."""
    square, cross = both[:-1, :-1], both[:-1, -1]
    squares = np.diag(square)
    if not (np.isfinite(squares).all() and (squares > 0).all()):
        raise np.linalg.LinAlgError
    lengths = np.sqrt(squares)
    return np.asarray(
        np.linalg.solve(square / np.outer(lengths, lengths), cross / lengths) / lengths
    )


def _damped(problem: Problem, point: Point, step: Floats) -> tuple[Point | None, float]:
    """Halve the step until the means are possible and, under independence, it does not overshoot.

    The derivative of the quasi-likelihood along the step is what the score says; a step overshoots
    when at its end that derivative is reversed by more than half of what it was.
    """
    for halving in range(_HALVINGS):
        candidate = sweep(problem, point.beta + step / 2**halving, point.eta)
        if candidate is not None and not _overshoots(problem, point, candidate, step):
            return candidate, candidate.change * 2**halving
    return None, np.nan


def _overshoots(problem: Problem, point: Point, candidate: Point, step: Floats) -> bool:
    """Compare the derivatives along a step at its two ends."""
    if not isinstance(problem.working, Independence):
        return False
    before, after = (step @ each.total[:-1, -1] for each in (point, candidate))
    return bool(after < -_REVERSED * before - _ROUNDING * (1 + candidate.squares))
