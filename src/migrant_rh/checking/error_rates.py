"""How often typists err, with exact intervals, and what two entries cannot show.

Symbols: N entries compared, d of them differ; p₁, p₂ the shares of entries that the first and the
second typist got wrong.

=====================  =========================================================================
rate                   d/N with Clopper and Pearson's interval
p₁, p₂                 after adjudication: entries decided as in the other file, or as in
                       neither, of N; before it each is taken to be d/2N
residual error         p₁p₂: both wrong, if typists err independently; it is an upper limit,
                       since two wrong entries that differ are found (Lincoln and Petersen's
                       argument for two independent searches)
=====================  =========================================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrant_rh.checking.double_entry import EntryComparison
from migrant_rh.errors import CheckingError, Place, Problem
from migrant_rh.methods.proportions import Proportion, proportion_interval
from migrant_rh.reading.records import Records
from migrant_rh.words import phrase

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """Entries or records that differ, of those compared.

    Attributes
    ----------
    errors, compared : int
        d and N.
    """

    errors: int
    compared: int

    @property
    def rate(self) -> float | None:
        """Share; None where nothing was compared."""
        return self.errors / self.compared if self.compared else None

    def interval(self, level: float = 0.95) -> tuple[float, float] | None:
        """Clopper and Pearson's interval.

        Examples
        --------
        >>> low, high = ErrorRate(0, 100).interval()
        >>> low, round(high, 4)
        (0.0, 0.0362)
        """
        if not self.compared:
            return None
        whole = Proportion(self.errors, self.compared)
        found = proportion_interval(whole, method="clopper_pearson", level=level).interval
        return found.low, found.high


@dataclass(frozen=True, slots=True)
class ResidualError:
    """Share of entries that both typists got wrong alike, so that no comparison finds them.

    Attributes
    ----------
    rate, upper : float
        p₁p₂, and the same of the upper ends of their intervals.
    adjudicated : bool
        p₁ and p₂ are from the decisions; else each is half the differences.
    """

    rate: float
    upper: float
    adjudicated: bool


def record_rate(comparison: EntryComparison) -> ErrorRate:
    """Records with a differing entry, of those compared."""
    errors = comparison.counts["records_with_errors"]
    return ErrorRate(errors, len(comparison.alignment.first))


def entry_rate(comparison: EntryComparison) -> ErrorRate:
    """Differing entries, of all entries of the records compared."""
    compared = len(comparison.alignment.first) * len(comparison.fields)
    return ErrorRate(comparison.counts["field_entries_with_errors"], compared)


def residual_error(
    comparison: EntryComparison,
    decisions: Mapping[str, int] | None = None,
    *,
    level: float = 0.95,
) -> ResidualError | None:
    """Estimate how many entries are wrong though both typists agree.

    Parameters
    ----------
    comparison : EntryComparison
        Of the two entries.
    decisions : mapping of str to int, optional
        ``as_first``, ``as_second``, ``as_neither``, as `Adjudication.decisions` has them.
    level : float
        Level of the intervals behind `ResidualError.upper`.

    Returns
    -------
    ResidualError or None
        None where nothing was compared.

    Notes
    -----
    Independence is an assumption: a question that is easily misread is misread twice.
    """
    whole = entry_rate(comparison)
    if not whole.compared:
        return None
    if decisions:
        neither = decisions.get("as_neither", 0)
        first = ErrorRate(decisions.get("as_second", 0) + neither, whole.compared)
        second = ErrorRate(decisions.get("as_first", 0) + neither, whole.compared)
        ends = [rate.interval(level) or (0.0, 1.0) for rate in (first, second)]
        rate = (first.rate or 0.0) * (second.rate or 0.0)
        return ResidualError(rate, ends[0][1] * ends[1][1], adjudicated=True)
    half = (whole.rate or 0.0) / 2
    end = (whole.interval(level) or (0.0, 1.0))[1] / 2
    return ResidualError(half**2, end**2, adjudicated=False)


def rates_by(comparison: EntryComparison, records: Records, name: str) -> pd.DataFrame:
    """Rates for each value of a field of the first file, such as its typist or batch.

    Parameters
    ----------
    comparison : EntryComparison
        Of the two entries.
    records : Records
        The first of them.
    name : str
        Field that says who typed a record, or in which batch.

    Returns
    -------
    pandas.DataFrame
        One row a value: ``value``, ``records``, ``records_with_errors``, ``entries``,
        ``entries_with_errors``, ``rate``, ``conf_low``, ``conf_high`` (of entries).

    Raises
    ------
    CheckingError
        If the file has no such field.
    """
    import pandas as pd  # noqa: PLC0415  (heavy)

    if name not in records.codebook:
        file = records.provenance.file
        found = phrase("checking.key_missing", file=file, key=name)
        expected = phrase("study.one_of_names", names=", ".join(records.codebook.names))
        raise CheckingError(Problem("checking.field", Place(file), found, expected))
    values = records.text[records.codebook[name].name].to_numpy(dtype=object)
    compared = pd.Series(values[comparison.alignment.first])
    wrong = comparison.detail.assign(value=values[comparison.detail["record_first"] - 1])
    rows = list(_by_value(comparison, compared, wrong))
    columns = ["value", "records", "records_with_errors", "entries", "entries_with_errors"]
    return pd.DataFrame(rows, columns=[*columns, "rate", "conf_low", "conf_high"])


def _by_value(
    comparison: EntryComparison, compared: pd.Series, wrong: pd.DataFrame
) -> Iterator[tuple[object, ...]]:
    """One row a value, in the order of values."""
    for value, count in compared.value_counts().sort_index().items():
        own = wrong[wrong["value"] == value]
        rate = ErrorRate(len(own), int(count) * len(comparison.fields))
        low, high = rate.interval() or (None, None)
        records = int(own["record_first"].nunique())
        yield value, int(count), records, rate.compared, rate.errors, rate.rate, low, high
