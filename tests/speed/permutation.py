"""Time of permutation tests: ``python tests/speed/permutation.py [runs]``.

Each job runs beside a plain way to do the same, in turn, in this one process; medians and ratios
are printed, and kept in this folder with their date. The jobs:

    workplaces   10,000 random allocations of 36 workplaces in 9 strata, with the interval; beside
                 a loop that shuffles the arms of each stratum with NumPy
    score        fit a marginal logit without the arms on 6,304 persons at 2 waves with three
                 covariates, exchangeable within persons, and test its score of group by time by
                 10,000 random allocations: of 36 workplaces, then of the 6,304 persons; beside
                 statsmodels fitting the model anew for each allocation (20 of them, times 500)
"""

from __future__ import annotations

import platform
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import statsmodels.api as sm

from migrant_rh.methods.adjusted_changes import score_contributions
from migrant_rh.methods.gee import GeeSpec, fit_gee
from migrant_rh.methods.monte_carlo import MonteCarlo
from migrant_rh.methods.permutation import PermutationTest, permutation_test

DRAWS = 10_000
REFITS = 20
PERSONS = 6_304
WORKPLACES = 36
STRATA = np.repeat(np.arange(9), 4)
ARM = np.tile([0, 0, 1, 1], 9)
MONTE_CARLO = MonteCarlo(draws=DRAWS)
HERE = Path(__file__).resolve().parent


def median_of(jobs: dict[str, Callable[[], object]], runs: int) -> dict[str, float]:
    """Median seconds of jobs that run in turn."""
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(runs):
        for name, job in jobs.items():
            began = time.perf_counter()
            job()
            taken[name].append(time.perf_counter() - began)
    return {name: statistics.median(values) for name, values in taken.items()}


def loop_over_allocations(change: np.ndarray) -> float:
    """The same P as a loop."""
    rng = np.random.default_rng(0)
    observed = abs(change[ARM == 1].mean() - change[ARM == 0].mean())
    extreme = 0
    for _ in range(DRAWS):
        arm = np.concatenate([rng.permutation(ARM[stratum == STRATA]) for stratum in range(9)])
        extreme += abs(change[arm == 1].mean() - change[arm == 0].mean()) >= observed - 1e-12
    return (extreme + 1) / (DRAWS + 1)


class Persons:
    """Persons of workplaces at two waves, simulated."""

    def __init__(self) -> None:
        rng = np.random.default_rng(7)
        person = np.repeat(np.arange(PERSONS), 2)
        covariates = rng.normal(size=(PERSONS, 3))[person]
        self.person, self.late = person, np.tile([0, 1], PERSONS)
        self.workplace = (person * WORKPLACES) // PERSONS
        logit = 0.2 + 0.3 * self.late + covariates @ [0.3, -0.2, 0.1]
        logit += (
            rng.normal(size=PERSONS)[person] + 0.3 * rng.normal(size=WORKPLACES)[self.workplace]
        )
        self.y = (rng.random(len(person)) < 1 / (1 + np.exp(-logit))).astype(float)
        self.X = np.column_stack([np.ones(len(person)), self.late, covariates])

    def tested(self, cluster: np.ndarray, arm: np.ndarray, stratum: np.ndarray) -> PermutationTest:
        """Fit without the arms, then permute the contributions to the score."""
        spec = GeeSpec(correlation="exchangeable")
        fit = fit_gee(self.X, self.y, unit=self.person, wave=self.late, spec=spec)
        s = score_contributions(fit, cluster, column=1, beside=[0])
        return permutation_test(s, arm, stratum=stratum, monte_carlo=MONTE_CARLO)

    def of_workplaces(self) -> PermutationTest:
        """Workplaces were allocated within strata."""
        return self.tested(self.workplace, ARM, STRATA)

    def of_persons(self) -> PermutationTest:
        """Persons were allocated within three strata."""
        return self.tested(self.person, np.arange(PERSONS) % 2, np.arange(PERSONS) % 3)

    def refitted(self) -> None:
        """Fit the whole model anew for some allocations, by statsmodels."""
        rng = np.random.default_rng(0)
        for _ in range(REFITS):
            arm = rng.permutation(ARM)[self.workplace]
            X = np.column_stack([self.X, arm, arm * self.late])
            family, structure = sm.families.Binomial(), sm.cov_struct.Exchangeable()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                sm.GEE(self.y, X, self.person, family=family, cov_struct=structure).fit()


def main() -> None:
    """Measure, print and keep."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    change, persons = np.random.default_rng(1).normal(size=WORKPLACES), Persons()
    jobs: dict[str, Callable[[], object]] = {
        "workplaces": lambda: permutation_test(
            change, ARM, stratum=STRATA, monte_carlo=MONTE_CARLO
        ),
        "loop": lambda: loop_over_allocations(change),
        "score, workplaces": persons.of_workplaces,
        "score, persons": persons.of_persons,
        "refits": persons.refitted,
    }
    seconds = median_of(jobs, runs)
    refits = seconds["refits"] / REFITS * DRAWS
    made = (
        f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, NumPy "
        f"{np.__version__}, medians of {runs} runs in turn. "
        "Made by `python tests/speed/permutation.py`."
    )
    lines = ["# Time of permutation tests", "", made, ""]
    lines += ["| job | seconds | beside | seconds | ratio |", "|---|---|---|---|---|"]
    beside = {
        "workplaces": ("a loop of NumPy shuffles", seconds["loop"]),
        "score, workplaces": (f"statsmodels, {DRAWS} fits from {REFITS}", refits),
        "score, persons": (f"statsmodels, {DRAWS} fits from {REFITS}", refits),
    }
    for name, (peer, theirs) in beside.items():
        ours = seconds[name]
        lines.append(f"| {name} | {ours:.3f} | {peer} | {theirs:.2f} | {theirs / ours:.0f} |")
    text = "\n".join(lines) + "\n"
    (HERE / "permutation.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
