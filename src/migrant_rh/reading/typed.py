"""Text to values: numbers, dates, yes and no, ids."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from migrant_rh.errors import Place, Problem, ReadingError
from migrant_rh.reading.columns import numbered, plain
from migrant_rh.reading.dates import read_dates
from migrant_rh.reading.problems import first_of
from migrant_rh.reading.records import Field, Records
from migrant_rh.words import phrase

if TYPE_CHECKING:
    import pandas as pd

WHOLE = re.compile(r"[-+]?[0-9]{1,40}(?:\.0*)?")
NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_TRUTH = {"Y": True, "y": True, "1": True, "N": False, "n": False, "0": False}
_LARGEST = 2**63 - 1
_SHORT = 18
_NONE = b"0"


@dataclass(frozen=True, eq=False)
class _Distinct:
    """The distinct values of a field, with those that are missing and those that are none."""

    values: Any
    missing: NDArray[np.bool_]
    wrong: NDArray[np.bool_]


def typed(records: Records) -> pd.DataFrame:
    """Return the values of all records that are not deleted, by the kinds of the codebook.

    Parameters
    ----------
    records : Records
        A file. Blanks and declared missing codes become missing; a code is found letter by letter
        or, in numbers, by its value. Full-width characters count as ordinary ones, except in text.

    Returns
    -------
    pandas.DataFrame
        One column a field: ``Int64``, ``Float64``, ``boolean``, ``datetime64[s]``, or ``string``
        for text and ids. Rows keep their index in `Records.text`.

    Raises
    ------
    ReadingError
        With the cells whose text is not a value of its kind: record, field and text.

    Examples
    --------
    >>> import pandas as pd
    >>> from migrant_rh.reading.records import Codebook, Provenance
    >>> text = pd.DataFrame({"_recno": [1, 2], "_state": "normal", "AGE": ["31", ""]})
    >>> source = Provenance("a.csv", "delimited text", "", "ascii", "ascii", records=2)
    >>> typed(Records(Codebook((Field("AGE", "integer"),)), (), source, text))["AGE"].tolist()
    [31, <NA>]
    """
    import pandas as pd  # noqa: PLC0415  (heavy)

    live = records.text[records.text["_state"] != "deleted"]
    columns: dict[str, Any] = {}
    problems: list[Problem] = []
    for field in records.codebook.fields:
        found = numbered(live[field.name].to_numpy(dtype=object))
        distinct = _read(field, _written(field, found.values))
        if distinct.wrong.any():
            problems += _problems(records, field, live[distinct.wrong[found.codes]])
        columns[field.name] = _spread(field, distinct, found.codes)
    if problems:
        raise ReadingError(first_of(problems, records.provenance.file))
    return pd.DataFrame(columns, index=live.index)


def number(text: str, decimal_mark: str) -> float | None:
    """Read a number; None if it is none.

    Parameters
    ----------
    text : str
        Digits with at most one decimal mark and an exponent.
    decimal_mark : str
        ``.`` or ``,``.

    Examples
    --------
    >>> number("1,5", ","), number("1,5", ".")
    (1.5, None)
    """
    if decimal_mark != ".":
        text = text.replace(".", "?").replace(decimal_mark, ".")
    return float(text) if NUMBER.fullmatch(text) else None


def _written(field: Field, texts: list[str]) -> list[str]:
    """Texts with ordinary characters, save in free text."""
    if field.kind == "text" or all(map(str.isascii, texts)):
        return texts
    return [plain(text) for text in texts]


def _read(field: Field, texts: list[str]) -> _Distinct:
    """Read the distinct texts of a field."""
    left_out = {"", *field.missing}
    missing = np.array([text in left_out or text.isspace() for text in texts], dtype=bool)
    match field.kind:
        case "integer" | "decimal":
            return _read_numbers(field, texts, missing)
        case "date":
            days = read_dates(texts, field.date_order)
            return _Distinct(days, missing, np.isnat(days) & ~missing)
        case "boolean":
            known = np.array([text in _TRUTH for text in texts], dtype=bool)
            truth = np.array([_TRUTH.get(text, False) for text in texts], dtype=bool)
            return _Distinct(truth, missing, ~known & ~missing)
        case _:
            return _Distinct(texts, missing, np.zeros(len(texts), dtype=bool))


def _read_numbers(field: Field, texts: list[str], missing: NDArray[np.bool_]) -> _Distinct:
    """Read numbers: digits with at most one point all at once, whatever else one by one."""
    whole = field.kind == "integer"
    digits = _digits(texts, points=int(not whole and field.decimal_mark == "."))
    values = digits.astype(np.int64 if whole else np.float64)
    wrong = np.zeros(len(texts), dtype=bool)
    for at in np.flatnonzero((digits == _NONE) & ~missing).tolist():
        found = _whole(texts[at]) if whole else number(texts[at], field.decimal_mark)
        wrong[at] = found is None or not np.isfinite(found)
        values[at] = 0 if wrong[at] or found is None else found
    codes = [number(code, field.decimal_mark) for code in field.missing]
    coded = np.isin(values, [code for code in codes if code is not None])
    return _Distinct(values, missing | (coded & ~wrong), wrong)


def _digits(texts: list[str], *, points: int) -> NDArray[np.bytes_]:
    """Return texts of few digits with so many points at most, and a zero for all others."""
    raw = _as_bytes(texts)
    marks = raw.view(np.uint8).reshape(len(texts), raw.dtype.itemsize)
    digit, point, none = (marks >= ord("0")) & (marks <= ord("9")), marks == ord("."), marks == 0
    there = (digit | point | none).all(axis=1) & digit.any(axis=1)
    there &= (none[:, 1:] >= none[:, :-1]).all(axis=1) & (point.sum(axis=1) <= points)
    return np.where(there, raw, _NONE)


def _as_bytes(texts: list[str]) -> NDArray[np.bytes_]:
    """Short ASCII texts as bytes, and blanks for all others."""
    try:
        raw = np.array(texts, dtype="S")
    except UnicodeEncodeError:
        return _as_bytes([text if text.isascii() else "" for text in texts])
    if raw.dtype.itemsize > _SHORT:
        return _as_bytes([text if len(text) <= _SHORT else "" for text in texts])
    return raw


def _whole(text: str) -> int | None:
    """Read a whole number; None if it is none, or too large."""
    found = int(text.partition(".")[0]) if WHOLE.fullmatch(text) else None
    return None if found is None or abs(found) > _LARGEST else found


def _spread(field: Field, distinct: _Distinct, codes: NDArray[np.intp]) -> Any:
    """Give every record its value."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    if field.kind == "date":
        days = np.append(distinct.values, np.datetime64("NaT")).astype("datetime64[s]")
        return days[np.where(distinct.missing[codes], -1, codes)]
    masked = {
        "integer": pd.arrays.IntegerArray,
        "decimal": pd.arrays.FloatingArray,
        "boolean": pd.arrays.BooleanArray,
    }.get(field.kind)
    if masked is not None:
        return masked(distinct.values[codes], distinct.missing[codes])
    known = zip(distinct.values, distinct.missing, strict=True)
    texts = pd.array([pd.NA if missing else text for text, missing in known], dtype="string")
    return texts.take(codes)


def _problems(records: Records, field: Field, rows: pd.DataFrame) -> list[Problem]:
    """One problem a cell."""
    file = records.provenance.file
    expected = phrase(f"reading.kind_{field.kind}", order=field.date_order)
    remedy = phrase("reading.value_remedy", field=field.name)
    return [
        Problem(
            "reading.no-value",
            Place(file, record=int(record), field=field.name),
            phrase("reading.no_value", value=str(text)[:40]),
            expected,
            remedy,
        )
        for record, text in zip(rows["_recno"], rows[field.name], strict=True)
    ]
