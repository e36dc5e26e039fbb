"""Bad inputs 10 to 16 and 37 to 39 of the list, each answered as it says; whole studies are run.

The number of the input begins the name of its tests. Number 36, weights, has a file of its own.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from migrant_rh.methods.gsk import fit_gsk
from migrant_rh.methods.gsk_design import build_design, group_by_time
from migrant_rh.methods.icc import binary_icc
from migrant_rh.methods.responses import (
    ResponseSpec,
    UnusablePopulationsError,
    response_functions,
)
from migrant_rh.rendering.document import Bullets
from migrant_rh.rendering.report import report
from migrant_rh.rendering.tables import tables_of
from migrant_rh.run import Run
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
    assert "clusters left out for want of data at a wave: 1" in said(t_test)
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


# --- 37: a huge cluster, uneven clusters ------------------------------------------------------


def test_37_a_huge_cluster_is_named_and_left_out_in_turn(run_of: Any, twelve: Any) -> None:
    huge = [replace(twelve[0], n0=1200, k0=500, n1=1000, k1=520), *twelve[1:]]
    run = run_of(huge)
    results = run.results
    assert len(run.tables["without.main.y"].table.rows) == 13
    told = report(results, tables_of(results), {}, run.provenance)
    bullets = [
        item.en for block in told.blocks if isinstance(block, Bullets) for item in block.items
    ]
    assert any("one cluster holds" in item for item in bullets)
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


def test_least_squares_says_that_nobody_was_seen_twice(run_of, twelve):
    run = run_of(twelve, model=", wls: {adjust: [sex]}")
    rows = run.results.where(analysis="wls.main", contrast="did")
    assert rows
    assert {row.note for row in rows} == {"analysis.unavailable_nobody_twice"}
