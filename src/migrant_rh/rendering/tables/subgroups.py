"""The effect in the levels of a variable, and whether levels differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from migrant_rh.rendering.cells import Blank, Cell, Count, Estimate, PValue
from migrant_rh.rendering.table import Column, Note, Row, Table
from migrant_rh.rendering.tables.shown import absent, estimated
from migrant_rh.results.rows import Results
from migrant_rh.results.rows import Row as Stated
from migrant_rh.words import phrase, recall


def subgroup_table(results: Results, model: str, outcome: str, name: str) -> Table | None:
    """Lay out one block of rows a variable, with the joint test at its head; None without any."""
    words = results.vocabulary
    joint = subgroups_of(results, model, outcome)
    if not joint:
        return None
    return Table(
        id=name,
        title=phrase("tables.subgroups_title", outcome=words.name("outcome", outcome)),
        stub=phrase("tables.subgroup"),
        columns=(
            Column(phrase("tables.answers")),
            Column(phrase("tables.units_used", unit=words.texts["unit"])),
            Column(phrase("tables.points_ci"), marks=("did",)),
            Column(phrase("tables.ror_ci")),
            Column(phrase("tables.p_interaction"), marks=("joint",)),
        ),
        rows=tuple(row for test in joint for row in _block(results, test)),
        notes=(
            Note("did", phrase("tables.subgroups_did", unit=words.texts["unit"])),
            Note("joint", phrase("tables.subgroups_joint", count=len(joint))),
        ),
    )


def subgroups_of(results: Results, model: str, outcome: str) -> tuple[Stated, ...]:
    """The joint test of every subgroup variable, in the order of the variables of the study."""
    order = results.vocabulary.codes("variable")
    tests = results.where(analysis=f"subgroups.{model}", outcome=outcome, contrast="heterogeneity")
    return tuple(sorted(tests, key=lambda row: order.index(row.term)))


def levels_of(results: Results, test: Stated, scale: str) -> Iterator[tuple[str, Stated]]:
    """Levels of a subgroup variable in reading order, each with its effect on a scale."""
    for level in results.vocabulary.codes(f"level:{test.term}"):
        place = {"analysis": test.analysis, "outcome": test.outcome, "contrast": "did"}
        row = results.find(**place, term=f"{test.term}={level}", scale=scale)
        if row is not None:
            yield level, row


def _block(results: Results, test: Stated) -> Iterator[Row]:
    """One variable: its test, then its levels."""
    words = results.vocabulary
    gone = test.p_value is None
    told: Cell = absent(test) if gone else PValue(test.p_value, sources=(test.id,))
    yield Row(words.name("variable", test.term), (*[Blank()] * 4, told))
    ratios = dict(levels_of(results, test, "log_ror"))
    for level, row in levels_of(results, test, "rd"):
        cells: tuple[Cell, ...] = (
            Count(row.n, sources=(row.id,)),
            Count(row.clusters, sources=(row.id,)),
            _effect(row),
            _effect(ratios[level]),
            Blank(),
        )
        yield Row(words.name(f"level:{test.term}", level), cells, indent=1)


def _effect(row: Stated) -> Cell:
    """An effect, marked with what a reader must know of it."""
    cell = estimated(row)
    marked = isinstance(cell, Estimate) and row.note
    return replace(cell, marks=(recall(row.note),)) if marked else cell
