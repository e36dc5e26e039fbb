"""Rows grouped by person or workplace, laid out so that sums need no loop over groups.

Groups of one size lie together: a block of m groups of n rows is a view of shape (m, n, …), and
every sum over groups is a sum over an axis. There are at most √(2N) sizes, hence blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats, Integers


@dataclass(frozen=True, slots=True)
class Block:
    """Groups of one size: rows `start` to `stop` of the grouped order."""

    size: int
    start: int
    stop: int

    def of(self, values: Floats) -> Floats:
        """View the block's part of values in grouped order as (groups, size, …)."""
        return values[self.start : self.stop].reshape(-1, self.size, *values.shape[1:])


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """The order that puts groups of one size together.

    Attributes
    ----------
    labels : ndarray, shape (m,)
        Group codes in grouped order.
    sizes : ndarray, shape (m,)
        Rows of each group.
    order : ndarray, shape (N,)
        Positions of the rows, in grouped order.
    blocks : tuple of Block
        One for each size, by increasing size.

    Examples
    --------
    >>> pairs = group_rows(np.array([7, 8, 7]))
    >>> pairs.sums(pairs.gathered(np.array([1.0, 5.0, 2.0])))
    array([5., 3.])
    """

    labels: Integers = field(repr=False)
    sizes: Integers = field(repr=False)
    order: Integers = field(repr=False)
    blocks: tuple[Block, ...] = field(repr=False)

    @property
    def count(self) -> int:
        """Number of groups."""
        return len(self.labels)

    @property
    def index(self) -> Integers:
        """Number of its group, for each row in grouped order."""
        return np.repeat(np.arange(self.count), self.sizes)

    @property
    def starts(self) -> Integers:
        """First row of each group, in grouped order."""
        return np.cumsum(self.sizes) - self.sizes

    def gathered(self, values: Floats) -> Floats:
        """Put values of the caller's rows in grouped order."""
        return values[self.order]

    def scattered(self, values: Floats) -> Floats:
        """Put values in grouped order back in the order of the caller's rows."""
        returned = np.empty_like(values)
        returned[self.order] = values
        return returned

    def split(self, values: Floats) -> Iterator[Floats]:
        """View values in grouped order block by block."""
        return (block.of(values) for block in self.blocks)

    def sums(self, values: Floats) -> Floats:
        """Sum values in grouped order over the rows of each group."""
        return np.concatenate([np.einsum("mn...->m...", block) for block in self.split(values)])


def group_rows(codes: npt.ArrayLike, within: npt.ArrayLike | None = None) -> Grouping:
    """Lay rows out by group size, group, and a second code within the group.

    Parameters
    ----------
    codes : array_like of int, shape (N,)
        Group of each row; any whole numbers, rows in any order.
    within : array_like of int, shape (N,), optional
        Order of the rows of a group; without it they keep the caller's order.

    Examples
    --------
    >>> group_rows([3, 1, 3, 2]).sizes
    array([1, 1, 2])
    """
    labels, index, sizes = np.unique(np.asarray(codes), return_inverse=True, return_counts=True)
    keys = (index, sizes[index])
    order = np.lexsort(keys if within is None else (np.asarray(within), *keys))
    by_size = np.argsort(sizes, kind="stable")
    return Grouping(labels[by_size], sizes[by_size], order, _blocks(sizes))


def _blocks(sizes: Integers) -> tuple[Block, ...]:
    """Find where each size begins and ends."""
    distinct, groups = np.unique(sizes, return_counts=True)
    stops = np.cumsum(distinct * groups)
    return tuple(
        Block(int(size), int(stop - size * count), int(stop))
        for size, count, stop in zip(distinct, groups, stops, strict=True)
    )
