"""The field types of EpiData 3.1 and Epi Info 6, and which values they admit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from migrant_rh.reading.records import Kind

QUESTION = 15
ENCRYPTED = 18
FLOAT = 6
FIXED_POINT = 100
PIVOT = 50
"""Two-digit years below it are 20xx, the others 19xx."""

_KINDS: dict[int, Kind] = {
    0: "integer", 1: "text", 2: "date", 3: "text", 5: "boolean", 6: "integer", 10: "date",
    11: "date", 12: "id", 16: "date", 17: "text", 18: "text", 19: "date", 20: "date",
}  # fmt: skip
_ORDERS = {2: "mdy", 10: "mdy", 11: "dmy", 16: "dmy", 19: "ymd", 20: "ymd"}
_PHONES = frozenset({7, 9})
_TODAY = frozenset({10, 16, 20})
_WITH_YEAR = len("dd/mm/yy")

_INTEGER = re.compile(r"[-+]?[0-9]*")
_FLOAT = re.compile(r"-?[0-9.,+]*")
_DATE_PARTS = {
    "ymd": re.compile(r"(?:(?P<y>\d{1,4})/)?(?P<m>\d{1,2})/(?P<d>\d{1,2})"),
    "dmy": re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})(?:/(?P<y>\d{0,4}))?"),
    "mdy": re.compile(r"(?P<m>\d{1,2})/(?P<d>\d{1,2})(?:/(?P<y>\d{0,4}))?"),
}
_LEAP_YEAR = 2000


@dataclass(frozen=True, slots=True)
class FieldType:
    """What a type number and a length mean.

    Attributes
    ----------
    ordinal : int
        Number of the type in EpiData Entry 3.1: phone numbers are text there, every number with
        decimals is 6, and whatever has no length is a question.
    kind : Kind or None
        Kind of the values; None for a question, which has none.
    decimals : int
        Digits after the decimal mark.
    date_order : str
        ``ymd``, ``dmy``, ``mdy`` or empty.
    known : bool
        EpiData reads this type; what it refuses is read as text.
    """

    ordinal: int
    kind: Kind | None
    decimals: int = 0
    date_order: str = ""
    known: bool = True


def field_type(number: int, length: int) -> FieldType:
    """Return what a type number of a REC header means.

    Parameters
    ----------
    number : int
        Columns 33-36 of the field's header line.
    length : int
        Columns 37-40: bytes of the field.

    Returns
    -------
    FieldType
        Dates of five characters have no year; they are text.

    Examples
    --------
    >>> field_type(102, 4)
    FieldType(ordinal=6, kind='decimal', decimals=2, date_order='', known=True)
    >>> field_type(2, 5).kind
    'text'
    """
    if length == 0 or number == QUESTION:
        return FieldType(QUESTION, None)
    if number >= FIXED_POINT:
        decimals = number - FIXED_POINT
        return FieldType(FLOAT, "decimal" if decimals else "integer", decimals)
    if number in _PHONES:
        return FieldType(1, "text")
    if number not in _KINDS:
        return FieldType(number, "text", known=False)
    kind, order = _KINDS[number], _ORDERS.get(number, "")
    return FieldType(number, "text" if order and length < _WITH_YEAR else kind, date_order=order)


def full_year(year: int) -> int:
    """Return the year that EpiData understands: below 50 it is 20xx, below 100 19xx.

    Parameters
    ----------
    year : int
        As written.

    Examples
    --------
    >>> full_year(49), full_year(50), full_year(1949)
    (2049, 1950, 1949)
    """
    if year >= 2 * PIVOT:
        return year
    return year + (2000 if year < PIVOT else 1900)


def complies(value: str, ordinal: int) -> bool:
    """Judge whether EpiData's checker admits a value for a field of that type.

    Parameters
    ----------
    value : str
        Value in a check file, not empty.
    ordinal : int
        `FieldType.ordinal`.

    Examples
    --------
    >>> complies("29/02/2001", 11), complies("-5", 0), complies("abc", 3)
    (False, True, False)
    """
    if ordinal in {0, 12}:
        return _INTEGER.fullmatch(value) is not None
    if ordinal == FLOAT:
        return _FLOAT.fullmatch(value) is not None
    if ordinal == 5:  # noqa: PLR2004  (yes/no; the numbers are listed in _KINDS)
        return value[:1] in set("yYnN10")
    if ordinal in _ORDERS:
        return _is_date(value, _ORDERS[ordinal])
    return ordinal != 3 or value == value.upper()  # noqa: PLR2004  (upper-case text)


def takes_jumps(ordinal: int) -> bool:
    """Judge whether a field of that type may have jumps: not the date of the day.

    Parameters
    ----------
    ordinal : int
        `FieldType.ordinal`.

    Examples
    --------
    >>> takes_jumps(16)
    False
    """
    return ordinal not in _TODAY


def _is_date(value: str, order: str) -> bool:
    """Judge whether a value is a date; a date without year might be in a leap year."""
    found = _DATE_PARTS[order].fullmatch(_with_slashes(value, order))
    if found is None:
        return False
    year = full_year(int(found["y"])) if found["y"] else _LEAP_YEAR
    try:
        date(year, int(found["m"]), int(found["d"]))
    except ValueError:
        return False
    return True


def _with_slashes(value: str, order: str) -> str:
    """Write a date typed without slashes with them: 31122007 as 31/12/2007."""
    if not value.isdigit():
        return value
    parts = {"ymd": (value[:-4], value[-4:-2], value[-2:])}.get(
        order, (value[:2], value[2:4], value[4:])
    )
    return "/".join(part for part in parts if part)
