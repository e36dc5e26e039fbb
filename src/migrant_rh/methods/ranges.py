"""Working correlations that two binary outcomes cannot have.

Symbols: o = μ/(1 - μ) the odds of a row. The correlation of two binary outcomes lies between
-min{√(o_j o_k), 1/√(o_j o_k)} and min{√(o_j/o_k), √(o_k/o_j)} (Prentice, 1988,
https://doi.org/10.2307/2531733).
"""

from __future__ import annotations

import numpy as np

from migrant_rh.methods.arrays import Booleans, Floats
from migrant_rh.methods.scoring import Problem
from migrant_rh.methods.working import Layout, correlation_matrix


def impossible_units(problem: Problem, mean: Floats, alpha: Floats) -> int:
    """Count units whose fitted proportions do not allow the working correlation.

    Only single 0 and 1 outcomes are judged; for other families and for grouped rows it is 0.
    """
    binary = problem.family.name == "binomial" and np.isin(problem.y, (0, 1)).all()
    if not binary or problem.correlation == "independence":
        return 0
    log_odds = np.log(mean) - np.log1p(-mean)
    if problem.correlation == "exchangeable":
        return _exchangeable(problem.layout, log_odds, float(alpha[0]))
    return _by_wave(problem.layout, log_odds, _between_waves(problem, alpha))


def _exchangeable(layout: Layout, log_odds: Floats, alpha: float) -> int:
    """Count units by the pair of rows that allows least: extremes apart, or extremes together."""
    count = 0
    for block in layout.units.blocks[layout.units.blocks[0].size == 1 :]:
        ordered = np.sort(block.of(log_odds), axis=1)
        together = (ordered[:, 0] + ordered[:, 1], ordered[:, -1] + ordered[:, -2])
        apart = ordered[:, -1] - ordered[:, 0]
        count += int(_impossible(apart, np.maximum(-together[0], together[1]), alpha).sum())
    return count


def _by_wave(layout: Layout, log_odds: Floats, R: Floats) -> int:
    """Count units with any impossible pair of waves."""
    table = layout.by_wave(log_odds)
    seen = layout.by_wave(np.ones_like(log_odds)) > 0
    bad = np.zeros(len(table), dtype=bool)
    for j, k in zip(*np.triu_indices(len(R), 1), strict=True):
        apart, together = np.abs(table[:, j] - table[:, k]), np.abs(table[:, j] + table[:, k])
        bad |= seen[:, j] & seen[:, k] & _impossible(apart, together, R[j, k])
    return int(bad.sum())


def _impossible(apart: Floats, together: Floats, alpha: float) -> Booleans:
    """Compare α with both limits, given |log o_j - log o_k| and |log o_j + log o_k|."""
    return np.asarray((alpha > np.exp(-apart / 2)) | (alpha < -np.exp(-np.abs(together) / 2)))


def _between_waves(problem: Problem, alpha: Floats) -> Floats:
    """Correlation of every two waves."""
    waves = problem.layout.waves
    if problem.correlation == "unstructured":
        return correlation_matrix(alpha, len(waves))
    return np.asarray(float(alpha[0]) ** np.abs(np.subtract.outer(waves, waves)))
