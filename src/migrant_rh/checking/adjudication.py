"""Whether the adjudicated file decides every difference between the entries, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from migrant_rh.checking.alignment import key_of
from migrant_rh.checking.comparable import differ
from migrant_rh.checking.double_entry import EntryComparison
from migrant_rh.checking.findings import Finding, Findings
from migrant_rh.reading.records import Field, Records
from migrant_rh.words import Text, phrase

DECISIONS = ("as_first", "as_second", "as_neither", "undecided")


@dataclass(frozen=True)
class Adjudication:
    """How the differences were decided.

    Attributes
    ----------
    decisions : mapping of str to int
        Differing values decided as in the first entry, as in the second, as in neither, and values
        of records that the adjudicated file does not have.
    findings : Findings
        Values changed though both entries agree, records lost, records out of nowhere: warnings.
    """

    decisions: Mapping[str, int]
    findings: Findings


def check_adjudicated(
    comparison: EntryComparison, entries: tuple[Records, Records], final: Records
) -> Adjudication:
    """Hold the adjudicated file against both entries.

    Parameters
    ----------
    comparison : EntryComparison
        Of the two entries, by key.
    entries : tuple of Records
        The first and the second entry.
    final : Records
        The adjudicated file.

    Returns
    -------
    Adjudication
        What was decided how, and what else the file changes.

    Raises
    ------
    CheckingError
        If the file lacks a key field.
    """
    walk = _Walk(comparison, entries, final)
    decided = np.zeros(len(DECISIONS), dtype=int)
    found: list[Finding] = [*walk.lost(), *walk.new()]
    for name in comparison.fields:
        if name in final.codebook:
            counted, findings = walk.field(name)
            decided += counted
            found.extend(findings)
    decided[3] = walk.undecided()
    return Adjudication(dict(zip(DECISIONS, decided.tolist(), strict=True)), Findings(tuple(found)))


class _Walk:
    """The three files, aligned on the pairs of the comparison."""

    def __init__(
        self, comparison: EntryComparison, entries: tuple[Records, Records], final: Records
    ) -> None:
        self.comparison = comparison
        self.entries = entries
        self.final = final
        self.file = final.provenance.file
        live = np.flatnonzero(final.text["_state"].to_numpy() != "deleted")
        self.final_keys = key_of(final, comparison.options.key)[live]
        self.place = dict(zip(self.final_keys, live, strict=True))
        alignment = comparison.alignment
        self.keys = alignment.keys[0][alignment.first]
        partner = np.array([self.place.get(key, -1) for key in self.keys], dtype=np.intp)
        self.kept = partner >= 0
        self.rows = (
            alignment.first[self.kept],
            alignment.second[self.kept],
            partner[self.kept],
        )

    def field(self, name: str) -> tuple[NDArray[np.int_], list[Finding]]:
        """Decisions and findings of one field."""
        spec = self.entries[0].codebook[name]
        first, second, final = values = tuple(
            records.text[records.codebook[name].name].to_numpy(dtype=object)[rows]
            for records, rows in zip((*self.entries, self.final), self.rows, strict=True)
        )

        def unlike(one: NDArray[np.object_], two: NDArray[np.object_]) -> NDArray[np.bool_]:
            return differ(one, two, spec, ignore_case=False, tolerance=0.0)

        apart, from_first, from_second = (
            unlike(first, second),
            unlike(final, first),
            unlike(final, second),
        )
        counted = np.array(
            [
                (apart & ~from_first).sum(),
                (apart & ~from_second).sum(),
                (apart & from_first & from_second).sum(),
                0,
            ]
        )
        changed = ~apart & from_first
        return counted, [
            *self._changed(spec, changed, values),
            *self._neither(spec, apart & from_first & from_second, values),
        ]

    def undecided(self) -> int:
        """Differing values of records that the adjudicated file does not have."""
        lost = set(self.keys[~self.kept])
        return int(self.comparison.detail["key"].isin(lost).sum())

    def lost(self) -> Iterator[Finding]:
        """Records of both entries that are not in the adjudicated file."""
        for key in self.keys[~self.kept]:
            yield self._finding("final_missing", str(key), phrase("checking.final_missing"))

    def new(self) -> Iterator[Finding]:
        """Records of the adjudicated file that nobody typed."""
        typed = set(self.comparison.alignment.keys[0]) | set(self.comparison.alignment.keys[1])
        for key in self.final_keys:
            if key not in typed:
                yield self._finding("final_new", str(key), phrase("checking.final_new"))

    def _changed(
        self, field: Field, at: NDArray[np.bool_], values: tuple[NDArray[np.object_], ...]
    ) -> Iterator[Finding]:
        """Values that both entries agree on and the adjudicated file changes."""
        keys = self.keys[self.kept]
        for row in np.flatnonzero(at):
            message = phrase(
                "checking.final_differs_from_both", value=values[0][row], final=values[2][row]
            )
            yield self._finding(
                "final_differs_from_both", keys[row], message, field, values[2][row]
            )

    def _neither(
        self, field: Field, at: NDArray[np.bool_], values: tuple[NDArray[np.object_], ...]
    ) -> Iterator[Finding]:
        """Differences decided as neither entry says."""
        keys = self.keys[self.kept]
        for row in np.flatnonzero(at):
            first, second, final = (side[row] for side in values)
            message = phrase("checking.final_neither", first=first, second=second, final=final)
            yield self._finding("final_neither", keys[row], message, field, final)

    def _finding(
        self, rule: str, key: str, message: Text, field: Field | None = None, value: str = ""
    ) -> Finding:
        """Make a finding about the record of a key."""
        row = self.place.get(key)
        return Finding(
            rule=f"double_entry.{rule}",
            severity="info" if rule == "final_neither" else "warning",
            message=message,
            file=self.file,
            record=None if row is None else int(row) + 1,
            id=key,
            variable=field.name if field else "",
            value=str(value),
        )
