"""Characteristics of groups in any data frame: Table 1 without a study file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Unpack, get_args

import numpy as np

from migrant_rh.analysis.characteristics import (
    OF_LEVELS,
    OF_NUMBERS,
    Asked,
    Characteristic,
    characteristic_rows,
    group_rows,
)
from migrant_rh.analysis.required import require_columns
from migrant_rh.errors import AnalysisError, Place, Problem
from migrant_rh.privacy import Asked as Answered
from migrant_rh.privacy import Subject, without_small_cells
from migrant_rh.rendering.printed import PrintedTable
from migrant_rh.rendering.tables.baseline import (
    ANALYSIS,
    PARTS,
    Compared,
    MissingLines,
    Shape,
    Summary,
    characteristics_table,
)
from migrant_rh.results.rows import Results, Row
from migrant_rh.results.vocabulary import Vocabulary
from migrant_rh.tables.columns import (
    Kind,
    Kinds,
    characteristic_of,
    coded,
    groups_of,
    level_codes,
)
from migrant_rh.tables.looks import GuardedOptions, Looks
from migrant_rh.tables.options import (
    choice_problems,
    column_problems,
    digits_problems,
    looks_of,
    looks_problems,
    repeated_problems,
)
from migrant_rh.words import Text, phrase

if TYPE_CHECKING:
    import pandas as pd

_SUMMARIES = get_args(Summary)
_CATEGORY = "count_percent"
_PAIR = 2
_CHOICES: Mapping[str, tuple[object, ...]] = {
    "statistic": (*_SUMMARIES, _CATEGORY),
    "test": (True, False, *OF_LEVELS, *OF_NUMBERS),
    "missing": get_args(MissingLines),
    "add_overall": (True, False, "first", "last"),
}


class BaselineOptions(GuardedOptions, total=False):
    """Options of `baseline`, besides those of every table that counts answers.

    Attributes
    ----------
    statistic : str or mapping of str to str
        Of numbers ``mean_sd`` (the default), ``median_quartiles`` or ``median_range``;
        ``count_percent`` makes a category of a column of numbers. One for all, or by column.
    digits : int or mapping of str to int
        Decimals of numbers; two where nothing is said.
    missing : {"no", "ifany", "always"}
        Lines that count missing answers; with ``no`` a note counts them.
    test : bool, str or mapping of str to str
        Whether groups are compared (default), or which test compares them, for all columns of its
        kind or by column: ``pearson`` (default), ``fisher``, ``likelihood_ratio``,
        ``linear_trend``; for numbers ``welch`` (default), ``pooled``, ``rank_sum`` (default where
        the median is shown).
    add_overall : bool, "first" or "last"
        A column over all groups.
    smd : bool
        A column of standardised differences; shown for two groups where nothing is said.
    cluster : str
        Column of the cluster: a P value that knows it stands beside.
    within : str
        Column of the site: a block of columns for each.
    """

    statistic: str | Mapping[str, str]
    digits: int | Mapping[str, int]
    missing: MissingLines
    test: bool | str | Mapping[str, bool | str]
    add_overall: bool | Literal["first", "last"]
    smd: bool
    cluster: str
    within: str


def baseline(
    data: pd.DataFrame,
    *,
    by: str | None = None,
    rows: str | Sequence[str] | None = None,
    **options: Unpack[BaselineOptions],
) -> PrintedTable:
    """Describe and compare groups of persons.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a person. Categories, text and truth values are counted, as are numbers that are
        only 0 and 1 (of which the share of 1 is shown); other numbers are summarised. Missing
        values are left out of percentages and tests, and counted.
    by : str, optional
        Column of the group. Persons without a group are left out.
    rows : str or sequence of str, optional
        Columns to describe, in order; without them, all that play no other part.
    **options
        See `BaselineOptions`, `GuardedOptions` and `LooksOptions`.

    Returns
    -------
    PrintedTable
        Shows itself; ``.results`` holds every number as a row, ``.to_html()``, ``.to_markdown()``
        and their like write it.

    Raises
    ------
    AnalysisError
        With every column or option that is not known.

    Notes
    -----
    Chi-square is Pearson's without continuity correction, as in SAS, not as R's ``chisq.test``
    does; quartiles are by definition 2 (SAS); the clustered P is the second-order Rao-Scott F (R
    ``survey::svychisq``) or a robust F with the Kauermann-Carroll covariance. R:
    ``gtsummary::tbl_summary(data, by = ...) |> add_p()``; Stata ``table1_mc`` (user-written).

    Examples
    --------
    >>> import pandas as pd
    >>> data = pd.DataFrame({
    ...     "arm": ["control"] * 3 + ["treated"] * 3,
    ...     "sex": ["f", "m", "m", "f", "f", "m"], "age": [20, 31, 44, 25, 39, None],
    ... })
    >>> baseline(data, by="arm", rows=["sex", "age"], test=False, smd=False, digits=1)
    Characteristics by arm
    ================================================
    Characteristic  control (n = 3)  treated (n = 3)
    ------------------------------------------------
    sex
      f                 1 (33.3)         2 (66.7)
      m                 2 (66.7)         1 (33.3)
    age
      Mean (SD)       31.7 (12.0)      32.0 (9.9)
    ================================================
    Note: Persons (%) unless stated otherwise; percentages are of valid answers.
    Persons without a valid answer: age 1
    """
    named = (rows,) if isinstance(rows, str) else None if rows is None else tuple(rows)
    asked = _Request(data, by, named, options)
    asked.check()
    results = Results.of(asked.told(), asked.vocabulary())
    sites = tuple(asked.sites) or ("",)
    title = asked.looks.titled(asked.title())
    table = characteristics_table(results, ANALYSIS, title, sites=sites, shape=asked.shape())
    return PrintedTable(table, asked.looks.edition, results=results)


@dataclass(frozen=True)
class _Request:
    """What is asked of a data frame."""

    data: pd.DataFrame
    by: str | None
    named: tuple[str, ...] | None
    options: BaselineOptions = field(default_factory=BaselineOptions)

    @property
    def looks(self) -> Looks:
        """Language, style and labels."""
        return looks_of(self.options, BaselineOptions)

    @property
    def variables(self) -> tuple[str, ...]:
        """Columns to describe."""
        if self.named is not None:
            return self.named
        playing = {self.by, self.options.get("cluster"), self.options.get("within")}
        return tuple(str(name) for name in self.data.columns if name not in playing)

    @cached_property
    def sites(self) -> tuple[str, ...]:
        """Values of the column of sites."""
        within = self.options.get("within")
        return level_codes(self.data[within]) if within is not None else ()

    def check(self) -> None:
        """Refuse columns and options that are not known, all at once."""
        roles = (self.by, self.options.get("cluster"), self.options.get("within"))
        require_columns(self.data, [*self.variables, *(role for role in roles if role)])
        problems = [*self._problems()] or [*self._wrong_tests()]
        if problems:
            raise AnalysisError(problems)

    def _problems(self) -> Iterator[Problem]:
        """Options that there are not, and values that no option takes."""
        options: Mapping[str, object] = self.options
        yield from looks_problems(options, BaselineOptions)
        for name, known in _CHOICES.items():
            yield from choice_problems(name, options.get(name), known)
        yield from digits_problems("digits", options.get("digits"))
        columns = [str(column) for column in self.data.columns]
        for name in ("statistic", "digits", "test"):
            yield from column_problems(name, options.get(name), columns)
        yield from repeated_problems("rows", self.variables)

    def _wrong_tests(self) -> Iterator[Problem]:
        """Tests of numbers asked for a category, and the other way round."""
        tests = self.options.get("test", True)
        for name, test in tests.items() if isinstance(tests, Mapping) else ():
            known = (True, False, *self._tests_of(name)) if name in self.kinds else (test,)
            if test not in known:
                number = self.kinds[name] == "number"
                found = phrase("frames.wrong_test", name=name, value=test)
                key = "number" if number else "levels"
                names = ", ".join(self._tests_of(name))
                expected = phrase(f"frames.wrong_test_{key}", names=names)
                yield Problem("frames.wrong-test", Place(field=name), found, expected)

    def _tests_of(self, name: str) -> tuple[str, ...]:
        """Tests that a column allows."""
        return OF_NUMBERS if self.kinds[name] == "number" else OF_LEVELS

    @cached_property
    def persons(self) -> pd.DataFrame:
        """Persons who have a group."""
        if self.by is None:
            return self.data
        grouped = self.data[self.by].notna()
        return self.data if grouped.all() else self.data[grouped]

    @cached_property
    def described(self) -> Mapping[str, Characteristic]:
        """The columns as characteristics of these persons, coded side by side: text takes long."""
        columns = [self.persons[name] for name in self.variables]
        kinds = [self.kinds[name] for name in self.variables]
        with ThreadPoolExecutor() as threads:
            found = threads.map(characteristic_of, columns, kinds)
            return dict(zip(self.variables, found, strict=True))

    def told(self) -> Iterable[Row]:
        """Every number that may be told."""
        least = self.options.get("min_cell")
        if least is None:
            return self.rows()
        counted = {name: Answered.codes(name, each.levels) for name, each in self.described.items()}
        return without_small_cells(self.rows(), Subject(counted), least)

    def rows(self) -> Iterator[Row]:
        """Every number of the table."""
        persons = self.persons
        everybody = groups_of(persons, self.by, self.options.get("cluster"))
        places = {"": (np.full(len(persons), fill_value=True), everybody)}
        if self.sites:
            codes, levels = coded(persons[self.options["within"]])
            here = {site: codes == levels.index(site) for site in self.sites}
            places = {site: (who, everybody.among(who)) for site, who in here.items()}
        rows = {site: Row(analysis=ANALYSIS, site=site) for site in places}
        for site, (_, groups) in places.items():
            yield from group_rows(groups, rows[site])
        for name in self.variables:
            whole, asked = self.described[name], self._asked(name)
            for site, (who, groups) in places.items():
                part = whole.among(who) if self.sites else whole
                yield from characteristic_rows(part, groups, rows[site], asked)

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """Whether each column is counted or summarised."""
        statistic = self.options.get("statistic", {})
        declared: dict[str, Kind] = {}
        if isinstance(statistic, Mapping):
            declared = {
                column: "category" if told == _CATEGORY else "number"
                for column, told in statistic.items()
            }
        kinds = Kinds(declared)
        return {name: kinds.of(self.data[name]) for name in self.variables}

    def summary(self, name: str) -> Summary:
        """How a number is summarised."""
        statistic = self.options.get("statistic", "mean_sd")
        told = statistic.get(name, "mean_sd") if isinstance(statistic, Mapping) else statistic
        return told if told in _SUMMARIES else "mean_sd"  # type: ignore[return-value]

    def _asked(self, name: str) -> Asked:
        """Numbers and tests of one column."""
        number = self.kinds[name] == "number"
        summary = self.summary(name)
        test = self.options.get("test", True)
        default = "pearson"
        if number:
            default = "welch" if summary == "mean_sd" else "rank_sum"
        chosen = test.get(name, True) if isinstance(test, Mapping) else test
        if chosen is True or (isinstance(test, str) and test not in self._tests_of(name)):
            chosen = default
        return Asked(
            summaries=PARTS[summary] if number else (),
            test=chosen or "",
            smd=self.options.get("smd", len(self.codes) == _PAIR),
        )

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Values of the column of groups."""
        return level_codes(self.data[self.by]) if self.by is not None else ()

    def shape(self) -> Shape:
        """Columns and lines of the table."""
        compare: tuple[Compared, ...] = ("statistic", "p", "p_clustered", "smd")
        overall = self.options.get("add_overall", False)
        digits = self.options.get("digits", {})
        numbers = [name for name in self.variables if self.kinds[name] == "number"]
        return Shape(
            compare=compare,
            overall="last" if overall is True else overall or "",
            missing=self.options.get("missing", "no"),
            summary={name: self.summary(name) for name in numbers},
            digits=digits if isinstance(digits, Mapping) else dict.fromkeys(numbers, digits),
            event_only=frozenset(name for name in self.variables if self.kinds[name] == "yes_no"),
        )

    def title(self) -> Text:
        """Title where none is given."""
        if self.by is None:
            return phrase("frames.characteristics_title_alone")
        return phrase("frames.characteristics_title", by=self.looks.name(self.by))

    def vocabulary(self) -> Vocabulary:
        """Words of the table."""
        looks = self.looks
        names = {"variable": {name: looks.name(name) for name in self.variables}}
        if self.by is not None:
            names["group"] = {code: looks.level(self.by, code) for code in self.codes}
        within = self.options.get("within")
        if within is not None:
            names["site"] = {code: looks.level(within, code) for code in self.sites}
        for name in self.variables:
            if self.kinds[name] != "number":
                levels = self.described[name].levels
                names[f"level:{name}"] = {code: looks.level(name, code) for code in levels}
        cluster = self.options.get("cluster")
        facts = {"allocated": "cluster" if cluster is not None else "person", "style": looks.style}
        texts = {} if cluster is None else {"unit": looks.name(cluster)}
        return Vocabulary(names, facts, texts)
