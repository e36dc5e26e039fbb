"""The whole analysis, step by step.

`analyze` reads the files a study names, compares the two entries, checks the data, joins the waves,
describes, compares and models them. What comes of it is a `Run`: the panel, the rows, and the
tables and figures made from the rows. Nothing is written before `Run.write`.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migrant_rh._version import __version__
from migrant_rh.analysis.choice import guarded
from migrant_rh.analysis.naming import vocabulary
from migrant_rh.analysis.planned import planned_rows
from migrant_rh.checking.findings import Findings
from migrant_rh.inputs import (
    Checked,
    Surveyed,
    check,
    joined,
    quality_rows,
    require_no_stop,
    survey,
)
from migrant_rh.panel.panel import Panel
from migrant_rh.privacy import protected
from migrant_rh.rendering.figures import figures_of
from migrant_rh.rendering.headline import headline
from migrant_rh.rendering.printed import PrintedTable
from migrant_rh.rendering.style import STYLES, Edition
from migrant_rh.rendering.tables import tables_of
from migrant_rh.results.rows import Results
from migrant_rh.second_process import meanwhile
from migrant_rh.study.lock import fingerprint
from migrant_rh.study.plan import Study
from migrant_rh.words import Language, Say, phrase, rule_name

if TYPE_CHECKING:
    from matplotlib.figure import Figure


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
            said = rule_name(row.term).to(language)
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

    Examples
    --------
    >>> import migrant_rh as mr
    >>> run = mr.analyze(mr.demo_study())  # doctest: +SKIP
    >>> effects = {"analysis": "model.main", "contrast": "did", "scale": "rd", "method": "gee"}
    >>> row = run.results.one(**effects, outcome="certificate", site="", covariance="KC")
    >>> f"{100 * row.estimate:.2f} ({100 * row.conf_low:.2f} to {100 * row.conf_high:.2f})"
    '9.41 (4.39 to 14.43)'
    """
    surveyed = survey(study, progress)
    joining = meanwhile(joined, study, surveyed)
    checked = check(study, surveyed, progress)
    on_findings(checked.findings)
    require_no_stop(checked.findings)
    progress(phrase("cli.joining"))
    panel = joining.result
    found = checked.findings + panel.findings
    on_findings(found)
    require_no_stop(found)
    checked = Checked(found, checked.comparisons, checked.adjudications)
    rows = guarded(panel, (*quality_rows(checked), *planned_rows(panel, progress)))
    results = Results.of(protected(rows, study), vocabulary(panel))
    return Run(study, surveyed, checked, panel, results)


def versions() -> dict[str, str]:
    """Versions of the package and of what computes for it."""
    names = ("numpy", "scipy", "pandas", "matplotlib")
    python = platform.python_version()
    return {"migrant-rh": __version__, "Python": python, **{name: version(name) for name in names}}
