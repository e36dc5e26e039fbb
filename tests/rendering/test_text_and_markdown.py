"""Tables and reports in characters."""

import re

from hypothesis import given
from hypothesis import strategies as st

from migrant_rh.rendering.cells import Count, Percent, PValue, Statistic, Words
from migrant_rh.rendering.document import Document, Paragraph
from migrant_rh.rendering.style import AMA, CMJ_ZH, Edition
from migrant_rh.rendering.table import Column, Row, Spanner, Table
from migrant_rh.rendering.width import display_width
from migrant_rh.rendering.writers.markdown import document_markdown, table_markdown
from migrant_rh.rendering.writers.text import document_text, table_text
from migrant_rh.words import Text


def test_three_levels_of_headings_in_the_terminal(en):
    n, percent, p = (Column(Text.same(name)) for name in ("n", "%", "P"))
    baseline = Spanner(Text.same("Baseline"), (Spanner(Text.same("Control"), (n, percent)), p))
    table = Table(
        id="t",
        title=Text.same("Three levels"),
        stub=Text.same("Site"),
        columns=(baseline, Column(Text.same("t"))),
        rows=(
            Row(Text.same("Beijing"), (Count(1), Percent(0.5), PValue(0.04), Statistic(-1.5))),
            Row(Text.same("A group row that runs across"), kind="group"),
            Row(
                Text.same("City"), (Count(100), Percent(0.05), PValue(0), Statistic(11.5)), indent=1
            ),
        ),
    )
    assert table_text(table, en).splitlines() == [
        "Three levels",
        "================================",
        "             Baseline",
        "         ----------------",
        "          Control",
        "         ---------",
        "Site      n    %      P      t",
        "--------------------------------",
        "Beijing    1  50.0   .04   −1.50",
        "A group row that runs across",
        "  City   100   5.0  <.001  11.50",
        "================================",
    ]


def test_lines_of_a_table_end_at_one_column(rates, wide, zh):
    for table in (rates, wide):
        lines = table_text(table, zh).splitlines()
        rules = [line for line in lines if set(line) <= {"="} or set(line) == {"-"}]
        assert len({len(rule) for rule in rules}) == 1
        inside = lines[lines.index(rules[0]) : len(lines) - lines[::-1].index(rules[-1])]
        assert all(display_width(line) <= len(rules[0]) for line in inside)


def test_hostile_text_stays_on_its_line(hostile, en):
    lines = table_text(hostile, en).splitlines()
    for row in hostile.rows:
        if len(row.label.en) < 100:
            assert sum(line.startswith(f"{row.label.en}[a]") for line in lines) == 1


@given(st.lists(st.text(alphabet="ab 北京，—\n\t", max_size=60), min_size=1, max_size=5))
def test_columns_keep_their_place_whatever_the_labels(labels):
    table = Table(
        id="t",
        title=Text.same("T"),
        stub=Text.same("S"),
        columns=(Column(Text.same("n"), align="right"),),
        rows=tuple(Row(Text.same(label), (Count(7),)) for label in labels),
    )
    lines = table_text(table, Edition("zh", CMJ_ZH)).splitlines()
    ends = [display_width(line) for line in lines if line.endswith("7")]
    assert len(ends) == len(labels)
    assert len(set(ends)) == 1


def test_a_report_in_the_terminal_tells_everything(report, zh):
    text = document_text(report, zh)
    for words in (
        "对象\n====",
        "- 人户分离",
        "须谨慎解释。",
        "表2　办证率",
        "图1　办证率的变化",
        '（图形：折线图："<升>"）',
    ):
        assert words in text
    assert "\u202f" not in text
    assert "\u2007" not in text
    assert not re.search(r"[ \t]$", text, re.MULTILINE)


def test_a_table_in_markdown(rates, en):
    title, blank, heads, *rest = table_markdown(rates, en).splitlines()
    assert (title, blank) == ("**Certificates, n (%)**", "")
    assert heads.startswith("| Site | Baseline / Held | Baseline / Rate (%) | Test / χ² value |")
    assert heads.endswith(" Test / *P* | Difference<sup>a</sup> |")
    assert rest[:4] == [
        "| :-- | :-: | :-: | :-: | :-: | --: |",
        "| **Beijing** |  |  |  |  |  |",
        r"| &emsp;Control | 508 (51.5) | 51.5 | 2.93 | .09 | 10.4 (−1.2 to 22.0) |",
        "| &emsp;Intervention | 12\u202f345 | −0.13 | 9.7 | \\<.001<sup>b</sup> | —<sup>c</sup> |",
    ]


def test_markdown_rows_have_as_many_bars_as_columns(hostile, en):
    lines = table_markdown(hostile, en).splitlines()
    rows = [line for line in lines if line.startswith("| ")]
    assert len(rows) == len(hostile.rows) + 2
    for row in rows:
        bare = re.sub(r"</?sup>|&emsp;", "", row)
        assert len(re.findall(r"(?<!\\)\|", bare)) == 4
        assert not re.search(r"(?<!\\)[<>`\[\]~$]", bare.replace("\\\\", ""))


def test_text_does_not_begin_a_list_in_markdown(en):
    texts = ("1. first", "- dash", "+ plus", "# hash", "=", "2008 was", "> quoted")
    report = Document(Text.same("T"), tuple(Paragraph(Text.same(text)) for text in texts))
    assert document_markdown(report, en).split("\n\n")[1:] == [
        r"1\. first",
        r"\- dash",
        r"\+ plus",
        r"\# hash",
        r"\=",
        "2008 was",
        "\\> quoted\n",
    ]


def test_a_report_in_markdown_tells_everything(report, en):
    text = document_markdown(report, en)
    for words in (
        "# Effects \\<evaluated\\> \\& reported",
        "## Participants",
        "*P*\\<0.01",
        "- Away from home",
        "> Read with care.",
        "**Table 2. Certificates, n (%)**",
        "**Figure 1. Change of rates**",
    ):
        assert words in text


def test_language_and_style_are_chosen_apart(rates):
    assert "51.5 " in table_text(rates, Edition("zh", AMA))
    assert "Beijing" in table_text(rates, Edition("en", CMJ_ZH))
    words = Table(
        id="t",
        title=Text("题", "Title"),
        stub=Text.same(""),
        columns=(Column(Text("列", "Column")),),
        rows=(Row(Text("行", "Row"), (Words(Text("是", "Yes")),)),),
    )
    assert re.findall("[a-zA-Z]+", table_text(words, Edition("zh", AMA))) == []
