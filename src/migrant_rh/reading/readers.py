"""Which reader a file needs, told by its ending."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from migrant_rh.errors import Place, Problem, ReadingError
from migrant_rh.reading.columns import Contents
from migrant_rh.reading.signatures import OTHER_FORMATS, looks_like, signature
from migrant_rh.words import phrase


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user says of a file; a reader takes what concerns it.

    Attributes
    ----------
    encoding, password, datafile, delimiter : str or None
        As in `migrant_rh.read`.
    recover : bool
        Keep the whole records of a damaged REC file.
    """

    encoding: str | None = None
    password: str | None = None
    datafile: str | None = None
    delimiter: str | None = None
    recover: bool = False


Reader = Callable[[bytes, Path, ReadOptions], Contents]


def _rec(data: bytes, path: Path, options: ReadOptions) -> Contents:
    from migrant_rh.reading.epidata_rec import RecOptions, read_rec  # noqa: PLC0415  (start-up)

    given = RecOptions(options.encoding, options.password, options.recover)
    return read_rec(data, path.name, given)


def _epx(data: bytes, path: Path, options: ReadOptions) -> Contents:
    from migrant_rh.reading.epidata_epx import EpxOptions, read_epx  # noqa: PLC0415  (start-up)

    return read_epx(data, path.name, EpxOptions(options.password, options.datafile))


def _qes(data: bytes, path: Path, options: ReadOptions) -> Contents:
    from migrant_rh.reading.epidata_qes import QesOptions, read_qes  # noqa: PLC0415  (start-up)

    return read_qes(data, path.name, QesOptions(options.encoding))


def _delimited(data: bytes, path: Path, options: ReadOptions) -> Contents:
    from migrant_rh.reading.delimited import (  # noqa: PLC0415  (start-up)
        DelimitedOptions,
        read_delimited,
    )

    if signature(data) in OTHER_FORMATS:
        found = phrase("reading.not_delimited", looks=looks_like(data))
        remedy = phrase("reading.not_delimited_remedy")
        raise ReadingError(Problem("reading.other-format", Place(path.name), found, remedy=remedy))
    return read_delimited(data, path.name, DelimitedOptions(options.encoding, options.delimiter))


def _statistical(data: bytes, path: Path, options: ReadOptions) -> Contents:
    from migrant_rh.reading.statistical import read_statistical  # noqa: PLC0415  (start-up)

    return read_statistical(data, path, options.encoding)


def _spreadsheet(data: bytes, path: Path, options: ReadOptions) -> Contents:
    from migrant_rh.reading.spreadsheet import read_spreadsheet  # noqa: PLC0415  (start-up)

    return read_spreadsheet(data, path.name, options.datafile)


def _dbase(data: bytes, path: Path, options: ReadOptions) -> Contents:
    from migrant_rh.reading.dbase import read_dbase  # noqa: PLC0415  (start-up)

    return read_dbase(data, path.name, options.encoding)


def _parquet(data: bytes, path: Path, options: ReadOptions) -> Contents:
    from migrant_rh.reading.parquet import read_parquet  # noqa: PLC0415  (start-up)

    del options
    return read_parquet(data, path.name)


READERS: Mapping[str, Reader] = {
    ".rec": _rec,
    ".epx": _epx,
    ".epz": _epx,
    ".qes": _qes,
    ".dta": _statistical,
    ".sav": _statistical,
    ".zsav": _statistical,
    ".por": _statistical,
    ".sas7bdat": _statistical,
    ".xpt": _statistical,
    ".xlsx": _spreadsheet,
    ".xlsm": _spreadsheet,
    ".xlsb": _spreadsheet,
    ".xls": _spreadsheet,
    ".ods": _spreadsheet,
    ".dbf": _dbase,
    ".parquet": _parquet,
    ".csv": _delimited,
    ".tsv": _delimited,
    ".txt": _delimited,
}
"""Readers by the ending of the file, in small letters."""


_USED: Mapping[Reader, frozenset[str]] = {
    _rec: frozenset({"encoding", "password", "recover"}),
    _epx: frozenset({"password", "datafile"}),
    _qes: frozenset({"encoding"}),
    _statistical: frozenset({"encoding"}),
    _spreadsheet: frozenset({"datafile"}),
    _dbase: frozenset({"encoding"}),
    _parquet: frozenset(),
    _delimited: frozenset({"encoding", "delimiter"}),
}


def unused(path: Path, options: ReadOptions) -> tuple[str, ...]:
    """Options that were given and do not concern a file of that kind, by name.

    Examples
    --------
    >>> unused(Path("a.epx"), ReadOptions(encoding="gbk", password="secret", recover=True))
    ('encoding', 'recover')
    """
    used = _USED[reader_of(path)]
    return tuple(
        option.name
        for option in fields(options)
        if getattr(options, option.name) and option.name not in used
    )


def reader_of(path: Path) -> Reader:
    """Find the reader of a file.

    Raises
    ------
    ReadingError
        With the endings that are known.
    """
    found = READERS.get(path.suffix.lower())
    if found is None:
        raise ReadingError(
            Problem(
                "reading.unknown-format",
                Place(path.name),
                phrase("reading.unknown_format", suffix=path.suffix or path.name),
                phrase("reading.known_formats", known=", ".join(sorted(READERS))),
                phrase("reading.unknown_format_remedy"),
            )
        )
    return found
