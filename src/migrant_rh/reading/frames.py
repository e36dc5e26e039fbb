"""A data frame as a file: text and codebook, so that everything that reads files reads it too."""

from __future__ import annotations

import hashlib
from datetime import datetime, time
from typing import TYPE_CHECKING

import numpy as np

from migrant_rh.reading.records import Codebook, Field, Kind, Provenance, Records
from migrant_rh.words import Text

if TYPE_CHECKING:
    import pandas as pd


def frame_records(data: pd.DataFrame, name: str = "data") -> Records:
    """Turn a data frame into records.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a record; missing values become blanks.
    name : str
        What the frame is called in messages.

    Returns
    -------
    Records
        Whole numbers without a decimal point, other numbers with all their digits, dates as
        ``yyyy-mm-dd``, categories and text as they are.

    Examples
    --------
    >>> import pandas as pd
    >>> records = frame_records(pd.DataFrame({"sex": [1, 2], "age": [31.0, None]}))
    >>> records.raw()["age"].tolist()
    ['31', '']
    """
    import pandas as pd  # noqa: PLC0415  (heavy)

    texts = {str(column): _texts(data[column]) for column in data.columns}
    head = {
        "_recno": np.arange(1, len(data) + 1),
        "_state": np.full(len(data), "normal", dtype=object),
        "_line": np.zeros(len(data), dtype=np.int64),
    }
    fields = tuple(_field(str(column), data[column], texts[str(column)]) for column in data.columns)
    text = pd.DataFrame({**head, **texts}).astype(dict.fromkeys(texts, object))
    return Records(Codebook(fields), (), _provenance(name, text), text)


def text_of(value: object) -> str:
    """Write one value as a file would hold it.

    Examples
    --------
    >>> text_of(31.0), text_of(0.1), text_of(True)
    ('31', '0.1', '1')
    """
    if isinstance(value, (bool, np.bool_)):
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, (float, np.floating)):
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    return str(value)


def _texts(values: pd.Series) -> np.ndarray:
    """Write a column as text, each distinct value once."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        values = values.dt.strftime("%Y-%m-%d")
    codes, distinct = pd.factorize(values)
    spelled = np.array([*(text_of(value) for value in distinct), ""], dtype=object)
    return np.asarray(spelled[codes])


def _field(name: str, values: pd.Series, texts: np.ndarray) -> Field:
    """Describe a column by its type."""
    width = max(map(len, set(texts)), default=0)
    return Field(name, _kind(values), label=Text.same(name), width=width, date_order=_order(values))


def _kind(values: pd.Series) -> Kind:
    """Kind of values of a column."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    is_type = pd.api.types
    if is_type.is_bool_dtype(values.dtype):
        return "boolean"
    if is_type.is_integer_dtype(values.dtype):
        return "integer"
    if is_type.is_float_dtype(values.dtype):
        return "decimal"
    return "date" if is_type.is_datetime64_any_dtype(values.dtype) else "text"


def _order(values: pd.Series) -> str:
    """Order of day, month and year: dates are written year first."""
    return "ymd" if _kind(values) == "date" else ""


def _provenance(name: str, text: pd.DataFrame) -> Provenance:
    """Digest of the values, row by row."""
    content = text.drop(columns=["_line", "_state"]).to_csv(index=False, lineterminator="\n")
    digest = hashlib.sha256(content.encode("utf-8")).hexdigest()
    return Provenance(name, "data frame", digest, "utf-8", "declared", len(text))
