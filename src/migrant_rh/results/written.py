"""Rows and words as plain values that any format can hold, and back again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from migrant_rh.results.rows import COLUMNS, NUMBERS, WHOLE_NUMBERS, Results, Row
from migrant_rh.results.vocabulary import Vocabulary
from migrant_rh.words import Text

FORMAT = "migrant-rh-results/1"


def words_of(results: Results) -> dict[str, Any]:
    """Facts, texts and names as plain values."""
    words = results.vocabulary
    return {
        "facts": dict(words.facts),
        "texts": {name: asdict(text) for name, text in words.texts.items()},
        "names": {
            kind: {code: asdict(text) for code, text in names.items()}
            for kind, names in words.names.items()
        },
    }


def filled(row: Row) -> dict[str, Any]:
    """Columns of a row that say something; infinite numbers as text."""
    values = ((name, getattr(row, name)) for name in COLUMNS)
    return {
        name: str(value) if isinstance(value, float) and math.isinf(value) else value
        for name, value in values
        if value is not None and value != ""
    }


def results_of(content: Mapping[str, Any]) -> Results:
    """Make results of plain values.

    Raises
    ------
    ValueError, TypeError, KeyError, AttributeError
        If the values are not those of results.
    """
    if content["format"] != FORMAT:
        raise ValueError(content["format"])
    names = {
        kind: {code: Text(**text) for code, text in stored.items()}
        for kind, stored in content["names"].items()
    }
    texts = {name: Text(**text) for name, text in content["texts"].items()}
    rows = tuple(row_of(stored) for stored in content["rows"])
    return Results(rows, Vocabulary(names, dict(content["facts"]), texts))


def row_of(stored: Mapping[str, Any]) -> Row:
    """Make a row of plain values; what is not there is empty.

    Raises
    ------
    ValueError, TypeError
        If a column is unknown, or holds what it cannot.
    """
    return Row(**{name: _value(name, value) for name, value in stored.items() if value is not None})


def _value(name: str, value: Any) -> Any:
    """Read one value."""
    if name in WHOLE_NUMBERS:
        return None if value == "" else int(value)
    if name in NUMBERS:
        return None if value == "" else float(value)
    if not isinstance(value, str):
        raise TypeError(name)
    return value
