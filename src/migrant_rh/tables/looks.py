"""How a table of a data frame looks: language, style, and what columns and values are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypedDict

from migrant_rh.rendering.style import STYLES, Edition
from migrant_rh.words import Language, Text

Label = str | tuple[str, str] | Text
"""Words: one text for both languages, or Chinese and English."""

Style = Literal["cmj-zh", "ama", "nejm"]


class LooksOptions(TypedDict, total=False):
    """Options that every table of a data frame takes.

    Attributes
    ----------
    label : mapping of str to Label
        What a column is called; its name where nothing is said.
    levels : mapping of str to mapping of str to Label
        What the values of a column are called.
    title : Label
        Title of the table.
    language : {"en", "zh"}
        Language of the words; the table can be put in the other with ``.to``.
    style : str
        Journal style of the numbers; ``ama`` where nothing is said.
    percent_digits : int
        Decimals of percentages and percentage points; those of the style where nothing is said.
    estimate_digits : int
        Decimals of ratios and other estimates; those of the style where nothing is said.
    """

    label: Mapping[str, Label]
    levels: Mapping[str, Mapping[str, Label]]
    title: Label
    language: Language
    style: Style
    percent_digits: int
    estimate_digits: int


class GuardedOptions(LooksOptions, total=False):
    """Options of a table that counts answers, besides those of every table.

    Attributes
    ----------
    min_cell : int
        Smallest number of persons of one answer that may be told: smaller ones but 0, those that
        would give them away, and all that is computed from either are taken out of the table and
        of ``.results``. A table knows of no other: two of one question may give away together what
        neither tells. Without it nothing is withheld.
    """

    min_cell: int


@dataclass(frozen=True, slots=True)
class Looks:
    """The options, filled in.

    Attributes
    ----------
    label, levels, title, language, style, percent_digits, estimate_digits
        As in `LooksOptions`.
    """

    label: Mapping[str, Label] = field(default_factory=dict)
    levels: Mapping[str, Mapping[str, Label]] = field(default_factory=dict)
    title: Label | None = None
    language: Language = "en"
    style: Style = "ama"
    percent_digits: int | None = None
    estimate_digits: int | None = None

    @property
    def edition(self) -> Edition:
        """Style and language for writers."""
        digits: dict[str, int] = {}
        if self.percent_digits is not None:
            digits |= dict.fromkeys(("percent_digits", "points_digits"), self.percent_digits)
        if self.estimate_digits is not None:
            digits |= dict.fromkeys(("ratio_digits", "plain_digits"), self.estimate_digits)
        return Edition(self.language, replace(STYLES[self.style], **digits))  # type: ignore[arg-type]

    def name(self, column: str) -> Text:
        """What a column is called."""
        return as_text(self.label.get(column, column))

    def level(self, column: str, code: str) -> Text:
        """What a value of a column is called."""
        return as_text(self.levels.get(column, {}).get(code, code))

    def titled(self, otherwise: Text) -> Text:
        """The title given, or another."""
        return otherwise if self.title is None else as_text(self.title)


def as_text(label: Label) -> Text:
    """Take a label in any of its forms.

    Examples
    --------
    >>> as_text(("年龄", "Age")).en, as_text("Age").zh
    ('Age', 'Age')
    """
    if isinstance(label, Text):
        return label
    return Text.same(label) if isinstance(label, str) else Text(*label)


def as_label(text: Text) -> dict[str, str]:
    """Write a text as a study file does.

    Examples
    --------
    >>> as_label(Text("年龄", "Age"))
    {'zh': '年龄', 'en': 'Age'}
    """
    return {"zh": text.zh, "en": text.en}
