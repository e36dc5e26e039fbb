"""Paired answers: by hand, by defining equations, and where nobody changed."""

from __future__ import annotations

import math

import numpy as np
import pytest

from migrant_rh.methods.agreement import kappa
from migrant_rh.methods.marginal_homogeneity import bhapkar, bowker, cochran_q, stuart_maxwell
from migrant_rh.methods.paired import mcnemar, paired_difference
from migrant_rh.methods.proportions import Proportion, proportion_interval

Z = 1.959963984540054
PAIRS = [[31, 56], [32, 418]]
SQUARE = [[20, 10, 5], [3, 30, 15], [0, 5, 40]]


def test_mcnemar_by_hand() -> None:
    test = mcnemar(PAIRS)
    assert test.statistic == pytest.approx((56 - 32) ** 2 / 88)
    tail = sum(math.comb(88, s) for s in range(33)) / 2**88
    assert test.exact_p == pytest.approx(2 * tail)
    assert test.mid_p == pytest.approx(2 * tail - math.comb(88, 56) / 2**88)
    assert not test.few_discordant


def test_mcnemar_published() -> None:
    # 794/150/86/570: chi-square 17.356 without continuity correction (reference/methods.md, 7.3)
    test = mcnemar([[794, 150], [86, 570]])
    assert test.statistic == pytest.approx(17.356, abs=5e-4)


def test_exact_p_never_exceeds_one() -> None:
    test = mcnemar([[5, 3], [3, 7]])
    assert test.exact_p == 1.0
    assert test.mid_p == pytest.approx(1 - math.comb(6, 3) / 64)
    assert test.few_discordant


def test_wald_interval_of_the_paired_difference_by_hand() -> None:
    change = paired_difference(PAIRS, method="wald")
    error = math.sqrt(56 + 32 - 24**2 / 537) / 537
    assert change.std_error == pytest.approx(error)
    assert change.interval.low == pytest.approx(24 / 537 - Z * error)


def test_newcombe_interval_of_the_paired_difference_by_hand() -> None:
    # ad - bc = 31·418 - 56·32 = 11166, less 537/2; margins 87, 450 and 63, 474
    p_1, p_2 = 87 / 537, 63 / 537
    first = proportion_interval(Proportion(87, 537)).interval
    second = proportion_interval(Proportion(63, 537)).interval
    phi = (11166 - 268.5) / math.sqrt(87 * 450 * 63 * 474)
    down, up = p_1 - first.low, second.high - p_2
    low = p_1 - p_2 - math.sqrt(down**2 - 2 * phi * down * up + up**2)
    assert paired_difference(PAIRS).interval.low == pytest.approx(low)


@pytest.mark.parametrize(
    ("counts", "phi"),
    [
        ([[10, 6], [5, 4]], 0.0),  # ad - bc = 10, between 0 and n/2 = 12.5
        ([[2, 8], [9, 6]], -60 / math.sqrt(10 * 15 * 11 * 14)),  # below 0: as it is
        ([[0, 0], [7, 18]], 0.0),  # an empty margin
    ],
)
def test_newcombe_correction_of_the_correlation(counts: list[list[int]], phi: float) -> None:
    (a, b), (c, _) = counts
    p_1, p_2 = (a + b) / 25, (a + c) / 25
    first = proportion_interval(Proportion(a + b, 25)).interval
    second = proportion_interval(Proportion(a + c, 25)).interval
    up, down = first.high - p_1, p_2 - second.low
    high = p_1 - p_2 + math.sqrt(up**2 - 2 * phi * up * down + down**2)
    assert paired_difference(counts).interval.high == pytest.approx(high)


@pytest.mark.parametrize("counts", [PAIRS, [[5, 0], [0, 9]], [[0, 9], [0, 1]], [[2, 1], [7, 0]]])
def test_tango_limits_solve_the_score_equation(counts: list[list[int]]) -> None:
    (_, b), (c, _) = counts
    n = int(np.sum(counts))
    limits = paired_difference(counts, method="tango").interval
    for delta, sign in ((limits.low, 1), (limits.high, -1)):
        # p₂₁ by maximum likelihood: 2n q² + (-b-c+(2n-b+c)δ) q - cδ(1-δ) = 0
        roots = np.roots([2 * n, -b - c + (2 * n - b + c) * delta, -c * delta * (1 - delta)])
        q = max(roots.real)
        z = (b - c - n * delta) / math.sqrt(n * (2 * q + delta * (1 - delta)))
        assert z == pytest.approx(sign * Z, rel=1e-7)


def test_tango_limit_at_the_end_of_the_range() -> None:
    limits = paired_difference([[0, 12], [0, 0]], method="tango").interval
    assert limits.high == 1.0
    assert limits.low < 1.0


def test_bowker_by_hand() -> None:
    # (10-3)²/13 + (5-0)²/5 + (15-5)²/20
    test = bowker(SQUARE)
    assert test.statistic == pytest.approx(49 / 13 + 5 + 5)
    assert test.df == 3


def test_bowker_leaves_out_pairs_of_empty_cells() -> None:
    test = bowker([[20, 10, 0], [3, 30, 15], [0, 5, 40]])
    assert test.statistic == pytest.approx(49 / 13 + 5)
    assert test.df == 2


def test_stuart_maxwell_by_hand() -> None:
    # d = (35-23, 48-45), V = [[58-40, -13], [-13, 93-60]]: determinant 18·33 - 169 = 425
    d, inverse = np.array([12, 3]), np.array([[33, 13], [13, 18]]) / 425
    assert stuart_maxwell(SQUARE).statistic == pytest.approx(float(d @ inverse @ d))
    assert stuart_maxwell(SQUARE).df == 2


def test_two_categories_are_mcnemar() -> None:
    test = mcnemar(PAIRS)
    assert stuart_maxwell(PAIRS).statistic == pytest.approx(test.statistic)
    assert bowker(PAIRS).statistic == pytest.approx(test.statistic)
    # Bhapkar is Wald's test of the paired difference
    change = paired_difference(PAIRS, method="wald")
    assert bhapkar(PAIRS).statistic == pytest.approx((change.estimate / change.std_error) ** 2)


def test_categories_never_left_nor_entered_cost_no_degree_of_freedom() -> None:
    test = stuart_maxwell([[31, 56, 0], [32, 418, 0], [0, 0, 9]])
    assert test.df == 1
    assert test.statistic == pytest.approx(mcnemar(PAIRS).statistic)


def test_cochran_q_by_hand() -> None:
    # columns 4, 3, 1, rows 2, 1, 1, 3, 1: 2(3·(16+9+1) - 64)/(3·8 - (4+1+1+9+1))
    test = cochran_q([[1, 1, 0], [1, 0, 0], [0, 1, 0], [1, 1, 1], [1, 0, 0]])
    assert test.statistic == pytest.approx(2 * (78 - 64) / (24 - 16))


def test_cochran_q_of_two_waves_is_mcnemar() -> None:
    answers = np.repeat([[1, 1], [1, 0], [0, 1], [0, 0]], [31, 56, 32, 418], axis=0)
    assert cochran_q(answers).statistic == pytest.approx(mcnemar(PAIRS).statistic)


def test_kappa_by_hand() -> None:
    # p_o = 35/50, p_e = ½·0.6 + ½·0.4 = ½, κ = 0.4
    result = kappa([[20, 5], [10, 15]])
    assert (result.observed, result.expected) == (pytest.approx(0.7), pytest.approx(0.5))
    assert result.estimate == pytest.approx(0.4)
    # diagonal 0.4(1-1.1·0.6)² + 0.3(1-0.9·0.6)², off it 0.6²(0.1·1.1² + 0.2·0.9²),
    # less (κ - p_e·0.6)²
    variance = 0.4 * 0.34**2 + 0.3 * 0.46**2 + 0.36 * (0.1 * 1.21 + 0.2 * 0.81) - 0.1**2
    assert result.std_error == pytest.approx(math.sqrt(variance / 50) / 0.5)
    # under κ = 0: Σ r c (w - w̄_i. - w̄_.j)² = 0.3·0.1² + 0.2·0.1² + 0.2·1.1² + 0.3·0.9², less p_e²
    null = 0.3 * 0.01 + 0.2 * 0.01 + 0.2 * 1.21 + 0.3 * 0.81 - 0.25
    assert result.null_std_error == pytest.approx(math.sqrt(null / 50) / 0.5)


def test_weights_of_kappa_by_hand() -> None:
    # three categories, one pair of neighbours and one of ends apart: w = ½ and 0, or ¾ and 0
    counts = [[4, 1, 1], [0, 3, 0], [0, 0, 1]]
    rows, columns = np.array([6, 3, 1]) / 10, np.array([4, 4, 2]) / 10
    for weights, half in (("linear", 0.5), ("quadratic", 0.75)):
        w = np.array([[1, half, 0], [half, 1, half], [0, half, 1]])
        p_o, p_e = 0.8 + 0.1 * half, rows @ w @ columns
        assert kappa(counts, weights=weights).estimate == pytest.approx((p_o - p_e) / (1 - p_e))  # type: ignore[arg-type]


def test_full_agreement() -> None:
    result = kappa([[5, 0], [0, 7]])
    assert result.estimate == pytest.approx(1)
    assert result.std_error == pytest.approx(0, abs=1e-9)


def test_nobody_changed() -> None:
    still = [[5, 0], [0, 9]]
    assert mcnemar(still).unavailable == "no_discordant_pairs"
    assert math.isnan(mcnemar(still).exact_p)
    for test in (bowker(still), stuart_maxwell(still), bhapkar(still), cochran_q([[1, 1], [0, 0]])):
        assert test.unavailable == "no_discordant_pairs"


def test_all_made_the_same_change() -> None:
    assert bhapkar([[0, 8], [0, 0]]).unavailable == "no_variance"
    assert stuart_maxwell([[0, 8], [0, 0]]).statistic == pytest.approx(8)


def test_kappa_says_why_there_is_none() -> None:
    assert kappa([[0, 0], [0, 0]]).unavailable == "no_counts"
    for counts in ([[9, 0], [0, 0]], [[5, 4], [0, 0]], [[5, 0], [4, 0]]):
        assert kappa(counts).unavailable == "constant_judge"
    assert paired_difference([[0, 0], [0, 0]]).unavailable == "no_pairs"


def test_results_name_what_was_done() -> None:
    empty, full = kappa([[0, 0], [0, 0]], weights="linear", level=0.9), kappa([[9, 1], [2, 8]])
    assert (empty.method, empty.level, empty.total) == ("kappa_linear", 0.9, 0.0)
    assert (full.method, full.level, full.total, full.unavailable) == ("kappa", 0.95, 20.0, "")
    none = paired_difference([[0, 0], [0, 0]], method="tango", level=0.8)
    assert (none.method, none.level) == ("tango", 0.8)
    methods = [test(SQUARE).method for test in (bowker, stuart_maxwell, bhapkar)]
    assert methods == ["bowker", "stuart_maxwell", "bhapkar"]
    assert bhapkar([[5, 0], [0, 9]]).method == "bhapkar"


def test_bad_pairs_are_refused() -> None:
    with pytest.raises(ValueError, match="not whole"):
        mcnemar([[1.5, 2], [3, 4]])
    with pytest.raises(ValueError, match="expected \\(2, 2\\)"):
        paired_difference(SQUARE)
    with pytest.raises(ValueError, match="expected \\(2, 2\\)"):
        bowker([[1, 2, 3], [4, 5, 6]])
    with pytest.raises(ValueError, match="two categories or more"):
        kappa([[5]])
    with pytest.raises(ValueError, match="0 or 1"):
        cochran_q([[1, 2], [0, 1]])
