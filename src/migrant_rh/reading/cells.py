"""Delimited text cut into rows and cells."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from migrant_rh.errors import Place, Problem, ReadingError
from migrant_rh.reading.problems import runs
from migrant_rh.words import phrase

_LINE_ENDS = re.compile("\r\n|\n|\r")


@dataclass(frozen=True, eq=False)
class Row:
    """The cells of one row, and the line it begins at."""

    cells: list[str]
    line: int

    @property
    def blank(self) -> bool:
        """Whether it is a line without anything, or with blanks only."""
        return not self.cells or (len(self.cells) == 1 and self.cells[0].isspace())


@dataclass(frozen=True, eq=False)
class Table:
    """The rows of a text, all of one length.

    Attributes
    ----------
    header : list of str
        The first row.
    cells : array of str (records, columns)
        The other rows.
    lines : list of int
        Line at which each record begins.
    blank : list of int
        Blank lines between records.
    """

    header: list[str]
    cells: NDArray[Any]
    lines: list[int]
    blank: list[int]


def cut(text: str, delimiter: str, file: str) -> Table:
    r"""Cut a text into cells.

    Parameters
    ----------
    text : str
        The file. Cells may stand in double quotes, and then hold delimiters and line breaks; a
        quote inside quotes is written twice. Blank lines are left out.
    delimiter : str
        One character.
    file : str
        Name for messages.

    Raises
    ------
    ReadingError
        With all rows that are longer or shorter than the first, by their lines; or with the quotes
        that do not close.

    Examples
    --------
    >>> cut('id,name\n1,"Li, Na"\n', ",", "a.csv").cells.tolist()
    [['1', 'Li, Na']]
    """
    header: list[str] = []
    flat: list[str] = []
    lines: list[int] = []
    widths: list[int] = []
    blank: list[int] = []
    for row in _quoted(text, delimiter, file) if '"' in text else _plain(text, delimiter):
        if row.blank:
            blank.append(row.line)
        elif not header:
            header = row.cells
        else:
            flat.extend(row.cells)
            lines.append(row.line)
            widths.append(len(row.cells))
    if ragged := _ragged(len(header), widths, lines, file):
        raise ReadingError(ragged)
    cells = np.empty(len(flat), dtype=object)
    cells[:] = flat
    last = lines[-1] if lines else 0
    between = [line for line in blank if line < last]
    return Table(header, cells.reshape(len(lines), len(header)), lines, between)


def _plain(text: str, delimiter: str) -> Iterator[Row]:
    """Rows of a text without quotes."""
    for number, line in enumerate(_LINE_ENDS.split(text), start=1):
        yield Row(line.split(delimiter) if line else [], number)


def _quoted(text: str, delimiter: str, file: str) -> Iterator[Row]:
    """Rows of a text with quotes."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            yield Row(cells, start)
            start = reader.line_num + 1
    except csv.Error as error:
        raise ReadingError(_wrong_quotes(str(error), start, reader.line_num, file)) from None


def _wrong_quotes(reason: str, start: int, line: int, file: str) -> Problem:
    """Say which quotes are wrong."""
    after = "expected after" in reason
    return Problem(
        "delimited.quotes",
        Place(file, line=line if after else start),
        phrase("delimited.after_quote" if after else "delimited.open_quote"),
        remedy=phrase("delimited.quotes_remedy"),
    )


def _ragged(width: int, widths: list[int], lines: list[int], file: str) -> list[Problem]:
    """Find rows that are longer or shorter than the first."""
    if widths.count(width) == len(widths):
        return []
    others: dict[int, list[int]] = {}
    for cells, line in zip(widths, lines, strict=True):
        if cells != width:
            others.setdefault(cells, []).append(line)
    return [
        Problem(
            "delimited.ragged",
            Place(file, line=at[0]),
            phrase("delimited.ragged", cells=cells, lines=runs(at), count=len(at)),
            phrase("delimited.ragged_expected", cells=width),
            phrase("delimited.ragged_remedy"),
        )
        for cells, at in others.items()
    ]
