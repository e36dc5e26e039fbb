"""Which other numbers go with a withheld count: those that are worked out from it.

Full-precision statistics are as good as the counts they were computed from: a reader can try every
count and keep the one that gives the same chi-square. Therefore every row that reads a withheld
count goes too, at the place of the count. Of models over all sites, those without covariates go as
well: the counts are their sufficient statistics. What stays over all sites are models with
covariates and analyses of cluster summaries, which single counts do not determine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from migrant_rh.privacy.answers import Subject
from migrant_rh.results.rows import Row
from migrant_rh.words import refer

COUNTED = frozenset({"count", "wilson"})
"""Methods of rows that print one count, alone or as a percentage."""
_NO_OUTCOME = frozenset(
    {"baseline", "question", "attrition", "missingness", "flow", "double_entry", "findings"}
)
_COMPUTED = (
    "estimate", "std_error", "statistic", "df", "df_denominator", "p_value",
    "conf_low", "conf_high",
)  # fmt: skip
_COUNTS = {"attrition": "n_missing", "findings": "n", "subgroups": "n"}
"""Where a row's count stands a second time, or the persons it is about are a count of answers."""
_POOLED = ("rates", "model", "wls", "estimands", "robustness", "changes", "attrition", "subgroups")


@dataclass(frozen=True)
class Reading:
    """Says which rows read a withheld count.

    Attributes
    ----------
    withheld : mapping of (part of the report, outcome) to rows
        The withheld counts.
    unadjusted : frozenset of str
        Models without covariates.
    by_person : bool
        Persons were allocated: standard errors are made from the pairs of answers.
    """

    withheld: dict[tuple[str, str], list[Row]]
    unadjusted: frozenset[str]
    by_person: bool

    @classmethod
    def of(cls, rows: Iterable[Row], subject: Subject) -> Reading:
        """From the withheld rows."""
        found = defaultdict(list)
        for row in rows:
            found[_family(row), row.outcome].append(row)
        return cls(dict(found), subject.unadjusted, subject.by_person)

    def reads(self, row: Row) -> bool:
        """Whether a row was computed from a withheld count."""
        variable = row.term.partition("=")[0]
        if row.analysis.startswith("subgroups.") and ("baseline", variable) in self.withheld:
            return True
        counts = self.withheld.get((_family(row), row.outcome), ())
        return any(self._from(row, count) for count in counts)

    def _from(self, row: Row, count: Row) -> bool:
        """Whether a row was computed from one withheld count."""
        if count.contrast:
            return self._from_pairs(row, count)
        if row.method in COUNTED:
            return False
        if not _covers(row.group, count.group) or not _covers(row.wave, count.wave):
            return False
        if _family(row) != "outcome" and not _covers(row.term, count.term):
            return False
        return row.site == count.site or (not row.site and self._sufficient(row))

    def _from_pairs(self, row: Row, count: Row) -> bool:
        """Changes of persons go into standard errors where persons are the units."""
        if not self.by_person or row.wave or row.contrast not in {"waves", "did"}:
            return False
        return row.site in {count.site, ""} and _covers(row.group, count.group)

    def _sufficient(self, row: Row) -> bool:
        """Whether a row over all sites tells the counts of the sites."""
        part, _, model = row.analysis.partition(".")
        if row.method in {"pearson", "rao_scott", "mcnemar", "obuchowski", "donner_klar"}:
            return False
        return part in _POOLED and (not model or model in self.unadjusted)


def _family(row: Row) -> str:
    """Rows that share their counts: one table, or everything on an outcome."""
    return row.analysis if row.analysis in _NO_OUTCOME else "outcome"


def _covers(place: str, of: str) -> bool:
    """Whether one column of a row takes in that of a count."""
    return place in {"", of} or not of


def has_numbers(row: Row) -> bool:
    """Whether a row holds a number other than how many persons it is about.

    Examples
    --------
    >>> has_numbers(Row(analysis="rates", n=90)), has_numbers(Row(analysis="rates", p_value=0.2))
    (False, True)
    """
    return any(getattr(row, name) is not None for name in _COMPUTED)


def blank(row: Row, least: int) -> Row:
    """Take every number out of a row but how many persons it is about."""
    taken: dict[str, Any] = dict.fromkeys(_COMPUTED)
    part = row.analysis.partition(".")[0]
    if part in _COUNTS:
        taken[_COUNTS[part]] = None
    return row._replace(**taken, note=refer("privacy.withheld", least=least))
