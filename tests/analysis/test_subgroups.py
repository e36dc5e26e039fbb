"""The effect in subgroups: known answers, laws, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf

from migrant_rh.errors import MigrantRHError
from migrant_rh.run import Run, analyze
from migrant_rh.study.file import load_study
from migrant_rh.words import recall

PLAN = """\
schema: migrant-rh/1
study: {{title: {{zh: 研究, en: Study}}}}
data:
  key: [pid]
  waves:
    before: {{label: {{zh: 基线, en: Baseline}}, file: before.csv}}
    after: {{label: {{zh: 终期, en: Endline}}, file: after.csv}}
design:
  roles: {{id: pid, cluster: shop, arm: arm}}
  control: {control}
  linkage: panel
variables:
  pid: {{label: {{zh: 编号, en: Id}}, type: text}}
  shop: {{label: {{zh: 单位, en: Workplace}}, type: text}}
  arm:
    label: {{zh: 组, en: Arm}}
    levels: {{0: {{zh: 对照, en: Control}}, 1: {{zh: 干预, en: Intervention}}}}
  sex:
    label: {{zh: 性别, en: Sex}}
    levels: {{1: {{zh: 男, en: {male}}}, 2: {{zh: 女, en: Female}}}}
  age: {{label: {{zh: 年龄, en: Age}}, type: number}}
  {more}
  y: {{label: {{zh: 结局, en: Outcome}}, levels: {{0: {{zh: 否, en: No}}, 1: {{zh: 是, en: Yes}}}}}}
outcomes:
  y: {{label: {{zh: 结局, en: Outcome}}, event: 1}}
models:
  main: {{adjust: {adjust}, sites: none, subgroups: {subgroups}}}
inference: {{permutations: 999}}
"""


def persons(seed: int = 3) -> pd.DataFrame:
    """Persons of 16 workplaces at two waves; the effect is larger in women."""
    rng = np.random.default_rng(seed)
    size = rng.integers(18, 40, size=16)
    shop = np.repeat(np.arange(16), size)
    frame = pd.DataFrame({"pid": [f"p{k}" for k in range(len(shop))], "shop": shop})
    frame["arm"] = frame["shop"] % 2
    frame["sex"] = rng.integers(1, 3, size=len(frame))
    frame["age"] = rng.integers(18, 50, size=len(frame))
    waves = []
    for late in (0, 1):
        chance = 0.3 + 0.1 * late + (0.05 + 0.2 * (frame["sex"] == 2)) * late * frame["arm"]
        waves.append(frame.assign(late=late, y=(rng.random(len(frame)) < chance).astype(int)))
    return pd.concat(waves, ignore_index=True)


@pytest.fixture
def analysed(tmp_path) -> Callable[..., Run]:
    """Write a study, and analyse it."""

    def run(data: pd.DataFrame, **plan: str) -> Run:
        told = {
            "control": "0",
            "adjust": "[]",
            "subgroups": "[sex]",
            "male": "Male",
            "more": "",
            **plan,
        }
        (tmp_path / "study.yaml").write_text(PLAN.format(**told), encoding="utf-8")
        for late, name in enumerate(("before", "after")):
            rows = data[data["late"] == late].drop(columns="late")
            rows.to_csv(tmp_path / f"{name}.csv", index=False)
        return analyze(load_study(tmp_path / "study.yaml"))

    return run


def stated(run: Run, level: str, scale: str = "rd"):
    return run.results.one(
        analysis="subgroups.main", term=f"sex={level}", contrast="did", scale=scale
    )


def by_hand(data: pd.DataFrame, sex: int) -> float:
    """The difference in differences of the proportions of one sex."""
    share = data[data["sex"] == sex].groupby(["arm", "late"])["y"].mean()
    return share[1, 1] - share[1, 0] - share[0, 1] + share[0, 0]


def test_without_covariates_it_is_the_difference_of_the_proportions(analysed):
    data = persons()
    run = analysed(data)
    for sex in (1, 2):
        assert stated(run, str(sex)).estimate == pytest.approx(by_hand(data, sex), abs=1e-10)


def test_log_odds_and_their_difference_are_those_of_statsmodels(analysed):
    """Estimates to 1e-6: both solve the same equations; theirs stop at a change of 1e-8."""
    data = persons()
    run = analysed(data, adjust="[age]")
    fit = smf.gee(
        "y ~ arm*late*C(sex) + age",
        groups=data["shop"],
        data=data,
        family=sm.families.Binomial(),
        cov_struct=sm.cov_struct.Independence(),
    ).fit(ctol=1e-12)
    threefold = fit.params["arm:late:C(sex)[T.2]"]
    joint = run.results.one(analysis="subgroups.main", term="sex", contrast="heterogeneity")
    everybody = {
        (arm, late): fit.predict(data.assign(arm=arm, late=late))
        for arm in (0, 1)
        for late in (0, 1)
    }
    for sex in (1, 2):
        mean = {cell: shares[data["sex"] == sex].mean() for cell, shares in everybody.items()}
        wanted = mean[1, 1] - mean[1, 0] - mean[0, 1] + mean[0, 0]
        assert stated(run, str(sex)).estimate == pytest.approx(wanted, abs=1e-6)
    assert joint.df == 1
    assert joint.statistic is not None
    # F = (estimate / error)²: the error that follows is a robust one of the same order as theirs
    error = abs(threefold) / np.sqrt(joint.statistic)
    assert error == pytest.approx(fit.bse["arm:late:C(sex)[T.2]"], rel=0.25)


def test_the_joint_test_is_the_squared_t_of_the_threefold_term(analysed):
    """Two levels: one contrast, whose F is the square of its t with the same KC covariance."""
    import migrant_rh as mr  # noqa: PLC0415

    data = persons()
    fit = mr.gee(
        "y ~ arm*late*female",
        data.assign(female=(data["sex"] == 2).astype(int)),
        id="pid",
        cluster="shop",
        family="binomial",
    )
    error = np.sqrt(fit.covariance("KC").loc["arm:late:female", "arm:late:female"])
    t = fit.coefficients["arm:late:female"] / error
    joint = analysed(data).results.one(analysis="subgroups.main", term="sex")
    assert joint.statistic == pytest.approx(t**2, rel=1e-6)
    assert joint.p_value == pytest.approx(fit.joint_test(["arm:late:female"]).p_value, rel=1e-6)


def test_rows_in_another_order_give_the_same(analysed):
    data = persons()
    turned = data.sample(frac=1.0, random_state=1)
    one, other = analysed(data), analysed(turned)
    for level in ("1", "2"):
        assert stated(one, level).estimate == pytest.approx(stated(other, level).estimate, abs=1e-9)


def test_names_of_levels_do_not_matter(analysed):
    data = persons()
    one, other = analysed(data), analysed(data, male="Zzz")
    assert stated(one, "1").estimate == stated(other, "1").estimate


def test_arms_swapped_turn_the_sign_and_keep_the_test(analysed):
    data = persons()
    one, other = analysed(data), analysed(data, control="1")
    for level in ("1", "2"):
        for scale in ("rd", "log_ror"):
            mine, theirs = stated(one, level, scale), stated(other, level, scale)
            assert mine.estimate == pytest.approx(-theirs.estimate, abs=1e-9)
            assert mine.std_error == pytest.approx(theirs.std_error, rel=1e-6)
    joint = [run.results.one(analysis="subgroups.main", term="sex").p_value for run in (one, other)]
    assert joint[0] == pytest.approx(joint[1], rel=1e-6)


def test_persons_and_workplaces_of_a_level_are_counted(analysed):
    data = persons()
    run = analysed(data)
    for sex in (1, 2):
        here = data[data["sex"] == sex]
        assert stated(run, str(sex)).n == len(here)
        assert stated(run, str(sex)).clusters == here["shop"].nunique()


def test_a_level_without_persons_of_an_arm_has_no_estimate_and_says_so(analysed):
    data = persons()
    run = analysed(data[(data["sex"] == 1) | (data["arm"] == 0)])
    refused = stated(run, "2")
    assert refused.estimate is None
    assert refused.note == "analysis.subgroup_incomplete"
    assert stated(run, "1").estimate is not None


def in_three(data: pd.DataFrame, place: int) -> pd.DataFrame:
    """Classes of age, in one of which no control has the outcome before."""
    classes = np.digitize(data["age"], [29, 40])
    here = (classes == place) & (data["arm"] == 0) & (data["late"] == 0)
    return data.assign(y=data["y"].where(~here, 0))


CLASSES = "old: {label: {zh: 龄, en: Class}, cuts: {of: age, at: [29, 40], labels: [a, b, c]}}"


def of_class(run: Run, place: int, scale: str = "rd"):
    return run.results.one(
        analysis="subgroups.main", term=f"old={place + 1}", contrast="did", scale=scale
    )


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_level_of_one_answer_has_no_estimate_and_the_others_do(analysed, place):
    """Also where it is the first: the others are then compared with the next."""
    data = in_three(persons(), place)
    run = analysed(data, subgroups="[old]", more=CLASSES)
    joint = run.results.one(analysis="subgroups.main", term="old", contrast="heterogeneity")
    assert joint.df == 1
    assert joint.p_value is not None
    classes = np.digitize(data["age"], [29, 40])
    for other in (0, 1, 2):
        told = of_class(run, other)
        assert told.n == (classes == other).sum()
        if other == place:
            assert (told.estimate, told.note) == (None, "analysis.subgroup_one_answer")
        else:
            share = data[classes == other].groupby(["arm", "late"])["y"].mean()
            wanted = share[1, 1] - share[1, 0] - share[0, 1] + share[0, 0]
            assert told.estimate == pytest.approx(wanted, abs=1e-10)


def test_the_joint_test_does_not_know_a_level_left_out(analysed):
    """It is that of the persons of the other levels alone."""
    data = in_three(persons(), 0)
    whole = analysed(data, subgroups="[old]", more=CLASSES)
    classes = np.digitize(data["age"], [29, 40])
    kept = analysed(data[classes > 0], subgroups="[old]", more=CLASSES)
    one, other = (
        run.results.one(analysis="subgroups.main", term="old", contrast="heterogeneity")
        for run in (whole, kept)
    )
    assert one.p_value == pytest.approx(other.p_value, rel=1e-12)
    assert of_class(kept, 0).note == "analysis.subgroup_incomplete"


def of_workplaces(women: int) -> pd.DataFrame:
    """Persons whose sex is that of their workplace: the first so many are women's."""
    data = persons()
    return data.assign(sex=np.where(data["shop"] < women, 2, 1))


def joint_of(run: Run):
    return run.results.one(analysis="subgroups.main", term="sex", contrast="heterogeneity")


def test_a_level_of_few_workplaces_is_marked(analysed):
    run = analysed(of_workplaces(women=4))
    men, women = (stated(run, level) for level in ("1", "2"))
    assert (men.clusters, women.clusters) == (12, 4)
    assert not men.note
    assert "4 allocated units" in recall(women.note).en
    assert women.conf_low is not None
    assert joint_of(run).p_value is not None
    table = str(run.tables["subgroups.main.y"].to("en"))
    assert "4 allocated units at this level, fewer than 12" in " ".join(table.split())


@pytest.mark.parametrize("swapped", [False, True])
def test_a_level_with_one_workplace_in_an_arm_has_no_interval_and_no_joint_test(analysed, swapped):
    data = of_workplaces(women=3)
    run = analysed(data.assign(arm=1 - data["arm"]) if swapped else data)
    men, women = (stated(run, level) for level in ("1", "2"))
    assert women.estimate is not None
    assert [women.std_error, women.p_value, women.conf_low, women.conf_high] == [None] * 4
    assert "one cluster alone" in recall(women.note).en
    assert men.conf_low is not None
    joint = joint_of(run)
    assert joint.p_value is None
    assert joint.statistic is None
    assert "one cluster alone" in recall(joint.note).en


def test_one_level_alone_is_not_compared(analysed):
    data = persons()
    run = analysed(data[(data["sex"] == 1) | (data["arm"] == 0)])
    joint = run.results.one(analysis="subgroups.main", term="sex", contrast="heterogeneity")
    assert (joint.p_value, joint.note) == (None, "analysis.subgroup_alone")


@pytest.mark.parametrize(
    ("subgroups", "said"),
    [
        ("[height]", "height"),
        ("[age]", "is no category"),
        ("[arm]", "plays a part"),
        ("[shop]", "plays a part"),
    ],
)
def test_what_makes_no_subgroups_is_refused(analysed, subgroups, said):
    with pytest.raises(MigrantRHError, match=said):
        analysed(persons(), subgroups=subgroups)
