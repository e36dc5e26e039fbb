"""Whether the columns of a data frame can play their parts; every mistake at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, get_args

from migrant_rh.errors import AnalysisError, Place, Problem
from migrant_rh.reading.frames import text_of
from migrant_rh.study.mistakes import suggestion
from migrant_rh.study.plan import Allocation, LinkedAs
from migrant_rh.tables.columns import is_measured, level_codes
from migrant_rh.tables.options import choice_problems
from migrant_rh.words import phrase

if TYPE_CHECKING:
    import pandas as pd

    from migrant_rh.tables.roles import Question, Roles

_ARMS = 2
_ANSWERS = frozenset({"0", "1"})


def require_parts(data: pd.DataFrame, roles: Roles, question: Question) -> None:
    """Refuse columns whose values do not suit their part.

    Raises
    ------
    AnalysisError
        If there are no rows, not two groups, rows without a wave, a control group, wave or event
        that no row has, a column with two parts, a number where least squares needs a category, or
        an allocation or linkage that is not known.
    """
    problems = [
        *_rows(data, roles),
        *_groups(data, roles),
        *_waves(data, roles),
        *_events(data, roles, question),
        *_twice(roles, question),
        *_numbers(data, question),
        *choice_problems("allocation", roles.allocation, get_args(Allocation)),
        *choice_problems("linkage", roles.linkage, get_args(LinkedAs)),
    ]
    if problems:
        raise AnalysisError(problems)


def _rows(data: pd.DataFrame, roles: Roles) -> Iterator[Problem]:
    """No rows, or rows that belong to no wave."""
    if data.empty:
        yield Problem("frames.no-rows", Place(), phrase("frames.no_rows"))
    gone = int(data[roles.wave].isna().sum())
    if gone:
        found = phrase("frames.no_wave", name=roles.wave, count=gone)
        remedy = phrase("frames.no_wave_remedy")
        yield Problem("frames.no-wave", Place(field=roles.wave), found, remedy=remedy)


def _groups(data: pd.DataFrame, roles: Roles) -> Iterator[Problem]:
    """More or fewer groups than two, or a control group that is none of them."""
    values = level_codes(data[roles.group])
    if len(values) != _ARMS and not data.empty:
        listed = ", ".join(values) or "—"
        found = phrase("frames.two_groups", name=roles.group, count=len(values), values=listed)
        expected = phrase("frames.two_groups_expected")
        remedy = phrase("frames.two_groups_remedy")
        yield Problem("frames.two-groups", Place(field=roles.group), found, expected, remedy)
    if roles.control is not None:
        yield from _absent(roles.group, [roles.control], values)


def _waves(data: pd.DataFrame, roles: Roles) -> Iterator[Problem]:
    """Waves that no row has."""
    yield from _absent(roles.wave, roles.waves, level_codes(data[roles.wave]))


def _events(data: pd.DataFrame, roles: Roles, question: Question) -> Iterator[Problem]:
    """Events that no row has, unless the column holds answers of 0 and 1."""
    for name, event in question.outcomes.items():
        values = level_codes(data[name])
        answers = set(values) <= _ANSWERS and text_of(event) in _ANSWERS
        if name not in roles.columns and not answers:
            yield from _absent(name, [event], values)


def _twice(roles: Roles, question: Question) -> Iterator[Problem]:
    """Outcomes and covariates that say who, when or which group."""
    asked = (*question.adjust, *(question.wls or ()), *_asked_of(question))
    for name in dict.fromkeys(asked):
        if name in {roles.id, roles.wave, roles.group, roles.cluster}:
            found = phrase("frames.two_parts", name=name)
            remedy = phrase("frames.two_parts_remedy")
            yield Problem("frames.two-parts", Place(field=name), found, remedy=remedy)


def _numbers(data: pd.DataFrame, question: Question) -> Iterator[Problem]:
    """Numbers where weighted least squares needs categories."""
    for name in question.wls or ():
        if is_measured(data[name]):
            found = phrase("frames.number_in_wls", name=name, count=data[name].nunique())
            expected = phrase("frames.categories_expected")
            remedy = phrase("frames.number_in_wls_remedy")
            yield Problem("frames.number-in-wls", Place(field=name), found, expected, remedy)


def _asked_of(question: Question) -> Iterable[str]:
    """Outcomes of which an event is asked."""
    return (name for name, event in question.outcomes.items() if event is not None)


def _absent(name: str, asked: Iterable[object], values: tuple[str, ...]) -> Iterator[Problem]:
    """Values that a column does not have."""
    for value in map(text_of, asked):
        if values and value not in values:
            found = phrase("frames.no_value", name=name, value=value)
            expected = phrase("study.one_of_names", names=", ".join(values[:20]))
            hint = suggestion(value, list(values))
            yield Problem("frames.no-value", Place(field=name), found, expected, hint)
