"""A published table as input: percentages and totals back to counts and persons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal

import numpy as np

from migrant_rh.analysis.required import require_columns
from migrant_rh.errors import AnalysisError, Place, Problem
from migrant_rh.methods.grim import PossibleCounts, possible_counts
from migrant_rh.words import phrase

if TYPE_CHECKING:
    import pandas as pd

Several = Literal["refuse", "nearest"]
ADDED = ("count", "count_low", "count_high")


@dataclass(frozen=True, eq=False)
class PublishedCounts:
    """Counts found back from printed percentages.

    Attributes
    ----------
    frame : pandas.DataFrame
        The rows that were given, with ``count``, and with ``count_low`` and ``count_high``, between
        which every count has the percentage as printed.
    n : str
        Column of the totals.
    decimals : int
        With how many decimals the percentages are taken to be printed.
    """

    frame: pd.DataFrame
    n: str
    decimals: int

    def counts(self) -> pd.DataFrame:
        """One row a cell, events then others: counts as `migrant_rh.chi_square` takes them."""
        import pandas as pd  # noqa: PLC0415  (heavy)

        events = self.frame["count"]
        return pd.DataFrame({"event": events, "other": self.frame[self.n] - events})

    def persons(self, event: str = "event") -> pd.DataFrame:
        """One row a person: the columns given, and a column with 1 for an event and else 0.

        What it cannot tell is who is who: persons of two waves are not linked.
        """
        given = self.frame.drop(columns=[*ADDED, self.n])
        totals = self.frame[self.n].to_numpy(dtype=np.int64)
        rows = given.loc[given.index.repeat(totals)].reset_index(drop=True)
        cells = zip(self.frame["count"], totals, strict=True)
        answers = [np.arange(total) < count for count, total in cells]
        rows[event] = np.concatenate([np.empty(0, dtype=bool), *answers]).astype(np.int64)
        return rows

    def __repr__(self) -> str:
        persons = int(self.frame[self.n].sum())
        return f"<PublishedCounts: {len(self.frame)} cells, {persons} persons>"


def from_percentages(
    data: pd.DataFrame,
    *,
    percent: str,
    n: str,
    decimals: int | None = None,
    several: Several = "refuse",
) -> PublishedCounts:
    """Find the counts behind printed percentages, and refuse those that no count can give.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a cell of the table; other columns, such as group and wave, are kept.
    percent : str
        Column of the percentages, as text (``"51.5"``, ``"51.5%"``) or numbers.
    n : str
        Column of the persons that each is a percentage of.
    decimals : int, optional
        Digits after the decimal mark in print; without it, the most that a percentage has.
    several : {"refuse", "nearest"}
        What to do where several counts give the printed percentage, as of large totals: refuse, or
        take the one nearest to it. ``count_low`` and ``count_high`` keep the others in sight.

    Returns
    -------
    PublishedCounts
        The frame with counts; ``counts()`` and ``persons()`` are what the analyses take.

    Raises
    ------
    AnalysisError
        Listing every row whose percentage or total is none, that no count gives, or that several
        counts give.

    Notes
    -----
    See `migrant_rh.methods.grim`.

    Examples
    --------
    >>> import pandas as pd
    >>> import migrant_rh as mr
    >>> table = pd.DataFrame({"arm": ["C", "I"], "cert": ["51.5%", "60.0%"], "n": [200, 205]})
    >>> found = from_percentages(table, percent="cert", n="n")
    >>> found.frame["count"].tolist()
    [103, 123]
    >>> round(mr.chi_square(found.counts()).statistic, 3)
    2.966
    >>> found.persons("cert").groupby("arm")["cert"].sum().tolist()
    [103, 123]
    """
    require_columns(data, [percent, n])
    percents = [_percentage(value) for value in data[percent]]
    totals = [_total(value) for value in data[n]]
    if problems := [*_unreadable(data, (percent, percents), (n, totals))]:
        raise AnalysisError(problems)
    printed = max([-int(p.as_tuple().exponent) for p in percents if p is not None], default=0)
    digits = max(printed, 0) if decimals is None else decimals
    if printed > digits:
        found = phrase("frames.more_decimals", name=percent, printed=printed, decimals=digits)
        raise AnalysisError(Problem("frames.more-decimals", Place(field=percent), found))
    whole = np.array(totals, dtype=np.int64)
    possible = possible_counts([p for p in percents if p is not None], whole, digits)
    shown = [str(value) for value in data[percent]]
    if problems := [*_impossible(possible, (percent, shown), whole, several)]:
        raise AnalysisError(problems)
    added = dict(zip(ADDED, (possible.nearest, possible.low, possible.high), strict=True))
    return PublishedCounts(data.assign(**{n: whole}, **added), n, digits)


def _percentage(value: object) -> Decimal | None:
    """A percentage as it is written; None for what is none."""
    try:
        number = Decimal(str(value).strip().rstrip("%％").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number <= 100 else None  # noqa: PLR2004


def _total(value: object) -> int | None:
    """A number of persons; None for what is none."""
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    whole = number.is_finite() and number >= 1 and number == number.to_integral_value()
    return int(number) if whole else None


def _unreadable(data: pd.DataFrame, *columns: tuple[str, Sequence[object]]) -> Iterator[Problem]:
    """Cells that are no percentage or no number of persons."""
    for place, (name, values) in enumerate(columns):
        kind = ("percentage", "total")[place]
        for row, value in enumerate(values):
            if value is None:
                found = phrase("frames.unreadable", value=data[name].iloc[row])
                expected = phrase(f"frames.{kind}_expected")
                where = Place(record=row + 1, field=name)
                yield Problem(f"frames.no-{kind}", where, found, expected)


def _impossible(
    possible: PossibleCounts, printed: tuple[str, list[str]], totals: np.ndarray, several: Several
) -> Iterator[Problem]:
    """Percentages that no count gives, and, where that is refused, those that several give."""
    name, shown = printed
    cells = zip(shown, totals.tolist(), possible.low, possible.high, possible.nearest, strict=True)
    for row, (text, total, low, high, nearest) in enumerate(cells, start=1):
        where = Place(record=row, field=name)
        if low > high:
            percent = f"{100 * nearest / total:.4g}"
            told = {"percent": text, "total": total, "count": nearest, "nearest": percent}
            found, remedy = phrase("frames.no_count", **told), phrase("frames.no_count_remedy")
            yield Problem("frames.no-count", where, found, remedy=remedy)
        elif low < high and several == "refuse":
            told = {"percent": text, "total": total, "low": low, "high": high}
            found = phrase("frames.several_counts", **told)
            remedy = phrase("frames.several_counts_remedy")
            yield Problem("frames.several-counts", where, found, remedy=remedy)
