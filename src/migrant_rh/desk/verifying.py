"""Whether the numbers of a report are still those of its run.

Tables are matched by the labels of their rows, rows by their labels and order, cells by their
place. The report may be in any of the languages and styles: the pair that agrees best is taken.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import product, zip_longest
from pathlib import Path

from migrant_rh.desk.returned import Cell, Grid, Returned, returned
from migrant_rh.rendering.document import (
    Bullets,
    Document,
    Notice,
    Paragraph,
    Picture,
    resolved,
)
from migrant_rh.rendering.figures import figure_names
from migrant_rh.rendering.formatting import Runs, plain
from migrant_rh.rendering.layout import BodyCell, BodyRow, Layout, lay_out
from migrant_rh.rendering.report import report
from migrant_rh.rendering.stored import StoredRun
from migrant_rh.rendering.style import STYLES, Edition
from migrant_rh.rendering.table import Table
from migrant_rh.rendering.tables import tables_of
from migrant_rh.rendering.tracing import column_names, row_names
from migrant_rh.words import LANGUAGES, Text, phrase

_BLANKS = re.compile(r"[\s\u2007\u202f\u00a0]+")
_CLOSE = 1e-9
"""Numbers of a workbook are stored as they are; a program that saves it again keeps 15 digits."""

_ALIKE = 0.5
"""Share of row labels from which a table is taken for one of the report."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something in a document that is not as the run has it.

    Attributes
    ----------
    kind : {"cell", "heading", "row_missing", "row_added", "table_missing", "sentence"}
        What differs.
    table, row, column : str
        Where; empty where it does not apply.
    found, expected : str
        What stands there, and what should.
    sources : tuple of str
        Ids of the rows that the cell prints.
    """

    kind: str
    table: str
    row: str = ""
    column: str = ""
    found: str = ""
    expected: str = ""
    sources: tuple[str, ...] = ()

    def to(self, language: str) -> str:
        """Say it in one language."""
        values = {name: getattr(self, name) for name in ("table", "row", "column")}
        told = phrase(f"verifying.{self.kind}", **values, found=self.found, expected=self.expected)
        rows = f" [{' '.join(self.sources)}]" if self.sources else ""
        return (told.zh if language == "zh" else told.en) + rows


@dataclass(frozen=True, slots=True)
class Verification:
    """What was compared, and what differs.

    Attributes
    ----------
    language, style : str
        Those of the document.
    tables, cells, sentences : int
        How many were compared.
    differences : tuple of Difference
        In the order of the report.
    """

    language: str
    style: str
    tables: int
    cells: int
    sentences: int
    differences: tuple[Difference, ...]

    @property
    def agreeing(self) -> tuple[int, int]:
        """Cells that agree, and differences counted down: what tells languages and styles apart."""
        wrong = sum(each.kind == "cell" for each in self.differences)
        return self.cells - wrong, -len(self.differences)

    @property
    def summary(self) -> Text:
        """One sentence on all of it."""
        return phrase(
            "verifying.summary",
            language=phrase(f"verifying.{self.language}"),
            style=self.style,
            tables=self.tables,
            cells=self.cells,
            sentences=self.sentences,
            count=len(self.differences),
        )


def verify(path: Path, run: StoredRun) -> list[Verification]:
    """Compare a document with the run it was made from.

    Parameters
    ----------
    path : Path
        ``.docx``, ``.html`` or ``.xlsx``; it may have been edited and saved by another program.
    run : StoredRun
        The run.

    Returns
    -------
    list of Verification
        One for each language of the document.

    Raises
    ------
    MigrantRHError
        If the document cannot be read.
    """
    return [_best(each, run) for each in returned(path)]


def _best(document: Returned, run: StoredRun) -> Verification:
    """Compare in every language and style, and keep what agrees best."""
    languages = [document.language] if document.language in LANGUAGES else list(LANGUAGES)
    styles = [run.results.vocabulary.facts["style"], *STYLES]
    pairs = list(dict.fromkeys(product(languages, styles)))
    tried = (_Comparison(document, run, language, style) for language, style in pairs)
    return max((each.made() for each in tried), key=lambda told: told.agreeing)


class _Comparison:
    """One document beside the run, in one language and style."""

    def __init__(self, document: Returned, run: StoredRun, language: str, style: str) -> None:
        self.document, self.run = document, run.styled(style)
        self.language, self.style = language, style
        self.edition = Edition(language, STYLES[style])  # type: ignore[arg-type]
        undrawn = dict.fromkeys(LANGUAGES, Picture(b"", b"", 1, 1))
        results = self.run.results
        pictures = dict.fromkeys(figure_names(results), undrawn)
        self.expected = report(results, tables_of(results), pictures, run.provenance)
        self.notice = self.expected.notice
        self.cells = 0

    def made(self) -> Verification:
        """Compare tables, then sentences."""
        paired = list(self._paired())
        differences = [each for table, grid in paired for each in self._table(table, grid)]
        sentences, changed = self._sentences()
        return Verification(
            self.language,
            self.style,
            sum(grid is not None for _, grid in paired),
            self.cells,
            sentences,
            (*differences, *changed),
        )

    def _paired(self) -> Iterator[tuple[Table, Grid | None]]:
        """Each table of the report and the grid with most of its row labels."""
        left = list(self.document.grids)
        for table in _tables(self.expected):
            layout = self._layout(table)
            names = _names(layout)
            scored = [
                (_likeness(names, grid), _as_wide(layout, grid), -at, grid)
                for at, grid in enumerate(left)
            ]
            alike = [each for each in scored if each[0] >= _ALIKE]
            best = max(alike, key=lambda each: (each[0] + each[1], each[2]), default=None)
            if best is None:
                yield table, None
                continue
            left.remove(best[3])
            yield table, best[3]

    def _layout(self, table: Table) -> Layout:
        """A table as it is printed."""
        return lay_out(table, self.edition, notice=self.notice)

    def _table(self, table: Table, grid: Grid | None) -> Iterator[Difference]:
        """Compare a table."""
        title = self.edition.words(table.title)
        if grid is None:
            yield Difference("table_missing", title)
            return
        layout = self._layout(table)
        heads = column_names(layout)
        names = _names(layout)
        whole = row_names(layout)
        wanted = [_label(row) for row in layout.rows]
        start = _first_row(layout, names, grid)
        body = grid.rows[start:]
        there = [_named(row, names) for row in body]
        yield from self._headings((title, heads), layout, grid.rows[:start])
        for tag, a, b, c, d in SequenceMatcher(None, wanted, there, autojunk=False).get_opcodes():
            if tag == "equal" or (tag == "replace" and b - a == d - c):
                for place, found in zip(range(a, b), body[c:d], strict=True):
                    yield from self._row((title, whole[place], heads), layout.rows[place], found)
                continue
            for name in whole[a:b]:
                yield Difference("row_missing", title, name)
            for found in body[c:d]:
                if any(found) and len(found) > 1:  # notes under a table in a workbook have one
                    yield Difference("row_added", title, _shown(found[0]))

    def _headings(
        self, told: tuple[str, list[str]], layout: Layout, rows: Sequence[Sequence[Cell]]
    ) -> Iterator[Difference]:
        """Headings with numbers, such as of persons, that the document does not have."""
        there = {_plain(_shown(cell)) for row in rows for cell in row}
        for head in (head for heads in layout.header for head in heads):
            said = plain(head.runs)
            if any(map(str.isdigit, said)) and not there & {_plain(said), _unmarked(head.runs)}:
                yield Difference("heading", told[0], expected=said)

    def _row(
        self, told: tuple[str, str, list[str]], row: BodyRow, found: Sequence[Cell]
    ) -> Iterator[Difference]:
        """Compare a row cell by cell."""
        title, whole, heads = told
        label = plain(row.label)
        if found and _plain(_shown(found[0])) not in {_plain(label), _label(row)}:
            yield Difference("cell", title, whole, heads[0], _shown(found[0]), label)
        for at, (cell, there) in enumerate(zip_longest(row.cells, found[1:]), start=1):
            if cell is None:
                if there not in {None, ""}:
                    yield Difference("cell", title, whole, "", _shown(there), "")
                continue
            self.cells += 1
            if not _agrees(cell, "" if there is None else there):
                shown = "" if there is None else _shown(there)
                yield Difference("cell", title, whole, heads[at], shown, cell.text, cell.sources)

    def _sentences(self) -> tuple[int, list[Difference]]:
        """Sentences of the report with numbers that the document does not have word for word."""
        if not self.document.sentences:
            return 0, []
        there = [_plain(said) for said in self.document.sentences]
        known = set(there)
        changed, count = [], 0
        for said in self._prose():
            if not any(character.isdigit() for character in said):
                continue
            count += 1
            if _plain(said) not in known:
                nearest = max(there, key=lambda other: _ratio(_plain(said), other), default="")
                changed.append(Difference("sentence", "", found=nearest, expected=said))
        return count, changed

    def _prose(self) -> Iterator[str]:
        """Sentences of the report."""
        labels = self.expected.labels
        for block in self.expected.blocks:
            match block:
                case Paragraph(text) | Notice(text):
                    yield self.edition.words(resolved(text, labels))
                case Bullets(items):
                    for item in items:
                        yield self.edition.words(resolved(item, labels))


def _tables(document: Document) -> Iterator[Table]:
    """Tables of a report in order."""
    for block in document.blocks:
        table = getattr(block, "table", None)
        if table is not None:
            yield table


def _unmarked(runs: Runs) -> str:
    """Text without note marks and blanks."""
    return _plain("".join(run.text for run in runs if not run.superscript))


def _label(row: BodyRow) -> str:
    """Label of a row, without its marks."""
    return _unmarked(row.label)


def _names(layout: Layout) -> dict[str, str]:
    """Labels as they may stand in a document, with or without marks, and what they are."""
    return {
        form: _label(row) for row in layout.rows for form in (_plain(plain(row.label)), _label(row))
    }


def _named(row: Sequence[Cell], names: Mapping[str, str]) -> str:
    """Label of a row of a document."""
    label = _plain(_shown(row[0])) if row else ""
    return names.get(label, label)


def _likeness(names: Mapping[str, str], grid: Grid) -> float:
    """Share of the labels that a grid has, in their order."""
    labels = list(dict.fromkeys(names.values()))
    there = list(dict.fromkeys(_named(row, names) for row in grid.rows))
    matched = SequenceMatcher(None, labels, there, autojunk=False).get_matching_blocks()
    return sum(block.size for block in matched) / max(len(labels), 1)


def _as_wide(layout: Layout, grid: Grid) -> bool:
    """Whether a grid has as many columns as a table."""
    return max(map(len, grid.rows), default=0) == layout.width


def _first_row(layout: Layout, names: Mapping[str, str], grid: Grid) -> int:
    """Where the body of a grid begins: below the headings."""
    first = next(map(_label, layout.rows), "")
    for at, row in enumerate(grid.rows):
        if at >= len(layout.header) and _named(row, names) == first:
            return at
    return min(len(layout.header), len(grid.rows))


def _agrees(cell: BodyCell, found: Cell) -> bool:
    """Whether a cell holds what the run prints, with or without its marks."""
    if isinstance(found, float):
        return cell.number is not None and math.isclose(
            found, cell.number, rel_tol=_CLOSE, abs_tol=_CLOSE
        )
    return _plain(found) in {_plain(cell.text), _plain(plain(cell.runs))}


def _shown(cell: Cell) -> str:
    """A cell as text."""
    return cell if isinstance(cell, str) else f"{cell:.12g}"


def _plain(text: str) -> str:
    """Text without blanks of any kind."""
    return _BLANKS.sub("", text)


def _ratio(one: str, two: str) -> float:
    """How alike two sentences are, quickly."""
    return SequenceMatcher(None, one, two, autojunk=False).quick_ratio()
