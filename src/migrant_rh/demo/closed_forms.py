"""The formulas of the demo's known answers, written out once more.

Nothing here is shared with the methods of the package: two independent ways to the same number
check each other. Plain whole numbers and floats in, frozen results out.

==========  =====================================================================
symbol      meaning
==========  =====================================================================
k, n        persons with the event, valid answers, by workplace
p           k / n
d           change of a workplace's proportion between the waves
G           workplaces
==========  =====================================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import sqrt

import numpy as np
from scipy.special import gammaincc, stdtr

TIE = 1e-12
"""Allocations this little below the observed difference are as extreme: mirrored ones, rounded."""


@dataclass(frozen=True, slots=True)
class ChiSquare:
    """Pearson's test of independence, without continuity correction."""

    statistic: float
    df: int
    p_value: float


@dataclass(frozen=True, slots=True)
class MeanDifference:
    """Two-sample t test with the pooled variance."""

    estimate: float
    std_error: float
    t: float
    df: int
    p_value: float


@dataclass(frozen=True, slots=True)
class Permutation:
    """Exact test over all allocations."""

    allocations: int
    as_extreme: int
    p_value: float


def chi_square(table: Sequence[Sequence[int]]) -> ChiSquare:
    """Compare counts (rows, columns) with those expected under independence (Pearson, 1900).

    Examples
    --------
    Rows 10, 20 and 20, 10: every expected count is 15, so the statistic is 4 · 25 / 15.

    >>> round(chi_square([[10, 20], [20, 10]]).statistic, 4)
    6.6667
    """
    rows = [sum(row) for row in table]
    columns = [sum(column) for column in zip(*table, strict=True)]
    n = sum(rows)
    statistic = sum(
        (table[i][j] - rows[i] * columns[j] / n) ** 2 / (rows[i] * columns[j] / n)
        for i, j in product(range(len(rows)), range(len(columns)))
    )
    df = (len(rows) - 1) * (len(columns) - 1)
    return ChiSquare(statistic, df, float(gammaincc(df / 2, statistic / 2)))


def compare_proportions(first: tuple[int, int], second: tuple[int, int]) -> ChiSquare:
    """Compare k of n with k of n."""
    return chi_square([[k, n - k] for k, n in (first, second)])


def pooled_t(first: Sequence[float], second: Sequence[float]) -> MeanDifference:
    """Test the second mean against the first (Student, 1908); P from both tails.

    Examples
    --------
    Means 1 and 4, variances 1 and 1, three each: standard error √(2/3).

    >>> test = pooled_t([0, 1, 2], [3, 4, 5])
    >>> test.estimate, round(test.std_error, 6), test.df
    (3.0, 0.816497, 4)
    """
    means = [sum(sample) / len(sample) for sample in (first, second)]
    squares = sum(
        (value - mean) ** 2
        for sample, mean in zip((first, second), means, strict=True)
        for value in sample
    )
    df = len(first) + len(second) - 2
    error = sqrt(squares / df * (1 / len(first) + 1 / len(second)))
    t = (means[1] - means[0]) / error
    return MeanDifference(means[1] - means[0], error, t, df, float(2 * stdtr(df, -abs(t))))


def anova_icc(k: Sequence[int], n: Sequence[int]) -> float:
    """Intracluster correlation of a yes-or-no answer within one arm and wave, by ANOVA.

    MSB = Σ n (p - P)² / (G - 1), MSW = Σ n p (1 - p) / (N - G), m = (N - Σ n² / N) / (G - 1),
    ICC = (MSB - MSW) / (MSB + (m - 1) MSW); it may be negative.

    Examples
    --------
    Two workplaces of 4 with 1 and 3 events: MSB = 0.5, MSW = 1.5 / 6, m = 4, so 0.25 / 1.25.

    >>> anova_icc([1, 3], [4, 4])
    0.2
    """
    G, N = len(n), sum(n)
    P = sum(k) / N
    msb = sum(size * (yes / size - P) ** 2 for yes, size in zip(k, n, strict=True)) / (G - 1)
    msw = sum(yes * (size - yes) / size for yes, size in zip(k, n, strict=True)) / (N - G)
    m = (N - sum(size**2 for size in n) / N) / (G - 1)
    return (msb - msw) / (msb + (m - 1) * msw)


def permute(d: Sequence[float], arms: Sequence[int], strata: Sequence[object]) -> Permutation:
    """Compare the arms' means of `d` over all allocations that keep every stratum's arm sizes.

    The arms are equally large. With d summed to D over all and to S over the intervention, the
    difference of means is (2 S - D) · 2 / G: a sum over strata, so that all allocations are the
    sums of one from every stratum.

    Examples
    --------
    One stratum of four, the two largest in the intervention: 2 of 6 allocations are as extreme.

    >>> permute([0.0, 0.1, 0.5, 0.9], [0, 0, 1, 1], "aaaa").as_extreme
    2
    """
    sums = np.zeros(1)
    for stratum in sorted(set(strata), key=str):
        members = [i for i, own in enumerate(strata) if own == stratum]
        treated = sum(arms[i] for i in members)
        choices = [sum(d[i] for i in chosen) for chosen in combinations(members, treated)]
        sums = np.add.outer(sums, choices).ravel()
    differences = np.abs(2 * sums - sum(d))
    observed = abs(2 * sum(d[i] for i, arm in enumerate(arms) if arm) - sum(d))
    as_extreme = int((differences >= observed - TIE).sum())
    return Permutation(len(sums), as_extreme, as_extreme / len(sums))


def mean_and_sd(values: Iterable[int]) -> tuple[float, float]:
    """Mean and standard deviation, divisor n - 1, from whole-number sums."""
    listed = list(values)
    n, total, squares = len(listed), sum(listed), sum(value**2 for value in listed)
    return total / n, sqrt((squares - total**2 / n) / (n - 1))
