"""Commands on double entry: compare, and apply what was decided."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from migrant_rh.cli.console import DONE, STOPPED, end, one_language, users_language
from migrant_rh.cli.files import FILE
from migrant_rh.errors import MigrantRHError, Place, Problem
from migrant_rh.words import Language, Text, phrase

if TYPE_CHECKING:
    from migrant_rh.checking.adjudication import Adjudication
    from migrant_rh.checking.double_entry import EntryComparison
    from migrant_rh.checking.error_rates import ErrorRate
    from migrant_rh.reading.records import Records

_ENCODING = click.option("--encoding", help="Encoding of the files, such as gb18030. 文件编码。")


@click.command()
@click.argument("first", type=FILE)
@click.argument("second", type=FILE)
@click.option("--key", multiple=True, help="Key field; may be given again. 主键变量，可写多次。")
@click.option("--out", "-o", "sheet", type=FILE, help="Sheet of decisions, .xlsx. 裁定表。")
@click.option("--force", is_flag=True, help="Replace a sheet that is there. 覆盖已有裁定表。")
@click.option("--by", multiple=True, help="Rates by this field (typist, batch). 分组变量。")
@click.option("--decided", type=FILE, help="The decided file: what is left? 已裁定的文件。")
@click.option("--keep-deleted", is_flag=True, help="Compare deleted records too. 含已删除记录。")
@click.option("--case", is_flag=True, help="A and a differ. 区分大小写。")
@click.option("--ignore-text", is_flag=True, help="Leave out text fields. 不比较文字变量。")
@click.option(
    "--tolerance", multiple=True, metavar="FIELD=N", help="Numbers so near are alike. 容差。"
)
@_ENCODING
@one_language
def compare(  # noqa: PLR0913  (EpiData's options, by their names)
    first: Path,
    second: Path,
    *,
    key: tuple[str, ...],
    sheet: Path | None,
    force: bool,
    by: tuple[str, ...],
    decided: Path | None,
    keep_deleted: bool,
    case: bool,
    ignore_text: bool,
    tolerance: tuple[str, ...],
    encoding: str | None,
    lang: tuple[str, ...],
) -> None:
    """Compare the double entries FIRST and SECOND; exit code 1 if anything is left to decide.

    比较两遍录入 FIRST 和 SECOND；仍有差异时退出码为 1。
    """
    language = users_language(lang)
    try:
        from migrant_rh.checking.double_entry import compare_entries  # noqa: PLC0415  (start-up)
        from migrant_rh.reading import read  # noqa: PLC0415  (start-up)

        entries = read(first, encoding=encoding), read(second, encoding=encoding)
        comparison = compare_entries(
            *entries,
            key=key,
            ignore_deleted=not keep_deleted,
            ignore_case=not case,
            ignore_text=ignore_text,
            tolerance=dict(map(_tolerance, tolerance)),
        )
        adjudication = _adjudication(comparison, entries, decided, encoding)
        for line in _told(comparison, adjudication, language):
            click.echo(line)
        for name in by:
            _echo_rates(comparison, entries[0], name)
        if sheet is not None:
            _write_sheet(comparison, entries, sheet, language, force=force)
    except MigrantRHError as error:
        end(error, language)
    sys.exit(_code(comparison, adjudication, language))


def _tolerance(text: str) -> tuple[str, float]:
    """A field and its tolerance."""
    name, _, number = text.partition("=")
    try:
        return name, float(number)
    except ValueError:
        raise click.BadParameter(text, param_hint="--tolerance FIELD=N") from None


def _adjudication(
    comparison: EntryComparison,
    entries: tuple[Records, Records],
    decided: Path | None,
    encoding: str | None,
) -> Adjudication | None:
    """Hold the decided file against both entries."""
    if decided is None:
        return None
    from migrant_rh.checking.adjudication import check_adjudicated  # noqa: PLC0415  (start-up)
    from migrant_rh.reading import read  # noqa: PLC0415  (start-up)

    return check_adjudicated(comparison, entries, read(decided, encoding=encoding))


def _told(
    comparison: EntryComparison, adjudication: Adjudication | None, language: Language
) -> Iterator[str]:
    """EpiData's counts, rates with exact intervals, and what two entries cannot show."""
    from migrant_rh.checking.error_rates import (  # noqa: PLC0415  (start-up)
        entry_rate,
        record_rate,
        residual_error,
    )

    for name, count in comparison.counts.items():
        yield f"{phrase(f'checking.{name}').to(language)}: {count}"
    yield _rate_line("records", record_rate(comparison)).to(language)
    yield _rate_line("entries", entry_rate(comparison)).to(language)
    decisions = None if adjudication is None else adjudication.decisions
    residual = residual_error(comparison, decisions)
    if residual is not None:
        basis = phrase(f"desk.basis_{'adjudicated' if residual.adjudicated else 'half'}")
        rate, upper = (f"{100 * each:.4f}" for each in (residual.rate, residual.upper))
        yield phrase("desk.residual", rate=rate, upper=upper, basis=basis).to(language)
    for name, count in (decisions or {}).items():
        yield f"{phrase(f'checking.{name}').to(language)}: {count}"
    if adjudication is not None:
        for finding in adjudication.findings:
            yield f"{finding.id} {finding.variable}: {finding.message.to(language)}"


def _rate_line(name: str, rate: ErrorRate) -> Text:
    """A rate with its interval."""
    low, high = rate.interval() or (0.0, 0.0)
    percent, low_percent, high_percent = (f"{100 * p:.2f}" for p in (rate.rate or 0.0, low, high))
    return phrase(
        "desk.rate",
        what=phrase(f"desk.rate_{name}"),
        errors=rate.errors,
        compared=rate.compared,
        percent=percent,
        low=low_percent,
        high=high_percent,
    )


def _echo_rates(comparison: EntryComparison, first: Records, name: str) -> None:
    """Print the rates of each value of a field."""
    from migrant_rh.checking.error_rates import rates_by  # noqa: PLC0415  (start-up)

    table = rates_by(comparison, first, name).rename(columns={"value": name})
    click.echo(table.to_string(index=False, float_format=lambda value: f"{value:.4f}"))


def _write_sheet(
    comparison: EntryComparison,
    entries: tuple[Records, Records],
    path: Path,
    language: Language,
    *,
    force: bool,
) -> None:
    """Write the sheet of decisions."""
    from migrant_rh.desk.items import items_of  # noqa: PLC0415  (start-up)
    from migrant_rh.desk.sheet import about, write_sheet  # noqa: PLC0415  (start-up)

    if path.exists() and not force:
        found, remedy = phrase("writing.exists"), phrase("writing.exists_remedy")
        raise MigrantRHError(Problem("writing.exists", Place(path.name), found, remedy=remedy))
    items = list(items_of(comparison, entries[0]))
    told = about(comparison, *(records.provenance for records in entries))
    write_sheet(items, told, path, language)
    click.echo(phrase("desk.written", count=len(items), path=path).to(language), err=True)


def _code(
    comparison: EntryComparison, adjudication: Adjudication | None, language: Language
) -> int:
    """Exit code, and the last line."""
    if adjudication is None:
        if comparison.clean:
            click.echo(phrase("desk.clean").to(language), err=True)
        return DONE if comparison.clean else STOPPED
    left = adjudication.decisions["undecided"] + sum(
        finding.severity != "info" for finding in adjudication.findings
    )
    said = phrase("desk.left", count=left) if left else phrase("desk.none_left")
    click.echo(said.to(language), err=True)
    return STOPPED if left else DONE


@click.command()
@click.argument("first", type=FILE)
@click.argument("second", type=FILE)
@click.argument("sheet", type=FILE)
@click.option(
    "--out", "-o", "target", type=FILE, required=True, help="The decided file. 裁定后的文件。"
)
@click.option("--force", is_flag=True, help="Replace files that are there. 覆盖已有文件。")
@_ENCODING
@one_language
def adjudicate(
    first: Path, second: Path, sheet: Path, target: Path, *, lang: tuple[str, ...], **given: Any
) -> None:
    """Apply the filled SHEET to the entries FIRST and SECOND; the log goes beside the new file.

    按填好的裁定表 SHEET 合并两遍录入，并在新文件旁写出裁定记录。
    """
    language = users_language(lang)
    try:
        from migrant_rh.desk.adjudicating import adjudicate as applied  # noqa: PLC0415
        from migrant_rh.desk.sheet import read_sheet  # noqa: PLC0415  (start-up)
        from migrant_rh.reading import read  # noqa: PLC0415  (start-up)
        from migrant_rh.writing.records_file import write_records  # noqa: PLC0415  (start-up)

        one, two = (read(path, encoding=given["encoding"]) for path in (first, second))
        result = applied(one, two, read_sheet(sheet))
        log = target.with_name(f"{target.name}.decisions.csv")
        written = write_records(result.records, target, overwrite=given["force"])
        result.log.to_csv(log, index=False, encoding="utf-8-sig")
    except MigrantRHError as error:
        end(error, language)
    for note in written.notes:
        click.echo(note.to(language), err=True)
    said = phrase("desk.applied", count=written.records, path=target, log=log)
    click.echo(said.to(language))
