"""Two typists enter the questionnaires, with the slips of a keyboard.

Every slip leaves a value that the check file admits, for EpiData refuses the others while they are
typed: only the comparison of both entries can find them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from migrant_rh.demo import assumptions
from migrant_rh.demo.form import Field, Form
from migrant_rh.demo.quota import Ints, Mask, stream
from migrant_rh.demo.surveys import Columns, Texts

KEYPAD = {
    "0": "12",
    "1": "024",
    "2": "0135",
    "3": "26",
    "4": "157",
    "5": "2468",
    "6": "359",
    "7": "48",
    "8": "579",
    "9": "68",
}
"""Neighbouring keys of the numeric keypad."""

NOT_MISTYPED = frozenset({"pid", "remark"})
"""Slips in the number would be records missing from both entries; remarks are mostly blank."""

ENTRIES = (1, 2)


@dataclass(frozen=True, slots=True)
class Slip:
    """One difference between an entry and the questionnaire.

    Attributes
    ----------
    entry : int
        1 or 2.
    pid, field : str
        Which value; no field means the whole record.
    true, typed : str
        What the questionnaire says, and what was typed.
    kind : str
        ``adjacent_key``, ``transposition``, ``dropped_digit``, ``blank``, ``jumped`` (the field was
        skipped because of a slip in the field before), or for a record ``not_typed``,
        ``typed_twice``, ``wrong_number_deleted``.
    """

    entry: int
    pid: str
    field: str
    true: str
    typed: str
    kind: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One typist's file.

    Attributes
    ----------
    columns : mapping of str to array of str
        Values by field, one element a record, in the order of typing.
    deleted : array of bool
        Records marked deleted.
    """

    columns: Columns
    deleted: Mask


@dataclass(frozen=True, slots=True)
class DoubleEntry:
    """Both files, and all that is wrong in them."""

    first: Entry
    second: Entry
    slips: tuple[Slip, ...]


@dataclass(frozen=True, slots=True)
class _Odd:
    """Rows of the questionnaires whose records go astray; their values are typed right."""

    not_typed: tuple[Ints, Ints]
    twice: Ints
    wrong_number: tuple[Ints, Ints]

    def rows(self) -> Ints:
        """All of them."""
        return np.concatenate([*self.not_typed, self.twice, *self.wrong_number])


def type_twice(form: Form, truth: Columns) -> DoubleEntry:
    """Type the questionnaires twice, and keep account of every slip."""
    odd = _draw_odd(truth["pid"])
    slips = (*_mistype(form, truth, odd.rows()), *_record_slips(truth["pid"], odd))
    first = _entry(1, _typed(truth, slips, 1), np.arange(len(truth["pid"])), odd)
    second = _entry(2, _typed(truth, slips, 2), _by_bundle(len(truth["pid"])), odd)
    return DoubleEntry(first, second, tuple(sorted(slips, key=_place)))


def slips_of(field: Field, value: str) -> Mapping[str, list[str]]:
    """List what a slip can make of a value, by kind, as far as the check file admits it.

    Examples
    --------
    >>> age = Field("age", "", "integer", 2, limits=("18", "49"))
    >>> slips_of(age, "32")["transposition"], slips_of(age, "32")["adjacent_key"]
    (['23'], ['22', '30', '31', '33', '35'])
    """
    made = {
        "adjacent_key": _adjacent_keys(value),
        "transposition": _transpositions(value),
        "dropped_digit": _dropped_digits(field, value),
        "blank": iter([""]),
    }
    return {
        kind: sorted({typed for typed in results if typed != value and field.admits(typed)})
        for kind, results in made.items()
    }


def _adjacent_keys(value: str) -> Iterator[str]:
    """One digit becomes a neighbour on the keypad."""
    for place, digit in enumerate(value):
        for key in KEYPAD.get(digit, ""):
            yield value[:place] + key + value[place + 1 :]


def _transpositions(value: str) -> Iterator[str]:
    """Two neighbouring keys change places; strokes of a date and Chinese words stay as they are."""
    for place in range(len(value) - 1):
        left, right = value[place], value[place + 1]
        if (left + right).isalnum() and (left + right).isascii():
            yield value[:place] + right + left + value[place + 2 :]


def _dropped_digits(field: Field, value: str) -> Iterator[str]:
    """One digit of a number is left out."""
    if field.kind == "integer" and len(value) > 1:
        for place in range(len(value)):
            yield value[:place] + value[place + 1 :]


def _mistype(form: Form, truth: Columns, spared: Ints) -> Iterator[Slip]:
    """Draw values at random and mistype them, in turn in the first and in the second entry."""
    fields = [field for field in form.fields if field.name not in NOT_MISTYPED]
    draws = stream("typing errors")
    order = np.argsort(draws.random_sample(len(fields) * len(truth["pid"])), kind="stable")
    rows, places = np.divmod(order, len(fields))
    wanted = dict.fromkeys(ENTRIES, assumptions.ERRORS_PER_ENTRY)
    untouched, taken = set(spared.tolist()), set[tuple[str, str]]()
    for row, place in zip(rows.tolist(), places.tolist(), strict=True):
        entry = max(wanted, key=lambda number: wanted[number])
        found = [] if row in untouched else _slip(form, fields[place], truth, row, entry, draws)
        values = {(slip.pid, slip.field) for slip in found}
        if 0 < len(found) <= wanted[entry] and not values & taken:
            wanted[entry] -= len(found)
            taken |= values
            yield from found
        if not any(wanted.values()):
            return


def _slip(
    form: Form, field: Field, truth: Columns, row: int, entry: int, draws: np.random.RandomState
) -> list[Slip]:
    """Mistype one value, with what follows from it; nothing if no admissible slip is at hand."""
    pid, value = str(truth["pid"][row]), str(truth[field.name][row])
    kinds = {kind: typed for kind, typed in slips_of(field, value).items() if typed}
    if not value or not kinds:
        return []
    kind = _pick(sorted(kinds), draws)
    typed = _pick(kinds[kind], draws)
    jumped = [
        Slip(entry, pid, name, str(truth[name][row]), "", "jumped")
        for name in _skipped(form, field, typed)
        if truth[name][row]
    ]
    return [Slip(entry, pid, field.name, value, typed, kind), *jumped]


def _pick(choices: Sequence[str], draws: np.random.RandomState) -> str:
    """Choose one at random."""
    return choices[int(draws.random_sample() * len(choices))]


def _skipped(form: Form, field: Field, typed: str) -> list[str]:
    """Fields that entry passes over after this value."""
    if typed not in field.jumps:
        return []
    names = [one.name for one in form.fields]
    return names[names.index(field.name) + 1 : names.index(field.jumps[typed])]


def _draw_odd(pids: Texts) -> _Odd:
    """Draw the questionnaires whose records go astray."""
    order = np.argsort(stream("odd records").random_sample(len(pids)), kind="stable")
    known, last = set(pids.tolist()), max(pids.tolist())
    numbers = [wrong_number(pid) for pid in pids[order].tolist()]
    free = np.array([number not in known and number < last for number in numbers])
    wrong = order[free][: 2 * assumptions.WRONG_NUMBER_DELETED]
    rest = iter(order[~np.isin(order, wrong)])
    take = (
        assumptions.NOT_TYPED_FIRST,
        assumptions.NOT_TYPED_SECOND,
        assumptions.TYPED_TWICE_SECOND,
    )
    first, second, twice = (np.array([next(rest) for _ in range(count)]) for count in take)
    halves = np.split(wrong, len(ENTRIES))
    return _Odd((first, second), twice, (halves[0], halves[1]))


def wrong_number(pid: str) -> str:
    """Transpose the digits of the workplace.

    Examples
    --------
    >>> wrong_number("0112005")
    '0121005'
    """
    return pid[:2] + pid[3] + pid[2] + pid[4:]


def _record_slips(pids: Texts, odd: _Odd) -> Iterator[Slip]:
    """Account for records that went astray."""
    for entry, rows, wrong in zip(ENTRIES, odd.not_typed, odd.wrong_number, strict=True):
        for pid in pids[rows].tolist():
            yield Slip(entry, pid, "", pid, "", "not_typed")
        for pid in pids[wrong].tolist():
            yield Slip(entry, pid, "", pid, wrong_number(pid), "wrong_number_deleted")
    for pid in pids[odd.twice].tolist():
        yield Slip(ENTRIES[-1], pid, "", pid, pid, "typed_twice")


def _typed(truth: Columns, slips: Sequence[Slip], entry: int) -> Columns:
    """Copy the questionnaires with the slips of one entry."""
    typed = {name: column.copy() for name, column in truth.items()}
    row_of = {pid: row for row, pid in enumerate(truth["pid"].tolist())}
    for slip in slips:
        if slip.entry == entry and slip.field:
            typed[slip.field][row_of[slip.pid]] = slip.typed
    return typed


def _by_bundle(records: int) -> Ints:
    """Order in which the second typist takes the questionnaires: bundles shuffled."""
    bundle = np.arange(records) // assumptions.BUNDLE
    lots = stream("bundles").random_sample(int(bundle.max()) + 1)
    return np.argsort(lots[bundle], kind="stable")


def _entry(number: int, typed: Columns, order: Ints, odd: _Odd) -> Entry:
    """Lay the records out as they were typed; a deleted one stands just before its correction."""
    kept = order[~np.isin(order, odd.not_typed[number - 1])]
    at = np.flatnonzero(np.isin(kept, odd.wrong_number[number - 1]))
    rows = np.insert(kept, at, kept[at])
    deleted = np.zeros(len(rows), dtype=np.bool_)
    deleted[at + np.arange(len(at))] = True
    if number == ENTRIES[-1]:
        rows = np.append(rows, odd.twice)
        deleted = np.append(deleted, np.zeros(len(odd.twice), dtype=np.bool_))
    columns = {name: column[rows] for name, column in typed.items()}
    columns["pid"][deleted] = [wrong_number(pid) for pid in columns["pid"][deleted].tolist()]
    return Entry(columns, deleted)


def _place(slip: Slip) -> tuple[int, str, str]:
    """Entry, person, field: the order of the account."""
    return slip.entry, slip.pid, slip.field
