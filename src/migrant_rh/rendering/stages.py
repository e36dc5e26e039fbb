"""The stages of the flow as the diagram and its description tell them, and their words."""

from __future__ import annotations

from collections.abc import Iterator

from migrant_rh.rendering.tables.labels import arms_of
from migrant_rh.results.rows import Results, Row
from migrant_rh.results.vocabulary import Vocabulary
from migrant_rh.words import Text, phrase

BESIDE = frozenset({"left_out", "lost", "new"})
"""Stages that tell who left or joined."""
_KINDS = ("allocated", "surveyed", "left_out", "eligible", "followed", "lost", "new")


def flow_stages(results: Results) -> Iterator[tuple[Row, ...]]:
    """Stages over all sites, one row an arm; those that nobody left or joined at are not told.

    Last come the persons analysed, one stage an outcome, at the last wave.
    """
    for wave, term in stages_of(results):
        rows = _of_arms(results, analysis="flow", wave=wave, term=term)
        if rows and (term.partition(".")[0] not in BESIDE or any(row.n for row in rows)):
            yield rows
    words = results.vocabulary
    stated = {row.wave for row in results.where(analysis="rates", scale="count")}
    for wave in [wave for wave in words.codes("wave") if wave in stated][-1:]:
        for outcome in words.codes("outcome"):
            place = {"analysis": "rates", "outcome": outcome, "wave": wave, "scale": "count"}
            rows = _of_arms(results, **place)
            if rows:
                yield rows


def stages_of(results: Results) -> list[tuple[str, str]]:
    """Wave and name of every stage, in the order that persons come to them."""
    waves, steps = (results.vocabulary.codes(kind) for kind in ("wave", "step"))

    def order(stage: tuple[str, str]) -> tuple[int, int, int]:
        kind, _, step = stage[1].partition(".")
        return waves.index(stage[0]), _KINDS.index(kind), steps.index(step) if step else 0

    return sorted({(row.wave, row.term) for row in results.where(analysis="flow")}, key=order)


def _of_arms(results: Results, **place: str) -> tuple[Row, ...]:
    """The rows of both arms at a place, or none."""
    found = [results.find(site="", group=arm, **place) for arm in arms_of(results.vocabulary)]
    return tuple(row for row in found if row is not None) if all(found) else ()


def stage_name(words: Vocabulary, row: Row) -> Text:
    """Name a stage of the flow, or the outcome that persons were analysed for."""
    if row.analysis != "flow":
        outcome = words.name("outcome", row.outcome)
        return phrase("tables.stage_analysed", wave=words.name("wave", row.wave), outcome=outcome)
    kind, _, step = row.term.partition(".")
    return phrase(
        f"tables.stage_{kind}", wave=words.name("wave", row.wave), step=words.name("step", step)
    )


def stage_count(words: Vocabulary, row: Row) -> Text:
    """Units and persons at a stage; one of them alone where there are no others."""
    persons = phrase("figures.persons", count=row.n)
    if words.facts["allocated"] != "cluster":
        return persons
    units = phrase("figures.units", count=row.clusters, unit=words.texts["unit"])
    if row.n is None:
        return units
    return phrase("figures.units_persons", units=units, persons=persons)
