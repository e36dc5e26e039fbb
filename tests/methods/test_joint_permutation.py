"""Westfall and Young's adjusted P values against a plain listing, and their laws."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrant_rh.methods import permutation
from migrant_rh.methods.joint_permutation import joint_permutation_test
from migrant_rh.methods.monte_carlo import MonteCarlo
from migrant_rh.methods.permutation import permutation_test

ARM = [0, 0, 0, 1, 1, 1]
TENTHS = st.lists(st.integers(-30, 30), min_size=6, max_size=6)


def by_listing(outcomes: list[list[Fraction]]) -> tuple[list[float], list[float], list[float]]:
    """Raw, single-step and step-down P by the definition, squares in exact fractions."""
    ways = list(itertools.combinations(range(6), 3))

    def square(d: list[Fraction], way: tuple[int, ...]) -> Fraction:
        inside = sum(d[i] for i in way)
        return ((2 * inside - sum(d)) / Fraction(3)) ** 2

    table = [[square(d, way) for d in outcomes] for way in ways]
    scale = [sum(row[j] for row in table) / len(ways) or Fraction(1) for j in range(len(outcomes))]
    table = [[row[j] / scale[j] for j in range(len(outcomes))] for row in table]
    seen = [square(d, (3, 4, 5)) / s for d, s in zip(outcomes, scale, strict=True)]
    order = sorted(range(len(outcomes)), key=lambda j: -seen[j])
    raw = [sum(row[j] >= seen[j] for row in table) / 20 for j in range(len(outcomes))]
    single = [sum(max(row) >= seen[j] for row in table) / 20 for j in range(len(outcomes))]
    down, worst = [0.0] * len(outcomes), 0.0
    for place, j in enumerate(order):
        p = sum(max(row[k] for k in order[place:]) >= seen[j] for row in table) / 20
        worst = max(worst, p)
        down[j] = worst
    return raw, single, down


@settings(deadline=None)
@given(st.lists(TENTHS, min_size=1, max_size=4))
def test_by_a_plain_listing(outcomes: list[list[int]]) -> None:
    exact = [[Fraction(x, 10) for x in d] for d in outcomes]
    raw, single, down = by_listing(exact)
    test = joint_permutation_test(np.array(outcomes).T / 10, ARM)
    assert test.p_values.tolist() == raw
    assert test.single_step.tolist() == single
    # exact ties between outcomes may be ordered either way; P never falls along the order
    assert sorted(test.step_down.tolist()) == sorted(down)
    assert test.allocations == 20


@settings(deadline=None)
@given(st.lists(TENTHS, min_size=2, max_size=4))
def test_laws(outcomes: list[list[int]]) -> None:
    changes = np.array(outcomes).T / 10
    test = joint_permutation_test(changes, ARM)
    assert (test.p_values <= test.step_down + 1e-12).all()
    assert (test.step_down <= test.single_step + 1e-12).all()
    alone = [permutation_test(d, ARM).p_value for d in changes.T]
    assert test.p_values.tolist() == alone
    again = joint_permutation_test(3 * changes, ARM)
    np.testing.assert_allclose(again.step_down, test.step_down)
    assert test.smallest_p <= test.single_step.min()


def test_copies_of_one_outcome_cost_nothing() -> None:
    change = np.array([0.02, 0.06, 0.01, 0.11, 0.15, 0.12])
    test = joint_permutation_test(np.column_stack([change, change, 5 * change]), ARM)
    assert test.step_down.tolist() == [0.1] * 3
    assert test.single_step.tolist() == [0.1] * 3


def test_an_outcome_that_never_changes_has_p_one() -> None:
    changes = np.column_stack([[0.02, 0.06, 0.01, 0.11, 0.15, 0.12], np.zeros(6)])
    test = joint_permutation_test(changes, ARM)
    assert test.p_values.tolist() == [0.1, 1.0]
    assert test.step_down.tolist() == [0.1, 1.0]


def test_draws_come_near_the_listing(monkeypatch: pytest.MonkeyPatch) -> None:
    changes = np.random.default_rng(4).normal(size=(16, 3))
    arm, stratum = [0, 0, 1, 1] * 4, np.repeat(range(4), 4)
    exact = joint_permutation_test(changes, arm, stratum=stratum)
    monkeypatch.setattr(permutation, "EXACT_LIMIT", 10)
    drawn = joint_permutation_test(
        changes, arm, stratum=stratum, monte_carlo=MonteCarlo(draws=40_000)
    )
    assert (drawn.method, drawn.draws) == ("permutation_monte_carlo", 40_000)
    # four standard errors of a share near a half
    np.testing.assert_allclose(drawn.step_down, exact.step_down, atol=4 * 0.5 / 200)


def test_what_cannot_be_tested_says_so() -> None:
    test = joint_permutation_test([[1.0, 2], [2, 3], [3, 4]], [0, 0, 1])
    assert test.unavailable == "one_cluster_in_an_arm"
    assert np.isnan(test.p_values).all()
    np.testing.assert_allclose(test.estimates, [1.5, 1.5])
    assert joint_permutation_test(np.empty((0, 2)), []).unavailable == "empty_arm"
    with pytest.raises(ValueError, match="expected clusters and outcomes"):
        joint_permutation_test([1.0, 2.0], [0, 1])
