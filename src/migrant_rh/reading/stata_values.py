"""Dates of Stata, and what EpiData's exports to Stata do to values and labels.

EpiData core 4.8 writes, in files of Stata 8 to 12, the first missing code of a variable as the
largest number of its type, which Stata takes for a value, and labels it 134217700; the second
becomes ``.``. In files of Stata 13 and 14 missing codes become ``.a`` and ``.b``, while their
labels keep the old codes, and a date that is missing becomes a day of the year 5.9 million. Text
that is missing is the text ``.``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from migrant_rh.reading.typed_columns import Written
from migrant_rh.words import Text, refer

_EPOCH = dt.datetime(1960, 1, 1)  # noqa: DTZ001  (Stata knows no time zones)
_DAYS = re.compile(r"%-?(?:td|d)")
_CLOCK = re.compile(r"%-?t[cC](.*)")
_DATE_PARTS = re.compile(r"[CYMND]", re.IGNORECASE)
_MISSING_DATE = 2_147_461_705
_BUG_LABEL = 134_217_700
_BUG_VALUES = {"int8": "100", "int16": "32740", "int32": "2147483620"}
_PLAIN_FORMAT = re.compile(r"%-?[0-9]+\.[0-9]+f|%[0-9]+s|%d|%tcHH:MM:SS")


def dates_of(values: NDArray[Any], form: str) -> NDArray[Any]:
    """Turn days and milliseconds since 1960 into dates and times, by the format of the variable.

    Parameters
    ----------
    values : array of object
        Numbers, tags, or None.
    form : str
        Stata's display format.

    Examples
    --------
    >>> dates_of(np.array([17533.0, None], dtype=object), "%td")
    array([datetime.date(2008, 1, 2), None], dtype=object)
    """
    clock = _CLOCK.match(form)
    if not clock and not _DAYS.match(form):
        return values
    time_only = clock is not None and bool(clock[1]) and not _without_hours(clock[1])
    return np.array([_moment(v, clock is not None, time_only) for v in values], dtype=object)


def _without_hours(form: str) -> bool:
    """Whether a format of times shows a date too."""
    return bool(_DATE_PARTS.search(form.replace("HH", "").replace("MM", "").replace("mm", "")))


def _moment(value: Any, clock: bool, time_only: bool) -> Any:  # noqa: FBT001  (two facts of a format)
    """One day or moment; what is neither stays as it is."""
    if not isinstance(value, (int, float, np.number)) or value == _MISSING_DATE:
        return None if value == _MISSING_DATE else value
    try:
        span = dt.timedelta(milliseconds=float(value)) if clock else dt.timedelta(int(value))
        moment = _EPOCH + span
    except OverflowError:
        return value
    return moment.time() if time_only else moment if clock else moment.date()


def mended_labels(labels: Mapping[str, Text], kind: str) -> tuple[dict[str, Text], tuple[str, ...]]:
    """Give the label of a missing code to the value that EpiData's export made of it.

    Examples
    --------
    >>> mended_labels({"134217700": Text.same("refused")}, "int16")[1]
    ('32740',)
    """
    bug = _BUG_VALUES.get(kind, "")
    if str(_BUG_LABEL) not in labels or not bug:
        return dict(labels), ()
    kept = {code: said for code, said in labels.items() if not _is_bug(code)}
    return {**kept, bug: labels[str(_BUG_LABEL)]}, (bug,)


def _is_bug(code: str) -> bool:
    """Whether a code is one that only EpiData's export has."""
    return code.isdigit() and _BUG_LABEL <= int(code) < _BUG_LABEL + 27


def export_notes(meta: Any, columns: Sequence[Written]) -> list[str]:
    """Say what EpiData's export lost, where a file looks like one."""
    forms = [form or "" for form in meta.original_variable_types.values()]
    if not forms or not all(_PLAIN_FORMAT.fullmatch(form) for form in forms):
        return []
    notes = [refer("neighbours.epidata_stata")]
    for column in columns:
        name = column.column.name
        labels = meta.variable_value_labels.get(name, {})
        if any(_is_bug(str(code)) for code in labels):
            notes.append(refer("neighbours.epidata_bug", field=name))
        elif meta.missing_user_values.get(name) and labels:
            notes.append(refer("neighbours.epidata_reasons", field=name))
    return notes
