"""What is wrong, where, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from migrant_rh.words import Language, Text, phrase


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is: a file, and in it a line and column, a record, a field or a byte."""

    file: str = ""
    line: int | None = None
    column: int | None = None
    record: str | int | None = None
    field: str | None = None
    byte: int | None = None

    def to(self, language: Language) -> str:
        """Say the place, as ``study.yaml:21:5`` or ``endline.rec, record 212, field V14``."""
        if self.column is not None:
            return f"{self.file}:{self.line}:{self.column}"
        parts = [self.file] if self.file else []
        for name in ("line", "record", "field", "byte"):
            value = getattr(self, name)
            if value is not None:
                parts.append(phrase(f"errors.{name}", **{name: value}).to(language))
        return ("，" if language == "zh" else ", ").join(parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes
    ----------
    code : str
        Short stable name, for programs: ``rec.record-length``.
    where : Place
        File, line, record or field.
    found : Text
        What stands there.
    expected : Text or None
        What should stand there.
    remedy : Text or None
        What the user can do about it.
    excerpt : str
        The line of the file with a caret under the mistake, or empty.
    """

    code: str
    where: Place
    found: Text
    expected: Text | None = None
    remedy: Text | None = None
    excerpt: str = ""

    def to(self, language: Language) -> str:
        """Say the problem in one language: place and finding, then excerpt, expected, remedy."""
        colon = "：" if language == "zh" else ": "
        place = self.where.to(language)
        found = self.found.to(language)
        lines = [place + colon + found if place else found]
        if self.excerpt:
            lines.append(self.excerpt)
        if self.expected is not None:
            lines.append("  " + phrase("errors.expected", expected=self.expected).to(language))
        if self.remedy is not None:
            lines.append("  " + phrase("errors.remedy", remedy=self.remedy).to(language))
        return "\n".join(lines)


class MigrantRHError(Exception):
    """Something the user can mend: all problems of one step, in both languages.

    Parameters
    ----------
    problems : iterable of Problem
        At least one.
    """

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(self.to("en"))

    def to(self, language: Language) -> str:
        """Say every problem, one after the other."""
        return "\n".join(problem.to(language) for problem in self.problems)


class StudyFileError(MigrantRHError):
    """The study file, or a file it names, cannot be used as it stands."""


class ReadingError(MigrantRHError):
    """A data file cannot be read as it stands."""


class CheckingError(MigrantRHError):
    """Findings in the data stop the analysis."""


class PanelError(MigrantRHError):
    """The waves cannot be joined to one row per person and wave."""


class AnalysisError(MigrantRHError):
    """The analysis asked for cannot be done with these data."""
