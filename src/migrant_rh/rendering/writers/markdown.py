"""Tables and reports in Markdown, as code forges and notebooks read it."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
from migrant_rh.rendering.formatting import Run, Runs, rich
from migrant_rh.rendering.layout import Layout, lay_out
from migrant_rh.rendering.style import Edition
from migrant_rh.rendering.table import Table
from migrant_rh.words import Text, phrase

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&$])")
_BEGINS_A_LIST = re.compile(r"^(\s*(?=[-+=])|\s*\d+(?=[.)]))")
_RULES = {"left": ":--", "center": ":-:", "right": "--:"}
_BETWEEN = " / "
_INDENT = "&emsp;"


def table_markdown(
    table: Table, edition: Edition, *, label: Text | None = None, notice: Text | None = None
) -> str:
    """Set a table in Markdown, spanners put before the headings they span.

    Examples
    --------
    >>> from migrant_rh.rendering.style import STYLES
    >>> from migrant_rh.rendering.cells import Count
    >>> from migrant_rh.rendering.table import Column, Row, Spanner
    >>> columns = (Spanner(Text("北京", "Beijing"), (Column(Text.same("n")),)),)
    >>> rows = (Row(Text("男", "Male"), (Count(947),)),)
    >>> table = Table(id="n", title=Text("人数", "Persons"), stub=Text("性别", "Sex"),
    ...               columns=columns, rows=rows)
    >>> print(table_markdown(table, Edition("en", STYLES["ama"])))
    **Persons**
    <BLANKLINE>
    | Sex | Beijing / *n* |
    | :-- | :-: |
    | Male | 947 |
    """
    layout = lay_out(table, edition, notice=notice)
    title = table.title if label is None else caption(label, table.title)
    aligns = ["left", *(column.align for column in table.leaves)]
    lines = [
        f"**{_escaped(edition.words(title))}**",
        "",
        _row(_headings(layout)),
        _row([_RULES[align] for align in aligns]),
        *(_row(cells) for cells in _body(layout)),
    ]
    for note in layout.notes:
        lines += ["", _markup(note)]
    return "\n".join(lines)


def document_markdown(document: Document, edition: Edition) -> str:
    """Set a report in Markdown; figures are told, not shown."""
    said = [f"# {_escaped(edition.words(document.title))}"]
    if document.notice is not None:
        said.append(f"> {_words(document.notice, edition)}")
    said += [_block(block, document, edition) for block in document.blocks]
    if document.footer is not None:
        said.append(f"---\n\n{_words(document.footer, edition)}")
    return "\n\n".join(said) + "\n"


def _block(block: Block, document: Document, edition: Edition) -> str:
    """Set one block."""
    match block:
        case Heading(level, text):
            return f"{'#' * (level + 1)} {_words(text, edition)}"
        case Paragraph(text):
            return _words(resolved(text, document.labels), edition)
        case Bullets(items):
            said = (resolved(item, document.labels) for item in items)
            return "\n".join(f"- {_words(item, edition)}" for item in said)
        case Notice(text):
            return f"> {_words(text, edition)}"
        case TableBlock(table):
            label = document.label(table.id)
            return table_markdown(table, edition, label=label, notice=document.notice)
        case FigureBlock(name, title, alt):
            head = _escaped(edition.words(caption(document.label(name), title)))
            return f"**{head}**\n\n{_words(phrase('rendering.picture', alt=alt), edition)}"


def _headings(layout: Layout) -> list[str]:
    """Say the headings above each column in one, from the top."""
    said: list[list[str]] = [[] for _ in range(layout.width)]
    for heads in layout.header:
        for head in heads:
            first = head.place.column
            for column in range(first, first + head.place.columns):
                said[column].append(_markup(head.runs))
    return [_BETWEEN.join(filter(None, headings)) for headings in said]


def _body(layout: Layout) -> list[list[str]]:
    """Say the rows; group rows are strong."""
    rows = []
    for row in layout.rows:
        label = _markup(row.label)
        label = f"**{label}**" if row.kind == "group" and label else label
        cells = [_markup(cell.runs) for cell in row.cells] or [""] * (layout.width - 1)
        rows.append([_INDENT * row.indent + label, *cells])
    return rows


def _row(cells: Sequence[str]) -> str:
    """Put cells between bars."""
    return f"| {' | '.join(cells)} |"


def _words(text: Text, edition: Edition) -> str:
    """Set words, symbols in italics; what begins them does not begin a list."""
    return _BEGINS_A_LIST.sub(r"\1\\", _markup(rich(edition.words(text), edition.style)))


def _markup(runs: Runs) -> str:
    """Put runs into markup, escaped."""
    return "".join(_run(run) for run in runs)


def _run(run: Run) -> str:
    """Put one run into markup."""
    text = _escaped(run.text)
    text = f"*{text}*" if run.italic else text
    return f"<sup>{text}</sup>" if run.superscript else text


def _escaped(text: str) -> str:
    """Take the meaning from every character that has one in Markdown or HTML."""
    return _SPECIAL.sub(r"\\\1", text)
