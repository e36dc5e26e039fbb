"""Questionnaires: the fields are those of the REC files EpiData made from them."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

import migrant_rh as mr
from migrant_rh.reading.epidata_qes import QesOptions, read_qes
from migrant_rh.reading.qes_names import Named, field_name, unique_name
from migrant_rh.reading.records import Field
from migrant_rh.words import recall

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "epidata"
HERE = Path(__file__).resolve().parent / "epidata"
ABSENT = pytest.param(None, id="shared", marks=pytest.mark.skip(reason="../shared is not here"))


def forms() -> list[object]:
    """Questionnaires of the repository and of ../shared beside the files made from them."""
    found = [*sorted(HERE.glob("*.qes")), *sorted(SHARED.glob("*/*.qes"))]
    made = [path for path in found if path.with_suffix(".rec").exists()]
    told = [pytest.param(path, id=f"{path.parent.name}-{path.name}") for path in made]
    return told if SHARED.exists() else [*told, ABSENT]


def encoding_of(path: Path) -> str:
    """Encoding that the list beside the files states."""
    here = path.parent == HERE
    listed, name = ("encodings.tsv", f"{path.stem}.rec") if here else ("MANIFEST.tsv", path.name)
    with (path.parent / listed).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return next(row["encoding"] for row in rows if row["file"] == name)


def told(field: Field) -> tuple[object, ...]:
    name = field.name.upper()
    return name, field.kind, field.width, field.decimals, field.epidata_type, field.label.en


@pytest.mark.parametrize("path", forms())
def test_fields_are_those_of_the_file_made_from_it(path: Path) -> None:
    encoding = encoding_of(path)
    form = mr.read(path, encoding=encoding)
    made = mr.read(path.with_suffix(".rec"), encoding=encoding, password="secret")  # noqa: S106
    assert list(map(told, form.codebook.fields)) == list(map(told, made.codebook.fields))
    words = [(each.names, each.text) for each in form.codebook.screen]
    expected = [(each.names, each.text) for each in made.codebook.screen]
    assert [text for _, text in words] == [text for _, text in expected]
    assert [tuple(map(str.upper, names)) for names, _ in expected] == [names for names, _ in words]
    assert form.raw().empty
    assert form.data.columns.tolist() == list(form.codebook.names)


def form_of(text: str) -> tuple[Field, ...]:
    return read_qes(text.encode(), "a.qes", QesOptions()).codebook.fields


@pytest.mark.parametrize(
    ("code", "number", "width", "decimals"),
    [
        ("#########", 0, 9, 0),
        ("##########", 6, 10, 0),
        ("##.##", 6, 5, 2),
        ("#,#", 6, 3, 1),
        ("____", 1, 4, 0),
        ("<A  >", 3, 3, 0),
        ("<y>", 5, 1, 0),
        ("<dd/mm/yyyy>", 11, 10, 0),
        ("<mm/dd>", 2, 10, 0),
        ("<yyyy/mm/dd>", 19, 10, 0),
        ("<Today-dmy>", 16, 10, 0),
        ("<today>", 10, 10, 0),
        ("<today-ymd>", 20, 10, 0),
        ("<idnum >", 12, 6, 0),
        ("<S     >", 17, 6, 0),
        ("<E        >", 18, 12, 0),
        ("##,", 6, 3, 0),
        ("<S" + " " * 99 + ">", 17, 80, 0),
    ],
)
def test_every_code(code: str, number: int, width: int, decimals: int) -> None:
    (field,) = form_of(f"v1 A question {code}")
    assert (field.name, field.label.en) == ("v1", "A question")
    assert (field.epidata_type, field.width, field.decimals) == (number, width, decimals)


def test_several_fields_of_a_line_and_words_behind_them() -> None:
    fields = form_of("a first ## b second __@ (end)\n")
    assert [(field.name, field.label.en) for field in fields] == [("a", "first"), ("b", "second")]


@pytest.mark.parametrize(
    ("question", "naming", "name"),
    [
        ("1. Weight", "first_word", "N1"),
        ("?? what", "first_word", "FIELD1"),
        ("   ", "first_word", "last"),
        ("Ærlig", "first_word", "AErlig"),
        ("What is the age of the child?", "automatic", "isagethech"),
        ("7 days", "automatic", "n7days"),
        ("{9q}{uestion} no", "automatic", "question"),
        ("...", "automatic", "last"),
        ("Who", "automatic", "Who"),
        ("Is the other of the two", "automatic", "Isotherthe"),
        ("Other: the age", "automatic", "Othertheag"),
    ],
)
def test_names(question: str, naming: str, name: str) -> None:
    assert field_name(question, Named(naming, ["x", "last"])) == name


def test_names_that_are_taken_are_numbered() -> None:
    assert unique_name("A", ["a"]) == "A1"
    assert unique_name("q9", ["q9", "q10"]) == "q11"
    assert unique_name("x1999", ["x1999"]) == "DUMMY1"
    assert unique_name("x1999", ["x1999", "dummy1"]) == "DUMMY2"
    assert unique_name("abcdefghi9", ["ABCDEFGHI9"]) == "abcdefgh10"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a ##\nb " + "#" * 19, "qes.too-wide", 2),
        ("a " + "_" * 81, "qes.too-wide", 1),
        ("a <A" + " " * 80 + ">", "qes.too-wide", 1),
        ("a <E" + " " * 60 + ">", "qes.too-wide", 1),
        ("a <idnum" + " " * 14 + ">", "qes.too-wide", 1),
        ("a #.#.#", "qes.bad-number", 1),
        ("a ##.", "qes.bad-number", 1),
        ("a <dd/mm", "qes.unclosed", 1),
        ("older > 18 <Y>", "qes.closed-before", 1),
        ("a #" + "\n" * 1000, "qes.too-long", 1000),
        ("a <B>", "qes.unknown-code", 1),
        ("only words", "qes.no-fields", None),
        ("a #\n" * 1000, "qes.too-long", 1000),
    ],
)
def test_what_epidata_refuses(text: str, code: str, line: int | None) -> None:
    with pytest.raises(mr.MigrantRHError) as caught:
        form_of(text)
    assert [(each.code, each.where.line) for each in caught.value.problems] == [(code, line)]


def test_all_mistakes_at_once() -> None:
    with pytest.raises(mr.MigrantRHError) as caught:
        form_of("a <B>\nb ##\nc #.#.#\nd <y")
    assert [each.where.line for each in caught.value.problems] == [1, 3, 4]


def test_long_questions_are_cut_as_epidata_cuts_them() -> None:
    text = "V1 " + "性" * 60 + " ##\nV2 short ##\n"
    contents = read_qes(text.encode("gbk"), "a.qes", QesOptions("gbk"))
    assert [one.label.zh for one in contents.codebook.fields] == ["性" * 38, "short"]
    assert [recall(note).en.rpartition(": ")[2] for note in contents.notes[1:]] == ["V1"]


def test_first_words_are_ten_bytes_in_chinese() -> None:
    contents = read_qes("您的婚姻状况V1 #\n".encode("gbk"), "a.qes", QesOptions("gbk"))
    (field,) = contents.codebook.fields
    assert (field.name, field.label.zh) == ("FIELD1", "况V1")


def test_words_are_cut_every_80_bytes_without_the_blanks_behind_them() -> None:
    text = "x" * 75 + " " * 30 + "\n" + "y" * 161 + "\na #\n"
    screen = read_qes(text.encode(), "a.qes", QesOptions()).codebook.screen
    assert [one.names for one in screen] == [("LABEL1",), ("LABEL2", "LABEL3", "LABEL4")]


@pytest.mark.parametrize("seed", range(40))
def test_any_bytes_are_read_or_refused(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  (no secret)
    path = tmp_path / "a.qes"
    path.write_bytes(bytes(chance.choices(b"#_<>{}@.,aA1 /\n\xd6\xd0\xff", k=200)))
    try:
        records = mr.read(path, encoding="gb18030")
    except mr.MigrantRHError:
        return
    names = [name.casefold() for name in records.codebook.names]
    assert len(set(names)) == len(names) > 0
