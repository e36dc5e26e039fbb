"""Texts as bytes, before the encoding is known."""

from __future__ import annotations

import codecs
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """One value or label as bytes; `full` if it fills its place and may be cut in a character."""

    raw: bytes
    full: bool = False


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded piece; `cut` if half a character at its end was left out."""

    text: str
    cut: bool = False


def decode(piece: Piece, encoding: str) -> Decoded:
    """Decode one piece, leaving out half a character where the format cut it.

    Parameters
    ----------
    piece : Piece
        Bytes of one logical text.
    encoding : str
        Name of a codec.

    Raises
    ------
    UnicodeDecodeError
        If the bytes are not text in that encoding.

    Examples
    --------
    >>> decode(Piece("上海".encode("gbk")[:3], full=True), "gb18030")
    Decoded(text='上', cut=True)
    """
    try:
        return Decoded(piece.raw.decode(encoding))
    except UnicodeDecodeError:
        if not piece.full:
            raise
    return Decoded(codecs.getincrementaldecoder(encoding)().decode(piece.raw), cut=True)
