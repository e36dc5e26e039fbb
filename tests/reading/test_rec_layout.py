"""The layout of REC files: any width, any encoding, characters cut anywhere."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrant_rh.errors import ReadingError
from migrant_rh.reading import read
from migrant_rh.reading.columns import STATES
from migrant_rh.reading.epidata_header import read_header
from migrant_rh.reading.epidata_questions import label_of
from migrant_rh.reading.epidata_rec import RecOptions, read_rec
from migrant_rh.reading.epidata_types import complies, field_type, full_year

MARKS = {b"!": "normal", b"?": "deleted", b"^": "verified"}
ALPHABETS = {
    "cp1252": "abc XYZ!?^.,;æøåÆØÅéüßñ",
    "gb18030": "甲乙丙丁张王李赵上海北京！？abc!?^ 镕",
    "cp1251": "абвгдежз ИЙКЛМН!?^xyz",
    "cp874": "กขคงจฉ ชซฌญ!?^xyz",
    "utf-8": "甲é張 !?^z",
}


@st.composite
def files(draw):
    """Text fields of a record of 1 to 400 bytes, records with marks, an encoding, line ends."""
    encoding = draw(st.sampled_from(sorted(ALPHABETS)))
    total = draw(st.integers(1, 400))
    cuts = draw(st.lists(st.integers(1, max(total - 1, 1)), max_size=6, unique=True))
    ends = sorted({cut for cut in cuts if cut < total} | {total})
    widths = [end - start for start, end in zip([0, *ends], ends, strict=False)]

    def value(width):
        text = draw(st.text(ALPHABETS[encoding], max_size=width)).strip()
        while len(text.encode(encoding)) > width:
            text = text[:-1].strip()
        return text

    count = draw(st.integers(0, 4))
    rows = [
        ([value(width) for width in widths], draw(st.sampled_from(sorted(MARKS))))
        for _ in range(count)
    ]
    return encoding, widths, rows, draw(st.sampled_from([b"\r\n", b"\n"]))


def texts_of(contents) -> list[list[str]]:
    """Text of every record, field by field."""
    columns = [[column.texts[code] for code in column.codes] for column in contents.columns]
    return [list(row) for row in zip(*columns, strict=True)]


@settings(deadline=None, max_examples=300)
@given(files())
def test_what_is_written_is_read(rec_writer, rec_column, drawn):
    encoding, widths, rows, line_end = drawn
    columns = [rec_column(f"F{n}", 1, width) for n, width in enumerate(widths)]
    encoded = [([text.encode(encoding) for text in texts], mark) for texts, mark in rows]
    data = rec_writer(columns, encoded, line_end=line_end)
    contents = read_rec(data, "x.rec", RecOptions(encoding))
    assert texts_of(contents) == [texts for texts, _ in rows]
    assert [STATES[state] for state in contents.states] == [MARKS[mark] for _, mark in rows]


@settings(deadline=None, max_examples=100)
@given(files(), st.sampled_from([b"", b"\x1a", b"\x1a\x1a"]), st.integers(0, 2))
def test_an_end_mark_or_a_missing_last_line_end_changes_nothing(
    rec_writer, rec_column, drawn, end, lacking
):
    encoding, widths, rows, line_end = drawn
    columns = [rec_column(f"F{n}", 1, width) for n, width in enumerate(widths)]
    encoded = [([text.encode(encoding) for text in texts], mark) for texts, mark in rows]
    data = rec_writer(columns, encoded, line_end=line_end)
    shortened = data[: len(data) - min(lacking, len(line_end))] if rows else data
    contents = read_rec(shortened + end, "x.rec", RecOptions(encoding))
    assert texts_of(contents) == [texts for texts, _ in rows]


@settings(deadline=None, max_examples=100)
@given(st.integers(1, 400), st.integers(1, 5))
def test_numbers_straddling_line_ends_stay_whole(rec_writer, rec_column, total, count):
    widths = [9] * (total // 9) + [total % 9] * (total % 9 > 0)
    columns = [rec_column(f"N{n}", 0, width) for n, width in enumerate(widths)]
    rows = [
        (
            [
                str((record * 7 + n) % 10 ** min(w, 9)).encode().rjust(w)
                for n, w in enumerate(widths)
            ],
            b"!",
        )
        for record in range(count)
    ]
    contents = read_rec(rec_writer(columns, rows), "x.rec", RecOptions())
    assert texts_of(contents) == [[v.decode().strip() for v in values] for values, _ in rows]


def test_a_value_cut_in_the_middle_of_a_character_loses_only_that_half(rec_writer, rec_column):
    cut = "北京市".encode("gbk")[:5]
    columns = [rec_column("ADDR", 1, 5), rec_column("AREA", 1, 8)]
    rows = [([cut, "海淀区".encode("gbk")], b"!"), (["北京".encode("gbk"), b""], b"!")]
    contents = read_rec(rec_writer(columns, rows), "x.rec", RecOptions())
    assert texts_of(contents) == [["北京", "海淀区"], ["北京", ""]]
    assert contents.provenance.encoding == "gb18030"
    assert contents.notes == ("rec.half_character?field=ADDR&records=1",)


def test_half_a_character_that_does_not_fill_its_field_is_an_error(rec_writer, rec_column):
    columns = [rec_column("ADDR", 1, 9)]
    rows = [
        (
            [
                "北京".encode("gbk"),
            ],
            b"!",
        ),
        (["北京".encode("gbk")[:3]], b"!"),
    ]
    with pytest.raises(ReadingError) as caught:
        read_rec(rec_writer(columns, rows), "x.rec", RecOptions("gb18030"))
    (problem,) = caught.value.problems
    assert (problem.where.record, problem.where.field) == (2, "ADDR")


def test_a_file_label_cut_at_fifty_bytes(rec_writer, rec_column):
    label = ("调查" * 13).encode("gbk")[:49]
    first = b" VLAB Filelabel: " + label
    data = rec_writer([rec_column("A", 0, 1)], [([b"1"], b"!")], first=first)
    contents = read_rec(data, "x.rec", RecOptions())
    assert contents.codebook.file_label == "调查" * 12
    assert contents.notes == ("rec.half_label?line=1",)


@pytest.mark.parametrize(
    ("question", "name", "label"),
    [
        ("          KODE   Student nummer ", "kode", "Student nummer"),
        ("v1MyNamex Text in curly ", "v1MyName", "Text in curly"),
        ("ThisIsAVeryLongFieldName second ", "ThisIsAVer", "yLongFieldName second"),
        ("OPLEVET", "OPLEVET", ""),
        ("NAME\tlabel", "NAME", "label"),
        ("ID编号：", "ID", "编号："),
        ("编号 号码", "V1", "编号 号码"),
        ("A_B c_d", "A_B", "c-d"),
        ("   ", "A", ""),
    ],
)
def test_labels_lose_the_word_that_is_their_name(question, name, label):
    assert label_of(question, name, names_first=True) == label


def test_labels_stay_whole_where_names_are_made_otherwise():
    assert label_of("SEX1.2 性别：", "SEX", names_first=False) == "SEX1.2 性别："


def test_a_question_may_begin_with_numbers(rec_writer, rec_column):
    data = rec_writer([rec_column("A", 0, 1, b"12 13 how many?")], [], first=b"")
    assert read_header(data, "x.rec").fields[0].question == b"12 13 how many?"


def test_numbers_that_fill_their_columns_are_told_apart_by_place():
    line = b"#AGE        1001 100  301000 100   0   2 112 age"
    header = read_header(b"1 1\n" + line + b"\n", "x.rec")
    assert (header.fields[0].length, header.fields[0].number) == (2, 0)


def test_a_byte_order_mark_is_no_part_of_the_file(rec_writer, rec_column):
    data = b"\xef\xbb\xbf" + rec_writer([rec_column("A", 0, 1)], [([b"1"], b"!")])
    contents = read_rec(data, "x.rec", RecOptions())
    assert texts_of(contents) == [["1"]]
    assert contents.provenance.encoding_from == "bom"


@pytest.mark.parametrize(
    ("number", "length", "ordinal", "kind"),
    [
        (0, 3, 0, "integer"), (1, 9, 1, "text"), (2, 8, 2, "date"), (2, 5, 2, "text"),
        (5, 1, 5, "boolean"), (6, 11, 6, "integer"), (7, 12, 1, "text"), (9, 8, 1, "text"),
        (12, 5, 12, "id"), (16, 10, 16, "date"), (17, 5, 17, "text"), (18, 24, 18, "text"),
        (19, 10, 19, "date"), (20, 10, 20, "date"), (100, 6, 6, "integer"), (102, 6, 6, "decimal"),
        (0, 0, 15, None), (15, 4, 15, None), (4, 1, 4, "text"), (13, 4, 13, "text"),
    ],
)  # fmt: skip
def test_type_numbers(number, length, ordinal, kind):
    found = field_type(number, length)
    assert (found.ordinal, found.kind, found.known) == (ordinal, kind, number not in {4, 13})


def test_unknown_types_are_read_as_text_and_noted(rec_writer, rec_column):
    contents = read_rec(
        rec_writer([rec_column("T", 8, 5)], [([b"12:30"], b"!")]), "x", RecOptions()
    )
    assert texts_of(contents) == [["12:30"]]
    assert contents.notes == ("rec.unknown_type?field=T&type=8",)


@pytest.mark.parametrize(
    ("year", "full"), [(0, 2000), (49, 2049), (50, 1950), (99, 1999), (100, 100)]
)
def test_two_digit_years(year, full):
    assert full_year(year) == full


@pytest.mark.parametrize(
    ("value", "ordinal", "answer"),
    [
        ("12", 0, True), ("-1", 0, True), ("1.5", 0, False), ("1.5", 6, True), ("1,5", 6, True),
        ("x", 6, False), ("Y", 5, True), ("J", 5, False), ("31/12/2007", 11, True),
        ("12/31/2007", 11, False), ("12/31/2007", 2, True), ("2007/12/31", 19, True),
        ("311207", 11, True), ("20071231", 19, True), ("29/02/2001", 11, False),
        ("31/12", 11, True), ("ABC", 3, True), ("abc", 3, False), ("abc", 1, True),
    ],
)  # fmt: skip
def test_values_comply_with_types_as_in_entry_3_1(value, ordinal, answer):
    assert complies(value, ordinal) is answer


def test_an_encoding_in_which_digits_are_other_bytes_is_refused(rec_writer, rec_column):
    data = rec_writer([rec_column("A", 0, 1)], [([b"1"], b"!")])
    with pytest.raises(ReadingError) as caught:
        read_rec(data, "x.rec", RecOptions("utf-16"))
    assert caught.value.problems[0].code == "rec.wide-encoding"


def test_two_fields_of_one_name_are_refused(rec_writer, rec_column):
    data = rec_writer([rec_column("AGE", 0, 1), rec_column("Age", 0, 1)], [])
    with pytest.raises(ReadingError) as caught:
        read_rec(data, "x.rec", RecOptions())
    (problem,) = caught.value.problems
    assert (problem.code, problem.where.line) == ("rec.name-twice", 3)


def test_two_hundred_fields_of_one_byte(rec_writer, rec_column):
    columns = [rec_column(f"B{n}", 0, 1) for n in range(200)]
    rows = [([str((n + record) % 10).encode() for n in range(200)], b"!") for record in range(3)]
    contents = read_rec(rec_writer(columns, rows), "x.rec", RecOptions())
    assert texts_of(contents)[2] == [str((n + 2) % 10) for n in range(200)]


def test_swapping_the_records_swaps_the_rows(tmp_path, rec_writer, rec_column):
    columns = [rec_column("A", 0, 3), rec_column("B", 1, 90)]
    rows = [([str(n).encode().rjust(3), f"text {n}".encode()], b"!") for n in range(5)]
    (tmp_path / "a.rec").write_bytes(rec_writer(columns, rows))
    (tmp_path / "b.rec").write_bytes(rec_writer(columns, rows[::-1]))
    one, other = (read(tmp_path / name).data for name in ("a.rec", "b.rec"))
    assert one.iloc[::-1].reset_index(drop=True).equals(other)
