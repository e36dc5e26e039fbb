"""Where a printed number comes from: the cells that print it, and the rows behind them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from migrant_rh.rendering.formatting import plain
from migrant_rh.rendering.layout import HeadCell, Layout, lay_out
from migrant_rh.rendering.sources import told
from migrant_rh.rendering.style import STYLES, Edition
from migrant_rh.rendering.table import Table
from migrant_rh.rendering.tables import tables_of
from migrant_rh.results.rows import Results
from migrant_rh.words import Language, Text, phrase

_NUMBER = re.compile(r"([<>]?)\s*((?<!\d)-)?(\d+(?:\.\d+)?|\.\d+)")
_THOUSANDS = re.compile(r"(?<=\d)[,\u2009\u202f\u00a0](?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class Printed:
    """A cell that prints a number.

    Attributes
    ----------
    table : Table
        The table it stands in.
    style : str
        Journal style in which it prints so.
    row, column, text : str
        Its label, its headings, and the whole cell.
    sources : tuple of str
        Ids of the rows it prints.
    """

    table: Table
    style: str
    row: str
    column: str
    text: str
    sources: tuple[str, ...]


def trace(results: Results, number: str, language: Language) -> list[Printed]:
    """Find every cell of every table that prints a number.

    Parameters
    ----------
    results : Results
        A run.
    number : str
        As it stands on paper: ``57.32``, ``57.32%``, ``P < .001``, ``1,234``; several numbers,
        such as ``0.31 to 0.90``, are sought side by side in one cell.
    language : {"zh", "en"}
        Language of the labels.

    Returns
    -------
    list of Printed
        In the style of the run first; then cells that print so in another style only.
    """
    wanted = _numbers(number)
    if not wanted:
        return []
    own = results.vocabulary.facts["style"]
    tables = tables_of(results)
    found: dict[tuple[str, str, str], Printed] = {}
    for style in [own, *(name for name in STYLES if name != own)]:
        for printed in _cells(tables, Edition(language, STYLES[style]), style):
            if _stand_in(wanted, _numbers(printed.text)):
                key = printed.table.id, printed.row, printed.column
                found.setdefault(key, printed)
    return list(found.values())


def account(results: Results, printed: Printed, language: Language) -> Iterator[str]:
    """Say of each row behind a cell what it holds, a line a row."""
    by_id = {row.id: row for row in results}
    for name in printed.sources:
        parts = (_said(key, value, language) for key, value in told(results, by_id[name]))
        yield (", " if language == "en" else "，").join(parts)


def _said(key: Text, value: Text | float, language: Language) -> str:
    """One column of a row."""
    content = value.to(language) if isinstance(value, Text) else f"{value:.12g}"
    return f"{key.to(language)} {content}"


def _cells(tables: Mapping[str, Table], edition: Edition, style: str) -> Iterator[Printed]:
    """Every cell that prints rows."""
    for table in tables.values():
        layout = lay_out(table, edition)
        heads = column_names(layout)
        for row, whole in zip(layout.rows, row_names(layout), strict=True):
            for at, cell in enumerate(row.cells, start=1):
                if cell.sources:
                    yield Printed(table, style, whole, heads[at], cell.text, cell.sources)


def row_names(layout: Layout) -> list[str]:
    """Label of each row, behind that of the group it stands under.

    Examples
    --------
    >>> from migrant_rh.rendering.cells import Count
    >>> from migrant_rh.rendering.table import Column, Row, Table
    >>> group = Row(Text.same("Beijing"), kind="group")
    >>> table = Table(id="n", title=Text.same("n"), stub=Text.same("Site"),
    ...               columns=(Column(Text.same("Persons")),),
    ...               rows=(group, Row(Text.same("Control"), (Count(986),), indent=1)))
    >>> row_names(lay_out(table, Edition("en", STYLES["ama"])))
    ['Beijing', 'Beijing / Control']
    """
    names, group = [], ""
    for row in layout.rows:
        label = plain(row.label)
        group = label if row.kind == "group" else group
        names.append(f"{group} / {label}" if group and row.kind != "group" else label)
    return names


def column_names(layout: Layout) -> list[str]:
    """Headings over each column, from the top, joined.

    Examples
    --------
    >>> from migrant_rh.rendering.table import Column, Table
    >>> table = Table(id="n", title=Text.same("n"), stub=Text.same("Site"),
    ...               columns=(Column(Text.same("Persons")),), rows=())
    >>> column_names(lay_out(table, Edition("en", STYLES["ama"])))
    ['Site', 'Persons']
    """
    names: list[list[str]] = [[] for _ in range(layout.width)]
    for head in (head for heads in layout.header for head in heads):
        for at in _columns(head):
            names[at].append(plain(head.runs))
    return [" / ".join(name for name in parts if name) for parts in names]


def _columns(head: HeadCell) -> range:
    """Columns that a heading stands over."""
    return range(head.place.column, head.place.column + head.place.columns)


def _numbers(text: str) -> list[str]:
    """Numbers of a text from left to right, each written in one way.

    Examples
    --------
    >>> _numbers("1,234 (.53, 0.90), 10-12, P < .001")
    ['1234', '0.53', '0.90', '10', '12', '<0.001']
    """
    told = unicodedata.normalize("NFKC", _THOUSANDS.sub("", text)).replace("−", "-")
    found = _NUMBER.findall(told)
    return [side + sign + ("0" + size if size[0] == "." else size) for side, sign, size in found]


def _stand_in(wanted: list[str], told: list[str]) -> bool:
    """Whether some numbers stand side by side among others."""
    starts = range(len(told) - len(wanted) + 1)
    return any(told[at : at + len(wanted)] == wanted for at in starts)


def line(results: Results, printed: Printed, language: Language) -> str:
    """Say where a cell stands, and in which style if not in that of the run."""
    said = phrase(
        "tracing.cell",
        table=printed.table.title,
        row=printed.row,
        column=printed.column,
        text=printed.text,
    ).to(language)
    if printed.style == results.vocabulary.facts["style"]:
        return said
    return said + phrase("tracing.other_style", style=printed.style).to(language)


def summary(found: list[Printed], number: str) -> Text:
    """Say how many cells print a number, and from how many rows."""
    rows = len({name for printed in found for name in printed.sources})
    return phrase("tracing.summary", number=number, cells=len(found), rows=rows)
