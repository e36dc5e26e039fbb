"""McNemar's test for pairs of answers in clusters.

Symbols: in cluster g of G, n_g pairs, b_g of them yes first only and c_g yes second only;
d_g = b_g - c_g. Clusters are independent, pairs within a cluster need not be.

============  ===============================================================================
obuchowski    (G-1)/G (Σ d_g)²/Σ d_g²: the difference of both proportions over all pairs, with
              the variance that cluster totals show under the hypothesis (Obuchowski, 1998)
durkalski     (Σ d_g/n_g)²/Σ (d_g/n_g)²: every cluster counts the same (Durkalski et al., 2003)
============  ===============================================================================

Both are chi-square on 1 degree of freedom, for many clusters. In Obuchowski's variance both
proportions are replaced by their mean, p̄: Var = Σ(x_1g - n_g p̄)² + Σ(x_2g - n_g p̄)² less twice the
sum of products, all times G/(G-1)/N²; p̄ cancels, and Σ d_g² is left.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy.typing as npt

from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.chi_square import chi_square_upper
from migrant_rh.methods.counts import counts_of
from migrant_rh.methods.paired import mcnemar

ClusteredMethod = Literal["obuchowski", "durkalski"]
NoClusteredPairs = Literal["", "no_pairs", "one_cluster", "no_discordant_pairs", "no_variance"]

_TABLES = 3


@dataclass(frozen=True, slots=True)
class ClusteredMcNemar:
    """McNemar's test for clusters of pairs.

    Attributes
    ----------
    statistic : float
        Chi-square.
    df : int
        1.
    p_value : float
        Upper tail of the chi-square distribution.
    estimate : float
        Proportion yes first less second: over all pairs (``obuchowski``), or the unweighted mean of
        the clusters' differences (``durkalski``).
    unadjusted : float
        McNemar's chi-square, as if there were no clusters.
    pairs, clusters : int
        Pairs, and clusters that hold any.
    empty_clusters : int
        Clusters left out because they hold none.
    method : str
        ``obuchowski`` or ``durkalski``.
    unavailable : str
        Empty, or why there is no test: ``no_pairs``; ``one_cluster``; ``no_discordant_pairs``
        (nobody changed); ``no_variance`` (in every cluster as many changed each way).
    """

    statistic: float
    df: int
    p_value: float
    estimate: float
    unadjusted: float
    pairs: int
    clusters: int
    empty_clusters: int
    method: ClusteredMethod
    unavailable: NoClusteredPairs = ""


def clustered_mcnemar(
    counts: npt.ArrayLike, *, method: ClusteredMethod = "obuchowski"
) -> ClusteredMcNemar:
    """Test whether as many persons changed one way as the other, persons being in clusters.

    Parameters
    ----------
    counts : array_like, shape (G, 2, 2)
        One table of pairs for each cluster: first answer in rows, second in columns, yes before no.
        Persons with one answer missing are not in it; clusters without pairs are left out and
        counted.
    method : {"obuchowski", "durkalski"}
        How clusters are weighted.

    Raises
    ------
    ValueError
        If they are not 2×2 tables of whole numbers, or the method is neither.

    Notes
    -----
    Obuchowski (1998, Stat Med 17:1495); Durkalski, Palesch, Lipsitz and Rust (2003,
    https://doi.org/10.1002/sim.1438). R ``clust.bin.pair::clust.bin.pair(a, b, c, d, method)``.
    Without clustering, one pair in each cluster, Durkalski's is McNemar's chi-square, and
    Obuchowski's is (G-1)/G of it.

    Examples
    --------
    >>> counts = [[[5, 4], [1, 5]], [[6, 3], [2, 4]], [[4, 5], [0, 6]], [[7, 1], [2, 5]]]
    >>> test = clustered_mcnemar(counts)
    >>> round(test.statistic, 6), round(test.p_value, 6), round(test.estimate, 6)
    (1.333333, 0.248213, 0.133333)
    """
    if method not in get_args(ClusteredMethod):
        raise ValueError(f"method {method!r} is none of {', '.join(get_args(ClusteredMethod))}")
    tables = counts_of(counts, dimensions=_TABLES)
    if tables.shape[1:] != (2, 2):
        raise ValueError(f"counts have shape {tables.shape}; expected clusters of 2×2 tables")
    n = tables.sum(axis=(1, 2))
    held = n > 0
    d, n = (tables[:, 0, 1] - tables[:, 1, 0])[held], n[held]
    plain = mcnemar(tables.sum(axis=0))
    reason = _obstacle(d, discordant=plain.first_only + plain.second_only)
    statistic = math.nan if reason else _STATISTICS[method](d, n)
    return ClusteredMcNemar(
        statistic=statistic,
        df=1,
        p_value=math.nan if reason else chi_square_upper(statistic, 1),
        estimate=_estimate(d, n, method),
        unadjusted=plain.statistic,
        pairs=plain.pairs,
        clusters=len(n),
        empty_clusters=int((~held).sum()),
        method=method,
        unavailable=reason,
    )


def _obstacle(d: Floats, *, discordant: int) -> NoClusteredPairs:
    """Say what makes the test impossible, if anything."""
    if not len(d):
        return "no_pairs"
    if len(d) == 1:
        return "one_cluster"
    if not discordant:
        return "no_discordant_pairs"
    return "" if d.any() else "no_variance"


def _estimate(d: Floats, n: Floats, method: ClusteredMethod) -> float:
    """Difference of both proportions."""
    if not len(d):
        return math.nan
    return float(d.sum() / n.sum() if method == "obuchowski" else (d / n).mean())


def _obuchowski(d: Floats, _: Floats) -> float:
    """(G-1)/G (Σd)²/Σd²."""
    return float((len(d) - 1) / len(d) * d.sum() ** 2 / (d**2).sum())


def _durkalski(d: Floats, n: Floats) -> float:
    """(Σd/n)²/Σ(d/n)²."""
    share = d / n
    return float(share.sum() ** 2 / (share**2).sum())


_STATISTICS = {"obuchowski": _obuchowski, "durkalski": _durkalski}
