"""The working correlation of persons in workplaces, seen at several waves.

Symbols: α₁ the correlation of two waves of one person, α₂ of two persons of a workplace at one
wave, α₃ of two persons at different waves; P and W say which two rows are of one person and of one
wave, J is all ones. Over the rows of one workplace

    R = (1 - α₁ - α₂ + α₃) I + (α₁ - α₃) P + (α₂ - α₃) W + α₃ J = M + E K E',

with M block diagonal over persons, E the indicators of the T waves and K = (α₂ - α₃) I + α₃ J, T by
T. With F = M^(-1/2) E and D = F'F a root of R⁻¹ is (I + F C F') M^(-1/2), where
C = D^(-1/2) {(I + D^(1/2) K D^(1/2))^(-1/2) - I} D^(-1/2) is T by T for each workplace: nothing
grows with the workplace. The closed-cohort block exchangeable correlation of Li, Turner and
Preisser (2018, https://doi.org/10.1111/biom.12918); persons may miss waves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.layout import Chunk, Layout
from migrant_rh.methods.moments import Divisors, WorkingCorrelationError
from migrant_rh.methods.working import Working

_NO_WAVE = 1e-12


@dataclass(frozen=True, eq=False)
class Members:
    """Who the rows of a layout of workplaces are.

    Attributes
    ----------
    person : ndarray of int, shape (N,)
        Person of each row; the rows of one person of a workplace lie together.
    wave : ndarray of int, shape (N,)
        Place of each row's wave among T waves.
    waves : int
        T.
    """

    person: Integers = field(repr=False)
    wave: Integers = field(repr=False)
    waves: int

    def starts(self, chunk: Chunk) -> Integers:
        """First row of each person of a chunk; a person of two workplaces is two persons."""
        person = self.person[chunk.rows]
        fresh = np.concatenate([[True], person[1:] != person[:-1]])
        fresh[chunk.starts] = True
        return np.flatnonzero(fresh)

    def sums(self, chunk: Chunk, values: Floats) -> Floats:
        """Sum values over workplace and wave: shape (T, workplaces, …)."""
        wave = self.wave[chunk.rows]
        extra = (None,) * (values.ndim - 1)
        return np.stack(
            [chunk.sums(values * (wave == t)[(..., *extra)]) for t in range(self.waves)]
        )

    def tally(self, layout: Layout, chunk: Chunk, e: Floats) -> Floats:
        """Σ e_j e_k over pairs of rows of one person, of one wave, and of neither."""
        del layout
        own = float(e @ e)
        person = float(np.square(np.add.reduceat(e, self.starts(chunk))).sum())
        wave = float(np.square(self.sums(chunk, e)).sum())
        whole = float(np.square(chunk.sums(e)).sum())
        return np.array([person - own, wave - own, whole - person - wave + own]) / 2


def mean_pair(total: Floats, given: Divisors, scale: float) -> Floats:
    """Mean product over φ of a pair of each kind; not a number where there is none."""
    kinds = given.counts > 0.25  # noqa: PLR2004 (half a pair, against rounding of sums of squares)
    return np.where(kinds, total, np.nan) / np.where(kinds, given.counts, 1.0) / scale


@dataclass(frozen=True, eq=False)
class Nested(Working):
    """Persons in workplaces."""

    members: Members = field(repr=False)

    @cached_property
    def largest_person(self) -> int:
        """Most rows of one person."""
        return max(
            int(np.diff(self.members.starts(chunk), append=chunk.stop - chunk.start).max())
            for chunk in self.layout.chunks
        )

    def check(self, alpha: Floats) -> None:
        """Refuse what no person allows; `whiten` refuses what no workplace allows."""
        own, shared = _within(alpha)
        if not (own > 0 and own + self.largest_person * shared > 0):
            raise WorkingCorrelationError

    def whiten(self, chunk: Chunk, A: Floats, alpha: Floats) -> Floats:
        """M^(-1/2) by person, then what the waves of the workplace share."""
        self.check(alpha)
        wave = self.members.wave[chunk.rows]
        indicators = (wave[:, None] == np.arange(self.members.waves)).astype(np.float64)
        A = self._by_person(chunk, A, alpha)
        F = self._by_person(chunk, indicators, alpha)
        C = _correction(chunk.sums(F[:, :, None] * F[:, None, :]), _shared(alpha, F.shape[1]))
        FA = np.stack([chunk.sums(F[:, t, None] * A) for t in range(F.shape[1])], axis=1)
        for t, part in enumerate((C @ FA).transpose(1, 0, 2)):
            A += F[:, t, None] * chunk.spread(part)
        return A

    def _by_person(self, chunk: Chunk, values: Floats, alpha: Floats) -> Floats:
        """Multiply the rows of each person by M^(-1/2)."""
        own, shared = _within(alpha)
        starts = self.members.starts(chunk)
        sizes = np.diff(starts, append=len(values))
        within = 1 / np.sqrt(own)
        between = 1 / np.sqrt(own + sizes * shared)
        sums = np.add.reduceat(values, starts, axis=0) * ((between - within) / sizes)[:, None]
        return np.asarray(values * within + np.repeat(sums, sizes, axis=0))


def _within(alpha: Floats) -> tuple[float, float]:
    """What a row has of its own, and what two rows of a person share, in M."""
    person, wave, other = np.nan_to_num(alpha).tolist()
    return 1 - person - wave + other, person - other


def _shared(alpha: Floats, waves: int) -> Floats:
    """K."""
    _, wave, other = np.nan_to_num(alpha).tolist()
    return np.asarray((wave - other) * np.eye(waves) + other)


def _correction(D: Floats, K: Floats) -> Floats:
    """C of every workplace, from D: shape (workplaces, T, T)."""
    values, vectors = np.linalg.eigh(D)
    seen = values > _NO_WAVE * values.max(initial=0.0)
    root = np.sqrt(np.where(seen, values, 0.0))[:, None, :]
    turned = vectors.swapaxes(1, 2)
    half = (vectors * root) @ turned
    inverse = (
        vectors * np.where(seen[:, None, :], 1 / np.where(root > 0, root, 1.0), 0.0)
    ) @ turned
    inner, basis = np.linalg.eigh(np.eye(len(K)) + half @ K @ half)
    if not (inner > 0).all():
        raise WorkingCorrelationError
    change = (basis * (1 / np.sqrt(inner) - 1)[:, None, :]) @ basis.swapaxes(1, 2)
    return np.asarray(inverse @ change @ inverse)
