"""The command that puts study numbers in place of what identifies persons."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from migrant_rh.cli.console import end, one_language, users_language
from migrant_rh.cli.files import FILE, reading_options
from migrant_rh.errors import MigrantRHError, Place, Problem
from migrant_rh.words import phrase, recall

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrant_rh.reading.records import Records
    from migrant_rh.words import Text


@click.command()
@click.argument("source", type=FILE)
@click.argument("target", type=FILE)
@click.option(
    "--columns",
    multiple=True,
    help="Field to replace by study numbers; may be given again. 换成研究编号的变量，可写多次。",
)
@click.option("--drop", multiple=True, help="Field to leave out; may be given again. 删去的变量。")
@click.option("--key-file", type=FILE, required=True, help="File with the secret key. 密钥文件。")
@click.option("--new-key", is_flag=True, help="Make the key file first. 先生成密钥文件。")
@click.option("--force", is_flag=True, help="Replace a file that is there. 覆盖已有文件。")
@reading_options
@one_language
def pseudonymise(  # noqa: PLR0913  (each an option of its own on the command line)
    source: Path,
    target: Path,
    *,
    columns: tuple[str, ...],
    drop: tuple[str, ...],
    key_file: Path,
    new_key: bool,
    force: bool,
    lang: tuple[str, ...],
    **given: Any,
) -> None:
    """Write SOURCE to TARGET with study numbers in place of what identifies persons.

    One key gives one person the same number in every file. TARGET is .csv, .dta, .sav or .parquet.

    把 SOURCE 写成 TARGET，其中识别个人的变量换成研究编号；同一密钥在各文件中得出相同的编号。
    """
    language = users_language(lang)
    try:
        from migrant_rh.reading import read  # noqa: PLC0415  (start-up)
        from migrant_rh.writing import pseudonyms  # noqa: PLC0415  (start-up)
        from migrant_rh.writing.records_file import write_records  # noqa: PLC0415  (start-up)

        records = read(source, **given)
        if not columns and not drop:
            raise _nothing(records)
        key = pseudonyms.new_key(key_file) if new_key else pseudonyms.read_key(key_file)
        masked = pseudonyms.pseudonymise(records, columns=columns, key=key, drop=drop)
        written = write_records(masked, target, language=language, overwrite=force)
    except MigrantRHError as error:
        end(error, language)
    notes = [*map(recall, records.notes), *written.notes, *_left(masked)]
    if columns:
        notes.append(phrase("writing.masked", names=", ".join(columns), key=key_file))
    for note in notes:
        click.echo(note.to(language), err=True)
    done = phrase("writing.done", count=written.records, path=written.paths[0])
    click.echo(done.to(language))


def _nothing(records: Records) -> MigrantRHError:
    """Say which fields look personal, where none is named."""
    names = ", ".join(name for name, _ in _personal(records)) or "-"
    return MigrantRHError(
        Problem(
            "writing.nothing-masked",
            Place(records.provenance.file),
            phrase("writing.nothing_masked"),
            remedy=phrase("writing.nothing_masked_remedy", names=names),
        )
    )


def _left(records: Records) -> Iterator[Text]:
    """Warn of fields that still look personal."""
    for name, said in _personal(records):
        yield phrase("writing.still_personal", name=name, said=said)


def _personal(records: Records) -> Iterator[tuple[str, Text]]:
    """Fields that look as if they identified persons, and why."""
    from migrant_rh.checking.suspicions import suspicions  # noqa: PLC0415  (start-up)

    live = records.text[records.text["_state"] != "deleted"]
    for finding in suspicions(records, live):
        if finding.rule == "data.personal":
            yield finding.variable, finding.message
