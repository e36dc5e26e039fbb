"""Two runs side by side: which numbers moved."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from migrant_rh.results.rows import NUMBERS, PLACE, Results, Row
from migrant_rh.results.store import load_results
from migrant_rh.words import Language, Text, phrase

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 40
_WORDS = ("note",)


class HasResults(Protocol):
    """A run, or anything else that has results."""

    @property
    def results(self) -> Results:
        """The rows."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One number, or one note, that is not what it was.

    Attributes
    ----------
    row : Row
        The row as it was, or as it is where it was not there.
    column : str
        Column of the rows; empty where a whole row is in one of the runs only.
    before, after : float or str or None
        Values; None where there is none.
    """

    row: Row
    column: str
    before: float | str | None
    after: float | str | None

    @property
    def difference(self) -> float | None:
        """After less before, if both are numbers."""
        if isinstance(self.before, int | float) and isinstance(self.after, int | float):
            return self.after - self.before
        return None

    @property
    def place(self) -> str:
        """Codes of the row's place, those that say something."""
        return " ".join(value for name in PLACE if (value := getattr(self.row, name)))


@dataclass(frozen=True, slots=True)
class RunComparison:
    """What `compare_runs` found.

    Attributes
    ----------
    moved : tuple of Moved
        Numbers and notes that differ, in the order of the first run.
    only_before, only_after : tuple of Row
        Rows of one run only.
    rows : int
        Rows in both.
    """

    moved: tuple[Moved, ...]
    only_before: tuple[Row, ...]
    only_after: tuple[Row, ...]
    rows: int

    @property
    def equal(self) -> bool:
        """Whether the runs say the same."""
        return not (self.moved or self.only_before or self.only_after)

    def frame(self) -> pd.DataFrame:
        """One line a number that moved or a row in one run only.

        Columns: ``id``, those of the row's place, ``column`` (empty for whole rows), ``before``,
        ``after``, ``difference``, and ``only_in`` (``before`` or ``after``, else empty).
        """
        import pandas as pd  # noqa: PLC0415  (heavy)

        lines = [_line(moved, "") for moved in self.moved]
        lines += [_line(Moved(row, "", row.estimate, None), "before") for row in self.only_before]
        lines += [_line(Moved(row, "", None, row.estimate), "after") for row in self.only_after]
        names = ["id", *PLACE, "column", "before", "after", "difference", "only_in"]
        return pd.DataFrame(lines, columns=names)

    def summary(self) -> Text:
        """One sentence."""
        if self.equal:
            return phrase("results.nothing_moved", count=self.rows)
        return phrase(
            "results.moved",
            numbers=len(self.moved),
            rows=len({moved.row.id for moved in self.moved}),
            before=len(self.only_before),
            after=len(self.only_after),
        )

    def to(self, language: Language) -> str:
        """Say what moved, as many lines as a screen holds."""
        lines = [self.summary().to(language)]
        lines += [f"  {_told(moved)}" for moved in self.moved]
        for key, rows in (("only_before", self.only_before), ("only_after", self.only_after)):
            words = phrase(f"results.{key}").to(language)
            lines += [f"  {row.id}  {Moved(row, '', None, None).place}: {words}" for row in rows]
        return "\n".join(_shortened(lines, language))

    def __repr__(self) -> str:
        return f"<RunComparison: {self.summary().en}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        del include, exclude
        return {"text/plain": self.to("en"), "text/html": str(self.frame().to_html(index=False))}


def compare_runs(
    before: str | Path | Results | HasResults,
    after: str | Path | Results | HasResults,
    *,
    tolerance: float = 0.0,
) -> RunComparison:
    """Say which numbers of a run moved.

    Parameters
    ----------
    before, after : path, Results or Run
        Folders or files of stored results, results, or runs.
    tolerance : float
        Numbers that differ by no more, relative to the larger of the two, count as equal; numbers
        both below it too. Zero asks for equality to the last digit.

    Returns
    -------
    RunComparison
        Rows are paired by their id, which stands for their place and not for their numbers.

    Raises
    ------
    MigrantRHError
        If there are no results at a path.

    Examples
    --------
    >>> old = Results.of([Row(analysis="rates", scale="rd", estimate=0.10, n=90)])
    >>> new = Results.of([Row(analysis="rates", scale="rd", estimate=0.25, n=90)])
    >>> compare_runs(old, new)
    <RunComparison: 1 numbers moved in 1 rows; 0 rows only before, 0 rows only after>
    >>> round(compare_runs(old, new).moved[0].difference, 2)
    0.15
    >>> compare_runs(old, old).equal
    True
    """
    old, new = ({row.id: row for row in _results(run)} for run in (before, after))
    both = [name for name in old if name in new]
    moved = tuple(found for name in both for found in _moved(old[name], new[name], tolerance))
    return RunComparison(
        moved,
        tuple(row for name, row in old.items() if name not in new),
        tuple(row for name, row in new.items() if name not in old),
        len(both),
    )


def _results(run: str | Path | Results | HasResults) -> Results:
    """Rows of whatever was given."""
    if isinstance(run, str | Path):
        return load_results(run)
    return run if isinstance(run, Results) else run.results


def _moved(old: Row, new: Row, tolerance: float) -> Iterator[Moved]:
    """Columns of a row that differ."""
    for name in (*NUMBERS, *_WORDS):
        before, after = getattr(old, name), getattr(new, name)
        if not _same(before, after, tolerance):
            yield Moved(old, name, before, after)


def _same(before: Any, after: Any, tolerance: float) -> bool:
    """Whether two values count as equal."""
    if before == after:
        return True
    if isinstance(before, int | float) and isinstance(after, int | float):
        return math.isclose(before, after, rel_tol=tolerance, abs_tol=tolerance)
    return False


def _line(moved: Moved, only_in: str) -> list[Any]:
    """One line of the frame."""
    place = [getattr(moved.row, name) for name in PLACE]
    numbers = [moved.before, moved.after, moved.difference]
    return [moved.row.id, *place, moved.column, *numbers, only_in]


def _told(moved: Moved) -> str:
    """One number in one line."""
    before, after = (_shown(value) for value in (moved.before, moved.after))
    by = "" if moved.difference is None else f" ({moved.difference:+.6g})"
    return f"{moved.row.id}  {moved.place}  {moved.column}: {before} → {after}{by}"


def _shown(value: float | str | None) -> str:
    """A value as it is stored; nothing is a dash."""
    return "—" if value is None or value == "" else str(value)


def _shortened(lines: list[str], language: Language) -> list[str]:
    """Leave out what is too much for a screen, and say how much."""
    kept = lines[: SHOWN + 1]
    if len(lines) > len(kept):
        count = len(lines) - len(kept)
        kept.append("  " + phrase("results.more_moved", count=count).to(language))
    return kept
