"""Figures in the report: their titles, and what they would tell those who do not see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from migrant_rh.rendering.document import Block, FigureBlock, Picture
from migrant_rh.rendering.stages import flow_stages, stage_count, stage_name
from migrant_rh.rendering.tables.labels import (
    arms_of,
    place_name,
    places_of,
    planned_scale,
    term_name,
)
from migrant_rh.rendering.tables.robustness import specification_rows
from migrant_rh.rendering.tables.subgroups import levels_of, subgroups_of
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
    words = results.vocabulary
    parts = [
        _rates_part(results, rows, place_name(words, site), words.name("group", arm))
        for site in places_of(results, "rates")
        for arm in arms_of(words)
        for rows in [_shares(results, outcome, site, arm)]
        if rows
    ]
    title = phrase("figures.rates_title", outcome=words.name("outcome", outcome))
    return title, phrase("figures.rates_alt", parts=_listed(parts))


def _rates_part(results: Results, rows: Sequence[Stated], place: Text, arm: Text) -> Text:
    """First and last share of an arm, or the only one."""
    teller = Teller.of(results)
    ends = {"before": teller.percent(rows[0]), "after": teller.percent(rows[-1])}
    key = "figures.rates_part" if len(rows) > 1 else "figures.rates_part_once"
    return phrase(key, place=place, arm=arm, **ends)


def _shares(results: Results, outcome: str, site: str, arm: str) -> list[Stated]:
    """Proportions of a site and arm that are drawn, by wave."""
    place = {"analysis": "rates", "outcome": outcome, "site": site, "group": arm}
    found = (
        results.find(**place, wave=wave, scale="proportion", method="wilson")
        for wave in results.vocabulary.codes("wave")
    )
    return [row for row in found if row is not None and row.estimate is not None]


def changes_words(results: Results, outcome: str) -> tuple[Text, Text]:
    """Title and description of the dot plot of units."""
    words = results.vocabulary
    parts: list[Text] = []
    for site in (*words.codes("site"), ""):
        rows = results.where(analysis="changes", outcome=outcome, site=site)
        for arm in arms_of(words):
            parts += _changes_part(results, [row for row in rows if row.group == arm])
        for row in rows:
            if row.contrast == "did" and row.estimate is not None:
                effect, place = Teller.of(results).effect(row), place_name(words, site)
                parts.append(phrase("figures.dots_compared", place=place, effect=effect))
    name = words.name("outcome", outcome)
    title = phrase("figures.dots_title", outcome=name, unit=words.texts["unit"])
    return title, phrase("figures.dots_alt", parts=_listed(parts))


def _changes_part(results: Results, rows: Sequence[Stated]) -> Iterator[Text]:
    """The units of one arm, and their mean."""
    words, teller = results.vocabulary, Teller.of(results)
    known = [row.estimate for row in rows if row.estimate is not None and row.term]
    for row in rows:
        if row.estimate is not None and not row.term:
            yield phrase(
                "figures.dots_part",
                place=place_name(words, row.site),
                arm=words.name("group", row.group),
                count=len(known),
                mean=teller.points(row.estimate),
                low=teller.points(min(known)),
                high=teller.points(max(known)),
            )


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
    parts = [
        phrase(
            "figures.flow_part",
            arm=words.name("group", row.group),
            stage=stage_name(words, row),
            count=stage_count(words, row),
        )
        for rows in flow_stages(results)
        for row in rows
    ]
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
            most=teller.percent(most[name]),
        )
        for name in dict.fromkeys((*words.codes("variable"), *most))
        if name in most
    ]
    asked = "_asked" if words.facts.get("asked_if") else ""
    alt = phrase(f"figures.missing_alt{asked}", parts=_listed(parts))
    return phrase("figures.missing_title"), alt


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
    words, scale = results.vocabulary, planned_scale(results, model)
    place = {"analysis": f"model.{model}", "contrast": "did", "scale": scale, "method": "gee"}
    parts = [
        _forest_part(results, row, place_name(words, row.site))
        for row in results.where(**place)
        if row.estimate is not None
    ]
    levels = [
        _forest_part(results, row, term_name(words, row.term))
        for outcome in words.codes("outcome")
        for test in subgroups_of(results, model, outcome)
        for _, row in levels_of(results, test, scale)
        if row.estimate is not None
    ]
    key = "figures.forest_title_subgroups" if levels else "figures.forest_title"
    said = phrase(f"figures.forest_scale_{scale}")
    return (
        phrase(key, model=words.name("model", model), scale=said),
        phrase("figures.forest_alt", parts=_listed([*parts, *levels])),
    )


def _forest_part(results: Results, row: Stated, place: Text) -> Text:
    """One line of a forest: percentage points with their test, but for levels; ratios without."""
    tested = row.scale == "rd" and not row.term
    effect = Teller.of(results).effect(row, tested=tested)
    named = results.vocabulary.name("outcome", row.outcome)
    return phrase("figures.forest_part", outcome=named, place=place, effect=effect)


def _listed(parts: Sequence[Text]) -> Text:
    """Join parts by semicolons; say so where there are none."""
    parts = parts or [phrase("figures.nothing")]
    return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))
