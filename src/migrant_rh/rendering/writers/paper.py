"""A table on paper: how wide its columns are, how the page lies, which rows stay together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from migrant_rh.rendering.document import Picture
from migrant_rh.rendering.formatting import Runs, plain
from migrant_rh.rendering.layout import BodyCell, BodyRow, Layout
from migrant_rh.rendering.width import display_width

LONG, SHORT = 16_838, 11_906
"""Sides of an A4 page in twentieths of a point."""
MARGIN, TURNED_MARGIN = 1304, 907
"""Margin of an upright page, 2.3 cm, and at the sides of a turned one, 1.6 cm."""
SIZES = {9.0: "TableText", 8.0: "TableSmall", 7.0: "TableTiny"}
"""Sizes of type for tables, in points, and their styles: a smaller where a larger does not fit."""
AROUND = 55
"""Blank at either side of a cell."""
_SLACK = 0.4
"""Digits that a column is wider than its text, so that rounding never breaks a number."""

Lies = Literal["upright", "turned", "next", "either"]
"""How the page of a block lies: as that of the block behind it (``next``), or, if it alone stands
between turned pages, turned as these are (``either``)."""

_LABEL = (10, 30)
_HEADING = (4, 12)
_SHORT_HEADING = 8
_CHINESE = 6
_INDENT = 2
_LEAST_LABEL = 9
_SMALLEST = min(SIZES)
_KEPT_TABLE, _KEPT_GROUP = 25, 10
"""Rows up to which a table, and a group of rows, stays on one page."""
_LAST = 3
_LOW_CM = 9.0
"""Height up to which a figure finds room below the end of a table on a turned page."""


@dataclass(frozen=True, slots=True)
class Page:
    """Paper, in twentieths of a point.

    Attributes
    ----------
    short, long : int
        Sides.
    sides : int
        Left and right margin of an upright page, together.
    turned_sides : int
        The same of a turned page.
    digit : float
        Width of a digit for each point of type; that of Times.

    Examples
    --------
    >>> A4.upright, A4.turned
    (9298, 15024)
    """

    short: int = SHORT
    long: int = LONG
    sides: int = 2 * MARGIN
    turned_sides: int = 2 * TURNED_MARGIN
    digit: float = 10.0

    @property
    def upright(self) -> int:
        """Length of a line on an upright page."""
        return self.short - self.sides

    @property
    def turned(self) -> int:
        """Length of a line on a turned page."""
        return self.long - self.turned_sides


A4 = Page()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table on paper.

    Attributes
    ----------
    landscape : bool
        Whether the page is turned.
    size : float
        Size of type in points.
    widths : tuple of int
        Width of each column in twentieths of a point, the stub first; together the whole line.
    """

    landscape: bool
    size: float
    widths: tuple[int, ...]

    @property
    def lies(self) -> Lies:
        """How its page lies."""
        return "turned" if self.landscape else "upright"


def lies_of(picture: Picture) -> Lies:
    """Tell how the page of a figure lies: a low one finds room on a turned page."""
    return "either" if picture.height_cm <= _LOW_CM else "upright"


def fit(layout: Layout, page: Page = A4, *, landscape: bool | None = None) -> Sheet:
    """Choose page, size of type and widths of columns.

    Parameters
    ----------
    layout : Layout
        The table as printed.
    page : Page
        The paper.
    landscape : bool, optional
        Whether to turn the page; without it, only if the table does not fit upright.

    Returns
    -------
    Sheet
        Columns are as wide as their numbers; headings wrap, and so do labels and words where the
        line has no room left for the whole of them.
    """
    units = _units(layout)
    turned = _too_wide(units, page) if landscape is None else landscape
    room = page.turned if turned else page.upright
    fitting = (s for s in SIZES if sum(_natural(units, s * page.digit)) <= room)
    size = next(fitting, _SMALLEST)
    natural = _natural(units, size * page.digit)
    whole = _natural(_unbroken(layout, units), size * page.digit)
    return Sheet(turned, size, _spread(_relieved(natural, whole, room), room))


def bound(layout: Layout) -> tuple[bool, ...]:
    """Which rows go on the page of the next: all of a short table or group, and the ends.

    A group begins with its heading. The first row goes with the second, the last rows with the
    notes.
    """
    count = len(layout.rows)
    stay = [count <= _KEPT_TABLE or not 0 < place < count - _LAST for place in range(count)]
    begins = [place for place, row in enumerate(layout.rows) if row.kind == "group"]
    for begin, end in pairwise([*begins, count]):
        short = end - begin <= _KEPT_GROUP
        for place in range(begin, end - 1 if short else begin + 1):
            stay[place] = True
    return tuple(stay)


def by_page(pieces: Sequence[tuple[Lies, str]]) -> Iterator[tuple[bool, list[str]]]:
    """Group blocks by the way their page lies.

    Parameters
    ----------
    pieces : sequence of (Lies, str)
        How the page of a block lies, and the block in markup.

    Returns
    -------
    iterator of (bool, list of str)
        Whether the page is turned, and the blocks on it.

    Examples
    --------
    >>> list(by_page([("upright", "text"), ("next", "heading"), ("turned", "wide")]))
    [(False, ['text']), (True, ['heading', 'wide'])]
    >>> list(by_page([("turned", "wide"), ("either", "figure"), ("turned", "wide")]))
    [(True, ['wide', 'figure', 'wide'])]
    """
    turned = [False] * (len(pieces) + 1)
    for place in reversed(range(len(pieces))):
        lies = pieces[place][0]
        between = place > 0 and pieces[place - 1][0] == "turned"
        follows = lies == "next" or (lies == "either" and between)
        turned[place] = lies == "turned" or (follows and turned[place + 1])
    for lie, group in groupby(zip(turned, pieces, strict=False), key=lambda each: each[0]):
        yield lie, [text for _, (_, text) in group]


def is_wide(layout: Layout, page: Page = A4) -> bool:
    """Tell whether a table is too wide for an upright page, even in small type.

    Examples
    --------
    >>> from migrant_rh.rendering.layout import lay_out
    >>> from migrant_rh.rendering.style import STYLES, Edition
    >>> from migrant_rh.rendering.table import Column, Table
    >>> from migrant_rh.words import Text
    >>> columns = (Column(Text.same("statistic")),) * 14
    >>> table = Table(id="t", title=Text.same("T"), stub=Text.same(""), columns=columns, rows=())
    >>> is_wide(lay_out(table, Edition("en", STYLES["ama"])))
    True
    """
    return _too_wide(_units(layout), page)


def _too_wide(units: Sequence[int], page: Page) -> bool:
    """Tell whether columns of so many digits go beyond the line of an upright page."""
    return sum(_natural(units, _SMALLEST * page.digit)) > page.upright


def _natural(units: Sequence[int], digit: float) -> list[int]:
    """Give the width each column asks for, in twentieths of a point."""
    return [round((each + _SLACK) * digit) + 2 * AROUND for each in units]


def _units(layout: Layout) -> tuple[int, ...]:
    """Give the width each column asks for, in digits."""
    rows = [row for row in layout.rows if row.cells]
    columns = ([row.cells[column] for row in rows] for column in range(layout.width - 1))
    stub = _between(max(map(_label, rows), default=0), *_LABEL)
    units = [stub, *(max(map(_taken, cells), default=0) for cells in columns)]
    _widen_for_headings(layout, units)
    return tuple(units)


def _unbroken(layout: Layout, units: Sequence[int]) -> list[int]:
    """Give the width, in digits, in which no heading, label or words of a cell wrap."""
    rows = [row for row in layout.rows if row.cells]
    needs = ((_label(row), *(_set(cell.runs) for cell in row.cells)) for row in rows)
    whole = [max(column) for column in zip(units, *needs, strict=True)]
    for head in (head for heads in layout.header for head in heads if not head.spans):
        place, line = head.place.column, max(plain(head.runs).split("\n"), key=_inked)
        whole[place] = max(whole[place], _inked(line))
    return whole


def _label(row: BodyRow) -> int:
    """Give the room of a label in one line, its indent and its marks included."""
    return _set(row.label) + _INDENT * row.indent


def _taken(cell: BodyCell) -> int:
    """Give the room a cell takes; words may wrap."""
    taken = _set(cell.runs)
    return _between(taken, 0, _LABEL[1]) if cell.wraps else taken


def _set(runs: Runs) -> int:
    """Give the room of a line of text, blanks for alignment included; marks are half as wide."""
    shown = plain(tuple(run for run in runs if not run.superscript))
    marks = sum(len(run.text) for run in runs if run.superscript)
    return display_width(shown) + (marks + 1) // 2


def _widen_for_headings(layout: Layout, units: list[int]) -> None:
    """Give each column room for the longest word of its heading, and some for the whole."""
    for heads in layout.header:
        for head in heads:
            if not head.spans:
                needed = _between(_least(plain(head.runs)), *_HEADING)
                units[head.place.column] = max(units[head.place.column], needed)


def _least(heading: str) -> int:
    """Give the room a heading needs: for its longest word, or for the whole if it is short."""
    whole = _inked(heading)
    if whole <= _SHORT_HEADING:
        return whole
    return max((_word(word) for word in heading.split(" ")), default=0)


def _word(word: str) -> int:
    """Give the room that a word needs; a Chinese one may go over several lines."""
    return _inked(word) if display_width(word) == len(word) else min(display_width(word), _CHINESE)


def _inked(text: str) -> int:
    """Give the width of a text in digits; capitals are half as wide again."""
    return display_width(text) + (sum(map(str.isupper, text)) + 1) // 2


def _between(value: int, low: int, high: int) -> int:
    """Keep a number within limits."""
    return max(low, min(value, high))


def _relieved(natural: Sequence[int], whole: Sequence[int], room: int) -> list[int]:
    """Share room left over among the columns that wrap, by how much each lacks to stand whole."""
    lacks = [wanted - each for each, wanted in zip(natural, whole, strict=True)]
    spare, lacking = max(room - sum(natural), 0), sum(lacks)
    share = min(1.0, spare / lacking) if lacking else 0.0
    return [each + int(share * lack) for each, lack in zip(natural, lacks, strict=True)]


def _spread(natural: Sequence[int], room: int) -> tuple[int, ...]:
    """Fill the line: room left over is shared in proportion; the labels give way where it lacks."""
    lacking = max(sum(natural) - room, 0)
    given = min(lacking, max(natural[0] - room // _LEAST_LABEL, 0))
    natural = [natural[0] - given, *natural[1:]]
    total = sum(natural)
    edges = [round(room * sum(natural[:place]) / total) for place in range(len(natural) + 1)]
    return tuple(right - left for left, right in pairwise(edges))
