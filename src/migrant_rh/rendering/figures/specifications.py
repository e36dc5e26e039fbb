"""The same effect by every method and adjustment, as a forest: whether the answer hangs on it."""

from __future__ import annotations

from collections.abc import Iterator

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from migrant_rh.rendering.figures.drawing import Drawing
from migrant_rh.rendering.figures.forest import HEADING, Line, drawn, numbers_of
from migrant_rh.rendering.tables.robustness import specification_rows
from migrant_rh.results.rows import Results, Row
from migrant_rh.words import Text, phrase


def specifications(
    results: Results, model: str, drawing: Drawing, *, ax: Axes | None = None
) -> Figure:
    """Draw the effect over all sites in percentage points under every specification.

    Parameters
    ----------
    results : Results
        Rows and words.
    model : str
        A model of the plan.
    drawing : Drawing
        Language and font.
    ax : matplotlib Axes, optional
        Where to draw; a figure of its own without.
    """
    lines = list(_lines(results, model, drawing))
    return drawn(lines, drawing, phrase("figures.forest_axis"), ax)


def specifications_shown(
    results: Results, model: str
) -> Iterator[tuple[str, list[tuple[Text, bool, Row]]]]:
    """Outcomes, and for each the specifications with an interval over all sites."""
    for outcome in results.vocabulary.codes("outcome"):
        rows = [
            each
            for each in specification_rows(results, model, outcome, "")
            if each[2].scale == "rd" and each[2].conf_low is not None
        ]
        if rows:
            yield outcome, rows


def _lines(results: Results, model: str, drawing: Drawing) -> Iterator[Line]:
    """The lines from top to bottom; the one that leads is a diamond."""
    words = results.vocabulary
    for outcome, rows in specifications_shown(results, model):
        yield Line(drawing.label(words.name("outcome", outcome), HEADING))
        for said, leads, row in rows:
            yield Line(drawing.label(said, HEADING), row, numbers_of(row, drawing), strong=leads)
