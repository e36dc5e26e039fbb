"""Laws of methods for clusters: order and names, exchange of arms, copies, shifts, scales."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from migrant_rh.methods import permutation
from migrant_rh.methods.cluster_changes import count_by_cluster
from migrant_rh.methods.cluster_level import compare_arms, regress_on_arm
from migrant_rh.methods.donner_klar import donner_klar
from migrant_rh.methods.icc import binary_icc
from migrant_rh.methods.joint_permutation import joint_permutation_test
from migrant_rh.methods.monte_carlo import MonteCarlo
from migrant_rh.methods.permutation import PermutationTest, permutation_test
from migrant_rh.methods.rao_scott import rao_scott
from migrant_rh.methods.standard_population import cluster_weights, mixture_weights

CHANGES = arrays(float, 8, elements=st.integers(-40, 40).map(lambda x: x / 64), unique=True)
ORDER = st.permutations(range(8))
ARM, STRATUM = np.array([0, 1, 1, 0, 0, 1, 0, 1]), np.array([3, 3, 5, 5, 5, 8, 8, 8])
BASELINE = np.array([0.5, 0.3, 0.6, 0.2, 0.8, 0.4, 0.1, 0.7])
SIZES = np.array([9, 14, 6, 11, 8, 10, 12, 7])
EVENTS = st.tuples(*(st.integers(0, int(n)) for n in SIZES)).map(np.array)
DRAWN = MonteCarlo(draws=500, seed=4)
PERSON_CLUSTER = np.repeat(np.arange(8), SIZES)
ANSWERS = arrays(int, 77, elements=st.integers(0, 2))


def numbers(test: PermutationTest) -> list[float]:
    return [test.p_value, test.smallest_p, test.interval.low, test.interval.high]


@settings(deadline=None)
@given(CHANGES, ORDER)
def test_order_of_clusters_does_not_matter(change: np.ndarray, order: list[int]) -> None:
    one = regress_on_arm(change, ARM, baseline=BASELINE, stratum=STRATUM)
    two = regress_on_arm(
        change[order], ARM[order], baseline=BASELINE[order], stratum=STRATUM[order]
    )
    assert [one.estimate, one.std_error] == pytest.approx([two.estimate, two.std_error])
    listed = permutation_test(change, ARM, stratum=STRATUM)
    again = permutation_test(change[order], ARM[order], stratum=STRATUM[order])
    assert listed.extreme == again.extreme
    assert numbers(listed) == pytest.approx(numbers(again))


@settings(deadline=None)
@given(CHANGES, ORDER)
def test_draws_depend_neither_on_order_nor_on_names(change: np.ndarray, order: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(permutation, "EXACT_LIMIT", 1)
        one = permutation_test(change, ARM, stratum=STRATUM, monte_carlo=DRAWN)
        two = permutation_test(
            change[order], ARM[order], stratum=-7 * STRATUM[order], monte_carlo=DRAWN
        )
    assert one.extreme == two.extreme
    assert numbers(one) == pytest.approx(numbers(two))


@settings(deadline=None)
@given(CHANGES)
def test_names_of_strata_do_not_matter(change: np.ndarray) -> None:
    renamed = np.array([40, 40, 2, 2, 2, -1, -1, -1])
    one = regress_on_arm(change, ARM, stratum=STRATUM)
    two = regress_on_arm(change, ARM, stratum=renamed)
    assert [one.estimate, one.p_value] == pytest.approx([two.estimate, two.p_value])
    listed, again = (permutation_test(change, ARM, stratum=each) for each in (STRATUM, renamed))
    assert numbers(listed) == pytest.approx(numbers(again))


@settings(deadline=None)
@given(CHANGES)
def test_exchanged_arms_reverse_the_effect(change: np.ndarray) -> None:
    for compute in (
        lambda arm: compare_arms(change, arm),
        lambda arm: regress_on_arm(change, arm, baseline=BASELINE, stratum=STRATUM),
        lambda arm: permutation_test(change, arm, stratum=STRATUM, level=0.8),
    ):
        one, two = compute(ARM), compute(1 - ARM)
        assert one.estimate == pytest.approx(-two.estimate)
        assert one.p_value == pytest.approx(two.p_value)
        assert one.interval.low == pytest.approx(-two.interval.high)


@settings(deadline=None)
@given(CHANGES, st.integers(-50, 50), st.integers(1, 9))
def test_a_known_effect_moves_the_interval(change: np.ndarray, shift: int, scale: int) -> None:
    moved = scale * change + shift / 16 * ARM
    for compute in (
        lambda d: compare_arms(d, ARM),
        lambda d: regress_on_arm(d, ARM, stratum=STRATUM),
        lambda d: permutation_test(d, ARM, level=0.9),
    ):
        one, two = compute(change), compute(moved)
        assert two.estimate == pytest.approx(scale * one.estimate + shift / 16, abs=1e-9)
        assert two.interval.low == pytest.approx(scale * one.interval.low + shift / 16, abs=1e-9)
        assert two.interval.high == pytest.approx(scale * one.interval.high + shift / 16, abs=1e-9)


@settings(deadline=None)
@given(CHANGES)
def test_the_interval_holds_zero_unless_the_test_rejects(change: np.ndarray) -> None:
    for level in (0.5, 0.8, 0.95):
        test = permutation_test(change, ARM, level=level)
        rejected = test.p_value <= 1 - level + 1e-12
        assert (test.interval.low > 1e-9 or test.interval.high < -1e-9) <= rejected
        assert rejected or test.interval.low <= 1e-9
        assert rejected or test.interval.high >= -1e-9
        assert test.interval.low <= test.estimate <= test.interval.high


@settings(deadline=None)
@given(EVENTS, ORDER)
def test_correlation_needs_no_order_and_no_names(events: np.ndarray, order: list[int]) -> None:
    one = binary_icc(events, SIZES, arm=ARM)
    two = binary_icc(events[order], SIZES[order], arm=5 - 3 * ARM[order])
    assert one.unavailable == two.unavailable
    assert [one.estimate, one.m0] == pytest.approx([two.estimate, two.m0], nan_ok=True)
    adjusted, again = donner_klar(events, SIZES, ARM), donner_klar(events, SIZES, 5 - 3 * ARM)
    assert adjusted.statistic == pytest.approx(again.statistic, nan_ok=True)


@settings(deadline=None)
@given(EVENTS)
def test_failures_cluster_as_events_do(events: np.ndarray) -> None:
    one, two = binary_icc(events, SIZES, arm=ARM), binary_icc(SIZES - events, SIZES, arm=ARM)
    assert one.estimate == pytest.approx(two.estimate, nan_ok=True)
    assert one.interval.low == pytest.approx(two.interval.low, nan_ok=True)


@settings(deadline=None)
@given(EVENTS)
def test_adjusted_chi_square_is_no_larger(events: np.ndarray) -> None:
    test = donner_klar(events, SIZES, ARM)
    assume(not test.unavailable)
    assert test.statistic <= test.unadjusted + 1e-12


@settings(deadline=None)
@given(ANSWERS, ANSWERS, st.randoms(use_true_random=False))
def test_order_and_names_of_persons_do_not_matter(
    row: np.ndarray, column: np.ndarray, random: object
) -> None:
    order = np.random.default_rng(random.randint(0, 10**6)).permutation(77)  # type: ignore[attr-defined]
    one = rao_scott(row, column, PERSON_CLUSTER)
    two = rao_scott(9 - 2 * row[order], column[order], 3 * PERSON_CLUSTER[order])
    assert one.unavailable == two.unavailable
    assert [one.statistic, one.df, one.p_value] == pytest.approx(
        [two.statistic, two.df, two.p_value], nan_ok=True
    )
    turned = rao_scott(column, row, PERSON_CLUSTER)
    assert turned.statistic == pytest.approx(one.statistic, nan_ok=True)


@settings(deadline=None)
@given(ANSWERS, ANSWERS)
def test_copies_within_clusters_and_units_of_weight_change_no_f(
    row: np.ndarray, column: np.ndarray
) -> None:
    one = rao_scott(row, column, PERSON_CLUSTER)
    twice = rao_scott(*(np.tile(each, 2) for each in (row, column, PERSON_CLUSTER)))
    heavy = rao_scott(row, column, PERSON_CLUSTER, weights=np.full(77, 250.0))
    for other in (twice, heavy):
        assert [other.statistic, other.df, other.p_value] == pytest.approx(
            [one.statistic, one.df, one.p_value], nan_ok=True
        )


@settings(deadline=None)
@given(st.integers(0, 10**6))
def test_every_person_twice_at_half_the_weight_changes_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    place, wave = rng.integers(6, size=80), rng.integers(2, size=80)
    y, w = rng.integers(2, size=80).astype(float), rng.uniform(0.5, 2, 80)
    twice = [np.tile(each, 2) for each in (place, wave, y, w / 2)]
    one, held = count_by_cluster(y, place, weights=w, clusters=6)
    two, again = count_by_cluster(twice[2], twice[0], weights=twice[3], clusters=6)
    assert held.tolist() == again.tolist()
    np.testing.assert_allclose(one.proportions, two.proportions)
    np.testing.assert_allclose(
        cluster_weights(place, wave, w), cluster_weights(twice[0], twice[1], twice[3])[:80]
    )
    shares = {int(g): 1.0 + g for g in np.unique(place)}
    np.testing.assert_allclose(
        mixture_weights(place, shares, w), 2 * mixture_weights(twice[0], shares, twice[3])[:80]
    )


@settings(deadline=None)
@given(CHANGES, ORDER)
def test_outcomes_at_once_need_no_order(change: np.ndarray, order: list[int]) -> None:
    both = np.column_stack([change, change[::-1] + BASELINE])
    one = joint_permutation_test(both, ARM, stratum=STRATUM)
    two = joint_permutation_test(both[order][:, ::-1], ARM[order], stratum=STRATUM[order])
    np.testing.assert_allclose(one.step_down, two.step_down[::-1])
    swapped = joint_permutation_test(both, 1 - ARM, stratum=STRATUM)
    np.testing.assert_allclose(one.step_down, swapped.step_down)
    np.testing.assert_allclose(one.estimates, -swapped.estimates)
