"""Files on disk: their bytes, or one clear reason why not."""

from __future__ import annotations

from pathlib import Path

from migrant_rh.errors import Place, Problem, ReadingError
from migrant_rh.words import phrase


def read_bytes(path: Path) -> bytes:
    """Read a whole file.

    Parameters
    ----------
    path : Path
        Where it is.

    Raises
    ------
    ReadingError
        If it is missing, a folder, or may not be read; for a missing file, those of the folder that
        have the same name before the dot are suggested.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ReadingError(_missing(path)) from None
    except IsADirectoryError:
        raise ReadingError(_problem(path, "is_folder")) from None
    except OSError as error:
        found = phrase("reading.unreadable", reason=error.strerror or type(error).__name__)
        raise ReadingError(Problem("reading.unreadable", Place(path.name), found)) from None


def require_content(data: bytes, path: Path) -> None:
    """Refuse a file of zero bytes.

    Parameters
    ----------
    data : bytes
        The file.
    path : Path
        Where it is.

    Raises
    ------
    ReadingError
        If it is empty.
    """
    if not data:
        raise ReadingError(_problem(path, "empty"))


def beside(path: Path, name: str) -> Path | None:
    """Find a file in the folder of another, whatever the case of its name.

    Parameters
    ----------
    path : Path
        A file.
    name : str
        Name of the other. One that differs only in case counts if none is exactly so; the first in
        alphabetical order, if there are several.
    """
    folder = path.parent
    if not folder.is_dir():
        return None
    names = sorted(item.name for item in folder.iterdir() if item.is_file())
    alike = [item for item in names if item.casefold() == name.casefold()]
    exact = name if name in alike else next(iter(alike), None)
    return folder / exact if exact else None


def _missing(path: Path) -> Problem:
    """Say that a file is not there, and what is."""
    folder = path.parent
    name = "missing" if folder.is_dir() else "missing_folder"
    items = sorted(folder.iterdir()) if folder.is_dir() else []
    alike = [item.name for item in items if item.stem.casefold() == path.stem.casefold()]
    remedy = phrase("reading.missing_remedy")
    if alike:
        remedy = phrase("errors.did_you_mean", suggestion=", ".join(alike))
    found = phrase(f"reading.{name}", folder=str(folder))
    return Problem("reading.missing", Place(path.name), found, remedy=remedy)


def _problem(path: Path, name: str) -> Problem:
    """Say what is wrong with a file as a whole."""
    return Problem(
        f"reading.{name.replace('_', '-')}",
        Place(path.name),
        phrase(f"reading.{name}"),
        remedy=phrase(f"reading.{name}_remedy"),
    )
