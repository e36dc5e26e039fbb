"""Rates before and after, by site and arm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from migrant_rh.rendering.figures.canvas import figure_of, new_figure
from migrant_rh.rendering.figures.drawing import CONTROL, GRID, TREATED, Drawing
from migrant_rh.rendering.figures.room import COLUMN_CM, line_height
from migrant_rh.rendering.tables.labels import arms_of, place_name, places_of
from migrant_rh.results.rows import Results, Row
from migrant_rh.words import phrase

_PANEL_CM, _PLOT_CM = 4.4, 4.85
_LEFT_CM, _RIGHT_CM, _ABOVE_CM, _BELOW_CM = 1.5, 0.3, 0.35, 0.75
_LEGEND_CM = 1.6
"""Beside the words of the key: its two lines and the blanks around them."""


def rates(results: Results, outcome: str, drawing: Drawing, *, ax: Axes | None = None) -> Figure:
    """Draw the rates at both waves, one panel a place, one line an arm.

    Parameters
    ----------
    results : Results
        Rows and words.
    outcome : str
        An outcome of the plan.
    drawing : Drawing
        Language and font.
    ax : matplotlib Axes, optional
        Whose place the panels take; a figure of its own without.
    """
    places = places_of(results, "rates")
    names = _Names.of(results, drawing, places)
    panels = _own(names, len(places)) if ax is None else _within(ax, len(places))
    for axes, site, title in zip(panels, places, names.titles, strict=False):
        axes.set_title(title)
        _two_lines(axes, results, names, (outcome, site))
        axes.set_xticks(range(len(names.waves)), names.waves)
        axes.set_xlim(-0.35, max(len(names.waves), 1) - 0.65)
    if panels:
        _dress(panels, drawing)
    return figure_of(panels[0] if ax is None else ax)


@dataclass(frozen=True)
class _Names:
    """Names of panels, waves and arms, broken so that neighbours do not meet."""

    titles: list[str]
    waves: list[str]
    arms: list[str]

    @classmethod
    def of(cls, results: Results, drawing: Drawing, places: Sequence[str]) -> _Names:
        """Break the names to the width of a panel, of a wave in it, of half the figure."""
        words, panel = results.vocabulary, _PANEL_CM * max(1.0, 2 / max(len(places), 1))
        stated = {row.wave for row in results.where(analysis="rates", scale="proportion")}
        waves = [wave for wave in words.codes("wave") if wave in stated]
        across = int(panel / COLUMN_CM) - 2
        half = int((_width(len(places)) / 2 - _LEGEND_CM) / COLUMN_CM)
        return cls(
            [drawing.label(place_name(words, site), across - 2) for site in places],
            [
                drawing.label(words.name("wave", wave), max(across // len(waves) - 2, 4))
                for wave in waves
            ],
            [drawing.label(words.name("group", arm), half) for arm in arms_of(words)],
        )


def _width(panels: int) -> float:
    """Centimetres of a figure of its own."""
    return _PANEL_CM * max(panels, 2)


def _own(names: _Names, panels: int) -> list[Axes]:
    """Panels on a figure of its own, with room for the titles above and names below."""
    width = _width(panels)
    above = line_height(names.titles, 0.0) + _ABOVE_CM
    below = line_height(names.waves, 0.0) + line_height(names.arms, 0.0) + _BELOW_CM
    height = above + _PLOT_CM + below
    figure = new_figure(width, height)
    drawn = list(figure.subplots(1, max(panels, 1), sharey=True, squeeze=False)[0])
    figure.subplots_adjust(
        left=_LEFT_CM / width,
        right=1 - _RIGHT_CM / width,
        top=1 - above / height,
        bottom=below / height,
        wspace=0.08,
    )
    return drawn


def _within(ax: Axes, panels: int) -> list[Axes]:
    """Panels side by side within the place of an axis."""
    ax.set_axis_off()
    step = 1 / max(panels, 1)
    drawn = [ax.inset_axes((at * step, 0.0, step * 0.93, 1.0)) for at in range(panels)]
    for other in drawn[1:]:
        other.sharey(drawn[0])
        other.tick_params(labelleft=False)
    return drawn


def _dress(panels: Sequence[Axes], drawing: Drawing) -> None:
    """The axis of percentages, from 0 to at most 100, and the key below the middle."""
    first = panels[0]
    first.set_ylabel(drawing.words(phrase("figures.percent")))
    first.set_ylim(bottom=0)
    first.set_ylim(top=min(100.0, max(axes.get_ylim()[1] for axes in panels)))
    handles, labels = first.get_legend_handles_labels()
    if handles:
        figure_of(first).legend(handles, labels, loc="lower center", ncols=2, frameon=False)


def _two_lines(axes: Axes, results: Results, names: _Names, place: tuple[str, str]) -> None:
    """Both arms at both waves of one place, with intervals."""
    words = results.vocabulary
    outcome, site = place
    stated = results.where(analysis="rates", outcome=outcome, site=site, scale="proportion")
    waves = [wave for wave in words.codes("wave") if any(row.wave == wave for row in stated)]
    for side, arm in enumerate(arms_of(words)):
        rows = [_best(stated, arm, wave) for wave in waves]
        x = [position + (side - 0.5) * 0.07 for position in range(len(waves))]
        _line(axes, (x, rows), names.arms[side], treated=bool(side))
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
        clip_on=False,
        zorder=3,
    )
    for x, row in kept:
        if row.conf_low is not None and row.conf_high is not None:
            axes.vlines(x, 100 * row.conf_low, 100 * row.conf_high, color=colour, linewidth=1.0)
