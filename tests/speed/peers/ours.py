"""``ours.py FOLDER ROWS COLUMNS WHAT``: the package, timed; robust standard errors included."""

import json
import sys
import time
from pathlib import Path

import numpy as np

from migrant_rh.methods.estimates import estimates
from migrant_rh.methods.gee import GeeSpec, fit_gee
from migrant_rh.methods.observations import observe
from migrant_rh.methods.problems import stage
from migrant_rh.methods.sandwich import clusters_for, sandwich

folder, rows, columns, what = sys.argv[1:]
here = Path(folder)
X = np.load(here / "X.npy")
y = np.fromfile(here / "y.bin")
unit, wave = (np.fromfile(here / f"{name}.bin").astype(np.int64) for name in ("id", "w"))
told: dict[str, object] = {}


def fitted(correlation: str, **more: object) -> tuple[list[float], list[float]]:
    """Fit, and make robust standard errors."""
    fit = fit_gee(X, y, unit=unit, wave=wave, spec=GeeSpec(correlation=correlation), **more)
    table = estimates(sandwich(fit, kind="LZ"), fit.estimability.coefficients(), df="normal")
    told["patterns"] = fit.status.patterns
    return [each.estimate for each in table], [each.std_error for each in table]


if what == "small_sample":
    import scipy.special  # noqa: F401  (t needs it: a part of starting, like R's library())

    # clubSandwich starts from a glm: so do we, before the clock.
    fit = fit_gee(X, y, unit=np.arange(len(y)))
    began = time.perf_counter()
    clusters = clusters_for(fit, unit)
    each = {
        kind: estimates(sandwich(fit, clusters, kind=kind), np.eye(X.shape[1]))
        for kind in ("KC", "MD", "FG")
    }
    took = time.perf_counter() - began
    third = each["KC"][3]
    coef, se = [third.estimate], [third.std_error]
    told["df"] = [third.df]
elif what == "formula":
    import pandas as pd

    import migrant_rh as mr

    data = pd.DataFrame(X[:, 1:], columns=[f"x{k}" for k in range(1, X.shape[1])])
    data["y"], data["id"] = y, unit
    del X
    formula = "y ~ " + " + ".join(data.columns[:-2])
    began = time.perf_counter()
    fit = mr.gee(formula, data, id="id", correlation="exchangeable")
    table = fit.tidy(covariance="LZ", df="normal")
    took = time.perf_counter() - began
    coef, se = table["estimate"].tolist(), table["std_error"].tolist()
else:
    more = {}
    if what == "nested_exchangeable":
        more["person"] = np.fromfile(here / "person.bin").astype(np.int64)
    began = time.perf_counter()
    coef, se = fitted(what, **more)
    took = time.perf_counter() - began
    began = time.perf_counter()
    stage(observe(X, y, unit=unit, wave=wave, **more), GeeSpec(correlation=what))
    told["collapse"] = time.perf_counter() - began
print(json.dumps({"fit": took, "coef": coef, "se": se, **told}))
