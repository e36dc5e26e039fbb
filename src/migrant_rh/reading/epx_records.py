r"""The records of an EPX data file: text of names and values, perhaps encrypted.

Versions 1 and 2 write ``a=1,b=x\,y``: a comma that belongs to a value has a backslash. Later ones
write ``a=1;b="x"``: text in quotes, and a quote inside twice. Early files of version 3 did not
double it; there a text ends before ``;name=`` of a field of the file.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from migrant_rh.errors import Place, Problem, ReadingError
from migrant_rh.reading.columns import STATES, Column
from migrant_rh.reading.epidata_cipher import BLOCK, decipher_stream
from migrant_rh.reading.epx_document import EpxDocument
from migrant_rh.reading.epx_fields import Slot
from migrant_rh.reading.problems import LISTED, first_of
from migrant_rh.words import phrase

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_STATUS = {"rsNormal": "normal", "rsDeleted": "deleted", "rsVerified": "verified"}
_VALUE = r'"[^"]*+(?:""[^"]*+)*+"|[^;"]*+'
_PIECE = re.compile(rf'([^=;"]+)=({_VALUE})(?:;|\Z)')
_PIECES = re.compile(rf'[^=;"]+=(?:{_VALUE})(?:;|\Z)|[\s\S]+')
"""What cannot be a piece is taken whole, so that no text is looked at twice."""

_ESCAPED = re.compile(r"(?<!\\),")
_BOUNDARY = re.compile(r';(?=([^=;"]+)=)')
_ABSENT, _SHOWN = -1, 40
_SHA512_FROM = 6


@dataclass(frozen=True, eq=False)
class EpxRecords:
    """Values of all records.

    Attributes
    ----------
    states : array of int
        Place of each record's state in `STATES`.
    columns : tuple of Column
        Values by field, blank where a record has none.
    undoubled : int
        Records whose quotes were not doubled.
    """

    states: NDArray[np.intp]
    columns: tuple[Column, ...]
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
    reader = _Reader(document, slots, len(told))
    for place, text in enumerate(told):
        reader.take(place, text)
    reader.find_repeated(told)
    states = [reader.state(place, element) for place, element in enumerate(elements)]
    columns = tuple(reader.columns())
    if reader.wrong:
        raise ReadingError(first_of(reader.problems(), document.file, total=len(reader.wrong)))
    return EpxRecords(np.array(states, dtype=np.intp), columns, reader.undoubled)


class _Understood(dict[str, tuple[list[int], int]]):
    """Pieces, and the column and place of text of each; one is learnt when it is first met."""

    def __init__(
        self, learn: Callable[[str], tuple[list[int], int] | None], nowhere: list[int]
    ) -> None:
        super().__init__()
        self._learn = learn
        self._nowhere = nowhere

    def __missing__(self, piece: str) -> tuple[list[int], int]:
        found = self._learn(piece)
        if found is None:
            return self._nowhere, 0
        self[piece] = found
        return found


class _Reader:
    """Cuts the text of records into values, and keeps what is wrong.

    Most pieces ``name=value`` of a file are there many times: each is understood once.
    """

    def __init__(self, document: EpxDocument, slots: Sequence[Slot], count: int) -> None:
        self.document = document
        self.marks = document.separators
        self.slots = {slot.field.name: slot for slot in slots}
        self.wrong: list[tuple[int, str, str]] = []
        self.undoubled = 0
        self._understood = _Understood(self._learn, [_ABSENT] * count)
        self._place = self._pieces = 0
        self._texts: dict[str, dict[str, int]] = {name: {} for name in self.slots}
        self._codes = {name: [_ABSENT] * count for name in self.slots}

    def state(self, place: int, element: Element) -> int:
        """State of a record."""
        status = element.get("status", "rsNormal")
        if status not in _STATUS:
            self.wrong.append((place, "bad_status", status))
        return STATES.index(_STATUS.get(status, "normal"))

    def take(self, place: int, text: str) -> None:
        """Give the values of a record to their fields."""
        if not text:
            return
        self._place = place
        pieces = self._cut(text)
        self._pieces += len(pieces)
        for column, code in map(self._understood.__getitem__, pieces):
            column[place] = code

    def find_repeated(self, told: Sequence[str]) -> None:
        """Find the records that have a field twice, if any has: the later value took its place."""
        unknown = sum(kind == "unknown_field" for _, kind, _ in self.wrong)
        filled = sum(len(codes) - codes.count(_ABSENT) for codes in self._codes.values())
        if self._pieces == unknown + filled:
            return
        for place, text in enumerate(told):
            names = Counter(self._named(piece)[0] for piece in self._cut(text) if text)
            twice = (name for name, count in names.items() if count > 1 and name in self.slots)
            self.wrong += ((place, "twice", name) for name in twice)

    def columns(self) -> Iterator[Column]:
        """Values of every field, each text once."""
        for name, codes in self._codes.items():
            texts = self._texts[name]
            places = np.array(codes, dtype=np.intp)
            if (absent := places == _ABSENT).any():
                places[absent] = texts.setdefault("", len(texts))
            yield Column(name, places, list(texts))

    def problems(self) -> list[Problem]:
        """Word the first things that are wrong, in the order of the records."""
        first = sorted(self.wrong, key=itemgetter(0))[:LISTED]
        remedy = phrase("epx.damaged_remedy")
        file = self.document.file
        return [
            Problem(
                f"epx.{kind.replace('_', '-')}",
                Place(file, record=place + 1),
                phrase(f"epx.{kind}", name=name[:_SHOWN]),
                remedy=remedy,
            )
            for place, kind, name in first
        ]

    def _cut(self, text: str) -> list[str]:
        """Cut a record into its pieces."""
        if not self.document.quoted:
            return _ESCAPED.split(text)
        if '"' not in text:
            return text.removesuffix(";").split(";")
        pieces = _PIECES.findall(text)
        if _PIECE.fullmatch(pieces[-1]):
            return pieces
        self.undoubled += 1
        return self._undoubled(text.removesuffix(";"))

    def _undoubled(self, text: str) -> list[str]:
        """Cut a record at the names of fields, and double the quotes in its texts."""
        ends = [each.start() for each in _BOUNDARY.finditer(text) if each[1] in self.slots]
        parts = [text[one + 1 : two] for one, two in pairwise([-1, *ends, len(text)])]
        whole = []
        for part in parts:
            name, mark, value = part.partition("=")
            inner = _unquoted(value)
            whole.append(name + mark + ('"' + inner.replace('"', '""') + '"' if mark else ""))
        return whole

    def _learn(self, piece: str) -> tuple[list[int], int] | None:
        """Understand a piece: the column it belongs to and the place of its text there."""
        name, value = self._named(piece)
        slot = self.slots.get(name)
        if slot is None:
            self.wrong.append((self._place, "unknown_field", name))
            return None
        texts = self._texts[name]
        code = texts.setdefault(slot.plain(value, self.marks), len(texts))
        return self._codes[name], code

    def _named(self, piece: str) -> tuple[str, str]:
        """Name and value of a piece."""
        if not self.document.quoted:
            name, _, value = piece.partition("=")
            return name.strip(), value.replace("\\,", ",")
        found = _PIECE.fullmatch(piece)
        name, value = found.groups() if found else (piece, "")
        return name.strip(), _unquoted(value).replace('""', '"')


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
    secret = password.encode("utf-8", "surrogateescape")
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
    except ValueError:
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
