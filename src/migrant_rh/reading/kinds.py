"""What kind of values a column of text has, judged by all of them."""

from __future__ import annotations

import re
from typing import Literal

import numpy as np

from migrant_rh.reading.columns import plain
from migrant_rh.reading.dates import read_dates
from migrant_rh.reading.matching import Texts
from migrant_rh.reading.records import Kind

_ID_NAME = re.compile(
    r"(?:^|[^a-z])(?:id|idno|idnum|pid|hhid|uid|sid|cid|phone|tel|mobile)(?:$|[^a-z])"
    r"|(?:case|study|subject|person|patient|record|member|household|cluster)_?id$"
    r"|编号|编码|证号|号码|身份证|电话|手机",
    re.IGNORECASE,
)
_CAMEL_ID = re.compile(r"[a-z]I[Dd]$")
_WHOLE = r"[-+]?(?:0|[1-9][0-9]*)"
_SHORT_WHOLE = r"0|[1-9][0-9]{0,13}"
_NUMBER = r"[-+]?(?:[0-9]+(?:POINT[0-9]*)?|POINT[0-9]+)(?:[eE][-+]?[0-9]{1,3})?"
_DATE = (
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[ T][0-9:.]*)?|[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}"
    r"|[0-9]{2,4} ?年[^\n]*"
)
_POWER = re.compile(r"[-+]?[0-9](?:[.,][0-9]+)?[eE]\+?(?P<power>[0-9]{1,3})")
_LIKE_POWER = r"[-+0-9.,eE\uff00-\uff5e]*[eE\uff25\uff45][-+0-9\uff00-\uff5e]+"
_LOST_FROM = 10

PSEUDONYM = re.compile(r"P[A-Z2-7]{16}")
"""What a study number looks like that `migrant_rh.writing.pseudonyms` put in place of an id."""


def is_id_name(name: str) -> bool:
    """Judge whether a column is named like an id, which is text whatever its characters.

    Parameters
    ----------
    name : str
        Column.

    Examples
    --------
    >>> [is_id_name(name) for name in ("hh_id", "personID", "身份证号", "paid", "idle")]
    [True, True, True, False, False]
    """
    return _ID_NAME.search(name) is not None or _CAMEL_ID.search(name) is not None


def kind_of(name: str, texts: Texts, mark: Literal[".", ","]) -> Kind:
    """Judge the kind of a column.

    Parameters
    ----------
    name : str
        Column.
    texts : Texts
        Its distinct texts, without blanks.
    mark : str
        Decimal mark of the file.

    Returns
    -------
    Kind
        ``integer``, ``decimal`` or ``date`` (year first) if every text is one; ``id`` for a column
        named so, with leading zeros, or with numbers of 15 or more digits; or else ``text``. A
        number may not be written with thousands separators.

    Examples
    --------
    >>> [kind_of("x", Texts(texts), ".") for texts in (["31", "9"], ["01", "12"], ["1.5", "2"])]
    ['integer', 'id', 'decimal']
    >>> [kind_of("x", Texts([text]), ".") for text in ("1978-05-31", "1980年2月1日", "31/5/1978")]
    ['date', 'date', 'text']
    """
    written = _plain(texts)
    if is_id_name(name) or (written.all_match("[0-9]+") and not written.all_match(_SHORT_WHOLE)):
        return "id"
    if written.all_match(_WHOLE):
        return "integer"
    if written.all_match(_NUMBER.replace("POINT", re.escape(mark))):
        return "decimal"
    are_dates = written.all_match(_DATE) and not np.isnat(read_dates(written.texts, "ymd")).any()
    return "date" if are_dates else "text"


def lost_digits(name: str, texts: Texts) -> list[str]:
    """Find numbers that a spreadsheet wrote with an exponent, so that digits are lost.

    Parameters
    ----------
    name : str
        Column.
    texts : Texts
        Its distinct texts.

    Returns
    -------
    list of str
        Texts like ``1.10108E+17``, whose power is 10 or more; also those of a lower power in a
        column whose other texts are whole numbers, or which is named like an id.

    Examples
    --------
    >>> lost_digits("card", Texts(["1.10108E+17", "x"])), lost_digits("dose", Texts(["1.5E+03"]))
    (['1.10108E+17'], [])
    """
    if not texts.any_match(_LIKE_POWER):
        return []
    powers = {text: it for text in texts.texts if (it := _POWER.fullmatch(plain(text)))}
    others = Texts([plain(text) for text in texts.texts if text not in powers])
    whole = is_id_name(name) or others.all_match(_WHOLE)
    return [text for text, it in powers.items() if whole or int(it["power"]) >= _LOST_FROM]


def _plain(texts: Texts) -> Texts:
    """Texts with ordinary characters instead of full-width ones."""
    return texts if texts.ascii else Texts([plain(text) for text in texts.texts])
