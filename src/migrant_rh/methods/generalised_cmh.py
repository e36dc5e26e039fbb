"""The Cochran-Mantel-Haenszel tests of r×c tables, given a stratum.

Symbols, stratum k with N persons: n the table of counts, p and q the proportions of its rows and
columns, m = N p q' what independence expects. Given the margins, n has the covariance

    N²/(N-1) {diag(p) - pp'} ⊗ {diag(q) - qq'}.

Each test is a quadratic form of Σ B(n-m)C' in the inverse of its covariance, over strata:

===========  ===================  ===================  ============  =============================
test         B                    C                    df            what differs
===========  ===================  ===================  ============  =============================
correlation  row scores           column scores        1             rows and columns rise together
row_means    each row             column scores        r-1           mean column score of rows
column_means row scores           each column          c-1           mean row score of columns
general      each row             each column          (r-1)(c-1)    anything
===========  ===================  ===================  ============  =============================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.chi_square import ChiSquare, quadratic_chi_square
from migrant_rh.methods.contingency import scores_of
from migrant_rh.methods.counts import counts_of

_DIMENSIONS = 3


@dataclass(frozen=True, slots=True)
class GeneralisedCmh:
    """The four Cochran-Mantel-Haenszel tests.

    Attributes
    ----------
    correlation, row_means, column_means, general : ChiSquare
        Linear association of the scores; difference of the rows' mean scores; of the columns' mean
        scores; any association. Where nothing varies within strata, ``unavailable`` is
        ``no_variance``.
    strata, uninformative : int
        Strata used, and strata left out because they hold fewer than two persons.
    row_scores, column_scores : tuple of float
        The scores used: table scores 1, 2, … unless others were given.
    """

    correlation: ChiSquare
    row_means: ChiSquare
    column_means: ChiSquare
    general: ChiSquare
    strata: int
    uninformative: int
    row_scores: tuple[float, ...] = ()
    column_scores: tuple[float, ...] = ()


def generalised_cmh(
    counts: npt.ArrayLike,
    *,
    row_scores: npt.ArrayLike | None = None,
    column_scores: npt.ArrayLike | None = None,
) -> GeneralisedCmh:
    """Test association of rows with columns, given the stratum.

    Parameters
    ----------
    counts : array_like, shape (K, r, c)
        One table for each stratum; K may be 1. Rows and columns that are empty in all strata cost
        no degree of freedom.
    row_scores : array_like, shape (r,), optional
        Scores of the rows; without them 1, 2, …, r.
    column_scores : array_like, shape (c,), optional
        Scores of the columns; without them 1, 2, …, c.

    Raises
    ------
    ValueError
        If they are not tables of counts, or there is not one finite score for each row and column.

    Notes
    -----
    Landis, Heyman and Koch (1978, Int Stat Rev 46:237): divisor N-1 in each stratum, so that the
    general test of one stratum is Pearson's chi-square times (N-1)/N. Degrees of freedom are the
    rank of the covariance. SAS ``TABLES s*a*b / CMH SCORES=TABLE``; R ``mantelhaen.test`` (general)
    and ``vcdExtra::CMHtest``, which calls the tests cor, rmeans, cmeans and general.

    Examples
    --------
    >>> tests = generalised_cmh([[[10, 5, 3], [4, 11, 9]], [[8, 7, 2], [6, 9, 5]]])
    >>> round(tests.general.statistic, 6), tests.general.df
    (7.368919, 2)
    >>> round(tests.correlation.p_value, 6)
    0.008541
    """
    tables = counts_of(counts, dimensions=_DIMENSIONS)
    u = scores_of(row_scores, tables.shape[1])[None, :]
    v = scores_of(column_scores, tables.shape[2])[None, :]
    rows, columns = np.eye(tables.shape[1]), np.eye(tables.shape[2])
    used = tables[tables.sum(axis=(1, 2)) > 1]
    return GeneralisedCmh(
        correlation=_tested(used, u, v, "cmh_correlation"),
        row_means=_tested(used, rows, v, "cmh_row_means"),
        column_means=_tested(used, u, columns, "cmh_column_means"),
        general=_tested(used, rows, columns, "cmh_general"),
        strata=len(used),
        uninformative=len(tables) - len(used),
        row_scores=tuple(u[0].tolist()),
        column_scores=tuple(v[0].tolist()),
    )


def _tested(n: Floats, B: Floats, C: Floats, method: str) -> ChiSquare:
    """Test Σ B(n-m)C' against its covariance given the margins."""
    N = n.sum(axis=(1, 2))[:, None]
    p, q = n.sum(axis=2) / N, n.sum(axis=1) / N
    m = N[:, :, None] * p[:, :, None] * q[:, None, :]
    rows, columns = B @ _dispersion(p) @ B.T, C @ _dispersion(q) @ C.T
    factor = (N**2 / (N - 1))[:, 0]
    size = len(B) * len(C)
    covariance = np.einsum("k,kac,kbd->abcd", factor, rows, columns).reshape(size, size)
    difference = (B @ (n - m) @ C.T).sum(axis=0)
    return quadratic_chi_square(difference.ravel(), covariance, method=method)


def _dispersion(p: Floats) -> Floats:
    """diag(p) - pp', for each stratum."""
    return np.asarray(p[:, :, None] * np.eye(p.shape[1]) - p[:, :, None] * p[:, None, :])
