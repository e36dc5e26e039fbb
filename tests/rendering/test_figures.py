"""Every kind of figure: nothing clipped, nothing on top of another, in both languages."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text as Drawn

import migrant_rh as mr
from migrant_rh.rendering.figures import figure_names, figures_of, picture
from migrant_rh.rendering.figures.missing import missing_shares
from migrant_rh.rendering.report.drawn import (
    changes_words,
    forest_words,
    missing_words,
    rates_words,
    specifications_words,
)
from migrant_rh.results.rows import Results
from migrant_rh.run import Run
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
def results(demo_run: Run) -> Results:
    return demo_run.results


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


def test_figures_are_the_same_whatever_the_order_of_rows(results: Results) -> None:
    """Rows of a stored run may stand in any order."""
    turned = Results(tuple(reversed(results.rows)), results.vocabulary)
    assert set(figure_names(turned)) == set(figure_names(results))
    theirs = figures_of(turned, "en")
    for name, figure in figures_of(results, "en").items():
        assert picture(theirs[name]).svg == picture(figure).svg, name


LONG = Text(
    ("很长的$标签$，含有_下划线、<script>&100%与表情😀{}" * 9)[:200],
    ("a rather $long$ label_with <script> & 100 % of it 😀 {} =1+1\n" * 4)[:200],
)


def hostile(results: Results) -> Results:
    """The same rows, with names that nobody would want to draw."""
    words = results.vocabulary
    kinds = ("site", "group", "outcome", "wave", "variable", "step", "model")
    names = {
        **words.names,
        **{
            kind: {
                code: Text(code + LONG.zh, f"{code} {LONG.en}")
                for code in words.names.get(kind, {})
            }
            for kind in kinds
        },
    }
    names["outcome"] = dict([*names["outcome"].items()][:1])  # one is as good as two, and faster
    texts = {**words.texts, "unit": Text("很长的单位名称$x$", "rather long name of $units$")}
    vocabulary = dataclasses.replace(words, names=names, texts=texts)
    return dataclasses.replace(results, vocabulary=vocabulary)


def meetings(figure: Figure) -> list[tuple[str, str]]:
    """Pairs of texts of a drawn figure that lie on top of one another, by over a point each way."""
    told = [
        (text.get_text(), text.get_window_extent())
        for text in figure.findobj(Drawn)
        if text.get_visible() and text.get_text().strip() and text.get_figure() is not None
    ]
    shown = [(said, box) for said, box in told if box.width > 0 and box.height > 0]
    return [
        (one, other)
        for place, (one, box) in enumerate(shown)
        for other, its in shown[place + 1 :]
        if min(box.x1, its.x1) - max(box.x0, its.x0) > 2
        and min(box.y1, its.y1) - max(box.y0, its.y0) > 2
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_200_characters_and_odd_signs_have_room(
    results: Results, language: Language
) -> None:
    for name, figure in figures_of(hostile(results), language).items():
        assert not clipped(figure), name
        assert meetings(figure) == [], name
        told = texts_of(figure)
        assert "<script>" in told, name
        assert "$" not in told.replace(r"\$", ""), name


def test_no_two_labels_of_the_demo_meet(drawn: Mapping[str, Figure]) -> None:
    assert [name for name, figure in drawn.items() if clipped(figure) or meetings(figure)] == []


def test_labels_that_meet_are_seen_by_the_tests_above(drawn: Mapping[str, Figure]) -> None:
    figure = drawn["balance_plot"]
    on_top = [figure.text(0.5, 0.5, "one"), figure.text(0.5, 0.5, "other")]
    figure.canvas.draw()
    assert ("one", "other") in meetings(figure)
    for text in on_top:
        text.remove()


def drawn_on(axes: object, name: str, results: Results) -> Figure:
    """Draw a figure by its public function, on an axis."""
    outcome = {"outcome": results.vocabulary.codes("outcome")[0]}
    more = outcome if name in {"rates", "changes"} else {}
    return getattr(mr.figures, name)(results, **more, ax=axes)


@pytest.mark.parametrize("name", mr.figures.__all__)
def test_an_axis_of_the_caller_is_drawn_on(results: Results, name: str) -> None:
    figure = Figure(figsize=(14, 10))
    canvas = figure.canvas
    left, right = figure.subplots(1, 2)
    assert drawn_on(right, name, results) is figure
    assert figure.canvas is canvas
    assert not left.get_lines()
    assert not left.texts


@pytest.mark.parametrize("name", ["forest", "specifications"])
def test_a_forest_keeps_to_the_place_of_its_axis(results: Results, name: str) -> None:
    """Labels and numbers stand beside the plot, but not beyond the axis that was given."""
    figure = Figure(figsize=(16, 9))
    axes = figure.add_axes((0.15, 0.1, 0.75, 0.8))
    place = axes.get_window_extent().frozen()
    drawn_on(axes, name, results)
    figure.canvas.draw()
    for text in axes.texts:
        box = text.get_window_extent()
        assert place.x0 - 2 <= box.x0, text.get_text()
        assert box.x1 <= place.x1 + 2, text.get_text()


def only(results: Results, **places: str) -> Results:
    """The rows of one analysis that are at a place."""
    kept = [
        row
        for row in results
        if row.analysis != "rates" or all(getattr(row, name) == at for name, at in places.items())
    ]
    return dataclasses.replace(results, rows=tuple(kept))


def test_a_single_wave_has_points_and_a_description(results: Results) -> None:
    outcome, wave = results.vocabulary.codes("outcome")[0], results.vocabulary.codes("wave")[0]
    once = only(results, wave=wave)
    figure = mr.figures.rates(once, outcome)
    assert all(len(line.get_xdata()) == 1 for axes in figure.axes for line in axes.get_lines())
    told = rates_words(once, outcome)[1]
    assert "Beijing, Control: 51.5" in told.en
    assert "from" not in told.en


def test_without_rows_there_is_nothing_to_draw_and_that_is_said(results: Results) -> None:
    outcome, model = (results.vocabulary.codes(kind)[0] for kind in ("outcome", "model"))
    none = dataclasses.replace(results, rows=())
    assert not any(axes.get_lines() for axes in mr.figures.rates(none, outcome).axes)
    for words in (rates_words, changes_words):
        assert "no number to draw" in words(none, outcome)[1].en
    for words in (forest_words, specifications_words):
        assert "没有可画的数值" in words(none, model)[1].zh


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_points_at_the_ends_of_the_axis_are_whole(results: Results, share: float) -> None:
    outcome = results.vocabulary.codes("outcome")[0]
    rows = tuple(
        row._replace(estimate=share, conf_low=None, conf_high=None)
        if row.analysis == "rates" and row.scale == "proportion"
        else row
        for row in results
    )
    figure = mr.figures.rates(dataclasses.replace(results, rows=rows), outcome)
    for axes in figure.axes:
        low, high = axes.get_ylim()
        assert low == 0
        assert high <= 100
        assert all(not line.get_clip_on() for line in axes.get_lines())


@pytest.fixture(scope="module")
def unplanned(results: Results) -> Results:
    """The same study without a word on who was asked."""
    words = results.vocabulary
    silent = dataclasses.replace(words, facts={**words.facts, "asked_if": ""})
    return dataclasses.replace(results, vocabulary=silent)


MAY_INCLUDE = {"zh": "包括问卷跳转", "en": "questions that the questionnaire skips"}
OF_ASKED = {"zh": "占须回答者的", "en": "of those asked"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_missing_answers_say_of_whom(
    results: Results, unplanned: Results, language: Language
) -> None:
    """Where the plan does not say who was asked, skipped questions may be among the blanks."""
    for rows, said in ((unplanned, MAY_INCLUDE[language]), (results, OF_ASKED[language])):
        label = mr.figures.missing(rows, language=language).axes[0].get_xlabel()
        assert said in label.replace("\n", "" if language == "zh" else " ")
        assert said in getattr(missing_words(rows)[1], language)


def test_few_missing_answers_are_not_dark(results: Results) -> None:
    """The darkest of all is a tenth missing, or the most where it is more."""
    lightest = {share: _grey(results, share) for share in (0.02, 0.1, 0.4)}
    assert lightest[0.02] == pytest.approx(1 - 0.75 * 0.2)
    assert lightest[0.1] == lightest[0.4] == pytest.approx(0.25)


def _grey(results: Results, share: float) -> float:
    """The grey of a cell, where this share is missing everywhere."""
    rows = tuple(
        row._replace(estimate=share) if row.analysis == "missingness" else row for row in results
    )
    figure = mr.figures.missing(dataclasses.replace(results, rows=rows))
    return float(figure.axes[0].collections[0].get_facecolor()[0][0])


def test_missing_answers_of_one_wave_have_room_for_what_is_said_below(unplanned: Results) -> None:
    words = unplanned.vocabulary
    first = {code: words.names["wave"][code] for code in words.codes("wave")[:1]}
    once = dataclasses.replace(words, names={**words.names, "wave": first})
    for language in LANGUAGES:
        figure = mr.figures.missing(
            dataclasses.replace(unplanned, vocabulary=once), language=language
        )
        assert not clipped(figure)
        assert meetings(figure) == []


def test_missing_answers_are_told_in_the_order_they_are_drawn(results: Results) -> None:
    turned = Results(tuple(reversed(results.rows)), results.vocabulary)
    assert missing_words(turned) == missing_words(results)
    told = missing_words(results)[1].en
    names = [results.vocabulary.name("variable", name).en for name in missing_shares(results)]
    places = [told.index(f"{name}: at most") for name in names]
    assert places == sorted(places)


@pytest.fixture(scope="module")
def respiratory() -> Results:
    """The trial with subgroups."""
    plan = Path(__file__).resolve().parents[2] / "examples" / "respiratory" / "study.yaml"
    return mr.analyze(mr.load_study(plan)).results


@pytest.mark.parametrize("scale", ["rd", "log_rrr", "log_ror"])
def test_subgroups_stand_below_the_sites_without_a_p_value(
    respiratory: Results, scale: str
) -> None:
    figure = mr.figures.forest(respiratory, scale=scale)
    told = texts_of(figure).splitlines()
    rows = respiratory.where(analysis="subgroups.main", contrast="did", scale=scale)
    assert len(rows) == 5
    for label in ("Sex (Female)", "Sex (Male)", "Age group (Under 25)"):
        assert told.index(label) > told.index("All sites (111 persons)")
    points = [line for line in figure.axes[0].get_lines() if line.get_marker() in {"s", "D"}]
    assert len(points) == 3 + len(rows)
    assert not clipped(figure)
    assert meetings(figure) == []


def test_the_scale_of_the_plan_is_drawn_and_told(respiratory: Results) -> None:
    words = respiratory.vocabulary
    facts = {**words.facts, "model.main.scale": "log_ror"}
    planned = dataclasses.replace(respiratory, vocabulary=dataclasses.replace(words, facts=facts))
    assert mr.figures.forest(planned).axes[0].get_xscale() == "log"
    title, told = forest_words(planned, "main")
    assert "ratio of odds ratios" in title.en
    assert "比值比之比" in title.zh
    assert "percentage points" not in told.en
    assert "Sex (Male): 10.09" in told.en
