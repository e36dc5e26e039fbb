"""The Word document: reopened, and held against the order the schema demands."""

import dataclasses
import re
import time
import zipfile
from itertools import takewhile

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn

from migrant_rh.rendering.cells import CountPercent
from migrant_rh.rendering.document import (
    Document,
    FigureBlock,
    Heading,
    Paragraph,
    TableBlock,
)
from migrant_rh.rendering.layout import FIGURE_SPACE
from migrant_rh.rendering.table import Column, Row, Table
from migrant_rh.rendering.writers import word
from migrant_rh.words import Text

# ECMA-376 part 1, CT_…: the children we write, in the order of the sequence.
ORDER = {
    "tbl": "bookmarkStart tblPr tblGrid tr",
    "tblPr": """tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW
        jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption
        tblDescription""",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
    "tr": "tblPrEx trPr tc",
    "tc": "tcPr p",
    "tcPr": """cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection
        tcFitText vAlign hideMark""",
    "tcBorders": "top left bottom right insideH insideV tl2br tr2bl",
    "pPr": """pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr
        suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct
        topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind
        contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment
        textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange""",
    "rPr": """rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint
        noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect
        bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath""",
    "sectPr": """headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc
        pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi
        rtlGutter docGrid printerSettings""",
    "style": """name aliases basedOn next link autoRedefine hidden uiPriority semiHidden
        unhideWhenUsed qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr trPr
        tcPr tblStylePr""",
    "styles": "docDefaults latentStyles style",
    "docDefaults": "rPrDefault pPrDefault",
    "numbering": "numPicBullet abstractNum num",
    "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
    "lvl": """start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr
        rPr""",
    "settings": """writeProtection view zoom defaultTabStop characterSpacingControl compat
        themeFontLang decimalSymbol listSeparator""",
}
PARTS = ("document", "styles", "settings", "numbering", "header1", "footer1")


@pytest.fixture
def write(report, tmp_path):
    def written(edition, document=report):
        path = tmp_path / "report.docx"
        word.write(document, edition, path)
        return docx.Document(path)

    return written


def text_of(cell):
    return cell.text.replace(FIGURE_SPACE, "")


def attribute(element, name):
    return element.get(qn(f"w:{name}"))


def captions(document):
    return [p for p in document.paragraphs if p.style.style_id == "Caption"]


def caption_text(paragraph):
    return "".join(paragraph._p.xpath(".//w:t/text()"))


def fields(element):
    return [str(text).strip() for text in element.xpath(".//w:instrText/text()")]


def test_children_stand_in_the_order_of_the_schema(write, zh, tmp_path):
    write(zh)
    seen = set()
    with zipfile.ZipFile(tmp_path / "report.docx") as package:
        for part in PARTS:
            for element in docx.oxml.parse_xml(package.read(f"word/{part}.xml")).iter():
                name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
                if name in ORDER and element.tag.startswith(f"{{{element.nsmap['w']}}}"):
                    order = ORDER[name].split()
                    places = [order.index(child.tag.rpartition("}")[2]) for child in element]
                    assert places == sorted(places), (part, name)
                    seen.add(name)
    assert seen >= {"tblPr", "tcPr", "pPr", "rPr", "sectPr", "style", "settings", "lvl"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_style_names_fonts_of_both_scripts_and_no_theme(write, request, language):
    document = write(request.getfixturevalue(language))
    styles = [style for style in document.styles if style.type != WD_STYLE_TYPE.LIST]
    assert len(styles) > 15
    for style in styles:
        fonts = style.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        heavy = style.name.startswith(("Title", "Heading", "Caption"))
        assert attribute(fonts, "eastAsia") == ("SimHei" if heavy else "SimSun"), style.name
        assert attribute(fonts, "ascii") == attribute(fonts, "hAnsi") == "Times New Roman"
        assert not any("heme" in key for key in fonts.keys())  # noqa: SIM118  (an element)


def test_every_style_used_is_there(write, zh):
    document = write(zh)
    ids = {style.style_id for style in document.styles}
    used = {attribute(e, "val") for e in document.element.iter(qn("w:pStyle"), qn("w:tblStyle"))}
    assert used <= ids
    assert "theme" not in str(sorted(part.partname for part in document.part.package.iter_parts()))


def test_the_language_of_both_scripts_is_set(write, zh):
    language = write(zh).styles.element.find(f".//{qn('w:lang')}")
    assert (attribute(language, "val"), attribute(language, "eastAsia")) == ("en-US", "zh-CN")


def test_three_rules_and_partial_rules_under_spanners(write, zh):
    table = write(zh).tables[1]._tbl
    borders = table.tblPr.find(qn("w:tblBorders"))
    assert {border.tag.rpartition("}")[2]: attribute(border, "sz") for border in borders} == {
        "top": "12",
        "bottom": "12",
    }
    first, second = table.tr_lst[:2]
    under = [
        cell.find(f"{qn('w:tcPr')}/{qn('w:tcBorders')}/{qn('w:bottom')}") for cell in second.tc_lst
    ]
    assert [attribute(border, "sz") for border in under] == ["6"] * 6
    ruled = [cell.find(f".//{qn('w:pBdr')}/{qn('w:bottom')}") is not None for cell in first.tc_lst]
    assert ruled == [False, True, True, False]
    assert not any(row.findall(f".//{qn('w:tcBorders')}") for row in table.tr_lst[2:])


def test_headers_repeat_and_rows_do_not_split(write, zh):
    for table in write(zh).tables:
        rows = table._tbl.tr_lst
        repeated = [row.trPr.find(qn("w:tblHeader")) is not None for row in rows]
        assert repeated == [True, True] + [False] * (len(rows) - 2)
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)


def test_notes_stay_together_on_the_page_of_the_last_row(write, zh):
    document = write(zh)
    assert document.styles["Table Note"].paragraph_format.keep_together
    tables = [table._tbl for table in document.tables]
    below = [list(takewhile(_is_note, table.itersiblings())) for table in tables]
    assert max(map(len, below)) > 1
    for notes in below:
        keeps = [note.find(f".//{qn('w:keepNext')}") is not None for note in notes]
        assert keeps == [True] * (len(notes) - 1) + [False]


def _is_note(element):
    return element.tag == qn("w:p") and element.style == "TableNote"


def test_the_cells_are_those_of_the_table(write, zh):
    rows = write(zh).tables[1].rows
    assert [text_of(cell) for cell in rows[3].cells] == [
        "对照组",
        "508 (51.52)",
        "51.52",
        "2.93",
        "0.087",
        "10.38 (−1.21～21.97)",
    ]
    assert [text_of(cell) for cell in rows[0].cells] == [
        "现场",
        "基线",
        "基线",
        "检验",
        "检验",
        "率差a",
    ]
    assert {text_of(cell) for cell in rows[2].cells} == {"北京"}


def test_every_row_fills_the_grid(write, zh):
    for table in write(zh).tables:
        grid = [int(attribute(column, "w")) for column in table._tbl.tblGrid]
        for row in table._tbl.tr_lst:
            widths = [int(attribute(cell.tcPr.find(qn("w:tcW")), "w")) for cell in row.tc_lst]
            assert sum(widths) == sum(grid)
            assert sum(cell.grid_span for cell in row.tc_lst) == len(grid)


def test_hostile_text_is_shown_as_it_is(write, zh, hostile):
    table = write(zh).tables[2]
    shown = [text_of(row.cells[0]).removesuffix("a") for row in table.rows[2:]]
    assert shown == [row.label.zh for row in hostile.rows]
    assert "=<b>Title</b> & 'x'" in caption_text(captions(write(zh))[3])


@pytest.mark.parametrize(
    ("language", "labels", "sequences"),
    [
        ("zh", ["表1", "表2", "图1", "表3"], ["表", "表", "图", "表"]),
        (
            "en",
            ["Table 1", "Table 2", "Figure 1", "Table 3"],
            ["Table", "Table", "Figure", "Table"],
        ),
    ],
)
def test_captions_count_themselves(write, request, language, labels, sequences):
    found = captions(write(request.getfixturevalue(language)))
    assert [re.match(r"\D+\d", caption_text(p))[0] for p in found] == labels
    told = [field.split()[:2] for p in found for field in fields(p._p)]
    assert told == [["SEQ", name] for name in sequences]
    marks = [p._p.find(qn("w:bookmarkStart")) for p in found]
    assert [attribute(mark, "name") for mark in marks] == [
        "table_1",
        "table_2",
        "figure_1",
        "table_3",
    ]
    assert len({attribute(mark, "id") for mark in marks}) == 4


def test_captions_stand_above_tables_and_below_figures(write, zh):
    body = [e for e in write(zh).element.body if e.tag in (qn("w:p"), qn("w:tbl"))]
    places = [i for i, e in enumerate(body) if e.tag == qn("w:tbl")]
    assert all(body[place - 1].style == "Caption" for place in places)
    figure = next(i for i, e in enumerate(body) if e.find(f".//{qn('w:drawing')}") is not None)
    assert body[figure + 1].style == "Caption"


def test_wide_tables_turn_the_page_with_the_heading_over_them(write, zh):
    document = write(zh)
    lying = [section.page_width > section.page_height for section in document.sections]
    assert lying == [False, True, False]
    last = {p.text: p._p.find(f".//{qn('w:sectPr')}") is not None for p in document.paragraphs}
    assert last["须谨慎解释。"]
    assert not last["基线"]


@pytest.mark.parametrize(("asked", "lying"), [(True, True), (False, False), (None, False)])
def test_a_page_is_turned_as_asked(write, rates, zh, asked, lying):
    document = write(zh, Document(Text.same("T"), (TableBlock(rates, landscape=asked),)))
    assert [s.page_width > s.page_height for s in document.sections] == [lying]


@pytest.mark.parametrize(("height_cm", "lying"), [(8.0, [True]), (12.0, [True, False, True])])
def test_only_a_low_figure_stays_between_turned_tables(write, rates, picture, zh, height_cm, lying):
    picture = dataclasses.replace(picture, width_cm=16.0, height_cm=height_cm)
    figure = FigureBlock("f", Text.same("F"), Text.same("drawn"), {"zh": picture})
    tables = (dataclasses.replace(rates, id=name) for name in ("before", "after"))
    before, after = (TableBlock(table, landscape=True) for table in tables)
    document = write(zh, Document(Text.same("T"), (before, figure, after)))
    assert [s.page_width > s.page_height for s in document.sections] == lying


def test_the_notice_heads_every_page_and_the_foot_counts_them(write, zh):
    for section in write(zh).sections:
        assert section.header.paragraphs[0].text == "模拟数据 & 仅供演示"
        assert fields(section.footer._element) == ["PAGE", "NUMPAGES"]
        assert section.footer.paragraphs[0].text == "migrant-rh <0.1>"


def test_symbols_are_italic_and_marks_raised(write, zh):
    document = write(zh)
    paragraph = next(p for p in document.paragraphs if "9.36" in p.text)
    assert [run.text for run in paragraph.runs if run.italic] == ["χ", "P"]
    head = document.tables[1].rows[0].cells[5].paragraphs[0]
    assert [run.text for run in head.runs if run.font.superscript] == ["a"]


def test_figures_have_a_description_and_keep_their_shape(write, zh):
    document = write(zh)
    shape = document.inline_shapes[0]
    assert shape._inline.docPr.get("descr") == '折线图："<升>"'
    assert shape.width.cm == pytest.approx(8.0, abs=0.01)
    assert shape.width == pytest.approx(2 * shape.height, abs=2)


def test_a_second_file_is_the_same_and_holds_no_time_of_day(report, zh, tmp_path):
    first, second = tmp_path / "a.docx", tmp_path / "b.docx"
    word.write(report, zh, first)
    word.write(report, zh, second)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = docx.Document(first).core_properties
    assert properties.created.year == properties.modified.year == 2000
    assert properties.title == "干预效果 <评价> & 报告"
    assert properties.author == ""


def test_a_report_without_anything_is_a_document(write, en):
    document = write(en, Document(Text.same("T"), ()))
    assert [p.text for p in document.paragraphs] == ["T"]


def test_a_heading_at_the_end_stays_upright(write, en):
    document = write(
        en, Document(Text.same("T"), (Paragraph(Text.same("p")), Heading(1, Text.same("h"))))
    )
    assert len(document.sections) == 1


def test_a_table_without_rows_is_a_table(write, rates, en):
    empty = dataclasses.replace(rates, rows=(), notes=rates.notes[1:])
    assert len(write(en, Document(Text.same("T"), (TableBlock(empty),))).tables[0].rows) == 2


def test_eight_large_tables_take_less_than_a_second_of_work(zh, tmp_path):
    columns = tuple(Column(Text.same(f"c{place}")) for place in range(14))
    rows = tuple(Row(Text.same(f"r{place}"), (CountPercent(508, 986),) * 14) for place in range(40))
    tables = [
        Table(id=f"t{place}", title=Text.same("T"), stub=Text.same(""), columns=columns, rows=rows)
        for place in range(8)
    ]
    report = Document(Text.same("T"), tuple(map(TableBlock, tables)))
    word.write(report, zh, tmp_path / "warm.docx")
    start = time.process_time()
    word.write(report, zh, tmp_path / "timed.docx")
    assert time.process_time() - start < 1.0
