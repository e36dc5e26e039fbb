"""How well the data were entered: both entries compared, in EpiData's words."""

from __future__ import annotations

from migrant_rh.rendering.cells import Cell, Count, Missing, Percent, Words
from migrant_rh.rendering.table import Column, Note, Row, Table
from migrant_rh.results.rows import Results
from migrant_rh.words import Text, phrase, rule_name

ANALYSIS = "double_entry"


def double_entry_table(results: Results) -> Table | None:
    """Lay out the comparison of both entries; None where nothing was entered twice."""
    words = results.vocabulary
    stated = results.where(analysis=ANALYSIS)
    waves = tuple(dict.fromkeys(row.wave for row in stated))
    if not waves:
        return None
    terms = tuple(dict.fromkeys(row.term for row in stated))
    return Table(
        id="double_entry",
        title=phrase("tables.double_entry_title"),
        stub=phrase("tables.item"),
        columns=tuple(Column(words.name("wave", wave)) for wave in waves),
        rows=tuple(
            Row(_item(term), tuple(_cell(results, wave, term) for wave in waves)) for term in terms
        ),
        notes=(Note("", phrase("tables.double_entry_note")),),
    )


def _item(term: str) -> Text:
    """Name a count as EpiData does."""
    return phrase(f"checking.{term}")


def _cell(results: Results, wave: str, term: str) -> Cell:
    """A count or a percentage."""
    row = results.find(analysis=ANALYSIS, wave=wave, term=term)
    if row is None:
        return Missing(phrase("tables.not_computed"))
    if row.scale == "proportion":
        return Percent(row.estimate, sources=(row.id,))
    return Count(None if row.estimate is None else int(row.estimate), sources=(row.id,))


def findings_table(results: Results) -> Table | None:
    """Lay out how often each rule was broken; None where nothing was found."""
    stated = results.where(analysis="findings")
    if not stated:
        return None
    rows = tuple(
        Row(
            rule_name(row.term),
            (
                Words(Text.same(row.wave)),
                Words(results.vocabulary.name("variable", row.outcome)),
                Words(phrase(f"rules.severity_{row.group}")),
                Count(row.n, sources=(row.id,)),
            ),
        )
        for row in stated
    )
    return Table(
        id="findings",
        title=phrase("tables.findings_title"),
        stub=phrase("tables.finding"),
        columns=(
            Column(phrase("tables.file"), align="left"),
            Column(phrase("tables.variable"), align="left"),
            Column(phrase("tables.severity")),
            Column(phrase("tables.number")),
        ),
        rows=rows,
        notes=(Note("", phrase("tables.findings_note")),),
    )
