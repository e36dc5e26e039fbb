"""A report as a Word document: styles, three-line tables, captions that count themselves."""

from __future__ import annotations

import io
import re
import zipfile
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
from migrant_rh.rendering.writers import word_styles
from migrant_rh.rendering.writers.paper import LONG, MARGIN, SHORT, TURNED_MARGIN, by_page, fit
from migrant_rh.rendering.writers.word_table import TableWriter
from migrant_rh.rendering.writers.wordml import (
    NAMESPACES,
    caption_label,
    field,
    paragraph,
    reference,
    runs,
)
from migrant_rh.words import Text

if TYPE_CHECKING:
    from docx.document import Document as Package

CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  (the same in every time zone)
"""Stands in every document, so that equal reports are equal files."""

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_TALLEST_CM = 20.0
_WIDEST_CM = 16.0
_KEPT = (
    "officeDocument",
    "core-properties",
    "styles",
    "settings",
    "numbering",
    "header",
    "footer",
    "image",
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block in markup; a heading has no page of its own but goes with what follows."""

    xml: str
    landscape: bool | None = False


def write(document: Document, edition: Edition, path: Path) -> None:
    """Write a report as a Word document.

    Parameters
    ----------
    document : Document
        The report.
    edition : Edition
        Style and language.
    path : Path
        Where to; an existing file is replaced.

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
    path.write_bytes(_repacked(_Writer(document, edition).package()))


class _Writer:
    """A report being set."""

    def __init__(self, document: Document, edition: Edition) -> None:
        self.document = document
        self.edition = edition
        self.labels = document.labels
        self.docx = _empty(edition)

    def package(self) -> bytes:
        """Put everything together."""
        self._name()
        self._margins()
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

    def _margins(self) -> None:
        """Make the pages A4, with what every section shares."""
        section = self.docx.sections[0]
        section.top_margin = section.bottom_margin = _length(MARGIN)
        section.header_distance = section.footer_distance = _length(MARGIN // 2)

    def _page_heads(self) -> None:
        """Put the notice at the head of every page, the footer and the page number at its foot."""
        section = self.docx.sections[0]
        if self.document.notice is not None:
            head = paragraph("Header", self._words(self.document.notice))
            _refill(section.header.part, f"<w:hdr {NAMESPACES}>{head}</w:hdr>")
        lines = [] if self.document.footer is None else [self._words(self.document.footer)]
        lines.append(f"{field('PAGE', '1')}<w:r><w:t> / </w:t></w:r>{field('NUMPAGES', '1')}")
        feet = "".join(paragraph("Footer", line) for line in lines)
        _refill(section.footer.part, f"<w:ftr {NAMESPACES}>{feet}</w:ftr>")

    def _fill(self) -> None:
        """Set all blocks, a new section wherever the page turns."""
        from docx.oxml import parse_xml  # noqa: PLC0415  (heavy)

        body = self.docx.element.body
        last = body.sectPr
        title = _Piece(paragraph("Title", self._words(self.document.title)), None)
        blocks = [self._block(place, block) for place, block in enumerate(self.document.blocks)]
        sections = list(by_page([(piece.landscape, piece.xml) for piece in (title, *blocks)]))
        for place, (landscape, parts) in enumerate(sections):
            filled = parse_xml(f"<w:body {NAMESPACES}>{''.join(parts)}</w:body>")
            ends = last if place == len(sections) - 1 else deepcopy(last)
            _turn(ends, landscape=landscape)
            if ends is not last:
                filled[-1].get_or_add_pPr().append(ends)
            for element in list(filled):
                last.addprevious(element)

    def _block(self, place: int, block: Block) -> _Piece:
        """Set one block."""
        match block:
            case Heading(level, text):
                return _Piece(paragraph(f"Heading{level}", self._words(text)), None)
            case Paragraph(text):
                return _Piece(paragraph("BodyText", self._words(text)))
            case Bullets(items):
                return _Piece("".join(paragraph("ListBullet", self._words(item)) for item in items))
            case Notice(text):
                return _Piece(paragraph("Notice", self._words(text)))
            case TableBlock():
                return self._table(place, block)
            case FigureBlock():
                return _Piece(self._figure(place, block))

    def _table(self, place: int, block: TableBlock) -> _Piece:
        """Set a table: caption above, notes below."""
        layout = lay_out(block.table, self.edition, notice=self.document.notice, blank=FIGURE_SPACE)
        sheet = fit(layout, landscape=block.landscape)
        language = self.edition.language
        head = self._caption("table", place, block.id, block.table.title)
        notes = [paragraph("TableNote", runs(note, language)) for note in layout.notes]
        below = "".join(notes) or paragraph("TableNote", "")
        xml = head + TableWriter(layout, sheet, language).xml() + below
        return _Piece(xml, sheet.landscape)

    def _figure(self, place: int, block: FigureBlock) -> str:
        """Set a figure: caption and notice below."""
        below = self._caption("figure", place, block.id, block.title)
        if self.document.notice is not None:
            below += paragraph("TableNote", self._words(self.document.notice))
        drawing = f"<w:r><w:drawing>{self._drawing(place, block)}</w:drawing></w:r>"
        return paragraph("Figure", drawing) + below

    def _drawing(self, place: int, block: FigureBlock) -> str:
        """Add a picture to the package and say where it stands."""
        from docx.oxml.shape import CT_Inline  # noqa: PLC0415  (heavy)
        from docx.oxml.xmlchemy import serialize_for_reading  # noqa: PLC0415  (heavy)
        from docx.shared import Cm  # noqa: PLC0415  (heavy)

        picture = block.picture(self.edition.language)
        name, image = self.docx.part.get_or_add_image(io.BytesIO(picture.png))
        shape = image.px_height / image.px_width
        width = min(picture.width_cm, _WIDEST_CM, _TALLEST_CM / shape)
        inline = CT_Inline.new_pic_inline(
            place + 1, name, f"figure-{place}.png", Cm(width), Cm(width * shape)
        )
        inline.docPr.set("descr", clean(self._say(block.alt)))
        return str(serialize_for_reading(inline))

    def _caption(self, kind: str, place: int, name: str, title: Text) -> str:
        """Set a caption; a table's stays with the table below it."""
        label = self.labels[name]
        text = self._say(caption(label, title))
        before, said, after = text.partition(self._say(label))
        counted = caption_label(kind, said, place, self.edition.language)
        keep = "<w:keepNext/>" if kind == "table" else ""
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


def _empty(edition: Edition) -> Package:
    """Open an empty package with our own styles, settings and bullets in it."""
    import docx  # noqa: PLC0415  (heavy)

    document = docx.Document()
    _drop_parts(document.part)
    _drop_parts(document.part.package)
    _refill(document.styles, word_styles.styles(edition.language))
    _refill(document.settings, word_styles.settings())
    _refill(document.part.numbering_part, word_styles.numbering())
    return document


def _drop_parts(source: Any) -> None:
    """Leave out what the template brings and we do not use: theme, thumbnail, custom data."""
    for name, relation in list(source.rels.items()):
        if relation.reltype.rpartition("/")[2] not in _KEPT:
            del source.rels[name]


def _refill(part: Any, xml: str) -> None:
    """Put other children into the root of a part."""
    from docx.oxml import parse_xml  # noqa: PLC0415  (heavy)

    for child in list(part.element):
        part.element.remove(child)
    part.element.extend(list(parse_xml(xml)))


def _turn(section: Any, *, landscape: bool) -> None:
    """Make the pages of a section upright or turned."""
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415  (heavy)

    section.page_width, section.page_height = (
        _length(side) for side in ((LONG, SHORT) if landscape else (SHORT, LONG))
    )
    side = _length(TURNED_MARGIN if landscape else MARGIN)
    section.left_margin = section.right_margin = side
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT


def _length(twips: int) -> Any:
    """Give a length as python-docx counts it."""
    from docx.shared import Twips  # noqa: PLC0415  (heavy)

    return Twips(twips)


def _repacked(package: bytes) -> bytes:
    """Pack a package again without the time of day."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return stream.getvalue()
