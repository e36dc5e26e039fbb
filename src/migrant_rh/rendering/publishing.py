"""A run on disk: report, tables, figures, rows and provenance.

Everything is written into a folder beside the target first and then moved file by file, so that an
interrupted run leaves the old report whole. The same rows give the same bytes.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from migrant_rh.errors import MigrantRHError, Place, Problem
from migrant_rh.rendering.figures import Drawing
from migrant_rh.rendering.language_files import Content, write_files
from migrant_rh.rendering.writers import html
from migrant_rh.rendering.writers.html_article import Article
from migrant_rh.rendering.writers.word_template import Template
from migrant_rh.results.parquet import as_parquet
from migrant_rh.results.rows import Results
from migrant_rh.results.store import as_csv, as_json
from migrant_rh.second_process import assisted, meanwhile
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
    """Write every file of a run: two languages at the same time, where that can be.

    Drawing is most of the work of writing a report, and the languages do not need each other.
    """
    content = Content(results, provenance, tuple(_remarks(results, languages)), template)
    first, *others = languages
    with assisted() if others else nullcontext():
        begun = meanwhile(_write_others, content, others, folder)
        articles = [write_files(content, first, folder), *begun.result]
    pages = html.Pages(articles, results)
    for language in languages:
        page = folder / f"report.{language}.html"
        page.write_text(pages.opening(language), encoding="utf-8", newline="\n")


def _write_others(content: Content, languages: list[Language], folder: Path) -> list[Article]:
    """Write all that is not in the first language: the others, and what is in none."""
    _store(content.results, content.provenance, folder)
    return [write_files(content, language, folder) for language in languages]


def _store(results: Results, provenance: Mapping[str, Any], folder: Path) -> None:
    """Write rows and provenance, from which everything else can be made again."""
    (folder / "results.csv").write_text(as_csv(results), encoding="utf-8", newline="")
    (folder / "results.json").write_text(as_json(results), encoding="utf-8", newline="")
    (folder / "results.parquet").write_bytes(as_parquet(results))
    told = json.dumps(provenance, ensure_ascii=False, indent=1) + "\n"
    (folder / "provenance.json").write_text(told, encoding="utf-8", newline="")


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
