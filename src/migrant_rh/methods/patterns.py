"""Units whose rows are all alike, told once with their number.

Estimating equations, moments and sandwiches are sums over units, so that a unit that stands for f
alike counts f times and the answers are the same. Rows are compared by a hash of all that enters
the fit, and then value by value, so that no coincidence of hashes can join what differs. Prior art:
compression of generalised linear models by distinct rows (Wong and others, 2021,
https://arxiv.org/abs/2102.11297); here the unit is the whole cluster.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.layout import CHUNK_ROWS, Units, distinct, positions
from migrant_rh.methods.observations import Observations

Hashes = npt.NDArray[np.uint64]

LEAST_ROWS = 20_000
_SAMPLE = 4096
_WORTH = 4
_IRRATIONAL = np.pi * 1e3
_TOP = np.uint64(47)


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """Units that stand for all, and which of them each unit is like.

    Attributes
    ----------
    members : ndarray of int, shape (P,)
        One unit of each pattern.
    which : ndarray of int, shape (K,)
        Pattern of each unit.
    frequency : ndarray, shape (P,)
        Units of each pattern.
    """

    members: Integers = field(repr=False)
    which: Integers = field(repr=False)
    frequency: Floats = field(repr=False)


def subset(units: Units, members: Integers) -> Units:
    """Some of the units, pointing at the caller's rows as before."""
    sizes = units.sizes[members]
    stops = np.cumsum(sizes)
    starts = stops - sizes
    rows = np.repeat(units.starts[members] - starts, sizes) + np.arange(stops[-1])
    return Units(units.original(rows), starts, sizes, units.labels[members])


def find_patterns(observations: Observations, units: Units) -> Patterns | None:
    """Find units that are alike, where there are so many of them that it pays.

    Returns
    -------
    Patterns or None
        None for few rows, or for more than a quarter as many patterns as units.
    """
    if units.rows < LEAST_ROWS or not _promising(observations, units):
        return None
    return collapse(observations, units, least=_WORTH)


def collapse(observations: Observations, units: Units, *, least: float = 1.0) -> Patterns | None:
    """Find units that are alike; None where there are not `least` times fewer patterns."""
    keys = _keys(observations, units)
    kinds = _kinds(keys)
    if len(kinds) * least > len(keys):
        return None
    which = np.searchsorted(kinds, keys)
    members = np.empty(len(kinds), np.int64)
    members[which[::-1]] = np.arange(len(keys))[::-1]
    counts = np.bincount(which, minlength=len(kinds))
    found = Patterns(members, which, counts.astype(np.float64))
    return found if _same(observations, units, found) else None


def _promising(observations: Observations, units: Units) -> bool:
    """Guess from how often two of some units are alike whether patterns are few enough."""
    some = distinct(np.linspace(0, len(units.sizes) - 1, _SAMPLE).astype(np.int64))
    twice = len(some) - len(_kinds(_keys(observations, subset(units, some))))
    return 2 * twice * len(units.sizes) > _WORTH * len(some) ** 2


def _kinds(keys: Hashes) -> Hashes:
    """Distinct hashes in order."""
    ordered = np.sort(keys)
    return np.asarray(ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])])


def _keys(observations: Observations, units: Units) -> Hashes:
    """Hash of each unit: of its rows, in order."""
    rows = _mixed(_row_hashes(observations, units.order))
    place = positions(units).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return _mixed(np.add.reduceat(_mixed(rows + place), units.starts))


def _row_hashes(observations: Observations, order: Integers | None) -> Hashes:
    """Hash of all that a row brings to the fit."""
    row = slice(None) if order is None else order
    hashes = _bits(_projected(observations.X, order))
    for extra in (observations.y, observations.weights, observations.offset, observations.wave):
        if extra is not None:
            hashes = _mixed(hashes + _bits(extra[row].astype(np.float64, copy=False)))
    return hashes


def _projected(X: Floats, order: Integers | None) -> Floats:
    """One number for each row: equal rows mostly have equal ones, and others hardly ever."""
    along = np.modf(np.sqrt(np.arange(2, 2 + X.shape[1])) * _IRRATIONAL)[0]
    if order is None:
        return np.asarray(X @ along)
    found = np.empty(len(order))
    for start in range(0, len(order), CHUNK_ROWS):
        piece = slice(start, start + CHUNK_ROWS)
        np.matmul(X[order[piece]], along, out=found[piece])
    return found


def _bits(values: Floats) -> Hashes:
    """Bits of numbers; -0 is 0. Small whole numbers have theirs at the top only: spread."""
    bits = (values + 0.0).view(np.uint64)
    return bits ^ (bits >> _TOP)


def _mixed(hashes: Hashes) -> Hashes:
    """Spread the bits, so that sums of hashes tell where a value stood."""
    hashes = (hashes ^ (hashes >> np.uint64(31))) * np.uint64(0xD6E8FEB86659FD93)
    return hashes ^ (hashes >> np.uint64(32))


def _same(observations: Observations, units: Units, patterns: Patterns) -> bool:
    """Compare every row with the row of its pattern, value by value."""
    if not (units.sizes == units.sizes[patterns.members[patterns.which]]).all():
        return False
    shift = units.starts[patterns.members[patterns.which]] - units.starts
    told = np.arange(units.rows) + np.repeat(shift, units.sizes)
    columns = [observations.X, observations.y, observations.weights, observations.offset]
    for values in (*columns, observations.wave):
        if values is not None and not _equal(values, units, told):
            return False
    return True


def _equal(values: npt.NDArray[np.generic], units: Units, told: Integers) -> bool:
    """Compare values of all rows with those of the rows that stand for them."""
    for start in range(0, units.rows, CHUNK_ROWS):
        piece = slice(start, start + CHUNK_ROWS)
        own = values[piece if units.order is None else units.order[piece]]
        if (own != np.take(values, units.original(told[piece]), axis=0)).any():
            return False
    return True
