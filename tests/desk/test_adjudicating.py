"""Two entries, a sheet of decisions, one file: from end to end through the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner, Result

import migrant_rh as mr
from migrant_rh.checking.error_rates import (
    ErrorRate,
    entry_rate,
    rates_by,
    record_rate,
    residual_error,
)
from migrant_rh.cli import main
from migrant_rh.desk.sheet import read_sheet

HEADER = "pid,sex,age,typist,said"
FIRST = [
    "01,1,31,T1,ok",
    "02,2,40,T1,=1+1",
    "03,1,25,T2,x",
    "04,2,33,T2,y",
    "04,2,33,T2,z",
    "06,1,20,T1,",
]
SECOND = ["01,1,13,T1,ok", "02,2,40,T1,=1+2", "03,2,25,T2,x", "04,2,33,T2,y", "07,2,22,T2,new"]
DECIDED = {
    ("differs", "01", "age"): ("A", "", ""),
    ("differs", "02", "said"): ("other", "=3+3", "as the questionnaire has it"),
    ("differs", "03", "sex"): ("B", "", ""),
    ("only_in_a", "06", ""): ("drop", "", ""),
    ("only_in_b", "07", ""): ("keep", "", ""),
    ("twice_in_a", "04", ""): ("drop", "", ""),
}

Cli = Callable[..., Result]


@pytest.fixture
def cli() -> Cli:
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def entries(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "a.csv", tmp_path / "b.csv"
    for path, lines in zip(paths, (FIRST, SECOND), strict=True):
        path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return paths


def fill(path: Path, decided: dict[tuple[str, str, str], tuple[str, str, str]] = DECIDED) -> None:
    book = openpyxl.load_workbook(path)
    page = book["decisions"]
    names = [cell.value for cell in page[1]]
    for row in page.iter_rows(min_row=2):
        line = dict(zip(names, row, strict=True))
        answers = decided.get(tuple(line[name].value or "" for name in ("item", "key", "field")))
        if answers:
            line["decision"].value, line["value"].value, line["why"].value = answers
            line["who"].value, line["when"].value = "Li Na", "2008-01-05"
            line["value"].data_type = "s"
    book.save(path)


def test_from_two_entries_to_one_file(tmp_path: Path, entries: tuple[Path, Path], cli: Cli) -> None:
    sheet, final = tmp_path / "adjudication.xlsx", tmp_path / "final.csv"
    compared = cli("compare", *entries, "--key", "pid", "-o", sheet)
    assert compared.exit_code == 1
    assert "6 items to decide" in compared.output
    fill(sheet)
    applied = cli("adjudicate", *entries, sheet, "-o", final)
    assert applied.exit_code == 0, applied.output
    raw = mr.read(final).raw().iloc[:, 2:]
    assert raw.to_numpy().tolist() == [
        ["01", "1", "31", "T1", "ok"],
        ["02", "2", "40", "T1", "=3+3"],
        ["03", "2", "25", "T2", "x"],
        ["04", "2", "33", "T2", "y"],
        ["07", "2", "22", "T2", "new"],
    ]
    log = pd.read_csv(f"{final}.decisions.csv", dtype=str, keep_default_na=False)
    assert log[["key", "decision", "final"]].to_numpy().tolist() == [
        ["01", "A", "31"],
        ["02", "other", "=3+3"],
        ["03", "B", "2"],
        ["06", "drop", "drop"],
        ["07", "keep", "keep"],
        ["04", "drop", "drop"],
    ]
    assert set(log["who"]) == {"Li Na"}
    again = cli("compare", *entries, "--key", "pid", "--decided", final)
    assert again.exit_code == 0, again.output
    assert "no difference is left" in again.output
    alone = cli("compare", final, final, "--key", "pid")
    assert (alone.exit_code, "agree in everything" in alone.output) == (0, True)


def test_the_sheet_holds_what_was_typed_as_text(
    tmp_path: Path, entries: tuple[Path, Path], cli: Cli
) -> None:
    sheet = tmp_path / "s.xlsx"
    cli("compare", *entries, "--key", "pid", "-o", sheet, "--lang", "zh")
    page = openpyxl.load_workbook(sheet)["decisions"]
    typed = {cell.value for row in page.iter_rows(min_row=2) for cell in row}
    assert {"=1+1", "=1+2", "01"} <= typed
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
    assert "裁定" in page["I1"].comment.text
    lists = {rule.formula1 for rule in page.data_validations.dataValidation}
    assert lists == {'"A,B,other"', '"keep,drop"', '"drop"'}
    assert read_sheet(sheet).about["key"] == "pid"


@pytest.mark.parametrize(
    ("key", "answers", "said"),
    [
        (("differs", "01", "age"), ("", "", ""), "not decided; it may be A, B, other"),
        (("differs", "01", "age"), ("C", "", ""), "'C' is no decision here"),
        (("differs", "01", "age"), ("A", "5", ""), "decided as A, and yet there is a value '5'"),
        (("differs", "02", "said"), ("other", "x", ""), "without a reason"),
        (("only_in_b", "07", ""), ("A", "", ""), "it may be keep, drop"),
    ],
)
def test_lines_that_cannot_be_applied(
    tmp_path: Path,
    entries: tuple[Path, Path],
    cli: Cli,
    key: tuple[str, str, str],
    answers: tuple[str, str, str],
    said: str,
) -> None:
    sheet, final = tmp_path / "s.xlsx", tmp_path / "final.csv"
    cli("compare", *entries, "--key", "pid", "-o", sheet)
    fill(sheet, {**DECIDED, key: answers})
    result = cli("adjudicate", *entries, sheet, "-o", final)
    assert result.exit_code == 1
    assert said in result.output
    assert not final.exists()


def test_every_undecided_line_is_named_at_once(
    tmp_path: Path, entries: tuple[Path, Path], cli: Cli
) -> None:
    sheet = tmp_path / "s.xlsx"
    cli("compare", *entries, "--key", "pid", "-o", sheet)
    result = cli("adjudicate", *entries, sheet, "-o", tmp_path / "final.csv")
    assert result.output.count("not decided") == len(DECIDED)


def second_answer(book: openpyxl.Workbook) -> list[str | None]:
    typed = [cell.value for cell in book["decisions"][2]][:8]
    return [*typed, "B", None, "Wang", "2008-01-06", None]


def change(path: Path, edit: Callable[[openpyxl.Workbook], None]) -> None:
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda book: book["decisions"].delete_rows(3), "the sheet lacks this item"),
        (lambda book: book["decisions"].__setitem__("G2", "99"), "the values typed were changed"),
        (lambda book: book["decisions"].__setitem__("B2", "77"), "no such item"),
        (
            lambda book: book["decisions"].append(second_answer(book)),
            "decided otherwise than in row 2",
        ),
        (lambda book: book["decisions"].delete_cols(9), "it lacks decision"),
    ],
)
def test_a_sheet_that_was_tampered_with(
    tmp_path: Path,
    entries: tuple[Path, Path],
    cli: Cli,
    edit: Callable[[openpyxl.Workbook], None],
    said: str,
) -> None:
    sheet, final = tmp_path / "s.xlsx", tmp_path / "final.csv"
    cli("compare", *entries, "--key", "pid", "-o", sheet)
    fill(sheet)
    change(sheet, edit)
    result = cli("adjudicate", *entries, sheet, "-o", final)
    assert (result.exit_code, final.exists()) == (1, False)
    assert said in result.output


def test_entries_that_changed_since_are_refused(
    tmp_path: Path, entries: tuple[Path, Path], cli: Cli
) -> None:
    sheet = tmp_path / "s.xlsx"
    cli("compare", *entries, "--key", "pid", "-o", sheet)
    fill(sheet)
    entries[1].write_text(entries[1].read_text().replace("new", "old"), encoding="utf-8")
    result = cli("adjudicate", *entries, sheet, "-o", tmp_path / "final.csv")
    assert "another SHA-256" in result.output


def test_a_value_of_another_kind_is_refused(
    tmp_path: Path, entries: tuple[Path, Path], cli: Cli
) -> None:
    sheet = tmp_path / "s.xlsx"
    cli("compare", *entries, "--key", "pid", "-o", sheet)
    fill(sheet, {**DECIDED, ("differs", "01", "age"): ("other", "thirty", "illegible")})
    result = cli("adjudicate", *entries, sheet, "-o", tmp_path / "final.csv")
    assert "the value is 'thirty'" in result.output


def test_rates_and_their_intervals(entries: tuple[Path, Path]) -> None:
    first, second = map(mr.read, entries)
    comparison = mr.compare_entries(first, second, key="pid")
    assert record_rate(comparison) == ErrorRate(3, 4)
    assert entry_rate(comparison) == ErrorRate(3, 16)
    # Clopper and Pearson for 3 of 16, by the quantiles of the beta distribution (R: binom.test).
    assert entry_rate(comparison).interval() == pytest.approx((0.0404737, 0.4564565), abs=1e-6)
    table = rates_by(comparison, first, "typist")
    assert table.iloc[:, :6].to_numpy().tolist() == [
        ["T1", 2, 2, 8, 2, 0.25],
        ["T2", 2, 1, 8, 1, 0.125],
    ]
    with pytest.raises(mr.MigrantRHError, match="no key field 'clerk'"):
        rates_by(comparison, first, "clerk")


def test_what_two_entries_cannot_show(entries: tuple[Path, Path]) -> None:
    """By hand: 3 of 16 differ; decided, the first was wrong once in 16 and the second twice."""
    comparison = mr.compare_entries(*map(mr.read, entries), key="pid")
    before = residual_error(comparison)
    assert before is not None
    assert before.rate == pytest.approx((3 / 32) ** 2)
    decided = {"as_first": 1, "as_second": 1, "as_neither": 1, "undecided": 0}
    after = residual_error(comparison, decided)
    assert after is not None
    assert after.rate == pytest.approx(2 / 16 * 2 / 16)
    assert (before.adjudicated, after.adjudicated) == (False, True)
    assert after.rate < after.upper < 1
