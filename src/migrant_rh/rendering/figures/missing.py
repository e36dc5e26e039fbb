"""Answers that are missing: one line a variable, one column a wave and arm, darker for more."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from migrant_rh.rendering.cells import Percent
from migrant_rh.rendering.figures.canvas import figure_of, new_figure
from migrant_rh.rendering.figures.drawing import Drawing
from migrant_rh.rendering.figures.room import COLUMN_CM, label_room, line_height
from migrant_rh.rendering.formatting import cell_text
from migrant_rh.rendering.tables.labels import arms_of
from migrant_rh.results.rows import Results
from migrant_rh.words import phrase

ANALYSIS = "missingness"
_LINE_CM, _CELL_CM, _GAP_CM = 0.62, 2.5, 0.3
_HEAD = 14
"""Columns of a terminal a head of a column takes."""

_LEAST_DARK = 0.1
"""The share that is darkest where no more are missing: little does not look like much."""

_DARK = 0.55
"""From this share of the darkest on, numbers are white."""

Cell = tuple[str, str]


def missing(results: Results, drawing: Drawing, *, ax: Axes | None = None) -> Figure:
    """Draw the share without an answer, by variable, wave and arm.

    Parameters
    ----------
    results : Results
        Rows and words.
    drawing : Drawing
        Language and font.
    ax : matplotlib Axes, optional
        Where to draw; a figure of its own without.
    """
    words = results.vocabulary
    shares = missing_shares(results)
    columns = [(wave, arm) for wave in words.codes("wave") for arm in arms_of(words)]
    names = [drawing.label(words.name("variable", name)) for name in shares]
    heads = [
        drawing.label(words.name("group", arm), _HEAD)
        + "\n"
        + drawing.label(words.name("wave", wave), _HEAD)
        for wave, arm in columns
    ]
    across = int(_CELL_CM * len(columns) / COLUMN_CM)
    asked = "_asked" if words.facts.get("asked_if") else ""
    below = drawing.label(phrase(f"figures.missing_axis{asked}"), across)
    axes = _own(names, heads, below) if ax is None else ax
    met = (share for told in shares.values() for share in told.values())
    most = max(_LEAST_DARK, *met)
    for level, told in zip(range(len(shares) - 1, -1, -1), shares.values(), strict=True):
        for at, cell in enumerate(columns):
            if cell in told:
                _shade(axes, (at, level), told[cell], most, drawing)
    axes.set_xticks(range(len(columns)), heads, linespacing=1.3)
    axes.set_yticks(range(len(shares) - 1, -1, -1), names)
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(-0.5, max(len(shares), 1) - 0.5)
    axes.tick_params(length=0, top=False, labeltop=True, labelbottom=False)
    axes.set_xlabel(below)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return figure_of(axes)


def missing_shares(results: Results) -> dict[str, dict[Cell, float]]:
    """Share missing by variable, wave and arm; variables that lack nothing are left out."""
    shares: dict[str, dict[Cell, float]] = {}
    for row in results.where(analysis=ANALYSIS, term="", scale="proportion"):
        if row.group and row.estimate is not None:
            shares.setdefault(row.outcome, {})[row.wave, row.group] = row.estimate
    known = (*results.vocabulary.codes("variable"), *shares)
    return {name: shares[name] for name in known if any(shares.get(name, {}).values())}


def _shade(
    axes: Axes, place: tuple[float, float], share: float, most: float, drawing: Drawing
) -> None:
    """One cell: its shade and its number."""
    x, y = place
    depth = share / most
    grey = 1 - 0.75 * depth
    axes.fill_between([x - 0.48, x + 0.48], y - 0.44, y + 0.44, color=(grey, grey, grey))
    said = cell_text(Percent(share), drawing.edition)
    colour = "white" if depth > _DARK else "black"
    axes.text(x, y, said, ha="center", va="center", color=colour)


def _own(names: list[str], heads: list[str], below: str) -> Axes:
    """An axis on a figure of its own, with room for names at its left, heads above, words below."""
    room = label_room(names)
    inner = _CELL_CM * len(heads)
    tall = line_height(names, _LINE_CM) * max(len(names), 1)
    under = line_height([below], 0.0) + _GAP_CM
    width, height = room + inner + 0.4, tall + line_height(heads, 0.0) + under
    figure = new_figure(width, height)
    return figure.add_axes((room / width, under / height, inner / width, tall / height))
