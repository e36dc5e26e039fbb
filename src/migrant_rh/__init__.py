"""From two typists' EpiData files to the tables of the paper.

>>> import migrant_rh as mr
>>> study = mr.demo_study()
>>> study.wave_names
('baseline', 'endline')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from migrant_rh._version import __version__

if TYPE_CHECKING:
    from migrant_rh import figures, tables
    from migrant_rh.analysis.cluster_summary import cluster_summary
    from migrant_rh.analysis.cluster_tests import icc, permutation_test
    from migrant_rh.analysis.formula import gee
    from migrant_rh.analysis.least_squares import weighted_least_squares
    from migrant_rh.analysis.tabulated import chi_square
    from migrant_rh.checking.double_entry import compare_entries
    from migrant_rh.demo import demo_study
    from migrant_rh.errors import MigrantRHError
    from migrant_rh.panel.panel import Panel, build_panel
    from migrant_rh.reading import Records, read, read_checks
    from migrant_rh.rendering.stored import load_run
    from migrant_rh.results.comparing import compare_runs
    from migrant_rh.results.rows import Results
    from migrant_rh.results.store import load_results
    from migrant_rh.run import Run, analyze
    from migrant_rh.study.file import load_study
    from migrant_rh.study.plan import Study
    from migrant_rh.writing.records_file import write_records

_HOMES = {
    "MigrantRHError": ("errors", "MigrantRHError"),
    "Panel": ("panel.panel", "Panel"),
    "Records": ("reading", "Records"),
    "Results": ("results.rows", "Results"),
    "Run": ("run", "Run"),
    "Study": ("study.plan", "Study"),
    "analyze": ("run", "analyze"),
    "build_panel": ("panel.panel", "build_panel"),
    "chi_square": ("analysis.tabulated", "chi_square"),
    "cluster_summary": ("analysis.cluster_summary", "cluster_summary"),
    "compare_runs": ("results.comparing", "compare_runs"),
    "compare_entries": ("checking.double_entry", "compare_entries"),
    "demo_study": ("demo", "demo_study"),
    "gee": ("analysis.formula", "gee"),
    "icc": ("analysis.cluster_tests", "icc"),
    "load_results": ("results.store", "load_results"),
    "load_run": ("rendering.stored", "load_run"),
    "load_study": ("study.file", "load_study"),
    "permutation_test": ("analysis.cluster_tests", "permutation_test"),
    "read": ("reading", "read"),
    "read_checks": ("reading", "read_checks"),
    "write_records": ("writing.records_file", "write_records"),
    "weighted_least_squares": ("analysis.least_squares", "weighted_least_squares"),
}

__all__ = [
    "MigrantRHError",
    "Panel",
    "Records",
    "Results",
    "Run",
    "Study",
    "__version__",
    "analyze",
    "build_panel",
    "chi_square",
    "cluster_summary",
    "compare_entries",
    "compare_runs",
    "demo_study",
    "figures",
    "gee",
    "icc",
    "load_results",
    "load_run",
    "load_study",
    "permutation_test",
    "read",
    "read_checks",
    "tables",
    "weighted_least_squares",
    "write_records",
]


def __getattr__(name: str) -> Any:
    """Load a name when it is first asked for, so that importing the package costs nothing."""
    if name in {"figures", "tables"}:
        return import_module(f"migrant_rh.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(f"migrant_rh.{module}"), attribute)


def __dir__() -> list[str]:
    """Names of the shop window."""
    return __all__
