"""The study that a command is about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migrant_rh.study.plan import Study


def planned(path: Path | None) -> Study:
    """Read the study file, or take the demo study."""
    if path is None:
        from migrant_rh.demo import demo_study  # noqa: PLC0415  (start-up)

        return demo_study()
    from migrant_rh.study.file import load_study  # noqa: PLC0415  (start-up)

    return load_study(path)
