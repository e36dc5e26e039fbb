"""Who was allocated, surveyed, lost and analysed: boxes from top to bottom, one column an arm.

The order is that of the CONSORT statement's extension to cluster trials: every box tells units and
persons. A study without allocated units tells persons alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from migrant_rh.rendering.figures.canvas import figure_of, new_figure
from migrant_rh.rendering.figures.drawing import INK, Drawing
from migrant_rh.rendering.figures.room import wrapped
from migrant_rh.rendering.tables.labels import arms_of
from migrant_rh.results.rows import Results, Row
from migrant_rh.words import Text, phrase

_BOX_CM, _GAP_CM, _LINE_CM, _BETWEEN_CM = 6.4, 1.2, 0.5, 0.75
_WIDEST = 36
_BESIDE = frozenset({"left_out", "lost", "new"})
"""Stages that tell who left or joined: they stand between the boxes, without a frame."""


@dataclass(frozen=True, slots=True)
class _Box:
    """The text of a stage in every arm, and whether it tells who left or joined."""

    texts: tuple[str, ...]
    left: bool

    @property
    def lines(self) -> int:
        """Lines of the longest text."""
        return max(text.count("\n") + 1 for text in self.texts)


def flow(results: Results, drawing: Drawing, *, ax: Axes | None = None) -> Figure:
    """Draw the flow over all sites.

    Parameters
    ----------
    results : Results
        Rows and words.
    drawing : Drawing
        Language and font.
    ax : matplotlib Axes, optional
        Where to draw; a figure of its own without.
    """
    arms = arms_of(results.vocabulary)
    boxes = list(_boxes(results, drawing, arms))
    height = sum(_tall(box) + _BETWEEN_CM for box in boxes) + 0.6
    width = len(arms) * _BOX_CM + (len(arms) - 1) * _GAP_CM + 0.6
    axes = _own(width, height) if ax is None else ax
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    axes.axis("off")
    top = height - 0.3
    for place, box in enumerate(boxes):
        following = place + 1 < len(boxes)
        for at, text in enumerate(box.texts):
            left = 0.3 + at * (_BOX_CM + _GAP_CM)
            _draw(axes, (left, top), box, text, drawing, first=place == 0)
            if following:
                _arrow(axes, left + _BOX_CM / 2, top - _tall(box))
        top -= _tall(box) + _BETWEEN_CM
    return figure_of(axes)


def _tall(box: _Box) -> float:
    """Centimetres a box is high."""
    return box.lines * _LINE_CM + (0.1 if box.left else 0.4)


def _own(width: float, height: float) -> Axes:
    """An axis over a whole figure."""
    return new_figure(width, height).add_axes((0, 0, 1, 1))


def _boxes(results: Results, drawing: Drawing, arms: Sequence[str]) -> Iterator[_Box]:
    """Arms, then every stage; those that nobody left or joined at are not shown."""
    words = results.vocabulary
    yield _Box(tuple(wrapped(drawing.words(words.name("group", arm))) for arm in arms), left=False)
    stages = dict.fromkeys((row.wave, row.term) for row in results.where(analysis="flow"))
    for wave, term in stages:
        rows = [
            results.find(analysis="flow", site="", wave=wave, term=term, group=arm) for arm in arms
        ]
        left = term.partition(".")[0] in _BESIDE
        if any(row is None for row in rows) or (left and not any(row and row.n for row in rows)):
            continue
        told = tuple(_said(results, row, drawing) for row in rows if row is not None)
        yield _Box(told, left)


def _said(results: Results, row: Row, drawing: Drawing) -> str:
    """Name of a stage, units and persons."""
    words = results.vocabulary
    kind, _, step = row.term.partition(".")
    name = phrase(
        f"tables.stage_{kind}", wave=words.name("wave", row.wave), step=words.name("step", step)
    )
    return wrapped(drawing.words(name), _WIDEST) + "\n" + drawing.words(_count(results, row))


def _count(results: Results, row: Row) -> Text:
    """Units and persons at a stage."""
    words = results.vocabulary
    persons = phrase("figures.persons", count=row.n)
    if words.facts["allocated"] != "cluster":
        return persons
    units = phrase("figures.units", count=row.clusters, unit=words.texts["unit"])
    return phrase("figures.units_persons", units=units, persons=persons)


def _draw(
    axes: Axes,
    corner: tuple[float, float],
    box: _Box,
    text: str,
    drawing: Drawing,
    *,
    first: bool,
) -> None:
    """One box, or words between boxes."""
    left, top = corner
    tall = _tall(box)
    if not box.left:
        fill = (0.93, 0.95, 0.97) if first else "white"
        axes.fill_between([left, left + _BOX_CM], top - tall, top, color=fill, zorder=2)
        xs = [left, left + _BOX_CM, left + _BOX_CM, left, left]
        axes.plot(xs, [top, top, top - tall, top - tall, top], color=INK, linewidth=0.9, zorder=3)
    axes.text(
        left + _BOX_CM / 2,
        top - tall / 2,
        text,
        ha="center",
        va="center",
        linespacing=1.4,
        zorder=4,
        weight=drawing.strong if first else "normal",
        color="#555555" if box.left else "black",
    )


def _arrow(axes: Axes, x: float, top: float) -> None:
    """From one box to the next."""
    axes.annotate(
        "",
        (x, top - _BETWEEN_CM + 0.05),
        (x, top - 0.05),
        arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 0.9},
    )
