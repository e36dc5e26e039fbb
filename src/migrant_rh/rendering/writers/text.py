"""Tables and reports in a terminal, where Chinese characters take two columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrant_rh.rendering.document import (
    Block,
    Bullets,
    Document,
    FigureBlock,
    Heading,
    Notice,
    Paragraph,
    TableBlock,
    caption,
    resolved,
)
from migrant_rh.rendering.formatting import Runs, clean
from migrant_rh.rendering.layout import HeadCell, Layout, lay_out
from migrant_rh.rendering.style import Edition
from migrant_rh.rendering.table import Table
from migrant_rh.rendering.width import display_width, pad, wrap
from migrant_rh.words import Text, phrase

LINE = 80
"""Columns of running text."""

_STUB = 40
_CELL = 36
_GAP = "  "
_INDENT = "  "


def table_text(
    table: Table, edition: Edition, *, label: Text | None = None, notice: Text | None = None
) -> str:
    """Set a table for a terminal.

    Parameters
    ----------
    table : Table
        The table.
    edition : Edition
        Style and language.
    label, notice : Text, optional
        The number before the title, and a last line below.

    Returns
    -------
    str
        Lines without blanks at their ends. Note marks stand in brackets.

    Examples
    --------
    >>> from migrant_rh.rendering.style import STYLES
    >>> from migrant_rh.rendering.cells import Count
    >>> from migrant_rh.rendering.table import Column, Row
    >>> columns = (Column(Text.same("n")),)
    >>> rows = (Row(Text("北京", "Beijing"), (Count(2106),)),)
    >>> table = Table(id="n", title=Text("人数", "Persons"), stub=Text("现场", "Site"),
    ...               columns=columns, rows=rows)
    >>> print(table_text(table, Edition("zh", STYLES["cmj-zh"])))
    人数
    ==========
    现场   n
    ----------
    北京  2106
    ==========
    """
    layout = lay_out(table, edition, notice=notice, blank=" ")
    title = table.title if label is None else caption(label, table.title)
    lines = [clean(edition.words(title)), *_Grid(layout).lines()]
    for note in layout.notes:
        lines += wrap(_said(note), LINE)
    return "\n".join(line.rstrip() for line in lines)


def document_text(document: Document, edition: Edition) -> str:
    """Set a report for a terminal; figures are told, not shown."""
    said = [clean(edition.words(document.title))]
    if document.notice is not None:
        said.append(clean(edition.words(document.notice)))
    said += [_block(block, document, edition) for block in document.blocks]
    if document.footer is not None:
        said.append(clean(edition.words(document.footer)))
    return "\n\n".join(said) + "\n"


def _block(block: Block, document: Document, edition: Edition) -> str:
    """Set one block."""
    match block:
        case Heading(level, text):
            words = clean(edition.words(text))
            return f"{words}\n{('=' if level == 1 else '-') * display_width(words)}"
        case Paragraph(text) | Notice(text):
            return "\n".join(wrap(clean(edition.words(resolved(text, document.labels))), LINE))
        case Bullets(items):
            said = (resolved(item, document.labels) for item in items)
            return "\n".join(f"- {clean(edition.words(item))}" for item in said)
        case TableBlock(table):
            label = document.label(table.id)
            return table_text(table, edition, label=label, notice=document.notice)
        case FigureBlock(name, title, alt):
            told = phrase("rendering.picture", alt=alt)
            texts = (caption(document.label(name), title), told)
            return "\n".join(clean(edition.words(text)) for text in texts)


class _Grid:
    """A layout in columns of characters."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.widths = self._widths()

    def lines(self) -> Iterator[str]:
        """Set header and body between rules."""
        whole = sum(self.widths) + len(_GAP) * (len(self.widths) - 1)
        yield "=" * whole
        for row in range(len(self.layout.header)):
            yield from self._header(row)
        yield "-" * whole
        for line in self.layout.rows:
            label = _INDENT * line.indent + _said(line.label)
            if not line.cells:
                yield from wrap(label, whole)
                continue
            cells = [_said(cell.runs) for cell in line.cells]
            aligns = ["left", *(cell.align for cell in line.cells)]
            yield from self._line([label, *cells], aligns)
        yield "=" * whole

    def _widths(self) -> list[int]:
        """Give each column the room of its widest cell or heading, and spanners theirs."""
        rows = [row for row in self.layout.rows if row.cells]
        labels = [display_width(_said(row.label)) + len(_INDENT) * row.indent for row in rows]
        widths = [min(max(labels, default=0), _STUB)]
        for column in range(self.layout.width - 1):
            room = [display_width(_said(row.cells[column].runs)) for row in rows]
            widths.append(min(max(room, default=0), _CELL))
        for heads in reversed(self.layout.header):
            for head in heads:
                _widen(widths, head)
        return widths

    def _header(self, row: int) -> Iterator[str]:
        """Set one row of headings, and the rules below its spanners."""
        last = len(self.layout.header) - 1
        heads = [head for heads in self.layout.header for head in heads]
        shown = [
            h for h in heads if (h.place.row == row and h.spans) or (row == last and not h.spans)
        ]
        line, rule = "", ""
        for head in sorted(shown, key=lambda head: head.place.column):
            start, room = self._start(head.place.column), _room(self.widths, head)
            text = pad(_said(head.runs), room, head.align)
            line += " " * (start - display_width(line)) + text
            rule += " " * (start - len(rule)) + ("-" if head.spans else " ") * room
        yield line
        if row < last:
            yield rule

    def _start(self, column: int) -> int:
        """Give the place where a column begins."""
        return sum(self.widths[:column]) + len(_GAP) * column

    def _line(self, texts: Sequence[str], aligns: Sequence[str]) -> Iterator[str]:
        """Set one row, over several lines where text is too long."""
        indent = texts[0][: len(texts[0]) - len(texts[0].lstrip())]
        pieces = [wrap(text, width) for text, width in zip(texts, self.widths, strict=True)]
        for place in range(max(len(lines) for lines in pieces)):
            shown = [lines[place] if place < len(lines) else "" for lines in pieces]
            if place > 0 and shown[0]:
                shown[0] = indent + shown[0]
            columns = zip(shown, self.widths, aligns, strict=True)
            yield _GAP.join(pad(text, width, align) for text, width, align in columns)


def _widen(widths: list[int], head: HeadCell) -> None:
    """Make columns wide enough for a heading."""
    place = head.place
    lacking = display_width(_said(head.runs)) - _room(widths, head)
    for extra in range(max(lacking, 0)):
        widths[place.column + extra % place.columns] += 1


def _room(widths: Sequence[int], head: HeadCell) -> int:
    """Give the room between the outer edges of a heading's columns."""
    place = head.place
    return sum(widths[place.column : place.column + place.columns]) + len(_GAP) * (
        place.columns - 1
    )


def _said(runs: Runs) -> str:
    """Put runs in characters alone: marks in brackets, plain blanks."""
    text = "".join(f"[{run.text}]" if run.superscript else run.text for run in runs)
    return text.replace("\u202f", " ").replace("\u00a0", " ")
