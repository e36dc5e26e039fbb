"""Opening any file: one clear message, the checks beside it, nothing in silence."""

import sys
from pathlib import Path
from subprocess import run

import pandas as pd
import pytest

from migrant_rh import reading
from migrant_rh.errors import ReadingError
from migrant_rh.reading import read
from migrant_rh.reading.problems import runs
from migrant_rh.words import recall

HERE = Path(__file__).resolve().parent / "epidata"


def refusal(path, **options):
    """The one problem a file is refused with."""
    with pytest.raises(ReadingError) as caught:
        read(path, **options)
    (problem,) = caught.value.problems
    return problem


def test_a_missing_file_suggests_those_of_the_same_name(tmp_path):
    (tmp_path / "Baseline.csv").write_text("a\n1\n", encoding="ascii")
    problem = refusal(tmp_path / "baseline.rec")
    assert problem.code == "reading.missing"
    assert "Baseline.csv" in problem.remedy.en
    assert refusal(tmp_path / "other.rec").remedy.en == "Check the name and the path."


def test_a_missing_folder(tmp_path):
    assert "no folder" in refusal(tmp_path / "nowhere" / "x.rec").found.en


def test_a_folder(tmp_path):
    assert refusal(tmp_path).code == "reading.is-folder"


@pytest.mark.parametrize("suffix", [".rec", ".csv", ".tsv", ".txt"])
def test_an_empty_file(tmp_path, suffix):
    (tmp_path / f"x{suffix}").write_bytes(b"")
    assert refusal(tmp_path / f"x{suffix}").code == "reading.empty"


def test_an_unknown_extension_lists_what_can_be_read(tmp_path):
    problem = refusal(tmp_path / "x.docx")
    assert problem.code == "reading.unknown-format"
    known = problem.expected.en.removeprefix("one of ").split(", ")
    assert {".rec", ".epx", ".csv"} <= set(known)
    assert known == sorted(known)


@pytest.mark.parametrize(
    ("data", "looks"),
    [
        (b"PK\x03\x04", "zip archive"),
        (b"\xd0\xcf\x11\xe0", "old Office"),
        ((HERE / "dbl_first.rec").read_bytes(), "EpiData data file"),
        (b"<!DOCTYPE html><table>", "web page"),
    ],
)
def test_a_csv_that_is_something_else(tmp_path, data, looks):
    (tmp_path / "x.csv").write_bytes(data)
    problem = refusal(tmp_path / "x.csv")
    assert problem.code == "reading.other-format"
    assert looks in problem.found.en


def test_a_path_may_be_text(tmp_path):
    (tmp_path / "x.CSV").write_text("a,b\n1,2\n", encoding="ascii")
    assert read(str(tmp_path / "x.CSV")).data["a"].tolist() == [1]


def test_the_check_file_beside_the_data_is_found_in_any_case(tmp_path):
    (tmp_path / "first.REC").write_bytes((HERE / "dbl_first.rec").read_bytes())
    (tmp_path / "FIRST.Chk").write_text("AGE\nRANGE 0 99\nMISSINGVALUE 99\nEND\n", encoding="ascii")
    records = read(tmp_path / "first.REC")
    assert records.codebook.checks_file == "FIRST.Chk"
    assert records.provenance.checks_sha256


def test_a_check_file_for_delimited_text(tmp_path):
    (tmp_path / "x.csv").write_text("code,sex\n7,1\n8,9\n", encoding="ascii")
    text = "CODE\nKEY UNIQUE\nEND\nsex\nCOMMENT LEGAL\n1 Male\n2 Female\nEND\nMISSINGVALUE 9\nEND\n"
    (tmp_path / "x.chk").write_text(text, encoding="ascii")
    records = read(tmp_path / "x.csv")
    assert records.codebook["code"].kind == "id"
    assert records.data["code"].tolist() == ["7", "8"]
    assert records.data["sex"].isna().tolist() == [False, True]
    assert records.codebook["sex"].values["2"].en == "Female"


def test_a_check_file_may_be_in_another_encoding_than_the_data(tmp_path):
    (tmp_path / "x.csv").write_text("sex\n1\n", encoding="ascii")
    text = "SEX\nCOMMENT LEGAL\n1 男\n2 女\nEND\nEND\n"
    for encoding in ("gbk", "utf-8", "utf-8-sig"):
        (tmp_path / "x.chk").write_text(text, encoding=encoding)
        assert read(tmp_path / "x.csv").codebook["sex"].values["1"].zh == "男"


def test_a_check_file_that_is_not_there_is_an_error_if_it_was_named(tmp_path):
    problem = refusal(HERE / "dbl_first.rec", checks=tmp_path / "x.chk")
    assert (problem.code, problem.where.file) == ("reading.missing", "x.chk")


def test_full_width_numbers_are_read_and_counted(tmp_path):
    (tmp_path / "x.csv").write_text("pid,age,name\nＡ1,１８,Ｗ\nA2,20,W\n", encoding="utf-8")
    records = read(tmp_path / "x.csv")
    assert records.data["age"].tolist() == [18, 20]
    assert records.data["pid"].tolist() == ["A1", "A2"]
    assert records.data["name"].tolist() == ["Ｗ", "W"]
    assert records.raw()["age"].tolist() == ["１８", "20"]
    assert records.notes[1:] == (
        "reading.full_width?field=pid&count=1",
        "reading.full_width?field=age&count=1",
    )


def test_scrambled_cells_are_refused_with_their_place(tmp_path):
    (tmp_path / "x.csv").write_text("pid,city\n1,北京\n2,ä¸Šæµ·\n", encoding="utf-8")
    problem = refusal(tmp_path / "x.csv")
    assert problem.code == "reading.scrambled"
    assert (problem.where.record, problem.where.field) == (2, "city")
    assert "上海" in problem.expected.zh


def test_scrambled_labels_are_refused_with_their_field(tmp_path):
    (tmp_path / "x.csv").write_text("city\n1\n", encoding="ascii")
    (tmp_path / "x.chk").write_text("city\nCOMMENT LEGAL\n1 ä¸Šæµ·\nEND\nEND\n", encoding="utf-8")
    problem = refusal(tmp_path / "x.csv")
    assert (problem.where.file, problem.where.field) == ("x.chk", "city")


def test_notes_can_be_said_in_both_languages():
    records = read(HERE / "broken_short_record.rec", recover=True)
    (note,) = records.notes
    assert recall(note).en == "1 damaged places were left out (lines 13)."
    assert recall(note).zh == "略去 1 处损坏的记录（第 13 行）。"


def test_reading_twice_gives_the_same():
    one, other = (read(HERE / "dbl_first.rec") for _ in range(2))
    assert one.provenance == other.provenance
    assert one.codebook == other.codebook
    assert one.text.equals(other.text)


def test_records_say_what_they_are():
    records = read(HERE / "dbl_first.rec")
    assert repr(records) == "<Records: dbl_first.rec, 61 records, 8 fields>"
    assert records._repr_mimebundle_() == {"text/plain": repr(records)}


def test_the_text_has_numbers_states_and_lines_before_the_fields():
    records = read(HERE / "dbl_first.rec")
    assert list(records.text.columns[:3]) == ["_recno", "_state", "_line"]
    assert records.text["_recno"].tolist() == list(range(1, 62))
    assert isinstance(records.text.index, pd.RangeIndex)


def test_fields_are_found_whatever_their_case():
    book = read(HERE / "dbl_first.rec").codebook
    name = book.names[0]
    assert book[name.lower()] is book[name.upper()]
    assert name.lower() in book
    assert "nofield" not in book
    with pytest.raises(KeyError):
        book["nofield"]


def test_the_room_shows_its_names_and_no_others():
    assert reading.read is read
    with pytest.raises(AttributeError, match="no attribute 'write'"):
        _ = reading.write


def test_importing_the_room_loads_no_tables():
    code = "import sys, migrant_rh.reading; print('pandas' in sys.modules)"
    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_runs_of_numbers():
    assert runs([]) == ""
    assert runs([1, 2, 3, 7, 9, 10]) == "1-3, 7, 9-10"


def test_options_that_do_not_concern_a_file_are_said_so(tmp_path):
    (tmp_path / "x.csv").write_text("pid,sex\n1,2\n", encoding="utf-8")
    told = read(tmp_path / "x.csv", recover=True, datafile="S").notes
    assert told[:2] == (
        "reading.option_unused?option=datafile&suffix=.csv",
        "reading.option_unused?option=recover&suffix=.csv",
    )
    document = read(HERE / "core_from_first.epx", encoding="gbk", recover=True)
    assert [recall(note).en for note in document.notes[:2]] == [
        "The option encoding does not concern a .epx file and was not used.",
        "The option recover does not concern a .epx file and was not used.",
    ]
