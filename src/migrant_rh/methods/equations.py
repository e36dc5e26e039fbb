"""The estimating equations of a marginal model, and their rows linearised. Symbols as in `gee`."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.families import Family, Link
from migrant_rh.methods.layout import Chunk, Layout
from migrant_rh.methods.moments import Convention, Divisors, Moment
from migrant_rh.methods.working import Working

_SAFE = 500.0


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """The estimating equations: rows of a layout, columns without aliases.

    Attributes
    ----------
    table : ndarray, shape (M, p)
        Rows of the design.
    index : ndarray of int, shape (N,), or None
        Row of the table, for each row of the layout; None where they are the same.
    y : ndarray, shape (N,)
        Outcome.
    weights : ndarray, shape (N,), or None
        Weight of each row in the estimating equations, frequency included; None is 1.
    offset : ndarray, shape (N,), or None
        Known part of the linear predictor.
    tilt : ndarray, shape (N,), or None
        What a residual is multiplied by in moments, on top of the root of its weight.
    frequency : ndarray, shape (K,), or None
        How many units each unit of the layout stands for.
    layout, working, moment, divisors
        The rows, their working correlation, and the moments it is estimated from.
    """

    table: Floats = field(repr=False)
    index: Integers | None = field(repr=False)
    y: Floats = field(repr=False)
    weights: Floats | None = field(repr=False)
    offset: Floats | None = field(repr=False)
    tilt: Floats | None = field(repr=False)
    frequency: Floats | None = field(repr=False)
    layout: Layout = field(repr=False)
    working: Working = field(repr=False)
    moment: Moment | None
    divisors: Divisors = field(repr=False)
    family: Family
    link: Link
    convention: Convention
    scale: float | None
    scale_divisor: float

    @property
    def parameters(self) -> int:
        """Number of coefficients."""
        return int(self.table.shape[1])

    @property
    def twice(self) -> bool:
        """Whether a sweep must know α before it sums for the step."""
        return self.moment is not None and self.working.needs_alpha

    def design(self, chunk: Chunk, out: Floats | None = None) -> Floats:
        """Rows of the design of a chunk, in `out` where there is one that is long enough."""
        if self.index is None:
            return self.table[chunk.rows]
        rows = self.index[chunk.rows]
        if out is None:
            return np.take(self.table, rows, axis=0)
        # "clip" keeps NumPy from making a copy of its own first; all rows are there.
        return np.take(self.table, rows, axis=0, out=out[: len(rows)], mode="clip")


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """The model linearised at the linear predictors of a chunk.

    Attributes
    ----------
    factor : ndarray
        √w (dμ/dη)/√V(μ) of each row: Z is X times it.
    e : ndarray
        √w r.
    largest : float
        Size of the largest linear predictor.
    closest : float
        Smallest distance of a mean from its outcome; infinite where no linear predictor is large
        enough for it to matter.
    """

    factor: Floats
    e: Floats
    largest: float
    closest: float

    def design(self, X: Floats, out: Floats | None = None) -> Floats:
        """A = [Z, e]."""
        A = np.empty((len(X), X.shape[1] + 1)) if out is None else out[: len(X)]
        np.multiply(X, self.factor[:, None], out=A[:, :-1])
        A[:, -1] = self.e
        return A


def linearise(problem: Problem, chunk: Chunk, eta: Floats, *, copies: bool = True) -> Linear | None:
    """Linearise the model for the rows of a chunk.

    Parameters
    ----------
    copies : bool
        Let rows weigh as often as their unit stands for others.

    Returns
    -------
    Linear or None
        None where a mean is impossible.
    """
    link, family = problem.link, problem.family
    mean, slope = link.both(eta)
    far = float(np.abs(eta).max())
    confined = link.low >= family.low and link.high <= family.high and far < _SAFE
    if not (confined or family.inside(mean, link)) or not np.isfinite(far):
        return None
    residual = problem.y[chunk.rows] - mean
    closest = np.inf if far < link.reach else float(np.abs(residual).min())
    variance = family.variances(mean, slope, link)
    root = np.sqrt(_weights(problem, chunk, copies=copies) / variance)
    return Linear(root * slope, root * residual, far, closest)


def _weights(problem: Problem, chunk: Chunk, *, copies: bool) -> Floats | float:
    """Weights of the rows of a chunk, with or without the frequency of their units."""
    if problem.weights is None:
        return 1.0
    weights = problem.weights[chunk.rows]
    if copies or problem.frequency is None:
        return weights
    return np.asarray(weights / chunk.spread(problem.frequency[chunk.units]))
