"""A figure laid out once, then drawn in every format.

Most of the work of drawing is to lay out: ticks, sizes of texts, places. SVG, PNG and PDF do not
differ in it, only in how a mark comes onto paper. So what a figure draws is kept, mark by mark and
in points, and given to each format.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, cast

from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D, Bbox, Transform, TransformedPath

_POINTS = 72

Mark = Callable[[RendererBase, float], object]
"""Draws itself with a renderer, at so many of its pixels a point."""


def recorded(figure: Figure) -> Figure:
    """Lay a figure out, and give one of the same size that draws the same without doing so again.

    Parameters
    ----------
    figure : Figure
        Without pictures made of pixels: they have no place in a record.

    Returns
    -------
    Figure
        To be saved; what is changed in ``figure`` afterwards is not in it.

    Examples
    --------
    >>> figure = Figure()
    >>> written = figure.text(0.5, 0.5, "n = 36")
    >>> import io
    >>> svg = io.StringIO()
    >>> recorded(figure).savefig(svg, format="svg")
    >>> "<!-- n = 36 -->" in svg.getvalue()
    True
    """
    resolution = figure.dpi
    recorder = _Recorder(figure)
    try:
        figure.dpi = _POINTS
        figure.draw(recorder)
    finally:
        figure.dpi = resolution
    return _Replay(figure, recorder.marks)


class _Replay(Figure):
    """A figure that draws marks."""

    def __init__(self, figure: Figure, marks: list[Mark]) -> None:
        super().__init__(figsize=tuple(figure.get_size_inches()), facecolor=figure.get_facecolor())
        self.marks = marks

    def draw(self, renderer: RendererBase) -> None:
        """Draw every mark."""
        for mark in self.marks:
            mark(renderer, self.dpi / _POINTS)


class _Recorder(RendererBase):
    """Keeps what is drawn; y grows upwards, and a pixel is a point."""

    def __init__(self, figure: Figure) -> None:
        super().__init__()
        self.size = tuple(figure.get_size_inches() * _POINTS)
        self.marks: list[Mark] = []

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Width and height in points."""
        return self.size

    def flipy(self) -> bool:
        """Whether y grows downwards."""
        return False

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: Any
    ) -> tuple[float, float, float]:
        """Measure a text as vector formats do, without fitting it to pixels."""
        return text_to_path.get_text_width_height_descent(s, prop, ismath)

    def open_group(self, s: str, gid: str | None = None) -> None:
        """Keep that marks from here on belong together."""
        self.marks.append(lambda renderer, _: renderer.open_group(s, gid))

    def close_group(self, s: str) -> None:
        """Keep that no further marks belong to a group."""
        self.marks.append(lambda renderer, _: renderer.close_group(s))

    def draw_path(
        self,
        gc: GraphicsContextBase,
        path: Path,
        transform: Transform,
        rgbFace: Any = None,
    ) -> None:
        """Keep a path."""
        self.marks.append(partial(_path, _copy(gc), path, _scaled(transform, 1), rgbFace))

    def draw_markers(
        self,
        gc: GraphicsContextBase,
        marker_path: Path,
        marker_trans: Transform,
        path: Path,
        trans: Transform,
        rgbFace: Any = None,
    ) -> None:
        """Keep a marker, and where it stands."""
        marker = (marker_path, _scaled(marker_trans, 1))
        self.marks.append(partial(_markers, _copy(gc), marker, (path, _scaled(trans, 1)), rgbFace))

    def draw_text(  # noqa: PLR0913, PLR0917  (matplotlib's)
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,  # noqa: FBT002
        mtext: Text | None = None,
    ) -> None:
        """Keep a line of text."""
        what = (s, prop.copy(), angle, ismath, mtext)
        self.marks.append(partial(_text, _copy(gc), (x, y), what))


def _path(
    kept: GraphicsContextBase,
    path: Path,
    transform: Transform,
    face: Any,
    renderer: RendererBase,
    scale: float,
) -> None:
    """Draw a path."""
    gc = _graphics(renderer, kept, scale)
    renderer.draw_path(gc, path, _scaled(transform, scale), face)
    gc.restore()


def _markers(
    kept: GraphicsContextBase,
    marker: tuple[Path, Transform],
    places: tuple[Path, Transform],
    face: Any,
    renderer: RendererBase,
    scale: float,
) -> None:
    """Draw markers."""
    gc = _graphics(renderer, kept, scale)
    sign, path = ((each, _scaled(transform, scale)) for each, transform in (marker, places))
    renderer.draw_markers(gc, *sign, *path, face)
    gc.restore()


def _text(
    kept: GraphicsContextBase,
    place: tuple[float, float],
    what: tuple[Any, ...],
    renderer: RendererBase,
    scale: float,
) -> None:
    """Draw a line of text."""
    x, y = (scale * each for each in place)
    if renderer.flipy():
        y = renderer.get_canvas_width_height()[1] - y
    gc = _graphics(renderer, kept, scale)
    renderer.draw_text(gc, x, y, *what)
    gc.restore()


def _copy(gc: GraphicsContextBase) -> GraphicsContextBase:
    """Keep colours, lines and the clip as they are now."""
    kept = GraphicsContextBase()
    kept.copy_properties(gc)
    _clip(kept, gc, 1)
    return kept


def _graphics(
    renderer: RendererBase, kept: GraphicsContextBase, scale: float
) -> GraphicsContextBase:
    """Colours, lines and clip for a renderer."""
    gc = renderer.new_gc()
    gc.copy_properties(kept)
    _clip(gc, kept, scale)
    return gc


def _clip(gc: GraphicsContextBase, as_of: GraphicsContextBase, scale: float) -> None:
    """Clip as another does, at another scale; it may move, and what comes of this does not."""
    rectangle = as_of.get_clip_rectangle()
    if rectangle is not None:
        gc.set_clip_rectangle(_box(*(scale * rectangle.get_points()).ravel()))
    path, transform = cast("tuple[Path | None, Transform]", as_of.get_clip_path())
    if path is not None:
        gc.set_clip_path(TransformedPath(path, _scaled(transform, scale)))


@lru_cache
def _box(*corners: float) -> Bbox:
    """The same box where it is the same: PDF asks which one it is, not where."""
    return Bbox.from_extents(*corners)


def _scaled(transform: Transform, scale: float) -> Transform:
    """The same in pixels."""
    return cast("Transform", transform.frozen()) + Affine2D().scale(scale)
