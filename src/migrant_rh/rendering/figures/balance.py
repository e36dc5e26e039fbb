"""How alike the arms were at baseline: standardised differences, largest first (a Love plot)."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from migrant_rh.rendering.figures.canvas import figure_of, new_figure
from migrant_rh.rendering.figures.drawing import GRID, INK, TREATED, Drawing
from migrant_rh.rendering.figures.room import label_room, line_height
from migrant_rh.results.rows import Results, Row
from migrant_rh.words import phrase

_LINE_CM, _PLOT_CM, _AXIS_CM = 0.58, 8.0, 1.9
_LIMIT = 0.1
"""A difference below it is commonly called negligible (Austin, 2009)."""


def balance(results: Results, drawing: Drawing, *, ax: Axes | None = None) -> Figure:
    """Draw the absolute standardised difference of every characteristic over all sites.

    Parameters
    ----------
    results : Results
        Rows and words.
    drawing : Drawing
        Language and font.
    ax : matplotlib Axes, optional
        Where to draw; a figure of its own without.
    """
    rows = balance_rows(results)
    words = results.vocabulary
    names = [drawing.label(words.name("variable", row.outcome)) for row in rows]
    axes = _own(names) if ax is None else ax
    levels = range(len(rows) - 1, -1, -1)
    values = [abs(row.estimate or 0.0) for row in rows]
    axes.hlines(list(levels), 0, values, color=GRID, linewidth=1.4)
    points = axes.plot(values, list(levels), linestyle="none", marker="D", color=TREATED)
    points[0].set(markersize=5, clip_on=False)
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.axvline(_LIMIT, color=INK, linewidth=0.8, linestyle=(0, (4, 3)))
    axes.set_yticks(list(levels), names)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xlim(0, max([*values, _LIMIT]) * 1.15)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(drawing.words(phrase("figures.balance_axis")))
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    return figure_of(axes)


def balance_rows(results: Results) -> list[Row]:
    """Standardised differences between the arms over all sites, the largest first."""
    stated = results.where(analysis="baseline", site="", contrast="arms", scale="smd")
    known = [row for row in stated if row.estimate is not None]
    return sorted(known, key=lambda row: (-abs(row.estimate or 0.0), row.outcome))


def _own(names: list[str]) -> Axes:
    """An axis on a figure of its own, with room for the names at its left."""
    room = label_room(names)
    inner = line_height(names, _LINE_CM) * max(len(names), 1)
    width, height = room + _PLOT_CM + 0.5, inner + _AXIS_CM
    figure = new_figure(width, height)
    return figure.add_axes((room / width, 1.4 / height, _PLOT_CM / width, 1 - _AXIS_CM / height))
