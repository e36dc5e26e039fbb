"""What is withheld, what stays, and how the report says so."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import migrant_rh as mr
from migrant_rh.privacy import protected
from migrant_rh.privacy.choosing import choose
from migrant_rh.privacy.counts import Told
from migrant_rh.results.rows import Row
from migrant_rh.study.plan import Privacy

LEAST = 5
NUMBERS = ("estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high")


def private(study, least):
    """The same study with a smallest count."""
    return study.model_copy(update={"privacy": Privacy(min_cell=least)})


def told_of(counts, total):
    """A line of counts with their total."""
    parts = [("q", "", "", "", str(place)) for place in range(len(counts))]
    told = [Told((str(n),), value, {parts[n]: 1}, total) for n, value in enumerate(counts)]
    return [*told, Told((), sum(counts), dict.fromkeys(parts, 1), open=True)]


@pytest.mark.parametrize(
    ("counts", "withheld"),
    [
        ((2, 30, 40), {"0", "1"}),  # the total would tell 2: a second count goes
        ((2, 3, 40), {"0", "1"}),  # 5 in all may be 1 + 4 or 4 + 1: two are enough
        ((1, 1, 40), {"0", "1", "2"}),  # 2 in all cannot be 4: the third goes too
        ((0, 30, 40), set()),  # nobody is no person
        ((5, 30, 40), set()),
    ],
)
def test_counts_of_a_line_by_hand(counts, withheld):
    assert choose(told_of(counts, 200), LEAST) == withheld


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=2, max_size=6), st.integers(2, 9))
def test_one_count_alone_is_never_withheld(counts, least):
    """In a line whose total is printed, a single missing count is the total less the others."""
    withheld = choose(told_of(counts, 1000), least)
    small = {str(place) for place, count in enumerate(counts) if 0 < count < least}
    assert small <= withheld
    assert len(withheld) != 1


def test_without_a_smallest_count_nothing_changes(survey_of, analysed):
    rows = analysed(survey_of(1)).results.rows
    assert protected(rows, mr.demo_study()) == rows
    assert not any(row.analysis == "privacy" for row in rows)


def test_what_is_not_withheld_is_the_same_number(survey_of, analysed):
    whole = {row.id: row for row in analysed(survey_of(1)).results}
    released = analysed(survey_of(1), LEAST).results
    kept = [row for row in released if not row.note.startswith("privacy.")]
    assert {row.id for row in released if row.analysis != "privacy"} == set(whole)
    assert all(whole[row.id] == row for row in kept if row.analysis != "privacy")


def test_withheld_rows_hold_no_number_but_their_persons(survey_of, analysed):
    released = analysed(survey_of(1), LEAST).results
    withheld = [row for row in released if row.note.startswith("privacy.")]
    assert withheld
    assert all(getattr(row, name) is None for row in withheld for name in NUMBERS)


def test_numbers_worked_out_from_a_withheld_count_go_too(survey_of, analysed):
    """A rate of a site takes its tests, its models and its intracluster correlation with it."""
    released = analysed(survey_of(1), LEAST).results
    for row in released.where(analysis="rates", outcome="rare", scale="count"):
        if row.estimate is not None or not row.site or not row.group:
            continue
        for other in released.where(outcome="rare", site=row.site):
            about = other.group in {"", row.group} and other.wave in {"", row.wave}
            if about and other.contrast and other.analysis != "baseline":
                assert all(getattr(other, name) is None for name in NUMBERS), other


def test_pooled_models_without_covariates_go_with_a_withheld_site(survey_of, analysed):
    """Without covariates the counts of the sites are sums of what the model reproduces."""
    plain = analysed(survey_of(1), LEAST, "[]").results
    assert all(
        row.estimate is None for row in plain.where(analysis="model.main", outcome="rare", site="")
    )


def test_subgroups_of_a_withheld_characteristic_go_with_their_numbers(survey_of, analysed):
    """Answers of both waves at a level are about twice the persons that Table 1 withholds."""
    released = analysed(survey_of(1), LEAST).results
    withheld = released.where(analysis="baseline", outcome="edu", scale="count")
    assert any(row.estimate is None for row in withheld)
    rows = released.where(analysis="subgroups.main")
    assert rows
    assert all(row.estimate is None and row.p_value is None for row in rows)
    assert all(row.n is None for row in rows if row.note.startswith("privacy."))


def test_what_is_withheld_is_counted(survey_of, analysed):
    released = analysed(survey_of(1), LEAST).results
    told = {row.term: row.estimate for row in released.where(analysis="privacy")}
    assert set(told) == {"small", "secondary", "computed"}
    assert all(count > 0 for count in told.values())


def test_lost_persons_of_workplaces(survey_of, analysed):
    """A workplace that lost few takes another of its arm with it; the flow chart tells the sum."""
    rows = [
        Row(
            analysis="attrition", site="1", group="0", wave="after", term=shop,
            scale="proportion", estimate=lost / 50, n=50, n_missing=lost, method="count",
        )
        for shop, lost in (("a", 2), ("b", 9), ("c", 20), ("", 31))
    ]  # fmt: skip
    compared = Row(analysis="attrition", site="1", contrast="arms", scale="rd", estimate=0.1)
    released = protected([*rows, compared], private(mr.demo_study(), LEAST))
    numbers = {row.term: row.n_missing for row in released if row.analysis == "attrition"}
    assert numbers["a"] is None
    assert [numbers["b"], numbers["c"]].count(None) == 1
    assert released[3].n_missing == 31
    assert released[4].estimate is None


def test_workplaces_with_few_events_show_no_change(survey_of, analysed):
    """The change of a workplace is a difference of two fractions: it tells small counts."""
    released = analysed(survey_of(1), LEAST).results
    rare = released.where(analysis="changes", outcome="rare")
    assert rare
    assert all(row.estimate is None for row in rare)
    assert all(row.n is None for row in rare if row.term)


def test_findings_of_few_records_are_not_counted():
    finding = Row(
        analysis="findings", outcome="age", term="check.range", scale="count", estimate=2.0, n=2
    )
    often = Row(
        analysis="findings", outcome="sex", term="check.range", scale="count", estimate=9.0, n=9
    )
    few, many, *_ = protected([finding, often], private(mr.demo_study(), LEAST))
    assert (few.estimate, few.n) == (None, None)
    assert (many.estimate, many.n) == (9.0, 9)


@pytest.mark.parametrize("adjust", ["[edu2]", "[]"])
def test_the_report_is_whole_and_says_what_is_withheld(adjust, survey_of, analysed, tmp_path):
    run = analysed(survey_of(1), LEAST, adjust)
    run.write(tmp_path / "out")
    for language, least, said in (
        ("en", "fewer than 5", "withheld"),
        ("zh", "不足 5 人", "不予列出"),
    ):
        html = (tmp_path / "out" / f"report.{language}.html").read_text(encoding="utf-8")
        assert least in html
        assert said in html
        assert "— %" not in html
    assert run.headline("en")


def test_no_small_count_stands_in_the_tables(survey_of, analysed):
    """Every count with its percentage, as text: none is 1 to 4."""
    run = analysed(survey_of(1), LEAST)
    shown = 0
    for name in ("table1", "table2", "table3"):
        for line in run.tables[name].to("en").table.rows:
            for cell in line.cells:
                if type(cell).__name__ == "CountPercent" and cell.n is not None:
                    shown += 1
                    assert cell.n == 0 or cell.n >= LEAST, (name, line.label.en)
                    rest = cell.total - cell.n
                    assert rest == 0 or rest >= LEAST, (name, line.label.en)
    assert shown > 50
