"""A number is traced to its rows, and a report that was edited says where."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from click.testing import CliRunner, Result

import migrant_rh as mr
from migrant_rh.cli import main
from migrant_rh.desk.verifying import verify
from migrant_rh.rendering.tracing import account, trace
from migrant_rh.run import Run


@pytest.fixture(scope="module")
def folder(demo_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("run")
    demo_run.write(made)
    return made


def cli(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


REPORTS = [
    "report.zh.docx",
    "report.en.docx",
    "report.zh.html",
    "report.en.html",
    "tables.zh.xlsx",
    "tables.en.xlsx",
]


@pytest.mark.parametrize("name", REPORTS)
def test_what_was_written_is_what_the_run_says(folder: Path, name: str) -> None:
    told = verify(folder / name, mr.load_run(folder))
    assert [each.differences for each in told] == [()] * len(told)
    assert len(told) == (2 if name.endswith(".html") else 1)
    language = name.split(".")[1]
    assert told[0].language == language
    assert min(each.cells for each in told) > 3000
    if not name.endswith(".xlsx"):
        assert min(each.sentences for each in told) > 10


@pytest.mark.parametrize("style", ["ama", "nejm"])
def test_a_report_in_another_style_is_known_by_it(folder: Path, tmp_path: Path, style: str) -> None:
    mr.load_run(folder).styled(style).write(tmp_path, languages=("en",))
    (told,) = verify(tmp_path / "report.en.docx", mr.load_run(folder))
    assert (told.style, told.differences) == (style, ())


def edited_word(folder: Path, tmp_path: Path, old: str, new: str) -> Path:
    document = docx.Document(str(folder / "report.en.docx"))
    cells = (c for t in document.tables for row in t.rows for c in row.cells if old in c.text)
    run = next(r for p in next(cells).paragraphs for r in p.runs if old in r.text)
    run.text = run.text.replace(old, new)
    path = tmp_path / "edited.docx"
    document.save(str(path))
    return path


def test_one_digit_in_a_word_table(folder: Path, tmp_path: Path) -> None:
    (told,) = verify(edited_word(folder, tmp_path, "(57.32)", "(57.82)"), mr.load_run(folder))
    (difference,) = told.differences
    assert (difference.kind, difference.row) == ("cell", "Shanghai (12 workplaces) / Control")
    assert (difference.found, difference.expected) == ("564 (57.82)", "564 (57.32)")
    assert difference.sources != ()


def test_a_row_that_was_taken_out_or_put_in(folder: Path, tmp_path: Path) -> None:
    document = docx.Document(str(folder / "report.en.docx"))
    table = next(
        t for t in document.tables if "Farmer" in t.rows[2].cells[0].text or len(t.rows) > 9
    )
    row = table.rows[8]
    label = row.cells[0].text
    row._tr.getparent().remove(row._tr)
    path = tmp_path / "edited.docx"
    document.save(str(path))
    (told,) = verify(path, mr.load_run(folder))
    assert {(each.kind, each.row) for each in told.differences} >= {("row_missing", label)}


def test_a_sentence_and_a_table_that_is_gone(folder: Path, tmp_path: Path) -> None:
    document = docx.Document(str(folder / "report.en.docx"))
    said = next(p for p in document.paragraphs if "percentage points" in p.text)
    for run in said.runs[1:]:
        run.text = ""
    said.runs[0].text = "The effect was 99.9 percentage points."
    last = document.tables[-1]._tbl
    last.getparent().remove(last)
    path = tmp_path / "edited.docx"
    document.save(str(path))
    (told,) = verify(path, mr.load_run(folder))
    assert {each.kind for each in told.differences} == {"sentence", "table_missing"}


def test_one_number_in_a_workbook(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "edited.xlsx"
    book = openpyxl.load_workbook(folder / "tables.en.xlsx")
    page = book.worksheets[1]
    cell = next(c for row in page.iter_rows() for c in row if isinstance(c.value, (int, float)))
    cell.value += 1
    book.save(path)
    (told,) = verify(path, mr.load_run(folder))
    assert [each.kind for each in told.differences] == ["cell"]


def test_one_number_in_a_page(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "edited.html"
    page = (folder / "report.en.html").read_text(encoding="utf-8")
    at = page.index("(57.32)")
    path.write_text(page[:at] + "(51.32)" + page[at + 7 :], encoding="utf-8")
    told = verify(path, mr.load_run(folder))
    assert [len(each.differences) for each in told] == [1, 0]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
@pytest.mark.parametrize("name", ["report.zh.docx", "tables.en.xlsx"])
def test_a_document_saved_by_another_program(folder: Path, tmp_path: Path, name: str) -> None:
    kind = name.rpartition(".")[2]
    words = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"]
    words += ["--convert-to", kind, "--outdir", str(tmp_path), str(folder / name)]
    done = subprocess.run(words, check=True, capture_output=True, timeout=120)
    if kind == "xlsx" and b"could not be loaded" in done.stderr:
        pytest.skip("LibreOffice is here without Calc")
    (told,) = verify(tmp_path / name, mr.load_run(folder))
    assert told.differences == ()


BOMB = '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'


def archive(path: Path, content: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", content)
    return path


@pytest.mark.parametrize(
    "make",
    [
        lambda place: archive(place / "a.docx", BOMB),
        lambda place: archive(place / "a.docx", b" " * (40 << 20)),
        lambda place: archive(place / "a.docx", "<x/>"),
        lambda place: archive(place / "a.xlsx", "<x/>"),
        lambda place: shutil.copy(__file__, place / "a.docx"),
        lambda place: shutil.copy(__file__, place / "a.pdf"),
    ],
)
def test_what_is_no_report_is_refused(
    folder: Path, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    result = cli("verify", make(tmp_path), folder)
    assert result.exit_code == 2
    assert result.output.strip() != ""


def test_exit_codes_and_words(folder: Path, tmp_path: Path) -> None:
    same = cli("verify", folder / "report.en.docx", folder, "--lang", "zh")
    assert (same.exit_code, "0 处不同" in same.output) == (0, True)
    changed = cli("verify", edited_word(folder, tmp_path, "(57.32)", "(57.82)"), folder)
    assert changed.exit_code == 1
    assert "'564 (57.82)' stands for '564 (57.32)'" in changed.output


@pytest.mark.parametrize(
    "asked", ["57.32", "57.32%", "564 (57.32)", "564\uff0857.32\uff05\uff09", "057.32"[1:]]
)
def test_a_number_is_found_however_it_is_written(folder: Path, asked: str) -> None:
    found = trace(mr.load_results(folder), asked, "en")
    assert "564 (57.32)" in {printed.text for printed in found}


@pytest.mark.parametrize("asked", ["<0.001", "< 0.001", "P < .001", "P\uff1c.001"])
def test_small_p_values_are_found_in_every_writing(folder: Path, asked: str) -> None:
    texts = {printed.text for printed in trace(mr.load_results(folder), asked, "en")}
    assert texts
    assert all("<" in text for text in texts)


@pytest.mark.parametrize("asked", ["9.41 (4.39 to 14.43)", "4.39, 14.43", "4.39-14.43"])
def test_an_interval_is_found_by_both_ends(folder: Path, asked: str) -> None:
    texts = {printed.text for printed in trace(mr.load_results(folder), asked, "en")}
    assert texts
    assert all("4.39" in text and "14.43" in text for text in texts)
    assert not trace(mr.load_results(folder), "14.43 to 4.39", "en")


def test_words_without_a_number_trace_nothing(folder: Path) -> None:
    assert trace(mr.load_results(folder), "certificate", "en") == []


def test_a_published_number_is_traced_to_its_row(folder: Path) -> None:
    result = cli("trace", "57.32", folder)
    assert result.exit_code == 0
    assert (
        "Shanghai (12 workplaces) / Control | Baseline / Persons (%): 564 (57.32)" in result.output
    )
    assert "Persons 984" in result.output
    assert "Data files baseline.rec" in result.output
    nothing = cli("trace", "57.33456", folder)
    assert (nothing.exit_code, "no cell prints" in nothing.output) == (1, True)


def test_a_minus_sign_is_one_however_it_is_typed(folder: Path) -> None:
    results = mr.load_run(folder).results
    number = next(
        f"{row.statistic:.2f}"
        for row in results
        if row.statistic is not None and row.statistic < -1
    )
    assert trace(results, number.replace("-", "−"), "zh") == trace(results, number, "zh") != []


@pytest.mark.parametrize("number", ["57.32", "57.32%", " 57.32 ", "564", "<0.001"])
def test_numbers_as_they_stand_on_paper(folder: Path, number: str) -> None:
    results = mr.load_run(folder).results
    found = trace(results, number, "zh")
    assert found != []
    ids = {row.id for row in results}
    for printed in found:
        assert set(printed.sources) <= ids
        assert len(list(account(results, printed, "zh"))) == len(printed.sources)
