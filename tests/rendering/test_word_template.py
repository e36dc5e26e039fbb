"""A user's Word document as template: what is taken, what is left, what is refused."""

import io
import zipfile

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from migrant_rh.errors import MigrantRHError
from migrant_rh.rendering.writers import word
from migrant_rh.rendering.writers.word_template import read_template

TEMPLATE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
DOCUMENT = TEMPLATE.replace("template", "document")


@pytest.fixture
def journal(tmp_path):
    """A template as Word in Chinese makes it: other ids, own page, a header, old text."""
    document = docx.Document()
    document.add_paragraph("old text of the template")
    document.add_table(2, 2)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.59), Cm(27.94)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.header.paragraphs[0].text = "Journal of Trials"
    document.styles["Heading 1"].font.size = Pt(21)
    _rename(document, "Heading 1", "1")
    _rename(document, "Normal", "a")
    for gone in ("List Bullet", "Body Text"):
        document.styles[gone].delete()
    linked = OxmlElement("w:attachedTemplate")
    relation = document.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS).relate_to(
        "file:///elsewhere/normal.dotm",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate",
        is_external=True,
    )
    linked.set(qn("r:id"), relation)
    document.settings.element.insert(0, linked)
    path = tmp_path / "journal.docx"
    document.save(path)
    return path


def _rename(document, name, new):
    old = document.styles[name].style_id
    for each in document.styles.element.iter(qn("w:basedOn"), qn("w:next"), qn("w:link")):
        if each.get(qn("w:val")) == old:
            each.set(qn("w:val"), new)
    document.styles[name].element.set(qn("w:styleId"), new)


def changed(path, **parts):
    """The same package with other parts; None takes a part away."""
    stream = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            if parts.get(name, ...) is not None:
                new.writestr(name, parts.get(name, old.read(name)))
        for name in set(parts) - set(old.namelist()):
            new.writestr(name, parts[name])
    path.write_bytes(stream.getvalue())
    return path


def written(report, edition, path, tmp_path):
    target = tmp_path / "report.docx"
    word.write(report, edition, target, template=read_template(path))
    return docx.Document(target)


def test_styles_are_met_by_name_and_kept(report, zh, journal, tmp_path):
    document = written(report, zh, journal, tmp_path)
    heading = next(p for p in document.paragraphs if p.style.name == "Heading 1")
    assert heading.style.style_id == "1"
    assert heading.style.font.size == Pt(21)
    ids = {style.style_id for style in document.styles}
    used = document.element.iter(qn("w:pStyle"), qn("w:tblStyle"))
    assert {each.get(qn("w:val")) for each in used} <= ids


def test_what_is_missing_is_added_and_inherits_fonts(report, zh, journal, tmp_path):
    document = written(report, zh, journal, tmp_path)
    for name in ("Table Text", "Body Text", "List Bullet"):
        style = document.styles[name]
        assert style.base_style.style_id == "a"
        assert style.element.find(f".//{qn('w:rFonts')}") is None
    number = document.styles["List Bullet"].element.find(f".//{qn('w:numId')}").get(qn("w:val"))
    listed = document.part.numbering_part.element
    places = [child.tag for child in listed]
    assert places == sorted(places)  # abstractNum before num
    assert listed.xpath(f"./w:num[@w:numId='{number}']/w:abstractNumId/@w:val") == [number]


def test_page_and_header_are_the_templates_and_its_text_is_not(report, zh, journal, tmp_path):
    document = written(report, zh, journal, tmp_path)
    upright = [s for s in document.sections if s.page_width < s.page_height]
    assert {round(s.page_width.cm, 1) for s in upright} == {21.6}
    assert {round(s.left_margin.cm, 1) for s in upright} == {3.0}
    assert {s.header.paragraphs[0].text for s in document.sections} == {"Journal of Trials"}
    assert not any("old text" in p.text for p in document.paragraphs)
    line = upright[0].page_width - upright[0].left_margin - upright[0].right_margin
    widths = [int(c.get(qn("w:w"))) for c in document.tables[1]._tbl.tblGrid]
    assert sum(widths) == pytest.approx(line / 635, abs=2)  # EMU in a twip


def test_nothing_points_elsewhere(report, zh, journal, tmp_path):
    document = written(report, zh, journal, tmp_path)
    assert not document.settings.element.findall(qn("w:attachedTemplate"))
    rels = [rel for part in document.part.package.iter_parts() for rel in part.rels.values()]
    assert not any(rel.is_external for rel in rels)


def test_a_dotx_is_taken_and_gives_a_document(report, en, journal, tmp_path):
    types = zipfile.ZipFile(journal).read("[Content_Types].xml").decode()
    changed(journal, **{"[Content_Types].xml": types.replace(DOCUMENT, TEMPLATE)})
    document = written(report, en, journal, tmp_path)
    assert document.part.content_type == DOCUMENT


def test_a_template_without_lists_and_header_gets_ours(report, zh, tmp_path):
    path = tmp_path / "bare.docx"
    bare = docx.Document()
    bare.styles["List Bullet"].delete()
    for name, relation in list(bare.part.rels.items()):
        if relation.reltype.endswith("/numbering"):
            del bare.part.rels[name]
    bare.save(path)
    document = written(report, zh, path, tmp_path)
    assert document.sections[0].header.paragraphs[0].text == "模拟数据 & 仅供演示"
    assert len(document.part.numbering_part.element) == 2


def test_two_writings_are_the_same(report, zh, journal, tmp_path):
    paths = [tmp_path / name for name in ("a.docx", "b.docx")]
    for path in paths:
        word.write(report, zh, path, template=read_template(journal))
    assert paths[0].read_bytes() == paths[1].read_bytes()


def refusal(path):
    with pytest.raises(MigrantRHError) as caught:
        read_template(path)
    assert caught.value.problems[0].where.file == str(path)
    return caught.value.to("en")


def test_macros_are_refused(journal):
    assert "macros" in refusal(changed(journal, **{"word/vbaProject.bin": b"x"}))


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04" + b"\0" * 40])
def test_other_files_are_refused(tmp_path, content):
    path = tmp_path / "x.docx"
    path.write_bytes(content)
    assert "not a Word document" in refusal(path)


def test_a_missing_file_is_told(tmp_path):
    assert "cannot be read" in refusal(tmp_path / "none.docx")


def test_a_workbook_is_refused(tmp_path):
    path = tmp_path / "x.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    assert "not a Word document" in refusal(path)


def test_a_document_type_is_refused(journal):
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><w:styles>&a;</w:styles>'
    assert "not a Word document" in refusal(changed(journal, **{"word/styles.xml": bomb}))


def test_what_unpacks_to_very_much_is_refused(journal):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", DOCUMENT)
        archive.writestr("word/media/image1.png", b"\0" * 100_000_001)
    journal.write_bytes(stream.getvalue())
    assert "very large" in refusal(journal)


def test_a_broken_part_is_refused_without_a_traceback(report, zh, journal, tmp_path):
    changed(journal, **{"word/document.xml": b"<w:document"})
    with pytest.raises(MigrantRHError, match="not a Word document"):
        written(report, zh, journal, tmp_path)


def test_too_narrow_a_page_is_told(report, zh, journal, tmp_path):
    document = docx.Document(journal)
    document.sections[0].left_margin = Cm(15)
    document.save(journal)
    with pytest.raises(MigrantRHError, match="too short: tables need 9 cm"):
        written(report, zh, journal, tmp_path)
