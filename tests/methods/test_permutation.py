"""The permutation test against a plain listing in exact fractions, and its interval likewise."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrant_rh.methods import allocations as allocations_module
from migrant_rh.methods import permutation
from migrant_rh.methods.monte_carlo import MonteCarlo
from migrant_rh.methods.permutation import permutation_test

CHANGE, ARM = [0.02, 0.06, 0.01, 0.11, 0.15, 0.12], [0, 0, 0, 1, 1, 1]

Study = tuple[list[Fraction], list[int], list[int]]


@st.composite
def studies(draw: st.DrawFn) -> Study:
    """Clusters in up to three strata; changes are simple fractions, so that ties abound.

    The first stratum has two clusters or more in each arm, the others may lie in one arm.
    """
    change, arm, stratum = [], [], []
    for number in range(draw(st.integers(1, 3))):
        fewest = 0 if number else 2
        size = draw(st.integers(2 * fewest or 1, 4))
        treated = draw(st.integers(fewest, size - fewest))
        arm += draw(st.permutations([1] * treated + [0] * (size - treated)))
        stratum += [number] * size
        tenths = st.integers(-9, 9)
        change += [Fraction(draw(tenths), draw(st.sampled_from([7, 10]))) for _ in range(size)]
    return change, arm, stratum


def allocations(arm: list[int], stratum: list[int]) -> Iterator[set[int]]:
    places = [[i for i, s in enumerate(stratum) if s == each] for each in sorted(set(stratum))]
    ways = [itertools.combinations(each, sum(arm[i] for i in each)) for each in places]
    for choice in itertools.product(*ways):
        yield set(itertools.chain.from_iterable(choice))


def difference(change: list[Fraction], treated: set[int]) -> Fraction:
    inside = [d for i, d in enumerate(change) if i in treated]
    outside = [d for i, d in enumerate(change) if i not in treated]
    return Fraction(sum(inside), len(inside)) - Fraction(sum(outside), len(outside))


def listed(change: list[Fraction], arm: list[int], stratum: list[int]) -> list[Fraction]:
    return [difference(change, treated) for treated in allocations(arm, stratum)]


def p_value_of_effect(study: Study, effect: Fraction) -> Fraction:
    change, arm, stratum = study
    without = [d - effect * a for d, a in zip(change, arm, strict=True)]
    observed = difference(without, {i for i, a in enumerate(arm) if a})
    every = listed(without, arm, stratum)
    return Fraction(sum(abs(each) >= abs(observed) for each in every), len(every))


@settings(deadline=None)
@given(studies())
def test_p_value_by_a_plain_listing(study: Study) -> None:
    change, arm, stratum = study
    test = permutation_test([float(d) for d in change], arm, stratum=stratum)
    every = listed(change, arm, stratum)
    observed = difference(change, {i for i, a in enumerate(arm) if a})
    assert test.allocations == len(every)
    assert test.estimate == pytest.approx(float(observed))
    assert test.extreme == sum(abs(each) >= abs(observed) for each in every)
    farthest = max(abs(each) for each in every)
    assert test.smallest_p == sum(abs(each) == farthest for each in every) / len(every)
    assert test.p_value == test.extreme / test.allocations
    assert test.smallest_p <= test.p_value <= 1


@settings(deadline=None, max_examples=60)
@given(studies(), st.sampled_from([0.5, 0.8, 0.9]))
def test_interval_inverts_the_test(study: Study, level: float) -> None:
    change, arm, stratum = study
    test = permutation_test([float(d) for d in change], arm, stratum=stratum, level=level)
    alpha, step = 1 - Fraction(str(level)), Fraction(1, 10**9)
    for limit, outward in ((test.interval.low, -step), (test.interval.high, step)):
        if math.isinf(limit):
            far = Fraction(10**6) * (1 if outward > 0 else -1)
            assert p_value_of_effect(study, far) > alpha
        else:
            effect = Fraction(limit)
            assert p_value_of_effect(study, effect + outward) <= alpha
            assert p_value_of_effect(study, effect - outward) > alpha or (
                test.interval.low == test.interval.high
            )


def test_by_hand() -> None:
    # the three largest changes were treated: one of C(6, 3) = 20, its mirror image the other
    test = permutation_test(CHANGE, ARM)
    assert (test.extreme, test.allocations, test.p_value) == (2, 20, 0.1)
    assert test.smallest_p == 0.1
    # 0.1 > 0.05: no effect can be rejected at 5 %
    assert (test.interval.low, test.interval.high) == (-math.inf, math.inf)


def test_two_clusters_an_arm_cannot_be_significant() -> None:
    test = permutation_test([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1])
    assert (test.allocations, test.p_value, test.smallest_p) == (6, 2 / 6, 2 / 6)


def test_equal_changes_are_all_as_extreme() -> None:
    test = permutation_test([0.3] * 6, ARM)
    assert (test.estimate, test.p_value) == (0, 1)


def test_mirrored_allocations_are_not_lost_to_rounding() -> None:
    # sums of 0.1, 0.2, … in another order differ in the last digit
    change = [0.1, 0.7, 0.3, 0.2, 0.6, 0.4, 0.8, 0.5]
    test = permutation_test(change, [1, 0, 1, 0, 1, 0, 1, 0])
    exact = [Fraction(str(d)) for d in change]
    every = listed(exact, [1, 0] * 4, [0] * 8)
    observed = difference(exact, {0, 2, 4, 6})
    assert test.extreme == sum(abs(each) >= abs(observed) for each in every)


def test_a_large_common_change_does_not_disturb_ties() -> None:
    test = permutation_test([d + 1000 for d in CHANGE], ARM)
    assert test.extreme == 2


def test_draws_approach_the_listing(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(2)
    change, arm, stratum = generator.normal(size=16), [0, 0, 1, 1] * 4, np.repeat(range(4), 4)
    exact = permutation_test(change, arm, stratum=stratum)
    monkeypatch.setattr(permutation, "EXACT_LIMIT", 1_000)
    draws = 20_000
    drawn = permutation_test(change, arm, stratum=stratum, monte_carlo=MonteCarlo(draws=draws))
    assert (exact.method, drawn.method) == ("permutation_exact", "permutation_monte_carlo")
    assert (drawn.draws, drawn.seed, drawn.allocations) == (draws, 0, 6**4)
    assert drawn.p_value == (drawn.extreme + 1) / (draws + 1)
    assert drawn.smallest_p == 1 / (draws + 1)
    # four standard errors of a binomial share
    error = math.sqrt(exact.p_value * (1 - exact.p_value) / draws)
    assert drawn.p_value == pytest.approx(exact.p_value, abs=4 * error)
    assert drawn.interval.low == pytest.approx(exact.interval.low, abs=0.05)
    assert drawn.interval.high == pytest.approx(exact.interval.high, abs=0.05)


def test_one_of_four_is_drawn_in_each_stratum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permutation, "EXACT_LIMIT", 1)
    change, arm, stratum = [9.0, 1, 2, 4, 7, 0, 3, 5], [1, 0, 0, 0] * 2, [0] * 4 + [1] * 4
    draws = 8_000
    test = permutation_test(change, arm, stratum=stratum, monte_carlo=MonteCarlo(draws=draws))
    # the two largest were treated: one of 16 allocations, ±4 standard errors
    assert test.allocations == 16
    assert test.extreme / draws == pytest.approx(1 / 16, abs=4 * math.sqrt(15 / 256 / draws))


def test_strata_of_one_arm_stay_as_they_are_when_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permutation, "EXACT_LIMIT", 1)
    change, arm = [0.1, 0.2, 0.8, 0.9, 0.5, 0.3], [0, 1, 0, 1, 1, 0]
    test = permutation_test(
        change, arm, stratum=[1, 1, 1, 1, 2, 3], monte_carlo=MonteCarlo(draws=6_000)
    )
    # two of the first four move, the others stay; ±4 standard errors
    every = listed([Fraction(str(d)) for d in change], arm, [1, 1, 1, 1, 2, 3])
    observed = difference([Fraction(str(d)) for d in change], {1, 3, 4})
    share = sum(abs(each) >= abs(observed) for each in every) / 6
    assert test.allocations == 6
    assert test.extreme / 6_000 == pytest.approx(
        share, abs=4 * math.sqrt(share * (1 - share) / 6_000)
    )


def test_every_allocation_is_drawn_equally_often(monkeypatch: pytest.MonkeyPatch) -> None:
    # 2 of 4, distinct differences: six outcomes, each 1/6 of 12 000 draws, ±4 standard errors
    monkeypatch.setattr(permutation, "EXACT_LIMIT", 1)
    monkeypatch.setattr(allocations_module, "_CHUNK", 1_000)
    change, draws = [1.0, 2.0, 4.0, 8.0], 12_000
    observed = {1.5: [0, 1], 2.5: [0, 2], 4.5: [0, 3]}
    for treated in observed.values():
        arm = [int(i in treated) for i in range(4)]
        test = permutation_test(change, arm, monte_carlo=MonteCarlo(draws=draws, seed=7))
        exact = sum(
            abs(difference([Fraction(d) for d in change], each))
            >= abs(difference([Fraction(d) for d in change], set(treated)))
            for each in allocations(arm, [0] * 4)
        )
        share = exact / 6
        assert test.extreme == pytest.approx(
            share * draws, abs=4 * math.sqrt(draws * share * (1 - share)) + 1e-9
        )


def test_ten_thousand_draws_of_36_clusters_are_quick() -> None:
    change = np.random.default_rng(1).normal(size=36)
    started = time.perf_counter()
    test = permutation_test(
        change,
        [0, 0, 1, 1] * 9,
        stratum=np.repeat(range(9), 4),
        monte_carlo=MonteCarlo(draws=10_000),
    )
    assert test.draws == 10_000
    assert time.perf_counter() - started < 1.0  # 0.03 s here; a busy machine may be slower


@pytest.mark.parametrize(
    ("change", "arm", "stratum", "reason"),
    [
        ([], [], None, "empty_arm"),
        ([1, 2, 3], [1, 1, 1], None, "empty_arm"),
        ([1, 2, 3], [0, 0, 1], None, "one_cluster_in_an_arm"),
        ([1, 2, 3, 4], [0, 0, 1, 1], [0, 0, 1, 1], "one_allocation"),
    ],
)
def test_what_cannot_be_tested_says_so(
    change: list[int], arm: list[int], stratum: list[int] | None, reason: str
) -> None:
    test = permutation_test(change, arm, stratum=stratum)
    assert test.unavailable == reason
    assert math.isnan(test.p_value)
    assert math.isnan(test.interval.low)


def test_bad_clusters_are_refused() -> None:
    with pytest.raises(ValueError, match="0 for control and 1"):
        permutation_test([1, 2, 3], [1, 2, 2])
    with pytest.raises(ValueError, match="1 missing or infinite"):
        permutation_test([1, math.nan], [0, 1])
    with pytest.raises(ValueError, match="confidence level"):
        permutation_test(CHANGE, ARM, level=0)
    with pytest.raises(ValueError, match="one code for each row"):
        permutation_test(CHANGE, ARM, stratum=[1, 2])
