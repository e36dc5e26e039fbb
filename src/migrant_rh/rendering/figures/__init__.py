"""Figures made from the rows, in one language each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from migrant_rh.rendering.figures.drawing import Drawing, looks, picture, portable
from migrant_rh.results.rows import Results
from migrant_rh.words import Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Drawing", "figure_names", "figures_of", "picture", "portable"]


def figure_names(results: Results) -> tuple[str, ...]:
    """Names of the figures that the rows allow, in the order of the report."""
    words = results.vocabulary
    rates = (f"rates.{outcome}" for outcome in words.codes("outcome"))
    return (*rates, *(f"forest.{model}" for model in words.codes("model")))


def figures_of(results: Results, language: Language) -> Mapping[str, Figure]:
    """Draw every figure that the rows allow: ``rates.OUTCOME`` and ``forest.MODEL``.

    Parameters
    ----------
    results : Results
        Rows and words.
    language : {"zh", "en"}
        Language of the labels.

    Returns
    -------
    mapping of str to matplotlib.figure.Figure
        They show themselves in a notebook, and can be changed before they are saved.
    """
    import matplotlib as mpl  # noqa: PLC0415  (heavy)

    from migrant_rh.rendering.figures.forest import forest  # noqa: PLC0415  (matplotlib is heavy)
    from migrant_rh.rendering.figures.rates import rates  # noqa: PLC0415

    drawing = Drawing.of(results, language)
    figures: dict[str, Figure] = {}
    with mpl.rc_context(looks(drawing)):
        for outcome in results.vocabulary.codes("outcome"):
            figures[f"rates.{outcome}"] = rates(results, outcome, drawing)
        for model in results.vocabulary.codes("model"):
            figures[f"forest.{model}"] = forest(results, model, drawing)
    return figures
