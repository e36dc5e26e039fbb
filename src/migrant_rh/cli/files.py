"""Commands on data files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from migrant_rh.cli.console import end, one_language, users_language
from migrant_rh.errors import MigrantRHError
from migrant_rh.words import Language, phrase, recall

FILE = click.Path(path_type=Path)


def reading_options(command: Any) -> Any:
    """Options of every command that reads a data file."""
    for option in (
        click.option("--encoding", help="Encoding of the file, such as gb18030. 文件编码。"),
        click.option("--password", help="Password of the file. 文件密码。"),
        click.option(
            "--datafile", help="Data file of an EPX document, or sheet. 数据表或工作表名。"
        ),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("source", type=FILE)
@click.argument("target", type=FILE)
@click.option("--force", is_flag=True, help="Replace a file that is there. 覆盖已有文件。")
@reading_options
@one_language
def convert(
    source: Path, target: Path, *, force: bool, lang: tuple[str, ...], **given: Any
) -> None:
    """Convert the data file SOURCE to TARGET: .csv, .dta, .sav, .zsav or .parquet.

    把数据文件 SOURCE 转换为 TARGET（.csv、.dta、.sav、.zsav 或 .parquet）。
    """
    language = users_language(lang)
    try:
        from migrant_rh.reading import read  # noqa: PLC0415  (start-up)
        from migrant_rh.writing.records_file import write_records  # noqa: PLC0415  (start-up)

        records = read(source, **given)
        written = write_records(records, target, language=language, overwrite=force)
    except MigrantRHError as error:
        end(error, language)
    for note in [*map(recall, records.notes), *written.notes]:
        click.echo(note.to(language), err=True)
    click.echo(_done(written.records, written.paths[0], language))


def _done(count: int, path: Path, language: Language) -> str:
    """Say what was written."""
    return phrase("writing.done", count=count, path=path).to(language)
