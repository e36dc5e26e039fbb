"""Rates before and after, by site and arm."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from migrant_rh.rendering.figures.canvas import new_figure
from migrant_rh.rendering.figures.drawing import CONTROL, GRID, TREATED, Drawing
from migrant_rh.rendering.figures.room import COLUMN_CM, line_height, wrapped
from migrant_rh.rendering.tables.labels import arms_of, place_name, places_of
from migrant_rh.results.rows import Results, Row
from migrant_rh.words import phrase

_PANEL_CM, _HEIGHT_CM, _BELOW_CM = 4.4, 7.2, 1.37


def rates(results: Results, outcome: str, drawing: Drawing) -> Figure:
    """Rates at both waves, one panel a place, one line an arm."""
    places = places_of(results, "rates")
    width = max(_PANEL_CM * len(places), 2 * _PANEL_CM)
    names = _wave_names(results, drawing, _PANEL_CM * max(1.0, 2 / len(places)))
    below = line_height(names, 0.0) + 0.75
    height = _HEIGHT_CM + below - _BELOW_CM
    figure = new_figure(width, height)
    panels = list(figure.subplots(1, len(places), sharey=True, squeeze=False)[0])
    for axes, site in zip(panels, places, strict=True):
        axes.set_title(drawing.words(place_name(results.vocabulary, site)), y=1.02)
        _two_lines(axes, results, drawing, (outcome, site))
        axes.set_xticks(range(len(names)), names)
        axes.set_xlim(-0.35, len(names) - 0.65)
    panels[0].set_ylabel(drawing.words(phrase("figures.percent")))
    panels[0].set_ylim(bottom=0)
    panels[0].set_ylim(top=min(100.0, max(axes.get_ylim()[1] for axes in panels)))
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="lower center", ncols=2, frameon=False)
    figure.subplots_adjust(
        left=1.5 / width,
        right=1 - 0.3 / width,
        top=1 - 0.8 / height,
        bottom=below / height,
        wspace=0.08,
    )
    return figure


def _wave_names(results: Results, drawing: Drawing, panel: float) -> list[str]:
    """Names of the waves with rates, broken so that neighbours within a panel do not meet."""
    words = results.vocabulary
    stated = {row.wave for row in results.where(analysis="rates", scale="proportion")}
    waves = [wave for wave in words.codes("wave") if wave in stated]
    widest = int(panel / len(waves) / COLUMN_CM) - 2 if waves else 1
    return [wrapped(drawing.words(words.name("wave", wave)), max(widest, 4)) for wave in waves]


def _two_lines(axes: Axes, results: Results, drawing: Drawing, place: tuple[str, str]) -> None:
    """Both arms at both waves of one place, with intervals."""
    words = results.vocabulary
    outcome, site = place
    stated = results.where(analysis="rates", outcome=outcome, site=site, scale="proportion")
    waves = [wave for wave in words.codes("wave") if any(row.wave == wave for row in stated)]
    for side, arm in enumerate(arms_of(words)):
        rows = [_best(stated, arm, wave) for wave in waves]
        x = [position + (side - 0.5) * 0.07 for position in range(len(waves))]
        _line(axes, (x, rows), drawing.words(words.name("group", arm)), treated=bool(side))
    axes.xaxis.set_label_coords(0.5, -0.15)
    axes.yaxis.set_label_coords(-0.27, 0.5)
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)


def _best(stated: tuple[Row, ...], arm: str, wave: str) -> Row | None:
    """The proportion of an arm and wave, with the interval that knows the clusters if it exists."""
    here = [row for row in stated if row.group == arm and row.wave == wave]
    known = [row for row in here if row.method == "gee" and row.conf_low is not None]
    return next(iter(known or here), None)


def _line(
    axes: Axes, points: tuple[list[float], list[Row | None]], label: str, *, treated: bool
) -> None:
    """One arm: markers, intervals and the line between them."""
    kept = [(x, row) for x, row in zip(*points, strict=True) if row and row.estimate is not None]
    colour = TREATED if treated else CONTROL
    xs = [x for x, _ in kept]
    ys = [100 * (row.estimate or 0.0) for _, row in kept]
    axes.plot(
        xs,
        ys,
        color=colour,
        linestyle="-" if treated else (0, (4, 2)),
        linewidth=1.4,
        marker="s" if treated else "o",
        markersize=5,
        markerfacecolor=colour if treated else "white",
        markeredgecolor=colour,
        label=label,
    )
    for x, row in kept:
        if row.conf_low is not None and row.conf_high is not None:
            axes.vlines(x, 100 * row.conf_low, 100 * row.conf_high, color=colour, linewidth=1.0)
