"""The quasi-likelihood information criterion of marginal models.

Symbols: Q the quasi-likelihood with scale 1 and without weights, V the robust covariance, M_I the
model-based covariance of the same model fitted under independence, φ included, p coefficients, q
correlations, K units.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from migrant_rh.methods.gee import GeeFit
from migrant_rh.methods.sandwich import sandwich


@dataclass(frozen=True, slots=True)
class Qic:
    """Criteria to compare models of one outcome on the same rows: smaller is better.

    Attributes
    ----------
    qic : float
        -2(Q - CIC), for choosing a working correlation and covariates.
    qicu : float
        -2(Q - p), for choosing covariates.
    cic : float
        tr(M_I⁻¹V), for choosing a working correlation (Hin and Wang, 2009).
    qicc : float
        QIC + 2k(k + 1)/(K - k - 1), k = p + q.
    quasi_likelihood : float
        Q.
    convention : str
        Whose Q and φ these are: ``geepack``, Q with scale 1 and without weights, M_I with φ.
    """

    qic: float
    qicu: float
    cic: float
    qicc: float
    quasi_likelihood: float
    convention: str = "geepack"


def qic(fit: GeeFit, independent: GeeFit) -> Qic:
    """Criteria of a fit, given the same model fitted under independence.

    Parameters
    ----------
    fit, independent : GeeFit
        The fit to judge, and the one under working independence; for an independence fit the same.

    Raises
    ------
    ValueError
        If `independent` is not an independence fit of the same rows and columns.

    Notes
    -----
    Pan (2001, https://doi.org/10.1111/j.0006-341X.2001.00120.x) in the convention of
    ``geepack::QIC``: Q has scale 1 and CIC has φ, so that criteria compare only within it. Not a
    number where a fit failed.

    Examples
    --------
    >>> from migrant_rh.methods.gee import GeeSpec, fit_gee
    >>> fit = fit_gee([[1]] * 4, [0, 1, 1, 1], unit=[1, 2, 3, 4])
    >>> round(qic(fit, fit).qic, 6)
    6.498681
    """
    same = np.array_equal(fit.unit, independent.unit) and np.array_equal(
        fit.estimability.kept, independent.estimability.kept
    )
    if independent.spec.correlation != "independence" or not same:
        raise ValueError("QIC needs the same model fitted under independence to the same rows")
    p = len(fit.estimability.kept)
    k = p + len(fit.alpha)
    cic = _cic(fit, independent)
    criterion = -2 * (fit.quasi_likelihood - cic)
    left = fit.status.units - k - 1
    return Qic(
        qic=criterion,
        qicu=-2 * (fit.quasi_likelihood - p),
        cic=cic,
        qicc=criterion + 2 * k * (k + 1) / left if left > 0 else np.nan,
        quasi_likelihood=fit.quasi_likelihood,
    )


def no_qic() -> Qic:
    """Criteria of a fit that failed: no numbers.

    Examples
    --------
    >>> no_qic().qic
    nan
    """
    return Qic(np.nan, np.nan, np.nan, np.nan, np.nan)


def _cic(fit: GeeFit, independent: GeeFit) -> float:
    """tr(M_I⁻¹V)."""
    if independent.solved is None or not independent.scale > 0:
        return np.nan
    kept = fit.estimability.kept
    V = sandwich(fit, kind="LZ").covariance[np.ix_(kept, kept)]
    return float(np.trace(independent.solved.gram @ V) / independent.scale)
