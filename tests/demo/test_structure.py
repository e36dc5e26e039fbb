"""Workplaces, likeness within them, and persons through the waves."""

from collections import Counter, defaultdict
from datetime import date

import numpy as np
import pytest

from migrant_rh.demo.closed_forms import anova_icc

CELLS = [(city, arm) for city in "123" for arm in "01"]
OUTCOMES = ("cert", "exam")


def valid(rows, city, arm, outcome):
    return [
        row
        for row in rows
        if (row["city"], row["group"]) == (city, arm) and row[outcome] in {"0", "1"}
    ]


def test_the_roster_is_the_design(read_csv, baseline):
    roster = read_csv("design.csv")
    assert [int(row["workplace"]) for row in roster] == list(range(1, 37))
    strata = Counter((row["city"], row["type"], row["group"]) for row in roster)
    assert len(strata) == 18
    assert set(strata.values()) == {2}
    for row in roster:
        assert row["stratum"] == f"{row['city']}-{row['type']}"
    persons = Counter((r["workplace"], r["city"], r["type"], r["group"]) for r in baseline)
    listed = {(r["workplace"], r["city"], r["type"], r["group"]): int(r["size"]) for r in roster}
    assert persons == listed


def test_numbers_say_city_and_workplace_and_begin_with_zero(baseline):
    for row in baseline:
        assert row["pid"].startswith(f"{int(row['city']):02d}{int(row['workplace']):02d}")
    assert len({row["pid"] for row in baseline}) == 6304


def test_everybody_is_eligible_at_baseline(baseline):
    assert {int(row["age"]) for row in baseline} == set(range(18, 50))
    assert min(int(row["months"]) for row in baseline) >= 3


def test_a_year_later_only_what_may_change_has_changed(endline, first_of):
    for row in endline:
        before = first_of[row["pid"]]
        for name in ("city", "workplace", "type", "group", "sex", "edu", "hukou", "origin"):
            assert row[name] == before[name]
        assert int(row["age"]) == int(before["age"]) + 1
        assert int(row["months"]) == int(before["months"]) + 12
    assert any(row["age"] == "50" for row in endline)


def test_some_unmarried_marry_and_nobody_else_changes(endline, first_of):
    changes = Counter((first_of[row["pid"]]["marital"], row["marital"]) for row in endline)
    changed = {pair: count for pair, count in changes.items() if pair[0] != pair[1]}
    assert set(changed) == {("1", "2")}
    assert 50 < changed["1", "2"] < 150


@pytest.mark.parametrize(("name", "year"), [("baseline", 2007), ("endline", 2008)])
def test_interviews_are_within_the_printed_months(read_csv, name, year):
    days = [date(*map(int, row["vdate"].split("/"))) for row in read_csv(f"{name}.csv")]
    assert date(year, 8, 1) <= min(days)
    assert max(days) <= date(year, 12, 31)


@pytest.mark.parametrize("name", ["baseline", "endline"])
def test_the_place_is_known_exactly_where_there_was_an_exam(read_csv, name):
    for row in read_csv(f"{name}.csv"):
        assert (row["place"] != "") == (row["exam"] == "1")


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize(("city", "arm"), CELLS)
def test_likeness_within_workplaces_is_realistic(baseline, endline, city, arm, outcome):
    for rows in (baseline, endline):
        k, n = Counter(), Counter()
        for row in valid(rows, city, arm, outcome):
            n[row["workplace"]] += 1
            k[row["workplace"]] += row[outcome] == "1"
        assert 0.005 <= anova_icc([k[w] for w in n], list(n.values())) <= 0.10


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize(("city", "arm"), CELLS)
def test_persons_answer_alike_at_both_waves(first_of, endline, city, arm, outcome):
    pairs = [
        (int(first_of[row["pid"]][outcome]), int(row[outcome]))
        for row in valid(endline, city, arm, outcome)
        if first_of[row["pid"]][outcome] in {"0", "1"}
    ]
    assert 0.15 <= np.corrcoef(np.transpose(pairs))[0, 1] <= 0.30


@pytest.mark.parametrize(("city", "arm"), CELLS)
def test_leavers_had_the_certificate_less_often(baseline, endline, city, arm):
    again = {row["pid"] for row in endline}
    rate = defaultdict(list)
    for row in valid(baseline, city, arm, "cert"):
        rate[row["pid"] in again].append(row["cert"] == "1")
    assert np.mean(rate[False]) < np.mean(rate[True]) - 0.05


def test_every_workplace_loses_persons_and_none_is_lost(read_csv, baseline, endline):
    before = Counter(row["workplace"] for row in baseline)
    after = Counter(row["workplace"] for row in endline)
    assert len(after) == 36
    assert all(0 < after[w] < before[w] for w in before)


def test_some_items_are_missing_under_their_declared_codes(baseline, endline):
    for rows in (baseline, endline):
        assert any(row["income"] == "9999" for row in rows)
        assert any(row["cert"] == "9" for row in rows)
    assert not any(row["age"] == "99" for row in baseline)
