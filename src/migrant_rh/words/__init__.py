"""Everything a reader sees, in Chinese and English, in one place.

A phrase is found by its key, ``section.name``; the section is the module of this package that
holds it, so a command that prints three sentences loads one small table. Templates take values by
name; a value that is itself a `Text` is put in each language in turn.
"""

from migrant_rh.words.text import (
    LANGUAGES,
    Language,
    Say,
    Text,
    has_phrase,
    phrase,
    phrases_of,
    recall,
    refer,
    rule_name,
)

__all__ = [
    "LANGUAGES",
    "Language",
    "Say",
    "Text",
    "has_phrase",
    "phrase",
    "phrases_of",
    "recall",
    "refer",
    "rule_name",
]
