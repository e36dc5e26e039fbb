"""Weights of the rows of a standard population: whom a standardised proportion is meant for.

Symbols: ω_i the weight of row i, Σω = 1; rows of a group (site) or of a cluster g at a wave: n_g.

==================  ==========================================================================
all rows            ω_i = 1/N: the persons surveyed, as many from each site as there were
mixture of groups   ω_i = share of its group / rows of its group
clusters alike      ω_i ∝ 1/n_g: every cluster counts the same, whatever its size
==================  ==========================================================================
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.observations import finite_numbers, whole_numbers


def mixture_weights(
    group: npt.ArrayLike, shares: Mapping[int, float], weights: npt.ArrayLike | None = None
) -> Floats:
    """Give each group its share of the standard population, persons of a group alike.

    Parameters
    ----------
    group : array_like of int, shape (N,)
        Group of each row, such as its site.
    shares : mapping of int to float
        Share of each group, 0 or more; they need not sum to 1. Groups without rows have none.
    weights : array_like, shape (N,), optional
        Weights of persons within a group, above 0; without them 1.

    Returns
    -------
    ndarray, shape (N,)
        ω, summing to 1.

    Raises
    ------
    ValueError
        If a group of a row has no share, a group with a share has no rows, or shares are negative
        or all 0.

    Examples
    --------
    >>> mixture_weights([1, 1, 2], {1: 0.5, 2: 0.5})
    array([0.25, 0.25, 0.5 ])
    """
    codes = whole_numbers("group", group, np.size(group))
    w = np.ones(len(codes)) if weights is None else finite_numbers("weights", weights, codes.shape)
    labels, index = np.unique(codes, return_inverse=True)
    sizes = np.bincount(index, w)
    differing = sorted(set(labels.tolist()) ^ set(shares))
    if differing:
        raise ValueError(f"groups {differing} have rows but no share, or a share but no rows")
    share = np.array([shares[label] for label in labels.tolist()], dtype=np.float64)
    share = finite_numbers("shares", share, share.shape)
    if (share < 0).any() or not share.sum() > 0:
        raise ValueError("shares are 0 or more, and not all 0")
    return np.asarray(w * (share / share.sum() / sizes)[index])


def cluster_weights(
    cluster: npt.ArrayLike, wave: npt.ArrayLike, weights: npt.ArrayLike | None = None
) -> Floats:
    """Weigh rows so that every cluster counts the same at every wave.

    Parameters
    ----------
    cluster, wave : array_like of int, shape (N,)
        Cluster and wave of each row.
    weights : array_like, shape (N,), optional
        Weights of persons within a cluster; without them 1.

    Returns
    -------
    ndarray, shape (N,)
        1/n_gt, or the person's share of its cluster's weight; scaled to have mean 1. As prior
        weights of a marginal model under independence they give the cluster-average effect.

    Raises
    ------
    ValueError
        If arrays do not fit together, or weights are not above 0.

    Notes
    -----
    Kahan et al. (2023, Int J Epidemiol 52:107): an effect among persons and an effect among
    clusters are different questions, which large clusters that do better, or worse, tell apart.

    Examples
    --------
    >>> cluster_weights([1, 1, 1, 2], [0, 0, 0, 0]).round(6)
    array([0.666667, 0.666667, 0.666667, 2.      ])
    """
    N = np.size(cluster)
    places = np.column_stack([whole_numbers("cluster", cluster, N), whole_numbers("wave", wave, N)])
    w = np.ones(N) if weights is None else finite_numbers("weights", weights, (N,))
    if (w <= 0).any():
        raise ValueError(f"{int((w <= 0).sum())} weights are zero or less: leave those rows out")
    index = np.unique(places, axis=0, return_inverse=True)[1].ravel()
    omega = w / np.bincount(index, w)[index]
    return np.asarray(omega * (N / omega.sum()))
