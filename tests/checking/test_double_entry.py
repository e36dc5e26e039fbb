"""Two entries are compared as EpiData Manager compares them, and nothing is decided for anybody."""

import csv
from pathlib import Path

import pytest

from migrant_rh.checking.double_entry import compare_entries
from migrant_rh.errors import CheckingError
from migrant_rh.reading import read

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "epidata" / "generated"
LOCAL = ROOT / "tests" / "reading" / "epidata"
ENTRIES = SHARED if SHARED.is_dir() else LOCAL

KEYED = ("HHID", "PID")
OPTIONS = {
    "keyed_D": {"key": KEYED},
    "keyed_DC": {"key": KEYED, "ignore_case": False},
    "keyed_N": {"key": KEYED, "ignore_deleted": False},
    "nokey_D": {},
}
WORDS = {
    "missing_in_first": "missing in main",
    "missing_in_second": "missing in duplicate",
    "not_unique_first": "non-unique main",
    "not_unique_second": "non-unique duplicate",
    "common_records": "common records",
    "records_with_errors": "records with errors",
    "field_entries_with_errors": "field entries with errors",
    "fields_checked": "fields compared",
}


def answers(name):
    path = ENTRIES / f"doubleentry_dbl_{name}.expected.tsv"
    if not path.is_file():
        pytest.skip("EpiData's answers are not here")
    lines = list(csv.reader(path.read_text(encoding="utf-8").splitlines(), delimiter="\t"))
    counts = {line[0].removeprefix("# "): int(line[1]) for line in lines if line[0].startswith("#")}
    return counts, [line for line in lines[1:] if not line[0].startswith("#")]


def compared(name):
    pair = [read(ENTRIES / f"dbl_{which}.rec") for which in ("first", "second")]
    return compare_entries(*pair, **OPTIONS[name])


@pytest.mark.parametrize("name", OPTIONS)
def test_counts_are_those_of_epidata(name):
    expected, _ = answers(name)
    counts = compared(name).counts
    assert {word: counts[ours] for ours, word in WORDS.items()} == expected


@pytest.mark.parametrize("name", OPTIONS)
def test_every_differing_value_is_the_one_epidata_lists(name):
    _, lines = answers(name)
    expected = {
        (int(line[1]), int(line[2]), field)
        for line in lines
        if line[0] in {"rrValValueFail", "rrValTextFail"}
        for field in line[3].split(",")
    }
    detail = compared(name).detail
    found = set(zip(detail["record_first"], detail["record_second"], detail["field"], strict=True))
    assert found == expected


@pytest.mark.parametrize("name", OPTIONS)
def test_records_without_a_partner_are_those_epidata_lists(name):
    _, lines = answers(name)
    results = {"rrValNoExistsDupl": "missing_in_second", "rrValNoExistsMain": "missing_in_first"}
    expected = {
        (results[line[0]], int(line[1]) or int(line[2])) for line in lines if line[0] in results
    }
    records = compared(name).by_record
    lonely = records[records["result"].isin(set(results.values()))]
    found = {
        (
            row.result,
            int(row.record_first if row.result == "missing_in_second" else row.record_second),
        )
        for row in lonely.itertuples()
    }
    assert found == expected


def rows(*lines, name="a.csv", folder=None):
    path = folder / name
    path.write_text("\n".join(("pid,age,town,seen", *lines)) + "\n", encoding="utf-8")
    return read(path)


def test_values_are_compared_by_type_not_by_spelling(tmp_path):
    first = rows("01,7,Odense,2008-01-02", "02,8,Aarhus,2008-01-03", folder=tmp_path)
    second = rows(
        "02,8.0,AARHUS,2008-01-03", "01,07,odense,2008-01-02", name="b.csv", folder=tmp_path
    )
    comparison = compare_entries(first, second, key="pid")
    assert comparison.clean
    assert comparison.rates["error_percentage_fields"] == 0
    strict = compare_entries(first, second, key="pid", ignore_case=False)
    assert strict.detail["field"].tolist() == ["town", "town"]


def test_decimal_commas_are_numbers(tmp_path):
    for name, value in (("a", "67,50"), ("b", "67,5")):
        (tmp_path / f"{name}.csv").write_text(f"pid;weight\n1;{value}\n2;70,0\n", encoding="utf-8")
    first, second = (read(tmp_path / f"{name}.csv") for name in "ab")
    assert compare_entries(first, second, key="pid").clean


def test_a_missing_value_differs_from_any_value(tmp_path):
    first = rows("01,7,,2008-01-02", folder=tmp_path)
    second = rows("01,,,2008-01-02", name="b.csv", folder=tmp_path)
    assert compare_entries(first, second, key="pid").detail["field"].tolist() == ["age"]


def test_tolerance_is_of_one_value_never_of_the_mean(tmp_path):
    first = rows("01,70,x,", "02,80,x,", folder=tmp_path)
    second = rows("01,71,x,", "02,90,x,", name="b.csv", folder=tmp_path)
    comparison = compare_entries(first, second, key="pid", tolerance={"age": 1})
    assert comparison.detail["key"].tolist() == ["02"]


def test_percentages_by_hand(tmp_path):
    """Three common records of three fields, two differing values in one of them: 33.3 %, 22.2 %."""
    first = rows("1,7,a,", "2,8,b,", "3,9,c,", "4,9,c,", folder=tmp_path)
    second = rows("1,7,a,", "2,9,x,", "3,9,c,", "5,9,c,", name="b.csv", folder=tmp_path)
    comparison = compare_entries(first, second, key="pid")
    assert comparison.counts["common_records"] == 3
    assert comparison.rates["error_percentage_records"] == pytest.approx(100 / 3)
    assert comparison.rates["error_percentage_fields"] == pytest.approx(200 / 9)
    assert comparison.summary["item"].tolist()[0] == "Records missing in main file"
    assert comparison.by_field.set_index("field").loc["age", "errors"] == 1


def test_nothing_in_common_is_said_not_a_hundred_per_cent(tmp_path):
    first = rows("1,7,a,", folder=tmp_path)
    second = rows("2,7,a,", name="b.csv", folder=tmp_path)
    assert compare_entries(first, second, key="pid").rates["error_percentage_records"] is None


def test_exchanging_the_files_exchanges_the_answers(tmp_path):
    first = rows("1,7,a,", "2,8,b,", "2,8,b,", folder=tmp_path)
    second = rows("2,9,b,", "3,8,b,", name="b.csv", folder=tmp_path)
    one, two = compare_entries(first, second, key="pid"), compare_entries(second, first, key="pid")
    assert one.counts["missing_in_first"] == two.counts["missing_in_second"] == 1
    assert one.counts["not_unique_first"] == two.counts["not_unique_second"] == 1
    assert one.detail["first"].tolist() == two.detail["second"].tolist() == ["8"]


def test_a_key_that_is_not_there_is_told_for_both_files(tmp_path):
    first = rows("1,7,a,", folder=tmp_path)
    second = rows("1,7,a,", name="b.csv", folder=tmp_path)
    with pytest.raises(CheckingError) as caught:
        compare_entries(first, second, key="id")
    assert "no key field 'id'" in str(caught.value)
    assert caught.value.problems[0].expected is not None
