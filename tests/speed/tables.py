"""Time of a large table: ``python tests/speed/tables.py [--keep] [--runs 5] [--persons 100000]``.

A table of 300 variables of 100,000 persons in six columns (all, two groups, statistic, P,
standardised difference) is made by `migrant_rh.tables.baseline` and written in six formats; then
tableone (Python) makes the same table and writes it in the five formats it has (no Word). Runs
alternate, each on new data, after a first small run that loads what is loaded lazily. Then the
numbers of both are compared, and every difference is reproduced by the rule that makes it. Not a
timed test: machines differ. With ``--keep`` the text goes to results/tables.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import scipy.stats

import migrant_rh as mr
from migrant_rh.rendering.printed import PrintedTable
from migrant_rh.results.rows import Results

if TYPE_CHECKING:
    from tableone import TableOne

HERE = Path(__file__).resolve().parent
CATEGORIES = [f"category{place}" for place in range(120)]
ANSWERS = [f"answer{place}" for place in range(80)]
NUMBERS = [f"number{place}" for place in range(90)]
SKEWED = [f"skewed{place}" for place in range(10)]
ENDINGS = ("html", "docx", "tex", "xlsx", "md", "txt")
GROUPS = ("control", "treated")


def people(seed: int, persons: int) -> pd.DataFrame:
    """Categories of 2 to 6 levels, answers of 0 and 1, numbers; a few percent missing."""
    rng = np.random.default_rng(seed)
    columns = {"arm": np.array(GROUPS)[rng.integers(0, 2, persons)]}
    for place, name in enumerate(CATEGORIES):
        levels = np.array([f"level {level}" for level in range(2 + place % 5)], dtype=object)
        values = levels[rng.integers(0, len(levels), persons)]
        values[rng.random(persons) < 0.02] = None
        columns[name] = values
    for name in ANSWERS:
        columns[name] = (rng.random(persons) < 0.3).astype(np.int64)
    for name in (*NUMBERS, *SKEWED):
        draw = rng.exponential(50, persons) if name in SKEWED else rng.normal(50, 12, persons)
        columns[name] = np.where(rng.random(persons) < 0.03, np.nan, draw.round(1))
    return pd.DataFrame(columns)


def ours(data: pd.DataFrame) -> PrintedTable:
    """Make the table."""
    return mr.tables.baseline(
        data,
        by="arm",
        add_overall="first",
        statistic=dict.fromkeys(SKEWED, "median_quartiles"),
        digits=1,
    )


def theirs(data: pd.DataFrame) -> TableOne:
    """Make the table by tableone, percentages of valid answers."""
    from tableone import TableOne  # noqa: PLC0415  (the peer, installed by hand)

    return TableOne(
        data,
        columns=[*CATEGORIES, *ANSWERS, *NUMBERS, *SKEWED],
        categorical=[*CATEGORIES, *ANSWERS],
        continuous=[*NUMBERS, *SKEWED],
        nonnormal=SKEWED,
        groupby="arm",
        pval=True,
        smd=True,
        htest_name=True,
        include_null=False,
        decimals=1,
    )


def write_ours(table: PrintedTable, folder: Path) -> None:
    """Write six formats."""
    for ending in ENDINGS:
        table.write(folder / f"ours.{ending}")


def write_theirs(table: TableOne, folder: Path) -> None:
    """Write the five formats that tableone has."""
    table.to_html(folder / "theirs.html")
    table.to_latex(folder / "theirs.tex")
    table.to_excel(folder / "theirs.xlsx")
    (folder / "theirs.md").write_text(table.tabulate(tablefmt="github"), encoding="utf-8")
    (folder / "theirs.txt").write_text(table.tabulate(tablefmt="simple"), encoding="utf-8")


def timed(
    make: Callable[[pd.DataFrame], object], write: Callable, data: pd.DataFrame, folder: Path
) -> tuple[float, float]:
    """Seconds of making and of writing."""
    marks = [time.perf_counter()]
    table = make(data)
    marks.append(time.perf_counter())
    write(table, folder)
    marks.append(time.perf_counter())
    making, writing = (after - before for before, after in pairwise(marks))
    return making, writing


def measured(runs: int, persons: int) -> list[tuple[float, float, float, float]]:
    """Alternating runs: making and writing, ours and theirs."""
    lines = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for run in range(runs + 1):
            data = people(run, persons if run else 500)
            first = timed(ours, write_ours, data, folder)
            lines.append((*first, *timed(theirs, write_theirs, data, folder)))
            print(
                f"run {run} of {runs}: {[round(seconds, 2) for seconds in lines[-1]]}", flush=True
            )
    return lines[1:]


def compared(data: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """What is compared, how far it differs, and the rule behind."""
    results, table = ours(data).results, theirs(data)
    assert results is not None
    yield from _levels(results, table)
    yield from _numbers(results, table, data)
    yield from _tests(results, table, data)
    yield from _differences(results, table)


def _levels(results: Results, table: TableOne) -> Iterator[tuple[str, str, str]]:
    """Counts and percentages of levels."""
    counts, shares = [], []
    for name in (*CATEGORIES, *ANSWERS):
        for level in table.cat_describe.loc[name].index:
            for group in GROUPS:
                row = results.one(
                    outcome=name, group=group, term=str(level), scale="count", contrast=""
                )
                cell = table.cat_describe.loc[(name, level)]
                counts.append(row.estimate - cell["freq", group])
                shares.append(100 * row.estimate / row.n - cell["percent", group])
    yield f"{len(counts):,} counts", _far(counts), "the same"
    yield f"{len(shares):,} percentages", _far(shares), "the same: of valid answers, once asked for"


def _numbers(
    results: Results, table: TableOne, data: pd.DataFrame
) -> Iterator[tuple[str, str, str]]:
    """Means, standard deviations, medians and quartiles."""
    rules = {
        "mean": (NUMBERS, "mean", "the same"),
        "sd": (NUMBERS, "std", "the same: divisor n-1 in both"),
        "median": (SKEWED, "median", "the same"),
    }
    for scale, (names, theirs_name, rule) in rules.items():
        far = [
            _estimate(results, name, group, scale)
            - table.cont_describe.loc[name, (theirs_name, group)]
            for name in names
            for group in GROUPS
        ]
        yield f"{len(far)} of {scale}", _far(far), rule
    far, reproduced = [], []
    for name in SKEWED:
        for group, share, scale, column in (
            (group, share, scale, column)
            for group in GROUPS
            for share, scale, column in ((25, "quartile_1", "q25"), (75, "quartile_3", "q75"))
        ):
            found = _estimate(results, name, group, scale)
            values = data.loc[data["arm"] == group, name].dropna().to_numpy()
            rule = np.percentile(values, share, method="averaged_inverted_cdf")
            far.append(found - table.cont_describe.loc[name, (column, group)])
            reproduced.append(found - rule)
    told = (
        f"definition 2 (SAS) against linear interpolation (definition 7); {_reproduced(reproduced)}"
    )
    yield f"{len(far)} quartiles", _far(far), told


def _tests(results: Results, table: TableOne, data: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """P values, kind by kind."""
    found = {name: results.one(outcome=name, scale="test").p_value for name in _variables()}
    peer = table.htest_table["P-Value"].astype(float)
    two = [name for name in (*CATEGORIES, *ANSWERS) if data[name].nunique() == len(GROUPS)]
    more = [name for name in CATEGORIES if name not in two]
    yield f"{len(more)} P of several levels", _far(found[n] - peer[n] for n in more), "the same"
    yield f"{len(NUMBERS)} P of means", _far(found[n] - peer[n] for n in NUMBERS), "the same: Welch"
    yates = [
        mr.chi_square(pd.crosstab(data[name], data["arm"]), method="yates").p_value - peer[name]
        for name in two
    ]
    told = f"Pearson's without, tableone's with Yates's correction; {_reproduced(yates)}"
    yield f"{len(two)} P of two levels", _far(found[name] - peer[name] for name in two), told
    ranks = [_plain_ranks(data, name) - peer[name] for name in SKEWED]
    told = (
        "Wilcoxon's z with continuity correction (SAS) against the chi-square of Kruskal and "
        f"Wallis; {_reproduced(ranks)}"
    )
    yield f"{len(SKEWED)} P of ranks", _far(found[n] - peer[n] for n in SKEWED), told


def _plain_ranks(data: pd.DataFrame, name: str) -> float:
    """Wilcoxon's test without the correction."""
    parts = [data.loc[data["arm"] == group, name].dropna() for group in GROUPS]
    test = scipy.stats.mannwhitneyu(*parts, use_continuity=False, method="asymptotic")
    return float(test.pvalue)


def _differences(results: Results, table: TableOne) -> Iterator[tuple[str, str, str]]:
    """Standardised differences."""
    peer = table.smd_table.iloc[:, 0].astype(float)
    found = {name: results.one(outcome=name, scale="smd").estimate for name in _variables()}
    many = [*NUMBERS, *SKEWED]
    yield f"{len(many)} SMD of numbers", _far(found[n] - peer[n] for n in many), "the same"
    levels = [*CATEGORIES, *ANSWERS]
    sizes = _far(found[name] - peer[name] for name in levels)
    yield f"{len(levels)} SMD of levels", sizes, "the same: Yang and Dalton, without a sign in both"


def _variables() -> tuple[str, ...]:
    """All variables."""
    return (*CATEGORIES, *ANSWERS, *NUMBERS, *SKEWED)


def _estimate(results: Results, name: str, group: str, scale: str) -> float:
    """A summary of a number."""
    value = results.one(outcome=name, group=group, scale=scale).estimate
    assert value is not None
    return value


def _far(differences: object) -> str:
    """Say the largest difference."""
    largest = max(abs(each) for each in differences)  # type: ignore[attr-defined]
    return "0" if largest == 0 else f"{largest:.1e}"


def _reproduced(rest: list[float]) -> str:
    """Say what is left when the rule of the other is applied."""
    return f"by the other's rule {_far(rest)} is left"


def told(lines: list[tuple[float, float, float, float]], persons: int) -> Iterator[str]:
    """The text that is kept."""
    loads = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    yield "# A large table beside tableone\n"
    yield (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, `python tests/speed/tables.py --runs {len(lines)}"
        f" --keep`, OPENBLAS_NUM_THREADS={os.environ.get('OPENBLAS_NUM_THREADS', 'unset')}. Python "
        f"{platform.python_version()}, pandas {pd.__version__}, NumPy {np.__version__}, tableone "
        f"{version('tableone')}. A container with {os.cpu_count()} cores of an x86-64 server on "
        f"which other work ran; load when done {loads}. {len(lines)} pairs of runs in turn, each "
        f"on new data: {len(_variables())} variables ({len(CATEGORIES)} categories of text, "
        f"{len(ANSWERS)} answers of 0 and 1, {len(NUMBERS) + len(SKEWED)} numbers), {persons:,} "
        "persons, six columns. tableone writes no Word document.\n"
    )
    yield "| | ours, s: median (range) | tableone, s: median (range) | ratio of medians |"
    yield "|---|---|---|---|"
    whole = [(a + b, c + d) for a, b, c, d in lines]
    rows = {
        "made": [(a, c) for a, _, c, _ in lines],
        "written in 6 formats (5 by tableone)": [(b, d) for _, b, _, d in lines],
        "whole": whole,
    }
    for name, pairs in rows.items():
        first, second = zip(*pairs, strict=True)
        ratio = statistics.median(second) / statistics.median(first)
        yield f"| {name} | {_spread(first)} | {_spread(second)} | {ratio:.1f} |"
    yield ""


def _spread(seconds: tuple[float, ...]) -> str:
    """Median and range."""
    return f"{statistics.median(seconds):.2f} ({min(seconds):.2f} to {max(seconds):.2f})"


def main() -> None:
    """Measure, compare, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--keep", action="store_true", help="write results/tables.md")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    lines = [*told(measured(asked.runs, asked.persons), asked.persons)]
    lines += ["Largest differences of the numbers, on data of 2,000 persons:\n"]
    lines += ["| compared | largest difference | rule |", "|---|---|---|"]
    lines += [f"| {what} | {far} | {rule} |" for what, far, rule in compared(people(99, 2000))]
    lines += ["", "Missing answers: tableone has a column of them over all groups; ours a note or,"]
    lines += ["on demand, a line in every group. Both leave them out of percentages and tests."]
    text = "\n".join(lines) + "\n"
    print(text)
    if asked.keep:
        (HERE / "results" / "tables.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
