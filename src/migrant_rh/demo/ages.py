"""Ages: counts of every year of age that give the printed mean, SD and number aged 20 to 40."""

from __future__ import annotations

import numpy as np

from migrant_rh.demo import assumptions, published
from migrant_rh.demo.quota import Ints, apportion, stream

YEARS = np.arange(published.YOUNGEST, published.OLDEST + 1)
FORTY = 40
DECIMALS = 2


def count_ages() -> Ints:
    """Count persons by cell (rows) and year of age (columns)."""
    groups = np.array(
        [
            apportion(persons, shares)
            for persons, shares in zip(published.PERSONS, assumptions.AGE_GROUPS, strict=True)
        ]
    )
    aged_40 = published.AGED_20_TO_40 - int(groups[:, 1:3].sum())
    return mend_moments(shape_ages(groups, apportion(aged_40, groups[:, 3].tolist())))


def shape_ages(groups: Ints, aged_40: list[int]) -> Ints:
    """Spread age groups over their years; `aged_40` of the oldest group are 40."""
    counts = np.zeros((len(groups), len(YEARS)), dtype=np.int64)
    counts[:, FORTY - YEARS[0]] = aged_40
    rest = groups - np.outer(aged_40, (0, 0, 0, 1))
    for group, ((first, last), weights) in enumerate(assumptions.AGE_SHAPES.items()):
        for cell, persons in enumerate(rest[:, group]):
            years = slice(first - YEARS[0], last - YEARS[0] + 1)
            counts[cell, years] = apportion(int(persons), weights)
    return counts


def mend_moments(counts: Ints) -> Ints:
    """Make single persons a year older or younger until mean and SD round to the printed ones.

    A step is drawn at random and kept if it brings the sums of ages and of squares nearer; all
    arithmetic that decides is in whole numbers.
    """
    counts = counts.copy()
    n = int(counts.sum())
    wanted = round(published.AGE_MEAN * n)
    squares_wanted = round(published.AGE_SD**2 * (n - 1) + wanted**2 / n)
    draws = stream("ages")
    gap = _gap(counts, wanted, squares_wanted)
    while _moments(counts) != (published.AGE_MEAN, published.AGE_SD):
        step = _random_step(counts, draws)
        counts += step
        mended = _gap(counts, wanted, squares_wanted)
        if mended < gap:
            gap = mended
        else:
            counts -= step
    return counts


def _random_step(counts: Ints, draws: np.random.RandomState) -> Ints:
    """One person of a random cell moves to the next year of the same age group, or none."""
    cell, pair, upwards = (draws.random_sample(3) * (len(counts), len(_PAIRS), 2)).astype(int)
    years = _PAIRS[pair] if upwards else _PAIRS[pair][::-1]
    step = np.zeros_like(counts)
    if counts[cell, years[0]] > 1:
        step[cell, years[0]] = -1
        step[cell, years[1]] = 1
    return step


_PAIRS = [
    (year - int(YEARS[0]), year - int(YEARS[0]) + 1)
    for first, last in assumptions.AGE_SHAPES
    for year in range(first, last)
]


def _gap(counts: Ints, wanted: int, squares_wanted: int) -> int:
    """Distance of the sums from those wanted; a year more adds about twice the mean in squares."""
    by_year = counts.sum(axis=0)
    total, squares = int(by_year @ YEARS), int(by_year @ YEARS**2)
    return abs(total - wanted) * round(2 * published.AGE_MEAN) + abs(squares - squares_wanted)


def _moments(counts: Ints) -> tuple[float, float]:
    """Mean and standard deviation (divisor n - 1) as they would be printed."""
    by_year = counts.sum(axis=0)
    n, total, squares = int(by_year.sum()), int(by_year @ YEARS), int(by_year @ YEARS**2)
    variance = (squares - total**2 / n) / (n - 1)
    return round(total / n, DECIMALS), round(float(np.sqrt(variance)), DECIMALS)
