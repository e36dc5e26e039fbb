"""Separation: a direction in which the likelihood only rises, so that estimates are infinite."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from migrant_rh.methods.arrays import Booleans, Floats
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


def find_separation(X: Floats, y: Floats, step: Floats, mean: Floats, family: Family) -> Separation:
    """Certify from a scoring step that the outcome is separated, or find nothing.

    Parameters
    ----------
    X, y : ndarray, shapes (N, p) and (N,)
        Design and outcome.
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
    if not near.any():
        return no_separation(*X.shape)
    toward = (y == family.high).astype(float) - (y == family.low)
    pull = np.abs(step) * np.abs(X).max(axis=0)
    pulling = pull > _TOLERANCE * pull.max()
    delta = np.where(pulling, step, 0.0)
    change = X @ delta
    gain = np.where(toward == 0, -np.abs(change), toward * change)
    rounding = _TOLERANCE * (np.abs(X) @ np.abs(delta))
    if not (near & (gain > _STILL_MOVING)).any() or (gain < -rounding).any():
        return no_separation(*X.shape)
    return Separation(gain > rounding, pulling)
