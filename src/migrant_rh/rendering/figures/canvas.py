"""A matplotlib figure that shows itself in notebooks without pyplot, whose state nobody needs."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, cast

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_CM = 2.54
_SCREEN_DPI = 110


class ShownFigure(Figure):
    """A figure; the last line of a notebook cell draws it, whatever backend is chosen.

    Examples
    --------
    >>> blank = new_figure(5, 4)
    >>> blank._repr_png_()[1:4]
    b'PNG'
    """

    def _repr_png_(self) -> bytes:
        pixels = io.BytesIO()
        self.savefig(pixels, format="png", dpi=_SCREEN_DPI, metadata={"Software": None})
        return pixels.getvalue()


def new_figure(width_cm: float, height_cm: float) -> ShownFigure:
    """Make an empty figure of a size on paper.

    Examples
    --------
    >>> float(round(new_figure(25.4, 10).get_figwidth(), 6))
    10.0
    """
    figure = ShownFigure(figsize=(width_cm / _CM, height_cm / _CM))
    FigureCanvasAgg(figure)
    return figure


def figure_of(axes: Axes) -> Figure:
    """The figure that an axis is on, also when it is within a part of one."""
    return cast("Figure", axes.get_figure(root=True))
