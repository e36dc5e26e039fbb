"""A file as columns: the values, and which record has which."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from migrant_rh.errors import Place, Problem
from migrant_rh.reading.mojibake import scrambled
from migrant_rh.reading.records import Codebook, Provenance
from migrant_rh.words import phrase, refer

if TYPE_CHECKING:
    import pandas as pd

BLANKS = "".join(map(chr, range(33)))
"""What EpiData trims: every character up to the blank."""

STATES = ("normal", "deleted", "verified")
RESERVED = frozenset({"_recno", "_state", "_line"})


@dataclass(frozen=True, eq=False)
class Column:
    """The values of one field.

    Attributes
    ----------
    name : str
        Field.
    codes : array of int
        For each record, the place of its value in `texts`.
    texts : sequence of str
        Trimmed text; each once, but for blanks that were trimmed.
    """

    name: str
    codes: NDArray[np.intp]
    texts: Sequence[str]

    def records(self, texts: Collection[str]) -> NDArray[np.intp]:
        """Positions of the records that have one of some texts."""
        wanted = set(texts)
        places = [place for place, text in enumerate(self.texts) if text in wanted]
        return np.flatnonzero(np.isin(self.codes, places))


@dataclass(frozen=True, eq=False)
class Numbered:
    """Values once each, and for each record the place of its own."""

    codes: NDArray[np.intp]
    values: list[str]


@dataclass(frozen=True, eq=False)
class Contents:
    """A file that was read but not yet given its checks.

    Attributes
    ----------
    columns : tuple of Column
        In file order.
    states, lines : array of int
        For each record, the place of its state in `STATES`, and the line it begins at.
    codebook, notes, provenance
        As in `Records`.
    """

    columns: tuple[Column, ...]
    states: NDArray[np.intp]
    lines: NDArray[np.intp]
    codebook: Codebook
    notes: tuple[str, ...]
    provenance: Provenance


def marked(contents: Contents, verified: object) -> Contents:
    """Mark records as verified, by their numbers from 1.

    Raises
    ------
    ValueError
        If they are not numbers of records.
    """
    if not isinstance(verified, list) or not all(type(each) is int for each in verified):
        raise ValueError(f"{verified!r:.60} is no list of records")
    if not all(1 <= each <= len(contents.states) for each in verified):
        raise ValueError(f"{verified!r:.60} are not all records of the file")
    states = contents.states.copy()
    states[[each - 1 for each in verified]] = STATES.index("verified")
    return replace(contents, states=states)


def numbered(values: NDArray[Any]) -> Numbered:
    """Keep equal values once.

    Parameters
    ----------
    values : array of str
        One a record.

    Examples
    --------
    >>> import numpy as np
    >>> numbered(np.array(["b", "a", "b"], dtype=object)).values
    ['b', 'a']
    """
    import pandas as pd  # noqa: PLC0415  (heavy)

    codes, distinct = pd.factorize(values)
    return Numbered(codes, distinct.tolist())


def frame(contents: Contents) -> pd.DataFrame:
    """Return the text of all records, one row each, after ``_recno``, ``_state`` and ``_line``.

    Parameters
    ----------
    contents : Contents
        A file as columns.
    """
    import pandas as pd  # noqa: PLC0415  (heavy)

    count = len(contents.states)
    whole: dict[str, Any] = {
        "_recno": np.arange(1, count + 1),
        "_state": _spread(STATES, contents.states),
        "_line": contents.lines,
    }
    for column in contents.columns:
        whole[column.name] = _spread(column.texts, column.codes)
    return pd.DataFrame(whole, copy=False)


def scrambled_cells(contents: Contents) -> list[Problem]:
    """Find cells and labels that were saved after being read in a wrong encoding.

    Parameters
    ----------
    contents : Contents
        A file as columns.

    Returns
    -------
    list of Problem
        One for each scrambled value, with the first record that has it.
    """
    file = contents.provenance.file
    problems = []
    for column in contents.columns:
        for value, original in scrambled(column.texts).items():
            first = int(column.records([value])[0]) + 1
            place = Place(file, record=first, field=column.name)
            problems.append(_scrambled(place, value, original))
    for field in contents.codebook.fields:
        labels = [label.zh for label in field.values.values()]
        for source, said in ((file, [field.label.zh]), (contents.codebook.checks_file, labels)):
            place = Place(source, field=field.name)
            problems += [_scrambled(place, *found) for found in scrambled(said).items()]
    return problems


def full_width_notes(contents: Contents) -> tuple[str, ...]:
    """Count full-width characters and blanks in numbers, dates and ids, which are read as usual.

    Parameters
    ----------
    contents : Contents
        A file as columns.

    Returns
    -------
    tuple of str
        One note a field that has any.
    """
    notes = []
    for column in contents.columns:
        if "".join(column.texts).isascii():
            continue
        changed = [text for text in column.texts if plain(text) != text]
        if changed and contents.codebook[column.name].kind != "text":
            count = len(column.records(changed))
            notes.append(refer("reading.full_width", field=column.name, count=count))
    return tuple(notes)


def plain(text: str) -> str:
    """Write full-width letters, digits and blanks as ordinary ones; drop outer blanks.

    Parameters
    ----------
    text : str
        A code, number or date; free text is left alone.

    Examples
    --------
    >>> plain("\u3000１８")
    '18'
    """
    return text if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def _spread(values: Sequence[str], codes: NDArray[np.intp]) -> Any:
    """Give every record its value, as pandas keeps strings."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    distinct = pd.Series(list(values), dtype="str")
    return distinct.take(codes).array if len(values) else pd.Series([], dtype="str").array


def _scrambled(place: Place, value: str, original: str) -> Problem:
    """Say that a value is scrambled, and what it was if that is plain."""
    return Problem(
        "reading.scrambled",
        place,
        phrase("reading.scrambled", value=value[:40]),
        phrase("reading.scrambled_was", original=original[:40]) if original else None,
        phrase("reading.scrambled_remedy"),
    )
