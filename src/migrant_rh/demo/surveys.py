"""The two waves as they stand on paper: every answer as text, by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from migrant_rh.demo import assumptions, published
from migrant_rh.demo.outcomes import NOT_ASKED, Outcomes, make_outcomes
from migrant_rh.demo.persons import (
    MARRIED,
    TEENS_END,
    UNMARRIED,
    Persons,
    make_persons,
)
from migrant_rh.demo.quota import Floats, Ints, Mask, apportion, graded, highest, predictor, stream
from migrant_rh.demo.workplaces import Workplaces, make_workplaces

Texts = NDArray[np.str_]
Columns = Mapping[str, Texts]

INCOME_NOT_TOLD = 9999


@dataclass(frozen=True, slots=True)
class TrueStudy:
    """What the questionnaires say.

    Attributes
    ----------
    workplaces : Workplaces
        As allocated.
    baseline, endline : mapping of str to array of str
        Answers by field, one element a person; blank where a question was not asked.
    """

    workplaces: Workplaces
    baseline: Columns
    endline: Columns


@dataclass(frozen=True, slots=True)
class _Circumstances:
    """What is asked beside the traits and outcomes, one element a person."""

    date: NDArray[np.datetime64]
    visitor: Texts
    months: Ints
    income: Ints
    remark: Texts
    origin: Texts


def make_study() -> TrueStudy:
    """Make both waves from the seed."""
    workplaces = make_workplaces()
    persons = make_persons(workplaces)
    outcomes = make_outcomes(persons)
    first = _first_circumstances(persons)
    baseline = _columns(persons, outcomes, 0, first)
    later = _a_year_older(persons)
    endline = _columns(later, outcomes, 1, _next_circumstances(later, first))
    met = np.flatnonzero(outcomes.followed)
    met = met[np.lexsort((endline["pid"][met], endline["vdate"][met]))]
    return TrueStudy(workplaces, baseline, {name: column[met] for name, column in endline.items()})


def person_ids(persons: Persons) -> Texts:
    """Number each questionnaire: two digits of the city, two of the workplace, three within it."""
    parts = zip(persons.city, persons.workplace, persons.serial, strict=True)
    return np.array([f"{city:02d}{workplace:02d}{serial:03d}" for city, workplace, serial in parts])


def _columns(persons: Persons, outcomes: Outcomes, wave: int, about: _Circumstances) -> Columns:
    """Write one wave down, in the order of the questionnaire."""
    return {
        "pid": person_ids(persons),
        "city": persons.city.astype(str),
        "workplace": persons.workplace.astype(str),
        "type": persons.type.astype(str),
        "group": persons.group.astype(str),
        "vdate": np.char.replace(about.date.astype(str), "-", "/"),
        "visitor": about.visitor,
        "sex": persons.sex.astype(str),
        "age": persons.age.astype(str),
        "marital": persons.marital.astype(str),
        "edu": persons.edu.astype(str),
        "hukou": persons.hukou.astype(str),
        "months": about.months.astype(str),
        "income": about.income.astype(str),
        "cert": _asked(outcomes.certificate[wave]),
        "exam": _asked(outcomes.exam[wave]),
        "place": _asked(outcomes.place[wave]),
        "remark": about.remark,
        "origin": about.origin,
    }


def _asked(codes: Ints) -> Texts:
    """Codes as text; blank where the question was not asked."""
    return np.where(codes == NOT_ASKED, "", codes.astype(str))


def _a_year_older(persons: Persons) -> Persons:
    """Everyone a year older, some newly married; nothing else about a person changes."""
    could = np.flatnonzero((persons.marital == UNMARRIED) & (persons.age >= TEENS_END))
    married, _ = apportion(len(could), assumptions.NEWLY_MARRIED)
    lots = stream("newly married").random_sample(len(could))
    marital = persons.marital.copy()
    marital[could[highest(lots, married)]] = MARRIED
    return replace(persons, age=persons.age + 1, marital=marital)


def _first_circumstances(persons: Persons) -> _Circumstances:
    """Circumstances at baseline."""
    offsets = stream("first day").random_sample(persons.workplace.max())[persons.workplace - 1]
    within = stream("day").random_sample(len(persons))
    days = offsets * assumptions.DAYS_OF_WORK + within * assumptions.DAYS_IN_WORKPLACE
    return _Circumstances(
        date=_dates(published.BASELINE_DAYS, days),
        visitor=_visitors(persons, "baseline"),
        months=_months(persons),
        income=_incomes(persons),
        remark=_remarks(len(persons), "baseline"),
        origin=_origins(persons),
    )


def _next_circumstances(persons: Persons, first: _Circumstances) -> _Circumstances:
    """Circumstances a year later."""
    begun = (first.date - np.datetime64(published.BASELINE_DAYS[0], "D")).astype(np.int64)
    delay = 2 * stream("delay").random_sample(len(persons)) - 1
    grown = _to_step(first.income * assumptions.INCOME_GROWTH)
    return _Circumstances(
        date=_dates(published.ENDLINE_DAYS, begun + delay * assumptions.DAYS_OF_DELAY),
        visitor=_visitors(persons, "endline"),
        months=first.months + assumptions.MONTHS_BETWEEN_WAVES,
        income=np.where(first.income == INCOME_NOT_TOLD, INCOME_NOT_TOLD, grown),
        remark=_remarks(len(persons), "endline"),
        origin=first.origin,
    )


def _dates(window: tuple[date, date], days: Floats) -> NDArray[np.datetime64]:
    """Dates that many days after the window opens, inside it."""
    first, last = (np.datetime64(day, "D") for day in window)
    whole = np.floor(days).astype(np.int64).astype("timedelta64[D]")
    return np.clip(first + whole, first, last)


def _visitors(persons: Persons, wave: str) -> Texts:
    """Interviewer of each person: three of the city's twelve work in a workplace."""
    lots = stream(f"visitor at {wave}").random_sample(len(persons))
    of_team = np.floor(lots * assumptions.VISITORS_PER_WORKPLACE).astype(np.int64)
    numbers = (persons.workplace * 2 + of_team) % assumptions.VISITORS_PER_CITY + 1
    pairs = zip(persons.city, numbers, strict=True)
    return np.array(
        [f"{assumptions.VISITOR_LETTERS[city - 1]}{number:02d}" for city, number in pairs]
    )


def _months(persons: Persons) -> Ints:
    """Months in the city: at least three, none before working age."""
    u = stream("months").random_sample(len(persons))
    stay = published.SHORTEST_STAY + np.floor(-assumptions.MONTHS_IN_CITY_MEAN * np.log(1 - u))
    longest = 12 * (persons.age - assumptions.MONTHS_IN_CITY_FROM_AGE)
    months: Ints = np.minimum(stay.astype(np.int64), longest)
    return months


def _incomes(persons: Persons) -> Ints:
    """Yuan a month, rounded as people tell it; some do not tell."""
    noise = assumptions.MONTHLY_INCOME_LOG_SD * stream("income").standard_normal(len(persons))
    level = assumptions.MONTHLY_INCOME_LOG_MEAN + predictor(
        persons.covariates, assumptions.INCOME_EFFECTS
    )
    untold, _ = apportion(len(persons), assumptions.INCOME_MISSING)
    silent = highest(stream("income not told").random_sample(len(persons)), untold)
    return np.where(silent, INCOME_NOT_TOLD, _to_step(np.exp(level + noise)))


def _to_step(yuan: NDArray[np.floating[Any]]) -> Ints:
    """Round to the steps in which incomes are told, within limits."""
    rounded = np.round(yuan / assumptions.INCOME_STEP) * assumptions.INCOME_STEP
    return np.clip(rounded, *assumptions.INCOME_LIMITS).astype(np.int64)


def _remarks(persons: int, wave: str) -> Texts:
    """Interviewers' remarks, on a few questionnaires."""
    counts = apportion(persons, assumptions.REMARKED)
    remarked = highest(stream(f"remarked at {wave}").random_sample(persons), counts[0])
    lots = stream(f"remark at {wave}").random_sample(persons)
    places = np.floor(lots * len(assumptions.REMARKS)).astype(np.int64)
    return np.where(remarked, np.array(assumptions.REMARKS)[places], "")


def _origins(persons: Persons) -> Texts:
    """Home of each person, by city of work."""
    origins = np.empty(len(persons), dtype=f"U{_longest(assumptions.ORIGINS)}")
    for city, listed in zip(published.CITIES, assumptions.ORIGINS, strict=True):
        at: Mask = persons.city == city
        names, weights = zip(*listed, strict=True)
        counts = apportion(int(at.sum()), weights)
        lots = stream(f"origin {city}").random_sample(int(at.sum()))
        origins[at] = np.array(names)[graded(lots, counts) - 1]
    return origins


def _longest(lists: Sequence[Sequence[tuple[str, int]]]) -> int:
    """Characters of the longest name."""
    return max(len(name) for listed in lists for name, _ in listed)
