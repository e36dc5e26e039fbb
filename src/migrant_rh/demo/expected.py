"""Known answers, computed from the true persons without the methods of the package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from migrant_rh.demo import assumptions, published
from migrant_rh.demo.closed_forms import (
    anova_icc,
    chi_square,
    compare_proportions,
    mean_and_sd,
    permute,
    pooled_t,
)
from migrant_rh.demo.form import Form
from migrant_rh.demo.notice import NOTICE
from migrant_rh.demo.surveys import Columns, TrueStudy
from migrant_rh.demo.typing_errors import DoubleEntry

DIGITS = 10
"""Significant digits kept, so that no platform's last bit shows."""

PRINTED_AGES = (20, 40)
AGE_GROUPS = {"<20": (0, 19), "20-29": (20, 29), "30-39": (30, 39), "40-49": (40, 49)}
TABLE_1 = ("age_group", "sex", "marital", "edu", "hukou", "type")
TABLES_2_AND_3 = {"certificate": "cert", "exam": "exam"}
WAVES = ("baseline", "endline")
CITIES = tuple(map(str, published.CITIES))
CONTROL, INTERVENTION = map(str, published.GROUPS)

Tree = dict[str, Any]


def expected_answers(study: TrueStudy, entries: DoubleEntry, form: Form) -> Tree:
    """Work all known answers out; percentages and percentage points, otherwise proportions."""
    waves = {wave: _grouped(getattr(study, wave)) for wave in WAVES}
    answers: Tree = {
        "notice": {"zh": NOTICE.zh, "en": NOTICE.en},
        "seed": assumptions.SEED,
        "persons": _persons(waves["baseline"]),
        "table1": {city: _table_1(waves["baseline"], city) for city in CITIES},
        "double_entry": _double_entry(entries, form),
        "flow": _flow(waves),
    }
    for outcome, field in TABLES_2_AND_3.items():
        counts = _Counts.of(waves, field)
        answers[outcome] = {
            "tables_2_and_3": {city: _four_contrasts(counts, city) for city in CITIES},
            "clusters": {
                place: _clusters(counts, cities)
                for place, cities in (*((city, [city]) for city in CITIES), ("all", CITIES))
            },
            "icc": {city: _iccs(counts, city) for city in CITIES},
            "cities_at_baseline": {
                city: _rate(*map(sum, zip(*counts.totals(city, "baseline"), strict=True)))
                for city in CITIES
            },
        }
    places = _tally(waves["baseline"]["place"])
    asked = sum(places.values())
    answers["exam"]["places"] = {code: _rate(count, asked) for code, count in places.items()}
    rounded: Tree = _rounded(answers)
    return rounded


def _grouped(columns: Columns) -> Columns:
    """Add the age groups of Table 1."""
    age = columns["age"].astype(int)
    groups = np.full(len(age), "older")
    for label, (low, high) in AGE_GROUPS.items():
        groups[(age >= low) & (age <= high)] = label
    return {**columns, "age_group": groups}


def _tally(values: NDArray[np.str_]) -> dict[str, int]:
    """Count codes that are not blank."""
    codes, counts = np.unique(values[values != ""], return_counts=True)
    return dict(zip(codes.tolist(), counts.tolist(), strict=True))


def _persons(wave: Columns) -> Tree:
    """What the paper prints of all persons."""
    age = wave["age"].astype(int)
    mean, sd = mean_and_sd(age.tolist())
    low, high = PRINTED_AGES
    within = int(((age >= low) & (age <= high)).sum())
    n = len(age)
    tallies = {name: _tally(wave[name]) for name in ("city", "type", "sex", "marital")}
    return {
        "n": n,
        **tallies,
        "percent": {
            name: {code: 100 * count / n for code, count in tally.items()}
            for name, tally in tallies.items()
        },
        "aged_20_to_40": _rate(within, n),
        "age": {"mean": mean, "sd": sd},
    }


def _table_1(wave: Columns, city: str) -> Tree:
    """Cell counts (control, intervention) and chi-square of every characteristic in one city."""
    table: Tree = {}
    for name in TABLE_1:
        here = {
            group: _tally(wave[name][(wave["city"] == city) & (wave["group"] == group)])
            for group in (CONTROL, INTERVENTION)
        }
        levels = list(AGE_GROUPS) if name == "age_group" else sorted(here[CONTROL])
        counts = [[here[group][level] for group in here] for level in levels]
        table[name] = {
            "counts": dict(zip(levels, counts, strict=True)),
            **asdict(chi_square(counts)),
        }
    return table


@dataclass(frozen=True, slots=True)
class _Counts:
    """Events and valid answers of one outcome, by workplace and wave."""

    city: NDArray[np.str_]
    group: NDArray[np.str_]
    stratum: NDArray[np.str_]
    k: Mapping[str, list[int]]
    n: Mapping[str, list[int]]

    @classmethod
    def of(cls, waves: Mapping[str, Columns], field: str) -> _Counts:
        """Count one field."""
        base = waves["baseline"]
        numbers = sorted(set(base["workplace"].tolist()), key=int)
        first = [int(np.flatnonzero(base["workplace"] == number)[0]) for number in numbers]
        kinds = {"k": ("1",), "n": ("0", "1")}
        counted = {
            kind: {
                wave: [
                    int(((columns["workplace"] == number) & np.isin(columns[field], codes)).sum())
                    for number in numbers
                ]
                for wave, columns in waves.items()
            }
            for kind, codes in kinds.items()
        }
        city, kind = base["city"][first], base["type"][first]
        return cls(city, base["group"][first], np.char.add(city, kind), **counted)

    def among(self, cities: Sequence[str], groups: Sequence[str]) -> list[int]:
        """Places of the workplaces of some cities and groups."""
        chosen = np.isin(self.city, cities) & np.isin(self.group, groups)
        return [int(place) for place in np.flatnonzero(chosen)]

    def totals(self, city: str, wave: str) -> list[tuple[int, int]]:
        """Events and valid answers in one city and wave: control, intervention."""
        arms = [self.among([city], [group]) for group in (CONTROL, INTERVENTION)]
        return [(sum(self.k[wave][i] for i in a), sum(self.n[wave][i] for i in a)) for a in arms]


def _four_contrasts(counts: _Counts, city: str) -> Tree:
    """Four cells of one city, the contrasts of two of them, and the difference in differences."""
    control, intervention = zip(*(counts.totals(city, wave) for wave in WAVES), strict=True)
    contrasts = {
        "arms_at_baseline": (control[0], intervention[0]),
        "arms_at_endline": (control[1], intervention[1]),
        "waves_in_control": control,
        "waves_in_intervention": intervention,
    }
    cells = {
        group: {wave: _rate(*cell) for wave, cell in zip(WAVES, arm, strict=True)}
        for group, arm in ((CONTROL, control), (INTERVENTION, intervention))
    }
    changes = [arm["endline"]["percent"] - arm["baseline"]["percent"] for arm in cells.values()]
    return {
        "cells": cells,
        "contrasts": {name: asdict(compare_proportions(*pair)) for name, pair in contrasts.items()},
        "did_percentage_points": changes[1] - changes[0],
    }


def _rate(k: int, n: int) -> Tree:
    """Events, valid answers and percentage."""
    return {"k": k, "n": n, "percent": 100 * k / n}


def _clusters(counts: _Counts, cities: Sequence[str]) -> Tree:
    """Unweighted difference in differences of workplaces, by t test and by permutation."""
    change = [
        k1 / n1 - k0 / n0
        for k0, n0, k1, n1 in zip(
            *(side[wave] for wave in WAVES for side in (counts.k, counts.n)), strict=True
        )
    ]
    arms = [counts.among(cities, [group]) for group in (CONTROL, INTERVENTION)]
    everyone = sorted(arms[0] + arms[1])
    permutation = permute(
        [change[i] for i in everyone],
        [int(counts.group[i] == INTERVENTION) for i in everyone],
        [str(counts.stratum[i]) for i in everyone],
    )
    test = pooled_t(*([change[i] for i in arm] for arm in arms))
    return {"workplaces": len(everyone), "t_test": asdict(test), "permutation": asdict(permutation)}


def _iccs(counts: _Counts, city: str) -> Tree:
    """Intracluster correlation of every group and wave in one city."""

    def icc(group: str, wave: str) -> float:
        places = counts.among([city], [group])
        return anova_icc(*([side[wave][i] for i in places] for side in (counts.k, counts.n)))

    return {group: {wave: icc(group, wave) for wave in WAVES} for group in (CONTROL, INTERVENTION)}


def _flow(waves: Mapping[str, Columns]) -> Tree:
    """Persons at baseline, met again, and lost: by city and group, and by workplace."""
    numbers = sorted(set(waves["baseline"]["workplace"].tolist()), key=int)
    return {
        "by_city_and_group": {
            city: {group: _met(waves, city=city, group=group) for group in (CONTROL, INTERVENTION)}
            for city in CITIES
        },
        "by_workplace": {number: _met(waves, workplace=number) for number in numbers},
    }


def _met(waves: Mapping[str, Columns], **codes: str) -> Tree:
    """Persons with these codes at both waves."""
    first, again = (
        int(np.all([waves[wave][name] == code for name, code in codes.items()], axis=0).sum())
        for wave in WAVES
    )
    return {"baseline": first, "followed": again, "lost": first - again}


def _double_entry(entries: DoubleEntry, form: Form) -> Tree:
    """EpiData Manager's counts under its own words, from the account of the slips.

    Deleted records are ignored, except that the common records are all records of the main file
    less its repeated ones and less those missing in the duplicate file.
    """
    kinds = [(slip.entry, slip.kind) for slip in entries.slips if not slip.field]
    slips = [slip for slip in entries.slips if slip.field]
    wrong_records, wrong_fields = len({slip.pid for slip in slips}), len(slips)
    missing = {entry: kinds.count((entry, "not_typed")) for entry in (1, 2)}
    twice = {entry: kinds.count((entry, "typed_twice")) for entry in (1, 2)}
    common = len(entries.first.deleted) - twice[1] - missing[2]
    fields = sum(not field.unique for field in form.fields)
    return {
        "Records missing in main file": missing[1],
        "Records missing in duplicate file": missing[2],
        "Non-unique records in main file": twice[1],
        "Non-unique records in duplicate file": twice[2],
        "Number of fields checked": fields,
        "Common records": common,
        "Records with errors": wrong_records,
        "Field entries with errors": wrong_fields,
        "Error percentage (#records)": 100 * wrong_records / common,
        "Error percentage (#fields)": 100 * wrong_fields / (common * fields),
    }


def _rounded(tree: Any) -> Any:
    """Keep the significant digits that every platform agrees on."""
    if isinstance(tree, dict):
        return {name: _rounded(branch) for name, branch in tree.items()}
    if isinstance(tree, list):
        return [_rounded(branch) for branch in tree]
    return float(f"{tree:.{DIGITS}g}") if isinstance(tree, float) else tree
