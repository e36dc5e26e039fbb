"""The page: what a browser finds in it."""

import base64
import dataclasses
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from migrant_rh.rendering.cells import Number
from migrant_rh.rendering.document import Document, FigureBlock, TableBlock
from migrant_rh.rendering.layout import FIGURE_SPACE
from migrant_rh.rendering.table import Column, Row, Table
from migrant_rh.rendering.writers import html
from migrant_rh.results.rows import Results
from migrant_rh.results.rows import Row as ResultRow
from migrant_rh.words import Text

VOID = {"meta", "path", "rect", "use", "colgroup"}


class Page(HTMLParser):
    """Elements with their attributes, and the text of table cells."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.tables: list[list[list[tuple[str, dict[str, str | None], str]]]] = []
        self.stack: list[str] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append((tag, dict(attrs), ""))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.stack.pop() == tag

    def handle_data(self, data):
        if "style" not in self.stack:
            self.texts.append(data)
        if "td" in self.stack or "th" in self.stack:
            tag, attributes, text = self.tables[-1][-1][-1]
            self.tables[-1][-1][-1] = (tag, attributes, text + data.replace(FIGURE_SPACE, ""))

    def named(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def page(report, zh):
    return Page(html.page(report, [zh]))


def test_every_element_is_closed_in_order(page):
    assert page.stack == []


def test_the_page_says_its_language(report, zh, en):
    assert Page(html.page(report, [zh])).named("html") == [{"lang": "zh-CN"}]
    assert Page(html.page(report, [en])).named("html") == [{"lang": "en"}]


def test_nothing_is_fetched_and_nothing_runs(report, zh):
    text = html.page(report, [zh])
    page = Page(text)
    policy = next(m["content"] for m in page.named("meta") if "http-equiv" in m)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "style-src 'unsafe-inline'; img-src data:; base-uri 'none'" in policy
    assert not {"script", "link", "iframe", "object", "b"} & {name for name, _ in page.elements}
    assert all(href.startswith("#") for a in page.named("a") for href in [a["href"]])
    assert not any(key.startswith("on") for _, attrs in page.elements for key in attrs)
    assert "url(" not in re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]


def test_a_page_in_two_languages_holds_both_and_one_script(report, zh, en):
    text = html.page(report, [zh, en])
    page = Page(text)
    articles = page.named("article")
    assert [(a["data-language"], a["lang"], "hidden" in a) for a in articles] == [
        ("zh", "zh-CN", False),
        ("en", "en", True),
    ]
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    assert f"'sha256-{digest}'" in html.policy()
    assert page.named("button")


def test_rows_told_on_demand_cannot_leave_their_script(zh):
    stated = ResultRow(
        analysis="rates", outcome="</script><b>&", scale="rd", estimate=0.5, df=float("inf")
    )
    results = Results.of([stated])
    (row,) = results.rows
    cell = Number(0.5, sources=(row.id,))
    table = Table(
        id="t",
        title=Text.same("t"),
        stub=Text.same(""),
        columns=(Column(Text.same("n")),),
        rows=(Row(Text.same("x"), (cell,)),),
    )
    text = html.page(Document(Text.same("T"), (TableBlock(table),)), [zh], results=results)
    page = Page(text)
    assert "b" not in {name for name, _ in page.elements}
    (content,) = re.findall(r'<script type="application/json" id="rows">(.*?)</script>', text)
    told = json.loads(content)
    words = told["words"]["zh"]
    said = [
        (words[name], words[c[0]] if isinstance(c, list) else c) for name, c in told["rows"][row.id]
    ]
    assert ("结局/变量", "</script><b>&") in said
    assert ("估计值", 0.5) in said
    assert ("自由度", None) in said  # infinite


def test_hostile_text_is_shown_as_it_is(page, hostile):
    shown = [row[0][2].removesuffix("a") for row in page.tables[2][2:]]
    assert shown == [row.label.zh for row in hostile.rows]
    assert page.tables[2][0][1][2] == "=cmd()|<x>"


def test_the_cells_are_those_of_the_table(page):
    body = page.tables[1][2:]
    assert [cell[2] for cell in body[1]] == [
        "对照组",
        "508 (51.52)",
        "51.52",
        "2.93",
        "0.087",
        "10.38 (−1.21～21.97)",
    ]
    assert [cell[2] for cell in body[2]] == [
        "干预组",
        "12\u202f345",
        "−0.13",
        "9.7",
        "<0.001b",
        "—c",
    ]


def test_headings_say_what_they_head(page):
    first, second = page.tables[1][:2]
    assert [(cell[2], cell[1].get("colspan"), cell[1].get("rowspan")) for cell in first] == [
        ("现场", None, "2"),
        ("基线", "2", None),
        ("检验", "2", None),
        ("率差a", None, "2"),
    ]
    assert [cell[1]["scope"] for cell in first] == ["col", "colgroup", "colgroup", "col"]
    assert [cell[1]["scope"] for cell in second] == ["col"] * 4
    assert [row[0][1]["scope"] for row in page.tables[1][2:]] == [
        "rowgroup",
        "row",
        "row",
        "rowgroup",
    ]
    assert page.tables[1][2][0][1]["colspan"] == "6"


def test_every_row_fills_the_width_of_its_table(page):
    for table in page.tables:
        width = sum(int(cell[1].get("colspan", 1)) for cell in table[0])
        reaching: dict[int, int] = {}
        for place, row in enumerate(table):
            own = sum(int(cell[1].get("colspan", 1)) for cell in row)
            assert own + reaching.get(place, 0) == width
            for cell in row:
                for below in range(1, int(cell[1].get("rowspan", 1))):
                    span = int(cell[1].get("colspan", 1))
                    reaching[place + below] = reaching.get(place + below, 0) + span


def test_a_number_says_which_rows_it_prints(page):
    cells = [cell[1] for row in page.tables[1] for cell in row]
    told = [attributes["data-rows"] for attributes in cells if "data-rows" in attributes]
    assert told == ["rates-1 rates-2", "did-1"]


def test_levels_of_headings_do_not_jump(page):
    levels = [int(name[1]) for name, _ in page.elements if re.fullmatch(r"h\d", name)]
    assert levels == [1, 2, 2, 3]


def test_contents_lead_to_every_heading_table_and_figure(page):
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = [a["href"][1:] for a in page.named("a")]
    assert len(targets) == 7
    assert set(targets) <= set(ids)


def test_figures_tell_what_they_show(page):
    drawing = next(attributes for name, attributes in page.elements if name == "svg")
    assert (drawing["role"], drawing["aria-label"]) == ("img", '折线图："<升>"')


def test_wide_tables_and_the_headings_over_them_are_printed_on_turned_pages(page):
    wide = [
        name
        for name, attributes in page.elements
        if "wide" in (attributes.get("class") or "").split()
    ]
    assert wide == ["h2", "div"]


def test_the_notice_is_told_above_and_under_every_table_and_figure(report, en):
    text = html.page(report, [en])
    assert text.count("Synthetic data &amp; nothing else") == 1 + 4
    assert "Synthetic" not in html.page(dataclasses.replace(report, notice=None), [en])


def test_a_second_page_is_the_same(report, zh, tmp_path):
    html.write(report, [zh], tmp_path / "a.html")
    html.write(report, [zh], tmp_path / "b.html")
    first = (tmp_path / "a.html").read_bytes()
    assert first == (tmp_path / "b.html").read_bytes()
    assert first.decode("utf-8") == html.page(report, [zh])


def test_a_report_without_anything_is_a_page(en):
    page = Page(html.page(Document(Text.same("<T>"), ()), [en]))
    assert page.named("nav") == []
    assert "<T>" in page.texts


def test_a_table_without_rows_is_a_table(rates, en):
    empty = dataclasses.replace(rates, rows=(), notes=rates.notes[1:])
    page = Page(html.page(Document(Text.same("T"), (TableBlock(empty),)), [en]))
    assert len(page.tables[0]) == 2


def test_a_figure_not_drawn_in_the_language_is_refused(picture, en):
    figure = FigureBlock("f", Text.same(""), Text.same(""), {"zh": picture})
    with pytest.raises(ValueError, match="'en'"):
        html.page(Document(Text.same(""), (figure,)), [en])


def luminance(colour: str) -> float:
    """Relative luminance as in the Web Content Accessibility Guidelines 2.1."""
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("#1a1a1a", "#fff"),
        ("#555", "#fff"),
        ("#0b4f8a", "#f5f6f7"),
        ("#3d2600", "#fff6e5"),
        ("#1a1a1a", "#f2f6fa"),
    ],
)
def test_contrast_is_enough_to_read(ink, paper, report, en):
    sheet = html.page(report, [en])
    assert ink in sheet
    assert paper in sheet
    light, dark = sorted((luminance(ink), luminance(paper)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
