"""Files as EpiData Entry 3.1 writes them on a Chinese computer: GBK, CRLF, widths in bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from migrant_rh.demo.form import Field, Form
from migrant_rh.demo.notice import NOTICE

ENCODING = "gbk"
LINE_END = b"\r\n"
PIECE = 78
"""Bytes of a record on one line of the file."""
LONGEST_TEXT = 80
"""Bytes of screen text on one header line; longer text is cut wherever that falls."""
LONGEST_FILE_LABEL = 50
TEXT_COLOUR, FIELD_COLOUR = 30, 112
TYPE_NUMBERS = {"integer": 0, "text": 1, "upper": 3, "date": 19}
NORMAL, DELETED = b"!", b"?"


@dataclass(frozen=True, slots=True)
class RecFile:
    """Records as they stand in a file.

    Attributes
    ----------
    label : str
        File label, at most 50 bytes.
    columns : mapping of str to array of str
        Values by field, one element a record, in file order.
    deleted : array of bool
        Records marked deleted.
    """

    label: str
    columns: Mapping[str, NDArray[np.str_]]
    deleted: NDArray[np.bool_]


def qes_bytes(form: Form) -> bytes:
    """Write the form to be typed from: screen text, and fields as ``{name}question ##``."""
    return _joined(_question_line(line) if isinstance(line, Field) else line for line in form.lines)


def rec_bytes(form: Form, file: RecFile) -> bytes:
    """Write a data file: header, then every record cut into pieces.

    Raises
    ------
    ValueError
        If a value or the file label is too wide.
    """
    label = file.label.encode(ENCODING)
    if len(label) > LONGEST_FILE_LABEL:
        raise ValueError(f"the file label {file.label!r} is longer than {LONGEST_FILE_LABEL} bytes")
    header = list(_header_lines(form))
    first = b"%d 1 Filelabel: %s" % (len(header), label)
    columns = [_padded(field, file.columns[field.name]) for field in form.fields]
    records = (b"".join(values) for values in zip(*columns, strict=True))
    pieces = [
        _wrapped(record, DELETED if deleted else NORMAL)
        for record, deleted in zip(records, file.deleted, strict=True)
    ]
    return LINE_END.join([first, *header, *pieces, b""])


def chk_bytes(form: Form) -> bytes:
    """Write the check file: label sets, then a block for every field that has rules."""
    blocks = [line for field in form.fields for line in _field_block(field)]
    return _joined([f"* {NOTICE.zh}", f"* {NOTICE.en}", *_label_block(form), "", *blocks])


def _joined(lines: Iterator[str] | Sequence[str]) -> bytes:
    """Encode lines, each with its end."""
    return b"".join(line.encode(ENCODING) + LINE_END for line in lines)


def _question_line(field: Field) -> str:
    """One field on the form."""
    blank = {
        "integer": "#" * field.width,
        "text": "_" * field.width,
        "upper": f"<A{' ' * (field.width - 1)}>",
        "date": "<yyyy/mm/dd>",
    }[field.kind]
    return f"{{{field.name}}}{field.question}{blank}{field.hint}"


def _header_lines(form: Form) -> Iterator[bytes]:
    """Places on the screen, types and widths; screen text is named LABEL1, LABEL2, …."""
    texts = 0
    for row, line in enumerate(form.lines, start=1):
        text, column = line, 1
        if isinstance(line, Field):
            question = (line.name + line.question).encode(ENCODING)
            column = 1 + len(question)
            yield _field_line(line, question, row)
            text, column = line.hint, column + line.width
        for piece in _cut(str(text).encode(ENCODING)):
            texts += 1
            place = (column, row, TEXT_COLOUR, 0, 0, 0, 0, FIELD_COLOUR)
            yield _header_line("_", f"LABEL{texts}", place, piece)
            column += LONGEST_TEXT


def _field_line(field: Field, question: bytes, row: int) -> bytes:
    """Header line of a field; the name is glued to the question, as ``{name}`` makes it."""
    mark = "#" if field.kind == "integer" else "_"
    place = (
        1,
        row,
        TEXT_COLOUR,
        1 + len(question),
        row,
        TYPE_NUMBERS[field.kind],
        field.width,
        FIELD_COLOUR,
    )
    return _header_line(mark, field.name, place, question)


def _header_line(mark: str, name: str, place: Sequence[int], text: bytes) -> bytes:
    """Mark, name in ten columns, eight numbers in four columns each, text."""
    numbers = "".join(f"{number:4d}" for number in place)
    return f"{mark}{name:<10} {numbers} ".encode("ascii") + text


def _cut(text: bytes) -> list[bytes]:
    """Cut screen text after every 80 bytes, in the middle of a character if need be."""
    return [text[at : at + LONGEST_TEXT] for at in range(0, len(text), LONGEST_TEXT)]


def _padded(field: Field, values: NDArray[np.str_]) -> list[bytes]:
    """Fill values up to the width: numbers on the left, all else on the right."""
    kinds, inverse = np.unique(values, return_inverse=True)
    padded = [_pad(field, str(value)) for value in kinds]
    return [padded[place] for place in inverse]


def _pad(field: Field, value: str) -> bytes:
    """Fill one value up."""
    text = value.encode(ENCODING)
    if len(text) > field.width:
        raise ValueError(f"{value!r} is wider than the {field.width} bytes of {field.name}")
    return text.rjust(field.width) if field.kind == "integer" else text.ljust(field.width)


def _wrapped(record: bytes, mark: bytes) -> bytes:
    """Cut a record after every 78 bytes; all pieces but the last end with an exclamation mark."""
    pieces = [record[at : at + PIECE] for at in range(0, len(record), PIECE)]
    return (NORMAL + LINE_END).join(pieces) + mark


def _label_block(form: Form) -> Iterator[str]:
    """Value labels, a set for every coded field."""
    yield "LABELBLOCK"
    for field in form.fields:
        if field.labels:
            yield f"  LABEL {_set_name(field)}"
            yield from (f'    {code}  "{label}"' for code, label in field.labels.items())
            yield "  END"
    yield "END"


def _field_block(field: Field) -> Iterator[str]:
    """Rules of one field."""
    rules = list(_rules(field))
    if rules:
        yield from (field.name, *(f"  {rule}" for rule in rules), "END", "")


def _rules(field: Field) -> Iterator[str]:
    """Commands in the block of a field."""
    if field.unique:
        yield "KEY UNIQUE 1"
    if field.limits:
        yield f"RANGE {field.limits[0]} {field.limits[1]}"
        if field.missing:
            yield from ("LEGAL", *(f"  {code}" for code in field.missing), "END")
    if field.labels:
        yield f"COMMENT LEGAL USE {_set_name(field)} SHOW"
    if field.missing:
        yield f"MISSINGVALUE {' '.join(field.missing)}"
    if field.jumps:
        jumps = (f"  {code} {target}" for code, target in field.jumps.items())
        yield from ("JUMPS RESET", *jumps, "END")
    if field.must_enter:
        yield "MUSTENTER"


def _set_name(field: Field) -> str:
    """Name of a field's label set."""
    return f"label_{field.name}"
