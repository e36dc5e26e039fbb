"""Columns that look like what nobody declared: identities, days of a spreadsheet, missing codes."""

from __future__ import annotations

from pathlib import Path

import pytest

import migrant_rh as mr
from migrant_rh.checking.findings import Finding
from migrant_rh.checking.rules import check_records
from migrant_rh.checking.suspicions import is_national_id
from migrant_rh.inputs import _unanswered

IDS = ("11010519491231002X", "440524188001010014")
"""The examples of the standard GB 11643 itself; nobody's numbers."""


def found(folder: Path, header: str, *rows: str) -> list[Finding]:
    path = folder / "wave.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return [item for item in check_records(mr.read(path)) if item.rule.startswith("data.")]


def test_the_check_digit_decides() -> None:
    assert all(map(is_national_id, IDS))
    assert not any(is_national_id(text[:-1] + "3") for text in IDS)
    assert not is_national_id("４４０５２４１８８００１０１００１４")


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("V3", IDS),
        ("contact", ("13800000000", "+86 13900000000")),
        ("reach", ("a@example.org", "b@example.org")),
        ("name", ("Zhang San", "Li Si")),
        ("姓名", ("张三", "李四")),
        ("home_address", ("Road 1, house 2", "Road 3")),
        ("telephone", ("010-65530000", "010 65530001")),
    ],
)
def test_what_identifies_persons_is_told_without_its_values(
    tmp_path: Path, header: str, values: tuple[str, ...]
) -> None:
    rows = [f'{row},"{value}"' for row, value in enumerate(values, start=1)]
    (told,) = found(tmp_path, f"id,{header}", *rows)
    assert (told.rule, told.variable, told.severity) == ("data.personal", header, "warning")
    for value in values:
        assert value not in f"{told.message.zh}{told.message.en}{told.value}{told.remedy}"


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("name", ("1", "2", "1")),  # a code
        ("knows_phone", ("yes", "no", "yes")),
        ("income", ("13800", "13900", "15000")),
        ("serial", ("110105194912310021", "440524188001010013", "123456789012345678")),
        ("start_date", ("2007-08-01", "2007-08-02", "2007-08-03")),
        ("mandate", ("1", "2", "3")),
        ("age", tuple(map(str, range(18, 51)))),
        ("score", tuple("1234567899")),
        ("count", (*"1234567", "100", "2", "3")),
        ("visits", ("1", "2", "9")),  # too few to tell
        ("house_id", (*"123456789", "99")),
    ],
)
def test_ordinary_columns_are_not_suspected(
    tmp_path: Path, header: str, values: tuple[str, ...]
) -> None:
    rows = [f"{row},{value}" for row, value in enumerate(values, start=1)]
    assert found(tmp_path, f"id,{header}", *rows) == []


def test_days_of_a_spreadsheet_are_told_in_both_calendars(tmp_path: Path) -> None:
    (told,) = found(tmp_path, "id,interview_date", "1,39295", "2,39447")
    assert told.rule == "data.serial_date"
    assert "from 2007-08-01 / 2011-08-02 to 2007-12-31 / 2012-01-01" in told.message.en


@pytest.mark.parametrize(("values", "code"), [("18 25 49 99", "99"), ("0 1 2 9", "9")])
def test_a_code_far_above_the_rest_is_asked_about(tmp_path: Path, values: str, code: str) -> None:
    answers = [*values.split() * 3, code]
    rows = [f"{row},{value}" for row, value in enumerate(answers, start=1)]
    (told,) = found(tmp_path, "id,answer", *rows)
    assert told.rule == "data.undeclared_code"
    assert f"{code} (4 records)" in told.message.en


def test_codes_that_the_study_file_declares_are_not_asked_about(tmp_path: Path) -> None:
    answers = [*(["0", "1", "2", "9"] * 4)]
    rows = [f"{row},{value},{value}" for row, value in enumerate(answers, start=1)]
    path = tmp_path / "wave.csv"
    path.write_text("\n".join(["id,marital,other", *rows]) + "\n", encoding="ascii")
    told = check_records(mr.read(path))
    assert {item.variable for item in told} == {"marital", "other"}
    left = _unanswered(mr.demo_study(), told)
    assert {item.variable for item in left} == {"other"}


def test_data_stay_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "wave.csv"
    path.write_text("id,name\n1,Zhang San\n2,Li Si\n", encoding="ascii")
    records = mr.read(path)
    before = records.raw().copy()
    check_records(records)
    assert records.raw().equals(before)
    assert records.data["name"].tolist() == ["Zhang San", "Li Si"]
