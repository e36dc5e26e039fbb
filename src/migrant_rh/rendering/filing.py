"""One table as a file, in the format its ending names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from migrant_rh.errors import MigrantRHError, Place, Problem
from migrant_rh.rendering.document import Document, TableBlock
from migrant_rh.rendering.style import Edition
from migrant_rh.rendering.table import Table
from migrant_rh.rendering.writers import excel, html, latex, markdown, text, word
from migrant_rh.words import Text, phrase


def write_table(table: Table, edition: Edition, path: Path, *, notice: Text | None = None) -> Path:
    """Write one table.

    Parameters
    ----------
    table : Table
        The table.
    edition : Edition
        Style and language.
    path : Path
        Where to; its ending is one of `ENDINGS`.
    notice : Text, optional
        A last line below.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    MigrantRHError
        If the ending is another, or the file cannot be written.
    """
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        found = phrase("rendering.ending", ending=path.suffix or path.name)
        expected = phrase("rendering.ending_expected", endings=" ".join(ENDINGS))
        raise MigrantRHError(Problem("filing.ending", Place(str(path)), found, expected))
    try:
        writer(Document(table.title, (TableBlock(table),), notice=notice), edition, path)
    except OSError as error:
        reason = error.strerror or str(error)
        found = phrase("cli.not_writable", folder=path, reason=reason)
        raise MigrantRHError(Problem("filing.not-writable", Place(str(path)), found)) from None
    return path


def _html(document: Document, edition: Edition, path: Path) -> None:
    """Write a page."""
    html.write(document, [edition], path)


def _word(document: Document, edition: Edition, path: Path) -> None:
    """Write a Word document without a title: the caption of the table says it."""
    word.write(replace(document, title=Text.same("")), edition, path)


def _excel(document: Document, edition: Edition, path: Path) -> None:
    """Write a workbook."""
    excel.write(_tables(document), edition, path, notice=document.notice)


def _latex(document: Document, edition: Edition, path: Path) -> None:
    """Write a fragment."""
    (table,) = _tables(document)
    _save(path, latex.table_latex(table, edition, notice=document.notice))


def _markdown(document: Document, edition: Edition, path: Path) -> None:
    """Write Markdown."""
    (table,) = _tables(document)
    _save(path, markdown.table_markdown(table, edition, notice=document.notice))


def _text(document: Document, edition: Edition, path: Path) -> None:
    """Write plain text."""
    (table,) = _tables(document)
    _save(path, text.table_text(table, edition, notice=document.notice))


def _tables(document: Document) -> list[Table]:
    """List the tables of a document."""
    return [block.table for block in document.blocks if isinstance(block, TableBlock)]


def _save(path: Path, said: str) -> None:
    """Save a text."""
    path.write_text(said, encoding="utf-8", newline="")


_WRITERS: dict[str, Callable[[Document, Edition, Path], None]] = {
    ".docx": _word,
    ".xlsx": _excel,
    ".html": _html,
    ".tex": _latex,
    ".md": _markdown,
    ".txt": _text,
}
ENDINGS = tuple(_WRITERS)
"""Endings of the files a table can be written to."""
