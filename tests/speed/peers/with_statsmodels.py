"""``with_statsmodels.py FOLDER ROWS COLUMNS CORRELATION``: the robust fit of statsmodels, timed."""

import json
import sys
import time
from pathlib import Path

import numpy as np
import statsmodels.api as sm

folder, rows, columns, correlation = sys.argv[1:]
here = Path(folder)
X = np.load(here / "X.npy")
y, unit = (np.fromfile(here / f"{name}.bin") for name in ("y", "id"))
structure = {"exchangeable": sm.cov_struct.Exchangeable, "independence": sm.cov_struct.Independence}
began = time.perf_counter()
model = sm.GEE(
    y, X, groups=unit, family=sm.families.Binomial(), cov_struct=structure[correlation]()
)
fit = model.fit()
took = time.perf_counter() - began
print(json.dumps({"fit": took, "coef": fit.params.tolist(), "se": fit.bse.tolist()}))
