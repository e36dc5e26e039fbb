"""Every kind of figure: nothing clipped, nothing on top of another, in both languages."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from itertools import pairwise

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text as Drawn

import migrant_rh as mr
from migrant_rh.rendering.figures import figure_names, figures_of
from migrant_rh.rendering.figures.drawing import Drawing
from migrant_rh.rendering.figures.forest import forest
from migrant_rh.results.rows import Results
from migrant_rh.words import Language, Text

KINDS = {
    "rates",
    "changes",
    "forest",
    "specifications",
    "flow_diagram",
    "missing_answers",
    "balance_plot",
}
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@pytest.fixture(scope="module")
def results() -> Results:
    return mr.analyze(mr.demo_study()).results


@pytest.fixture(scope="module", params=LANGUAGES)
def drawn(results: Results, request: pytest.FixtureRequest) -> Mapping[str, Figure]:
    return figures_of(results, request.param)


def texts_of(figure: Figure) -> str:
    """Everything that is written in a figure."""
    return "\n".join(text.get_text() for text in figure.findobj(Drawn))


def clipped(figure: Figure) -> bool:
    """Whether anything that is drawn leaves the canvas, by more than a hundredth of an inch."""
    figure.canvas.draw()
    drawn = figure.get_tightbbox(figure.canvas.get_renderer())
    width, height = figure.get_size_inches()
    return min(drawn.x0, drawn.y0, width - drawn.x1, height - drawn.y1) < -0.01


def test_the_demo_has_every_kind(results: Results) -> None:
    assert {name.partition(".")[0] for name in figure_names(results)} == KINDS


def test_no_label_leaves_the_canvas(drawn: Mapping[str, Figure]) -> None:
    assert [name for name, figure in drawn.items() if clipped(figure)] == []


def test_a_label_outside_is_seen_by_the_test_above(drawn: Mapping[str, Figure]) -> None:
    figure = drawn["balance_plot"]
    outside = figure.text(1.2, 0.5, "outside")
    assert clipped(figure)
    outside.remove()
    assert not clipped(figure)


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_waves_do_not_meet(results: Results, language: Language) -> None:
    words = results.vocabulary
    long = {
        code: Text("很长的调查轮次名称" + code, f"a rather long name of wave {code}")
        for code in words.codes("wave")
    }
    names = {**words.names, "wave": long}
    renamed = dataclasses.replace(results, vocabulary=dataclasses.replace(words, names=names))
    figure = figures_of(renamed, language)[f"rates.{words.codes('outcome')[0]}"]
    figure.canvas.draw()
    labels = [
        tick.label1.get_window_extent()
        for axes in figure.axes
        for tick in axes.xaxis.get_major_ticks()
    ]
    ordered = sorted(labels, key=lambda box: box.x0)
    assert all(a.x1 <= b.x0 for a, b in pairwise(ordered))
    assert not clipped(figure)


def test_dots_are_the_changes_of_the_rows(results: Results) -> None:
    outcome = results.vocabulary.codes("outcome")[0]
    figure = figures_of(results, "en")[f"changes.{outcome}"]
    lines = figure.axes[0].get_lines()
    points = sorted(y for line in lines if line.get_marker() in "os" for y in line.get_ydata())
    stated = sorted(
        100 * row.estimate for row in results.where(analysis="changes", outcome=outcome)
    )
    assert points == pytest.approx(stated)
    assert len(points) == 36


def test_numbers_of_units_are_no_names_of_theirs(results: Results) -> None:
    rows = results.where(analysis="changes")
    for site, arm, outcome in {(row.site, row.group, row.outcome) for row in rows}:
        here = [r for r in rows if (r.site, r.group, r.outcome) == (site, arm, outcome)]
        assert [row.term for row in here] == [str(k) for k in range(1, len(here) + 1)]
        assert [row.estimate for row in here] == sorted(row.estimate for row in here)


def test_balance_shows_absolute_differences_largest_first(results: Results) -> None:
    figure = figures_of(results, "en")["balance_plot"]
    points = next(line for line in figure.axes[0].get_lines() if line.get_marker() == "D")
    rows = results.where(analysis="baseline", site="", contrast="arms", scale="smd")
    known = sorted((abs(row.estimate) for row in rows if row.estimate is not None), reverse=True)
    assert list(points.get_xdata()) == pytest.approx(known)


def test_the_flow_tells_persons_and_units_of_the_rows(results: Results) -> None:
    figure = figures_of(results, "en")["flow_diagram"]
    told = texts_of(figure)
    for row in results.where(analysis="flow", site=""):
        if row.group and row.n:
            assert f"{row.clusters} workplaces, {row.n} persons" in told
    assert ", 0 persons" not in told


@pytest.mark.parametrize("scale", ["log_rrr", "log_ror"])
def test_ratios_stand_on_a_log_axis(results: Results, scale: str) -> None:
    model = results.vocabulary.codes("model")[0]
    figure = forest(results, model, Drawing.of(results, "en"), scale=scale)
    axes = figure.axes[0]
    assert axes.get_xscale() == "log"
    diamonds = [line for line in axes.get_lines() if line.get_marker() == "D"]
    whole = [
        math.exp(row.estimate)
        for row in results.where(analysis=f"model.{model}", contrast="did", scale=scale, site="")
        if row.method == "gee"
    ]
    assert sorted(x for line in diamonds for x in line.get_xdata()) == pytest.approx(sorted(whole))


def test_figures_are_the_same_whatever_the_order_of_rows(results: Results) -> None:
    assert figure_names(results) == figure_names(mr.analyze(mr.demo_study()).results)
