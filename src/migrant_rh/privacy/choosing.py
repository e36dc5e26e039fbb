"""Which counts to withhold: the small ones, and as few others as keep them from being worked out.

A small count is safe when two whole tables can be written down that agree with everything printed:
in one it is 1, in the other the largest small number. Such tables are searched for by integer
programming, at the least cost in further counts withheld, one count at a time. What is withheld
once stays so; therefore every table found earlier still agrees with what is printed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from migrant_rh.privacy.counts import Part, Told

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Numbers = NDArray[np.float64]
_HALF = 0.5
_SLIGHT = 1e-4
"""Cost of a step away from the true count where it is withheld anyway: keeps tables near by."""
_WANTED = 1e4
"""Cost of a step away from the value to be made possible: more than any table saves by it."""


def small(told: Told, least: int) -> bool:
    """Whether a count, or the rest of the persons it is out of, is too small to print.

    Examples
    --------
    >>> small(Told(("a",), 3, {}, total=100), 5), small(Told(("a",), 98, {}, total=100), 5)
    (True, True)
    >>> small(Told(("a",), 0, {}, total=100), 5), small(Told(("a",), 5, {}, total=100), 5)
    (False, False)
    """
    if told.total is None:
        return False
    return 0 < told.value < least or 0 < told.total - told.value < least


def choose(told: Sequence[Told], least: int) -> frozenset[str]:
    """Choose the rows whose counts must not be printed.

    Parameters
    ----------
    told : sequence of Told
        Everything told of the persons.
    least : int
        Smallest count that may be printed; counts of 1 up to one less are small, 0 is not.

    Returns
    -------
    frozenset of str
        Ids of rows.

    Examples
    --------
    Of three workplaces whose total is printed, one small count takes a second with it.

    >>> part = [("q", "", "", "", str(k)) for k in range(3)]
    >>> counts = [Told((str(k),), n, {part[k]: 1}, 90) for k, n in enumerate((2, 30, 40))]
    >>> total = Told((), 72, dict.fromkeys(part, 1), open=True)
    >>> sorted(choose([*counts, total], 5))
    ['0', '1']
    """
    withheld: set[str] = set()
    for system in _systems(told):
        withheld |= _Protection(system, least).withheld()
    return frozenset(withheld)


def _systems(told: Sequence[Told]) -> Iterator[list[Told]]:
    """Split what is told into systems that share no elementary count and no row."""
    from scipy.sparse import coo_array  # noqa: PLC0415  (heavy)
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    nodes: dict[object, int] = {}
    edges = [
        (place, nodes.setdefault(key, len(told) + len(nodes)))
        for place, each in enumerate(told)
        for key in (*each.parts, *each.rows)
    ]
    size = len(told) + len(nodes)
    ones = np.ones(len(edges))
    rows, columns = np.array(edges, dtype=np.int64).reshape(-1, 2).T
    _, labels = connected_components(coo_array((ones, (rows, columns)), shape=(size, size)))
    found: dict[int, list[Told]] = defaultdict(list)
    for each, label in zip(told, labels.tolist(), strict=False):
        found[label].append(each)
    yield from found.values()


@dataclass(frozen=True)
class _Protection:
    """One system of counts, and the rows of it withheld so far."""

    told: list[Told]
    least: int
    hidden: set[str] = field(default_factory=set)

    def withheld(self) -> set[str]:
        """Ids of rows to withhold."""
        sensitive = [place for place, each in enumerate(self.told) if small(each, self.least)]
        for place in sensitive:
            self.hidden.update(self.told[place].rows)
        for place in sensitive:
            count = self.told[place]
            allowed = [self._allow(place, value) for value in _disguises(count, self.least)]
            if not any(allowed):
                self._allow(place, count.value - 1)
        return self.hidden

    def _allow(self, place: int, value: int) -> bool:
        """Withhold what stands against one value of a count; all, where the counts disagree.

        Returns
        -------
        bool
            Whether the count can now be another than it is.
        """
        table = self._table(place, value)
        moved = np.ones(len(self.told)) if table is None else self.sums @ table - self.values
        for each, by in zip(self.told, moved.tolist(), strict=True):
            if abs(by) > _HALF and not each.open:
                self.hidden.update(each.rows)
        return bool(abs(moved[place]) > _HALF)

    def _table(self, place: int, value: int) -> Numbers | None:
        """Elementary counts that give a count a value, or the nearest that can be, at least cost.

        The unknowns are the elementary counts, and for every count told how far it lies below and
        above what they add up to. None where no elementary counts add up to what is told.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  (heavy)
        from scipy.sparse import eye_array, hstack  # noqa: PLC0415

        counts, parts = self.sums.shape
        costs, wanted = self._costs(), self.values.copy()
        costs[place], wanted[place] = _WANTED, value
        limits = np.array([0 if each.open else np.inf for each in self.told])
        away = eye_array(counts)
        found = milp(
            np.concatenate([np.zeros(parts), costs, costs]),
            integrality=np.repeat([1, 0], [parts, 2 * counts]),
            bounds=Bounds(0, np.concatenate([np.full(parts, np.inf), limits, limits])),
            constraints=LinearConstraint(hstack([self.sums, away, -away]), wanted, wanted),
        )
        return None if found.x is None else np.round(found.x[:parts])

    def _costs(self) -> Numbers:
        """What it costs to move every count by one."""
        return np.array(
            [_SLIGHT if self.hidden.issuperset(each.rows) else each.cost for each in self.told]
        )

    @cached_property
    def values(self) -> Numbers:
        """The counts."""
        return np.array([each.value for each in self.told], dtype=float)

    @cached_property
    def sums(self) -> csr_array:
        """Which elementary counts add up to each: one row a count."""
        from scipy.sparse import csr_array  # noqa: PLC0415  (heavy)

        parts: dict[Part, int] = {}
        entries = [
            (place, parts.setdefault(part, len(parts)), times)
            for place, each in enumerate(self.told)
            for part, times in each.parts.items()
        ]
        rows, columns, times = np.array(entries, dtype=np.int64).reshape(-1, 3).T
        return csr_array((times.astype(float), (rows, columns)), shape=(len(self.told), len(parts)))


def _disguises(told: Told, least: int) -> Iterator[int]:
    """Values that a reader must be unable to rule out."""
    total = told.total or 0
    if 0 < told.value < least:
        yield from (1, min(least - 1, total))
    if 0 < total - told.value < least:
        yield from (total - 1, max(total - least + 1, 0))
