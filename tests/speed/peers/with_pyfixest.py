"""``with_pyfixest.py FOLDER ROWS COLUMNS -``: feglm with CRV1 on persons, timed."""

import json
import sys
import time
from pathlib import Path

import numpy as np


def main() -> None:
    """Fit, and print times and numbers as JSON."""
    import pandas as pd  # noqa: PLC0415 (the peer is loaded in its own process only)
    import pyfixest  # noqa: PLC0415 (the peer is loaded in its own process only)

    here = Path(sys.argv[1])
    X = np.load(here / "X.npy")
    data = pd.DataFrame(X[:, 1:], columns=[f"x{k}" for k in range(1, X.shape[1])])
    data["y"], data["id"] = (np.fromfile(here / f"{name}.bin") for name in ("y", "id"))
    del X
    formula = "y ~ " + " + ".join(data.columns[:-2])
    began = time.perf_counter()
    fit = pyfixest.feglm(formula, data, family="logit", vcov={"CRV1": "id"})
    took = time.perf_counter() - began
    print(json.dumps({"fit": took, "coef": fit.coef().tolist(), "se": fit.se().tolist()}))


if __name__ == "__main__":
    main()
