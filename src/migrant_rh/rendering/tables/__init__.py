"""The tables of the report, each made from the rows alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from migrant_rh.rendering.table import Table
from migrant_rh.rendering.tables.baseline import baseline_table, overall_baseline_table
from migrant_rh.rendering.tables.effects import effects_table
from migrant_rh.rendering.tables.flow import attrition_table, cluster_table, flow_table
from migrant_rh.rendering.tables.missingness import missingness_table
from migrant_rh.rendering.tables.models import gee_table, wls_table
from migrant_rh.rendering.tables.multiple import question_table
from migrant_rh.rendering.tables.quality import double_entry_table, findings_table
from migrant_rh.rendering.tables.rates import rates_table
from migrant_rh.rendering.tables.robustness import (
    adjustment_table,
    robustness_table,
    without_table,
)
from migrant_rh.rendering.tables.side_by_side import models_table
from migrant_rh.rendering.tables.subgroups import subgroup_table
from migrant_rh.results.rows import Results

__all__ = ["tables_of"]


def tables_of(results: Results) -> Mapping[str, Table]:
    """Make every table that the rows allow, by name, in the order of the report.

    ``table1`` is the baseline; ``table2`` and on are the rates of each outcome; then for each model
    and outcome ``gee.…``, ``wls.…``, ``effects.…`` and ``subgroups.…``; before them flow and
    quality of the data.
    """
    return {table.id: table for make in _MAKERS for table in make(results)}


def _quality(results: Results) -> Iterator[Table]:
    """Double entry, findings, flow, attrition, missing answers."""
    yield from _present(
        results,
        double_entry_table,
        findings_table,
        flow_table,
        attrition_table,
        cluster_table,
        missingness_table,
    )


def _baseline(results: Results) -> Iterator[Table]:
    """Characteristics by site, and over all sites."""
    yield from _present(results, baseline_table, overall_baseline_table)


def _rates(results: Results) -> Iterator[Table]:
    """Rates of every outcome."""
    for number, outcome in enumerate(results.vocabulary.codes("outcome"), start=2):
        yield rates_table(results, outcome, f"table{number}")


def _questions(results: Results) -> Iterator[Table]:
    """Questions with several answers."""
    for question in results.vocabulary.codes("question"):
        if results.where(analysis="question", outcome=question):
            yield question_table(results, question, f"question.{question}")


def _models(results: Results) -> Iterator[Table]:
    """Every model and outcome, if the model has it."""
    for model in results.vocabulary.codes("model"):
        for outcome in results.vocabulary.codes("outcome"):
            if results.where(analysis=f"model.{model}", outcome=outcome):
                place = f"{model}.{outcome}"
                yield from filter(_filled, _of_outcome(results, model, outcome, place))
        if results.vocabulary.facts.get(f"model.{model}.adjust"):
            yield adjustment_table(results, model, f"adjusted.{model}")
    models = results.vocabulary.codes("model")
    beside = (
        models_table(results, outcome, models, f"models.{outcome}")
        for outcome in results.vocabulary.codes("outcome")
    )
    yield from filter(None, beside)


def _of_outcome(results: Results, model: str, outcome: str, place: str) -> Iterator[Table | None]:
    """One model of one outcome."""
    yield effects_table(results, model, outcome, f"effects.{place}")
    yield gee_table(results, model, outcome, f"gee.{place}")
    yield wls_table(results, model, outcome, f"wls.{place}")
    yield robustness_table(results, model, outcome, f"robustness.{place}")
    yield subgroup_table(results, model, outcome, f"subgroups.{place}")
    yield without_table(results, model, outcome, f"without.{place}")


def _filled(table: Table | None) -> bool:
    """Whether anything was fitted; if not, the table of effects says why."""
    return table is not None and bool(table.rows)


def _present(results: Results, *makers: Callable[[Results], Table | None]) -> Iterator[Table]:
    """Tables that there is something for."""
    yield from filter(None, (make(results) for make in makers))


_MAKERS: tuple[Callable[[Results], Iterator[Table]], ...] = (
    _quality,
    _baseline,
    _rates,
    _questions,
    _models,
)
