"""Characteristics of groups of persons: each described, then the groups compared.

What Table 1 of a study and `migrant_rh.tables.baseline` share. Levels are counted once for all
groups; a test that knows the clusters stands beside the one on persons where there are clusters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from migrant_rh.analysis.stating import Tested, number, unavailable, with_test
from migrant_rh.methods.contingency import likelihood_ratio, linear_trend, pearson
from migrant_rh.methods.continuous import Definition, quantiles
from migrant_rh.methods.fisher import fisher_exact
from migrant_rh.methods.gee import GeeSpec, fit_gee
from migrant_rh.methods.means import Variances, compare_means, compare_several_means
from migrant_rh.methods.ranks import kruskal_wallis, rank_sum
from migrant_rh.methods.rao_scott import rao_scott
from migrant_rh.methods.sandwich import sandwich
from migrant_rh.methods.standardised import categorical_differences, numeric_differences
from migrant_rh.methods.wald import wald
from migrant_rh.results.rows import Row
from migrant_rh.words import refer

Codes = NDArray[np.int64]
Numbers = NDArray[np.float64]

PERSONS = "persons"
SPARSE = 5.0
SAS_QUARTILES: Definition = 2
_PAIR = 2
QUARTILES = {"quartile_1": 0.25, "median": 0.5, "quartile_3": 0.75}
SUMMARIES = ("mean", "sd", *QUARTILES)
RANGE = ("smallest", "largest")
OF_LEVELS = ("pearson", "likelihood_ratio", "linear_trend", "fisher")
OF_NUMBERS = ("welch", "pooled", "rank_sum")


@dataclass(frozen=True, eq=False)
class Characteristic:
    """One variable of some persons.

    Attributes
    ----------
    name : str
        Its name in the rows.
    values : ndarray, shape (N,)
        Places of levels, -1 where there is no answer; or numbers, not a number where there is none.
    levels : tuple of str
        Codes of the levels; none for a number.
    """

    name: str
    values: Codes | Numbers
    levels: tuple[str, ...] = ()

    @cached_property
    def known(self) -> NDArray[np.bool_]:
        """Persons with an answer."""
        return np.asarray(self.values >= 0 if self.levels else ~np.isnan(self.values))

    def among(self, here: NDArray[np.bool_]) -> Characteristic:
        """The characteristic of some of the persons."""
        return Characteristic(self.name, self.values[here], self.levels)


@dataclass(frozen=True, eq=False)
class Groups:
    """Who belongs to which group, and to which cluster.

    Attributes
    ----------
    codes : tuple of str
        Names of the groups, in order; differences are taken of the last less the first.
    group : ndarray of int, shape (N,)
        Place of each person's group.
    cluster : ndarray of int, shape (N,), or None
        Numbered clusters, where persons come in clusters.
    """

    codes: tuple[str, ...]
    group: Codes
    cluster: Codes | None = None

    def among(self, here: NDArray[np.bool_]) -> Groups:
        """The groups of some of the persons."""
        cluster = None if self.cluster is None else self.cluster[here]
        return Groups(self.codes, self.group[here], cluster)

    @cached_property
    def _order(self) -> Codes:
        """Persons group by group, in their order within each."""
        return np.argsort(self.group, kind="stable")

    def divide(self, values: Numbers) -> list[Numbers]:
        """Divide the values of all persons among the groups."""
        return np.split(values[self._order], np.cumsum(self.sizes)[:-1]) if self.codes else []

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """Persons of each group."""
        width = len(self.codes)
        return tuple(np.bincount(self.group, minlength=width)[:width].tolist())

    @cached_property
    def clusters(self) -> tuple[int | None, ...]:
        """Clusters of each group, then of all."""
        if self.cluster is None:
            return (None,) * (len(self.codes) + 1)
        each = [len(np.unique(self.cluster[self.group == g])) for g in range(len(self.codes))]
        return (*each, len(np.unique(self.cluster)))


@dataclass(frozen=True, eq=False)
class _Observed:
    """A characteristic in its groups, counted or divided once for all that is stated of it."""

    of: Characteristic
    groups: Groups

    @cached_property
    def _tallies(self) -> Codes:
        """Persons by group and level, those without an answer in the first column."""
        rows, width = max(len(self.groups.codes), 1), len(self.of.levels) + 1
        cell = self.groups.group * width + self.of.values.astype(np.int64, copy=False) + 1
        counts = np.bincount(cell, minlength=rows * width)
        return np.asarray(counts.reshape(rows, width), dtype=np.int64)

    @cached_property
    def table(self) -> Codes:
        """Persons by group and level: shape (groups, levels)."""
        return self._tallies[: len(self.groups.codes), 1:]

    @cached_property
    def total(self) -> Codes:
        """Persons by level over all groups."""
        return np.asarray(self._tallies.sum(axis=0)[1:])

    @cached_property
    def numbers(self) -> list[Numbers]:
        """Known numbers of each group."""
        values = np.asarray(self.of.values, dtype=np.float64)
        return [each[~np.isnan(each)] for each in self.groups.divide(values)]

    @cached_property
    def everybody(self) -> Numbers:
        """Known numbers over all groups."""
        return np.asarray(self.of.values[self.of.known], dtype=np.float64)

    def counted(self, row: Row) -> list[Row]:
        """Rows with the persons of every group, and of all."""
        groups = self.groups
        if self.of.levels:
            answered = [*self.table.sum(axis=1).tolist(), int(self.total.sum())]
        else:
            answered = [*map(len, self.numbers), len(self.everybody)]
        asked = [*groups.sizes, len(groups.group)]
        return [
            row._replace(group=code, n=n, n_missing=size - n, clusters=clusters)
            for code, n, size, clusters in zip(
                (*groups.codes, ""), answered, asked, groups.clusters, strict=True
            )
        ]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is stated of a characteristic.

    Attributes
    ----------
    summaries : tuple of str
        Of a number: some of `SUMMARIES` and `RANGE`.
    test : str
        One of `OF_LEVELS` or `OF_NUMBERS`; empty for none.
    smd : bool
        State the standardised difference; of several groups the largest of all pairs.
    """

    summaries: tuple[str, ...] = SUMMARIES
    test: str = ""
    smd: bool = True


def characteristic_rows(
    characteristic: Characteristic, groups: Groups, place: Row, asked: Asked
) -> Iterator[Row]:
    """State one characteristic in every group and over all, then compare the groups.

    Parameters
    ----------
    characteristic : Characteristic
        Values of N persons.
    groups : Groups
        Of the same persons.
    place : Row
        Analysis, site and wave of the rows.
    asked : Asked
        Which numbers and tests.

    Returns
    -------
    iterator of Row
        Levels: ``count`` and ``proportion`` among valid answers. Numbers: the summaries, quartiles
        by definition 2 (that of SAS). Then with contrast ``arms``: ``test`` on persons;
        ``test_clustered``, which knows the clusters (``rao_scott``, or ``gee_linear_joint`` for
        numbers: least squares on the groups, KC covariance, approximate Hotelling F); ``smd``.
    """
    row = place._replace(outcome=characteristic.name)
    observed = _Observed(characteristic, groups)
    state = _levels if characteristic.levels else _numbers
    yield from state(observed, row, asked)
    if len(groups.codes) < _PAIR:
        return
    whole = observed.counted(row)[-1]._replace(contrast="arms")
    if asked.test:
        yield _test(observed, whole, asked.test)
        if groups.cluster is not None:
            yield _clustered(characteristic, groups, whole)
    if asked.smd:
        yield _standardised(observed, whole)


def group_rows(groups: Groups, place: Row) -> Iterator[Row]:
    """Count the persons of every group, and of all, whatever they answered."""
    row = place._replace(term=PERSONS, scale="count", method="count")
    sizes = (*groups.sizes, len(groups.group))
    counts = zip((*groups.codes, ""), sizes, groups.clusters, strict=True)
    for code, size, clusters in counts:
        yield row._replace(group=code, estimate=float(size), n=size, clusters=clusters)


def _levels(observed: _Observed, row: Row, _: Asked) -> Iterator[Row]:
    """Count and proportion of every level in every group, and over all."""
    counted = observed.counted(row._replace(method="count"))
    for of_group, counts in zip(counted, [*observed.table, observed.total], strict=True):
        for level, count in zip(observed.of.levels, counts.tolist(), strict=True):
            stated = of_group._replace(term=level, scale="count", estimate=float(count))
            yield stated
            share = count / of_group.n if of_group.n else None
            yield stated._replace(scale="proportion", estimate=share)


def _numbers(observed: _Observed, row: Row, asked: Asked) -> Iterator[Row]:
    """Summaries of a number in every group, and over all."""
    counted = observed.counted(row._replace(method="describe"))
    values = [*observed.numbers, observed.everybody]
    for of_group, numbers in zip(counted, values, strict=True):
        told = _summarised(numbers, asked.summaries)
        for scale in asked.summaries:
            yield of_group._replace(scale=scale, estimate=number(told[scale]))


def _summarised(values: Numbers, summaries: tuple[str, ...]) -> Mapping[str, float]:
    """Compute the summaries asked for; what does not exist is not a number."""
    told = {
        scale: float(of(values)) if len(values) >= least else float("nan")
        for scale, (of, least) in _OF_NUMBERS.items()
        if scale in summaries
    }
    if set(summaries) & set(QUARTILES):
        found = quantiles(values, list(QUARTILES.values()), definition=SAS_QUARTILES)
        told |= dict(zip(QUARTILES, found.tolist(), strict=True))
    return told


_OF_NUMBERS: Mapping[str, tuple[Callable[[Numbers], np.floating], int]] = {
    "mean": (np.mean, 1),
    "sd": (partial(np.std, ddof=1), 2),
    "smallest": (np.min, 1),
    "largest": (np.max, 1),
}
"""How a summary is computed, and of how many numbers at least."""


def _test(observed: _Observed, row: Row, name: str) -> Row:
    """The test on persons."""
    row = row._replace(scale="test", method=name)
    if not observed.of.levels:
        return _of_numbers(observed.numbers, row, name)
    table = observed.table
    if name == "fisher":
        exact = fisher_exact(table)
        note = unavailable(exact.unavailable)
        return row._replace(method=exact.method, p_value=number(exact.p_value), note=note)
    test = _OF_LEVELS[name](table)
    return with_test(row._replace(note=_sparse(table) if name == "pearson" else ""), test)


def _sparse(table: Codes) -> str:
    """A note where expected counts are small."""
    test = pearson(table)
    if test.unavailable or test.smallest_expected >= SPARSE:
        return ""
    return refer("analysis.sparse", least=f"{test.smallest_expected:.1f}")


_OF_LEVELS: Mapping[str, Callable[[Codes], Tested]] = {
    "pearson": pearson,
    "likelihood_ratio": likelihood_ratio,
    "linear_trend": linear_trend,
}


def _of_numbers(values: list[Numbers], row: Row, name: str) -> Row:
    """Means or ranks of the groups compared; of two groups, the second less the first."""
    pair = len(values) == _PAIR
    if name == "rank_sum":
        if not pair:
            return with_test(row._replace(method="kruskal_wallis"), kruskal_wallis(values))
        ranked = rank_sum(values[1], values[0])
        note = unavailable(ranked.unavailable)
        told = row._replace(method=ranked.method, statistic=number(ranked.z), note=note)
        return told._replace(p_value=number(ranked.p_value))
    variances: Variances = "pooled" if name == "pooled" else "welch"
    if pair:
        return with_test(row, compare_means(values[1], values[0], variances=variances))
    test = compare_several_means(values, variances=variances)
    return with_test(row._replace(method=f"{name}_anova"), test)


def _clustered(characteristic: Characteristic, groups: Groups, row: Row) -> Row:
    """The test that knows the clusters."""
    known = characteristic.known
    group, cluster = groups.group[known], np.asarray(groups.cluster)[known]
    row = row._replace(scale="test_clustered")
    if characteristic.levels:
        codes = characteristic.values[known].astype(np.int64)
        return with_test(row._replace(method="rao_scott"), rao_scott(group, codes, cluster))
    row = row._replace(method="gee_linear_joint", covariance="KC", correlation="independence")
    present = np.unique(group)
    if len(present) < _PAIR:
        return row._replace(note=unavailable("one_row"))
    X = np.column_stack([np.ones(len(group)), group[:, None] == present[1:]])
    spec = GeeSpec(family="gaussian")
    fit = fit_gee(X, characteristic.values[known], unit=cluster, spec=spec)
    return with_test(row, wald(sandwich(fit, kind="KC"), np.eye(X.shape[1])[1:]))


def _standardised(observed: _Observed, row: Row) -> Row:
    """The standardised difference: of two groups the second less the first, else the largest."""
    if observed.of.levels:
        found = categorical_differences(observed.table[::-1].T)
    else:
        found = numeric_differences(observed.numbers[::-1])
    pair = len(observed.groups.codes) == _PAIR
    value = float(found.estimates[0]) if pair else found.largest
    return row._replace(
        scale="smd",
        estimate=number(value),
        method=f"smd_{found.method}" if pair else f"smd_{found.method}_largest",
        note=unavailable(found.unavailable),
    )
