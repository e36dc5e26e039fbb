"""Clusters of a fit in orthonormal coordinates, with the spectrum of each leverage matrix.

Symbols: Z = QT the whitened design, e its residual, L = T⁻¹; for cluster g the rows Q_g, the score
s_g = Q_g'e_g, the leverage H_g = Q_gQ_g' and S_g = Q_g'Q_g, which have the same eigenvalues λ
between 0 and 1 other than zeros. A correction is f(I - H_g), and f(I - H_g) Q_g = Q_g f(I - S_g)
(the push-through identity): it acts on coefficients by matrices of p by p, and never needs one of
n by n. Where a cluster has fewer rows than there are coefficients,

    f(I - S_g) = f(1) I + Q_g' φ(H_g) Q_g,   φ(λ) = {f(1 - λ) - f(1)}/λ,

and the smaller of the two matrices is decomposed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.layout import Chunk, Layout, group_units, lay_out

if TYPE_CHECKING:
    from migrant_rh.methods.gee_fit import Solved

_WHOLE = 1 - 1e-10
_TINY = 1e-12
_ILL = 1e6


@dataclass(frozen=True, eq=False)
class Block:
    """Clusters that are decomposed together: by their rows where these are few, else by S.

    Attributes
    ----------
    first : int
        Place of the first of the m clusters.
    s : ndarray, shape (m, r)
        Scores.
    rows : ndarray, shape (m, n, r)
        Q_g, where n < r; otherwise S_g, r by r.
    by_rows : bool
        Which of the two.
    """

    first: int
    s: Floats = field(repr=False)
    rows: Floats = field(repr=False)
    by_rows: bool

    @property
    def units(self) -> slice:
        """Places of the clusters."""
        return slice(self.first, self.first + len(self.s))

    @cached_property
    def _eigen(self) -> tuple[Floats, Floats]:
        """Eigenvalues and vectors of the smaller matrix."""
        small = self.rows @ self.rows.swapaxes(1, 2) if self.by_rows else self.rows
        values, vectors = np.linalg.eigh(small)
        return np.clip(values, 0.0, None), vectors

    @property
    def values(self) -> Floats:
        """Eigenvalues λ: shape (m, min(n, r))."""
        return self._eigen[0]

    def through(self, w: Floats) -> Floats:
        """S_g w, for w of shape (m, r, q)."""
        if not self.by_rows:
            return np.asarray(self.rows @ w)
        return np.asarray(self.rows.swapaxes(1, 2) @ (self.rows @ w))

    def powered(self, power: float, w: Floats) -> Floats:
        """(I - S_g)^power w, zero in directions that the cluster determines alone."""
        values, vectors = self._eigen
        whole = values >= _WHOLE
        rest = np.log1p(-np.where(whole, 0.0, values))
        turned = vectors.swapaxes(1, 2)
        if not self.by_rows:
            factor = np.where(whole, 0.0, np.exp(power * rest))[:, :, None]
            return np.asarray(vectors @ (factor * (turned @ w)))
        near = values < _TINY
        slope = np.expm1(power * rest) / np.where(near, 1.0, values)
        factor = np.where(whole, -1.0, np.where(near, -power, slope))[:, :, None]
        inner = vectors @ (factor * (turned @ (self.rows @ w)))
        return np.asarray(w + self.rows.swapaxes(1, 2) @ inner)

    def alone(self) -> tuple[Floats, Integers]:
        """Directions that clusters determine alone, one a row, and the places of the clusters."""
        values, vectors = self._eigen
        places, numbers = np.nonzero(values >= _WHOLE)
        found = vectors[places, :, numbers]
        if self.by_rows:
            found = np.einsum("kn,knr->kr", found, self.rows[places])
        return found, self.first + places


@dataclass(frozen=True, eq=False)
class Clusters:
    """Clusters on which a covariance is robust: make them with `clusters_of`.

    Attributes
    ----------
    layout : Layout
        Rows by cluster.
    source, design : callable
        R^(-1/2) [Z, e], and X, of a chunk of the layout.
    frequency : ndarray, shape (G,), or None
        How many clusters each stands for.
    gram : ndarray, shape (r, r)
        Z'Z.
    rows : float
        Number of rows, a row as often as its unit was said to be there.
    """

    layout: Layout = field(repr=False)
    source: Callable[[Chunk], Floats] = field(repr=False)
    design: Callable[[Chunk], Floats] = field(repr=False)
    frequency: Floats | None = field(repr=False)
    gram: Floats = field(repr=False)
    rows: float

    @property
    def rank(self) -> int:
        """Number of coefficients."""
        return len(self.gram)

    @cached_property
    def weights(self) -> Floats:
        """How many clusters each stands for: ones where every one is told."""
        if self.frequency is None:
            return np.ones(len(self.layout.sequence))
        return self.frequency

    @property
    def count(self) -> int:
        """Number of clusters."""
        return round(float(self.weights.sum()))

    @cached_property
    def L(self) -> Floats:  # noqa: N802 (the symbol)
        """T⁻¹, from the Cholesky factor of Z'Z; once more from Q'Q where that has few digits."""
        lengths = np.sqrt(np.diag(self.gram))
        scaled = self.gram / np.outer(lengths, lengths)
        try:
            L = _inverse_factor(scaled) / lengths[:, None]
        except np.linalg.LinAlgError:
            return self._from_rows()
        return L @ _inverse_factor(self._square(L)) if np.linalg.cond(scaled) > _ILL else L

    def _square(self, L: Floats) -> Floats:
        """Q'Q of Q = ZL."""
        total = np.zeros_like(L)
        for chunk in self.layout.chunks:
            Q = self.source(chunk)[:, :-1] @ L
            total += (Q * chunk.spread(self.weights[chunk.units])[:, None]).T @ Q
        return total

    def _from_rows(self) -> Floats:
        """T⁻¹ of the rows themselves."""
        roots = np.sqrt(self.weights)
        rows = [
            self.source(chunk)[:, :-1] * chunk.spread(roots[chunk.units])[:, None]
            for chunk in self.layout.chunks
        ]
        return np.linalg.inv(np.linalg.qr(np.concatenate(rows), mode="r"))

    @cached_property
    def _squares_and_traces(self) -> tuple[Floats, Floats]:
        """Σ s s', and the trace of H_g of every cluster, without keeping any score."""
        traces = np.empty(len(self.layout.sequence))
        total = np.zeros_like(self.gram)
        for chunk in self.layout.chunks:
            white = self.source(chunk)
            Q = white[:, :-1] @ self.L
            s = chunk.sums(Q * white[:, -1:])
            total += self.squares(s, chunk.units)
            traces[chunk.units] = chunk.sums(np.einsum("nr,nr->n", Q, Q))
        return total, traces

    @property
    def meat(self) -> Floats:
        """Σ s s' over all clusters."""
        return self._squares_and_traces[0]

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """All clusters, ready for corrections."""
        return tuple(self._blocks(range(len(self.layout.chunks))))

    def _blocks(self, numbers: range | list[int]) -> Iterator[Block]:
        """Clusters of some chunks."""
        for number in numbers:
            chunk = self.layout.chunks[number]
            white = self.source(chunk)
            white[:, :-1] = white[:, :-1] @ self.L
            yield _block(chunk, white)

    def constant_columns(self) -> int:
        """Number of columns of X that do not vary within any cluster."""
        varies = np.zeros(self.rank, dtype=bool)
        for chunk in self.layout.chunks:
            for rows in chunk.blocks(self.design(chunk)):
                varies |= (rows != rows[:, :1]).any(axis=(0, 1))
        return int((~varies).sum())

    def squares(self, scores: Floats, units: slice = slice(None)) -> Floats:
        """Σ s s' over clusters."""
        if self.frequency is None:
            return np.asarray(scores.T @ scores)
        return np.asarray((scores * self.frequency[units, None]).T @ scores)

    @cached_property
    def largest_leverage(self) -> float:
        """Largest eigenvalue of any H_g."""
        return min(1.0, max(float(block.values.max()) for block in self.blocks))

    @cached_property
    def alone(self) -> tuple[Floats, Integers]:
        """Directions that one cluster determines alone (r, k), and the labels of those clusters."""
        traces = self._squares_and_traces[1]
        suspects = [
            number
            for number, chunk in enumerate(self.layout.chunks)
            if (traces[chunk.units] >= _WHOLE).any()
        ]
        found = [block.alone() for block in self._blocks(suspects)]
        if not found:
            return np.empty((self.rank, 0)), np.empty(0, np.int64)
        places = np.concatenate([places for _, places in found])
        labels = self.layout.units.labels[self.layout.sequence[places]]
        return np.concatenate([each for each, _ in found]).T, labels


def clusters_of(solved: Solved, cluster: Integers | None = None) -> Clusters:
    """Clusters of a fit: its units, or what the codes of its rows say."""
    problem = solved.problem
    if cluster is None:
        return Clusters(
            problem.layout,
            solved.white_of,
            problem.design,
            problem.frequency,
            solved.gram,
            solved.rows,
        )
    layout = lay_out(group_units(cluster, None), None)
    rows = solved.white()
    if solved.copies is not None:
        rows *= np.sqrt(solved.copies)[:, None]
    place = solved.stage.places(problem.layout)[layout.original]
    X = problem.table if problem.index is None else problem.table[problem.index]
    return Clusters(
        layout,
        lambda chunk: rows[place[chunk.rows]],
        lambda chunk: X[place[chunk.rows]],
        None,
        solved.gram,
        solved.rows,
    )


def _inverse_factor(square: Floats) -> Floats:
    """L with L'(square)L = I, upper triangular."""
    return np.asarray(np.linalg.inv(np.linalg.cholesky(square)).T)


def _block(chunk: Chunk, white: Floats) -> Block:
    """Decide by what a chunk's clusters are decomposed."""
    Q, e = white[:, :-1], white[:, -1:]
    s = chunk.sums(Q * e)
    if 0 < chunk.size < Q.shape[1]:
        (rows,) = chunk.blocks(Q)
        return Block(chunk.first, s, np.ascontiguousarray(rows), by_rows=True)
    square = [rows.swapaxes(1, 2) @ rows for rows in chunk.blocks(Q)]
    return Block(chunk.first, s, np.concatenate(square), by_rows=False)
