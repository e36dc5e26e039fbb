"""How many were asked tells what they answered before: it goes where that is withheld."""

from __future__ import annotations

import pytest

import migrant_rh as mr
from migrant_rh.privacy import protected
from migrant_rh.results.rows import Row
from migrant_rh.study.plan import Privacy, Question

LEAST = 5
SKIPPED = Row(analysis="missingness", outcome="place", wave="endline", term="skipped",
              scale="proportion", method="count", n=90)  # fmt: skip
WHOLE = Row(analysis="missingness", outcome="place", wave="endline", scale="proportion",
            method="count", n_missing=0, estimate=0.0)  # fmt: skip
PERSONS = Row(analysis="baseline", wave="baseline", group="0", term="persons", scale="count",
              method="count", n=90, estimate=90.0)  # fmt: skip
PLACE = Row(analysis="baseline", outcome="place", wave="baseline", group="0", term="1",
            scale="count", method="count")  # fmt: skip
EXAM = Row(analysis="rates", outcome="examination", wave="baseline", site="1", group="0",
           scale="count", method="count", n=90)  # fmt: skip
AGE = Row(analysis="missingness", outcome="age", wave="endline", scale="proportion",
          method="count", n=90, n_missing=2, estimate=2 / 90)  # fmt: skip
NOTHING = (None, None, None)


@pytest.fixture(scope="module")
def study():
    plan = mr.demo_study()
    assert plan.variables["place"].asked_if == "exam == 1"
    return plan.model_copy(update={"privacy": Privacy(min_cell=LEAST)})


def wave(unasked):
    """Rows of a wave with ninety persons, some of whom were not asked."""
    share = unasked / 90
    return [
        SKIPPED._replace(n_missing=unasked, estimate=share),
        WHOLE._replace(n=90 - unasked),
        AGE,
    ]


def first(answered):
    """Rows of Table 1 in which some of ninety persons answered."""
    return [PERSONS, PLACE._replace(n=answered, n_missing=0, estimate=float(answered))]


def exams(*counts):
    """Examinations by site and over all."""
    sites = [EXAM._replace(site=str(n), estimate=float(c)) for n, c in enumerate(counts, 1)]
    return [*sites, EXAM._replace(site="", n=90 * len(counts), estimate=float(sum(counts)))]


def numbers(rows, outcome):
    return {(row.n, row.n_missing, row.estimate) for row in rows if row.outcome == outcome}


@pytest.mark.parametrize("unasked", [1, 4, 86, 89])
def test_few_who_were_asked_or_not_are_not_told(study, unasked):
    released = protected(wave(unasked), study)
    assert numbers(released, "place") == {NOTHING}
    assert numbers(released, "age") == {(90, 2, 2 / 90)}
    assert all(row.note.startswith("privacy.") for row in released if row.outcome == "place")


@pytest.mark.parametrize("unasked", [0, 5, 40, 85, 90])
def test_many_or_nobody_are_told(study, unasked):
    rows = wave(unasked)
    released = protected(rows, study)
    assert numbers(released, "place") == numbers(rows, "place")


@pytest.mark.parametrize(("answered", "told"), [(3, False), (87, False), (40, True), (90, True)])
def test_table_1_tells_who_was_asked_by_who_answered(study, answered, told):
    rows = first(answered)
    released = protected(rows, study)
    assert numbers(released, "place") == (numbers(rows, "place") if told else {NOTHING})


def test_where_the_answer_before_is_withheld_nothing_follows_it(study):
    """The total not asked less the sites that are told would be the site that is not."""
    few, many = exams(3, 40, 30), exams(30, 40, 30)
    assert numbers(protected([*few, *wave(17)], study), "place") == {NOTHING}
    assert NOTHING not in numbers(protected([*many, *wave(17)], study), "place")


def test_so_does_what_is_made_from_either(study):
    made = study.variables["schooling"].model_copy(
        update={"of": "place", "merge": {"1": ["1"], "2": ["2", "3", "4", "5"]}}
    )
    variables = {**study.variables, "where": made}
    wider = study.model_copy(update={"variables": variables})
    rows = [row._replace(outcome=row.outcome and "where") for row in first(3)]
    assert numbers(protected(rows, wider), "where") == {NOTHING}


@pytest.mark.parametrize(("asked", "told"), [(2, False), (4, False), (5, True), (0, True)])
def test_few_asked_are_not_hidden_by_blanks_after_an_unanswered_filter(study, asked, told):
    """Of ninety, ten left the question before unanswered: it is stated, and can be taken off."""
    rows = wave(80 - asked)
    unknown = WHOLE._replace(term="filter_unanswered", n=10 + asked, n_missing=10)
    rows = [*rows, unknown._replace(estimate=10 / (10 + asked))]
    released = protected(rows, study)
    assert numbers(released, "place") == (numbers(rows, "place") if told else {NOTHING})


def test_what_is_asked_after_a_hidden_follower_goes_with_it(study):
    later = study.variables["place"].model_copy(update={"asked_if": "place == 1"})
    wider = study.model_copy(update={"variables": {**study.variables, "later": later}})
    rows = [*wave(3), *(row._replace(outcome="later") for row in wave(40)[:2])]
    assert numbers(protected(rows, wider), "later") == {NOTHING}
    open_ = [*wave(40), *rows[3:]]
    assert NOTHING not in numbers(protected(open_, wider), "later")


def outcome(asked, everybody=90, **place):
    """Rows on the place of examination as an outcome: counts, a model, the persons there were."""
    at = {"outcome": "seen", "site": "1", "group": "0", "wave": "endline", **place}
    rate = Row(analysis="rates", scale="count", method="count", estimate=30.0, n=asked, n_missing=0)
    model = Row(analysis="model.main", outcome="seen", scale="rd", contrast="did", estimate=0.1,
                n=2 * asked)  # fmt: skip
    flow = Row(analysis="flow", site="1", group="0", wave="endline", term="followed",
               scale="count", estimate=float(everybody), n=everybody)  # fmt: skip
    return [rate._replace(**at), model, flow]


@pytest.fixture(scope="module")
def with_outcome(study):
    """The place of the examination is an outcome, and a covariate of another model."""
    seen = study.outcomes["examination"].model_copy(update={"variable": "place", "event": ["3"]})
    main = study.models["main"]
    beside = main.model_copy(update={"adjust": ["place"], "wls": None})
    outcomes, models = {**study.outcomes, "seen": seen}, {**study.models, "beside": beside}
    return study.model_copy(update={"outcomes": outcomes, "models": models})


@pytest.mark.parametrize(("asked", "told"), [(3, False), (86, False), (60, True), (90, True)])
def test_an_outcome_asked_of_few_or_not_asked_of_few_goes_whole(with_outcome, asked, told):
    rows = outcome(asked)
    released = protected(rows, with_outcome)
    assert numbers(released, "seen") == (numbers(rows, "seen") if told else {NOTHING})
    assert next(row for row in released if row.analysis == "flow").n == 90


def test_so_does_a_model_that_is_adjusted_for_it(with_outcome):
    age = Row(analysis="model.beside", outcome="certificate", scale="rd", contrast="did",
              estimate=0.1, n=170)  # fmt: skip
    other = age._replace(analysis="model.main")
    released = protected([*wave(3), age, other], with_outcome)
    told = {row.analysis: row.n for row in released if row.outcome == "certificate"}
    assert told == {"model.beside": None, "model.main": 170}


def test_so_does_a_question_with_it_among_its_items(study):
    items = {"label": {"zh": "去处", "en": "Places"}, "items": ["place"], "event": ["3"]}
    wider = study.model_copy(update={"questions": {"places": Question.model_validate(items)}})
    chosen = Row(analysis="question", outcome="places", term="place", wave="endline", group="0",
                 scale="count", method="count", estimate=40.0, n=88, n_missing=0)  # fmt: skip
    (flow,) = outcome(1)[2:]
    released = protected([flow._replace(site=""), chosen], wider)
    assert numbers(released, "places") == {NOTHING}


def test_what_goes_is_counted(study):
    told = {row.term: row.estimate for row in protected(wave(2), study)}
    assert told["computed"] == 2


def test_without_a_smallest_count_everything_stays():
    rows = wave(2)
    assert numbers(protected(rows, mr.demo_study()), "place") == numbers(rows, "place")
