"""A check file while it is being read: the form it belongs to, and what was found so far."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from migrant_rh.errors import Place, Problem
from migrant_rh.reading.checks import Command, FieldChecks, LabelSet, Relation
from migrant_rh.reading.epidata_tokens import Tokens
from migrant_rh.reading.epidata_types import complies
from migrant_rh.words import phrase

ANY_WIDTH = 10**9
_NAME = re.compile(r"(?!(?:END|ENDIF|ELSE|THEN)$)[A-Z_]\w*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the data file, as far as checks look at it.

    Attributes
    ----------
    name : str
        As the data file writes it.
    ordinal : int or None
        EpiData's type number; None admits every value.
    width : int
        Bytes of a value.
    question : bool
        Words of the form, without data.
    """

    name: str
    ordinal: int | None = None
    width: int = ANY_WIDTH
    question: bool = False

    def admits(self, value: str) -> bool:
        """Judge whether a value is of the field's type."""
        return self.ordinal is None or complies(value, self.ordinal)


@dataclass(frozen=True, slots=True)
class LabelsFile:
    """Value labels that come from another data file, or why they do not."""

    name: str
    labels: tuple[tuple[str, str], ...] = ()
    missing: str = ""


LabelLoader = Callable[[str], LabelsFile]


@dataclass(eq=False)
class State:
    """What was found so far.

    Attributes
    ----------
    tokens : Tokens
        The words.
    form : sequence of FormField or None
        Fields of the data file in order; None if it is not known, so that any name is a field.
    load_labels : callable
        Finds value labels in another data file.
    encoding : str
        Encoding of the data, in which widths are counted.
    block : FieldChecks or None
        The field block being read.
    """

    tokens: Tokens
    form: Sequence[FormField] | None
    load_labels: LabelLoader
    encoding: str
    block: FieldChecks | None = None
    fields: dict[str, FieldChecks] = field(default_factory=dict)
    label_sets: dict[str, LabelSet] = field(default_factory=dict)
    keys: dict[int, str] = field(default_factory=dict)
    variables: set[str] = field(default_factory=set)
    missing_all: tuple[str, ...] = ()
    missing_of: dict[str, tuple[str, ...]] = field(default_factory=dict)
    defaults_of: dict[str, str] = field(default_factory=dict)
    commands: dict[str, tuple[Command, ...]] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def error(self, what: str, /, **values: object) -> None:
        """Note an error at the current line, and leave the line as EpiData does."""
        self.errors.append(self._problem(what, values))
        self.tokens.rest_of_line()

    def warn(self, what: str, /, **values: object) -> None:
        """Note what EpiData drops without a word."""
        self.warnings.append(self._problem(what, values))

    def find(self, name: str) -> FormField | None:
        """Return the field of that name, whatever its case."""
        if self.form is None:
            return FormField(name) if _NAME.fullmatch(name) else None
        for item in self.form:
            if item.name.casefold() == name.casefold():
                return item
        return None

    def between(self, first: FormField, last: FormField) -> Sequence[FormField]:
        """Return the fields from one to another, in the order of the form."""
        if self.form is None:
            return [first, last]
        names = [item.name for item in self.form]
        return self.form[names.index(first.name) : names.index(last.name) + 1]

    def focused(self) -> FormField:
        """Return the field whose block is being read."""
        found = self.find(self.block.name) if self.block else None
        return found or FormField("")

    def width_of(self, value: str) -> int:
        """Return the bytes of a value in the data file."""
        return len(value.encode(self.encoding, "replace"))

    def command(self, word: str, **inner: tuple[Command, ...]) -> Command:
        """Write down a command of the current line."""
        line = self.tokens.line
        return Command(word, line.text.strip(), line.number, **inner)

    def _problem(self, what: str, values: dict[str, object]) -> Problem:
        """Say something of the current line."""
        line = self.tokens.line
        return Problem(
            f"chk.{what.replace('_', '-')}",
            Place(line.file, line=line.number),
            phrase(f"chk.{what}", **values),
            excerpt=f"  {line.text.strip()}" if line.text.strip() else "",
        )
