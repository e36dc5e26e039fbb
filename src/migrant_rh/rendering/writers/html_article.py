"""A report in one language as the inside of an HTML page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

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
from migrant_rh.rendering.layout import FIGURE_SPACE, Layout, lay_out
from migrant_rh.rendering.style import Edition
from migrant_rh.rendering.writers import html_table
from migrant_rh.rendering.writers.paper import is_wide
from migrant_rh.rendering.writers.svg import inline
from migrant_rh.words import Language, Text, phrase

TAGS = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True)
class Article:
    """A report set in one language.

    Attributes
    ----------
    language : {"zh", "en"}
        Its language.
    title : str
        Title of the report, escaped.
    inside : str
        The report in markup, the same in every page.
    printed : frozenset of str
        Ids of the rows that its tables print.
    """

    language: Language
    title: str
    inside: str
    printed: frozenset[str]

    def set(self, *, first: bool) -> str:
        """Set the report in a page; it is hidden where the page opens in another language."""
        language, hidden = self.language, "" if first else " hidden"
        start = f'<article data-language="{language}" lang="{TAGS[language]}"{hidden}>'
        return f"{start}\n{self.inside}\n</article>"


def article(document: Document, edition: Edition, *, asks: bool = False) -> Article:
    """Set a report in one language.

    Parameters
    ----------
    document : Document
        The report.
    edition : Edition
        Style and language.
    asks : bool
        Whether numbers tell where they come from.
    """
    setting = _Setting(document, edition, asks=asks)
    tables = [block.table for block in document.blocks if isinstance(block, TableBlock)]
    printed = frozenset(name for table in tables for name in table.sources)
    return Article(edition.language, setting.title, "\n".join(setting.lines()), printed)


class _Setting:
    """A report being set."""

    def __init__(self, document: Document, edition: Edition, *, asks: bool) -> None:
        self.document = document
        self.edition = edition
        self.asks = asks
        self.labels = document.labels
        self.places = {
            block.id: place
            for place, block in enumerate(document.blocks)
            if isinstance(block, TableBlock | FigureBlock)
        }
        self.layouts = dict(self._laid_out())
        self.wide = set(self._wide())

    def _laid_out(self) -> Iterator[tuple[int, Layout]]:
        """Lay out every table."""
        notice = self.document.notice
        for place, block in enumerate(self.document.blocks):
            if isinstance(block, TableBlock):
                yield place, lay_out(block.table, self.edition, notice=notice, blank=FIGURE_SPACE)

    def _wide(self) -> Iterator[int]:
        """Find the blocks that are printed on turned pages: wide tables, and headings over them."""
        turned = False
        for place, block in reversed(list(enumerate(self.document.blocks))):
            if isinstance(block, TableBlock):
                asked = block.landscape
                turned = is_wide(self.layouts[place]) if asked is None else asked
            turned = turned and isinstance(block, TableBlock | Heading)
            if turned:
                yield place

    def lines(self) -> Iterator[str]:
        """Set title, contents and blocks."""
        yield f"<header>\n<h1>{self.title}</h1>"
        yield from self.notice(self.document.notice)
        yield "</header>"
        yield from self.contents()
        if self.asks:
            yield f'<p class="hint">{self.words(phrase("rows.hint"))}</p>'
        yield "<main>"
        for place, block in enumerate(self.document.blocks):
            yield from self.block(place, block)
        yield "</main>"
        if self.document.footer is not None:
            yield f"<footer>{self.words(self.document.footer)}</footer>"

    @property
    def title(self) -> str:
        """Title of the report, escaped."""
        return escape(clean(self.edition.words(self.document.title)))

    def at(self, place: int) -> str:
        """Id of a block, and the place it has in every language."""
        return f'id="{self.name(place)}" data-place="{place}"'

    def name(self, place: int) -> str:
        """Id of a block."""
        return f"{self.edition.language}{place}"

    def words(self, text: Text) -> str:
        """Set words, symbols in italics, references as links."""
        pieces = references(text, self.labels, self.edition.language)
        return "".join(self.piece(said, name) for said, name in pieces)

    def piece(self, said: str, name: str) -> str:
        """Set some words, or a link to a table or figure."""
        shown = html_table.markup(rich(self.edition.said(said), self.edition.style))
        return f'<a href="#{self.name(self.places[name])}">{shown}</a>' if name else shown

    def notice(self, text: Text | None) -> Iterator[str]:
        """Set what must not be overlooked."""
        if text is not None:
            yield f'<p class="notice" role="note">{self.words(text)}</p>'

    def contents(self) -> Iterator[str]:
        """List headings, tables and figures, each with a link to its place."""
        entries = [
            line
            for place, block in enumerate(self.document.blocks)
            for line in self.entry(place, block)
        ]
        if entries:
            name = escape(self.edition.words(phrase("rendering.contents")))
            yield f'<nav aria-label="{name}">\n<p>{name}</p>\n<ul>'
            yield from entries
            yield "</ul>\n</nav>"

    def entry(self, place: int, block: Block) -> Iterator[str]:
        """List one block, if it has a title."""
        if isinstance(block, Heading):
            kind, text = f"level{block.level}", self.words(block.text)
        elif isinstance(block, TableBlock | FigureBlock):
            kind, text = "item", self.caption(block)
        else:
            return
        yield f'<li class="{kind}"><a href="#{self.name(place)}">{text}</a></li>'

    def caption(self, block: TableBlock | FigureBlock) -> str:
        """Set number and title of a table or figure."""
        title = block.table.title if isinstance(block, TableBlock) else block.title
        return self.words(caption(self.labels[block.id], title))

    def block(self, place: int, block: Block) -> Iterator[str]:
        """Set one block."""
        match block:
            case Heading(level, text):
                wide = ' class="wide"' if place in self.wide else ""
                yield f"<h{level + 1} {self.at(place)}{wide}>{self.words(text)}</h{level + 1}>"
            case Paragraph(text):
                yield f"<p>{self.words(text)}</p>"
            case Bullets(items):
                yield "<ul>" + "".join(f"<li>{self.words(item)}</li>" for item in items) + "</ul>"
            case Notice(text):
                yield from self.notice(text)
            case TableBlock():
                yield from self.table(place, block)
            case FigureBlock():
                yield from self.figure(place, block)

    def figure(self, place: int, block: FigureBlock) -> Iterator[str]:
        """Set a figure, its caption below."""
        picture = block.picture(self.edition.language)
        alt = clean(self.edition.words(block.alt))
        yield f"<figure {self.at(place)}>"
        yield inline(picture.svg, prefix=f"{self.name(place)}-", alt=alt)
        yield f"<figcaption>{self.caption(block)}</figcaption>"
        if self.document.notice is not None:
            yield f'<div class="notes"><p>{self.words(self.document.notice)}</p></div>'
        yield "</figure>"

    def table(self, place: int, block: TableBlock) -> Iterator[str]:
        """Set a table, its notes below; it scrolls by itself where the screen is narrow."""
        layout = self.layouts[place]
        yield f'<div class="table{" wide" if place in self.wide else ""}" {self.at(place)}>'
        name = f"{self.name(place)}-caption"
        yield f'<div class="scroll" role="region" aria-labelledby="{name}" tabindex="0">\n<table>'
        yield f'<caption id="{name}"><span>{self.caption(block)}</span></caption>'
        yield from html_table.grid(layout)
        yield "</table>\n</div>"
        yield from html_table.notes(layout)
        yield "</div>"
