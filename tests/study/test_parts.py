"""Variables that cannot play the part a study file gives them are refused, not met later."""

from __future__ import annotations

import json

import pytest

import migrant_rh as mr

YES_NO = {"levels": {0: {"zh": "否", "en": "No"}, 1: {"zh": "是", "en": "Yes"}}}


def label(text: str) -> dict:
    return {"label": {"zh": text, "en": text}}


def plan() -> dict:
    """A study file that can be used, as plain data."""
    wave = {name: {**label(name), "file": f"{name}.csv"} for name in ("before", "after")}
    variables = {name: {**label(name), "type": "text"} for name in ("pid", "shop")}
    variables |= {name: {**label(name), **YES_NO} for name in ("city", "arm", "sex", "y", "z")}
    variables |= {"age": {**label("age"), "type": "number"}}
    variables |= {"day": {**label("day"), "type": "date", "date_order": "ymd"}}
    cuts = {"of": "age", "at": [30], "labels": ["young", "old"]}
    variables |= {"age_group": {**label("age group"), "cuts": cuts}}
    return {
        "schema": "migrant-rh/1",
        "study": {"title": {"zh": "研究", "en": "Study"}},
        "data": {"key": ["pid"], "waves": wave},
        "design": {
            "roles": {"id": "pid", "cluster": "shop", "site": "city", "arm": "arm"},
            "control": 0,
        },
        "variables": variables,
        "outcomes": {"y": {**label("y"), "event": 1}},
        "models": {"main": {"adjust": ["sex", "age"], "wls": {"adjust": ["age_group"]}}},
    }


@pytest.fixture
def loaded(tmp_path):
    """Write a plan, changed at one place, and load it."""
    for name in ("before", "after"):
        (tmp_path / f"{name}.csv").write_text("pid,shop,city,arm,sex,y,z,age,day\n")

    def load(path: str, value: object, *, ascii_only: bool = False) -> mr.Study:
        told = plan()
        *above, last = path.split(".")
        node = told
        for step in above:
            node = node.setdefault(step, {})
        node[last] = value
        text = json.dumps(told, ensure_ascii=ascii_only, indent=1)
        (tmp_path / "study.yaml").write_text(text, encoding="utf-8")
        return mr.load_study(tmp_path / "study.yaml")

    return load


def test_the_plan_can_be_used(loaded):
    assert loaded("models.main.subgroups", ["sex", "age_group"]).models["main"].subgroups
    assert loaded("tables.baseline", ["city", "sex", "age", "y"])
    assert loaded("models.main.compare", ["before", "after"])


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("models.main.wls.adjust", ["age"], "not-a-category"),
        ("models.main.wls.adjust", ["day"], "not-a-category"),
        ("models.main.subgroups", ["age"], "not-a-category"),
        ("outcomes.y.variable", "age", "not-a-category"),
        ("outcomes.age", {**label("age"), "event": 30}, "not-a-category"),
        ("questions.q", {**label("q"), "items": ["age"], "event": 1}, "not-a-category"),
        ("models.main.adjust", ["day"], "not-measured"),
        ("tables.baseline", ["pid"], "not-measured"),
        ("tables.baseline", ["day"], "not-measured"),
        ("models.main.adjust", ["y"], "own-outcome"),
        ("models.main.subgroups", ["y"], "own-outcome"),
        ("models.main.wls.adjust", ["y"], "own-outcome"),
        ("models.main.adjust", ["sex", "sex"], "named-twice"),
        ("models.main.subgroups", ["sex", "sex"], "named-twice"),
        ("tables.baseline", ["sex", "age", "sex"], "named-twice"),
        ("models.main.compare", ["before", "before"], "named-twice"),
        ("models.main.compare", ["after", "before"], "waves-reversed"),
        *(
            (f"models.main.{part}", [name], "role-besides")
            for part in ("adjust", "subgroups", "wls.adjust")
            for name in ("pid", "shop", "city", "arm")
        ),
    ],
)
def test_what_cannot_play_its_part_is_refused_at_its_place(loaded, path, value, code):
    with pytest.raises(mr.MigrantRHError) as caught:
        loaded(path, value)
    (problem,) = (each for each in caught.value.problems if each.code == f"study.{code}")
    assert problem.where.line is not None
    assert path.split(".")[1] in problem.to("en")
    assert problem.to("zh") != problem.to("en")


def test_levels_are_merged_into_levels_that_are_there(loaded):
    merged = {**label("two"), "of": "city", "merge": {0: [0], 2: [1]}, **YES_NO}
    with pytest.raises(mr.MigrantRHError) as caught:
        loaded("variables.two", merged)
    (problem,) = caught.value.problems
    assert problem.code == "study.unknown-code"
    assert "'two' has no code '2'" in problem.to("en")


ODD = (None, 3, "x", [], {}, ["sex"], {"a": 1}, [[1]], True)


@pytest.mark.parametrize("value", ODD, ids=repr)
@pytest.mark.parametrize(
    "path",
    [
        "variables.sex.type",
        "variables.sex.levels",
        "variables.age_group.cuts",
        "variables.sex.merge",
        "design.roles",
        "design.roles.arm",
        "outcomes.y.variable",
        "outcomes.y",
        "models.main",
        "models.main.wls",
        "models.main.adjust",
        "models.main.compare",
        "data.waves",
        "tables",
    ],
)
def test_odd_values_are_read_or_refused(loaded, path, value):
    zh, en = "读入", "read"
    try:
        loaded(path, value)
    except mr.MigrantRHError as refusal:
        zh, en = refusal.to("zh"), refusal.to("en")
    assert zh != en


def test_a_model_of_other_outcomes_may_take_one_as_a_covariate(loaded):
    model = {"outcomes": ["y"], "adjust": ["z"]}
    assert loaded("models.main", model).models["main"].adjust == ["z"]


@pytest.mark.parametrize("value", [["pid"], {"a": 1}, 3])
def test_what_is_no_name_is_told_as_such(loaded, value):
    for path in ("design.roles.id", "models.main.compare", "models.main.outcomes"):
        with pytest.raises(mr.MigrantRHError):
            loaded(path, value)


def test_an_emoji_that_json_writes_as_two_escapes_is_one_character(loaded):
    title = {"zh": "研究 😀", "en": "Study 😀"}
    assert loaded("study.title", title, ascii_only=True).study.title.en == "Study 😀"


def test_a_long_line_is_shown_around_the_mistake(tmp_path):
    told = plan()
    told["models"]["main"]["adjust"] = ["hight"]
    (tmp_path / "study.yaml").write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(mr.MigrantRHError) as caught:
        mr.load_study(tmp_path / "study.yaml")
    shown = next(
        line for line in caught.value.to("en").splitlines() if "hight" in line and "…" in line
    )
    assert len(shown) < 140
