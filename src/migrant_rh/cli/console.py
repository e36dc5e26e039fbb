"""What every command shares: the user's language, exit codes, how an error ends it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn, cast

import click

from migrant_rh.errors import MigrantRHError, StudyFileError
from migrant_rh.words import LANGUAGES, Language

DONE, STOPPED, USAGE = 0, 1, 2


def users_language(chosen: tuple[str, ...] = ()) -> Language:
    """Language of messages: the one chosen, else Chinese or English after the environment."""
    if chosen:
        return cast("Language", chosen[0])
    names = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    return "zh" if next((name for name in names if name), "").startswith("zh") else "en"


def end(error: MigrantRHError, language: Language) -> NoReturn:
    """Say what is wrong and leave with the code for it."""
    click.echo(error.to(language), err=True)
    sys.exit(USAGE if isinstance(error, StudyFileError) else STOPPED)


one_language = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    multiple=True,
    help="Language of output and messages. 输出和提示的语言。",
)
"""The option that chooses a language."""

WORD_TEMPLATE = click.option(
    "--word-template",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A .docx of your own, for its styles and page. 采用其样式和版面的 Word 文档。",
)
"""The option that names a Word document to be used as template."""
