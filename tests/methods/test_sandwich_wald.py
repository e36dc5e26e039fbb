"""Joint tests: a case by hand, and what is said when there is none."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import ndtri

from migrant_rh.methods.gee import GeeSpec, fit_gee
from migrant_rh.methods.sandwich import Sandwich, sandwich
from migrant_rh.methods.tails import f_upper, t_quantile, t_two_sided
from migrant_rh.methods.wald import wald

GAUSSIAN = GeeSpec(family="gaussian")
GROUPS = np.repeat([0, 1, 2], 2)
DESIGN = np.column_stack([np.ones(6), GROUPS == 1, GROUPS == 2])
DIFFERENCES = [[0, 1, 0], [0, 0, 1]]


def groups(kind: str = "KC") -> Sandwich:
    """Groups (1, 2), (5, 8), (3, 9), every row its own cluster."""
    fit = fit_gee(DESIGN, [1, 2, 5, 8, 3, 9], unit=range(6), spec=GAUSSIAN)
    return sandwich(fit, kind=kind)


def test_quadratic_form_by_hand() -> None:
    """KC gives each mean its unbiased variance: .25, 2.25, 9.

    Differences 5 and 4.5, V = [[2.5, .25], [.25, 9.25]], determinant 23.0625; the form is
    (25·9.25 - 2·5·4.5·.25 + 20.25·2.5)/23.0625 = 270.625/23.0625.
    """
    test = wald(groups(), DIFFERENCES, df=3)
    assert test.quadratic == pytest.approx(270.625 / 23.0625)
    assert test.statistic == pytest.approx(270.625 / 23.0625 / 2)
    assert (test.df, test.df_denominator) == (2, 3)
    # F on 2 and 3 df: P = (1 + 2F/3)^(-3/2)
    assert test.p_value == pytest.approx((1 + 2 * test.statistic / 3) ** -1.5)


def test_chi_square_by_hand() -> None:
    """On 2 df the upper tail is exp(-Q/2)."""
    test = wald(groups(), DIFFERENCES, df=math.inf)
    assert test.p_value == pytest.approx(math.exp(-270.625 / 23.0625 / 2))


def test_hotelling_by_hand() -> None:
    """η by hand for HTZ with KC, working variance 1.

    Every cell has two rows with contributions ±e: a cell mean's variance estimate is (e1 - e2)²/4,
    that is half a chi-square with 1 df: mean 1/2, variance 1/2. Differences from the first cell
    have mean E = [[1, 1/2], [1/2, 1]]; CVC' = [[a + b, a], [a, a + c]] with independent a, b, c.
    With K = E^(-1/2) the sum of Var(d_st) is Σ over cells of ½ |K m K'|², m the matrices that a, b
    and c multiply: ½ {|E⁻¹m|²}. E⁻¹ = [[4/3, -2/3], [-2/3, 4/3]]; for a: m = ones, tr = (u'E⁻¹u)²
    = (4/3)²; for b and c: (4/3)². So Σ Var = ½ · 3 · 16/9 = 8/3 and η = 6/(8/3) = 9/4.
    """
    test = wald(groups(), DIFFERENCES)
    eta = 9 / 4
    assert test.df_denominator == pytest.approx(eta - 1)
    assert test.statistic == pytest.approx((eta - 1) / (eta * 2) * 270.625 / 23.0625)


@pytest.mark.parametrize(("cells", "left"), [(4, 16 / 6 - 2), (5, 25 / 8 - 3), (6, None)])
def test_degrees_of_freedom_run_out(cells: int, left: float | None) -> None:
    """G cells of two rows and their G - 1 differences: η = G²/{2(G - 1)}, as above for G = 3.

    Less G - 2, that is 2/3, 1/8 and, for six cells, -2/5.
    """
    X = np.repeat(np.eye(cells), 2, axis=0)
    y = np.random.default_rng(cells).normal(size=2 * cells)
    fit = fit_gee(X, y, unit=range(2 * cells), spec=GAUSSIAN)
    test = wald(sandwich(fit), np.column_stack([-np.ones(cells - 1), np.eye(cells)[1:, 1:]]))
    if left is None:
        assert test.unavailable == "no_df"
        assert math.isnan(test.p_value)
    else:
        assert test.df_denominator == pytest.approx(left)


def test_more_contrasts_than_clusters() -> None:
    """Three clusters span two dimensions: no inverse for three contrasts."""
    rng = np.random.default_rng(6)
    X = np.column_stack([np.ones(30), rng.normal(size=(30, 3))])
    fit = fit_gee(X, rng.normal(size=30), unit=range(30), spec=GAUSSIAN)
    robust = sandwich(fit, np.repeat([1, 2, 3], 10), kind="LZ")
    test = wald(robust, np.eye(4)[1:], df=2)
    assert test.unavailable == "few_clusters"
    assert math.isnan(test.statistic)


def test_contrasts_that_one_cluster_determines() -> None:
    fit = fit_gee(DESIGN, [1, 2, 5, 8, 3, 9], unit=range(6), spec=GAUSSIAN)
    test = wald(sandwich(fit, [1, 2, 3, 4, 5, 5]), DIFFERENCES)
    assert test.unavailable == "one_cluster"


def test_dependent_contrasts_are_refused() -> None:
    with pytest.raises(ValueError, match="depend on one another"):
        wald(groups(), [[0, 1, 0], [0, 2, 0]])


def test_a_failed_fit_has_no_test() -> None:
    robust = sandwich(fit_gee(DESIGN, [0, 0, 0, 1, 1, 0], unit=range(6)))
    assert wald(robust, DIFFERENCES).unavailable == "separation"


def test_believing_the_model_is_an_ordinary_f_test() -> None:
    """Groups (1, 2), (5, 8), (3, 9): F = {Σ n(ȳ - ȳ..)²/2} / {Σ (y - ȳ)²/3}, for φ with N - p."""
    y, means = np.array([1, 2, 5, 8, 3, 9]), np.repeat([1.5, 6.5, 6.0], 2)
    spec = GeeSpec(family="gaussian", moments="gee")
    robust = sandwich(fit_gee(DESIGN, y, unit=range(6), spec=spec), kind="model")
    test = wald(robust, DIFFERENCES)
    between, within = ((means - y.mean()) ** 2).sum() / 2, ((y - means) ** 2).sum() / 3
    assert test.statistic == pytest.approx(between / within)
    assert (test.df, test.df_denominator) == (2, 3)
    assert wald(groups("KC"), DIFFERENCES, df="residual").df_denominator == 3
    assert wald(groups("KC"), DIFFERENCES, df="normal").df_denominator == math.inf


def test_a_known_part_makes_degrees_larger() -> None:
    assert wald(groups("MBN"), DIFFERENCES).df_denominator > 5 / 4


# --- tails ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("t", "df", "p"),
    [
        (1.0, 1.0, 0.5),  # Cauchy
        (-2.0, 2.0, 1 - 2 / math.sqrt(6)),
        (0.0, 5.5, 1.0),
        (9.0, math.inf, 2.2571768119076796e-19),  # erfc(9/√2)
        (40.0, 3.0, 3.43807e-05),  # 1 - 2/π {atan u + u/(1 + u²)}, u = 40/√3
    ],
)
def test_t_tails(t: float, df: float, p: float) -> None:
    assert t_two_sided(t, df) == pytest.approx(p, rel=1e-4)


@pytest.mark.parametrize(
    ("probability", "df", "quantile"),
    [(0.75, 1.0, 1.0), (0.5, 4.2, 0.0), (0.975, math.inf, 1.959963984540054)],
)
def test_t_quantiles(probability: float, df: float, quantile: float) -> None:
    # SciPy before 1.17 searches for it, and stops 1.3e-11 away.
    assert t_quantile(probability, df) == pytest.approx(quantile, abs=1e-10)


@pytest.mark.parametrize("probability", [1e-12, 0.001, 0.3, 0.5 + 1e-9, 0.9, 0.9999995])
def test_normal_quantiles_are_those_of_scipy(probability: float) -> None:
    assert t_quantile(probability, math.inf) == pytest.approx(
        ndtri(probability), rel=1e-12, abs=1e-15
    )


@pytest.mark.parametrize(
    ("f", "df", "df_denominator", "p"),
    [
        (2.0, 2.0, 4.0, 0.25),  # (1 + 2F/ν)^(-ν/2)
        (0.0, 3.0, 7.0, 1.0),
        (3.0, 2.0, math.inf, math.exp(-3)),
    ],
)
def test_f_tails(f: float, df: float, df_denominator: float, p: float) -> None:
    assert f_upper(f, df, df_denominator) == pytest.approx(p)
