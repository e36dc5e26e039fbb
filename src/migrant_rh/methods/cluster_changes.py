"""First stage of a cluster-level analysis: one number a cluster, its change between two waves.

Symbols: k_gt events of n_gt persons in cluster g at wave t; e_gt the events that a model without
the arms expects of those persons, from their covariates. The summary of a wave is, and the change
is that of the later wave less that of the earlier one,

===========  ===========================  ====================================================
scale        unadjusted                   adjusted, given e_gt
===========  ===========================  ====================================================
difference   k/n                          (k - e)/n
log_ratio    log(k/n)                     log(k/e)
log_odds     log{(k+½)/(n-k+½)}           log{(k+½)/(n-k+½)} - log{e/(n-e)}
===========  ===========================  ====================================================

(Hayes and Moulton, 2017, chapters 10 and 11; the adjusted log odds are ours, on their pattern.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Booleans, Floats
from migrant_rh.methods.observations import finite_numbers, whole_numbers

Scale = Literal["difference", "log_ratio", "log_odds"]

_HALF = 0.5


@dataclass(frozen=True, slots=True)
class ClusterCounts:
    """Events and persons of clusters at one wave, and what a model expects of them.

    Attributes
    ----------
    events, totals : ndarray, shape (G,)
        k_g and n_g, clusters in one order at all waves; every cluster holds somebody.
    expected : ndarray, shape (G,), or None
        e_g, between 0 and the total; None without adjustment.

    Examples
    --------
    >>> ClusterCounts.of([3, 4], [10, 8]).proportions
    array([0.3, 0.5])
    """

    events: Floats
    totals: Floats
    expected: Floats | None = None

    @classmethod
    def of(
        cls,
        events: npt.ArrayLike,
        totals: npt.ArrayLike,
        expected: npt.ArrayLike | None = None,
    ) -> ClusterCounts:
        """Check the counts.

        Raises
        ------
        ValueError
            If there are not as many events as totals, events do not lie between 0 and the total, a
            cluster holds nobody (leave it out, and say so), or an expectation does not lie between
            0 and the total.
        """
        n = finite_numbers("totals", totals, np.shape(totals))
        k = finite_numbers("events", events, n.shape)
        if n.ndim != 1 or (k < 0).any() or (k > n).any():
            raise ValueError("events are one number for each cluster, from 0 to its total")
        empty = np.flatnonzero(n == 0).tolist()
        if empty:
            raise ValueError(f"clusters at positions {empty} hold nobody: leave them out first")
        if expected is None:
            return cls(k, n)
        e = finite_numbers("expected", expected, n.shape)
        if (e <= 0).any() or (e >= n).any():
            raise ValueError("expected events lie between 0 and the total of the cluster")
        return cls(k, n, e)

    def among(self, kept: Booleans) -> ClusterCounts:
        """Some of the clusters."""
        expected = None if self.expected is None else self.expected[kept]
        return ClusterCounts(self.events[kept], self.totals[kept], expected)

    def summary(self, scale: Scale) -> Floats:
        """One number a cluster: difference, log ratio or log odds, adjusted where e_g is known.

        Raises
        ------
        ValueError
            If the scale is none of them, or a logarithm does not exist.
        """
        if scale not in get_args(Scale):
            raise ValueError(f"scale {scale!r} is none of {', '.join(get_args(Scale))}")
        if scale == "log_odds":
            return self.log_odds
        return self.log_ratios if scale == "log_ratio" else self.differences

    @property
    def proportions(self) -> Floats:
        """p_g = k_g/n_g."""
        return np.asarray(self.events / self.totals)

    @property
    def differences(self) -> Floats:
        """p_g, or (k_g - e_g)/n_g."""
        if self.expected is None:
            return self.proportions
        return np.asarray(self.proportions - self.expected / self.totals)

    @property
    def log_ratios(self) -> Floats:
        """Log p_g, or log(k_g/e_g).

        Raises
        ------
        ValueError
            If a cluster has no events: nothing is added to counts here.
        """
        none = np.flatnonzero(self.events == 0).tolist()
        if none:
            raise ValueError(f"clusters at positions {none} have no events: no logarithm")
        of = self.totals if self.expected is None else self.expected
        return np.log(self.events / of)

    @property
    def log_odds(self) -> Floats:
        """Log{(k+½)/(n-k+½)}, less log{e/(n-e)}: the only place where ½ is added to counts."""
        odds = np.log((self.events + _HALF) / (self.totals - self.events + _HALF))
        if self.expected is None:
            return odds
        return np.asarray(odds - np.log(self.expected / (self.totals - self.expected)))


def count_by_cluster(
    event: npt.ArrayLike,
    cluster: npt.ArrayLike,
    *,
    mean: npt.ArrayLike | None = None,
    weights: npt.ArrayLike | None = None,
    clusters: int | None = None,
) -> tuple[ClusterCounts, Booleans]:
    """Sum persons by cluster.

    Parameters
    ----------
    event : array_like, shape (N,)
        0 or 1 for each person at one wave.
    cluster : array_like of int, shape (N,)
        Number of each person's cluster, from 0.
    mean : array_like, shape (N,), optional
        What a model without the arms expects of each person.
    weights : array_like, shape (N,), optional
        Weights of persons; without them 1.
    clusters : int, optional
        Number of clusters; without it, the largest number met and one.

    Returns
    -------
    ClusterCounts
        Those clusters that hold somebody, in order.
    ndarray of bool, shape (clusters,)
        Which they are.

    Raises
    ------
    ValueError
        If arrays do not fit together, or as in `ClusterCounts.of`.

    Examples
    --------
    >>> counts, held = count_by_cluster([1, 0, 1], [0, 0, 2])
    >>> counts.events, held
    (array([1., 1.]), array([ True, False,  True]))
    """
    y = finite_numbers("event", event, (np.size(event),))
    places = whole_numbers("cluster", cluster, len(y))
    size = int(places.max(initial=-1)) + 1 if clusters is None else clusters
    w = np.ones(len(y)) if weights is None else finite_numbers("weights", weights, y.shape)
    totals = np.bincount(places, w, size)
    held = np.asarray(np.bincount(places, minlength=size) > 0)
    events = np.bincount(places, w * y, size)[held]
    if mean is None:
        return ClusterCounts.of(events, totals[held]), held
    expected = np.bincount(places, w * finite_numbers("mean", mean, y.shape), size)[held]
    return ClusterCounts.of(events, totals[held], expected), held


def cluster_changes(
    before: ClusterCounts, after: ClusterCounts, *, scale: Scale = "difference"
) -> Floats:
    """Change of each cluster from the first wave to the second.

    Parameters
    ----------
    before, after : ClusterCounts
        The same clusters in the same order; adjusted where they hold expected events.
    scale : {"difference", "log_ratio", "log_odds"}
        Difference of proportions, of their logarithms, or of log odds with ½ added to events and to
        the others.

    Returns
    -------
    ndarray, shape (G,)

    Raises
    ------
    ValueError
        If there are not as many clusters at both waves, or a logarithm does not exist.

    Notes
    -----
    Stata ``clan`` for a single wave: ``effect(rd)``, ``effect(rr)``.

    Examples
    --------
    >>> waves = ClusterCounts.of([3, 4], [10, 8]), ClusterCounts.of([5, 4], [10, 10])
    >>> cluster_changes(*waves).round(6)
    array([ 0.2, -0.1])
    >>> adjusted = ClusterCounts.of([5, 4], [10, 10], expected=[4, 5])
    >>> cluster_changes(ClusterCounts.of([3, 4], [10, 8], [3, 4]), adjusted).round(6)
    array([ 0.1, -0.1])
    """
    if len(before.totals) != len(after.totals):
        raise ValueError(f"{len(before.totals)} clusters before and {len(after.totals)} after")
    return np.asarray(after.summary(scale) - before.summary(scale))
