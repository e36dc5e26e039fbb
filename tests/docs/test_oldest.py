"""The oldest versions that are allowed are those the tests can be run on."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BOUND = re.compile(r"([A-Za-z0-9_.-]+)>=([0-9.]+)")


def test_lower_bounds_are_the_oldest_versions_tested() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    allowed = dict(BOUND.match(each).groups() for each in project["dependencies"])
    listed = (ROOT / "tests" / "oldest.txt").read_text(encoding="utf-8").splitlines()
    tested = dict(line.split("==") for line in listed if not line.startswith("#"))
    assert list(tested) == list(allowed)
    for name, version in allowed.items():
        assert f"{tested[name]}.".startswith(f"{version}."), name
