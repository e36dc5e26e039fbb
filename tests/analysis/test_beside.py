"""Rows that stand beside the leading result: estimands, cluster summaries, outcomes at once."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from migrant_rh.errors import PanelError, StudyFileError
from migrant_rh.methods.cluster_level import compare_arms, regress_on_arm
from migrant_rh.methods.icc import binary_icc
from migrant_rh.methods.joint_permutation import joint_permutation_test
from migrant_rh.run import Run, analyze
from migrant_rh.study.file import load_study
from migrant_rh.words import recall

MAIN = {"analysis": "model.main", "contrast": "did"}


def shares(shops: list[Any]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Arm, and proportions before and after."""
    arm = np.array([int(each.arm == "I") for each in shops])
    return (
        arm,
        np.array([e.k0 / e.n0 for e in shops]),
        np.array([e.k1 / e.n1 for e in shops]),
    )


def test_clusters_alike_is_the_unweighted_difference(run_of: Any, twelve: Any) -> None:
    results = run_of(twelve).results
    arm, before, after = shares(twelve)
    change = after - before
    row = results.one(analysis="estimands.main", term="cluster_average", scale="rd")
    assert row.estimate == pytest.approx(change[arm == 1].mean() - change[arm == 0].mean())
    # KC of a linear model would be Welch's; the logit model of four cells has the same scores
    welch = math.sqrt(sum(change[arm == a].var(ddof=1) / 6 for a in (0, 1)))
    assert row.std_error == pytest.approx(welch)
    person = results.one(analysis="estimands.main", term="person_average", scale="rd")
    primary = results.one(**MAIN, scale="rd", method="gee")
    assert person.estimate == primary.estimate
    assert row.note == ""


def test_number_needed_is_the_reciprocal(run_of: Any, twelve: Any) -> None:
    results = run_of(twelve).results
    place = {"analysis": "estimands.main", "term": "person_average"}
    difference = results.one(**place, scale="rd")
    needed = results.one(**place, scale="number_needed")
    assert needed.estimate == pytest.approx(1 / difference.estimate)
    assert difference.conf_low < 0 < difference.conf_high
    limits = sorted([1 / difference.conf_low, 1 / difference.conf_high])
    assert [needed.conf_low, needed.conf_high] == pytest.approx(limits)
    assert "infinity" in recall(needed.note).en
    assert needed.p_value is None


def test_cluster_summaries_on_three_scales(run_of: Any, twelve: Any) -> None:
    results = run_of(twelve, roles=", stratum: [type]").results
    arm, before, after = shares(twelve)
    place = {"analysis": "cluster.main", "term": "unadjusted"}
    ratio = results.one(**place, scale="log_rrr", method="cluster_pooled_t")
    want = compare_arms(np.log(after / before), arm)
    assert (ratio.estimate, ratio.p_value) == pytest.approx((want.estimate, want.p_value))
    kinds = np.unique([each.type for each in twelve], return_inverse=True)[1]
    covariance = results.one(**place, scale="rd", method="cluster_ancova")
    want = regress_on_arm(after, arm, baseline=before, stratum=kinds)
    assert (covariance.estimate, covariance.df) == pytest.approx((want.estimate, 7))
    assert covariance.p_value == pytest.approx(want.p_value)
    same = results.one(**MAIN, scale="rd", method="cluster_pooled_t")
    again = results.one(**place, scale="rd", method="cluster_pooled_t")
    assert (again.estimate, again.p_value) == (same.estimate, same.p_value)
    assert not results.where(analysis="cluster.main", term="adjusted")


def test_adjusted_summaries_take_out_what_the_model_expects(run_of: Any, twelve: Any) -> None:
    """Type of workplace explains levels, not changes: differences stay near, and are computed."""
    results = run_of(twelve, adjust="type", roles=", stratum: [type]").results
    place = {"analysis": "cluster.main", "scale": "rd", "method": "cluster_pooled_t"}
    plain, adjusted = (results.one(**place, term=t) for t in ("unadjusted", "adjusted"))
    assert adjusted.estimate == pytest.approx(plain.estimate, abs=0.02)
    assert adjusted.estimate != plain.estimate
    score = results.one(analysis="cluster.main", term="score", method="permutation_exact")
    assert 1 / 216 <= score.p_value <= 1
    assert score.conf_low is None
    assert "all 216 possible allocations" in recall(score.note).en


def test_the_score_of_equal_shops_orders_allocations_as_their_changes_do(
    run_of: Any, shop: Any
) -> None:
    """Equal sizes, no covariates: the score is the change, so that both have one P."""
    shops = [
        shop(str(i), "CI"[i % 2], "F", 50, k0, 50, k1)
        for i, (k0, k1) in enumerate([(20, 22), (25, 33), (15, 20), (22, 31), (30, 29), (18, 27)])
    ]
    results = run_of(shops).results
    plain = results.one(**MAIN, method="permutation_exact")
    score = results.one(analysis="cluster.main", term="score")
    # the score subtracts κ of the level, κ near one half; ranks of |T| agree here
    assert score.p_value == plain.p_value


TWO_OUTCOMES = """
  z: {label: {zh: 结局二, en: Second}, variable: y, event: 0}
"""


def two_outcomes(tmp_path: Path, run_of: Any, shops: Any) -> Run:
    run_of(shops, roles=", stratum: [type]")
    plan = (tmp_path / "study.yaml").read_text(encoding="utf-8")
    plan = plan.replace("event: 1}\n", "event: 1}" + TWO_OUTCOMES, 1)
    (tmp_path / "study.yaml").write_text(plan, encoding="utf-8")
    return analyze(load_study(tmp_path / "study.yaml"))


def test_outcomes_at_once(tmp_path: Path, run_of: Any, twelve: Any) -> None:
    """The second outcome is the first one's opposite: two tests, and nothing to pay."""
    results = two_outcomes(tmp_path, run_of, twelve).results
    arm, before, after = shares(twelve)
    kinds = np.unique([each.type for each in twelve], return_inverse=True)[1]
    both = np.column_stack([after - before, before - after])
    want = joint_permutation_test(both, arm, stratum=kinds)
    for place, outcome in enumerate(("y", "z")):
        row = results.one(analysis="joint.main", outcome=outcome)
        assert row.p_value == pytest.approx(want.step_down[place])
        assert row.estimate == pytest.approx(want.estimates[place])
        assert (
            row.p_value == results.one(**MAIN, outcome=outcome, method="permutation_exact").p_value
        )
        assert "2 outcomes tested together" in recall(row.note).en


def test_one_outcome_is_no_family(run_of: Any, twelve: Any) -> None:
    assert run_of(twelve).results.where(analysis="joint.main") == ()


def test_clustering_by_arm_pooled_and_by_estimating_equations(run_of: Any, twelve: Any) -> None:
    results = run_of(twelve).results
    place = {"analysis": "clustering", "wave": "before", "scale": "icc"}
    for arm in "CI":
        here = [each for each in twelve if each.arm == arm]
        want = binary_icc([e.k0 for e in here], [e.n0 for e in here])
        row = results.one(**place, group=arm)
        assert (row.estimate, row.conf_low) == pytest.approx((want.estimate, want.interval.low))
    pooled = results.one(**place, group="", method="anova_within_arms")
    assert pooled.estimate == results.one(analysis="rates", wave="before", scale="icc").estimate
    gee = results.one(**place, group="", method="gee_exchangeable")
    assert gee.estimate == pytest.approx(pooled.estimate, abs=0.03)
    effects = results.where(analysis="clustering", wave="before", scale="design_effect", group="")
    assert [row.term for row in effects] == ["size_weighted", "mean", "m0"]
    assert effects[0].estimate == pytest.approx(5.48247, abs=5e-6)
    between = results.one(analysis="clustering", scale="cluster_autocorrelation")
    assert between.clusters == 12
    alone = results.one(analysis="clustering", scale="individual_autocorrelation")
    assert alone.estimate is None
    assert "nobody was seen" in recall(alone.note).en


def test_the_declared_design_effect(run_of: Any, twelve: Any, tmp_path: Path) -> None:
    run_of(twelve)
    plan = (tmp_path / "study.yaml").read_text(encoding="utf-8")
    plan = plan.replace("permutations: 1999", "permutations: 1999, design_effect: mean")
    (tmp_path / "study.yaml").write_text(plan, encoding="utf-8")
    results = analyze(load_study(tmp_path / "study.yaml")).results
    row = results.one(analysis="rates", wave="before", scale="design_effect")
    n = [each.n0 for each in twelve]
    icc = binary_icc([e.k0 for e in twelve], n, arm=[int(e.arm == "I") for e in twelve])
    assert row.estimate == pytest.approx(1 + (np.mean(n) - 1) * icc.estimate)
    assert "mean size" in recall(row.note).en


# --- a standard population of sites ------------------------------------------------------------


def sited(twelve: Any) -> list[Any]:
    return [replace(each, site=str(1 + place % 2)) for place, each in enumerate(twelve)]


def test_a_population_of_sites_by_hand(run_of: Any, twelve: Any) -> None:
    """Shares of the rows change nothing; other shares change standardised effects only."""
    shops = sited(twelve)
    rows = {s: sum(e.n0 + e.n1 for e in shops if e.site == s) for s in "12"}
    of_rows = f", standardise: {{1: {rows['1']}, 2: {rows['2']}, 3: 0}}"
    plain, same, mixed = (
        run_of(shops, roles=", site: site", model=model).results
        for model in ("", of_rows, ", standardise: {1: 3, 2: 1, 3: 0}")
    )
    place = {**MAIN, "site": "", "scale": "rd", "method": "gee"}
    assert same.one(**place).estimate == pytest.approx(plain.one(**place).estimate)
    assert mixed.one(**place).estimate != pytest.approx(plain.one(**place).estimate, rel=1e-4)
    # the coefficient knows nothing of the population
    logit = {**place, "scale": "log_odds"}
    assert mixed.one(**logit).estimate == plain.one(**logit).estimate
    # one arm and wave: predictions of both sites, three parts to one
    cell = {"analysis": "model.main", "group": "I", "wave": "after", "scale": "proportion"}
    one, two = (predicted(plain, site) for site in "12")
    assert mixed.one(**cell, site="", method="gee").estimate == pytest.approx(
        0.75 * one + 0.25 * two
    )


def predicted(results: Any, site: str) -> float:
    """Inverse logit of the pooled model's coefficients for the intervention arm after."""
    terms = ["(Intercept)", "arm=I", "wave=after", "arm=I:wave=after"]
    if site == "2":
        terms += ["site=2", "site=2:wave=after", "site=2:arm=I"]
    place = {"analysis": "model.main", "site": "", "method": "gee", "scale": "log_odds"}
    eta = sum(results.one(**place, term=term).estimate for term in terms)
    return 1 / (1 + math.exp(-eta))


def test_shares_of_sites_that_are_not_there_are_refused(run_of: Any, twelve: Any) -> None:
    with pytest.raises(StudyFileError, match="has no code '7'"):
        run_of(sited(twelve), roles=", site: site", model=", standardise: {1: 1, 2: 1, 3: 1, 7: 1}")
    with pytest.raises(StudyFileError, match="site 2, 3 has no share"):
        run_of(sited(twelve), roles=", site: site", model=", standardise: {1: 1}")


# --- a recorded set of allocations -------------------------------------------------------------


def listed(tmp_path: Path, run_of: Any, twelve: Any, rows: list[str]) -> Run:
    """The study with a file of allocations."""
    run_of(twelve)
    lines = ["number,intervention", *(f"{place},{row}" for place, row in enumerate(rows))]
    (tmp_path / "allowed.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    plan = (tmp_path / "study.yaml").read_text(encoding="utf-8")
    plan = plan.replace("  control: C\n", "  control: C\n  allocations: allowed.csv\n")
    (tmp_path / "study.yaml").write_text(plan, encoding="utf-8")
    return analyze(load_study(tmp_path / "study.yaml"))


def written(row: dict[str, str]) -> str:
    """Clusters of the intervention arm."""
    return " ".join(name for name, arm in row.items() if arm == "I")


def constrained(twelve: Any) -> list[dict[str, str]]:
    """Allocations whose mean share before differs by less than 0.05, and the one made."""
    names = [each.name for each in twelve]
    before = {each.name: each.k0 / each.n0 for each in twelve}
    made = {each.name: each.arm for each in twelve}
    rows = []
    for chosen in itertools.combinations(names, 6):
        row = {name: "I" if name in chosen else "C" for name in names}
        means = [np.mean([before[n] for n in names if row[n] == arm]) for arm in "CI"]
        if abs(means[1] - means[0]) < 0.05 or row == made:
            rows.append(row)
    return rows


def test_a_recorded_set_is_the_space(tmp_path: Path, run_of: Any, twelve: Any) -> None:
    rows = constrained(twelve)
    lines = [written(row) for row in rows]
    results = listed(tmp_path, run_of, twelve, [*lines, lines[0]]).results
    change = {each.name: each.k1 / each.n1 - each.k0 / each.n0 for each in twelve}

    def apart(row: dict[str, str]) -> float:
        means = [np.mean([change[n] for n in change if row[n] == arm]) for arm in "CI"]
        return float(means[1] - means[0])

    made = {each.name: each.arm for each in twelve}
    extreme = sum(abs(apart(row)) >= abs(apart(made)) - 1e-12 for row in rows)
    row = results.one(**MAIN, method="permutation_exact")
    assert row.p_value == pytest.approx(extreme / len(rows))
    assert f"all {len(rows)} possible allocations" in recall(row.note).en
    adjusted = results.where(analysis="cluster.main", method="permutation_exact")
    assert all(f"all {len(rows)} possible" in recall(each.note).en for each in adjusted)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda lines, made: [line for line in lines if line != made], "not among those listed"),
        (lambda lines, made: [*lines, made.replace("12", "99")], "have no clusters 99"),
        (lambda lines, made: [*lines, made + " 1 2 3 4 5 6"], "without clusters"),
    ],
)
def test_a_list_that_cannot_be_is_refused(
    tmp_path: Path, run_of: Any, twelve: Any, change: Any, message: str
) -> None:
    lines = [written(row) for row in constrained(twelve)]
    made = written({each.name: each.arm for each in twelve})
    with pytest.raises(PanelError, match=message):
        listed(tmp_path, run_of, twelve, change(lines, made))
