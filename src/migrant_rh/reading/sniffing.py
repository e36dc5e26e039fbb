"""What a delimited text file does not say of itself: its delimiter and its decimal mark."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO
from itertools import islice
from typing import Literal

from migrant_rh.errors import Place, Problem, ReadingError
from migrant_rh.reading.matching import Texts
from migrant_rh.words import phrase

DELIMITERS = {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar"}
_SAMPLE = 200
_HEAD = 500_000
_COMMA_NUMBER = r"[-+]?[0-9]+(?:,[0-9]+)?"
_COMMA_DECIMAL = r"[-+]?[0-9]*,(?:[0-9]{1,2}|[0-9]{4,})"
_POINT_DECIMAL = r"[-+]?[0-9]*\.[0-9]+"


def find_delimiter(text: str, file: str) -> str:
    r"""Find what separates the cells: with it, the first rows have equally many, and the most.

    Parameters
    ----------
    text : str
        The file.
    file : str
        Name for messages.

    Returns
    -------
    str
        A comma where nothing separates anything: the file has one column. Where rows differ in
        length with every delimiter, the one that the first row has most often.

    Raises
    ------
    ReadingError
        If two delimiters do equally well.

    Examples
    --------
    >>> find_delimiter("id;weight\n1;67,5\n2;54,0\n", "a.csv")
    ';'
    """
    widths = {mark: _width(text[:_HEAD], mark, cut=len(text) > _HEAD) for mark in DELIMITERS}
    most = max(widths.values())
    best = [mark for mark, width in widths.items() if width == most]
    if most > 1:
        if len(best) > 1:
            names = ", ".join(repr(mark) for mark in best)
            found = phrase("delimited.delimiter_unsure", marks=names)
            remedy = phrase("delimited.delimiter_remedy")
            raise ReadingError(
                Problem("delimited.delimiter", Place(file, line=1), found, remedy=remedy)
            )
        return best[0]
    header = text.split("\n", 1)[0]
    return max(DELIMITERS, key=header.count)


def decimal_mark(columns: Iterable[Texts]) -> Literal[".", ","]:
    """Tell a decimal comma from a decimal point by all columns together.

    Parameters
    ----------
    columns : iterable of Texts
        Distinct texts of each column, without blanks.

    Returns
    -------
    str
        A comma if at least one column has only numbers with it, not all of which might be
        thousands, and no column has numbers with a point.

    Examples
    --------
    >>> decimal_mark([Texts(["67,5", "54"]), Texts(["a"])]), decimal_mark([Texts(["1,234"])])
    (',', '.')
    """
    commas = False
    for texts in columns:
        if texts.any_match(_POINT_DECIMAL):
            return "."
        commas |= texts.any_match(_COMMA_DECIMAL) and texts.all_match(_COMMA_NUMBER)
    return "," if commas else "."


def _width(text: str, mark: str, *, cut: bool) -> int:
    """Cells of the first rows with a delimiter, if they have equally many; or else 0."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=mark)
    try:
        rows = [row for row in islice(reader, _SAMPLE) if row]
    except csv.Error:
        return 0
    whole = rows[:-1] if cut and len(rows) > 1 else rows
    widths = {len(row) for row in whole}
    return widths.pop() if len(widths) == 1 else 0
