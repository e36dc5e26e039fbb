"""The report: what it says, in which order, from the rows alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from migrant_rh.rendering.document import (
    Block,
    Bullets,
    Document,
    Heading,
    Notice,
    Paragraph,
    TableBlock,
    refer_to,
)
from migrant_rh.rendering.paragraphs import (
    joined,
    methods_paragraph,
    results_points,
    whole_paragraph,
)
from migrant_rh.rendering.report.checklist import checklist_table
from migrant_rh.rendering.report.drawn import (
    Pictures,
    balance_words,
    changes_words,
    figure,
    flow_words,
    forest_words,
    missing_words,
    rates_words,
    specifications_words,
)
from migrant_rh.rendering.report.plan import plan_table
from migrant_rh.rendering.report.sources import sources
from migrant_rh.rendering.report.undone import cautions, undone
from migrant_rh.rendering.table import Table
from migrant_rh.results.rows import Results
from migrant_rh.words import Text, phrase

_QUALITY = (
    "flow", "attrition", "clusters", "missingness", "baseline_all", "double_entry", "findings",
)  # fmt: skip
_OF_MODEL = ("wls", "gee", "effects", "subgroups")


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
    told = _Report(results, tables, pictures, provenance)
    blocks = (*(Notice(remark) for remark in remarks), *told.blocks())
    document = told.document(blocks)
    checklist = checklist_table(results, document.labels)
    return told.document(
        (
            *blocks,
            Heading(1, phrase("report.checklist")),
            TableBlock(checklist),
            *sources(provenance),
        )
    )


@dataclass(frozen=True)
class _Report:
    """What the report is made from."""

    results: Results
    tables: Mapping[str, Table]
    pictures: Pictures
    provenance: Mapping[str, Any]

    def document(self, blocks: tuple[Block, ...]) -> Document:
        """Blocks under the title of the study."""
        texts = self.results.vocabulary.texts
        version = self.provenance["versions"]["migrant-rh"]
        footer = phrase("report.footer", version=version)
        return Document(texts["title"], blocks, notice=texts.get("notice"), footer=footer)

    def blocks(self) -> Iterator[Block]:
        """Everything but the checklist and the sources, which look back on it."""
        yield from self._summary()
        yield from self._methods()
        yield from self._results()
        yield from self._robustness()
        yield from self._quality()
        yield Heading(1, phrase("report.undone"))
        yield Bullets(undone(self.results))

    def _summary(self) -> Iterator[Block]:
        """What came out, outcome by outcome, by the first model."""
        words = self.results.vocabulary
        yield Heading(1, phrase("report.summary"))
        for model in words.codes("model")[:1]:
            for outcome in words.codes("outcome"):
                points = results_points(self.results, model, outcome)
                if points:
                    yield Heading(2, words.name("outcome", outcome))
                    yield Bullets(points)
                    whole = whole_paragraph(self.results, model, outcome)
                    told = [whole] if whole is not None else []
                    yield Paragraph(joined([*told, *self._see(model, outcome)]))
        yield Paragraph(phrase("report.reading"))

    def _see(self, model: str, outcome: str) -> Iterator[Text]:
        """The tables and figures of one outcome, as references."""
        place = 2 + self.results.vocabulary.codes("outcome").index(outcome)
        kinds = ("effects", "gee", "robustness")
        names = [f"table{place}", *(f"{kind}.{model}.{outcome}" for kind in kinds)]
        shown = [name for name in names if name in self.tables]
        shown += [n for n in (f"rates.{outcome}", f"forest.{model}") if n in self.pictures]
        if shown:
            yield phrase("report.see", listed=Text.listed([refer_to(name) for name in shown]))

    def _methods(self) -> Iterator[Block]:
        """How it was planned and done."""
        yield Heading(1, phrase("report.methods"))
        yield Paragraph(methods_paragraph(self.results))

    def _results(self) -> Iterator[Block]:
        """Tables and figures of the results."""
        yield Heading(1, phrase("report.results"))
        yield Heading(2, phrase("report.baseline"))
        yield from self._tables("table1")
        yield from self._figure("balance_plot", balance_words)
        yield Heading(2, phrase("report.rates_heading"))
        for place, outcome in enumerate(self.results.vocabulary.codes("outcome"), start=2):
            yield from self._tables(f"table{place}")
            yield from self._figure(f"rates.{outcome}", rates_words)
            yield from self._figure(f"changes.{outcome}", changes_words)
        yield from self._questions()
        for model in self.results.vocabulary.codes("model"):
            yield from self._model(model)

    def _questions(self) -> Iterator[Block]:
        """Questions with several answers."""
        names = [name for name in self.tables if name.startswith("question.")]
        if names:
            yield Heading(2, phrase("report.questions"))
            yield from self._tables(*names)

    def _model(self, model: str) -> Iterator[Block]:
        """One model: figure, then its tables outcome by outcome."""
        words = self.results.vocabulary
        yield Heading(2, phrase("report.model_heading", model=words.name("model", model)))
        yield from self._figure(f"forest.{model}", forest_words)
        for outcome in words.codes("outcome"):
            names = (f"{kind}.{model}.{outcome}" for kind in _OF_MODEL)
            yield from self._tables(*names)

    def _robustness(self) -> Iterator[Block]:
        """The same effect by every method, and without adjustment."""
        words = self.results.vocabulary
        names = [
            name
            for model in words.codes("model")
            for name in (
                f"adjusted.{model}",
                *(f"robustness.{model}.{outcome}" for outcome in words.codes("outcome")),
                *(f"without.{model}.{outcome}" for outcome in words.codes("outcome")),
            )
            if name in self.tables
        ]
        names += [name for name in self.tables if name.startswith("models.")]
        if names:
            yield Heading(1, phrase("report.robustness"))
            yield Paragraph(phrase("report.robustness_reading"))
            told = cautions(self.results)
            yield from [Bullets(told)] if told else []
            for model in words.codes("model"):
                yield from self._figure(f"specifications.{model}", specifications_words)
            yield from self._tables(*names)

    def _quality(self) -> Iterator[Block]:
        """Plan, flow, attrition, missing answers, double entry, findings."""
        yield Heading(1, phrase("report.quality"))
        yield TableBlock(plan_table(self.results, self.provenance["plan"]))
        yield from self._figure("flow_diagram", flow_words)
        yield from self._tables(*_QUALITY[:4])
        yield from self._figure("missing_answers", missing_words)
        yield from self._tables(*_QUALITY[4:])

    def _tables(self, *names: str) -> Iterator[Block]:
        """Tables, as far as there are."""
        yield from (TableBlock(self.tables[name]) for name in names if name in self.tables)

    def _figure(self, name: str, words: Callable[..., tuple[Text, Text]]) -> Iterator[Block]:
        """A figure, if it was drawn, with its title and what it tells."""
        if name in self.pictures:
            about = name.partition(".")[2]
            told = words(self.results, about) if about else words(self.results)
            yield from figure(name, self.pictures, *told)
