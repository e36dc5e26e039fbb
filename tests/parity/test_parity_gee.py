"""GEE against geepack, gee, clubSandwich and emmeans: every fit of ../shared/parity/gee."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from migrant_rh.methods.effects import difference_in_differences, standardise
from migrant_rh.methods.estimates import estimate, satterthwaite
from migrant_rh.methods.gee import GeeFit, GeeSpec, fit_gee
from migrant_rh.methods.qic import qic
from migrant_rh.methods.sandwich import sandwich

GEE = Path(__file__).resolve().parents[2].parent / "shared" / "parity" / "gee"
pytestmark = pytest.mark.skipif(not GEE.is_dir(), reason="../shared is not here")

# Both sides solve the same equations, they to 1e-12 and we to 1e-10 of a linear predictor; the
# numbers are stored with 15 digits. 1e-8 leaves two digits for the linear convergence of alpha.
TOLERANCE = 1e-8

# clubSandwich takes the last working weights of glm, which stand one step before convergence.
CLUB_TOLERANCE = 2e-7

NOT_FITTED_THERE = {
    ("d03_toenail_gaps", 5): "gee stops: AR-M with units of one row",
    ("d06_muscatine_missing", 5): "gee stops: AR-M with units of one row",
    ("d08_cbpp_grouped_weights", 5): "gee stops: AR-M with units of one row",
}

# For the gamma family geepack 1.3.9 sums -y/(mu - log mu); the quasi-likelihood is -y/mu - log mu.
QUASI_LIKELIHOOD_DIFFERS = {"d10_dietox_gamma_log"}


@dataclass(frozen=True)
class Case:
    """Arrays of a case, columns in the order of its terms, rows as in its file."""

    X: np.ndarray
    y: np.ndarray
    unit: np.ndarray
    wave: np.ndarray | None = None
    family: str = "binomial"
    link: str | None = None
    weights: np.ndarray | None = None
    offset: np.ndarray | None = None


def columns(*terms: object) -> np.ndarray:
    """Put terms side by side after a constant."""
    arrays = [np.asarray(term, dtype=float) for term in terms]
    return np.column_stack([np.ones_like(arrays[0]), *arrays])


def codes(values: pd.Series) -> np.ndarray:
    return values.factorize(sort=True)[0]


def ohio(data: pd.DataFrame) -> Case:
    age, smoke = data["age"], data["smoke"]
    return Case(columns(age, smoke, age * smoke), data["resp"], data["id"], age)


def respiratory(data: pd.DataFrame, *, male: bool) -> Case:
    a, late = (data["treat"] == "A") * 1, (data["visit"] >= 3) * 1
    c, sex = (data["center"] == 2) * 1, [(data["sex"] == "M") * 1] * male
    crossed = a * late, a * c, late * c, a * late * c
    X = columns(a, late, c, data["baseline"], data["age"], *sex, *crossed)
    return Case(X, data["outcome"], data["pid"], data["visit"])


def toenail(data: pd.DataFrame) -> Case:
    X = columns(data["terb"], data["months"], data["terb"] * data["months"])
    return Case(X, data["severe"], data["patient"], data["visit"])


def seizure(data: pd.DataFrame) -> Case:
    post = (data["period"] > 0) * 1
    X = columns(data["trt"], post, data["trt"] * post)
    offset = np.log(data["weeks"])
    return Case(X, data["count"], data["person"], data["period"], "poisson", offset=offset)


def dietox(data: pd.DataFrame) -> Case:
    kept = data.dropna(subset="Feed")
    low, high, time = kept["Cu"] == "Cu035", kept["Cu"] == "Cu175", kept["Time"]
    X = columns(low, time, high, kept["Feed"], low * time, high * time)
    return Case(X, kept["Weight"], codes(kept["Pig"]), time, "gaussian")


def muscatine(data: pd.DataFrame) -> Case:
    kept = data.dropna(subset="numobese")
    girl, a = kept["gender"] == "F", kept["age"] - 12
    return Case(columns(girl, a, a**2, girl * a), kept["numobese"], kept["id"], kept["occasion"])


def cbpp(data: pd.DataFrame) -> Case:
    X = columns(*(data["period"] == period for period in (2, 3, 4)))
    share, size = data["cases"] / data["animals"], data["animals"]
    return Case(X, share, data["herd"], data["period"], weights=size)


def patterns(data: pd.DataFrame) -> Case:
    age, smoke = data["age"], data["smoke"]
    X = columns(age, smoke, age * smoke)
    return Case(X, data["resp"], data["pattern"], age, weights=data["n"])


def dietox_gamma(data: pd.DataFrame) -> Case:
    high, t = data["Cu"] == "Cu175", data["Time"] / 10
    X = columns(high, t, t**2, high * t)
    return Case(X, data["Weight"], codes(data["Pig"]), data["Time"], "gamma", "log")


def respiratory_standardised(data: pd.DataFrame) -> Case:
    post, c = (data["month"] > 0) * 1, (data["centre"] == 2) * 1
    X = columns(data["drug"], post, c, data["male"], data["age"], data["drug"] * post)
    return Case(X, data["good"], data["subject"], data["month"])


def muscatine_standardised(data: pd.DataFrame) -> Case:
    kept = data.dropna(subset="numobese")
    girl, post = (kept["gender"] == "F") * 1, (kept["occasion"] == 3) * 1
    X = columns(girl, post, kept["base_age"] == 10, girl * post)
    return Case(X, kept["numobese"], kept["id"], kept["occasion"])


def fixture(data: pd.DataFrame) -> Case:
    long = pd.concat(
        [
            pd.DataFrame({"wp": row.wp, "arm": row.arm, "time": t, "y": [1] * k + [0] * (n - k)})
            for row in data.itertuples()
            for t, n, k in ((0, row.n0, row.k0), (1, row.n1, row.k1))
        ]
    )
    arm = long["arm"] == "I"
    return Case(columns(arm, long["time"], arm * long["time"]), long["y"], long["wp"])


def cbpp_animals(data: pd.DataFrame) -> Case:
    rows = data.loc[data.index.repeat(data["animals"])]
    number = rows.groupby(["herd", "period"]).cumcount()
    X = columns(rows["period"] >= 3, rows["period"] - 1)
    return Case(X, (number < rows["cases"]) * 1, rows["herd"])


def respiratory_small(data: pd.DataFrame) -> Case:
    a, late = data["treat"] == "A", data["visit"] >= 3
    X = columns(data["baseline"], data["age"], a, late, a & late)
    return Case(X, data["outcome"], data["id"])


CASES: Mapping[str, Callable[[pd.DataFrame], Case]] = {
    "d01_ohio_logit": ohio,
    "d02_respiratory_3way_logit": lambda data: respiratory(data, male=True),
    "d03_toenail_gaps": toenail,
    "d04_seizure_poisson_offset": seizure,
    "d05_dietox_gaussian_missingcov_shuffled": dietox,
    "d06_muscatine_missing": muscatine,
    "d07_ohio_log_identity_probit": ohio,
    "d08_cbpp_grouped_weights": cbpp,
    "d09_ohio_patterns_cluster_weights": patterns,
    "d10_dietox_gamma_log": dietox_gamma,
    "d11_respiratory_phi1": lambda data: respiratory(data, male=False),
    "g1_respiratory_std": respiratory_standardised,
    "g2_muscatine_std": muscatine_standardised,
    "s1_fixture12_small": fixture,
    "s2_cbpp_animals_small": cbpp_animals,
    "s3_respiratory_c1_small": respiratory_small,
}


@cache
def expected(case: str) -> dict[str, Any]:
    return json.loads((GEE / case / "expected.json").read_text(encoding="utf-8"))


@cache
def arrays(case: str, subset: str | None) -> Case:
    data = pd.read_csv(GEE / case / "data.csv")
    return CASES[case](data if subset is None else data.query(subset))


def all_fits() -> list[tuple[str, int]]:
    if not GEE.is_dir():
        return []
    return [(case, place) for case in CASES for place in range(len(expected(case)["fits"]))]


FITS = [fit for fit in all_fits() if fit not in NOT_FITTED_THERE]


def fitted(case: str, want: Mapping[str, Any], correlation: str | None = None) -> GeeFit:
    """Fit what the reference fitted."""
    given = arrays(case, want.get("subset"))
    spec = GeeSpec(
        family=want.get("family", given.family).lower(),
        link=want.get("link", given.link),
        correlation=correlation or want["corstr"],
        moments="gee" if want["engine"].startswith("gee::") else "geepack",
        scale=want["phi"] if want.get("phi_fixed") else None,
    )
    return fit_gee(
        given.X,
        given.y,
        unit=given.unit,
        wave=given.wave,
        weights=given.weights,
        offset=given.offset,
        spec=spec,
    )


def in_covariance(fit: GeeFit, want: Mapping[str, Any]) -> GeeFit:
    """Take the scale that the small-sample references put in V only, not in alpha."""
    return replace(fit, scale=want["phi_value"])


def close(value: object, want: object, tolerance: float = TOLERANCE) -> None:
    np.testing.assert_allclose(value, want, rtol=tolerance, atol=tolerance)


def as_table(fit: GeeFit, names: list[str]) -> list[float]:
    """Correlations in the order of the reference's names, alpha.j:k."""
    if fit.spec.correlation != "unstructured":
        return list(fit.alpha)
    pairs = zip(*np.triu_indices(len(fit.waves), 1), strict=True)
    named = dict(zip((f"alpha.{j + 1}:{k + 1}" for j, k in pairs), fit.alpha, strict=True))
    return [named[name] for name in names]


def test_every_folder_is_compared() -> None:
    assert {path.name for path in GEE.iterdir() if path.is_dir()} == set(CASES)


def test_fits_left_out_have_no_numbers_there() -> None:
    failed = {fit for fit in all_fits() if "error" in expected(fit[0])["fits"][fit[1]]}
    assert failed == set(NOT_FITTED_THERE)


@pytest.mark.parametrize(("case", "place"), FITS)
def test_coefficients(case: str, place: int) -> None:
    want = expected(case)["fits"][place]
    fit = fitted(case, want)
    assert fit.status.converged
    assert (fit.status.rows, fit.status.units) == (want["n_rows"], want["n_clusters"])
    close(fit.coefficients, want["coef"])


@pytest.mark.parametrize(("case", "place"), [fit for fit in FITS if fit[0][0] != "s"])
def test_moments_and_covariances(case: str, place: int) -> None:
    want = expected(case)["fits"][place]
    fit = fitted(case, want)
    close(fit.scale, want["phi"])
    close(as_table(fit, want.get("alpha_names", [])), want["alpha"])
    close(sandwich(fit, kind="model").covariance, want["vcov_naive"])
    close(sandwich(fit, kind="LZ").covariance, want["vcov_robust"])


@pytest.mark.parametrize(
    ("case", "place"), [fit for fit in FITS if "QIC" in expected(fit[0])["fits"][fit[1]]]
)
def test_qic(case: str, place: int) -> None:
    want = expected(case)["fits"][place]
    found = qic(fitted(case, want), fitted(case, want, "independence"))
    names = {"QIC": "qic", "QICu": "qicu", "Quasi Lik": "quasi_likelihood", "QICC": "qicc"}
    close(found.cic, want["QIC"]["CIC"])
    if case not in QUASI_LIKELIHOOD_DIFFERS:
        for theirs, ours in names.items():
            close(getattr(found, ours), want["QIC"][theirs])


def test_the_gamma_quasi_likelihood_of_geepack_has_a_bracket_too_many() -> None:
    for case in QUASI_LIKELIHOOD_DIFFERS:
        for want in expected(case)["fits"]:
            if "QIC" in want:
                y, mean = np.asarray(arrays(case, None).y), fitted(case, want).mean
                close((-y / (mean - np.log(mean))).sum(), want["QIC"]["Quasi Lik"])


SMALL = [fit for fit in FITS if fit[0][0] == "s"]


@pytest.mark.parametrize(("case", "place"), SMALL)
@pytest.mark.parametrize("kind", ["LZ", "DF", "MD", "KC", "FG", "MBN"])
def test_small_sample_covariances(case: str, place: int, kind: str) -> None:
    want = expected(case)["fits"][place]
    robust = sandwich(in_covariance(fitted(case, want), want), kind=kind)
    close(robust.covariance, want["vcov_" + {"LZ": "CR0"}.get(kind, kind)])
    close(robust.largest_leverage, want["max_eigenvalue_H_ii"])


@pytest.mark.parametrize(("case", "place"), SMALL)
def test_model_covariance_has_the_scale(case: str, place: int) -> None:
    want = expected(case)["fits"][place]
    close(
        sandwich(in_covariance(fitted(case, want), want), kind="model").covariance, want["vcov_M"]
    )


@pytest.mark.parametrize(("case", "place"), SMALL)
@pytest.mark.parametrize("kind", ["LZ", "MD", "KC", "FG"])
def test_satterthwaite(case: str, place: int, kind: str) -> None:
    want = expected(case)["fits"][place]
    robust = sandwich(fitted(case, want), kind=kind)
    freedom = want["satterthwaite_df_working_V"][{"LZ": "CR0"}.get(kind, kind)]
    close(satterthwaite(robust, np.eye(len(freedom))), freedom)


@pytest.mark.parametrize(
    ("case", "place"),
    [fit for fit in SMALL if "clubSandwich_glm" in expected(fit[0])["fits"][fit[1]]],
)
@pytest.mark.parametrize(("kind", "theirs"), [("LZ", "CR0"), ("MD", "CR3")])
def test_clubsandwich(case: str, place: int, kind: str, theirs: str) -> None:
    want = expected(case)["fits"][place]
    club = want["clubSandwich_glm"][theirs]
    robust = sandwich(fitted(case, want), kind=kind)
    found = [estimate(robust, contrast) for contrast in np.eye(len(club["se"]))]
    close([each.std_error for each in found], club["se"], CLUB_TOLERANCE)
    close([each.df for each in found], club["satterthwaite_df"], CLUB_TOLERANCE)
    close([each.p_value for each in found], club["p"], CLUB_TOLERANCE)


def test_kc_is_cr2_where_the_model_is_saturated() -> None:
    for want in expected("s1_fixture12_small")["fits"]:
        if "clubSandwich_glm" in want:
            robust = sandwich(fitted("s1_fixture12_small", want), kind="KC")
            club = want["clubSandwich_glm"]["CR2"]
            close(robust.std_errors, club["se"])
            close(satterthwaite(robust, np.eye(4)), club["satterthwaite_df"])


STANDARDISED = [fit for fit in FITS if fit[0][0] == "g"]


@pytest.mark.parametrize(("case", "place"), STANDARDISED)
def test_standardised_effects(case: str, place: int) -> None:
    want = expected(case)["fits"][place]
    X = arrays(case, None).X
    terms = want["terms"]
    arm, wave = (1, 2)
    designs = []
    for arm_value, wave_value in ((0, 0), (0, 1), (1, 0), (1, 1)):
        design = X.copy()
        design[:, arm], design[:, wave] = arm_value, wave_value
        design[:, len(terms) - 1] = arm_value * wave_value
        designs.append(design)
    cells = standardise(sandwich(fitted(case, want), kind="LZ"), designs)
    close(cells.means, want["standardised"]["cells"]["prob"])
    close(cells.covariance, want["standardised"]["cells"]["vcov"])
    close(cells.std_errors, want["standardised"]["emmeans_counterfactual"]["se"])
    did = difference_in_differences(cells, df=np.inf)
    names = {"RD_DID": "difference", "log_RRR": "log_ratio", "log_ROR": "log_odds_ratio"}
    for theirs, ours in names.items():
        effect, found = want["standardised"]["effects"][theirs], getattr(did, ours).estimate
        close(
            [
                found.estimate,
                found.std_error,
                found.statistic,
                found.interval.low,
                found.interval.high,
            ],
            [effect["estimate"], effect["se"], effect["z"], *effect["ci95"]],
        )


def test_impossible_unstructured_correlation_is_refused() -> None:
    given = arrays("d04_seizure_poisson_offset", None)
    spec = GeeSpec(family="poisson", correlation="unstructured")
    fit = fit_gee(
        given.X, given.y, unit=given.unit, wave=given.wave, offset=given.offset, spec=spec
    )
    assert fit.status.failure == "working_correlation"
    assert np.isnan(fit.coefficients).all()


@pytest.mark.parametrize(("case", "place"), FITS)
def test_dense_matrices_say_the_same(case: str, place: int, dense_covariances: Callable) -> None:
    """Of every case, to 1e-8 of the largest entry."""
    fit = fitted(case, expected(case)["fits"][place])
    for kind, dense in dense_covariances(fit).items():
        size = np.sqrt(np.outer(np.diag(dense), np.diag(dense)))
        found = sandwich(fit, kind=kind).covariance
        np.testing.assert_allclose(found / size, dense / size, atol=TOLERANCE)
