"""The validation table: every case is in it, and its differences are small."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
PARITY = HERE.parents[1].parent / "shared" / "parity"
pytestmark = pytest.mark.skipif(not PARITY.is_dir(), reason="../shared is not here")

NO_NUMBERS_OF_A_PACKAGE = {"lib", "study"}


@pytest.fixture(scope="module")
def validation() -> Any:
    spec = importlib.util.spec_from_file_location("validation", HERE / "validation.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["validation"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def found(validation: Any) -> list[Any]:
    return list(validation.everything())


def test_every_case_is_in_the_table(found: list[Any]) -> None:
    folders = {
        f"{group.name}/{case.name}"
        for group in PARITY.iterdir()
        if group.is_dir() and group.name not in NO_NUMBERS_OF_A_PACKAGE
        for case in group.iterdir()
        if case.is_dir()
    }
    assert {number.case for number in found} == folders


def test_differences_are_small(found: list[Any]) -> None:
    assert len(found) > 5_000
    assert max(number.difference for number in found if not number.rough) < 1e-8
    assert sum(number.rough for number in found) < 40


def test_the_table_has_a_line_a_case(validation: Any, found: list[Any]) -> None:
    text = validation.table(found)
    for case in {number.case for number in found}:
        assert f"| {case} |" in text
