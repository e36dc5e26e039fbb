"""Results of methods put into rows: what does not exist is left empty, and the note says why."""

from __future__ import annotations

import math
from typing import Protocol

from migrant_rh.methods.interval import Interval
from migrant_rh.results.rows import Row
from migrant_rh.words import refer


class Tested(Protocol):
    """A test."""

    @property
    def statistic(self) -> float:
        """Chi-square, t or F."""

    @property
    def df(self) -> float:
        """Its degrees of freedom; the numerator's where there are two."""

    @property
    def p_value(self) -> float:
        """P."""

    @property
    def unavailable(self) -> str:
        """Why there is none, or empty."""


class Estimated(Tested, Protocol):
    """An estimate with its standard error, test and interval."""

    @property
    def estimate(self) -> float:
        """Value."""

    @property
    def std_error(self) -> float:
        """Standard error."""

    @property
    def interval(self) -> Interval:
        """Confidence interval."""


def with_test(row: Row, test: Tested) -> Row:
    """Put a test into a row; a test with two degrees of freedom has them both."""
    return row._replace(
        statistic=number(test.statistic),
        df=freedom(test.df),
        df_denominator=freedom(getattr(test, "df_denominator", math.nan)),
        p_value=number(test.p_value),
        note=row.note or unavailable(test.unavailable),
    )


def with_estimate(row: Row, told: Estimated) -> Row:
    """Put an estimate, its test and its interval into a row."""
    return with_test(row, told)._replace(
        estimate=number(told.estimate),
        std_error=number(told.std_error),
        conf_low=number(told.interval.low),
        conf_high=number(told.interval.high),
    )


def unavailable(reason: str) -> str:
    """Write down why a number does not exist; empty where it does."""
    return refer(f"analysis.unavailable_{reason}") if reason else ""


def number(value: float) -> float | None:
    """A number, or None for what is not a finite one."""
    return float(value) if math.isfinite(value) else None


def freedom(value: float) -> float | None:
    """Degrees of freedom; infinite ones are those of the normal distribution."""
    return None if math.isnan(value) else float(value)
