"""Everything a plan asks of a panel, in the order of the report.

The models take most of the time. Where there is a second process it takes every other part of them;
the rows come in the same order either way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest

from migrant_rh.analysis.attrition import attrition_rows
from migrant_rh.analysis.describe import baseline_rows
from migrant_rh.analysis.missingness import missingness_rows
from migrant_rh.analysis.model import family_rows, outcome_rows
from migrant_rh.analysis.multiple import question_rows
from migrant_rh.analysis.rates import rate_rows
from migrant_rh.analysis.unit_changes import change_rows
from migrant_rh.panel.flow import flow_rows
from migrant_rh.panel.panel import Panel
from migrant_rh.results.rows import Row
from migrant_rh.second_process import meanwhile
from migrant_rh.words import Say, phrase


@dataclass(frozen=True)
class Part:
    """One model for one outcome; for all its outcomes at once without one."""

    model: str
    outcome: str | None


def planned_rows(panel: Panel, progress: Say = lambda _: None) -> Iterator[Row]:
    """State everything the plan asks of the panel.

    Parameters
    ----------
    panel : Panel
        Persons by wave.
    progress : callable, optional
        Told each step as it begins.

    Returns
    -------
    iterator of Row
        Flow, attrition, missing answers, baseline, rates and changes, questions, models.
    """
    parts = tuple(_parts(panel))
    others = meanwhile(_modelled, panel, parts[::2])
    yield from _described(panel, progress)
    own = _modelled(panel, parts[1::2])
    for pair in zip_longest(others.result, own, fillvalue=()):
        yield from chain.from_iterable(pair)


def _described(panel: Panel, progress: Say) -> Iterator[Row]:
    """Counts, rates and tests without a model."""
    yield from flow_rows(panel)
    yield from attrition_rows(panel)
    yield from missingness_rows(panel)
    progress(phrase("cli.describing"))
    yield from baseline_rows(panel)
    for outcome, planned in panel.study.outcomes.items():
        progress(phrase("cli.analysing", outcome=planned.label.text))
        yield from rate_rows(panel, outcome)
        yield from change_rows(panel, outcome)
    for name, question in panel.study.questions.items():
        yield from question_rows(panel, name, question)


def _parts(panel: Panel) -> Iterator[Part]:
    """The models, part by part."""
    for name, model in panel.study.models.items():
        for outcome in model.outcomes or panel.study.outcomes:
            yield Part(name, outcome)
        yield Part(name, None)


def _modelled(panel: Panel, parts: tuple[Part, ...]) -> list[tuple[Row, ...]]:
    """The rows of some parts."""
    return [tuple(_rows(panel, part)) for part in parts]


def _rows(panel: Panel, part: Part) -> Iterator[Row]:
    """The rows of one part."""
    model = panel.study.models[part.model]
    if part.outcome is None:
        return family_rows(panel, part.model, model)
    return outcome_rows(panel, part.model, model, part.outcome)
