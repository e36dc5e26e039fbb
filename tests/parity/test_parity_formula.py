"""The formula interface on the data files of ../shared/parity/gee: every convention by its name."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import migrant_rh as mr

GEE = Path(__file__).resolve().parents[2].parent / "shared" / "parity" / "gee"
pytestmark = pytest.mark.skipif(not GEE.is_dir(), reason="../shared is not here")

# As in test_parity_gee: both sides solve the same equations, and 15 digits are stored.
TOLERANCE = 1e-8

# Formula in the order of the reference's terms, and the roles of columns.
MODELS: dict[str, dict[str, Any]] = {
    "d01_ohio_logit": {
        "formula": "resp ~ age + smoke + age:smoke",
        "id": "id",
        "wave": "age",
    },
    "d03_toenail_gaps": {
        "formula": "severe ~ terb + months + terb:months",
        "id": "patient",
        "wave": "visit",
    },
    "d04_seizure_poisson_offset": {
        "formula": "count ~ trt + I(1*(period > 0)) + trt:I(1*(period > 0))",
        "id": "person",
        "wave": "period",
        "family": "poisson",
        "offset": "log_weeks",
    },
    "d05_dietox_gaussian_missingcov_shuffled": {
        "formula": "Weight ~ low + Time + high + Feed + low:Time + high:Time",
        "id": "Pig",
        "wave": "Time",
        "family": "gaussian",
    },
    "d06_muscatine_missing": {
        "formula": "numobese ~ girl + a + I(a**2) + girl:a",
        "id": "id",
        "wave": "occasion",
    },
    "d08_cbpp_grouped_weights": {
        "formula": "I(cases/animals) ~ C(period)",
        "id": "herd",
        "wave": "period",
        "weights": "animals",
        "weight_kind": "prior",
    },
    "d09_ohio_patterns_cluster_weights": {
        "formula": "resp ~ age + smoke + age:smoke",
        "id": "pattern",
        "wave": "age",
        "weights": "n",
        "weight_kind": "prior",
    },
    "d10_dietox_gamma_log": {
        "formula": "Weight ~ high + t + I(t**2) + high:t",
        "id": "Pig",
        "wave": "Time",
        "family": "gamma",
        "link": "log",
    },
}


@cache
def expected(case: str) -> dict[str, Any]:
    return json.loads((GEE / case / "expected.json").read_text(encoding="utf-8"))


@cache
def data(case: str, subset: str | None) -> pd.DataFrame:
    """The file with the columns that formulas need, in the order in which it lies there."""
    rows = pd.read_csv(GEE / case / "data.csv")
    rows = rows if subset is None else rows.query(subset)
    if "weeks" in rows:
        rows = rows.assign(log_weeks=np.log(rows["weeks"]))
    if "Cu" in rows:
        rows = rows.assign(
            low=(rows["Cu"] == "Cu035") * 1, high=(rows["Cu"] == "Cu175") * 1, t=rows["Time"] / 10
        )
    if "gender" in rows:
        rows = rows.assign(girl=(rows["gender"] == "F") * 1, a=rows["age"] - 12)
    return rows


def fits() -> list[tuple[str, int]]:
    if not GEE.is_dir():
        return []
    return [
        (case, place)
        for case in MODELS
        for place, want in enumerate(expected(case)["fits"])
        if "error" not in want
    ]


def fitted(case: str, want: dict[str, Any], convention: str) -> Any:
    given = {**MODELS[case]}
    return mr.gee(
        given.pop("formula"),
        data(case, want.get("subset")),
        correlation=want["corstr"],
        convention=convention,
        scale=want["phi"] if want.get("phi_fixed") else None,
        **given,
    )


@pytest.mark.parametrize(("case", "place"), fits())
def test_each_convention_equals_its_package(case: str, place: int) -> None:
    want = expected(case)["fits"][place]
    fit = fitted(case, want, "gee" if want["engine"].startswith("gee::") else "geepack")

    def close(value: object, other: object) -> None:
        np.testing.assert_allclose(value, other, rtol=TOLERANCE, atol=TOLERANCE)

    assert (fit.status.rows, fit.status.units) == (want["n_rows"], want["n_clusters"])
    close(fit.coefficients, want["coef"])
    close(fit.phi, want["phi"])
    names = want.get("alpha_names")
    if isinstance(names, list) and len(names) > 1:
        close([fit.alpha[name] for name in names], want["alpha"])
    else:
        close(list(fit.alpha.values()), want["alpha"])
    close(fit.covariance("model"), want["vcov_naive"])
    close(fit.covariance("LZ"), want["vcov_robust"])
    table = fit.tidy(covariance="LZ", df="normal")
    close(table["std_error"], np.sqrt(np.diag(want["vcov_robust"])))
    close(table["statistic"] * table["std_error"], want["coef"])


@pytest.mark.parametrize(
    ("case", "place"),
    [
        (case, place)
        for case, place in fits()
        if "geepack" in expected(case)["fits"][place]["engine"] and "weights" not in MODELS[case]
    ],
)
def test_without_weights_the_default_is_geepack(case: str, place: int) -> None:
    want = expected(case)["fits"][place]
    one, other = (fitted(case, want, name) for name in ("default", "geepack"))
    np.testing.assert_allclose(one.coefficients, other.coefficients, rtol=1e-12)
    assert one.phi == pytest.approx(other.phi, rel=1e-12)
    assert one.alpha == pytest.approx(other.alpha, rel=1e-9, nan_ok=True)
