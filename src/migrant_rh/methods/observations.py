"""Rows of a regression as the caller gives them, checked once."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.families import Family

_MATRIX = 2


@dataclass(frozen=True, slots=True, eq=False)
class Observations:
    """Design, outcome and what goes with each row, in the caller's order.

    Attributes
    ----------
    X : ndarray, shape (N, p)
        Design, with its constant column where the model has one.
    y : ndarray, shape (N,)
        Outcome.
    unit : ndarray of int, shape (N,)
        Unit whose rows are correlated.
    wave, person : ndarray of int, shape (N,), or None
        Wave of each row, and the person within the unit.
    weights, offset : ndarray, shape (N,), or None
        Weight, and known part of the linear predictor; None is 1 and 0.
    """

    X: Floats = field(repr=False)
    y: Floats = field(repr=False)
    unit: Integers = field(repr=False)
    wave: Integers | None = field(default=None, repr=False)
    person: Integers | None = field(default=None, repr=False)
    weights: Floats | None = field(default=None, repr=False)
    offset: Floats | None = field(default=None, repr=False)


def observe(  # noqa: PLR0913 (the arrays of a regression)
    X: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    unit: npt.ArrayLike,
    wave: npt.ArrayLike | None = None,
    person: npt.ArrayLike | None = None,
    weights: npt.ArrayLike | None = None,
    offset: npt.ArrayLike | None = None,
) -> Observations:
    """Check that the arrays fit together and hold numbers that can be used.

    Raises
    ------
    ValueError
        If they do not.

    Examples
    --------
    >>> observe([[1.0]], [0.5], unit=[1]).y
    array([0.5])
    """
    shape = np.shape(X)
    if len(shape) != _MATRIX or 0 in shape:
        raise ValueError(f"X has shape {shape}; expected rows and columns")
    rows = shape[:1]
    observations = Observations(
        finite_numbers("X", X, shape),
        finite_numbers("y", y, rows),
        whole_numbers("unit", unit, rows[0]),
        None if wave is None else whole_numbers("wave", wave, rows[0]),
        None if person is None else whole_numbers("person", person, rows[0]),
        None if weights is None else finite_numbers("weights", weights, rows),
        None if offset is None else finite_numbers("offset", offset, rows),
    )
    bad = 0 if observations.weights is None else int((observations.weights <= 0).sum())
    if bad:
        raise ValueError(f"{bad} weights are zero or less: leave those rows out first")
    return observations


def whole_numbers(name: str, codes: npt.ArrayLike, rows: int) -> Integers:
    """Take codes as integers, one for each row.

    Raises
    ------
    ValueError
        If there is not one whole number for each row.

    Examples
    --------
    >>> whole_numbers("unit", [1.0, 2.0], 2)
    array([1, 2])
    """
    values = np.asarray(codes)
    if values.shape != (rows,):
        raise ValueError(f"{name} has shape {values.shape}; expected one code for each row")
    if values.dtype.kind not in "biuf" or not _all_whole(values):
        raise ValueError(f"{name} must hold whole numbers: number its labels first")
    return values.astype(np.int64, copy=False)


def finite_numbers(name: str, values: npt.ArrayLike, shape: tuple[int, ...]) -> Floats:
    """Take values as finite floats of one shape.

    Raises
    ------
    ValueError
        If the shape differs, or a value is missing or infinite; the message counts them.

    Examples
    --------
    >>> finite_numbers("y", [1, 0], (2,))
    array([1., 0.])
    """
    array = np.asarray(values, dtype=np.float64, order="C")
    if array.shape != shape:
        raise ValueError(f"{name} has shape {array.shape}; expected {shape}")
    if np.isfinite(array.sum()):
        return array
    bad = int((~np.isfinite(array)).sum())
    if bad:
        raise ValueError(f"{name} has {bad} missing or infinite values: leave those rows out first")
    return array


def check_outcome(y: Floats, family: Family) -> None:
    """Refuse outcomes that the family cannot have.

    Raises
    ------
    ValueError
        If there are any.
    """
    if not family.accepts(y):
        raise ValueError(
            f"the outcome runs from {y.min():g} to {y.max():g}; "
            f"the {family.name} family takes values from {family.low:g} to {family.high:g}"
            + (", above 0" if family.name == "gamma" else "")
        )


def _all_whole(values: npt.NDArray[np.generic]) -> bool:
    """Say whether numbers are whole."""
    return values.dtype.kind != "f" or bool((np.mod(values, 1) == 0).all())
