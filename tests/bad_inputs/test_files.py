"""Bad inputs 17 to 21, 24, 26, 27, 29, 34 and 41: what single files hold.

The number of the input in the list begins the name of its tests.
"""

import datetime as dt

import pytest
import xlsxwriter

import migrant_rh as mr
from migrant_rh.checking.rules import check_records
from migrant_rh.errors import CheckingError, MigrantRHError
from migrant_rh.words import recall

CITIES = ("上海市", "北京市", "成都市", "流动人口计划生育证明")


def refusal(path, **options):
    """The problems a file is refused with."""
    with pytest.raises(MigrantRHError) as caught:
        mr.read(path, **options)
    return caught.value.problems


def notes(records):
    return [recall(note).en for note in records.notes]


# --- 17: encodings ----------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_17_chinese_is_read_in_whatever_encoding_it_was_saved(tmp_path, encoding):
    path = tmp_path / "a.csv"
    text = "编号,城市\n" + "".join(f"{n},{city}\n" for n, city in enumerate(CITIES))
    path.write_bytes(text.encode(encoding))
    records = mr.read(path)
    assert records.text["城市"].tolist() == list(CITIES)
    assert records.provenance.encoding.replace("-", "").startswith(
        {"gbk": "gb18030"}.get(encoding, encoding).replace("-", "").removesuffix("sig")
    )


def test_17_what_may_be_two_encodings_is_asked(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,name\n1," + "é".encode() + b"\n")
    (problem,) = refusal(path)
    assert "encoding" in problem.to("en")
    assert mr.read(path, encoding="utf-8").text["name"][0] == "é"


@pytest.mark.parametrize("scrambled", ["".join(CITIES).encode().decode("latin-1"), "�" * 3])
def test_17_text_scrambled_before_it_came_here_is_refused(tmp_path, scrambled):
    """UTF-8 once read as Western text, and characters already lost."""
    path = tmp_path / "a.csv"
    path.write_text(f"id,city\n1,{scrambled.replace(chr(0x85), '')}\n", encoding="utf-8")
    (problem,) = refusal(path)
    assert problem.where.field == "city"
    assert problem.remedy is not None


# --- 18: full-width characters ----------------------------------------------------------------


def test_18_full_width_codes_are_the_same_codes_and_counted(files):
    files.put("before", "001", "cert", "１").put("before", "002", "age", "２０　")
    files.put("before", "003", "pid", "００３").put("before", "004", "shop", "　ａ")
    run = files.run()
    data = run.panel.data
    assert len(data) == 96
    assert data["_cluster"].nunique() == 8
    counted = {
        item.variable: item.message.en
        for item in run.checked.findings
        if item.rule == "values.normalised"
    }
    assert counted["cert"].startswith("1 values")
    assert "age" in counted


def test_18_a_byte_order_mark_is_no_part_of_a_name(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xef\xbb\xbfpid,sex\n1,2\n")
    assert mr.read(path).codebook.names == ("pid", "sex")


def test_18_free_text_stays_as_it_was(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("pid,remark\n1,Ａ 班（１）\n", encoding="utf-8")
    assert mr.read(path).text["remark"][0] == "Ａ 班（１）"


# --- 19: names of places ----------------------------------------------------------------------


def test_19_declared_names_are_one_place_and_unknown_ones_are_listed(files):
    for number, spelled in enumerate(("北京市", "BJ", "peking", "１"), start=1):
        files.put("before", f"{number:03d}", "city", spelled)
    run = files.run()
    assert set(run.panel.data.query("_cluster == 'a'")["_site"]) == {"1"}
    files.put("before", "005", "city", "津").put("before", "006", "city", "津")
    files.put("after", "007", "city", "Tianjin")
    before, after = files.refused()
    assert "津 (2)" in before.found.zh
    assert (after.where.file, after.where.field) == ("after.csv", "city")
    assert "aliases" in after.remedy.en


# --- 20: orders of dates ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "year", "day"),
    [
        (("31/12/2007", "01/02/2008"), 2008, dt.date(2008, 2, 1)),
        (("12/31/2007", "01/02/2008"), 2008, dt.date(2008, 1, 2)),
        (("2007年12月31日", "2008年1月2日"), 2008, dt.date(2008, 1, 2)),
    ],
)
def test_20_the_whole_column_tells_the_order(files, written, year, day):
    files.planned(", date_order: ymd", "")
    files.put("before", "*", "day", written[0]).put("before", "001", "day", written[1])
    read = files.run().panel.data["day"][0]
    assert (read.date(), read.year) == (day, year)


def test_20_an_order_that_nothing_tells_is_asked(files):
    files.planned(", date_order: ymd", "")
    files.put("before", "*", "day", "01/02/2008").put("before", "001", "day", "03/04/2008")
    (problem,) = files.refused()
    assert problem.code == "panel.date-order"
    assert "date_order: ymd, dmy or mdy" in problem.remedy.en
    for order, day in (("dmy", dt.date(2008, 4, 3)), ("mdy", dt.date(2008, 3, 4))):
        files.put("after", "*", "day", "05/05/2009")
        plan = files.plan
        files.planned("type: date", f"type: date, date_order: {order}")
        assert files.run().panel.data["day"][0].date() == day
        files.plan = plan


def test_20_years_of_two_digits_are_asked_about_and_read_as_declared(files):
    """31/12/07 may be the last day of 2007, or the seventh of December 2031."""
    for wave in ("before", "after"):
        files.put(wave, "*", "day", "31/12/07")
    files.planned(", date_order: ymd", "")
    assert [problem.code for problem in files.refused()] == ["panel.date-order"] * 2
    files.planned("type: date", "type: date, date_order: dmy")
    assert files.run().panel.data["day"][0].date() == dt.date(2007, 12, 31)


def test_20_a_cell_in_another_order_is_refused_never_turned(files):
    files.planned("date_order: ymd", "date_order: dmy")
    files.put("before", "*", "day", "13/02/2008").put("after", "*", "day", "13/02/2009")
    files.put("before", "002", "day", "02/13/2008")
    (problem,) = files.refused()
    assert "02/13/2008 (1)" in problem.found.en


# --- 21: days of spreadsheets -----------------------------------------------------------------


def test_21_days_as_numbers_are_refused_as_dates(files):
    """39340 is 15 September 2007, or four years and a day later."""
    files.put("before", "*", "day", "39340").put("before", "001", "day", "39341")
    (problem,) = files.refused()
    assert (problem.where.file, problem.where.field) == ("before.csv", "day")
    assert "39340 (47)" in problem.found.en
    assert "39340 is 2007-09-15 (1900 system) or 2011-09-16 (1904 system)" in problem.remedy.en


def test_21_a_column_called_a_date_is_told_in_both_calendars(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("pid,visit_date\na,39340\nb,39341\n", encoding="utf-8")
    (found,) = [i for i in check_records(mr.read(path), ()) if i.rule == "data.serial_date"]
    assert "2007-09-15" in found.message.en
    assert "2011-09-16" in found.message.en


@pytest.mark.parametrize("since_1904", [False, True])
def test_21_a_workbook_says_which_calendar_its_days_are_of(tmp_path, since_1904):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path), {"date_1904": since_1904})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["pid", "day"])
    sheet.write(1, 0, "a")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_datetime(1, 1, dt.datetime(2007, 9, 15), day)  # noqa: DTZ001
    book.close()
    records = mr.read(path)
    assert records.data["day"][0].date() == dt.date(2007, 9, 15)


# --- 24: ages ---------------------------------------------------------------------------------


def test_24_ages_outside_the_limits_are_counted_out_and_fifty_at_endline_stays(files):
    files.put("before", "001", "age", "17").put("before", "002", "age", "50")
    files.put("before", "003", "age", "99").put("before", "004", "age", "49")
    files.put("after", "004", "age", "50")
    run = files.run()
    persons = set(run.panel.data["_id"])
    assert persons.isdisjoint({"001", "002", "003"})
    assert run.panel.data.query("_id == '004'")["age"].tolist() == [49, 50]
    (out,) = run.results.where(analysis="flow", term="left_out.0", site="", group="0")
    assert (out.n, out.n_missing) == (3, 1)
    shown = [table.to("en").to_text() for name, table in run.tables.items() if "flow" in name]
    assert any("Aged 18-49" in text for text in shown), list(run.tables)
    warned = [item for item in run.checked.findings if item.rule == "panel.not_eligible"]
    assert [(item.severity, item.id) for item in warned] == [
        ("warning", "001"),
        ("warning", "002"),
        ("warning", "003"),
    ]
    assert warned[0].message.en == "not 'Aged 18-49': left out of the analysis"
    assert "lacks what" in warned[2].message.en
    assert any("Not eligible" in line and "(3)" in line for line in run.warnings("en"))


# --- 26: yes and no in many spellings ---------------------------------------------------------

SPELLED = {
    "Y/N/9": (("N", "Y"), "Y: 1, N: 0", "9"),
    "是/否": (("否", "是"), "是: 1, 否: 0", "未答"),
    "T/F": (("F", "T"), "T: 1, F: 0", ""),
}


@pytest.mark.parametrize("spelling", SPELLED)
def test_26_declared_spellings_are_the_codes_and_nine_is_never_no(files, spelling):
    whole = files.run().panel.data["cert"].tolist()
    (no, yes), aliases, unanswered = SPELLED[spelling]
    for line in files.before[1:]:
        cells = line.split(",")
        files.put("before", cells[0], "cert", (no, yes)[int(cells[8])])
    files.put("before", "001", "cert", unanswered)
    files.planned("missing: {9: unanswered}}\n  exam", "missing: {9: unanswered, 未答: none}, "
                  f"aliases: {{{aliases}}}}}\n  exam")  # fmt: skip
    panel = files.run().panel
    assert panel.data["cert"].tolist()[1:] == whole[1:]
    assert panel.data["cert"].isna().tolist() == [True] + [False] * 95
    assert panel.reasons["cert"][0] == (unanswered or "blank")


def test_26_undeclared_spellings_are_refused(files):
    files.put("before", "001", "cert", "Y").put("before", "002", "cert", "maybe")
    (problem,) = files.refused()
    assert "2 values without a meaning: Y (1), maybe (1)" in problem.found.en


# --- 27: missing codes that nobody declared ---------------------------------------------------


@pytest.mark.parametrize(("code", "told"), [("99", True), ("88", True), ("26", False)])
def test_27_an_isolated_code_at_the_ceiling_is_warned_of(tmp_path, code, told):
    path = tmp_path / "a.csv"
    ages = [*range(18, 26), code, code, code]
    path.write_text("pid,age\n" + "".join(f"a{n},{age}\n" for n, age in enumerate(ages)))
    found = [i for i in check_records(mr.read(path), ()) if i.rule == "data.undeclared_code"]
    assert [(item.variable, item.severity) for item in found] == [("age", "warning")] * told
    if told:
        assert f"{code} (3 records)" in found[0].message.en
        assert "declare" in found[0].remedy.en


def test_27_a_nine_that_no_level_explains_stops_the_run(files):
    files.put("before", "001", "exam", "9")
    (problem,) = files.refused()
    assert "9 (1)" in problem.found.en
    assert "missing" in problem.remedy.en


# --- 29: answers to questions that were to be skipped -----------------------------------------

SKIPS = """\
exam
  JUMPS
    0 school
  END
END
sex
  AFTER ENTRY
    IF (sex=1) AND (preg=1) THEN
      HELP "a man with a pregnancy test"
    ENDIF
  END
END
"""


def test_29_skip_violations_are_listed_and_the_values_kept(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("pid,exam,place,school,sex,preg\na,0,2,1,2,1\nb,1,2,1,1,1\nc,0,,1,2,0\n")
    path.with_suffix(".chk").write_text(SKIPS)
    records = mr.read(path)
    found = [item for item in check_records(records, ("pid",)) if item.rule.startswith("chk.")]
    told = [(item.rule, item.record, item.variable, item.severity) for item in found]
    assert told == [
        ("chk.jump", 1, "place", "warning"),
        ("chk.condition", 2, "sex", "warning"),
    ]
    assert "exam = 0 jumps to school" in found[0].message.en
    assert "a man with a pregnancy test" in found[1].message.en
    assert records.text["place"].tolist() == ["2", "2", ""]


# --- 34: double entries in another order, and records in one file only ------------------------


def entries(tmp_path):
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text("pid,sex\na,1\nb,2\nc,1\nd,2\n")
    second.write_text("pid,sex\nd,2\na,1\ne,1\nb,1\n")
    return first, second


def test_34_entries_are_matched_by_key_and_both_sides_are_listed(tmp_path):
    compared = mr.compare_entries(*map(mr.read, entries(tmp_path)), key=["pid"])
    assert compared.counts["common_records"] == 3
    assert compared.counts["missing_in_first"] == 1
    assert compared.counts["missing_in_second"] == 1
    told = {(item.rule, item.id, item.message.en) for item in compared.findings()}
    assert ("double_entry.only_in", "c", "this record is only in first.csv") in told
    assert ("double_entry.only_in", "e", "this record is only in second.csv") in told
    assert [item for item in told if item[0] == "double_entry.differs"] == [
        ("double_entry.differs", "b", "'2' in the first entry, '1' in the second")
    ]


def test_34_a_study_stops_until_both_sides_are_decided(files):
    for line in ("before", "after"):
        assert getattr(files, line)
    other = [files.before[0], *reversed(files.before[2:])]
    (files.folder / "second.csv").write_text("\n".join(other) + "\n")
    files.planned("file: before.csv", "entries: [before.csv, second.csv]")
    with pytest.raises(CheckingError) as caught:
        files.run()
    assert "1 records stand in one file only" in caught.value.to("en")


# --- 41: ways to write a table ----------------------------------------------------------------


def test_41_semicolons_and_decimal_commas_are_found_and_told(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"pid;weight\r\na;61,5\r\nb;70,25\r\n")
    records = mr.read(path)
    assert records.data["weight"].tolist() == [61.5, 70.25]
    understood = {"delimiter": "semicolon", "decimal_mark": ",", "line_end": "CRLF"}
    assert dict(records.provenance.understood) == understood
    said = " ".join(notes(records))
    assert "the delimiter ';', the decimal mark ','" in said


def test_41_mixed_line_ends_are_read_and_told(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"pid,sex\r\na,1\nb,2\r\nc,1\n")
    records = mr.read(path)
    assert records.text["pid"].tolist() == ["a", "b", "c"]
    assert records.provenance.understood["line_end"] == "mixed"
    assert any("Lines end in different ways" in note for note in notes(records))


def test_41_rows_of_another_length_are_refused_and_named(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("pid,sex\na,1\nb,2,3\nc\n")
    text = " ".join(problem.to("en") for problem in refusal(path))
    assert "lines 3" in text
    assert "lines 4" in text


@pytest.mark.parametrize("merged", [True, False])
def test_41_merged_headers_of_a_workbook_are_refused(tmp_path, merged):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    if merged:
        sheet.merge_range(0, 0, 0, 1, "persons")
        sheet.write_row(1, 0, ["pid", "sex"])
    else:
        sheet.write_row(0, 0, ["persons", ""])
        sheet.write_row(1, 0, ["pid", "sex"])
    sheet.write_row(2, 0, ["a", 1])
    book.close()
    (problem,) = refusal(path)
    assert problem.code == "neighbours.header"
    assert "no merged cells" in problem.remedy.en


def test_29_a_rule_can_be_made_hard_in_the_study_file(files):
    files.checks["before"] = "cert\n  JUMPS\n    0 END\n  END\nEND\n"
    whole = files.run()
    broken = [item for item in whole.checked.findings if item.rule == "chk.jump"]
    assert broken
    assert {item.severity for item in broken} == {"warning"}
    files.planned("  key: [pid]", "  key: [pid]\n  stop_on: [chk.jump]")
    problems = files.refused()
    assert problems[0].code == "chk.jump"
    assert problems[0].where.file == "before.csv"
    files.planned("stop_on: [chk.jump]", "stop_on: [chk.jmp]")
    (problem,) = files.refused()
    assert "chk.jump" in problem.to("en")
    assert problem.where.line == 5
