"""Cells of rows: the number, or why there is none."""

from __future__ import annotations

from migrant_rh.rendering.cells import Cell, CountPercent, Estimate, Missing
from migrant_rh.results.rows import Row
from migrant_rh.words import phrase, recall


def absent(row: Row) -> Missing:
    """A number that is not there, and why."""
    reason = recall(row.note) if row.note else phrase("tables.not_computed")
    return Missing(reason, sources=(row.id,))


def persons_of(row: Row) -> int | str:
    """How many persons a row is about, for a heading; a dash where that is withheld."""
    return "—" if row.n is None else row.n


def counted(row: Row) -> Cell:
    """Persons out of those who answered."""
    if row.estimate is None:
        return absent(row)
    return CountPercent(round(row.estimate), row.n, sources=(row.id,))


def estimated(row: Row, of: tuple[float, float] | None = None) -> Cell:
    """An estimate with the interval it has."""
    if row.estimate is None:
        return absent(row)
    limits = row.conf_low, row.conf_high
    return Estimate(row.estimate, *limits, row.scale, of=of, sources=(row.id,))
