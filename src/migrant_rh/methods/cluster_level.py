"""Second stage of a cluster-level analysis: clusters compared as if they were persons.

Symbols: cluster g of G, arm a_g (0 control, 1 intervention), d_g one number a cluster, such as its
change (`cluster_changes`); p_gt its proportion at wave t.

=================  ==============================================================================
two samples        mean of d in the intervention arm less that in the control arm: pooled t on G-2
                   degrees of freedom, or Welch's
linear model       d ~ arm + strata as fixed effects, on G - strata - 1 degrees of freedom
covariance         p_g1 ~ arm + p_g0 (+ strata), on G-3, or G - strata - 2
=================  ==============================================================================

Every cluster counts the same, so that the effect is that of the average cluster (Hayes and
Moulton, 2017). An arm of one cluster gives an estimate, but no standard error and no P: the
variation between clusters cannot be told from the effect.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.interval import NO_INTERVAL, Interval, confidence_level, tail_area
from migrant_rh.methods.means import Variances, compare_means
from migrant_rh.methods.observations import finite_numbers, whole_numbers
from migrant_rh.methods.tails import t_quantile, t_two_sided

ClusterMethod = Literal["cluster_pooled_t", "cluster_welch_t", "cluster_linear_model"]
NoClusterEffect = Literal[
    "",
    "empty_arm",
    "one_cluster_in_an_arm",
    "no_variation",
    "arm_not_estimable",
    "no_df",
]

_RANK_TOLERANCE = 1e-9
_NO_VARIATION = 1e-24


@dataclass(frozen=True, slots=True)
class ClusterEffect:
    """Effect of the intervention, estimated from one summary a cluster.

    Attributes
    ----------
    estimate, std_error : float
        Intervention less control, and its standard error, on the scale of the summaries.
    statistic, df, p_value : float
        t, its degrees of freedom, two-sided P.
    interval : Interval
        Confidence interval.
    level : float
        Confidence level.
    control, intervention : int
        Clusters of the arms.
    method : str
        ``cluster_pooled_t``, ``cluster_welch_t`` or ``cluster_linear_model``.
    unavailable : str
        Empty, or why numbers are missing: ``empty_arm``; ``one_cluster_in_an_arm``;
        ``no_variation`` between clusters; ``arm_not_estimable`` (strata or baseline determine the
        arm); ``no_df`` (as many parameters as clusters).
    """

    estimate: float
    std_error: float
    statistic: float
    df: float
    p_value: float
    interval: Interval
    level: float
    control: int
    intervention: int
    method: ClusterMethod
    unavailable: NoClusterEffect = ""


def compare_arms(
    summary: npt.ArrayLike,
    arm: npt.ArrayLike,
    *,
    variances: Variances = "pooled",
    level: float = 0.95,
) -> ClusterEffect:
    """Compare the arms' unweighted means of cluster summaries by Student's t.

    Parameters
    ----------
    summary : array_like, shape (G,)
        One number for each cluster: a change, a proportion, a residual.
    arm : array_like, shape (G,)
        0 control, 1 intervention.
    variances : {"pooled", "welch"}
        One variance for both arms, on G-2 degrees of freedom, or one for each.
    level : float
        Confidence level, between 0 and 1.

    Raises
    ------
    ValueError
        If arrays do not fit together, an arm is neither 0 nor 1, or the level is not between 0 and
        1.

    Notes
    -----
    Hayes and Moulton (2017, chapter 10). Stata ``clan``; R ``t.test(d ~ arm, var.equal = TRUE)``.

    Examples
    --------
    >>> effect = compare_arms([0.02, 0.06, 0.01, 0.11, 0.15, 0.12], [0, 0, 0, 1, 1, 1])
    >>> round(effect.estimate, 6), effect.df, round(effect.p_value, 6)
    (0.096667, 4.0, 0.007633)
    """
    clusters = _Arms.of(summary, arm)
    method: ClusterMethod = "cluster_pooled_t" if variances == "pooled" else "cluster_welch_t"
    blank = clusters.blank(confidence_level(level), method)
    if blank.unavailable:
        return blank
    test = compare_means(
        clusters.d[clusters.a == 1], clusters.d[clusters.a == 0], variances=variances, level=level
    )
    return replace(
        blank,
        std_error=test.std_error,
        statistic=test.statistic,
        df=test.df,
        p_value=test.p_value,
        interval=test.interval,
        unavailable="no_variation" if test.unavailable else "",
    )


def regress_on_arm(
    summary: npt.ArrayLike,
    arm: npt.ArrayLike,
    *,
    baseline: npt.ArrayLike | None = None,
    stratum: npt.ArrayLike | None = None,
    weights: npt.ArrayLike | None = None,
    level: float = 0.95,
) -> ClusterEffect:
    """Compare the arms by a linear model of cluster summaries.

    Parameters
    ----------
    summary : array_like, shape (G,)
        One number for each cluster: a change, or the last wave's mean.
    arm : array_like, shape (G,)
        0 control, 1 intervention.
    baseline : array_like, shape (G,), optional
        The first wave's mean: analysis of covariance.
    stratum : array_like of int, shape (G,), optional
        Strata, as fixed effects.
    weights : array_like, shape (G,), optional
        Weights above 0, inverse to the variances of the summaries; without them 1.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    ClusterEffect
        Degrees of freedom are G less the rank of the design.

    Raises
    ------
    ValueError
        If arrays do not fit together, an arm is neither 0 nor 1, a weight is not above 0, or the
        level is not between 0 and 1.

    Notes
    -----
    R ``lm(summary ~ arm + baseline + factor(stratum), weights = weights)``; Stata ``regress``.

    Examples
    --------
    >>> after, before = [0.52, 0.66, 0.49, 0.71, 0.80, 0.70], [0.50, 0.60, 0.48, 0.60, 0.65, 0.58]
    >>> effect = regress_on_arm(after, [0, 0, 0, 1, 1, 1], baseline=before)
    >>> round(effect.estimate, 6), effect.df, round(effect.p_value, 6)
    (0.060624, 3.0, 0.009233)
    """
    clusters = _Arms.of(summary, arm)
    tail = tail_area(level)
    G = len(clusters.d)
    X = _other_columns(G, baseline, stratum)
    w = np.ones(G) if weights is None else finite_numbers("weights", weights, (G,))
    if (w <= 0).any():
        raise ValueError(f"{int((w <= 0).sum())} weights are zero or less: leave clusters out")
    blank = clusters.blank(level, "cluster_linear_model")
    if blank.unavailable == "empty_arm":
        return blank
    root = np.sqrt(w)
    fit = _arm_fit(clusters.d * root, clusters.a * root, X * root[:, None])
    return _tested(fit, blank, tail)


@dataclass(frozen=True, slots=True)
class _Arms:
    """Summaries d and arms a of clusters."""

    d: Floats
    a: Floats

    @classmethod
    def of(cls, summary: npt.ArrayLike, arm: npt.ArrayLike) -> _Arms:
        """Check summaries and arms."""
        d = finite_numbers("summary", summary, (np.size(summary),))
        return cls(d, arms_of(arm, len(d)).astype(np.float64))

    def blank(self, level: float, method: ClusterMethod) -> ClusterEffect:
        """Report the difference of means, and why there is no test, if there is none."""
        treated, nan = int(self.a.sum()), math.nan
        control = len(self.a) - treated
        fewest = min(treated, control)
        reason: NoClusterEffect = "one_cluster_in_an_arm" if fewest == 1 else ""
        estimate = float(self.d[self.a == 1].mean() - self.d[self.a == 0].mean()) if fewest else nan
        return ClusterEffect(
            estimate, nan, nan, nan, nan, NO_INTERVAL, level, control, treated, method,
            reason if fewest else "empty_arm",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Fit:
    """Coefficient of the arm, its standard error, and residual degrees of freedom."""

    estimate: float
    std_error: float
    df: int
    unavailable: NoClusterEffect = ""


def arms_of(arm: npt.ArrayLike, clusters: int) -> Integers:
    """Take the arms of clusters: 0 control, 1 intervention.

    Raises
    ------
    ValueError
        If there is not one for each cluster, or one is neither.

    Examples
    --------
    >>> arms_of([0, 1, 1], 3)
    array([0, 1, 1])
    """
    a = whole_numbers("arm", arm, clusters)
    if not np.isin(a, (0, 1)).all():
        raise ValueError("arms are coded 0 for control and 1 for intervention")
    return a


def _other_columns(G: int, baseline: npt.ArrayLike | None, stratum: npt.ArrayLike | None) -> Floats:
    """Columns beside the arm: 1, baseline, one for each stratum."""
    columns = [np.ones((G, 1))]
    if baseline is not None:
        columns.append(finite_numbers("baseline", baseline, (G,))[:, None])
    if stratum is not None:
        labels = whole_numbers("stratum", stratum, G)
        columns.append((labels[:, None] == np.unique(labels)).astype(np.float64))
    return np.hstack(columns)


def _arm_fit(y: Floats, a: Floats, X: Floats) -> _Fit:
    """Regress on the arm after the other columns are taken out of both (Frisch, Waugh, Lovell)."""
    lengths = np.linalg.norm(X, axis=0)
    U, s, _ = np.linalg.svd(X[:, lengths > 0] / lengths[lengths > 0], full_matrices=False)
    basis = U[:, s > _RANK_TOLERANCE * s[0]]
    a_rest, y_rest = (each - basis @ (basis.T @ each) for each in (a, y))
    information = float(a_rest @ a_rest)
    if information <= _RANK_TOLERANCE * float(a @ a):
        return _Fit(math.nan, math.nan, 0, "arm_not_estimable")
    estimate = float(a_rest @ y_rest) / information
    residual = y_rest - a_rest * estimate
    df = len(y) - basis.shape[1] - 1
    if df < 1:
        return _Fit(estimate, math.nan, 0, "no_df")
    if residual @ residual <= _NO_VARIATION * float(y @ y):
        return _Fit(estimate, math.nan, df, "no_variation")
    return _Fit(estimate, math.sqrt(float(residual @ residual) / df / information), df)


def _tested(fit: _Fit, blank: ClusterEffect, tail: float) -> ClusterEffect:
    """Test the coefficient of the arm, unless an arm has one cluster."""
    effect = replace(blank, estimate=fit.estimate, unavailable=fit.unavailable or blank.unavailable)
    if effect.unavailable:
        return effect
    half, t = t_quantile(1 - tail, fit.df) * fit.std_error, fit.estimate / fit.std_error
    return replace(
        effect,
        std_error=fit.std_error,
        statistic=t,
        df=float(fit.df),
        p_value=t_two_sided(t, fit.df),
        interval=Interval(fit.estimate - half, fit.estimate + half),
    )
