"""What checking found: one tidy list, nothing repaired."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from migrant_rh.words import Language, Text

if TYPE_CHECKING:
    import pandas as pd

Severity = Literal["stop", "ask", "warning", "info"]
"""stop: no analysis before it is mended; ask: the study file must say which is meant; warning:
goes into the report; info: something was done as declared, and counted."""

STOPPING: frozenset[Severity] = frozenset({"stop", "ask"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found.

    Attributes
    ----------
    rule : str
        Stable name: ``chk.range``, ``panel.duplicate``, …
    severity : Severity
        What follows from it.
    message : Text
        What was found and what was expected.
    file, id, variable, value : str
        Where; empty where it does not apply.
    record : int or None
        Record number in the file, from 1.
    remedy : Text or None
        What to do about it.
    """

    rule: str
    severity: Severity
    message: Text
    file: str = ""
    record: int | None = None
    id: str = ""
    variable: str = ""
    value: str = ""
    remedy: Text | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """All findings of a run, in the order they were made."""

    items: tuple[Finding, ...] = ()

    def __add__(self, more: Findings | Iterable[Finding]) -> Findings:
        return Findings((*self.items, *more))

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def stopping(self) -> tuple[Finding, ...]:
        """Findings that stop the analysis."""
        return tuple(item for item in self.items if item.severity in STOPPING)

    def frame(self, language: Language = "en") -> pd.DataFrame:
        """One row a finding: file, record, id, variable, rule, value, severity, message.

        The rows name persons: they are for the data manager, never for a report.
        """
        import pandas as pd  # noqa: PLC0415  (heavy)

        columns = ["file", "record", "id", "variable", "rule", "value", "severity"]
        rows = [
            [*(getattr(item, name) for name in columns), item.message.to(language)]
            for item in self.items
        ]
        frame = pd.DataFrame(rows, columns=[*columns, "message"])
        return frame.astype({"record": "Int64"})

    def counts(self) -> tuple[tuple[str, str, str, Severity, int], ...]:
        """How often each rule was broken, by file and variable: what a report may show."""
        kinds = Counter((f.file, f.variable, f.rule, f.severity) for f in self.items)
        return tuple((*kind, count) for kind, count in kinds.items())

    def __repr__(self) -> str:
        counted = Counter(item.severity for item in self.items)
        parts = ", ".join(f"{count} {name}" for name, count in counted.items()) or "none"
        return f"<Findings: {parts}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        del include, exclude
        return {"text/plain": repr(self), "text/html": str(self.frame().to_html())}
