"""What clusters contribute to the score of an effect, from a model that leaves the effect out.

Symbols: a marginal model fitted without the arms; z_i and e_i the whitened design and residual of
row i (`gee`); a column x of the design, such as the constant or the later wave; cluster g with the
arm a_g.

    u_g(x) = Σ over the rows of g of x_i'R⁻¹e_i,

so that Σ a_g u_g(x) is the score of the column a×x, the effect of the arm on x, at no effect. An
effect of the arm on the change between waves is judged beside its effect on the first wave: what
u_g(late) shares with u_g(1) is taken out,

    s_g = u_g(late) - κ u_g(1),   κ = Σ late R⁻¹ 1 / Σ 1 R⁻¹ 1,

κ by the model's information over all rows, so that it does not depend on the allocation. s_g is one
number a cluster: the permutation test of its difference between arms is the permutation test of the
score (Gail et al., 1996, Stat Med 15:1069; Braun and Feng, 2001, J Am Stat Assoc 96:1424). One fit
serves all allocations.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.gee import GeeFit
from migrant_rh.methods.observations import whole_numbers


def score_contributions(
    fit: GeeFit,
    cluster: npt.ArrayLike,
    *,
    column: int,
    beside: Sequence[int] = (),
) -> Floats:
    """What each cluster contributes to the score of arm × column.

    Parameters
    ----------
    fit : GeeFit
        A fit without the arms, its covariates as they were before the allocation.
    cluster : array_like of int, shape (N,)
        Allocated cluster of each row, numbered from 0 without gaps.
    column : int
        Position of the column whose product with the arm is tested: the later wave for a difference
        in differences.
    beside : sequence of int
        Positions of columns whose products with the arm are allowed for: the constant.

    Returns
    -------
    ndarray, shape (G,)
        s_g, in the order of the numbers.

    Raises
    ------
    ValueError
        If there is not one number for each row, the fit failed, or a column is aliased.

    Notes
    -----
    Under independence and the logit link, s_g is (1 - κ)n_g1(p_g1 - p̂_g1) - κ n_g0(p_g0 - p̂_g0):
    the change of a cluster's residual, weighted by its persons.

    Examples
    --------
    >>> from migrant_rh.methods.gee import GeeSpec, fit_gee
    >>> X, y = [[1, 0], [1, 1]] * 4, [1, 2, 2, 5, 1, 1, 2, 2]
    >>> fit = fit_gee(X, y, unit=range(8), spec=GeeSpec(family="gaussian"))
    >>> score_contributions(fit, [0, 0, 1, 1, 2, 2, 3, 3], column=1, beside=[0])
    array([ 0. ,  1. , -0.5, -0.5])
    """
    codes = whole_numbers("cluster", cluster, len(fit.unit))
    if fit.whitened is None:
        raise ValueError(f"the fit failed ({fit.status.failure}): it has no score")
    places = _kept(fit, [column, *beside])
    Z, e = fit.whitened.design[:, places], fit.whitened.residual
    u = np.column_stack([np.bincount(codes, z * e) for z in Z.T])
    if len(places) == 1:
        return np.asarray(u[:, 0])
    information = Z.T @ Z
    kappa = np.linalg.solve(information[1:, 1:], information[1:, 0])
    return np.asarray(u[:, 0] - u[:, 1:] @ kappa)


def _kept(fit: GeeFit, columns: Sequence[int]) -> list[int]:
    """Find columns of the design among those that the fit kept."""
    kept = fit.estimability.kept.tolist()
    aliased = [column for column in columns if column not in kept]
    if aliased:
        raise ValueError(f"columns {aliased} are not among those that the fit kept")
    return [kept.index(column) for column in columns]
