"""Simulated trials for the benchmarks: persons at waves, all categories, or workplaces."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np


def persons(count: int, waves: int = 2, missing: float = 0.1) -> dict[str, np.ndarray]:
    """Persons at waves, ten columns of which two are continuous, a tenth of later waves missing."""
    rng = np.random.default_rng(1)
    seen = rng.random((count, waves)) >= missing
    seen[:, 0] = True
    person, wave = np.nonzero(seen)
    arm, sex, married = rng.integers(0, 2, (3, count))
    site, age = rng.integers(0, 3, count), np.round(rng.uniform(18, 50, count), 1)
    income, own = rng.normal(size=(2, count))
    late = wave / max(waves - 1, 1)
    columns = [
        np.ones(len(person)), arm[person], late, arm[person] * late, (age[person] - 34) / 10,
        sex[person], married[person], site[person] == 1, site[person] == 2, income[person],
    ]  # fmt: skip
    return _outcomes(rng, np.column_stack(columns).astype(float), own[person], person, wave)


def categorical(count: int) -> dict[str, np.ndarray]:
    """Persons at two waves, seventeen columns of nothing but categories."""
    rng = np.random.default_rng(1)
    seen = rng.random((count, 2)) >= 0.1
    seen[:, 0] = True
    person, late = np.nonzero(seen)
    arm, sex, married = rng.integers(0, 2, (3, count))
    age, school = rng.integers(0, 4, (2, count))
    site, own = rng.integers(0, 3, count), rng.normal(size=count)
    columns = [np.ones(len(person)), arm[person], late, arm[person] * late]
    columns += [age[person] == k for k in (1, 2, 3)] + [school[person] == k for k in (1, 2, 3)]
    columns += [sex[person], married[person], site[person] == 1, site[person] == 2]
    columns += [(site[person] == 1) * late, (site[person] == 2) * late, sex[person] * late]
    return _outcomes(rng, np.column_stack(columns).astype(float), own[person], person, late)


def workplaces() -> dict[str, np.ndarray]:
    """Sixty workplaces of about a hundred persons at two waves."""
    rng = np.random.default_rng(1)
    sizes = rng.integers(85, 126, 60)
    place = np.repeat(np.arange(60), sizes)
    seen = rng.random((len(place), 2)) >= 0.1
    seen[:, 0] = True
    person, late = np.nonzero(seen)
    arm, (age, own) = place[person] % 2, rng.normal(size=(2, len(place)))
    shared = rng.normal(0, 0.4, 60)[place]
    columns = [np.ones(len(person)), arm, late, arm * late, age[person]]
    columns += [rng.integers(0, 2, len(place))[person] for _ in range(5)]
    X = np.column_stack(columns).astype(float)
    data = _outcomes(rng, X, (own + shared)[person], place[person], late)
    return {**data, "person": person.astype(float)}


def _outcomes(
    rng: np.random.Generator, X: np.ndarray, own: np.ndarray, unit: np.ndarray, wave: np.ndarray
) -> dict[str, np.ndarray]:
    """Draw outcomes, and put all of it together."""
    eta = X @ rng.normal(0, 0.3, X.shape[1]) + own
    y = (rng.random(len(eta)) < 1 / (1 + np.exp(-eta))).astype(float)
    return {"X": X, "y": y, "id": unit.astype(float), "w": wave.astype(float)}


def made(name: str) -> dict[str, np.ndarray]:
    """The data of a job."""
    kind, _, count = name.partition(" ")
    if kind == "workplaces":
        return workplaces()
    if kind == "categorical":
        return categorical(int(count))
    return persons(int(count), *((6, 0.0) if kind == "waves" else ()))


def written(data: Mapping[str, np.ndarray], folder: Path) -> tuple[int, int]:
    """Write the data as NumPy and R read them fastest; rows and columns."""
    X = data["X"]
    np.save(folder / "X.npy", X)
    np.asfortranarray(X).T.tofile(folder / "X.bin")
    for name, values in data.items():
        if name != "X":
            values.tofile(folder / f"{name}.bin")
    return X.shape
