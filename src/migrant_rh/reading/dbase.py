"""dBase tables (``.dbf``) of dBase III to VII, FoxPro and Epi Info exports.

A header of 32 bytes, then 32 bytes a field, then records of fixed width, each with a mark: blank,
or ``*`` where it is deleted. Byte 29 names the code page; many programs leave it 0.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from migrant_rh.errors import Place, Problem, ReadingError
from migrant_rh.reading.columns import BLANKS, STATES, Column, Contents
from migrant_rh.reading.encoding import Encoding, choose_encoding, undecodable
from migrant_rh.reading.kinds import is_id_name
from migrant_rh.reading.pieces import Piece, decode
from migrant_rh.reading.problems import first_of
from migrant_rh.reading.records import Codebook, Field, Kind, Provenance
from migrant_rh.reading.typed_columns import bad_names
from migrant_rh.words import Text, phrase, refer

_HEADER, _FIELD, _END = 32, 32, 0x0D
_PAGES = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x08: "cp865", 0x4D: "gb18030", 0x4E: "cp949",
    0x4F: "cp950", 0x57: "cp1252", 0x58: "cp1252", 0x64: "cp852", 0x65: "cp866", 0x66: "cp865",
    0x78: "cp950", 0x79: "cp949", 0x7A: "gb18030", 0x7B: "cp932", 0x7C: "cp874", 0xC8: "cp1250",
    0xC9: "cp1251", 0xCA: "cp1254", 0xCB: "cp1253",
}  # fmt: skip
_MEMOS = frozenset("MGPB")
_TRUTH = {b"T": b"Y", b"t": b"Y", b"Y": b"Y", b"y": b"Y"} | dict.fromkeys(
    (b"F", b"f", b"N", b"n"), b"N"
)
_DELETED = ord("*")
_DATE_DIGITS = 8


@dataclass(frozen=True, slots=True)
class _Slot:
    """A field of the header, and where it lies in a record."""

    name: bytes
    type: str
    start: int
    width: int
    decimals: int


def read_dbase(data: bytes, file: str, encoding: str | None) -> Contents:
    """Read a dBase table.

    Parameters
    ----------
    data : bytes
        The file.
    file : str
        Name for messages.
    encoding : str or None
        Its encoding; else that of its code page, else found by trial.

    Returns
    -------
    Contents
        Trimmed text, deleted records included and marked; dates year first, truth values as ``Y``
        and ``N``. Memo fields are left out and noted.

    Raises
    ------
    ReadingError
        If header or records are cut, or the encoding is in doubt.
    """
    slots, start, width, stated = _header(data, file)
    body = np.frombuffer(data, np.uint8, offset=start)
    count = min(len(body) // width, stated)
    if count < stated:
        reason = phrase("neighbours.dbf_cut", expected=stated, found=count)
        raise ReadingError(_damaged(file, reason))
    records = body[: count * width].reshape(count, width)
    read = [slot for slot in slots if slot.type not in _MEMOS]
    values = [_values(records, slot) for slot in read]
    chosen = _encoding(data, file, encoding, [slot.name for slot in read], values)
    names = [_decoded(slot.name, chosen.name, Place(file)) for slot in read]
    if problems := bad_names(names, file):
        raise ReadingError(first_of(problems, file))
    columns = tuple(
        _column(values[at], chosen.name, Place(file, field=name)) for at, name in enumerate(names)
    )
    fields = tuple(_field(name, slot) for name, slot in zip(names, read, strict=True))
    states = np.where(records[:, 0] == _DELETED, STATES.index("deleted"), 0).astype(np.intp)
    return Contents(
        columns,
        states,
        np.zeros(count, dtype=np.intp),
        Codebook(fields),
        (*_notes(slots), *_overflows(records, read)),
        Provenance(
            file,
            "dBase",
            sha256(data).hexdigest(),
            chosen.name,
            chosen.found,
            records=count,
            deleted=int((states > 0).sum()),
        ),
    )


def _header(data: bytes, file: str) -> tuple[list[_Slot], int, int, int]:
    """Fields, where records start, how wide they are, and how many there should be."""
    if len(data) < _HEADER:
        raise ReadingError(_damaged(file, phrase("neighbours.dbf_header")))
    count, start, width = struct.unpack_from("<IHH", data, 4)
    slots, at, place = [], _HEADER, 1
    while at + _FIELD <= min(start, len(data)) and data[at] != _END:
        name = data[at : at + 11].split(b"\0")[0].strip()
        size, decimals = data[at + 16], data[at + 17]
        slots.append(_Slot(name, chr(data[at + 11]), place, size, decimals))
        place += size
        at += _FIELD
    if not slots or width < place or start > len(data) or width == 0:
        raise ReadingError(_damaged(file, phrase("neighbours.dbf_header")))
    return slots, start, width, count


def _values(records: np.ndarray, slot: _Slot) -> list[bytes]:
    """Trimmed bytes of a field, one a record."""
    if not slot.width:
        return [b""] * len(records)
    block = np.ascontiguousarray(records[:, slot.start : slot.start + slot.width])
    raw = block.view(f"S{slot.width}").ravel().tolist() if len(block) else []
    values = [value.replace(b"\0", b"").strip() for value in raw]
    if slot.type == "L":
        return [_TRUTH.get(value, b"") for value in values]
    if slot.type == "D":
        return [_dashed(value) for value in values]
    if slot.type in "NF":
        return [value if value.strip(b"*") else b"" for value in values]
    return values


def _dashed(value: bytes) -> bytes:
    """A date with dashes; eight zeros are none."""
    if not value.strip(b"0"):
        return b""
    whole = len(value) == _DATE_DIGITS and value.isdigit()
    return b"-".join((value[:4], value[4:6], value[6:])) if whole else value


def _encoding(
    data: bytes, file: str, declared: str | None, names: Sequence[bytes], values: list[list[bytes]]
) -> Encoding:
    """The encoding that is declared, stated by the file, or found by trial."""
    page = _PAGES.get(data[29])
    if declared is None and page is not None:
        return Encoding(page, "declared")
    pieces = [Piece(name, full=True) for name in names]
    pieces += [Piece(value, full=True) for column in values for value in set(column)]
    return choose_encoding(pieces, file, declared=declared)


def _column(values: list[bytes], encoding: str, place: Place) -> Column:
    """Values of a field, decoded."""
    distinct = list(dict.fromkeys(values))
    places = {value: place for place, value in enumerate(distinct)}
    texts = [_decoded(value, encoding, place).strip(BLANKS) for value in distinct]
    return Column(
        place.field or "", np.array([places[value] for value in values], dtype=np.intp), texts
    )


def _decoded(value: bytes, encoding: str, place: Place) -> str:
    """Decode a value, without half a character at its end."""
    piece = Piece(value, full=True)
    try:
        return decode(piece, encoding).text
    except UnicodeDecodeError:
        raise ReadingError(undecodable(place, encoding, piece)) from None


def _field(name: str, slot: _Slot) -> Field:
    """What the header says of a field."""
    kinds: dict[str, Kind] = {"D": "date", "L": "boolean"}
    number: Kind = "decimal" if slot.decimals else "integer"
    kind: Kind = kinds.get(slot.type, number if slot.type in "NF" else "text")
    if is_id_name(name) and kind in {"integer", "text"}:
        kind = "id"
    return Field(
        name,
        kind,
        Text("", ""),
        width=slot.width,
        decimals=slot.decimals if kind == "decimal" else 0,
        date_order="ymd" if kind == "date" else "",
    )


def _notes(slots: Sequence[_Slot]) -> list[str]:
    """Fields that are not read, or not as what they are."""
    notes = []
    for slot in slots:
        name = slot.name.decode("ascii", "replace")
        if slot.type in _MEMOS:
            notes.append(refer("neighbours.memo", field=name))
        elif slot.type not in "CNFDL":
            notes.append(refer("neighbours.dbf_type", field=name, type=slot.type))
    return notes


def _overflows(records: np.ndarray, slots: Sequence[_Slot]) -> list[str]:
    """Numbers that did not fit their fields, of which dBase keeps asterisks only."""
    notes = []
    for slot in slots:
        if slot.type in "NF" and slot.width:
            block = records[:, slot.start : slot.start + slot.width]
            stars = (block == _DELETED).any(axis=1) & np.isin(block, (_DELETED, 32)).all(axis=1)
            if stars.any():
                name = slot.name.decode("ascii", "replace")
                notes.append(refer("neighbours.overflow", field=name, count=int(stars.sum())))
    return notes


def _damaged(file: str, reason: Text) -> Problem:
    """Say that a table is damaged."""
    found = phrase("neighbours.damaged_dbf", reason=reason)
    remedy = phrase("neighbours.damaged_remedy")
    return Problem("neighbours.damaged-dbf", Place(file), found, remedy=remedy)
