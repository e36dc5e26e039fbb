"""The working correlation of persons in workplaces, seen at several waves.

Symbols: α₁ the correlation of two waves of one person, α₂ of two persons of a workplace at one
wave, α₃ of two persons at different waves; P and W say which two rows are of one person and of one
wave, J is all ones. Over the rows of one workplace

    R = (1 - α₁ - α₂ + α₃) I + (α₁ - α₃) P + (α₂ - α₃) W + α₃ J = M + E K E',

with M block diagonal over persons, E the indicators of the T waves and K = (α₂ - α₃) I + α₃ J, T by
T. Estimating equations take R⁻¹ = M⁻¹ - M⁻¹E (I + K E'M⁻¹E)⁻¹K E'M⁻¹ (Woodbury, 1950), which needs
sums over persons and over the waves of a workplace. For sandwiches, with F = M^(-1/2) E and D = F'F
a root of R⁻¹ is (I + F C F') M^(-1/2), where C = D^(-1/2) {(I + D^(1/2) K D^(1/2))^(-1/2) - I}
D^(-1/2) is T by T for each workplace: nothing grows with the workplace. The closed-cohort block
exchangeable correlation of Li, Turner and Preisser (2018, https://doi.org/10.1111/biom.12918);
persons may miss waves.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.layout import Chunk, Layout
from migrant_rh.methods.moments import Divisors, WorkingCorrelationError
from migrant_rh.methods.working import Working

_NO_WAVE = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Seats:
    """Who the rows of a chunk are.

    Attributes
    ----------
    starts, sizes : ndarray, shape (m,)
        First row of each person, and how many there are.
    later : tuple of (ndarray of int, ndarray of int)
        Persons who have a second row, and those rows; the same for the third, ….
    homes : ndarray of int, shape (k,)
        First person of each workplace.
    seen : ndarray, shape (m, T)
        1 where a person was seen at a wave, else 0.
    rows : tuple of ndarray of int
        Rows of each wave.
    counts : ndarray of int, shape (T, k)
        How many of them each workplace has.
    """

    starts: Integers
    sizes: Floats
    later: tuple[tuple[Integers, Integers], ...]
    homes: Integers
    seen: Floats
    rows: tuple[Integers, ...]
    counts: Integers

    def by_person(self, values: Floats) -> Floats:
        """Sum rows over each person: the first rows, then the second of those who have one, …."""
        sums = np.take(values, self.starts, axis=0)
        for place, rows in self.later:
            sums[place] += np.take(values, rows, axis=0)
        return sums

    def by_wave(self, values: Floats) -> Floats:
        """Sum rows over each workplace and wave: shape (k, T, …)."""
        parts = [
            _segments(values[rows], counts)
            for rows, counts in zip(self.rows, self.counts, strict=True)
        ]
        return np.stack(parts, axis=1)

    def persons_by_wave(self, values: Floats) -> Floats:
        """Sum persons over each workplace, at each wave those who were seen: shape (k, T, …)."""
        parts = [
            np.add.reduceat(values * seen.reshape(-1, *(1,) * (values.ndim - 1)), self.homes)
            for seen in self.seen.T
        ]
        return np.stack(parts, axis=1)


@dataclass(frozen=True, eq=False)
class Nested(Working):
    """Persons in workplaces.

    Attributes
    ----------
    person : ndarray of int, shape (N,)
        Person of each row of the layout; the rows of one person of a workplace lie together.
    wave : ndarray of int, shape (N,)
        Place of each row's wave among the waves.
    waves : int
        T.
    """

    person: Integers = field(repr=False)
    wave: Integers = field(repr=False)
    waves: int
    _seats: dict[int, Seats] = field(default_factory=dict, init=False, repr=False)

    def seats(self, chunk: Chunk) -> Seats:
        """Who the rows of a chunk are, found once."""
        if chunk.start not in self._seats:
            self._seats[chunk.start] = self._seated(chunk)
        return self._seats[chunk.start]

    def tally(self, layout: Layout, chunk: Chunk, e: Floats) -> Floats:
        """Σ e_j e_k over pairs of rows of one person, of one wave, and of neither."""
        del layout
        seats = self.seats(chunk)
        own = float(e @ e)
        person = float(np.square(seats.by_person(e)).sum())
        wave = float(np.square(seats.by_wave(e)).sum())
        whole = float(np.square(chunk.sums(e)).sum())
        return np.array([person - own, wave - own, whole - person - wave + own]) / 2

    def add(self, total: Floats, chunk: Chunk, A: Floats, alpha: Floats) -> None:
        """Add A'M⁻¹A - A'M⁻¹E (I + K E'M⁻¹E)⁻¹K E'M⁻¹A."""
        seats = self.seats(chunk)
        own, shared = _within(alpha, seats)
        c = shared / (own + seats.sizes * shared)
        sums = seats.by_person(A)
        kept = sums * c[:, None]
        total += (A.T @ A - sums.T @ kept) / own
        X = (seats.by_wave(A) - seats.persons_by_wave(kept)) / own
        D = -seats.persons_by_wave(seats.seen * c[:, None])
        D[:, range(self.waves), range(self.waves)] += seats.counts.T
        D /= own
        K = _shared(alpha, self.waves)
        _spectrum(D, K)
        Y = np.linalg.solve(np.eye(self.waves) + K @ D, K) @ X
        columns = A.shape[1]
        total -= X.reshape(-1, columns).T @ Y.reshape(-1, columns)

    def whiten(self, chunk: Chunk, A: Floats, alpha: Floats) -> Floats:
        """M^(-1/2) by person, then what the waves of the workplace share."""
        seats = self.seats(chunk)
        wave = self.wave[chunk.rows]
        indicators = (wave[:, None] == np.arange(self.waves)).astype(np.float64)
        A, F = (_by_person(seats, values, alpha) for values in (A, indicators))
        C = _correction(chunk.sums(F[:, :, None] * F[:, None, :]), _shared(alpha, self.waves))
        FA = np.stack([chunk.sums(f[:, None] * A) for f in F.T], axis=1)
        for f, part in zip(F.T, (C @ FA).swapaxes(0, 1), strict=True):
            A += f[:, None] * chunk.spread(part)
        return A

    def _seated(self, chunk: Chunk) -> Seats:
        """Find out who the rows of a chunk are; a person of two workplaces is two persons."""
        person, wave = self.person[chunk.rows], self.wave[chunk.rows]
        fresh = np.concatenate([[True], person[1:] != person[:-1]])
        fresh[chunk.starts] = True
        starts = np.flatnonzero(fresh)
        number = np.cumsum(fresh) - 1
        seen = np.zeros((len(starts), self.waves))
        seen[number, wave] = 1.0
        place = chunk.spread(np.arange(chunk.count))
        at = [wave == t for t in range(self.waves)]
        sizes = np.diff(starts, append=len(person))
        more = (np.flatnonzero(sizes > k) for k in range(1, int(sizes.max())))
        return Seats(
            starts=starts,
            sizes=sizes.astype(np.float64),
            later=tuple((some, starts[some] + k) for k, some in enumerate(more, 1)),
            homes=number[chunk.starts],
            seen=seen,
            rows=tuple(np.flatnonzero(mark) for mark in at),
            counts=np.stack([np.bincount(place[mark], minlength=chunk.count) for mark in at]),
        )


def mean_pair(total: Floats, given: Divisors, scale: float) -> Floats:
    """Mean product over φ of a pair of each kind; not a number where there is none."""
    kinds = given.counts > 0.25  # noqa: PLR2004 (half a pair, against rounding of sums of squares)
    return np.where(kinds, total, np.nan) / np.where(kinds, given.counts, 1.0) / scale


def _segments(values: Floats, counts: Integers) -> Floats:
    """Sum values that lie segment by segment; a segment without any is 0."""
    sums = np.zeros((len(counts), *values.shape[1:]))
    there = counts > 0
    starts = np.cumsum(counts) - counts
    if there.any():
        sums[there] = np.add.reduceat(values, starts[there], axis=0)
    return sums


def _within(alpha: Floats, seats: Seats) -> tuple[float, float]:
    """What a row has of its own, and what two rows of a person share, in M.

    Raises
    ------
    WorkingCorrelationError
        If M is not positive definite.
    """
    person, wave, other = np.nan_to_num(alpha).tolist()
    own, shared = 1 - person - wave + other, person - other
    if not (own > 0 and own + seats.sizes.max() * shared > 0):
        raise WorkingCorrelationError
    return own, shared


def _shared(alpha: Floats, waves: int) -> Floats:
    """K."""
    _, wave, other = np.nan_to_num(alpha).tolist()
    return np.asarray((wave - other) * np.eye(waves) + other)


def _by_person(seats: Seats, values: Floats, alpha: Floats) -> Floats:
    """Multiply the rows of each person by M^(-1/2)."""
    own, shared = _within(alpha, seats)
    within = 1 / np.sqrt(own)
    between = 1 / np.sqrt(own + seats.sizes * shared)
    sums = seats.by_person(values) * ((between - within) / seats.sizes)[:, None]
    return np.asarray(values * within + np.repeat(sums, seats.sizes.astype(np.int64), axis=0))


def _spectrum(D: Floats, K: Floats) -> tuple[Floats, Floats, Floats]:
    """D^(-1/2), and the spectrum of I + D^(1/2) K D^(1/2), of every workplace.

    Raises
    ------
    WorkingCorrelationError
        If one is not positive definite.
    """
    values, vectors = np.linalg.eigh(D)
    seen = values > _NO_WAVE * values.max(initial=0.0)
    root = np.sqrt(np.where(seen, values, 0.0))[:, None, :]
    turned = vectors.swapaxes(1, 2)
    half = (vectors * root) @ turned
    inverse = (vectors * np.where(root > 0, 1 / np.where(root > 0, root, 1.0), 0.0)) @ turned
    inner, basis = np.linalg.eigh(np.eye(len(K)) + half @ K @ half)
    if not (inner > 0).all():
        raise WorkingCorrelationError
    return inverse, inner, basis


def _correction(D: Floats, K: Floats) -> Floats:
    """C of every workplace, from D: shape (workplaces, T, T)."""
    inverse, inner, basis = _spectrum(D, K)
    change = (basis * (1 / np.sqrt(inner) - 1)[:, None, :]) @ basis.swapaxes(1, 2)
    return np.asarray(inverse @ change @ inverse)
