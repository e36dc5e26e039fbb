"""The tables of the report, each made from the rows alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrant_rh.rendering.table import Table
from migrant_rh.rendering.tables.baseline import baseline_table, overall_baseline_table
from migrant_rh.rendering.tables.effects import effects_table
from migrant_rh.rendering.tables.flow import attrition_table, cluster_table, flow_table
from migrant_rh.rendering.tables.models import gee_table, wls_table
from migrant_rh.rendering.tables.quality import double_entry_table, findings_table
from migrant_rh.rendering.tables.rates import rates_table
from migrant_rh.results.rows import Results

__all__ = ["tables_of"]


def tables_of(results: Results) -> Mapping[str, Table]:
    """Make every table that the rows allow, by name, in the order of the report.

    ``table1`` is the baseline; ``table2`` and on are the rates of each outcome; then for each model
    and outcome ``gee.…``, ``wls.…`` and ``effects.…``; before them flow and quality of the data.
    """
    return {table.id: table for table in _tables(results)}


def _tables(results: Results) -> Iterator[Table]:
    """Make them one after the other."""
    for optional in (double_entry_table(results), findings_table(results)):
        if optional is not None:
            yield optional
    yield flow_table(results)
    for optional in (attrition_table(results), cluster_table(results)):
        if optional is not None:
            yield optional
    yield baseline_table(results)
    overall = overall_baseline_table(results)
    if overall is not None:
        yield overall
    outcomes = results.vocabulary.codes("outcome")
    for number, outcome in enumerate(outcomes, start=2):
        yield rates_table(results, outcome, f"table{number}")
    for model in results.vocabulary.codes("model"):
        for outcome in outcomes:
            yield from _of_model(results, model, outcome)


def _of_model(results: Results, model: str, outcome: str) -> Iterator[Table]:
    """Tables of one model and outcome, if the model has it."""
    if not results.where(analysis=f"model.{model}", outcome=outcome):
        return
    yield effects_table(results, model, outcome, f"effects.{model}.{outcome}")
    yield gee_table(results, model, outcome, f"gee.{model}.{outcome}")
    wls = wls_table(results, model, outcome, f"wls.{model}.{outcome}")
    if wls is not None:
        yield wls
