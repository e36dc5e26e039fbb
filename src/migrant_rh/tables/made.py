"""How a table is made of a data frame that stands for a panel: rows, what may be told, layout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from migrant_rh.analysis.choice import guarded
from migrant_rh.analysis.naming import vocabulary
from migrant_rh.analysis.rates import rate_rows
from migrant_rh.errors import AnalysisError, Place, Problem
from migrant_rh.panel.panel import Panel
from migrant_rh.privacy import ANALYSIS as PRIVACY
from migrant_rh.privacy import protected
from migrant_rh.rendering.printed import PrintedTable
from migrant_rh.rendering.table import Note, Table
from migrant_rh.results.rows import Results, Row
from migrant_rh.study.plan import Privacy
from migrant_rh.tables.looks import GuardedOptions, LooksOptions
from migrant_rh.tables.options import looks_of
from migrant_rh.tables.roles import Question, Roles, panel_of
from migrant_rh.words import Text, phrase, rule_name

if TYPE_CHECKING:
    import pandas as pd


def of_rates(panel: Panel) -> Iterator[Row]:
    """Rates of every outcome."""
    for outcome in panel.study.outcomes:
        yield from rate_rows(panel, outcome)


@dataclass(frozen=True)
class Made:
    """How a table is made of a panel.

    Attributes
    ----------
    state : callable
        The rows.
    lay_out : callable
        The table of them.
    options : type
        Options that the table knows.
    """

    state: Callable[[Panel], Iterable[Row]]
    lay_out: Callable[[Results], Table | None]
    options: type = GuardedOptions


def tabulated(
    data: pd.DataFrame, roles: Roles, asked: Question, options: LooksOptions, made: Made
) -> PrintedTable:
    """Make a panel, state the rows, lay out the table."""
    looks = looks_of(options, made.options)
    panel = panel_of(data, roles, asked, looks)
    rows = _told(panel, made, options.get("min_cell"))
    results = Results.of(rows, vocabulary(panel))
    table = made.lay_out(results)
    if table is None:
        remedy = phrase("frames.nothing_remedy")
        found = phrase("frames.nothing")
        raise AnalysisError(Problem("frames.nothing", Place(), found, remedy=remedy))
    notes = (*table.notes, *_found(panel))
    table = replace(table, title=looks.titled(table.title), notes=notes)
    return PrintedTable(table, looks.edition, results=results)


def _found(panel: Panel) -> Iterator[Note]:
    """What the panel left out, changed or warns of: of persons only how many."""
    alone = [item.message for item in panel.findings if not item.id]
    times = Counter(item.rule for item in panel.findings if item.id)
    listed = [
        phrase("frames.found_times", rule=rule_name(rule), count=count)
        for rule, count in times.items()
    ]
    if alone or listed:
        yield Note("", phrase("frames.found", listed=Text.listed([*listed, *alone])))


def _told(panel: Panel, made: Made, least: object) -> Iterable[Row]:
    """The rows of a table that may be told; which those are depends on the rates too."""
    rows = tuple(guarded(panel, made.state(panel)))
    if least is None:
        return rows
    study = panel.study.model_copy(update={"privacy": Privacy.model_validate({"min_cell": least})})
    own = {row.named().id for row in rows}
    beside = [row for row in of_rates(panel) if row.named().id not in own]
    kept = protected((*rows, *beside), study)
    return [row for row in kept if row.id in own or row.analysis == PRIVACY]
