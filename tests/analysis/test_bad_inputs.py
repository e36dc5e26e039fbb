"""Bad inputs 10 to 16 and 36 to 39 of the list, each answered as it says; whole studies are run.

The number of the input begins the name of its tests.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from migrant_rh.errors import PanelError, StudyFileError
from migrant_rh.methods.gsk import fit_gsk
from migrant_rh.methods.gsk_design import build_design, group_by_time
from migrant_rh.methods.icc import binary_icc
from migrant_rh.methods.responses import (
    ResponseSpec,
    UnusablePopulationsError,
    response_functions,
)
from migrant_rh.run import Run, analyze
from migrant_rh.study.file import load_study
from migrant_rh.words import recall

MAIN = {"analysis": "model.main", "contrast": "did"}


def said(row: Any) -> str:
    assert recall(row.note).zh
    return recall(row.note).en


def even(shop: Any, arms: str, n: int = 40) -> list[Any]:
    """Shops of one size, one an arm letter."""
    before, after = (14, 18, 11, 16, 20, 13), (16, 23, 14, 25, 27, 19)
    return [
        shop(chr(97 + place), arm, "F", n, before[place % 6], n, after[place % 6])
        for place, arm in enumerate(arms)
    ]


# --- 10: one cluster in an arm ----------------------------------------------------------------


def test_10_one_cluster_in_an_arm_is_described_without_any_p(run_of: Any, shop: Any) -> None:
    run = run_of(even(shop, "CIIII"))
    assert [row for row in run.results if row.p_value is not None] == []
    assert [r for r in run.results if r.contrast and r.conf_low is not None] == []
    assert run.results.one(analysis="model.main", contrast="lead").method == "none"
    effect = run.results.one(**MAIN, scale="rd", method="gee")
    assert effect.estimate is not None
    assert "single allocated unit" in said(effect)


# --- 11: two clusters an arm ------------------------------------------------------------------


def test_11_two_clusters_an_arm_show_the_smallest_attainable_p(run_of: Any, shop: Any) -> None:
    results = run_of(even(shop, "CCII")).results
    permuted = results.one(**MAIN, method="permutation_exact")
    assert "smallest P value that can be reached is 0.3333" in said(permuted)
    assert "only 4 allocated units" in said(results.one(analysis="model.main", contrast="lead"))


# --- 12: a cluster in one wave only -----------------------------------------------------------


def test_12_a_cluster_seen_once_is_left_out_of_changes_only(run_of: Any, twelve: Any) -> None:
    run = run_of([replace(twelve[0], n1=0, k1=0), *twelve[1:]])
    t_test = run.results.one(**MAIN, method="cluster_pooled_t")
    assert (t_test.clusters, t_test.df) == (11, 9)
    assert "1 clusters without data at both waves" in said(t_test)
    assert run.results.one(**MAIN, scale="rd", method="gee").clusters == 12
    for term in ("unadjusted", "score"):
        rows = run.results.where(analysis="cluster.main", term=term)
        assert {row.clusters for row in rows} == ({12} if term == "score" else {11})
    assert any(item.rule == "panel.cluster_absent" for item in run.checked.findings)


# --- 13: a wave with a single group, or one wave ----------------------------------------------


def test_13_a_wave_with_one_arm_has_no_difference_in_differences(run_of: Any, twelve: Any) -> None:
    half = [replace(each, n1=0, k1=0) if each.arm == "C" else each for each in twelve]
    results = run_of(half).results
    (effect,) = results.where(**MAIN)
    assert (effect.estimate, effect.p_value) == (None, None)
    assert "changes cannot be compared" in said(effect)
    assert not results.where(analysis="cluster.main")
    crossed = results.one(analysis="rates", wave="before", contrast="arms", method="rao_scott")
    assert crossed.p_value is not None


def test_13_a_single_wave_offers_the_cross_section(one_wave: Run) -> None:
    results = one_wave.results
    (effect,) = results.where(**MAIN)
    assert effect.estimate is None
    assert "a single wave" in said(effect)
    crossed = results.one(analysis="rates", wave="before", contrast="arms", method="rao_scott")
    assert crossed.estimate is not None
    assert crossed.p_value is not None


# --- 14: an empty stratum ---------------------------------------------------------------------


def test_14_an_empty_site_and_arm_is_named_and_the_others_are_compared(
    run_of: Any, twelve: Any
) -> None:
    """Site 3 has no control: its interaction is left out, sites 1 and 2 are still compared."""
    sites = [replace(each, site=str(1 + place % 3)) for place, each in enumerate(twelve)]
    kept = [each for each in sites if not (each.site == "3" and each.arm == "C")]
    results = run_of(kept, roles=", site: site").results
    joint = results.one(analysis="model.main", contrast="heterogeneity")
    assert joint.df == 1
    assert 0 < joint.p_value < 1
    assert "sites 3 lack an arm" in said(joint)
    term = results.one(analysis="model.main", site="", term="site=3:arm=I", method="gee")
    assert term.estimate is None
    assert "do not tell this term" in said(term)
    (alone,) = results.where(**MAIN, site="3")
    assert alone.estimate is None


# --- 15: nobody, or everybody, in a cell ------------------------------------------------------


def test_15_an_empty_cell_has_a_difference_and_exact_limits_but_no_odds(
    run_of: Any, twelve: Any
) -> None:
    none = [replace(each, k1=0) if each.arm == "C" else each for each in twelve]
    results = run_of(none).results
    odds = results.one(**MAIN, scale="log_odds", method="gee")
    assert odds.estimate is None
    assert "without error" in said(odds)
    linear = results.one(**MAIN, scale="rd", method="gee_linear")
    assert linear.p_value is not None
    exact = results.one(
        analysis="rates", group="C", wave="after", scale="proportion", method="clopper_pearson"
    )
    n = sum(each.n1 for each in none if each.arm == "C")
    assert (exact.estimate, exact.conf_low) == (0.0, 0.0)
    assert exact.conf_high == pytest.approx(1 - 0.025 ** (1 / n))
    permuted = results.one(**MAIN, method="permutation_exact")
    assert math.isfinite(permuted.conf_low)


# --- 16: all alike in a workplace -------------------------------------------------------------


def test_16_clusters_of_one_answer_are_kept_and_half_is_added_for_log_odds_only(
    run_of: Any, twelve: Any
) -> None:
    alike = [replace(twelve[0], k0=0, k1=twelve[0].n1), *twelve[1:]]
    results = run_of(alike).results
    place = {"analysis": "cluster.main", "term": "unadjusted"}
    difference = results.one(**place, scale="rd", method="cluster_pooled_t")
    assert (difference.clusters, difference.n_missing) == (12, 0)
    plain = [each.k1 / each.n1 - each.k0 / each.n0 for each in alike]
    assert difference.estimate == pytest.approx(np.mean(plain[6:]) - np.mean(plain[:6]))

    def odds(k: int, n: int) -> float:
        return math.log((k + 0.5) / (n - k + 0.5))

    changes = [odds(each.k1, each.n1) - odds(each.k0, each.n0) for each in alike]
    logs = results.one(**place, scale="log_ror", method="cluster_pooled_t")
    assert logs.estimate == pytest.approx(np.mean(changes[6:]) - np.mean(changes[:6]))
    ratio = results.one(**place, scale="log_rrr")
    assert ratio.estimate is None
    assert "nothing is added" in said(ratio)


# --- 36: weights ------------------------------------------------------------------------------

WEIGHED = """\
schema: migrant-rh/1
study: {title: {zh: 试验, en: Trial}}
data:
  key: [pid]
  waves:
    before: {label: b, file: before.csv}
    after: {label: a, file: after.csv}
design:
  roles: {id: pid, cluster: shop, arm: arm, weight: w}
  control: C
  allocation: randomised
  linkage: cross_sections
  weights: KIND
variables:
  pid: {label: id, type: text}
  shop: {label: shop, type: text}
  arm: {label: arm, levels: {C: control, I: treated}}
  w: {label: weight, type: number}
  y: {label: y, levels: {0: 'no', 1: 'yes'}}
outcomes: {y: {label: y, event: 1}}
models: {main: {}}
tables: {baseline: [y]}
"""


@pytest.fixture
def weighed(tmp_path: Path) -> Callable[..., Run]:
    """Run a study of eight shops whose persons have weights."""

    def run(kind: str, weight: Callable[[int], str], plan: str = WEIGHED) -> Run:
        (tmp_path / "study.yaml").write_text(plan.replace("KIND", kind), encoding="utf-8")
        rng = np.random.default_rng(4)
        for late, name in enumerate(("before", "after")):
            lines = ["pid,shop,arm,w,y"]
            for number in range(160):
                shop, arm = number % 8, "CI"[number % 2]
                y = int(rng.random() < 0.4 + 0.1 * late + 0.1 * late * (arm == "I"))
                lines.append(f"{late}-{number},{shop},{arm},{weight(number)},{y}")
            (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return analyze(load_study(tmp_path / "study.yaml"))

    return run


def test_36_weights_that_cannot_be_are_refused_all_at_once(weighed: Any) -> None:
    strange = {3: "-1", 5: "0", 8: ""}
    with pytest.raises(PanelError) as told:
        weighed("sampling", lambda number: strange.get(number, "2"))
    codes = sorted(problem.code for problem in told.value.problems)
    expected = [f"panel.weights-{name}" for name in ("missing", "negative", "zero")]
    assert codes == sorted(expected * 2)
    assert "before.csv, record 4, field w: 1 records with a negative weight" in str(told.value)


def test_36_frequencies_are_whole(weighed: Any) -> None:
    with pytest.raises(PanelError, match="whole number"):
        weighed("frequency", lambda number: "1.5" if number == 7 else "2")


def test_36_the_kind_of_weights_must_be_declared(weighed: Any) -> None:
    with pytest.raises(StudyFileError, match="the kind of the weight 'w' is not declared"):
        weighed("", str, WEIGHED.replace("  weights: KIND\n", ""))
    with pytest.raises(StudyFileError, match="without a variable under"):
        weighed("sampling", str, WEIGHED.replace(", weight: w", ""))


def test_36_weights_that_sum_to_the_population_are_scaled_and_said(weighed: Any) -> None:
    large = weighed("sampling", lambda number: str(1000 * (1 + number % 3)))
    small = weighed("sampling", lambda number: str(1 + number % 3))
    for run in (large, small):
        assert any(item.rule == "panel.weights_scaled" for item in run.checked.findings)
    effect, same = (run.results.one(**MAIN, scale="rd", method="gee") for run in (large, small))
    assert effect.n == 320
    assert effect.estimate == pytest.approx(same.estimate)
    assert effect.std_error == pytest.approx(same.std_error)
    caution = large.results.one(analysis="cautions.main", term="weights")
    w = np.array([1.0, 2.0, 3.0])[np.arange(160) % 3]
    assert caution.estimate == pytest.approx(160 * (w**2).sum() / w.sum() ** 2)
    assert "are unweighted" in said(caution)


def test_36_equal_weights_change_nothing(weighed: Any) -> None:
    weighted = weighed("sampling", lambda _: "7.5").results
    plain_plan = WEIGHED.replace(", weight: w", "").replace("  weights: KIND\n", "")
    plain = weighed("", lambda _: "7.5", plain_plan).results
    for row in plain:
        if row.analysis.split(".")[0] in {"model", "cluster", "rates", "estimands"}:
            place = {name: getattr(row, name) for name in ("analysis", "outcome", "site", "group")}
            place |= {name: getattr(row, name) for name in ("wave", "term", "contrast", "scale")}
            place |= {name: getattr(row, name) for name in ("method", "covariance")}
            other = weighted.one(**place)
            if row.estimate is not None:
                assert other.estimate == pytest.approx(row.estimate, rel=1e-8, abs=1e-10)
            if row.p_value is not None:
                assert other.p_value == pytest.approx(row.p_value, rel=1e-6)


def test_36_sampling_weights_weigh_proportions(weighed: Any, tmp_path: Path) -> None:
    run = weighed("sampling", lambda number: str(1 + number % 3))
    lines = (tmp_path / "after.csv").read_text().splitlines()[1:]
    rows = [line.split(",") for line in lines]
    treated = [(float(w), int(y)) for _, _, arm, w, y in rows if arm == "I"]
    share = sum(w * y for w, y in treated) / sum(w for w, _ in treated)
    stated = run.results.one(
        analysis="rates", group="I", wave="after", scale="proportion", method="gee"
    )
    assert stated.estimate == pytest.approx(share)


def test_36_frequencies_are_rows_written_out(weighed: Any, tmp_path: Path) -> None:
    counted = weighed("frequency", lambda number: str(1 + number % 2 * 2)).results
    for name in ("before", "after"):
        path = tmp_path / f"{name}.csv"
        head, *lines = path.read_text().splitlines()
        copies = [
            line.replace(",", f"-{copy},", 1)
            for line in lines
            for copy in range(int(line.split(",")[3]))
        ]
        path.write_text("\n".join([head, *copies]) + "\n", encoding="utf-8")
    plan = WEIGHED.replace(", weight: w", "").replace("  weights: KIND\n", "")
    (tmp_path / "study.yaml").write_text(plan, encoding="utf-8")
    written = analyze(load_study(tmp_path / "study.yaml")).results
    compared = 0
    for row in written:
        if row.analysis.split(".")[0] in {"model", "cluster", "rates", "baseline", "clustering"}:
            place = {name: getattr(row, name) for name in ("analysis", "outcome", "site", "group")}
            place |= {name: getattr(row, name) for name in ("wave", "term", "contrast", "scale")}
            place |= {name: getattr(row, name) for name in ("method", "covariance")}
            other = counted.one(**place)
            assert other.n == row.n
            for name in ("estimate", "std_error", "p_value"):
                value = getattr(row, name)
                if value is not None:
                    assert getattr(other, name) == pytest.approx(value, rel=1e-8, abs=1e-12)
                    compared += 1
    assert compared > 100


# --- 37: a huge cluster, uneven clusters ------------------------------------------------------


def test_37_a_huge_cluster_is_named_and_left_out_in_turn(run_of: Any, twelve: Any) -> None:
    huge = [replace(twelve[0], n0=1200, k0=500, n1=1000, k1=520), *twelve[1:]]
    results = run_of(huge).results
    share = results.one(analysis="cautions.main", term="largest_cluster", group="C")
    sizes = [each.n0 + each.n1 for each in huge if each.arm == "C"]
    assert share.estimate == pytest.approx(max(sizes) / sum(sizes))
    assert "holds 78% of the persons" in said(share)
    variation = results.one(analysis="cautions.main", term="size_variation", group="C")
    assert variation.estimate == pytest.approx(np.std(sizes, ddof=1) / np.mean(sizes))
    assert results.find(analysis="cautions.main", term="size_variation", group="I") is None
    without = results.where(analysis="cautions.main", contrast="without")
    assert [row.term for row in without] == [each.name for each in huge]
    assert all(row.clusters == 11 and row.p_value is not None for row in without)
    rest = run_of(huge[1:]).results.one(**MAIN, scale="rd", method="gee")
    assert without[0].estimate == pytest.approx(rest.estimate)
    primary = results.one(**MAIN, scale="rd", method="gee")
    assert primary.covariance == "KC"
    assert primary.df not in {None, math.inf}


def test_37_even_clusters_call_for_no_caution(run_of: Any, twelve: Any) -> None:
    assert run_of(twelve).results.where(analysis="cautions.main") == ()


def test_37_persons_and_clusters_are_told_apart_when_they_differ(run_of: Any, twelve: Any) -> None:
    huge = [replace(twelve[6], n0=800, k0=300, n1=700, k1=500), *twelve[:6], *twelve[7:]]
    results = run_of(huge).results
    place = {"analysis": "estimands.main", "scale": "rd"}
    person = results.one(**place, term="person_average")
    cluster = results.one(**place, term="cluster_average")
    plain = [(each.arm, each.k1 / each.n1 - each.k0 / each.n0) for each in huge]
    means = {arm: np.mean([d for a, d in plain if a == arm]) for arm in "CI"}
    assert cluster.estimate == pytest.approx(means["I"] - means["C"])
    assert "differs by more than a tenth" in said(cluster)
    assert person.note == ""


# --- 38: no convergence, singular V, negative correlation -------------------------------------


def test_38_separation_is_said_and_the_next_method_named(run_of: Any, twelve: Any) -> None:
    every = [replace(each, k1=each.n1) if each.arm == "I" else each for each in twelve]
    results = run_of(every).results
    assert results.one(**MAIN, scale="log_odds", method="gee").estimate is None
    linear = results.one(**MAIN, scale="rd", method="gee_linear")
    assert "linear probability model gives the risk difference" in said(linear)


def test_38_empty_cells_of_weighted_least_squares_are_refused_or_treated_as_declared() -> None:
    counts, profiles = [[0, 0, 30, 30], [20, 10, 10, 30]], [[0, 0], [0, 1], [1, 0], [1, 1]]
    with pytest.raises(UnusablePopulationsError, match="nobody, or everybody"):
        response_functions(counts, profiles)
    spec = ResponseSpec(add_cell=0.5)
    treated = response_functions(counts, profiles, spec=spec)
    fit = fit_gsk(treated, build_design({"group": [0, 1]}, 2, group_by_time()))
    assert np.isfinite(fit.estimates).all()
    assert treated.spec.add_cell == 0.5


def test_38_a_negative_correlation_is_printed_and_the_design_effect_floored(
    run_of: Any, shop: Any
) -> None:
    alike = [shop(str(place), "CI"[place % 2], "F", 20, 10, 20, 12) for place in range(8)]
    results = run_of(alike).results
    icc = results.one(analysis="rates", wave="before", scale="icc")
    expected = binary_icc([10] * 8, [20] * 8, arm=[0, 1] * 4).estimate
    assert icc.estimate == pytest.approx(expected)
    assert icc.estimate < 0
    effect = results.one(analysis="rates", wave="before", scale="design_effect")
    assert effect.estimate == 1.0
    assert "ICC at least 0" in said(effect)


# --- 39: many covariates, few clusters --------------------------------------------------------


def test_39_covariates_of_clusters_are_counted_against_the_clusters(
    run_of: Any, twelve: Any
) -> None:
    """Type of workplace has two columns: twelve clusters bear them, six do not."""
    assert run_of(twelve, adjust="type").results.where(analysis="cautions.main") == ()
    six = [each for each in twelve if each.type != "S"][:2] + [
        each for each in twelve if each.name in {"3", "5", "7", "11"}
    ]
    results = run_of(six, adjust="type, sex").results
    caution = results.one(analysis="cautions.main", term="cluster_covariates")
    assert (caution.estimate, caution.clusters) == (2.0, 6)
    assert "one for every six" in said(caution)
    columns = results.one(analysis="cautions.main", term="columns")
    assert columns.estimate == 7
    assert "more than the 6 clusters" in said(columns)


def test_39_covariates_of_persons_are_free(run_of: Any, twelve: Any) -> None:
    assert run_of(twelve, adjust="sex").results.where(analysis="cautions.main") == ()
