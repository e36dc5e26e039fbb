"""The run that examples of figures are about: one for all of them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import pytest

import migrant_rh as mr
from migrant_rh.results.rows import Results


class DemoRun:
    """The demo study, analysed when an example asks for its rows."""

    @cached_property
    def results(self) -> Results:
        """Rows and words."""
        return mr.analyze(mr.demo_study()).results


RUN = DemoRun()


@pytest.fixture(autouse=True)
def _run(doctest_namespace: dict[str, Any]) -> None:
    doctest_namespace["run"] = RUN
