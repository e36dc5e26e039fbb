"""Two entries of one questionnaire, compared in EpiData's words.

The counts follow EpiData Manager's "Validate Double Entry": values are compared by type, texts
without regard to case unless asked, a missing value differs from any value; a repeated key is
reported once for every extra copy, and only the first copy is compared; a record marked deleted
counts as missing in its file. *Common records* are the records of the first file less its extra
copies and less those missing in the second; like EpiData's, this count includes first-file records
that are marked deleted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from migrant_rh.checking.alignment import Alignment, align
from migrant_rh.checking.comparable import differ
from migrant_rh.checking.findings import Finding
from migrant_rh.reading.records import Codebook, Records
from migrant_rh.words import Language, phrase

if TYPE_CHECKING:
    import pandas as pd

COUNTS = (
    "missing_in_first",
    "missing_in_second",
    "not_unique_first",
    "not_unique_second",
    "fields_checked",
    "common_records",
    "records_with_errors",
    "field_entries_with_errors",
)
RATES = ("error_percentage_records", "error_percentage_fields")


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two entries are compared.

    Attributes
    ----------
    key : tuple of str
        Fields that identify a record; empty compares the records in order.
    ignore_deleted : bool
        Leave out records marked deleted.
    ignore_case : bool
        Take ``A`` and ``a`` for the same text.
    ignore_text : bool
        Leave out text fields.
    tolerance : mapping of str to float
        Largest difference of two numbers that are taken for the same, by field.
    """

    key: tuple[str, ...] = ()
    ignore_deleted: bool = True
    ignore_case: bool = True
    ignore_text: bool = False
    tolerance: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class EntryComparison:
    """What two typists typed differently.

    Attributes
    ----------
    files : tuple of str
        Names of the first (main) and the second (duplicate) file.
    options : Comparison
        How they were compared.
    fields : tuple of str
        Fields compared, as the first file writes them, keys left out.
    unmatched_fields : tuple of str
        Fields that only one of the files has.
    counts : mapping of str to int
        The counts of `COUNTS`.
    alignment : Alignment
        Which record of one file is which of the other.
    detail : pandas.DataFrame
        One row a differing value: ``key``, ``record_first``, ``record_second``, ``field``,
        ``first``, ``second``. It names persons: for the data manager only.
    """

    files: tuple[str, str]
    options: Comparison
    fields: tuple[str, ...]
    unmatched_fields: tuple[str, ...]
    counts: Mapping[str, int]
    alignment: Alignment
    detail: pd.DataFrame

    @property
    def rates(self) -> Mapping[str, float | None]:
        """Percentages of records and of field entries with errors; None without common records."""
        common = self.counts["common_records"]
        entries = common * self.counts["fields_checked"]
        return {
            "error_percentage_records": _percent(self.counts["records_with_errors"], common),
            "error_percentage_fields": _percent(self.counts["field_entries_with_errors"], entries),
        }

    @property
    def clean(self) -> bool:
        """Whether the entries agree in every record and value."""
        return not any(self.counts[name] for name in (*COUNTS[:4], COUNTS[-1]))

    def findings(self) -> Iterator[Finding]:
        """Every differing value and every record without a partner, for the data manager."""
        first, second = self.files
        for key, record, field_name, one, two in self.detail[
            ["key", "record_first", "field", "first", "second"]
        ].itertuples(index=False, name=None):
            yield Finding(
                rule="double_entry.differs",
                severity="warning",
                message=phrase("checking.differs", first=one, second=two),
                file=first,
                record=int(record),
                id=str(key),
                variable=field_name,
                value=str(one),
            )
        lonely = (
            ("only_in", first, self.alignment.only_first, 0),
            ("only_in", second, self.alignment.only_second, 1),
            ("twice_in", first, self.alignment.repeated_first, 0),
            ("twice_in", second, self.alignment.repeated_second, 1),
        )
        for name, file, rows, side in lonely:
            for row in rows:
                yield Finding(
                    rule=f"double_entry.{name}",
                    severity="warning",
                    message=phrase(f"checking.{name}", file=file),
                    file=file,
                    record=int(row) + 1,
                    id=str(self.alignment.keys[side][row]),
                )

    @cached_property
    def summary(self) -> pd.DataFrame:
        """EpiData's counts and percentages under EpiData's names: ``item``, ``value``."""
        return self.summary_in("en")

    def summary_in(self, language: Language) -> pd.DataFrame:
        """Return the summary in one language."""
        import pandas as pd  # noqa: PLC0415  (heavy)

        values = {**self.counts, **self.rates}
        rows = [
            (phrase(f"checking.{name}").to(language), values[name]) for name in (*COUNTS, *RATES)
        ]
        return pd.DataFrame(rows, columns=["item", "value"])

    @cached_property
    def by_field(self) -> pd.DataFrame:
        """Errors of each field: ``field``, ``errors``, ``compared``, ``percent``."""
        import pandas as pd  # noqa: PLC0415  (heavy)

        errors = self.detail["field"].value_counts()
        compared = len(self.alignment.first)
        rows = [
            (name, int(errors.get(name, 0)), compared, _percent(int(errors.get(name, 0)), compared))
            for name in self.fields
        ]
        return pd.DataFrame(rows, columns=["field", "errors", "compared", "percent"])

    @cached_property
    def by_record(self) -> pd.DataFrame:
        """Records that differ or have no partner: ``key``, numbers, ``result``, ``errors``."""
        return self.alignment.by_record(self.detail)

    def __repr__(self) -> str:
        errors = self.counts["field_entries_with_errors"]
        return f"<EntryComparison: {self.files[0]} and {self.files[1]}, {errors} differing values>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        del include, exclude
        return {"text/plain": repr(self), "text/html": str(self.summary.to_html(index=False))}


def compare_entries(  # noqa: PLR0913  (EpiData's options, by their names)
    first: Records,
    second: Records,
    *,
    key: str | Sequence[str] | None = None,
    ignore_deleted: bool = True,
    ignore_case: bool = True,
    ignore_text: bool = False,
    tolerance: Mapping[str, float] | None = None,
) -> EntryComparison:
    """Compare two entries of the same questionnaires.

    Parameters
    ----------
    first, second : Records
        The main file and the duplicate file.
    key : str or sequence of str, optional
        Fields that identify a record; without it records are compared in their order.
    ignore_deleted, ignore_case, ignore_text, tolerance
        See `Comparison`.

    Returns
    -------
    EntryComparison
        Nothing is decided or changed.

    Raises
    ------
    CheckingError
        If a file lacks a key field.

    Notes
    -----
    EpiData Manager: *Document > Validate Double Entry*; EpiData Entry 3.1: *Validate duplicate
    files*, which compares text, so that there 70 and 70.0 differ.

    Examples
    --------
    >>> import migrant_rh as mr  # doctest: +SKIP
    >>> mr.compare_entries(first, second, key="pid").summary  # doctest: +SKIP
    """
    names = (key,) if isinstance(key, str) else tuple(key or ())
    options = Comparison(names, ignore_deleted, ignore_case, ignore_text, tolerance or {})
    alignment = align(first, second, options.key, ignore_deleted=ignore_deleted)
    fields, unmatched = _fields(first.codebook, second.codebook, options)
    detail = _detail(first, second, fields, alignment, options)
    counts = {
        **alignment.counts,
        "fields_checked": len(fields),
        "records_with_errors": int(detail["record_first"].nunique()),
        "field_entries_with_errors": len(detail),
    }
    files = (first.provenance.file, second.provenance.file)
    return EntryComparison(files, options, fields, unmatched, counts, alignment, detail)


def _fields(
    first: Codebook, second: Codebook, options: Comparison
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Fields to compare, and fields that only one file has."""
    keys = {name.casefold() for name in options.key}
    shared = [
        item.name
        for item in first.fields
        if item.name in second
        and item.name.casefold() not in keys
        and not (options.ignore_text and item.kind == "text")
    ]
    alone = [item.name for item in first.fields if item.name not in second]
    alone += [item.name for item in second.fields if item.name not in first]
    return tuple(shared), tuple(alone)


def _detail(
    first: Records,
    second: Records,
    fields: tuple[str, ...],
    alignment: Alignment,
    options: Comparison,
) -> pd.DataFrame:
    """Every value that differs, in the order of the first file, then of its fields."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    parts = []
    for place, name in enumerate(fields):
        spec = first.codebook[name]
        one = first.text[spec.name].to_numpy(dtype=object)[alignment.first]
        two = second.text[second.codebook[name].name].to_numpy(dtype=object)[alignment.second]
        tolerance = options.tolerance.get(name, 0.0)
        at = differ(one, two, spec, ignore_case=options.ignore_case, tolerance=tolerance)
        part = alignment.numbered(at)
        part["field"], part["first"], part["second"] = name, one[at], two[at]
        part["_place"] = place
        parts.append(part)
    columns = ["key", "record_first", "record_second", "field", "first", "second"]
    if not parts:
        return pd.DataFrame(columns=columns)
    ordered = pd.concat(parts).sort_values(["record_first", "_place"], kind="stable")
    return ordered[columns].reset_index(drop=True)


def _percent(part: int, whole: int) -> float | None:
    """Percent, or None of nothing."""
    return 100 * part / whole if whole else None
