"""First stage of a cluster-level analysis: the change of each cluster between two waves.

Symbols: k_gt events of n_gt persons in cluster g at wave t, p_gt = k_gt/n_gt. The change is
p_g1 - p_g0, or the change of log{(k_gt+½)/(n_gt-k_gt+½)}.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.observations import finite_numbers

Scale = Literal["difference", "log_odds"]

_HALF = 0.5


@dataclass(frozen=True, slots=True)
class ClusterCounts:
    """Events and persons of clusters at one wave.

    Attributes
    ----------
    events, totals : ndarray, shape (G,)
        k_g and n_g, clusters in one order at all waves; every cluster holds somebody.

    Examples
    --------
    >>> ClusterCounts.of([3, 4], [10, 8]).proportions
    array([0.3, 0.5])
    """

    events: Floats
    totals: Floats

    @classmethod
    def of(cls, events: npt.ArrayLike, totals: npt.ArrayLike) -> ClusterCounts:
        """Check the counts.

        Raises
        ------
        ValueError
            If there are not as many events as totals, events do not lie between 0 and the total, or
            a cluster holds nobody: leave it out, and say so.
        """
        n = finite_numbers("totals", totals, np.shape(totals))
        k = finite_numbers("events", events, n.shape)
        if n.ndim != 1 or (k < 0).any() or (k > n).any():
            raise ValueError("events are one number for each cluster, from 0 to its total")
        empty = np.flatnonzero(n == 0).tolist()
        if empty:
            raise ValueError(f"clusters at positions {empty} hold nobody: leave them out first")
        return cls(k, n)

    @property
    def proportions(self) -> Floats:
        """p_g."""
        return np.asarray(self.events / self.totals)

    @property
    def log_odds(self) -> Floats:
        """log{(k+½)/(n-k+½)}: the only place where ½ is added to counts."""
        return np.log((self.events + _HALF) / (self.totals - self.events + _HALF))


def cluster_changes(
    before: ClusterCounts, after: ClusterCounts, *, scale: Scale = "difference"
) -> Floats:
    """Change of each cluster from the first wave to the second.

    Parameters
    ----------
    before, after : ClusterCounts
        The same clusters in the same order.
    scale : {"difference", "log_odds"}
        Difference of proportions, or of log odds with ½ added to events and to the others.

    Returns
    -------
    ndarray, shape (G,)

    Raises
    ------
    ValueError
        If there are not as many clusters at both waves.

    Examples
    --------
    >>> waves = ClusterCounts.of([3, 4], [10, 8]), ClusterCounts.of([5, 4], [10, 10])
    >>> cluster_changes(*waves).round(6)
    array([ 0.2, -0.1])
    """
    if len(before.totals) != len(after.totals):
        raise ValueError(f"{len(before.totals)} clusters before and {len(after.totals)} after")
    if scale == "log_odds":
        return np.asarray(after.log_odds - before.log_odds)
    return np.asarray(after.proportions - before.proportions)
