"""Numbers of persons who were asked, or not: of a question that follows another's answer.

They tell that answer. Where it is withheld anywhere, or few were asked or not asked anywhere,
nothing is told of the question that follows, not even how many persons the numbers are about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from migrant_rh.privacy.withholding import blank
from migrant_rh.results.rows import Row
from migrant_rh.study.expression import Expression
from migrant_rh.study.plan import Study

_TOLD = frozenset({"baseline", "missingness"})


def telling(
    rows: Iterable[Row], withheld: Iterable[Row], study: Study, least: int
) -> frozenset[str]:
    """Ids of the rows that would tell a small or withheld number by whom they are about.

    Parameters
    ----------
    rows : iterable of Row
        All rows.
    withheld : iterable of Row
        Those whose counts are withheld.
    study : Study
        Whose variables have ``asked_if``.
    least : int
        The smallest count that is printed.
    """
    rows = [row for row in rows if row.analysis in _TOLD]
    hidden = {study.origin(_variable(study, row)) for row in withheld}
    names = set(_of_few(rows, least))
    while more := set(_after(study, hidden | {study.origin(name) for name in names})) - names:
        names |= more
    followers = {name for name in study.variables if _asked_of_some(study, name)}
    return frozenset(row.id for row in rows if row.outcome in names & followers)


def erased(row: Row, least: int) -> Row:
    """Take every number out of a row."""
    return replace(blank(row, least), n=None, n_missing=None)


def _asked_of_some(study: Study, name: str) -> bool:
    """Whether a variable, or what it is made from, has a condition."""
    return study.variables[study.origin(name)].asked_if is not None


def _after(study: Study, hidden: set[str]) -> Iterator[str]:
    """Variables whose condition is about hidden ones."""
    for name in study.variables:
        condition = study.variables[study.origin(name)].asked_if
        about = Expression.parse(condition).names if condition else ()
        if hidden & {study.origin(each) for each in about}:
            yield name


def _of_few(rows: Iterable[Row], least: int) -> Iterator[str]:
    """Variables that few were asked, or not asked, at a place."""
    rows = list(rows)
    persons = {(r.site, r.group): r.n or 0 for r in rows if r.term == "persons"}
    unknown = {_at(r): r.n_missing or 0 for r in rows if r.term == "filter_unanswered"}
    for row in rows:
        if row.analysis == "missingness" and row.term == "skipped":
            # Persons of whom nobody knows whether to be asked are told apart from those asked.
            unasked, everybody = row.n_missing or 0, (row.n or 0) - unknown.get(_at(row), 0)
        elif row.analysis == "baseline" and row.outcome and not row.contrast:
            everybody = persons.get((row.site, row.group), 0)
            unasked = everybody - (row.n or 0) - (row.n_missing or 0)
        else:
            continue
        if 0 < unasked < least or 0 < everybody - unasked < least:
            yield row.outcome


def _at(row: Row) -> tuple[str, str, str]:
    """The question, wave and arm of a row of missing answers."""
    return row.outcome, row.wave, row.group


def _variable(study: Study, row: Row) -> str:
    """The variable whose answers a row counts."""
    planned = study.outcomes.get(row.outcome)
    return planned.variable or row.outcome if planned is not None else row.outcome
