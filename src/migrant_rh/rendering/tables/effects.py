"""The effect by every method side by side, with units, degrees of freedom and scale."""

from __future__ import annotations

from collections.abc import Iterator

from migrant_rh.rendering.cells import (
    Cell,
    Count,
    DegreesOfFreedom,
    Estimate,
    Missing,
    PValue,
    Words,
)
from migrant_rh.rendering.table import Column, Note, Row, Table
from migrant_rh.rendering.tables.labels import customary, place_name, places_of
from migrant_rh.results.rows import Results
from migrant_rh.results.rows import Row as Stated
from migrant_rh.words import Text, phrase, recall

_CLUSTER_T = ("cluster_pooled_t", "cluster_linear_model")
_PERMUTATION = ("permutation_exact", "permutation_monte_carlo")


def effects_table(results: Results, model: str, outcome: str, name: str) -> Table:
    """Lay out the difference in differences by method and scale, one block of rows a site."""
    words = results.vocabulary
    analysis = f"model.{model}"
    rows = [
        row
        for site in places_of(results, analysis)
        for row in _block(results, analysis, outcome, site)
    ]
    return Table(
        id=name,
        title=phrase("tables.effects_title", outcome=words.name("outcome", outcome)),
        stub=phrase("tables.site_and_method"),
        columns=(
            Column(phrase("tables.scale")),
            Column(phrase("tables.estimate_ci")),
            Column(phrase("tables.units_used", unit=words.texts["unit"]), marks=("units",)),
            Column(phrase("tables.df")),
            Column(Text.same("P")),
        ),
        rows=tuple(rows),
        notes=tuple(_notes(results, analysis, outcome, rows)),
    )


def _block(results: Results, analysis: str, outcome: str, site: str) -> Iterator[Row]:
    """What leads at a place, then every method."""
    stated = (
        *results.where(analysis=analysis, outcome=outcome, site=site, contrast="did"),
        *results.where(analysis=_wls(analysis), outcome=outcome, site=site, contrast="did"),
    )
    shown = [row for row in stated if row.scale in {"rd", "log_rrr", "log_ror"}]
    if not shown:
        return
    lead = results.one(analysis=analysis, outcome=outcome, site=site, contrast="lead").method
    yield Row(place_name(results.vocabulary, site), kind="group")
    for row in sorted(shown, key=_order):
        leads = _leads(row, lead)
        label = phrase(f"tables.method_{_method(row)}", customary=customary(results.vocabulary))
        yield Row(label, _cells(row), indent=1, marks=("lead",) if leads else ())


def _wls(analysis: str) -> str:
    """Name of the weighted-least-squares analysis of the same model."""
    return analysis.replace("model.", "wls.", 1)


def _order(row: Stated) -> int:
    """The primary model, the units, the original's model."""
    return ("gee", "gee_linear", *_CLUSTER_T, *_PERMUTATION, "gee_person", "gsk").index(row.method)


def _method(row: Stated) -> str:
    """Name of the method, without what the column of units says."""
    if row.method in _CLUSTER_T:
        return "cluster_t"
    return "permutation" if row.method in _PERMUTATION else row.method


def _leads(row: Stated, lead: str) -> bool:
    """Whether a row is the leading result: on the scale of percentage points."""
    return row.scale == "rd" and _method(row) == lead


def _cells(row: Stated) -> tuple[Cell, ...]:
    """Scale, estimate, units, degrees of freedom, P."""
    sources = (row.id,)
    scale = Words(phrase(f"tables.scale_{row.scale}"))
    units = Count(row.n if row.method == "gsk" else row.clusters, sources=sources)
    if row.estimate is None:
        reason = recall(row.note) if row.note else phrase("tables.not_computed")
        return (scale, Missing(reason), units, Missing(reason), Missing(reason))
    effect = Estimate(row.estimate, row.conf_low, row.conf_high, row.scale, sources=sources)
    if row.p_value is None:
        reason = recall(row.note) if row.note else phrase("tables.not_computed")
        return (scale, effect, units, Missing(reason), Missing(reason))
    df: Cell = DegreesOfFreedom(row.df, sources=sources)
    if row.df is None or row.method == "gsk":
        df = Words(phrase("tables.no_df"))
    return (scale, effect, units, df, PValue(row.p_value, sources=sources))


def _notes(results: Results, analysis: str, outcome: str, rows: list[Row]) -> Iterator[Note]:
    """What each method is, and why one leads."""
    words = results.vocabulary
    yield Note("units", phrase("tables.effects_units", unit=words.texts["unit"]))
    leads = results.where(analysis=analysis, outcome=outcome, contrast="lead")
    if any("lead" in row.marks for row in rows):
        yield Note("lead", phrase("tables.effects_lead"))
    for told in dict.fromkeys(row.note for row in leads):
        yield Note("", recall(told))
    yield Note("", phrase("tables.effects_scales"))
    stated = results.where(analysis=analysis, outcome=outcome, contrast="did")
    for row in stated:
        if row.method in _PERMUTATION and row.p_value is not None:
            place = place_name(words, row.site)
            yield Note("", phrase("tables.permuted_at", place=place, told=recall(row.note)))
