"""Permutation test of the allocation of clusters, and the interval that inverts it.

Symbols: cluster g of G with the change d_g and arm a_g (0 control, 1 intervention); Ω the
allocations that could have been, those with as many intervention clusters in each stratum as were
observed; for an allocation z, T_z the mean of d over its intervention clusters less the mean over
its control clusters, whatever the strata; T that of the observed allocation.

Test. P is the share of Ω with |T_z| ≥ |T|. Means of the same numbers in another order differ by
rounding, so that mirror images of the observed allocation would be lost: |T_z| counts as equal to
|T| when it is less by 1e-12 of the largest |d_g - d̄| at most.

Interval. If the intervention adds τ to every change, the observed changes less τa were fixed before
the allocation, and τ is rejected when their P is α or less. With o_z the difference of means of a
under z, and r_z = T_z - T o_z, the statistics for τ = T - δ are r_z + δo_z, and δ for the observed
one. |r_z + δo_z| ≥ |δ| holds for δ > 0 just when

    δ ≤ r_z/(1 - o_z) if r_z > 0,   δ ≤ -r_z/(1 + o_z) if r_z < 0,

and always for the observed allocation and its mirror image. So every allocation has one threshold,
P falls as δ rises, and the limit is the threshold of rank ⌊α|Ω|⌋ + 1 from the top: exact, without
search. For δ < 0 the same holds with -r_z. Where no effect can have a P of α the interval is
unbounded.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.cluster_level import arms_of
from migrant_rh.methods.interval import NO_INTERVAL, Interval, tail_area
from migrant_rh.methods.monte_carlo import STANDARD_DRAWS, MonteCarlo, drawn_p_value
from migrant_rh.methods.observations import finite_numbers, whole_numbers

EXACT_LIMIT = 2_000_000
"""Allocations that are listed; when there are more, some are drawn."""

NoPermutation = Literal["", "empty_arm", "one_cluster_in_an_arm", "one_allocation"]

_TIE = 1e-12
_SAME_ALLOCATION = 1e-9
_ROUNDING = 1e-9
_CHUNK = 1_000_000
_FEW_SUBSETS = 10_000


@dataclass(frozen=True, slots=True)
class PermutationTest:
    """The permutation test of the difference of arms.

    Attributes
    ----------
    estimate : float
        T, intervention less control.
    p_value : float
        Two-sided: extreme/|Ω| when all allocations are listed, (b+1)/(B+1) when B are drawn.
    extreme : int
        Allocations with |T_z| ≥ |T|: of Ω, the observed one among them; or b of the draws.
    allocations : int
        |Ω|.
    smallest_p : float
        Smallest P that these changes could have given: the share of the allocations with the
        largest |T_z|; 1/(B+1) when allocations are drawn.
    interval : Interval
        Values of the effect that are not rejected; unbounded where the smallest P of an effect
        exceeds α.
    level : float
        Confidence level.
    draws : int
        B; 0 when all allocations are listed.
    seed : int or None
        Seed of the draws; None when all allocations are listed.
    method : str
        ``permutation_exact`` or ``permutation_monte_carlo``.
    unavailable : str
        Empty, or why there is no P: ``empty_arm``; ``one_cluster_in_an_arm``; ``one_allocation``
        (every stratum lies in one arm).
    """

    estimate: float
    p_value: float
    extreme: int
    allocations: int
    smallest_p: float
    interval: Interval
    level: float
    draws: int = 0
    seed: int | None = None
    method: Literal["permutation_exact", "permutation_monte_carlo"] = "permutation_exact"
    unavailable: NoPermutation = ""


@dataclass(frozen=True, slots=True)
class _Allocated:
    """Changes about their mean, arms, and number of the stratum, in an order of their own."""

    d: Floats
    a: Integers
    stratum: Integers

    @property
    def values(self) -> Floats:
        """Columns d and a: their sums over intervention clusters are what an allocation gives."""
        return np.column_stack([self.d, self.a])

    @property
    def treated(self) -> Integers:
        """Intervention clusters of each stratum."""
        return np.bincount(self.stratum, self.a).astype(np.int64)

    @property
    def sizes(self) -> Integers:
        """Clusters of each stratum."""
        return np.bincount(self.stratum)

    def allocations(self) -> int:
        """|Ω|."""
        pairs = zip(self.sizes.tolist(), self.treated.tolist(), strict=True)
        return math.prod(math.comb(size, treated) for size, treated in pairs)

    def statistics(self, sums: Floats) -> Floats:
        """Differences of means from sums over intervention clusters: columns T_z and o_z."""
        treated, clusters = int(self.a.sum()), len(self.a)
        rest = self.values.sum(axis=0) - sums
        return np.asarray(sums / treated - rest / (clusters - treated))


def permutation_test(
    change: npt.ArrayLike,
    arm: npt.ArrayLike,
    *,
    stratum: npt.ArrayLike | None = None,
    monte_carlo: MonteCarlo = STANDARD_DRAWS,
    level: float = 0.95,
) -> PermutationTest:
    """Test the difference of arms by the allocations that could have been.

    Parameters
    ----------
    change : array_like, shape (G,)
        One number for each cluster.
    arm : array_like, shape (G,)
        0 control, 1 intervention.
    stratum : array_like of int, shape (G,), optional
        Strata within which clusters were allocated; without it there was one.
    monte_carlo : MonteCarlo
        Draws and seed, when there are more than `EXACT_LIMIT` allocations.
    level : float
        Confidence level of the interval, between 0 and 1.

    Raises
    ------
    ValueError
        If arrays do not fit together, an arm is neither 0 nor 1, or the level is not between 0 and
        1.

    Notes
    -----
    Fisher (1935); Hayes and Moulton (2017, chapter 13). Two-sided by the absolute difference. Valid
    for the allocation that was made: with strata the plain difference of means is kept, and only
    its reference set changes. Clusters are ordered by their values before drawing, so that the
    order of rows does not change the result. Stata ``ritest`` and R ``cvcrand::cptest`` do the
    test.

    Examples
    --------
    >>> change, arm = [0.02, 0.06, 0.01, 0.11, 0.15, 0.12], [0, 0, 0, 1, 1, 1]
    >>> test = permutation_test(change, arm, level=0.8)
    >>> test.extreme, test.allocations, test.p_value
    (2, 20, 0.1)
    >>> round(test.interval.low, 6), round(test.interval.high, 6)
    (0.06, 0.13)
    """
    d = finite_numbers("change", change, (np.size(change),))
    a = arms_of(arm, len(d))
    labels = whole_numbers("stratum", np.zeros(len(d)) if stratum is None else stratum, len(d))
    tail = tail_area(level)
    treated = int(a.sum())
    if treated in {0, len(a)}:
        return _without("empty_arm", math.nan, 0, level)
    clusters = _ordered(d, a, labels)
    estimate = float(d[a == 1].mean() - d[a == 0].mean())
    allocations = clusters.allocations()
    if min(treated, len(a) - treated) == 1:
        return _without("one_cluster_in_an_arm", estimate, allocations, level)
    if allocations == 1:
        return _without("one_allocation", estimate, allocations, level)
    blank = _without("", estimate, allocations, level)
    if allocations <= EXACT_LIMIT:
        return _listed(clusters, blank, 2 * tail)
    return _drawn(clusters, blank, 2 * tail, monte_carlo)


def _ordered(d: Floats, a: Integers, labels: Integers) -> _Allocated:
    """Put clusters in an order that neither the caller's rows nor the names of strata decide."""
    _, index = np.unique(labels, return_inverse=True)
    least = np.full(index.max() + 1, np.inf)
    np.minimum.at(least, index, d)
    stratum = np.argsort(np.argsort(least, kind="stable"), kind="stable")[index]
    order = np.lexsort((a, d, stratum))
    return _Allocated(d[order] - d.mean(), a[order], stratum[order])


def _listed(clusters: _Allocated, blank: PermutationTest, alpha: float) -> PermutationTest:
    """Test by all allocations."""
    sums = np.zeros((1, 2))
    for stratum, treated in enumerate(clusters.treated.tolist()):
        ways = _subset_sums(clusters.values[clusters.stratum == stratum], treated)
        sums = (sums[:, None, :] + ways[None, :, :]).reshape(-1, 2)
    T, o = clusters.statistics(sums).T
    tie = _tie(clusters)
    extreme = int((np.abs(T) >= abs(blank.estimate) - tie).sum())
    farthest = int((np.abs(T) >= np.abs(T).max() - tie).sum())
    return replace(
        blank,
        p_value=extreme / len(T),
        extreme=extreme,
        smallest_p=farthest / len(T),
        interval=_interval(T, o, blank.estimate, alpha * len(T)),
    )


def _drawn(
    clusters: _Allocated, blank: PermutationTest, alpha: float, monte_carlo: MonteCarlo
) -> PermutationTest:
    """Test by random allocations; the observed one is added to them."""
    generator, draws = np.random.default_rng(monte_carlo.seed), monte_carlo.draws
    rows = max(_CHUNK // len(clusters.a), 1)
    cuts = [min(rows, draws - start) for start in range(0, draws, rows)]
    sums = np.concatenate([_random_sums(generator, clusters, count) for count in cuts])
    T, o = clusters.statistics(sums).T
    extreme = int((np.abs(T) >= abs(blank.estimate) - _tie(clusters)).sum())
    with_observed = np.append(T, blank.estimate), np.append(o, 1.0)
    return replace(
        blank,
        p_value=drawn_p_value(extreme, draws),
        extreme=extreme,
        smallest_p=drawn_p_value(0, draws),
        interval=_interval(*with_observed, blank.estimate, alpha * (draws + 1)),
        draws=draws,
        seed=monte_carlo.seed,
        method="permutation_monte_carlo",
    )


def _subset_sums(values: Floats, size: int) -> Floats:
    """Sums of `values` over all subsets of that size, built up one value at a time.

    Subsets of j of the first values are those without the last of them, and those with it.
    """
    sums = [np.zeros((1, values.shape[1]))] + [np.zeros((0, values.shape[1]))] * size
    for value in values:
        for j in range(size, 0, -1):
            sums[j] = np.concatenate([sums[j], sums[j - 1] + value])
    return sums[size]


def _random_sums(generator: np.random.Generator, clusters: _Allocated, count: int) -> Floats:
    """Sums over random intervention clusters, stratum by stratum."""
    sums = np.zeros((count, 2))
    for stratum, treated in enumerate(clusters.treated.tolist()):
        values = clusters.values[clusters.stratum == stratum]
        if math.comb(len(values), treated) <= _FEW_SUBSETS:
            ways = _subset_sums(values, treated)
            sums += ways[generator.integers(len(ways), size=count)]
        else:
            sums += _sums_of_draws(generator, values, treated, count)
    return sums


def _sums_of_draws(
    generator: np.random.Generator, values: Floats, treated: int, count: int
) -> Floats:
    """Sums over random subsets too many to list: those with the smallest of random keys."""
    keys = generator.random((count, len(values)))
    chosen = np.argpartition(keys, treated - 1, axis=1)[:, :treated]
    return np.asarray(values[chosen].sum(axis=1))


def _tie(clusters: _Allocated) -> float:
    """How far apart equal statistics may be computed."""
    return _TIE * float(np.abs(clusters.d).max())


def _interval(T: Floats, o: Floats, estimate: float, allowed: float) -> Interval:
    """Limits T - δ at the thresholds of rank ⌊α|Ω|⌋ + 1 in both directions."""
    r = T - estimate * o
    rank = math.floor(allowed + _ROUNDING)
    return Interval(estimate - _threshold(r, o, rank), estimate + _threshold(-r, o, rank))


def _threshold(r: Floats, o: Floats, rank: int) -> float:
    """Threshold δ of that rank, counted from 0, from the largest down."""
    room = np.where(r > 0, 1 - o, 1 + o)
    same = np.abs(o) > 1 - _SAME_ALLOCATION
    thresholds = np.where(same, np.inf, np.abs(r) / np.where(same, 1.0, room))
    place = len(thresholds) - 1 - rank
    return float(np.partition(thresholds, place)[place]) if place >= 0 else 0.0


def _without(
    reason: NoPermutation, estimate: float, allocations: int, level: float
) -> PermutationTest:
    """Say that there is no test, and why."""
    nan = math.nan
    return PermutationTest(
        estimate, nan, 0, allocations, nan, NO_INTERVAL, level, unavailable=reason
    )
