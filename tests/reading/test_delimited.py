"""Delimited text: what is written is read, and what is doubtful is asked or refused."""

import csv
import io

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from migrant_rh.errors import ReadingError
from migrant_rh.reading import read
from migrant_rh.reading.cells import cut
from migrant_rh.reading.columns import BLANKS
from migrant_rh.reading.delimited import DelimitedOptions, read_delimited
from migrant_rh.reading.kinds import is_id_name, kind_of, lost_digits
from migrant_rh.reading.matching import Texts
from migrant_rh.reading.sniffing import decimal_mark, find_delimiter
from migrant_rh.words.text import recall

UTF8 = DelimitedOptions("utf-8", ",")


def contents(text: str, options=DelimitedOptions()):  # noqa: B008  (frozen)
    """Read a file that stands in a test."""
    return read_delimited(text.encode("utf-8"), "x.csv", options)


def table(found) -> list[list[str]]:
    """Text of every record."""
    columns = [[column.texts[code] for code in column.codes] for column in found.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def refusal(text: str, options=DelimitedOptions()):  # noqa: B008  (frozen)
    """The problems a text is refused with."""
    with pytest.raises(ReadingError) as caught:
        contents(text, options)
    return caught.value.problems


cells = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00\ufffd", exclude_categories=["Cs"]),
    max_size=12,
).filter(lambda text: not any(part in text for part in ("E", "e", "锟")))


@settings(deadline=None, max_examples=200)
@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), max_size=6)
    ),
    st.sampled_from([",", "\t", ";", "|"]),
    st.sampled_from(["\r\n", "\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_is_written_is_read(rows, delimiter, line_end, quoting):
    if quoting == csv.QUOTE_MINIMAL:  # older writers leave a lone carriage return unquoted
        rows = [[cell.replace("\r", "") for cell in row] for row in rows]
    # blanks alone on a line are a blank line: counted in a note, see below, and no record
    assume(not any(len(row) == 1 and row[0] and not row[0].strip(BLANKS) for row in rows))
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    width = len(rows[0]) if rows else 2
    writer.writerows([[f"v{n}" for n in range(width)], *rows])
    found = contents(out.getvalue(), DelimitedOptions("utf-8", delimiter))
    assert table(found) == [[cell.strip(BLANKS) for cell in row] for row in rows]
    assert found.provenance.records == len(rows)


@settings(deadline=None)
@given(st.lists(st.lists(st.text("ab ,;", max_size=4), min_size=2, max_size=2), max_size=5))
def test_with_and_without_quotes_is_the_same(rows):
    plain = "\n".join("\t".join(row) for row in [["a", "b"], *rows])
    quoted = "\n".join("\t".join(f'"{cell}"' for cell in row) for row in [["a", "b"], *rows])
    one, other = (cut(text, "\t", "x") for text in (plain, quoted))
    assert one.cells.tolist() == other.cells.tolist()
    assert one.lines == other.lines


def test_quoted_cells_may_hold_anything():
    found = contents('id,note\n1,"a, ""b""\nc"\n2,x\n')
    assert table(found) == [["1", 'a, "b"\nc'], ["2", "x"]]
    assert found.lines.tolist() == [2, 4]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends(line_end):
    found = contents(line_end.join(["id,sex", "1,2", "3,4", ""]))
    assert table(found) == [["1", "2"], ["3", "4"]]
    assert (
        found.provenance.understood["line_end"]
        == {"\n": "LF", "\r\n": "CRLF", "\r": "CR"}[line_end]
    )


def test_a_byte_order_mark_is_no_part_of_the_first_name():
    found = read_delimited("编号,性别\n1,2\n".encode("utf-8-sig"), "x.csv", DelimitedOptions())
    assert found.codebook.names == ("编号", "性别")
    assert found.provenance.encoding_from == "bom"


def test_excel_unicode_text():
    data = "id\t城市\r\n1\t北京\r\n".encode("utf-16")
    found = read_delimited(data, "x.txt", DelimitedOptions())
    assert table(found) == [["1", "北京"]]
    assert found.provenance.understood["line_end"] == "CRLF"


def test_an_end_of_file_mark_is_no_record():
    assert table(contents("a,b\n1,2\n\x1a")) == [["1", "2"]]


def test_chinese_excel_writes_gbk():
    data = "编号,城市\r\n1,北京\r\n2,上海\r\n".encode("gbk")
    found = read_delimited(data, "x.csv", DelimitedOptions())
    assert found.provenance.encoding == "gb18030"
    assert table(found) == [["1", "北京"], ["2", "上海"]]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", "comma"), ("a;b\n1,5;2,5\n", "semicolon"), ("a\tb\n1\t2\n", "tab"),
        ("a|b\n1|2\n", "bar"), ("a\n1\n", "comma"), ('a;b\n"1;2";3\n', "semicolon"),
        ("a,b,c\n1;2,3,4\n", "comma"),
    ],
)  # fmt: skip
def test_delimiters_are_found_and_told(text, delimiter):
    assert contents(text).provenance.understood["delimiter"] == delimiter


def test_a_delimiter_in_doubt_is_asked_for():
    (problem,) = refusal("a,b;c\n1,2;3\n")
    assert problem.code == "delimited.delimiter"
    assert find_delimiter("a,b;c\n1,2;3\n4,5;6;7\n", "x") == ","


@pytest.mark.parametrize("given_as", [";", "semicolon"])
def test_a_declared_delimiter_holds(given_as):
    found = contents("a,b;c\n1,2;3\n", DelimitedOptions(delimiter=given_as))
    assert found.codebook.names == ("a,b", "c")


@pytest.mark.parametrize("mark", [";;", '"', ""])
def test_a_delimiter_is_one_character(mark):
    assert refusal("a;b\n1;2\n", DelimitedOptions(delimiter=mark))[0].code == "delimited.delimiter"


def test_rows_of_another_length_are_all_named():
    problems = refusal("a,b\n1,2\n1\n1,2,3\n4\n5\n", UTF8)
    found = {problem.where.line: problem.found.en for problem in problems}
    assert found == {
        3: "3 rows have 1 cells: lines 3, 5-6",
        4: "1 rows have 3 cells: lines 4",
    }


def test_blank_lines_between_records_are_left_out_and_said_so():
    found = contents("a,b\n1,2\n\n  \n3,4\n\n\n")
    assert table(found) == [["1", "2"], ["3", "4"]]
    assert found.notes[1:] == ("delimited.blank_lines?count=2&lines=3-4",)


def test_a_row_of_blank_cells_is_a_record():
    assert table(contents("a,b\n1,2\n,\n3,4\n")) == [["1", "2"], ["", ""], ["3", "4"]]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("a,,c", "delimited.unnamed"),
        ("a,b,A", "delimited.name-twice"),
        ("1,2,3", "delimited.no-names"),
        ("a,_state,c", "delimited.reserved"),
    ],
)
def test_headers_that_name_no_columns(header, code):
    (problem,) = refusal(f"{header}\n1,2,3\n")
    assert problem.code == code


def test_an_unclosed_quote_is_found_where_it_opens():
    (problem,) = refusal('a,b\n1,2\n"3,4\n5,6\n')
    assert (problem.code, problem.where.line) == ("delimited.quotes", 3)


def test_text_after_a_closing_quote_is_refused():
    (problem,) = refusal('a,b\n1,"2"x\n')
    assert (problem.code, problem.where.line) == ("delimited.quotes", 2)


def test_a_quote_inside_a_plain_cell_is_a_character():
    assert table(contents('a,b\n5" pipe,x\n')) == [['5" pipe', "x"]]


def test_nul_bytes_are_refused():
    (problem,) = refusal("a,b\n1,\x00\n")
    assert (problem.code, problem.where.line, problem.where.byte) == ("delimited.nul", 2, 6)


def test_long_lines_and_long_cells():
    wide = ",".join(f"v{n}" for n in range(5000))
    found = contents(f"{wide}\n" + ",".join(["1"] * 5000) + "\n")
    assert len(found.columns) == 5000
    assert table(contents("a,b\n" + "x" * 300_000 + ",1\n"))[0][0] == "x" * 300_000


def test_a_header_alone_is_a_file_without_records():
    found = contents("a,b\n")
    assert found.provenance.records == 0
    assert [field.kind for field in found.codebook.fields] == ["text", "text"]


def test_bytes_that_are_not_in_the_declared_encoding_are_named():
    data = "a,b\n1,Køn\n".encode("cp1252")
    with pytest.raises(ReadingError) as caught:
        read_delimited(data, "x.csv", DelimitedOptions("utf-8"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.where.line) == ("reading.not-in-encoding", 2)


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["1", "22", "-3", "0"], "integer"),
        (["01", "12"], "id"),
        (["110101197805310012", "1"], "id"),
        (["12345678901234"], "integer"),
        (["123456789012345"], "id"),
        (["1.5", "2", ".5"], "decimal"),
        (["0.05", "-1e-3"], "decimal"),
        (["1,234"], "text"),
        (["1,5"], "text"),
        (["2008-01-02", "2007/12/31", "2008年1月2日"], "date"),
        (["2008-01-02 00:00:00"], "date"),
        (["2008-01-02 12:30"], "text"),
        (["2008-02-30"], "text"),
        (["31/12/2007"], "text"),
        (["１８", "20"], "integer"),
        (["1", "NA"], "text"),
        (["1\n2"], "text"),
        (["1 2"], "text"),
        (["nan"], "text"),
        ([], "text"),
    ],
)
def test_kinds_say_no_more_than_the_column_shows(texts, kind):
    assert kind_of("x", Texts(texts), ".") == kind


@pytest.mark.parametrize(
    "name", ["id", "ID", "hh_id", "personID", "patient_id", "身份证号", "phone", "编号"]
)
def test_columns_named_like_ids_stay_text(name):
    assert is_id_name(name)
    assert kind_of(name, Texts(["1", "2"]), ".") == "id"


@pytest.mark.parametrize("name", ["paid", "valid", "idle", "covid", "side", "acid", "age", "grid"])
def test_columns_that_only_end_alike_are_no_ids(name):
    assert not is_id_name(name)


def test_numbers_with_lost_digits_are_refused():
    (problem,) = refusal("card,x\n1.10108E+17,1\n123,2\n")
    assert (problem.code, problem.where.record, problem.where.field) == (
        "delimited.lost-digits", 1, "card",
    )  # fmt: skip
    assert "1.10108E+17" in problem.found.en


@pytest.mark.parametrize(
    ("name", "texts", "lost"),
    [
        ("x", ["1.1E+10"], ["1.1E+10"]),
        ("x", ["1.1E+09", "2.5"], []),
        ("x", ["1.1E+09", "25"], ["1.1E+09"]),
        ("pid", ["1.1E+05"], ["1.1E+05"]),
        ("x", ["1.1E-17"], []),
        ("x", ["１.１E＋１７"], ["１.１E＋１７"]),
        ("note", ["see 1.1E+17"], []),
        ("x", ["1E10"], ["1E10"]),
    ],
)
def test_which_exponents_lose_digits(name, texts, lost):
    assert lost_digits(name, Texts(texts)) == lost


@pytest.mark.parametrize(
    ("columns", "mark"),
    [
        ([["1,5", "2"]], ","), ([["1,5"], ["2.5"]], "."), ([["1,234"]], "."), ([["1,2345"]], ","),
        ([["1,5", "x"]], "."), ([["12"]], "."), ([], "."),
    ],
)  # fmt: skip
def test_decimal_marks_are_told_by_all_columns(columns, mark):
    assert decimal_mark([Texts(texts) for texts in columns]) == mark


def test_a_decimal_comma_is_read_and_told(tmp_path):
    (tmp_path / "x.csv").write_text("a;weight\n1;67,5\n2;54\n", encoding="ascii")
    records = read(tmp_path / "x.csv")
    assert records.provenance.understood["decimal_mark"] == ","
    assert records.codebook["weight"].decimal_mark == ","
    assert records.data["weight"].tolist() == [67.5, 54.0]
    assert records.raw()["weight"].tolist() == ["67,5", "54"]


def test_several_answers_in_a_cell_are_no_number():
    found = contents('id,methods\n1,"1,3"\n2,"2"\n3,"1,2"\n')
    assert found.codebook["methods"].kind == "text"
    assert found.provenance.understood["decimal_mark"] == "."
    _, note = found.notes
    assert "'1,3', '1,2'" in recall(note).en


def test_a_column_of_thousands_stays_text():
    found = contents('a,b\n1,"1,234"\n2,"5,678"\n')
    assert found.codebook["b"].kind == "text"


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=300))
def test_any_bytes_give_an_answer_or_a_refusal(data):
    try:
        found = read_delimited(data, "x.csv", DelimitedOptions())
    except ReadingError as error:
        told = error.to("zh") + error.to("en")
    else:
        told = repr(found.provenance)
    assert told
