"""A table in HTML, everything escaped: part of a page, or by itself for notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from importlib.resources import files

from migrant_rh.rendering.formatting import Runs, rich
from migrant_rh.rendering.layout import FIGURE_SPACE, BodyCell, BodyRow, HeadCell, Layout, lay_out
from migrant_rh.rendering.style import Edition
from migrant_rh.rendering.table import Table
from migrant_rh.words import Text

_DEEPEST_INDENT = 4


def fragment(table: Table, edition: Edition, *, notice: Text | None = None) -> str:
    """Set a table by itself, to be shown inside any page.

    Parameters
    ----------
    table : Table
        The table.
    edition : Edition
        Style and language.
    notice : Text, optional
        A last line below.

    Returns
    -------
    str
        A ``div`` with its own style sheet, which rules nothing outside of it.

    Examples
    --------
    >>> from migrant_rh.rendering.style import STYLES
    >>> from migrant_rh.rendering.cells import Count
    >>> from migrant_rh.rendering.table import Column, Row
    >>> rows = (Row(Text("<b>", "<b>"), (Count(3),)),)
    >>> table = Table(id="n", title=Text("人数", "Persons"), stub=Text("现场", "Site"),
    ...               columns=(Column(Text.same("n")),), rows=rows)
    >>> "&lt;b&gt;" in fragment(table, Edition("en", STYLES["ama"]))
    True
    """
    layout = lay_out(table, edition, notice=notice, blank=FIGURE_SPACE)
    lines = [
        f'<div class="migrant-rh" lang="{edition.language}">\n<style>\n{_sheet()}</style>\n<table>',
        f"<caption>{markup(rich(edition.words(table.title), edition.style))}</caption>",
        *grid(layout),
        "</table>",
        *notes(layout),
        "</div>",
    ]
    return "\n".join(lines)


def grid(layout: Layout) -> Iterator[str]:
    """Set what stands between the tags of a table: columns, header, body."""
    yield from _columns(layout)
    yield "<thead>"
    for heads in layout.header:
        yield "<tr>" + "".join(_head(head) for head in heads) + "</tr>"
    yield "</thead>"
    yield from _body(layout)


def notes(layout: Layout) -> Iterator[str]:
    """Set the lines under a table."""
    if layout.notes:
        told = "".join(f"<p>{markup(note)}</p>" for note in layout.notes)
        yield f'<div class="notes">{told}</div>'


def _columns(layout: Layout) -> Iterator[str]:
    """Group the columns as the topmost headings do, for those who hear the table."""
    for head in layout.header[0]:
        yield f'<colgroup span="{head.place.columns}"></colgroup>'


def _head(head: HeadCell) -> str:
    """Set a heading over its columns."""
    place = head.place
    top = head.spans and place.row == 0
    text = markup(head.runs)
    attributes = [f'scope="{"colgroup" if top else "col"}"', f'class="{_classes(head)}"']
    if place.columns > 1:
        attributes.append(f'colspan="{place.columns}"')
    if place.rows > 1:
        attributes.append(f'rowspan="{place.rows}"')
    return f"<th {' '.join(attributes)}>{f'<span>{text}</span>' if head.spans else text}</th>"


def _classes(head: HeadCell) -> str:
    """Name where a heading stands, and whether it has a rule below."""
    return f"{head.align} spans" if head.spans else head.align


def _body(layout: Layout) -> Iterator[str]:
    """Set the rows; each group row begins a new group of rows."""
    yield "<tbody>"
    for place, row in enumerate(layout.rows):
        if row.kind == "group" and place > 0:
            yield "</tbody>\n<tbody>"
        yield _row(row, layout.width)
    yield "</tbody>"


def _row(row: BodyRow, width: int) -> str:
    """Set one row."""
    scope = "rowgroup" if row.kind == "group" else "row"
    names = [f"in{min(row.indent, _DEEPEST_INDENT)}"] * bool(row.indent) + ["group"] * (
        row.kind == "group"
    )
    classes = f' class="{" ".join(names)}"' if names else ""
    across = "" if row.cells else f' colspan="{width}"'
    label = f'<th scope="{scope}"{classes}{across}>{markup(row.label)}</th>'
    return f"<tr>{label}{''.join(_cell(cell) for cell in row.cells)}</tr>"


def _cell(cell: BodyCell) -> str:
    """Set one cell; it knows which rows of the results it prints."""
    ids = escape(" ".join(cell.sources))
    told = f' data-rows="{ids}" tabindex="-1"' if ids else ""
    words = " words" if cell.wraps else ""
    return f'<td class="{cell.align}{words}"{told}>{markup(cell.runs)}</td>'


def markup(runs: Runs) -> str:
    """Put runs into markup, escaped.

    Examples
    --------
    >>> from migrant_rh.rendering.formatting import Run
    >>> markup((Run("P", italic=True), Run("<0.001")))
    '<i>P</i>&lt;0.001'
    """
    return "".join(_joined(runs))


def _joined(runs: Runs) -> Iterable[str]:
    """Put each run into its element."""
    for run in runs:
        text = escape(run.text)
        text = f"<i>{text}</i>" if run.italic else text
        yield f"<sup>{text}</sup>" if run.superscript else text


@cache
def _sheet() -> str:
    """Read the style sheet of a single table that lies beside this module."""
    return files(__package__).joinpath("table.css").read_text(encoding="utf-8")
