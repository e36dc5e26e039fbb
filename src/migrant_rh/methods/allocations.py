"""The allocations of clusters that could have been, and differences of arms under each of them.

Symbols: G clusters with values v_g (one or more columns); Ω the allocations that the procedure
could have made; for an allocation z, the mean of v over its intervention clusters less the mean
over its control clusters.

==========  ==================================================================================
stratified  as many intervention clusters in each stratum as were observed; pairs are strata of
            two, and without strata there is one
recorded    the rows of a list: what a constrained procedure accepted, and wrote down
==========  ==================================================================================

Both give differences of means for many allocations at once: all of Ω, or random members of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Booleans, Floats, Integers

_CHUNK = 4_000_000
_FEW_SUBSETS = 10_000
_MATRIX = 2


class AllocationSpace(Protocol):
    """What a permutation test asks of the allocations that could have been."""

    @property
    def count(self) -> int:
        """|Ω|."""

    def listed(self, values: Floats) -> Floats:
        """Differences of means of each column of values (G, q), one row an allocation of Ω."""

    def drawn(self, values: Floats, generator: np.random.Generator, draws: int) -> Floats:
        """Differences of means under random members of Ω, each equally likely: (draws, q)."""


@dataclass(frozen=True, slots=True, eq=False)
class Stratified:
    """Allocations with a fixed number of intervention clusters in each stratum.

    Attributes
    ----------
    stratum : ndarray of int, shape (G,)
        Number of each cluster's stratum, from 0.
    treated : ndarray of int, shape (S,)
        Intervention clusters of each stratum.

    Examples
    --------
    >>> Stratified(np.array([0, 0, 1, 1]), np.array([1, 1])).count
    4
    """

    stratum: Integers = field(repr=False)
    treated: Integers

    @property
    def count(self) -> int:
        """|Ω|."""
        pairs = zip(np.bincount(self.stratum).tolist(), self.treated.tolist(), strict=True)
        return math.prod(math.comb(size, treated) for size, treated in pairs)

    def listed(self, values: Floats) -> Floats:
        """Differences of means under every allocation."""
        sums = np.zeros((1, values.shape[1]))
        for rows, treated in self._strata(values):
            ways = _subset_sums(rows, treated)
            sums = (sums[:, None, :] + ways[None, :, :]).reshape(-1, values.shape[1])
        return self._differences(values, sums)

    def drawn(self, values: Floats, generator: np.random.Generator, draws: int) -> Floats:
        """Differences of means under random allocations, stratum by stratum."""
        rows = max(_CHUNK // len(values), 1)
        cuts = [min(rows, draws - start) for start in range(0, draws, rows)]
        sums = [self._random_sums(values, generator, count) for count in cuts]
        return self._differences(values, np.concatenate(sums))

    def _strata(self, values: Floats) -> list[tuple[Floats, int]]:
        """Values of each stratum, and how many of its clusters are treated."""
        return [
            (values[self.stratum == number], treated)
            for number, treated in enumerate(self.treated.tolist())
        ]

    def _random_sums(self, values: Floats, generator: np.random.Generator, count: int) -> Floats:
        """Sums over random intervention clusters."""
        sums = np.zeros((count, values.shape[1]))
        for rows, treated in self._strata(values):
            if math.comb(len(rows), treated) <= _FEW_SUBSETS:
                ways = _subset_sums(rows, treated)
                sums += ways.take(generator.integers(len(ways), size=count), axis=0)
            else:
                sums += _random_subsets(generator, len(rows), treated, count) @ rows
        return sums

    def _differences(self, values: Floats, sums: Floats) -> Floats:
        """Differences of means from sums over intervention clusters."""
        treated = int(self.treated.sum())
        return np.asarray(sums / treated - (values.sum(axis=0) - sums) / (len(values) - treated))


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """Allocations that were written down: make them with `recorded`.

    Attributes
    ----------
    allowed : ndarray of bool, shape (M, G)
        Intervention clusters, one row an allocation; a row that stands twice counts twice.
    """

    allowed: Booleans = field(repr=False)

    @property
    def count(self) -> int:
        """|Ω|."""
        return len(self.allowed)

    def listed(self, values: Floats) -> Floats:
        """Differences of means under every allocation."""
        return _means_apart(self.allowed, values)

    def drawn(self, values: Floats, generator: np.random.Generator, draws: int) -> Floats:
        """Differences of means under random rows of the list."""
        return _means_apart(self.allowed, values)[generator.integers(self.count, size=draws)]

    @property
    def bound_together(self) -> int:
        """Pairs of clusters that always, or never, share an arm: the procedure decided for them.

        Where there are many, the test rests on few free choices (Moulton, 2004,
        https://doi.org/10.1191/1740774504cn024oa).
        """
        signs = np.where(self.allowed, 1.0, -1.0)
        together = np.abs(signs.T @ signs) == self.count
        return int(np.triu(together, 1).sum())


def recorded(allowed: npt.ArrayLike, observed: Integers) -> Recorded:
    """Take a list of allocations, one of which was made.

    Parameters
    ----------
    allowed : array_like of 0 and 1, shape (M, G)
        Arm of each cluster under each allocation. Equal rows count as often as they stand: leave
        copies out of a list of all clusters, and keep them where some clusters are left out of it.
    observed : ndarray of int, shape (G,)
        The allocation that was made.

    Raises
    ------
    ValueError
        If it is not a matrix of 0 and 1 with a column for each cluster, an allocation leaves an arm
        empty, or the allocation that was made is not in it.

    Examples
    --------
    >>> recorded([[0, 1, 0, 1], [1, 0, 1, 0], [0, 1, 1, 0]], np.array([0, 1, 0, 1])).count
    3
    """
    matrix = np.asarray(allowed)
    if matrix.ndim != _MATRIX or matrix.shape[1] != len(observed):
        raise ValueError(
            f"allowed allocations have shape {matrix.shape}; expected one column for each of "
            f"{len(observed)} clusters"
        )
    if not np.isin(matrix, (0, 1)).all():
        raise ValueError("allowed allocations are 0 for control and 1 for intervention")
    rows = np.asarray(matrix, dtype=bool)
    one_arm = int((rows.all(axis=1) | ~rows.any(axis=1)).sum())
    if one_arm:
        raise ValueError(f"{one_arm} allowed allocations leave an arm empty")
    if not (rows == (observed == 1)).all(axis=1).any():
        raise ValueError("the allocation that was made is not among those allowed")
    return Recorded(rows)


def _means_apart(allowed: Booleans, values: Floats) -> Floats:
    """Mean of the intervention clusters less that of the others, row by row."""
    z = allowed.astype(np.float64)
    treated = z.sum(axis=1)[:, None]
    sums = z @ values
    return np.asarray(sums / treated - (values.sum(axis=0) - sums) / (allowed.shape[1] - treated))


def _subset_sums(values: Floats, size: int) -> Floats:
    """Sums of `values` over all subsets of that size, built up one value at a time.

    Subsets of j of the first values are those without the last of them, and those with it.
    """
    sums = [np.zeros((1, values.shape[1]))] + [np.zeros((0, values.shape[1]))] * size
    for value in values:
        for j in range(size, 0, -1):
            sums[j] = np.concatenate([sums[j], sums[j - 1] + value])
    return sums[size]


def _random_subsets(generator: np.random.Generator, size: int, treated: int, count: int) -> Floats:
    """Random subsets as rows of 0 and 1: the members with the smallest of random keys."""
    keys = generator.integers(2**32, size=(count, size), dtype=np.uint32)
    last = np.partition(keys, treated - 1, axis=1)[:, treated - 1 : treated]
    chosen = keys <= last
    tied = np.flatnonzero(chosen.sum(axis=1) != treated)
    if len(tied):
        places = np.argpartition(keys[tied], treated - 1, axis=1)[:, :treated]
        chosen[tied] = False
        chosen[tied[:, None], places] = True
    return chosen.astype(np.float64)
