"""A file that is written and read again gives the same records."""

from __future__ import annotations

import datetime as dt
import json
import re
import string
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import migrant_rh as mr
from migrant_rh.reading.records import (
    Codebook,
    Comparison,
    Field,
    Interval,
    Jump,
    Provenance,
    Records,
)
from migrant_rh.reading.table_schema import codebook_of, schema_of
from migrant_rh.words import Text

KINDS = [".csv", ".dta", ".sav", ".zsav", ".parquet"]
SOURCE = Provenance("a.rec", "EpiData REC", "", "utf-8", "declared", records=0)
FIELDS = (
    Field("PID", "id", Text("编号", "Participant"), width=4, key="unique", must_enter=True),
    Field(
        "SEX",
        "integer",
        Text("性别", "Sex"),
        width=1,
        values={"1": Text("男", "male"), "2": Text("女", "female"), "9": Text("拒答", "refused")},
        labelled_only=True,
        missing=("9",),
        jumps=(Jump("2", "SEEN"), Jump(None, "END", "9")),
    ),
    Field(
        "AGE", "integer", ranges=(Interval("18", "49"), Interval("99", None)), missing=("99", "98")
    ),
    Field("DOSE", "decimal", width=5, decimals=2, missing=("9.99",)),
    Field(
        "SEEN",
        "date",
        date_order="dmy",
        comparisons=(Comparison(">", "BORN"),),
        asked_if="SEX == 2",
    ),
    Field("BORN", "date", date_order="ymd"),
    Field("OK", "boolean"),
    Field("AT", "time"),
    Field("SAID", "text", width=40),
)
ROWS = [
    ["0001", "1", "31", "1.50", "31/12/2007", "1976/05/01", "Y", "08:30:00", "很好 <ok> =1+1"],
    ["0002", "9", "99", "9.99", "", "1990/01/31", "N", "", 'a "b", c'],
    ["0003", "", "98", "", "01/01/2008", "", "", "23:59:59", ""],
    ["0004", "2", "18", "-0.25", "29/02/2008", "1989/12/31", "Y", "00:00:00", "1"],
]


def records_of(rows: list[list[str]], fields: tuple[Field, ...] = FIELDS) -> Records:
    text = pd.DataFrame(rows, columns=[field.name for field in fields], dtype=object)
    head = pd.DataFrame(
        {"_recno": np.arange(1, len(rows) + 1), "_state": "normal", "_line": 0}, index=text.index
    )
    return Records(Codebook(fields), (), SOURCE, pd.concat([head, text], axis=1))


def assert_same(one: Records, two: Records) -> None:
    pd.testing.assert_frame_equal(
        one.data.reset_index(drop=True), two.data.reset_index(drop=True), check_exact=True
    )
    plain = [tuple(replace(f, line=None) for f in each.codebook.fields) for each in (one, two)]
    assert plain[0] == plain[1]


@pytest.mark.parametrize("suffix", KINDS)
def test_every_kind_of_field(tmp_path: Path, suffix: str) -> None:
    records = records_of(ROWS)
    written = mr.write_records(records, tmp_path / f"b{suffix}")
    assert written.records == len(ROWS)
    again = mr.read(written.paths[0])
    assert_same(records, again)
    codes = again.raw()["SEX"].tolist()
    assert codes == ["1", "9", "", "2"]
    assert again.raw()["AGE"].tolist() == ["31", "99", "98", "18"]


@pytest.mark.parametrize("suffix", KINDS)
def test_the_file_itself_has_labels_and_missing_codes(tmp_path: Path, suffix: str) -> None:
    """Without the package beside it, as another program sees it."""
    written = mr.write_records(records_of(ROWS), tmp_path / f"b{suffix}", language="zh")
    for beside in written.paths[1:]:
        beside.unlink()
    path = written.paths[0]
    if suffix == ".dta":
        _, meta = pyreadstat.read_dta(path, user_missing=True)
        assert meta.variable_value_labels["SEX"] == {1: "男", 2: "女", "a": "拒答"}
        assert meta.missing_user_values == {"SEX": ["a"], "AGE": ["a", "b"], "DOSE": ["a"]}
        assert meta.column_names_to_labels["SEX"] == "性别"
    elif suffix in {".sav", ".zsav"}:
        _, meta = pyreadstat.read_sav(path, user_missing=True)
        assert meta.variable_value_labels["SEX"] == {1: "男", 2: "女", 9: "拒答"}
        assert meta.missing_ranges["AGE"] == [{"lo": 99, "hi": 99}, {"lo": 98, "hi": 98}]
    elif suffix == ".csv":
        assert path.read_bytes().startswith(b"\xef\xbb\xbfPID,SEX")
    again = mr.read(path)
    assert again.data["AGE"].isna().tolist()[:2] == [False, suffix != ".csv"]


def test_the_package_is_believed_for_these_bytes_only(tmp_path: Path) -> None:
    written = mr.write_records(records_of(ROWS), tmp_path / "b.csv")
    path = written.paths[0]
    path.write_bytes(path.read_bytes().replace(b"0001", b"0011"))
    again = mr.read(path)
    assert again.notes[1:] == ("neighbours.package_stale?file=b.csv.datapackage.json",)
    assert again.codebook["SEX"].values == {}


@pytest.mark.parametrize("text", ["", "[]", '{"resources": [{"path": "other.csv"}]}', "{"])
def test_a_damaged_package_is_said(tmp_path: Path, text: str) -> None:
    written = mr.write_records(records_of(ROWS), tmp_path / "b.csv")
    written.paths[1].write_text(text, encoding="utf-8")
    with pytest.raises(mr.MigrantRHError, match="damaged data package"):
        mr.read(written.paths[0])


def test_what_is_there_is_not_replaced_unless_asked(tmp_path: Path) -> None:
    target = tmp_path / "b.csv"
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(mr.MigrantRHError, match="there already"):
        mr.write_records(records_of(ROWS), target)
    assert target.read_text(encoding="utf-8") == "mine"
    mr.write_records(records_of(ROWS), target, overwrite=True)
    assert len(mr.read(target).data) == len(ROWS)


@pytest.mark.parametrize("suffix", [".csv", ".dta", ".sav", ".zsav", ".parquet"])
def test_deleted_records_are_left_out_and_verified_ones_keep_their_mark(
    tmp_path: Path, suffix: str
) -> None:
    records = records_of(ROWS)
    states = ["normal", "deleted", "verified", "normal"]
    marked = replace(records, text=records.text.assign(_state=states))
    written = mr.write_records(marked, tmp_path / f"b{suffix}")
    assert written.records == 3
    assert written.notes[0].en == "1 records that are marked deleted were left out"
    again = mr.read(tmp_path / f"b{suffix}")
    assert again.raw()["_state"].tolist() == ["normal", "verified", "normal"]


@pytest.mark.parametrize("marks", ["all", [0], [4], [True], [1.5]])
def test_marks_of_records_that_cannot_be_are_refused(tmp_path: Path, marks: object) -> None:
    written = mr.write_records(records_of(ROWS[:3]), tmp_path / "b.csv")
    package = json.loads(written.paths[1].read_text(encoding="utf-8"))
    package["resources"][0]["x-verified"] = marks
    written.paths[1].write_text(json.dumps(package), encoding="utf-8")
    with pytest.raises(mr.MigrantRHError, match="package"):
        mr.read(written.paths[0])


def test_names_that_stata_does_not_take(tmp_path: Path) -> None:
    names = ["_Fail", "a.b", "in", "x" * 40, "x" * 41, "姓名", "1st"]
    fields = tuple(Field(name, "integer", missing=("8",)) for name in names)
    records = records_of([["1"] * 7, ["8"] * 7], fields)
    written = mr.write_records(records, tmp_path / "b.dta")
    assert_same(records, mr.read(written.paths[0]))
    assert len([note for note in written.notes if "is called" in note.en]) == 6


def test_a_value_that_is_not_of_its_kind_stops_before_anything_is_written(tmp_path: Path) -> None:
    rows = [[*ROWS[0][:2], "old", *ROWS[0][3:]]]
    for suffix in KINDS:
        with pytest.raises(mr.MigrantRHError, match="'old'"):
            mr.write_records(records_of(rows), tmp_path / f"b{suffix}")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_ending_lists_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(mr.MigrantRHError, match=r"one of \.csv, \.dta, \.parquet, \.sav, \.zsav"):
        mr.write_records(records_of(ROWS), tmp_path / "b.docx")


WORDS = (
    st.text(
        st.sampled_from(string.ascii_letters + string.digits + " ,;\"'%_-中文上海é"), max_size=12
    )
    .map(str.strip)
    .filter(lambda text: not re.search("[0-9][eE][0-9]", text))
)
VALUES = {
    "id": st.from_regex(r"[0-9]{1,4}", fullmatch=True),
    "integer": st.integers(-(10**9), 10**9).map(str),
    "decimal": st.decimals(-999, 999, places=3).map("{:f}".format),
    "text": WORDS,
    "boolean": st.sampled_from(["Y", "N"]),
    "date": st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)).map("{:%d/%m/%Y}".format),
    "time": st.times().map("{:%H:%M:%S}".format),
}


@st.composite
def any_records(draw: st.DrawFn) -> Records:
    kinds = draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=1, max_size=6))
    fields, columns = [], []
    rows = draw(st.integers(0, 6))
    for place, kind in enumerate(kinds):
        codes = ("-7", "98765", "-6") if kind in {"integer", "decimal"} else ()
        missing = codes[: draw(st.integers(0, len(codes)))]
        labels = {code: Text.same(f"reason {code}") for code in missing}
        order = "dmy" if kind == "date" else ""
        fields.append(Field(f"v{place}", kind, date_order=order, missing=missing, values=labels))
        value = st.one_of(st.just(""), VALUES[kind], *map(st.just, missing))
        columns.append(draw(st.lists(value, min_size=rows, max_size=rows)))
    return records_of([list(row) for row in zip(*columns, strict=True)], tuple(fields))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records=any_records())
@pytest.mark.parametrize("suffix", [".csv", ".dta", ".sav", ".parquet"])
def test_any_records(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, records: Records
) -> None:
    path = tmp_path_factory.mktemp("any") / f"b{suffix}"
    mr.write_records(records, path)
    assert_same(records, mr.read(path))


def test_a_codebook_comes_back_from_its_schema() -> None:
    book = Codebook(FIELDS, file_label="Wave 1")
    assert codebook_of(json.loads(json.dumps(schema_of(book)))) == book
