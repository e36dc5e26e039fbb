"""Tables as a workbook: an index, then a sheet for each; numbers as numbers, never a formula."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migrant_rh.rendering.document import caption, numbered
from migrant_rh.rendering.formatting import Runs, clean, plain
from migrant_rh.rendering.layout import BodyCell, BodyRow, HeadCell, Layout, lay_out
from migrant_rh.rendering.style import Edition
from migrant_rh.rendering.table import Table
from migrant_rh.rendering.width import display_width, wrap
from migrant_rh.words import Text, phrase

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  (the same in every time zone)
"""Stands in every workbook, so that equal tables are equal files."""

_FONTS = {"zh": "SimSun", "en": "Times New Roman"}
_SIZE = 10
_LINE = 14.0
_TALLEST = 409.0
_WIDTHS = (7, 40)
_STUB = (12, 44)
_A4 = 9
_LONGEST = 32_767
_THIN, _THICK = 1, 2
_TEXT_ONLY = {
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}


def write(
    tables: Sequence[Table], edition: Edition, path: Path, *, notice: Text | None = None
) -> None:
    """Write tables as a workbook in one language.

    Parameters
    ----------
    tables : sequence of Table
        In the order of the report.
    edition : Edition
        Style and language.
    path : Path
        Where to; an existing file is replaced.
    notice : Text, optional
        A sentence that goes with every table.

    Notes
    -----
    A cell that prints one number holds it unrounded, with a format that shows what the report
    shows. A cell that prints several, such as ``508 (51.52)``, is text. Text is always written as
    text, so that a label that begins with ``=`` stays a label. Equal tables give equal bytes.

    Raises
    ------
    ValueError
        If a text is longer than a cell can hold.
    """
    import xlsxwriter  # noqa: PLC0415  (heavy)

    with closing(xlsxwriter.Workbook(str(path), _TEXT_ONLY)) as book:
        book.set_properties({"created": CREATED})
        looks = _Looks(book, edition)
        _write_index(book, tables, looks)
        for place, table in enumerate(tables, start=1):
            name = edition.words(numbered("table", place))
            layout = lay_out(table, edition, notice=notice)
            head = edition.words(caption(numbered("table", place), table.title))
            _SheetWriter(book.add_worksheet(name), layout, looks).fill(clean(head))


class _Looks:
    """The cell formats of a workbook, each made once."""

    def __init__(self, book: Workbook, edition: Edition) -> None:
        self.edition = edition
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **properties: Any) -> Format:
        """Give the format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            font = {"font_name": _FONTS[self.edition.language], "font_size": _SIZE}
            self._made[key] = self._book.add_format({**font, "valign": "vcenter", **properties})
        return self._made[key]


class _SheetWriter:
    """A table being written on its sheet."""

    def __init__(self, sheet: Worksheet, layout: Layout, looks: _Looks) -> None:
        self.sheet = sheet
        self.layout = layout
        self.looks = looks
        self.top = 1
        self.body = self.top + len(layout.header)
        self.widths = self._widths()

    def fill(self, title: str) -> None:
        """Write the table: title, header, rows, notes; the header stays in sight and repeats."""
        self.sheet.hide_gridlines(2)
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)
        _put(self.sheet, 0, 0, title, self.looks(bold=True))
        for line, heads in enumerate(self.layout.header, start=self.top):
            for head in heads:
                self._head(head)
            flat = [head for head in heads if head.place.rows == 1]
            self._height(line, [self._lines(h.runs, h.place.column, h.place.columns) for h in flat])
        for place, row in enumerate(self.layout.rows):
            self._row(self.body + place, row, last=place == len(self.layout.rows) - 1)
        self._notes()
        self._page()

    def _widths(self) -> list[float]:
        """Choose the widths of the columns from what stands in them."""
        labels = [display_width(plain(row.label)) + 2 * row.indent for row in self.layout.rows]
        widths = [_between(max(labels, default=0) + 2, *_STUB)]
        for column in range(self.layout.width - 1):
            texts = [plain(row.cells[column].runs) for row in self.layout.rows if row.cells]
            widest = max((display_width(text) for text in texts), default=0)
            widths.append(_between(widest + 2, *_WIDTHS))
        for head in (head for heads in self.layout.header for head in heads if not head.spans):
            words = plain(head.runs).split(" ")
            column = head.place.column
            longest = max((display_width(word) for word in words), default=0)
            widths[column] = max(widths[column], _between(longest + 2, 0, _WIDTHS[1] // 2))
        return [float(width) for width in widths]

    def _head(self, head: HeadCell) -> None:
        """Write a heading over its columns and rows."""
        place = head.place
        first, last = self.top + place.row, self.top + place.row + place.rows - 1
        rules = {"top": _THICK} if place.row == 0 else {}
        if head.spans or last == self.body - 1:
            rules["bottom"] = _THIN
        look = {"align": head.align, "text_wrap": True, "bold": True, **rules}
        if place.rows * place.columns > 1:
            right = place.column + place.columns - 1
            self.sheet.merge_range(first, place.column, last, right, "", self.looks(**look))
        self._rich(first, place.column, head.runs, look)

    def _row(self, line: int, row: BodyRow, *, last: bool) -> None:
        """Write one row."""
        rules = {"bottom": _THICK} if last else {}
        look = {"align": "left", "text_wrap": True, "indent": row.indent, **rules}
        if row.kind == "group":
            look["bold"] = True
        if not row.cells:
            self.sheet.merge_range(line, 0, line, self.layout.width - 1, "", self.looks(**look))
        self._rich(line, 0, row.label, look)
        for column, cell in enumerate(row.cells, start=1):
            self._cell(line, column, cell, rules)
        columns = 1 if row.cells else self.layout.width
        words = [self._lines(c.runs, place) for place, c in enumerate(row.cells, 1) if c.wraps]
        self._height(line, [self._lines(row.label, 0, columns, row.indent), *words])

    def _cell(self, line: int, column: int, cell: BodyCell, rules: dict[str, int]) -> None:
        """Write one cell: a number with its format, or text."""
        wrapped = {"text_wrap": True} if cell.wraps else {}
        look: dict[str, Any] = {"align": cell.align, **wrapped, **rules}
        if cell.number is None:
            self._rich(line, column, cell.runs, look)
            return
        marks = plain(tuple(run for run in cell.runs if run.superscript))
        look["num_format"] = number_format(cell.text, cell.number, marks)
        self.sheet.write_number(line, column, cell.number, self.looks(**look))

    def _rich(self, line: int, column: int, runs: Runs, look: dict[str, Any]) -> None:
        """Write text, with its italics and superscripts."""
        text = plain(runs)
        looked = [run for run in runs if run.italic or run.superscript]
        if not looked or len(runs) == 1:
            italic = {"italic": True} if looked else {}
            _put(self.sheet, line, column, text, self.looks(**look, **italic))
            return
        bold = {"bold": True} if look.get("bold") else {}
        pieces: list[Any] = []
        for run in runs:
            script = {"font_script": 1} if run.superscript else {}
            italic = {"italic": True} if run.italic else {}
            pieces += [self.looks(**bold, **italic, **script), run.text]
        _check_length(text)
        self.sheet.write_rich_string(line, column, *pieces, self.looks(**look))

    def _lines(self, runs: Runs, column: int, columns: int = 1, indent: int = 0) -> int:
        """Count the lines that text takes over some columns."""
        room = int(sum(self.widths[column : column + columns])) - 1 - indent
        return len(wrap(plain(runs), max(room, 1)))

    def _height(self, line: int, lines: Sequence[int]) -> None:
        """Make a row high enough for its tallest text."""
        most = max(lines, default=1)
        if most > 1:
            self.sheet.set_row(line, min(_LINE * most, _TALLEST))

    def _notes(self) -> None:
        """Write the notes across the table."""
        look = {"align": "left", "text_wrap": True, "valign": "top"}
        last = self.layout.width - 1
        for line, note in enumerate(self.layout.notes, start=self.body + len(self.layout.rows)):
            self.sheet.merge_range(line, 0, line, last, "", self.looks(**look))
            self._rich(line, 0, note, look)
            self._height(line, [self._lines(note, 0, self.layout.width)])

    def _page(self) -> None:
        """Keep the header in sight, and fit the sheet to paper."""
        self.sheet.freeze_panes(self.body, 1)
        self.sheet.repeat_rows(self.top, self.body - 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(_A4)
        self.sheet.fit_to_pages(1, 0)


def number_format(text: str, number: float, marks: str = "") -> str:
    """Give the spreadsheet format that shows a number as it was printed.

    Parameters
    ----------
    text : str
        The printed number, such as ``0.023``, ``.02``, ``<0.001`` or ``−1.50``.
    number : float
        The number.
    marks : str
        Note marks that follow it.

    Returns
    -------
    str
        A bound such as ``<0.001`` is shown for every number beyond it.

    Examples
    --------
    >>> number_format("0.023", 0.0231), number_format("−1.50", -1.5)
    ('0.000', '0.00;"−"0.00')
    >>> number_format("<.001", 0.0002)
    '[<0.001]"<.001";.000'
    """
    bound, figures = (text[0], text[1:]) if text[0] in "<>" else ("", text)
    whole, _, decimals = figures.removeprefix("−").partition(".")
    shown = _whole(whole) + ("." + "0" * len(decimals) if decimals else "")
    behind = f" {marks}" if marks else ""
    shown += f'"{behind}"' if behind else ""
    if bound:
        limit = f"0{figures}" if figures.startswith(".") else figures.replace("−", "-")
        return f'[{bound}{limit}]"{text}{behind}";{shown}'
    if number >= 0:
        return shown
    return f'{shown};"−"{shown}' if figures.startswith("−") else f"{shown};{shown}"


def _whole(figures: str) -> str:
    """Give the format of a whole part: nothing, a digit, or digits in threes."""
    return "# ### ##0" if "\u202f" in figures else "0" if figures else ""


def _write_index(book: Workbook, tables: Sequence[Table], looks: _Looks) -> None:
    """Write the first sheet: every table with a link to its sheet."""
    say = looks.edition.words
    sheet = book.add_worksheet(say(phrase("rendering.contents")))
    header = looks(bold=True, top=_THICK, bottom=_THIN)
    _put(sheet, 0, 0, say(phrase("rendering.sheet")), header)
    _put(sheet, 0, 1, say(phrase("rendering.title")), header)
    link = looks(font_color="#0B4F8A", underline=1, valign="top")
    for place, table in enumerate(tables, start=1):
        name = say(numbered("table", place))
        sheet.write_url(place, 0, f"internal:'{name}'!A1", link, name)
        _put(sheet, place, 1, clean(say(table.title)), looks(text_wrap=True, valign="top"))
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 90)
    sheet.freeze_panes(1, 0)
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


def _put(sheet: Worksheet, line: int, column: int, text: str, look: Format) -> None:
    """Write text as text, whatever it begins with."""
    _check_length(text)
    sheet.write_string(line, column, text, look)


def _check_length(text: str) -> None:
    """Refuse text that a cell cannot hold."""
    if len(text.encode("utf-16-le")) // 2 > _LONGEST:
        raise ValueError(f"{text[:60]!r}…: longer than the {_LONGEST} characters of a cell")


def _between(value: int, low: int, high: int) -> int:
    """Keep a number within limits."""
    return max(low, min(value, high))
