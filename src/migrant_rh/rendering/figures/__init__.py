"""Figures made from the rows, in one language each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
    outcomes, models = words.codes("outcome"), words.codes("model")
    changes = results.where(analysis="changes")
    changed = {row.outcome for row in changes if row.estimate is not None}
    return (
        *(f"rates.{outcome}" for outcome in outcomes),
        *(f"changes.{outcome}" for outcome in outcomes if outcome in changed),
        *(f"forest.{model}" for model in models),
        *(f"specifications.{model}" for model in models if _specified(results, model)),
        *(("flow_diagram",) if results.where(analysis="flow", site="") else ()),
        *(("missing_answers",) if _lacks(results) else ()),
        *(("balance_plot",) if results.where(analysis="baseline", site="", scale="smd") else ()),
    )


def _specified(results: Results, model: str) -> bool:
    """Whether an effect over all sites was computed by several methods."""
    return any(row.site == "" for row in results.where(analysis=f"robustness.{model}"))


def _lacks(results: Results) -> bool:
    """Whether any answer of a group is missing."""
    return any(row.estimate and row.group for row in results.where(analysis="missingness", term=""))


def figures_of(results: Results, language: Language) -> Mapping[str, Figure]:
    """Draw every figure that the rows allow, by the names of `figure_names`.

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

    drawing = Drawing.of(results, language)
    with mpl.rc_context(looks(drawing)):
        return {name: _drawn(results, name, drawing) for name in figure_names(results)}


def _drawn(results: Results, name: str, drawing: Drawing) -> Figure:
    """Draw one figure."""
    from migrant_rh.rendering.figures.balance import balance  # noqa: PLC0415 (matplotlib is heavy)
    from migrant_rh.rendering.figures.dots import dots  # noqa: PLC0415
    from migrant_rh.rendering.figures.flow import flow  # noqa: PLC0415
    from migrant_rh.rendering.figures.forest import forest  # noqa: PLC0415
    from migrant_rh.rendering.figures.missing import missing  # noqa: PLC0415
    from migrant_rh.rendering.figures.rates import rates  # noqa: PLC0415
    from migrant_rh.rendering.figures.specifications import specifications  # noqa: PLC0415

    kind, _, about = name.partition(".")
    of_one: Mapping[str, Callable[..., Figure]] = {
        "rates": rates,
        "changes": dots,
        "forest": forest,
        "specifications": specifications,
    }
    if kind in of_one:
        return of_one[kind](results, about, drawing)
    of_all = {"flow_diagram": flow, "missing_answers": missing, "balance_plot": balance}
    return of_all[kind](results, drawing)
