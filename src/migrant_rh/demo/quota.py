"""Chance with exact counts: scores are random, how many reach a category is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from migrant_rh.demo.assumptions import SEED

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


def stream(step: str) -> np.random.RandomState:
    """Start the random numbers of one named step; other steps do not shift them.

    Only `random_sample` and `standard_normal` are drawn: numpy has frozen the streams of
    `RandomState`, which its newer generators do not promise, and integers of `RandomState` depend
    on the platform.
    """
    return np.random.RandomState([SEED, crc32(step.encode())])


def logistic(step: str, size: int) -> Floats:
    """Draw from the standard logistic distribution."""
    u = stream(step).random_sample(size)
    return np.log(u / (1 - u))


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """Share a total out in whole numbers: largest remainders, earlier first among equals.

    Examples
    --------
    >>> apportion(10, (1, 1, 1))
    [4, 3, 3]
    """
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: -remainders[place])
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts


def highest(scores: Floats, count: int) -> Mask:
    """Mark the `count` highest scores."""
    chosen = np.zeros(len(scores), dtype=np.bool_)
    chosen[np.argsort(-scores, kind="stable")[:count]] = True
    return chosen


def highest_by_cell(
    cells: Ints, scores: Floats, counts: Sequence[int], among: Mask | None = None
) -> Mask:
    """Mark the highest scores of every cell, as many as `counts` says, among some persons only."""
    chosen = np.zeros(len(scores), dtype=np.bool_)
    for cell, count in enumerate(counts):
        at = np.flatnonzero((cells == cell) & (True if among is None else among))
        chosen[at[highest(scores[at], count)]] = True
    return chosen


def graded(scores: Floats, counts: Sequence[int]) -> Ints:
    """Give levels 1, 2, … in rising order of score, each to as many as `counts` says."""
    levels = np.empty(len(scores), dtype=np.int64)
    order = np.argsort(scores, kind="stable")
    levels[order] = np.repeat(np.arange(1, len(counts) + 1), counts)
    return levels


def graded_by_cell(cells: Ints, scores: Floats, shares: Sequence[Sequence[int]]) -> Ints:
    """Give levels within every cell in the shares of that cell."""
    levels = np.empty(len(scores), dtype=np.int64)
    for cell, share in enumerate(shares):
        at = np.flatnonzero(cells == cell)
        levels[at] = graded(scores[at], apportion(len(at), share))
    return levels


def predictor(covariates: Mapping[str, Floats], effects: Mapping[str, float]) -> Floats:
    """Add up covariates times their effects."""
    total: Floats = np.sum([b * covariates[name] for name, b in effects.items()], axis=0)
    return total
