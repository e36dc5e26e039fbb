"""Working correlations that two binary outcomes cannot have.

Symbols: o = μ/(1 - μ) the odds of a row. The correlation of two binary outcomes lies between
-min{√(o_j o_k), 1/√(o_j o_k)} and min{√(o_j/o_k), √(o_k/o_j)} (Prentice, 1988,
https://doi.org/10.2307/2531733).
"""

from __future__ import annotations

import numpy as np

from migrant_rh.methods.arrays import Booleans, Floats
from migrant_rh.methods.equations import Problem
from migrant_rh.methods.layout import Chunk, Layout
from migrant_rh.methods.working import Ar1, BetweenWaves


def impossible_units(problem: Problem, eta: Floats, alpha: Floats) -> int:
    """Count units whose fitted proportions do not allow the working correlation.

    Only single 0 and 1 outcomes are judged; for other families and for grouped rows it is 0. Of
    nested correlations, the largest of them is judged for every two rows of a workplace.
    """
    binary = problem.family.name == "binomial" and bool(((problem.y == 0) | (problem.y == 1)).all())
    between = _between_waves(problem, alpha)
    if not binary or (not len(alpha) and between is None):
        return 0
    log_odds = eta if problem.link.name == "logit" else _log_odds(problem, eta)
    count = 0.0
    for chunk in problem.layout.chunks:
        here = log_odds[chunk.rows]
        if between is None:
            bad = _extremes(chunk, here, float(np.nanmax(alpha)))
        else:
            bad = _by_wave(problem.layout, chunk, here, between)
        count += float(
            bad.sum() if problem.frequency is None else bad @ problem.frequency[chunk.units]
        )
    return int(count)


def _log_odds(problem: Problem, eta: Floats) -> Floats:
    """Log odds of the fitted proportions."""
    mean = problem.family.clipped(problem.link.mean(eta))
    return np.asarray(np.log(mean) - np.log1p(-mean))


def _extremes(chunk: Chunk, log_odds: Floats, alpha: float) -> Booleans:
    """Units by the pair of rows that allows least: extremes apart, or extremes together."""
    parts = []
    for rows in chunk.blocks(log_odds):
        if rows.shape[1] == 1:
            parts.append(np.zeros(len(rows), dtype=bool))
            continue
        if alpha >= 0:
            apart = rows.max(axis=1) - rows.min(axis=1)
            parts.append(_impossible(apart, np.zeros(1), alpha))
            continue
        ends = np.partition(rows, sorted({0, 1, rows.shape[1] - 2, rows.shape[1] - 1}), axis=1)
        together = np.maximum(-(ends[:, 0] + ends[:, 1]), ends[:, -1] + ends[:, -2])
        parts.append(_impossible(np.zeros(1), together, alpha))
    return np.concatenate(parts)


def _by_wave(layout: Layout, chunk: Chunk, log_odds: Floats, R: Floats) -> Booleans:
    """Units with any impossible pair of waves."""
    columns = layout.columns[chunk.rows]
    highest = float(np.nanmax(np.where(np.eye(len(R)) > 0, -1.0, R)))
    lowest = float(np.nanmin(R))
    bad = np.zeros(chunk.count, dtype=bool)
    first = 0
    for rows, places in zip(chunk.blocks(log_odds), chunk.blocks(columns), strict=True):
        mine = bad[first : first + len(rows)]
        if lowest >= 0 and not _impossible(np.ptp(rows, axis=1), np.zeros(1), highest).any():
            first += len(rows)
            continue
        for j in range(rows.shape[1]):
            for k in range(j):
                apart, together = np.abs(rows[:, j] - rows[:, k]), np.abs(rows[:, j] + rows[:, k])
                mine |= _impossible(apart, together, R[places[:, j], places[:, k]])
        first += len(rows)
    return bad


def _impossible(apart: Floats, together: Floats, alpha: float | Floats) -> Booleans:
    """Compare α with both limits, given |log o_j - log o_k| and |log o_j + log o_k|."""
    return np.asarray((alpha > np.exp(-apart / 2)) | (alpha < -np.exp(-np.abs(together) / 2)))


def _between_waves(problem: Problem, alpha: Floats) -> Floats | None:
    """Correlation of every two waves; None where it is not told by waves."""
    if isinstance(problem.working, BetweenWaves):
        return problem.working.matrix(alpha)
    if isinstance(problem.working, Ar1):
        waves = problem.layout.waves
        return np.asarray(float(alpha[0]) ** np.abs(np.subtract.outer(waves, waves)))
    return None
