"""A table without a format: header tree, rows of cells, notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from migrant_rh.rendering.cells import Cell
from migrant_rh.words import Text

Align = Literal["left", "center", "right"]
RowKind = Literal["body", "group"]
Role = Literal["", "statistic", "p", "mean_sd"]
"""What a column or row holds, where styles differ: in order, a test statistic or its P; in the
label, means with standard deviations."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, the notes that refers to, where its cells stand, what they are."""

    heading: Text
    marks: tuple[str, ...] = ()
    align: Align = "center"
    role: Role = ""

    @property
    def leaves(self) -> tuple[Column, ...]:
        """The column itself."""
        return (self,)

    @property
    def depth(self) -> int:
        """Rows of headings it needs."""
        return 1


@dataclass(frozen=True, slots=True)
class Spanner:
    """A heading over several columns, or over further spanners.

    Raises
    ------
    ValueError
        If it spans nothing.
    """

    heading: Text
    columns: tuple[Column | Spanner, ...]
    marks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError(f"the heading {self.heading.en!r} spans no column")

    @property
    def leaves(self) -> tuple[Column, ...]:
        """The columns below it, from left to right."""
        return tuple(leaf for column in self.columns for leaf in column.leaves)

    @property
    def depth(self) -> int:
        """Rows of headings it needs."""
        return 1 + max(column.depth for column in self.columns)


Heading = Column | Spanner


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a label in the stub, then a cell for each column.

    Attributes
    ----------
    label : Text
        What the row is about.
    cells : tuple of Cell
        As many as the table has columns; a group row may have none, its label then runs across.
    indent : int
        How many steps the label is set in.
    kind : {"body", "group"}
        A group row heads the rows below it.
    marks : tuple of str
        Ids of the notes the label refers to.
    role : {"", "statistic", "p", "mean_sd"}
        A row of test statistics, of their P values, or of means with standard deviations; the style
        words the label of the last.
    """

    label: Text
    cells: tuple[Cell, ...] = ()
    indent: int = 0
    kind: RowKind = "body"
    marks: tuple[str, ...] = ()
    role: Role = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A note under the table.

    Attributes
    ----------
    mark : str
        Id by which headings, labels and cells refer to it; empty for a note on the whole table.
        What is printed as the mark (a, b, …) is the style's business.
    text : Text
        The note.
    sources : tuple of str
        Ids of the results rows it prints.
    """

    mark: str
    text: Text
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table, valid at birth.

    Attributes
    ----------
    id : str
        Stable name, unique in a report.
    title : Text
        What the table shows; without a number, which the report gives.
    stub : Text
        Heading of the row labels.
    columns : tuple of Column or Spanner
        The header, from left to right, of any depth.
    rows : tuple of Row
        From top to bottom.
    notes : tuple of Note
        Marked notes are printed in the order their marks are met.

    Raises
    ------
    ValueError
        If there is no column, a row has too few or too many cells, a mark has no note, or a note
        is referred to by nothing.

    Examples
    --------
    >>> from migrant_rh.rendering.cells import CountPercent
    >>> table = Table(
    ...     id="sex",
    ...     title=Text("性别", "Sex"),
    ...     stub=Text("性别", "Sex"),
    ...     columns=(Column(Text("n(%)", "n (%)")),),
    ...     rows=(Row(Text("男", "Male"), (CountPercent(2843, 6304, sources=("baseline-1",)),)),),
    ... )
    >>> table.sources
    ('baseline-1',)
    """

    id: str
    title: Text
    stub: Text
    columns: tuple[Heading, ...]
    rows: tuple[Row, ...]
    notes: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("a table has an id")
        if not self.columns:
            raise ValueError(f"table {self.id}: no columns")
        self._check_rows()
        self._check_marks()

    @property
    def leaves(self) -> tuple[Column, ...]:
        """The columns, from left to right, without the spanners above them."""
        return tuple(leaf for column in self.columns for leaf in column.leaves)

    @property
    def depth(self) -> int:
        """Rows of headings."""
        return max(column.depth for column in self.columns)

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of all results rows printed, in reading order, each once."""
        cells = (cell for row in self.rows for cell in row.cells)
        printed = [*(cell.sources for cell in cells), *(note.sources for note in self.notes)]
        return tuple(dict.fromkeys(source for sources in printed for source in sources))

    def _check_rows(self) -> None:
        """Refuse rows that do not fit the columns."""
        width = len(self.leaves)
        for place, row in enumerate(self.rows, start=1):
            spans = row.kind == "group" and not row.cells
            if len(row.cells) != width and not spans:
                raise ValueError(
                    f"table {self.id}, row {place} ({row.label.en!r}): "
                    f"{len(row.cells)} cells for {width} columns"
                )
            if row.indent < 0:
                raise ValueError(f"table {self.id}, row {place}: indent {row.indent}")

    def _check_marks(self) -> None:
        """Refuse marks without a note, notes without a mark, and notes told twice."""
        told = Counter(note.mark for note in self.notes if note.mark)
        met = set(self._marks())
        faults = {
            "marks without a note": met - told.keys(),
            "notes that nothing refers to": told.keys() - met,
            "marks with several notes": {mark for mark, count in told.items() if count > 1},
        }
        for fault, marks in faults.items():
            if marks:
                raise ValueError(f"table {self.id}: {fault}: {sorted(marks)}")

    def _marks(self) -> Iterator[str]:
        """Go through every mark in headings, labels and cells that has a note in the table."""
        for heading in headings(self.columns):
            yield from heading.marks
        for row in self.rows:
            yield from row.marks
            for cell in row.cells:
                yield from (mark for mark in cell.marks if isinstance(mark, str))


def headings(columns: tuple[Heading, ...]) -> Iterator[Heading]:
    """Go through a header tree, each spanner before what it spans.

    Examples
    --------
    >>> n = Column(Text.same("n"))
    >>> [heading.heading.en for heading in headings((Spanner(Text.same("Beijing"), (n,)),))]
    ['Beijing', 'n']
    """
    for column in columns:
        yield column
        if isinstance(column, Spanner):
            yield from headings(column.columns)
