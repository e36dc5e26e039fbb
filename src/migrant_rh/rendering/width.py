"""How much room text takes where a Chinese character is twice as wide as a Latin one."""

from __future__ import annotations

import unicodedata
from functools import cache

_WIDE = frozenset("WF")
_NO_ROOM = frozenset(("Mn", "Me", "Cf"))
_TWO = 2
_NEVER_FIRST = frozenset("，。、；：！？）】》〉」』”’…—～·%‰℃,.;:!?)]}")
_NEVER_LAST = frozenset("（【《〈「『“‘([{")


def display_width(text: str) -> int:
    """Count the columns that text takes in a terminal.

    Wide and full-width characters (Unicode Standard Annex 11) take two; combining marks and
    invisible characters none; ambiguous ones, such as Greek letters, one.

    Examples
    --------
    >>> display_width("北京 n=986")
    10
    """
    if text.isascii():
        return len(text)
    return sum(map(_room, text))


def pad(text: str, width: int, align: str = "left") -> str:
    """Fill text up with blanks to a width; longer text stays as it is.

    Examples
    --------
    >>> pad("北京", 7, "right"), pad("男", 5, "center")
    ('   北京', ' 男  ')
    """
    room = max(width - display_width(text), 0)
    before = {"left": 0, "center": room // 2, "right": room}[align]
    return " " * before + text + " " * (room - before)


def wrap(text: str, width: int) -> list[str]:
    """Break text into lines: between words, beside Chinese characters, or where it must.

    Closing marks do not begin a line and opening ones do not end it, unless a word is longer than
    a line.

    Examples
    --------
    >>> wrap("综合干预 of workplaces", 9)
    ['综合干预', 'of', 'workplace', 's']
    """
    if display_width(text) <= width:
        return [text.rstrip()]
    lines = [""]
    for piece in _pieces(text):
        if display_width(lines[-1] + piece.rstrip()) > width:
            lines.extend(_chunks(piece.lstrip(), width))
        else:
            lines[-1] += piece
    return [line.rstrip() for line in lines if line.strip()] or [""]


@cache
def _room(character: str) -> int:
    """Columns of one character."""
    if unicodedata.category(character) in _NO_ROOM:
        return 0
    return _TWO if unicodedata.east_asian_width(character) in _WIDE else 1


def _pieces(text: str) -> list[str]:
    """Cut text where a line may break; a blank stays with what precedes it."""
    pieces: list[str] = []
    for character in text:
        if pieces and not _may_break(pieces[-1][-1], character):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _may_break(last: str, following: str) -> bool:
    """Tell whether a line may break between two characters."""
    if following == " " or _room(following) == 0:
        return False
    if following in _NEVER_FIRST or last in _NEVER_LAST:
        return False
    return last == " " or _TWO in (_room(last), _room(following))


def _chunks(piece: str, width: int) -> list[str]:
    """Cut a piece that is longer than a line."""
    chunks = [""]
    for character in piece:
        if chunks[-1] and display_width(chunks[-1] + character.rstrip()) > width:
            chunks.append("")
        chunks[-1] += character
    return chunks
