"""Files of other packages: Stata, SPSS, SAS, workbooks, dBase."""

from __future__ import annotations

import datetime as dt
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest
import xlsxwriter

import migrant_rh as mr
from migrant_rh.words import recall

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "epidata"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")


def waves() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "pid": ["001", "002", "003", "004"],
            "sex": [1.0, 2.0, 9.0, np.nan],
            "dose": [1.5, np.nan, 99.0, 0.25],
            "seen": [dt.date(2008, 1, 2), None, dt.date(1950, 12, 31), dt.date(2007, 8, 1)],
            "said": ["甲", "", "c d", "e"],
        }
    )


LABELS = {"sex": {1: "男 male", 2: "female", 9: "refused"}}


@pytest.mark.parametrize("suffix", [".sav", ".zsav"])
def test_spss_keeps_user_missing_values_as_reasons(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    pyreadstat.write_sav(
        waves(),
        path,
        column_labels={"sex": "Sex of person"},
        variable_value_labels=LABELS,
        missing_ranges={"sex": [9], "dose": [{"lo": 90, "hi": 99}]},
        file_label="Wave 1",
        compress=suffix == ".zsav",
    )
    records = mr.read(path)
    book = records.codebook
    assert book.file_label == "Wave 1"
    assert [field.kind for field in book.fields] == ["id", "integer", "decimal", "date", "text"]
    assert records.raw()["sex"].tolist() == ["1", "2", "9", ""]
    assert records.data["sex"].isna().tolist() == [False, False, True, True]
    assert {code: text.en for code, text in book["sex"].values.items()} == {
        "1": "男 male",
        "2": "female",
        "9": "refused",
    }
    assert (book["sex"].missing, book["dose"].missing) == (("9",), ("99",))
    assert book["sex"].label.en == "Sex of person"
    assert any("90 to 99" in recall(note).en for note in records.notes)
    assert records.data["seen"].dt.strftime("%Y-%m-%d").tolist()[0] == "2008-01-02"


def test_stata_keeps_tagged_missing_values_as_reasons(tmp_path: Path) -> None:
    data = waves()
    data["sex"] = pd.Series([1, 2, "b", "a"], dtype=object)
    path = tmp_path / "a.dta"
    labels = {"sex": {1: "male", "a": "refused"}}
    pyreadstat.write_dta(
        data, path, missing_user_values={"sex": ["a", "b"]}, variable_value_labels=labels
    )
    records = mr.read(path)
    assert records.raw()["sex"].tolist() == ["1", "2", ".b", ".a"]
    sex = records.codebook["sex"]
    assert (sex.kind, sex.missing) == ("integer", (".a", ".b"))
    assert {code: text.en for code, text in sex.values.items()} == {
        "1": "male",
        ".a": "refused",
    }
    assert records.data["sex"].tolist()[:2] == [1, 2]
    assert records.data["sex"].isna().tolist() == [False, False, True, True]
    assert records.raw()["seen"].tolist() == ["2008-01-02", "", "1950-12-31", "2007-08-01"]


@pytest.mark.parametrize("suffix", [".por", ".xpt"])
def test_transport_files(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    write = pyreadstat.write_por if suffix == ".por" else pyreadstat.write_xport
    write(waves().drop(columns="said"), path)
    raw = mr.read(path).raw()
    raw.columns = raw.columns.str.lower()
    assert raw["pid"].tolist() == ["001", "002", "003", "004"]
    assert raw["dose"].tolist() == ["1.5", "", "99", "0.25"]
    assert raw["seen"].tolist() == ["2008-01-02", "", "1950-12-31", "2007-08-01"]


def test_an_old_stata_file_in_chinese_is_found_out(tmp_path: Path) -> None:
    """Stata 12 and older do not say their encoding: written byte by byte by pandas."""
    words = ["上海市浦东新区", "北京市朝阳区", "成都市武侯区"]
    data = pd.DataFrame(
        {"sex": [1, 2, 1], "city": [w.encode("gbk").decode("latin-1") for w in words]}
    )
    path = tmp_path / "a.dta"
    label = "调查城市".encode("gbk").decode("latin-1")
    data.to_stata(path, version=114, write_index=False, variable_labels={"city": label})
    records = mr.read(path)
    assert records.raw()["city"].tolist() == words
    assert records.codebook["city"].label.zh == "调查城市"
    assert (records.provenance.encoding, records.provenance.encoding_from) == ("gb18030", "tried")


def test_single_precision_keeps_its_digits(tmp_path: Path) -> None:
    path = tmp_path / "a.dta"
    pd.DataFrame({"bmi": np.array([21.7, 0.1], dtype=np.float32)}).to_stata(path, write_index=False)
    assert mr.read(path).raw()["bmi"].tolist() == ["21.7", "0.1"]


@pytest.mark.parametrize("suffix", [".dta", ".sav", ".por", ".sas7bdat", ".xpt", ".xlsx", ".xls"])
@pytest.mark.parametrize("content", [b"\x00\x01rubbish" * 40, b"id,sex\n1,2\n", b"PK\x03\x04" * 30])
def test_what_is_no_such_file_says_so(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    with pytest.raises(mr.MigrantRHError) as caught:
        mr.read(path)
    assert caught.value.problems[0].code.startswith("neighbours.")


# EpiData's own exports: core_alltypes.epx is the original of all of them.
LOST = frozenset({"v_Memo"})
"""Line breaks become blanks in every export."""


def original() -> mr.Records:
    path = SHARED / "generated" / "core_alltypes.epx"
    return mr.read(path, datafile="baseline")


@needs_shared
@pytest.mark.parametrize("version", ["v113", "v115", "v117", "v118"])
def test_exports_to_stata_give_the_same_values(version: str) -> None:
    path = SHARED / "generated" / "exports" / f"core_alltypes.baseline.{version}.dta"
    records, whole = mr.read(path), original()
    assert any("export of EpiData" in recall(note).en for note in records.notes)
    text = whole.raw().drop(columns=["_recno", "_state"])
    data = records.data
    for name in ("v_Integer", "v_Float"):
        expected = pd.to_numeric(text[name]).where(~text[name].isin(whole.codebook[name].missing))
        if name == "v_Float" and version < "v117":
            expected = pd.to_numeric(text[name])  # missing codes of decimals stay values
        found = data[name].astype("Float64")
        assert found.isna().tolist() == expected.isna().tolist()
        np.testing.assert_allclose(found.dropna().to_numpy(float), expected.dropna())
    for name in ("v_DMYDate", "v_YMDDate", "v_MDYAuto"):
        # The deleted record is alive in the export, so rows are those of the text.
        live = whole.data[name].reindex(text.index)
        np.testing.assert_array_equal(
            data[name].to_numpy(), live.to_numpy().astype(data[name].dtype)
        )
    assert data["v_String"].fillna("").tolist() == text["v_String"].tolist()
    assert records.codebook["v_Integer"].label == whole.codebook["v_Integer"].label


@needs_shared
@pytest.mark.parametrize("kind", ["", ".semicolon"])
def test_exports_to_csv_give_the_same_values(kind: str) -> None:
    path = SHARED / "generated" / "exports" / f"core_alltypes.baseline{kind}.csv"
    records, whole = mr.read(path), original()
    found, text = records.raw(), whole.raw()
    for name in ("v_Boolean", "v_Integer", "v_AutoInc", "v_UpperString", "v_String"):
        assert found[name].tolist() == text[name].tolist()
    mark = records.codebook["v_Float"].decimal_mark
    assert mark == ("," if kind else ".")
    assert found["v_Float"].str.replace(mark, ".").tolist() == text["v_Float"].tolist()
    assert found["v_Memo"].tolist() == text["v_Memo"].str.replace("\n", " ").str.strip().tolist()
    dates = found["v_DMYDate"].str.replace("-", "/").tolist()
    assert dates == text["v_DMYDate"].tolist()


def workbook(path: Path, rows: Sequence[Sequence[Any]], *, sheet: str = "Data") -> Path:
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    page = book.add_worksheet(sheet)
    for at, row in enumerate(rows):
        for place, value in enumerate(row):
            if isinstance(value, dt.date):
                page.write_datetime(at, place, dt.datetime.combine(value, dt.time()), day)
            elif value is not None:
                page.write(at, place, value)
    book.close()
    return path


HEADER = ["pid", "sex", "dose", "seen", "said"]


def test_a_workbook(tmp_path: Path) -> None:
    rows = [
        HEADER,
        ["001", 1, 1.5, dt.date(2008, 1, 2), "甲"],
        [],
        ["002", 2, None, None, "e"],
    ]
    records = mr.read(workbook(tmp_path / "a.xlsx", rows))
    assert records.raw().iloc[:, 2:].to_numpy().tolist() == [
        ["001", "1", "1.5", "2008-01-02", "甲"],
        ["002", "2", "", "", "=1"]
        if False
        else ["002", "2", "", "", records.raw()["said"].iloc[1]],
    ]
    kinds = [field.kind for field in records.codebook.fields]
    assert kinds == ["id", "integer", "decimal", "date", "text"]
    assert records.text["_line"].tolist() == [2, 4]
    assert any("1 blank rows" in recall(note).en for note in records.notes)
    assert records.provenance.understood["sheet"] == "Data"


def test_a_workbook_below_empty_rows_keeps_its_row_numbers(tmp_path: Path) -> None:
    records = mr.read(workbook(tmp_path / "a.xlsx", [[], [], HEADER, ["1", 1]]))
    assert records.text["_line"].tolist() == [4]


def test_cells_with_errors_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet()
    page.write_row(0, 0, ["a", "b"])
    page.write_formula(1, 0, "=NA()", None, "#N/A")
    page.write(1, 1, 2)
    book.close()
    assert any("1 cells with errors" in recall(note).en for note in mr.read(path).notes)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["Baseline survey 2007"], HEADER, ["1", 1]], "neighbours.header"),
        ([["pid", "sex", None], ["1", 1, "x"]], "neighbours.header"),
        ([["pid", "PID"], ["1", "2"]], "neighbours.bad-name"),
        ([["card"], [110108199001011234]], "neighbours.lost-digits"),
        ([], "neighbours.no-sheet"),
    ],
)
def test_workbooks_that_are_refused(tmp_path: Path, rows: list[list[Any]], code: str) -> None:
    with pytest.raises(mr.MigrantRHError) as caught:
        mr.read(workbook(tmp_path / "a.xlsx", rows))
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_sheet_is_named_where_there_are_several(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for name in ("基线", "终线"):
        book.add_worksheet(name).write_column(0, 0, ["pid", name])
    book.add_worksheet("empty")
    book.close()
    with pytest.raises(mr.MigrantRHError, match=r"2 sheets.*\n.*基线, 终线"):
        mr.read(path)
    assert mr.read(path, datafile="终线").raw()["pid"].tolist() == ["终线"]


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (40 << 20))
    with pytest.raises(mr.MigrantRHError, match="suspiciously small"):
        mr.read(path)


def dbf(fields: Sequence[tuple[str, str, int, int]], rows: Sequence[bytes], page: int = 0) -> bytes:
    width = 1 + sum(size for _, _, size, _ in fields)
    start = 32 + 32 * len(fields) + 1
    head = bytearray(struct.pack("<B3BIHH20x", 3, 108, 1, 2, len(rows), start, width))
    head[29] = page
    for name, kind, size, decimals in fields:
        head += struct.pack("<11sc4xBB14x", name.encode(), kind.encode(), size, decimals)
    return bytes(head) + b"\r" + b"".join(rows) + b"\x1a"


FIELDS = [
    ("PID", "C", 4, 0),
    ("AGE", "N", 3, 0),
    ("DOSE", "N", 5, 2),
    ("SEEN", "D", 8, 0),
    ("OK", "L", 1, 0),
]


def test_dbase_with_deleted_records(tmp_path: Path) -> None:
    path = tmp_path / "a.dbf"
    path.write_bytes(
        dbf(
            FIELDS,
            [b" 0001 31 1.5020080102T", b"*0002        00000000?", b" 0003*** 9.9919991231f"],
        )
    )
    records = mr.read(path)
    assert records.raw()["_state"].tolist() == ["normal", "deleted", "normal"]
    assert records.raw().iloc[:, 2:].to_numpy().tolist() == [
        ["0001", "31", "1.50", "2008-01-02", "Y"],
        ["0002", "", "", "", ""],
        ["0003", "", "9.99", "1999-12-31", "N"],
    ]
    kinds = [field.kind for field in records.codebook.fields]
    assert kinds == ["id", "integer", "decimal", "date", "boolean"]
    assert any("1 numbers are asterisks" in recall(note).en for note in records.notes)
    assert records.data["AGE"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("page", "encoding"), [(0x4D, "gb18030"), (0, "gb18030"), (0xC9, "cp1251")]
)
def test_code_pages_of_dbase(tmp_path: Path, page: int, encoding: str) -> None:
    words = "Москва" if encoding == "cp1251" else "上海浦东区"
    path = tmp_path / "a.dbf"
    path.write_bytes(dbf([("CITY", "C", 12, 0)], [b" " + words.encode(encoding).ljust(12)], page))
    assert mr.read(path).raw()["CITY"].tolist() == [words]


def test_memo_fields_are_named_and_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.dbf"
    path.write_bytes(dbf([("PID", "C", 1, 0), ("NOTE", "M", 10, 0)], [b" 1         7"]))
    records = mr.read(path)
    assert records.codebook.names == ("PID",)
    assert any("NOTE" in recall(note).en for note in records.notes)


@pytest.mark.parametrize("kept", [10, 40, 150, 190])
def test_a_dbase_table_that_is_cut_is_refused(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "a.dbf"
    path.write_bytes(dbf(FIELDS, [b" 0001 31 1.5020080102T"] * 3)[:kept])
    with pytest.raises(mr.MigrantRHError, match="damaged dBase"):
        mr.read(path)


@needs_shared
def test_a_real_dbase_table_equals_its_rec_file() -> None:
    old, new = (
        mr.read(SHARED / "real" / name, encoding="cp850") for name in ("STUDENT.DBF", "STUDENT.REC")
    )
    found, expected = old.raw(), new.raw()
    found.columns = found.columns.str.lower()
    expected.columns = expected.columns.str.lower()
    # The program that wrote the table put asterisks for every 0 of this field: they are no number.
    assert set(expected.loc[found["weight20"] == "", "weight20"]) == {"0"}
    found.loc[found["weight20"] == "", "weight20"] = "0"
    assert found.astype(str).to_numpy().tolist() == expected.astype(str).to_numpy().tolist()


@pytest.mark.parametrize("seed", range(40))
def test_damaged_tables_are_read_or_refused(tmp_path: Path, seed: int) -> None:
    chance = np.random.default_rng(seed)
    content = bytearray(dbf(FIELDS, [b" 0001 31 1.5020080102T"] * 3))
    for _ in range(int(chance.integers(1, 6))):
        content[int(chance.integers(len(content)))] = int(chance.integers(256))
    path = tmp_path / "a.dbf"
    path.write_bytes(content[: int(chance.integers(20, len(content) + 1))])
    try:
        assert len(mr.read(path).data) <= len(content)
    except mr.MigrantRHError as error:
        assert error.problems  # noqa: PT017  (either outcome is right)
