"""Damaged files are refused where they are damaged, and no value is read from another's place."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrant_rh.errors import MigrantRHError, ReadingError
from migrant_rh.reading import read
from migrant_rh.reading.epidata_rec import RecOptions, read_rec

HERE = Path(__file__).resolve().parent / "epidata"
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "epidata"


def refusal(path: Path, **options):
    """The problems a file is refused with."""
    with pytest.raises(ReadingError) as caught:
        read(path, **options)
    return caught.value.problems


@pytest.mark.parametrize(
    ("name", "code", "line", "byte"),
    [
        ("broken_headercount_plus1.rec", "rec.header-line", 13, 915),
        ("broken_short_record.rec", "rec.record-length", 13, 614),
        ("broken_trailing_blank_line.rec", "rec.record-length", 478, 13634),
        ("broken_not_a_rec.rec", "rec.not-a-rec", 1, 0),
        ("broken_empty.rec", "reading.empty", None, None),
    ],
)
def test_damaged_files_name_the_line_and_the_byte(name, code, line, byte):
    (problem,) = refusal(HERE / name)
    assert (problem.code, problem.where.line, problem.where.byte) == (code, line, byte)
    assert problem.remedy is not None
    if byte:
        before = (HERE / name).read_bytes()[:byte]
        assert before.count(b"\n") == line - 1


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here")
def test_a_file_cut_off_in_its_last_record():
    path = SHARED / "real" / "broken_truncated_last.rec"
    (problem,) = refusal(path)
    assert (problem.code, problem.where.line) == ("rec.record-length", 477)
    whole = read(SHARED / "real" / "demog_1.rec").raw()
    kept = read(path, recover=True)
    assert kept.raw().equals(whole.iloc[:465])
    assert kept.notes == ("rec.recovered?count=1&lines=477",)


def test_recovery_keeps_every_whole_record():
    short = read(HERE / "broken_short_record.rec", recover=True)
    assert len(short.raw()) == 465
    assert short.notes == ("rec.recovered?count=1&lines=13",)
    blank = read(HERE / "broken_trailing_blank_line.rec", recover=True)
    assert len(blank.raw()) == 466
    assert blank.notes == ("rec.recovered?count=1&lines=478",)


def test_recovery_does_not_mend_a_header():
    assert refusal(HERE / "broken_headercount_plus1.rec", recover=True)


def test_a_header_that_announces_too_few_lines():
    data = (HERE / "dbl_first.rec").read_bytes()
    with pytest.raises(ReadingError) as caught:
        read_rec(b"7" + data[1:], "x.rec", RecOptions())
    assert caught.value.problems[0].code == "rec.header-count"
    assert caught.value.problems[0].where.line == 9


def test_a_header_that_is_cut_off():
    data = b"".join((HERE / "dbl_first.rec").read_bytes().splitlines(keepends=True)[:4])
    with pytest.raises(ReadingError) as caught:
        read_rec(data, "x.rec", RecOptions())
    assert [problem.code for problem in caught.value.problems] == ["rec.header-short"]


def test_a_wrong_mark_of_the_right_length_is_noticed():
    data = (HERE / "dbl_first.rec").read_bytes()
    at = data.rindex(b"!")
    with pytest.raises(ReadingError) as caught:
        read_rec(data[:at] + b"x" + data[at + 1 :], "x.rec", RecOptions())
    assert "'x'" in caught.value.problems[0].found.en


def test_all_damaged_lines_are_named_at_once(rec_writer, rec_column):
    columns = [rec_column("A", 1, 5)]
    data = rec_writer(columns, [([b"aaaaa"], b"!")] * 9).replace(b"aaaaa!", b"aaaa!", 3)
    with pytest.raises(ReadingError) as caught:
        read_rec(data, "x.rec", RecOptions())
    assert [problem.where.line for problem in caught.value.problems] == [3, 4, 5]


def test_a_file_saved_as_utf_8_is_told_from_other_damage(rec_writer, rec_column):
    columns = [rec_column("NAME", 1, 8)]
    data = rec_writer(columns, [(["张三".encode("gbk")], b"!")]).decode("gbk").encode("utf-8")
    with pytest.raises(ReadingError) as caught:
        read_rec(data, "x.rec", RecOptions())
    (problem,) = caught.value.problems
    assert "UTF-8" in problem.found.en
    assert problem.where.line == 3


@pytest.mark.parametrize(
    ("data", "looks"),
    [
        (b"PK\x03\x04....", "a zip archive"),
        (b"<?xml version='1.0'?>\n<EpiData/>", "an EpiData project"),
        (b"id;sex\n1;2\n", "delimited columns"),
        (b"id\tsex\tage\n", "separated by tabs"),
        (b"Dear colleague", "a plain text file"),
        (b"\x00\x01\x02", "a binary file"),
        (b"\xff\xfe1\x00 \x00", "UTF-16"),
        (b"LABELBLOCK\n", "an EpiData check file"),
    ],
)
def test_what_is_no_rec_file_is_named_by_what_it_looks_like(tmp_path, data, looks):
    (tmp_path / "x.rec").write_bytes(data)
    (problem,) = refusal(tmp_path / "x.rec")
    assert problem.code == "rec.not-a-rec"
    assert looks in problem.found.en


LETTERS = b"ABCDE"
COUNT, WIDTH = 6, 78


def lettered(rec_writer, rec_column, widths, line_end):
    """A file in which every byte of a field is the field's own letter."""
    columns = [rec_column(f"F{n}", 1, width) for n, width in enumerate(widths)]
    row = [bytes([LETTERS[n]]) * width for n, width in enumerate(widths)]
    return rec_writer(columns, [(row, b"!")] * COUNT, line_end=line_end)


@st.composite
def damages(draw):
    """Widths, line ends, and one deletion or insertion anywhere in the file."""
    widths = draw(st.lists(st.integers(1, 110), min_size=1, max_size=len(LETTERS)))
    line_end = draw(st.sampled_from([b"\r\n", b"\n"]))
    where, length = draw(st.floats(0, 1)), draw(st.integers(0, 200))
    extra = draw(st.sampled_from([b"", b"\n", b"\r\n", b"!", b" ", b"Z", b"\x1a", b"\xd6\xd0"]))
    return widths, line_end, where, length, extra


@settings(deadline=None, max_examples=500)
@given(damages())
def test_damage_never_shifts_a_value(rec_writer, rec_column, damage):
    widths, line_end, where, length, extra = damage
    data = lettered(rec_writer, rec_column, widths, line_end)
    at = int(where * len(data))
    harmed = data[:at] + extra + data[at + (0 if extra else length) :]
    for recover in (False, True):
        try:
            contents = read_rec(harmed, "x.rec", RecOptions("latin-1", recover=recover))
        except MigrantRHError:
            continue
        header = harmed.split(line_end)[0 : len(widths) + 1]
        if header != data.split(line_end)[0 : len(widths) + 1]:
            continue
        for n, column in enumerate(contents.columns):
            assert set("".join(column.texts)) <= {chr(LETTERS[n])}
        assert len(contents.states) <= COUNT


@settings(deadline=None, max_examples=300)
@given(damages(), st.binary(max_size=30))
def test_recovery_loses_nothing_far_from_the_damage(rec_writer, rec_column, damage, noise):
    widths, line_end, where, _, _ = damage
    data = lettered(rec_writer, rec_column, widths, line_end)
    start = data.index(line_end + b"A") + len(line_end)
    last = len(data) - (len(data) - start) // COUNT
    at = start + int(where * (last - start - 1))
    harmed = data[:at] + noise + data[at + 1 :]
    contents = read_rec(harmed, "x.rec", RecOptions("latin-1", recover=True))
    total = sum(widths)
    told_apart = total < WIDTH or total % WIDTH
    before = (at - start) // ((len(data) - start) // COUNT)
    assert len(contents.states) >= (COUNT - 2 if told_apart else before)


def outcome(data: bytes, recover: bool) -> str:  # noqa: FBT001  (the one thing that varies)
    """What reading comes to: a number of records, or the refusal in both languages."""
    try:
        contents = read_rec(data, "x.rec", RecOptions(recover=recover))
    except MigrantRHError as error:
        return error.to("zh") + error.to("en")
    return f"{contents.provenance.records} records, {len(contents.columns)} columns"


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=400), st.booleans())
def test_any_bytes_give_an_answer_or_a_refusal(noise, recover):
    field = b"1 1\n#A             1   1  30   6   1   0   1 112 A\n"
    assert outcome(noise, recover)
    assert outcome(field + noise, recover)


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(["gbk_survey.rec", "alltypes_vlab.rec", "width157.rec"]), st.data())
def test_random_damage_to_real_layouts_gives_no_other_error(name, data):
    raw = bytearray((HERE / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    assert outcome(bytes(raw), data.draw(st.booleans()))
