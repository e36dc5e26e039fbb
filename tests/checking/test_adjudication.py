"""The adjudicated file is held against both entries."""

from migrant_rh.checking.adjudication import check_adjudicated
from migrant_rh.checking.double_entry import compare_entries
from migrant_rh.reading import read


def written(folder, name, *lines):
    path = folder / name
    path.write_text("\n".join(("pid,age,sex", *lines)) + "\n", encoding="utf-8")
    return read(path)


def judged(folder, *final):
    first = written(folder, "one.csv", "1,20,1", "2,30,1", "3,40,2", "4,50,2")
    second = written(folder, "two.csv", "1,21,1", "2,30,2", "3,44,2", "4,50,2", "5,60,1")
    comparison = compare_entries(first, second, key="pid")
    return check_adjudicated(comparison, (first, second), written(folder, "final.csv", *final))


def test_each_difference_is_counted_by_how_it_was_decided(tmp_path):
    result = judged(tmp_path, "1,20,1", "2,30,2", "3,42,2", "4,50,2", "5,60,1")
    assert result.decisions == {"as_first": 1, "as_second": 1, "as_neither": 1, "undecided": 0}
    assert [finding.rule for finding in result.findings] == ["double_entry.final_neither"]


def test_a_value_changed_against_both_entries_is_found(tmp_path):
    result = judged(tmp_path, "1,20,1", "2,30,1", "3,40,2", "4,51,2")
    (finding,) = result.findings
    assert finding.rule == "double_entry.final_differs_from_both"
    assert (finding.id, finding.variable, finding.value) == ("4", "age", "51")
    assert finding.record == 4


def test_records_lost_or_out_of_nowhere_are_found(tmp_path):
    result = judged(tmp_path, "1,20,1", "2,30,1", "4,50,2", "9,50,2")
    rules = {finding.rule: finding.id for finding in result.findings}
    assert rules == {"double_entry.final_missing": "3", "double_entry.final_new": "9"}
    assert result.decisions["undecided"] == 1
