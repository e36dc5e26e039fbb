"""Nested and fixed correlations and sampling weights against geepack and survey."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from migrant_rh.methods.gee import GeeFit, GeeSpec, fit_gee
from migrant_rh.methods.sandwich import sandwich

R = Path(__file__).resolve().parent / "r"

# geepack iterates to 1e-12 of a step, we to 1e-10 of a linear predictor, and numbers are stored
# with 15 digits; measured 1e-9 at most.
TOLERANCE = 1e-8


@cache
def expected() -> dict[str, Any]:
    return json.loads((R / "working_correlations" / "expected.json").read_text(encoding="utf-8"))


@cache
def data() -> pd.DataFrame:
    """In another order than R's."""
    rows = pd.read_csv(R / "wald_covariates" / "input.csv")
    return rows.sample(frac=1, random_state=3)


def fitted(spec: GeeSpec, unit: str, **more: object) -> GeeFit:
    d = data()
    X = np.column_stack(
        [np.ones(len(d)), d.arm, d.time, (d.age - 30) / 10, d.female, d.arm * d.time]
    )
    return fit_gee(X, d.y, unit=d[unit], wave=d.time, person=d.pid, spec=spec, **more)


def close(value: object, want: object) -> None:
    np.testing.assert_allclose(value, want, rtol=TOLERANCE, atol=TOLERANCE)


@pytest.mark.parametrize(
    ("name", "family", "link"),
    [
        ("logit", "binomial", "logit"),
        ("cloglog", "binomial", "cloglog"),
        ("log", "poisson", "log"),
    ],
)
def test_nested_exchangeable(name: str, family: str, link: str) -> None:
    want = expected()["nested"][name]
    fit = fitted(GeeSpec(family=family, link=link, correlation="nested_exchangeable"), "wp")
    close(fit.coefficients, want["coef"])
    close(fit.scale, want["phi"])
    close(fit.alpha, want["alpha"])
    close(sandwich(fit, kind="model").covariance, want["naive"])
    close(sandwich(fit, kind="LZ").covariance, want["robust"])


def test_fixed() -> None:
    want = expected()["fixed"]
    fit = fitted(GeeSpec(correlation="fixed", fixed=((1.0, 0.3), (0.3, 1.0))), "pid")
    close(fit.coefficients, want["coef"])
    close(sandwich(fit, kind="model").covariance, want["naive"])
    close(sandwich(fit, kind="LZ").covariance, want["robust"])


def test_sampling_weights() -> None:
    want = expected()["sampling"]
    weights = 1 + data().pid % 4
    fit = fitted(GeeSpec(weight_kind="sampling"), "pid", weights=weights)
    close(fit.coefficients, want["coef"])
    close(sandwich(fit, data().wp, kind="LZ").covariance, want["robust"])
