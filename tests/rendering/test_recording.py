"""A figure laid out once is the figure: letter by letter in SVG, to a hair in PDF and PNG."""

from __future__ import annotations

import io
import re

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from PIL import Image

from migrant_rh.rendering.figures import figures_of, picture, portable
from migrant_rh.rendering.figures.recording import recorded
from migrant_rh.run import Run
from migrant_rh.words import Language

NUMBER = re.compile(rb"(?<![\w.])-?\d+\.?\d*(?![\w.])")

MARK = re.compile(rb" (m|l|c|cm|TJ|Do)$|^(S|f|B)$")
"""Lines of a PDF that move, draw, write or place a marker."""

SHADE = 40
"""Grey levels of 255 by which the edge of a letter may differ: letters begin at fractions of a
pixel, and a size rounded to 1/64 point moves them by less than a tenth of one."""

POINT = 0.2
"""Points by which a text may be elsewhere in PDF, which measures letters at their own size."""


@pytest.fixture(scope="module", params=["zh", "en"])
def drawn(demo_run: Run, request: pytest.FixtureRequest) -> dict[str, Figure]:
    language: Language = request.param
    return dict(figures_of(demo_run.results, language))


ALIKE = pytest.mark.skipif(
    tuple(map(int, mpl.__version__.split(".")[:2])) < (3, 11),
    reason="before matplotlib 3.11 every format measured letters by a rule of its own",
)


def clipped() -> Figure:
    """A figure whose marks are cut off by a circle, by a rectangle and not at all."""
    figure = Figure(figsize=(3, 2), dpi=130, facecolor="#eeeeee")
    axes = figure.add_axes((0.2, 0.2, 0.6, 0.6))
    (line,) = axes.plot([0, 1, 2], [-4, 5, 1], marker="o", linestyle="--")
    line.set_clip_path(Circle((0.5, 0.5), 0.3, transform=axes.transAxes))
    axes.fill_between([0, 1], [0, 1], [2, 3], hatch="//", alpha=0.4)
    axes.text(1, 1, "two\nlines, $x^2$", rotation=30, clip_on=True)
    return figure


def svg(figure: Figure) -> str:
    """Without the names of clip paths, which are made from the path's place in memory."""
    return re.sub(r"\bp[0-9a-f]{10}\b", "clip", picture(figure).svg.decode())


def grey(figure: Figure) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(picture(figure).png)).convert("L")).astype(int)


def marks(figure: Figure) -> tuple[bytes, np.ndarray]:
    """What the page of a PDF draws without how often it states colour and clip; its numbers."""
    with mpl.rc_context({"pdf.compression": 0}):
        page = re.findall(rb"stream\n(.*?)endstream", portable(figure), re.DOTALL)[0]
    drawn = b"\n".join(line for line in page.split(b"\n") if MARK.search(line))
    return NUMBER.sub(b"0", drawn), np.array([float(each) for each in NUMBER.findall(drawn)])


def test_svg_is_the_same(drawn: dict[str, Figure]) -> None:
    assert [name for name, each in drawn.items() if svg(recorded(each)) != svg(each)] == []


@ALIKE
def test_png_is_the_same_but_for_edges_of_letters(drawn: dict[str, Figure]) -> None:
    for name, figure in drawn.items():
        was, now = grey(figure), grey(recorded(figure))
        assert was.shape == now.shape, name
        assert np.abs(was - now).max() < SHADE, name


@ALIKE
def test_pdf_does_the_same_at_the_same_places(drawn: dict[str, Figure]) -> None:
    for name, figure in drawn.items():
        (was, places), (now, others) = marks(figure), marks(recorded(figure))
        assert len(places) > 100, name
        assert was == now, name
        assert np.abs(places - others).max() < POINT, name


def test_clips_hatches_and_mathematics_are_kept() -> None:
    assert svg(recorded(clipped())) == svg(clipped())


@ALIKE
def test_clips_and_hatches_are_kept_in_pixels() -> None:
    assert np.abs(grey(recorded(clipped())) - grey(clipped())).max() < SHADE


def test_a_figure_that_differs_is_seen_by_the_tests_above() -> None:
    other = clipped()
    other.axes[0].get_lines()[0].set_clip_path(None)
    assert svg(recorded(other)) != svg(clipped())
    assert np.abs(grey(recorded(other)) - grey(clipped())).max() > SHADE


def test_what_is_recorded_does_not_move_with_the_figure() -> None:
    figure = clipped()
    kept = recorded(figure)
    before = svg(kept)
    figure.axes[0].set_xlim(-9, 9)
    figure.set_size_inches(7, 7)
    figure.axes[0].texts[0].set_fontsize(30)
    assert figure.dpi == 130
    assert svg(kept) == before


def test_pictures_of_pixels_are_refused() -> None:
    figure = Figure()
    figure.add_subplot().imshow(np.eye(3))
    with pytest.raises(NotImplementedError):
        recorded(figure)
