"""Rows by unit, cut into chunks that stay in the processor's cache.

A chunk holds whole units. Where units are small all of them have one size, and its rows lie wave
by wave: the first row of every unit, then the second, …; a sum over units is then a sum of long
contiguous blocks, several times faster than a sum over short ones. Units of many rows lie one
after the other, and are summed by their starts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np

from migrant_rh.methods.arrays import Booleans, Integers, Values

Together = Literal["size", "waves", "any"]
Group = tuple[Integers, int, Integers]

CHUNK_ROWS = 8192
_LARGE = 24
_NONE = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Rows grouped by unit, and within a unit by wave.

    Attributes
    ----------
    order : ndarray of int, shape (N,), or None
        Positions of the caller's rows in grouped order; None when they come grouped already.
    starts, sizes : ndarray of int, shape (K,)
        First row of each unit in grouped order, and how many there are.
    labels : ndarray of int, shape (K,)
        Codes of the units, increasing.
    """

    order: Integers | None = field(repr=False)
    starts: Integers = field(repr=False)
    sizes: Integers = field(repr=False)
    labels: Integers = field(repr=False)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self.starts[-1] + self.sizes[-1])

    def gathered(self, values: Values) -> Values:
        """Put values of the caller's rows in grouped order."""
        return values if self.order is None else values[self.order]

    def original(self, rows: Integers) -> Integers:
        """Positions of the caller's rows, of rows in grouped order."""
        return rows if self.order is None else self.order[rows]

    def index(self) -> Integers:
        """Number of its unit, for each row in grouped order."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes)


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """Rows `start` to `stop` of a layout, which are units `first` to `last`.

    Attributes
    ----------
    size : int
        Rows of every unit, which then lie wave by wave; 0 where units of several sizes lie one
        after the other.
    columns : ndarray of int
        The waves that every unit of the chunk was seen at, where chunks keep to one set of waves;
        else empty.
    starts : ndarray of int
        First row of each unit within the chunk; empty where they lie wave by wave.
    """

    start: int
    stop: int
    first: int
    last: int
    size: int
    columns: Integers = field(repr=False)
    starts: Integers = field(repr=False)

    @property
    def rows(self) -> slice:
        """Rows of the chunk in the layout."""
        return slice(self.start, self.stop)

    @property
    def units(self) -> slice:
        """Units of the chunk in the layout."""
        return slice(self.first, self.last)

    @property
    def count(self) -> int:
        """Number of units."""
        return self.last - self.first

    @property
    def sizes(self) -> Integers:
        """Rows of each unit."""
        if self.size:
            return np.full(self.count, self.size)
        return np.diff(self.starts, append=self.stop - self.start)

    def sums(self, values: Values) -> Values:
        """Sum values of the chunk's rows over each unit."""
        if not self.size:
            return np.asarray(np.add.reduceat(values, self.starts, axis=0))
        waves = values.reshape(self.size, self.count, *values.shape[1:])
        return np.asarray(waves[0] + waves[1]) if self.size == 2 else waves.sum(axis=0)  # noqa: PLR2004 (two waves: the case that counts)

    def spread(self, values: Values) -> Values:
        """Give every row the value of its unit."""
        if not self.size:
            return np.repeat(values, self.sizes, axis=0)
        return np.tile(values, (self.size, *(1,) * (values.ndim - 1)))

    def blocks(self, values: Values) -> Iterator[Values]:
        """View values as (units, rows, …), units of one size at a time."""
        if self.size:
            yield values.reshape(self.size, self.count, *values.shape[1:]).swapaxes(0, 1)
            return
        for unit in np.split(values, self.starts[1:]):
            yield unit[None]


@dataclass(frozen=True, eq=False)
class Layout:
    """Rows of all units, chunk by chunk.

    Attributes
    ----------
    units : Units
        The units as they were found.
    chunks : tuple of Chunk
        All rows and all units.
    rows : ndarray of int, shape (N,)
        Rows in grouped order, for each row of the layout.
    sequence : ndarray of int, shape (K,)
        Units as they were found, for each unit of the layout.
    times : ndarray of int, shape (N,)
        Wave of each row of the layout; where there are none, its position in its unit.
    """

    units: Units
    chunks: tuple[Chunk, ...] = field(repr=False)
    rows: Integers = field(repr=False)
    sequence: Integers = field(repr=False)
    times: Integers = field(repr=False)

    @cached_property
    def waves(self) -> Integers:
        """Distinct waves, in order: shape (T,)."""
        return distinct(self.times)

    @cached_property
    def columns(self) -> Integers:
        """Place of each row's wave among the distinct waves."""
        return np.searchsorted(self.waves, self.times)

    @cached_property
    def original(self) -> Integers:
        """Positions of the caller's rows, for each row of the layout."""
        return self.units.original(self.rows)

    @property
    def sizes(self) -> Integers:
        """Rows of each unit of the layout."""
        return self.units.sizes[self.sequence]

    @property
    def largest(self) -> int:
        """Rows of the largest unit."""
        return int(self.units.sizes.max())

    def unit_of(self, chunk: Chunk) -> Integers:
        """Number of its unit within the chunk, for each row of a chunk."""
        return chunk.spread(np.arange(chunk.count))

    def scattered(self, values: Values) -> Values:
        """Put values of the layout's rows in the order of the caller's rows."""
        returned = np.empty_like(values)
        returned[self.original] = values
        return returned


def group_units(unit: Integers, wave: Integers | None) -> Units:
    """Group rows by unit and order them by wave; without waves, keep the caller's order."""
    order = None if _in_order(unit, wave) else _sorted(unit, wave)
    codes = unit if order is None else unit[order]
    starts = np.flatnonzero(np.concatenate([[True], codes[1:] != codes[:-1]]))
    return Units(order, starts, np.diff(starts, append=len(codes)), codes[starts])


def lay_out(units: Units, wave: Integers | None, *, together: Together = "size") -> Layout:
    """Cut the rows of units into chunks.

    Parameters
    ----------
    units : Units
        Rows by unit.
    wave : ndarray of int, shape (N,), or None
        Wave of each of the caller's rows; None numbers the rows of each unit 1, 2, ….
    together : {"size", "waves", "any"}
        What units of one chunk have in common: their size, where it is small; the set of waves
        they were seen at; or nothing.
    """
    times = positions(units) if wave is None else units.gathered(wave)
    groups = _GROUPS[together](units, times)
    pieces = [piece for group in groups for piece in _pieces(units, *group)]
    sequence = np.concatenate([members for members, _, _ in pieces])
    rows = np.concatenate([_laid(units, members, size) for members, size, _ in pieces])
    return Layout(units, tuple(_chunks(units, pieces)), rows, sequence, times[rows])


def positions(units: Units) -> Integers:
    """Number the rows of each unit from 1."""
    return np.arange(1, units.rows + 1) - np.repeat(units.starts, units.sizes)


def distinct(codes: Integers) -> Integers:
    """Distinct whole numbers in order; without sorting them where they lie close together.

    As np.unique, which loads a library of 20 ms when it is first used.
    """
    if not len(codes):
        return codes
    low, high = int(codes.min()), int(codes.max())
    if high - low > 4 * len(codes) + 1000:
        ordered = np.sort(codes)
        return np.asarray(ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])])
    return np.flatnonzero(np.bincount(codes - low)) + low


def repeated(units: Units, wave: Integers) -> int:
    """Count rows that share unit and wave with the row before."""
    times = units.gathered(wave)
    same = times[1:] == times[:-1]
    same[units.starts[1:] - 1] = False
    return int(same.sum())


def _in_order(unit: Integers, wave: Integers | None) -> bool:
    """Say whether rows come by unit and within a unit by wave."""
    if not (unit[1:] >= unit[:-1]).all():
        return False
    return wave is None or bool(((wave[1:] >= wave[:-1]) | (unit[1:] != unit[:-1])).all())


def _sorted(unit: Integers, wave: Integers | None) -> Integers:
    """Order rows by unit, then wave, then as they came."""
    if wave is None:
        return np.argsort(unit, kind="stable")
    low, span = int(wave.min()), int(wave.max()) - int(wave.min()) + 1
    room = np.iinfo(np.int64).max // span
    if max(abs(int(unit.min())), abs(int(unit.max()))) < room - 1:
        return np.argsort(unit * span + (wave - low), kind="stable")
    return np.lexsort((wave, unit))


def _of_one_size(units: Units, times: Integers) -> Iterator[Group]:
    """Small units by size; all large ones together, smallest first."""
    del times
    by_size = np.argsort(units.sizes, kind="stable")
    ordered = units.sizes[by_size]
    stops = np.searchsorted(ordered, np.arange(1, _LARGE), side="right")
    start = 0
    for size, stop in enumerate(stops, 1):
        if stop > start:
            yield by_size[start:stop], size, _NONE
        start = int(stop)
    if start < len(ordered):
        yield by_size[start:], 0, _NONE


def _seen_alike(units: Units, times: Integers) -> Iterator[Group]:
    """Units by the set of waves they were seen at."""
    waves = distinct(times)
    seen = np.zeros((len(units.sizes), len(waves)), dtype=bool)
    seen[units.index(), np.searchsorted(waves, times)] = True
    sets = _numbered(seen)
    for number in range(int(sets.max()) + 1):
        members = np.flatnonzero(sets == number)
        columns = np.flatnonzero(seen[members[0]])
        yield members, len(columns), columns


def _numbered(seen: Booleans) -> Integers:
    """Number equal rows alike, from 0; eight columns at a time, so that any number will do."""
    sets = np.zeros(len(seen), np.int64)
    for byte in np.packbits(seen, axis=1).T:
        codes = sets * 256 + byte
        sets = np.searchsorted(distinct(codes), codes)
    return sets


def _as_they_come(units: Units, times: Integers) -> Iterator[Group]:
    """All units, one after the other."""
    del times
    yield np.arange(len(units.sizes)), 0, _NONE


_GROUPS: Mapping[Together, Callable[[Units, Integers], Iterator[Group]]] = {
    "size": _of_one_size,
    "waves": _seen_alike,
    "any": _as_they_come,
}


def _pieces(units: Units, members: Integers, size: int, columns: Integers) -> Iterator[Group]:
    """Cut units that belong together into what one chunk holds."""
    if size:
        step = max(1, CHUNK_ROWS // size)
        cuts = np.arange(step, len(members), step)
    else:
        cuts = np.flatnonzero(np.diff(np.cumsum(units.sizes[members]) // CHUNK_ROWS)) + 1
    for piece in np.split(members, cuts):
        yield piece, size, columns


def _laid(units: Units, members: Integers, size: int) -> Integers:
    """Rows of a chunk's units: wave by wave, or unit after unit."""
    starts = units.starts[members]
    if size:
        return (starts + np.arange(size)[:, None]).ravel()
    sizes = units.sizes[members]
    stops = np.cumsum(sizes)
    return np.repeat(starts - (stops - sizes), sizes) + np.arange(stops[-1])


def _chunks(units: Units, pieces: list[Group]) -> Iterator[Chunk]:
    """Say where each chunk begins and ends."""
    row = unit = 0
    for members, size, columns in pieces:
        sizes = units.sizes[members]
        stop, last = row + int(sizes.sum()), unit + len(members)
        starts = _NONE if size else np.cumsum(sizes) - sizes
        yield Chunk(row, stop, unit, last, size, columns, starts)
        row, unit = stop, last
