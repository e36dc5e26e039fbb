"""The model fitted anew without each cluster."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from migrant_rh.methods.arrays import Booleans, Floats, Integers
from migrant_rh.methods.gee_fit import GeeFit, Solved
from migrant_rh.methods.observations import Observations
from migrant_rh.methods.problems import build_problem, stage
from migrant_rh.methods.scoring import score
from migrant_rh.methods.spectra import Clusters


def refitted(fit: GeeFit, clusters: Clusters) -> Floats | None:
    """L⁻¹(β_(g) - β) for every cluster: shape (G, r); None where a fit fails.

    Each fit starts at β and takes scoring steps to convergence, correlation and scale anew: the
    work grows with the square of the data. With β in the centre and the factor (G - 1)/G it is CV3
    of MacKinnon, Nielsen and Webb (2023, https://doi.org/10.1002/jae.2969). Stata: ``jackknife``
    with ``mse``.
    """
    solved = fit.solved
    if solved is None:
        return None
    beta = fit.coefficients[fit.estimability.kept]
    shifts = []
    for rows in _members(clusters):
        without = _without(fit, beta, _left(solved, rows, clusters))
        if without is None:
            return None
        shifts.append(without - beta)
    return np.asarray(np.linalg.solve(clusters.L, np.array(shifts).T).T)


def _members(clusters: Clusters) -> Iterator[Integers]:
    """The caller's rows of every cluster, in the order of the layout."""
    for chunk in clusters.layout.chunks:
        for block in chunk.blocks(clusters.layout.original[chunk.rows]):
            yield from block


def _left(solved: Solved, rows: Integers, clusters: Clusters) -> Observations:
    """Observations without a cluster, or with one copy less where it stands for several."""
    given = solved.stage.given
    keep = np.ones(len(given.y), dtype=bool)
    keep[rows] = False
    if clusters.frequency is None or not solved.stage.copied or given.weights is None:
        return _taken(given, keep)
    weights = given.weights.copy()
    weights[rows] -= 1
    return _taken(replace(given, weights=weights), weights > 0)


def _taken(given: Observations, keep: Booleans) -> Observations:
    """Some of the rows."""
    return Observations(
        X=given.X[keep],
        y=given.y[keep],
        unit=given.unit[keep],
        wave=None if given.wave is None else given.wave[keep],
        person=None if given.person is None else given.person[keep],
        weights=None if given.weights is None else given.weights[keep],
        offset=None if given.offset is None else given.offset[keep],
    )


def _without(fit: GeeFit, beta: Floats, observations: Observations) -> Floats | None:
    """β of fewer observations, from β; None where there is none."""
    spec = fit.spec
    problem = build_problem(stage(observations, spec), fit.estimability.kept, spec)
    found = score(problem, beta, tolerance=spec.tolerance, limit=spec.iterations)
    return None if found.failure or found.point is None else found.point.beta
