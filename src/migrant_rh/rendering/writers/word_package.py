"""The package around a Word report: an empty one of our own, pages, and equal bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from migrant_rh.rendering.writers import word_styles
from migrant_rh.rendering.writers.paper import A4, MARGIN, Page
from migrant_rh.words import Language

if TYPE_CHECKING:
    from docx.document import Document as Package

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
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
class Shell:
    """A package to be filled.

    Attributes
    ----------
    docx : docx.document.Document
        The open package.
    page : Page
        Its paper.
    styles : mapping of str to str
        Ids of the styles in the package, by ours; those not listed are named alike.
    plain : bool
        Whether header and footer are still to be written.
    """

    docx: Package
    page: Page
    styles: Mapping[str, str]
    plain: bool


def empty(language: Language) -> Shell:
    """Open an empty package with our own styles, settings and bullets in it, on A4."""
    import docx  # noqa: PLC0415  (heavy)

    document = docx.Document()
    _drop_parts(document.part)
    _drop_parts(document.part.package)
    refill(document.styles, word_styles.styles(language))
    refill(document.settings, word_styles.settings())
    refill(document.part.numbering_part, word_styles.numbering())
    section = document.sections[0]
    section.top_margin = section.bottom_margin = length(MARGIN)
    section.left_margin = section.right_margin = length(MARGIN)
    section.header_distance = section.footer_distance = length(MARGIN // 2)
    return Shell(document, A4, {}, plain=True)


def refill(part: Any, xml: str) -> None:
    """Put other children into the root of a part."""
    from docx.oxml import parse_xml  # noqa: PLC0415  (heavy)

    for child in list(part.element):
        part.element.remove(child)
    part.element.extend(list(parse_xml(xml)))


def graft(element: Any, before: Any) -> None:
    """Move an element of another tree in front of one of the package.

    lxml takes time with the square of the size of what is moved, seconds for a long table; moved
    child by child it takes none to speak of.
    """
    children = list(element)
    for child in children:
        element.remove(child)
    before.addprevious(element)
    element.extend(children)


def turn(section: Any, page: Page, *, landscape: bool) -> None:
    """Make the pages of a section upright, with the margins they have, or turned."""
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415  (heavy)

    sides = (page.long, page.short) if landscape else (page.short, page.long)
    section.page_width, section.page_height = map(length, sides)
    if landscape:
        section.left_margin = section.right_margin = length(page.turned_sides // 2)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT


def length(twips: int) -> Any:
    """Give a length as python-docx counts it."""
    from docx.shared import Twips  # noqa: PLC0415  (heavy)

    return Twips(twips)


def repacked(package: bytes) -> bytes:
    """Pack a package again without the time of day."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            packed = name.endswith(".png")
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return stream.getvalue()


def _drop_parts(source: Any) -> None:
    """Leave out what an empty package brings and we do not use: theme, thumbnail, custom data."""
    for name, relation in list(source.rels.items()):
        if relation.reltype.rpartition("/")[2] not in _KEPT:
            del source.rels[name]
