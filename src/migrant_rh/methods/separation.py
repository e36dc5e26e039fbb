"""Separation: a direction in which the likelihood only rises, so that estimates are infinite."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from migrant_rh.methods.arrays import Booleans, Floats, Integers
from migrant_rh.methods.families import Family

_AT_LIMIT = 1e-8
_STILL_MOVING = 1e-3
_TOLERANCE = 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class Separation:
    """Rows whose outcome the model foretells without error, and the columns that do it.

    Attributes
    ----------
    rows : ndarray of bool, shape (N,)
        Rows whose fitted mean runs to the limit.
    columns : ndarray of bool, shape (p,)
        Columns whose coefficient runs to infinity.
    """

    rows: Booleans
    columns: Booleans


def no_separation(rows: int, columns: int) -> Separation:
    """Mark nothing."""
    return Separation(np.zeros(rows, dtype=bool), np.zeros(columns, dtype=bool))


def find_separation(
    table: Floats, index: Integers | slice, y: Floats, step: Floats, mean: Floats, family: Family
) -> Separation:
    """Certify from a scoring step that the outcome is separated, or find nothing.

    Parameters
    ----------
    table, index : ndarray, shape (M, p), and ndarray of int, shape (N,), or slice
        Rows of the design, and which of them each row of the data has.
    y : ndarray, shape (N,)
        Outcome.
    step : ndarray, shape (p,)
        A scoring step at coefficients whose means already touch the limits.
    mean : ndarray, shape (N,)
        Fitted means.
    family : Family
        Its limits are 0 and 1 for proportions, 0 for counts.

    Notes
    -----
    With outcomes at their limits, a direction δ separates when Xδ never points away from the
    outcome of a row at a limit, is zero for every other row, and is not zero throughout (Albert
    and Anderson, 1984, https://doi.org/10.1093/biomet/71.1.1). Far along the path of the
    iterations their step is such a direction, and is tested as one: a certificate, not a guess
    from large coefficients. Components that have converged are taken as zero, and what a row gains
    or loses is judged against the sizes of its own terms, so that an outlying row does not drown
    the others.
    """
    near = np.abs(y - mean) < _AT_LIMIT
    toward = (y == family.high).astype(float) - (y == family.low)
    pull = np.abs(step) * np.maximum(table.max(axis=0), -table.min(axis=0))
    pulling = pull > _TOLERANCE * pull.max()
    delta = np.where(pulling, step, 0.0)
    change = (table @ delta)[index]
    gain = np.where(toward == 0, -np.abs(change), toward * change)
    if not (near & (gain > _STILL_MOVING)).any():
        return no_separation(len(y), len(step))
    rounding = _TOLERANCE * (np.abs(table) @ np.abs(delta))[index]
    if (gain < -rounding).any():
        return no_separation(len(y), len(step))
    return Separation(gain > rounding, pulling)
