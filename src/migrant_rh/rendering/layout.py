"""A table with every place filled: what spans what, printed cells, marks, notes, alignment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from migrant_rh.rendering.cells import Cell, Missing, Words
from migrant_rh.rendering.formatting import Run, Runs, cell_number, cell_text, disagrees, rich
from migrant_rh.rendering.ordering import ordered
from migrant_rh.rendering.style import Edition
from migrant_rh.rendering.table import Align, Column, Heading, Row, RowKind, Spanner, Table
from migrant_rh.rendering.width import display_width
from migrant_rh.words import Text, phrase

FIGURE_SPACE = "\u2007"
"""A blank as wide as a digit."""

_ANCHOR = re.compile(r"[<>]?−?(?:\d[\d\u202f]*|(?=\.\d))")

_NARROW = {**dict.fromkeys(" .,;\u00a0\u202f", 0.5), **dict.fromkeys("()", 0.67), "t": 0.56}
"""Characters of numbers that take less room in print than a digit, and how much, in digits."""
_MARK = 0.6


@dataclass(frozen=True, slots=True)
class Place:
    """Where a heading stands: from which row and column, over how many."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A heading as printed; column 0 is the stub, and only what spans columns below has a rule."""

    runs: Runs
    place: Place
    align: Align
    spans: bool


@dataclass(frozen=True, slots=True)
class BodyCell:
    """A cell as printed.

    Attributes
    ----------
    text : str
        The printed cell alone: no marks, no blanks for alignment.
    runs : tuple of Run
        The printed cell with its marks, and with blanks that align the column.
    align : {"left", "center", "right"}
        Where it stands in its column.
    number : float or None
        The unrounded number on the printed scale, if the cell is a single number.
    sources : tuple of str
        Ids of the results rows it prints.
    wraps : bool
        Whether it holds words, which may go over several lines.
    told : bool
        Whether a note says why there is no number.
    """

    text: str
    runs: Runs
    align: Align
    number: float | None
    sources: tuple[str, ...]
    wraps: bool
    told: bool


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A row as printed; without cells, its label runs across the table."""

    label: Runs
    indent: int
    kind: RowKind
    cells: tuple[BodyCell, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A table as printed, before any markup.

    Attributes
    ----------
    title : tuple of Run
        The title, without a number.
    header : tuple of tuple of HeadCell
        For each row of headings, those that begin in it, from left to right.
    rows : tuple of BodyRow
        The body.
    notes : tuple of tuple of Run
        The lines under the table.
    width : int
        Columns, the stub included.
    """

    title: Runs
    header: tuple[tuple[HeadCell, ...], ...]
    rows: tuple[BodyRow, ...]
    notes: tuple[Runs, ...]
    width: int


@lru_cache(maxsize=256)
def lay_out(
    table: Table, edition: Edition, *, notice: Text | None = None, blank: str = ""
) -> Layout:
    """Print every part of a table in one style and language.

    Parameters
    ----------
    table : Table
        The table.
    edition : Edition
        Style and language.
    notice : Text, optional
        A sentence that goes with every table of the report; it becomes the last line below.
    blank : str
        What aligns the digits of a column: `FIGURE_SPACE` for print, a blank for terminals, nothing
        where the cells are to be read by machines.

    Returns
    -------
    Layout
        Marks are given in the order they are met, from left to right and from top to bottom.

    Examples
    --------
    >>> from migrant_rh.rendering.style import STYLES
    >>> from migrant_rh.rendering.cells import Count
    >>> from migrant_rh.rendering.table import Column
    >>> table = Table(
    ...     id="n",
    ...     title=Text("人数", "Persons"),
    ...     stub=Text("现场", "Site"),
    ...     columns=(Column(Text.same("n")),),
    ...     rows=(
    ...         Row(Text("北京", "Beijing"), (Count(2106),)),
    ...         Row(Text("台州", "Taizhou"), (Missing(Text("未调查", "Not surveyed")),)),
    ...     ),
    ... )
    >>> from migrant_rh.rendering.formatting import plain
    >>> [plain(note) for note in lay_out(table, Edition("en", STYLES["ama"])).notes]
    ['aNot surveyed']
    """
    printed = _printed(table, edition)
    notes = (*printed.notes, *_last_note(notice, edition))
    return replace(printed, rows=_align(printed.rows, blank), notes=notes)


@lru_cache(maxsize=64)
def _printed(table: Table, edition: Edition) -> Layout:
    """Print every part of a table, digits not aligned: what all formats share."""
    table = ordered(table, edition.style)
    marks = _Marks(table, edition)
    columns = table.leaves
    rows = tuple(_row(row, columns, marks) for row in table.rows)
    return Layout(
        title=rich(edition.words(table.title), edition.style),
        header=_header(table, marks),
        rows=rows,
        notes=tuple(_notes(table, rows, marks)),
        width=len(columns) + 1,
    )


class _Marks:
    """Note marks in the order they are met: of the table's notes, and of reasons for gaps."""

    def __init__(self, table: Table, edition: Edition) -> None:
        self.edition = edition
        self.order = {key: place for place, key in enumerate(dict.fromkeys(_met(table, edition)))}

    def runs(self, keys: Sequence[str | Text]) -> Runs:
        """Set marks as one superscript."""
        marks = [self.edition.style.mark(self.order[key]) for key in keys]
        return (Run(",".join(marks), superscript=True),) if marks else ()

    def words(self, text: Text, keys: Sequence[str | Text] = ()) -> Runs:
        """Set words, and the marks behind them."""
        return (*rich(self.edition.words(text), self.edition.style), *self.runs(keys))


def _met(table: Table, edition: Edition) -> Iterator[str | Text]:
    """Go through what is marked, in reading order."""
    level: Sequence[Heading] = table.columns
    while level:
        yield from (mark for heading in level for mark in heading.marks)
        level = [below for above in level if isinstance(above, Spanner) for below in above.columns]
    for row in table.rows:
        yield from row.marks
        for cell in row.cells:
            yield from _keys(cell, edition)


def _keys(cell: Cell, edition: Edition) -> tuple[str | Text, ...]:
    """Name the notes of a cell: its own marks, the reason for a gap, and that it was rounded."""
    if isinstance(cell, Missing):
        return (cell.reason, *cell.marks)
    return (*cell.marks, _rounded()) if disagrees(cell, edition) else cell.marks


@cache
def _rounded() -> Text:
    """Say that a difference was made before its terms were rounded."""
    return phrase("rendering.rounded")


def _header(table: Table, marks: _Marks) -> tuple[tuple[HeadCell, ...], ...]:
    """Place the stub's heading and the header tree on a grid."""
    depth = table.depth
    stub = HeadCell(marks.words(table.stub), Place(0, 0, depth, 1), "left", spans=False)
    placed = [stub, *_placed(table.columns, marks, depth)]
    return tuple(
        tuple(sorted((head for head in placed if head.place.row == row), key=_column))
        for row in range(depth)
    )


def _column(head: HeadCell) -> int:
    """Give the column a heading begins in."""
    return head.place.column


def _placed(columns: tuple[Heading, ...], marks: _Marks, depth: int) -> Iterator[HeadCell]:
    """Go through the header tree; a column's heading reaches down to the rows."""
    waiting = [(heading, 0) for heading in columns]
    left = [1] * depth
    while waiting:
        heading, row = waiting.pop(0)
        runs = marks.words(heading.heading, heading.marks)
        if isinstance(heading, Spanner):
            place = Place(row, left[row], 1, len(heading.leaves))
            waiting[:0] = [(below, row + 1) for below in heading.columns]
            left[row] += place.columns
            yield HeadCell(runs, place, "center", spans=True)
        else:
            place = Place(row, left[row], depth - row, 1)
            left[row:] = [column + 1 for column in left[row:]]
            yield HeadCell(runs, place, heading.align, spans=False)


def _row(row: Row, columns: Sequence[Column], marks: _Marks) -> BodyRow:
    """Print one row."""
    cells = zip(row.cells, columns, strict=bool(row.cells))
    return BodyRow(
        label=marks.words(row.label, row.marks),
        indent=row.indent,
        kind=row.kind,
        cells=tuple(_cell(cell, column.align, marks) for cell, column in cells),
    )


def _cell(cell: Cell, align: Align, marks: _Marks) -> BodyCell:
    """Print one cell."""
    edition = marks.edition
    text = cell_text(cell, edition)
    words = isinstance(cell, Words)
    body = rich(text, edition.style) if words else (Run(text),) if text else ()
    runs = (*body, *marks.runs(_keys(cell, edition)))
    return BodyCell(
        text=text,
        runs=runs,
        align=align,
        number=cell_number(cell),
        sources=cell.sources,
        wraps=words,
        told=isinstance(cell, Missing) or any(isinstance(mark, Text) for mark in cell.marks),
    )


def _align(rows: Sequence[BodyRow], blank: str) -> tuple[BodyRow, ...]:
    """Put blanks around numbers so that the points of a column stand under each other."""
    if not blank:
        return tuple(rows)
    filled = [list(row.cells) for row in rows]
    columns = max((len(cells) for cells in filled), default=0)
    for column in range(columns):
        _align_column([cells for cells in filled if cells], column, blank)
    return tuple(replace(row, cells=tuple(cells)) for row, cells in zip(rows, filled, strict=True))


def _align_column(rows: Sequence[list[BodyCell]], column: int, blank: str) -> None:
    """Align one column on the end of the first whole number in each cell."""
    room = _set_room if blank == FIGURE_SPACE else _typed_room
    anchors = {place: _anchor(cells[column]) for place, cells in enumerate(rows)}
    left = {place: anchor for place, anchor in anchors.items() if anchor is not None}
    right = {place: room(rows[place][column], at) for place, at in left.items()}
    widest, longest = max(left.values(), default=0), max(right.values(), default=0)
    for place, at in left.items():
        before = Run(blank * (widest - at))
        after = Run(blank * round(longest - right[place]))
        cell = rows[place][column]
        runs = tuple(run for run in (before, *cell.runs, after) if run.text)
        rows[place][column] = replace(cell, runs=runs)


def _typed_room(cell: BodyCell, at: int) -> float:
    """Columns of a terminal that a cell takes behind its first whole number; marks in brackets."""
    marks = sum(len(run.text) + 2 for run in cell.runs if run.superscript)
    return display_width(cell.text) - at + marks


def _set_room(cell: BodyCell, at: int) -> float:
    """Room in digits that a cell takes in print behind its first whole number."""
    marks = sum(len(run.text) for run in cell.runs if run.superscript)
    return _digits_wide(cell.text[at:]) + _MARK * marks


@lru_cache(maxsize=4096)
def _digits_wide(text: str) -> float:
    """Width of printed text in digits, in a face such as Times."""
    return sum(_NARROW.get(letter, float(display_width(letter))) for letter in text)


def _anchor(cell: BodyCell) -> int | None:
    """Give the place after the first whole number, if the cell begins with a number."""
    found = None if cell.wraps else _ANCHOR.match(cell.text)
    return None if found is None else found.end()


def _notes(table: Table, rows: Sequence[BodyRow], marks: _Marks) -> Iterator[Runs]:
    """Print the notes: on the whole table, on bare dashes, then the marked ones in order."""
    general = [note.text for note in table.notes if not note.mark]
    dash = marks.edition.style.dash
    if any(_bare_dash(cell, dash) for row in rows for cell in row.cells):
        general.append(phrase("rendering.dash", dash=dash))
    told: dict[str | Text, Text] = {note.mark: note.text for note in table.notes}
    marked = [(key, key if isinstance(key, Text) else told[key]) for key in marks.order]
    between = marks.edition.style.between_notes
    if between is not None:
        lines = [((), text) for text in general] + [((key,), text) for key, text in marked]
        yield from _run_in(lines, between, marks)
        return
    if general:
        yield marks.words(_note(_sentences(general)))
    for key, text in marked:
        yield (*marks.runs([key]), *marks.words(text))


def _run_in(
    lines: Sequence[tuple[tuple[str | Text, ...], Text]], between: Text, marks: _Marks
) -> Iterator[Runs]:
    """Put all notes in one paragraph, as Chinese journals do."""
    if not lines:
        return
    edition = marks.edition
    runs = list(rich(edition.words(_note(Text("", ""))), edition.style))
    for place, (keys, text) in enumerate(lines):
        last = place == len(lines) - 1
        words = edition.words(text) if last else edition.words(text).rstrip("。.；;")
        behind = "" if last else edition.words(between)
        runs += [*marks.runs(keys), *rich(words + behind, edition.style)]
    yield tuple(runs)


def _sentences(texts: Sequence[Text]) -> Text:
    """Put sentences one behind the other, a full stop after each but the last as it stands."""
    *first, last = texts
    zh = "".join(f"{text.zh.rstrip('。')}。" for text in first) + last.zh
    return Text(zh, "".join(f"{text.en.rstrip('.')}. " for text in first) + last.en)


def _note(text: Text) -> Text:
    """Say that a line is a note."""
    return phrase("rendering.note", note=text)


def _bare_dash(cell: BodyCell, dash: str) -> bool:
    """Tell whether a cell prints a dash whose reason is not told."""
    return dash in cell.text and not cell.wraps and not cell.told


def _last_note(notice: Text | None, edition: Edition) -> Iterator[Runs]:
    """Print the report's notice."""
    if notice is not None:
        yield rich(edition.words(notice), edition.style)
