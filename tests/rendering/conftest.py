"""Tables and reports to be written by every writer."""

import struct
import zlib

import pytest

from migrant_rh.rendering.cells import (
    Blank,
    Count,
    CountPercent,
    DegreesOfFreedom,
    Estimate,
    MeanSD,
    Missing,
    Number,
    Percent,
    PValue,
    Statistic,
    Words,
)
from migrant_rh.rendering.document import (
    Bullets,
    Document,
    FigureBlock,
    Heading,
    Notice,
    Paragraph,
    Picture,
    TableBlock,
)
from migrant_rh.rendering.style import AMA, CMJ_ZH, Edition
from migrant_rh.rendering.table import Column, Note, Row, Spanner, Table
from migrant_rh.words import Text

HOSTILE = (
    "<script>alert(1)</script>",
    "=1+1",
    "@SUM(A1)",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "a & b \"q\" 'x' &lt;",
    "under_score *star* `tick` [l](u)",
    "100% {brace} \\back\\",
    "emoji 😀 é",
    "长" * 100 + "x" * 100,
    "| pipe |",
    "]]> <!-- -->",
    "“引号”——破折号…",
    "http://example.org",
)


def column(zh: str, en: str = "", **more: object) -> Column:
    return Column(Text(zh, en or zh), **more)


@pytest.fixture
def zh() -> Edition:
    return Edition("zh", CMJ_ZH)


@pytest.fixture
def en() -> Edition:
    return Edition("en", AMA)


@pytest.fixture
def rates() -> Table:
    """Two levels of headings, every kind of cell, notes of every kind."""
    return Table(
        id="rates",
        title=Text("办证率 [n(%)]", "Certificates, n (%)"),
        stub=Text("现场", "Site"),
        columns=(
            Spanner(
                Text("基线", "Baseline"), (column("办理", "Held"), column("率(%)", "Rate (%)"))
            ),
            Spanner(Text("检验", "Test"), (column("χ²值", "χ² value"), column("P"))),
            column("率差", "Difference", marks=("ci",), align="right"),
        ),
        rows=(
            Row(Text("北京", "Beijing"), kind="group"),
            Row(
                Text("对照组", "Control"),
                (
                    CountPercent(508, 986, sources=("rates-1", "rates-2")),
                    Percent(508 / 986),
                    Statistic(2.925),
                    PValue(0.0871),
                    Estimate(0.1038, -0.0121, 0.2197, "rd", sources=("did-1",)),
                ),
                indent=1,
            ),
            Row(
                Text("干预组", "Intervention"),
                (
                    Count(12345),
                    Number(-0.125, 2),
                    DegreesOfFreedom(9.74),
                    PValue(0.00004, marks=("test",)),
                    Missing(Text("未调查", "Not surveyed")),
                ),
                indent=1,
            ),
            Row(
                Text("合计", "All"),
                (
                    MeanSD(30.14, 8.09),
                    Percent(None),
                    Words(Text("见正文", "see text")),
                    Blank(),
                    Blank(),
                ),
                kind="group",
            ),
        ),
        notes=(
            Note("test", Text("未考虑聚集。", "Clustering is ignored.")),
            Note("", Text("百分比的分母为有效回答数。", "Percentages are of valid answers.")),
            Note("ci", Text("括号内为95%CI", "With 95% CI")),
        ),
    )


@pytest.fixture
def wide() -> Table:
    """Four sites with four columns each: too wide for an upright page."""
    four = (
        column("对照组", "Control"),
        column("干预组", "Intervention"),
        column("χ²"),
        column("P"),
    )
    names = ("北京 Beijing", "上海 Shanghai", "成都 Chengdu", "台州 Taizhou")
    sites = tuple(Text(*name.split()) for name in names)
    cells = (CountPercent(508, 986), CountPercent(615, 1113), Statistic(2.93), PValue(0.087))
    return Table(
        id="baseline",
        title=Text("基本人口学特征", "Baseline characteristics"),
        stub=Text("特征", "Characteristic"),
        columns=tuple(Spanner(site, four) for site in sites),
        rows=tuple(Row(Text(f"第{i}行的标签", f"Label of row {i}"), cells * 4) for i in range(6)),
    )


@pytest.fixture
def hostile() -> Table:
    """Text that means something to a format, in every place that takes text."""
    return Table(
        id="hostile <&>",
        title=Text.same("=<b>Title</b> & 'x'"),
        stub=Text.same("=<i>stub"),
        columns=(
            column("=cmd()|<x>", align="left"),
            Spanner(Text.same("=a&b"), (column("n & N"),)),
        ),
        rows=tuple(
            Row(Text.same(text), (Words(Text.same(text)), Count(place)), marks=("m",))
            for place, text in enumerate(HOSTILE)
        ),
        notes=(Note("m", Text.same('=HYPERLINK("x") <note> & _')),),
    )


@pytest.fixture
def picture() -> Picture:
    """A drawing of two pixels, wide rather than tall."""
    svg = (
        b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "x" "http://www.w3.org/x.dtd">'
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        b'viewBox="0 0 2 1"><metadata><a href="http://example.org"/></metadata>'
        b"<defs><style>*{stroke-linejoin: round}</style>"
        b'<path id="m" d="M0 0"/><clipPath id="c"><rect width="1" height="1"/></clipPath></defs>'
        b'<g clip-path="url(#c)"><use xlink:href="#m"/><text>a &lt; b</text></g></svg>'
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 1, 8, 0, 0, 0, 0))
    png = (
        b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0\0")) + chunk(b"IEND", b"")
    )
    return Picture(svg, png, 8.0, 4.0)


@pytest.fixture
def report(rates: Table, wide: Table, hostile: Table, picture: Picture) -> Document:
    """Every kind of block, upright and turned pages."""
    return Document(
        title=Text("干预效果 <评价> & 报告", "Effects <evaluated> & reported"),
        notice=Text("模拟数据 & 仅供演示", "Synthetic data & nothing else"),
        footer=Text.same("migrant-rh <0.1>"),
        blocks=(
            Heading(1, Text("对象", "Participants")),
            Paragraph(Text("共调查6304人，χ²=9.36，P<0.01。", "6304 persons, χ²=9.36, P<0.01.")),
            Bullets((Text("人户分离", "Away from home"), Text.same("<b> & 18～49"))),
            Notice(Text("须谨慎解释。", "Read with care.")),
            Heading(1, Text("基线", "Baseline")),
            TableBlock(wide),
            Heading(2, Text("结果", "Results")),
            TableBlock(rates),
            FigureBlock(
                "rates-figure",
                Text("办证率的变化", "Change of rates"),
                Text('折线图："<升>"', 'Lines: "<rising>"'),
                {"zh": picture, "en": picture},
            ),
            TableBlock(hostile),
        ),
    )
