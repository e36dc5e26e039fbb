"""Sandwiches: cases worked by hand, known answers, and what is said when there is none."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from migrant_rh.methods.estimates import estimate, satterthwaite
from migrant_rh.methods.gee import GeeFit, GeeSpec, fit_gee
from migrant_rh.methods.sandwich import sandwich

GAUSSIAN = GeeSpec(family="gaussian")
KINDS = ("model", "LZ", "DF", "KC", "MD", "FG", "MBN", "AVG", "jackknife")

# Three clusters of two rows and a constant: means 1, 3, 8 about the mean 4. The score of a cluster
# is twice its distance, -6, -2, 8, and 36 + 4 + 64 = 104; the leverage of each is 2/6.
THREE = {"y": [0.0, 2.0, 3.0, 3.0, 7.0, 9.0], "cluster": [1, 1, 2, 2, 3, 3]}


def three() -> GeeFit:
    return fit_gee(np.ones((6, 1)), THREE["y"], unit=range(6), spec=GAUSSIAN)


@pytest.mark.parametrize(
    ("kind", "variance"),
    [
        ("LZ", 104 / 36),
        ("DF", 104 / 36 * 3 / 2),
        ("KC", 104 / 36 / (1 - 1 / 3)),
        ("MD", 104 / 36 / (1 - 1 / 3) ** 2),
        ("FG", 104 / 36 / (1 - 1 / 3)),  # min(3/4, 1/3)
        ("model", (0 + 16 + 4 + 1 + 1 + 9 + 25) / 6 / 6),  # Σ r² over N, over N
        # κ = 5/5 · 3/2, δ = min(1/2, 1/2), ξφ = κ tr(104/6): Σ U²/N over p = 1
        ("MBN", 1.5 * 104 / 36 + 0.5 * (1.5 * 104 / 6) / 6),
        ("AVG", (104 / 36 / (1 - 1 / 3) + 104 / 36 / (1 - 1 / 3) ** 2) / 2),
        # without a cluster the mean is 5.5, 4.5 or 2: 2/3 (1.5² + .5² + 2²)
        ("jackknife", 2 / 3 * (2.25 + 0.25 + 4)),
    ],
)
def test_three_clusters_by_hand(kind: str, variance: float) -> None:
    robust = sandwich(three(), THREE["cluster"], kind=kind)
    assert robust.clusters == 3
    assert robust.std_errors == pytest.approx([math.sqrt(variance)])


def test_leverage_by_hand() -> None:
    assert sandwich(three(), THREE["cluster"]).largest_leverage == pytest.approx(1 / 3)


@pytest.mark.parametrize("kind", ["LZ", "DF", "KC", "MD", "FG", "AVG", "jackknife"])
def test_equal_clusters_and_a_mean_have_all_but_one_degree_of_freedom(kind: str) -> None:
    """Ω = (I - J/3)/18: (tr Ω)²/tr Ω² = 2."""
    assert satterthwaite(sandwich(three(), THREE["cluster"], kind=kind), [1]) == pytest.approx(2)


def test_degrees_of_freedom_that_need_no_contrast() -> None:
    """Three clusters less one coefficient; the model's six rows less one; the normal."""
    robust = sandwich(three(), THREE["cluster"])
    assert estimate(robust, [1], df="residual").df == 2
    assert estimate(sandwich(three(), kind="model"), [1], df="residual").df == 5
    assert estimate(sandwich(three(), kind="model"), [1]).df == 5
    assert estimate(robust, [1], df="normal").df == math.inf


def test_satterthwaite_of_mbn_by_hand() -> None:
    """κ LZ has mean 1.5·(1/6)(1 - 1/3) = 1/6 and df 2; ξ = κ tr/p = 26 over φ = 56/6, δ ½, 1/6."""
    added = 0.5 * 26 / (56 / 6) / 6
    found = satterthwaite(sandwich(three(), THREE["cluster"], kind="MBN"), [1])
    assert found == pytest.approx(2 * (1 / 6 + added) ** 2 / (1 / 6) ** 2)


def test_residual_degrees_count_columns_of_the_cluster_level() -> None:
    """Twelve workplaces less constant and arm; wave and arm by wave vary within workplaces."""
    X, y, wp = fixture()
    robust = sandwich(fit_gee(X, y, unit=np.arange(len(y))), wp)
    assert robust.between_clusters == 2
    assert estimate(robust, [0, 0, 0, 1], df="residual").df == 10


def test_no_residual_degrees_are_left() -> None:
    fit = fit_gee(np.eye(2)[[0, 0, 1, 1]], [1, 2, 3, 5], unit=[1, 1, 2, 2], spec=GAUSSIAN)
    assert estimate(sandwich(fit, kind="model"), [1, 0], df="residual").df == 2
    found = estimate(sandwich(fit, kind="LZ"), [1, 0], df="residual")
    assert found.unavailable == "one_cluster"


def test_an_estimate_by_hand() -> None:
    """KC: 4 ± 4.302653 √(104/24), t on 2 df."""
    found = estimate(sandwich(three(), THREE["cluster"]), [1])
    error = math.sqrt(104 / 24)
    assert found.estimate == pytest.approx(4)
    assert found.statistic == pytest.approx(4 / error)
    assert found.interval.low == pytest.approx(4 - 4.302653 * error, abs=1e-5)
    assert found.interval.high == pytest.approx(4 + 4.302653 * error, abs=1e-5)
    # t² = 48/13 with 2 df: P = 1 - t/√(t² + 2) = 1 - √(48/74)
    assert found.p_value == pytest.approx(1 - math.sqrt(48 / 74))


def test_the_normal_distribution_by_hand() -> None:
    found = estimate(sandwich(three(), THREE["cluster"]), [1], df=math.inf, level=0.9)
    error = math.sqrt(104 / 24)
    assert found.interval.low == pytest.approx(4 - 1.6448536 * error)
    assert found.p_value == pytest.approx(math.erfc(4 / error / math.sqrt(2)))


# --- twelve workplaces ------------------------------------------------------------------------


@cache
def fixture() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Design (constant, arm, wave, arm by wave), outcome and workplace of every person."""
    counts = pd.read_csv(Path(__file__).parent / "fixture12.csv")
    rows = [
        (row.wp, row.arm == "I", wave, y)
        for row in counts.itertuples()
        for wave, n, k in ((0, row.n0, row.k0), (1, row.n1, row.k1))
        for y in [1.0] * k + [0.0] * (n - k)
    ]
    wp, arm, wave, y = map(np.array, zip(*rows, strict=True))
    return np.column_stack([np.ones(len(y)), arm, wave, arm * wave]), y, wp.astype(int)


@pytest.mark.parametrize(
    ("kind", "std_error", "df"),
    [("LZ", 0.184525, 9.0336), ("KC", 0.204615, 8.7149), ("MD", 0.227344, 8.3738)],
)
def test_fixture_logit(kind: str, std_error: float, df: float) -> None:
    """Computed in R with clubSandwich; six and four decimals printed."""
    X, y, wp = fixture()
    found = estimate(sandwich(fit_gee(X, y, unit=np.arange(len(y))), wp, kind=kind), [0, 0, 0, 1])
    assert found.estimate == pytest.approx(0.465959, abs=5e-7)
    assert found.std_error == pytest.approx(std_error, abs=5e-7)
    assert found.df == pytest.approx(df, abs=5e-5)
    p_values = {"LZ": 0.0324027, "KC": 0.049697, "MD": 0.072991}
    assert found.p_value == pytest.approx(p_values[kind], abs=5e-7)


@pytest.mark.parametrize(
    ("kind", "std_error"), [("LZ", 0.046157), ("KC", 0.051231), ("MD", 0.056973)]
)
def test_fixture_risk_difference(kind: str, std_error: float) -> None:
    """As in R; in a saturated model the binomial variance gives the same as the Gaussian."""
    X, y, wp = fixture()
    for spec in (GAUSSIAN, GeeSpec(link="identity")):
        fit = fit_gee(X, y, unit=np.arange(len(y)), spec=spec)
        found = estimate(sandwich(fit, wp, kind=kind), [0, 0, 0, 1])
        assert found.estimate == pytest.approx(0.106929, abs=5e-7)
        assert found.std_error == pytest.approx(std_error, abs=5e-7)


def test_fixture_exchangeable() -> None:
    X, y, wp = fixture()
    spec = GeeSpec(correlation="exchangeable", scale=1.0)
    robust = sandwich(fit_gee(X, y, unit=wp, spec=spec), kind="LZ")
    # The iteration that printed this stopped a little earlier.
    assert robust.std_errors[3] == pytest.approx(0.185354, abs=1e-6)


def test_correlated_persons_in_robust_workplaces() -> None:
    """Units finer than clusters: exchangeable persons, sandwich over workplaces."""
    X, y, wp = fixture()
    order = np.lexsort((np.random.default_rng(1).random(len(y)), wp))
    X, y, wp = X[order], y[order], wp[order]
    person = np.arange(len(y)) // 2 + 10_000 * wp
    fit = fit_gee(X, y, unit=person, spec=GeeSpec(correlation="exchangeable"))
    coarse, fine = sandwich(fit, wp), sandwich(fit)
    assert (coarse.clusters, fine.clusters) == (12, len(np.unique(person)))
    assert coarse.std_errors[1] > 2 * fine.std_errors[1]  # arms differ between workplaces


# --- what does not exist ----------------------------------------------------------------------


def lone_cluster() -> tuple[GeeFit, np.ndarray]:
    """Cluster 5 alone has the level of the last column."""
    rng = np.random.default_rng(8)
    cluster = np.repeat(np.arange(6), 4)
    X = np.column_stack([np.ones(24), cluster % 2, cluster == 5, rng.normal(size=24)])
    return fit_gee(X, rng.normal(size=24), unit=np.arange(24), spec=GAUSSIAN), cluster


@pytest.mark.parametrize("kind", ["LZ", "DF", "KC", "MD", "FG"])
def test_one_cluster_cannot_vouch_for_itself(kind: str) -> None:
    fit, cluster = lone_cluster()
    robust = sandwich(fit, cluster, kind=kind)
    assert robust.largest_leverage == pytest.approx(1.0)
    assert robust.determined_by.tolist() == [5]
    assert np.isnan(robust.std_errors).tolist() == [False, False, True, False]
    alone, other = estimate(robust, [0, 0, 1, 0]), estimate(robust, [0, 0, 0, 1])
    assert (alone.unavailable, other.unavailable) == ("one_cluster", "")
    assert alone.estimate == pytest.approx(fit.coefficients[2])
    assert math.isnan(alone.std_error)
    assert math.isnan(alone.p_value)
    assert np.isnan(satterthwaite(robust, [[0, 0, 1, 0], [0, 1, 1, 0]])).all()
    assert other.std_error > 0


def test_the_rest_is_as_without_the_lone_row() -> None:
    """A cluster of one row with a column of its own tells nothing of the other coefficients."""
    rng = np.random.default_rng(9)
    cluster = np.append(np.repeat(np.arange(6), 4), 99)
    x, y = rng.normal(size=25), rng.normal(size=25)
    X = np.column_stack([np.ones(25), cluster % 2, x, cluster == 99])
    fits = [
        fit_gee(D, outcome, unit=np.arange(len(outcome)), spec=GAUSSIAN)
        for D, outcome in ((X, y), (X[:24, :3], y[:24]))
    ]
    for kind in ("LZ", "KC", "MD"):
        whole, without = (
            sandwich(fits[0], cluster, kind=kind),
            sandwich(fits[1], cluster[:24], kind=kind),
        )
        assert whole.std_errors[[0, 1, 2]] == pytest.approx(without.std_errors)
        assert satterthwaite(whole, [0, 1, 0, 0]) == pytest.approx(
            satterthwaite(without, [0, 1, 0])
        )


def test_an_arm_of_one_cluster_has_no_robust_error() -> None:
    X, y, wp = fixture()
    kept = (X[:, 1] == 0) | (wp == 7)
    robust = sandwich(fit_gee(X[kept], y[kept], unit=np.arange(kept.sum())), wp[kept], kind="LZ")
    assert robust.determined_by.tolist() == [7]
    assert estimate(robust, [0, 0, 0, 1]).unavailable == "one_cluster"
    assert estimate(robust, [0, 0, 1, 0]).unavailable == ""


@pytest.mark.parametrize("kind", ["DF", "MBN"])
def test_divisors_need_more_clusters_than_coefficients(kind: str) -> None:
    X, y, wp = fixture()
    kept = np.isin(wp, [1, 2, 7, 8])
    fit = fit_gee(X[kept], y[kept], unit=np.arange(kept.sum()))
    robust = sandwich(fit, wp[kept], kind=kind)
    assert robust.failure == "few_clusters"
    assert np.isnan(robust.covariance).all()
    found = estimate(robust, [0, 0, 0, 1], df=2)
    assert found.unavailable == "few_clusters"
    assert found.estimate == pytest.approx(fit.coefficients[3])


@pytest.mark.parametrize("kind", KINDS)
def test_a_failed_fit_has_no_covariance(kind: str) -> None:
    X = np.column_stack([np.ones(6), [0, 0, 0, 1, 1, 1]])
    robust = sandwich(fit_gee(X, [0, 1, 1, 1, 1, 1], unit=range(6)), [1, 2, 3, 1, 2, 3], kind=kind)
    assert robust.failure == "separation"
    assert np.isnan(robust.covariance).all()
    found = estimate(robust, [0, 1], df=4)
    assert found.unavailable == "separation"
    assert math.isnan(found.estimate)
    assert math.isnan(found.std_error)


def test_aliased_columns_stay_in_their_places() -> None:
    X, y, wp = fixture()
    double = np.column_stack([X[:, :2], X[:, 1], X[:, 2:]])
    robust = sandwich(fit_gee(double, y, unit=np.arange(len(y))), wp)
    plain = sandwich(fit_gee(X, y, unit=np.arange(len(y))), wp)
    assert np.isnan(robust.std_errors).tolist() == [False, False, True, False, False]
    assert robust.std_errors[[0, 1, 3, 4]] == pytest.approx(plain.std_errors)
    missing = estimate(robust, [0, 1, 0, 0, 0])
    assert missing.unavailable == "not_estimable"
    assert math.isnan(missing.estimate)
    assert estimate(robust, [0, 0, 0, 0, 1]).p_value == pytest.approx(
        estimate(plain, [0, 0, 0, 1]).p_value
    )


def test_clusters_that_agree_have_no_variance() -> None:
    """Every workplace has the same proportion: residual scores of clusters are zero."""
    y = np.tile([0.0, 1.0, 1.0, 0.0], 6)
    robust = sandwich(
        fit_gee(np.ones((24, 1)), y, unit=range(24)), np.repeat(range(6), 4), kind="LZ"
    )
    found = estimate(robust, [1])
    assert found.unavailable == "no_variance"
    assert math.isnan(found.p_value)


# --- mistakes of the caller -------------------------------------------------------------------


def test_clusters_may_not_split_correlated_units() -> None:
    X, y, wp = fixture()
    fit = fit_gee(X, y, unit=wp, spec=GeeSpec(correlation="exchangeable"))
    with pytest.raises(ValueError, match="12 units lie in two clusters"):
        sandwich(fit, np.arange(len(y)))


@pytest.mark.parametrize(
    ("cluster", "message"),
    [([1, 2], "cluster has shape"), (list("abcdef"), "cluster must hold whole numbers")],
)
def test_clusters_that_do_not_fit_are_refused(cluster: list, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sandwich(three(), cluster)


def test_unknown_kinds_are_refused() -> None:
    with pytest.raises(
        ValueError, match="there are model, LZ, DF, KC, MD, FG, MBN, AVG, jackknife"
    ):
        sandwich(three(), kind="CR2")


@pytest.mark.parametrize(
    ("contrast", "options", "message"),
    [
        ([1, 0], {}, "expected rows of 1 weights"),
        ([math.nan], {}, "missing or infinite"),
        ([[1], [2]], {}, "one contrast at a time"),
        ([1], {"df": 0}, "expected a number above 0"),
        ([1], {"df": math.nan}, "expected a number above 0"),
        ([1], {"level": 95}, "lies between 0 and 1"),
    ],
)
def test_contrasts_that_do_not_fit_are_refused(contrast: list, options: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        estimate(sandwich(three(), THREE["cluster"]), contrast, **options)


def test_the_jackknife_needs_a_fit_without_every_cluster() -> None:
    """Cluster 5 alone has the level of a column; all events of an arm are in one workplace."""
    fit, cluster = lone_cluster()
    assert sandwich(fit, cluster, kind="jackknife").failure == "refit_failed"
    y = np.array([0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 1, 1])
    X = np.column_stack([np.ones(12), np.repeat([0, 1], 6)])
    fit = fit_gee(X, y, unit=np.arange(12))
    robust = sandwich(fit, np.repeat(np.arange(6), 2), kind="jackknife")
    assert robust.failure == "refit_failed"
    assert estimate(robust, [0, 1]).unavailable == "refit_failed"
