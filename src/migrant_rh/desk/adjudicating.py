"""Decisions applied: one file out of two entries, and a log of who decided what and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from migrant_rh.checking.double_entry import EntryComparison, compare_entries
from migrant_rh.desk.items import Item, items_of
from migrant_rh.desk.sheet import CHOICES, Decision, FilledSheet
from migrant_rh.errors import CheckingError, Place, Problem
from migrant_rh.reading.records import Records
from migrant_rh.reading.typed import typed
from migrant_rh.words import Text, phrase

if TYPE_CHECKING:
    import pandas as pd

_YES, _NO = str(True), str(False)


@dataclass(frozen=True, eq=False)
class Adjudicated:
    """One file out of two.

    Attributes
    ----------
    records : Records
        The first file with what was decided; records of the second that were kept come last.
    log : pandas.DataFrame
        One row a decision: item, key, field, both values, decision, final value, who, when, why.
        It names persons.
    """

    records: Records
    log: pd.DataFrame


def comparison_of(first: Records, second: Records, sheet: FilledSheet) -> EntryComparison:
    """Compare the entries again as they were when the sheet was written.

    Raises
    ------
    CheckingError
        If the sheet belongs to other files, or to files that were changed since.
    """
    told = sheet.about
    problems = []
    for side, records in (("a", first), ("b", second)):
        if told.get(f"sha256_{side}") != records.provenance.sha256:
            found = phrase("desk.other_file", sheet=told.get(f"file_{side}", "?"))
            place, remedy = Place(records.provenance.file), phrase("desk.other_file_remedy")
            problems.append(Problem("desk.other-file", place, found, remedy=remedy))
    if problems:
        raise CheckingError(problems)
    pairs = (part.partition("=") for part in told.get("tolerance", "").split())
    return compare_entries(
        first,
        second,
        key=tuple(told.get("key", "").split()),
        ignore_deleted=told.get("ignore_deleted") != _NO,
        ignore_case=told.get("ignore_case") != _NO,
        ignore_text=told.get("ignore_text") == _YES,
        tolerance={name: float(value) for name, _, value in pairs},
    )


def adjudicate(first: Records, second: Records, sheet: FilledSheet) -> Adjudicated:
    """Apply a filled sheet to two entries.

    Parameters
    ----------
    first, second : Records
        The entries that the sheet was written for.
    sheet : FilledSheet
        With every item decided.

    Returns
    -------
    Adjudicated
        The records and the log; the entries stay as they were.

    Raises
    ------
    CheckingError
        With every line that is not decided, decided in two ways, or not as it may be; every item
        that the sheet lacks; values that are not of the kind of their field.
    """
    comparison = comparison_of(first, second, sheet)
    wanted = list(items_of(comparison, first))
    problems = [*_problems(sheet, wanted)]
    if problems:
        raise CheckingError(problems)
    decided = {_place(each.item): each for each in sheet.decisions}
    records = _applied(first, second, [decided[_place(item)] for item in wanted])
    typed(records)
    return Adjudicated(records, _log([decided[_place(item)] for item in wanted]))


def final_value(decision: Decision) -> str:
    """The value that was decided, or what becomes of the record."""
    by_choice = {
        "A": decision.item.value_a,
        "B": decision.item.value_b,
        "other": decision.value,
    }
    return by_choice.get(decision.decision, decision.decision)


def _place(item: Item) -> tuple[object, ...]:
    """What makes an item itself: its record and field, whatever was typed."""
    return item.kind, item.key, item.record_a, item.record_b, item.field


def _problems(sheet: FilledSheet, wanted: Sequence[Item]) -> Iterator[Problem]:
    """Everything that keeps a sheet from being applied."""
    items = {_place(item): item for item in wanted}
    seen: dict[tuple[object, ...], Decision] = {}
    for line in sheet.decisions:
        place = _place(line.item)
        if place not in items:
            yield _problem(sheet, line, phrase("desk.unknown_item"))
            continue
        yield from (_problem(sheet, line, said) for said in _faults(line, items[place]))
        other = seen.setdefault(place, line)
        if other is not line and (other.decision, other.value) != (line.decision, line.value):
            yield _problem(sheet, line, phrase("desk.conflict", row=other.row))
    lost = [item for place, item in items.items() if place not in seen]
    for item in lost:
        where = Place(sheet.file, record=item.key, field=item.field or None)
        remedy = phrase("desk.lost_remedy")
        yield Problem("desk.lost", where, phrase("desk.lost"), remedy=remedy)


def _faults(line: Decision, item: Item) -> Iterator[Text]:
    """What is wrong with one line."""
    if (line.item.value_a, line.item.value_b) != (item.value_a, item.value_b):
        yield phrase("desk.changed", a=item.value_a, b=item.value_b)
    choices = CHOICES[item.kind]
    if not line.decision:
        yield phrase("desk.undecided", choices=", ".join(choices))
        return
    if line.decision not in choices:
        yield phrase("desk.no_choice", found=line.decision, choices=", ".join(choices))
    if line.decision != "other" and line.value:
        yield phrase("desk.value_beside", value=line.value, decision=line.decision)
    if line.decision == "other" and not line.why:
        yield phrase("desk.no_reason")
    missing = [name for name in ("who", "when") if not getattr(line, name)]
    if missing:
        yield phrase("desk.unsigned", names=", ".join(missing))


def _problem(sheet: FilledSheet, line: Decision, found: Text) -> Problem:
    """A problem of one line."""
    where = Place(sheet.file, line=line.row, record=line.item.key, field=line.item.field or None)
    return Problem("desk.line", where, found, remedy=phrase("desk.line_remedy"))


def _applied(
    first: Records,
    second: Records,
    decisions: Sequence[Decision],
) -> Records:
    """The first file with what was decided."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    text = first.text.copy()
    dropped = []
    kept_of_second = []
    for decision in decisions:
        item = decision.item
        if item.kind == "differs" and item.record_a is not None:
            at = text.index[item.record_a - 1]
            text.loc[at, first.codebook[item.field].name] = final_value(decision)
        elif item.record_a is not None and decision.decision == "drop":
            dropped.append(item.record_a - 1)
        elif item.record_b is not None and decision.decision == "keep":
            kept_of_second.append(item.record_b - 1)
    more = _as_first(first, second, kept_of_second)
    whole = pd.concat([text.drop(index=text.index[dropped]), more], ignore_index=True)
    whole["_recno"] = np.arange(1, len(whole) + 1)
    source = replace(first.provenance, records=len(whole), format="adjudicated")
    return replace(first, text=whole, provenance=source)


def _as_first(first: Records, second: Records, rows: Sequence[int]) -> pd.DataFrame:
    """Records of the second file with the fields of the first."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    own = second.text.iloc[list(rows)]
    columns: dict[str, Any] = {name: own[name] for name in ("_recno", "_state", "_line")}
    for name in first.codebook.names:
        there = name in second.codebook
        columns[name] = own[second.codebook[name].name] if there else [""] * len(own)
    return pd.DataFrame(columns, columns=list(first.text.columns))


def _log(decisions: Sequence[Decision]) -> pd.DataFrame:
    """One row a decision."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    rows = [
        (
            each.item.kind,
            each.item.key,
            each.item.field,
            each.item.value_a,
            each.item.value_b,
            each.decision,
            final_value(each),
            each.who,
            each.when,
            each.why,
        )
        for each in decisions
    ]
    columns = ["item", "key", "field", "value_a", "value_b"]
    return pd.DataFrame(rows, columns=[*columns, "decision", "final", "who", "when", "why"])
