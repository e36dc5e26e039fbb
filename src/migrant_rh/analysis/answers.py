"""Results of single methods that tell themselves as rows: what the shop window hands out.

A class here is the result of a method with `tidy` and `glance` added, so that nothing of the
method's own answer is lost.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from migrant_rh.analysis.stating import freedom, number, unavailable
from migrant_rh.methods.icc import Icc
from migrant_rh.methods.interval import NO_INTERVAL, Interval
from migrant_rh.methods.permutation import PermutationTest
from migrant_rh.results.rows import Results, Row
from migrant_rh.words import Text, phrase, recall

if TYPE_CHECKING:
    import pandas as pd


class Told:
    """A result that tells itself as rows, as a line, and in a notebook."""

    __slots__ = ()

    def rows(self) -> Iterable[Row]:
        """The rows."""
        raise NotImplementedError

    def tidy(self) -> pd.DataFrame:
        """One row a test or estimate, with the columns of `migrant_rh.Results`."""
        return Results.of(self.rows()).frame()

    def glance(self) -> pd.DataFrame:
        """One row with everything about the result that is a single number or name."""
        import pandas as pd  # noqa: PLC0415  (heavy)

        return pd.DataFrame([_singles(self)])

    @property
    def convention(self) -> Text:
        """What exactly was done, as a sentence in both languages."""
        return phrase(f"methods.{getattr(self, 'method', '')}")

    @property
    def reason(self) -> Text | None:
        """Why numbers are missing, as a sentence; None where they are there."""
        code = getattr(self, "unavailable", "")
        return recall(unavailable(code)) if code else None

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        del include, exclude
        empty = ["site", "group", "wave", "covariance", "correlation", "id"]
        table = self.tidy().drop(columns=empty)
        return {"text/plain": repr(self), "text/html": str(table.to_html(index=False))}


@dataclass(frozen=True, slots=True)
class TableAnswer(Told):
    """A test of a table, or of persons in clusters.

    Attributes
    ----------
    statistic : float
        Chi-square or F; not a number for an exact test.
    df, df_denominator : float
        Degrees of freedom; the denominator's of an F.
    p_value : float
        P.
    estimate : float
        For 2×2 tables: difference of the proportions of the last column, second row less first; for
        Fisher's test the conditional odds ratio; for a trend the correlation of the scores.
    interval : Interval
        Of the odds ratio of Fisher's test; else not numbers.
    n : int
        Persons.
    n_missing : int
        Persons left out for a missing answer.
    clusters : int or None
        Clusters, where they count.
    method : str
        What was done; `convention` says it as a sentence.
    unavailable : str
        Empty, or why there is no test.
    details : object
        The result of the method itself: smallest expected count, empty rows, draws, ….
    """

    statistic: float
    df: float
    df_denominator: float
    p_value: float
    estimate: float
    interval: Interval
    n: int
    n_missing: int
    clusters: int | None
    method: str
    unavailable: str
    details: Any

    def rows(self) -> Iterable[Row]:
        """The test as one row."""
        return [
            Row(
                analysis="chi_square",
                statistic=number(self.statistic),
                df=freedom(self.df),
                df_denominator=freedom(self.df_denominator),
                p_value=number(self.p_value),
                estimate=number(self.estimate),
                scale=_SCALES.get(self.method, "rd") if math.isfinite(self.estimate) else "test",
                conf_low=number(self.interval.low),
                conf_high=number(self.interval.high),
                n=self.n,
                n_missing=self.n_missing,
                clusters=self.clusters,
                method=self.method,
                note=unavailable(self.unavailable),
            )
        ]

    @property
    def smallest_expected(self) -> float:
        """Smallest expected count of a chi-square test of a table; else not a number."""
        return float(getattr(self.details, "smallest_expected", math.nan))


_SCALES = {
    "fisher_exact": "or",
    "fisher_monte_carlo": "or",
    "linear_trend": "correlation",
}


@dataclass(frozen=True, slots=True)
class IccAnswer(Icc, Told):
    """An intracluster correlation: everything of `migrant_rh.methods.icc.Icc`, told as rows."""

    def rows(self) -> Iterable[Row]:
        """The correlation, and its design effect by three sizes of a cluster."""
        row = Row(
            analysis="icc",
            n=round(self.persons),
            clusters=self.clusters,
            method=self.method,
            note=unavailable(self.unavailable),
        )
        yield row._replace(
            scale="icc",
            estimate=number(self.estimate),
            statistic=number(self.statistic),
            df=freedom(self.df),
            df_denominator=freedom(self.df_denominator),
            p_value=number(self.p_value),
            conf_low=number(self.interval.low),
            conf_high=number(self.interval.high),
        )
        for size in ("size_weighted", "mean", "m0"):
            effect = number(self.design_effect(size))
            yield row._replace(scale="design_effect", term=size, estimate=effect)


@dataclass(frozen=True, slots=True)
class PermutationAnswer(PermutationTest, Told):
    """A permutation test: all of `migrant_rh.methods.permutation.PermutationTest`, told as rows."""

    @property
    def statistic(self) -> float:
        """The difference of means, which is the statistic and the estimate."""
        return self.estimate

    @property
    def df(self) -> float:
        """There are none."""
        return math.nan

    def rows(self) -> Iterable[Row]:
        """The test as one row."""
        return [
            Row(
                analysis="permutation_test",
                contrast="arms",
                scale="difference",
                estimate=number(self.estimate),
                p_value=number(self.p_value),
                conf_low=number(self.interval.low),
                conf_high=number(self.interval.high),
                method=self.method,
                note=unavailable(self.unavailable),
            )
        ]


def exact_interval(result: Any) -> Interval:
    """The interval a result has, or none."""
    found = getattr(result, "interval", NO_INTERVAL)
    return found if isinstance(found, Interval) else NO_INTERVAL


T = TypeVar("T")


def told_as(kind: type[T], result: Any) -> T:
    """Give a method's result the class that tells it."""
    return kind(**{field.name: getattr(result, field.name) for field in fields(result)})


def coded(values: Any) -> NDArray[np.int64] | None:
    """Number labels in the order of their values; None stays None."""
    if values is None:
        return None
    return np.asarray(np.unique(np.asarray(values), return_inverse=True)[1], dtype=np.int64)


def _singles(result: Any) -> dict[str, object]:
    """Fields of a result that are single values; intervals as two."""
    told: dict[str, object] = {}
    for field in fields(result):
        value = getattr(result, field.name)
        if isinstance(value, Interval):
            told |= {"conf_low": value.low, "conf_high": value.high}
        elif value is None or isinstance(value, (str, bool, int, float)):
            told[field.name] = value
    return told
