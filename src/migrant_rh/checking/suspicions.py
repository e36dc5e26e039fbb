"""What the values of a column look like, though nothing declares it: each a warning, once a column.

Nothing is taken away and nothing recoded. A value that points to a person is never repeated in the
warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from migrant_rh.checking.findings import Finding
from migrant_rh.reading.kinds import PSEUDONYM, is_id_name
from migrant_rh.reading.records import Field, Records
from migrant_rh.words import Text, phrase

if TYPE_CHECKING:
    import pandas as pd

_NATIONAL_ID = re.compile(r"[1-9]\d{16}[\dXx]")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_MOBILE = r"(?:\+?86[- ]?)?1[3-9]\d{9}"
_EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s.]+"
_PERSONAL = re.compile(
    r"(?:full|first|last|family|given)?_?name|surname|xm|xingming|姓名|"
    r"phone|telephone|tel|mobile|cellphone|电话|手机|手机号码?|联系电话|"
    r"id_?card|national_?id|sfz|sfzh|身份证|身份证号码?|"
    r"e?_?mail|邮箱|address|home_?address|地址|住址|家庭住址",
    re.IGNORECASE,
)
_WORDY = r"(?s)(?=.*[^\W\d_]).{2,}|\+?\d[\d -]{6,}"
_DATED = re.compile(r"date|日期|(?:^|_)dt(?:$|_)", re.IGNORECASE)
SERIAL = r"[2-5]\d{4}"
"""A whole number that would be a day between 1954 and 2068, counted from 1900 or 1904."""

_EPOCHS = (date(1899, 12, 30), date(1904, 1, 1))
_NINES = re.compile(r"9+|8+")
_CODES_AT_MOST = 3
_ENOUGH = 10
"""Fewer records do not tell what stands alone."""

_HALF = 0.5


def suspicions(records: Records, live: pd.DataFrame) -> Iterator[Finding]:
    """Warn of columns that identify persons, hold a spreadsheet's days, or undeclared codes.

    Parameters
    ----------
    records : Records
        A file with its codebook.
    live : DataFrame
        Its records that are not deleted, as text.

    Yields
    ------
    Finding
        ``data.personal``: at least half of the distinct values are national identity numbers of
        China (GB 11643, with their check digit), mobile numbers or addresses of mail; or the name
        or label of the column says so and its values are words or long numbers.
        ``data.serial_date``: a column called a date holds whole numbers that would be days since
        1900 or 1904. ``data.undeclared_code``: 9, 99, 88, … stands alone above all other values of
        a number without legal values, and is not declared missing, in ten records or more.
    """
    file = records.provenance.file
    for field in records.codebook.fields:
        values = live[field.name]
        distinct = values[values != ""].drop_duplicates()
        if distinct.empty:
            continue
        for rule, message in _suspected(field, distinct, values):
            yield Finding(
                rule=rule,
                severity="warning",
                message=message,
                file=file,
                variable=field.name,
                remedy=phrase(
                    f"checking.{rule.removeprefix('data.')}_remedy", file=file, name=field.name
                ),
            )


def _suspected(
    field: Field, distinct: pd.Series[str], values: pd.Series[str]
) -> Iterator[tuple[str, Text]]:
    """What is suspected of one column."""
    if kind := _identity(field, distinct):
        yield "data.personal", phrase("checking.personal", kind=phrase(f"checking.{kind}"))
    elif days := _serial(field, distinct):
        first, last = (" / ".join(str(day) for day in each) for each in days)
        yield "data.serial_date", phrase("checking.serial_date", first=first, last=last)
    elif len(values) >= _ENOUGH and (code := _alone(field, distinct)):
        count = int((values == code).sum())
        yield "data.undeclared_code", phrase("checking.undeclared_code", code=code, count=count)


def _identity(field: Field, distinct: pd.Series[str]) -> str:
    """What about persons a column tells: the key of its name in the words; nothing if none."""
    found = {
        "national_id": distinct.map(is_national_id),
        "mobile": distinct.str.fullmatch(_MOBILE),
        "mail": distinct.str.fullmatch(_EMAIL),
    }
    for kind, hits in found.items():
        if hits.mean() >= _HALF:
            return kind
    if distinct[~distinct.isin(field.missing)].str.fullmatch(PSEUDONYM).all():
        return ""
    called = (field.name, field.label.zh, field.label.en)
    named = any(_PERSONAL.fullmatch(name.strip(" :：?？")) for name in called)
    coded = field.values or field.kind in {"yesno", "date"}
    if named and not coded and distinct.str.fullmatch(_WORDY).mean() >= _HALF:
        return "called_personal"
    return ""


def is_national_id(text: str) -> bool:
    """Whether a text is a Chinese identity number of 18 places with the right check digit.

    Examples
    --------
    >>> is_national_id("11010519491231002X"), is_national_id("110105194912310021")
    (True, False)
    """
    if not (text.isascii() and _NATIONAL_ID.fullmatch(text)):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11] == text[17].upper()


def _serial(
    field: Field, distinct: pd.Series[str]
) -> tuple[tuple[date, ...], tuple[date, ...]] | None:
    """First and last day of both calendars of spreadsheets, if the numbers may be days."""
    called = (field.name, field.label.zh, field.label.en)
    if field.kind == "date" or not any(_DATED.search(name) for name in called):
        return None
    known = distinct[~distinct.isin(field.missing)]
    if known.empty or not known.str.fullmatch(SERIAL).all():
        return None
    days = known.astype(int)
    return spreadsheet_day(int(days.min())), spreadsheet_day(int(days.max()))


def spreadsheet_day(number: int) -> tuple[date, ...]:
    """The day that a number of a spreadsheet is, counted from 1900, and from 1904.

    Examples
    --------
    >>> [f"{day}" for day in spreadsheet_day(39340)]
    ['2007-09-15', '2011-09-16']
    """
    return tuple(epoch + timedelta(days=number) for epoch in _EPOCHS)


def _alone(field: Field, distinct: pd.Series[str]) -> str:
    """A value of nines or eights that stands alone above the others; nothing if none does."""
    declared = field.ranges or field.legal or field.values or field.missing or field.key
    if field.kind != "integer" or declared or is_id_name(field.name):
        return ""
    numbers = distinct[distinct.str.fullmatch(rf"[0-9]{{1,{_CODES_AT_MOST}}}")]
    if len(numbers) < len(distinct) or len(numbers) < 3:  # noqa: PLR2004  (a gap needs two others)
        return ""
    ordered = numbers.astype(int).sort_values()
    top, below, low = int(ordered.iloc[-1]), int(ordered.iloc[-2]), int(ordered.iloc[0])
    code = str(numbers[ordered.index[-1]])
    alone = top - below > max(2, _HALF * (below - low))
    return code if alone and _NINES.fullmatch(code) else ""
