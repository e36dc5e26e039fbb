"""A paper of the desk as a file, in the format its ending names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from migrant_rh.errors import MigrantRHError, Place, Problem
from migrant_rh.rendering.document import Document, TableBlock
from migrant_rh.rendering.style import STYLES, Edition
from migrant_rh.rendering.writers import excel, html, markdown, text, word
from migrant_rh.words import Language, phrase


def write_paper(document: Document, path: Path, languages: Sequence[Language]) -> None:
    """Write a paper; a page has all languages, any other file the first.

    Parameters
    ----------
    document : Document
        What it says.
    path : Path
        ``.html``, ``.docx``, ``.xlsx``, ``.md`` or ``.txt``.
    languages : sequence of {"zh", "en"}
        The first is the one that is shown.

    Raises
    ------
    MigrantRHError
        If the ending is another, or the file cannot be written.
    """
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        found = phrase("rendering.ending", ending=path.suffix or path.name)
        expected = phrase("rendering.ending_expected", endings=" ".join(_WRITERS))
        raise MigrantRHError(Problem("desk.ending", Place(path.name), found, expected))
    try:
        writer(document, [edition_in(language) for language in languages], path)
    except OSError as error:
        reason = error.strerror or str(error)
        found = phrase("cli.not_writable", folder=path, reason=reason)
        raise MigrantRHError(Problem("desk.not-writable", Place(path.name), found)) from None


def edition_in(language: Language) -> Edition:
    """Style of the papers of the desk."""
    return Edition(language, STYLES["cmj-zh" if language == "zh" else "ama"])


def _excel(document: Document, editions: Sequence[Edition], path: Path) -> None:
    """Write the tables as a workbook."""
    tables = [block.table for block in document.blocks if isinstance(block, TableBlock)]
    excel.write(tables, editions[0], path, notice=document.notice)


def _word(document: Document, editions: Sequence[Edition], path: Path) -> None:
    """Write a Word document."""
    word.write(document, editions[0], path)


def _markdown(document: Document, editions: Sequence[Edition], path: Path) -> None:
    """Write Markdown."""
    said = markdown.document_markdown(document, editions[0])
    path.write_text(said, encoding="utf-8", newline="")


def _text(document: Document, editions: Sequence[Edition], path: Path) -> None:
    """Write plain text."""
    said = text.document_text(document, editions[0])
    path.write_text(said, encoding="utf-8", newline="")


_WRITERS: dict[str, Callable[[Document, Sequence[Edition], Path], None]] = {
    ".html": html.write,
    ".docx": _word,
    ".xlsx": _excel,
    ".md": _markdown,
    ".txt": _text,
}
