"""Commands on data files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from migrant_rh.cli.console import end, one_language, users_language
from migrant_rh.errors import MigrantRHError
from migrant_rh.words import LANGUAGES, Language, Text, phrase, recall

if TYPE_CHECKING:
    from migrant_rh.reading.records import Records

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


@click.command()
@click.argument("source", type=FILE, required=False)
@click.option(
    "--out",
    "-o",
    "target",
    type=FILE,
    help="File to write: .html, .docx, .xlsx, .md, .txt, or .json (data package). 输出文件。",
)
@reading_options
@one_language
def codebook(
    source: Path | None, target: Path | None, *, lang: tuple[str, ...], **given: Any
) -> None:
    """Write the codebook of SOURCE, a data file, a questionnaire or a study.yaml.

    Without SOURCE it is that of the embedded demo study; without --out it is printed as Markdown.

    输出数据文件、问卷或 study.yaml 的变量手册；不写 SOURCE 则为内置示例研究。
    """
    language = users_language(lang)
    try:
        title, waves = _surveyed(source, given)
        _file_codebook(title, waves, target, language)
    except MigrantRHError as error:
        end(error, language)


def _surveyed(source: Path | None, given: dict[str, Any]) -> tuple[Text, dict[Text, Records]]:
    """What is documented: one file, or the waves of a study."""
    if source is not None and source.suffix.lower() not in {".yaml", ".yml"}:
        from migrant_rh.reading import read  # noqa: PLC0415  (start-up)

        name = Text.same(source.name)
        return name, {name: read(source, **given)}
    from migrant_rh.cli.plans import planned  # noqa: PLC0415  (start-up)
    from migrant_rh.desk.planned_words import in_words_of  # noqa: PLC0415  (start-up)
    from migrant_rh.inputs import survey  # noqa: PLC0415  (start-up)

    study = planned(source)
    waves = survey(study, lambda _: None).waves
    named = {
        study.data.waves[name].label.text: in_words_of(records, study)
        for name, records in waves.items()
    }
    return study.study.title.text, named


def _file_codebook(
    title: Text, waves: dict[Text, Records], target: Path | None, language: Language
) -> None:
    """Write the codebook in the format asked for."""
    from migrant_rh.desk.codebook import codebook_document  # noqa: PLC0415  (start-up)
    from migrant_rh.desk.filing import edition_in, write_paper  # noqa: PLC0415  (start-up)
    from migrant_rh.rendering.writers.markdown import document_markdown  # noqa: PLC0415

    if target is not None and target.suffix.lower() == ".json":
        from migrant_rh.reading.data_package import package_of_records  # noqa: PLC0415

        target.write_text(package_of_records(title.en, list(waves.values())), encoding="utf-8")
    elif target is not None:
        others = tuple(other for other in LANGUAGES if other != language)
        write_paper(codebook_document(title, waves), target, (language, *others))
    else:
        click.echo(document_markdown(codebook_document(title, waves), edition_in(language)))
        return
    click.echo(phrase("codebook.written", path=target).to(language), err=True)


def _done(count: int, path: Path, language: Language) -> str:
    """Say what was written."""
    return phrase("writing.done", count=count, path=path).to(language)
