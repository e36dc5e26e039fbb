"""Figures as files: SVG, PNG and PDF of each."""

from __future__ import annotations

from pathlib import Path

from migrant_rh.rendering.document import Picture
from migrant_rh.rendering.figures import figures_of, picture, portable
from migrant_rh.results.rows import Results
from migrant_rh.words import Language


def draw(results: Results, language: Language, folder: Path) -> dict[str, Picture]:
    """Draw every figure in one language, and write it as SVG, PNG and PDF."""
    from migrant_rh.rendering.figures.recording import recorded  # noqa: PLC0415  (heavy)

    pictures = {}
    for name, drawn_once in figures_of(results, language).items():
        figure = recorded(drawn_once)
        pictures[name] = drawn = picture(figure)
        svg, png, pdf = files_of(folder, name, language)
        svg.write_bytes(drawn.svg)
        png.write_bytes(drawn.png)
        pdf.write_bytes(portable(figure))
    return pictures


def files_of(folder: Path, name: str, language: str) -> tuple[Path, Path, Path]:
    """Files of a figure."""
    svg, png, pdf = (folder / f"{name}.{language}.{kind}" for kind in ("svg", "png", "pdf"))
    return svg, png, pdf
