"""Each allocated unit's change as a point, by arm, and the mean of each arm."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from migrant_rh.rendering.figures.canvas import figure_of, new_figure
from migrant_rh.rendering.figures.drawing import CONTROL, GRID, INK, TREATED, Drawing
from migrant_rh.rendering.tables.labels import arms_of, place_name
from migrant_rh.results.rows import Results, Row
from migrant_rh.words import phrase

ANALYSIS = "changes"
_PANEL_CM, _LEAST_CM, _HEIGHT_CM = 3.6, 9.0, 7.4
_MEAN_HALF, _SPREAD = 0.3, 0.075
_MARKERS = ("o", "s")


def dots(results: Results, outcome: str, drawing: Drawing, *, ax: Axes | None = None) -> Figure:
    """Draw the change of every unit, sites side by side, one column of points an arm.

    Parameters
    ----------
    results : Results
        Rows and words.
    outcome : str
        An outcome of the plan.
    drawing : Drawing
        Language and font.
    ax : matplotlib Axes, optional
        Where to draw; a figure of its own without.
    """
    rows = results.where(analysis=ANALYSIS, outcome=outcome)
    places = list(dict.fromkeys(row.site for row in rows))
    axes = _own(len(places)) if ax is None else ax
    arms = arms_of(results.vocabulary)
    for at, site in enumerate(places):
        for side, arm in enumerate(arms):
            here = [row for row in rows if row.site == site and row.group == arm]
            label = drawing.words(results.vocabulary.name("group", arm)) if at == 0 else None
            _column(axes, at + (side - 0.5) * 0.42, here, side, label)
    _dress(axes, results, drawing, places)
    return figure_of(axes)


def _own(panels: int) -> Axes:
    """An axis on a figure of its own."""
    width = max(_PANEL_CM * panels + 2.2, _LEAST_CM)
    figure = new_figure(width, _HEIGHT_CM)
    return figure.add_axes((1.7 / width, 0.2, 1 - 2.0 / width, 0.74))


def _column(axes: Axes, x: float, rows: Sequence[Row], side: int, label: str | None) -> None:
    """Points of one arm at one place, spread where they would meet, and their mean."""
    ys = np.array([100 * row.estimate for row in rows if row.estimate is not None])
    if not len(ys):
        return
    colour = TREATED if side else CONTROL
    axes.plot(
        x + _spread(ys),
        ys,
        linestyle="none",
        marker=_MARKERS[side],
        markersize=4.6,
        markerfacecolor=colour if side else "white",
        markeredgecolor=colour,
        alpha=0.9,
        label=label,
    )
    ends = [x - _MEAN_HALF / 2, x + _MEAN_HALF / 2]
    axes.plot(ends, [ys.mean()] * 2, color=INK, linewidth=1.8, linestyle="-" if side else "--")


def _spread(ys: np.ndarray) -> np.ndarray:
    """Move points aside that lie close together."""
    order = np.argsort(ys, kind="stable")
    room = max(float(np.ptp(ys)), 1.0) / 14
    aside = np.zeros(len(ys))
    run = 0
    for before, here in pairwise(order):
        run = run + 1 if ys[here] - ys[before] < room else 0
        aside[here] = (-1) ** run * ((run + 1) // 2) * _SPREAD
    return aside


def _dress(axes: Axes, results: Results, drawing: Drawing, places: Sequence[str]) -> None:
    """Grid, zero line, names of the sites and the key."""
    axes.axhline(0, color=INK, linewidth=0.8)
    names = [drawing.words(place_name(results.vocabulary, site)) for site in places]
    axes.set_xticks(range(len(places)), names)
    axes.set_xlim(-0.6, len(places) - 0.4)
    axes.set_ylabel(drawing.words(phrase("figures.change_axis")))
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(axis="x", length=0)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=2, frameon=False)
