"""Delimited text files (``.csv``, ``.tsv``, ``.txt``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import repeat
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from migrant_rh.errors import Place, Problem, ReadingError
from migrant_rh.reading.cells import Table, cut
from migrant_rh.reading.columns import BLANKS, RESERVED, Column, Contents, numbered, plain
from migrant_rh.reading.encoding import Encoding, byte_order_mark, choose_encoding, undecodable
from migrant_rh.reading.epidata_records import END_OF_FILE, line_end_of
from migrant_rh.reading.kinds import kind_of, lost_digits
from migrant_rh.reading.matching import Texts
from migrant_rh.reading.pieces import Piece
from migrant_rh.reading.problems import first_of, runs
from migrant_rh.reading.records import Codebook, Field, Provenance
from migrant_rh.reading.sniffing import DELIMITERS, decimal_mark, find_delimiter
from migrant_rh.reading.typed import NUMBER
from migrant_rh.words import phrase, refer

_NAMED_MARKS = {name: mark for mark, name in DELIMITERS.items()} | {"\\t": "\t"}
_NUL = b"\x00"
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class DelimitedOptions:
    """What the user says of a delimited file.

    Attributes
    ----------
    encoding : str or None
        Its encoding.
    delimiter : str or None
        One character, or ``tab``, ``comma``, ``semicolon``, ``bar``.
    """

    encoding: str | None = None
    delimiter: str | None = None


def read_delimited(data: bytes, file: str, options: DelimitedOptions) -> Contents:
    """Read a delimited text file whose first row names the columns.

    Parameters
    ----------
    data : bytes
        The file.
    file : str
        Name for messages.
    options : DelimitedOptions
        Encoding and delimiter, where the file does not tell them.

    Returns
    -------
    Contents
        Every value as trimmed text. What was found out is in ``provenance.understood``. Kinds are
        judged by `migrant_rh.reading.kinds.kind_of`. Blank lines are left out, those between
        records with a note.

    Raises
    ------
    ReadingError
        With all that is wrong: rows of another length than the first, columns without a name or
        with the same name, quotes that do not close, numbers whose digits a spreadsheet dropped.
    """
    mark = byte_order_mark(data)
    content = data.removeprefix(mark.raw)
    _require_text(content, file, wide=mark.encoding.startswith("utf-16"))
    pieces = [Piece(line) for line in content.splitlines() if not line.isascii()]
    encoding = choose_encoding(pieces, file, declared=options.encoding, mark=mark.encoding)
    text = _decoded(content, encoding, file).rstrip(END_OF_FILE.decode())
    delimiter = _delimiter(options.delimiter, file) or find_delimiter(text, file)
    table = cut(text, delimiter, file)
    names = [name.strip(BLANKS) for name in table.header]
    if problems := _bad_names(names, file):
        raise ReadingError(first_of(problems, file))
    columns = _columns(names, table.cells)
    filled = [Texts([text for text in column.texts if text]) for column in columns]
    if problems := _lost(columns, filled, file):
        raise ReadingError(first_of(problems, file))
    comma = "." if delimiter == "," else decimal_mark(filled)
    understood = {
        "delimiter": DELIMITERS.get(delimiter, delimiter),
        "decimal_mark": comma,
        "line_end": line_end_of(text.encode()),
    }
    return Contents(
        columns,
        np.zeros(len(table.lines), dtype=np.intp),
        np.array(table.lines, dtype=np.intp),
        Codebook(tuple(map(_field, names, filled, repeat(comma)))),
        (
            *_echo(understood, delimiter, encoding),
            *_notes(table),
            *_lists(names, filled, delimiter),
        ),
        _provenance(data, file, encoding, table, understood),
    )


def _require_text(content: bytes, file: str, *, wide: bool) -> None:
    """Refuse bytes that no text has."""
    at = -1 if wide else content.find(_NUL)
    if at >= 0:
        place = Place(file, line=content.count(b"\n", 0, at) + 1, byte=at)
        remedy = phrase("delimited.nul_remedy")
        raise ReadingError(Problem("delimited.nul", place, phrase("delimited.nul"), remedy=remedy))


def _decoded(content: bytes, encoding: Encoding, file: str) -> str:
    """Decode the whole file."""
    try:
        return content.decode(encoding.name)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        piece = Piece(content[error.start : error.end + 1])
        raise ReadingError(undecodable(Place(file, line=line), encoding.name, piece)) from None


def _delimiter(declared: str | None, file: str) -> str | None:
    """Delimiter as the user gives it, by its sign or its name."""
    mark = _NAMED_MARKS.get(declared, declared) if declared else declared
    if mark is not None and (len(mark) != 1 or mark in '"\r\n'):
        found = phrase("delimited.delimiter_bad", mark=declared)
        raise ReadingError(Problem("delimited.delimiter", Place(file), found))
    return mark


def _bad_names(names: Sequence[str], file: str) -> list[Problem]:
    """Find columns without a name, names that stand twice, and a first row of numbers."""
    place = Place(file, line=1)
    if names and all(NUMBER.fullmatch(plain(name)) for name in names):
        found, remedy = phrase("delimited.no_names"), phrase("delimited.names_remedy")
        return [Problem("delimited.no-names", place, found, remedy=remedy)]
    problems = []
    unnamed = [at for at, name in enumerate(names, start=1) if not name]
    if unnamed or not names:
        found = phrase("delimited.unnamed", columns=runs(unnamed) or "1")
        remedy = phrase("delimited.names_remedy")
        problems.append(Problem("delimited.unnamed", place, found, remedy=remedy))
    counts = Counter(name.casefold() for name in names if name)
    for name in dict.fromkeys(name.casefold() for name in names):
        if counts[name] > 1:
            at = runs(i for i, other in enumerate(names, start=1) if other.casefold() == name)
            found = phrase("delimited.name_twice", name=name, columns=at)
            problems.append(Problem("delimited.name-twice", place, found))
        if name in RESERVED:
            found = phrase("delimited.reserved", name=name)
            problems.append(Problem("delimited.reserved", place, found))
    return problems


def _columns(names: Sequence[str], cells: NDArray[Any]) -> tuple[Column, ...]:
    """Turn cells into columns of trimmed text."""
    columns = []
    for name, column in zip(names, cells.T, strict=True):
        found = numbered(np.ascontiguousarray(column))
        columns.append(Column(name, found.codes, [text.strip(BLANKS) for text in found.values]))
    return tuple(columns)


def _lists(names: Sequence[str], filled: Sequence[Texts], delimiter: str) -> Iterator[str]:
    """Name columns such as ``"1,3"`` where commas separate: several answers, or decimal commas."""
    for name, texts in zip(names, filled, strict=True):
        if delimiter == "," and decimal_mark([texts]) == ",":
            examples = [text for text in texts.texts if "," in text][:_SHOWN]
            yield refer("delimited.lists", name=name, values=", ".join(map(repr, examples)))


def _lost(columns: Sequence[Column], filled: Sequence[Texts], file: str) -> list[Problem]:
    """Find columns whose numbers lost digits in a spreadsheet."""
    problems = []
    for column, texts in zip(columns, filled, strict=True):
        lost = lost_digits(column.name, texts)
        if lost:
            records = column.records(lost)
            place = Place(file, record=int(records[0]) + 1, field=column.name)
            shown = ", ".join(lost[:_SHOWN]) + (" …" if len(lost) > _SHOWN else "")
            found = phrase("delimited.lost_digits", values=shown, count=len(records))
            remedy = phrase("delimited.lost_digits_remedy")
            problems.append(Problem("delimited.lost-digits", place, found, remedy=remedy))
    return problems


def _field(name: str, filled: Texts, mark: Literal[".", ","]) -> Field:
    """Describe a column."""
    kind = kind_of(name, filled, mark)
    decimals = (len(text.partition(mark)[2]) for text in filled.texts if kind == "decimal")
    return Field(
        name,
        kind,
        width=max(map(len, filled.texts), default=0),
        decimals=max(decimals, default=0),
        decimal_mark=mark if kind == "decimal" else ".",
        date_order="ymd" if kind == "date" else "",
    )


def _provenance(
    data: bytes, file: str, encoding: Encoding, table: Table, understood: dict[str, str]
) -> Provenance:
    """Where the records came from."""
    return Provenance(
        file,
        "delimited text",
        sha256(data).hexdigest(),
        encoding.name,
        encoding.found,
        records=len(table.lines),
        understood=understood,
    )


def _echo(understood: dict[str, str], delimiter: str, encoding: Encoding) -> Iterator[str]:
    """Say how the file was understood, so that a wrong guess is seen."""
    mark = "Tab" if delimiter == "\t" else delimiter
    decimal = understood["decimal_mark"]
    yield refer("delimited.understood", mark=mark, decimal=decimal, encoding=encoding.name)
    if understood["line_end"] == "mixed":
        yield refer("delimited.mixed_line_ends")


def _notes(table: Table) -> tuple[str, ...]:
    """Say which blank lines were left out."""
    if not table.blank:
        return ()
    return (refer("delimited.blank_lines", count=len(table.blank), lines=runs(table.blank)),)
