"""Spaces of allocations: pairs, recorded sets, and large strata."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrant_rh.methods import permutation
from migrant_rh.methods.allocations import Stratified, recorded
from migrant_rh.methods.monte_carlo import MonteCarlo
from migrant_rh.methods.permutation import permutation_test

CHANGE, ARM = [0.02, 0.06, 0.01, 0.11, 0.15, 0.12], [0, 0, 0, 1, 1, 1]


def all_allocations(clusters: int, treated: int) -> list[list[int]]:
    ways = itertools.combinations(range(clusters), treated)
    return [[int(i in way) for i in range(clusters)] for way in ways]


def test_pairs_are_strata_of_two() -> None:
    # four pairs: 16 allocations; signs of the pairs' differences .1, .2, .3, .4 are exchanged
    change = [0.0, 0.1, 0.0, 0.2, 0.0, 0.3, 0.0, 0.4]
    test = permutation_test(change, [0, 1] * 4, stratum=[1, 1, 2, 2, 3, 3, 4, 4])
    assert (test.allocations, test.extreme, test.p_value) == (16, 2, 2 / 16)
    assert (test.space, test.smallest_p) == ("stratified", 2 / 16)
    one_less = permutation_test(
        [0.1, 0.0, *change[2:]], [0, 1] * 4, stratum=[1, 1, 2, 2, 3, 3, 4, 4]
    )
    # |−.1+.2+.3+.4| = .8 is reached by 1.0 and .8, and their mirror images
    assert one_less.extreme == 4


def test_the_full_list_is_the_unrestricted_space() -> None:
    listed = permutation_test(CHANGE, ARM, allowed=all_allocations(6, 3), level=0.8)
    free = permutation_test(CHANGE, ARM, level=0.8)
    assert (listed.space, free.space) == ("recorded", "unrestricted")
    assert (listed.allocations, listed.extreme) == (free.allocations, free.extreme)
    assert listed.interval == free.interval
    assert listed.bound_pairs == 0


def test_a_constrained_set_by_hand() -> None:
    allowed = [[0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 1, 0], [1, 0, 0, 0, 1, 1], [1, 1, 1, 0, 0, 0]]
    test = permutation_test(CHANGE, ARM, allowed=allowed)
    # T: .38/3 − .09/3 = .29/3; .27/3 − .20/3; .29/3 − .18/3; −.29/3
    assert (test.allocations, test.extreme, test.p_value) == (4, 2, 0.5)
    assert test.estimate == pytest.approx(0.29 / 3)
    assert permutation_test(CHANGE, ARM, allowed=[*allowed, allowed[0]]).p_value == 3 / 5
    # clusters 1 and 4, 2 and 5, 3 and 6 are always apart
    assert test.bound_pairs == 3


@settings(deadline=None)
@given(st.lists(st.integers(-30, 30), min_size=6, max_size=6), st.integers(0, 2**20 - 1))
def test_recorded_sets_by_a_plain_listing(tenths: list[int], chosen: int) -> None:
    every = all_allocations(6, 3)
    allowed = [way for place, way in enumerate(every) if chosen >> place & 1 or way == ARM]
    change = [Fraction(x, 10) for x in tenths]

    def difference(way: list[int]) -> Fraction:
        return sum((2 * a - 1) * d for a, d in zip(way, change, strict=True)) / Fraction(3)

    if len(allowed) > 1:
        test = permutation_test([float(d) for d in change], ARM, allowed=allowed)
        extreme = sum(abs(difference(way)) >= abs(difference(ARM)) for way in allowed)
        assert (test.extreme, test.allocations) == (extreme, len(allowed))
        assert test.p_value == extreme / len(allowed)


def test_numbers_of_treated_clusters_may_vary_in_a_recorded_set() -> None:
    allowed = [[0, 0, 1, 1], [0, 1, 1, 1], [1, 1, 0, 0]]
    test = permutation_test([0.0, 1.0, 2.0, 5.0], [0, 0, 1, 1], allowed=allowed)
    # 3.5 − .5 = 3; 8/3 − 0; −3
    assert (test.extreme, test.p_value) == (2, 2 / 3)


def test_draws_from_a_recorded_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permutation, "EXACT_LIMIT", 3)
    draws = 20_000
    test = permutation_test(
        CHANGE, ARM, allowed=all_allocations(6, 3), monte_carlo=MonteCarlo(draws=draws)
    )
    assert test.method == "permutation_monte_carlo"
    # ± four standard errors of 2 of 20
    assert test.extreme / draws == pytest.approx(0.1, abs=4 * math.sqrt(0.09 / draws))


def test_large_strata_are_drawn_evenly() -> None:
    # 40 of 100: each cluster is treated in 40 % of the draws, each pair together in 40·39/(100·99)
    space = Stratified(np.zeros(100, np.int64), np.array([40]))
    values, draws = np.eye(100), 20_000
    T = space.drawn(values, np.random.default_rng(5), draws)
    treated = T > 0  # 1/40 if treated, −1/60 if not
    assert (treated.sum(axis=1) == 40).all()
    assert treated.mean(axis=0) == pytest.approx(0.4, abs=5 * math.sqrt(0.24 / draws))
    pair = (treated[:, 0] & treated[:, 1]).mean()
    assert pair == pytest.approx(40 * 39 / 9900, abs=4 * math.sqrt(0.13 / draws))


def test_equal_random_keys_do_not_change_the_number_treated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class FewKeys:
        def integers(self, high: int, *, size: tuple[int, int], dtype: type) -> np.ndarray:
            assert high == 2**32
            return np.random.default_rng(1).integers(3, size=size).astype(dtype)

    space = Stratified(np.zeros(60, np.int64), np.array([30]))
    T = space.drawn(np.eye(60), FewKeys(), 50)  # type: ignore[arg-type]
    assert ((T > 0).sum(axis=1) == 30).all()


@pytest.mark.parametrize(
    ("allowed", "message"),
    [
        ([[0, 1]], "one column for each of 6 clusters"),
        ([[0, 0, 0, 1, 1, 2]], "0 for control and 1"),
        ([[1, 1, 1, 0, 0, 0], [0, 0, 1, 1, 1, 0]], "not among those allowed"),
        ([[0, 0, 0, 1, 1, 1], [1] * 6], "leave an arm empty"),
    ],
)
def test_lists_that_cannot_be(allowed: list[list[int]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        permutation_test(CHANGE, ARM, allowed=allowed)


def test_strata_and_a_list_contradict() -> None:
    with pytest.raises(ValueError, match="the latter say it all"):
        permutation_test(CHANGE, ARM, stratum=[1] * 6, allowed=[ARM])


def test_a_list_of_one_is_no_test() -> None:
    assert permutation_test(CHANGE, ARM, allowed=[ARM]).unavailable == "one_allocation"
    assert recorded([ARM], np.array(ARM)).bound_together == 15
