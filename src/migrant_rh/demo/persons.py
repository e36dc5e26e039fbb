"""The persons at baseline: who they are, before they are asked about the outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from migrant_rh.demo import assumptions, published
from migrant_rh.demo.ages import YEARS, count_ages
from migrant_rh.demo.quota import (
    Floats,
    Ints,
    graded_by_cell,
    highest_by_cell,
    logistic,
    predictor,
    stream,
)
from migrant_rh.demo.workplaces import Workplaces

MALE, FEMALE = 1, 2
UNMARRIED, MARRIED, DIVORCED_OR_WIDOWED = 1, 2, 3
CONSTRUCTION, SERVICE = 2, 3
AGRICULTURAL = 1
AGE_CENTRE, AGE_UNIT = 30, 10
SCHOOL_CENTRE = 2
TEENS_END = 20


@dataclass(frozen=True, slots=True)
class Persons:
    """One element a person; codes as in the questionnaire.

    Attributes
    ----------
    workplace, serial, city, type, group : array of int
        Where a person works, and the person's number in that workplace, from 1.
    sex, age, marital, edu, hukou : array of int
        Codes, and completed years.
    """

    workplace: Ints
    serial: Ints
    city: Ints
    type: Ints
    group: Ints
    sex: Ints
    age: Ints
    marital: Ints
    edu: Ints
    hukou: Ints

    @property
    def cell(self) -> Ints:
        """Site and arm, from 0, in the order of `migrant_rh.demo.published`."""
        return 2 * (self.city - 1) + self.group

    @property
    def covariates(self) -> Mapping[str, Floats]:
        """What latent scores depend on: age in decades from 30, schooling in grades from junior."""
        return {
            "age": (self.age - AGE_CENTRE) / AGE_UNIT,
            "under_20": (self.age < TEENS_END).astype(float),
            "male": (self.sex == MALE).astype(float),
            "married": (self.marital != UNMARRIED).astype(float),
            "education": (self.edu - SCHOOL_CENTRE).astype(float),
            "construction": (self.type == CONSTRUCTION).astype(float),
            "service": (self.type == SERVICE).astype(float),
        }

    def __len__(self) -> int:
        return len(self.workplace)


Trait = Literal["sex", "age", "marital", "edu", "hukou"]


def make_persons(workplaces: Workplaces) -> Persons:
    """Fill the workplaces with persons; every count by site and arm is exact."""
    persons = _unknown(workplaces)
    persons = replace(persons, sex=_sexes(persons))
    persons = replace(persons, age=_ages(persons))
    persons = replace(persons, marital=_marital(persons))
    persons = replace(persons, edu=_education(persons))
    return replace(persons, hukou=_hukou(persons))


def workplace_effects(persons: Persons, step: str, stability: float = 0.0) -> tuple[Floats, Floats]:
    """Draw two effects for every workplace.

    Within each site and arm both have mean 0 and SD 1 (divisor n) and the correlation `stability`,
    exactly, so that no spread is left to luck where there are only six workplaces.
    """
    _, rows = np.unique(persons.workplace, return_index=True)
    cells = persons.cell[rows]
    draws = np.asarray(stream(f"workplaces, {step}").standard_normal((2, len(rows))))
    for cell in range(len(published.PERSONS)):
        first, other = (_standard(draw[cells == cell]) for draw in draws)
        fresh = _standard(other - (first * other).mean() * first)
        draws[0, cells == cell] = first
        draws[1, cells == cell] = stability * first + np.sqrt(1 - stability**2) * fresh
    return draws[0, persons.workplace - 1], draws[1, persons.workplace - 1]


def _standard(values: Floats) -> Floats:
    """Shift and scale to mean 0 and SD 1."""
    centred = values - values.mean()
    scaled: Floats = centred / np.sqrt((centred**2).mean())
    return scaled


def score(persons: Persons, step: str, effects: Mapping[str, float]) -> Floats:
    """Latent score of a trait: covariates, workplace and chance."""
    return (
        predictor(persons.covariates, effects)
        + assumptions.COVARIATE_WORKPLACE_SD * workplace_effects(persons, step)[0]
        + logistic(step, len(persons))
    )


def _unknown(workplaces: Workplaces) -> Persons:
    """Persons of whom nothing is known but the workplace."""
    places = np.repeat(np.arange(len(workplaces.size)), workplaces.size)
    starts = np.concatenate([[0], np.cumsum(workplaces.size)[:-1]])
    nothing = np.zeros(len(places), dtype=np.int64)
    return Persons(
        workplace=workplaces.number[places],
        serial=np.arange(len(places)) - starts[places] + 1,
        city=workplaces.city[places],
        type=workplaces.type[places],
        group=workplaces.group[places],
        sex=nothing,
        age=nothing,
        marital=nothing,
        edu=nothing,
        hukou=nothing,
    )


def _sexes(persons: Persons) -> Ints:
    """Make the printed number of men, more of them on construction sites."""
    scores = score(persons, "sex", assumptions.MALE_EFFECTS)
    male = highest_by_cell(persons.cell, scores, assumptions.MALES)
    return np.where(male, MALE, FEMALE)


def _ages(persons: Persons) -> Ints:
    """Hand out the ages of every cell in the order of a score."""
    scores = score(persons, "age", assumptions.OLDER_EFFECTS)
    ages = np.empty(len(persons), dtype=np.int64)
    for cell, counts in enumerate(count_ages()):
        at = np.flatnonzero(persons.cell == cell)
        ages[at[np.argsort(scores[at], kind="stable")]] = np.repeat(YEARS, counts)
    return ages


def _marital(persons: Persons) -> Ints:
    """Make the printed number unmarried; of the others, some divorced or widowed."""
    scores = score(persons, "unmarried", assumptions.UNMARRIED_EFFECTS)
    unmarried = highest_by_cell(persons.cell, scores, assumptions.UNMARRIED)
    ever = np.flatnonzero(~unmarried)
    lost = score(persons, "lost partner", assumptions.LOST_PARTNER_EFFECTS)
    shares = [assumptions.DIVORCED_OR_WIDOWED] * len(published.PERSONS)
    marital = np.full(len(persons), UNMARRIED)
    marital[ever] = graded_by_cell(persons.cell[ever], lost[ever], shares) + UNMARRIED
    return marital


def _education(persons: Persons) -> Ints:
    """Make the assumed quotas of schooling, the younger with more."""
    scores = score(persons, "education", assumptions.EDUCATION_EFFECTS)
    return graded_by_cell(persons.cell, scores, assumptions.EDUCATION)


def _hukou(persons: Persons) -> Ints:
    """Make the assumed quotas of household registration: 1 agricultural, 2 other."""
    scores = -score(persons, "hukou", assumptions.AGRICULTURAL_EFFECTS)
    return graded_by_cell(persons.cell, scores, assumptions.AGRICULTURAL)
