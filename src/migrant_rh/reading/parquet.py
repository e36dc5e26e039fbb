"""Parquet files: columns with types, the codebook in the metadata if this package wrote them."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

import numpy as np

from migrant_rh.errors import Place, Problem, ReadingError
from migrant_rh.reading.columns import Contents, marked
from migrant_rh.reading.data_package import VERIFIED, named_column
from migrant_rh.reading.problems import first_of
from migrant_rh.reading.records import Codebook, Provenance
from migrant_rh.reading.table_schema import codebook_of
from migrant_rh.reading.typed_columns import bad_names, written
from migrant_rh.words import phrase

METADATA = b"migrant-rh:table-schema"
"""Key of the codebook in the metadata of the schema, as a Table Schema in JSON."""


def read_parquet(data: bytes, file: str) -> Contents:
    """Read a Parquet file.

    Raises
    ------
    ReadingError
        If it is damaged.
    """
    import pyarrow as pa  # noqa: PLC0415  (heavy)
    from pyarrow import parquet  # noqa: PLC0415  (heavy)

    try:
        table = parquet.read_table(pa.BufferReader(data))
        stored = (table.schema.metadata or {}).get(METADATA)
        told = None if stored is None else json.loads(stored)
        known = None if told is None else codebook_of(told)
        values = [np.array([*column.to_pylist(), None], dtype=object)[:-1] for column in table]
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError) as error:
        found = phrase("neighbours.damaged", format="Parquet", reason=str(error))
        remedy = phrase("neighbours.damaged_remedy")
        raise ReadingError(
            Problem("neighbours.damaged", Place(file), found, remedy=remedy)
        ) from None
    names = [str(name) for name in table.column_names]
    if problems := bad_names(names, file):
        raise ReadingError(first_of(problems, file))
    columns = list(map(written, names, values))
    count = table.num_rows
    empty = np.zeros(count, dtype=np.intp)
    digest = sha256(data).hexdigest()
    contents = Contents(
        tuple(column.column for column in columns),
        empty,
        empty,
        Codebook(tuple(column.field() for column in columns)),
        (),
        Provenance(file, "Parquet", digest, "utf-8", "declared", records=count),
    )
    if told is None or known is None:
        return contents
    return _known(_verified(contents, told, file), known, file)


def _verified(contents: Contents, told: dict[str, Any], file: str) -> Contents:
    """Mark the records that were verified."""
    try:
        return marked(contents, told.get(VERIFIED, []))
    except ValueError as error:
        found = phrase("neighbours.damaged", format="Parquet", reason=str(error))
        raise ReadingError(Problem("neighbours.damaged", Place(file), found)) from None


def _known(contents: Contents, codebook: Codebook, file: str) -> Contents:
    """Give the columns the codebook that was stored with them."""
    names = tuple(column.name for column in contents.columns)
    if codebook.names != names:
        reason: Any = ", ".join(sorted(set(codebook.names) ^ set(names)))
        found = phrase("neighbours.damaged", format="Parquet", reason=reason)
        raise ReadingError(Problem("neighbours.damaged", Place(file), found))
    columns = tuple(map(named_column, contents.columns, codebook.fields))
    return replace(contents, codebook=codebook, columns=columns)
