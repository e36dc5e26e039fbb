"""Numbers of persons who were asked, or not: of a question that follows another's answer.

They tell that answer. Where it is withheld anywhere, or few were asked or not asked anywhere,
nothing is told of the question that follows, not even how many persons the numbers are about: not
in Table 1 or the missing answers, not as an outcome or an answer of several, and not of a model
that is adjusted for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from migrant_rh.privacy.withholding import blank
from migrant_rh.results.rows import Row
from migrant_rh.study.expression import Expression
from migrant_rh.study.plan import Study

_SURVEYED = frozenset({"eligible", "followed", "new"})
"""Stages of the flow that make up the persons of a wave."""

_NOT_ABOUT = frozenset({"findings", "double_entry", "attrition"})
"""Rows that do not tell how many were asked."""

Where = tuple[str, str, str]


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
    followers = {name for name in study.variables if _asked_of_some(study, name)}
    if not followers:
        return frozenset()
    rows = [row for row in rows if row.analysis not in _NOT_ABOUT]
    hidden = {study.origin(name) for row in withheld for name in _variables(study, row)}
    names = {name for row in _of_few(rows, least) for name in _variables(study, row)} & followers
    while more := set(_after(study, hidden | {study.origin(name) for name in names})) - names:
        names |= more
    return frozenset(row.id for row in rows if names & _about(study, row))


def erased(row: Row, least: int) -> Row:
    """Take every number out of a row."""
    return blank(row, least)._replace(n=None, n_missing=None)


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


def _of_few(rows: list[Row], least: int) -> Iterator[Row]:
    """Rows at places where few were asked, or not asked."""
    everybody = _everybody(rows)
    unknown = {(r.outcome, *_at(r)): r.n_missing or 0 for r in rows if _unanswered(r)}
    for row in rows:
        if row.analysis == "missingness" and row.term == "skipped":
            # Persons of whom nobody knows whether to be asked are told apart from those asked.
            of = (row.n or 0) - unknown.get((row.outcome, *_at(row)), 0)
            asked = of - (row.n_missing or 0)
        elif _counts_answers(row):
            of = everybody.get(_at(row), 0)
            asked = (row.n or 0) + (row.n_missing or 0)
        else:
            continue
        if 0 < of - asked < least or (0 < asked < least and of):
            yield row


def _everybody(rows: Iterable[Row]) -> Mapping[Where, int]:
    """Persons of every place, arm and wave: of the flow, of Table 1, and of the rates."""
    flow: dict[Where, int] = {}
    most: dict[Where, int] = {}
    for row in rows:
        if row.analysis == "flow" and row.term in _SURVEYED:
            # The flow tells no number of both arms at a site.
            for at in {_at(row), _at(row._replace(group="") if row.site else row)}:
                flow[at] = flow.get(at, 0) + (row.n or 0)
        elif row.term == "persons" or (row.analysis == "rates" and row.scale == "count"):
            persons = (row.n or 0) + (row.n_missing or 0)
            most[_at(row)] = max(most.get(_at(row), 0), persons)
    return {at: max(flow.get(at, 0), most.get(at, 0)) for at in flow.keys() | most.keys()}


def _counts_answers(row: Row) -> bool:
    """Whether a row counts answers of somebody asked, and tells how many gave none."""
    if not row.outcome or row.contrast:
        return False
    counted = row.analysis in {"rates", "question"} and row.scale == "count"
    return counted or row.analysis == "baseline"


def _unanswered(row: Row) -> bool:
    """Whether a row counts persons who did not answer the question before."""
    return row.analysis == "missingness" and row.term == "filter_unanswered"


def _at(row: Row) -> Where:
    """The place, arm and wave of a row."""
    return row.site, row.group, row.wave


def _about(study: Study, row: Row) -> set[str]:
    """Variables that decide about whom a row is."""
    model = study.models.get(row.analysis.partition(".")[2])
    adjusted = [] if model is None else [*model.adjust, *(model.wls.adjust if model.wls else ())]
    of_subgroups = [row.term.partition("=")[0]] * row.analysis.startswith("subgroups")
    return {*_variables(study, row), *adjusted, *of_subgroups}


def _variables(study: Study, row: Row) -> tuple[str, ...]:
    """Variables whose answers a row counts."""
    if row.analysis == "question" and row.outcome in study.questions:
        return tuple(study.questions[row.outcome].items)
    planned = study.outcomes.get(row.outcome)
    return (planned.variable or row.outcome if planned is not None else row.outcome,)
