"""Many problems of one kind, said without drowning the reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from migrant_rh.errors import Place, Problem
from migrant_rh.words import phrase

LISTED = 50


def first_of(problems: Sequence[Problem], file: str, *, total: int | None = None) -> list[Problem]:
    """Return the first problems, and how many more there are.

    Parameters
    ----------
    problems : sequence of Problem
        In file order.
    file : str
        Name for the last line.
    total : int, optional
        How many there are, where only the first were worded.

    Examples
    --------
    >>> from migrant_rh.words import Text
    >>> one = Problem("x", Place("a.csv"), Text.same("y"))
    >>> len(first_of([one] * 60, "a.csv"))
    51
    """
    left = (len(problems) if total is None else total) - LISTED
    if left <= 0:
        return list(problems)
    more = Problem("reading.more", Place(file), phrase("errors.and_more", count=left))
    return [*problems[:LISTED], more]


def runs(numbers: Iterable[int]) -> str:
    """Write rising numbers with runs joined.

    Parameters
    ----------
    numbers : iterable of int
        In rising order.

    Examples
    --------
    >>> runs([3, 4, 5, 9])
    '3-5, 9'
    """
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in spans)
