"""Records written to a file of the kind its ending names, and proved by reading it again."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from migrant_rh.errors import MigrantRHError, Place, Problem
from migrant_rh.reading.data_package import SUFFIX, Resource, package_of
from migrant_rh.reading.opening import read
from migrant_rh.reading.records import Records
from migrant_rh.words import Language, Text, phrase
from migrant_rh.writing.values import live_rows, typed_values, verified_rows

if TYPE_CHECKING:
    import pandas as pd

_Writer = Callable[[Records, Path, Language], list[Text]]


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """What was written.

    Attributes
    ----------
    paths : tuple of Path
        The data file, and beside it the data package that holds what the file cannot.
    records : int
        How many records.
    notes : tuple of Text
        What a reader must know: names and codes that changed, records left out.
    """

    paths: tuple[Path, ...]
    records: int
    notes: tuple[Text, ...]


def write_records(
    records: Records,
    path: str | PathLike[str],
    *,
    language: Language = "en",
    overwrite: bool = False,
) -> WrittenFile:
    r"""Write records to a file of the kind its ending names.

    Parameters
    ----------
    records : Records
        From `read`.
    path : path
        ``.csv`` (UTF-8 with a byte-order mark, for Excel), ``.dta`` (Stata 14 and later), ``.sav``
        or ``.zsav`` (SPSS), ``.parquet``.
    language : {"zh", "en"}
        Language of the labels in the file; the data package beside it has both.
    overwrite : bool
        Replace a file that is there.

    Returns
    -------
    WrittenFile
        Paths, number of records, notes.

    Raises
    ------
    MigrantRHError
        If the ending is unknown, the file is there already, a value is not of its kind, or the
        file does not give the same values when it is read again: then nothing is written.

    Notes
    -----
    Deleted records are left out. A codebook and marks of verified records, which the format cannot
    hold, go into a data package beside the file, which `read` takes into account.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     source = Path(folder, "a.csv")
    ...     size = source.write_text("pid,sex\n001,1\n002,2\n")
    ...     written = write_records(read(source), Path(folder, "b.dta"))
    ...     read(written.paths[0]).data["sex"].tolist()
    [1, 2]
    """
    path = Path(path)
    writer = _writer(path)
    if path.exists() and not overwrite:
        found, remedy = phrase("writing.exists"), phrase("writing.exists_remedy")
        raise MigrantRHError(Problem("writing.exists", Place(path.name), found, remedy=remedy))
    try:
        with tempfile.TemporaryDirectory(prefix=".migrant-rh-", dir=path.parent) as folder:
            staged = Path(folder) / path.name
            notes = [*_left_out(records), *writer(records, staged, language)]
            files = [staged, *_package(records, staged)]
            _prove(records, staged)
            paths = tuple(Path(shutil.move(file, path.parent / file.name)) for file in files)
    except OSError as error:
        reason = error.strerror or str(error)
        found = phrase("cli.not_writable", folder=path.parent, reason=reason)
        raise MigrantRHError(Problem("writing.not-writable", Place(path.name), found)) from None
    return WrittenFile(paths, len(live_rows(records)), tuple(notes))


def _writer(path: Path) -> _Writer:
    """What writes files of that ending."""
    writers: dict[str, _Writer] = {
        ".csv": _write_csv,
        ".dta": _write_stata,
        ".sav": _write_spss,
        ".zsav": _write_spss,
        ".parquet": _write_parquet,
    }
    writer = writers.get(path.suffix.lower())
    if writer is None:
        found = phrase("writing.unknown_format", suffix=path.suffix or path.name)
        expected = phrase("study.one_of_names", names=", ".join(sorted(writers)))
        raise MigrantRHError(Problem("writing.unknown-format", Place(path.name), found, expected))
    return writer


def _write_csv(records: Records, path: Path, language: Language) -> list[Text]:
    """Write the text of every field as it stands in the file."""
    del language
    records.data  # noqa: B018  (a value that is not of its kind is told before anything is written)
    rows = live_rows(records)[list(records.codebook.names)]
    stream = io.StringIO()
    rows.to_csv(stream, index=False, lineterminator="\r\n")
    path.write_bytes(stream.getvalue().encode("utf-8-sig"))
    return []


def _write_stata(records: Records, path: Path, language: Language) -> list[Text]:
    """Write a file of Stata."""
    from migrant_rh.writing.statistical import write_stata  # noqa: PLC0415  (heavy)

    return write_stata(typed_values(records), records.codebook, path, language)


def _write_spss(records: Records, path: Path, language: Language) -> list[Text]:
    """Write a file of SPSS."""
    from migrant_rh.writing.statistical import write_spss  # noqa: PLC0415  (heavy)

    return write_spss(typed_values(records), records.codebook, path, language)


def _write_parquet(records: Records, path: Path, language: Language) -> list[Text]:
    """Write a Parquet file."""
    from migrant_rh.writing.parquet import write_parquet  # noqa: PLC0415  (heavy)

    del language
    write_parquet(typed_values(records), records.codebook, path, verified_rows(records))
    return []


def _left_out(records: Records) -> list[Text]:
    """Say how many records are marked deleted and left out."""
    deleted = int((records.text["_state"] == "deleted").sum())
    return [phrase("writing.deleted", count=deleted)] if deleted else []


def _package(records: Records, staged: Path) -> list[Path]:
    """Write what the format cannot hold beside the file."""
    if staged.suffix.lower() == ".parquet":
        return []
    beside = staged.with_name(staged.name + SUFFIX)
    name = "".join(c if c.isalnum() and c.isascii() else "-" for c in staged.stem.lower())
    verified = verified_rows(records)
    resource = Resource(staged.name, staged.read_bytes(), records.codebook, verified=verified)
    beside.write_text(package_of(name or "data", [resource]), encoding="utf-8", newline="")
    return [beside]


def _prove(records: Records, staged: Path) -> None:
    """Read the file again, and refuse it if a value is another."""
    again = read(staged).data
    wrong = [name for name in records.data.columns if not _same(records.data[name], again[name])]
    if wrong:
        found = phrase("writing.not_same", names=", ".join(wrong))
        remedy = phrase("writing.not_same_remedy")
        raise MigrantRHError(Problem("writing.not-same", Place(staged.name), found, remedy=remedy))


def _same(one: pd.Series, two: pd.Series) -> bool:
    """Whether two columns have the same values, wherever their rows are from."""
    return one.reset_index(drop=True).equals(two.reset_index(drop=True))
