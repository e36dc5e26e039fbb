"""The embedded demo study: synthetic data that reproduce the printed counts and percentages."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path

from migrant_rh.errors import MigrantRHError, Place, Problem
from migrant_rh.study.file import load_study
from migrant_rh.study.plan import Study
from migrant_rh.words import phrase

_NOT_COPIED = frozenset({"expected.json"})


def demo_study() -> Study:
    """Load the demo study: synthetic; it reproduces the printed figures, all else is assumption.

    Examples
    --------
    >>> demo_study().wave_names
    ('baseline', 'endline')
    """
    return load_study(demo_folder() / "study.yaml")


def demo_folder() -> Path:
    """Folder of the demo study's files.

    Examples
    --------
    >>> (demo_folder() / "design.csv").is_file()
    True
    """
    with as_file(files("migrant_rh.demo") / "files") as folder:
        return Path(folder)


def copy_demo(folder: Path) -> tuple[Path, ...]:
    """Copy the demo study into a folder, as files to start from.

    Parameters
    ----------
    folder : Path
        Made if it is not there.

    Returns
    -------
    tuple of Path
        The copies.

    Raises
    ------
    MigrantRHError
        If the folder has a file of the same name already: nothing is overwritten.
    """
    sources = sorted(path for path in demo_folder().iterdir() if path.name not in _NOT_COPIED)
    there = [path.name for path in sources if (folder / path.name).exists()]
    if there:
        found = phrase("cli.demo_exists", files=", ".join(there))
        remedy = phrase("cli.demo_exists_remedy")
        raise MigrantRHError(Problem("demo.exists", Place(str(folder)), found, remedy=remedy))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return tuple(Path(shutil.copy(path, folder / path.name)) for path in sources)
    except OSError as error:
        reason = error.strerror or str(error)
        found = phrase("cli.not_writable", folder=folder, reason=reason)
        raise MigrantRHError(Problem("demo.not-writable", Place(str(folder)), found)) from None
