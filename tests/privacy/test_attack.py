"""An attacker who has every released row, knows the form and can count.

The attack is written without the package's own bookkeeping: unknown are the numbers of persons of
every site, arm, wave and answer; every released number is an equation; whole-number programming
says what each withheld count can be at least and at most.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

import migrant_rh as mr

LEAST = 5
SITES, ARMS, WAVES = ("1", "2"), ("0", "1"), ("before", "after")
# What every printed level stands for, read off the form.
LEVELS = {
    "edu": {"1": {"1"}, "2": {"2"}, "3": {"3"}, "4": {"4"}},
    "edu2": {"1": {"1", "2"}, "2": {"3", "4"}},
    "ages": {"1": {"young"}, "2": {"middle"}, "3": {"old"}},
    "old": {"1": {"young", "middle"}, "2": {"old"}},
    "rare": {"0": {"no"}, "1": {"yes"}},
}
QUESTION = {"edu": "edu", "edu2": "edu", "ages": "age", "old": "age"}
YES_NO = {"no", "yes"}


class Attack:
    """Equations collected from released rows."""

    def __init__(self, results):
        self.unknown: dict[tuple[str, ...], int] = {}
        self.equations: list[tuple[dict[int, int], float]] = []
        for row in results:
            self.learn(row)

    def where(self, row):
        """Sites and arms that a row is about."""
        sites = (row.site,) if row.site else SITES
        return list(product(sites, (row.group,) if row.group else ARMS))

    def sum_of(self, row, question, answers, wave=None):
        """The unknown numbers of persons a row counts."""
        at = wave or row.wave
        places = [
            (question, at, *place, each) for place in self.where(row) for each in sorted(answers)
        ]
        return {self.unknown.setdefault(place, len(self.unknown)): 1 for place in places}

    def counted(self, row):
        """What a count is a count of: unknowns, and those of everybody asked."""
        if row.analysis == "baseline" and row.outcome in LEVELS:
            levels = LEVELS[row.outcome]
            question, chosen = QUESTION.get(row.outcome, row.outcome), levels[row.term]
            return self.sum_of(row, question, chosen), self.sum_of(
                row, question, set().union(*levels.values())
            )
        if row.analysis == "rates":
            name = row.outcome
        elif row.analysis == "question" and row.term:
            name = row.term
        else:
            return None
        return self.sum_of(row, name, {"yes"}), self.sum_of(row, name, YES_NO)

    def learn(self, row):
        """Write down what a row tells."""
        if row.scale in {"count", "proportion"} and row.method in {"count", "wilson"}:
            told = self.counted(row)
            if told is not None:
                chosen, everybody = told
                self.equations.append((everybody, row.n))
                if row.estimate is not None:
                    count = row.estimate * (row.n if row.scale == "proportion" else 1)
                    self.equations.append((chosen, round(count)))
        if row.scale == "share" and row.estimate is not None:
            self.shared(row)
        if row.scale == "answers" and row.estimate is not None:
            items = defaultdict(int)
            for name in ("m1", "m2", "m3"):
                items |= self.sum_of(row, name, {"yes"})
            self.equations.append((items, round(row.estimate * row.n)))
        if row.method in {"mcnemar", "obuchowski"}:
            self.paired(row)

    def shared(self, row):
        """A share q of all answers: (1 - q) of one answer equals q of the others."""
        coefficients = {}
        for name in ("m1", "m2", "m3"):
            for place in self.sum_of(row, name, {"yes"}):
                coefficients[place] = (name == row.term) - row.estimate
        self.equations.append((coefficients, 0.0))

    def paired(self, row):
        """Everybody answered twice: what was gained less what was lost is the change."""
        gained, lost = (
            self.sum_of(row, f"{row.outcome} pairs", {way}, "both") for way in ("gained", "lost")
        )
        everybody = self.sum_of(row, f"{row.outcome} pairs", {"gained", "lost", "same"}, "both")
        self.equations.append((everybody, row.n))
        minus = dict.fromkeys(lost, -1)
        before = dict.fromkeys(self.sum_of(row, row.outcome, {"yes"}, "before"), 1)
        after = dict.fromkeys(self.sum_of(row, row.outcome, {"yes"}, "after"), -1)
        self.equations.append((gained | minus | before | after, 0))
        if row.estimate is None:
            return
        difference = round(row.estimate * row.n)
        self.equations.append((gained | minus, difference))
        if row.method == "mcnemar" and row.statistic:
            self.equations.append((gained | lost, round(difference**2 / row.statistic)))

    def solve(self, objective, *further):
        """Whole numbers of persons that agree with everything released."""
        equations = [*self.equations, *further]
        matrix = np.zeros((len(equations), len(self.unknown)))
        values = np.array([value for _, value in equations], dtype=float)
        for line, (coefficients, _) in enumerate(equations):
            for place, times in coefficients.items():
                matrix[line, place] += times
        slack = 1e-7 * np.maximum(1, np.abs(values))
        found = milp(
            objective,
            integrality=np.ones(len(self.unknown)),
            bounds=Bounds(0, np.inf),
            constraints=LinearConstraint(matrix, values - slack, values + slack),
        )
        assert found.x is not None, "the true answers are a solution"
        return np.round(found.x).astype(int)

    def bounds(self, chosen):
        """Least and greatest that a sum of unknowns can be."""
        target = np.zeros(len(self.unknown))
        target[list(chosen)] = 1
        return tuple(round(float(target @ self.solve(sign * target))) for sign in (1, -1))


def small_counts(open_results):
    """Every count of 1 to 4, or of all but 1 to 4, in the unprotected results."""
    for row in open_results:
        if row.scale != "count" or row.analysis not in {"baseline", "rates", "question"}:
            continue
        if row.analysis == "baseline" and row.outcome not in LEVELS:
            continue
        if 0 < row.estimate < LEAST or 0 < row.n - row.estimate < LEAST:
            yield row


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_small_count_can_be_worked_out(seed, survey_of, analysed):
    survey = survey_of(seed)
    unprotected = analysed(survey).results
    assert len(list(small_counts(unprotected))) > 10
    withstands(Attack(analysed(survey, LEAST).results), unprotected)


@pytest.mark.parametrize("name", ["rare", "m2"])
def test_a_single_small_count_is_not_told_by_the_other_wave_or_the_other_answers(
    name, survey_with_few, analysed
):
    survey = survey_with_few(name)
    unprotected = analysed(survey).results
    assert any(name in {row.outcome, row.term} for row in small_counts(unprotected))
    withstands(Attack(analysed(survey, LEAST).results), unprotected)


def withstands(attack, unprotected):
    """Check that every small count could be anything small."""
    for row in small_counts(unprotected):
        least, most = attack.bounds(attack.counted(row)[0])
        count, rest = row.estimate, row.n - row.estimate
        if 0 < count < LEAST:
            assert least <= 1, row
            assert most >= min(LEAST - 1, row.n), row
        if 0 < rest < LEAST:
            assert most >= row.n - 1, row
            assert least <= max(row.n - LEAST + 1, 0), row


def test_the_attack_succeeds_without_secondary_suppression(survey_of, analysed):
    """The attacker is no straw man: with only the small counts gone, some come back."""
    survey = survey_of(1)
    unprotected = analysed(survey).results
    few = list(small_counts(unprotected))
    gone = {(row.analysis, row.outcome, row.site, row.group, row.wave, row.term) for row in few}
    naive = [
        row
        for row in unprotected
        if row.contrast
        or row.scale in {"share", "answers"}
        or (row.analysis, row.outcome, row.site, row.group, row.wave, row.term) not in gone
    ]
    attack = Attack(naive)
    found = [attack.bounds(attack.counted(row)[0]) for row in few]
    assert sum(least == most for least, most in found) > len(few) / 2


def test_no_small_count_of_changed_persons_can_be_read_off(survey_of_changes, analysed):
    """Two persons gained, none lost: the test tells it, and so do the counts of both waves."""
    survey = survey_of_changes
    released = analysed(survey, LEAST).results
    unprotected = analysed(survey).results
    attack, shown = Attack(released), 0
    for row in unprotected:
        if row.method != "mcnemar" or not row.statistic:
            continue
        difference = round(row.estimate * row.n)
        changed = round(difference**2 / row.statistic)
        for way, count in (
            ("gained", (changed + difference) // 2),
            ("lost", (changed - difference) // 2),
        ):
            if 0 < count < LEAST:
                ends = attack.bounds(attack.sum_of(row, f"{row.outcome} pairs", {way}, "both"))
                assert ends[0] <= 1
                assert ends[1] >= LEAST - 1
                shown += 1
    assert shown


@pytest.mark.parametrize("seed", [1, 2])
def test_another_survey_with_the_withheld_counts_changed_prints_the_same(seed, survey_of, analysed):
    """Whatever a row computes, it cannot tell two surveys apart that differ in withheld counts."""
    survey = survey_of(seed)
    released = analysed(survey, LEAST).results
    twin, changed = disguised(survey, released)
    assert changed
    other = analysed(twin, LEAST).results
    theirs = {row.id: row for row in other}
    compared = 0
    for row in released:
        if row.analysis not in {"rates", "baseline", "question"} or not from_counts(row):
            continue
        if row.note.startswith("privacy.") or theirs[row.id].note.startswith("privacy."):
            continue
        compared += 1
        for name in ("estimate", "statistic", "p_value", "n"):
            mine, yours = getattr(row, name), getattr(theirs[row.id], name)
            assert (mine is None) == (yours is None), (row, name)
            assert mine is None or mine == pytest.approx(yours, rel=1e-9, abs=1e-9), row
    assert compared > 100


def from_counts(row):
    """Rows whose numbers are functions of counts of persons alone, without the workplaces."""
    return row.method in {"count", "wilson", "pearson", "smd_yang_dalton"} or (
        row.method == "gee" and row.covariance and row.scale == "proportion" and row.group != ""
    )


def disguised(survey, released):
    """Other answers to the rare question at the first wave that agree with all that is released."""
    attack = Attack(released)
    hidden = [
        row
        for row in released
        if row.analysis == "rates"
        and row.scale == "count"
        and (row.outcome, row.wave) == ("rare", "before")
        and row.estimate is None
        and row.site
        and row.group
    ]
    answers = survey.events["rare", 0].copy()
    chosen = attack.counted(hidden[0])[0]
    least, most = attack.bounds(chosen)
    count = int(answers[members(survey, hidden[0])].sum())
    wanted = least if least != count else most
    values = attack.solve(np.zeros(len(attack.unknown)), (chosen, wanted))
    for each in hidden:
        (place,) = attack.counted(each)[0]
        set_count(answers, members(survey, each), values[place])
    changed = not np.array_equal(answers, survey.events["rare", 0])
    return survey.with_events("rare", 0, answers), changed


def members(survey, row):
    """Persons of a site and arm."""
    return np.flatnonzero((survey.site == int(row.site)) & (survey.arm == int(row.group)))


def set_count(answers, persons, count):
    """Change the answers of as few persons as give a count of yes."""
    excess = int(answers[persons].sum()) - int(count)
    of = persons[answers[persons] == (excess > 0)][: abs(excess)]
    answers[of] = 0 if excess > 0 else 1


EVENTS = ("rare", "usual", "m1", "m2", "m3")
ROLES = mr.tables.Roles(
    id="pid", wave="wave", group="arm", cluster="shop", site="site", waves=("before", "after")
)


def frame_of(survey):
    """Both waves of a survey as a data frame."""
    fixed = {name: getattr(survey, name) for name in ("shop", "site", "arm", "edu", "age")}
    fixed |= {"arm": survey.arm.astype(str), "edu": survey.edu.astype(str)}
    fixed |= {"pid": np.arange(len(survey.shop)), "site": survey.site.astype(str)}
    return pd.concat(
        pd.DataFrame({**fixed, **{n: survey.events[n, late] for n in EVENTS}, "wave": wave})
        for late, wave in enumerate(WAVES)
    )


TABLES = {
    "baseline": lambda data, **options: mr.tables.baseline(
        data[data["wave"] == "before"], by="arm", rows=["edu", "rare", "age"], **options
    ),
    "baseline by site": lambda data, **options: mr.tables.baseline(
        data[data["wave"] == "before"], by="arm", rows=["edu", "rare"], within="site", **options
    ),
    "several answers": lambda data, **options: mr.tables.multiple_response(
        data[data["wave"] == "before"], ["m1", "m2", "m3"], by="arm", **options
    ),
    "rates": lambda data, **options: mr.tables.rates(data, "rare", roles=ROLES, **options),
}


@pytest.mark.parametrize("name", TABLES)
def test_no_small_count_can_be_worked_out_from_a_table_of_a_data_frame(
    name, survey_of, survey_with_few
):
    shown = 0
    for survey in (survey_of(1), survey_of(2), survey_with_few("m2"), survey_with_few("rare")):
        data = frame_of(survey)
        unprotected = TABLES[name](data).results
        shown += len(list(small_counts(unprotected)))
        withstands(Attack(TABLES[name](data, min_cell=LEAST).results), unprotected)
    assert shown


@pytest.mark.parametrize("name", TABLES)
def test_a_table_without_small_counts_is_the_same(name, survey_with_few):
    survey = survey_with_few("usual")
    data = frame_of(survey.with_events("usual", 0, survey.events["m1", 1]))
    data["edu"] = np.where(data["edu"].isin(["1", "2"]), "2", "3")
    whole, told = (TABLES[name](data, **options) for options in ({}, {"min_cell": 2}))
    assert str(told) == str(whole)
    assert [row for row in told.results if row.analysis != "privacy"] == list(whole.results)


@pytest.mark.parametrize("table", ["effects", "model", "robustness", "models"])
def test_models_without_covariates_do_not_tell_a_withheld_rate(table, survey_with_few):
    """Their counts are not in the table; those of the rates decide."""
    data = frame_of(survey_with_few("rare"))
    make = getattr(mr.tables, table)
    beside = {"adjust": ["age"]} if table == "models" else {}
    told = make(data, "rare", roles=ROLES, min_cell=LEAST, **beside).results
    whole = make(data, "rare", roles=ROLES, **beside).results
    assert [row.id for row in told if row.analysis != "privacy"] == [row.id for row in whole]
    model = "unadjusted" if table == "models" else "main"
    pooled = [row for row in told if row.analysis == f"model.{model}" and row.contrast == "did"]
    pooled = [row for row in pooled if not row.site]
    assert pooled
    assert {row.estimate for row in pooled} == {None}
    assert any(row.estimate is not None for row in whole if row.analysis == f"model.{model}")


def test_the_smallest_and_the_largest_of_some_numbers_are_of_one_person(survey_of):
    data = frame_of(survey_of(1))
    looks = {"by": "arm", "rows": ["age"], "statistic": "median_range", "test": False}
    table = mr.tables.baseline(data, **looks, min_cell=LEAST)
    ends = [row for row in table.results if row.scale in {"smallest", "largest"}]
    assert len(ends) == 6
    assert {row.estimate for row in ends} == {None}
    assert "19" not in str(table)
    assert "fewer than 5 persons" in str(table)
    assert "(19.00 to 44.00)" in str(mr.tables.baseline(data, **looks))


@pytest.mark.parametrize("least", [1, True, "5", 5.0, 1001])
def test_a_smallest_count_that_is_none_is_refused(least, survey_of):
    with pytest.raises(mr.MigrantRHError, match="a whole number from 2 to 1000"):
        TABLES["baseline"](frame_of(survey_of(1)), min_cell=least)


def test_tables_that_count_no_answers_have_no_smallest_count(survey_of):
    data = frame_of(survey_of(1))
    with pytest.raises(mr.MigrantRHError, match="no option 'min_cell'"):
        mr.tables.flow(data, roles=ROLES, min_cell=LEAST)
    with pytest.raises(mr.MigrantRHError, match="no option 'min_cell'"):
        mr.tables.missingness(data, by="arm", min_cell=LEAST)
