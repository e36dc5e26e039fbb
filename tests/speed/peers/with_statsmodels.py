"""``with_statsmodels.py FOLDER ROWS COLUMNS CORRELATION``: the robust fit of statsmodels, timed."""

import json
import sys
import time
from pathlib import Path

import numpy as np


def main() -> None:
    """Fit, and print times and numbers as JSON."""
    import statsmodels.api as sm  # noqa: PLC0415 (the peer is loaded in its own process only)

    here, correlation = Path(sys.argv[1]), sys.argv[4]
    X = np.load(here / "X.npy")
    y, unit = (np.fromfile(here / f"{name}.bin") for name in ("y", "id"))
    structure = {
        "exchangeable": sm.cov_struct.Exchangeable,
        "independence": sm.cov_struct.Independence,
    }
    began = time.perf_counter()
    model = sm.GEE(
        y, X, groups=unit, family=sm.families.Binomial(), cov_struct=structure[correlation]()
    )
    fit = model.fit()
    took = time.perf_counter() - began
    print(json.dumps({"fit": took, "coef": fit.params.tolist(), "se": fit.bse.tolist()}))


if __name__ == "__main__":
    main()
