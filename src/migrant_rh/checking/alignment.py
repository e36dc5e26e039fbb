"""Which record of one file is which record of another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from migrant_rh.checking.comparable import comparable
from migrant_rh.errors import CheckingError, Place, Problem
from migrant_rh.reading.records import Records
from migrant_rh.words import phrase

if TYPE_CHECKING:
    import pandas as pd

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Alignment:
    """Pairs of records, and records without a partner.

    Attributes
    ----------
    first, second : array of int
        Row positions of the pairs, in the order of the first file.
    only_first, only_second : array of int
        Row positions without a partner.
    repeated_first, repeated_second : array of int
        Row positions of extra copies of a key; they are not compared.
    counts : mapping of str to int
        In EpiData's definitions.
    keys : tuple of arrays
        Key of every row of the first and of the second file.
    """

    first: Rows
    second: Rows
    only_first: Rows
    only_second: Rows
    repeated_first: Rows
    repeated_second: Rows
    counts: Mapping[str, int]
    keys: tuple[NDArray[np.object_], NDArray[np.object_]]

    def numbered(self, at: NDArray[np.bool_]) -> pd.DataFrame:
        """Key and record numbers of some of the pairs."""
        import pandas as pd  # noqa: PLC0415  (heavy)

        first, second = self.first[at], self.second[at]
        return pd.DataFrame(
            {"key": self.keys[0][first], "record_first": first + 1, "record_second": second + 1}
        )

    def by_record(self, detail: pd.DataFrame) -> pd.DataFrame:
        """One row a record that differs, has no partner, or repeats a key."""
        import pandas as pd  # noqa: PLC0415  (heavy)

        place = ["key", "record_first", "record_second"]
        parts = [detail.groupby(place, sort=False).size().rename("errors").reset_index()]
        parts[0]["result"] = "differs"
        lonely = (
            ("missing_in_second", self.only_first, 0),
            ("missing_in_first", self.only_second, 1),
            ("not_unique_first", self.repeated_first, 0),
            ("not_unique_second", self.repeated_second, 1),
        )
        for result, rows, side in lonely:
            own, other = place[1 + side], place[2 - side]
            frame = pd.DataFrame({"key": self.keys[side][rows], own: rows + 1, "result": result})
            frame[other], frame["errors"] = pd.NA, 0
            parts.append(frame)
        columns = [*place, "result", "errors"]
        whole = pd.concat([part[columns].astype(object) for part in parts], ignore_index=True)
        return whole.astype({"record_first": "Int64", "record_second": "Int64", "errors": "Int64"})


def align(
    first: Records, second: Records, key: tuple[str, ...], *, ignore_deleted: bool
) -> Alignment:
    """Pair the records of two files by key, or in order where no key is given.

    Raises
    ------
    CheckingError
        If a file lacks a key field.
    """
    _require_key(first, key)
    _require_key(second, key)
    sides = [_side(records, key, ignore_deleted=ignore_deleted) for records in (first, second)]
    (keys_1, live_1, extra_1), (keys_2, live_2, extra_2) = sides
    place = {keys_2[row]: row for row in reversed(live_2)}
    partner = np.array([place.get(keys_1[row], -1) for row in live_1], dtype=np.intp)
    paired = partner >= 0
    known = set(keys_1[live_1])
    alone_2 = np.array([row for row in live_2 if keys_2[row] not in known], dtype=np.intp)
    counts = {
        "missing_in_first": len(alone_2),
        "missing_in_second": int((~paired).sum()),
        "not_unique_first": len(extra_1),
        "not_unique_second": len(extra_2),
        "common_records": len(first.text) - len(extra_1) - int((~paired).sum()),
    }
    return Alignment(
        live_1[paired],
        partner[paired],
        live_1[~paired],
        alone_2,
        extra_1,
        extra_2,
        counts,
        (keys_1, keys_2),
    )


def _side(
    records: Records, key: tuple[str, ...], *, ignore_deleted: bool
) -> tuple[NDArray[np.object_], Rows, Rows]:
    """Keys of all rows, rows to be paired, and extra copies of a key."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    states = records.text["_state"].to_numpy()
    live = np.flatnonzero(states != "deleted") if ignore_deleted else np.arange(len(states))
    if not key:
        keys = np.full(len(states), "", dtype=object)
        keys[live] = [str(place) for place in range(1, len(live) + 1)]
        return keys, live, np.array([], dtype=np.intp)
    keys = key_of(records, key)
    extra = pd.Series(keys[live]).duplicated().to_numpy(dtype=bool)
    return keys, live[~extra], live[extra]


def key_of(records: Records, key: tuple[str, ...]) -> NDArray[np.object_]:
    """Key of every row, its parts joined; numbers by value, so that 07 is 7 in a number field."""
    parts = []
    for name in key:
        field = records.codebook[name]
        parts.append(comparable(records.text[field.name], field, ignore_case=True).astype(str))
    joined = parts[0].astype(object)
    for part in parts[1:]:
        joined = joined + "|" + part
    return joined


def _require_key(records: Records, key: tuple[str, ...]) -> None:
    """Refuse a key that the file does not have."""
    file = records.provenance.file
    problems = [
        Problem(
            "checking.key",
            Place(file),
            phrase("checking.key_missing", file=file, key=name),
            phrase("study.one_of_names", names=", ".join(records.codebook.names)),
            phrase("checking.key_missing_remedy"),
        )
        for name in key
        if name not in records.codebook
    ]
    if problems:
        raise CheckingError(problems)
