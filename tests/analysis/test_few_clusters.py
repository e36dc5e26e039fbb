"""What is refused, flagged or done otherwise when the data cannot bear the usual analysis."""

import math
from dataclasses import replace

import pytest

from migrant_rh.analysis.choice import choose
from migrant_rh.words import recall


def shops_of(shop, arms, n=30, before=(10, 14, 9, 12, 15, 11), after=(12, 17, 10, 20, 22, 15)):
    return [
        shop(chr(97 + place), arm, "F", n, before[place % 6], n, after[place % 6])
        for place, arm in enumerate(arms)
    ]


def test_one_workplace_in_an_arm_gives_no_p_value_anywhere(run_of, shop):
    run = run_of(shops_of(shop, "CIIII"))
    tested = [row for row in run.results if row.p_value is not None or row.conf_low is not None]
    assert tested == []
    effect = run.results.one(analysis="model.main", contrast="did", scale="rd", method="gee")
    assert effect.estimate is not None
    assert "no P value" in recall(effect.note).en
    assert run.results.one(analysis="model.main", contrast="lead").method == "none"
    assert "P" in run.headline("zh")


def test_two_workplaces_an_arm_state_the_smallest_attainable_p(run_of, shop):
    results = run_of(shops_of(shop, "CCII")).results
    lead = results.one(analysis="model.main", contrast="lead")
    assert lead.method == "cluster_t"
    permuted = results.one(
        analysis="model.main", contrast="did", scale="rd", method="permutation_exact"
    )
    assert "least=0.3333" in permuted.note
    assert permuted.p_value >= 1 / 3
    assert results.one(analysis="model.main", contrast="did", method="cluster_pooled_t").df == 2


@pytest.mark.parametrize(
    ("units", "allocation", "lead"),
    [
        ((1, 1), "randomised", "none"),
        ((1, 50), "randomised", "none"),
        ((2, 2), "randomised", "cluster_t"),
        ((2, 3), "randomised", "cluster_t"),
        ((3, 3), "randomised", "permutation"),
        ((3, 3), "unknown", "cluster_t"),
        ((5, 6), "non_randomised", "cluster_t"),
        ((6, 6), "unknown", "gee"),
        ((20, 19), "randomised", "gee"),
        ((20, 20), "randomised", "gee"),
    ],
)
def test_the_choice_follows_the_number_of_units(units, allocation, lead):
    assert choose(units, allocation).lead == lead
    assert recall(choose(units, allocation).note).zh


def test_permutation_says_when_allocation_is_not_known_to_be_random(run_of, shop):
    results = run_of(shops_of(shop, "CCCIII"), allocation="unknown").results
    note = results.one(analysis="model.main", contrast="did", method="permutation_exact").note
    assert "not known to have been random" in recall(note).en


def test_a_workplace_seen_once_is_left_out_of_changes_and_kept_elsewhere(run_of, twelve):
    once = [replace(twelve[0], n1=0, k1=0), *twelve[1:]]
    run = run_of(once)
    changes = run.results.one(analysis="model.main", contrast="did", method="cluster_pooled_t")
    assert (changes.clusters, changes.df) == (11, 9)
    assert "count=1" in changes.note
    assert (
        run.results.one(analysis="model.main", contrast="did", scale="rd", method="gee").clusters
        == 12
    )
    assert any(item.rule == "panel.cluster_absent" for item in run.checked.findings)


def test_a_wave_with_one_arm_refuses_the_comparison_of_changes_only(run_of, twelve):
    half = [replace(shop, n1=0, k1=0) if shop.arm == "C" else shop for shop in twelve]
    results = run_of(half).results
    effect = results.one(analysis="model.main", contrast="did", scale="rd")
    assert effect.estimate is None
    assert "cannot be compared" in recall(effect.note).en
    baseline = results.one(analysis="rates", wave="before", contrast="arms", method="pearson")
    assert baseline.p_value is not None


def test_an_empty_stratum_is_named_and_nothing_is_filled(run_of, twelve):
    sites = [replace(shop, site="1" if place % 2 else "2") for place, shop in enumerate(twelve)]
    kept = [shop for shop in sites if not (shop.site == "2" and shop.arm == "C")]
    results = run_of(kept, roles=", site: site").results
    crossed = results.one(analysis="model.main", site="2", contrast="did", scale="rd")
    assert crossed.estimate is None
    assert recall(crossed.note).en
    joint = results.one(analysis="model.main", contrast="heterogeneity")
    assert joint.p_value is None
    assert "do not tell this term" in recall(joint.note).en


def test_nobody_with_the_outcome_in_a_cell_gives_a_difference_but_no_odds(run_of, twelve):
    none = [replace(shop, k1=0) if shop.arm == "C" else shop for shop in twelve]
    results = run_of(none).results
    coefficient = results.one(
        analysis="model.main",
        term="arm=I:wave=after",
        contrast="did",
        scale="log_odds",
        method="gee",
    )
    assert coefficient.estimate is None
    assert "without error" in recall(coefficient.note).en
    linear = results.one(analysis="model.main", contrast="did", scale="rd", method="gee_linear")
    share = sum(s.k1 for s in none if s.arm == "I") / sum(s.n1 for s in none if s.arm == "I")
    first = {
        arm: sum(s.k0 for s in none if s.arm == arm) / sum(s.n0 for s in none if s.arm == arm)
        for arm in "CI"
    }
    assert linear.estimate == pytest.approx(share - first["I"] + first["C"])
    assert linear.p_value is not None
    empty = results.one(
        analysis="rates", group="C", wave="after", scale="proportion", method="wilson"
    )
    assert (empty.estimate, empty.conf_low) == (0.0, 0.0)
    assert 0 < empty.conf_high < 0.02


def test_workplaces_where_all_answer_alike_are_kept(run_of, twelve):
    alike = [replace(twelve[0], k0=0, k1=twelve[0].n1), *twelve[1:]]
    changes = run_of(alike).results.one(
        analysis="model.main", contrast="did", method="cluster_pooled_t"
    )
    assert changes.clusters == 12
    assert changes.estimate == pytest.approx(
        sum(s.k1 / s.n1 - s.k0 / s.n0 for s in alike if s.arm == "I") / 6
        - sum(s.k1 / s.n1 - s.k0 / s.n0 for s in alike if s.arm == "C") / 6
    )


def test_a_covariate_without_variation_is_named_not_dropped(run_of, shop):
    results = run_of(shops_of(shop, "CCCIII"), adjust="type").results
    row = results.one(analysis="model.main", term="type=B", method="gee")
    assert row.estimate is None
    assert "do not tell this term" in recall(row.note).en
    effect = results.one(analysis="model.main", contrast="did", scale="rd", method="gee")
    assert effect.estimate is not None
    assert math.isfinite(effect.p_value)
