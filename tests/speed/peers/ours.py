"""``ours.py FOLDER ROWS COLUMNS WHAT``: the package, timed; robust standard errors included."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from migrant_rh.methods.estimates import Estimate, estimates
from migrant_rh.methods.gee import GeeSpec, fit_gee
from migrant_rh.methods.observations import observe
from migrant_rh.methods.problems import stage
from migrant_rh.methods.sandwich import clusters_for, sandwich


@dataclass(frozen=True)
class Data:
    """Arrays of a job."""

    X: np.ndarray
    y: np.ndarray
    unit: np.ndarray
    wave: np.ndarray
    more: Mapping[str, np.ndarray]


def told(took: float, table: list[Estimate], **more: object) -> dict[str, object]:
    """What is printed."""
    coef, se = [each.estimate for each in table], [each.std_error for each in table]
    return {"fit": took, "coef": coef, "se": se, **more}


def fitted(data: Data, what: str) -> dict[str, object]:
    """Fit with a working correlation; how long finding units alike took is told beside."""
    began = time.perf_counter()
    spec = GeeSpec(correlation=what)
    fit = fit_gee(data.X, data.y, unit=data.unit, wave=data.wave, spec=spec, **data.more)
    contrasts = fit.estimability.coefficients()
    table = estimates(sandwich(fit, kind="LZ"), contrasts, df="normal")
    took = time.perf_counter() - began
    began = time.perf_counter()
    stage(observe(data.X, data.y, unit=data.unit, wave=data.wave, **data.more), spec)
    collapse = time.perf_counter() - began
    return told(took, table, collapse=collapse, patterns=fit.status.patterns)


def small_sample(data: Data, what: str) -> dict[str, object]:
    """Three corrections with Satterthwaite df; clubSandwich starts from a fit, and so do we."""
    import scipy.special  # noqa: F401, PLC0415 (t needs it: part of starting, like R's library())

    del what
    fit = fit_gee(data.X, data.y, unit=np.arange(len(data.y)))
    began = time.perf_counter()
    clusters, contrasts = clusters_for(fit, data.unit), np.eye(data.X.shape[1])
    each = {
        kind: estimates(sandwich(fit, clusters, kind=kind), contrasts)
        for kind in ("KC", "MD", "FG")
    }
    took = time.perf_counter() - began
    return told(took, [each["KC"][3]], df=[each["KC"][3].df])


def formula(data: Data, what: str) -> dict[str, object]:
    """The same as exchangeable, from a data frame by a formula."""
    import pandas as pd  # noqa: PLC0415 (heavy, and only here)

    import migrant_rh as mr  # noqa: PLC0415

    del what
    frame = pd.DataFrame(data.X[:, 1:], columns=[f"x{k}" for k in range(1, data.X.shape[1])])
    frame["y"], frame["id"] = data.y, data.unit
    began = time.perf_counter()
    fit = mr.gee(
        "y ~ " + " + ".join(frame.columns[:-2]), frame, id="id", correlation="exchangeable"
    )
    table = fit.tidy(covariance="LZ", df="normal")
    took = time.perf_counter() - began
    return {"fit": took, "coef": table["estimate"].tolist(), "se": table["std_error"].tolist()}


PARTS: Mapping[str, Callable[[Data, str], dict[str, object]]] = {
    "small_sample": small_sample,
    "formula": formula,
}


def main() -> None:
    """Read, fit, and print times and numbers as JSON."""
    folder, _, _, what = sys.argv[1:]
    here = Path(folder)
    unit, wave = (np.fromfile(here / f"{name}.bin").astype(np.int64) for name in ("id", "w"))
    more = {}
    if what == "nested_exchangeable":
        more["person"] = np.fromfile(here / "person.bin").astype(np.int64)
    data = Data(np.load(here / "X.npy"), np.fromfile(here / "y.bin"), unit, wave, more)
    print(json.dumps(PARTS.get(what, fitted)(data, what)))


if __name__ == "__main__":
    main()
