"""Records as a Parquet file: typed columns, the codebook in the metadata."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from migrant_rh.reading.data_package import VERIFIED
from migrant_rh.reading.parquet import METADATA
from migrant_rh.reading.records import Codebook
from migrant_rh.reading.table_schema import schema_of
from migrant_rh.writing.values import Typed


def write_parquet(
    columns: Sequence[Typed], codebook: Codebook, path: Path, verified: Sequence[int] = ()
) -> None:
    """Write typed columns: missing codes are values, told apart by the metadata, as marks are."""
    import pyarrow as pa  # noqa: PLC0415  (heavy)
    from pyarrow import parquet  # noqa: PLC0415  (heavy)

    marks = {VERIFIED: list(verified)} if verified else {}
    words = json.dumps(schema_of(codebook) | marks, ensure_ascii=False).encode()
    schema = pa.schema(
        [(each.field.name, _type(each)) for each in columns], metadata={METADATA: words}
    )
    told = {each.field.name: each.values.tolist() for each in columns}
    parquet.write_table(pa.Table.from_pydict(told, schema=schema), path)


def _type(column: Typed) -> Any:
    """Type of a column."""
    import pyarrow as pa  # noqa: PLC0415  (heavy)

    types = {
        "integer": pa.int64(),
        "decimal": pa.float64(),
        "boolean": pa.int8(),
        "date": pa.date32(),
    }
    return types.get(column.field.kind, pa.string())
