"""Working correlations of the rows of one unit, and rows made uncorrelated under them.

Symbols: R the working correlation of a unit with n rows, α its parameters, t the wave of a row.
Every ``whiten`` multiplies the rows of each unit by one root of R⁻¹. Which root does not matter:
estimating equations and sandwiches see only Z'R⁻¹Z and Z'R⁻¹e. No N by N matrix is ever formed,
and an n by n matrix only for each pattern of observed waves of the unstructured case. The values
given may be overwritten: fresh memory costs more than the arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np

from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.grouping import Grouping, group_rows

Correlation = Literal["independence", "exchangeable", "ar1", "unstructured"]


class WorkingCorrelationError(Exception):
    """The moments do not give a positive definite working correlation."""


@dataclass(frozen=True, eq=False)
class Layout:
    """Rows by unit, and within a unit by wave.

    Attributes
    ----------
    units : Grouping
        The rows of each unit, in wave order.
    times : ndarray of int, shape (N,)
        Wave of each row in grouped order.

    Examples
    --------
    >>> lay_out(np.array([1, 1, 2]), np.array([3, 1, 1])).times
    array([1, 1, 3])
    """

    units: Grouping
    times: Integers = field(repr=False)

    @cached_property
    def waves(self) -> Integers:
        """Distinct waves, in order: shape (T,)."""
        return np.unique(self.times)

    @cached_property
    def columns(self) -> Integers:
        """Place of each row's wave among the distinct waves."""
        return np.searchsorted(self.waves, self.times)

    @cached_property
    def paired(self) -> bool:
        """Whether any unit has two rows."""
        return self.units.blocks[-1].size > 1

    @cached_property
    def gaps(self) -> Integers:
        """Waves since the unit's row before, for every row but the first of a unit; there 0."""
        gaps = np.diff(self.times, prepend=self.times[0])
        gaps[self.units.starts] = 0
        return gaps

    @cached_property
    def patterns(self) -> tuple[tuple[Integers, Integers], ...]:
        """Each set of observed waves: its columns (n,), and the rows (m, n) of its units."""
        seen = self.by_wave(np.ones(len(self.times))) > 0
        sets, which = np.unique(seen, axis=0, return_inverse=True)
        starts = self.units.starts
        return tuple(
            (columns, starts[which.ravel() == number][:, None] + np.arange(len(columns)))
            for number, columns in enumerate(map(np.flatnonzero, sets))
        )

    def by_wave(self, values: Floats) -> Floats:
        """Spread values in grouped order over (units, waves), zero where a wave is missing."""
        table = np.zeros((self.units.count, len(self.waves)))
        table[self.units.index, self.columns] = values
        return table

    def at_positions(self) -> Layout:
        """Number the rows of each unit 1, 2, … whatever their waves."""
        return Layout(self.units, _positions(self.units))

    def repeated(self) -> int:
        """Count rows that share unit and wave with the row before."""
        later = np.ones(len(self.times), dtype=bool)
        later[self.units.starts] = False
        return int((later & (self.gaps == 0)).sum())


def lay_out(unit: Integers, wave: Integers | None) -> Layout:
    """Group the rows by unit and order them by wave; without waves, keep the caller's order."""
    units = group_rows(unit, wave)
    return Layout(units, _positions(units) if wave is None else wave[units.order])


def whiten_independence(layout: Layout, values: Floats, alpha: Floats) -> Floats:
    """R = I: the rows as they are."""
    del layout, alpha
    return values


def whiten_exchangeable(layout: Layout, values: Floats, alpha: Floats) -> Floats:
    """R = (1 - α)I + αJ, whose inverse root is (I - J/n)/√(1-α) + (J/n)/√(1+(n-1)α)."""
    rho = float(alpha[0])
    largest = layout.units.blocks[-1].size
    if not (rho < 1 and 1 + (largest - 1) * rho > 0):
        raise WorkingCorrelationError
    within = 1 / np.sqrt(1 - rho)
    for block in layout.units.blocks:
        between = 1 / np.sqrt(1 + (block.size - 1) * rho)
        part = block.of(values)
        sums = np.einsum("mn...->m...", part)[:, None]
        sums *= (between - within) / block.size
        part *= within
        part += sums
    return values


def whiten_ar1(layout: Layout, values: Floats, alpha: Floats) -> Floats:
    """R_jk = α^|t_j - t_k|: each row less what the one before predicts, over its deviation."""
    if not abs(float(alpha[0])) < 1:
        raise WorkingCorrelationError
    rho: Floats = np.power(float(alpha[0]), layout.gaps)
    rho[layout.units.starts] = 0.0
    white = values.copy()
    white[1:] -= rho[1:, None] * values[:-1]
    white /= np.sqrt(1 - rho**2)[:, None]
    return white


def whiten_unstructured(layout: Layout, values: Floats, alpha: Floats) -> Floats:
    """R holds α_jk for waves j and k: rows times the inverse of its Cholesky factor."""
    R = correlation_matrix(alpha, len(layout.waves))
    white = np.empty_like(values)
    for columns, rows in layout.patterns:
        white[rows] = _inverse_root(R[np.ix_(columns, columns)]) @ values[rows]
    return white


WHITEN: Mapping[Correlation, Callable[[Layout, Floats, Floats], Floats]] = {
    "independence": whiten_independence,
    "exchangeable": whiten_exchangeable,
    "ar1": whiten_ar1,
    "unstructured": whiten_unstructured,
}


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


def _positions(units: Grouping) -> Integers:
    """Number the rows of each unit from 1."""
    return np.arange(1, len(units.order) + 1) - units.starts[units.index]
