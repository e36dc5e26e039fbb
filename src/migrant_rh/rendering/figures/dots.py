"""Each allocated unit's change as a point, by arm, and the mean of each arm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from migrant_rh.rendering.cells import Estimate
from migrant_rh.rendering.figures.canvas import figure_of, new_figure
from migrant_rh.rendering.figures.drawing import CM, CONTROL, GRID, INK, TREATED, Drawing
from migrant_rh.rendering.figures.room import COLUMN_CM, line_height
from migrant_rh.rendering.formatting import cell_text
from migrant_rh.rendering.tables.labels import arms_of, place_name
from migrant_rh.results.rows import Results, Row
from migrant_rh.words import phrase

ANALYSIS = "changes"
_PANEL_CM, _LEAST_CM, _PLOT_CM = 3.6, 9.0, 5.5
_LEFT_CM, _SIDES_CM, _ABOVE_CM, _LEGEND_GAP_CM = 1.7, 2.0, 0.4, 0.5
_LEGEND_CM = 1.9
"""Beside the words of the key: its mark and the blanks around it."""
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
    shown = _Shown.of(results, outcome, drawing)
    axes = _own(shown) if ax is None else ax
    for at, site in enumerate(shown.places):
        for side, arm in enumerate(arms_of(results.vocabulary)):
            here = [row for row in shown.rows if row.site == site and row.group == arm]
            label = shown.arms[side] if at == 0 else None
            _column(axes, at + (side - 0.5) * 0.42, here, side, label)
    _dress(axes, drawing, shown)
    return figure_of(axes)


@dataclass(frozen=True)
class _Shown:
    """What is drawn, and in which words.

    Attributes
    ----------
    rows : tuple of Row
        Units and means.
    places : tuple of str
        Sites from left to right.
    names : list of str
        Name of every site, with the difference of its arms.
    arms : list of str
        Names of the arms.
    """

    rows: tuple[Row, ...]
    places: tuple[str, ...]
    names: list[str]
    arms: list[str]

    @classmethod
    def of(cls, results: Results, outcome: str, drawing: Drawing) -> _Shown:
        """Collect the rows; break names so that neighbours do not meet."""
        words = results.vocabulary
        rows = results.where(analysis=ANALYSIS, outcome=outcome)
        sites = {row.site for row in rows}
        places = tuple(site for site in (*words.codes("site"), "") if site in sites)
        width = _width(len(places))
        across = int((width - _SIDES_CM) / max(len(places), 1) / COLUMN_CM) - 2
        half = int((width / 2 - _LEGEND_CM) / COLUMN_CM)
        return cls(
            rows,
            places,
            [_named(results, drawing, row, across) for row in _compared(rows, places)],
            [drawing.label(words.name("group", arm), half) for arm in arms_of(words)],
        )


def _compared(rows: Sequence[Row], places: Sequence[str]) -> Iterator[Row]:
    """The difference of the arms at every place; a row without a number where there is none."""
    for site in places:
        found = (row for row in rows if row.site == site and row.contrast == "did")
        yield next(found, Row(analysis=ANALYSIS, site=site))


def _named(results: Results, drawing: Drawing, row: Row, across: int) -> str:
    """Name of a site, and below it the difference of the means with its interval."""
    name = drawing.label(place_name(results.vocabulary, row.site), across)
    if row.estimate is None:
        return name
    effect = cell_text(Estimate(row.estimate, row.conf_low, row.conf_high, "rd"), drawing.edition)
    return f"{name}\n{drawing.label(phrase('figures.dots_difference', effect=effect), across)}"


def _width(panels: int) -> float:
    """Centimetres of a figure of its own."""
    return max(_PANEL_CM * panels + _SIDES_CM, _LEAST_CM)


def _own(shown: _Shown) -> Axes:
    """An axis on a figure of its own, with room for the names and the key below."""
    width = _width(len(shown.places))
    below = line_height(shown.names, 0.0) + _LEGEND_GAP_CM + line_height(shown.arms, 0.0)
    height = _ABOVE_CM + _PLOT_CM + below
    figure = new_figure(width, height)
    place = (_LEFT_CM / width, below / height, 1 - _SIDES_CM / width, _PLOT_CM / height)
    return figure.add_axes(place)


def _column(axes: Axes, x: float, rows: Sequence[Row], side: int, label: str | None) -> None:
    """Points of one arm at one place, spread where they would meet, and their mean."""
    known = [row for row in rows if row.estimate is not None]
    ys = np.sort([100 * (row.estimate or 0.0) for row in known if row.term])
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
    for mean in (100 * (row.estimate or 0.0) for row in known if not row.term):
        axes.plot(ends, [mean] * 2, color=INK, linewidth=1.8, linestyle="-" if side else "--")


def _spread(ys: np.ndarray) -> np.ndarray:
    """Move points aside that lie close together; they come in order."""
    room = max(float(np.ptp(ys)), 1.0) / 14
    aside = np.zeros(len(ys))
    run = 0
    for place, (before, here) in enumerate(pairwise(ys), start=1):
        run = run + 1 if here - before < room else 0
        aside[place] = (-1) ** run * ((run + 1) // 2) * _SPREAD
    return aside


def _dress(axes: Axes, drawing: Drawing, shown: _Shown) -> None:
    """Grid, zero line, names of the sites and the key."""
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.set_xticks(range(len(shown.places)), shown.names)
    axes.set_xlim(-0.6, max(len(shown.places), 1) - 0.4)
    axes.set_ylabel(drawing.words(phrase("figures.change_axis")))
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(axis="x", length=0)
    if axes.get_legend_handles_labels()[0]:
        tall = axes.get_position().height * figure_of(axes).get_figheight() * CM
        names = line_height(shown.names, 0.0)
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -names / tall), ncols=2, frameon=False)
