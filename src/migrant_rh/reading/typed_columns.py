"""Columns whose values came with types of their own, written as text like those of any file."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from migrant_rh.errors import Place, Problem
from migrant_rh.reading.columns import BLANKS, RESERVED, Column, numbered
from migrant_rh.reading.kinds import is_id_name
from migrant_rh.reading.records import Field, Kind
from migrant_rh.words import phrase

_MIDNIGHT = dt.time()
_LARGEST_WHOLE = 2.0**53


@dataclass(frozen=True, eq=False)
class Written:
    """A column as text, and what its values are.

    Attributes
    ----------
    column : Column
        The text.
    kind : Kind
        What all values are.
    decimals : int
        Most digits after the point.
    """

    column: Column
    kind: Kind
    decimals: int = 0

    @property
    def width(self) -> int:
        """Most characters of a value."""
        return max(map(len, self.column.texts), default=0)

    def field(self, **known: Any) -> Field:
        """Describe the column, with what else is known of it."""
        order = "ymd" if self.kind == "date" else ""
        described = {"width": self.width, "decimals": self.decimals, "date_order": order}
        return Field(self.column.name, self.kind, **{**described, **known})


def written(name: str, values: NDArray[Any], *, single: bool = False) -> Written:
    """Write a column of values as text.

    Parameters
    ----------
    name : str
        Column.
    values : array of object
        Numbers, text, dates, times, truth values; None or NaN where there is none.
    single : bool
        Numbers were stored in single precision, and are written with its digits.

    Examples
    --------
    >>> column = written("dose", np.array([1.0, 2.5, None], dtype=object))
    >>> column.column.texts, column.kind, column.decimals
    (['1', '2.5', ''], 'decimal', 1)
    >>> written("dose", np.array([np.float32(0.1)], dtype=object), single=True).column.texts
    ['0.1']
    """
    found = numbered(values)
    known = [*found.values, None]
    texts = [_text(value, single=single) for value in known]
    codes = np.where(found.codes < 0, len(known) - 1, found.codes)
    present = np.unique(codes)
    kept = [known[place] for place in present if texts[place]]
    column = Column(name, np.searchsorted(present, codes), [texts[place] for place in present])
    kind = _kind(name, kept)
    points = (text.partition(".")[2] for text in column.texts if kind == "decimal")
    return Written(column, kind, max(map(len, points), default=0))


def bad_names(names: Sequence[str], file: str) -> list[Problem]:
    """Find columns without a name, with one that is reserved, or with that of another."""
    counts = Counter(name.casefold() for name in names)
    problems = []
    for name in counts:
        if not name or name in RESERVED or counts[name] > 1:
            found = phrase("neighbours.bad_name", name=name, count=counts[name])
            remedy = phrase("neighbours.bad_name_remedy")
            problems.append(Problem("neighbours.bad-name", Place(file), found, remedy=remedy))
    return problems


def _text(value: Any, *, single: bool) -> str:  # noqa: PLR0911  (a return a type)
    """Write one value."""
    match value:
        case None:
            return ""
        case bool() | np.bool_():
            return str(int(value))
        case str():
            return value.strip(BLANKS)
        case dt.datetime():
            return (
                str(value.date()) if value.time() == _MIDNIGHT else value.isoformat(" ", "seconds")
            )
        case dt.date() | dt.time():
            return value.isoformat()
        case dt.timedelta():
            return _clock(value.total_seconds())
        case float() | np.floating():
            return _number(float(value), single=single)
        case _:
            return str(value)


def _number(value: float, *, single: bool) -> str:
    """Write a number: whole ones without a point, others with the digits they need."""
    if not np.isfinite(value):
        return ""
    if value.is_integer() and abs(value) < _LARGEST_WHOLE:
        return str(int(value))
    return str(np.float32(value)) if single else repr(value)


def _clock(seconds: float) -> str:
    """Write a time of the day, or a duration."""
    whole = round(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def _kind(name: str, values: Sequence[Any]) -> Kind:
    """Tell what all values of a column are."""
    kinds = {_kind_of(value) for value in values}
    if kinds == {"text"}:
        leading = all(value.isdigit() for value in values) and _leads(values)
        return "id" if leading or is_id_name(name) else "text"
    if kinds <= {"integer", "decimal"} and kinds:
        return "id" if is_id_name(name) else max(kinds, key=("integer", "decimal").index)
    return kinds.pop() if len(kinds) == 1 else "text"


def _kind_of(value: Any) -> Kind:
    """Tell what one value is."""
    match value:
        case bool() | np.bool_():
            return "boolean"
        case dt.datetime():
            return "date" if value.time() == _MIDNIGHT else "text"
        case dt.date():
            return "date"
        case dt.time() | dt.timedelta():
            return "time"
        case int() | float() | np.number():
            return "integer" if float(value).is_integer() else "decimal"
        case _:
            return "text"


def _leads(values: Sequence[str]) -> bool:
    """Whether a number has zeros in front."""
    return any(len(value) > 1 and value[0] == "0" for value in values)
