"""Tests within strata: by hand, by identity, and where strata say nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest

from migrant_rh.methods.contingency import linear_trend, pearson
from migrant_rh.methods.generalised_cmh import generalised_cmh
from migrant_rh.methods.ranks import kruskal_wallis
from migrant_rh.methods.stratified import (
    breslow_day,
    cochran_mantel_haenszel,
    mantel_haenszel_odds_ratio,
)

STRATA = [[[10, 5], [4, 11]], [[8, 7], [6, 9]]]


def test_cochran_mantel_haenszel_by_hand() -> None:
    # both strata expect 15·14/30 = 7; V = 15·15·14·16/(30²·29): Σ(a-E) = 3 + 1
    V = 15 * 15 * 14 * 16 / (900 * 29)
    test = cochran_mantel_haenszel(STRATA)
    assert test.statistic == pytest.approx(4**2 / (2 * V))
    corrected = cochran_mantel_haenszel(STRATA, continuity=True)
    assert corrected.statistic == pytest.approx(3.5**2 / (2 * V))
    assert corrected.method == "cochran_mantel_haenszel_continuity"


def test_continuity_never_overshoots() -> None:
    assert cochran_mantel_haenszel([[[5, 5], [5, 5]]], continuity=True).statistic == 0.0


def test_common_odds_ratio_by_hand() -> None:
    # ΣR = (10·11 + 8·9)/30 = 182/30, ΣS = (5·4 + 7·6)/30 = 62/30
    odds = mantel_haenszel_odds_ratio(STRATA)
    assert odds.estimate == pytest.approx(182 / 62)
    R, S = np.array([110, 72]) / 30, np.array([20, 42]) / 30
    P, Q = np.array([21, 17]) / 30, np.array([9, 13]) / 30
    variance = (
        (P * R).sum() / 2 / R.sum() ** 2
        + (P * S + Q * R).sum() / 2 / R.sum() / S.sum()
        + (Q * S).sum() / 2 / S.sum() ** 2
    )
    assert odds.std_error == pytest.approx(math.sqrt(variance))
    z = 1.959963984540054
    assert odds.interval.high == pytest.approx(182 / 62 * math.exp(z * math.sqrt(variance)))


def test_one_stratum_is_the_plain_table() -> None:
    table = [[10, 5], [4, 11]]
    assert cochran_mantel_haenszel([table]).statistic == pytest.approx(
        pearson(table).statistic * 29 / 30
    )
    odds = mantel_haenszel_odds_ratio([table])
    assert odds.estimate == pytest.approx(110 / 20)
    # the variance of Robins, Breslow and Greenland is Woolf's for one stratum
    assert odds.std_error == pytest.approx(math.sqrt(1 / 10 + 1 / 5 + 1 / 4 + 1 / 11))


def test_breslow_day_by_hand() -> None:
    # second stratum twice the first: same odds ratio 4, fitted cells are the observed ones
    same = breslow_day([[[4, 2], [3, 6]], [[8, 4], [6, 12]]])
    assert same.statistic == pytest.approx(0, abs=1e-12)
    # odds ratio 1 over all: A = E = 5·5/10 and W = 1/(4/2.5)
    apart = breslow_day([[[4, 1], [1, 4]], [[1, 4], [4, 1]]], tarone=False)
    assert apart.odds_ratio == pytest.approx(1)
    assert apart.statistic == pytest.approx(2 * 1.5**2 / (2.5 / 4))


def test_fitted_cells_have_the_common_odds_ratio() -> None:
    # Tarone's term is zero when the fitted cells add up to the observed ones
    strata = [[[12, 3], [5, 9]], [[2, 9], [8, 7]], [[20, 2], [6, 3]]]
    plain, tarone = breslow_day(strata, tarone=False), breslow_day(strata)
    assert tarone.statistic <= plain.statistic
    assert plain.df == 2


def test_strata_that_say_nothing_are_left_out_and_counted() -> None:
    silent = [[[3, 0], [5, 0]], [[0, 0], [2, 4]], [[1, 0], [0, 0]], [[0, 0], [0, 0]]]
    test = cochran_mantel_haenszel([*STRATA, *silent])
    assert (test.strata, test.uninformative) == (2, 4)
    assert test.statistic == cochran_mantel_haenszel(STRATA).statistic
    homogeneity = breslow_day([*STRATA, *silent])
    assert homogeneity.df == 1
    assert homogeneity.statistic == breslow_day(STRATA).statistic


def test_what_cannot_be_tested_says_so() -> None:
    silent = [[[3, 0], [5, 0]]]
    assert cochran_mantel_haenszel(silent).unavailable == "no_informative_stratum"
    assert breslow_day(silent).unavailable == "no_informative_stratum"
    assert breslow_day(STRATA[:1]).unavailable == "one_informative_stratum"
    perfect = [[[5, 0], [0, 5]], [[4, 0], [1, 5]]]
    assert breslow_day(perfect).unavailable == "zero_products"
    odds = mantel_haenszel_odds_ratio(perfect)
    assert (odds.unavailable, odds.estimate) == ("zero_products", math.inf)
    assert math.isnan(odds.interval.low)


def test_generalised_tests_of_one_stratum() -> None:
    table = np.array([[12, 5, 3], [4, 9, 8]])
    tests, N = generalised_cmh(table[None]), table.sum()
    assert tests.general.statistic == pytest.approx(pearson(table).statistic * (N - 1) / N)
    assert tests.general.df == 2
    assert tests.correlation.statistic == pytest.approx(linear_trend(table).statistic)
    # rank scores make the test of row means Kruskal and Wallis's
    values = [np.repeat([1, 2, 3], row) for row in table]
    ranks = [8.5, 23.5, 36.0]  # mean ranks of 16, 14 and 11 ties
    assert generalised_cmh(table[None], column_scores=ranks).row_means.statistic == pytest.approx(
        kruskal_wallis(values).statistic
    )


def test_generalised_test_of_two_by_two_strata() -> None:
    plain = cochran_mantel_haenszel(STRATA)
    tests = generalised_cmh(STRATA)
    for test in (tests.general, tests.row_means, tests.column_means, tests.correlation):
        assert test.statistic == pytest.approx(plain.statistic)
        assert test.df == 1


def test_levels_empty_in_all_strata_cost_no_degree_of_freedom() -> None:
    strata = np.array(STRATA, dtype=float)
    wider = np.insert(np.insert(strata, 1, 0, axis=1), 0, 0, axis=2)
    wide, narrow = generalised_cmh(wider).general, generalised_cmh(strata).general
    assert (wide.df, wide.statistic) == (narrow.df, pytest.approx(narrow.statistic))


def test_nothing_varies_within_strata() -> None:
    tests = generalised_cmh([[[3, 0], [5, 0]], [[0, 1], [0, 0]]])
    assert tests.general.unavailable == "no_variance"
    assert (tests.strata, tests.uninformative) == (1, 1)


def test_bad_strata_are_refused() -> None:
    with pytest.raises(ValueError, match="expected 3 dimensions"):
        cochran_mantel_haenszel([[1, 2], [3, 4]])
    with pytest.raises(ValueError, match="strata of 2×2"):
        breslow_day([[[1, 2, 3], [4, 5, 6]]])
    with pytest.raises(ValueError, match="confidence level"):
        mantel_haenszel_odds_ratio(STRATA, level=0)
