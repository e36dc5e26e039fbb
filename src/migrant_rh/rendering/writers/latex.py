r"""Tables and reports in LaTeX: booktabs, long tables that repeat their header, wide ones turned.

A table is a fragment for ``\input``; `PREAMBLE` names the packages it needs. Columns have the
widths of the Word document, as shares of the line, so that a table never runs out of the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

from migrant_rh.rendering.document import (
    Block,
    Bullets,
    Document,
    FigureBlock,
    Heading,
    Notice,
    Paragraph,
    TableBlock,
    references,
)
from migrant_rh.rendering.formatting import clean, rich
from migrant_rh.rendering.layout import FIGURE_SPACE, BodyCell, BodyRow, HeadCell, Layout, lay_out
from migrant_rh.rendering.style import Edition
from migrant_rh.rendering.table import Table
from migrant_rh.rendering.writers.paper import Lies, Sheet, bound, by_page, fit, lies_of
from migrant_rh.rendering.writers.tex import escaped, has_chinese, markup
from migrant_rh.words import Text

PREAMBLE = ("array", "booktabs", "graphicx", "longtable", "pdflscape", "textcomp")
"""Packages; Chinese text needs ``ctex`` with XeLaTeX besides."""

_ALIGNS = {"left": r"\raggedright", "center": r"\centering", "right": r"\raggedleft"}
_SECTIONS = ("section", "subsection", "subsubsection", "paragraph", "subparagraph")
_END = r" \tabularnewline"
_BOTTOM = r"\noalign{\vskip\aboverulesep\hrule height\heavyrulewidth\nobreak\vskip\belowrulesep}"
"""The last rule of booktabs, from which the notes below are not torn."""
_ROOM = (
    r"\par\ifdim\pagegoal<\maxdimen"
    r"\ifdim\dimexpr\pagegoal-\pagetotal\relax<%.1fcm\newpage\fi\fi"
)
"""Start a page where less than this is left of one."""
_HEADING_CM, _LINES_CM, _CAPTION_CM, _PAGE_CM = 1.3, 1.5, 1.8, 24.0
"""Room of a heading, of the lines it needs behind it, of a caption, and of a page."""
_LEADING = 1.15
_CM = 2.54 / 72.27
"""Centimetres of a point."""


def table_latex(table: Table, edition: Edition, *, notice: Text | None = None) -> str:
    r"""Set a table as a fragment: caption, label, header, body, notes.

    Parameters
    ----------
    table : Table
        The table; its label is ``tab:`` and its id.
    edition : Edition
        Style and language.
    notice : Text, optional
        A last line below.

    Returns
    -------
    str
        A ``longtable``, on a turned page where it is wide.

    Examples
    --------
    >>> from migrant_rh.rendering.style import STYLES
    >>> from migrant_rh.rendering.cells import Count
    >>> from migrant_rh.rendering.table import Column, Row
    >>> rows = (Row(Text("北京", "R & D"), (Count(2106),)),)
    >>> table = Table(id="n", title=Text("人数", "Persons"), stub=Text("现场", "Site"),
    ...               columns=(Column(Text.same("n")),), rows=rows)
    >>> text = table_latex(table, Edition("en", STYLES["ama"]))
    >>> r"R \& D & 2106" in text, r"\toprule" in text, r"\label{tab:n}" in text
    (True, True, True)
    """
    lies, text = _set_table(table, edition, notice)
    return (_turned(text) if lies == "turned" else text) + "\n"


def write(document: Document, edition: Edition, folder: Path) -> None:
    """Write a report for XeLaTeX, and every table of it as a fragment beside.

    Parameters
    ----------
    document : Document
        The report.
    edition : Edition
        Style and language.
    folder : Path
        Where ``report.LANGUAGE.tex`` and ``TABLE.LANGUAGE.tex`` go; made if it is not there.
        The figures are looked for in ``figures`` beside it.
    """
    folder.mkdir(exist_ok=True)
    texts = {"report": document_latex(document, edition, figures="../figures")}
    for block in document.blocks:
        if isinstance(block, TableBlock):
            fragment = table_latex(block.table, edition, notice=document.notice)
            texts[block.id] = fragment
    for name, text in texts.items():
        (folder / f"{name}.{edition.language}.tex").write_text(text, encoding="utf-8", newline="")


def document_latex(document: Document, edition: Edition, *, figures: str = "figures") -> str:
    r"""Set a report as a document of its own, for XeLaTeX.

    Parameters
    ----------
    document : Document
        The report.
    edition : Edition
        Style and language.
    figures : str
        Folder of the figures, seen from the document; they are named ``ID.LANGUAGE.pdf``.
    """
    writer = _Writer(document, edition, figures)
    body = "\n\n".join(writer.blocks())
    title = escaped(clean(edition.words(document.title)))
    head = [
        r"\documentclass[a4paper,10pt]{article}",
        r"\usepackage[hmargin=1.8cm,vmargin=1.8cm]{geometry}",
        *(rf"\usepackage{{{name}}}" for name in PREAMBLE),
        *([r"\usepackage[UTF8]{ctex}"] if has_chinese(title + body) else []),
        r"\setcounter{secnumdepth}{0}",
        r"\emergencystretch=3em",
        rf"\title{{{title}}}",
        r"\author{}",
        r"\date{}",
        r"\begin{document}",
        r"\maketitle",
    ]
    return "\n".join([*head, body, r"\end{document}"]) + "\n"


def _set_table(table: Table, edition: Edition, notice: Text | None) -> tuple[Lies, str]:
    """Set a table, and tell how its page lies."""
    layout = lay_out(table, edition, notice=notice, blank=FIGURE_SPACE)
    sheet = fit(layout)
    return sheet.lies, "\n".join(_longtable(table, edition, layout, sheet))


def _turned(text: str) -> str:
    """Turn the page."""
    return f"\\begin{{landscape}}\n{text}\n\\end{{landscape}}"


class _Writer:
    """A report being set."""

    def __init__(self, document: Document, edition: Edition, figures: str) -> None:
        self.document = document
        self.edition = edition
        self.figures = figures
        self.labels = document.labels

    def blocks(self) -> Iterator[str]:
        """Set the notice, then every block; headings go on the page of what follows them."""
        if self.document.notice is not None:
            yield self.notice(self.document.notice)
        pieces = [self.piece(place, block) for place, block in enumerate(self.document.blocks)]
        for landscape, texts in by_page(pieces):
            text = "\n\n".join(texts)
            yield _turned(text) if landscape else text
        if self.document.footer is not None:
            yield rf"\bigskip\noindent{{\footnotesize {self.words(self.document.footer)}}}"

    def piece(self, place: int, block: Block) -> tuple[Lies, str]:
        """Set one block, and tell how its page lies; a heading has no page of its own."""
        if isinstance(block, Heading):
            return "next", self.room(place) + self.block(block)
        if isinstance(block, TableBlock):
            return _set_table(block.table, self.edition, self.document.notice)
        if isinstance(block, FigureBlock):
            return lies_of(block.picture(self.edition.language)), self.block(block)
        return "upright", self.block(block)

    def room(self, place: int) -> str:
        """Keep a heading, and those that follow at once, on the page of what they stand over."""
        before, after = self.document.blocks[:place], self.document.blocks[place:]
        if before and isinstance(before[-1], Heading):
            return ""
        headings = list(takewhile(lambda block: isinstance(block, Heading), after))
        below = after[len(headings) : len(headings) + 1]
        needed = _HEADING_CM * len(headings) + sum(map(self.unbroken, below))
        return _ROOM % min(needed, _PAGE_CM) + "\n"

    def unbroken(self, block: Block) -> float:
        """Give the centimetres of a block that cannot be torn from a heading."""
        if isinstance(block, FigureBlock):
            return block.picture(self.edition.language).height_cm + _CAPTION_CM
        if not isinstance(block, TableBlock):
            return _LINES_CM
        layout = lay_out(block.table, self.edition, notice=self.document.notice, blank=FIGURE_SPACE)
        rows = sum(1 for _ in takewhile(bool, bound(layout))) + 1
        lines = rows + len(layout.header) + len(layout.notes) * (rows > len(layout.rows))
        return lines * fit(layout).size * _LEADING * _CM + _CAPTION_CM

    def words(self, text: Text) -> str:
        """Set words, symbols in italics, references as such."""
        pieces = references(text, self.labels, self.edition.language)
        return "".join(
            self.reference(said, name) if name else self.set(said) for said, name in pieces
        )

    def reference(self, label: str, name: str) -> str:
        """Set the label of a table or figure, its number counted by LaTeX."""
        before = label.rstrip("0123456789")
        tables = {block.id for block in self.document.blocks if isinstance(block, TableBlock)}
        kind = "tab" if name in tables else "fig"
        return rf"{self.set(before)}\ref{{{kind}:{name}}}"

    def set(self, words: str) -> str:
        """Set words of one language."""
        return markup(rich(self.edition.said(words), self.edition.style))

    def notice(self, text: Text) -> str:
        """Set what must not be overlooked."""
        return rf"\begin{{quote}}\textbf{{{self.words(text)}}}\end{{quote}}"

    def block(self, block: Block) -> str:
        """Set one block."""
        match block:
            case Heading(level, text):
                return f"\\{_SECTIONS[level - 1]}{{{self.words(text)}}}"
            case Paragraph(text):
                return self.words(text)
            case Bullets(items):
                lines = "\n".join(rf"\item {self.words(item)}" for item in items)
                return f"\\begin{{itemize}}\n{lines}\n\\end{{itemize}}"
            case Notice(text):
                return self.notice(text)
            case FigureBlock():
                return self.figure(block)
            case TableBlock():
                return _set_table(block.table, self.edition, self.document.notice)[1]

    def figure(self, block: FigureBlock) -> str:
        """Set a figure, its caption below."""
        width = block.picture(self.edition.language).width_cm
        file = f"{self.figures}/{block.id}.{self.edition.language}.pdf"
        size = rf"width=\ifdim{width:g}cm>\linewidth\linewidth\else{width:g}cm\fi"
        return "\n".join(
            [
                r"\begin{figure}[!htbp]\centering",
                rf"\includegraphics[{size}]{{{file}}}",
                rf"\caption{{{self.set(self.edition.words(block.title))}}}",
                rf"\label{{fig:{block.id}}}",
                r"\end{figure}",
            ]
        )


def _longtable(table: Table, edition: Edition, layout: Layout, sheet: Sheet) -> Iterator[str]:
    """Set a table that may go over several pages."""
    size = rf"\fontsize{{{sheet.size:g}}}{{{_LEADING * sheet.size:g}}}\selectfont"
    caption = markup(rich(edition.words(table.title), edition.style))
    yield rf"\begingroup{size}\setlength{{\tabcolsep}}{{1.5pt}}"
    yield r"\setlength{\LTcapwidth}{\linewidth}\setlength{\LTpost}{2pt}"
    yield rf"\begin{{longtable}}{{{''.join(_columns(layout, sheet))}}}"
    yield rf"\caption{{{caption}}}\label{{tab:{table.id}}}{_END}"
    header = [r"\toprule", *_header(layout), r"\midrule"]
    yield from (*header, r"\endfirsthead", *header, r"\endhead")
    yield rf"\bottomrule{chr(10)}\endfoot"
    yield r"\endlastfoot"
    for row, stays in zip(layout.rows, bound(layout), strict=True):
        yield _row(row, layout.width) + "*" * stays
    yield _BOTTOM if layout.notes else r"\bottomrule"
    yield from _notes(layout)
    yield r"\end{longtable}"
    yield r"\bigskip\endgroup"


def _notes(layout: Layout) -> Iterator[str]:
    """Set the notes as rows over all columns, which stay together below the rule."""
    last = len(layout.notes) - 1
    for place, note in enumerate(layout.notes):
        over = rf"\multicolumn{{{layout.width}}}{{@{{}}p{{\linewidth}}@{{}}}}{{{markup(note)}}}"
        yield over + _END + "*" * (place < last)


def _columns(layout: Layout, sheet: Sheet) -> Iterator[str]:
    """Give every column its share of the line and its alignment."""
    aligns = ["left", *(["center"] * (layout.width - 1))]
    for row in layout.rows:
        if row.cells:
            aligns = ["left", *(cell.align for cell in row.cells)]
            break
    for width, align in zip(sheet.widths, aligns, strict=True):
        share = width / sum(sheet.widths)
        length = rf"\dimexpr{share:.5f}\linewidth-2\tabcolsep\relax"
        yield rf">{{{_ALIGNS[align]}\arraybackslash}}p{{{length}}}"


def _header(layout: Layout) -> Iterator[str]:
    """Set the rows of headings; one that reaches down stands in its last row."""
    depth = len(layout.header)
    heads = [head for row in layout.header for head in row]
    for line in range(depth):
        cells, rules = [], []
        for head in sorted(heads, key=lambda each: each.place.column):
            place = head.place
            if not place.row <= line < place.row + place.rows:
                continue
            last = line == place.row + place.rows - 1
            cells.append(_head(head, markup(head.runs) if last else ""))
            if head.spans:
                ends = (place.column + 1, place.column + place.columns)
                rules.append(rf"\cmidrule(lr){{{ends[0]}-{ends[1]}}}")
        yield " & ".join(cells) + _END
        if rules:
            yield "".join(rules)


def _head(head: HeadCell, text: str) -> str:
    """Set a heading over its columns."""
    if head.place.columns > 1:
        return rf"\multicolumn{{{head.place.columns}}}{{c}}{{{text}}}"
    return rf"{{{_ALIGNS[head.align]} {text}}}" if text else ""


def _row(row: BodyRow, width: int) -> str:
    """Set one row."""
    label = rf"\hspace*{{{row.indent}em}}" * bool(row.indent) + markup(row.label)
    if not row.cells:
        return rf"\multicolumn{{{width}}}{{l}}{{{label}}}{_END}"
    return " & ".join([label, *map(_cell, row.cells)]) + _END


def _cell(cell: BodyCell) -> str:
    """Set a cell; numbers are not broken."""
    text = markup(cell.runs)
    return text if cell.wraps else text.replace(" ", "~")
