"""Fisher's exact test: by hand, by its defining equations, by listing all tables."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from migrant_rh.methods.fisher import fisher_exact
from migrant_rh.methods.monte_carlo import MonteCarlo, drawn_p_value
from migrant_rh.methods.table_space import cheapest_halves, drawn_extremes, exact_p_value

TEA = [[3, 1], [1, 3]]
# given margins of 4, the first cell s has C(4,s)² = 1, 16, 36, 16, 1 of 70 ways
WAYS = np.array([1, 16, 36, 16, 1])


def weights(odds_ratio: float) -> np.ndarray:
    return WAYS * odds_ratio ** np.arange(5) / (WAYS * odds_ratio ** np.arange(5)).sum()


def test_two_by_two_by_hand() -> None:
    test = fisher_exact(TEA)
    assert test.p_value == pytest.approx(34 / 70)
    assert test.p_greater == pytest.approx(17 / 70)
    assert test.p_less == pytest.approx(69 / 70)
    assert test.mid_p == pytest.approx((34 - 8) / 70)


def test_conditional_odds_ratio_solves_its_equation() -> None:
    test = fisher_exact(TEA)
    assert np.arange(5) @ weights(test.estimate) == pytest.approx(3, abs=1e-12)


@pytest.mark.parametrize("level", [0.5, 0.95, 0.999])
def test_exact_limits_solve_their_equations(level: float) -> None:
    limits, tail = fisher_exact(TEA, level=level).interval, (1 - level) / 2
    assert weights(limits.low)[3:].sum() == pytest.approx(tail, rel=1e-10)
    assert weights(limits.high)[:4].sum() == pytest.approx(tail, rel=1e-10)


def test_odds_ratio_at_the_ends_of_the_support() -> None:
    none, all_ = fisher_exact([[0, 4], [4, 0]]), fisher_exact([[4, 0], [0, 4]])
    assert (none.estimate, none.interval.low) == (0.0, 0.0)
    assert (all_.estimate, all_.interval.high) == (math.inf, math.inf)
    # ψ⁴/(Σ ways ψ^s) = 0.025 at the lower limit of the second table
    assert weights(all_.interval.low)[4] == pytest.approx(0.025)
    assert none.interval.high == pytest.approx(1 / all_.interval.low)


def listed_p_value(counts: np.ndarray) -> float:
    """Every table with the same margins, its probability by multinomial coefficients."""

    def columns(total: int, rows: int) -> list[tuple[int, ...]]:
        every = itertools.product(range(total + 1), repeat=rows)
        return [each for each in every if sum(each) == total]

    def log_ways(table: np.ndarray) -> float:
        return -sum(math.lgamma(n + 1) for n in table.ravel())

    every = itertools.product(*(columns(int(t), len(counts)) for t in counts.sum(axis=0)))
    tables = (np.array(each).T for each in every)
    values = np.array([log_ways(t) for t in tables if (t.sum(axis=1) == counts.sum(axis=1)).all()])
    share = np.exp(values - values.max())
    return float(share[values <= log_ways(counts) + 1e-7].sum() / share.sum())


@settings(deadline=None, max_examples=40)
@given(arrays(int, st.sampled_from([(2, 3), (3, 2), (3, 3), (2, 4)]), elements=st.integers(0, 3)))
def test_larger_tables_agree_with_a_plain_listing(counts: np.ndarray) -> None:
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    if min(counts.shape) < 2:
        assert fisher_exact(counts).unavailable
    else:
        assert fisher_exact(counts).p_value == pytest.approx(listed_p_value(counts), rel=1e-9)


@settings(deadline=None, max_examples=40)
@given(arrays(int, (2, 2), elements=st.integers(1, 12)))
def test_the_listing_of_halves_agrees_with_the_hypergeometric(counts: np.ndarray) -> None:
    halves = exact_p_value(cheapest_halves(counts))
    assert halves == pytest.approx(fisher_exact(counts).p_value, rel=1e-9)


def test_too_many_tables_are_drawn_and_the_result_says_so() -> None:
    counts = [[30, 40, 20, 25], [25, 30, 35, 30], [40, 35, 20, 22], [20, 24, 31, 33]]
    test = fisher_exact(counts, monte_carlo=MonteCarlo(draws=4_000, seed=3))
    assert (test.method, test.draws, test.seed) == ("fisher_monte_carlo", 4_000, 3)
    assert test == fisher_exact(counts, monte_carlo=MonteCarlo(draws=4_000, seed=3))
    assert (test.p_value * 4_001) == pytest.approx(round(test.p_value * 4_001))


def test_draws_approach_the_listing() -> None:
    counts = np.array([[8, 3, 2], [2, 6, 5], [3, 3, 9]])
    exact, draws = fisher_exact(counts).p_value, 40_000
    drawn = drawn_p_value(drawn_extremes(counts, MonteCarlo(draws=draws, seed=1)), draws)
    # four standard errors of a binomial share
    assert drawn == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / draws))


def test_drawn_tables_have_the_margins_when_only_one_table_does() -> None:
    # a single row with room: every draw is the observed table
    assert drawn_extremes(np.array([[2, 3], [0, 0]]), MonteCarlo(draws=20)) == 20


def test_empty_rows_are_left_out_and_counted() -> None:
    test = fisher_exact([[3, 1], [0, 0], [1, 3]])
    assert test.empty_rows == 1
    assert test.p_value == fisher_exact(TEA).p_value


def test_a_table_with_nothing_to_compare_says_so() -> None:
    test = fisher_exact([[3, 1], [0, 0]])
    assert test.unavailable == "one_row"
    assert (test.total, test.empty_rows, test.empty_columns) == (4.0, 1, 0)
    assert (test.method, test.draws, test.seed) == ("fisher_exact", 0, None)
    assert math.isnan(test.p_value)
    assert math.isnan(test.interval.low)


def test_bad_input_is_refused() -> None:
    with pytest.raises(ValueError, match="2 counts are not whole"):
        fisher_exact([[1.5, 1], [2, 2.5]])
    with pytest.raises(ValueError, match="confidence level is 95"):
        fisher_exact(TEA, level=95)
    with pytest.raises(ValueError, match="0 draws"):
        MonteCarlo(draws=0)
