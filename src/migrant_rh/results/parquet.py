"""Results as Parquet: typed columns for any language, the words in the file's metadata."""

from __future__ import annotations

import io
import json
from typing import Any

from migrant_rh.results.rows import COLUMNS, NUMBERS, WHOLE_NUMBERS, Results
from migrant_rh.results.written import FORMAT, results_of, words_of

_METADATA = b"migrant-rh"


def as_parquet(results: Results) -> bytes:
    """Write rows and words as one Parquet file, the same bytes each time.

    Texts are strings, counts 64-bit integers, other numbers doubles; a number that is not there is
    null. Facts, names and texts stand in the schema's metadata under ``migrant-rh``, as JSON.

    Examples
    --------
    >>> from migrant_rh.results.rows import Results, Row
    >>> once = Results.of([Row(analysis="a", estimate=0.5, df=float("inf"), n=3)])
    >>> from_parquet(as_parquet(once)) == once
    True
    """
    import pyarrow as pa  # noqa: PLC0415  (heavy)
    from pyarrow import parquet  # noqa: PLC0415  (heavy)

    words = json.dumps({"format": FORMAT, **words_of(results)}, ensure_ascii=False)
    schema = pa.schema(
        [(name, _type(name)) for name in COLUMNS], metadata={_METADATA: words.encode()}
    )
    columns = {name: [getattr(row, name) for row in results] for name in COLUMNS}
    stream = io.BytesIO()
    parquet.write_table(pa.Table.from_pydict(columns, schema=schema), stream)
    return stream.getvalue()


def from_parquet(content: bytes) -> Results | None:
    """Read what `as_parquet` wrote; None if it is something else."""
    import pyarrow as pa  # noqa: PLC0415  (heavy)
    from pyarrow import parquet  # noqa: PLC0415  (heavy)

    try:
        table = parquet.read_table(pa.BufferReader(content))
        stored: Any = json.loads((table.schema.metadata or {})[_METADATA])
        return results_of({**stored, "rows": table.to_pylist()})
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError):
        return None


def _type(name: str) -> Any:
    """Type of a column."""
    import pyarrow as pa  # noqa: PLC0415  (heavy)

    if name in WHOLE_NUMBERS:
        return pa.int64()
    return pa.float64() if name in NUMBERS else pa.string()
