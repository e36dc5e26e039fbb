"""Bilingual text, and the phrases looked up by key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Literal
from urllib.parse import parse_qsl, urlencode

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Chinese and in English.

    Examples
    --------
    >>> Text("北京", "Beijing").to("en")
    'Beijing'
    """

    zh: str
    en: str

    def to(self, language: Language) -> str:
        """Return the words in one language."""
        return self.zh if language == "zh" else self.en

    @classmethod
    def same(cls, words: object) -> Text:
        """Use one wording in both languages: names, codes, numbers."""
        return cls(str(words), str(words))

    @classmethod
    def listed(cls, items: list[Text]) -> Text:
        """Join items with each language's own comma.

        Examples
        --------
        >>> Text.listed([Text("年龄", "age"), Text("性别", "sex")]).zh
        '年龄、性别'
        """
        return cls("、".join(item.zh for item in items), ", ".join(item.en for item in items))


Say = Callable[[Text], None]
"""Is told each step of a long work as it begins."""


def phrase(key: str, /, **values: object) -> Text:
    """Fill the phrase of that key.

    Parameters
    ----------
    key : str
        ``section.name``.
    **values : object
        What the template names; `Text` values are put in the language of the sentence.

    Raises
    ------
    KeyError
        If no section holds the key, or the template names a value that was not given: a defect of
        the program, met by the tests, never by a user.

    Examples
    --------
    >>> phrase("units.persons", count=6304).en
    '6304 persons'
    """
    return _said(key, values) if values else _plain(key)


def has_phrase(key: str) -> bool:
    """Tell whether a section holds a key.

    Examples
    --------
    >>> has_phrase("units.persons"), has_phrase("units.nothing")
    (True, False)
    """
    section, _, name = key.partition(".")
    return name in _section(section)


def refer(key: str, /, **values: object) -> str:
    """Write a phrase down as one line, so that stored results can say it again in any language.

    Examples
    --------
    >>> refer("units.persons", count=6304)
    'units.persons?count=6304'
    """
    phrase(key, **values)
    return f"{key}?{urlencode(values)}" if values else key


def recall(reference: str) -> Text:
    """Say a phrase that `refer` wrote down.

    Examples
    --------
    >>> recall("units.persons?count=6304").zh
    '6304 人'
    """
    key, _, query = reference.partition("?")
    return phrase(key, **dict(parse_qsl(query, keep_blank_values=True)))


def rule_name(rule: str) -> Text:
    """Name a rule of the checks.

    Examples
    --------
    >>> rule_name("panel.copy").en
    'Exact copies of a record'
    """
    return phrase(f"rules.{rule.replace('.', '_')}")


def phrases_of(section: str) -> tuple[Text, ...]:
    """Every template of a section, with its places for values unfilled.

    Examples
    --------
    >>> phrases_of("units")[0].zh
    '{count} 人'
    """
    return tuple(Text(zh, en) for zh, en in _section(section).values())


@cache
def _plain(key: str) -> Text:
    """A phrase without values."""
    return _said(key, {})


def _said(key: str, values: Mapping[str, object]) -> Text:
    """A phrase filled."""
    section, _, name = key.partition(".")
    zh, en = _section(section)[name]
    return Text(_fill(zh, values, "zh"), _fill(en, values, "en"))


def _fill(template: str, values: Mapping[str, object], language: Language) -> str:
    """Put values into one language's template."""
    said = {
        name: value.to(language) if isinstance(value, Text) else value
        for name, value in values.items()
    }
    return template.format_map(said)


@cache
def _section(name: str) -> Mapping[str, tuple[str, str]]:
    """Load the table of one section: name to (Chinese, English)."""
    phrases: Mapping[str, tuple[str, str]] = import_module(f"migrant_rh.words.{name}").PHRASES
    return phrases
