"""Tables of anybody's data: the same numbers as those of a study, and what cannot be meant."""

import re

import numpy as np
import pandas as pd
import pytest

import migrant_rh as mr
from migrant_rh import tables
from migrant_rh.methods.fisher import fisher_exact
from migrant_rh.methods.means import compare_several_means
from migrant_rh.words import Text

PLACE = ["analysis", "outcome", "site", "group", "wave", "term", "contrast", "scale", "method"]
NUMBERS = ["estimate", "std_error", "statistic", "df", "p_value", "conf_low", "conf_high", "n"]


@pytest.fixture(scope="module")
def run(demo_run):
    return demo_run


@pytest.fixture(scope="module")
def frame(run):
    return run.panel.data


@pytest.fixture(scope="module")
def roles():
    return tables.Roles(
        id="_id",
        wave="_wave",
        group="_arm",
        cluster="_unit",
        site="_site",
        stratum=("_stratum",),
        waves=("baseline", "endline"),
        allocation="randomised",
    )


def same(ours, theirs, renamed):
    """Numbers of a frame's table against those of the study, place by place."""
    ours, theirs = (
        one.drop_duplicates(PLACE).set_index(PLACE)[NUMBERS].astype(float) for one in (ours, theirs)
    )
    theirs = theirs.rename(index=renamed, level="outcome").loc[ours.index]
    pd.testing.assert_frame_equal(ours, theirs, rtol=1e-10, atol=1e-12)
    return len(ours)


def test_rates_are_those_of_the_study(run, frame, roles):
    ours = tables.rates(frame, "cert", roles=roles).tidy()
    assert same(ours, run.results.frame(), {"certificate": "cert"}) > 100


def test_models_are_those_of_the_study(run, frame, roles):
    covariates = ["age", "sex", "marital", "edu"]
    ours = tables.model(frame, "cert", roles=roles, adjust=covariates).tidy()
    kept = ours.query("method == 'gee' and contrast == 'did'")
    assert same(kept, run.results.frame(), {"certificate": "cert"}) >= 16


def test_flow_and_attrition_are_those_of_the_study(run, frame, roles):
    theirs = run.results.frame()
    flow = tables.flow(frame, roles=roles).tidy().query("term != 'eligible'")
    assert same(flow, theirs[theirs["analysis"] == "flow"], {}) > 20
    lost = tables.attrition(frame, roles=roles).tidy().query("term == ''")
    assert same(lost, theirs[theirs["analysis"] == "attrition"], {}) > 10


def test_baseline_is_that_of_the_study(run, frame):
    first = frame[frame["_wave"] == "baseline"]
    names = ["type", "age_group", "sex", "marital", "edu", "hukou"]
    table = tables.baseline(
        first.assign(_site=first["_site"].astype(str)),
        by="_arm",
        rows=names,
        within="_site",
        cluster="_unit",
    )
    theirs = run.results.frame().query("analysis == 'baseline' and site != ''").assign(wave="")
    assert same(table.tidy(), theirs, {}) > 300


def people():
    """Six persons in three groups of two."""
    return pd.DataFrame(
        {
            "g": ["a", "a", "b", "b", "c", "c"],
            "sex": pd.Categorical(["m", "f", "m", "m", None, "f"], categories=["m", "f", "x"]),
            "age": [20.0, 31.0, 44.0, 25.0, 39.0, np.nan],
            "smokes": [1, 0, 1, 1, 0, 0],
            "rich": [True, False, True, False, True, True],
            "score": [1, 2, 3, 3, 2, 1],
        }
    )


def test_kinds_of_columns_and_lines():
    table = tables.baseline(people(), by="g", missing="ifany", add_overall="first", test=False)
    labels = [(row.label.en, row.indent, row.kind) for row in table.table.rows]
    assert labels == [
        ("sex", 0, "group"),
        ("m", 1, "body"),
        ("f", 1, "body"),
        ("x", 1, "body"),
        ("Missing", 1, "body"),
        ("age", 0, "group"),
        ("Mean", 1, "body"),
        ("Missing", 1, "body"),
        ("smokes", 0, "body"),
        ("rich", 0, "body"),
        ("score", 0, "group"),
        ("Mean", 1, "body"),
    ]
    assert [column.heading.en for column in table.table.columns] == [
        "Overall (n\u00a0=\u00a06)",
        "a (n\u00a0=\u00a02)",
        "b (n\u00a0=\u00a02)",
        "c (n\u00a0=\u00a02)",
    ]


def test_statistics_digits_labels_and_styles():
    table = tables.baseline(
        people(),
        by="g",
        rows=["age", "score"],
        statistic={"age": "median_quartiles", "score": "count_percent"},
        digits={"age": 1},
        label={"age": ("年龄", "Age"), "score": Text("得分", "Score")},
        levels={"score": {"1": "low", "2": "middle", "3": "high"}},
        title=("我的表", "My table"),
        language="zh",
        style="cmj-zh",
    )
    text = table.to_text()
    assert text.startswith("我的表")
    assert "25.5 (20.0～31.0)" in text
    assert [row.label.zh for row in table.table.rows][2:] == ["得分", "low", "middle", "high"]
    assert table.to("en").to_text().startswith("My table")


@pytest.mark.parametrize(
    ("style", "english", "chinese"),
    [
        ("ama", "Mean (SD)", "均数（标准差）"),
        ("nejm", "Mean±SD", "均数±标准差"),
        ("cmj-zh", "Mean±SD", "均数±标准差"),
    ],
)
def test_the_label_of_mean_and_sd_follows_the_style(style, english, chinese):
    table = tables.baseline(people(), by="g", rows=["age"], style=style)
    assert f"  {english}  " in table.to_text()
    assert f"  {chinese}  " in table.to("zh").to_text()
    assert "Mean ±" not in table.to_text()


def test_without_groups_everybody_is_described():
    table = tables.baseline(people(), rows=["sex", "age"])
    answers = {row.term: row.estimate for row in table.results.where(outcome="sex", scale="count")}
    assert answers == people()["sex"].value_counts().to_dict()
    assert table.results.one(outcome="age", scale="mean").estimate == people()["age"].mean()
    assert not [row for row in table.results if row.contrast]


@pytest.mark.parametrize("nothing", [None, np.nan])
def test_a_column_without_any_value_is_shown_as_such(nothing):
    data = people().assign(empty=[nothing] * len(people()))
    told = tables.baseline(data, by="g", rows=["empty"], statistic={"empty": "count_percent"})
    assert told.results.one(outcome="empty", scale="mean", group="a").n_missing == 2
    assert told.results.one(outcome="empty", scale="test").p_value is None
    assert "empty 6" in told.to_text()


def test_groups_divide_and_count_as_a_loop_does():
    rng = np.random.default_rng(3)
    data = pd.DataFrame(
        {
            "g": rng.choice(["a", "b", "c"], 500),
            "level": rng.choice(["x", "y", None], 500),
            "number": np.where(rng.random(500) < 0.1, np.nan, rng.normal(size=500)),
        }
    )
    results = tables.baseline(data, by="g", statistic="median_range").results
    for group, part in data.groupby("g"):
        for level in ("x", "y"):
            row = results.one(outcome="level", group=group, term=level, scale="count")
            assert row.estimate == (part["level"] == level).sum()
            assert (row.n, row.n_missing) == (part["level"].count(), part["level"].isna().sum())
        row = results.one(outcome="number", group=group, scale="median")
        assert row.estimate == part["number"].median()
        assert (row.n, row.n_missing) == (part["number"].count(), part["number"].isna().sum())
        largest = results.one(outcome="number", group=group, scale="largest")
        assert largest.estimate == part["number"].max()


def test_tests_are_those_asked_for():
    data = people()
    table = tables.baseline(
        data, by="g", rows=["sex", "age"], test={"sex": "fisher", "age": "pooled"}
    )
    rows = table.results
    counts = [[1, 2, 0], [1, 0, 1]]
    assert rows.one(outcome="sex", scale="test").p_value == pytest.approx(
        fisher_exact(counts).p_value
    )
    values = [data.loc[data["g"] == g, "age"].dropna().to_numpy() for g in "abc"]
    expected = compare_several_means(values, variances="pooled")
    test = rows.one(outcome="age", scale="test")
    assert (test.statistic, test.method) == (pytest.approx(expected.statistic), "pooled_anova")
    assert "Fisher's exact test" in table.to_text()


def test_medians_are_compared_by_ranks():
    rows = tables.baseline(people(), by="g", rows=["age"], statistic="median_quartiles").results
    assert rows.one(outcome="age", scale="test").method == "kruskal_wallis"


def test_swapping_groups_turns_signs_and_keeps_p():
    data = people()[lambda d: d["g"] != "c"].assign(age=[20, 31, 44, 25.5])
    one = tables.baseline(data, by="g", rows=["age"]).results
    other = tables.baseline(
        data.assign(g=data["g"].map({"a": "z", "b": "b"})), by="g", rows=["age"]
    ).results
    for scale in ("test", "smd"):
        left, right = (rows.one(outcome="age", scale=scale) for rows in (one, other))
        column = "statistic" if scale == "test" else "estimate"
        assert getattr(left, column) == pytest.approx(-getattr(right, column))
        assert left.p_value == right.p_value


def test_a_person_twice_in_a_wave_is_refused(frame, roles):
    twice = pd.concat([frame, frame.iloc[[0]].assign(cert="0")])
    with pytest.raises(mr.MigrantRHError):
        tables.rates(twice, "cert", roles=roles)


def test_several_answers():
    data = pd.DataFrame(
        {
            "g": ["a"] * 4 + ["b"] * 4,
            "leaflet": [1, 1, 0, 1, 0, 0, 1, None],
            "lecture": [1, 0, 0, 1, 0, 1, 0, 1],
        }
    )
    table = tables.multiple_response(data, ["leaflet", "lecture"], by="g", label={"g": "Group"})
    rows = table.results
    share = rows.one(outcome="items", group="a", term="leaflet", scale="share")
    assert (share.estimate, share.n) == (3 / 5, 4)
    assert rows.one(outcome="items", group="b", term="", scale="answers").n_missing == 1
    assert "Left out for a missing answer: 1" in table.to_text()
    joint = rows.one(outcome="items", scale="test_clustered")
    assert 0 < joint.p_value < 1


def test_the_shop_window_has_them():
    assert mr.tables.baseline is tables.baseline


def test_robustness_is_that_of_the_study(run, frame, roles):
    adjust = ["age", "sex", "marital", "edu"]
    ours = tables.robustness(frame, "cert", roles=roles, adjust=adjust)
    theirs = run.tables["robustness.main.certificate"].to("en")
    of_study = [row for row in theirs.table.rows if "Westfall" not in row.label.en]
    assert [row.label.en for row in ours.table.rows if row.indent] == [
        row.label.en.replace("as the original report did", "clustering ignored")
        for row in of_study
        if row.indent
    ]
    assert [bool(row.marks) for row in ours.table.rows] == [bool(row.marks) for row in of_study]
    assert "allocated units (12 to 39): GEE" in " ".join(ours.to_text().split())
    kept = ours.tidy().query("method == 'gee' and contrast == 'did' and scale == 'rd'")
    assert same(kept, run.results.frame(), {"certificate": "cert"}) >= 20


def test_adjustment_puts_both_models_side_by_side(run, frame, roles):
    adjust = ["age", "sex", "marital", "edu"]
    shown = tables.adjustment(frame, "cert", roles=roles, adjust=adjust, title="Both")
    assert shown.table.title.en == "Both"
    theirs = run.tables["adjusted.main"].table
    count = len(run.panel.places)
    ours = [row.cells for row in shown.table.rows if row.cells]
    for mine, study in zip(ours, [r.cells for r in theirs.rows if r.cells][:count], strict=True):
        for left, right in zip(mine, study, strict=True):
            assert left.value == pytest.approx(right.value, rel=1e-9)


def test_double_entry_is_that_of_the_study(run):
    shown = tables.double_entry(run.checked.comparisons, label={"baseline": ("基线", "Baseline")})
    theirs = run.tables["double_entry"].table
    ours = {row.label.en: row.cells for row in shown.table.rows}
    for row in theirs.rows:
        if row.label.en in ours:
            assert (
                str(ours[row.label.en][0]).split("sources")[0]
                == (str(row.cells[0]).split("sources")[0])
            )
    assert len(ours) == 10
    assert [column.heading.zh for column in shown.table.columns] == ["基线"]
    (only,) = run.checked.comparisons.values()
    alone = tables.double_entry(only).table.columns[0].heading.en
    assert alone == " / ".join(only.files)


def test_one_unit_in_an_arm_gives_no_p(run, frame, roles):
    units = [frame.loc[frame["_arm"] == arm, "_unit"].iloc[0] for arm in run.panel.arms]
    two = frame[frame["_unit"].isin(units)]
    for make in (tables.effects, tables.robustness):
        told = make(two, "cert", roles=roles).results
        assert not [row for row in told if row.contrast == "did" and row.p_value is not None]


def test_digits_of_percentages_and_estimates_are_as_asked(frame, roles):
    rates = tables.rates(frame, "cert", roles=roles, percent_digits=0)
    assert "508 (52)" in rates.to_text()
    both = tables.adjustment(frame, "cert", roles=roles, adjust=["sex"], estimate_digits=1)
    assert re.search(r"1\.6 \(\d\.\d to \d\.\d\)", both.to_text())
    assert "1.56" in tables.adjustment(frame, "cert", roles=roles, adjust=["sex"]).to_text()


def test_one_test_for_all_columns_of_its_kind_and_none_for_one():
    data = people()[lambda d: d["g"] != "c"]
    told = tables.baseline(data, by="g", rows=["age", "sex"], test="fisher").results
    assert told.one(outcome="sex", scale="test").method == "fisher_exact"
    assert told.one(outcome="age", scale="test").method == "welch"
    without = tables.baseline(data, by="g", rows=["age", "sex"], test={"age": False}).results
    assert without.find(outcome="age", scale="test") is None
    assert without.one(outcome="sex", scale="test").method == "pearson"


def test_one_row_may_be_named_alone_and_days_are_days():
    days = people().assign(day=pd.to_datetime(["2020-01-01"] * 3 + ["2020-01-02"] * 3))
    table = tables.baseline(days, by="g", rows="day").table
    assert [row.label.en for row in table.rows] == ["day", "2020-01-01", "2020-01-02"]


def test_models_side_by_side_are_each_by_itself(frame, roles):
    beside = tables.models(frame, "cert", roles=roles, adjust=["age", "sex"])
    for name, adjust in (("unadjusted", []), ("main", ["age", "sex"])):
        alone = tables.model(frame, "cert", roles=roles, adjust=adjust).results
        rows = [row for row in beside.results if row.analysis == f"model.{name}"]
        assert rows
        for row in rows:
            place = {"site": row.site, "term": row.term, "scale": "log_odds", "covariance": "KC"}
            one = alone.one(analysis="model.main", method="gee", **place)
            assert (row.estimate, row.std_error, row.p_value, row.n) == (
                pytest.approx(one.estimate), pytest.approx(one.std_error),
                pytest.approx(one.p_value), one.n,
            )  # fmt: skip
    spanners = [spanner.heading.zh for spanner in beside.table.columns]
    assert spanners == ["未调整", "调整"]
    age = next(row for row in beside.table.rows if row.label.en == "age")
    assert type(age.cells[0]).__name__ == "Blank"
    assert age.cells[2].value is not None


def test_a_plan_of_several_models_shows_them_side_by_side():
    study = mr.demo_study()
    main = study.models["main"].model_copy(update={"wls": None, "outcomes": ["certificate"]})
    crude = main.model_copy(update={"adjust": []})
    run = mr.analyze(study.model_copy(update={"models": {"crude": crude, "main": main}}))
    table = run.tables["models.certificate"].table
    assert len(table.columns) == 2
    assert "models.examination" not in run.tables
    assert set(table.sources) <= {row.id for row in run.results}
