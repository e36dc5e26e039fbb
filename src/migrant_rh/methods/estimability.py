"""Which columns of a design, and which contrasts, the data can tell."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Booleans, Floats, Integers

_RANK_TOLERANCE = 1e-7
_PLAINLY_WHOLE = 1e-8
_ROWS = 8192
_CONTRAST_TOLERANCE = 1e-8


@dataclass(frozen=True, slots=True, eq=False)
class Estimability:
    """Columns kept, columns that are combinations of earlier ones, and how they combine.

    Attributes
    ----------
    kept : ndarray of int, shape (r,)
        Columns in the model, in order.
    aliased : ndarray of int, shape (p - r,)
        Columns that earlier ones determine.
    dependence : ndarray, shape (r, p - r)
        ``X[:, aliased] = X[:, kept] @ dependence``.

    Examples
    --------
    >>> whole = estimability(np.array([[1.0, 0.0, 1.0], [1.0, 1.0, 0.0], [1.0, 1.0, 0.0]]))
    >>> whole.aliased
    array([2])
    >>> whole.estimable(np.array([[0.0, 1.0, 0.0], [0.0, 1.0, -1.0]]))
    array([False,  True])
    """

    kept: Integers
    aliased: Integers
    dependence: Floats = field(repr=False)

    @property
    def columns(self) -> int:
        """Number of columns of the design."""
        return len(self.kept) + len(self.aliased)

    def estimable(self, contrasts: Floats) -> Booleans:
        """Say which rows of `contrasts` have one value for all solutions of the model.

        A contrast c is estimable when it lies in the row space of X (Searle, 1971, section 5.4).
        """
        implied = contrasts[:, self.kept] @ self.dependence
        size = 1 + np.abs(contrasts).max(axis=1, initial=0.0)
        apart = np.abs(contrasts[:, self.aliased] - implied).max(axis=1, initial=0.0)
        return np.asarray(apart <= _CONTRAST_TOLERANCE * size)

    def coefficients(self) -> Floats:
        """Contrasts that are the coefficients of the model without aliased columns: shape (p, p).

        A coefficient of that model is what its column and all that are made of it have together; of
        an aliased column it is not estimable.

        Examples
        --------
        >>> whole = estimability(np.array([[1.0, 2.0], [1.0, 2.0]]))
        >>> whole.coefficients()
        array([[1., 2.],
               [0., 1.]])
        """
        C = np.eye(self.columns)
        C[np.ix_(self.kept, self.aliased)] = self.dependence
        return C

    def expanded(self, values: Floats) -> Floats:
        """Put values of the kept columns in their places; the others are not a number."""
        whole = np.full(self.columns, np.nan)
        whole[self.kept] = values
        return whole

    def expanded_matrix(self, values: Floats) -> Floats:
        """Put a matrix over the kept columns in its place; the rest is not a number."""
        whole = np.full((self.columns, self.columns), np.nan)
        whole[np.ix_(self.kept, self.kept)] = values
        return whole


def estimability(X: npt.ArrayLike) -> Estimability:
    """Find the columns that are linear combinations of earlier columns.

    Parameters
    ----------
    X : array_like, shape (N, p)
        Design without missing values.

    Returns
    -------
    Estimability
        Of two columns that say the same the earlier one is kept, as in R and Stata.

    Notes
    -----
    Where the smallest eigenvalue of X'X, columns brought to one length, is above 1e-8, every column
    keeps more than 1e-4 of its length and none is aliased. Otherwise QR of X, then Gram-Schmidt on
    the p by p factor in the order of the columns; a column is aliased when less than 1e-7 of its
    length is left (the tolerance of R's ``lm``).

    Examples
    --------
    >>> estimability([[1.0, 2.0], [1.0, 2.0]]).kept
    array([0])
    """
    design = np.asarray(X, dtype=np.float64)
    if _plainly_whole(design):
        whole = np.arange(design.shape[1])
        return Estimability(whole, np.empty(0, np.int64), np.empty((len(whole), 0)))
    factor = _factor(design)
    lengths = np.linalg.norm(factor, axis=0)
    kept: list[int] = []
    basis = np.empty((factor.shape[0], 0))
    for column, length in enumerate(lengths):
        rest = _orthogonal_part(factor[:, column], basis)
        left = float(np.linalg.norm(rest))
        if left > _RANK_TOLERANCE * length:
            kept.append(column)
            basis = np.column_stack([basis, rest / left])
    columns = np.array(kept, dtype=np.int64)
    aliased = np.setdiff1d(np.arange(factor.shape[1]), columns)
    dependence = np.linalg.lstsq(factor[:, columns], factor[:, aliased], rcond=None)[0]
    return Estimability(columns, aliased, dependence.astype(np.float64, copy=False))


def _plainly_whole(X: Floats) -> bool:
    """Say whether no column is anywhere near a combination of others."""
    gram = np.zeros((X.shape[1],) * 2)
    for start in range(0, len(X), _ROWS):
        piece = X[start : start + _ROWS]
        gram += piece.T @ piece
    lengths = np.sqrt(np.diag(gram))
    if not (np.isfinite(gram).all() and lengths.all()):
        return False
    return bool(np.linalg.eigvalsh(gram / np.outer(lengths, lengths))[0] > _PLAINLY_WHOLE)


def _factor(X: Floats) -> Floats:
    """Triangular factor of X, some rows at a time."""
    step = max(_ROWS, 2 * X.shape[1])
    while len(X) > step:
        pieces = [X[start : start + step] for start in range(0, len(X), step)]
        X = np.concatenate([np.linalg.qr(piece, mode="r") for piece in pieces])
    return np.asarray(np.linalg.qr(X, mode="r"))


def _orthogonal_part(vector: Floats, basis: Floats) -> Floats:
    """Remove what an orthonormal basis explains; twice, for the digits."""
    once = vector - basis @ (basis.T @ vector)
    return once - basis @ (basis.T @ once)
