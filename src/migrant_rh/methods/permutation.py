"""Permutation test of the allocation of clusters, and the interval that inverts it.

Symbols: cluster g of G with the change d_g and arm a_g (0 control, 1 intervention); Ω the
allocations that could have been (`allocations`); for an allocation z, T_z the mean of d over its
intervention clusters less the mean over its control clusters, whatever the strata; T that of the
observed allocation.

Any number a cluster will do for d_g: a change (`cluster_changes`), a residual of a model without
the arms, or what the cluster contributes to the score of a marginal model (`adjusted_changes`).

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
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.allocations import AllocationSpace, Recorded, Stratified, recorded
from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.cluster_level import arms_of
from migrant_rh.methods.interval import NO_INTERVAL, Interval, tail_area
from migrant_rh.methods.monte_carlo import STANDARD_DRAWS, MonteCarlo, drawn_p_value
from migrant_rh.methods.observations import finite_numbers, whole_numbers

NoPermutation = Literal["", "empty_arm", "one_cluster_in_an_arm", "one_allocation"]
SpaceName = Literal["unrestricted", "stratified", "recorded"]

EXACT_LIMIT = 2_000_000
"""Allocations that are listed; when there are more, some are drawn."""

_TIE = 1e-12
_SAME_ALLOCATION = 1e-9
_ROUNDING = 1e-9


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
    space : str
        What Ω is: ``unrestricted``, ``stratified`` or ``recorded``.
    bound_pairs : int
        Pairs of clusters that a recorded Ω always puts together, or always apart.
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
    space: SpaceName = "unrestricted"
    bound_pairs: int = 0
    unavailable: NoPermutation = ""


@dataclass(frozen=True, slots=True, eq=False)
class Allocated:
    """Clusters as they were allocated, in an order that the caller's rows do not decide.

    Attributes
    ----------
    values : ndarray, shape (G, q)
        Numbers of each cluster about their means, one column an outcome.
    arm : ndarray of int, shape (G,)
        0 control, 1 intervention.
    space : AllocationSpace
        Ω.
    name : str
        What Ω is.
    """

    values: Floats = field(repr=False)
    arm: Integers = field(repr=False)
    space: AllocationSpace
    name: SpaceName

    @property
    def observed(self) -> Floats:
        """T of each column."""
        return np.asarray(
            self.values[self.arm == 1].mean(axis=0) - self.values[self.arm == 0].mean(axis=0)
        )

    @property
    def ties(self) -> Floats:
        """How far apart equal statistics of each column may be computed."""
        return np.asarray(_TIE * np.abs(self.values).max(axis=0))

    @property
    def obstacle(self) -> NoPermutation:
        """Say what makes a test impossible, if anything."""
        treated = int(self.arm.sum())
        fewest = min(treated, len(self.arm) - treated)
        if fewest == 0:
            return "empty_arm"
        if fewest == 1:
            return "one_cluster_in_an_arm"
        return "one_allocation" if self.space.count == 1 else ""


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """Differences of means under the allocations listed or drawn.

    Attributes
    ----------
    differences : ndarray, shape (R, q)
        One row an allocation: all of Ω, or the draws without the observed one.
    draws : int
        B, or 0.
    seed : int or None
        Seed of the draws.
    """

    differences: Floats = field(repr=False)
    draws: int = 0
    seed: int | None = None

    @property
    def method(self) -> Literal["permutation_exact", "permutation_monte_carlo"]:
        """How allocations were found."""
        return "permutation_monte_carlo" if self.draws else "permutation_exact"

    def p_value(self, extreme: int) -> float:
        """Share of the allocations that are as extreme."""
        if self.draws:
            return drawn_p_value(extreme, self.draws)
        return extreme / len(self.differences)


def permutation_test(
    change: npt.ArrayLike,
    arm: npt.ArrayLike,
    *,
    stratum: npt.ArrayLike | None = None,
    allowed: npt.ArrayLike | None = None,
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
        Strata within which clusters were allocated, pairs among them; without it there was one.
    allowed : array_like of 0 and 1, shape (M, G), optional
        The recorded set of a constrained procedure: the arm of each cluster under each allocation
        that it could have made, the one it made among them.
    monte_carlo : MonteCarlo
        Draws and seed, when there are more than `EXACT_LIMIT` allocations.
    level : float
        Confidence level of the interval, between 0 and 1.

    Raises
    ------
    ValueError
        If arrays do not fit together, an arm is neither 0 nor 1, the level is not between 0 and 1,
        both strata and allowed allocations are given, or the allocation made is not an allowed one.

    Notes
    -----
    Fisher (1935); Hayes and Moulton (2017, chapter 13). Two-sided by the absolute difference. Valid
    for the allocation that was made: with strata the plain difference of means is kept, and only
    its reference set changes. Clusters are ordered by their values before drawing, so that the
    order of rows does not change the result. Stata ``ritest`` and R ``cvcrand::cptest`` do the
    test, the latter for recorded sets.

    Examples
    --------
    >>> change, arm = [0.02, 0.06, 0.01, 0.11, 0.15, 0.12], [0, 0, 0, 1, 1, 1]
    >>> test = permutation_test(change, arm, level=0.8)
    >>> test.extreme, test.allocations, test.p_value
    (2, 20, 0.1)
    >>> round(test.interval.low, 6), round(test.interval.high, 6)
    (0.06, 0.13)
    """
    tail = tail_area(level)
    d = finite_numbers("change", change, (np.size(change),))
    clusters = allocated(d[:, None], arm, stratum=stratum, allowed=allowed)
    blank = _without(clusters, level)
    if blank.unavailable:
        return blank
    a = clusters.arm[:, None].astype(np.float64)
    both = replace(clusters, values=np.hstack([clusters.values, a]))
    return _tested(clusters, refer(both, monte_carlo), blank, 2 * tail)


def allocated(
    values: Floats,
    arm: npt.ArrayLike,
    *,
    stratum: npt.ArrayLike | None = None,
    allowed: npt.ArrayLike | None = None,
) -> Allocated:
    """Put clusters together with the allocations that could have been.

    Parameters
    ----------
    values : ndarray, shape (G, q)
        Numbers of each cluster.
    arm, stratum, allowed
        As in `permutation_test`.

    Raises
    ------
    ValueError
        As in `permutation_test`.

    Examples
    --------
    >>> allocated(np.array([[1.0], [3.0], [2.0], [6.0]]), [0, 0, 1, 1]).observed
    array([2.])
    """
    a = arms_of(arm, len(values))
    centred = values - values.mean(axis=0) if len(values) else values
    space, name = space_of(a, stratum=stratum, allowed=allowed)
    if isinstance(space, Recorded):
        return Allocated(centred, a, space, name)
    order, index = _ordered(values[:, 0], a, space.stratum)
    again = Stratified(index, np.bincount(index, a[order]).astype(np.int64))
    return Allocated(centred[order], a[order], again, name)


def space_of(
    arm: Integers, *, stratum: npt.ArrayLike | None = None, allowed: npt.ArrayLike | None = None
) -> tuple[Stratified | Recorded, SpaceName]:
    """Find the allocations that could have been, clusters in the caller's order.

    Raises
    ------
    ValueError
        As in `permutation_test`.

    Examples
    --------
    >>> space, name = space_of(np.array([0, 1, 0, 1]), stratum=[1, 1, 2, 2])
    >>> space.count, name
    (4, 'stratified')
    """
    if allowed is not None:
        if stratum is not None:
            raise ValueError("strata and allowed allocations: the latter say it all, give those")
        return recorded(allowed, arm), "recorded"
    labels = np.zeros(len(arm), np.int64) if stratum is None else stratum
    _, index = np.unique(whole_numbers("stratum", labels, len(arm)), return_inverse=True)
    space = Stratified(index, np.bincount(index, arm).astype(np.int64))
    return space, "unrestricted" if len(space.treated) <= 1 else "stratified"


def refer(clusters: Allocated, monte_carlo: MonteCarlo) -> Reference:
    """List all allocations where they are few enough, or draw some.

    Examples
    --------
    >>> clusters = allocated(np.array([[1.0], [3.0], [2.0], [6.0]]), [0, 0, 1, 1])
    >>> len(refer(clusters, MonteCarlo()).differences)
    6
    """
    if clusters.space.count <= EXACT_LIMIT:
        return Reference(clusters.space.listed(clusters.values))
    generator, draws = np.random.default_rng(monte_carlo.seed), monte_carlo.draws
    drawn = clusters.space.drawn(clusters.values, generator, draws)
    return Reference(drawn, draws, monte_carlo.seed)


def _ordered(d: Floats, a: Integers, index: Integers) -> tuple[Integers, Integers]:
    """Put clusters in an order that neither the caller's rows nor the names of strata decide."""
    least = np.full(index.max(initial=-1) + 1, np.inf)
    np.minimum.at(least, index, d)
    stratum = np.argsort(np.argsort(least, kind="stable"), kind="stable")[index]
    order = np.lexsort((a, d, stratum))
    return order, stratum[order]


def _tested(
    clusters: Allocated, reference: Reference, blank: PermutationTest, alpha: float
) -> PermutationTest:
    """Count the allocations that are as extreme, and invert the test."""
    T, o = reference.differences.T
    tie = float(clusters.ties[0])
    extreme = int((np.abs(T) >= abs(blank.estimate) - tie).sum())
    farthest = 0 if reference.draws else int((np.abs(T) >= np.abs(T).max() - tie).sum())
    if reference.draws:
        T, o = np.append(T, blank.estimate), np.append(o, 1.0)
    return replace(
        blank,
        p_value=reference.p_value(extreme),
        extreme=extreme,
        smallest_p=reference.p_value(farthest),
        interval=_interval(T, o, blank.estimate, alpha * len(T)),
        draws=reference.draws,
        seed=reference.seed,
        method=reference.method,
    )


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


def _without(clusters: Allocated, level: float) -> PermutationTest:
    """Report the difference of means, and why there is no test, if there is none."""
    nan, reason = math.nan, clusters.obstacle
    empty = reason == "empty_arm"
    space = clusters.space
    return PermutationTest(
        estimate=nan if empty else float(clusters.observed[0]),
        p_value=nan,
        extreme=0,
        allocations=0 if empty else space.count,
        smallest_p=nan,
        interval=NO_INTERVAL,
        level=level,
        space=clusters.name,
        bound_pairs=space.bound_together if isinstance(space, Recorded) else 0,
        unavailable=reason,
    )
