"""What is drawn are the numbers of the rows, and no others."""

from __future__ import annotations

import math
import re

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text as Drawn

import migrant_rh as mr
from migrant_rh.rendering.figures import figures_of
from migrant_rh.rendering.figures.drawing import Drawing
from migrant_rh.rendering.figures.forest import forest
from migrant_rh.rendering.report.drawn import flow_words
from migrant_rh.results.rows import Results
from migrant_rh.run import Run


@pytest.fixture(scope="module")
def results(demo_run: Run) -> Results:
    return demo_run.results


def texts_of(figure: Figure) -> str:
    """Everything that is written in a figure."""
    return "\n".join(text.get_text() for text in figure.findobj(Drawn))


def test_dots_are_the_changes_of_the_rows(results: Results) -> None:
    outcome = results.vocabulary.codes("outcome")[0]
    figure = figures_of(results, "en")[f"changes.{outcome}"]
    lines = figure.axes[0].get_lines()
    points = sorted(y for line in lines if line.get_marker() in "os" for y in line.get_ydata())
    stated = sorted(
        100 * row.estimate
        for row in results.where(analysis="changes", outcome=outcome, method="change")
    )
    assert points == pytest.approx(stated)
    assert len(points) == 36


def test_numbers_of_units_are_no_names_of_theirs(results: Results) -> None:
    rows = results.where(analysis="changes", method="change")
    assert all(row.n is None for row in rows)
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
    roster = results.one(analysis="flow", site="", group="1", term="allocated")
    assert f"Allocated\n{roster.clusters} workplaces" in told


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


def test_the_difference_of_the_means_stands_below_the_units(results: Results) -> None:
    outcome = results.vocabulary.codes("outcome")[0]
    figure = mr.figures.changes(results, outcome)
    labels = [tick.get_text() for tick in figure.axes[0].get_xticklabels()]
    rows = results.where(analysis="changes", outcome=outcome, contrast="did")
    assert len(labels) == len(rows) == 3
    for label, row in zip(labels, rows, strict=True):
        units = results.where(analysis="changes", outcome=outcome, site=row.site, method="change")
        means = {arm: [unit.estimate for unit in units if unit.group == arm] for arm in ("0", "1")}
        difference = sum(means["1"]) / len(means["1"]) - sum(means["0"]) / len(means["0"])
        assert row.estimate == pytest.approx(difference)
        assert f"difference {100 * row.estimate:.2f}" in label


def test_the_flow_ends_with_the_persons_analysed(results: Results) -> None:
    told = texts_of(mr.figures.flow(results))
    for outcome in results.vocabulary.codes("outcome"):
        for arm in ("0", "1"):
            row = results.one(
                analysis="rates", outcome=outcome, site="", group=arm, wave="endline", scale="count"
            )
            assert f"{row.clusters} workplaces, {row.n} persons" in told


def test_the_description_of_the_flow_tells_what_is_drawn(results: Results) -> None:
    told, drawn = flow_words(results)[1].en, texts_of(mr.figures.flow(results))
    counts = re.findall(r"\d+ workplaces, \d+ persons", told)
    assert sorted(counts) == sorted(re.findall(r"\d+ workplaces, \d+ persons", drawn))
