"""Tests of tables for the shop window: from counts, or from persons with or without clusters."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from migrant_rh.analysis.answers import TableAnswer, coded, exact_interval
from migrant_rh.analysis.required import require_columns
from migrant_rh.methods.contingency import likelihood_ratio, linear_trend, pearson, yates
from migrant_rh.methods.fisher import fisher_exact
from migrant_rh.methods.rao_scott import rao_scott

if TYPE_CHECKING:
    import pandas as pd

TableMethod = Literal["pearson", "yates", "likelihood_ratio", "linear_trend", "fisher"]

_TESTS: Mapping[str, Callable[[ArrayLike], Any]] = {
    "pearson": pearson,
    "yates": yates,
    "likelihood_ratio": likelihood_ratio,
    "linear_trend": linear_trend,
    "fisher": fisher_exact,
}
_TWO = (2, 2)


def chi_square(  # noqa: PLR0913  (a table, or six roles of a frame by name)
    counts: ArrayLike | pd.DataFrame,
    *,
    rows: str | None = None,
    columns: str | None = None,
    cluster: str | None = None,
    stratum: str | None = None,
    weights: str | None = None,
    method: TableMethod = "pearson",
) -> TableAnswer:
    """Test independence of the rows and columns of a table.

    Parameters
    ----------
    counts : array_like or pandas.DataFrame
        A table of counts; or, with `rows` and `columns`, a data frame of one row a person.
    rows, columns : str, optional
        Columns of the frame that make the table's rows and columns; levels in sorted order. Persons
        without an answer in either are left out and counted.
    cluster : str, optional
        Column of the cluster: Rao and Scott's second-order F then takes the place of chi-square.
    stratum, weights : str, optional
        Columns of the stratum within which clusters were drawn, and of sampling weights; only with
        `cluster`.
    method : {"pearson", "yates", "likelihood_ratio", "linear_trend", "fisher"}
        Test of a table without clusters.

    Returns
    -------
    TableAnswer
        ``statistic``, ``df``, ``p_value``, ``estimate``, ``interval``, ``tidy()``, ``glance()``;
        ``convention`` says what was done. No continuity correction unless ``yates`` is asked for.

    Raises
    ------
    AnalysisError
        If a column is not in the frame.
    ValueError
        If it is no table of counts, or roles contradict one another.

    Notes
    -----
    See `migrant_rh.methods.contingency`, `fisher` and `rao_scott` for formulas and sources. R
    ``chisq.test(counts, correct = FALSE)``, ``survey::svychisq``; SAS ``PROC FREQ``, ``PROC
    SURVEYFREQ``; Stata ``tabulate, chi2``, ``svy: tabulate``.

    Examples
    --------
    >>> test = chi_square([[10, 20], [20, 10]])
    >>> round(test.statistic, 6), test.df, round(test.p_value, 6)
    (6.666667, 1.0, 0.009823)
    >>> test.convention.en
    "Pearson's chi-square without continuity correction"
    """
    if method not in get_args(TableMethod):
        raise ValueError(f"method {method!r} is none of {', '.join(get_args(TableMethod))}")
    if rows is None and columns is None:
        if any((cluster, stratum, weights)):
            raise ValueError("clusters, strata and weights need a frame with rows and columns")
        return _of_table(np.asarray(counts, dtype=np.float64), method)
    if rows is None or columns is None:
        raise ValueError("rows and columns go together")
    if cluster is None and (stratum is not None or weights is not None):
        raise ValueError("strata and weights go with clusters")
    frame: Any = counts
    require_columns(frame, (rows, columns, cluster, stratum, weights))
    persons = _Persons.of(frame, rows, columns)
    if cluster is None:
        return persons.missing_told(_of_table(persons.table, method))
    return persons.clustered(frame, cluster, stratum, weights)


@dataclass(frozen=True)
class _Persons:
    """Levels of persons with both answers, and who they are."""

    row: NDArray[np.int64]
    column: NDArray[np.int64]
    known: NDArray[np.bool_]

    @classmethod
    def of(cls, frame: pd.DataFrame, rows: str, columns: str) -> _Persons:
        """Number the levels of both answers."""
        known = frame[[rows, columns]].notna().all(axis=1).to_numpy()
        levels = [coded(frame.loc[known, name].to_numpy()) for name in (rows, columns)]
        row, column = (np.zeros(0, np.int64) if each is None else each for each in levels)
        return cls(row, column, known)

    @property
    def table(self) -> NDArray[np.float64]:
        """Persons by both answers."""
        shape = (int(self.row.max(initial=-1)) + 1, int(self.column.max(initial=-1)) + 1)
        counts = np.zeros(shape)
        np.add.at(counts, (self.row, self.column), 1)
        return counts

    @property
    def missing(self) -> int:
        """Persons without one of the answers."""
        return int((~self.known).sum())

    def missing_told(self, answer: TableAnswer) -> TableAnswer:
        """The same answer, with the number left out."""
        return replace(answer, n_missing=self.missing)

    def clustered(
        self, frame: pd.DataFrame, cluster: str, stratum: str | None, weights: str | None
    ) -> TableAnswer:
        """Rao and Scott's test; persons without an answer keep their cluster in the variance."""
        w = np.ones(len(frame)) if weights is None else frame[weights].to_numpy(dtype=float)
        row, column = np.zeros((2, len(frame)), dtype=np.int64)
        row[self.known], column[self.known] = self.row, self.column
        test = rao_scott(
            row,
            column,
            _codes(frame, cluster),
            stratum=None if stratum is None else _codes(frame, stratum),
            weights=np.where(self.known, w, 0.0),
        )
        shares = np.zeros(self.table.shape)
        np.add.at(shares, (self.row, self.column), w[self.known])
        return TableAnswer(
            statistic=test.statistic,
            df=test.df,
            df_denominator=test.df_denominator,
            p_value=test.p_value,
            estimate=_difference(shares),
            interval=exact_interval(test),
            n=test.persons,
            n_missing=self.missing,
            clusters=test.clusters,
            method=test.method,
            unavailable=test.unavailable,
            details=test,
        )


def _codes(frame: pd.DataFrame, name: str) -> NDArray[np.int64]:
    """Numbered labels of a column without missing values."""
    missing = int(frame[name].isna().sum())
    if missing:
        raise ValueError(f"{missing} rows have no {name}: leave them out first")
    return np.asarray(coded(frame[name].to_numpy()), dtype=np.int64)


def _of_table(table: NDArray[np.float64], method: TableMethod) -> TableAnswer:
    """Test one table."""
    found = _TESTS[method](table)
    return TableAnswer(
        statistic=float(getattr(found, "statistic", math.nan)),
        df=float(getattr(found, "df", math.nan)),
        df_denominator=math.nan,
        p_value=found.p_value,
        estimate=float(getattr(found, "estimate", _difference(table))),
        interval=exact_interval(found),
        n=round(float(table.sum())),
        n_missing=0,
        clusters=None,
        method=found.method,
        unavailable=found.unavailable,
        details=found,
    )


def _difference(table: NDArray[np.float64]) -> float:
    """Share of the last column, second row less first, of a 2×2 table."""
    if table.shape != _TWO or not table.sum(axis=1).all():
        return math.nan
    shares = table[:, 1] / table.sum(axis=1)
    return float(shares[1] - shares[0])
