"""Items of which several may be chosen: one is Rao and Scott's test, a copy changes nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrant_rh.methods.contingency import pearson
from migrant_rh.methods.multiple_response import compare_items
from migrant_rh.methods.rao_scott import rao_scott

CLOSE = 1e-9  # two ways through the same matrices


def survey(seed, persons=240, items=3, groups=2, clusters=12):
    """Persons in clusters that are alike in what they choose."""
    random = np.random.default_rng(seed)
    cluster = random.integers(0, clusters, persons)
    group = cluster % groups
    leaning = random.normal(0, 0.6, (clusters, items))
    own = random.normal(0, 0.8, (persons, 1))
    chosen = (leaning[cluster] + own + random.normal(0, 1, (persons, items)) > 0).astype(int)
    return chosen, group, cluster


@pytest.mark.parametrize("groups", [2, 3])
@pytest.mark.parametrize("seed", range(5))
def test_one_item_is_the_rao_scott_test(seed, groups):
    chosen, group, cluster = survey(seed, items=1, groups=groups)
    ours = compare_items(chosen, group, cluster)
    known = rao_scott(group, chosen[:, 0], cluster)
    for name in ("statistic", "df", "df_denominator", "p_value", "mean_design_effect"):
        assert getattr(ours, name) == pytest.approx(getattr(known, name), rel=CLOSE)


@pytest.mark.parametrize("seed", range(5))
def test_an_item_asked_twice_changes_nothing(seed):
    chosen, group, cluster = survey(seed, items=1)
    once = compare_items(chosen, group, cluster)
    twice = compare_items(np.hstack([chosen, chosen]), group, cluster)
    assert twice.statistic == pytest.approx(once.statistic, rel=CLOSE)
    assert twice.df == pytest.approx(once.df, rel=CLOSE)
    assert twice.p_value == pytest.approx(once.p_value, rel=CLOSE)


def test_items_that_do_not_depend_on_each_other_add_up():
    """By hand: 2 independent items, 4 persons a cell pattern; Δ is the identity up to N/(N-1)."""
    patterns = np.array([(a, b) for a in (0, 1) for b in (0, 1)])
    chosen = np.vstack([np.repeat(patterns, 4, axis=0), np.repeat(patterns, [2, 2, 2, 10], axis=0)])
    group = np.repeat([0, 1], 16)
    test = compare_items(chosen, group)
    by_item = [
        pearson([[8, 8], [4, 12]]).statistic,
        pearson([[8, 8], [4, 12]]).statistic,
    ]
    assert test.chi_squares == pytest.approx(by_item, rel=1e-12)
    assert test.chi_squares.sum() == pytest.approx(2 * 64 / 30, rel=1e-12)  # 32·64²/(16·16·12·20)
    assert test.df_denominator == pytest.approx(31 * test.df, rel=1e-12)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.permutations(range(3)), st.booleans())
def test_order_and_names_do_not_matter(seed, order, swapped):
    chosen, group, cluster = survey(seed)
    shuffled = np.random.default_rng(seed).permutation(len(group))
    one = compare_items(chosen, group, cluster)
    other = compare_items(
        chosen[shuffled][:, list(order)],
        (1 - group if swapped else group)[shuffled],
        (cluster * 7 + 3)[shuffled],
    )
    assert other.unavailable == one.unavailable
    assert other.statistic == pytest.approx(one.statistic, rel=1e-8, nan_ok=True)
    assert other.p_value == pytest.approx(one.p_value, rel=1e-7, abs=1e-12, nan_ok=True)


@pytest.mark.parametrize(
    ("chosen", "group", "cluster", "reason"),
    [
        (np.zeros((0, 2)), [], None, "no_counts"),
        ([[1, 0], [0, 1]], [0, 0], None, "one_row"),
        ([[1, 0], [0, 1], [1, 1], [1, 0]], [0, 0, 1, 1], None, "empty_cells"),
        ([[1], [0], [1], [0]], [0, 0, 1, 1], [5, 5, 5, 5], "one_cluster"),
    ],
)
def test_what_cannot_be_tested_says_why(chosen, group, cluster, reason):
    test = compare_items(chosen, group, cluster)
    assert test.unavailable == reason
    assert np.isnan(test.p_value)


def test_anything_but_yes_and_no_is_refused():
    with pytest.raises(ValueError, match="0 and 1"):
        compare_items([[0, 2]], [0])


def test_level_under_no_effect():
    """2,000 surveys of 24 clusters, no effect: 5 % are rejected, within 4 standard errors."""
    rejected = [
        compare_items(*survey(seed, persons=360, clusters=24)).p_value < 0.05
        for seed in range(2000)
    ]
    share = float(np.mean(rejected))
    assert abs(share - 0.05) < 4 * np.sqrt(0.05 * 0.95 / 2000)
