"""What checking found, as rows for the report: counts, never persons."""

from __future__ import annotations

from collections.abc import Iterator

from migrant_rh.checking.adjudication import Adjudication
from migrant_rh.checking.double_entry import COUNTS, RATES, EntryComparison
from migrant_rh.checking.findings import Findings
from migrant_rh.results.rows import Row


def double_entry_rows(
    wave: str, comparison: EntryComparison, adjudication: Adjudication | None
) -> Iterator[Row]:
    """EpiData's counts and percentages, and how the differences were decided."""
    row = Row(analysis="double_entry", wave=wave, method="count")
    for name in COUNTS:
        yield row._replace(term=name, scale="count", estimate=float(comparison.counts[name]))
    for name in RATES:
        rate = comparison.rates[name]
        share = None if rate is None else rate / 100
        yield row._replace(term=name, scale="proportion", estimate=share)
    for name, count in (adjudication.decisions if adjudication else {}).items():
        yield row._replace(term=name, scale="count", estimate=float(count))


def finding_rows(findings: Findings) -> Iterator[Row]:
    """How often each rule was broken, by file and variable."""
    for file, variable, rule, severity, count in findings.counts():
        yield Row(
            analysis="findings",
            outcome=variable,
            group=severity,
            wave=file,
            term=rule,
            scale="count",
            estimate=float(count),
            n=count,
            method="count",
        )
