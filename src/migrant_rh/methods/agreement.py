"""Agreement of two judges, or of two entries, beyond chance.

Symbols: p_ij share of records that the first judge put in category i and the second in j; r and c
the margins; w_ij weights of agreement, 1 on the diagonal. p_o = Σ w_ij p_ij, p_e = Σ w_ij r_i c_j,
κ = (p_o - p_e)/(1 - p_e); w̄_i. = Σ_j w_ij c_j and w̄_.j = Σ_i w_ij r_i.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.counts import square_table
from migrant_rh.methods.interval import NO_INTERVAL, Interval, tail_area
from migrant_rh.methods.tails import t_quantile, t_two_sided

Weights = Literal["none", "linear", "quadratic"]

_POWER = {"linear": 1, "quadratic": 2}


@dataclass(frozen=True, slots=True)
class Kappa:
    """Cohen's kappa.

    Attributes
    ----------
    estimate : float
        κ.
    std_error : float
        Asymptotic standard error for the interval (Fleiss, Cohen and Everitt).
    interval : Interval
        κ ± z × standard error; not cut at -1 and 1.
    level : float
        Confidence level.
    null_std_error : float
        Standard error under κ = 0, for the test.
    statistic, p_value : float
        z = κ over its standard error under κ = 0; two-sided.
    observed, expected : float
        p_o and p_e.
    total : float
        Number of records.
    method : str
        ``kappa``, ``kappa_linear`` or ``kappa_quadratic``.
    unavailable : str
        Empty, or ``no_counts``, or ``constant_judge``: a judge used one category only, and kappa is
        0 or nothing whatever the other judge did.
    """

    estimate: float
    std_error: float
    interval: Interval
    level: float
    null_std_error: float
    statistic: float
    p_value: float
    observed: float
    expected: float
    total: float
    method: str
    unavailable: Literal["", "no_counts", "constant_judge"] = ""


def kappa(counts: npt.ArrayLike, *, weights: Weights = "none", level: float = 0.95) -> Kappa:
    """Measure agreement beyond chance.

    Parameters
    ----------
    counts : array_like, shape (k, k)
        Records: first judge in rows, second in columns, categories in the same order. Categories
        that nobody used may stay: they change the weights of the others' distances.
    weights : {"none", "linear", "quadratic"}
        1 - (|i-j|/(k-1)) to the power 1 or 2 for ordered categories; only full agreement counts
        with ``none``.
    level : float
        Confidence level, between 0 and 1.

    Raises
    ------
    ValueError
        If it is not a square table of counts, or the level is not between 0 and 1.

    Notes
    -----
    Cohen (1960, 1968); standard errors of Fleiss, Cohen and Everitt (1969,
    https://doi.org/10.1037/h0028106, equations 6 and 9). SAS ``TABLES a*b / AGREE`` (linear weights
    unless ``WT=FC``); R ``vcd::Kappa`` (linear; ``Fleiss-Cohen`` is quadratic); Stata ``kap,
    wgt(w)`` and ``wgt(w2)``.

    Examples
    --------
    >>> result = kappa([[20, 5], [10, 15]])
    >>> round(result.estimate, 6), round(result.std_error, 6), round(result.null_std_error, 6)
    (0.4, 0.126996, 0.138564)
    """
    tail = tail_area(level)
    table = square_table(counts)
    total = float(table.sum())
    method = "kappa" if weights == "none" else f"kappa_{weights}"
    blank = Kappa(*(math.nan,) * 2, NO_INTERVAL, level, *(math.nan,) * 5, total, method)
    if not total:
        return replace(blank, unavailable="no_counts")
    return _measured(table, _weights(len(table), weights), tail, blank)


def _measured(table: Floats, w: Floats, tail: float, blank: Kappa) -> Kappa:
    """Compute κ with its standard errors."""
    n, p = table.sum(), table / table.sum()
    r, c = p.sum(axis=1), p.sum(axis=0)
    observed, expected = float((w * p).sum()), float(r @ w @ c)
    if 1 in {np.count_nonzero(r), np.count_nonzero(c)}:
        return replace(blank, observed=observed, expected=expected, unavailable="constant_judge")
    estimate = (observed - expected) / (1 - expected)
    chance = (w @ c)[:, None] + (r @ w)[None, :]
    spread = (p * (w - chance * (1 - estimate)) ** 2).sum()
    variance = spread - (estimate - expected * (1 - estimate)) ** 2
    null_variance = float(r @ (w - chance) ** 2 @ c) - expected**2
    scale = math.sqrt(n) * (1 - expected)
    error, null_error = (math.sqrt(max(v, 0.0)) / scale for v in (variance, null_variance))
    half, z = t_quantile(1 - tail, math.inf) * error, estimate / null_error
    return replace(
        blank,
        estimate=estimate,
        std_error=error,
        interval=Interval(estimate - half, estimate + half),
        null_std_error=null_error,
        statistic=z,
        p_value=t_two_sided(z, math.inf),
        observed=observed,
        expected=expected,
    )


def _weights(k: int, weights: Weights) -> Floats:
    """Weights of agreement w_ij."""
    if weights == "none":
        return np.eye(k)
    place = np.arange(k)
    distance = np.abs(place[:, None] - place[None, :]) / (k - 1)
    return np.asarray(1 - distance ** _POWER[weights])
