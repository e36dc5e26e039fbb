"""A report that came back: its tables as rows of texts, and its sentences.

Word and Excel files are archives of XML and are opened as hostile ones: no entities, no more than
`migrant_rh.reading.archives` allows. What is raised by a file that is none says so.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

from migrant_rh.errors import MigrantRHError, Place, Problem
from migrant_rh.reading.archives import require_harmless
from migrant_rh.reading.files import read_bytes
from migrant_rh.words import phrase

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RAISED = f"{_W}rPr/{_W}vertAlign"

Cell = str | float


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its rows of cells, merged cells once, without note marks set above the line."""

    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Returned:
    """A report that came back, in one language.

    Attributes
    ----------
    language : str
        As the file says; empty where it does not.
    grids : tuple of Grid
        Its tables in order.
    sentences : tuple of str
        Its paragraphs in order, those of tables left out.
    """

    language: str
    grids: tuple[Grid, ...]
    sentences: tuple[str, ...]


def returned(path: Path) -> list[Returned]:
    """Read a report that came back: one for each language of the file.

    Raises
    ------
    MigrantRHError
        If the file is no Word, HTML or Excel document.
    """
    readers: dict[str, Callable[[bytes, str], list[Returned]]] = {
        ".docx": _word,
        ".html": _html,
        ".xlsx": _excel,
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        found = phrase("verifying.ending", ending=path.suffix or path.name)
        raise MigrantRHError(Problem("verifying.ending", Place(path.name), found))
    return reader(read_bytes(path), path.name)


def _unusable(file: str, reason: object) -> MigrantRHError:
    """A file that is not what its name says."""
    found = phrase("verifying.unusable", reason=reason)
    return MigrantRHError(Problem("verifying.unusable", Place(file), found))


def _word(data: bytes, file: str) -> list[Returned]:
    """Tables and paragraphs of a Word document."""
    from defusedxml.common import DefusedXmlException  # noqa: PLC0415  (start-up)
    from defusedxml.ElementTree import ParseError, fromstring  # noqa: PLC0415  (start-up)

    require_harmless(data, file)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            root = fromstring(archive.read("word/document.xml"), forbid_dtd=True)
    except (KeyError, zipfile.BadZipFile, ParseError, DefusedXmlException) as error:
        raise _unusable(file, error) from None
    body = root.find(f"{_W}body")
    if body is None:
        raise _unusable(file, "body")
    tables = [each for each in body if each.tag == f"{_W}tbl"]
    sentences = (_said(each) for each in body if each.tag == f"{_W}p")
    return [Returned("", tuple(map(_word_grid, tables)), tuple(filter(None, sentences)))]


def _word_grid(table: Element) -> Grid:
    """Rows of a Word table; what a merged cell goes on over is not a cell."""
    rows = []
    for row in table.findall(f"{_W}tr"):
        cells = [cell for cell in row.findall(f"{_W}tc") if not _goes_on(cell)]
        rows.append(tuple(" ".join(map(_said, cell.findall(f"{_W}p"))).strip() for cell in cells))
    return Grid(tuple(rows))


def _goes_on(cell: Element) -> bool:
    """Whether a cell belongs to the one above it."""
    merged = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merged is not None and merged.get(f"{_W}val", "continue") == "continue"


def _said(paragraph: Element) -> str:
    """Text of a paragraph, without raised marks and field instructions."""
    parts = []
    for run in paragraph.iter(f"{_W}r"):
        raised = run.find(_RAISED)
        if raised is None or raised.get(f"{_W}val") != "superscript":
            parts += [_piece(part) for part in run]
    return "".join(parts).strip()


def _piece(part: Element) -> str:
    """Text of a part of a run."""
    if part.tag == f"{_W}t":
        return part.text or ""
    return "\t" if part.tag == f"{_W}tab" else " " if part.tag == f"{_W}br" else ""


def _excel(data: bytes, file: str) -> list[Returned]:
    """Sheets of a workbook; the first is the index."""
    import python_calamine  # noqa: PLC0415  (heavy)

    require_harmless(data, file)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    except (python_calamine.CalamineError, ValueError) as error:
        raise _unusable(file, error) from None
    grids = (Grid(tuple(tuple(_trimmed(row)) for row in sheet)) for sheet in sheets[1:])
    return [Returned("", tuple(grids), ())]


def _trimmed(row: Sequence[object]) -> Iterator[Cell]:
    """Cells of a row up to its last that is not blank."""
    last = max((at for at, cell in enumerate(row) if cell != ""), default=-1)
    for cell in row[: last + 1]:
        yield float(cell) if isinstance(cell, (int, float)) else str(cell).strip()


def _html(data: bytes, file: str) -> list[Returned]:
    """Every language of a page."""
    try:
        page = _Page()
        page.feed(data.decode("utf-8"))
        page.close()
    except UnicodeDecodeError as error:
        raise _unusable(file, error) from None
    return page.found()


class _Page(HTMLParser):
    """Tables and paragraphs of a page, by article."""

    def __init__(self) -> None:
        super().__init__()
        self.articles: list[tuple[str, list[Grid], list[str]]] = [("", [], [])]
        self.rows: list[tuple[str, ...]] = []
        self.cells: list[str] = []
        self.text: list[str] = []
        self.depth = 0
        self.raised = 0
        self.hushed = 0

    def found(self) -> list[Returned]:
        """Articles with something in them."""
        return [
            Returned(language, tuple(grids), tuple(sentences))
            for language, grids, sentences in self.articles
            if grids or sentences
        ]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "article":
            language = dict(attrs).get("data-language") or ""
            self.articles.append((language, [], []))
        elif tag == "table":
            self.depth, self.rows = self.depth + 1, []
        elif tag == "tr":
            self.cells = []
        elif tag in {"td", "th", "p", "li", "caption", "figcaption"}:
            self.text = []
        elif tag == "sup":
            self.raised += 1
        elif tag in {"script", "style", "svg", "nav"}:
            self.hushed += 1

    def handle_endtag(self, tag: str) -> None:
        said = " ".join("".join(self.text).split())
        _, grids, sentences = self.articles[-1]
        if tag in {"td", "th"}:
            self.cells.append(said)
        elif tag == "tr":
            self.rows.append(tuple(self.cells))
        elif tag == "table":
            self.depth -= 1
            grids.append(Grid(tuple(self.rows)))
        elif tag in {"p", "li"} and not self.depth and not self.hushed and said:
            sentences.append(said)
        elif tag == "sup":
            self.raised -= 1
        elif tag in {"script", "style", "svg", "nav"}:
            self.hushed -= 1

    def handle_data(self, data: str) -> None:
        if not self.raised and not self.hushed:
            self.text.append(data)
