"""Figures in the report: their titles, and what they would tell those who do not see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from migrant_rh.rendering.document import Block, FigureBlock, Picture
from migrant_rh.rendering.tables.labels import arms_of, place_name, places_of
from migrant_rh.rendering.tables.robustness import specification_rows
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


def changes_words(results: Results, outcome: str) -> tuple[Text, Text]:
    """Title and description of the dot plot of units."""
    words, teller = results.vocabulary, Teller.of(results)
    rows = results.where(analysis="changes", outcome=outcome)
    parts = []
    for site, arm in dict.fromkeys((row.site, row.group) for row in rows):
        here = [row.estimate for row in rows if (row.site, row.group) == (site, arm)]
        known = [value for value in here if value is not None]
        if not known:
            continue
        parts.append(
            phrase(
                "figures.dots_part",
                place=place_name(words, site),
                arm=words.name("group", arm),
                count=len(known),
                mean=teller.points(sum(known) / len(known)),
                low=teller.points(min(known)),
                high=teller.points(max(known)),
            )
        )
    name = words.name("outcome", outcome)
    title = phrase("figures.dots_title", outcome=name, unit=words.texts["unit"])
    return title, phrase("figures.dots_alt", parts=_listed(parts))


def specifications_words(results: Results, model: str) -> tuple[Text, Text]:
    """Title and description of the comparison of specifications."""
    words, teller = results.vocabulary, Teller.of(results)
    parts = [
        phrase(
            "figures.forest_part",
            outcome=words.name("outcome", row.outcome),
            place=said,
            effect=teller.effect(row),
        )
        for outcome in words.codes("outcome")
        for said, _, row in specification_rows(results, model, outcome, "")
        if row.scale == "rd" and row.conf_low is not None
    ]
    name = words.name("model", model)
    title = phrase("figures.specifications_title", model=name)
    return title, phrase("figures.specifications_alt", parts=_listed(parts))


def flow_words(results: Results) -> tuple[Text, Text]:
    """Title and description of the flow diagram."""
    words = results.vocabulary
    parts = []
    for row in results.where(analysis="flow", site=""):
        kind, _, step = row.term.partition(".")
        stage = phrase(
            f"tables.stage_{kind}",
            wave=words.name("wave", row.wave),
            step=words.name("step", step),
        )
        arm = words.name("group", row.group)
        count = phrase("figures.persons", count=row.n)
        if words.facts["allocated"] == "cluster":
            units = phrase("figures.units", count=row.clusters, unit=words.texts["unit"])
            count = phrase("figures.units_persons", units=units, persons=count)
        parts.append(phrase("figures.flow_part", arm=arm, stage=stage, count=count))
    return phrase("figures.flow_title"), phrase("figures.flow_alt", parts=_listed(parts))


def missing_words(results: Results) -> tuple[Text, Text]:
    """Title and description of the figure of missing answers."""
    words, teller = results.vocabulary, Teller.of(results)
    most: dict[str, Stated] = {}
    for row in results.where(analysis="missingness", term="", scale="proportion"):
        known = most.get(row.outcome)
        if row.group and row.estimate and (known is None or row.estimate > (known.estimate or 0)):
            most[row.outcome] = row
    parts = [
        phrase(
            "figures.missing_part",
            variable=words.name("variable", name),
            most=teller.percent(row),
        )
        for name, row in most.items()
    ]
    return phrase("figures.missing_title"), phrase("figures.missing_alt", parts=_listed(parts))


def balance_words(results: Results) -> tuple[Text, Text]:
    """Title and description of the figure of balance."""
    words, teller = results.vocabulary, Teller.of(results)
    stated = results.where(analysis="baseline", site="", contrast="arms", scale="smd")
    known = [row for row in stated if row.estimate is not None]
    parts = [
        phrase(
            "figures.balance_part",
            variable=words.name("variable", row.outcome),
            value=teller.number(abs(row.estimate or 0.0)),
        )
        for row in sorted(known, key=lambda row: -abs(row.estimate or 0.0))
    ]
    return phrase("figures.balance_title"), phrase("figures.balance_alt", parts=_listed(parts))


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
