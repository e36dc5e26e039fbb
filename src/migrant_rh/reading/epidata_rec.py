"""EpiData and Epi Info 6 data files (``.rec``)."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from migrant_rh.errors import Place, Problem, ReadingError
from migrant_rh.reading.columns import BLANKS, STATES, Column, Contents
from migrant_rh.reading.encoding import Encoding, byte_order_mark, choose_encoding, undecodable
from migrant_rh.reading.epidata_cipher import decipher_with
from migrant_rh.reading.epidata_header import Header, Slot, read_header
from migrant_rh.reading.epidata_questions import Questions, question_pieces, read_questions
from migrant_rh.reading.epidata_records import (
    Body,
    Bytes,
    damage,
    field_bytes,
    read_body,
    trimmed,
)
from migrant_rh.reading.epidata_types import ENCRYPTED
from migrant_rh.reading.pieces import Piece, decode
from migrant_rh.reading.problems import first_of, runs
from migrant_rh.reading.records import Codebook, Field, Provenance
from migrant_rh.words import Text, phrase, refer

_SEPARATOR = b"\n"


@dataclass(frozen=True, slots=True)
class RecOptions:
    """What the user says of a REC file.

    Attributes
    ----------
    encoding : str or None
        Its encoding.
    password : str or None
        Password of its encrypted fields.
    recover : bool
        Keep the whole records of a damaged file.
    """

    encoding: str | None = None
    password: str | None = None
    recover: bool = False


@dataclass(frozen=True, eq=False)
class _RawField:
    """A field of the header with its values as bytes."""

    slot: Slot
    bytes: Bytes

    def piece(self, at: int) -> Piece:
        """One value, and whether it fills the field."""
        value = self.bytes.values[at]
        return Piece(trimmed(value), full=len(value) == self.slot.length and value[-1:] > b" ")

    def foreign(self) -> list[Piece]:
        """Values beyond ASCII."""
        if b"".join(self.bytes.values).isascii():
            return []
        values = enumerate(self.bytes.values)
        return [self.piece(at) for at, value in values if not value.isascii()]

    def place(self, at: int, file: str) -> Place:
        """First record that has a value."""
        return Place(file, record=int(self.records(at)[0]), field=self.slot.name)

    def records(self, at: int) -> list[int]:
        """Numbers of the records that have a value."""
        return [int(row) + 1 for row in np.flatnonzero(self.bytes.codes == at)]


@dataclass(frozen=True, eq=False)
class _TextField:
    """A field whose values are decoded, with what went wrong and what is worth a note."""

    column: Column
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


def read_rec(data: bytes, file: str, options: RecOptions) -> Contents:
    """Read a REC file.

    Parameters
    ----------
    data : bytes
        The file.
    file : str
        Name for messages.
    options : RecOptions
        Encoding, password, recovery.

    Returns
    -------
    Contents
        All records, deleted ones included. Types, wrapping, marks and labels are those of EpiData
        Entry 3.1; a label or value cut in the middle of a character is put together first, and half
        a character that nothing completes is left out and noted.

    Raises
    ------
    ReadingError
        With all that is wrong, each with its line and byte: no REC file, a header or records that
        are damaged, an encoding in doubt, a password missing or wrong.
    """
    mark = byte_order_mark(data)
    header = read_header(data, file, start=len(mark.raw))
    body = read_body(data, header)
    damaged = damage(body, header, file)
    if damaged and not options.recover:
        raise ReadingError(first_of(damaged, file))
    raw = _raw_fields(header, body, options, file)
    pieces = [*question_pieces(header), *(piece for field in raw for piece in field.foreign())]
    encoding = choose_encoding(pieces, file, declared=options.encoding, mark=mark.encoding)
    _require_ascii_in(encoding.name, file)
    fields = [_decoded(field, encoding.name, file) for field in raw]
    if problems := [problem for field in fields for problem in field.problems]:
        raise ReadingError(first_of(problems, file))
    questions = read_questions(header, encoding.name, file)
    notes = [note for field in fields for note in field.notes]
    return Contents(
        tuple(field.column for field in fields),
        body.marks,
        body.lines,
        _codebook(header, questions),
        (*_damage_notes(body), *_type_notes(header), *questions.notes, *notes),
        _provenance(data, file, body, encoding),
    )


def _raw_fields(header: Header, body: Body, options: RecOptions, file: str) -> list[_RawField]:
    """Every field as bytes, deciphered where it is encrypted."""
    starts = np.cumsum([0, *(slot.length for slot in header.slots)])
    fields = [
        _RawField(slot, field_bytes(body, int(start), slot.length))
        for slot, start in zip(header.slots, starts[:-1], strict=True)
        if slot.type.kind is not None
    ]
    if not any(field.slot.number == ENCRYPTED for field in fields):
        return fields
    decipher = decipher_with(options.password, header.key, file)
    problems = []
    for place, field in enumerate(fields):
        if field.slot.number == ENCRYPTED:
            values = decipher([trimmed(value) for value in field.bytes.values])
            problems += [_no_base64(field, at, file) for at, it in enumerate(values) if it is None]
            known = [value or b"" for value in values]
            fields[place] = _RawField(field.slot, Bytes(field.bytes.codes, known))
    if problems:
        raise ReadingError(first_of(problems, file))
    return fields


def _decoded(field: _RawField, encoding: str, file: str) -> _TextField:
    """Decode the values of a field."""
    values = field.bytes.values
    try:
        texts = _SEPARATOR.join(values).decode(encoding).split(_SEPARATOR.decode())
    except UnicodeDecodeError:
        texts = []
    if len(texts) != len(values):
        return _decoded_one_by_one(field, encoding, file)
    trimmed_texts = [text.strip(BLANKS) for text in texts]
    return _TextField(Column(field.slot.name, field.bytes.codes, trimmed_texts))


def _decoded_one_by_one(field: _RawField, encoding: str, file: str) -> _TextField:
    """Decode the values of a field of which some are cut or in another encoding."""
    texts, halves, problems = [], [], []
    for at in range(len(field.bytes.values)):
        piece = field.piece(at)
        try:
            decoded = decode(piece, encoding)
        except UnicodeDecodeError:
            problems.append(undecodable(field.place(at, file), encoding, piece))
            continue
        texts.append(decoded.text.strip(BLANKS))
        if decoded.cut:
            halves += field.records(at)
    column = Column(field.slot.name, field.bytes.codes, texts)
    note = refer("rec.half_character", field=field.slot.name, records=runs(sorted(halves)))
    return _TextField(column, tuple(problems), (note,) if halves else ())


def _require_ascii_in(encoding: str, file: str) -> None:
    """Refuse an encoding in which digits and marks are other bytes than in a REC file."""
    if "A1".encode(encoding) != b"A1":
        found = phrase("rec.wide_encoding", encoding=encoding)
        expected = phrase("reading.encodings")
        raise ReadingError(Problem("rec.wide-encoding", Place(file), found, expected))


def _no_base64(field: _RawField, at: int, file: str) -> Problem:
    """Say that an encrypted value is damaged."""
    return Problem(
        "rec.damaged-cipher", field.place(at, file), phrase("rec.damaged_cipher"),
        remedy=phrase("rec.damage_remedy"),
    )  # fmt: skip


def _codebook(header: Header, questions: Questions) -> Codebook:
    """What the header says of the fields."""
    fields = []
    for slot in header.fields:
        kind = slot.type.kind or "text"
        fields.append(
            Field(
                slot.name,
                kind,
                Text.same(questions.labels[slot.line]),
                width=slot.length,
                decimals=slot.type.decimals,
                date_order=slot.type.date_order if kind == "date" else "",
                epidata_type=slot.type.ordinal,
            )
        )
    return Codebook(tuple(fields), questions.file_label, screen=questions.screen)


def _damage_notes(body: Body) -> list[str]:
    """Say which lines were left out."""
    if not body.damaged:
        return []
    lines = runs(line.number for group in body.damaged for line in group)
    return [refer("rec.recovered", count=len(body.damaged), lines=lines)]


def _type_notes(header: Header) -> list[str]:
    """Say which fields are read as text though their type is another."""
    notes = []
    for slot in header.fields:
        if not slot.type.known:
            notes.append(refer("rec.unknown_type", field=slot.name, type=slot.number))
        elif slot.type.date_order and slot.type.kind == "text":
            notes.append(refer("rec.no_year", field=slot.name))
    return notes


def _provenance(data: bytes, file: str, body: Body, encoding: Encoding) -> Provenance:
    """Where the records came from."""
    return Provenance(
        file,
        "EpiData REC",
        sha256(data).hexdigest(),
        encoding.name,
        encoding.found,
        records=len(body.marks),
        deleted=int((body.marks == STATES.index("deleted")).sum()),
        understood={"line_end": body.line_end, "record_bytes": str(body.cells.shape[1])},
    )
