"""Intracluster correlation as the working correlation of a marginal model.

Symbols: r Pearson residuals of a model with a mean for each arm (and covariates, where given), φ
their scale; ρ is the mean of r_i r_j over all pairs of persons of one cluster, divided by φ: the
exchangeable α of generalised estimating equations (`gee`), solved together with the means. Pairs
count alike, so that large clusters weigh more than in the analysis of variance (`icc`), and
estimated means are not allowed for: with few clusters ρ is biased downwards by about 1/G.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.families import FamilyName
from migrant_rh.methods.gee import GeeSpec, fit_gee
from migrant_rh.methods.moments import Convention
from migrant_rh.methods.observations import whole_numbers
from migrant_rh.methods.scoring import Failure

NoMarginalIcc = Failure | Literal["one_person_clusters"]


@dataclass(frozen=True, slots=True)
class MarginalIcc:
    """Intracluster correlation by generalised estimating equations.

    Attributes
    ----------
    estimate : float
        α.
    scale : float
        φ.
    clusters, persons : int
        Clusters and rows used.
    convention : str
        Divisors of the moments: those of ``geepack`` (pairs) or ``gee`` (pairs less coefficients).
    method : str
        ``gee_exchangeable``.
    unavailable : str
        Empty, or why there is none: a failure of the fit, or ``one_person_clusters``.
    """

    estimate: float
    scale: float
    clusters: int
    persons: int
    convention: Convention
    method: str = "gee_exchangeable"
    unavailable: NoMarginalIcc = ""


def marginal_icc(
    values: npt.ArrayLike,
    cluster: npt.ArrayLike,
    *,
    arm: npt.ArrayLike | None = None,
    covariates: npt.ArrayLike | None = None,
    family: FamilyName = "binomial",
    convention: Convention = "geepack",
) -> MarginalIcc:
    """Estimate the intracluster correlation by generalised estimating equations.

    Parameters
    ----------
    values : array_like, shape (N,)
        0 or 1, or numbers with another family; missing ones left out.
    cluster : array_like of int, shape (N,)
        Cluster of each row.
    arm : array_like of int, shape (N,), optional
        Arm of each row: each has a mean of its own.
    covariates : array_like, shape (N, q), optional
        Further columns of the model.
    family : str
        ``binomial``, ``gaussian``, ….
    convention : {"geepack", "gee"}
        Whose divisors.

    Raises
    ------
    ValueError
        If arrays do not fit together, or as in `gee.fit_gee`.

    Notes
    -----
    R ``geepack::geeglm(y ~ arm, id = cluster, corstr = "exchangeable")``, ``alpha``.

    Examples
    --------
    >>> icc = marginal_icc([1, 1, 0, 0, 0, 0, 1, 1, 1], [1, 1, 1, 2, 2, 2, 3, 3, 3])
    >>> round(icc.estimate, 6), icc.clusters
    (0.55, 3)
    """
    N = np.size(values)
    arms = np.zeros(N, np.int64) if arm is None else whole_numbers("arm", arm, N)
    means = (arms[:, None] == np.unique(arms)).astype(np.float64)
    X = means if covariates is None else np.column_stack([means, np.asarray(covariates, float)])
    spec = GeeSpec(family=family, correlation="exchangeable", moments=convention)
    fit = fit_gee(X, values, unit=cluster, spec=spec)
    told, status = fit.alpha, fit.status
    reason: NoMarginalIcc = status.failure or ("" if status.paired else "one_person_clusters")
    estimate = float(told[0]) if len(told) and not reason else math.nan
    return MarginalIcc(
        estimate, fit.scale, status.units, status.rows, convention, unavailable=reason
    )
