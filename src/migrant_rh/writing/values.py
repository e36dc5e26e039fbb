"""The values of records as another package takes them: codes stay, blanks are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from migrant_rh.reading.columns import numbered
from migrant_rh.reading.records import Field, Records
from migrant_rh.reading.typed import number

if TYPE_CHECKING:
    import pandas as pd

    from migrant_rh.words import Language


@dataclass(frozen=True, eq=False)
class Typed:
    """A field and its values.

    Attributes
    ----------
    field : Field
        From the codebook.
    values : array of object
        Whole or other numbers, with missing codes as numbers; dates; 1 and 0 for yes and no; text.
        None where there is none.
    lost : tuple of str
        Missing codes that the type cannot hold, such as one of a date.
    """

    field: Field
    values: NDArray[Any]
    lost: tuple[str, ...] = ()


def live_rows(records: Records) -> pd.DataFrame:
    """Text of the records that are not deleted."""
    return records.text[records.text["_state"] != "deleted"]


def verified_rows(records: Records) -> tuple[int, ...]:
    """Numbers, from 1 and without the deleted ones, of the records that are marked verified."""
    states = live_rows(records)["_state"].tolist()
    return tuple(number for number, state in enumerate(states, start=1) if state == "verified")


def typed_values(records: Records) -> list[Typed]:
    """Values of every field of the records that are not deleted.

    Raises
    ------
    ReadingError
        With every value that is not of the kind of its field.
    """
    data, live = records.data, live_rows(records)
    return [
        _of_field(field, data[field.name], live[field.name].to_numpy(dtype=object))
        for field in records.codebook.fields
    ]


def _of_field(field: Field, data: pd.Series, texts: NDArray[Any]) -> Typed:
    """Values of one field."""
    match field.kind:
        case "integer" | "decimal":
            return Typed(field, _numbers(field, data, texts))
        case "date":
            days = [
                None if day is None else day.date() for day in _objects(data.dt.to_pydatetime())
            ]
        case "boolean":
            days = [None if truth is None else int(truth) for truth in _objects(data)]
        case _:
            return Typed(field, np.array([*(text or None for text in texts), None])[:-1])
    codes = set(field.missing)
    lost = tuple(dict.fromkeys(text for text in texts if text in codes))
    return Typed(field, np.array([*days, None], dtype=object)[:-1], lost)


def _numbers(field: Field, data: pd.Series, texts: NDArray[Any]) -> NDArray[Any]:
    """Numbers, and missing codes as the numbers they are."""
    values = np.array([*_objects(data), None], dtype=object)[:-1]
    found = numbered(texts)
    codes = set(field.missing)
    for place, text in enumerate(found.values):
        value = number(text, field.decimal_mark) if text else None
        if value is not None and (text in codes or _is_code(value, field)):
            whole = field.kind == "integer" or value.is_integer()
            values[found.codes == place] = int(value) if whole else value
    return values


def _is_code(value: float, field: Field) -> bool:
    """Whether a number is one of the missing codes, however written."""
    return any(number(code, field.decimal_mark) == value for code in field.missing)


def _objects(values: Any) -> list[Any]:
    """Python values, None where there is none."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    plain = (value.item() if isinstance(value, np.generic) else value for value in values)
    return [None if pd.isna(value) else value for value in plain]


def labels_of(field: Field, language: Language) -> dict[Any, str]:
    """Value labels by the numbers or texts they are for, in one language."""
    labels: dict[Any, str] = {}
    for code, text in field.values.items():
        value: Any = code
        if field.kind in {"integer", "decimal"}:
            value = number(code, field.decimal_mark)
            if value is None:
                continue
            value = int(value) if value.is_integer() else value
        labels[value] = text.to(language)
    return labels
