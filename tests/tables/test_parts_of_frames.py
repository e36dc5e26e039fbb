"""A column that cannot play its part is refused, with every mistake; what is left out is told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import migrant_rh as mr
from migrant_rh.tables import Roles


def persons(arms: str = "AB", seed: int = 1) -> pd.DataFrame:
    """Ten persons of each of twelve shops at two waves."""
    rng = np.random.default_rng(seed)
    rows = [
        {"pid": f"{shop}-{p}", "wave": wave, "arm": arms[shop % len(arms)], "shop": shop}
        for shop in range(12)
        for p in range(10)
        for wave in (0, 1)
    ]
    frame = pd.DataFrame(rows)
    return frame.assign(y=rng.integers(0, 2, len(frame)), age=rng.normal(30, 6, len(frame)))


def roles(**given: object) -> Roles:
    return Roles(**{"id": "pid", "wave": "wave", "group": "arm", "cluster": "shop", **given})


def codes(made) -> list[str]:
    """Mistakes a table is refused with; each says the same in both languages."""
    with pytest.raises(mr.MigrantRHError) as caught:
        made()
    assert caught.value.to("zh") != caught.value.to("en")
    return [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("change", "given", "event", "code"),
    [
        (lambda data: data.assign(arm=[*"ABC"] * 80), {}, 1, "frames.two-groups"),
        (lambda data: data[data["arm"] == "A"], {}, 1, "frames.two-groups"),
        (lambda data: data.assign(arm=None), {}, 1, "frames.two-groups"),
        (lambda data: data.iloc[:0], {}, 1, "frames.no-rows"),
        (lambda data: data.assign(wave=data["wave"].where(data["pid"] != "1-1")), {}, 1, "no-wave"),
        (lambda data: data, {"control": "X"}, 1, "frames.no-value"),
        (lambda data: data, {"waves": (0, 2)}, 1, "frames.no-value"),
        (lambda data: data, {}, 7, "frames.no-value"),
        (lambda data: data.assign(y=data["y"].map({0: "no", 1: "yes"})), {}, 1, "frames.no-value"),
        (lambda data: data, {"allocation": "random"}, 1, "frames.unknown-option"),
        (lambda data: data, {"linkage": "cohort"}, 1, "frames.unknown-option"),
    ],
)
def test_what_does_not_suit_its_part_is_refused(change, given, event, code):
    data = change(persons())
    (told,) = codes(lambda: mr.tables.rates(data, "y", roles=roles(**given), event=event))
    assert told.endswith(code)


def test_every_mistake_is_told_at_once():
    asked = roles(control="X", waves=(5, 6), allocation="random")
    told = codes(lambda: mr.tables.rates(persons("ABC"), "y", roles=asked, event=7))
    expected = ["frames.two-groups", *["frames.no-value"] * 4, "frames.unknown-option"]
    assert sorted(told) == sorted(expected)


@pytest.mark.parametrize("name", ["pid", "wave", "arm", "shop"])
def test_a_column_has_one_part(name):
    assert codes(lambda: mr.tables.rates(persons(), name, roles=roles(), event=1)) != []
    told = codes(lambda: mr.tables.model(persons(), "y", roles=roles(), adjust=[name]))
    assert told == ["frames.two-parts"]


def test_least_squares_takes_no_numbers():
    asked = {"roles": roles(), "adjust": ["age"]}
    told = codes(lambda: mr.tables.weighted_least_squares(persons(), "y", **asked))
    assert told == ["frames.number-in-wls"]


def test_nobody_followed_has_no_attrition():
    asked = roles(linkage="cross_sections")
    assert codes(lambda: mr.tables.attrition(persons(), roles=asked)) == ["frames.nothing"]


def test_an_answer_that_nobody_gave_is_none():
    table = mr.tables.rates(persons().assign(y=0), "y", roles=roles())
    assert "0 (0.0)" in str(table)


def test_what_was_left_out_is_told_below_the_table():
    data = persons()
    without = data.assign(arm=data["arm"].where(data["shop"] != 3))
    twice = pd.concat([data, data[data["pid"] == "1-1"]])
    for changed, said in (
        (without, "20 records without an arm or a cluster are left out"),
        (twice, "Exact copies of a record (2)"),
        (data[(data["wave"] == 1) | (data["pid"] != "1-1")], "Not in the first wave (1)"),
    ):
        printed = " ".join(str(mr.tables.rates(changed, "y", roles=roles())).split())
        assert f"Checks of the data: {said}" in printed
    assert "Checks of the data" not in str(mr.tables.rates(data, "y", roles=roles()))
