"""A table as a style has it: the order of statistics and P values, the label of mean and SD."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from migrant_rh.rendering.style import Style
from migrant_rh.rendering.table import Column, Heading, Role, Row, Spanner, Table
from migrant_rh.words import LANGUAGES, Text, phrase


class _HasRole(Protocol):
    """A column or a row."""

    @property
    def role(self) -> Role:
        """Statistic, P, or neither."""


def ordered(table: Table, style: Style) -> Table:
    """Put statistics and P values in the order of a style, and call mean and SD as it prints them.

    Tables are made statistic first.

    Examples
    --------
    >>> from migrant_rh.rendering.style import STYLES
    >>> from migrant_rh.words import Text
    >>> columns = (Column(Text.same("t"), role="statistic"), Column(Text.same("P"), role="p"))
    >>> table = Table(id="t", title=Text.same(""), stub=Text.same(""), columns=columns, rows=())
    >>> [column.heading.en for column in ordered(table, STYLES["nejm"]).leaves]
    ['P', 't']
    """
    if any(row.role == "mean_sd" for row in table.rows):
        table = replace(table, rows=tuple(_labelled(row, style) for row in table.rows))
    if style.statistic_first:
        return table
    places = _turned(table.leaves)
    rows = [
        replace(row, cells=tuple(row.cells[place] for place in places)) if row.cells else row
        for row in table.rows
    ]
    return replace(
        table,
        columns=_columns(table.columns),
        rows=tuple(rows[place] for place in _turned(rows)),
    )


def _labelled(row: Row, style: Style) -> Row:
    """Call means with standard deviations as the style prints them: mean ± SD, or mean (SD)."""
    if row.role != "mean_sd":
        return row
    mean, sd = phrase("tables.mean"), phrase("tables.sd")
    zh, en = (
        style.mean_sd.format(mean=mean.to(language), sd=sd.to(language)) for language in LANGUAGES
    )
    return replace(row, label=Text(zh.replace(" (", "（").replace(")", "）"), en))


def _turned(items: Sequence[_HasRole]) -> list[int]:
    """Places of the items after every statistic that a P follows has changed places with it."""
    places = list(range(len(items)))
    for place in range(len(items) - 1):
        if (items[place].role, items[place + 1].role) == ("statistic", "p"):
            places[place], places[place + 1] = place + 1, place
    return places


def _columns(columns: tuple[Heading, ...]) -> tuple[Heading, ...]:
    """The header tree, turned within every spanner."""
    if all(isinstance(column, Column) for column in columns):
        return tuple(columns[place] for place in _turned(columns))  # type: ignore[arg-type]
    return tuple(
        replace(column, columns=_columns(column.columns)) if isinstance(column, Spanner) else column
        for column in columns
    )
