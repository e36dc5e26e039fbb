"""The effects as a forest: label, plot, and the numbers beside it, each column as wide as it needs.

Across, places beside the plot are measured in points from its edges, so that no label meets
another whatever its language or length; upwards, one line is one unit of the axis.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text as Drawn

from migrant_rh.rendering.cells import DegreesOfFreedom, Estimate, PValue
from migrant_rh.rendering.figures.canvas import new_figure
from migrant_rh.rendering.figures.drawing import CM, GRID, INK, TREATED, Drawing
from migrant_rh.rendering.formatting import cell_text
from migrant_rh.rendering.tables.labels import place_name, places_of, unit_count
from migrant_rh.results.rows import Results, Row
from migrant_rh.words import Text, phrase

_PLOT_CM, _LINE_CM, _AXIS_CM, _EDGE_CM = 6.5, 0.55, 1.4, 0.2
_GAP, _INDENT = 8.0, 10.0
_POINTS = 72.0
_METHODS = frozenset({"gee", "gee_linear"})


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the forest; a heading has a label alone."""

    label: str
    row: Row | None = None
    numbers: tuple[str, ...] = ()


def forest(results: Results, model: str, drawing: Drawing) -> Figure:
    """Draw the difference in differences in percentage points, by outcome and place.

    Parameters
    ----------
    results : Results
        Rows and words.
    model : str
        A model of the plan.
    drawing : Drawing
        Language and font.
    """
    lines = list(_lines(results, model, drawing))
    heads = tuple(
        drawing.words(text)
        for text in (phrase("tables.points_ci"), phrase("tables.df"), Text.same("P"))
    )
    figure = new_figure(1, 1)
    left, columns = _measured(figure, lines, heads, drawing)
    height = _LINE_CM * (len(lines) + 1) + _AXIS_CM
    sides = (left / _POINTS * CM + _EDGE_CM, columns[-1] / _POINTS * CM + _EDGE_CM)
    width = sides[0] + _PLOT_CM + sides[1]
    figure.set_size_inches(width / CM, height / CM)
    tall = _LINE_CM * (len(lines) + 1) / height
    axes = figure.add_axes((sides[0] / width, _AXIS_CM / height, _PLOT_CM / width, tall))
    _fill(axes, lines, heads, (left, columns), drawing)
    return figure


def _lines(results: Results, model: str, drawing: Drawing) -> Iterator[_Line]:
    """The lines from top to bottom."""
    words, analysis = results.vocabulary, f"model.{model}"
    for outcome in words.codes("outcome"):
        place = {"analysis": analysis, "outcome": outcome, "contrast": "did", "scale": "rd"}
        found = [
            row
            for site in places_of(results, analysis)
            for row in results.where(**place, site=site)
            if row.method in _METHODS and row.estimate is not None
        ]
        if found:
            yield _Line(drawing.words(words.name("outcome", outcome)))
        for row in found:
            units = unit_count(words, row.clusters)
            label = phrase("tables.place_units", place=place_name(words, row.site), units=units)
            yield _Line(drawing.words(label), row, _numbers(row, drawing))


def _numbers(row: Row, drawing: Drawing) -> tuple[str, ...]:
    """Estimate with interval, degrees of freedom, P."""
    cells = (
        Estimate(row.estimate, row.conf_low, row.conf_high, "rd"),
        DegreesOfFreedom(row.df),
        PValue(row.p_value),
    )
    return tuple(cell_text(cell, drawing.edition) for cell in cells)


def _measured(
    figure: Figure, lines: Sequence[_Line], heads: tuple[str, ...], drawing: Drawing
) -> tuple[float, tuple[float, ...]]:
    """Points the labels take at the left, and where each column at the right begins and ends."""
    labels = [_INDENT + _width(figure, line.label, "normal") for line in lines if line.row]
    starts = [_GAP]
    for place, head in enumerate(heads):
        texts = [line.numbers[place] for line in lines if line.row]
        widths = [_width(figure, text, "normal") for text in texts]
        widest = max([_width(figure, head, drawing.strong), *widths])
        starts.append(starts[-1] + widest + _GAP)
    return max(labels, default=0.0) + _GAP, tuple(starts)


def _width(figure: Figure, text: str, weight: str) -> float:
    """Points a text takes across."""
    drawn = Drawn(0, 0, text, weight=weight, figure=figure)
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    return drawn.get_window_extent(renderer).width * _POINTS / figure.dpi


def _fill(
    axes: Axes,
    lines: Sequence[_Line],
    heads: tuple[str, ...],
    places: tuple[float, tuple[float, ...]],
    drawing: Drawing,
) -> None:
    """Draw every line, the heads of the columns, and the axis."""
    left, columns = places
    axes.set_ylim(-0.5, len(lines) + 0.5)
    _dress(axes, drawing)
    for at, head in zip(columns, heads, strict=False):
        _write(axes, (1.0, at), len(lines), head, drawing.strong)
    for level, line in zip(range(len(lines) - 1, -1, -1), lines, strict=True):
        if line.row is None:
            _write(axes, (0.0, -left), level, line.label, drawing.strong)
            continue
        _write(axes, (0.0, _INDENT - left), level, line.label)
        _effect(axes, level, line.row)
        for at, number in zip(columns, line.numbers, strict=False):
            _write(axes, (1.0, at), level, number)


def _effect(axes: Axes, level: int, row: Row) -> None:
    """One estimate with its interval."""
    whole = not row.site
    if row.conf_low is not None and row.conf_high is not None:
        axes.hlines(level, 100 * row.conf_low, 100 * row.conf_high, color=TREATED, linewidth=1.2)
    axes.plot(
        [100 * (row.estimate or 0.0)],
        [level],
        marker="D" if whole else "s",
        markersize=6.5 if whole else 5,
        color=TREATED,
        linestyle="none",
    )


def _write(
    axes: Axes, across: tuple[float, float], level: float, text: str, weight: str = "normal"
) -> None:
    """Write at some points from an edge of the plot."""
    edge, points = across
    axes.annotate(
        text,
        (edge, level),
        (points, 0),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        va="center",
        ha="left",
        weight=weight,
        annotation_clip=False,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
    )


def _dress(axes: Axes, drawing: Drawing) -> None:
    """A plot without a frame: grid, zero line and the axis below."""
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel(drawing.words(phrase("figures.forest_axis")))
