"""Everything a plan asks of a panel, in the order of the report.

Where there is a second process it takes every other part; the rows come in the same order either
way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Any

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
from migrant_rh.study.plan import Study
from migrant_rh.words import Say, Text, phrase


@dataclass(frozen=True)
class Part:
    """Rows of one subject.

    Attributes
    ----------
    state : callable
        Gives them from the panel and ``subject``.
    subject : tuple
        An outcome, a question, a model: by name and as planned.
    step : Text or None
        What is told when it begins.
    """

    state: Callable[..., Iterator[Row]]
    subject: tuple[Any, ...] = ()
    step: Text | None = None


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
    parts = tuple(_parts(panel.study))
    others = meanwhile(_stated, panel, parts[1::2])
    own = _stated(panel, parts[::2], progress)
    for pair in zip_longest(own, others.result, fillvalue=()):
        yield from chain.from_iterable(pair)


def _parts(study: Study) -> Iterator[Part]:
    """The parts in the order of the report; what takes long stands beside its like."""
    yield Part(flow_rows)
    yield Part(attrition_rows)
    yield Part(missingness_rows)
    yield Part(baseline_rows, step=phrase("cli.describing"))
    for outcome, planned in study.outcomes.items():
        step = phrase("cli.analysing", outcome=planned.label.text)
        yield Part(_compared, (outcome,), step)
    for asked in study.questions.items():
        yield Part(question_rows, asked)
    for name, model in study.models.items():
        for outcome in model.outcomes or study.outcomes:
            yield Part(outcome_rows, (name, model, outcome))
        yield Part(family_rows, (name, model))


def _compared(panel: Panel, outcome: str) -> Iterator[Row]:
    """Rates of an outcome, and how each cluster changed."""
    yield from rate_rows(panel, outcome)
    yield from change_rows(panel, outcome)


def _stated(
    panel: Panel, parts: tuple[Part, ...], progress: Say = lambda _: None
) -> list[tuple[Row, ...]]:
    """The rows of some parts."""
    return [tuple(_rows(panel, part, progress)) for part in parts]


def _rows(panel: Panel, part: Part, progress: Say) -> Iterator[Row]:
    """The rows of one part."""
    if part.step is not None:
        progress(part.step)
    return part.state(panel, *part.subject)
