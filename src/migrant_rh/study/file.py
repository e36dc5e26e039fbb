"""``study.yaml`` to a `Study`: every mistake at once, each with its line and column."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from migrant_rh.errors import Problem, StudyFileError
from migrant_rh.study.mistakes import mistakes
from migrant_rh.study.plan import Study
from migrant_rh.study.references import dangling
from migrant_rh.study.source import read_source


def load_study(path: str | Path) -> Study:
    """Read a study file.

    Parameters
    ----------
    path : str or Path
        A YAML 1.2 file in UTF-8. The paths in it start at its folder.

    Returns
    -------
    Study
        The plan. No data are read yet, but every file it names is there.

    Raises
    ------
    StudyFileError
        With every mistake found: file, line, column, the line itself with a caret, and what could
        be meant.

    Examples
    --------
    >>> load_study("nowhere.yaml")
    Traceback (most recent call last):
    migrant_rh.errors.StudyFileError: nowhere.yaml: There is no such study file...
    """
    path = Path(path)
    source = read_source(path)
    problems = dangling(source, path.parent)
    study: Study | None = None
    try:
        study = Study.model_validate(source.plain())
    except ValidationError as error:
        problems = [*mistakes(source, error), *problems]
    if study is None or problems:
        raise StudyFileError(_one_a_place(problems))
    return study.at(path.parent)


def _one_a_place(problems: list[Problem]) -> list[Problem]:
    """Keep the first problem of every place, in the order of the file."""
    placed: dict[tuple[int, int], Problem] = {}
    for problem in problems:
        placed.setdefault((problem.where.line or 0, problem.where.column or 0), problem)
    return [placed[place] for place in sorted(placed)]
