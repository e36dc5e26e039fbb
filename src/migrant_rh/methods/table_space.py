"""All tables with given margins: which are as unlikely as the one observed.

Given the margins, a table n_ij has the probability Π n_i.! Π n_.j! / (N! Π n_ij!). Its columns are
cut in two halves. Tables of the left half are listed; they meet those of the right half where the
persons left in each row, the room, are the same. There the logarithms of the two halves add up, so
that sorted right halves and their running sum answer every left half by one search. Listing two
halves costs about the square root of listing all tables.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from scipy.special import gammaln

from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.monte_carlo import MonteCarlo

TIE = 1e-7
"""Tables whose probabilities differ by less than this share are equally likely, as in R."""


@dataclass(frozen=True, slots=True)
class Halves:
    """A table turned and sorted so that listing its halves is cheapest.

    Attributes
    ----------
    table : ndarray of int, shape (r, c)
        Columns by rising total.
    left : int
        Number of columns of the left half.
    cost : int
        Upper limit of the number of halves to be listed.
    """

    table: Integers = field(repr=False)
    left: int
    cost: int


@dataclass(frozen=True, slots=True)
class _Part:
    """Tables of some columns: m of them.

    `room` (m, r) is what the rows can still hold, `value` -Σ log n_ij!, `start` where each began.
    """

    room: Integers
    value: Floats
    start: Integers

    @classmethod
    def at(cls, room: Integers) -> Self:
        """Begin with no column, at each of the rooms."""
        return cls(room, np.zeros(len(room)), np.arange(len(room)))

    def with_column(self, total: int) -> _Part:
        """Add a column of that total in every way that the rooms allow."""
        rest = np.full(len(self.room), total)
        origin = np.arange(len(self.room))
        taken = np.zeros_like(self.room)
        below = self.room.sum(axis=1, keepdims=True) - np.cumsum(self.room, axis=1)
        for row in range(self.room.shape[1]):
            least = np.maximum(rest - below[origin, row], 0)
            most = np.minimum(rest, self.room[origin, row])
            again, step = _counted(most - least + 1)
            taken, origin, rest = taken[again], origin[again], rest[again]
            taken[:, row] = least[again] + step
            rest = rest - taken[:, row]
        value = self.value[origin] - _log_factorials(taken)
        return _Part(self.room[origin] - taken, value, self.start[origin])

    def filled(self) -> _Part:
        """Put what room is left into the last column."""
        return _Part(self.room, self.value - _log_factorials(self.room), self.start)


@dataclass(frozen=True, slots=True)
class _Meetings:
    """Distinct rooms, and the number of its room for each left half."""

    rooms: Integers
    index: Integers

    @classmethod
    def of(cls, room: Integers) -> Self:
        """Find distinct rows; sorting columns is quicker than np.unique of whole rows."""
        order = np.lexsort(room.T)
        new = np.append(True, (np.diff(room[order], axis=0) != 0).any(axis=1))
        index = np.empty(len(room), dtype=np.int64)
        index[order] = np.cumsum(new) - 1
        return cls(room[order][new], index)


def cheapest_halves(counts: Integers) -> Halves:
    """Choose rows, order of columns, and where to cut.

    Parameters
    ----------
    counts : ndarray of int, shape (r, c)
        A table without empty rows and columns.

    Examples
    --------
    >>> cheapest_halves(np.array([[3, 1], [1, 3]])).cost
    6
    """
    turned = [each[:, np.argsort(each.sum(axis=0), kind="stable")] for each in (counts, counts.T)]
    plans = [
        Halves(table, left, _cost(table, left))
        for table in turned
        for left in range(table.shape[1])
    ]
    return min(plans, key=lambda plan: plan.cost)


def exact_p_value(halves: Halves) -> float:
    """Sum the probabilities of all tables that are no likelier than the observed one.

    Parameters
    ----------
    halves : Halves
        The observed table; mind its cost.

    Notes
    -----
    Freeman and Halton (1951, https://doi.org/10.1093/biomet/38.1-2.141).

    Examples
    --------
    >>> round(exact_p_value(cheapest_halves(np.array([[3, 1], [1, 3]]))), 6)
    0.485714
    """
    totals = halves.table.sum(axis=0).tolist()
    left = _Part.at(halves.table.sum(axis=1)[None, :])
    for total in totals[: halves.left]:
        left = left.with_column(total)
    meetings = _Meetings.of(left.room)
    right = _Part.at(meetings.rooms)
    for total in totals[halves.left : -1]:
        right = right.with_column(total)
    limit = -float(_log_factorials(halves.table.ravel())) + TIE
    met = _Part(left.room, left.value, meetings.index)
    return min(1.0, _joined(met, right.filled(), limit, _log_constant(halves.table)))


def drawn_extremes(counts: Integers, monte_carlo: MonteCarlo) -> int:
    """Count random tables with the same margins that are no likelier than the observed one.

    Parameters
    ----------
    counts : ndarray of int, shape (r, c)
        The observed table.
    monte_carlo : MonteCarlo
        Draws and seed.

    Examples
    --------
    >>> drawn_extremes(np.array([[2, 2], [2, 2]]), MonteCarlo(draws=50))
    50
    """
    generator = np.random.default_rng(monte_carlo.seed)
    room = np.tile(counts.sum(axis=1), (monte_carlo.draws, 1))
    value = np.zeros(monte_carlo.draws)
    for total in counts.sum(axis=0).tolist()[:-1]:
        taken = _drawn_column(generator, room, total)
        value -= _log_factorials(taken)
        room = room - taken
    value -= _log_factorials(room)
    return int((value <= TIE - _log_factorials(counts.ravel())).sum())


def _cost(table: Integers, left: int) -> int:
    """Count the halves, as if rows had no limit."""
    rows = len(table)
    totals = table.sum(axis=0).tolist()
    ways = [math.comb(total + rows - 1, rows - 1) for total in totals]
    lefts = math.prod(ways[:left])
    meetings = min(lefts, math.comb(sum(totals[:left]) + rows - 1, rows - 1))
    return lefts + meetings * math.prod(ways[left:-1])


def _counted(times: Integers) -> tuple[Integers, Integers]:
    """Repeat each position so many times, and count the repetitions from 0."""
    again = np.repeat(np.arange(len(times)), times)
    return again, np.arange(len(again)) - np.repeat(np.cumsum(times) - times, times)


def _log_factorials(counts: Integers) -> Floats:
    """Σ log n! over the last axis."""
    return np.asarray(gammaln(counts + 1.0).sum(axis=-1))


def _log_constant(table: Integers) -> float:
    """Log of Π n_i.! Π n_.j! / N!."""
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    return float(_log_factorials(rows) + _log_factorials(columns) - gammaln(table.sum() + 1.0))


def _joined(left: _Part, right: _Part, limit: float, constant: float) -> float:
    """Add up the probabilities of all pairs of halves whose values sum to the limit at most."""
    lefts, rights = np.argsort(left.start, kind="stable"), np.lexsort((right.value, right.start))
    meetings = np.arange(left.start.max() + 2)
    left_cuts = np.searchsorted(left.start[lefts], meetings)
    right_cuts = np.searchsorted(right.start[rights], meetings)
    left_values, right_values = left.value[lefts], right.value[rights]
    total = 0.0
    for meeting in meetings[:-1]:
        l_values = left_values[left_cuts[meeting] : left_cuts[meeting + 1]]
        r_values = right_values[right_cuts[meeting] : right_cuts[meeting + 1]]
        largest = r_values[-1]
        running = np.concatenate([[0.0], np.cumsum(np.exp(r_values - largest))])
        extreme = np.searchsorted(r_values, limit - l_values, side="right")
        total += float(np.exp(constant + l_values + largest) @ running[extreme])
    return total


def _drawn_column(generator: np.random.Generator, room: Integers, total: int) -> Integers:
    """Draw one column for every table, row by row, from what room the rows have left."""
    taken = np.zeros_like(room)
    rest = np.full(len(room), total)
    below = room.sum(axis=1)
    for row in range(room.shape[1]):
        below = below - room[:, row]
        taken[:, row] = generator.hypergeometric(room[:, row], below, rest)
        rest = rest - taken[:, row]
    return taken
