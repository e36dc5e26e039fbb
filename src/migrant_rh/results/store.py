"""Results on disk: the rows as a table for anybody, and all of it as JSON to print again from."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from migrant_rh.errors import MigrantRHError, Place, Problem
from migrant_rh.results.rows import COLUMNS, Results
from migrant_rh.results.vocabulary import Vocabulary
from migrant_rh.results.written import FORMAT, filled, results_of, row_of, words_of
from migrant_rh.words import phrase

KINDS = ("json", "parquet", "csv")
"""Formats that results are stored in, those that say most first."""


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


def from_csv(text: str) -> Results | None:
    """Read the rows that `as_csv` wrote, which hold no words; None if it is something else.

    Examples
    --------
    >>> from migrant_rh.results.rows import Results, Row
    >>> once = Results.of([Row(analysis="a", estimate=0.1 + 0.2, n=3)])
    >>> from_csv(as_csv(once)) == once
    True
    """
    lines = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    if tuple(lines.fieldnames or ()) != COLUMNS:
        return None
    try:
        return Results(tuple(row_of(line) for line in lines), Vocabulary())
    except (ValueError, TypeError, csv.Error):
        return None


def as_json(results: Results) -> str:
    """Write rows, words and facts as JSON that `from_json` reads; infinite numbers as text.

    Examples
    --------
    >>> from migrant_rh.results.rows import Results, Row
    >>> once = Results.of([Row(analysis="a", estimate=0.5, df=float("inf"))])
    >>> from_json(as_json(once)) == once
    True
    """
    rows = [filled(row) for row in results]
    content = {"format": FORMAT, **words_of(results), "rows": rows}
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def from_json(text: str) -> Results | None:
    """Read what `as_json` wrote; None if it is something else."""
    try:
        return results_of(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def load_results(path: str | Path) -> Results:
    """Read the results of a run, to tabulate or print them again without the data.

    Parameters
    ----------
    path : str or Path
        The folder of the run, or its ``results.json``, ``results.parquet`` or ``results.csv``.
        Of a folder the first of these is read. JSON and Parquet hold the words for the codes and
        can be printed again; CSV holds the rows alone.

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
    file = _stored_at(Path(path))
    read = {".parquet": _parquet, ".csv": _csv}.get(file.suffix.lower(), _json)
    try:
        results = read(file.read_bytes())
    except (OSError, UnicodeDecodeError):
        results = None
    if results is None:
        found, expected = phrase("results.not_results"), phrase("results.expected", format=FORMAT)
        raise MigrantRHError(Problem("results.format", Place(str(file)), found, expected))
    return results


def load_provenance(path: str | Path) -> dict[str, Any]:
    """Read ``provenance.json`` of a run: inputs with their digests, plan, versions, seed.

    Parameters
    ----------
    path : str or Path
        The folder of the run, or a file in it.

    Raises
    ------
    MigrantRHError
        If there is none, or it is something else.
    """
    path = Path(path)
    file = (path if path.is_dir() else path.parent) / "provenance.json"
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or not {"inputs", "plan", "versions"} <= told.keys():
        raise MigrantRHError(
            Problem("results.provenance", Place(str(file)), phrase("results.no_provenance"))
        )
    return told


def _stored_at(path: Path) -> Path:
    """Find the file that holds the results."""
    files = [path / f"results.{kind}" for kind in KINDS] if path.is_dir() else [path]
    found = next((file for file in files if file.is_file()), None)
    if found is None:
        raise MigrantRHError(
            Problem("results.missing", Place(str(path)), phrase("results.missing"))
        )
    return found


def _json(content: bytes) -> Results | None:
    """Read JSON."""
    return from_json(content.decode("utf-8"))


def _csv(content: bytes) -> Results | None:
    """Read CSV."""
    return from_csv(content.decode("utf-8"))


def _parquet(content: bytes) -> Results | None:
    """Read Parquet."""
    from migrant_rh.results.parquet import from_parquet  # noqa: PLC0415  (heavy)

    return from_parquet(content)
