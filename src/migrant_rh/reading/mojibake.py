"""Text that was read in the wrong encoding before it came here, and saved like that.

The characters are lost or scrambled in the file itself, so no choice of encoding brings them back;
such a file is refused with the cells named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from migrant_rh.reading.plausibility import looks_chinese

_LOST = re.compile("\ufffd|锟斤拷")
_UTF8_AS_LATIN = re.compile(rb"(?<![A-Za-z])(?:[\xe3-\xe9][\x80-\xbf]{2})+")
_GBK_AS_LATIN = re.compile("(?:[\u00b0-\u00f7][\u00a1-\u00fe]){2,}")
_MOSTLY = 0.5


def scrambled(values: Iterable[str]) -> dict[str, str]:
    """Find values that were decoded wrongly, and what they were meant to be where that is plain.

    Parameters
    ----------
    values : iterable of str
        Distinct values of one column, or labels of one file.

    Returns
    -------
    dict of str to str
        Scrambled value to its original, which is empty where it is lost. Three forms are known:
        replacement characters; UTF-8 read as Windows-1252 or Latin-1 (上 as ``ä¸Š``); and, where
        more than half of the values beyond ASCII have it, GBK read as Latin-1 (上海 as ``ÉÏº£``)
        or UTF-8 read as GBK (上海 as ``涓婃捣``).

    Examples
    --------
    >>> scrambled(["北京", "ä¸Šæµ·"])
    {'ä¸Šæµ·': '上海'}
    >>> scrambled(["北京", "Zoë"])
    {}
    """
    every = list(values)
    foreign = [] if "".join(every).isascii() else [text for text in every if not text.isascii()]
    found = {value: "" for value in foreign if _LOST.search(value)}
    found |= {value: text for value in foreign if (text := _from_latin(value))}
    for mend in (_from_gbk_as_latin, _from_utf8_as_gbk):
        mended = {value: text for value in foreign if (text := mend(value))}
        if len(mended) > _MOSTLY * len(foreign):
            found |= mended
    return found


def _from_latin(value: str) -> str:
    """Undo UTF-8 read as Windows-1252 or Latin-1; empty if it was not."""
    raw = b"".join(_latin_byte(mark) for mark in value)
    if not _UTF8_AS_LATIN.search(raw):
        return ""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return text if looks_chinese(text) else ""


def _latin_byte(mark: str) -> bytes:
    """Byte that Windows-1252, or Latin-1 where that has a gap, shows as a character."""
    try:
        return mark.encode("cp1252")
    except UnicodeEncodeError:
        return mark.encode("latin-1", "replace")


def _from_gbk_as_latin(value: str) -> str:
    """Undo GBK read as Latin-1 or Windows-1252; empty if it was not."""
    if not _GBK_AS_LATIN.search(value):
        return ""
    try:
        text = value.encode("cp1252").decode("gb2312")
    except UnicodeError:
        return ""
    return text if looks_chinese(text) else ""


def _from_utf8_as_gbk(value: str) -> str:
    """Undo UTF-8 read as GBK; empty if it was not."""
    try:
        text = value.encode("gb18030").decode("utf-8")
    except UnicodeError:
        return ""
    return text if text != value and len(text) > 1 and looks_chinese(text) else ""
