"""Columns of a data frame in their roles: what is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from migrant_rh.errors import AnalysisError, Place, Problem
from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.gee_spec import WeightKind
from migrant_rh.words import Text, phrase

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the columns that are no part of the formula.

    Attributes
    ----------
    id, wave, cluster, weights, offset : str or None
        As in `formula.gee`.
    """

    id: str
    wave: str | None = None
    cluster: str | None = None
    weights: str | None = None
    offset: str | None = None

    @property
    def named(self) -> list[str]:
        """Those that are there."""
        every = (self.id, self.wave, self.cluster, self.weights, self.offset)
        return [name for name in every if name is not None]


def require_weights(frame: pd.DataFrame, columns: Columns, kind: WeightKind | None) -> None:
    """Refuse weights whose kind is not said, or that are missing or below zero.

    Raises
    ------
    AnalysisError
        If there are any.
    """
    name = columns.weights
    if name is None:
        if kind is not None:
            raise _wrong("gee.weights", "weights", phrase("gee.weights_without_weights"))
        return
    if kind is None:
        raise _wrong(
            "gee.weight-kind",
            name,
            phrase("gee.no_weight_kind", name=name),
            phrase("gee.declare_weight_kind"),
        )
    values = numbers(frame, name)
    for what, bad in (
        ("weights_missing", ~np.isfinite(values)),
        ("weights_negative", values < 0),
        ("weights_not_whole", (kind == "frequency") & (np.mod(values, 1) != 0)),
    ):
        if bad.any():
            found = phrase(f"gee.{what}", count=int(bad.sum()))
            raise _wrong("gee.weights", name, found, phrase("gee.mend_weights"))


def numbers(frame: pd.DataFrame, name: str) -> Floats:
    """A column as floats, missing values not a number.

    Raises
    ------
    AnalysisError
        If it holds anything else.
    """
    try:
        return frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise _wrong("gee.not-numbers", name, phrase("gee.not_numbers", name=name)) from error


def numbered(values: pd.Series) -> Integers:
    """Number equal values alike; whole numbers are numbers already."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    if isinstance(values.dtype, np.dtype) and values.dtype.kind in "biu":
        return values.to_numpy().astype(np.int64, copy=False)

    codes = pd.factorize(values)[0]
    return codes.astype(np.int64, copy=False)


def _wrong(code: str, name: str, found: Text, remedy: Text | None = None) -> AnalysisError:
    """A problem of one column."""
    return AnalysisError(Problem(code, Place(field=name), found, remedy=remedy))
