"""What a cell of a table holds: numbers at full precision, and how they are to be read."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from migrant_rh.words import Text

PrintedAs = Literal["percent", "points", "ratio", "plain", "fine"]
"""percent and points: times 100; ratio: exponentiated; plain and fine: as it is."""

PRINTED_AS: dict[str, PrintedAs] = {
    "proportion": "percent",
    "rd": "points",
    "mean": "plain",
    "difference": "plain",
    "ratio": "plain",
    "smd": "plain",
    "design_effect": "plain",
    "icc": "fine",
}
"""How the scales of results rows are printed; every ``log_…`` scale is printed as a ratio."""


def printed_as(scale: str) -> PrintedAs:
    """Say how an estimate on a scale of the results rows is printed.

    Raises
    ------
    ValueError
        If no rule is known for the scale.

    Examples
    --------
    >>> printed_as("log_ror"), printed_as("rd")
    ('ratio', 'points')
    """
    if scale.startswith("log_"):
        return "ratio"
    if scale not in PRINTED_AS:
        raise ValueError(f"no rule prints the scale {scale!r}: log_… or one of {list(PRINTED_AS)}")
    return PRINTED_AS[scale]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """What every cell may carry.

    Attributes
    ----------
    sources : tuple of str
        Ids of the results rows the cell prints.
    marks : tuple of str or Text
        Ids of the notes the cell refers to, or what is noted of it.
    """

    sources: tuple[str, ...] = ()
    marks: tuple[str | Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Count(Traced):
    """A number of persons, records or clusters; None prints as a dash."""

    n: int | None


@dataclass(frozen=True, slots=True)
class CountPercent(Traced):
    """A number out of a total, printed ``508 (51.52)``; without a total there is no percentage.

    Raises
    ------
    ValueError
        If `n` is negative or more than `total`.
    """

    n: int | None
    total: int | None

    def __post_init__(self) -> None:
        if self.n is not None and not 0 <= self.n <= (self.n if self.total is None else self.total):
            raise ValueError(f"{self.n} out of {self.total} is no share")


@dataclass(frozen=True, slots=True)
class Percent(Traced):
    """A proportion printed as a percentage without its sign: 0.5152 as ``51.52``."""

    value: float | None


@dataclass(frozen=True, slots=True)
class Number(Traced):
    """Any other number, with so many decimals; without `digits`, those of estimates."""

    value: float | None
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class MeanSD(Traced):
    """Mean and standard deviation, printed together."""

    mean: float | None
    sd: float | None
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class MedianQuartiles(Traced):
    """Median with first and third quartile, or with the range."""

    median: float | None
    low: float | None
    high: float | None
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class Estimate(Traced):
    """An estimate with its interval, all three on one scale of the results rows.

    Attributes
    ----------
    value, low, high : float or None
        As the results row holds them: proportions and risk differences between -1 and 1, ratios
        as natural logarithms.
    scale : str
        The row's scale; see `printed_as`.
    of : tuple of float, or None
        The two proportions that a difference is the second less the first of, where the table
        prints them too: a note says so where the printed numbers do not subtract to it.

    Raises
    ------
    ValueError
        If the scale is unknown, or the lower limit lies above the upper by more than rounding.
    """

    value: float | None
    low: float | None
    high: float | None
    scale: str
    of: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        printed_as(self.scale)
        if self.low is None or self.high is None:
            return
        if self.low > self.high and not math.isclose(self.low, self.high):
            raise ValueError(f"the interval {self.low} to {self.high} is the wrong way round")


@dataclass(frozen=True, slots=True)
class Statistic(Traced):
    """A test statistic."""

    value: float | None


@dataclass(frozen=True, slots=True)
class DegreesOfFreedom(Traced):
    """Degrees of freedom: whole numbers as such, others with decimals."""

    value: float | None


@dataclass(frozen=True, slots=True)
class PValue(Traced):
    """A P value.

    Raises
    ------
    ValueError
        If it lies outside 0 to 1.
    """

    value: float | None

    def __post_init__(self) -> None:
        if self.value is not None and not math.isnan(self.value) and not 0 <= self.value <= 1:
            raise ValueError(f"{self.value} is no P value")


@dataclass(frozen=True, slots=True)
class Words(Traced):
    """Words in a cell."""

    text: Text


@dataclass(frozen=True, slots=True)
class Missing(Traced):
    """A number that is not there, printed as a dash; the reason goes under the table."""

    reason: Text


@dataclass(frozen=True, slots=True)
class Blank(Traced):
    """Nothing belongs here."""


Cell = (
    Count
    | CountPercent
    | Percent
    | Number
    | MeanSD
    | MedianQuartiles
    | Estimate
    | Statistic
    | DegreesOfFreedom
    | PValue
    | Words
    | Missing
    | Blank
)
