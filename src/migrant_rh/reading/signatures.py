"""What a file looks like, whatever its name says."""

from __future__ import annotations

import re

from migrant_rh.words import Text, phrase

_STARTS = (
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0", "old_office"),
    (b"%PDF", "pdf"),
    (b"$FL2", "spss"),
    (b"$FL3", "spss"),
    (b"<stata_dta>", "stata"),
    (b"\xff\xfe", "utf16"),
    (b"\xfe\xff", "utf16"),
)
_PATTERNS = (
    (re.compile(rb"\s*<\?xml.{0,400}<EpiData", re.DOTALL), "epx"),
    (re.compile(rb"\s*<(!doctype|html)", re.IGNORECASE), "html"),
    (re.compile(rb"\s*<"), "xml"),
    (re.compile(rb"\s*[{\[]\s*[\"{\[\]}]"), "json"),
    (re.compile(rb"\d+ \d+[^\r\n]*\r?\n[#_ ][^\r\n]{10}(\s+-?\d+){8}"), "rec"),
    (re.compile(rb"\s*(\*[^\n]*\n\s*)*LABELBLOCK", re.IGNORECASE), "chk"),
    (re.compile(rb"[^\r\n]*\t[^\r\n]*\t"), "tabs"),
    (re.compile(rb"[^\r\n]*[,;][^\r\n]*[\r\n]"), "delimited"),
)
_HEAD = 4096

OTHER_FORMATS = frozenset(
    {"zip", "old_office", "pdf", "spss", "stata", "epx", "html", "rec", "chk"}
)
"""What is no delimited text, whatever its name says."""


def signature(data: bytes) -> str:
    r"""Name what the first bytes of a file look like.

    Parameters
    ----------
    data : bytes
        The file, or its beginning.

    Examples
    --------
    >>> signature(b"PK\x03\x04..."), signature(b"12 1 VLAB")
    ('zip', 'text')
    """
    head = data[:_HEAD]
    for start, name in _STARTS:
        if head.startswith(start):
            return name
    if b"\x00" in head:
        return "binary"
    return next((name for pattern, name in _PATTERNS if pattern.match(head)), "text")


def looks_like(data: bytes) -> Text:
    r"""Say what the first bytes of a file look like.

    Parameters
    ----------
    data : bytes
        The file, or its beginning.

    Examples
    --------
    >>> looks_like(b"id,sex,age\r\n1,2,30\r\n").en
    'a text file with delimited columns'
    """
    return phrase(f"reading.looks_{signature(data)}")
