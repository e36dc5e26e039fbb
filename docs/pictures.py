"""Draw the pictures of the README again from the demo study: ``python docs/pictures.py``."""

from __future__ import annotations

from pathlib import Path

import migrant_rh as mr
from migrant_rh.rendering.figures import figures_of, picture

HERE = Path(__file__).resolve().parent / "pictures"
DRAWN = ("rates.certificate", "forest.main")


def main() -> None:
    """Write the figures in both languages."""
    run = mr.analyze(mr.demo_study())
    for language in ("zh", "en"):
        figures = figures_of(run.results, language)
        for name in DRAWN:
            path = HERE / f"{name}.{language}.png"
            path.write_bytes(picture(figures[name]).png)


if __name__ == "__main__":
    main()
