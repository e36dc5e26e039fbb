"""Workbooks of Excel and LibreOffice (``.xlsx .xlsm .xlsb .xls .ods``), through calamine.

One sheet with one header row and no title above it. Text stays text, numbers lose a superfluous
``.0``, dates are written year first; formulas give the values that were stored with them.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from migrant_rh.errors import Place, Problem, ReadingError
from migrant_rh.reading.archives import ZIP_DAMAGE, require_harmless
from migrant_rh.reading.columns import Contents
from migrant_rh.reading.problems import first_of, runs
from migrant_rh.reading.records import Codebook, Provenance
from migrant_rh.reading.typed_columns import Written, bad_names, written
from migrant_rh.words import phrase, refer

ZIPPED = b"PK"
_LOST_FROM = 1e15
_ERROR_CELL = re.compile(rb'<c\b[^>]*\bt="e"')
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_PANIC = "PanicException"
_SHOWN = 5


@dataclass(frozen=True, eq=False)
class _Sheet:
    """The cells of a sheet: names, rows of values, and the row of the sheet each stands in."""

    names: list[str]
    cells: NDArray[Any]
    rows: list[int]
    blank: list[int]


def read_spreadsheet(data: bytes, file: str, sheet: str | None) -> Contents:
    """Read one sheet of a workbook.

    Parameters
    ----------
    data : bytes
        The file.
    file : str
        Name for messages.
    sheet : str or None
        Which sheet, where several have data.

    Returns
    -------
    Contents
        Every value as text; kinds are those of the cells.

    Raises
    ------
    ReadingError
        If the workbook is damaged or has a password, a sheet is to be named, the header has gaps,
        or ids lost digits because they were stored as numbers.
    """
    if data.startswith(ZIPPED):
        require_harmless(data, file)
    name, values = _chosen(data, file, sheet)
    found = _cut(values, file)
    if problems := bad_names(found.names, file):
        raise ReadingError(first_of(problems, file))
    columns = [
        written(name, np.array([*column, None], dtype=object)[:-1])
        for name, column in zip(found.names, found.cells.T, strict=True)
    ]
    if problems := [*_lost(found, file)]:
        raise ReadingError(first_of(problems, file))
    count = len(found.rows)
    return Contents(
        tuple(column.column for column in columns),
        np.zeros(count, dtype=np.intp),
        np.array(found.rows, dtype=np.intp),
        Codebook(tuple(column.field() for column in columns)),
        tuple(_notes(data, found)),
        _provenance(data, file, name, columns, count),
    )


def _chosen(data: bytes, file: str, wanted: str | None) -> tuple[str, list[list[Any]]]:
    """The sheet that is named, or the only one with data."""
    sheets = {name: values for name, values in _sheets(data, file) if values}
    place = Place(file)
    if not sheets:
        remedy = phrase("neighbours.no_sheet_remedy")
        found = phrase("neighbours.no_sheet")
        raise ReadingError(Problem("neighbours.no-sheet", place, found, remedy=remedy))
    if wanted is None and len(sheets) == 1:
        return next(iter(sheets.items()))
    if wanted in sheets:
        return wanted, sheets[wanted]
    told = "neighbours.several_sheets" if wanted is None else "neighbours.no_such_sheet"
    found = phrase(told, count=len(sheets), name=wanted)
    expected = phrase("study.one_of_names", names=", ".join(sheets))
    remedy = phrase("neighbours.several_sheets_remedy")
    raise ReadingError(Problem("neighbours.sheet", place, found, expected, remedy))


def _sheets(data: bytes, file: str) -> Iterator[tuple[str, list[list[Any]]]]:
    """Every sheet and its cells, without empty rows and columns around them."""
    import python_calamine  # noqa: PLC0415  (heavy)

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            start = (sheet.start or (0, 0))[0]
            values = sheet.to_python(skip_empty_area=True)
            yield name, [[start, *row] for row in values[:1]] + values[1:]
    except python_calamine.PasswordError:
        found = phrase("epx.locked_zip")
        raise ReadingError(Problem("neighbours.locked", Place(file), found)) from None
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise ReadingError(_damaged(file, error)) from None
    except BaseException as error:
        # A fault inside calamine comes as an exception that is no Exception.
        if type(error).__name__ != _PANIC:
            raise
        raise ReadingError(_damaged(file, error)) from None


def _damaged(file: str, error: BaseException) -> Problem:
    """Say that a workbook cannot be read."""
    found = phrase("neighbours.damaged", format="Excel", reason=str(error))
    remedy = phrase("neighbours.damaged_remedy")
    return Problem("neighbours.damaged", Place(file), found, remedy=remedy)


def _cut(values: list[list[Any]], file: str) -> _Sheet:
    """Cut a sheet into header and rows; blank rows and columns are left out."""
    start, *header = values[0]
    rows = [(start + 2 + place, row) for place, row in enumerate(values[1:])]
    kept = [(number, row) for number, row in rows if any(cell != "" for cell in row)]
    last = kept[-1][0] if kept else 0
    cells = np.empty((len(kept), len(header)), dtype=object)
    for at, (_, row) in enumerate(kept):
        cells[at, : len(row)] = [None if cell == "" else cell for cell in row]
    names = [_name(cell) for cell in header]
    filled = [bool((cells[:, at] != None).any()) for at in range(len(names))]  # noqa: E711
    gaps = [at + 1 for at, name in enumerate(names) if not name and filled[at]]
    if gaps or not any(names):
        found = phrase("neighbours.header", columns=runs(gaps) or "1")
        remedy = phrase("neighbours.header_remedy")
        place = Place(file, line=start + 1)
        raise ReadingError(Problem("neighbours.header", place, found, remedy=remedy))
    named = [at for at, name in enumerate(names) if name]
    kept_numbers = [number for number, _ in kept]
    blank = [number for number, _ in rows if number < last and number not in set(kept_numbers)]
    return _Sheet([names[at] for at in named], cells[:, named], kept_numbers, blank)


def _name(cell: Any) -> str:
    """Name of a column; a number is one too."""
    whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell) if whole else cell).strip()


def _lost(sheet: _Sheet, file: str) -> Iterator[Problem]:
    """Find numbers of 16 and more digits, which a spreadsheet cannot hold."""
    for name, column in zip(sheet.names, sheet.cells.T, strict=True):
        lost = [at for at, v in enumerate(column) if isinstance(v, float) and abs(v) >= _LOST_FROM]
        if lost:
            shown = ", ".join(f"{column[at]:.0f}" for at in lost[:_SHOWN])
            found = phrase("delimited.lost_digits", values=shown, count=len(lost))
            remedy = phrase("delimited.lost_digits_remedy")
            place = Place(file, line=sheet.rows[lost[0]], field=name)
            yield Problem("neighbours.lost-digits", place, found, remedy=remedy)


def _notes(data: bytes, sheet: _Sheet) -> Iterator[str]:
    """Blank rows between records, and cells with errors."""
    if sheet.blank:
        rows = runs(sheet.blank)
        yield refer("neighbours.blank_rows", count=len(sheet.blank), rows=rows)
    if errors := _error_cells(data):
        yield refer("neighbours.error_cells", count=errors)


def _error_cells(data: bytes) -> int:
    """Cells of an ``.xlsx`` whose formula failed."""
    if not data.startswith(ZIPPED):
        return 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name for name in archive.namelist() if _SHEET.fullmatch(name)]
            return sum(len(_ERROR_CELL.findall(archive.read(name))) for name in names)
    except ZIP_DAMAGE:
        return 0


def _provenance(
    data: bytes, file: str, sheet: str, columns: Sequence[Written], count: int
) -> Provenance:
    """Where the records came from."""
    understood = {"sheet": sheet, "columns": str(len(columns))}
    digest = sha256(data).hexdigest()
    return Provenance(
        file, "workbook", digest, "utf-8", "declared", records=count, understood=understood
    )
