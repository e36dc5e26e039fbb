"""Arguments to a run, outcomes to exit codes.

Results go to standard output, everything else to standard error. 0: done; 1: something in the data
stops the analysis; 2: the command or the study file cannot be used.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from migrant_rh._version import __version__
from migrant_rh.cli.checks import check
from migrant_rh.cli.console import WORD_TEMPLATE, end, users_language
from migrant_rh.cli.entries import adjudicate, compare
from migrant_rh.cli.files import codebook, convert
from migrant_rh.cli.masking import pseudonymise
from migrant_rh.cli.plans import planned
from migrant_rh.cli.runs import compare_runs, render, trace, verify
from migrant_rh.errors import MigrantRHError
from migrant_rh.second_process import assisted, spare_collection
from migrant_rh.words import LANGUAGES, Language, phrase

if TYPE_CHECKING:
    from migrant_rh.run import Run
    from migrant_rh.study.plan import Study


_LOADED = (
    "migrant_rh.run",
    "pandas",
    "migrant_rh.rendering.publishing",
    "matplotlib.colors",
    "matplotlib.text",
    "matplotlib.axes",
    "matplotlib.figure",
    "fontTools.subset",
    "matplotlib.backends.backend_pdf",
    "migrant_rh.rendering.figures.dots",
)
"""What a second process loads meanwhile, in pieces small enough to turn to work in between."""


class _Commands(click.Group):
    """Commands whose help and errors are in the user's language."""

    def invoke(self, ctx: click.Context) -> object:
        # Sums over threads differ in their last digits: one thread gives the same bytes anywhere.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")
        return super().invoke(ctx)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="migrant-rh")
def main() -> None:
    """From double-entered EpiData files to the bilingual report of an intervention study.

    从双录入的 EpiData 文件到干预研究的中英文报告。
    """


@main.command()
@click.argument("study", type=click.Path(path_type=Path), required=False)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("reports"),
    show_default=True,
    help="Folder for the report. 报告的文件夹。",
)
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    multiple=True,
    help="Language of report and messages; may be given twice. 报告和提示的语言，可写两次。",
)
@click.option(
    "--findings",
    type=click.Path(path_type=Path, dir_okay=False),
    help="List every finding, with ids, in this CSV file. 把全部问题（含编号）列入此 CSV 文件。",
)
@WORD_TEMPLATE
@click.option("--quiet", is_flag=True, help="No progress, no warnings. 不显示进度和警告。")
def analyze(
    study: Path | None,
    out: Path,
    lang: tuple[str, ...],
    findings: Path | None,
    word_template: Path | None,
    *,
    quiet: bool,
) -> None:
    """Analyse STUDY, a study.yaml; without it, the embedded demo study.

    分析 STUDY（study.yaml）；不写则分析内置的示例研究。
    """
    spare_collection()
    language = users_language(lang)
    say = _progress(language, quiet=quiet)
    try:
        with assisted(*_LOADED):
            run = _analysed(planned(study), say, findings, language)
            say(phrase("cli.writing").to(language))
            languages = cast("tuple[Language, ...]", lang) or None
            written = run.write(out, languages=languages, word_template=word_template)
    except MigrantRHError as error:
        say("")
        end(error, language)
    say("")
    _report(run, written, language, quiet=quiet)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def demo(folder: Path) -> None:
    """Copy the demo study to FOLDER, as files to start from.

    把示例研究复制到 FOLDER，作为起点。
    """
    from migrant_rh.demo import copy_demo  # noqa: PLC0415  (start-up)

    language = users_language()
    try:
        copied = copy_demo(folder)
    except MigrantRHError as error:
        end(error, language)
    click.echo(phrase("cli.demo_copied", count=len(copied), folder=folder).to(language))


@main.command()
def schema() -> None:
    """Print the JSON Schema of study.yaml, for editors.

    输出 study.yaml 的 JSON Schema，供编辑器使用。
    """
    from migrant_rh.study.schema import study_schema  # noqa: PLC0415  (start-up)

    click.echo(study_schema(), nl=False)


def _analysed(
    plan: Study, say: Callable[[str], None], findings: Path | None, language: Language
) -> Run:
    """Run the analysis; list the findings where asked, also when they stop it."""
    from migrant_rh.run import analyze as run_analysis  # noqa: PLC0415  (start-up)

    def keep(found: object) -> None:
        if findings is not None:
            found.frame(language).to_csv(findings, index=False, encoding="utf-8-sig")  # type: ignore[attr-defined]

    return run_analysis(plan, progress=lambda step: say(step.to(language)), on_findings=keep)


def _progress(language: Language, *, quiet: bool) -> Callable[[str], None]:
    """A line that says what is being done, on a terminal only."""
    del language
    if quiet or not sys.stderr.isatty():
        return lambda _: None

    def say(step: str) -> None:
        click.echo(f"\r\x1b[2K{step}", err=True, nl=False)

    return say


def _report(run: Run, written: tuple[Path, ...], language: Language, *, quiet: bool) -> None:
    """Print the headline results, and say where the report is."""
    click.echo(run.headline(language))
    if quiet:
        return
    for warning in run.warnings(language):
        click.echo(warning, err=True)
    reports = [path for path in written if path.name.startswith("report.")]
    click.echo(phrase("cli.written", count=len(written)).to(language), err=True)
    for path in reports:
        click.echo(f"  {path}", err=True)


main.add_command(check)
main.add_command(codebook)
main.add_command(convert)
main.add_command(pseudonymise)
main.add_command(compare)
main.add_command(adjudicate)
main.add_command(render)
main.add_command(trace)
main.add_command(verify)
main.add_command(compare_runs)
