"""A run on disk: report, tables, figures, rows and provenance.

Everything is written into a folder beside the target first and then moved file by file, so that an
interrupted run leaves the old report whole. The same rows give the same bytes.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from migrant_rh.errors import MigrantRHError, Place, Problem
from migrant_rh.rendering.document import Document, Picture
from migrant_rh.rendering.figures import Drawing, figures_of, picture, portable
from migrant_rh.rendering.report import report
from migrant_rh.rendering.style import STYLES, Edition
from migrant_rh.rendering.table import Table
from migrant_rh.rendering.tables import tables_of
from migrant_rh.rendering.writers import excel, html, latex, word
from migrant_rh.rendering.writers.word_template import Template
from migrant_rh.results.parquet import as_parquet
from migrant_rh.results.rows import Results
from migrant_rh.results.store import as_csv, as_json
from migrant_rh.words import Language, Text, phrase


def publish(
    results: Results,
    provenance: Mapping[str, Any],
    folder: Path,
    languages: Sequence[Language],
    template: Template | None = None,
) -> tuple[Path, ...]:
    """Write a run.

    Parameters
    ----------
    results : Results
        Rows and words.
    provenance : mapping
        ``inputs``, ``plan``, ``versions``, ``seed``; written as ``provenance.json``.
    folder : Path
        Where to; made if it is not there.
    languages : sequence of {"zh", "en"}
        Languages of report, tables and figures.
    template : Template, optional
        A Word document whose styles the Word reports take.

    Returns
    -------
    tuple of Path
        Files written, in order of their names.

    Raises
    ------
    MigrantRHError
        If the folder cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(prefix=".migrant-rh-", dir=folder))
    except OSError as error:
        raise MigrantRHError(_not_writable(folder, error)) from None
    try:
        _write_all(results, provenance, staged, languages, template)
        return tuple(_moved(staged, folder))
    except OSError as error:
        raise MigrantRHError(_not_writable(folder, error)) from None
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _write_all(
    results: Results,
    provenance: Mapping[str, Any],
    folder: Path,
    languages: Sequence[Language],
    template: Template | None,
) -> None:
    """Write every file of a run."""
    (folder / "results.csv").write_text(as_csv(results), encoding="utf-8", newline="")
    (folder / "results.json").write_text(as_json(results), encoding="utf-8", newline="")
    (folder / "results.parquet").write_bytes(as_parquet(results))
    told = json.dumps(provenance, ensure_ascii=False, indent=1) + "\n"
    (folder / "provenance.json").write_text(told, encoding="utf-8", newline="")
    tables = tables_of(results)
    pictures, remarks = _drawn(results, folder, languages)
    document = report(results, tables, pictures, provenance, remarks=remarks)
    style = STYLES[results.vocabulary.facts["style"]]
    editions = [Edition(language, style) for language in languages]
    for place, edition in enumerate(editions):
        word.write(document, edition, folder / f"report.{edition.language}.docx", template=template)
        _write_language(document, tables, edition, folder)
        ordered = [edition, *editions[:place], *editions[place + 1 :]]
        html.write(document, ordered, folder / f"report.{edition.language}.html", results=results)


def _write_language(
    document: Document, tables: Mapping[str, Table], edition: Edition, folder: Path
) -> None:
    """Write the LaTeX report and the workbook of one language."""
    latex.write(document, edition, folder / "latex")
    workbook = folder / f"tables.{edition.language}.xlsx"
    excel.write(list(tables.values()), edition, workbook, notice=document.notice)


def _drawn(
    results: Results, folder: Path, languages: Sequence[Language]
) -> tuple[dict[str, dict[Language, Picture]], list[Text]]:
    """Draw the figures in every language, and say where one falls short."""
    (folder / "figures").mkdir()
    pictures: dict[str, dict[Language, Picture]] = {}
    remarks: dict[Text, None] = {}
    for language in languages:
        shortfall = Drawing.of(results, language).shortfall
        if shortfall is not None:
            remarks[shortfall] = None
        for name, figure in figures_of(results, language).items():
            drawn = pictures.setdefault(name, {})[language] = picture(figure)
            stem = folder / "figures" / f"{name}.{language}"
            Path(f"{stem}.svg").write_bytes(drawn.svg)
            Path(f"{stem}.png").write_bytes(drawn.png)
            Path(f"{stem}.pdf").write_bytes(portable(figure))
    return pictures, list(remarks)


def _moved(staged: Path, folder: Path) -> Iterator[Path]:
    """Move every file to its place, each at once."""
    for path in sorted(path for path in staged.rglob("*") if path.is_file()):
        target = folder / path.relative_to(staged)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
        yield target


def _not_writable(folder: Path, error: OSError) -> Problem:
    """State that the folder cannot be written to."""
    reason = error.strerror or str(error)
    found = phrase("cli.not_writable", folder=folder, reason=reason)
    return Problem("publishing.not-writable", Place(str(folder)), found)
