"""What two entries leave to be decided, one item a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from migrant_rh.checking.double_entry import EntryComparison
from migrant_rh.reading.records import Records

ItemKind = Literal["differs", "only_in_a", "only_in_b", "twice_in_a", "twice_in_b"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to decide.

    Attributes
    ----------
    kind : ItemKind
        A value that differs, a record of one file only, or an extra copy of a key.
    key : str
        Key of the record.
    record_a, record_b : int or None
        Its numbers in both files.
    field, label : str
        Field that differs, and its label; empty for whole records.
    value_a, value_b : str
        What each typist typed.
    """

    kind: ItemKind
    key: str
    record_a: int | None
    record_b: int | None
    field: str = ""
    label: str = ""
    value_a: str = ""
    value_b: str = ""


def items_of(comparison: EntryComparison, first: Records) -> Iterator[Item]:
    """Everything to decide: differing values in the order of the first file, then records."""
    columns = ["key", "record_first", "record_second", "field", "first", "second"]
    for key, one, two, name, a, b in comparison.detail[columns].itertuples(index=False, name=None):
        label = first.codebook[name].label.zh
        yield Item("differs", str(key), int(one), int(two), name, label, str(a), str(b))
    alignment = comparison.alignment
    for row in alignment.only_first:
        yield Item("only_in_a", str(alignment.keys[0][row]), int(row) + 1, None)
    for row in alignment.only_second:
        yield Item("only_in_b", str(alignment.keys[1][row]), None, int(row) + 1)
    for row in alignment.repeated_first:
        yield Item("twice_in_a", str(alignment.keys[0][row]), int(row) + 1, None)
    for row in alignment.repeated_second:
        yield Item("twice_in_b", str(alignment.keys[1][row]), None, int(row) + 1)
