"""``with_pyfixest.py FOLDER ROWS COLUMNS -``: feglm with CRV1 on persons, timed."""

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyfixest

folder, rows, columns, _ = sys.argv[1:]
here = Path(folder)
X = np.load(here / "X.npy")
data = pd.DataFrame(X[:, 1:], columns=[f"x{k}" for k in range(1, X.shape[1])])
data["y"], data["id"] = (np.fromfile(here / f"{name}.bin") for name in ("y", "id"))
del X
formula = "y ~ " + " + ".join(data.columns[:-2])
began = time.perf_counter()
fit = pyfixest.feglm(formula, data, family="logit", vcov={"CRV1": "id"})
took = time.perf_counter() - began
print(json.dumps({"fit": took, "coef": fit.coef().tolist(), "se": fit.se().tolist()}))
