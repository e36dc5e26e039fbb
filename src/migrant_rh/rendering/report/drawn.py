"""Figures in the report: their titles, and what they would tell those who do not see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from migrant_rh.rendering.document import Block, FigureBlock, Picture
from migrant_rh.rendering.tables.labels import arms_of, place_name, places_of
from migrant_rh.rendering.telling import Teller
from migrant_rh.results.rows import Results
from migrant_rh.results.rows import Row as Stated
from migrant_rh.words import Language, Text, phrase

Pictures = Mapping[str, Mapping[Language, Picture]]


def figure(name: str, pictures: Pictures, title: Text, alt: Text) -> Iterator[Block]:
    """A figure, if it was drawn."""
    if name in pictures:
        yield FigureBlock(name, title, alt, pictures[name])


def rates_words(results: Results, outcome: str) -> tuple[Text, Text]:
    """Title and description of the figure of rates."""
    words, teller = results.vocabulary, Teller.of(results)
    waves = words.codes("wave")
    parts = []
    for site in places_of(results, "rates"):
        for arm in arms_of(words):
            before, after = (
                teller.percent(_share(results, outcome, (site, arm, wave)))
                for wave in (waves[0], waves[-1])
            )
            parts.append(
                phrase(
                    "figures.rates_part",
                    place=place_name(words, site),
                    arm=words.name("group", arm),
                    before=before,
                    after=after,
                )
            )
    name = words.name("outcome", outcome)
    return (
        phrase("figures.rates_title", outcome=name),
        phrase("figures.rates_alt", parts=_listed(parts)),
    )


def _share(results: Results, outcome: str, place: tuple[str, str, str]) -> Stated:
    """Proportion of a site, arm and wave."""
    site, arm, wave = place
    return results.one(
        analysis="rates",
        outcome=outcome,
        site=site,
        group=arm,
        wave=wave,
        scale="proportion",
        method="wilson",
    )


def forest_words(results: Results, model: str) -> tuple[Text, Text]:
    """Title and description of the forest plot."""
    words, teller = results.vocabulary, Teller.of(results)
    parts = [
        phrase(
            "figures.forest_part",
            outcome=words.name("outcome", row.outcome),
            place=place_name(words, row.site),
            effect=teller.effect(row),
        )
        for row in results.where(
            analysis=f"model.{model}", contrast="did", scale="rd", method="gee"
        )
        if row.estimate is not None
    ]
    name = words.name("model", model)
    return (
        phrase("figures.forest_title", model=name),
        phrase("figures.forest_alt", parts=_listed(parts)),
    )


def _listed(parts: Sequence[Text]) -> Text:
    """Join parts by semicolons."""
    return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))
