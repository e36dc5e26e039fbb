"""Tables of counts as the caller gives them, checked once, without their empty rows and columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.observations import finite_numbers

NoTable = Literal["", "no_counts", "one_row", "one_column"]

_MATRIX = 2


@dataclass(frozen=True, slots=True)
class FilledTable:
    """A table without empty rows and columns.

    Attributes
    ----------
    counts : ndarray, shape (r, c)
        Rows and columns with at least one count, in the caller's order.
    rows, columns : ndarray of bool
        Which of the caller's rows and columns are kept.
    """

    counts: Floats
    rows: npt.NDArray[np.bool_] = field(repr=False)
    columns: npt.NDArray[np.bool_] = field(repr=False)

    @property
    def empty_rows(self) -> int:
        """Number of rows left out because they hold no count."""
        return int((~self.rows).sum())

    @property
    def empty_columns(self) -> int:
        """Number of columns left out because they hold no count."""
        return int((~self.columns).sum())

    @property
    def unavailable(self) -> NoTable:
        """Empty, or why nothing can be compared in this table."""
        rows, columns = self.counts.shape
        if rows == 0:
            return "no_counts"
        if rows == 1:
            return "one_row"
        return "one_column" if columns == 1 else ""

    @property
    def expected(self) -> Floats:
        """Counts expected under independence: row total times column total over all."""
        row_totals, column_totals = self.counts.sum(axis=1), self.counts.sum(axis=0)
        return np.asarray(np.outer(row_totals, column_totals) / self.counts.sum())


def filled_table(counts: npt.ArrayLike) -> FilledTable:
    """Check a table and leave out its empty rows and columns.

    Parameters
    ----------
    counts : array_like, shape (r, c)
        Counts, or sums of weights; none negative.

    Raises
    ------
    ValueError
        If it is not a table, or holds missing, infinite or negative counts.

    Examples
    --------
    >>> table = filled_table([[3, 0, 1], [0, 0, 0], [2, 0, 4]])
    >>> table.counts
    array([[3., 1.],
           [2., 4.]])
    >>> table.empty_rows, table.empty_columns
    (1, 1)
    """
    table = counts_of(counts, dimensions=_MATRIX)
    rows, columns = table.sum(axis=1) > 0, table.sum(axis=0) > 0
    return FilledTable(table[np.ix_(rows, columns)], rows, columns)


def two_by_two(counts: npt.ArrayLike) -> Floats:
    """Check a table of two rows and two columns.

    Raises
    ------
    ValueError
        If it has another shape, or holds counts that cannot be.

    Examples
    --------
    >>> two_by_two([[1, 2], [3, 4]]).sum()
    np.float64(10.0)
    """
    return _of_shape(counts_of(counts, dimensions=_MATRIX), (2, 2))


def square_table(counts: npt.ArrayLike) -> Floats:
    """Check a table whose rows and columns are the same categories.

    Raises
    ------
    ValueError
        If it is not square with two categories or more, or holds counts that cannot be.

    Examples
    --------
    >>> square_table([[5, 1], [2, 7]]).trace()
    np.float64(12.0)
    """
    table = counts_of(counts, dimensions=_MATRIX)
    if len(table) < _MATRIX:
        raise ValueError(f"counts have shape {table.shape}; expected two categories or more")
    return _of_shape(table, (len(table), len(table)))


def counts_of(counts: npt.ArrayLike, *, dimensions: int) -> Floats:
    """Take counts as finite floats of so many dimensions, none negative.

    Raises
    ------
    ValueError
        If they are anything else.

    Examples
    --------
    >>> counts_of([3, 4], dimensions=1)
    array([3., 4.])
    """
    table = finite_numbers("counts", counts, np.shape(counts))
    if table.ndim != dimensions:
        raise ValueError(f"counts have shape {table.shape}; expected {dimensions} dimensions")
    negative = int((table < 0).sum())
    if negative:
        raise ValueError(f"{negative} counts are negative")
    return table


def require_whole(counts: Floats) -> None:
    """Refuse sums of weights where a method needs numbers of persons.

    Raises
    ------
    ValueError
        If a count is not a whole number.

    Examples
    --------
    >>> require_whole(np.array([3.0, 4.0]))
    """
    broken = int((np.mod(counts, 1) != 0).sum())
    if broken:
        raise ValueError(f"{broken} counts are not whole numbers; an exact test needs persons")


def _of_shape(table: Floats, shape: tuple[int, ...]) -> Floats:
    """Refuse a table of another shape."""
    if table.shape != shape:
        raise ValueError(f"counts have shape {table.shape}; expected {shape}")
    return table
