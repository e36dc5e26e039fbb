"""Change of paired answers in more than two categories, or at more than two waves.

Symbols: n_ij persons who answered i first and j second, k categories; n_i. and n_.i the margins,
d_i = n_i. - n_.i their differences.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.chi_square import ChiSquare, quadratic_chi_square
from migrant_rh.methods.counts import counts_of, square_table

_MATRIX = 2
_NO_VARIANCE = 1e-12


def bowker(counts: npt.ArrayLike) -> ChiSquare:
    """Test symmetry: as many go from each category to each other as come back.

    Parameters
    ----------
    counts : array_like, shape (k, k)
        Pairs: first answer in rows, second in columns, in the same order.

    Returns
    -------
    ChiSquare
        ``unavailable`` is ``no_discordant_pairs`` where nobody changed.

    Raises
    ------
    ValueError
        If it is not a square table of counts.

    Notes
    -----
    Σ (n_ij - n_ji)²/(n_ij + n_ji) over i < j (Bowker, 1948). Pairs of cells that are both empty are
    left out and cost no degree of freedom. SAS ``AGREE``; R ``mcnemar.test`` of a larger table,
    which gives no number where a pair is empty; Stata ``symmetry``.

    Examples
    --------
    >>> test = bowker([[20, 10, 5], [3, 30, 15], [0, 5, 40]])
    >>> round(test.statistic, 6), test.df
    (13.769231, 3)
    """
    table = square_table(counts)
    above = np.triu_indices(len(table), 1)
    there, back = table[above], table.T[above]
    moved = there + back > 0
    if not moved.any():
        return ChiSquare.without("no_discordant_pairs", method="bowker")
    there, back = there[moved], back[moved]
    statistic = float(((there - back) ** 2 / (there + back)).sum())
    return ChiSquare.of(statistic, int(moved.sum()), method="bowker")


def stuart_maxwell(counts: npt.ArrayLike) -> ChiSquare:
    """Test marginal homogeneity: every category is as frequent first as second.

    Parameters
    ----------
    counts : array_like, shape (k, k)
        Pairs: first answer in rows, second in columns, in the same order.

    Returns
    -------
    ChiSquare
        Degrees of freedom are the rank of the covariance: k-1, less where categories are never left
        nor entered. ``unavailable`` is ``no_discordant_pairs`` where nobody changed.

    Raises
    ------
    ValueError
        If it is not a square table of counts.

    Notes
    -----
    d'V⁻d with V_ii = n_i. + n_.i - 2n_ii and V_ij = -(n_ij + n_ji) (Stuart, 1955; Maxwell, 1970).
    R ``coin::mh_test``; Stata ``symmetry``. For two categories it is McNemar's test.

    Examples
    --------
    >>> test = stuart_maxwell([[20, 10, 5], [3, 30, 15], [0, 5, 40]])
    >>> round(test.statistic, 6), test.df
    (13.764706, 2)
    """
    n = square_table(counts)
    rows, columns = n.sum(axis=1), n.sum(axis=0)
    covariance = np.diag(rows + columns) - n - n.T
    test = quadratic_chi_square(rows - columns, covariance, method="stuart_maxwell")
    return replace(test, unavailable="no_discordant_pairs") if test.unavailable else test


def bhapkar(counts: npt.ArrayLike) -> ChiSquare:
    """Test marginal homogeneity by weighted least squares.

    Parameters
    ----------
    counts : array_like, shape (k, k)
        Pairs: first answer in rows, second in columns, in the same order.

    Returns
    -------
    ChiSquare
        ``unavailable`` is ``no_discordant_pairs`` where nobody changed, and ``no_variance`` where
        all persons made the same change.

    Raises
    ------
    ValueError
        If it is not a square table of counts.

    Notes
    -----
    Bhapkar (1966): the variance is that of the data, not of the hypothesis, and the statistic is
    S/(1 - S/n) with S that of Stuart and Maxwell. It is what SAS CATMOD prints for ``RESPONSE
    MARGINALS`` with one repeated factor.

    Examples
    --------
    >>> round(bhapkar([[20, 10, 5], [3, 30, 15], [0, 5, 40]]).statistic, 6)
    15.423275
    """
    test = stuart_maxwell(counts)
    if test.unavailable:
        return replace(test, method="bhapkar")
    remaining = 1 - test.statistic / float(square_table(counts).sum())
    if remaining < _NO_VARIANCE:
        return ChiSquare.without("no_variance", method="bhapkar")
    return ChiSquare.of(test.statistic / remaining, test.df, method="bhapkar")


def cochran_q(answers: npt.ArrayLike) -> ChiSquare:
    """Test whether a yes-or-no answer is as frequent at every one of k waves.

    Parameters
    ----------
    answers : array_like, shape (n, k)
        0 or 1 for each person and wave. Persons with a missing answer are not in it.

    Returns
    -------
    ChiSquare
        ``unavailable`` is ``no_discordant_pairs`` where nobody changed.

    Raises
    ------
    ValueError
        If answers are not 0 or 1, or there are fewer than two waves.

    Notes
    -----
    (k-1){kΣC_j² - T²}/{kT - ΣR_i²}, with C_j the sums of waves, R_i of persons and T of all
    (Cochran, 1950). SAS ``AGREE``; R ``coin::mh_test``; Stata ``cochran``. For two waves it is
    McNemar's test; it is the general Cochran-Mantel-Haenszel test of answer by wave within person.

    Examples
    --------
    >>> test = cochran_q([[1, 1, 0], [1, 0, 0], [0, 1, 0], [1, 1, 1], [1, 0, 0]])
    >>> round(test.statistic, 6), test.df
    (3.5, 2)
    """
    y = counts_of(answers, dimensions=_MATRIX)
    k = y.shape[1]
    if k < _MATRIX or not np.isin(y, (0, 1)).all():
        raise ValueError("answers are 0 or 1, one row a person, two waves or more")
    waves, persons, total = y.sum(axis=0), y.sum(axis=1), y.sum()
    within = float(k * total - (persons**2).sum())
    if within == 0:
        return ChiSquare.without("no_discordant_pairs", method="cochran_q")
    between = float(k * (waves**2).sum() - total**2)
    return ChiSquare.of((k - 1) * between / within, k - 1, method="cochran_q")
