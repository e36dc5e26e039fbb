"""Weighted least squares against SAS examples and R: every model of ../shared/parity/wls."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from migrant_rh.methods.gsk import GskFit, fit_gsk, wald_contrasts
from migrant_rh.methods.gsk_design import GskDesign, build_design, group_by_time
from migrant_rh.methods.responses import ResponseSpec, profile_counts, response_functions

WLS = Path(__file__).resolve().parents[2].parent / "shared" / "parity" / "wls"
pytestmark = pytest.mark.skipif(not WLS.is_dir(), reason="../shared is not here")

# Relative or absolute, as the cases say. P values below 1e-300 are compared as absolute.
TOLERANCE = 1e-8

SATURATED = group_by_time()
MAIN_EFFECTS = (("group",), ("time",))


@cache
def expected(case: str) -> dict[str, Any]:
    return json.loads((WLS / case / "expected.json").read_text(encoding="utf-8"))["numbers"]


def close(value: object, want: object) -> None:
    np.testing.assert_allclose(value, want, rtol=TOLERANCE, atol=TOLERANCE)


def same_model(fit: GskFit, want: dict[str, Any]) -> None:
    """Compare all that a model of the reference says."""
    close(fit.responses.functions.ravel(), want["response_functions"])
    close(fit.responses.std_errors.ravel(), want["response_se"])
    close(fit.estimates, want["estimates"])
    close(fit.std_errors, want["se"])
    close(fit.chi_squares, want["chisq"])
    close(fit.p_values, want["p"])
    close(fit.covariance, want["cov"])
    close(fit.fitted.ravel(), want["fitted"])
    same_effects(fit, want)


def same_effects(fit: GskFit, want: dict[str, Any]) -> None:
    """Compare the analysis of variance and the residual."""
    found = [(test.chi_square, test.df, test.p_value) for test in fit.effects]
    close(found, [[test["chisq"], test["df"], test["p"]] for test in want["effects"].values()])
    assert fit.residual.df == want["residual"]["df"]
    close(fit.residual.chi_square, want["residual"]["chisq"])
    if fit.residual.df:
        close(fit.residual.p_value, want["residual"]["p"])


def guthrie(level: int, terms: tuple, coding: str) -> GskFit:
    data = pd.read_csv(WLS / "w01_guthrie" / "data.csv")
    persons = data.loc[data.index.repeat(data["freq"])]
    table = profile_counts(persons["group"], persons[["t1", "t2", "t3", "t4"]])
    spec = ResponseSpec(levels=(level,), minimum=1)
    responses = response_functions(table.counts, table.profiles, spec=spec)
    design = build_design({"group": table.populations}, 4, terms, coding=coding)
    return fit_gsk(responses, design)


@pytest.mark.parametrize(
    ("model", "level", "terms", "coding"),
    [
        ("level0_effect_saturated", 0, SATURATED, "effect"),
        ("level0_effect_main", 0, MAIN_EFFECTS, "effect"),
        ("level0_reference_last_saturated", 0, SATURATED, "reference_last"),
        ("level1_effect_saturated", 1, SATURATED, "effect"),
    ],
)
def test_guthrie(model: str, level: int, terms: tuple, coding: str) -> None:
    want = expected("w01_guthrie")[model]
    fit = guthrie(level, terms, coding)
    close(fit.responses.persons, list(expected("w01_guthrie")["population_n"].values()))
    same_model(fit, want)


def test_guthrie_is_sas_example_32_6() -> None:
    """SAS prints four decimals, and the interaction with the group running fastest."""
    fit, sas = guthrie(0, SATURATED, "effect"), expected("w01_guthrie")["published"]
    rounded = fit.estimates.round(4)
    np.testing.assert_allclose(rounded[0], sas["intercept"])
    np.testing.assert_allclose(rounded[1:3], sas["group"])
    np.testing.assert_allclose(rounded[3:6], sas["trial"])
    np.testing.assert_allclose(rounded[6:].reshape(2, 3).T.ravel(), sas["interaction"], atol=1e-4)
    np.testing.assert_allclose(fit.std_errors[:3].round(4), [sas["intercept_se"], *sas["group_se"]])
    np.testing.assert_allclose(fit.chi_squares[0].round(2), sas["intercept_chisq"])


GRADES = (1, 2, 3)
EYES = ResponseSpec(levels=GRADES, minimum=1)


def vision(gender: str | None) -> tuple[np.ndarray, np.ndarray]:
    """Counts (populations, profiles) and profiles (right, left); all is women, then men."""
    data = pd.read_csv(WLS / "w02_vision_marginal" / "data.csv")
    chosen = data if gender is None else data[data["gender"] == gender]
    table = chosen.pivot_table(
        index="gender", columns=["right", "left"], values="Freq", observed=True
    )
    return table.to_numpy(), np.array(table.columns.to_list())


@pytest.mark.parametrize(("case", "gender"), [("women", "female"), ("men", "male")])
def test_vision(case: str, gender: str) -> None:
    want = expected("w02_vision_marginal")[case]
    responses = response_functions(*vision(gender), spec=EYES)
    for model, terms in (("side_model", [("time",)]), ("homogeneity_model", [])):
        same_model(fit_gsk(responses, build_design({}, 2, terms, levels=3)), want[model])


def test_vision_of_women_and_men() -> None:
    responses = response_functions(*vision(None), spec=EYES)
    terms = [("time",), ("gender",), ("time", "gender")]
    design = build_design({"gender": [1, 2]}, 2, terms, levels=3)
    same_model(fit_gsk(responses, design), expected("w02_vision_marginal")["women_and_men"])


def test_vision_is_sas_example_32_7() -> None:
    sas = expected("w02_vision_marginal")["published"]
    responses = response_functions(*vision("female"), spec=EYES)
    fit = fit_gsk(responses, build_design({}, 2, [("time",)], levels=3))
    np.testing.assert_allclose(fit.estimates[3:].round(5), sas["side"])
    np.testing.assert_allclose(fit.chi_squares[3:].round(2), sas["side_chisq"])
    side = fit.effects[1]
    assert (round(side.chi_square, 4), side.df) == (sas["side_joint"], sas["df"])


def depression(function: str) -> tuple[Any, dict[str, list[int]]]:
    """Responses of the four populations in the order of the file, and their factors."""
    data = pd.read_csv(WLS / "w03_koch_depression" / "data.csv")
    weeks = ["week1", "week2", "week4"]
    order = data[["dx", "trt"]].drop_duplicates()
    table = data.pivot_table(index=["dx", "trt"], columns=weeks, values="freq")
    counts = table.loc[list(order.itertuples(index=False, name=None))]
    spec = ResponseSpec(function=function, levels=(0,), minimum=1)
    factors = {"dx": [1, 1, 2, 2], "trt": [1, 2, 1, 2]}
    return response_functions(counts, np.array(table.columns.to_list()), spec=spec), factors


def direct() -> GskFit:
    X = expected("w03_koch_depression")["direct_design"]["design"]
    effects = {"mild": (0,), "severe": (1,), "std_time": (2,), "new_time": (3,)}
    return fit_gsk(depression("logits")[0], GskDesign(np.array(X), effects))


def test_depression_with_a_design_of_ones_own() -> None:
    want = expected("w03_koch_depression")
    fit = direct()
    same_model(fit, want["direct_design"])
    for name, weights in (("severity", [1, -1, 0, 0]), ("slopes", [0, 0, 1, -1])):
        test, contrast = wald_contrasts(fit, weights, name=name), want[f"contrast_{name}"]
        close(fit.estimates @ weights, contrast["estimate"])
        close([test.chi_square, test.df, test.p_value], [contrast["chisq"], 1, contrast["p"]])


def test_depression_is_sas_example_32_8() -> None:
    fit, sas = direct(), expected("w03_koch_depression")["published"]
    np.testing.assert_allclose(fit.estimates.round(4), sas["est"])
    np.testing.assert_allclose(fit.std_errors.round(4), sas["se"])
    assert (round(fit.residual.chi_square, 2), fit.residual.df) == (sas["residual"], sas["df"])


@pytest.mark.parametrize("function", ["logits", "marginals"])
def test_depression_factorial(function: str) -> None:
    responses, factors = depression(function)
    both = ("dx", "trt")
    terms = [
        ("time",),
        ("dx",),
        ("dx", "time"),
        ("trt",),
        ("trt", "time"),
        both,
        (*both, "time"),
    ]
    fit = fit_gsk(responses, build_design(factors, 3, terms))
    same_model(fit, expected("w03_koch_depression")[f"factorial_effect_{function}"])


W04 = "w04_respiratory_two_waves"
FUNCTIONS = ("marginals", "logits")
CODINGS = ("effect", "reference_last", "reference_first")


def respiratory(*, by_centre: bool) -> tuple[Any, dict[str, np.ndarray]]:
    """Counts of placebo and treatment, or of both in centre 1, then in centre 2."""
    data = pd.read_csv(WLS / W04 / "data.csv")
    arm = (data["treatment"] == "treatment").to_numpy()
    population = 2 * data["centre"] + arm if by_centre else arm.astype(int)
    table = profile_counts(population, data[["y0", "y4"]])
    factors = {"group": table.populations % 2, "centre": table.populations // 2}
    return table, factors


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize(
    ("model", "terms"), [("saturated", SATURATED), ("main_effects", MAIN_EFFECTS)]
)
def test_respiratory(function: str, coding: str, model: str, terms: tuple) -> None:
    table, factors = respiratory(by_centre=False)
    np.testing.assert_array_equal(table.counts, expected(W04)["freq"])
    spec = ResponseSpec(function=function, minimum=1)
    responses = response_functions(table.counts, table.profiles, spec=spec)
    design = build_design({"group": factors["group"]}, 2, terms, coding=coding)
    same_model(fit_gsk(responses, design), expected(W04)[f"{function}_{coding}_{model}"])


CENTRE = {
    "centre_all": [
        ("time",),
        ("group",),
        ("group", "time"),
        ("centre",),
        ("centre", "time"),
        ("group", "centre"),
        ("group", "centre", "time"),
    ],
    "centre_main_and_trt_time": [("time",), ("group",), ("group", "time"), ("centre",)],
}


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("model", CENTRE)
def test_respiratory_by_centre(function: str, model: str) -> None:
    table, factors = respiratory(by_centre=True)
    np.testing.assert_array_equal(table.counts, expected(W04)["centre_freq"])
    spec = ResponseSpec(function=function, minimum=1)
    responses = response_functions(table.counts, table.profiles, spec=spec)
    fit = fit_gsk(responses, build_design(factors, 2, CENTRE[model]))
    same_model(fit, expected(W04)[f"{model}_{function}"])


@pytest.mark.parametrize(
    ("function", "gee"), [("logits", "gee_logit"), ("marginals", "gee_identity")]
)
def test_respiratory_is_gee_under_independence(function: str, gee: str) -> None:
    """The GEE of the reference converged to 1e-4 only: five digits."""
    table, factors = respiratory(by_centre=False)
    spec = ResponseSpec(function=function, minimum=1)
    responses = response_functions(table.counts, table.profiles, spec=spec)
    design = build_design({"group": factors["group"]}, 2, SATURATED, coding="reference_first")
    fit = fit_gsk(responses, design)
    want = expected(W04)[gee]
    np.testing.assert_allclose(fit.estimates, list(want["coef"].values()), rtol=1e-5)
    np.testing.assert_allclose(fit.std_errors, list(want["se"].values()), rtol=1e-5)


def test_every_number_of_the_cases_is_compared() -> None:
    compared = {
        "w01_guthrie": {
            "population_n",
            "level0_effect_saturated",
            "level0_effect_main",
            "level0_reference_last_saturated",
            "level1_effect_saturated",
            "published",
        },
        "w02_vision_marginal": {"women", "men", "women_and_men", "published"},
        "w03_koch_depression": {
            "direct_design",
            "contrast_severity",
            "contrast_slopes",
            "factorial_effect_logits",
            "factorial_effect_marginals",
            "published",
        },
        W04: {"freq", "centre_freq", "gee_logit", "gee_identity"}
        | {
            f"{f}_{c}_{m}"
            for f in FUNCTIONS
            for c in CODINGS
            for m in ("saturated", "main_effects")
        }
        | {f"{model}_{function}" for model in CENTRE for function in FUNCTIONS},
    }
    labels = {"populations", "profile_order", "centre_adjusted_populations"}
    for folder in WLS.iterdir():
        assert set(expected(folder.name)) - labels == compared[folder.name]
