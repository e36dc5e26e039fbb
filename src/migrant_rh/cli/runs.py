"""Commands on stored runs: print again, compare."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import cast

import click

from migrant_rh.cli.console import (
    DONE,
    STOPPED,
    USAGE,
    WORD_TEMPLATE,
    end,
    one_language,
    users_language,
)
from migrant_rh.errors import MigrantRHError
from migrant_rh.second_process import spare_collection
from migrant_rh.words import LANGUAGES, Language, phrase

STORED = click.Path(path_type=Path)
"""The folder of a run, or its results file."""


@click.command()
@click.argument("run", type=STORED)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder for the report. 报告的文件夹。",
)
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    multiple=True,
    help="Language of report and messages; may be given twice. 报告和提示的语言，可写两次。",
)
@click.option("--style", help="Journal style of numbers: cmj-zh, ama, … 数字的期刊格式。")
@WORD_TEMPLATE
def render(
    run: Path, out: Path, lang: tuple[str, ...], style: str | None, word_template: Path | None
) -> None:
    """Print the stored RUN again, without its data: report, tables and figures.

    不用原始数据，重新输出已保存的结果 RUN（报告、表和图）。
    """
    spare_collection()
    language = users_language(lang)
    try:
        from migrant_rh.rendering.stored import load_run  # noqa: PLC0415  (start-up)

        stored = load_run(run)
        if style is not None:
            stored = stored.styled(style)
        languages = cast("tuple[Language, ...]", lang) or None
        written = stored.write(out, languages=languages, word_template=word_template)
    except MigrantRHError as error:
        end(error, language)
    click.echo(phrase("cli.written", count=len(written)).to(language), err=True)
    for path in written:
        if path.name.startswith("report."):
            click.echo(f"  {path}", err=True)


@click.command()
@click.argument("number")
@click.argument("run", type=STORED)
@one_language
def trace(number: str, run: Path, lang: tuple[str, ...]) -> None:
    """Say which cells of RUN print NUMBER, and which rows stand behind them; 1 if none does.

    列出 RUN 中印作 NUMBER 的单元格及其来源结果行；没有时退出码为 1。
    """
    language = users_language(lang)
    try:
        from migrant_rh.rendering import tracing  # noqa: PLC0415  (start-up)
        from migrant_rh.rendering.stored import load_run  # noqa: PLC0415  (start-up)

        results = load_run(run).results
        found = tracing.trace(results, number, language)
    except MigrantRHError as error:
        end(error, language)
    if not found:
        click.echo(phrase("tracing.none", number=number).to(language), err=True)
        sys.exit(STOPPED)
    for printed in found:
        click.echo(tracing.line(results, printed, language))
        for row in tracing.account(results, printed, language):
            click.echo(f"    {row}")
    click.echo(tracing.summary(found, number).to(language), err=True)


@click.command()
@click.argument("document", type=STORED)
@click.argument("run", type=STORED)
@one_language
def verify(document: Path, run: Path, lang: tuple[str, ...]) -> None:
    """Say which numbers of DOCUMENT (.docx, .html, .xlsx) are not those of RUN; 1 if any is not.

    核对 DOCUMENT 中的数字是否仍与 RUN 一致；不一致时退出码为 1。
    """
    language = users_language(lang)
    try:
        from migrant_rh.desk.verifying import verify as verified  # noqa: PLC0415  (start-up)
        from migrant_rh.rendering.stored import load_run  # noqa: PLC0415  (start-up)

        told = verified(document, load_run(run))
    except MigrantRHError as error:
        click.echo(error.to(language), err=True)
        sys.exit(USAGE)
    for each in told:
        for difference in each.differences:
            click.echo(difference.to(language))
        click.echo(each.summary.to(language), err=True)
    sys.exit(STOPPED if any(each.differences for each in told) else DONE)


@click.command("compare-runs")
@click.argument("before", type=STORED)
@click.argument("after", type=STORED)
@click.option(
    "--tolerance",
    type=click.FloatRange(min=0),
    default=0.0,
    show_default=True,
    help="Relative difference that counts as none. 不计的相对差异。",
)
@click.option(
    "--csv",
    "listed",
    type=click.Path(path_type=Path, dir_okay=False),
    help="List everything that moved in this CSV file. 把全部变化列入此 CSV 文件。",
)
@one_language
def compare_runs(
    before: Path, after: Path, tolerance: float, listed: Path | None, lang: tuple[str, ...]
) -> None:
    """Say which numbers moved between the runs BEFORE and AFTER; exit code 1 if any did.

    比较两次运行的结果，列出有变化的数值；有变化时退出码为 1。
    """
    language = users_language(lang)
    try:
        from migrant_rh.results.comparing import compare_runs as compared  # noqa: PLC0415

        comparison = compared(before, after, tolerance=tolerance)
    except MigrantRHError as error:
        end(error, language)
    if listed is not None:
        comparison.frame().to_csv(listed, index=False, encoding="utf-8-sig")
    click.echo(comparison.to(language))
    sys.exit(0 if comparison.equal else STOPPED)
