"""Working correlations: rows made uncorrelated under them, and estimating equations without that.

Symbols: R the working correlation of a unit with n rows, α its parameters, t the wave of a row,
A = [Z, e] the linearised design and residual of a unit. Estimating equations see A'R⁻¹A only, and
sandwiches the rows R^(-1/2)A for one root of R⁻¹, whichever. No N by N matrix is ever formed, and
an n by n matrix only for each set of observed waves of the correlations between waves.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.layout import Chunk, Layout, distinct
from migrant_rh.methods.moments import WorkingCorrelationError

_KEPT = 1000


@dataclass(frozen=True, eq=False)
class Working(ABC):
    """A working correlation of the rows of a layout.

    Attributes
    ----------
    layout : Layout
        The rows.
    """

    layout: Layout = field(repr=False)

    #: Whether α must be known before Σ A'R⁻¹A is summed.
    needs_alpha = True

    def blank(self, columns: int) -> Floats:
        """Nothing summed yet."""
        return np.zeros((columns, columns))

    def add(self, total: Floats, chunk: Chunk, A: Floats, alpha: Floats) -> None:
        """Add what a chunk brings to Σ A'R⁻¹A."""
        white = self.whiten(chunk, A, alpha)
        total += white.T @ white

    def gram(self, total: Floats, alpha: Floats) -> Floats:
        """Σ A'R⁻¹A from what was summed."""
        del alpha
        return total

    def check(self, alpha: Floats) -> None:
        """Refuse an α whose R is not positive definite.

        Raises
        ------
        WorkingCorrelationError
            If it is not.
        """
        del alpha

    @abstractmethod
    def whiten(self, chunk: Chunk, A: Floats, alpha: Floats) -> Floats:
        """Multiply the rows of each unit of a chunk by a root of R⁻¹; A may be overwritten."""


class Independence(Working):
    """R = I."""

    needs_alpha = False

    def whiten(self, chunk: Chunk, A: Floats, alpha: Floats) -> Floats:
        """The rows as they are."""
        del chunk, alpha
        return A


class Exchangeable(Working):
    """R = (1 - α)I + αJ, whose inverse is (I - cJ)/(1 - α) with c = α/(1 + (n - 1)α).

    A'R⁻¹A needs A'A, and for each size of unit the squares of the sums over a unit; α may come
    after them.
    """

    needs_alpha = False

    @cached_property
    def sizes(self) -> list[int]:
        """Distinct sizes of units."""
        return [int(size) for size in distinct(self.layout.units.sizes)]

    def blank(self, columns: int) -> Floats:
        """Nothing summed yet: first A'A, then one matrix for each size."""
        return np.zeros((1 + len(self.sizes), columns, columns))

    def add(self, total: Floats, chunk: Chunk, A: Floats, alpha: Floats) -> None:
        """Add products of rows, and of sums over units."""
        del alpha
        total[0] += A.T @ A
        sums = chunk.sums(A)
        if chunk.size:
            total[1 + self.sizes.index(chunk.size)] += sums.T @ sums
            return
        sizes = chunk.sizes
        cuts = np.flatnonzero(np.diff(sizes)) + 1
        for part, first in zip(np.split(sums, cuts), [0, *cuts], strict=True):
            total[1 + self.sizes.index(int(sizes[first]))] += part.T @ part

    def gram(self, total: Floats, alpha: Floats) -> Floats:
        """(A'A - Σ c s's)/(1 - α)."""
        self.check(alpha)
        rho = float(alpha[0])
        c = rho / (1 + (np.array(self.sizes) - 1) * rho)
        return np.asarray((total[0] - np.tensordot(c, total[1:], 1)) / (1 - rho))

    def check(self, alpha: Floats) -> None:
        """-1/(n - 1) < α < 1, n rows of the largest unit."""
        rho = float(alpha[0])
        if not (rho < 1 and 1 + (self.layout.largest - 1) * rho > 0):
            raise WorkingCorrelationError

    def whiten(self, chunk: Chunk, A: Floats, alpha: Floats) -> Floats:
        """Multiply by (I - J/n)/√(1 - α) + (J/n)/√(1 + (n - 1)α)."""
        self.check(alpha)
        rho, sizes = float(alpha[0]), chunk.sizes
        within = 1 / np.sqrt(1 - rho)
        between = 1 / np.sqrt(1 + (sizes - 1) * rho)
        sums = chunk.sums(A) * ((between - within) / sizes)[:, None]
        A *= within
        A += chunk.spread(sums)
        return A


class Ar1(Working):
    """R_jk = α^|t_j - t_k|: each row less what the one before predicts, over its deviation."""

    @cached_property
    def gaps(self) -> Floats:
        """Waves since the unit's row before, infinite for the first: shape (N,)."""
        gaps = np.empty(len(self.layout.times))
        for chunk in self.layout.chunks:
            times = self.layout.times[chunk.rows].astype(np.float64)
            step = chunk.count if chunk.size else 1
            part = gaps[chunk.rows]
            part[step:] = times[step:] - times[:-step]
            part[: step if chunk.size else 0] = np.inf
            part[chunk.starts] = np.inf
        return gaps

    def check(self, alpha: Floats) -> None:
        """-1 < α < 1."""
        if not abs(float(alpha[0])) < 1:
            raise WorkingCorrelationError

    def whiten(self, chunk: Chunk, A: Floats, alpha: Floats) -> Floats:
        """Subtract the prediction, divide by the deviation."""
        self.check(alpha)
        rho = np.power(float(alpha[0]), self.gaps[chunk.rows])
        step = chunk.count if chunk.size else 1
        white = A.copy()
        white[step:] -= rho[step:, None] * A[:-step]
        white /= np.sqrt(1 - rho**2)[:, None]
        return white


@dataclass(frozen=True, eq=False)
class BetweenWaves(Working):
    """R holds a correlation for every two waves: estimated, or given.

    Attributes
    ----------
    given : ndarray, shape (T, T), or None
        R over the distinct waves; None takes it from α.
    """

    given: Floats | None = field(default=None, repr=False)
    _roots: dict[bytes, Floats] = field(default_factory=dict, init=False, repr=False)

    def matrix(self, alpha: Floats) -> Floats:
        """R over the distinct waves."""
        if self.given is not None:
            return self.given
        return correlation_matrix(alpha, len(self.layout.waves))

    def check(self, alpha: Floats) -> None:
        """R of every set of observed waves has a Cholesky factor."""
        R = self.matrix(alpha)
        for columns in {tuple(chunk.columns) for chunk in self.layout.chunks if len(chunk.columns)}:
            _inverse_root(R[np.ix_(columns, columns)])

    def whiten(self, chunk: Chunk, A: Floats, alpha: Floats) -> Floats:
        """Multiply by the inverse of the Cholesky factor."""
        root = self._root(alpha, chunk.columns)
        return np.asarray(root @ A.reshape(chunk.size, -1)).reshape(A.shape)

    def _root(self, alpha: Floats, columns: Integers) -> Floats:
        """Inverse Cholesky factor over some waves, kept as long as α is the same."""
        key = alpha.tobytes() + columns.tobytes()
        if key not in self._roots:
            if len(self._roots) > _KEPT:
                self._roots.clear()
            self._roots[key] = _inverse_root(self.matrix(alpha)[np.ix_(columns, columns)])
        return self._roots[key]


def correlation_matrix(alpha: Floats, waves: int) -> Floats:
    """Put the parameters of an unstructured correlation, by rows of the upper triangle, in place.

    Examples
    --------
    >>> correlation_matrix(np.array([0.5]), 2)
    array([[1. , 0.5],
           [0.5, 1. ]])
    """
    R = np.eye(waves)
    R[np.triu_indices(waves, 1)] = alpha
    return R + np.triu(R, 1).T


def _inverse_root(R: Floats) -> Floats:
    """Inverse of the Cholesky factor."""
    try:
        return np.linalg.inv(np.linalg.cholesky(R))
    except np.linalg.LinAlgError as error:
        raise WorkingCorrelationError from error
