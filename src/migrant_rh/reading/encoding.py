"""The encoding of a file: declared, marked, plain, or tried; never replaced by question marks.

The order is: what the user declared; a byte-order mark; pure ASCII; strict UTF-8; strict GB 18030
that also looks Chinese. Whatever remains is asked, with the readings side by side.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from migrant_rh.errors import Place, Problem, ReadingError
from migrant_rh.reading.pieces import Piece, decode
from migrant_rh.reading.plausibility import looks_chinese, readings, too_short_for_utf8
from migrant_rh.words import phrase

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FAMILY = len("utf-8")


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding and how it was found.

    Attributes
    ----------
    name : str
        As Python's codecs call it.
    found : str
        ``declared``, ``bom``, ``tried`` or ``ascii``.
    """

    name: str
    found: Literal["declared", "bom", "tried", "ascii"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A byte-order mark: its bytes, and the encoding it stands for; both may be empty."""

    raw: bytes = b""
    encoding: str = ""


def byte_order_mark(data: bytes) -> Mark:
    r"""Return the byte-order mark that a file begins with.

    Parameters
    ----------
    data : bytes
        At least the first three bytes.

    Examples
    --------
    >>> byte_order_mark(b"\xef\xbb\xbfid,sex").encoding
    'utf-8'
    """
    for raw, encoding in _MARKS:
        if data.startswith(raw):
            return Mark(raw, encoding)
    return Mark()


def choose_encoding(
    pieces: Sequence[Piece], file: str, *, declared: str | None = None, mark: str = ""
) -> Encoding:
    """Find the encoding of a file.

    Parameters
    ----------
    pieces : sequence of Piece
        Every logical text of the file, put together again where the format cut it.
    file : str
        Name for messages.
    declared : str, optional
        Encoding that the user names.
    mark : str
        Encoding that a byte-order mark names, or empty.

    Returns
    -------
    Encoding
        Its `found` tells how.

    Raises
    ------
    ReadingError
        If the declared encoding is unknown or contradicts the mark, or the bytes are not ASCII and
        are neither UTF-8 nor Chinese in GB 18030 without doubt.

    Examples
    --------
    >>> choose_encoding([Piece("上海".encode("gbk"))], "a.rec")
    Encoding(name='gb18030', found='tried')
    """
    if declared is not None:
        return Encoding(_known(declared, mark, file), "declared")
    if mark:
        return Encoding(mark, "bom")
    foreign = [piece for piece in pieces if not piece.raw.isascii()]
    if not foreign:
        return Encoding("ascii", "ascii")
    as_utf8 = _together(foreign, "utf-8")
    if as_utf8 is not None and not too_short_for_utf8(as_utf8):
        return Encoding("utf-8", "tried")
    as_gb18030 = _together(foreign, "gb18030")
    chinese = as_gb18030 is not None and looks_chinese(as_gb18030)
    if chinese != (as_utf8 is not None):
        return Encoding("gb18030" if chinese else "utf-8", "tried")
    problem = Problem(
        "reading.encoding",
        Place(file),
        phrase("reading.encoding_unsure"),
        readings(foreign),
        phrase("reading.encoding_remedy"),
    )
    raise ReadingError(problem)


def undecodable(place: Place, encoding: str, piece: Piece) -> Problem:
    """Say that one text of a file is not in the encoding of the file."""
    return Problem(
        "reading.not-in-encoding",
        place,
        phrase("reading.not_in_encoding", encoding=encoding, bytes=piece.raw[:16].hex(" ")),
        readings([piece]),
        phrase("reading.encoding_remedy"),
    )


def _known(declared: str, mark: str, file: str) -> str:
    """Python's name of a declared encoding."""
    try:
        name = codecs.lookup(declared).name
        "".encode(name)
    except (LookupError, UnicodeError):
        found = phrase("reading.unknown_encoding", name=declared)
        expected = phrase("reading.encodings")
        raise ReadingError(
            Problem("reading.unknown-encoding", Place(file), found, expected)
        ) from None
    if mark and name[:_FAMILY] != mark[:_FAMILY]:
        found = phrase("reading.marked_otherwise", name=declared, mark=mark)
        remedy = phrase("reading.encoding_is", name=mark)
        raise ReadingError(Problem("reading.marked-otherwise", Place(file), found, remedy=remedy))
    return mark or name


def _together(pieces: Sequence[Piece], encoding: str) -> str | None:
    """All pieces in one text, or None if they do not decode."""
    try:
        return b"\n".join(piece.raw for piece in pieces).decode(encoding)
    except UnicodeDecodeError:
        if not any(piece.full for piece in pieces):
            return None
    try:
        return "\n".join(decode(piece, encoding).text for piece in pieces)
    except UnicodeDecodeError:
        return None
