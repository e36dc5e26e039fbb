"""A user's Word document as the template of a report: its styles, page, header and footer.

Only these are taken; its text is not. Styles are met by name, since Word gives them other ids in
other languages; those the template lacks are added without fonts, so that its own are inherited.
The file is treated as hostile: its size is looked at before it is opened, macros and document types
are refused, and the link to a template elsewhere is cut.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migrant_rh.errors import MigrantRHError, Place, Problem
from migrant_rh.rendering.writers import word_styles
from migrant_rh.rendering.writers.paper import TURNED_MARGIN, Page
from migrant_rh.rendering.writers.word_package import Shell
from migrant_rh.words import Language, Text, phrase

if TYPE_CHECKING:
    from docx.document import Document as Package

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}.main+xml"
_MOST_PARTS = 2_000
_MOST_BYTES = 100_000_000
_TYPES = "[Content_Types].xml"
_NUMBERING = "/word/numbering.xml"
_NUMBERING_TYPE = _MAIN.format("numbering").replace(".main", "")
_NARROWEST = 5_000
_DIGIT = 11.2
"""Width of a digit for each point of type, in the sans serif that a template may well have."""
_BULLET = "9001"
"""Number of our bullet in a template: far above those that Word gives."""
_XML = (".xml", ".rels")


@dataclass(frozen=True, slots=True)
class Template:
    """A checked Word document.

    Attributes
    ----------
    file : str
        Where it came from, for messages.
    package : bytes
        The document.
    """

    file: str
    package: bytes


def read_template(path: Path) -> Template:
    """Read a template: a ``.docx`` or ``.dotx`` without macros.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Template

    Raises
    ------
    MigrantRHError
        If it is not there, not such a file, has macros, or would be very large when opened.
    """
    try:
        package = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise _refused(path, "unreadable", reason=reason) from None
    try:
        return Template(path.name, _checked(path, package))
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, UnicodeError):
        raise _refused(path, "not_word") from None


def opened(template: Template, language: Language) -> Shell:
    """Open a template without its text, its styles completed by those of a report.

    Parameters
    ----------
    template : Template
        The document.
    language : {"zh", "en"}
        Language of the report.

    Raises
    ------
    MigrantRHError
        If Word's own library cannot open it, or its lines are too short for a table.
    """
    document = _document(template)
    _clear(document)
    page = _page(document)
    if page.upright < _NARROWEST:
        raise _refused(Path(template.file), "narrow", least=f"{_NARROWEST / 567:.0f}")
    return Shell(document, page, _completed(document, language), plain=_is_blank(document))


def _checked(path: Path, package: bytes) -> bytes:
    """Look at a package before anything of it is opened; make a template a document."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        entries = archive.infolist()
        if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > _MOST_BYTES:
            raise _refused(path, "large")
        types = archive.read(_TYPES).decode("utf-8")
        if "macroEnabled" in types or any("vbaProject" in entry.filename for entry in entries):
            raise _refused(path, "macros")
        if not any(_MAIN.format(kind) in types for kind in ("document", "template")):
            raise _refused(path, "not_word")
        parts = {entry.filename: archive.read(entry) for entry in entries}
    if any(
        b"<!DOCTYPE" in part for name, part in parts.items() if name.endswith((".xml", ".rels"))
    ):
        raise _refused(path, "not_word")
    parts[_TYPES] = types.replace(_MAIN.format("template"), _MAIN.format("document")).encode()
    return _packed(parts)


def _packed(parts: dict[str, bytes]) -> bytes:
    """Pack parts into a package."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def _document(template: Template) -> Package:
    """Open the package."""
    import docx  # noqa: PLC0415  (heavy)

    try:
        document: Package = docx.Document(io.BytesIO(template.package))
        document.sections[0].page_width  # noqa: B018  (a document without a section fails here)
    except Exception:  # noqa: BLE001  (a broken package fails in any of a dozen ways)
        raise _refused(Path(template.file), "not_word") from None
    return document


def _clear(document: Package) -> None:
    """Take the text away, and the link to a template elsewhere."""
    from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415  (heavy)

    body = document.element.body
    for child in list(body):
        if child is not body.sectPr:
            body.remove(child)
    for kind in body.sectPr.xpath("./w:type"):
        body.sectPr.remove(kind)
    settings = document.settings.element
    for linked in settings.xpath("./w:attachedTemplate"):
        settings.remove(linked)
    part = document.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS)
    for name, relation in list(part.rels.items()):
        if relation.reltype.endswith("/attachedTemplate"):
            del part.rels[name]


def _page(document: Package) -> Page:
    """Measure the paper of the last section."""
    section = document.sections[-1]
    sides = (section.page_width, section.page_height)
    short, long = sorted(_twips(side) for side in sides)
    blank = _twips(section.left_margin) + _twips(section.right_margin)
    return Page(short, long, blank, 2 * TURNED_MARGIN, _DIGIT)


def _twips(length: Any) -> int:
    """Give a length in twentieths of a point; nothing said is nothing."""
    return 0 if length is None else round(length.twips)


def _is_blank(document: Package) -> bool:
    """Tell whether header and footer are both without text, pictures and fields."""
    section = document.sections[-1]
    return not any(
        each.part.element.xpath(".//w:t | .//w:drawing | .//w:fldSimple | .//w:instrText")
        for each in (section.header, section.footer)
        if not each.is_linked_to_previous
    )


def _completed(document: Package, language: Language) -> dict[str, str]:
    """Add the styles that are not there, and give the ids of all by ours."""
    from docx.oxml import parse_xml  # noqa: PLC0415  (heavy)

    ours = parse_xml(word_styles.styles(language)).xpath("./w:style")
    theirs = {_name(style): style.styleId for style in document.styles.element.xpath("./w:style")}
    taken = set(theirs.values())
    ids: dict[str, str] = {}
    added = []
    for style in ours:
        found = theirs.get(_name(style))
        if found is None:
            added.append(style)
            found = style.styleId if style.styleId not in taken else f"MRH{style.styleId}"
        ids[style.styleId] = found
    for style in added:
        _adapt(style, ids)
        document.styles.element.append(style)
    if any(style.xpath(".//w:numPr") for style in added):
        _add_bullet(document)
    return ids


def _name(style: Any) -> str:
    """Give the name of a style as Word compares names."""
    names = style.xpath("./w:name/@w:val")
    return str(names[0]).lower() if names else ""


def _adapt(style: Any, ids: dict[str, str]) -> None:
    """Let an added style inherit fonts, and name others as the template does."""
    from docx.oxml.ns import qn  # noqa: PLC0415  (heavy)

    style.set(qn("w:styleId"), ids[style.styleId])
    if style.get(qn("w:default")) is not None:
        del style.attrib[qn("w:default")]
    for font in style.xpath(".//w:rFonts"):
        font.getparent().remove(font)
    for named in style.xpath("./w:basedOn | ./w:next"):
        named.set(qn("w:val"), ids.get(named.get(qn("w:val")), named.get(qn("w:val"))))
    for number in style.xpath(".//w:numPr/w:numId"):
        number.set(qn("w:val"), _BULLET)


def _add_bullet(document: Package) -> None:
    """Define our bullet beside the lists of the template."""
    from docx.oxml import parse_xml  # noqa: PLC0415  (heavy)
    from docx.oxml.ns import qn  # noqa: PLC0415  (heavy)

    bullet, number = parse_xml(word_styles.numbering())
    bullet.set(qn("w:abstractNumId"), _BULLET)
    number.set(qn("w:numId"), _BULLET)
    number.find(qn("w:abstractNumId")).set(qn("w:val"), _BULLET)
    root = _numbering(document)
    defined = root.findall(qn("w:abstractNum"))
    root.insert(root.index(defined[-1]) + 1 if defined else 0, bullet)
    numbers = root.findall(qn("w:num"))
    (numbers[-1] if numbers else bullet).addnext(number)


def _numbering(document: Package) -> Any:
    """Give the root of the part with the lists; made if the template has none."""
    from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415  (heavy)
    from docx.opc.packuri import PackURI  # noqa: PLC0415  (heavy)
    from docx.oxml import parse_xml  # noqa: PLC0415  (heavy)
    from docx.parts.numbering import NumberingPart  # noqa: PLC0415  (heavy)

    part = document.part
    try:
        listed: Any = part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
    except KeyError:
        root = parse_xml(word_styles.numbering())
        for child in list(root):
            root.remove(child)
        listed = NumberingPart(PackURI(_NUMBERING), _NUMBERING_TYPE, root, part.package)
        part.relate_to(listed, RELATIONSHIP_TYPE.NUMBERING)
    return listed.element


def _refused(path: Path, why: str, **facts: object) -> MigrantRHError:
    """State why a template cannot be used."""
    found: Text = phrase(f"rendering.template_{why}", **facts)
    remedy = phrase("rendering.template_remedy")
    return MigrantRHError(Problem("word.template", Place(str(path)), found, remedy=remedy))
