"""A fitted marginal model and its status. Symbols as in `gee`."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from migrant_rh.methods.arrays import Floats, Integers, Values
from migrant_rh.methods.equations import Problem, linearise
from migrant_rh.methods.estimability import Estimability
from migrant_rh.methods.families import LINKS, Link
from migrant_rh.methods.gee_spec import GeeSpec
from migrant_rh.methods.layout import Chunk
from migrant_rh.methods.problems import Stage
from migrant_rh.methods.scoring import Failure
from migrant_rh.methods.spectra import Clusters, clusters_of


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
    patterns : int
        Units solved for: fewer than `units` where alike ones were told once.
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
    patterns: int
    separated_rows: Integers = field(repr=False)
    separated_columns: Integers = field(repr=False)
    impossible_units: int = 0

    @property
    def converged(self) -> bool:
        """Whether the estimates solve the estimating equations."""
        return self.failure == ""

    @property
    def positive_definite(self) -> bool:
        """Whether the moments gave a working correlation that there can be."""
        return self.failure != "working_correlation"


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


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """The equations where they were solved: what covariances are made from.

    Attributes
    ----------
    stage : Stage
        Units, and which stand for others.
    problem : Problem
        The equations.
    eta : ndarray
        Linear predictors, row by row of the layout.
    alpha : ndarray
        Working correlation.
    gram : ndarray, shape (r, r)
        Σ Z'R⁻¹Z.
    """

    stage: Stage = field(repr=False)
    problem: Problem = field(repr=False)
    eta: Floats = field(repr=False)
    alpha: Floats = field(repr=False)
    gram: Floats = field(repr=False)

    def white(self) -> Floats:
        """R^(-1/2) [Z, e], row by row of the layout; a unit that stands for others, once."""
        layout = self.problem.layout
        rows = np.empty((len(self.eta), self.problem.parameters + 1))
        for chunk in layout.chunks:
            rows[chunk.rows] = self.white_of(chunk)
        return rows

    def white_of(self, chunk: Chunk) -> Floats:
        """R^(-1/2) [Z, e] of a chunk."""
        linear = linearise(self.problem, chunk, self.eta[chunk.rows], copies=False)
        if linear is None:
            raise AssertionError("a mean that was possible is not")
        A = linear.design(self.problem.design(chunk))
        return self.problem.working.whiten(chunk, A, self.alpha)

    @property
    def copies(self) -> Floats | None:
        """How often each row of the layout was said to be there; None where nothing was said."""
        if not self.stage.copied or self.stage.observations.weights is None:
            return None
        return self.stage.observations.weights[self.problem.layout.original]

    @property
    def rows(self) -> float:
        """Number of rows, a row as often as its unit was said to be there."""
        weights = self.stage.observations.weights
        if self.stage.copied and weights is not None:
            return float(weights.sum())
        return float(self.stage.units.rows)

    def means(self) -> Floats:
        """Fitted means, row by row of the layout."""
        return self.problem.family.clipped(self.problem.link.mean(self.eta))

    def to_rows(self, values: Values) -> Values:
        """Give each of the caller's rows the value of the row that stands for it."""
        return values[self.stage.places(self.problem.layout)]


@dataclass(frozen=True, eq=False)
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
        Working correlation: empty; one number; nested, of two waves of a person, two persons at one
        wave, and at different waves; or, unstructured, by rows of the upper triangle over `waves`.
        Not a number for a kind of pair that no unit has.
    waves : ndarray of int, shape (T,)
        Distinct waves, or positions, in order.
    unit : ndarray of int, shape (N,)
        Unit of each row.
    estimability : Estimability
        Which columns and contrasts the data can tell.
    status : GeeStatus
        Whether the numbers can be used.
    solved : Solved or None
        The equations at their solution; None when the fit failed.
    """

    spec: GeeSpec
    coefficients: Floats = field(repr=False)
    scale: float
    alpha: Floats = field(repr=False)
    waves: Integers = field(repr=False)
    unit: Integers = field(repr=False)
    estimability: Estimability = field(repr=False)
    status: GeeStatus
    solved: Solved | None = field(repr=False)

    @property
    def aliased(self) -> Integers:
        """Columns left out because earlier columns determine them."""
        return self.estimability.aliased

    @property
    def link(self) -> Link:
        """Link function in use."""
        return LINKS[self.spec.link_name]

    @property
    def correlated(self) -> bool:
        """Whether rows of one unit have a working correlation."""
        return self.spec.correlation != "independence" and self.status.paired

    @cached_property
    def own_clusters(self) -> Clusters | None:
        """The units, as clusters of a sandwich; None when the fit failed."""
        return None if self.solved is None else clusters_of(self.solved)

    @cached_property
    def mean(self) -> Floats:
        """Fitted means in the caller's order of rows: shape (N,)."""
        if self.solved is None:
            return np.full(self.status.rows, np.nan)
        return self.solved.to_rows(self.solved.means())

    @cached_property
    def whitened(self) -> Whitened | None:
        """Rows made uncorrelated under the working model, in the caller's order."""
        if self.solved is None:
            return None
        rows = self.solved.to_rows(self.solved.white())
        return Whitened(rows[:, :-1], rows[:, -1])

    @cached_property
    def quasi_likelihood(self) -> float:
        """Σ Q(μ; y) with scale 1 and without weights, for `qic`; units by their number."""
        if self.solved is None:
            return np.nan
        problem = self.solved.problem
        each = problem.family.quasi_likelihood(problem.y, self.solved.means())
        if problem.frequency is None:
            return float(each.sum())
        chunks = problem.layout.chunks
        sums = np.concatenate([chunk.sums(each[chunk.rows]) for chunk in chunks])
        return float(sums @ problem.frequency)
