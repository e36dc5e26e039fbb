"""The outcomes at both waves, and who is met again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from migrant_rh.demo import assumptions, published
from migrant_rh.demo.persons import Persons, workplace_effects
from migrant_rh.demo.quota import (
    Floats,
    Ints,
    Mask,
    apportion,
    graded,
    highest_by_cell,
    logistic,
    predictor,
    stream,
)

NO, YES, NO_ANSWER = 0, 1, 9
NOT_ASKED = -1
PLACE_CODES = (1, 2, 3, 4, 5, 9)

Counts = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """One element a person; -1 where a question was not asked.

    Attributes
    ----------
    followed : array of bool
        Whether the person was met again.
    certificate, exam, place : tuple of two arrays of int
        Codes at baseline and at endline.
    """

    followed: Mask
    certificate: tuple[Ints, Ints]
    exam: tuple[Ints, Ints]
    place: tuple[Ints, Ints]


@dataclass(frozen=True, slots=True)
class _Trait:
    """How one outcome comes about."""

    name: str
    effects: Mapping[str, float]
    workplace_sd: float
    person_sd: float


_CERTIFICATE = _Trait(
    "certificate",
    assumptions.CERTIFICATE_EFFECTS,
    assumptions.CERTIFICATE_WORKPLACE_SD,
    assumptions.CERTIFICATE_PERSON_SD,
)
_EXAM = _Trait(
    "exam", assumptions.EXAM_EFFECTS, assumptions.EXAM_WORKPLACE_SD, assumptions.EXAM_PERSON_SD
)


def make_outcomes(persons: Persons) -> Outcomes:
    """Give every person answers; every count by site, arm and wave is exact."""
    everyone = np.ones(len(persons), dtype=np.bool_)
    holds, has_had = _scores(persons, _CERTIFICATE), _scores(persons, _EXAM)
    before = _answers(persons, holds[0], published.CERTIFICATE_BASELINE, everyone)
    followed = _followed(persons, before)
    after = _answers(persons, holds[1], published.CERTIFICATE_ENDLINE, followed)
    exams = (
        _answers(persons, has_had[0], assumptions.EXAM_BASELINE, everyone),
        _answers(persons, has_had[1], assumptions.EXAM_ENDLINE, followed),
    )
    return Outcomes(followed, (before, after), exams, _places(exams))


def _scores(persons: Persons, trait: _Trait) -> tuple[Floats, Floats]:
    """Latent scores at the two waves: what lasts, what the workplace adds, and chance."""
    own = stream(f"persons, {trait.name}").standard_normal(len(persons))
    lasting = predictor(persons.covariates, trait.effects) + trait.person_sd * own
    first, second = workplace_effects(persons, trait.name, assumptions.WORKPLACE_STABILITY)
    return (
        lasting + trait.workplace_sd * first + logistic(f"{trait.name} at baseline", len(persons)),
        lasting + trait.workplace_sd * second + logistic(f"{trait.name} at endline", len(persons)),
    )


def _answers(persons: Persons, scores: Floats, counts: Counts, asked: Mask) -> Ints:
    """Answers of the persons asked: as many valid and as many yes in each cell as `counts` says."""
    chance = stream(f"no answer {counts}").random_sample(len(persons))
    valid = highest_by_cell(persons.cell, chance, [n for _, n in counts], asked)
    yes = highest_by_cell(persons.cell, scores, [k for k, _ in counts], valid)
    return np.select([yes, valid, asked], [YES, NO, NO_ANSWER], NOT_ASKED)


def _followed(persons: Persons, certificate: Ints) -> Mask:
    """Who is met again: those without the certificate, and builders, are lost more often."""
    covariates = {**persons.covariates, "certificate": (certificate == YES).astype(float)}
    scores = (
        predictor(covariates, assumptions.FOLLOWED_EFFECTS)
        + assumptions.FOLLOWED_WORKPLACE_SD * workplace_effects(persons, "followed")[0]
        + logistic("followed", len(persons))
    )
    return highest_by_cell(persons.cell, scores, assumptions.FOLLOWED)


def _places(exams: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Where those with an exam had it: the printed counts, then the assumed shares."""
    endline = apportion(int((exams[1] == YES).sum()), assumptions.EXAM_PLACES_ENDLINE)
    counts = ((*published.EXAM_PLACES, 0), endline)
    both = []
    for wave, (exam, wanted) in enumerate(zip(exams, counts, strict=True)):
        places = np.full(len(exam), NOT_ASKED)
        had = np.flatnonzero(exam == YES)
        lots = stream(f"place at wave {wave}").random_sample(len(had))
        places[had] = np.array(PLACE_CODES)[graded(lots, wanted) - 1]
        both.append(places)
    return both[0], both[1]
