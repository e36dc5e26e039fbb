"""How much the answer owes to the method, and to adjustment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from migrant_rh.rendering.cells import (
    Blank,
    Cell,
    DegreesOfFreedom,
    Estimate,
    Missing,
    PValue,
    Words,
)
from migrant_rh.rendering.table import Column, Note, Row, Spanner, Table
from migrant_rh.rendering.tables.labels import customary, place_name, places_of
from migrant_rh.rendering.tables.shown import absent
from migrant_rh.results.rows import Results
from migrant_rh.results.rows import Row as Stated
from migrant_rh.words import Text, phrase, recall


@dataclass(frozen=True, slots=True)
class _Line:
    """One line: which row it prints, found by its place; ``{model}`` is the model's name."""

    name: str
    analysis: str
    methods: tuple[str, ...]
    place: Mapping[str, str]


_CLUSTER_T = ("cluster_pooled_t", "cluster_linear_model")
_PERMUTED = ("permutation_exact", "permutation_monte_carlo")
_LINES = (
    _Line("person", "model.{}", ("gee_person",), {"scale": "rd"}),
    _Line("LZ", "robustness.{}", ("gee",), {"scale": "rd", "covariance": "LZ", "term": ""}),
    _Line("FG", "robustness.{}", ("gee",), {"scale": "rd", "covariance": "FG", "term": ""}),
    _Line("KC", "model.{}", ("gee",), {"scale": "rd", "covariance": "KC"}),
    _Line("MD", "robustness.{}", ("gee",), {"scale": "rd", "covariance": "MD", "term": ""}),
    _Line("pairs", "robustness.{}", ("gee",), {"scale": "rd", "term": "pairs"}),
    _Line("cluster_average", "estimands.{}", ("gee",), {"scale": "rd", "term": "cluster_average"}),
    _Line("cluster_t", "cluster.{}", _CLUSTER_T, {"scale": "rd", "term": "unadjusted"}),
    _Line("cluster_adjusted", "cluster.{}", _CLUSTER_T, {"scale": "rd", "term": "adjusted"}),
    _Line("ancova", "cluster.{}", ("cluster_ancova",), {"scale": "rd", "term": "unadjusted"}),
    _Line("permutation", "cluster.{}", _PERMUTED, {"scale": "rd", "term": "unadjusted"}),
    _Line("permutation_adjusted", "cluster.{}", _PERMUTED, {"scale": "rd", "term": "adjusted"}),
    _Line("permutation_score", "cluster.{}", _PERMUTED, {"scale": "score", "term": "score"}),
    _Line("step_down", "joint.{}", _PERMUTED, {"scale": "rd", "term": "step_down"}),
)
_LEADING = {"gee": "KC", "cluster_t": "cluster_t", "permutation": "permutation"}


def robustness_table(results: Results, model: str, outcome: str, name: str) -> Table:
    """Lay out the effect in percentage points by every method, one block of lines a site.

    From the test on persons over the covariances for few clusters to the analyses of the allocated
    units and the permutation tests; the line that leads is marked, and a note says why.
    """
    words = results.vocabulary
    rows = [
        row
        for site in places_of(results, f"model.{model}")
        for row in _block(results, model, outcome, site)
    ]
    return Table(
        id=name,
        title=phrase("tables.robustness_title", outcome=words.name("outcome", outcome)),
        stub=phrase("tables.site_and_method"),
        columns=(
            Column(phrase("tables.points_ci")),
            Column(phrase("tables.df")),
            Column(Text.same("P")),
        ),
        rows=tuple(rows),
        notes=tuple(_notes(results, model, outcome, rows)),
    )


def specification_rows(
    results: Results, model: str, outcome: str, site: str
) -> Iterator[tuple[Text, bool, Stated]]:
    """Go through the specifications computed: name, whether it leads, row.

    Parameters
    ----------
    results : Results
        Rows and words.
    model, outcome, site : str
        Where; an empty site is all of them.
    """
    found = [(line, _found(results, line, model, (outcome, site))) for line in _LINES]
    if not any(row for _, row in found):
        return
    place = {"analysis": f"model.{model}", "outcome": outcome, "site": site}
    lead = results.one(**place, contrast="lead").method
    for line, row in found:
        if row is not None:
            said = phrase(f"tables.line_{line.name}", customary=customary(results.vocabulary))
            yield said, _LEADING.get(lead) == line.name, row


def _block(results: Results, model: str, outcome: str, site: str) -> Iterator[Row]:
    """Every line that was computed at one place."""
    found = list(specification_rows(results, model, outcome, site))
    if found:
        yield Row(place_name(results.vocabulary, site), kind="group")
    for said, leads, row in found:
        yield Row(said, _cells(row), indent=1, marks=("lead",) if leads else ())


def _found(results: Results, line: _Line, model: str, place: tuple[str, str]) -> Stated | None:
    """The row of a line."""
    outcome, site = place
    stated = results.where(
        analysis=line.analysis.format(model),
        outcome=outcome,
        site=site,
        contrast="did",
        **line.place,
    )
    return next((row for row in stated if row.method in line.methods), None)


def _cells(row: Stated) -> tuple[Cell, Cell, Cell]:
    """Estimate with interval, degrees of freedom, P."""
    sources = (row.id,)
    if row.p_value is None:
        reason = absent(row)
        effect: Cell = reason
        if row.estimate is not None and row.scale == "rd":
            effect = Estimate(row.estimate, None, None, "rd", sources=sources)
        return effect, reason, reason
    effect = Blank()
    if row.scale == "rd":
        effect = Estimate(row.estimate, row.conf_low, row.conf_high, "rd", sources=sources)
    df: Cell = Words(phrase("tables.no_df"))
    if row.df is not None:
        df = DegreesOfFreedom(row.df, sources=sources)
    return effect, df, PValue(row.p_value, sources=sources)


def _notes(results: Results, model: str, outcome: str, rows: list[Row]) -> Iterator[Note]:
    """What the lines are, which of them leads, and why."""
    unit = results.vocabulary.texts["unit"]
    yield Note("", phrase("tables.robustness_note", unit=unit))
    if any(row.marks for row in rows):
        yield Note("lead", phrase("tables.effects_lead"))
    leads = results.where(analysis=f"model.{model}", outcome=outcome, contrast="lead")
    for told in dict.fromkeys(row.note for row in leads):
        yield Note("", recall(told))


def adjustment_table(results: Results, model: str, name: str) -> Table:
    """Lay out the effect without and with adjustment, side by side, one block an outcome."""
    words = results.vocabulary
    rows: list[Row] = []
    for outcome in words.codes("outcome"):
        sites = [
            site
            for site in places_of(results, f"model.{model}")
            if results.where(analysis=f"model.{model}", outcome=outcome, site=site)
        ]
        if sites:
            rows.append(Row(words.name("outcome", outcome), kind="group"))
        for site in sites:
            cells = (
                *_scales(results, "rates", outcome, site),
                *_scales(results, f"model.{model}", outcome, site),
            )
            rows.append(Row(place_name(words, site), cells, indent=1))
    return Table(
        id=name,
        title=phrase("tables.adjustment_title", model=words.name("model", model)),
        stub=phrase("tables.site"),
        columns=tuple(
            Spanner(
                phrase(f"tables.{key}"),
                (
                    Column(phrase("tables.points_ci")),
                    Column(Text.same("P")),
                    Column(phrase("tables.ror_ci")),
                ),
            )
            for key in ("unadjusted", "adjusted")
        ),
        rows=tuple(rows),
        notes=(Note("", phrase("tables.adjustment_note", unit=words.texts["unit"])),),
    )


def _scales(results: Results, analysis: str, outcome: str, site: str) -> tuple[Cell, Cell, Cell]:
    """Risk difference with P, and ratio of odds ratios, of the primary model."""
    place = {"analysis": analysis, "outcome": outcome, "site": site, "contrast": "did"}
    points = results.find(**place, scale="rd", method="gee", covariance="KC")
    ratio = results.find(**place, scale="log_ror", method="gee", covariance="KC")
    if points is None or points.estimate is None:
        note = recall(points.note) if points and points.note else phrase("tables.no_did")
        return Missing(note), Missing(note), Missing(note)
    effect, _, p_value = _cells(points)
    if ratio is None or ratio.estimate is None:
        return effect, p_value, Missing(phrase("tables.not_computed"))
    limits = (ratio.conf_low, ratio.conf_high)
    return effect, p_value, Estimate(ratio.estimate, *limits, "log_ror", sources=(ratio.id,))


def without_table(results: Results, model: str, outcome: str, name: str) -> Table | None:
    """Lay out the effect without each cluster in turn; None where clusters are even."""
    words = results.vocabulary
    stated = results.where(analysis=f"cautions.{model}", outcome=outcome, contrast="without")
    if not stated:
        return None
    rows: list[Row] = []
    for site in dict.fromkeys(row.site for row in stated):
        rows.append(Row(place_name(words, site), kind="group"))
        here = [row for row in stated if row.site == site]
        rows += [Row(Text.same(row.term), _cells(row), indent=1) for row in here]
    return Table(
        id=name,
        title=phrase("tables.without_title", outcome=words.name("outcome", outcome)),
        stub=phrase("tables.without_stub"),
        columns=(
            Column(phrase("tables.points_ci")),
            Column(phrase("tables.df")),
            Column(Text.same("P")),
        ),
        rows=tuple(rows),
        notes=(Note("", phrase("tables.without_note")),),
    )
