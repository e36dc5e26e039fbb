"""Texts of a field as values that can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrant_rh.reading.records import Field

if TYPE_CHECKING:
    import pandas as pd


_NUMBERS = frozenset({"integer", "decimal"})


def alike(one: Field, two: Field) -> bool:
    """Whether values of two fields can be compared: numbers, dates, or both neither.

    Examples
    --------
    >>> alike(Field("A", "integer"), Field("B", "decimal"))
    True
    >>> alike(Field("A", "integer"), Field("B", "date"))
    False
    """
    return _sort(one) == _sort(two)


def _sort(field: Field) -> str:
    """What kind of thing a value is for a comparison."""
    return "number" if field.kind in _NUMBERS else "date" if field.kind == "date" else "text"


def measured(field: Field, texts: pd.Series[str]) -> pd.Series:
    """Values that can be compared: dates, numbers, or text as it is.

    Examples
    --------
    >>> import pandas as pd
    >>> measured(Field("DOSE", "decimal", decimal_mark=","), pd.Series(["1,5", "x"])).tolist()
    [1.5, nan]
    """
    import pandas as pd  # noqa: PLC0415  (heavy)

    from migrant_rh.reading.dates import as_dates  # noqa: PLC0415  (heavy)

    if field.kind == "date":
        return as_dates(texts, field.date_order)
    if field.kind in _NUMBERS:
        plain = texts.str.replace(field.decimal_mark, ".", regex=False)
        return pd.to_numeric(plain, errors="coerce")
    return texts
