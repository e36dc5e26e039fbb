"""A question of which several answers may be chosen."""

from __future__ import annotations

from collections.abc import Iterator

from migrant_rh.rendering.cells import (
    Blank,
    Cell,
    Number,
    Percent,
    PValue,
    Statistic,
)
from migrant_rh.rendering.table import Column, Heading, Note, Row, Spanner, Table
from migrant_rh.rendering.tables.shown import absent, counted, persons_of
from migrant_rh.results.rows import Results
from migrant_rh.results.rows import Row as Stated
from migrant_rh.words import Text, phrase

ANALYSIS = "question"


def question_table(results: Results, question: str, name: str, title: Text | None = None) -> Table:
    """Lay out the answers to one question.

    Per cent of persons and of answers in every group, at every wave that asked it, with Pearson's
    test of each answer and the test of all answers at once, which knows that answers of a person,
    and persons of a cluster, are alike.
    """
    layout = _Question(results, question)
    words = results.vocabulary
    return Table(
        id=name,
        title=title or phrase("tables.question_title", question=words.name("question", question)),
        stub=phrase("tables.answer"),
        columns=tuple(layout.columns()),
        rows=tuple(layout.rows()),
        notes=tuple(layout.notes()),
    )


class _Question:
    """Cells of one question."""

    def __init__(self, results: Results, question: str) -> None:
        self.words = results.vocabulary
        self.stated = results.where(analysis=ANALYSIS, outcome=question)
        self.at = {(row.wave, row.group, row.term, row.scale): row for row in self.stated}
        self.waves = tuple(dict.fromkeys(row.wave for row in self.stated))
        self.items = tuple(dict.fromkeys(row.term for row in self.stated if row.term))
        self.groups = self.words.codes("group") or ("",)
        self.compared = any(row.contrast for row in self.stated)

    def columns(self) -> Iterator[Heading]:
        """At every wave two columns a group, then the test."""
        for wave in self.waves:
            groups = tuple(self._of_group(wave, group) for group in self.groups)
            tests: tuple[Column, ...] = ()
            if self.compared:
                tests = (
                    Column(Text.same("χ²"), marks=("persons",), role="statistic"),
                    Column(Text.same("P"), role="p"),
                )
            if wave in self.words.codes("wave"):
                yield Spanner(self.words.name("wave", wave), (*groups, *tests))
            else:
                yield from groups
                yield from tests

    def rows(self) -> Iterator[Row]:
        """A line an answer, then all of them."""
        for item in self.items:
            cells = [cell for wave in self.waves for cell in self._answers(wave, item)]
            yield Row(self.words.name("variable", item), tuple(cells))
        cells = [cell for wave in self.waves for cell in self._mean(wave)]
        yield Row(phrase("tables.answers_each"), tuple(cells))
        if self.compared:
            cells = [cell for wave in self.waves for cell in self._joint(wave)]
            yield Row(phrase("tables.all_answers"), tuple(cells), marks=("joint",))

    def notes(self) -> Iterator[Note]:
        """What is counted, and who is left out."""
        yield Note("", phrase("tables.question_cells"))
        if self.compared:
            yield Note("persons", phrase("tables.question_persons"))
            clustered = self.words.facts["allocated"] == "cluster"
            key = "question_joint_clusters" if clustered else "question_joint_persons"
            unit = self.words.texts.get("unit", phrase("units.cluster_plural"))
            yield Note("joint", phrase(f"tables.{key}", unit=unit))
        missing = sum(self.at[wave, "", "", "answers"].n_missing or 0 for wave in self.waves)
        if missing:
            yield Note("", phrase("tables.question_missing", count=missing))

    def _of_group(self, wave: str, group: str) -> Spanner:
        """Columns of a group: persons and per cent of them, per cent of answers."""
        label = self.words.name("group", group) if group else phrase("tables.overall")
        count = persons_of(self.at[wave, group, "", "answers"])
        return Spanner(
            phrase("tables.arm_n", arm=label, n=count),
            (Column(phrase("tables.of_persons")), Column(phrase("tables.of_answers"))),
        )

    def _answers(self, wave: str, item: str) -> Iterator[Cell]:
        """One answer at one wave."""
        for group in self.groups:
            count = self.at[wave, group, item, "count"]
            share = self.at[wave, group, item, "share"]
            yield counted(count)
            gone = share.estimate is None
            yield absent(share) if gone else Percent(share.estimate, sources=(share.id,))
        if self.compared:
            yield from _tested(self.at[wave, "", item, "test"])

    def _mean(self, wave: str) -> Iterator[Cell]:
        """Answers a person."""
        for group in self.groups:
            row = self.at[wave, group, "", "answers"]
            gone = row.estimate is None
            yield absent(row) if gone else Number(row.estimate, sources=(row.id,))
            yield Blank()
        if self.compared:
            yield from (Blank(), Blank())

    def _joint(self, wave: str) -> Iterator[Cell]:
        """All answers compared at once."""
        yield from [Blank()] * (2 * len(self.groups))
        yield from _tested(self.at[wave, "", "", "test_clustered"])


def _tested(row: Stated) -> Iterator[Cell]:
    """Statistic and P."""
    if row.p_value is None:
        yield from (absent(row), absent(row))
        return
    yield Statistic(row.statistic, sources=(row.id,))
    yield PValue(row.p_value, sources=(row.id,))
