"""Columns of a data frame as characteristics: categories, yes-or-no answers, numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from migrant_rh.analysis.characteristics import Characteristic, Groups
from migrant_rh.errors import AnalysisError, Place, Problem
from migrant_rh.reading.frames import text_of
from migrant_rh.words import phrase

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["category", "yes_no", "number"]

MOST_LEVELS = 60
"""A column of text with more values than that is taken for names or answers in words."""

_ANSWERS = frozenset({"0", "1"})
_LOOK = 1000
_TWO = 2


@dataclass(frozen=True, slots=True)
class Kinds:
    """What the columns asked for are, as declared or by their types."""

    declared: Mapping[str, Kind]

    def of(self, values: pd.Series) -> Kind:
        """Kind of a column.

        Truth values, and numbers that are only 0 and 1, are yes-or-no answers; other numbers, and
        columns without any value, are numbers; everything else is a category.
        """
        import pandas as pd  # noqa: PLC0415  (heavy)

        name = str(values.name)
        if not _some(values):
            return "number"
        if name in self.declared:
            return self.declared[name]
        if pd.api.types.is_bool_dtype(values.dtype):
            return "yes_no"
        if not pd.api.types.is_numeric_dtype(values.dtype):
            return "category"
        return "yes_no" if _only_answers(values) else "number"


def characteristic_of(values: pd.Series, kind: Kind) -> Characteristic:
    """Turn a column into a characteristic.

    Raises
    ------
    AnalysisError
        If a category has more than `MOST_LEVELS` values, or a number is not one.
    """
    name = str(values.name)
    if kind == "number":
        return Characteristic(name, _as_numbers(values))
    codes, levels = coded(values)
    if not (codes >= 0).any():
        return Characteristic(name, np.full(len(values), np.nan))
    if kind == "yes_no" and set(levels) <= _ANSWERS:
        places = np.array([int(level) for level in levels] or [0], dtype=np.int64)
        return Characteristic(name, np.where(codes < 0, -1, places[codes]), ("0", "1"))
    if len(levels) > MOST_LEVELS:
        raise AnalysisError(_too_many(name, len(levels)))
    return Characteristic(name, codes, levels)


def coded(values: pd.Series) -> tuple[np.ndarray, tuple[str, ...]]:
    """Place of each value among the distinct ones, -1 where missing; and these as text, in order.

    Categories keep their order; numbers go by size, text by its letters.
    """
    import pandas as pd  # noqa: PLC0415  (heavy)

    if isinstance(values.dtype, pd.CategoricalDtype):
        levels = tuple(text_of(value) for value in values.cat.categories)
        return np.asarray(values.cat.codes, dtype=np.int64), levels
    codes, distinct = pd.factorize(values, sort=True)
    return np.asarray(codes, dtype=np.int64), tuple(text_of(value) for value in distinct)


def is_measured(values: pd.Series) -> bool:
    """Whether a covariate is a number: it has a type of numbers and more than two values."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    if pd.api.types.is_bool_dtype(values.dtype):
        return False
    return bool(pd.api.types.is_numeric_dtype(values.dtype) and values.nunique() > _TWO)


def level_codes(values: pd.Series) -> tuple[str, ...]:
    """Values of a column as text, in order; categories that nobody has are left out."""
    codes, levels = coded(values)
    present = set(np.unique(codes).tolist())
    return tuple(level for place, level in enumerate(levels) if place in present)


def groups_of(persons: pd.DataFrame, by: str | None, cluster: str | None) -> Groups:
    """Groups and clusters of the persons."""
    numbered = coded(persons[cluster])[0] if cluster is not None else None
    if by is None:
        return Groups((), np.zeros(len(persons), dtype=np.int64), numbered)
    codes, levels = coded(persons[by])
    present = np.unique(codes)
    group = np.asarray(np.searchsorted(present, codes), dtype=np.int64)
    return Groups(tuple(levels[place] for place in present), group, numbered)


def _some(values: pd.Series) -> bool:
    """Whether a column holds any value."""
    return bool(values.iloc[:_LOOK].notna().any() or values.notna().any())


def _only_answers(values: pd.Series) -> bool:
    """Whether a column of numbers holds 0 and 1 only, and one of them at least."""
    for some in (values.iloc[:_LOOK], values):
        known = some.dropna()
        if not ((known == 0) | (known == 1)).all():
            return False
    return len(known) > 0


def _as_numbers(values: pd.Series) -> np.ndarray:
    """A column as numbers."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    try:
        return pd.to_numeric(values).to_numpy(dtype=np.float64, na_value=np.nan)
    except (ValueError, TypeError):
        name = str(values.name)
        found = phrase("frames.no_number", name=name)
        raise AnalysisError(Problem("frames.no-number", Place(field=name), found)) from None


def _too_many(name: str, count: int) -> Problem:
    """State that a column is no category."""
    found = phrase("frames.too_many_levels", name=name, count=count)
    remedy = phrase("frames.too_many_levels_remedy")
    return Problem("frames.too-many-levels", Place(field=name), found, remedy=remedy)
