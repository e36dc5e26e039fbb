"""A run on disk: report, tables, figures, rows and provenance.

Everything is written into a folder beside the target first and then moved file by file, so that an
interrupted run leaves the old report whole. The same rows give the same bytes.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from migrant_rh.errors import MigrantRHError, Place, Problem
from migrant_rh.rendering.apart import Apart, prepared
from migrant_rh.rendering.document import Picture
from migrant_rh.rendering.figures import Drawing
from migrant_rh.rendering.report import report
from migrant_rh.rendering.style import STYLES, Edition
from migrant_rh.rendering.tables import tables_of
from migrant_rh.rendering.writers import html, latex, word
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
    pictures = _pictures(results, provenance, folder, languages)
    remarks = _remarks(results, languages)
    style = STYLES[results.vocabulary.facts["style"]]
    editions = [Edition(language, style) for language in languages]
    tables = tables_of(results)
    document = report(results, tables, pictures, provenance, remarks=remarks)
    pages = html.Pages(document, editions, results)
    for edition in editions:
        word.write(document, edition, folder / f"report.{edition.language}.docx", template=template)
        latex.write(document, edition, folder / "latex")
        page = folder / f"report.{edition.language}.html"
        page.write_text(pages.opening(edition.language), encoding="utf-8", newline="\n")


def _pictures(
    results: Results, provenance: Mapping[str, Any], folder: Path, languages: Sequence[Language]
) -> dict[str, dict[Language, Picture]]:
    """Write workbooks and figures: the first language here, the others apart at the same time."""
    first, *others = languages
    with ExitStack() as ends:
        begun = [Apart.begin(results, provenance, language, folder) for language in others]
        for other in begun:
            ends.callback(other.end)
        drawn = {first: prepared(results, provenance, first, folder)}
        drawn |= {other.language: other.pictures() for other in begun}
    return {name: {language: drawn[language][name] for language in drawn} for name in drawn[first]}


def _remarks(results: Results, languages: Sequence[Language]) -> list[Text]:
    """State where the figures of a language fall short."""
    shortfalls = (Drawing.of(results, language).shortfall for language in languages)
    return list(dict.fromkeys(said for said in shortfalls if said is not None))


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
