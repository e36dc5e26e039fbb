"""A three-line table in Word's own markup."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from migrant_rh.rendering.formatting import plain
from migrant_rh.rendering.layout import BodyRow, HeadCell, Layout
from migrant_rh.rendering.writers.paper import AROUND, SIZES, Sheet, bound
from migrant_rh.rendering.writers.wordml import KEEP, paragraph, runs
from migrant_rh.words import Language

THICK = 12
"""Eighths of a point: the rules above and below a table."""
THIN = 6
"""The rule below the header, and the rules below spanners."""

_INDENT = 180
_JC = {"left": "left", "center": "center", "right": "right"}
_MIDDLE = '<w:vAlign w:val="center"/>'


class TableWriter:
    """A layout being set on a sheet.

    Parameters
    ----------
    layout : Layout
        The table as printed.
    sheet : Sheet
        Its columns on paper.
    language : Language
        Language of the document.
    """

    def __init__(self, layout: Layout, sheet: Sheet, language: Language) -> None:
        self.layout = layout
        self.sheet = sheet
        self.language = language
        self.style = SIZES[sheet.size]

    def xml(self) -> str:
        """Set the table: rules above and below, header rows that repeat, rows that do not split."""
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in self.sheet.widths)
        rows = "".join((*self._header(), *self._body()))
        return f"<w:tbl>{self._properties()}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"

    def _properties(self) -> str:
        """Set what holds for the whole table."""
        title = quoteattr(plain(self.layout.title))
        return (
            '<w:tblPr><w:tblStyle w:val="TableNormal"/>'
            f'<w:tblW w:w="{sum(self.sheet.widths)}" w:type="dxa"/><w:jc w:val="center"/>'
            f"<w:tblBorders>{_rule('top', THICK)}{_rule('bottom', THICK)}</w:tblBorders>"
            f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{_around()}</w:tblCellMar>'
            f"<w:tblCaption w:val={title}/></w:tblPr>"
        )

    def _header(self) -> Iterator[str]:
        """Set the rows of headings."""
        heads = [head for row in self.layout.header for head in row]
        last = len(self.layout.header) - 1
        for row in range(last + 1):
            met = [h for h in heads if h.place.row <= row < h.place.row + h.place.rows]
            met.sort(key=lambda head: head.place.column)
            cells = "".join(self._head(head, row, last=row == last) for head in met)
            yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"

    def _head(self, head: HeadCell, row: int, *, last: bool) -> str:
        """Set one heading, or the part of it that reaches down into this row."""
        place = head.place
        begins = row == place.row
        merge = (
            f'<w:vMerge w:val="{"restart" if begins else "continue"}"/>' if place.rows > 1 else ""
        )
        borders = f"<w:tcBorders>{_rule('bottom', THIN)}</w:tcBorders>" if last else ""
        middle = _MIDDLE if place.rows > 1 else '<w:vAlign w:val="bottom"/>'
        ruled = f"<w:pBdr>{_rule('bottom', THIN)}</w:pBdr>" if head.spans else ""
        properties = f'{KEEP}{ruled}<w:jc w:val="{_JC[head.align]}"/>'
        content = runs(head.runs, self.language) if begins else ""
        return self._cell(
            place.column,
            place.columns,
            merge + borders + middle,
            self._paragraph(content, properties),
        )

    def _body(self) -> Iterator[str]:
        """Set the rows; some stay on the page of the next."""
        for row, stays in zip(self.layout.rows, bound(self.layout), strict=True):
            cells = "".join(self._row(row, KEEP if stays else ""))
            yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"

    def _row(self, row: BodyRow, keep: str) -> Iterator[str]:
        """Set one row."""
        indent = f'<w:ind w:left="{_INDENT * row.indent}"/>' if row.indent else ""
        label = self._paragraph(
            runs(row.label, self.language), f'{keep}{indent}<w:jc w:val="left"/>'
        )
        yield self._cell(0, 1 if row.cells else self.layout.width, _MIDDLE, label)
        for column, cell in enumerate(row.cells, start=1):
            content = runs(cell.runs, self.language)
            properties = f'{keep}<w:jc w:val="{_JC[cell.align]}"/>'
            yield self._cell(column, 1, _MIDDLE, self._paragraph(content, properties))

    def _paragraph(self, content: str, properties: str) -> str:
        """Set the text of a cell."""
        return paragraph(self.style, content, properties)

    def _cell(self, column: int, columns: int, properties: str, content: str) -> str:
        """Set a cell over its columns."""
        width = sum(self.sheet.widths[column : column + columns])
        span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
        size = f'<w:tcW w:w="{width}" w:type="dxa"/>'
        return f"<w:tc><w:tcPr>{size}{span}{properties}</w:tcPr>{content}</w:tc>"


def _rule(side: str, eighths: int) -> str:
    """Set a rule on one side."""
    return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="auto"/>'


def _around() -> str:
    """Set the blank around the text of every cell."""
    blanks = {"top": 0, "left": AROUND, "bottom": 0, "right": AROUND}
    return "".join(f'<w:{side} w:w="{blank}" w:type="dxa"/>' for side, blank in blanks.items())
