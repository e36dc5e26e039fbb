"""Every number once: tidy rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from migrant_rh.results.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandas as pd


class Row(NamedTuple):
    """One number, or one test, or one warning.

    Attributes
    ----------
    analysis : str
        The part of the analysis: ``baseline``, ``rates``, ``effects.main``, ``flow``, …
    outcome : str
        Outcome or variable, by its name in the study file.
    site, group, wave, term : str
        Codes; empty means over all of them. `term` is a level or a model term.
    contrast : str
        What is compared with what: ``arms``, ``waves``, ``did``.
    scale : str
        What `estimate` is: ``count``, ``proportion``, ``rd``, ``log_ror``, ``icc``, …
        Proportions and risk differences lie between -1 and 1; logarithms are natural.
    estimate, std_error, statistic, df, df_denominator, p_value, conf_low, conf_high : float or None
        Full precision. `df` is the numerator's where there are two.
    n, n_missing, clusters : int or None
        Persons or records used, left out for a missing value, and clusters used.
    method, covariance, correlation : str
        Canonical codes: ``pearson``, ``gee``, ``KC``, ``independence``, …
    note : str
        A phrase written down by `migrant_rh.words.refer`.
    id : str
        Stable name made from the row's place, not from its numbers.

    Examples
    --------
    >>> rate = Row(analysis="rates", site="1", scale="proportion", estimate=0.25)
    >>> rate._replace(site="2").site, rate.named().id == rate._replace(estimate=0.5).named().id
    ('2', True)
    """

    analysis: str
    outcome: str = ""
    site: str = ""
    group: str = ""
    wave: str = ""
    term: str = ""
    contrast: str = ""
    scale: str = ""
    estimate: float | None = None
    std_error: float | None = None
    statistic: float | None = None
    df: float | None = None
    df_denominator: float | None = None
    p_value: float | None = None
    conf_low: float | None = None
    conf_high: float | None = None
    n: int | None = None
    n_missing: int | None = None
    clusters: int | None = None
    method: str = ""
    covariance: str = ""
    correlation: str = ""
    note: str = ""
    id: str = ""

    def named(self) -> Row:
        """Give the row its id."""
        place = "|".join(getattr(self, name) for name in PLACE)
        digest = hashlib.sha256(place.encode()).hexdigest()[:8]
        return self._replace(id=f"{self.analysis.split('.')[0]}-{digest}")


COLUMNS = Row._fields
WHOLE_NUMBERS = ("n", "n_missing", "clusters")
"""Columns of counts of persons, records or clusters."""
NUMBERS = tuple(name for name, told in Row.__annotations__.items() if "None" in str(told))
"""Columns of numbers, those of counts among them."""
PLACE = (
    "analysis", "outcome", "site", "group", "wave", "term", "contrast", "scale",
    "method", "covariance", "correlation",
)  # fmt: skip
"""Columns that say what a row is about; together they name it."""


@dataclass(frozen=True)
class Results:
    """All rows of a run, and the words for their codes.

    Examples
    --------
    >>> from migrant_rh.results.vocabulary import Vocabulary
    >>> rows = Results.of([Row(analysis="rates", site="1", scale="proportion", estimate=0.25)])
    >>> rows.one(analysis="rates", site="1").estimate
    0.25
    """

    rows: tuple[Row, ...]
    vocabulary: Vocabulary

    @classmethod
    def of(cls, rows: Iterable[Row], vocabulary: Vocabulary | None = None) -> Results:
        """Name the rows and keep them in order.

        Raises
        ------
        ValueError
            If two rows stand at the same place: a defect of the program.
        """
        named = tuple(row.named() for row in rows)
        seen: dict[str, Row] = {}
        for row in named:
            if row.id in seen:
                raise ValueError(f"two rows at one place: {seen[row.id]} and {row}")
            seen[row.id] = row
        return cls(named, vocabulary or Vocabulary())

    def where(self, **places: str) -> tuple[Row, ...]:
        """Rows whose columns equal the values given, in order."""
        names = tuple(sorted(places))
        if names not in self._placed:
            self._placed[names] = self._by(names)
        return self._placed[names].get(tuple(places[name] for name in names), ())

    def find(self, **places: str) -> Row | None:
        """The only row at that place, or None.

        Raises
        ------
        LookupError
            If there are several.
        """
        found = self.where(**places)
        if len(found) > 1:
            raise LookupError(f"{len(found)} rows at {places}")
        return found[0] if found else None

    def one(self, **places: str) -> Row:
        """The only row at that place.

        Raises
        ------
        LookupError
            If there is none, or several.
        """
        row = self.find(**places)
        if row is None:
            raise LookupError(f"no row at {places}")
        return row

    @cached_property
    def _placed(self) -> dict[tuple[str, ...], Mapping[tuple[str, ...], tuple[Row, ...]]]:
        """Rows by what they hold in some columns, for every choice of columns asked for so far."""
        return {(): {(): self.rows}}

    def _by(self, names: tuple[str, ...]) -> Mapping[tuple[str, ...], tuple[Row, ...]]:
        """Rows by what they hold in some columns."""
        alone = len(names) == 1
        content = attrgetter(*names)
        found: dict[tuple[str, ...], list[Row]] = {}
        for row in self.rows:
            held = content(row)
            found.setdefault((held,) if alone else held, []).append(row)
        return {held: tuple(rows) for held, rows in found.items()}

    def frame(self) -> pd.DataFrame:
        """All rows as a data frame, one column each of `COLUMNS`."""
        import pandas as pd  # noqa: PLC0415  (heavy)

        return pd.DataFrame(self.rows, columns=list(COLUMNS))

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __repr__(self) -> str:
        return f"<Results: {len(self.rows)} rows>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        del include, exclude
        return {"text/plain": repr(self), "text/html": str(self.frame().to_html())}
