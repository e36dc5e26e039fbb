"""Figures made from the rows: rates before and after, and the effects as a forest.

Colour never carries a group alone: control is hollow and dashed, intervention filled and solid.
Text is drawn in the language asked for, or in English where the machine has no Chinese font.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from migrant_rh.rendering.cells import Estimate, PValue
from migrant_rh.rendering.document import Picture
from migrant_rh.rendering.fonts import Font, find_font, settings
from migrant_rh.rendering.formatting import cell_text
from migrant_rh.rendering.style import STYLES, Edition
from migrant_rh.rendering.tables.labels import arms_of, place_name, places_of
from migrant_rh.results.rows import Results, Row
from migrant_rh.words import Language, Text, phrase

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CONTROL, TREATED, GRID = "#5f6b7a", "#0b5d8f", "#d8dde3"
_DPI = 200
_CM = 2.54
_PANEL_CM, _HEIGHT_CM, _FOREST_CM = 4.4, 7.2, 17.0
_LINE_CM, _AXIS_CM = 0.55, 1.4
_PLOT_LEFT, _PLOT_RIGHT, _TEXT_LEFT, _P_LEFT = 0.22, 0.63, 0.65, 0.93


@dataclass(frozen=True)
class Drawing:
    """In which words and font figures are drawn.

    Attributes
    ----------
    edition : Edition
        Style of the numbers, language of the words: English where no font serves.
    font : Font or None
        Font for Chinese.
    shortfall : Text or None
        Why the figures are in another language than was asked for.
    """

    edition: Edition
    font: Font | None
    shortfall: Text | None

    @classmethod
    def of(cls, results: Results, language: Language) -> Drawing:
        """Find a font for all words a figure may hold."""
        style = STYLES[results.vocabulary.facts["style"]]
        if language == "en" and not _needs_chinese(results):
            return cls(Edition(language, style), None, None)
        found = find_font("".join(sorted(_characters(results, language))))
        spoken = language if found.font is not None else "en"
        return cls(Edition(spoken, style), found.font, found.reason)

    def words(self, text: Text) -> str:
        """Words in the language of the drawing."""
        return self.edition.words(text)

    @property
    def strong(self) -> str:
        """Weight of headings: bold where the font has it."""
        return "bold" if self.font is None or self.font.bold else "normal"


def figures_of(results: Results, language: Language) -> Mapping[str, Figure]:
    """Draw every figure: ``rates.OUTCOME`` and ``forest.MODEL``.

    Parameters
    ----------
    results : Results
        Rows and words.
    language : {"zh", "en"}
        Language of the labels.

    Returns
    -------
    mapping of str to matplotlib.figure.Figure
        They show themselves in a notebook, and can be changed before they are saved.
    """
    import matplotlib as mpl  # noqa: PLC0415  (heavy)

    drawing = Drawing.of(results, language)
    figures: dict[str, Figure] = {}
    with mpl.rc_context(_looks(drawing)):
        for outcome in results.vocabulary.codes("outcome"):
            figures[f"rates.{outcome}"] = _rates(results, outcome, drawing)
        for model in results.vocabulary.codes("model"):
            figures[f"forest.{model}"] = _forest(results, model, drawing)
    return figures


def picture(figure: Figure) -> Picture:
    """Save a figure as SVG and PNG, the same bytes each time."""
    import matplotlib as mpl  # noqa: PLC0415  (heavy)

    vector, pixels = io.BytesIO(), io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "migrant-rh", "svg.fonttype": "path"}):
        figure.savefig(vector, format="svg", metadata={"Date": None, "Creator": None})
        figure.savefig(pixels, format="png", dpi=_DPI, metadata={"Software": None})
    return Picture(vector.getvalue(), pixels.getvalue(), figure.get_figwidth() * _CM)


def portable(figure: Figure) -> bytes:
    """Save a figure as PDF, the same bytes each time."""
    import matplotlib as mpl  # noqa: PLC0415  (heavy)

    page = io.BytesIO()
    with mpl.rc_context({"pdf.fonttype": 3}):
        figure.savefig(page, format="pdf", metadata={"CreationDate": None, "Creator": None})
    return page.getvalue()


def _looks(drawing: Drawing) -> Any:
    """Settings of all figures."""
    return {
        **settings(drawing.font),
        "font.size": 8.5,
        "axes.titlesize": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": "#333333",
        "figure.dpi": 100,
    }


def _rates(results: Results, outcome: str, drawing: Drawing) -> Figure:
    """Rates at both waves, one panel a place, one line an arm."""
    from migrant_rh.rendering.canvas import new_figure  # noqa: PLC0415  (heavy)

    places = places_of(results, "rates")
    width = max(_PANEL_CM * len(places), 2 * _PANEL_CM)
    figure = new_figure(width, _HEIGHT_CM)
    panels = list(figure.subplots(1, len(places), sharey=True, squeeze=False)[0])
    for axes, site in zip(panels, places, strict=True):
        axes.set_title(drawing.words(place_name(results.vocabulary, site)), y=1.02)
        _two_lines(axes, results, drawing, (outcome, site))
    panels[0].set_ylabel(drawing.words(phrase("figures.percent")))
    panels[0].set_ylim(bottom=0)
    panels[0].set_ylim(top=min(100.0, max(axes.get_ylim()[1] for axes in panels)))
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="lower center", ncols=2, frameon=False)
    figure.subplots_adjust(
        left=1.5 / width, right=1 - 0.3 / width, top=0.89, bottom=0.19, wspace=0.08
    )
    return figure


def _two_lines(axes: Axes, results: Results, drawing: Drawing, place: tuple[str, str]) -> None:
    """Both arms at both waves of one place, with intervals."""
    words = results.vocabulary
    outcome, site = place
    stated = results.where(analysis="rates", outcome=outcome, site=site, scale="proportion")
    waves = [wave for wave in words.codes("wave") if any(row.wave == wave for row in stated)]
    for side, arm in enumerate(arms_of(words)):
        rows = [_best(stated, arm, wave) for wave in waves]
        x = [position + (side - 0.5) * 0.07 for position in range(len(waves))]
        _line(axes, (x, rows), drawing.words(words.name("group", arm)), treated=bool(side))
    axes.set_xticks(range(len(waves)), [drawing.words(words.name("wave", w)) for w in waves])
    axes.set_xlim(-0.35, len(waves) - 0.65)
    axes.xaxis.set_label_coords(0.5, -0.15)
    axes.yaxis.set_label_coords(-0.27, 0.5)
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)


def _best(stated: tuple[Row, ...], arm: str, wave: str) -> Row | None:
    """The proportion of an arm and wave, with the interval that knows the clusters if it exists."""
    here = [row for row in stated if row.group == arm and row.wave == wave]
    known = [row for row in here if row.method == "gee" and row.conf_low is not None]
    return next(iter(known or here), None)


def _line(
    axes: Axes, points: tuple[list[float], list[Row | None]], label: str, *, treated: bool
) -> None:
    """One arm: markers, intervals and the line between them."""
    kept = [(x, row) for x, row in zip(*points, strict=True) if row and row.estimate is not None]
    colour = TREATED if treated else CONTROL
    xs = [x for x, _ in kept]
    ys = [100 * (row.estimate or 0.0) for _, row in kept]
    axes.plot(
        xs,
        ys,
        color=colour,
        linestyle="-" if treated else (0, (4, 2)),
        linewidth=1.4,
        marker="s" if treated else "o",
        markersize=5,
        markerfacecolor=colour if treated else "white",
        markeredgecolor=colour,
        label=label,
    )
    for x, row in kept:
        if row.conf_low is not None and row.conf_high is not None:
            axes.vlines(x, 100 * row.conf_low, 100 * row.conf_high, color=colour, linewidth=1.0)


def _forest(results: Results, model: str, drawing: Drawing) -> Figure:
    """The difference in differences in percentage points, by outcome and place."""
    from migrant_rh.rendering.canvas import new_figure  # noqa: PLC0415  (heavy)

    lines = list(_forest_lines(results, model))
    height = _LINE_CM * (len(lines) + 1) + _AXIS_CM
    figure = new_figure(_FOREST_CM, height)
    bottom, tall = _AXIS_CM / height, _LINE_CM * (len(lines) + 1) / height
    axes = figure.add_axes((_PLOT_LEFT, bottom, _PLOT_RIGHT - _PLOT_LEFT, tall))
    axes.set_ylim(-0.5, len(lines) + 0.5)
    axes.axvline(0, color="#333333", linewidth=0.8)
    _dress_forest(axes, drawing)
    _write(
        axes, (_TEXT_LEFT, len(lines)), drawing.words(phrase("tables.points_ci")), drawing.strong
    )
    _write(axes, (_P_LEFT, len(lines)), "P", drawing.strong)
    for level, (label, row) in zip(range(len(lines) - 1, -1, -1), lines, strict=True):
        indent, weight = (0.0, drawing.strong) if row is None else (0.02, "normal")
        _write(axes, (0.01 + indent, level), drawing.words(label), weight)
        if row is not None:
            _effect(axes, level, row, drawing)
    return figure


def _forest_lines(results: Results, model: str) -> Iterator[tuple[Text, Row | None]]:
    """Labels and rows from top to bottom; an outcome's heading has no row."""
    words = results.vocabulary
    analysis = f"model.{model}"
    for outcome in words.codes("outcome"):
        found = [
            (site, row)
            for site in places_of(results, analysis)
            for row in results.where(
                analysis=analysis, outcome=outcome, site=site, contrast="did", scale="rd"
            )
            if row.method in {"gee", "gee_linear"} and row.estimate is not None
        ]
        if found:
            yield words.name("outcome", outcome), None
        for site, row in found:
            yield place_name(words, site), row


def _effect(axes: Axes, level: int, row: Row, drawing: Drawing) -> None:
    """One estimate with its interval, and both in figures at the right."""
    whole = not row.site
    if row.conf_low is not None and row.conf_high is not None:
        axes.hlines(level, 100 * row.conf_low, 100 * row.conf_high, color=TREATED, linewidth=1.2)
    axes.plot(
        [100 * (row.estimate or 0.0)],
        [level],
        marker="D" if whole else "s",
        markersize=6.5 if whole else 5,
        color=TREATED,
        linestyle="none",
    )
    told = cell_text(Estimate(row.estimate, row.conf_low, row.conf_high, "rd"), drawing.edition)
    _write(axes, (_TEXT_LEFT, level), told)
    _write(axes, (_P_LEFT, level), cell_text(PValue(row.p_value), drawing.edition))


def _write(axes: Axes, place: tuple[float, float], text: str, weight: str = "normal") -> None:
    """Write beside the plot: across in shares of the figure, up in lines of the plot."""
    from matplotlib.transforms import blended_transform_factory  # noqa: PLC0415  (heavy)

    across = blended_transform_factory(axes.figure.transFigure, axes.transData)
    axes.text(
        *place,
        text,
        transform=across,
        va="center",
        ha="left",
        weight=weight,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
    )


def _dress_forest(axes: Axes, drawing: Drawing) -> None:
    """A plot without a frame: grid, zero line and the axis below."""
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel(drawing.words(phrase("figures.forest_axis")))
    axes.xaxis.set_label_coords(0.5, -0.12)


def _characters(results: Results, language: Language) -> set[str]:
    """Every character that may be drawn in a language."""
    words = results.vocabulary
    names = [
        text
        for kind in ("site", "group", "wave", "outcome")
        for text in words.names.get(kind, {}).values()
    ]
    keys = ("figures.percent", "figures.forest_axis", "tables.points_ci", "tables.all_sites")
    told = [*names, *(phrase(key) for key in keys)]
    return set("".join(text.to(language) for text in told))


def _needs_chinese(results: Results) -> bool:
    """Whether even English labels hold Chinese, because the study gives only that."""
    return any(ord(character) > 0x2E7F for character in _characters(results, "en"))  # noqa: PLR2004
