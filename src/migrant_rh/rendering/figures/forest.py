"""The effects as a forest: label, plot, and the numbers beside it, each column as wide as it needs.

Across, places beside the plot are measured in points from its edges, so that no label meets
another whatever its language or length; upwards, one line is one unit of the axis.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text as Drawn
from matplotlib.ticker import NullFormatter, StrMethodFormatter
from matplotlib.transforms import ScaledTranslation

from migrant_rh.rendering.cells import DegreesOfFreedom, Estimate, PValue
from migrant_rh.rendering.figures.canvas import figure_of, new_figure
from migrant_rh.rendering.figures.drawing import CM, GRID, INK, TREATED, Drawing
from migrant_rh.rendering.formatting import cell_text
from migrant_rh.rendering.tables.labels import (
    place_name,
    places_of,
    planned_scale,
    term_name,
    unit_count,
)
from migrant_rh.rendering.tables.subgroups import levels_of, subgroups_of
from migrant_rh.results.rows import Results, Row
from migrant_rh.words import Text, phrase

_PLOT_CM, _LINE_CM, _AXIS_CM, _EDGE_CM = 6.5, 0.55, 1.4, 0.2
_GAP, _INDENT = 8.0, 10.0
HEADING = 66
"""Columns of a terminal after which a heading goes on below: it may reach into the plot."""
_LEAST_PLOT = 1 / 3
_POINTS = 72.0
_BEHIND = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
"""Behind labels, whose headings may reach into the plot: its lines do not cross them."""

_METHODS = frozenset({"gee", "gee_linear"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the forest; a heading has a label alone, and a strong one is a diamond."""

    label: str
    row: Row | None = None
    numbers: tuple[str, ...] = ()
    strong: bool = False


def forest(
    results: Results, model: str, drawing: Drawing, *, scale: str = "", ax: Axes | None = None
) -> Figure:
    """Draw the difference in differences by outcome and place.

    Parameters
    ----------
    results : Results
        Rows and words.
    model : str
        A model of the plan.
    drawing : Drawing
        Language and font.
    scale : {"rd", "log_rrr", "log_ror"}
        Percentage points, ratio of risk ratios, or ratio of odds ratios; ratios on a log axis.
        Without, the scale of the plan.
    ax : matplotlib Axes, optional
        Whose place labels, plot and numbers take; a figure of its own without.
    """
    scale = scale or planned_scale(results, model)
    lines = list(_lines(results, model, drawing, scale))
    return drawn(lines, drawing, phrase(f"figures.forest_axis_{scale}"), ax)


def drawn(lines: Sequence[Line], drawing: Drawing, axis: Text, ax: Axes | None = None) -> Figure:
    """Draw lines of a forest: label, plot, numbers.

    Parameters
    ----------
    lines : sequence of Line
        From top to bottom.
    drawing : Drawing
        Language and font.
    axis : Text
        What is along the axis below.
    ax : matplotlib Axes, optional
        Where to draw; a figure of its own, as wide as the labels and numbers need, without.
    """
    scale = next((line.row.scale for line in lines if line.row), "rd")
    effect = phrase("tables.points_ci") if scale == "rd" else phrase("figures.ratio_ci")
    heads = tuple(drawing.words(t) for t in (effect, phrase("tables.df"), Text.same("P")))
    left, columns = _measured(lines, heads, drawing)
    axes = _own(lines, left, columns[-1]) if ax is None else _within(ax, left, columns[-1])
    _fill(axes, lines, heads, (left, columns), drawing)
    axes.set_xlabel(drawing.words(axis))
    return figure_of(axes)


def _within(ax: Axes, left: float, right: float) -> Axes:
    """The axis given, drawn in so that labels and numbers stay within its place.

    A third of the place is kept for the plot, whatever the labels take.
    """
    place, figure = ax.get_position(), figure_of(ax)
    inch = figure.get_figwidth() * _POINTS
    sides = [left / inch, right / inch]
    room = place.width * (1 - _LEAST_PLOT)
    sides = [side * min(1.0, room / sum(sides)) for side in sides]
    ax.set_position((place.x0 + sides[0], place.y0, place.width - sum(sides), place.height))
    return ax


def _own(lines: Sequence[Line], left: float, right: float) -> Axes:
    """An axis with room for labels at its left and numbers at its right, in points."""
    height = _LINE_CM * (_rows(lines) + 1) + _AXIS_CM
    sides = (left / _POINTS * CM + _EDGE_CM, right / _POINTS * CM + _EDGE_CM)
    width = sides[0] + _PLOT_CM + sides[1]
    tall = _LINE_CM * (_rows(lines) + 1) / height
    place = (sides[0] / width, _AXIS_CM / height, _PLOT_CM / width, tall)
    return new_figure(width, height).add_axes(place)


def _rows(lines: Sequence[Line]) -> int:
    """Rows that the lines take; one whose label goes on below takes as many."""
    return sum(_deep(line) for line in lines)


def _deep(line: Line) -> int:
    """Rows of one line."""
    return line.label.count("\n") + 1


def _lines(results: Results, model: str, drawing: Drawing, scale: str) -> Iterator[Line]:
    """The lines from top to bottom."""
    words, analysis = results.vocabulary, f"model.{model}"
    for outcome in words.codes("outcome"):
        place = {"analysis": analysis, "outcome": outcome, "contrast": "did", "scale": scale}
        found = [
            row
            for site in places_of(results, analysis)
            for row in results.where(**place, site=site)
            if row.method in _METHODS and row.estimate is not None
        ]
        if found:
            yield Line(drawing.label(words.name("outcome", outcome), HEADING))
        for row in found:
            units = unit_count(words, row.clusters)
            label = phrase("tables.place_units", place=place_name(words, row.site), units=units)
            yield Line(drawing.label(label), row, numbers_of(row, drawing), strong=not row.site)
        yield from _subgroups(results, subgroups_of(results, model, outcome), drawing, scale)


def _subgroups(
    results: Results, tests: Sequence[Row], drawing: Drawing, scale: str
) -> Iterator[Line]:
    """Levels of every subgroup variable; no P of theirs, for only the joint test compares them."""
    for test in tests:
        for _, row in levels_of(results, test, scale):
            if row.estimate is not None:
                *numbers, _p = numbers_of(row, drawing)
                label = drawing.label(term_name(results.vocabulary, row.term))
                yield Line(label, row, (*numbers, ""))


def numbers_of(row: Row, drawing: Drawing) -> tuple[str, ...]:
    """Estimate with interval, degrees of freedom, P."""
    cells = (
        Estimate(row.estimate, row.conf_low, row.conf_high, row.scale),
        DegreesOfFreedom(row.df),
        PValue(row.p_value),
    )
    return tuple(cell_text(cell, drawing.edition) for cell in cells)


def _measured(
    lines: Sequence[Line], heads: tuple[str, ...], drawing: Drawing
) -> tuple[float, tuple[float, ...]]:
    """Points the labels take at the left, and where each column at the right begins and ends."""
    width = _Ruler()
    labels = [_INDENT + width(line.label, "normal") for line in lines if line.row]
    starts = [_GAP]
    for place, head in enumerate(heads):
        texts = [line.numbers[place] for line in lines if line.row]
        widths = [width(text, "normal") for text in texts]
        widest = max([width(head, drawing.strong), *widths])
        starts.append(starts[-1] + widest + _GAP)
    return max(labels, default=0.0) + _GAP, tuple(starts)


class _Ruler:
    """Measures text on a figure of its own: the user's is left as it is."""

    def __init__(self) -> None:
        self.figure = new_figure(1, 1)
        self.renderer = FigureCanvasAgg(self.figure).get_renderer()  # type: ignore[no-untyped-call]

    def __call__(self, text: str, weight: str) -> float:
        """Points a text takes across."""
        drawn = Drawn(0, 0, text, weight=weight, figure=self.figure)
        return drawn.get_window_extent(self.renderer).width * _POINTS / self.figure.dpi


def _fill(
    axes: Axes,
    lines: Sequence[Line],
    heads: tuple[str, ...],
    places: tuple[float, tuple[float, ...]],
    drawing: Drawing,
) -> None:
    """Draw every line, the heads of the columns, and the axis."""
    left, columns = places
    total = _rows(lines)
    ratio = any(line.row and line.row.scale != "rd" for line in lines)
    axes.set_ylim(-0.5, total + 0.5)
    _dress(axes, ratio=ratio)
    for at, head in zip(columns, heads, strict=False):
        _write(axes, (1.0, at), total, head, drawing.strong)
    top = total
    for line in lines:
        top -= _deep(line)
        level = top + (_deep(line) - 1) / 2
        if line.row is None:
            _write(axes, (0.0, -left), level, line.label, drawing.strong)
            continue
        _write(axes, (0.0, _INDENT - left), level, line.label)
        _effect(axes, level, line)
        for at, number in zip(columns, line.numbers, strict=False):
            _write(axes, (1.0, at), level, number)


def _effect(axes: Axes, level: float, line: Line) -> None:
    """One estimate with its interval."""
    row = line.row
    if row is None or row.estimate is None:
        return
    if row.conf_low is not None and row.conf_high is not None:
        ends = _scaled(row.conf_low, row.scale), _scaled(row.conf_high, row.scale)
        axes.hlines(level, *ends, color=TREATED, linewidth=1.2)
    axes.plot(
        [_scaled(row.estimate, row.scale)],
        [level],
        marker="D" if line.strong else "s",
        markersize=6.5 if line.strong else 5,
        color=TREATED,
        linestyle="none",
    )


def _scaled(value: float, scale: str) -> float:
    """A value on the axis: percentage points, or a ratio."""
    return 100 * value if scale == "rd" else math.exp(value)


def _write(
    axes: Axes, across: tuple[float, float], level: float, text: str, weight: str = "normal"
) -> None:
    """Write at some points from an edge of the plot."""
    edge, points = across
    aside = ScaledTranslation(points / _POINTS, 0, figure_of(axes).dpi_scale_trans)
    axes.text(
        edge,
        level,
        text,
        transform=axes.get_yaxis_transform() + aside,
        va="center",
        ha="left",
        weight=weight,
        bbox=None if edge else _BEHIND,
    )


def _dress(axes: Axes, *, ratio: bool) -> None:
    """A plot without a frame: grid, line of no effect, and the axis below."""
    if ratio:
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        axes.xaxis.set_minor_formatter(NullFormatter())
    axes.axvline(1 if ratio else 0, color=INK, linewidth=0.8)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
