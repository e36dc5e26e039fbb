"""Dates as they are written, and the order of day, month and year told by a whole column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from migrant_rh.reading.columns import plain
from migrant_rh.reading.epidata_types import PIVOT, full_year

if TYPE_CHECKING:
    import pandas as pd

DateOrder = Literal["ymd", "dmy", "mdy"]
ORDERS: tuple[DateOrder, ...] = get_args(DateOrder)

_MIDNIGHT = r"(?:[ T]0?0:00(?::00(?:\.0+)?)?)?"
_SEPARATED = re.compile(r"(\d{1,4})([-/.]) ?(\d{1,2})\2 ?(\d{1,4})" + _MIDNIGHT)
_CHINESE = re.compile(r"(\d{4}|\d{2}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日?" + _MIDNIGHT)
_TOGETHER = {
    "ymd": re.compile(r"(\d{4})(\d{2})(\d{2})"),
    "dmy": re.compile(r"(\d{2})(\d{2})(\d{4})"),
    "mdy": re.compile(r"(\d{2})(\d{2})(\d{4})"),
}
_FULL = len("31/12/2007")
_PARTS = {"ymd": [4, 6], "dmy": [2, 4], "mdy": [2, 4]}
_EPOCH, _MONTHS = 1970, 12
_YEAR_DIGITS = frozenset({2, 4})
_DAY_DIGITS = 2


def as_dates(texts: pd.Series[str], order: str) -> pd.Series:
    """Read a column of dates that are all written in one order.

    Parameters
    ----------
    texts : pandas.Series of str
        Dates with ``/``, ``-`` or ``.``, eight digits, or ``2008年1月31日``; midnight may follow.
        Years have four digits, or two as EpiData understands them (below 50: 20xx).
    order : str
        ``ymd``, ``dmy`` or ``mdy``.

    Returns
    -------
    pandas.Series of datetime64[s]
        Missing where a text is blank, missing, or no date in that order.

    Raises
    ------
    ValueError
        If there is no such order.

    Examples
    --------
    >>> import pandas as pd
    >>> as_dates(pd.Series(["31/12/2007", "1/2/08", "12/31/2007", ""]), "dmy").dt.strftime(
    ...     "%Y-%m-%d"
    ... ).tolist()
    ['2007-12-31', '2008-02-01', nan, nan]
    """
    import pandas as pd  # noqa: PLC0415  (heavy)

    if order not in ORDERS:
        raise ValueError(f"order must be one of {', '.join(ORDERS)}, not {order!r}")
    codes, distinct = pd.factorize(texts)
    days = np.append(read_dates(list(distinct), order), np.datetime64("NaT"))
    return pd.Series(days[codes].astype("datetime64[s]"), index=texts.index, name=texts.name)


def date_order(texts: pd.Series[str]) -> DateOrder | None:
    """Tell the order of day, month and year from a whole column, never cell by cell.

    Parameters
    ----------
    texts : pandas.Series of str
        Dates; blanks, and texts that are no date in any order, tell nothing.

    Returns
    -------
    str or None
        The only order in which every date of the column exists. None where several orders give
        different dates, or none fits all: then it must be asked. A column without dates, and one
        that means the same in every order, has the first that fits.

    Examples
    --------
    >>> import pandas as pd
    >>> date_order(pd.Series(["01/02/2008", "31/12/2007"]))
    'dmy'
    >>> date_order(pd.Series(["01/02/2008", "03/04/2008"])) is None
    True
    """
    distinct = list(texts.dropna().unique())
    found = {order: read_dates(distinct, order) for order in ORDERS}
    is_date = ~np.logical_and.reduce([np.isnat(days) for days in found.values()])
    fitting = [order for order in ORDERS if not np.isnat(found[order][is_date]).any()]
    if not fitting:
        return None
    days = [found[order][is_date] for order in fitting]
    return fitting[0] if all((days[0] == other).all() for other in days) else None


def read_dates(texts: Sequence[str], order: str) -> NDArray[np.datetime64]:
    """Read dates one by one.

    Parameters
    ----------
    texts : sequence of str
        As in `as_dates`.
    order : str
        ``ymd``, ``dmy`` or ``mdy``.

    Examples
    --------
    >>> read_dates(["2008年1月31日", "2008-02-30"], "ymd")
    array(['2008-01-31',        'NaT'], dtype='datetime64[D]')
    """
    days = _in_full(texts, order)
    for at in np.flatnonzero(np.isnat(days)).tolist():
        days[at] = read_date(texts[at], order)
    return days


def read_date(text: str, order: str) -> date | None:
    """Read one date; None if it is none in that order.

    Parameters
    ----------
    text : str
        As in `as_dates`.
    order : str
        ``ymd``, ``dmy`` or ``mdy``.

    Examples
    --------
    >>> read_date("29/02/08", "dmy")
    datetime.date(2008, 2, 29)
    """
    parts = _parts(plain(text).strip(), order)
    if parts is None or len(parts["y"]) not in _YEAR_DIGITS:
        return None
    if max(len(parts["m"]), len(parts["d"])) > _DAY_DIGITS:
        return None
    try:
        return date(full_year(int(parts["y"])), int(parts["m"]), int(parts["d"]))
    except ValueError:
        return None


def _in_full(texts: Sequence[str], order: str) -> NDArray[np.datetime64]:
    """Read the dates of ten characters all at once; whatever is written otherwise is left open."""
    sized = [text if len(text) == _FULL and text.isascii() else "" for text in texts]
    marks = np.array(sized, dtype=f"S{_FULL}").view(np.uint8).reshape(-1, _FULL)
    split = (4, 7) if order == "ymd" else (2, 5)
    parts = np.split(np.delete(marks, split, axis=1), _PARTS[order], axis=1)
    y, m, d = (_number(parts[order.index(part)]) for part in "ymd")
    separators = marks[:, split]
    known = np.isin(separators[:, 0], list(b"-/.")) & (separators[:, 0] == separators[:, 1])
    known &= (y > 2 * PIVOT) & (m >= 1) & (m <= _MONTHS) & (d >= 1)
    month = ((y - _EPOCH) * _MONTHS + m - 1).astype("datetime64[M]")
    day = month.astype("datetime64[D]") + (d - 1)
    return np.where(known & (day.astype("datetime64[M]") == month), day, np.datetime64("NaT"))


def _number(digits: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Value of a row of digits; -1 if one is none."""
    values = digits.astype(np.int64) - ord("0")
    whole = values @ (10 ** np.arange(values.shape[1])[::-1])
    return np.where(((values >= 0) & (values < 10)).all(axis=1), whole, -1)  # noqa: PLR2004


def _parts(text: str, order: str) -> dict[str, str] | None:
    """Digits of year, month and day, as that order has them."""
    if found := _SEPARATED.fullmatch(text):
        return dict(zip(order, (found[1], found[3], found[4]), strict=True))
    if found := _TOGETHER[order].fullmatch(text):
        return dict(zip(order, found.groups(), strict=True))
    if order == "ymd" and (found := _CHINESE.fullmatch(text)):
        return dict(zip(order, found.groups(), strict=True))
    return None
