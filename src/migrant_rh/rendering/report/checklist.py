"""The reporting checklist, filled in where the package knows.

Randomised clusters: the CONSORT extension to cluster trials (Campbell and others, 2012,
https://doi.org/10.1136/bmj.e5661); randomised persons: CONSORT 2010 (Schulz and others, 2010,
https://doi.org/10.1136/bmj.c332); otherwise TREND (Des Jarlais and others, 2004,
https://doi.org/10.2105/AJPH.94.3.361). Items are told in our own words and bear the numbers of the
statements, which have the wording that counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from migrant_rh.rendering.cells import Words
from migrant_rh.rendering.table import Column, Note, Row, Table
from migrant_rh.results.rows import Results
from migrant_rh.words import Text, phrase

Statement = Literal["consort_cluster", "consort", "trend"]


@dataclass(frozen=True, slots=True)
class _Item:
    """One item.

    Attributes
    ----------
    number : str
        As in the statement.
    topic : str
        Key of its words.
    places : tuple of str
        Tables and figures that answer it, by their ids; ``x.`` stands for every id that begins so.
    told : str
        Key of a sentence that answers it, made from the facts of the study.
    """

    number: str
    topic: str
    places: tuple[str, ...] = ()
    told: str = ""


_RATES = ("rates.", "table2", "table3")
_EFFECTS = ("effects.", "gee.", "wls.", "forest.")
_MORE = ("adjusted.", "robustness.", "question.", "specifications.", "subgroups.")
_FLOW = ("flow", "flow-figure")

_CONSORT = (
    _Item("1a", "title"),
    _Item("1b", "abstract"),
    _Item("2a", "background"),
    _Item("2b", "objectives", ("plan",)),
    _Item("3a", "design", ("plan",)),
    _Item("3b", "changes", told="fingerprint"),
    _Item("4a", "eligibility", ("plan", *_FLOW)),
    _Item("4b", "settings", told="settings"),
    _Item("5", "interventions"),
    _Item("6a", "outcomes", ("plan",)),
    _Item("6b", "outcome_changes"),
    _Item("7a", "sample_size", _RATES, told="icc"),
    _Item("7b", "interim"),
    _Item("8a", "sequence"),
    _Item("8b", "restriction", ("plan",)),
    _Item("9", "concealment"),
    _Item("10", "implementation"),
    _Item("11", "blinding"),
    _Item("12a", "statistics", told="methods"),
    _Item("12b", "more_methods", _MORE),
    _Item("13a", "flow", _FLOW),
    _Item("13b", "losses", ("attrition", "clusters")),
    _Item("14a", "dates"),
    _Item("14b", "stopped"),
    _Item("15", "baseline", ("table1", "baseline_all", "balance")),
    _Item("16", "numbers", _EFFECTS),
    _Item("17a", "estimates", (*_RATES, *_EFFECTS)),
    _Item("17b", "absolute", ("effects.",)),
    _Item("18", "ancillary", _MORE),
    _Item("19", "harms"),
    _Item("20", "limitations", told="undone"),
    _Item("21", "generalisability"),
    _Item("22", "interpretation"),
    _Item("23", "registration"),
    _Item("24", "protocol", ("plan",), told="fingerprint"),
    _Item("25", "funding"),
)
_TREND = (
    _Item("1", "title"),
    _Item("2", "background"),
    _Item("3", "eligibility", ("plan", *_FLOW), told="settings"),
    _Item("4", "interventions"),
    _Item("5", "objectives", ("plan",)),
    _Item("6", "outcomes", ("plan",)),
    _Item("7", "sample_size", _RATES, told="icc"),
    _Item("8", "assignment", ("plan",)),
    _Item("9", "blinding"),
    _Item("10", "unit", ("plan",), told="methods"),
    _Item("11", "statistics", _MORE, told="methods"),
    _Item("12", "flow", (*_FLOW, "attrition", "clusters")),
    _Item("13", "dates"),
    _Item("14", "baseline", ("table1", "baseline_all")),
    _Item("15", "equivalence", ("table1", "balance")),
    _Item("16", "numbers", _EFFECTS),
    _Item("17", "estimates", (*_RATES, *_EFFECTS)),
    _Item("18", "ancillary", _MORE),
    _Item("19", "harms"),
    _Item("20", "interpretation", told="undone"),
    _Item("21", "generalisability"),
    _Item("22", "evidence"),
)
_ITEMS: Mapping[Statement, tuple[_Item, ...]] = {
    "consort_cluster": _CONSORT,
    "consort": _CONSORT,
    "trend": _TREND,
}


def statement_of(results: Results) -> Statement:
    """Choose the statement by how units were allocated."""
    facts = results.vocabulary.facts
    if facts["allocation"] != "randomised":
        return "trend"
    return "consort_cluster" if facts["allocated"] == "cluster" else "consort"


def checklist_table(results: Results, labels: Mapping[str, Text]) -> Table:
    """Lay out the checklist.

    Parameters
    ----------
    results : Results
        Rows and facts.
    labels : mapping of str to Text
        What the tables and figures of the report are called, by id.
    """
    statement = statement_of(results)
    rows = [
        Row(
            Text.same(item.number),
            (Words(phrase(f"checklist.{item.topic}")), Words(_answer(results, item, labels))),
        )
        for item in _ITEMS[statement]
    ]
    return Table(
        id="checklist",
        title=phrase("checklist.heading", statement=phrase(f"checklist.name_{statement}")),
        stub=phrase("checklist.number"),
        columns=(
            Column(phrase("checklist.item"), align="left"),
            Column(phrase("checklist.where"), align="left"),
        ),
        rows=tuple(rows),
        notes=(Note("", phrase("checklist.note")),),
    )


def _answer(results: Results, item: _Item, labels: Mapping[str, Text]) -> Text:
    """Where an item is answered, or that the authors must."""
    parts = list(_told(results, item))
    found = [labels[name] for name in labels if any(_meant(name, place) for place in item.places)]
    if found:
        parts.append(phrase("checklist.see", places=Text.listed(found)))
    if not parts:
        return phrase("checklist.authors")
    return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def _meant(name: str, place: str) -> bool:
    """Whether an id is the one meant, or begins as meant."""
    return name.startswith(place) if place.endswith(".") else name == place


def _told(results: Results, item: _Item) -> Iterator[Text]:
    """A sentence from the facts of the study."""
    words = results.vocabulary
    if item.told == "settings" and words.names.get("site"):
        yield Text.listed(list(words.names["site"].values()))
    elif item.told == "icc":
        if words.facts["allocated"] == "cluster":
            yield phrase("checklist.icc")
    elif item.told and item.told != "settings":
        yield phrase(f"checklist.{item.told}")
