"""Whether bytes read as GB 18030 look like Chinese, or only happen to decode.

Any pair of high bytes is a character in GB 18030, so decoding proves nothing: Danish, Greek and
Russian files decode too. What they give are rare characters: the second level of GB 2312 (ordered
by radical, seldom used), characters outside GB 2312, or one character over and over where a DOS
form has a line. Ordinary Chinese text is nearly all level one (ordered by sound) with full-width
punctuation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from migrant_rh.reading.pieces import Piece, decode
from migrant_rh.words import Text, phrase

MOST_OUTSIDE = 0.05
"""Largest share of characters outside GB 2312: rare names are."""

MOST_RARE = 1 / 3
"""Largest share of second-level characters among the Chinese ones: names have one in six."""

CANDIDATES = (
    "utf-8", "gb18030", "big5", "cp1252", "cp1250", "cp1251", "cp1253", "cp437", "cp850",
    "shift_jis", "euc_kr",
)  # fmt: skip
_REPEATED = re.compile(r"([\u4e00-\u9fff])\1{3,}")
_UNPRINTABLE = re.compile(r"[\x80-\x9f\ue000-\uf8ff]")
_ASIAN_IN_WORD = re.compile(r"[A-Za-z][\u3040-\ud7af]|[\u3040-\ud7af][A-Za-z]")
_ASCII = re.compile(r"[\x00-\x7f]+")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_SAMPLE = 3
_TRIED = 1000
_AROUND = re.compile(r".{0,12}[^\x00-\x7f].{0,12}", re.DOTALL)


def looks_chinese(text: str) -> bool:
    """Judge whether a text is ordinary Chinese, by how common its characters are.

    Parameters
    ----------
    text : str
        Text with at least one character beyond ASCII.

    Examples
    --------
    >>> looks_chinese("上海市浦东新区")
    True
    >>> looks_chinese("Vægt i 20 års alderen".encode("cp1252").decode("gb18030"))
    False
    """
    lines = sum(len(run.group()) for run in _REPEATED.finditer(text))
    counts = Counter(_ASCII.sub("", text))
    common, rare, signs = (
        sum(count for mark, count in counts.items() if mark in kind) for kind in _gb2312()
    )
    outside = counts.total() - common - rare - signs + lines
    return outside <= MOST_OUTSIDE * counts.total() and rare <= MOST_RARE * (common + rare)


def too_short_for_utf8(text: str) -> bool:
    """Judge whether text that decodes as UTF-8 might as well be one or two Chinese characters.

    One GBK character in seven is also a two-byte UTF-8 character; three different ones hardly ever
    are, and none stands beside a Latin letter as an accented letter does.

    Parameters
    ----------
    text : str
        Text with at least one character beyond ASCII.

    Examples
    --------
    >>> too_short_for_utf8("模".encode("gbk").decode("utf-8"))
    True
    """
    found: set[str] = set()
    for run in _FOREIGN.finditer(text):
        found.update(run.group())
        if len(found) >= _SAMPLE or max(found) >= "\u0800":
            return False
    return re.search(r"[A-Za-z][\u0080-\u07ff]|[\u0080-\u07ff][A-Za-z]", text) is None


def readings(pieces: Sequence[Piece]) -> Text | None:
    """Show how the first few texts read in each encoding that can hold them all, likeliest first.

    Parameters
    ----------
    pieces : sequence of Piece
        Texts with bytes beyond ASCII.

    Examples
    --------
    >>> readings([Piece("Køn".encode("cp1252"))]).en
    "cp1252 reads 'Køn', cp1250 reads 'Křn', ..."
    """
    texts = {name: found for name in CANDIDATES if (found := _texts(pieces[:_TRIED], name))}
    shown: dict[str, list[str]] = {}
    for name in sorted(texts, key=lambda name: -_wordlike(texts[name])):
        shown.setdefault(_sample(texts[name]), []).append(name)
    said = [
        phrase("reading.candidate", name="/".join(names), sample=sample)
        for sample, names in shown.items()
    ]
    return Text.listed(said) if said else None


@cache
def _gb2312() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Characters of GB 2312: level one, level two, signs."""
    return _rows(16, 56), _rows(56, 88), _rows(1, 10)


def _rows(first: int, end: int) -> frozenset[str]:
    """All characters in a range of rows of GB 2312."""
    codes = (bytes((row + 0xA0, cell + 0xA0)) for row in range(first, end) for cell in range(1, 95))
    return frozenset("".join(code.decode("gb2312", "ignore") for code in codes))


def _texts(pieces: Sequence[Piece], name: str) -> list[str]:
    """Every piece in an encoding; none if one of them is not printable text in it."""
    try:
        texts = [decode(piece, name).text for piece in pieces]
    except UnicodeDecodeError:
        return []
    return [] if any(_UNPRINTABLE.search(text) for text in texts) else texts


def _sample(texts: list[str]) -> str:
    """Surroundings of the first characters beyond ASCII."""
    found = (_AROUND.search(text) for text in texts)
    shown = dict.fromkeys(" ".join(match.group().split()) for match in found if match)
    return " | ".join(list(shown)[:_SAMPLE])


def _wordlike(texts: list[str]) -> float:
    """Share of letters among the characters beyond ASCII; none if Asian in a Latin word."""
    marks = [mark for text in texts for mark in text if not mark.isascii()]
    misplaced = sum(len(_ASIAN_IN_WORD.findall(text)) for text in texts)
    return (sum(mark.isalpha() for mark in marks) - misplaced) / max(len(marks), 1)
