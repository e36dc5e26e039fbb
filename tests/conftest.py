"""The demo study, analysed once for all tests that only read what came of it."""

from __future__ import annotations

import pytest

import migrant_rh as mr
from migrant_rh.run import Run


@pytest.fixture(scope="session")
def demo_run() -> Run:
    """One run of the demo study; nothing in it can be changed but its figures: draw your own."""
    return mr.analyze(mr.demo_study())
