"""The command that checks data: rules of the check file, and of the study across its waves."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from migrant_rh.cli.console import DONE, STOPPED, end, one_language, users_language
from migrant_rh.cli.files import FILE, reading_options
from migrant_rh.cli.plans import planned
from migrant_rh.errors import MigrantRHError
from migrant_rh.words import LANGUAGES, Text, phrase

if TYPE_CHECKING:
    from migrant_rh.checking.findings import Findings


@click.command()
@click.argument("source", type=FILE, required=False)
@click.option("--out", "-o", "target", type=FILE, help="Paper: .html .docx .xlsx .md .txt. 报告。")
@click.option("--findings", type=FILE, help="Every finding, with ids, as CSV. 逐条问题（含编号）。")
@click.option("--key", multiple=True, help="Field that names a record. 记录编号变量。")
@reading_options
@one_language
def check(
    source: Path | None,
    target: Path | None,
    findings: Path | None,
    *,
    key: tuple[str, ...],
    lang: tuple[str, ...],
    **given: Any,
) -> None:
    """Check SOURCE, a data file or a study.yaml; 1 if anything stops an analysis or is a warning.

    Without SOURCE it is the embedded demo study.

    核查数据文件或 study.yaml；有警告或须停止的问题时退出码为 1。
    """
    language = users_language(lang)
    try:
        title, found, notes = _checked(source, key, given)
        from migrant_rh.desk.filing import edition_in, write_paper  # noqa: PLC0415  (start-up)
        from migrant_rh.desk.findings_paper import findings_document  # noqa: PLC0415
        from migrant_rh.rendering.writers.markdown import document_markdown  # noqa: PLC0415

        document = findings_document(title, found, dict.fromkeys(notes))
        if findings is not None:
            found.frame(language).to_csv(findings, index=False, encoding="utf-8-sig")
            said = phrase("findings.listed", count=len(found), path=findings)
            click.echo(said.to(language), err=True)
        if target is None:
            click.echo(document_markdown(document, edition_in(language)))
        else:
            others = tuple(other for other in LANGUAGES if other != language)
            write_paper(document, target, (language, *others))
            click.echo(phrase("codebook.written", path=target).to(language), err=True)
    except MigrantRHError as error:
        end(error, language)
    sys.exit(STOPPED if any(each.severity != "info" for each in found) else DONE)


def _checked(
    source: Path | None, key: tuple[str, ...], given: dict[str, Any]
) -> tuple[Text, Findings, list[str]]:
    """Check one file, or a study with its waves joined."""
    if source is not None and source.suffix.lower() not in {".yaml", ".yml"}:
        from migrant_rh.checking.rules import check_records  # noqa: PLC0415  (start-up)
        from migrant_rh.reading import read  # noqa: PLC0415  (start-up)

        records = read(source, **given)
        return Text.same(source.name), check_records(records, key), list(records.notes)
    from migrant_rh.inputs import check as check_study  # noqa: PLC0415  (start-up)
    from migrant_rh.inputs import joined, survey  # noqa: PLC0415  (start-up)

    study = planned(source)
    surveyed = survey(study, lambda _: None)
    found = check_study(study, surveyed, lambda _: None).findings
    if not found.stopping:
        found += joined(study, surveyed).findings
    notes = [note for records in surveyed.waves.values() for note in records.notes]
    return study.study.title.text, found, notes
