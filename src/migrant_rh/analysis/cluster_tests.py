"""Single methods for clusters, for the shop window: any labels, results that tell themselves."""

from __future__ import annotations

from numpy.typing import ArrayLike

from migrant_rh.analysis.answers import IccAnswer, PermutationAnswer, coded, told_as
from migrant_rh.methods import permutation
from migrant_rh.methods.icc import binary_icc
from migrant_rh.methods.monte_carlo import STANDARD_DRAWS, MonteCarlo


def icc(
    events: ArrayLike, totals: ArrayLike, *, arm: ArrayLike | None = None, level: float = 0.95
) -> IccAnswer:
    """Estimate the intracluster correlation of a yes-or-no answer, by analysis of variance.

    Parameters
    ----------
    events, totals : array_like, shape (G,)
        Events and persons of each cluster; columns of a frame of counts will do.
    arm : array_like, shape (G,), optional
        Arm of each cluster, any labels; with it the correlation is pooled within arms.
    level : float
        Confidence level of Searle's interval.

    Returns
    -------
    IccAnswer
        As `migrant_rh.methods.icc.binary_icc`, with ``tidy()`` and ``glance()``.

    Raises
    ------
    ValueError
        If arrays do not fit together, or events do not lie between 0 and the totals.

    Notes
    -----
    `migrant_rh.methods.icc` has formulas and sources, numbers in place of yes and no, and
    `migrant_rh.methods.marginal_icc` the same by estimating equations. Stata ``loneway``; R
    ``ICCbin::iccbin``.

    Examples
    --------
    >>> found = icc([4, 8, 3, 6], [10, 12, 9, 11], arm=["C", "C", "I", "I"])
    >>> round(found.estimate, 6), round(found.design_effect(), 6)
    (0.017429, 1.167653)
    """
    return told_as(IccAnswer, binary_icc(events, totals, arm=coded(arm), level=level))


def permutation_test(
    change: ArrayLike,
    arm: ArrayLike,
    *,
    stratum: ArrayLike | None = None,
    allowed: ArrayLike | None = None,
    monte_carlo: MonteCarlo = STANDARD_DRAWS,
    level: float = 0.95,
) -> PermutationAnswer:
    """Test the difference of arms by the allocations of clusters that could have been.

    Parameters
    ----------
    change : array_like, shape (G,)
        One number for each cluster.
    arm : array_like, shape (G,)
        0 control, 1 intervention.
    stratum : array_like, shape (G,), optional
        Strata or pairs within which clusters were allocated, any labels.
    allowed : array_like of 0 and 1, shape (M, G), optional
        The recorded set of a constrained procedure.
    monte_carlo : MonteCarlo
        Draws and seed where there are more than two million allocations.
    level : float
        Confidence level of the interval that inverts the test.

    Returns
    -------
    PermutationAnswer
        As `migrant_rh.methods.permutation.permutation_test`, with ``tidy()`` and ``glance()``.

    Raises
    ------
    ValueError
        As `migrant_rh.methods.permutation.permutation_test`.

    Examples
    --------
    >>> change, arm = [0.02, 0.06, 0.01, 0.11, 0.15, 0.12], [0, 0, 0, 1, 1, 1]
    >>> test = permutation_test(change, arm)
    >>> test.p_value, test.allocations, test.smallest_p
    (0.1, 20, 0.1)
    """
    test = permutation.permutation_test(
        change,
        arm,
        stratum=coded(stratum),
        allowed=allowed,
        monte_carlo=monte_carlo,
        level=level,
    )
    return told_as(PermutationAnswer, test)
