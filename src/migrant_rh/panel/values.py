"""The values of one wave, in the codes and numbers of the study file.

Nothing is guessed: a value is a declared level, an alias of one, a declared missing code, a blank,
or a problem that is listed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from migrant_rh.checking.suspicions import SERIAL, spreadsheet_day
from migrant_rh.errors import Place, Problem
from migrant_rh.reading.dates import date_order, read_date
from migrant_rh.reading.records import Field, Records
from migrant_rh.reading.typed import number
from migrant_rh.study.variable import Variable
from migrant_rh.words import Text, phrase

if TYPE_CHECKING:
    import pandas as pd

BLANK = "blank"
SKIPPED = "skipped"
"""The reason of who was not asked, as the plan says."""

FILTER = "filter_unanswered"
"""The reason of a blank of whom nobody knows whether to be asked."""

_BETWEEN = re.compile(r"[,;、/|+\s]+")
SHOWN = 8


@dataclass(frozen=True)
class Values:
    """One variable of one wave.

    Attributes
    ----------
    series : pandas.Series
        Codes (categorical, in the order of the levels), numbers, dates or text.
    reasons : pandas.Series of str
        Missing code, ``blank``, or empty where there is a value.
    problems : tuple of Problem
        Values that mean nothing.
    changed : int
        Values whose spelling was normalised: full-width characters, blanks, aliases.
    """

    series: pd.Series
    reasons: pd.Series[str]
    problems: tuple[Problem, ...] = field(default=())
    changed: int = 0


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What one text stands for: a value, a reason for having none, or nothing known."""

    value: object = None
    reason: str = ""
    known: bool = True
    changed: bool = False


def interpret(
    name: str, variable: Variable, texts: pd.Series[str], source: tuple[Records, Field]
) -> Values:
    """Give the texts of one column the meaning that the study file declares.

    Parameters
    ----------
    name : str
        Variable, as the study file names it.
    variable : Variable
        Its declaration.
    texts : pandas.Series of str
        Trimmed text.
    source : tuple of Records and Field
        Where they came from, for messages and for the missing codes of the check file.
    """
    import pandas as pd  # noqa: PLC0415  (heavy)

    records, spec = source
    place = Place(records.provenance.file, field=spec.name)
    codes, distinct = pd.factorize(texts)
    spelled = [str(text) for text in distinct]
    read = _reader(variable, spec, spelled)
    if read is None:
        return Values(texts, texts.where(texts == "", ""), (_unordered(spelled, place),))
    meanings = [_meaning(text, variable, spec, read) for text in spelled]
    counts = np.bincount(codes, minlength=len(spelled)).tolist()
    unknown = {
        text: count
        for text, meaning, count in zip(spelled, meanings, counts, strict=True)
        if not meaning.known
    }
    problems = (_unknown(variable, name, unknown, place),) if unknown else ()
    changed = sum(count for meaning, count in zip(meanings, counts, strict=True) if meaning.changed)
    reasons = np.array([meaning.reason for meaning in meanings] or [""], dtype=object)[codes]
    return Values(
        _spread(variable, meanings, codes, texts.index),
        pd.Series(reasons, index=texts.index, dtype=object),
        problems,
        changed,
    )


def normalised(text: str) -> str:
    """Write full-width letters, digits and blanks as ordinary ones; drop outer blanks.

    Examples
    --------
    >>> normalised("１８　")
    '18'
    """
    return text if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def recoded(codes: Mapping[str, str], texts: pd.Series[str]) -> tuple[pd.Series[str], int]:
    """Give the codes of one wave those of the study; tell how many values were given another.

    A code is found letter by letter, else as the same number; whatever is not listed stays.
    """
    by_number = _by_number(list(codes))

    def meant(text: str) -> str:
        code = normalised(text)
        same = code if code in codes else by_number.get(number(code, ".")) if code else None
        return text if same is None else codes[same]

    made = texts.map({text: meant(text) for text in texts.unique()})
    return made, int((made != texts).sum())


def derive(variable: Variable, base: pd.Series) -> pd.Series:
    """Make a category from classes of a number, or from merged codes."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    names = list(variable.names_of_levels())
    if variable.cuts is not None:
        measured = base.to_numpy(dtype=float)
        place = np.searchsorted(variable.cuts.at, measured, side="right")
        codes = np.where(np.isnan(measured), -1, place)
    elif variable.chosen is not None:
        sets = [None if answers is None else answers.split(",") for answers in base]
        codes = np.array([-1 if each is None else variable.chosen in each for each in sets], int)
    else:
        into = {old: new for new, olds in (variable.merge or {}).items() for old in olds}
        made = [names.index(into[old]) if old in into else -1 for old in base.cat.categories]
        codes = np.array([*made, -1])[base.cat.codes.to_numpy()]
    return pd.Series(_categorical(codes, names), index=base.index)


def _reader(
    variable: Variable, spec: Field, texts: Sequence[str]
) -> Callable[[str], object | None] | None:
    """How texts of this type are read; None where the order of dates cannot be told."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    if variable.type == "category":
        return _levels(variable)
    if variable.type == "several":
        return _several(variable)
    if variable.type == "number":
        return lambda text: number(text, spec.decimal_mark)
    if variable.type == "text":
        return lambda text: text
    declared = variable.date_order or spec.date_order
    dates = [text for text in map(normalised, texts) if _missing(text, variable, spec) is None]
    order = declared or date_order(pd.Series(dates, dtype=object))
    return (lambda text: read_date(text, order)) if order else None


def _levels(variable: Variable) -> Callable[[str], object | None]:
    """Find a text among the levels, letter by letter, else as the same number, else as alias."""
    names = list(variable.levels or {})
    by_number = _by_number(names)
    aliases = {normalised(alias).casefold(): code for alias, code in variable.aliases.items()}

    def level(text: str) -> object | None:
        if text in names:
            return text
        measured = number(text, ".")
        if measured is not None and measured in by_number:
            return by_number[measured]
        return aliases.get(text.casefold())

    return level


def _several(variable: Variable) -> Callable[[str], object | None]:
    """Find every answer of a cell among the levels; the codes, in their order, between commas."""
    one = _levels(variable)
    order = list(variable.levels or {})

    def answers(text: str) -> object | None:
        found = [one(part) for part in _BETWEEN.split(text) if part]
        if not found or None in found:
            return None
        return ",".join(code for code in order if code in found)

    return answers


def _meaning(
    text: str, variable: Variable, spec: Field, read: Callable[[str], object | None]
) -> _Meaning:
    """Find out what one text stands for."""
    plain = text if variable.type == "text" else normalised(text)
    reason = _missing(plain, variable, spec)
    if reason is not None:
        return _Meaning(reason=reason, changed=plain != text)
    value = read(plain)
    if value is None or (isinstance(value, float) and not np.isfinite(value)):
        return _Meaning(known=False)
    aliased = plain.casefold() in {normalised(alias).casefold() for alias in variable.aliases}
    return _Meaning(value, changed=plain != text or (aliased and value != plain))


def _missing(text: str, variable: Variable, spec: Field) -> str | None:
    """The missing code that a text is, ``blank``, or None."""
    if not text:
        return BLANK
    codes = [*spec.missing, *variable.missing]
    if text in codes:
        return text
    return _by_number(codes).get(number(text, spec.decimal_mark)) if codes else None


def _by_number(codes: Sequence[str]) -> Mapping[float | None, str]:
    """Codes that are numbers, by their value."""
    measured = {number(code, "."): code for code in codes}
    measured.pop(None, None)
    return measured


def _spread(
    variable: Variable, meanings: Sequence[_Meaning], codes: np.ndarray, index: pd.Index
) -> pd.Series:
    """Give every record its value."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    values = [meaning.value for meaning in meanings]
    if variable.type == "category":
        names = list(variable.levels or {})
        places = [names.index(str(value)) if value is not None else -1 for value in values]
        return pd.Series(_categorical(np.array([*places, -1])[codes], names), index=index)
    if variable.type == "number":
        numbers = np.array([np.nan if value is None else value for value in values] or [np.nan])
        return pd.Series(numbers.astype(float)[codes], index=index)
    if variable.type == "date":
        days = np.array([*values, None], dtype="datetime64[s]")
        return pd.Series(days[codes], index=index)
    return pd.Series(np.array([*values, None], dtype=object)[codes], index=index, dtype=object)


def _categorical(codes: np.ndarray, names: list[str]) -> Any:
    """A category from the places of its levels; -1 is missing."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    return pd.Categorical.from_codes(codes.astype(int), dtype=pd.CategoricalDtype(names))


def _unordered(texts: Sequence[str], place: Place) -> Problem:
    """State that the order of day, month and year cannot be told."""
    example = next(text for text in texts if text)
    return Problem(
        "panel.date-order",
        place,
        phrase("panel.date_order", example=example),
        phrase("panel.date_order_expected"),
        phrase("panel.date_order_remedy", variable=place.field),
    )


def _unknown(variable: Variable, name: str, counts: Mapping[str, int], place: Place) -> Problem:
    """List the values that mean nothing, the commonest first, with how often they occur."""
    listed = [f"{value} ({count})" for value, count in Counter(counts).most_common(SHOWN)]
    more = " …" if len(counts) > SHOWN else ""
    found = phrase(
        "panel.unknown_values", count=sum(counts.values()), values=", ".join(listed) + more
    )
    if variable.type in {"category", "several"}:
        names = ", ".join([*(variable.levels or {}), *variable.missing])
        expected = phrase("panel.levels_expected", codes=names)
        remedy = phrase("panel.levels_remedy", name=name)
    else:
        expected = phrase(f"panel.{variable.type}_expected")
        remedy = _serial_remedy(variable, counts) or phrase("panel.value_remedy", name=name)
    return Problem("panel.unknown-values", place, found, expected, remedy)


def _serial_remedy(variable: Variable, counts: Mapping[str, int]) -> Text | None:
    """What to do with dates that are numbers of a spreadsheet; None where they are not."""
    if variable.type != "date" or not all(re.fullmatch(SERIAL, value) for value in counts):
        return None
    first = min(counts)
    since_1900, since_1904 = spreadsheet_day(int(first))
    return phrase("panel.serial_remedy", number=first, one=since_1900, other=since_1904)
