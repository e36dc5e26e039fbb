"""The stored simulation keeps its bands; what falls outside is listed, with the reason."""

from __future__ import annotations

import importlib.util
import json
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

HERE = Path(__file__).resolve().parent
STORED = json.loads((HERE / "level_and_power.json").read_text(encoding="utf-8"))
CLOSER = json.loads((HERE / "closer_look.json").read_text(encoding="utf-8"))

# Two of 39 levels lie outside, by less than one Monte Carlo error of 2,000 runs (0.5 points):
# closer_look.md runs the two settings twenty thousand times, where both levels are inside.
OUTSIDE = {
    ("perm.", 6): "an exact test has a level of at most 5 %: chance",
    ("KC Satt.", 11): "sizes vary by 0.9: the level is 5.9 %, and 7.0 % is chance",
}


@pytest.fixture(scope="module")
def simulation() -> Any:
    spec = importlib.util.spec_from_file_location("level_and_power", HERE / "level_and_power.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["level_and_power"] = module
    spec.loader.exec_module(module)
    return module


def outside(results: list[dict[str, Any]], places: list[int]) -> set[tuple[str, int]]:
    """Methods and settings whose level is outside its band."""
    found = set()
    for place, result in zip(places, results, strict=True):
        level = result["level"]
        few = result["setting"]["per_arm"] < 6
        found |= {(n, place) for n in ("KC Satt.", "cluster t") if not 0.035 <= level[n] <= 0.069}
        found |= {("perm.", place)} if level["perm."] > 0.059 else set()
        if not few and result["setting"]["per_arm"] == 6 and level["LZ z"] <= 0.08:
            found.add(("LZ z", place))
    return found


def test_levels_are_within_their_bands_or_listed() -> None:
    assert STORED["runs"] == 2_000
    assert outside(STORED["results"], list(range(13))) == set(OUTSIDE)


def test_a_closer_look_finds_them_inside() -> None:
    assert CLOSER["runs"] == 20_000
    assert {place for _, place in OUTSIDE} == {6, 11}
    assert outside(CLOSER["results"], [6, 11]) == set()


def test_intervals_cover() -> None:
    for result in STORED["results"]:
        for share in result["coverage"].values():
            assert 0.93 <= share <= 0.965


def test_every_run_has_an_answer() -> None:
    assert [result["without"]["KC Satt."] for result in STORED["results"]] == [0.0] * 13


def test_power_is_near_the_planning_formula() -> None:
    """Within four points, three of the formula's and one of chance, where it is meant to hold.

    Not meant: three workplaces or fewer; sizes with a coefficient of variation of 0.9, which it
    treats cautiously; a prevalence of 0.08, which the effect itself changes; for the unweighted
    t also autocorrelation 1, where equal weights waste persons.
    """
    for result in STORED["results"]:
        setting, power = result["setting"], result["power"]
        if setting["per_arm"] >= 6 and setting["variation"] < 0.9 and setting["before"] > 0.1:
            assert power["KC Satt."] == pytest.approx(result["formula"], abs=0.04)
            if setting["autocorrelation"] < 1:
                assert power["cluster t"] == pytest.approx(result["formula"], abs=0.04)


def test_the_simulated_trial_is_the_one_described(simulation: Any) -> None:
    """Means, variances and correlations of 400 workplaces: four standard errors."""
    setting = simulation.Setting(200, 175, 0.05, 0.8)
    rng = np.random.default_rng(1)
    P = np.concatenate([simulation.probabilities(setting, np.zeros(400), rng) for _ in range(5)])
    assert P.mean(axis=0) == pytest.approx([0.55, 0.58], abs=4 * 0.11 / math.sqrt(2000))
    assert P.var(axis=0) == pytest.approx([0.05 * 0.55 * 0.45, 0.05 * 0.58 * 0.42], rel=0.15)
    assert np.corrcoef(P.T)[0, 1] == pytest.approx(0.8, abs=0.04)
    trial = simulation.simulated(setting, 0.0, rng)
    n = trial.n[:, 0]
    assert n.std() / n.mean() == pytest.approx(0.45, abs=0.08)
    assert trial.n[:, 1].sum() / n.sum() == pytest.approx(0.87, abs=0.01)
    assert (trial.k <= trial.n).all()


def test_runs_can_be_repeated(simulation: Any) -> None:
    one, two = (
        simulation.analysed(
            simulation.simulated(simulation.SETTINGS[4], 0.0, simulation.generator(4, 0, 17))
        )
        for _ in range(2)
    )
    assert one == two


def test_the_negative_control_sees_the_error(simulation: Any) -> None:
    """300 runs: z rejects about 13 %, Satterthwaite about 6 %; four standard errors apart."""
    found = [
        simulation.analysed(
            simulation.simulated(simulation.SETTINGS[4], 0.0, simulation.generator(4, 0, run))
        )
        for run in range(300)
    ]
    z, kc = (np.mean([a.p[name] <= 0.05 for a in found]) for name in ("LZ z", "KC Satt."))
    assert z > 0.08
    assert kc < z - 0.02
    assert kc < 0.11
