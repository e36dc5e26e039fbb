"""Two entries of one wave: every slip is in the account, and every value could have been typed."""

from collections import Counter
from datetime import date

import pytest

RECORD_KINDS = {"not_typed", "typed_twice", "wrong_number_deleted"}
ENTRIES = {"1": "baseline_1.rec", "2": "baseline_2.rec"}


@pytest.fixture(scope="module")
def account(read_csv):
    return read_csv("errors_seeded.csv")


@pytest.fixture(scope="module")
def entries(read_rec):
    return {number: read_rec(name)["records"] for number, name in ENTRIES.items()}


def live(records):
    return [values for values, mark in records if mark != "?"]


def of_kind(account, entry, kind):
    return [row for row in account if row["entry"] == entry and row["kind"] == kind]


@pytest.mark.parametrize("wave", ["baseline", "endline"])
def test_the_final_file_is_the_delimited_file(read_rec, read_csv, wave):
    records = read_rec(f"{wave}.rec")["records"]
    assert [values for values, _ in records] == read_csv(f"{wave}.csv")
    assert {mark for _, mark in records} == {"!"}


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_account_of_wrong_values_is_exactly_what_differs(entries, account, first_of, entry):
    differences = {
        (values["pid"], field, first_of[values["pid"]][field], typed)
        for values in live(entries[entry])
        for field, typed in values.items()
        if typed != first_of[values["pid"]][field]
    }
    listed = {
        (row["pid"], row["field"], row["true"], row["typed"])
        for row in account
        if row["entry"] == entry and row["field"]
    }
    assert differences == listed
    assert len(listed) == 227


def test_no_value_is_wrong_in_both_entries(account):
    cells = [(row["pid"], row["field"]) for row in account if row["field"]]
    assert len(set(cells)) == len(cells)


@pytest.mark.parametrize(("entry", "count"), [("1", 2), ("2", 3)])
def test_records_not_typed(entries, account, first_of, entry, count):
    missing = set(first_of) - {values["pid"] for values in live(entries[entry])}
    assert missing == {row["pid"] for row in of_kind(account, entry, "not_typed")}
    assert len(missing) == count


def test_one_record_was_typed_twice_in_the_second_entry(entries, account):
    for entry in ENTRIES:
        typed = Counter(values["pid"] for values in live(entries[entry]))
        twice = [pid for pid, times in typed.items() if times > 1]
        assert twice == [row["pid"] for row in of_kind(account, entry, "typed_twice")]
        assert len(twice) == (1 if entry == "2" else 0)


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_deleted_record_has_a_wrong_number_and_comes_before_its_correction(
    entries, account, first_of, entry
):
    records = entries[entry]
    (place,) = [i for i, (_, mark) in enumerate(records) if mark == "?"]
    deleted, corrected = records[place][0], records[place + 1][0]
    (row,) = of_kind(account, entry, "wrong_number_deleted")
    assert (deleted["pid"], corrected["pid"]) == (row["typed"], row["true"])
    assert deleted["pid"] not in first_of
    assert {**deleted, "pid": row["true"]} == corrected


def test_records_that_went_astray_are_otherwise_right(account):
    astray = {row["pid"] for row in account if row["kind"] in RECORD_KINDS}
    assert not astray & {row["pid"] for row in account if row["kind"] not in RECORD_KINDS}
    assert len(astray) == 8


def test_the_second_entry_has_another_order(entries):
    orders = [[values["pid"] for values in live(records)] for records in entries.values()]
    assert orders[0] == sorted(orders[0])
    assert orders[1] != sorted(orders[1])


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_kind_of_slip_occurs(account, entry):
    kinds = {row["kind"] for row in account if row["entry"] == entry and row["field"]}
    assert kinds == {"adjacent_key", "transposition", "dropped_digit", "blank", "jumped"}


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_field_is_jumped_over_only_after_a_slip_in_the_exam(account, entry):
    slipped = {
        (r["pid"], r["typed"]) for r in account if (r["entry"], r["field"]) == (entry, "exam")
    }
    for row in of_kind(account, entry, "jumped"):
        assert row["field"] == "place"
        assert (row["pid"], "0") in slipped


@pytest.mark.parametrize(
    ("data", "checks"),
    [
        ("baseline_1.rec", "baseline_1.chk"),
        ("baseline_2.rec", "baseline_2.chk"),
        ("baseline.rec", "baseline.chk"),
        ("endline.rec", "endline.chk"),
    ],
)
def test_every_value_could_have_been_typed(read_rec, read_chk, data, checks):
    rules = read_chk(checks)
    records = read_rec(data)["records"]
    refused = [
        (values["pid"], field, typed)
        for values, _ in records
        for field, typed in values.items()
        if field in rules and not admitted(rules[field], typed)
    ]
    assert len(records) > 5000
    assert refused == []


def admitted(rule, value):
    if value == "":
        return not rule["must_enter"]
    if value in rule["legal"] or value in rule["labels"]:
        return True
    if rule["range"]:
        low, high = (measured(limit) for limit in rule["range"])
        return low <= measured(value) <= high
    return not rule["labels"]


def measured(text):
    return date(*map(int, text.split("/"))) if "/" in text else int(text)


@pytest.mark.parametrize(
    ("field", "value", "answer"),
    [("age", "50", False), ("age", "99", True), ("sex", "3", False), ("months", "", True)],
)
def test_the_check_file_would_refuse_other_values(read_chk, field, value, answer):
    assert admitted(read_chk("baseline.chk")[field], value) is answer


def test_a_value_that_a_jump_passes_over_is_blank_in_every_file(read_rec, read_chk):
    jumps = read_chk("baseline.chk")["exam"]["jumps"]
    assert jumps == {"0": "remark", "9": "remark"}
    for name in (*ENTRIES.values(), "baseline.rec", "endline.rec"):
        for values, _ in read_rec(name)["records"]:
            assert values["exam"] not in jumps or values["place"] == ""


def test_all_check_files_of_a_wave_are_the_same(folder):
    texts = {
        (folder / f"{name}.chk").read_bytes() for name in ("baseline", "baseline_1", "baseline_2")
    }
    assert len(texts) == 1


def test_the_check_files_declare_missing_codes_field_by_field(read_chk):
    missing = {field: rule["missing"] for field, rule in read_chk("endline.chk").items()}
    assert {field: codes for field, codes in missing.items() if codes} == {
        "age": ["99"],
        "income": ["9999"],
        "cert": ["9"],
        "exam": ["9"],
        "place": ["9", "8"],
    }
    assert read_chk("endline.chk")["pid"]["unique"]
    assert read_chk("endline.chk")["age"]["range"] == ["18", "50"]
