"""Level, coverage and power of the tests of an effect by simulation.

    python tests/simulation/level_and_power.py [--runs 2000] [--out FOLDER]
    python tests/simulation/level_and_power.py --runs 20000 --settings 6 11 --name closer_look

Trials in which two to eighteen workplaces an arm are allocated are simulated, and analysed by the
package. Every run of a setting has a seed of its own, so that the table can be made again to the
last digit, and runs can be added.

A trial: G workplaces an arm; sizes gamma with a mean and a coefficient of variation; a share of the
persons is seen again. Workplace g at wave t has the probability P_gt, beta with mean p_t and
variance ρ p_t(1 - p_t); the two of one workplace are joined by a normal copula whose correlation is
the cluster autocorrelation. The two answers of a person correlate by r within the workplace. The
intervention multiplies the odds of its later wave by exp(effect).
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import scipy
from scipy import stats
from scipy.special import betaincinv, expit, logit, ndtr

from migrant_rh.methods.cluster_changes import ClusterCounts, cluster_changes
from migrant_rh.methods.cluster_level import compare_arms
from migrant_rh.methods.estimates import estimate
from migrant_rh.methods.gee import fit_gee
from migrant_rh.methods.monte_carlo import MonteCarlo
from migrant_rh.methods.permutation import permutation_test
from migrant_rh.methods.sandwich import sandwich

HERE = Path(__file__).resolve().parent
SEED = 20_070_801
EFFECT = 0.45
RUNS = 2_000
DRAWS = MonteCarlo(draws=999)
INTERACTION = [0.0, 0.0, 0.0, 1.0]


@dataclass(frozen=True)
class Setting:
    """One line of the table."""

    per_arm: int
    size: float
    icc: float
    autocorrelation: float
    variation: float = 0.45
    before: float = 0.55
    after: float = 0.58
    retention: float = 0.87
    within_person: float = 0.2


SETTINGS = (
    Setting(2, 525, 0.05, 0.8),
    Setting(3, 350, 0.05, 0.8),
    Setting(6, 175, 0.05, 1.0),
    Setting(6, 175, 0.02, 0.8),
    Setting(6, 175, 0.05, 0.8),
    Setting(6, 175, 0.05, 0.5),
    Setting(6, 175, 0.10, 0.5),
    Setting(6, 175, 0.05, 0.8, variation=0.9),
    Setting(6, 175, 0.05, 0.8, before=0.08, after=0.09),
    Setting(12, 120, 0.05, 0.8),
    Setting(12, 120, 0.10, 0.8),
    Setting(12, 120, 0.05, 0.8, variation=0.9),
    Setting(18, 175, 0.05, 0.8),
)


@dataclass(frozen=True)
class Trial:
    """Counts of the workplaces of one trial: n and k at both waves, (G, 2); pairs (G, 2, 2)."""

    arm: np.ndarray
    n: np.ndarray
    k: np.ndarray
    pairs: np.ndarray


def simulated(setting: Setting, effect: float, rng: np.random.Generator) -> Trial:
    """Draw one trial."""
    G = 2 * setting.per_arm
    arm = np.repeat([0, 1], setting.per_arm)
    shape = 1 / setting.variation**2
    n = np.maximum(rng.gamma(shape, setting.size / shape, G).round(), 5).astype(int)
    P = probabilities(setting, arm * effect, rng)
    again = rng.binomial(n, setting.retention)
    pairs = paired_answers(P, again, setting.within_person, rng)
    lost = rng.binomial(n - again, P[:, 0])
    k = np.column_stack([pairs[:, 1, :].sum(axis=1) + lost, pairs[:, :, 1].sum(axis=1)])
    return Trial(arm, np.column_stack([n, again]), k, pairs)


def probabilities(setting: Setting, effect: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """P_gt: (G, 2)."""
    G, cac = len(effect), setting.autocorrelation
    first, other = rng.normal(size=(2, G))
    latent = np.column_stack([first, cac * first + math.sqrt(1 - cac**2) * other])
    mean = np.column_stack([np.full(G, setting.before), expit(logit(setting.after) + effect)])
    size = (1 - setting.icc) / setting.icc
    return np.clip(betaincinv(mean * size, (1 - mean) * size, ndtr(latent)), 1e-6, 1 - 1e-6)


def paired_answers(
    P: np.ndarray, persons: np.ndarray, r: float, rng: np.random.Generator
) -> np.ndarray:
    """Persons by answer before and after, with correlation r as far as the margins allow."""
    p, q = P.T
    both = p * q + r * np.sqrt(p * (1 - p) * q * (1 - q))
    both = np.clip(both, np.maximum(0, p + q - 1), np.minimum(p, q))
    cells = np.column_stack([1 - p - q + both, q - both, p - both, both])
    cells = np.clip(cells, 0, None)
    counts = rng.multinomial(persons, cells / cells.sum(axis=1, keepdims=True))
    return counts.reshape(-1, 2, 2)


@dataclass(frozen=True)
class Answer:
    """P values by method, and intervals of the log ratio of odds ratios and of the difference."""

    p: dict[str, float]
    odds: tuple[float, float]
    difference: tuple[float, float]


def analysed(trial: Trial) -> Answer:
    """Analyse one trial by the package, from counts: rows of one workplace and wave are one row."""
    place, wave = np.divmod(np.arange(trial.n.size), 2)
    arm = trial.arm[place]
    X = np.column_stack([np.ones(len(place)), arm, wave, arm * wave])
    n, k = trial.n.ravel(), trial.k.ravel()
    held = n > 0
    fit = fit_gee(X[held], (k / np.maximum(n, 1))[held], unit=np.flatnonzero(held), weights=n[held])
    robust = {kind: sandwich(fit, place[held], kind=kind) for kind in ("LZ", "KC", "MD")}
    df = 2 * int(trial.arm.sum()) - 2
    kc = estimate(robust["KC"], INTERACTION)
    both = (trial.n > 0).all(axis=1)
    waves = [ClusterCounts.of(trial.k[both, t], trial.n[both, t]) for t in (0, 1)]
    change, arms = cluster_changes(*waves), trial.arm[both]
    cluster = compare_arms(change, arms)
    return Answer(
        {
            "person z": person_z(trial),
            "LZ z": estimate(robust["LZ"], INTERACTION, df=math.inf).p_value,
            "LZ t": estimate(robust["LZ"], INTERACTION, df=df).p_value,
            "KC t": estimate(robust["KC"], INTERACTION, df=df).p_value,
            "KC Satt.": kc.p_value,
            "MD t": estimate(robust["MD"], INTERACTION, df=df).p_value,
            "MD Satt.": estimate(robust["MD"], INTERACTION).p_value,
            "cluster t": cluster.p_value,
            "perm.": permutation_test(change, arms, monte_carlo=DRAWS).p_value,
        },
        (kc.interval.low, kc.interval.high),
        (cluster.interval.low, cluster.interval.high),
    )


def person_z(trial: Trial) -> float:
    """P of persons taken as independent units, clustered on persons: the original analysis."""
    estimate_, variance = 0.0, 0.0
    for a, sign in ((0, -1), (1, 1)):
        n, k = (each[trial.arm == a].sum(axis=0) for each in (trial.n, trial.k))
        p = k / n
        information = n * p * (1 - p)
        pairs = trial.pairs[trial.arm == a].sum(axis=0)
        product = (
            sum(pairs[i, j] * (i - p[0]) * (j - p[1]) for i in (0, 1) for j in (0, 1))
            / information.prod()
        )
        estimate_ += sign * (logit(p[1]) - logit(p[0]))
        variance += (1 / information).sum() - 2 * product
    return float(2 * ndtr(-abs(estimate_) / math.sqrt(variance)))


def summary(setting: Setting, runs: int, number: int) -> dict[str, object]:
    """Shares of runs that reject without and with the effect, and intervals that hold it."""
    null = [analysed(simulated(setting, 0.0, generator(number, 0, run))) for run in range(runs)]
    found = [analysed(simulated(setting, EFFECT, generator(number, 1, run))) for run in range(runs)]
    truth = float(expit(logit(setting.after) + EFFECT) - setting.after)
    return {
        "setting": setting.__dict__,
        "level": {name: share([a.p[name] <= 0.05 for a in null]) for name in null[0].p},
        "power": {name: share([a.p[name] <= 0.05 for a in found]) for name in found[0].p},
        "coverage": {
            "KC Satt.": share([a.odds[0] <= EFFECT <= a.odds[1] for a in found]),
            "cluster t": share([a.difference[0] <= truth <= a.difference[1] for a in found]),
        },
        "without": {
            "KC Satt.": share([math.isnan(a.p["KC Satt."]) for a in null]),
        },
        "formula": planned_power(setting),
    }


def generator(number: int, effect: int, run: int) -> np.random.Generator:
    """The generator of one run, whatever other runs there are."""
    return np.random.default_rng([SEED, number, effect, run])


def share(values: list[bool]) -> float:
    """Share of the runs."""
    return sum(values) / len(values)


def planned_power(setting: Setting) -> float:
    """Power of a t test with G-2 degrees of freedom by the planning formula, unequal sizes."""
    m, rho, G = setting.size, setting.icc, 2 * setting.per_arm
    p = (setting.before + setting.after) / 2
    own = (1 - rho) * setting.within_person * setting.retention
    r = (m * rho * setting.autocorrelation + own) / (1 + (m - 1) * rho)
    heavy = 1 + (m * (1 + setting.variation**2) - 1) * rho
    variance = 2 / (p * (1 - p) * setting.per_arm * m) * heavy * 2 * (1 - r)
    critical = stats.t.ppf(0.975, G - 2)
    shifted = stats.nct(G - 2, EFFECT / math.sqrt(variance))
    return float(shifted.sf(critical) + shifted.cdf(-critical))


def percent(value: float) -> str:
    """A share in per cent."""
    return f"{100 * value:.1f}"


def told(results: list[dict[str, object]], runs: int, seconds: float) -> str:
    """The table in Markdown."""
    versions = (
        f"Python {platform.python_version()}, NumPy {np.__version__}, SciPy {scipy.__version__}"
    )
    made = (
        f"{datetime.now(UTC):%Y-%m-%d}, {runs} runs a setting, seed {SEED}, {versions}, "
        f"{seconds:.0f} s. Made by `python tests/simulation/level_and_power.py`."
    )
    error = 100 * math.sqrt(0.0475 / runs)
    meaning = (
        f"Per cent of runs with P ≤ 0.05; the Monte Carlo error of 5 % is ±{error:.1f}. "
        "G: workplaces an arm; m: mean size; CV: coefficient of variation of sizes; CAC: cluster "
        "autocorrelation; p: prevalence before."
    )
    formula = (
        "Formula: Student's t on G-2 degrees of freedom by the planning formula for a difference "
        "in differences, sizes unequal."
    )
    heading = f"## Coverage of 95 % intervals and power: log ratio of odds ratios {EFFECT}"
    lines = ["# Level, coverage and power by simulation", "", made, "", meaning, ""]
    lines += ["## Level: no effect", "", *table(results, "level", list(results[0]["level"])), ""]
    lines += [heading, "", *second_table(results), "", formula]
    return "\n".join(lines) + "\n"


def place(result: dict[str, object]) -> str:
    """Columns of the setting."""
    s = result["setting"]
    return (
        f"| {s['per_arm']} | {s['size']:g} | {s['icc']} | {s['autocorrelation']} | "
        f"{s['variation']} | {s['before']} |"
    )


def table(results: list[dict[str, object]], kind: str, names: list[str]) -> list[str]:
    """One line a setting."""
    head = "| G | m | ICC | CAC | CV | p | " + " | ".join(names) + " |"
    rows = [
        place(result) + " " + " | ".join(percent(result[kind][name]) for name in names) + " |"
        for result in results
    ]
    return [head, "|" + "---|" * (6 + len(names)), *rows]


def second_table(results: list[dict[str, object]]) -> list[str]:
    """Coverage, power, and the power of the formula."""
    head = (
        "| G | m | ICC | CAC | CV | p | coverage, KC Satt. | coverage, cluster t | "
        "power, KC Satt. | power, cluster t | power, perm. | formula |"
    )
    rows = [
        place(r)
        + " "
        + " | ".join(
            percent(value)
            for value in (
                r["coverage"]["KC Satt."],
                r["coverage"]["cluster t"],
                r["power"]["KC Satt."],
                r["power"]["cluster t"],
                r["power"]["perm."],
                r["formula"],
            )
        )
        + " |"
        for r in results
    ]
    return [head, "|" + "---|" * 12, *rows]


def main() -> None:
    """Simulate, print, and write the table and its numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--settings", type=int, nargs="*", default=range(len(SETTINGS)))
    parser.add_argument("--out", type=Path, default=HERE)
    parser.add_argument("--name", default="level_and_power")
    options = parser.parse_args()
    began = time.perf_counter()
    results = []
    for number in options.settings:
        results.append(summary(SETTINGS[number], options.runs, number))
        print(place(results[-1]), json.dumps(results[-1]["level"]), flush=True)
    text = told(results, options.runs, time.perf_counter() - began)
    kept = {"runs": options.runs, "seed": SEED, "results": results}
    (options.out / f"{options.name}.json").write_text(json.dumps(kept, indent=1) + "\n")
    (options.out / f"{options.name}.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
