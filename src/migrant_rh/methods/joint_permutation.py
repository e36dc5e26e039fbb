"""Several outcomes tested at once by permuting clusters: Westfall and Young's adjusted P values.

Symbols: outcome j with the difference of arms T_j, and T_zj under the allocation z; s_j the root
mean square of T_zj over the allocations; t_j = |T_j|/s_j. Outcomes are ordered by falling t; the
allocation moves the clusters with all their outcomes, so that correlations between outcomes are
those of the data.

    single step   P_j is the share of allocations with max over all k of |T_zk|/s_k ≥ t_j
    step down     the maximum runs over outcomes no more extreme than j, and P never falls along
                  the order

Both hold the chance of any false rejection among the outcomes at the level (Westfall and Young,
1993; step-down maxT). Every allocation has the same s_j, so that the unadjusted P of an outcome is
that of `permutation.permutation_test`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.monte_carlo import STANDARD_DRAWS, MonteCarlo
from migrant_rh.methods.observations import finite_numbers
from migrant_rh.methods.permutation import Allocated, NoPermutation, Reference, allocated, refer

_MATRIX = 2


@dataclass(frozen=True, slots=True, eq=False)
class JointPermutation:
    """Permutation tests of several outcomes, adjusted for their number.

    Attributes
    ----------
    estimates : ndarray, shape (k,)
        T_j, intervention less control.
    statistics : ndarray, shape (k,)
        T_j/s_j.
    p_values : ndarray, shape (k,)
        Unadjusted, two-sided.
    single_step, step_down : ndarray, shape (k,)
        Adjusted P values; those of the step-down procedure are never larger.
    smallest_p : float
        Smallest adjusted P that there can be: the share of allocations with the largest maximum.
    allocations : int
        |Ω|.
    draws : int
        B; 0 when all allocations are listed.
    seed : int or None
        Seed of the draws.
    method : str
        ``permutation_exact`` or ``permutation_monte_carlo``.
    unavailable : str
        Empty, or why there is no P, as in `permutation.PermutationTest`.
    """

    estimates: Floats
    statistics: Floats
    p_values: Floats
    single_step: Floats
    step_down: Floats
    smallest_p: float
    allocations: int
    draws: int = 0
    seed: int | None = None
    method: Literal["permutation_exact", "permutation_monte_carlo"] = "permutation_exact"
    unavailable: NoPermutation = ""


def joint_permutation_test(
    changes: npt.ArrayLike,
    arm: npt.ArrayLike,
    *,
    stratum: npt.ArrayLike | None = None,
    allowed: npt.ArrayLike | None = None,
    monte_carlo: MonteCarlo = STANDARD_DRAWS,
) -> JointPermutation:
    """Test several outcomes of the same clusters, with P values adjusted for their number.

    Parameters
    ----------
    changes : array_like, shape (G, k)
        One row a cluster, one column an outcome; nothing missing.
    arm, stratum, allowed, monte_carlo
        As in `permutation.permutation_test`.

    Raises
    ------
    ValueError
        If changes are not a matrix, and as in `permutation.permutation_test`.

    Notes
    -----
    Westfall and Young (1993, Resampling-based multiple testing, algorithm 4.1); with clusters
    Watson et al. (2021, https://doi.org/10.48550/arXiv.2107.10017). R ``multtest::mt.maxT`` for
    persons, whose statistics are Student's t; Stata ``rwolf2``.

    Examples
    --------
    >>> changes = [[0.02, 0.1], [0.06, 0.5], [0.01, 0.2], [0.11, 0.4], [0.15, 0.9], [0.12, 0.3]]
    >>> test = joint_permutation_test(changes, [0, 0, 0, 1, 1, 1])
    >>> test.p_values, test.step_down
    (array([0.1, 0.4]), array([0.1, 0.4]))
    """
    d = np.asarray(changes, dtype=np.float64)
    if d.ndim != _MATRIX or not d.shape[1]:
        raise ValueError(f"changes have shape {d.shape}; expected clusters and outcomes")
    clusters = allocated(
        finite_numbers("changes", d, d.shape), arm, stratum=stratum, allowed=allowed
    )
    reason = clusters.obstacle
    if reason:
        nothing = np.full(d.shape[1], np.nan)
        estimates = nothing if reason == "empty_arm" else clusters.observed
        count = 0 if reason == "empty_arm" else clusters.space.count
        return JointPermutation(estimates, *(nothing,) * 4, np.nan, count, unavailable=reason)
    return _tested(clusters, refer(clusters, monte_carlo))


def _tested(clusters: Allocated, reference: Reference) -> JointPermutation:
    """Compare every statistic with its own distribution, and with those of maxima."""
    T = clusters.observed
    s = np.sqrt((reference.differences**2).mean(axis=0))
    unit = np.where(s > 0, s, np.inf)
    spread = np.abs(reference.differences) / unit
    t, tie = np.abs(T) / unit, clusters.ties / unit
    least = t - tie
    order = np.argsort(-t, kind="stable")
    running = np.maximum.accumulate(spread[:, order[::-1]], axis=1)[:, ::-1]
    down = np.empty(len(T))
    down[order] = _shares(reference, running, least[order])
    down[order] = np.maximum.accumulate(down[order])
    largest = running[:, :1]
    top = largest.max() - tie.max()
    return JointPermutation(
        estimates=T,
        statistics=T / unit,
        p_values=_shares(reference, spread, least),
        single_step=_shares(reference, np.broadcast_to(largest, spread.shape), least),
        step_down=down,
        smallest_p=reference.p_value(0 if reference.draws else int((largest >= top).sum())),
        allocations=clusters.space.count,
        draws=reference.draws,
        seed=reference.seed,
        method=reference.method,
    )


def _shares(reference: Reference, statistics: Floats, least: Floats) -> Floats:
    """P of each column: how often a statistic reaches what was observed."""
    extreme = (statistics >= least).sum(axis=0)
    return np.array([reference.p_value(int(count)) for count in extreme])
