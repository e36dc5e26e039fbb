"""Joint tests, degrees of freedom and standard errors against clubSandwich: tests/parity/r."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from migrant_rh.methods.estimates import estimate
from migrant_rh.methods.gee import GeeFit, GeeSpec, fit_gee
from migrant_rh.methods.sandwich import sandwich
from migrant_rh.methods.wald import wald

R = Path(__file__).resolve().parent / "r"

# For a glm clubSandwich takes the working weights of the last but one step; for lm there are none.
# measured 1e-7 at most, in a probit P value.
TOLERANCE = {"lm": 1e-8, "glm": 2e-7}

LM = {"identity_two", "identity_full", "gaussian", "gaussian_persons"}
SPEC = {
    "logit_two": GeeSpec(),
    "identity_two": GeeSpec(family="gaussian"),
    "logit_full": GeeSpec(),
    "identity_full": GeeSpec(family="gaussian"),
    "logit": GeeSpec(),
    "probit": GeeSpec(link="probit"),
    "poisson": GeeSpec(family="poisson"),
    "gaussian": GeeSpec(family="gaussian"),
    "gaussian_persons": GeeSpec(family="gaussian"),
}
SATURATED = {"logit_two", "identity_two", "logit_full", "identity_full"}
MODELS = [("wald_fixture12", name) for name in sorted(SATURATED)] + [
    ("wald_covariates", name) for name in sorted(set(SPEC) - SATURATED)
]
# CR2 is another root of the equation that KC solves unless the model is Gaussian or saturated.
SAME_AS_KC = SATURATED | LM
KINDS = {"CR0": "LZ", "CR2": "KC", "CR3": "MD"}
PAIRS = [
    (case, name, theirs)
    for case, name in MODELS
    for theirs in KINDS
    if theirs != "CR2" or name in SAME_AS_KC
]


@cache
def expected(case: str, name: str) -> dict[str, Any]:
    return json.loads((R / case / "expected.json").read_text(encoding="utf-8"))["fits"][name]


def expanded() -> pd.DataFrame:
    """One row a person and wave from the counts of workplaces."""
    counts = pd.read_csv(R / "wald_fixture12" / "input.csv")
    waves = [
        pd.DataFrame({"wp": row.wp, "arm": row.arm == "I", "type": row.type, "time": time, "y": y})
        for row in counts.itertuples()
        for time, n, k in ((0, row.n0, row.k0), (1, row.n1, row.k1))
        for y in [[1] * k + [0] * (n - k)]
    ]
    return pd.concat(waves)


@cache
def fitted(case: str, name: str) -> tuple[GeeFit, np.ndarray]:
    """The fit, and the cluster of each row."""
    if case == "wald_fixture12":
        data = expanded().assign(B=lambda d: d["type"] == "B", S=lambda d: d["type"] == "S")
        outcome, clusters = "y", "wp"
    else:
        data = pd.read_csv(R / case / "input.csv")
        data = data.assign(s2=data.site == 2, s3=data.site == 3, a=(data.age - 30) / 10)
        outcome = "score" if name in LM else "y"
        clusters = "pid" if name == "gaussian_persons" else "wp"
    terms = [term.split(":") for term in expected(case, name)["terms"][1:]]
    X = np.column_stack([np.ones(len(data)), *(data[term].prod(axis=1) for term in terms)])
    fit = fit_gee(X, data[outcome], unit=np.arange(len(data)), spec=SPEC[name])
    return fit, data[clusters].to_numpy()


def close(case: str, name: str, value: object, want: object) -> None:
    tolerance = TOLERANCE["lm" if name in LM else "glm"]
    np.testing.assert_allclose(value, want, rtol=tolerance, atol=1e-12)


@pytest.mark.parametrize(("case", "name", "theirs"), PAIRS)
def test_coefficients(case: str, name: str, theirs: str) -> None:
    fit, cluster = fitted(case, name)
    want = expected(case, name)
    robust = sandwich(fit, cluster, kind=KINDS[theirs])
    found = [estimate(robust, contrast) for contrast in np.eye(len(want["coef"]))]
    close(case, name, [each.estimate for each in found], want["coef"])
    close(case, name, [each.std_error for each in found], want["small"][theirs]["se"])
    close(case, name, [each.df for each in found], want["small"][theirs]["df"])
    close(case, name, [each.p_value for each in found], want["small"][theirs]["p"])


@pytest.mark.parametrize(("case", "name", "theirs"), PAIRS)
def test_joint_tests(case: str, name: str, theirs: str) -> None:
    fit, cluster = fitted(case, name)
    want = expected(case, name)
    robust = sandwich(fit, cluster, kind=KINDS[theirs])
    for label, contrasts in want["contrasts"].items():
        published = want["small"][theirs]["wald"][label]
        hotelling = wald(robust, contrasts)
        close(case, name, hotelling.statistic, published["HTZ"]["F"])
        close(case, name, hotelling.df_denominator, published["HTZ"]["df_denominator"])
        close(case, name, hotelling.p_value, published["HTZ"]["p"])
        chi_square = wald(robust, contrasts, df=np.inf)
        close(case, name, chi_square.statistic, published["chisq"]["F"])
        close(case, name, chi_square.p_value, published["chisq"]["p"])


@pytest.mark.parametrize(("name", "most"), [("logit", 0.006), ("probit", 0.006), ("poisson", 0.03)])
def test_kc_and_cr2_differ_elsewhere(name: str, most: float) -> None:
    """Another root of the same equation: close, and not the same."""
    fit, cluster = fitted("wald_covariates", name)
    club = np.array(expected("wald_covariates", name)["small"]["CR2"]["se"])
    apart = np.abs(sandwich(fit, cluster, kind="KC").std_errors / club - 1).max()
    assert 1e-6 < apart < most
