"""The records of a REC file: bytes in lines of 78, with a mark at the end of each.

A record is the bytes of all fields, cut every 78. Each piece is a line that ends with a mark: on
the last one ``!`` is a normal record, ``?`` a deleted one, ``^`` a verified one. A file whose every
line is as long as it must be is read as a block of bytes; any other line by line, so that damage is
found where it is and no value is ever read from the place of another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from migrant_rh.errors import Place, Problem
from migrant_rh.reading.columns import BLANKS
from migrant_rh.reading.epidata_header import Header, Line, is_description, lines_of
from migrant_rh.words import Text, phrase

WIDTH = 78
MARKS = b"!?^"
END_OF_FILE = b"\x1a"
_TRIMMED = BLANKS.encode()
_WORD = 8


@dataclass(frozen=True, eq=False)
class Body:
    """The records of a REC file.

    Attributes
    ----------
    cells : array of bytes (records, bytes)
        Every record without line ends and marks.
    marks : array of int
        Place of each record's mark in ``!?^``.
    lines : array of int
        Line at which each record begins.
    line_end : str
        As `line_end_of` names it.
    damaged : tuple of tuple of Line
        Lines that make no whole record.
    """

    cells: NDArray[np.uint8]
    marks: NDArray[np.intp]
    lines: NDArray[np.intp]
    line_end: str
    damaged: tuple[tuple[Line, ...], ...] = ()


@dataclass(frozen=True, eq=False)
class Bytes:
    """One field as bytes: `values` untrimmed and once each, `codes` which record has which."""

    codes: NDArray[np.intp]
    values: list[bytes]


def read_body(data: bytes, header: Header) -> Body:
    """Read the records after a header, whole ones and damaged ones.

    Parameters
    ----------
    data : bytes
        The whole file.
    header : Header
        Its header.
    """
    end = len(data.rstrip(END_OF_FILE))
    body = data[header.end : max(end, header.end)]
    for line_end in (b"\r\n", b"\n"):
        regular = _as_block(body, header, line_end)
        if regular is not None:
            return regular
    return _by_lines(data[:end], header)


def field_bytes(body: Body, start: int, width: int) -> Bytes:
    """Take one field out of all records.

    Parameters
    ----------
    body : Body
        Records.
    start, width : int
        Bytes of a record before the field, and bytes of the field.
    """
    count = len(body.cells)
    words = np.zeros((count, -(-width // _WORD) * _WORD), np.uint8)
    words[:, :width] = body.cells[:, start : start + width]
    codes = _distinct(words.view(np.uint64))
    first = np.empty(codes.max(initial=-1) + 1, np.intp)
    first[codes[::-1]] = np.arange(count)[::-1]
    block = body.cells[first, start : start + width].tobytes()
    return Bytes(codes, [block[at : at + width] for at in range(0, len(block), width)])


def trimmed(value: bytes) -> bytes:
    """Drop what EpiData drops at both ends of a value.

    Parameters
    ----------
    value : bytes
        Bytes of a field.
    """
    return value.strip(_TRIMMED)


def damage(body: Body, header: Header, file: str) -> list[Problem]:
    """Say what is wrong with every group of lines that makes no whole record.

    Parameters
    ----------
    body : Body
        Records.
    header : Header
        Header of the file.
    file : str
        Name for messages.
    """
    widths = _widths(header.length)
    return [_damage(lines, widths, header, file) for lines in body.damaged]


def line_end_of(data: bytes) -> str:
    r"""Name the line ends of a file: ``CRLF``, ``LF``, ``CR``, ``mixed`` or ``none``.

    Parameters
    ----------
    data : bytes
        The file.

    Examples
    --------
    >>> line_end_of(b"a\r\nb\n")
    'mixed'
    """
    both = data.count(b"\r\n")
    counts = {"CRLF": both, "LF": data.count(b"\n") - both, "CR": data.count(b"\r") - both}
    used = [name for name, count in counts.items() if count]
    return "mixed" if len(used) > 1 else "".join(used) or "none"


def _distinct(words: NDArray[np.uint64]) -> NDArray[np.intp]:
    """Number the distinct rows, eight bytes at a time: numbers are hashed faster than bytes."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    codes, _ = pd.factorize(np.ascontiguousarray(words[:, 0]))
    for column in words.T[1:]:
        more, distinct = pd.factorize(np.ascontiguousarray(column))
        if len(distinct) > 1:
            codes, _ = pd.factorize(codes * len(distinct) + more)
    return codes


def _widths(length: int) -> list[int]:
    """Widths of the lines that a record of that length is cut into."""
    pieces = (length - 1) // WIDTH
    return [WIDTH] * pieces + [length - WIDTH * pieces]


def _as_block(body: bytes, header: Header, line_end: bytes) -> Body | None:
    """Read a file in which every line has its length, its mark and one kind of end, or None."""
    widths = _widths(header.length)
    size = header.length + len(widths) * (1 + len(line_end))
    lacking = -len(body) % size
    if lacking > len(line_end):
        return None
    whole = np.frombuffer(body + line_end[len(line_end) - lacking :], np.uint8).reshape(-1, size)
    ends = np.cumsum([width + 1 + len(line_end) for width in widths]) - len(line_end)
    marks = whole[:, ends - 1]
    for at, mark in enumerate(line_end):
        if not (whole[:, ends + at] == mark).all():
            return None
    if not np.isin(marks, list(MARKS)).all():
        return None
    pieces = [whole[:, end - 1 - width : end - 1] for end, width in zip(ends, widths, strict=True)]
    lines = header.lines + 1 + len(widths) * np.arange(len(whole))
    return Body(np.hstack(pieces), _places(marks[:, -1]), lines, line_end_of(line_end))


def _by_lines(data: bytes, header: Header) -> Body:
    """Read a file line by line."""
    widths = _widths(header.length)
    whole: list[tuple[Line, ...]] = []
    damaged: list[tuple[Line, ...]] = []
    for group in _groups(lines_of(data, header.end, header.lines + 1), widths):
        (whole if _is_whole(group, widths) else damaged).append(group)
    text = b"".join(line.raw[:-1] for group in whole for line in group)
    cells = np.frombuffer(text, np.uint8).reshape(len(whole), header.length)
    marks = np.frombuffer(b"".join(group[-1].raw[-1:] for group in whole), np.uint8)
    starts = np.array([group[0].number for group in whole], dtype=np.intp)
    return Body(cells, _places(marks), starts, line_end_of(data), tuple(damaged))


def _groups(lines: Iterable[Line], widths: list[int]) -> Iterator[tuple[Line, ...]]:
    """Cut lines into groups that are whole records or damaged.

    A damaged group ends with the next line that can only be the last of a record. Where the lines
    of a record cannot be told apart, it ends with the file: what follows might be shifted.
    """
    group: list[Line] = []
    sound = True
    told_apart = len(widths) == 1 or widths[-1] != WIDTH
    for line in lines:
        sound = sound and _fits(line, widths[len(group)])
        group.append(line)
        ends = told_apart and (len(widths) == 1 or _fits(line, widths[-1]))
        if (sound and len(group) == len(widths)) or (ends and not sound):
            yield tuple(group)
            group, sound = [], True
    if group:
        yield tuple(group)


def _is_whole(group: tuple[Line, ...], widths: list[int]) -> bool:
    """Judge whether lines are exactly one record."""
    return len(group) == len(widths) and all(map(_fits, group, widths))


def _fits(line: Line, width: int) -> bool:
    """Judge whether a line is a piece of that width with its mark."""
    return len(line.raw) == width + 1 and line.raw[-1] in MARKS


def _places(marks: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Place of each mark in ``!?^``."""
    places = np.zeros(256, np.intp)
    places[list(MARKS)] = range(len(MARKS))
    return places[marks]


def _damage(lines: tuple[Line, ...], widths: list[int], header: Header, file: str) -> Problem:
    """Say what is wrong with one group of lines."""
    at = next(
        (i for i, line in enumerate(lines) if i >= len(widths) or not _fits(line, widths[i])), -1
    )
    line = lines[at]
    place = Place(file, line=line.number, byte=line.start)
    if line.number == header.lines + 1 and is_description(line):
        found = phrase("rec.header_goes_on", count=len(header.slots))
        return Problem("rec.header-count", place, found, remedy=phrase("rec.header_remedy"))
    width = widths[at if at >= 0 else len(lines)]
    sizes = {"total": width + 1, "width": width, "pieces": len(widths), "length": header.length}
    expected = phrase("rec.piece_expected", **sizes)
    found, remedy = _finding(line, width, complete=at >= 0)
    return Problem("rec.record-length", place, found, expected, remedy)


def _finding(line: Line, width: int, *, complete: bool) -> tuple[Text, Text]:
    """What stands in a damaged line, and what to do."""
    remedy = phrase("rec.damage_remedy")
    if not complete:
        return phrase("rec.cut_off"), remedy
    if not line.raw.strip():
        return phrase("rec.empty_line"), remedy
    if _was_recoded(line.raw, width):
        return phrase("rec.recoded", length=len(line.raw)), phrase("rec.recoded_remedy")
    if len(line.raw) == width + 1:
        mark = line.raw[-1:].decode("ascii", "backslashreplace")
        return phrase("rec.no_mark", mark=mark), remedy
    return phrase("rec.line_length", length=len(line.raw)), remedy


def _was_recoded(raw: bytes, width: int) -> bool:
    """Judge whether a line has its length in GB 18030 but was saved as UTF-8."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not text.isascii() and len(text.encode("gb18030")) == width + 1
