"""The 36 workplaces: sizes that add up to the printed totals, and arms drawn by lot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from migrant_rh.demo import assumptions, published
from migrant_rh.demo.quota import Floats, Ints, stream

FITTING_ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Workplaces:
    """One element a workplace.

    Attributes
    ----------
    number, city, type, group, size : array of int
        Number (from 1, unique over the cities), codes, eligible persons at baseline.
    """

    number: Ints
    city: Ints
    type: Ints
    group: Ints
    size: Ints

    @property
    def cell(self) -> Ints:
        """Site and arm, from 0, in the order of `migrant_rh.demo.published`."""
        return 2 * (self.city - 1) + self.group


def make_workplaces() -> Workplaces:
    """Make the workplaces of every city and type, two of four in the intervention."""
    per_type = published.WORKPLACES_PER_STRATUM
    city = np.repeat(published.CITIES, per_type * len(published.TYPES))
    kind = np.tile(np.repeat(published.TYPES, per_type), len(published.CITIES))
    group = draw_arms(len(city) // per_type, per_type)
    size = np.empty(len(city), dtype=np.int64)
    for place, persons in np.ndenumerate(persons_by_cell_and_type()):
        at = (2 * (city - 1) + group == place[0]) & (kind == place[1] + 1)
        size[at] = split(int(persons), f"size {place[0]} {place[1]}")
    return Workplaces(np.arange(1, len(city) + 1), city, kind, group, size)


def draw_arms(strata: int, per_stratum: int) -> Ints:
    """Draw half of every stratum for the intervention."""
    lots = stream("arms").random_sample((strata, per_stratum))
    ranks = np.argsort(np.argsort(lots, axis=1, kind="stable"), axis=1, kind="stable")
    return (ranks < per_stratum // 2).astype(np.int64).ravel()


def split(persons: int, step: str) -> list[int]:
    """Split the persons of a city, type and arm over its two workplaces."""
    low, high = assumptions.LARGER_SHARE
    share = low + (high - low) * float(stream(step).random_sample())
    first = round(persons * share)
    return [first, persons - first]


def persons_by_cell_and_type() -> Ints:
    """Whole persons by site-and-arm (rows) and type (columns), with both printed margins."""
    seed = np.repeat(np.array(assumptions.TYPE_WEIGHTS, dtype=float), len(published.GROUPS), axis=0)
    rows, columns = np.array(published.PERSONS), np.array(published.PERSONS_BY_TYPE)
    return round_to_margins(fit_margins(seed, rows, columns), rows, columns)


def fit_margins(table: Floats, rows: Ints, columns: Ints) -> Floats:
    """Scale rows and columns in turn until both margins fit (Deming and Stephan, 1940)."""
    for _ in range(FITTING_ROUNDS):
        table = table * (rows / table.sum(axis=1))[:, np.newaxis]
        table = table * (columns / table.sum(axis=0))
    return table


def round_to_margins(table: Floats, rows: Ints, columns: Ints) -> Ints:
    """Round down, then raise the largest fractions where row and column still want persons.

    Raises
    ------
    ValueError
        If that leaves a margin unfilled.
    """
    whole = np.floor(table).astype(np.int64)
    for flat in np.argsort(-(table - whole), axis=None, kind="stable"):
        row, column = np.unravel_index(flat, table.shape)
        wanted = rows[row] > whole[row].sum() and columns[column] > whole[:, column].sum()
        whole[row, column] += bool(wanted)
    if (whole.sum(axis=1) != rows).any() or (whole.sum(axis=0) != columns).any():
        raise ValueError("the table cannot be rounded to its margins")
    return whole
