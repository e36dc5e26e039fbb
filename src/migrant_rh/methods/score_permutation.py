"""Permutation test of a marginal model's score, with the interval that inverts it.

Symbols: β the effect of the arm on a column x of the model, such as the later wave; for a value b
of β the model without the arms is fitted with the offset b a x, a the arm that was allocated, and
s_g(b) is what cluster g then contributes to the score (`adjusted_changes`). If b is true, the
s_g(b) do not depend on the allocation, so that P(b), the share of allocations z whose |T_z(b)|
reaches |T(b)|, tests it. T_z(b) is the mean of s(b) over the intervention clusters of z less that
over its control clusters.

    estimate   the b at which T(b) = 0 (Hodges and Lehmann)
    interval   the values beside it with P(b) > α, found outward from the estimate by bisection

The same allocations serve every b. Where P(b) rises again farther out, the first crossing counts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.adjusted_changes import score_contributions
from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.cluster_level import arms_of
from migrant_rh.methods.gee import GeeSpec, fit_gee
from migrant_rh.methods.interval import NO_INTERVAL, Interval, tail_area
from migrant_rh.methods.monte_carlo import STANDARD_DRAWS, MonteCarlo
from migrant_rh.methods.observations import whole_numbers
from migrant_rh.methods.permutation import (
    EXACT_LIMIT,
    Allocated,
    NoPermutation,
    Reference,
    space_of,
)
from migrant_rh.methods.scoring import Failure

NoScore = NoPermutation | Failure

_LARGEST = 20.0
_FIRST_STEP = 0.25
_PRECISION = 1e-7
_TIE = 1e-12
_LARGEST_MATRIX = 40_000_000


@dataclass(frozen=True, slots=True, eq=False)
class NullModel:
    """A marginal model without the arms.

    Attributes
    ----------
    X, y : array_like, shapes (N, p) and (N,)
        Design without any column that knows the arms, and outcome.
    unit : array_like of int, shape (N,)
        Unit whose rows are correlated.
    wave : array_like of int, shape (N,), or None
        Waves, where the working correlation needs them.
    column : int
        Position of the column whose product with the arm is tested.
    beside : sequence of int
        Positions of columns whose products with the arm are allowed for: the constant.
    spec : GeeSpec
        Family, link and working correlation.
    """

    X: npt.ArrayLike = field(repr=False)
    y: npt.ArrayLike = field(repr=False)
    unit: npt.ArrayLike = field(repr=False)
    column: int
    beside: Sequence[int] = ()
    wave: npt.ArrayLike | None = field(default=None, repr=False)
    spec: GeeSpec = GeeSpec()


@dataclass(frozen=True, slots=True)
class ScorePermutation:
    """The permutation test of a score.

    Attributes
    ----------
    statistic : float
        T at no effect: mean contribution of the intervention clusters less that of the others.
    estimate : float
        The effect at which it is zero, on the scale of the link.
    p_value : float
        Two-sided, at no effect.
    interval : Interval
        Values of the effect that are not rejected; unbounded where no value far out is.
    level : float
        Confidence level.
    extreme, allocations, draws, seed, method
        As in `permutation.PermutationTest`.
    unavailable : str
        Empty, or why there is no test: as in `permutation.PermutationTest`, or a failure of the fit
        without the arms.
    """

    statistic: float
    estimate: float
    p_value: float
    interval: Interval
    level: float
    extreme: int
    allocations: int
    draws: int = 0
    seed: int | None = None
    method: Literal["permutation_exact", "permutation_monte_carlo"] = "permutation_exact"
    unavailable: NoScore = ""


@dataclass(frozen=True, slots=True, eq=False)
class _Inversion:
    """What T and P need for any effect: model, clusters, and weights of the allocations."""

    model: NullModel
    cluster: Integers
    arm: Integers
    reference: Reference

    def contributions(self, effect: float) -> Floats:
        """s_g(b)."""
        X = np.asarray(self.model.X, dtype=np.float64)
        fit = fit_gee(
            X,
            self.model.y,
            unit=self.model.unit,
            wave=self.model.wave,
            offset=effect * self.arm[self.cluster] * X[:, self.model.column],
            spec=self.model.spec,
        )
        return score_contributions(
            fit, self.cluster, column=self.model.column, beside=self.model.beside
        )

    def statistic(self, effect: float) -> float:
        """T(b)."""
        s = self.contributions(effect)
        return float(s[self.arm == 1].mean() - s[self.arm == 0].mean())

    def extreme(self, effect: float) -> int:
        """Allocations with |T_z(b)| ≥ |T(b)|."""
        s = self.contributions(effect)
        seen = abs(float(s[self.arm == 1].mean() - s[self.arm == 0].mean()))
        tie = _TIE * float(np.abs(s).max())
        return int((np.abs(self.reference.differences @ s) >= seen - tie).sum())

    def p_value(self, effect: float) -> float:
        """P(b)."""
        return self.reference.p_value(self.extreme(effect))


def permutation_score_test(  # noqa: PLR0913  (clusters and arms; two ways to say what could be)
    model: NullModel,
    cluster: npt.ArrayLike,
    arm: npt.ArrayLike,
    *,
    stratum: npt.ArrayLike | None = None,
    allowed: npt.ArrayLike | None = None,
    monte_carlo: MonteCarlo = STANDARD_DRAWS,
    level: float = 0.95,
) -> ScorePermutation:
    """Test the effect of the arm in a marginal model by the allocations that could have been.

    Parameters
    ----------
    model : NullModel
        The model without the arms, and the column that the arm acts on.
    cluster : array_like of int, shape (N,)
        Allocated cluster of each row, numbered from 0 without gaps.
    arm : array_like, shape (G,)
        0 control, 1 intervention, for each cluster.
    stratum, allowed, monte_carlo
        As in `permutation.permutation_test`.
    level : float
        Confidence level of the interval, between 0 and 1.

    Returns
    -------
    ScorePermutation
        The model is fitted once for P and some fifty times for estimate and limits.

    Raises
    ------
    ValueError
        As in `permutation.permutation_test` and `gee.fit_gee`, or if there are so many clusters
        that the draws do not fit in memory.

    Notes
    -----
    Gail et al. (1996, Stat Med 15:1069); Braun and Feng (2001, J Am Stat Assoc 96:1424); interval
    as in Rabideau and Wang (2021, Biostatistics 22:913). The effect is the model's own: for the
    logit link a log ratio of odds ratios.

    Examples
    --------
    >>> place, late = np.repeat(range(8), 4), np.tile([0, 0, 1, 1], 8)
    >>> change = np.repeat([2.0, 3.0, 5.0, 9.0, 1.0, 2.5, 8.0, 7.0], 4)
    >>> X = np.column_stack([np.ones(32), late])
    >>> model = NullModel(X, late * change, unit=range(32), column=1, beside=[0],
    ...                   spec=GeeSpec(family="gaussian"))
    >>> test = permutation_score_test(model, place, [0, 0, 1, 1, 0, 0, 1, 1])
    >>> round(test.estimate, 6), test.extreme, test.allocations
    (5.125, 2, 70)
    """
    tail = tail_area(level)
    a = arms_of(arm, np.size(arm))
    clusters = Allocated(np.zeros((len(a), 1)), a, *space_of(a, stratum=stratum, allowed=allowed))
    blank = ScorePermutation(
        *(math.nan,) * 3,
        interval=NO_INTERVAL,
        level=level,
        extreme=0,
        allocations=clusters.space.count,
        unavailable=clusters.obstacle or _failure(model),
    )
    if blank.unavailable:
        return blank
    reference = _reference(clusters, monte_carlo)
    codes = whole_numbers("cluster", cluster, np.size(cluster))
    inverse = _Inversion(model, codes, a, reference)
    estimate = _root(inverse.statistic)
    return replace(
        blank,
        statistic=inverse.statistic(0.0),
        estimate=estimate,
        p_value=inverse.p_value(0.0),
        extreme=inverse.extreme(0.0),
        interval=Interval(
            _limit(inverse.p_value, estimate, -1.0, 2 * tail),
            _limit(inverse.p_value, estimate, 1.0, 2 * tail),
        ),
        draws=reference.draws,
        seed=reference.seed,
        method=reference.method,
    )


def _failure(model: NullModel) -> Failure:
    """Why the model without the arms has no score, if it has none."""
    fit = fit_gee(model.X, model.y, unit=model.unit, wave=model.wave, spec=model.spec)
    return fit.status.failure


def _reference(clusters: Allocated, monte_carlo: MonteCarlo) -> Reference:
    """Weights of the clusters in T under every allocation, or under random ones: (R, G)."""
    G = len(clusters.arm)
    identity = np.eye(G)
    if clusters.space.count <= min(EXACT_LIMIT, _LARGEST_MATRIX // G):
        return Reference(clusters.space.listed(identity))
    if monte_carlo.draws * G > _LARGEST_MATRIX:
        raise ValueError(
            f"{monte_carlo.draws} draws of {G} clusters do not fit in memory; "
            f"take {_LARGEST_MATRIX // G} at most"
        )
    generator = np.random.default_rng(monte_carlo.seed)
    drawn = clusters.space.drawn(identity, generator, monte_carlo.draws)
    return Reference(drawn, monte_carlo.draws, monte_carlo.seed)


def _root(statistic: Callable[[float], float]) -> float:
    """The effect at which T is zero; not a number where there is none within the limits."""
    for reach in (1.0, 4.0, _LARGEST):
        ends = _tried(statistic, -reach), _tried(statistic, reach)
        if ends[0] * ends[1] <= 0:
            from scipy.optimize import brentq  # noqa: PLC0415  (heavy, and for intervals alone)

            return float(brentq(statistic, -reach, reach, xtol=_PRECISION))
    return math.nan


def _tried(function: Callable[[float], float], effect: float) -> float:
    """The function, or not a number where the model has no fit at an effect so large."""
    try:
        return function(effect)
    except ValueError:
        return math.nan


def _limit(
    p_value: Callable[[float], float], estimate: float, direction: float, alpha: float
) -> float:
    """Where P first falls to α, going outward from the estimate."""
    if math.isnan(estimate):
        return math.nan
    inside, step = estimate, _FIRST_STEP
    while True:
        outside = estimate + direction * step
        p = _tried(p_value, outside)
        if math.isnan(p) or abs(outside) > _LARGEST:
            return direction * math.inf
        if p <= alpha:
            break
        inside, step = outside, 2 * step
    while abs(outside - inside) > _PRECISION * max(1.0, abs(outside)):
        middle = (inside + outside) / 2
        if p_value(middle) <= alpha:
            outside = middle
        else:
            inside = middle
    return outside
