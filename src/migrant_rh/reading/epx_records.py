r"""The records of an EPX data file: text of names and values, perhaps encrypted.

Versions 1 and 2 write ``a=1,b=x\,y``: a comma that belongs to a value has a backslash. Later ones
write ``a=1;b="x"``: text in quotes, and a quote inside twice. Early files of version 3 did not
double it; there a text ends before ``;name=`` of a field of the file.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrant_rh.errors import Place, Problem, ReadingError
from migrant_rh.reading.columns import STATES
from migrant_rh.reading.epidata_cipher import BLOCK, decipher_stream
from migrant_rh.reading.epx_document import EpxDocument
from migrant_rh.reading.epx_fields import Slot
from migrant_rh.reading.problems import first_of
from migrant_rh.words import phrase

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_STATUS = {"rsNormal": "normal", "rsDeleted": "deleted", "rsVerified": "verified"}
_QUOTED = re.compile(r'([^=;"]+)=("(?:[^"]|"")*"|[^;"]*)(?:;|$)')
_ESCAPED = re.compile(r"(?<!\\),")
_SHA512_FROM = 6


@dataclass(frozen=True, eq=False)
class EpxRecords:
    """Values of all records.

    Attributes
    ----------
    states : list of int
        Place of each record's state in `STATES`.
    values : dict of str to list of str
        Texts by field, blank where a record has none.
    undoubled : int
        Records whose quotes were not doubled.
    """

    states: list[int]
    values: dict[str, list[str]]
    undoubled: int


def read_records(
    document: EpxDocument, data_file: Element, slots: Sequence[Slot], password: str | None
) -> EpxRecords:
    """Read every record of a data file.

    Raises
    ------
    ReadingError
        With every record that cannot be read, or if the password is missing or wrong.
    """
    elements = data_file.findall("Records/Record")
    told = _texts(document, data_file, elements, password)
    reader = _Reader(document, {slot.field.name: slot for slot in slots})
    values: dict[str, list[str]] = {slot.field.name: [""] * len(told) for slot in slots}
    for place, text in enumerate(told):
        for name, value in reader.pairs(place, text):
            values[name][place] = value
    states = [reader.state(place, element) for place, element in enumerate(elements)]
    if reader.problems:
        raise ReadingError(first_of(reader.problems, document.file))
    return EpxRecords(states, values, reader.undoubled)


class _Reader:
    """Cuts the text of records into values, and keeps what is wrong."""

    def __init__(self, document: EpxDocument, slots: dict[str, Slot]) -> None:
        self.document = document
        self.marks = document.separators
        self.slots = slots
        self.problems: list[Problem] = []
        self.undoubled = 0
        names = "|".join(re.escape(name) for name in sorted(slots, key=len, reverse=True))
        self._boundary = re.compile(rf";(?=(?:{names})=)")

    def state(self, place: int, element: Element) -> int:
        """State of a record."""
        status = element.get("status", "rsNormal")
        if status not in _STATUS:
            self._wrong("bad_status", place, status=status[:20])
        return STATES.index(_STATUS.get(status, "normal"))

    def pairs(self, place: int, text: str) -> Iterator[tuple[str, str]]:
        """Names and values of a record, as EpiData prints them."""
        for name, value in self._cut(text):
            slot = self.slots.get(name)
            if slot is None:
                self._wrong("unknown_field", place, name=name.strip()[:40])
            else:
                yield name, slot.plain(value, self.marks)

    def _cut(self, text: str) -> Iterator[tuple[str, str]]:
        """Cut a record at its separators."""
        if not text:
            return
        if not self.document.quoted:
            for part in _ESCAPED.split(text):
                name, _, value = part.partition("=")
                yield name.strip(), value.replace("\\,", ",")
            return
        found = list(_QUOTED.finditer(text))
        if sum(len(each[0]) for each in found) == len(text):
            for each in found:
                yield each[1].strip(), _unquoted(each[2]).replace('""', '"')
            return
        self.undoubled += 1
        for part in self._boundary.split(text):
            name, _, value = part.removesuffix(";").partition("=")
            yield name.strip(), _unquoted(value)

    def _wrong(self, kind: str, place: int, **values: object) -> None:
        """Keep a problem of a record."""
        where = Place(self.document.file, record=place + 1)
        found = phrase(f"epx.{kind}", **values)
        remedy = phrase("epx.damaged_remedy")
        self.problems.append(Problem(f"epx.{kind.replace('_', '-')}", where, found, remedy=remedy))


def _unquoted(value: str) -> str:
    """A text without the quotes around it."""
    value = value.strip("\r\n")
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value


def _texts(
    document: EpxDocument, data_file: Element, elements: Sequence[Element], password: str | None
) -> list[str]:
    """Text of every record, deciphered where the document has a password."""
    stated = document.root.get("password") or document.root.get("Password") or ""
    raw = [(element.text or "").strip("\n\r\t ") for element in elements]
    if not stated:
        return raw
    secret = _secret(document, stated, password)
    records = data_file.find("Records")
    salt = "" if records is None else records.get("encryptedSalt", "")
    ciphered = [_from_base64(document.file, place, text) for place, text in enumerate([salt, *raw])]
    return _deciphered(document.file, secret, ciphered)[1:]


def _secret(document: EpxDocument, stated: str, password: str | None) -> bytes:
    """Bytes of the password, if it is the one of the document."""
    if password is None:
        raise ReadingError(_closed("no_password", document.file))
    secret = password.encode("utf-8")
    digest = hashlib.sha512 if document.version >= _SHA512_FROM else hashlib.sha1
    if base64.b64encode(digest(secret).digest()).decode() != stated.strip():
        raise ReadingError(_closed("wrong_password", document.file))
    return secret


def _deciphered(file: str, secret: bytes, ciphered: Sequence[bytes]) -> list[str]:
    """Decipher texts that run on one into the next."""
    key = hashlib.sha256(secret).digest()
    plain = decipher_stream(key, bytes(BLOCK), b"".join(ciphered))
    texts, start = [], 0
    for place, part in enumerate(ciphered):
        piece = plain[start : start + len(part)]
        start += len(part)
        try:
            texts.append(piece.decode("utf-8") if place else "")
        except UnicodeDecodeError:
            raise ReadingError(_damaged(file, place)) from None
    return texts


def _from_base64(file: str, place: int, text: str) -> bytes:
    """Bytes of an encrypted text."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except binascii.Error:
        raise ReadingError(_damaged(file, place)) from None


def _damaged(file: str, place: int) -> Problem:
    """An encrypted record that is damaged."""
    where = Place(file, record=place) if place else Place(file)
    remedy = phrase("epx.damaged_remedy")
    return Problem("epx.damaged-cipher", where, phrase("epx.damaged_cipher"), remedy=remedy)


def _closed(name: str, file: str) -> Problem:
    """A password that is missing or wrong."""
    return Problem(
        f"epx.{name.replace('_', '-')}",
        Place(file),
        phrase(f"epx.{name}"),
        remedy=phrase(f"epx.{name}_remedy"),
    )
