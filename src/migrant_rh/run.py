"""The whole analysis, step by step.

`analyze` reads the files a study names, compares the two entries, checks the data, joins the waves,
describes, compares and models them. What comes of it is a `Run`: the panel, the rows, and the
tables and figures made from the rows. Nothing is written before `Run.write`.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migrant_rh._version import __version__
from migrant_rh.analysis.attrition import attrition_rows
from migrant_rh.analysis.choice import guarded
from migrant_rh.analysis.describe import baseline_rows
from migrant_rh.analysis.missingness import missingness_rows
from migrant_rh.analysis.model import model_rows
from migrant_rh.analysis.multiple import question_rows
from migrant_rh.analysis.naming import vocabulary
from migrant_rh.analysis.rates import rate_rows
from migrant_rh.analysis.unit_changes import change_rows
from migrant_rh.checking.adjudication import Adjudication, check_adjudicated
from migrant_rh.checking.double_entry import EntryComparison, compare_entries
from migrant_rh.checking.findings import Finding, Findings
from migrant_rh.checking.rules import check_records
from migrant_rh.checking.summary import double_entry_rows, finding_rows
from migrant_rh.errors import CheckingError, Place, Problem
from migrant_rh.panel.flow import flow_rows
from migrant_rh.panel.panel import Panel, build_panel
from migrant_rh.privacy import protected
from migrant_rh.reading import Records, read
from migrant_rh.rendering.figures import figures_of
from migrant_rh.rendering.headline import headline
from migrant_rh.rendering.printed import PrintedTable
from migrant_rh.rendering.style import STYLES, Edition
from migrant_rh.rendering.tables import tables_of
from migrant_rh.results.rows import Results, Row
from migrant_rh.study.lock import fingerprint
from migrant_rh.study.plan import Study, Wave
from migrant_rh.words import Language, Text, phrase

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Say = Callable[[Text], None]
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


@dataclass(frozen=True)
class Run:
    """One analysis of one study.

    Attributes
    ----------
    study : Study
        The plan.
    surveyed : Surveyed
        The files.
    checked : Checked
        Findings and double entry.
    panel : Panel
        One row per person and wave.
    results : Results
        Every number, once.
    """

    study: Study
    surveyed: Surveyed
    checked: Checked
    panel: Panel
    results: Results

    @cached_property
    def tables(self) -> Mapping[str, PrintedTable]:
        """Tables by name, in the first language: ``table1`` (baseline), ``table2``, … (rates).

        The tables of models follow: ``gee.MODEL.OUTCOME``, ``wls.MODEL.OUTCOME``,
        ``effects.MODEL.OUTCOME``. Each shows itself; ``.to("en")`` puts it in the other language.
        """
        words = self.results.vocabulary
        edition = Edition(self.study.study.language[0], STYLES[words.facts["style"]])
        notice = words.texts.get("notice")
        return {
            name: PrintedTable(table, edition, notice)
            for name, table in tables_of(self.results).items()
        }

    @cached_property
    def figures(self) -> Mapping[str, Figure]:
        """Figures by name, in the first language of the study: ``rates``, ``forest``."""
        return figures_of(self.results, self.study.study.language[0])

    def write(
        self,
        folder: str | Path,
        *,
        languages: tuple[Language, ...] | None = None,
        word_template: str | Path | None = None,
    ) -> tuple[Path, ...]:
        """Write report, tables, figures, results and provenance.

        Parameters
        ----------
        folder : path
            Made if it is not there. Files are written beside it first and then moved into it, so
            that an interrupted run leaves an old report whole.
        languages : tuple of str, optional
            Languages of the report; without it those of the study.
        word_template : path, optional
            A ``.docx`` or ``.dotx`` of your own: the Word reports take its styles, page, header
            and footer. Its text is left out.

        Returns
        -------
        tuple of Path
            The files written.

        Raises
        ------
        MigrantRHError
            If the folder cannot be written to, or the template cannot be used.
        """
        from migrant_rh.rendering.publishing import publish  # noqa: PLC0415  (writers are heavy)
        from migrant_rh.rendering.writers.word_template import read_template  # noqa: PLC0415

        spoken = languages or tuple(self.study.study.language)
        template = None if word_template is None else read_template(Path(word_template))
        return publish(self.results, self.provenance, Path(folder), spoken, template)

    @property
    def provenance(self) -> dict[str, Any]:
        """Inputs with their digests, fingerprint of the plan, versions, seed."""
        inputs = [
            {
                "file": source.file,
                "format": source.format,
                "sha256": source.sha256,
                "checks_sha256": source.checks_sha256,
                "encoding": source.encoding,
                "encoding_from": source.encoding_from,
                "records": source.records,
                "deleted": source.deleted,
                "understood": dict(source.understood),
            }
            for source in (records.provenance for records in self.surveyed.files)
        ]
        return {
            "inputs": inputs,
            "plan": fingerprint(self.study),
            "seed": self.study.inference.seed,
            "versions": versions(),
        }

    def headline(self, language: Language) -> str:
        """The main effects as plain text, for a terminal."""
        return headline(self.results, language)

    def warnings(self, language: Language) -> Iterator[str]:
        """One line a kind of finding that a reader must know."""
        for row in self.results.where(analysis="findings", group="warning"):
            place = f"{row.wave} {row.outcome}".strip()
            said = phrase(f"rules.{row.term.replace('.', '_')}").to(language)
            told = said if row.n is None else f"{said} ({row.n})"
            yield f"{place}: {told}" if place else told

    def __repr__(self) -> str:
        return f"<Run: {self.panel!r}, {len(self.results)} rows>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        del include, exclude
        return {"text/plain": self.headline(self.study.study.language[0])}


def analyze(
    study: Study,
    *,
    progress: Say = lambda _: None,
    on_findings: Callable[[Findings], None] = lambda _: None,
) -> Run:
    """Analyse a study.

    Parameters
    ----------
    study : Study
        From `load_study` or `demo_study`.
    progress : callable, optional
        Told each step as it begins.
    on_findings : callable, optional
        Given all findings, with ids, also when they stop the analysis.

    Returns
    -------
    Run
        Nothing is written yet.

    Raises
    ------
    MigrantRHError
        If files cannot be read, findings stop the analysis, or the waves cannot be joined.
    """
    surveyed = survey(study, progress)
    checked = check(study, surveyed, progress)
    on_findings(checked.findings)
    require_no_stop(checked.findings)
    progress(phrase("cli.joining"))
    panel = joined(study, surveyed)
    found = checked.findings + panel.findings
    on_findings(found)
    require_no_stop(found)
    checked = Checked(found, checked.comparisons, checked.adjudications)
    rows = guarded(panel, (*quality_rows(checked), *answer(panel, progress)))
    results = Results.of(protected(rows, study), vocabulary(panel))
    return Run(study, surveyed, checked, panel, results)


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


def versions() -> dict[str, str]:
    """Versions of the package and of what computes for it."""
    names = ("numpy", "scipy", "pandas", "matplotlib")
    python = platform.python_version()
    return {"migrant-rh": __version__, "Python": python, **{name: version(name) for name in names}}


def quality_rows(checked: Checked) -> Iterator[Row]:
    """Double entry and findings, as counts."""
    for name, comparison in checked.comparisons.items():
        yield from double_entry_rows(name, comparison, checked.adjudications.get(name))
    yield from finding_rows(checked.findings)


def answer(panel: Panel, progress: Say) -> Iterator[Row]:
    """Everything the plan asks of the panel."""
    yield from flow_rows(panel)
    yield from attrition_rows(panel)
    yield from missingness_rows(panel)
    progress(phrase("cli.describing"))
    yield from baseline_rows(panel)
    for outcome, planned in panel.study.outcomes.items():
        progress(phrase("cli.analysing", outcome=planned.label.text))
        yield from rate_rows(panel, outcome)
        yield from change_rows(panel, outcome)
    for name, question in panel.study.questions.items():
        yield from question_rows(panel, name, question)
    for name, model in panel.study.models.items():
        yield from model_rows(panel, name, model)


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
