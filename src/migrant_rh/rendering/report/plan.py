"""What was planned, as a table: the study file in words."""

from __future__ import annotations

from collections.abc import Iterator

from migrant_rh.rendering.cells import Words
from migrant_rh.rendering.table import Column, Note, Row, Table
from migrant_rh.results.rows import Results
from migrant_rh.results.vocabulary import Vocabulary
from migrant_rh.words import Text, phrase

_SHOWN = 16


def plan_table(results: Results, fingerprint: str) -> Table:
    """Lay out the plan: design, outcomes, models, inference; its fingerprint stands in the note."""
    words = results.vocabulary
    lines = [
        *_design(words),
        *_outcomes(words),
        *_models(words),
        *_inference(words),
        *_privacy(words),
    ]
    return Table(
        id="plan",
        title=phrase("plan.title"),
        stub=phrase("plan.item"),
        columns=(Column(phrase("plan.planned"), align="left"),),
        rows=tuple(Row(label, (Words(told),)) for label, told in lines),
        notes=(Note("", phrase("plan.fingerprint", digest=fingerprint[:_SHOWN])),),
    )


def _design(words: Vocabulary) -> Iterator[tuple[Text, Text]]:
    """Units, allocation, waves, eligibility."""
    facts = words.facts
    yield phrase("plan.allocated"), words.texts["unit"]
    yield phrase("plan.allocation"), phrase(f"plan.allocation_{facts['allocation']}")
    if facts.get("strata"):
        strata = [words.name("variable", name) for name in facts["strata"].split()]
        yield phrase("plan.strata"), Text.listed(strata)
    yield phrase("plan.groups"), Text.listed(list(words.names.get("group", {}).values()))
    waves = [
        phrase("plan.wave_file", wave=name, file=facts.get(f"file.{code}", ""))
        for code, name in words.names.get("wave", {}).items()
    ]
    yield phrase("plan.waves"), Text.listed(waves)
    yield phrase("plan.linkage"), phrase(f"plan.linkage_{facts['linkage']}")
    steps = list(words.names.get("step", {}).values())
    yield phrase("plan.eligibility"), Text.listed(steps) if steps else phrase("plan.everybody")
    if facts.get("asked_if"):
        asked = [_asked_of_some(words, name) for name in facts["asked_if"].split()]
        yield phrase("plan.asked_if"), Text.listed(asked)
    if facts.get("weights"):
        yield phrase("plan.weights"), phrase(f"plan.weights_{facts['weights']}")


def _asked_of_some(words: Vocabulary, name: str) -> Text:
    """A variable, with the condition under which it was asked."""
    label, condition = words.name("variable", name), words.facts.get(f"asked_if.{name}", "")
    return phrase("plan.asked_under", name=label, condition=condition) if condition else label


def _outcomes(words: Vocabulary) -> Iterator[tuple[Text, Text]]:
    """Outcomes, with the answers that count."""
    for code, name in words.names.get("outcome", {}).items():
        event = words.texts.get(f"event.{code}", Text("", ""))
        yield phrase("plan.outcome"), phrase("plan.outcome_event", outcome=name, event=event)


def _models(words: Vocabulary) -> Iterator[tuple[Text, Text]]:
    """Models with their covariates."""
    for code, name in words.names.get("model", {}).items():
        adjust = words.facts.get(f"model.{code}.adjust", "").split()
        covariates = Text.listed([words.name("variable", each) for each in adjust])
        told = phrase("plan.adjusted", covariates=covariates) if adjust else phrase("plan.plain")
        yield phrase("plan.model", model=name), told


def _privacy(words: Vocabulary) -> Iterator[tuple[Text, Text]]:
    """The smallest count that may be printed."""
    if words.facts.get("min_cell"):
        yield phrase("plan.privacy"), phrase("plan.min_cell", least=words.facts["min_cell"])


def _inference(words: Vocabulary) -> Iterator[tuple[Text, Text]]:
    """Level, permutations, seed."""
    facts = words.facts
    level = f"{100 * float(facts['conf_level']):g}"
    yield (
        phrase("plan.inference"),
        phrase(
            "plan.inference_told",
            level=level,
            permutations=facts.get("permutations", ""),
            seed=facts.get("seed", ""),
        ),
    )
