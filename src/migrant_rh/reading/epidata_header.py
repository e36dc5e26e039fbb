"""The header of a REC file: one line a field, laid out by columns.

Line 1 is ``<n> <colour>[ VLAB][ ~kq:<key>:kq~][ Filelabel: <text>]``; n lines follow. In each,
columns 2-11 hold the name, then come eight integers (question x and y, colour, field x and y,
type, length, colour), a blank, and the question. Nothing says how many records there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from migrant_rh.errors import Place, Problem, ReadingError
from migrant_rh.reading.epidata_types import FieldType, field_type
from migrant_rh.reading.problems import first_of
from migrant_rh.reading.signatures import looks_like
from migrant_rh.words import phrase

QUESTION_WIDTH = 80
LABEL_WIDTH = 50
_LINE = re.compile(rb"([^\r\n]*)(?:\r\n|\n|\r|\Z)")
_FIRST = re.compile(rb"(\d{1,6})(?: .*)?")
_LABEL = re.compile(rb"filelabel: (.*)", re.IGNORECASE)
_KEY = re.compile(rb"~kq:(.*?):kq~")
_NAME = re.compile(rb"[A-Za-z\x80-\xff_][A-Za-z0-9\x80-\xff_]*")
_BY_BLANKS = re.compile(rb".(.{10})((?:\s+[-+]?\d+){8})(?: (.*))?")
_BY_COLUMNS = re.compile(rb".(.{10}) ((?:[ \d+-]{3}\d){8})(?: (.*))?")
_WHOLE = re.compile(rb" *[-+]?\d+")
_NUMBERS, _COLUMN, _LONGEST = 8, 4, 9999


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: its bytes without the end, its number from 1, and where it begins."""

    raw: bytes
    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Slot:
    """One header line: a field, or words of the form.

    Attributes
    ----------
    name : str
        Field name.
    type : FieldType
        What its type number means.
    number, length : int
        Type number as written; bytes it takes in a record.
    question : bytes
        Words beside it, which begin at column `x` and row `y` of the form.
    line : int
        Line of the file.
    """

    name: str
    type: FieldType
    number: int
    length: int
    question: bytes
    x: int
    y: int
    line: int

    def goes_on_in(self, after: Slot) -> bool:
        """Judge whether the next slot's question goes on where this one was cut at 80 bytes."""
        cut = len(self.question) == QUESTION_WIDTH
        return cut and after.y == self.y and after.x == self.x + QUESTION_WIDTH


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a REC file.

    Attributes
    ----------
    slots : tuple of Slot
        In file order.
    names_first : bool
        ``VLAB``: the first word of a question is the field's name.
    label : bytes
        File label.
    key : bytes
        The password encrypted with itself, or empty.
    end : int
        Byte at which the records begin.
    """

    slots: tuple[Slot, ...]
    names_first: bool
    label: bytes
    key: bytes
    end: int

    @property
    def fields(self) -> tuple[Slot, ...]:
        """Slots that hold data."""
        return tuple(slot for slot in self.slots if slot.type.kind is not None)

    @property
    def length(self) -> int:
        """Bytes of a record, without line ends and marks."""
        return sum(slot.length for slot in self.slots)

    @property
    def lines(self) -> int:
        """Lines of the header."""
        return len(self.slots) + 1


def lines_of(data: bytes, start: int = 0, number: int = 1) -> Iterator[Line]:
    r"""Go through the lines of a file, whatever ends them.

    Parameters
    ----------
    data : bytes
        The file.
    start, number : int
        Byte and line number to begin with.

    Examples
    --------
    >>> [line.raw for line in lines_of(b"a\r\nb\nc")]
    [b'a', b'b', b'c']
    """
    for found in _LINE.finditer(data, start):
        if found.start() == len(data):
            return
        yield Line(found[1], number, found.start(), found.end())
        number += 1


def read_header(data: bytes, file: str, *, start: int = 0) -> Header:
    r"""Read the header of a REC file.

    Parameters
    ----------
    data : bytes
        The whole file.
    file : str
        Name for messages.
    start : int
        Byte to begin at: after a byte-order mark.

    Raises
    ------
    ReadingError
        With every line that is not a field description, the byte it begins at and what it should
        be; if the file is no REC file, with what it looks like.

    Examples
    --------
    >>> head = b"1 1\n#SEX           1   1  30   6   1   0   1 112 SEX\n1!\n"
    >>> read_header(head, "a.rec").fields[0].name
    'SEX'
    """
    first = next(lines_of(data, start), Line(b"", 1, start, start))
    announced = _FIRST.fullmatch(first.raw)
    if announced is None:
        raise ReadingError(_no_rec(data, first, file))
    count = int(announced[1])
    described = list(islice(lines_of(data, first.end, 2), count))
    slots = [slot for line in described if (slot := _slot(line)) is not None]
    problems = [_no_field(line, count, file) for line in described if _slot(line) is None]
    if len(described) < count:
        problems.append(_too_few(len(described), count, file))
    if problems or not slots:
        raise ReadingError(first_of(problems, file) or [_no_rec(data, first, file)])
    header = _header(first.raw, slots, described[-1].end)
    if faults := _faults(header, file):
        raise ReadingError(faults)
    return header


def is_description(line: Line) -> bool:
    """Judge whether a line could describe a field."""
    return _slot(line) is not None


def _slot(line: Line) -> Slot | None:
    """Read one header line: numbers by blanks, as Entry 3.1 does, or else by columns."""
    found = _BY_BLANKS.fullmatch(line.raw) or _BY_COLUMNS.fullmatch(line.raw)
    if found is None or not _NAME.fullmatch(name := found[1].strip()):
        return None
    numbers = found[2].split()
    if len(numbers) != _NUMBERS:
        numbers = [found[2][at : at + _COLUMN] for at in range(0, len(found[2]), _COLUMN)]
    if not all(map(_WHOLE.fullmatch, numbers)):
        return None
    x, y, _, _, _, number, length, _ = map(int, numbers)
    if not (0 <= length <= _LONGEST and number >= 0):
        return None
    kind = field_type(number, length)
    spelled = name.decode("ascii", "backslashreplace")
    return Slot(spelled, kind, number, length, found[3] or b"", x, y, line.number)


def _header(first: bytes, slots: list[Slot], end: int) -> Header:
    """Put the first line and the slots together."""
    label, key = _LABEL.search(first), _KEY.search(first)
    return Header(
        tuple(slots),
        names_first=b" VLAB" in first,
        label=label[1].strip() if label else b"",
        key=key[1] if key else b"",
        end=end,
    )


def _faults(header: Header, file: str) -> list[Problem]:
    """Find what makes a header useless: no field, or one name twice."""
    if not header.fields:
        return [Problem("rec.no-fields", Place(file), phrase("rec.no_fields"))]
    seen: dict[str, Slot] = {}
    problems = []
    for slot in header.fields:
        other = seen.setdefault(slot.name.casefold(), slot)
        if other is not slot:
            found = phrase("rec.name_twice", name=slot.name, line=other.line)
            problems.append(Problem("rec.name-twice", Place(file, line=slot.line), found))
    return problems


def _no_rec(data: bytes, first: Line, file: str) -> Problem:
    """Say that a file is no REC file, and what it looks like."""
    return Problem(
        "rec.not-a-rec",
        Place(file, line=1, byte=first.start),
        phrase("rec.not_a_rec", looks=looks_like(data)),
        phrase("rec.first_line"),
        phrase("rec.not_a_rec_remedy"),
    )


def _no_field(line: Line, count: int, file: str) -> Problem:
    """Say that a line is no field description."""
    return Problem(
        "rec.header-line",
        Place(file, line=line.number, byte=line.start),
        phrase("rec.header_line", text=line.raw[:40].decode("ascii", "backslashreplace")),
        phrase("rec.header_expected", count=count, last=count + 1),
        phrase("rec.header_remedy"),
    )


def _too_few(there: int, count: int, file: str) -> Problem:
    """Say that the file ends in its header."""
    return Problem(
        "rec.header-short",
        Place(file, line=there + 2),
        phrase("rec.header_short", there=there),
        phrase("rec.header_expected", count=count, last=count + 1),
        phrase("rec.header_remedy"),
    )
