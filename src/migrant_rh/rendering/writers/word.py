"""A report as a Word document: styles, three-line tables, captions that count themselves."""

from __future__ import annotations

import io
import re
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
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
    caption,
    references,
)
from migrant_rh.rendering.formatting import clean, rich
from migrant_rh.rendering.layout import FIGURE_SPACE, lay_out
from migrant_rh.rendering.style import Edition
from migrant_rh.rendering.writers.paper import Lies, by_page, fit, lies_of
from migrant_rh.rendering.writers.word_package import Shell, empty, graft, refill, repacked, turn
from migrant_rh.rendering.writers.word_table import TableWriter
from migrant_rh.rendering.writers.word_template import Template, opened
from migrant_rh.rendering.writers.wordml import (
    KEEP,
    NAMESPACES,
    caption_label,
    field,
    paragraph,
    reference,
    runs,
)
from migrant_rh.words import Text

CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  (the same in every time zone)
"""Stands in every document, so that equal reports are equal files."""

_TALLEST_CM = 20.0
_TWIPS_IN_CM = 567
_STYLED = re.compile(r'(<w:(?:pStyle|tblStyle) w:val=")(\w+)"')


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block in markup; a heading has no page of its own but goes with what follows."""

    xml: str
    lies: Lies = "upright"


def write(
    document: Document, edition: Edition, path: Path, *, template: Template | None = None
) -> None:
    """Write a report as a Word document.

    Parameters
    ----------
    document : Document
        The report.
    edition : Edition
        Style and language.
    path : Path
        Where to; an existing file is replaced.
    template : Template, optional
        A document whose styles, page, header and footer are used instead of ours.

    Notes
    -----
    Fonts are named for both scripts in every style and there is no theme. Captions hold sequence
    fields in bookmarks (``table_1``), header rows repeat, rows do not split, wide tables turn the
    page. The file depends on nothing but the report: equal reports give equal bytes.

    Raises
    ------
    ValueError
        If a figure is not drawn in the language.
    """
    shell = empty(edition.language) if template is None else opened(template, edition.language)
    path.write_bytes(repacked(_Writer(document, edition, shell).package()))


class _Writer:
    """A report being set."""

    def __init__(self, document: Document, edition: Edition, shell: Shell) -> None:
        self.document = document
        self.edition = edition
        self.labels = document.labels
        self.shell = shell
        self.docx = shell.docx

    def package(self) -> bytes:
        """Put everything together."""
        self._name()
        if self.shell.plain:
            self._page_heads()
        self._fill()
        stream = io.BytesIO()
        self.docx.save(stream)
        return stream.getvalue()

    def _name(self) -> None:
        """Fill in the document's properties."""
        properties = self.docx.core_properties
        properties.title = clean(self._say(self.document.title))[:255]
        properties.language = "zh-CN" if self.edition.language == "zh" else "en-US"
        properties.created = properties.modified = CREATED
        properties.author = properties.comments = properties.last_modified_by = ""
        properties.revision = 1

    def _page_heads(self) -> None:
        """Put the notice at the head of every page, the footer and the page number at its foot."""
        section = self.docx.sections[0]
        if self.document.notice is not None:
            head = paragraph("Header", self._words(self.document.notice))
            refill(section.header.part, f"<w:hdr {NAMESPACES}>{head}</w:hdr>")
        lines = [] if self.document.footer is None else [self._words(self.document.footer)]
        lines.append(f"{field('PAGE', '1')}<w:r><w:t> / </w:t></w:r>{field('NUMPAGES', '1')}")
        feet = "".join(paragraph("Footer", line) for line in lines)
        refill(section.footer.part, f"<w:ftr {NAMESPACES}>{feet}</w:ftr>")

    def _fill(self) -> None:
        """Set all blocks, a new section wherever the page turns."""
        from docx.oxml import parse_xml  # noqa: PLC0415  (heavy)

        body = self.docx.element.body
        last = body.sectPr
        named = self._words(self.document.title)
        title = _Piece(paragraph("Title", named) if named else "", "next")
        blocks = [self._block(place, block) for place, block in enumerate(self.document.blocks)]
        sections = list(by_page([(piece.lies, piece.xml) for piece in (title, *blocks)]))
        for place, (landscape, parts) in enumerate(sections):
            text = _STYLED.sub(self._style, "".join(parts))
            filled = parse_xml(f"<w:body {NAMESPACES}>{text}</w:body>")
            ends = last if place == len(sections) - 1 else deepcopy(last)
            turn(ends, self.shell.page, landscape=landscape)
            if ends is not last:
                filled[-1].get_or_add_pPr().append(ends)
            for element in list(filled):
                graft(element, last)

    def _style(self, found: re.Match[str]) -> str:
        """Name a style as the package names it."""
        return f'{found[1]}{self.shell.styles.get(found[2], found[2])}"'

    def _block(self, place: int, block: Block) -> _Piece:
        """Set one block."""
        match block:
            case Heading(level, text):
                return _Piece(paragraph(f"Heading{level}", self._words(text)), "next")
            case Paragraph(text):
                return _Piece(paragraph("BodyText", self._words(text)))
            case Bullets(items):
                return _Piece("".join(paragraph("ListBullet", self._words(item)) for item in items))
            case Notice(text):
                return _Piece(paragraph("Notice", self._words(text)))
            case TableBlock():
                return self._table(place, block)
            case FigureBlock():
                return self._figure(place, block)

    def _table(self, place: int, block: TableBlock) -> _Piece:
        """Set a table: caption above, notes below."""
        layout = lay_out(block.table, self.edition, notice=self.document.notice, blank=FIGURE_SPACE)
        sheet = fit(layout, self.shell.page, landscape=block.landscape)
        language = self.edition.language
        head = self._caption("table", place, block.id, block.table.title)
        *notes, last = [runs(note, language) for note in layout.notes] or [""]
        below = "".join(paragraph("TableNote", note, KEEP) for note in notes)
        below += paragraph("TableNote", last)
        xml = head + TableWriter(layout, sheet, language).xml() + below
        return _Piece(xml, sheet.lies)

    def _figure(self, place: int, block: FigureBlock) -> _Piece:
        """Set a figure: caption and notice below."""
        below = self._caption("figure", place, block.id, block.title)
        if self.document.notice is not None:
            below += paragraph("TableNote", self._words(self.document.notice))
        drawing = f"<w:r><w:drawing>{self._drawing(place, block)}</w:drawing></w:r>"
        lies = lies_of(block.picture(self.edition.language))
        return _Piece(paragraph("Figure", drawing) + below, lies)

    def _drawing(self, place: int, block: FigureBlock) -> str:
        """Add a picture to the package and say where it stands."""
        from docx.oxml.shape import CT_Inline  # noqa: PLC0415  (heavy)
        from docx.oxml.xmlchemy import serialize_for_reading  # noqa: PLC0415  (heavy)
        from docx.shared import Cm  # noqa: PLC0415  (heavy)

        picture = block.picture(self.edition.language)
        name, _ = self.docx.part.get_or_add_image(io.BytesIO(picture.png))
        line = self.shell.page.upright / _TWIPS_IN_CM
        shown = min(1.0, line / picture.width_cm, _TALLEST_CM / picture.height_cm)
        size = (Cm(shown * picture.width_cm), Cm(shown * picture.height_cm))
        inline = CT_Inline.new_pic_inline(place + 1, name, f"figure-{place}.png", *size)
        inline.docPr.set("descr", clean(self._say(block.alt)))
        return str(serialize_for_reading(inline))

    def _caption(self, kind: str, place: int, name: str, title: Text) -> str:
        """Set a caption; it stays with what is below it, a table or a figure's notice."""
        label = self.labels[name]
        text = self._say(caption(label, title))
        before, said, after = text.partition(self._say(label))
        counted = caption_label(kind, said, place, self.edition.language)
        keep = KEEP if kind == "table" or self.document.notice is not None else ""
        content = self._runs(before) + counted + self._runs(after)
        return paragraph("Caption", content, keep)

    def _say(self, text: Text) -> str:
        """Put a text in the report's language."""
        return self.edition.words(text)

    def _words(self, text: Text) -> str:
        """Set words, symbols in italics, references as fields that Word can count again."""
        pieces = references(text, self.labels, self.edition.language)
        return "".join(
            reference(said, self._bookmark(name)) if name else self._runs(self.edition.said(said))
            for said, name in pieces
        )

    def _bookmark(self, name: str) -> str:
        """Name the bookmark around the label of a table or figure."""
        number = re.search(r"\d+", self.labels[name].en)
        kind = "table" if self.labels[name].en.startswith("Table") else "figure"
        return f"{kind}_{number[0] if number else ''}"

    def _runs(self, text: str) -> str:
        """Set text, symbols in italics."""
        return runs(rich(text, self.edition.style), self.edition.language)
