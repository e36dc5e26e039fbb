"""The report: what it says, in which order, from the rows alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from migrant_rh.rendering.cells import Count, Words
from migrant_rh.rendering.document import (
    Block,
    Document,
    FigureBlock,
    Heading,
    Notice,
    Paragraph,
    Picture,
    TableBlock,
)
from migrant_rh.rendering.paragraphs import methods_paragraph, results_paragraph
from migrant_rh.rendering.table import Column, Row, Table
from migrant_rh.rendering.tables.labels import arms_of, place_name, places_of
from migrant_rh.rendering.telling import Teller
from migrant_rh.results.rows import Results
from migrant_rh.results.rows import Row as Stated
from migrant_rh.words import Language, Text, phrase

Pictures = Mapping[str, Mapping[Language, Picture]]
_SHOWN_DIGEST = 16
_QUALITY = ("flow", "attrition", "clusters", "baseline_all", "double_entry", "findings")


def report(
    results: Results,
    tables: Mapping[str, Table],
    pictures: Pictures,
    provenance: Mapping[str, Any],
    *,
    remarks: Sequence[Text] = (),
) -> Document:
    """Put the report together.

    Parameters
    ----------
    results : Results
        Rows and words.
    tables : mapping of str to Table
        From `tables_of`.
    pictures : mapping of str to mapping of language to Picture
        The figures, drawn.
    provenance : mapping
        Inputs, plan and versions, as in ``provenance.json``.
    remarks : sequence of Text
        What a reader must know of this report: figures not in its language, for example.
    """
    title = results.vocabulary.texts["title"]
    blocks = (
        *(Notice(remark) for remark in remarks),
        *_summary(results),
        *_methods(results),
        *_findings(results, tables, pictures),
        *_quality(tables),
        *_sources(provenance),
    )
    return Document(
        title,
        blocks,
        notice=results.vocabulary.texts.get("notice"),
        footer=phrase("report.footer", version=provenance["versions"]["migrant-rh"]),
    )


def _summary(results: Results) -> Iterator[Block]:
    """What came out, outcome by outcome, by the first model."""
    words = results.vocabulary
    yield Heading(1, phrase("report.summary"))
    for model in words.codes("model")[:1]:
        for outcome in words.codes("outcome"):
            told = results_paragraph(results, model, outcome)
            if told is not None:
                yield Heading(2, words.name("outcome", outcome))
                yield Paragraph(told)
    yield Paragraph(phrase("report.reading"))


def _methods(results: Results) -> Iterator[Block]:
    """How it was done."""
    yield Heading(1, phrase("report.methods"))
    yield Paragraph(methods_paragraph(results))


def _findings(results: Results, tables: Mapping[str, Table], pictures: Pictures) -> Iterator[Block]:
    """Tables and figures of the results."""
    words = results.vocabulary
    yield Heading(1, phrase("report.results"))
    yield Heading(2, phrase("report.baseline"))
    yield TableBlock(tables["table1"])
    yield Heading(2, phrase("report.rates_heading"))
    for place, outcome in enumerate(words.codes("outcome"), start=2):
        yield TableBlock(tables[f"table{place}"])
        yield from _figure(f"rates.{outcome}", pictures, *_rates_words(results, outcome))
    for model in words.codes("model"):
        yield Heading(2, phrase("report.model_heading", model=words.name("model", model)))
        yield from _figure(f"forest.{model}", pictures, *_forest_words(results, model))
        yield from (
            TableBlock(tables[f"{kind}.{model}.{outcome}"])
            for outcome in words.codes("outcome")
            for kind in ("wls", "gee", "effects")
            if f"{kind}.{model}.{outcome}" in tables
        )


def _quality(tables: Mapping[str, Table]) -> Iterator[Block]:
    """Flow, attrition, double entry, findings."""
    yield Heading(1, phrase("report.quality"))
    yield from (TableBlock(tables[name]) for name in _QUALITY if name in tables)


def _sources(provenance: Mapping[str, Any]) -> Iterator[Block]:
    """Which files, which plan, which versions."""
    yield Heading(1, phrase("report.provenance"))
    yield TableBlock(_inputs(provenance))
    versions = ", ".join(f"{name} {version}" for name, version in provenance["versions"].items())
    told = phrase("report.plan", fingerprint=provenance["plan"], versions=versions)
    yield Paragraph(told)


def _inputs(provenance: Mapping[str, Any]) -> Table:
    """Table of the files read."""
    rows = [
        Row(
            Text.same(item["file"]),
            (
                Count(item["records"]),
                Count(item["deleted"]),
                Words(_encoding(item)),
                Words(Text.same(item["sha256"][:_SHOWN_DIGEST])),
            ),
        )
        for item in provenance["inputs"]
    ]
    return Table(
        id="inputs",
        title=phrase("report.inputs_title"),
        stub=phrase("tables.file"),
        columns=(
            Column(phrase("report.records")),
            Column(phrase("report.deleted")),
            Column(phrase("report.encoding")),
            Column(phrase("report.digest", length=_SHOWN_DIGEST)),
        ),
        rows=tuple(rows),
    )


def _encoding(item: Mapping[str, Any]) -> Text:
    """Encoding of a file, and how it was found."""
    how = phrase(f"report.encoding_{item['encoding_from']}")
    return phrase("report.encoding_how", encoding=item["encoding"], how=how)


def _figure(name: str, pictures: Pictures, title: Text, alt: Text) -> Iterator[Block]:
    """A figure, if it was drawn."""
    if name in pictures:
        yield FigureBlock(name, title, alt, pictures[name])


def _rates_words(results: Results, outcome: str) -> tuple[Text, Text]:
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


def _forest_words(results: Results, model: str) -> tuple[Text, Text]:
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
