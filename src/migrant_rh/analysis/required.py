"""Columns that a caller names must be in the data, once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from migrant_rh.errors import AnalysisError, Place, Problem
from migrant_rh.study.mistakes import suggestion
from migrant_rh.words import phrase

if TYPE_CHECKING:
    import pandas as pd


def require_columns(data: pd.DataFrame, names: Iterable[str | None]) -> None:
    """Refuse columns that are not there, or there more than once; None asks for nothing.

    Raises
    ------
    AnalysisError
        Naming each, the columns there are, and the closest name.
    """
    known = [str(column) for column in data.columns]
    wanted = [name for name in dict.fromkeys(names) if name is not None]
    problems = [_twice(name, known.count(name)) for name in wanted if known.count(name) > 1]
    problems += [_missing(name, known) for name in wanted if name not in known]
    if problems:
        raise AnalysisError(problems)


def _missing(name: str, known: list[str]) -> Problem:
    """A name that no column has."""
    found = phrase("analysis.no_column", name=name)
    there = phrase("study.one_of_names", names=", ".join(known))
    where = Place(field=name)
    return Problem("analysis.no-column", where, found, there, suggestion(name, known))


def _twice(name: str, count: int) -> Problem:
    """A name that several columns have."""
    found = phrase("gee.column_twice", count=count, name=name)
    where = Place(field=name)
    return Problem("gee.column-twice", where, found, remedy=phrase("gee.rename_column"))
