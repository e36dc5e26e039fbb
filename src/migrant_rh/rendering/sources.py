"""Rows told in words, for those who ask where a number comes from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from migrant_rh.rendering.tables.labels import term_name
from migrant_rh.results.rows import COLUMNS, Results, Row
from migrant_rh.results.vocabulary import Vocabulary
from migrant_rh.words import Text, has_phrase, phrase, recall

_CODED = frozenset({"contrast", "scale", "method", "covariance", "correlation"})


def told(results: Results, row: Row) -> Iterator[tuple[Text, Text | float]]:
    """Go through the columns of a row that say something: what each is called, and its content.

    Codes come as words, numbers as numbers at full precision.
    """
    for name in COLUMNS:
        value = getattr(row, name)
        if value is None or value == "":
            continue
        yield phrase(f"rows.{name}"), _content(results.vocabulary, row, name)
    files = _files(results.vocabulary, row)
    if files:
        yield phrase("rows.files"), Text.same(files)


def _files(words: Vocabulary, row: Row) -> str:
    """Files of the row's wave, or of all waves."""
    waves = [row.wave] if row.wave else words.codes("wave")
    return ", ".join(filter(None, (words.facts.get(f"file.{wave}", "") for wave in waves)))


def _content(words: Vocabulary, row: Row, name: str) -> Text | float:
    """One column in words, or a number."""
    value = getattr(row, name)
    if not isinstance(value, str):
        return float(value)
    if name in _CODED:
        return _code(name, value)
    if name in {"site", "group", "wave"}:
        return words.name(name, value)
    special = {"analysis": _analysis, "outcome": _outcome, "term": _term, "note": _note}
    return special[name](words, row) if name in special else Text.same(value)


@cache
def _code(name: str, value: str) -> Text:
    """A code in words, or as it is where there are none."""
    key = f"rows.{name}_{value}"
    return phrase(key) if has_phrase(key) else Text.same(value)


def _analysis(words: Vocabulary, row: Row) -> Text:
    """The part of the analysis, with the name of the model."""
    part, _, model = row.analysis.partition(".")
    said = _code("analysis", part)
    if not model:
        return said
    return phrase("rendering.part_of", part=said, whole=words.name("model", model))


def _outcome(words: Vocabulary, row: Row) -> Text:
    """An outcome, or a variable."""
    known = row.outcome in words.codes("outcome")
    return words.name("outcome" if known else "variable", row.outcome)


def _term(words: Vocabulary, row: Row) -> Text:
    """A level, or a term of a model."""
    if row.term in words.codes(f"level:{row.outcome}"):
        return words.name(f"level:{row.outcome}", row.term)
    if row.analysis == "missingness":
        own = row.term in {"blank", "filter_unanswered", "skipped"}
        said = phrase(f"missingness.{row.term}") if own else Text.same(row.term)
        return words.names.get(f"missing:{row.outcome}", {}).get(row.term, said)
    modelled = row.analysis.startswith(("model.", "wls."))
    return term_name(words, row.term) if modelled else Text.same(row.term)


def _note(words: Vocabulary, row: Row) -> Text:
    """The note said again."""
    del words
    return recall(row.note)
