"""The files of a study: read, compared where they were entered twice, checked, and joined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from migrant_rh.checking.adjudication import Adjudication, check_adjudicated
from migrant_rh.checking.double_entry import EntryComparison, compare_entries
from migrant_rh.checking.findings import Finding, Findings
from migrant_rh.checking.rules import check_records
from migrant_rh.checking.summary import double_entry_rows, finding_rows
from migrant_rh.errors import CheckingError, Place, Problem
from migrant_rh.panel.panel import Panel, build_panel
from migrant_rh.reading import Records, read
from migrant_rh.results.rows import Row
from migrant_rh.study.plan import Study, Wave
from migrant_rh.words import Say, phrase

LISTED = 10


@dataclass(frozen=True)
class Surveyed:
    """The files of a study, read.

    Attributes
    ----------
    waves : mapping of str to Records
        The file that is analysed, by wave.
    entries : mapping of str to tuple of Records
        Both entries, by wave that was entered twice.
    roster : Records or None
        The roster of clusters.
    allocations : Records or None
        The recorded allocations of a constrained procedure.
    """

    waves: Mapping[str, Records]
    entries: Mapping[str, tuple[Records, Records]]
    roster: Records | None
    allocations: Records | None = None

    @property
    def files(self) -> tuple[Records, ...]:
        """Every file read, in order."""
        twice = [records for pair in self.entries.values() for records in pair]
        listed = [records for records in (self.roster, self.allocations) if records is not None]
        return (*twice, *self.waves.values(), *listed)


@dataclass(frozen=True)
class Checked:
    """What was found in the files: findings, and both entries compared."""

    findings: Findings
    comparisons: Mapping[str, EntryComparison]
    adjudications: Mapping[str, Adjudication]


def survey(study: Study, progress: Say) -> Surveyed:
    """Read every file of the study."""

    def one(path: Path, wave: Wave | None = None) -> Records:
        progress(phrase("cli.reading", file=path.name))
        if wave is None:
            return read(study.path(path))
        checks = study.path(wave.checks) if wave.checks else None
        return read(
            study.path(path),
            encoding=wave.encoding,
            delimiter=wave.delimiter,
            datafile=wave.datafile,
            checks=checks,
        )

    entries = {
        name: (one(wave.entries[0], wave), one(wave.entries[1], wave))
        for name, wave in study.data.waves.items()
        if wave.entries
    }
    waves = {}
    for name, wave in study.data.waves.items():
        final = wave.adjudicated or wave.file
        waves[name] = one(final, wave) if final else entries[name][0]
    roster = one(study.design.roster) if study.design.roster else None
    allocations = one(study.design.allocations) if study.design.allocations else None
    return Surveyed(waves, entries, roster, allocations)


def joined(study: Study, surveyed: Surveyed) -> Panel:
    """Join the waves; what does not fit between them is in ``findings``."""
    return build_panel(study, surveyed.waves, surveyed.roster, surveyed.allocations)


def check(study: Study, surveyed: Surveyed, progress: Say) -> Checked:
    """Compare double entries, and run the rules of the check files."""
    found = Findings()
    comparisons: dict[str, EntryComparison] = {}
    adjudications: dict[str, Adjudication] = {}
    key = tuple(study.data.key)
    for name, entries in surveyed.entries.items():
        progress(phrase("cli.comparing"))
        comparisons[name] = comparison = compare_entries(*entries, key=key)
        if study.data.waves[name].adjudicated is not None:
            adjudications[name] = check_adjudicated(comparison, entries, surveyed.waves[name])
            found += adjudications[name].findings
        elif not comparison.clean:
            found += comparison.findings()
            found += [_undecided(name, comparison)]
    progress(phrase("cli.checking"))
    for records in surveyed.waves.values():
        found += _unanswered(study, check_records(records, key))
    return Checked(found, comparisons, adjudications)


def _unanswered(study: Study, found: Findings) -> Iterator[Finding]:
    """Findings that the study file does not answer, as severe as it says.

    Its variables say which codes are missing.
    """
    told = {
        name.casefold() for name, each in study.variables.items() if each.levels or each.missing
    }
    for item in found:
        if item.rule != "data.undeclared_code" or item.variable.casefold() not in told:
            hard = item.rule in study.data.stop_on
            yield replace(item, severity="stop") if hard else item


def require_no_stop(findings: Findings) -> None:
    """Stop where a finding says so.

    Raises
    ------
    CheckingError
        With the findings that stop, the first of each rule in full.
    """
    stopping = findings.stopping
    if not stopping:
        return
    problems = [
        Problem(item.rule, Place(item.file, record=item.record), item.message, remedy=item.remedy)
        for item in stopping[:LISTED]
    ]
    if len(stopping) > LISTED:
        found = phrase("cli.more_findings", count=len(stopping) - LISTED)
        problems.append(Problem("checking.more", Place(), found))
    raise CheckingError(problems)


def quality_rows(checked: Checked) -> Iterator[Row]:
    """Double entry and findings, as counts."""
    for name, comparison in checked.comparisons.items():
        yield from double_entry_rows(name, comparison, checked.adjudications.get(name))
    yield from finding_rows(checked.findings)


def _undecided(wave: str, comparison: EntryComparison) -> Finding:
    """State that the differences between the entries are not decided."""
    counts = comparison.counts
    message = phrase(
        "checking.not_adjudicated",
        entries=counts["field_entries_with_errors"],
        records=counts["records_with_errors"],
        missing=counts["missing_in_first"] + counts["missing_in_second"],
        repeated=counts["not_unique_first"] + counts["not_unique_second"],
    )
    return Finding(
        rule="double_entry.undecided",
        severity="stop",
        message=message,
        file=", ".join(comparison.files),
        remedy=phrase("checking.not_adjudicated_remedy", wave=wave),
    )
