"""A slice of the fuzz run: `fuzz.py` has the whole of it, and its result."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def fuzz() -> Any:
    spec = importlib.util.spec_from_file_location("fuzz", HERE / "fuzz.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["fuzz"] = module
    spec.loader.exec_module(module)
    return module


def test_damaged_files_are_read_or_refused(fuzz: Any) -> None:
    tally = fuzz.some(seed=20, count=400)
    assert tally.faults == []
    assert sum(tally.outcomes.values()) == 400
    assert {outcome for _, outcome in tally.outcomes} == {"read", "refused"}


def test_a_shifted_value_would_be_noticed(fuzz: Any) -> None:
    good = next(source for source in fuzz.sources() if source.name == "width77.rec")
    names = sorted(good.values)
    swapped = dict(zip(names, (good.values[name] for name in reversed(names)), strict=True))
    records = fuzz.mr.read(HERE / "epidata" / "width77.rec", encoding=good.encoding)
    wrong = fuzz.Source(good.name, good.suffix, good.data, good.encoding, swapped)
    assert list(fuzz._strays(records, good)) == []
    assert list(fuzz._strays(records, wrong)) != []


def test_the_stored_run_had_no_fault() -> None:
    told = (HERE / "fuzz.md").read_text(encoding="utf-8")
    assert re.search(r"100,0\d\d inputs, seed 1: 0 faults", told)
