"""The workbook: reopened."""

import dataclasses
import time

import openpyxl
import pytest

from migrant_rh.rendering.cells import CountPercent, Percent, PValue, Words
from migrant_rh.rendering.style import AMA, CMJ_ZH, Edition
from migrant_rh.rendering.table import Column, Row, Table
from migrant_rh.rendering.writers import excel
from migrant_rh.words import Text


@pytest.fixture
def write(tmp_path, rates, wide, hostile):
    def written(edition, tables=(rates, wide, hostile), notice=None):
        path = tmp_path / "tables.xlsx"
        excel.write(tables, edition, path, notice=notice)
        return openpyxl.load_workbook(path, rich_text=False)

    return written


def cells_of(book):
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row]


def test_an_index_then_a_sheet_for_each_table(write, zh, en):
    assert write(en).sheetnames == ["Contents", "Table 1", "Table 2", "Table 3"]
    book = write(zh)
    assert book.sheetnames == ["目录", "表1", "表2", "表3"]
    index = book["目录"]
    assert [row[1].value for row in index.iter_rows(min_row=2)] == [
        "办证率 [n(%)]",
        "基本人口学特征",
        "=<b>Title</b> & 'x'",
    ]
    assert index["A2"].hyperlink.location == "'表1'!A1"


def test_no_cell_is_a_formula_or_an_outer_link(write, zh):
    cells = cells_of(write(zh))
    assert {cell.data_type for cell in cells} <= {"n", "s"}
    links = [cell.hyperlink for cell in cells if cell.hyperlink]
    assert all(link.target is None for link in links)
    assert len(links) == 3


def test_hostile_text_is_text(write, zh, hostile):
    sheet = write(zh)["表3"]
    shown = [sheet.cell(row, 1).value.removesuffix("a") for row in range(4, 4 + len(hostile.rows))]
    assert shown == [row.label.zh for row in hostile.rows]
    words = [sheet.cell(row, 2).value for row in range(4, 4 + len(hostile.rows))]
    assert words == [row.label.zh for row in hostile.rows]


def test_single_numbers_are_numbers_at_full_precision(write, zh):
    sheet = write(zh)["表1"]
    assert [cell.value for cell in sheet[5]] == [
        "对照组",
        "508 (51.52)",
        pytest.approx(100 * 508 / 986, rel=1e-14),
        2.925,
        0.0871,
        "10.38 (−1.21～21.97)",
    ]
    assert [cell.number_format for cell in sheet[5][2:5]] == ["0.00", "0.00", "0.000"]
    assert [cell.value for cell in sheet[6][1:5]] == [12345, -0.125, 9.74, 0.00004]
    assert [cell.number_format for cell in sheet[6][1:5]] == [
        "# ### ##0",
        '0.00;"−"0.00',
        "0.0",
        '[<0.001]"<0.001 b";0.000" b"',
    ]
    assert sheet["F6"].value == "—c"


@pytest.mark.parametrize(
    ("text", "number", "shown"),
    [
        ("51.52", 51.5152, "0.00"),
        ("0.00", -0.0001, "0.00;0.00"),
        ("<0.01", 0.003, '[<0.01]"<0.01";0.00'),
        (">99.99", 99.999, '[>99.99]">99.99";0.00'),
        (">.99", 0.999, '[>0.99]">.99";.00'),
        (">−0.01", -0.003, '[>-0.01]">−0.01";0.00'),
        (".02", 0.0231, ".00"),
        ("34", 34.0, "0"),
        ("−7", -7.0, '0;"−"0'),
    ],
)
def test_formats_show_what_was_printed(text, number, shown):
    assert excel.number_format(text, number) == shown


def test_titles_headings_and_notes_surround_the_table(write, en):
    sheet = write(en, notice=Text("模拟", "=Synthetic"))["Table 1"]
    assert sheet["A1"].value == "Table 1. Certificates, n (%)"
    assert [sheet.cell(2, column).value for column in range(1, 7)] == [
        "Site",
        "Baseline",
        None,
        "Test",
        None,
        "Differencea",
    ]
    assert {str(area) for area in sheet.merged_cells.ranges} >= {"B2:C2", "D2:E2", "A2:A3", "F2:F3"}
    notes = [sheet.cell(row, 1).value for row in range(8, 13)]
    assert notes[1:] == ["aWith 95% CI", "bClustering is ignored.", "cNot surveyed", "=Synthetic"]
    assert sheet.freeze_panes == "B4"
    assert sheet.print_title_rows == "$2:$3"


def test_columns_are_as_wide_as_their_chinese_text(write, zh):
    long = Text.same("综合干预效果评价研究")
    table = Table(
        id="t",
        title=long,
        stub=long,
        columns=(Column(Text.same("x")),),
        rows=(Row(long, (Words(long),)), Row(long, (Words(Text.same("字" * 100)),))),
    )
    sheet = write(zh, (table,))["表1"]
    assert sheet.column_dimensions["A"].width >= 20
    assert 20 <= sheet.column_dimensions["B"].width <= 41
    assert sheet.row_dimensions[4].height > 4 * 12


def test_a_second_workbook_is_the_same(rates, hostile, zh, tmp_path):
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    excel.write((rates, hostile), zh, first)
    excel.write((rates, hostile), zh, second)
    assert first.read_bytes() == second.read_bytes()
    assert openpyxl.load_workbook(first).properties.created.year == 2000


def test_text_that_no_cell_can_hold_is_refused(zh, tmp_path):
    table = Table(
        id="t",
        title=Text.same("T"),
        stub=Text.same(""),
        columns=(Column(Text.same("x")),),
        rows=(Row(Text.same("长" * 40_000), (Words(Text.same("")),)),),
    )
    with pytest.raises(ValueError, match="longer than"):
        excel.write((table,), zh, tmp_path / "long.xlsx")


def test_no_tables_make_an_index_alone(write, zh):
    assert write(zh, ()).sheetnames == ["目录"]


def test_a_table_without_rows_is_a_sheet(write, rates, en):
    empty = dataclasses.replace(rates, rows=(), notes=rates.notes[1:])
    assert write(en, (empty,))["Table 1"]["A2"].value == "Site"


def test_style_and_language_are_chosen_apart(write):
    table = Table(
        id="t",
        title=Text.same("T"),
        stub=Text.same(""),
        columns=(Column(Text.same("%")), Column(Text.same("P"))),
        rows=(Row(Text.same("a"), (Percent(0.5), PValue(0.0231))),),
    )
    formats = [
        [cell.number_format for cell in write(Edition("zh", style), (table,))["表1"][3][1:]]
        for style in (CMJ_ZH, AMA)
    ]
    assert formats == [["0.00", "0.000"], ["0.0", ".00"]]


def test_eight_large_tables_take_less_than_a_second_of_work(zh, tmp_path):
    columns = tuple(Column(Text.same(f"c{place}")) for place in range(14))
    rows = tuple(
        Row(Text.same(f"r{place}"), (CountPercent(508, 986), Percent(0.5)) * 7)
        for place in range(40)
    )
    tables = [
        Table(id=f"t{place}", title=Text.same("T"), stub=Text.same(""), columns=columns, rows=rows)
        for place in range(8)
    ]
    excel.write(tables, zh, tmp_path / "warm.xlsx")
    start = time.process_time()
    excel.write(tables, zh, tmp_path / "timed.xlsx")
    assert time.process_time() - start < 1.0
