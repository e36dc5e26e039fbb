"""Cluster-level methods against R on our own trial: r/clusters/script.R.

Tolerance 1e-8 relative, double precision by other orders of summation; permutations are counts and
agree exactly. Fits converge to 1e-10 here and to 1e-13 there.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import migrant_rh as mr
from migrant_rh.analysis.cluster_summary import ClusterSpec
from migrant_rh.methods.adjusted_changes import score_contributions
from migrant_rh.methods.cluster_changes import cluster_changes, count_by_cluster
from migrant_rh.methods.cluster_level import compare_arms, regress_on_arm
from migrant_rh.methods.clustered_pairs import clustered_mcnemar
from migrant_rh.methods.effects import difference_in_differences, standardise
from migrant_rh.methods.estimates import estimate
from migrant_rh.methods.gee import GeeFit, GeeSpec, fit_gee
from migrant_rh.methods.joint_permutation import joint_permutation_test
from migrant_rh.methods.marginal_icc import marginal_icc
from migrant_rh.methods.permutation import permutation_test
from migrant_rh.methods.rao_scott import rao_scott
from migrant_rh.methods.sandwich import sandwich
from migrant_rh.methods.standard_population import cluster_weights, mixture_weights

FOLDER = Path(__file__).resolve().parent / "r" / "clusters"
R = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
DATA = pd.read_csv(FOLDER / "input.csv").assign(I=lambda d: (d["arm"] == "I") * 1)
CLUSTERS = DATA.drop_duplicates("wp")
ARM, SITE = CLUSTERS["I"].to_numpy(), CLUSTERS["site"].to_numpy()
SCALES = ("difference", "log_ratio", "log_odds")


def close(value: Any, want: Any, tolerance: float = 1e-8) -> None:
    np.testing.assert_allclose(value, want, rtol=tolerance, atol=1e-12)


def null_fit() -> GeeFit:
    X = np.column_stack([np.ones(len(DATA)), DATA["t"], DATA["age"], DATA["sex"]])
    return fit_gee(X, DATA["y"], unit=np.arange(len(X)))


def changes(scale: str, mean: np.ndarray | None = None, outcome: str = "y") -> np.ndarray:
    waves = []
    for t in (0, 1):
        here = (DATA["t"] == t).to_numpy()
        waves.append(
            count_by_cluster(
                DATA.loc[here, outcome],
                DATA.loc[here, "wp"] - 1,
                mean=None if mean is None else mean[here],
            )[0]
        )
    return cluster_changes(*waves, scale=scale)


@pytest.mark.parametrize("adjustment", ["unadjusted", "adjusted"])
@pytest.mark.parametrize("scale", SCALES)
def test_two_stages(adjustment: str, scale: str) -> None:
    mean = null_fit().mean if adjustment == "adjusted" else None
    want = R["two_stage"][adjustment][scale]
    d = changes(scale, mean)
    model = regress_on_arm(d, ARM, stratum=SITE)
    found = [model.estimate, model.std_error, model.statistic, model.p_value]
    close(found, [want["estimate"], want["se"], want["t"], want["p"]])
    pooled = compare_arms(d, ARM)
    theirs = want["pooled"]
    close(
        [pooled.estimate, pooled.std_error, pooled.p_value],
        [theirs["estimate"], theirs["se"], theirs["p"]],
    )


def test_the_shop_window_says_the_same() -> None:
    spec = ClusterSpec(adjust="age + sex", stratum="site")
    found = mr.cluster_summary(DATA, outcome="y", cluster="wp", arm="arm", wave="t", spec=spec)
    table = found.tidy().set_index(["term", "scale", "method"])
    names = {"difference": "rd", "log_ratio": "log_rrr", "log_odds": "log_ror"}
    for adjustment in ("unadjusted", "adjusted"):
        for scale, name in names.items():
            row = table.loc[(adjustment, name, "cluster_linear_model")]
            want = R["two_stage"][adjustment][scale]
            close([row["estimate"], row["std_error"]], [want["estimate"], want["se"]])
    for name, theirs in (("rd", "rd"), ("log_ror", "log_odds")):
        row = table.loc[("unadjusted", name, "cluster_ancova")]
        want = R["ancova"][theirs]
        close(
            [row["estimate"], row["std_error"], row["statistic"], row["p_value"]],
            [want[key] for key in ("Estimate", "Std. Error", "t value", "Pr(>|t|)")],
        )
    for adjustment, theirs in (("unadjusted", "difference"), ("adjusted", "adjusted")):
        row = table.loc[(adjustment, "rd", "permutation_exact")]
        assert row["p_value"] == R["permutation"][theirs] / R["permutation"]["allocations"]


def test_permutations() -> None:
    want, fit = R["permutation"], null_fit()
    s = score_contributions(fit, DATA["wp"] - 1, column=1, beside=[0])
    close(s, want["score_contributions"])
    for d, name in (
        (changes("difference"), "difference"),
        (changes("difference", fit.mean), "adjusted"),
        (s, "score"),
    ):
        test = permutation_test(d, ARM, stratum=SITE)
        assert (test.extreme, test.allocations) == (want[name], want["allocations"])


def test_a_recorded_set() -> None:
    want = R["recorded"]
    test = permutation_test(changes("difference"), ARM, allowed=want["allowed"])
    assert (test.extreme, test.allocations) == (want["extreme"], len(want["allowed"]))


def test_westfall_and_young() -> None:
    first, second = changes("difference"), changes("difference", outcome="z")
    third = -second + changes("log_odds")
    test = joint_permutation_test(np.column_stack([first, second, third]), ARM, stratum=SITE)
    want = R["westfall_young"]
    close(test.p_values, want["raw"])
    close(test.single_step, want["single"])
    close(test.step_down, want["down"])


@pytest.mark.parametrize("method", ["obuchowski", "durkalski"])
def test_mcnemar_of_clusters(method: str) -> None:
    test = clustered_mcnemar(R["mcnemar"]["counts"], method=method)
    close(test.statistic, R["mcnemar"][method])


@pytest.mark.parametrize("name", ["arm", "age", "three"])
def test_rao_scott_with_strata_and_weights(name: str) -> None:
    after = DATA[DATA["t"] == 1]
    age = np.digitize(after["age"], [27.5, 38.5])
    row, column = {
        "arm": (after["I"], after["y"]),
        "age": (age, after["y"]),
        "three": (age, after["sex"]),
    }[name]
    test = rao_scott(row, column, after["wp"], stratum=after["site"], weights=after["w"])
    want = R["rao_scott"][name]
    close(
        [test.statistic, test.df, test.df_denominator, test.p_value],
        [want["F"], want["df"], want["ddf"], want["p"]],
    )
    close([test.pearson, test.first_order_p], [want["X2"], want["first_p"]])


def test_sampling_weights() -> None:
    d = DATA
    X = np.column_stack([np.ones(len(d)), d["I"], d["t"], d["age"], d["sex"], d["I"] * d["t"]])
    fit = fit_gee(X, d["y"], unit=np.arange(len(X)), weights=d["w"])
    close(fit.coefficients, R["svyglm"]["coef"])
    # survey multiplies by G/(G-1)
    close(sandwich(fit, d["wp"], kind="LZ").std_errors * np.sqrt(12 / 11), R["svyglm"]["se"], 1e-7)


def test_clusters_alike() -> None:
    d = DATA
    X = np.column_stack([np.ones(len(d)), d["I"], d["t"], d["I"] * d["t"]])
    weights = cluster_weights(d["wp"], d["t"])
    spec = GeeSpec(family="gaussian")
    fit = fit_gee(X, d["y"], unit=np.arange(len(X)), weights=weights, spec=spec)
    robust = sandwich(fit, d["wp"], kind="KC")
    found = [estimate(robust, contrast) for contrast in np.eye(4)]
    want = R["cluster_average"]
    close([each.estimate for each in found], want["coef"])
    close([each.std_error for each in found], want["se"])
    close([each.df for each in found], want["df"])
    close([each.p_value for each in found], want["p"])
    close(
        found[3].estimate,
        changes("difference")[ARM == 1].mean() - changes("difference")[ARM == 0].mean(),
    )


def test_a_mixture_of_sites() -> None:
    d = DATA

    def design(arm: Any, late: Any) -> np.ndarray:
        I, t, s = (np.broadcast_to(x, len(d)) for x in (arm, late, d["site"] == 2))  # noqa: E741
        columns = [np.ones(len(d)), I, t, s, d["age"], d["sex"], I * t, I * s, t * s, I * t * s]
        return np.column_stack(columns).astype(float)

    fit = fit_gee(design(d["I"], d["t"]), d["y"], unit=d["wp"])
    close(fit.coefficients, R["mixture"]["coef"], 1e-7)
    cells = standardise(
        sandwich(fit, kind="LZ"),
        [design(arm, late) for arm in (0, 1) for late in (0, 1)],
        weights=mixture_weights(d["site"], {1: 1 / 3, 2: 2 / 3}),
    )
    did = difference_in_differences(cells, df=np.inf)
    found = [did.difference.estimate, did.log_ratio.estimate, did.log_odds_ratio.estimate]
    close([each.estimate for each in found], R["mixture"]["effects"], 1e-7)
    # numDeriv's gradient is good to about 1e-9
    close([each.std_error for each in found], R["mixture"]["se"], 1e-6)


def test_marginal_icc() -> None:
    after = DATA[DATA["t"] == 1]
    icc = marginal_icc(after["y"], after["wp"], arm=after["I"])
    close([icc.estimate, icc.scale], [R["marginal_icc"]["alpha"], R["marginal_icc"]["phi"]])
