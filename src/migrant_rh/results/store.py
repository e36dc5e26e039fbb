"""Results on disk: the rows as a table for anybody, and all of it as JSON to print again from."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from migrant_rh.errors import MigrantRHError, Place, Problem
from migrant_rh.results.rows import COLUMNS, Results, Row
from migrant_rh.results.vocabulary import Vocabulary
from migrant_rh.words import Text, phrase

FORMAT = "migrant-rh-results/1"
_NUMBERS = {field.name for field in fields(Row) if "float" in str(field.type)}


def as_csv(results: Results) -> str:
    """Write the rows as CSV: full precision, empty where there is no number.

    Examples
    --------
    >>> from migrant_rh.results.rows import Results, Row
    >>> as_csv(Results.of([Row(analysis="a", estimate=0.5)])).splitlines()[0].split(",")[0]
    'analysis'
    """
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in results:
        values = [getattr(row, name) for name in COLUMNS]
        writer.writerow(["" if value is None else value for value in values])
    return lines.getvalue()


def as_json(results: Results) -> str:
    """Write rows, words and facts as JSON that `from_json` reads; infinite numbers as text.

    Examples
    --------
    >>> from migrant_rh.results.rows import Results, Row
    >>> once = Results.of([Row(analysis="a", estimate=0.5, df=float("inf"))])
    >>> from_json(as_json(once)) == once
    True
    """
    words = results.vocabulary
    content = {
        "format": FORMAT,
        "facts": dict(words.facts),
        "texts": {name: asdict(text) for name, text in words.texts.items()},
        "names": {
            kind: {code: asdict(text) for code, text in names.items()}
            for kind, names in words.names.items()
        },
        "rows": [_filled(row) for row in results],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def from_json(text: str) -> Results:
    """Read what `as_json` wrote.

    Raises
    ------
    MigrantRHError
        If it is not such a file.
    """
    try:
        content = json.loads(text)
        known = content["format"] == FORMAT
    except (ValueError, KeyError, TypeError):
        known = False
    if not known:
        found, expected = phrase("results.not_results"), Text.same(f'"format": "{FORMAT}"')
        raise MigrantRHError(Problem("results.format", Place(), found, expected))
    return Results(tuple(_row(row) for row in content["rows"]), _vocabulary(content))


def load_results(path: str | Path) -> Results:
    """Read the ``results.json`` of a run, to tabulate or print it again without the data.

    Parameters
    ----------
    path : str or Path
        The file, or the folder of the run.

    Raises
    ------
    MigrantRHError
        If there is no such file, or it is something else.

    Examples
    --------
    >>> load_results("nowhere")
    Traceback (most recent call last):
    migrant_rh.errors.MigrantRHError: nowhere: there are no stored results here...
    """
    path = Path(path)
    file = path / "results.json" if path.is_dir() else path
    if not file.is_file():
        raise MigrantRHError(
            Problem("results.missing", Place(str(path)), phrase("results.missing"))
        )
    return from_json(file.read_text(encoding="utf-8"))


def _filled(row: Row) -> dict[str, Any]:
    """Columns of a row that say something."""
    values = ((name, getattr(row, name)) for name in COLUMNS)
    return {
        name: str(value) if isinstance(value, float) and math.isinf(value) else value
        for name, value in values
        if value is not None and value != ""
    }


def _row(stored: Mapping[str, Any]) -> Row:
    """Make a row of what was stored."""
    values: dict[str, Any] = {
        name: float(value) if name in _NUMBERS and isinstance(value, str) else value
        for name, value in stored.items()
    }
    return Row(**values)


def _vocabulary(content: Mapping[str, Any]) -> Vocabulary:
    """Make the words of what was stored."""
    names = {
        kind: {code: Text(**text) for code, text in stored.items()}
        for kind, stored in content["names"].items()
    }
    texts = {name: Text(**text) for name, text in content["texts"].items()}
    return Vocabulary(names, content["facts"], texts)
