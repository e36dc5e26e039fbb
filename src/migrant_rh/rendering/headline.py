"""The main effects on one screen."""

from __future__ import annotations

from migrant_rh.rendering.cells import Cell, Count, DegreesOfFreedom, Estimate, Missing, PValue
from migrant_rh.rendering.style import STYLES, Edition
from migrant_rh.rendering.table import Column, Row, Table
from migrant_rh.rendering.tables.labels import place_name, places_of
from migrant_rh.rendering.writers.text import table_text
from migrant_rh.results.rows import Results
from migrant_rh.results.rows import Row as Stated
from migrant_rh.words import Language, Text, phrase, recall


def headline(results: Results, language: Language) -> str:
    """Print the difference in differences of every outcome and place, by the first model.

    Parameters
    ----------
    results : Results
        Rows and words.
    language : {"zh", "en"}
        Language of the words; numbers follow the style of the study.
    """
    edition = Edition(language, STYLES[results.vocabulary.facts["style"]])
    parts = [edition.words(results.vocabulary.texts["title"])]
    models = results.vocabulary.codes("model")[:1]
    parts += [table_text(_table(results, model), edition) for model in models]
    return "\n\n".join(parts)


def _table(results: Results, model: str) -> Table:
    """One row a place under each outcome."""
    words = results.vocabulary
    rows: list[Row] = []
    for outcome in words.codes("outcome"):
        stated = results.where(
            analysis=f"model.{model}", outcome=outcome, contrast="did", scale="rd", method="gee"
        )
        if stated:
            rows.append(Row(words.name("outcome", outcome), kind="group"))
        by_site = {row.site: row for row in stated}
        rows += [
            Row(place_name(words, site), _cells(by_site[site]), indent=1)
            for site in places_of(results, f"model.{model}")
            if site in by_site
        ]
    return Table(
        id="headline",
        title=phrase("tables.headline_title"),
        stub=phrase("tables.site"),
        columns=(
            Column(phrase("tables.points_ci")),
            Column(words.texts["unit"]),
            Column(phrase("tables.df")),
            Column(Text.same("P")),
        ),
        rows=tuple(rows),
    )


def _cells(row: Stated) -> tuple[Cell, ...]:
    """Effect, units, degrees of freedom, P."""
    units = Count(row.clusters)
    if row.p_value is None:
        reason = recall(row.note) if row.note else phrase("tables.not_computed")
        shown: Cell = Missing(reason)
        if row.estimate is not None:
            shown = Estimate(row.estimate, None, None, "rd")
        return shown, units, Missing(reason), Missing(reason)
    effect = Estimate(row.estimate, row.conf_low, row.conf_high, "rd")
    return effect, units, DegreesOfFreedom(row.df), PValue(row.p_value)
