"""Room for labels whose length is the user's business."""

from __future__ import annotations

from collections.abc import Sequence

from migrant_rh.rendering.width import display_width, wrap

WIDEST = 34
"""Columns of a terminal after which a label goes on below."""

COLUMN_CM = 0.165
"""Width of half a Chinese character at the size of the labels."""

_CM_A_LINE, _EDGE_CM = 0.42, 0.6


def wrapped(label: str, widest: int = WIDEST) -> str:
    r"""Break a label into lines, and keep signs that matplotlib takes for mathematics.

    Examples
    --------
    >>> wrapped("a $very$ long label", 10)
    'a \\$very\\$\nlong label'
    """
    return "\n".join(wrap(label, widest)).replace("$", r"\$")


def line_height(labels: Sequence[str], least: float) -> float:
    """Centimetres a line needs so that labels of several lines do not meet their neighbours."""
    lines = max((label.count("\n") + 1 for label in labels), default=1)
    return max(least, lines * _CM_A_LINE + 0.2)


def label_room(labels: Sequence[str]) -> float:
    """Centimetres that the widest line of some labels takes."""
    widest = max((display_width(line) for label in labels for line in label.split("\n")), default=0)
    return widest * COLUMN_CM + _EDGE_CM
