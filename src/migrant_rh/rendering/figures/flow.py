"""Who was surveyed, lost and analysed: boxes from top to bottom, one column an arm.

As the CONSORT statement's extension to cluster trials asks, every box tells units and persons; who
left or joined stands between the boxes, without a frame. A study without allocated units tells
persons alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from migrant_rh.rendering.figures.canvas import figure_of, new_figure
from migrant_rh.rendering.figures.drawing import INK, Drawing
from migrant_rh.rendering.stages import BESIDE, flow_stages, stage_count, stage_name
from migrant_rh.rendering.tables.labels import arms_of
from migrant_rh.results.rows import Results, Row
from migrant_rh.results.vocabulary import Vocabulary

_BOX_CM, _GAP_CM, _LINE_CM, _BETWEEN_CM = 6.4, 1.2, 0.5, 0.75
_WIDEST = 36


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
    boxes = list(_boxes(results, drawing))
    arms = boxes[0].texts
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


def _boxes(results: Results, drawing: Drawing) -> Iterator[_Box]:
    """Arms, then every stage; persons analysed for several outcomes share a box."""
    words = results.vocabulary
    arms = arms_of(words)
    yield _Box(tuple(drawing.label(words.name("group", arm), _WIDEST) for arm in arms), left=False)
    analysed = []
    for rows in flow_stages(results):
        told = tuple(_said(words, row, drawing) for row in rows)
        if rows[0].analysis == "flow":
            yield _Box(told, rows[0].term.partition(".")[0] in BESIDE)
        else:
            analysed.append(told)
    if analysed:
        yield _Box(tuple("\n".join(texts) for texts in zip(*analysed, strict=True)), left=False)


def _said(words: Vocabulary, row: Row, drawing: Drawing) -> str:
    """Name of a stage, units and persons."""
    name, count = stage_name(words, row), stage_count(words, row)
    return drawing.label(name, _WIDEST) + "\n" + drawing.label(count, _WIDEST)


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
