"""Files that EpiData wrote are read as EpiData reads them."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from migrant_rh.errors import ReadingError
from migrant_rh.reading import read

HERE = Path(__file__).resolve().parent / "epidata"
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "epidata"
SCREEN = "15"


def encodings(folder: Path) -> dict[str, str]:
    """Encoding of each file, by the list beside it."""
    table = folder / ("encodings.tsv" if folder == HERE else "MANIFEST.tsv")
    with table.open(encoding="utf-8", newline="") as lines:
        return {row["file"]: row["encoding"] for row in csv.DictReader(lines, delimiter="\t")}


def with_answers(folder: Path) -> list[Path]:
    """REC files of a folder that have an expected answer."""
    if not folder.is_dir():
        return []
    files = (path for path in folder.iterdir() if path.suffix.lower() == ".rec")
    return sorted(path for path in files if Path(f"{path}.expected.csv").exists())


def opened(path: Path):
    """Read a file in the encoding it was written in."""
    password = "secret" if path.name == "encrypted.rec" else None
    return read(path, encoding=encodings(path.parent)[path.name], password=password)


def expected_fields(path: Path) -> list[list[str]]:
    """Rows of the fields answer; bytes cut in the middle of a character are no UTF-8."""
    text = Path(f"{path}.expected.fields.tsv").read_text(encoding="utf-8", errors="replace")
    return [line.split("\t") for line in text.splitlines()[1:]]


FILES = with_answers(HERE) + with_answers(SHARED / "generated") + with_answers(SHARED / "real")
named = pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")


def test_the_copied_files_are_all_there():
    assert len(with_answers(HERE)) == 12


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here")
def test_the_published_files_are_all_there():
    assert len(with_answers(SHARED / "real")) == 10


@named
def test_values_and_states_are_those_of_entry_3_1(path):
    expected = pd.read_csv(f"{path}.expected.csv", dtype=str, keep_default_na=False)
    raw = opened(path).raw().astype(str)
    assert list(raw.columns) == list(expected.columns)
    assert raw.to_numpy().tolist() == expected.to_numpy().tolist()


@named
def test_types_widths_and_labels_are_those_of_entry_3_1(path):
    if not Path(f"{path}.expected.fields.tsv").exists():
        assert "_lf" in path.name
        return
    expected = [row for row in expected_fields(path) if row[1] != SCREEN]
    found = [
        [field.name, str(field.epidata_type), str(field.width), str(field.decimals), field.label.en]
        for field in opened(path).codebook.fields
    ]
    assert found == [[*row[:4], row[5]] for row in expected]


@named
def test_every_value_is_of_its_type(path):
    records = opened(path)
    live = records.raw()["_state"] != "deleted"
    assert len(records.data) == live.sum()
    text = records.raw()[live]
    for field in records.codebook.fields:
        filled = (text[field.name] != "").to_numpy()
        assert (records.data[field.name].notna().to_numpy() == filled).all(), field.name


@named
def test_the_provenance_counts_and_names(path):
    records = opened(path)
    states = records.raw()["_state"]
    assert records.provenance.records == len(states)
    assert records.provenance.deleted == (states == "deleted").sum()
    assert records.provenance.encoding_from == "declared"
    assert records.provenance.file == path.name
    assert len(records.provenance.sha256) == 64


def test_kinds_follow_the_type_numbers():
    kinds = {f.name: f.kind for f in opened(HERE / "alltypes_vlab.rec").codebook.fields}
    assert kinds == {
        "ID": "id", "CLIN": "integer", "SEX": "integer", "HEIGHT": "decimal", "WT": "decimal",
        "NATID": "integer", "TEMP": "decimal", "NAME": "text", "TOWN": "text", "SMOKE": "boolean",
        "DOB": "date", "VISIT": "date", "LAB": "date", "TDMY": "date", "TMDY": "date",
        "TYMD": "date", "SND": "text", "NOTE": "text", "LAST": "integer",
    }  # fmt: skip


def test_typed_values_of_a_record():
    data = opened(HERE / "alltypes_vlab.rec").data
    first = data.iloc[0]
    assert first["ID"] == "1"
    assert first["NATID"] == 12345678901
    assert first["TEMP"] == -1.25
    assert bool(first["SMOKE"])
    assert first["DOB"] == pd.Timestamp(1956, 12, 12)
    assert first["VISIT"] == pd.Timestamp(2024, 6, 11)
    assert first["LAB"] == pd.Timestamp(2024, 6, 11)
    assert [str(dtype) for dtype in data.dtypes[["ID", "CLIN", "HEIGHT", "SMOKE", "NAME"]]] == [
        "string", "Int64", "Float64", "boolean", "string",
    ]  # fmt: skip
    assert str(data["DOB"].dtype) == "datetime64[s]"


def test_deleted_records_stay_in_raw_and_leave_data():
    records = opened(HERE / "alltypes_vlab.rec")
    assert list(records.raw().query("_state == 'deleted'")["_recno"]) == [4, 9]
    assert list(records.data["ID"]) == ["1", "2", "3", "5", "6", "7", "8", "10"]


def test_lines_of_the_records():
    text = opened(HERE / "alltypes_vlab.rec").text
    assert list(text["_line"][:3]) == [23, 26, 29]


def test_words_cut_every_80_bytes_are_joined():
    screen = opened(HERE / "gbk_survey.rec").codebook.screen
    assert screen[0].names == ("LABEL1", "LABEL2")
    assert screen[0].text.zh == (
        "1社区高血压干预研究基线调查表（这是一个很长的标题，用来检查标题文字超过八十个字节时会被切成几行"
        "而且可能切断一个汉字）"
    )
    assert screen[0].line == 2


def test_file_label():
    assert opened(HERE / "gbk_survey.rec").codebook.file_label == "高血压"


def test_chinese_is_found_without_being_told():
    records = read(HERE / "gbk_survey.rec")
    assert (records.provenance.encoding, records.provenance.encoding_from) == ("gb18030", "tried")
    assert records.raw().equals(opened(HERE / "gbk_survey.rec").raw())


def test_plain_files_are_ascii():
    provenance = read(HERE / "dbl_first.rec").provenance
    assert (provenance.encoding, provenance.encoding_from) == ("ascii", "ascii")
    assert provenance.understood["line_end"] == "CRLF"


@pytest.mark.parametrize("name", ["alltypes_vlab.rec", "naming_vlab.rec", "cp1253_greek.rec"])
def test_european_files_are_asked_for_and_the_readings_shown(name):
    with pytest.raises(ReadingError) as caught:
        read(HERE / name)
    (problem,) = caught.value.problems
    assert problem.code == "reading.encoding"
    right = {"alltypes_vlab.rec": "Müller", "naming_vlab.rec": "Øl Åse", "cp1253_greek.rec": "Πόλη"}
    assert right[name] in problem.expected.en
    assert encodings(HERE)[name] in problem.expected.en


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here")
@pytest.mark.parametrize(("name", "original"), [("STUDENT_lf", "STUDENT"), ("P1_lf", "P1")])
def test_a_copy_with_bare_line_feeds_is_the_same_data(name, original):
    folder = SHARED / "real"
    suffix = ".REC" if name.startswith("STUDENT") else ".rec"
    one, other = (opened(folder / f"{stem}{suffix}") for stem in (name, original))
    assert one.raw().equals(other.raw())
    assert one.provenance.understood["line_end"] == "LF"


def test_an_encrypted_file_needs_its_password():
    with pytest.raises(ReadingError) as caught:
        read(HERE / "encrypted.rec")
    assert caught.value.problems[0].code == "rec.no-password"
    with pytest.raises(ReadingError) as caught:
        read(HERE / "encrypted.rec", password="Secret")  # noqa: S106  (the wrong case on purpose)
    assert caught.value.problems[0].code == "rec.wrong-password"


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here")
def test_dates_without_year_are_text_and_said_so():
    records = opened(SHARED / "real" / "fstruc_epiinfo_doc.rec")
    assert [field.kind for field in records.codebook.fields][6:8] == ["date", "text"]
    assert "rec.no_year?field=USSHORTDAT" in records.notes
    assert records.data["USDATE"].iloc[0] == pd.Timestamp(1989, 1, 2)
    assert records.data["EUROPEANDA"].iloc[0] == pd.Timestamp(1989, 1, 2)
