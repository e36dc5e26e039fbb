"""Files to records: EpiData and Epi Info data, their check files, delimited text."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from migrant_rh.reading.check_files import read_checks
    from migrant_rh.reading.checks import Checks
    from migrant_rh.reading.opening import read
    from migrant_rh.reading.records import Codebook, Field, Provenance, Records

_HOMES = {
    "Checks": "checks",
    "Codebook": "records",
    "Field": "records",
    "Provenance": "records",
    "Records": "records",
    "read": "opening",
    "read_checks": "check_files",
}

__all__ = ["Checks", "Codebook", "Field", "Provenance", "Records", "read", "read_checks"]


def __getattr__(name: str) -> Any:
    """Load a name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"migrant_rh.reading.{_HOMES[name]}"), name)
