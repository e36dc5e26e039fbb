"""Cases of ../shared/parity: their rows, their numbers, and how ours are held to them.

A number counts as equal within the relative tolerance of the case, or within 1e-13 of a reference
near zero: both sides compute in double precision, by other orders of summation.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
CASES = SHARED / "parity"
NEAR_ZERO = 1e-13

Tree = dict[str, Any]

needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")


def rows_of(case: str) -> list[dict[str, str]]:
    """Data of a case, as text."""
    with (CASES / case / "data.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def reference_of(case: str) -> Tree:
    """Numbers, tolerances and call of a case."""
    return json.loads((CASES / case / "expected.json").read_text(encoding="utf-8"))


def leaves(tree: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every number of a tree with its path."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from leaves(value, f"{path}/{key}")
    elif isinstance(tree, list | tuple):
        for place, value in enumerate(tree):
            yield from leaves(value, f"{path}/{place}")
    else:
        yield path, tree


def pair(interval: Any) -> list[float]:
    """Both ends."""
    return [interval.low, interval.high]


def result_of(result: Any) -> Tree:
    """A test as the cases write it."""
    return {"statistic": result.statistic, "df": result.df, "p": result.p_value}


def unequal(case: str, ours: Tree, numbers: Tree | None = None) -> Tree:
    """Our numbers that differ from the reference by more than the case allows, beside it."""
    reference = reference_of(case)
    allowed = reference["tolerance"]
    found, wrong = dict(leaves(ours)), {}
    for path, expected in leaves(reference["numbers"] if numbers is None else numbers):
        keys = [value for key, value in (allowed["by_key"] or {}).items() if key in path.split("/")]
        if path in found and not _equal(found[path], expected, max([allowed["default"], *keys])):
            wrong[path] = (found[path], expected)
    return wrong


def _equal(found: float, expected: float, tolerance: float) -> bool:
    return abs(found - expected) <= max(tolerance * abs(expected), NEAR_ZERO)


def unexplained(ours: Tree, numbers: Tree, listed: Collection[str]) -> list[str]:
    """Numbers neither computed nor listed, listings that match nothing, numbers of nobody's."""
    found, expected = dict(leaves(ours)), dict(leaves(numbers))
    missing = [path for path in expected if path not in found]
    return [
        *(path for path in missing if not path.startswith(tuple(listed))),
        *(each for each in listed if not any(path.startswith(each) for path in missing)),
        *(path for path in found if path not in expected),
    ]
