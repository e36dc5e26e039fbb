"""Whom the standardised means of a model are meant for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import migrant_rh as mr

MODEL = "y ~ arm*wave + age + C(city)"


def survey() -> pd.DataFrame:
    random = np.random.default_rng(7)
    n = 300
    data = pd.DataFrame(
        {
            "pid": np.arange(n),
            "arm": random.integers(0, 2, n),
            "wave": random.integers(0, 2, n),
            "age": random.normal(0, 1, n),
            "city": random.choice(["B", "C", "S"], n, p=[0.6, 0.2, 0.2]),
            "times": random.integers(1, 4, n),
        }
    )
    chance = 1 / (1 + np.exp(0.8 - 0.7 * data["age"] - (data["city"] == "S") - data["arm"]))
    return data.assign(y=(random.random(n) < chance).astype(int))


def effects(fit: Any, **options: Any) -> np.ndarray:
    table = fit.effects(group="arm", wave="wave", **options)
    return table[["estimate", "std_error"]].to_numpy(dtype=float)


def test_frequencies_are_rows_written_out() -> None:
    data = survey()
    told = mr.gee(MODEL, data, id="pid", weights="times", weight_kind="frequency")
    rows = data.loc[data.index.repeat(data["times"])].reset_index(drop=True)
    written = mr.gee(MODEL, rows.assign(pid=np.arange(len(rows))), id="pid")
    np.testing.assert_allclose(effects(told), effects(written), rtol=1e-9)
    assert told.glance()["n"].tolist() == written.glance()["n"].tolist() == [len(rows)]


def test_sampling_weights_weigh_the_population_too_and_prior_weights_do_not() -> None:
    data = survey()
    options = {"id": "pid", "weights": "times"}
    sampled = mr.gee(MODEL, data, weight_kind="sampling", **options)
    precise = mr.gee(MODEL, data, weight_kind="prior", **options)
    weighed = effects(sampled, standard=data.assign(weight=data["times"]))
    np.testing.assert_allclose(effects(sampled), weighed, rtol=1e-12)
    np.testing.assert_allclose(effects(precise), effects(precise, standard=data), rtol=1e-12)
    assert not np.allclose(effects(sampled), effects(precise), rtol=1e-4)


def test_a_mixture_is_the_mean_over_its_parts() -> None:
    """Proportions are linear in the standard population: 0.3 B + 0.7 S, nobody from C."""
    data = survey()
    fit = mr.gee(MODEL, data, id="pid")
    parts = {city: effects(fit, standard=data[data["city"] == city])[:4, 0] for city in "BS"}
    mixed = effects(fit, standard={"city": {"B": 0.3, "C": 0, "S": 0.7}})[:4, 0]
    np.testing.assert_allclose(mixed, 0.3 * parts["B"] + 0.7 * parts["S"], rtol=1e-12)
    as_surveyed = {"city": data["city"].value_counts().to_dict()}
    np.testing.assert_allclose(effects(fit, standard=as_surveyed), effects(fit), rtol=1e-12)


def test_other_persons_need_the_covariates_only() -> None:
    fit = mr.gee(MODEL, survey(), id="pid")
    person = pd.DataFrame({"age": [0.5], "city": ["S"]})
    b = fit.coefficients
    both = b["Intercept"] + 0.5 * b["age"] + b["C(city)[T.S]"] + b["arm"] + b["wave"]
    log_odds = both + b["arm:wave"]
    assert effects(fit, standard=person)[3, 0] == pytest.approx(1 / (1 + np.exp(-log_odds)))


@pytest.mark.parametrize(
    ("standard", "said"),
    [
        ({"city": {"B": 1, "S": 1}}, "'city' has the values B, C, S, and shares are given for B"),
        ({"city": {"B": -1, "C": 1, "S": 1}}, "0 or more"),
        ({"town": {"B": 1}}, "no column 'town'"),
        ({"city": {"B": 1}, "arm": {0: 1}}, "names 2 columns"),
        (pd.DataFrame({"age": [1.0]}), "no column 'city'"),
        (pd.DataFrame({"age": [1.0, np.nan], "city": ["B", "B"]}), "missing values: age"),
        (pd.DataFrame({"age": [1.0], "city": ["X"]}), "unlike the data of the model"),
        (pd.DataFrame({"age": [1.0], "city": ["B"], "weight": [-1]}), "column weight"),
    ],
)
def test_what_does_not_fit_is_said(standard: Any, said: str) -> None:
    fit = mr.gee(MODEL, survey(), id="pid")
    with pytest.raises(mr.MigrantRHError, match=said):
        fit.effects(group="arm", wave="wave", standard=standard)
