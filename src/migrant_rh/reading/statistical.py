"""Files of Stata, SPSS and SAS, through pyreadstat.

======================  ====================================================================
Stata (``.dta``)        ``.a`` to ``.z`` are missing reasons, named by their value labels
SPSS (``.sav .zsav``)   user-missing values and ranges are missing reasons
SPSS (``.por``)         the reader has no user-missing values
SAS (``.sas7bdat``)     ``.A`` to ``.Z`` are missing reasons; value labels from a catalogue
                        (``.sas7bcat``) beside the file
SAS (``.xpt``)          neither labels nor reasons
======================  ====================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from migrant_rh.errors import Place, Problem, ReadingError
from migrant_rh.reading.columns import Contents
from migrant_rh.reading.encoding import Encoding, choose_encoding
from migrant_rh.reading.files import beside
from migrant_rh.reading.frames import text_of
from migrant_rh.reading.pieces import Piece, decode
from migrant_rh.reading.problems import first_of
from migrant_rh.reading.records import Codebook, Field, Provenance
from migrant_rh.reading.stata_values import dates_of, export_notes, mended_labels
from migrant_rh.reading.typed_columns import Written, bad_names, written
from migrant_rh.words import Text, phrase, refer

if TYPE_CHECKING:
    import pandas as pd

FORMATS = {
    ".dta": "Stata",
    ".sav": "SPSS",
    ".zsav": "SPSS",
    ".por": "SPSS portable",
    ".sas7bdat": "SAS",
    ".xpt": "SAS transport",
}
_BYTES = "ISO-8859-1"
"""Read with it, every character is a byte of the file."""

_UNICODE_FROM = 118
_WITH_REASONS = frozenset({".dta", ".sav", ".zsav", ".sas7bdat"})


@dataclass(frozen=True, eq=False)
class _Parsed:
    """A file as pyreadstat has it, and the encoding of its texts where that was found out."""

    frame: pd.DataFrame
    meta: Any
    encoding: Encoding


def read_statistical(data: bytes, path: Path, encoding: str | None) -> Contents:
    """Read a file of Stata, SPSS or SAS.

    Parameters
    ----------
    data : bytes
        The file.
    path : Path
        Where it is.
    encoding : str or None
        Encoding of an old file that does not state it; found by trial without.

    Returns
    -------
    Contents
        Values as text: whole numbers without a point, dates year first, times with colons; missing
        codes as they are, ``.a`` for tagged ones, listed in the codebook with their labels.

    Raises
    ------
    ReadingError
        If the file is damaged or of another kind, or its encoding is in doubt.
    """
    parsed = _parsed(data, path, encoding)
    names = [str(name) for name in parsed.frame.columns]
    if problems := bad_names(names, path.name):
        raise ReadingError(first_of(problems, path.name))
    columns = [_column(parsed, name, path) for name in names]
    fields = [_field(parsed, column) for column in columns]
    notes = [note for column in columns for note in _range_notes(parsed.meta, column)]
    if path.suffix.lower() == ".dta" and (export := export_notes(parsed.meta, columns)):
        notes += export
        fields = [
            _points_missing(field, column) for field, column in zip(fields, columns, strict=True)
        ]
    count = len(parsed.frame)
    return Contents(
        tuple(column.column for column in columns),
        np.zeros(count, dtype=np.intp),
        np.zeros(count, dtype=np.intp),
        Codebook(tuple(fields), file_label=(parsed.meta.file_label or "").strip()),
        tuple(dict.fromkeys(notes)),
        _provenance(data, path, parsed),
    )


def _parsed(data: bytes, path: Path, encoding: str | None) -> _Parsed:
    """Parse a file; one that does not state its encoding is parsed as bytes first."""
    suffix = path.suffix.lower()
    if _states_its_encoding(data, suffix):
        try:
            frame, meta = _read(path, encoding)
        except UnicodeError:
            pass
        else:
            found = Encoding(encoding or meta.file_encoding or "utf-8", "declared")
            return _Parsed(frame, meta, found)
    frame, meta = _read(path, _BYTES)
    texts = list(_texts(frame, meta))
    pieces = [Piece(text.encode(_BYTES, "replace"), full=True) for text in texts]
    chosen = choose_encoding(pieces, path.name, declared=encoding)
    return _Parsed(*_transcoded(frame, meta, chosen.name), chosen)


def _states_its_encoding(data: bytes, suffix: str) -> bool:
    """Whether a file says in which encoding its texts are."""
    if suffix == ".dta":
        release = data[28:31] if data.startswith(b"<stata_dta>") else b""
        return release.isdigit() and int(release) >= _UNICODE_FROM
    return suffix in {".sav", ".zsav", ".sas7bdat"}


def _read(path: Path, encoding: str | None) -> tuple[pd.DataFrame, Any]:
    """Call pyreadstat; a UnicodeError says that the encoding does not fit."""
    import pyreadstat  # noqa: PLC0415  (heavy)

    suffix = path.suffix.lower()
    readers: dict[str, Callable[..., Any]] = {
        ".dta": pyreadstat.read_dta,
        ".por": pyreadstat.read_por,
        ".sas7bdat": pyreadstat.read_sas7bdat,
        ".xpt": pyreadstat.read_xport,
    }
    reader = readers.get(suffix, pyreadstat.read_sav)
    options: dict[str, Any] = {} if suffix == ".por" else {"encoding": encoding}
    if suffix in _WITH_REASONS:
        options["user_missing"] = True
    if suffix == ".dta":
        options["disable_datetime_conversion"] = True
    if suffix == ".sas7bdat" and (catalogue := beside(path, f"{path.stem}.sas7bcat")):
        options |= {"catalog_file": str(catalogue), "formats_as_category": False}
    try:
        frame, meta = reader(str(path), **options)
    except _faults() as error:
        if "encoding" in str(error) and encoding != _BYTES:
            raise UnicodeError from None
        raise ReadingError(_damaged(path, error)) from None
    return frame, meta


def _faults() -> tuple[type[Exception], ...]:
    """What is raised for a file that cannot be read."""
    import pyreadstat  # noqa: PLC0415  (heavy)

    own: list[type[Exception]] = [pyreadstat.ReadstatError, pyreadstat.PyreadstatError]
    return (*own, ValueError, OverflowError)


def _damaged(path: Path, error: Exception) -> Problem:
    """Say that pyreadstat cannot read a file, and why."""
    found = phrase("neighbours.damaged", format=FORMATS[path.suffix.lower()], reason=str(error))
    remedy = phrase("neighbours.damaged_remedy")
    return Problem("neighbours.damaged", Place(path.name), found, remedy=remedy)


def _texts(frame: pd.DataFrame, meta: Any) -> Iterator[str]:
    """Every text of a file."""
    yield meta.file_label or ""
    yield from map(str, frame.columns)
    yield from (label or "" for label in meta.column_names_to_labels.values())
    for labels in meta.variable_value_labels.values():
        yield from map(str, labels.values())
    for name in frame.columns:
        column = frame[name]
        if column.dtype == object or column.dtype.name == "str":
            yield from {value for value in column.dropna().unique() if isinstance(value, str)}


def _transcoded(frame: pd.DataFrame, meta: Any, encoding: str) -> tuple[pd.DataFrame, Any]:
    """Put bytes that were read as characters into the encoding they are in."""

    def said(text: Any) -> Any:
        if not isinstance(text, str) or text.isascii():
            return text
        return decode(Piece(text.encode(_BYTES, "replace"), full=True), encoding).text

    told = {}
    for name, column in frame.items():
        textual = column.dtype == object or column.dtype.name == "str"
        told[said(name)] = column.astype(object).map(said) if textual else column
    meta.file_label = said(meta.file_label)
    meta.column_names_to_labels = _mapped(meta.column_names_to_labels, said)
    meta.variable_value_labels = {
        said(name): _mapped(labels, said) for name, labels in meta.variable_value_labels.items()
    }
    for known in ("missing_ranges", "missing_user_values", "original_variable_types"):
        setattr(meta, known, {said(k): v for k, v in getattr(meta, known).items()})
    meta.readstat_variable_types = {
        said(name): kind for name, kind in meta.readstat_variable_types.items()
    }
    return type(frame)(told), meta


def _mapped(labels: Mapping[Any, Any], said: Callable[[Any], Any]) -> dict[Any, Any]:
    """Labels with their texts in another encoding."""
    return {said(key): said(value) for key, value in labels.items()}


def _column(parsed: _Parsed, name: str, path: Path) -> Written:
    """A column as text."""
    meta = parsed.meta
    series = parsed.frame[name].astype(object)
    values: NDArray[Any] = series.where(series.notna(), None).to_numpy()
    kind = meta.readstat_variable_types.get(name, "")
    tags = set(meta.missing_user_values.get(name, ()))
    if tags:
        values = np.array([f".{v}" if v in tags else v for v in values], dtype=object)
    if path.suffix.lower() == ".dta":
        values = dates_of(values, meta.original_variable_types.get(name) or "")
    column = written(name, values, single=kind == "float")
    return _judged(column, values) if tags else column


def _judged(column: Written, values: Any) -> Written:
    """Judge the kind of a column without its tags."""
    plain = [v for v in values if not (isinstance(v, str) and v.startswith("."))]
    bare = written(column.column.name, np.array([*plain, None], dtype=object))
    return replace(column, kind=bare.kind, decimals=bare.decimals)


def _field(parsed: _Parsed, column: Written) -> Field:
    """What the file says of a column."""
    meta, name = parsed.meta, column.column.name
    tags = set(meta.missing_user_values.get(name, ()))
    known = meta.variable_value_labels.get(name, {})
    labels = {
        f".{code}" if code in tags or _is_tag(code, column) else text_of(code): Text.same(said)
        for code, said in known.items()
    }
    missing = [f".{tag}" for tag in sorted(tags)]
    missing += [code for code in labels if code.startswith(".") and code not in missing]
    missing += _in_ranges(meta, column, labels)
    labels, bug = mended_labels(labels, meta.readstat_variable_types.get(name, ""))
    label = (meta.column_names_to_labels.get(name) or "").strip()
    return column.field(
        label=Text.same(label), values=labels, missing=tuple(dict.fromkeys([*missing, *bug]))
    )


def _points_missing(field: Field, column: Written) -> Field:
    """Take the text ``.`` for a blank, as EpiData exports it."""
    pointed = field.kind in {"text", "id"} and "." in column.column.texts
    return replace(field, missing=(*field.missing, ".")) if pointed else field


def _is_tag(code: Any, column: Written) -> bool:
    """Whether a value label is for a tagged missing value that nobody has."""
    letter = isinstance(code, str) and len(code) == 1 and code.isalpha()
    return letter and column.kind in {"integer", "decimal", "date"}


def _in_ranges(meta: Any, column: Written, labels: Mapping[str, Text]) -> list[str]:
    """Codes, present or labelled, that SPSS calls missing."""
    codes = dict.fromkeys([*labels, *filter(None, column.column.texts)])
    found = []
    for span in meta.missing_ranges.get(column.column.name, []):
        low, high = span["lo"], span["hi"]
        if low == high:
            found.append(text_of(low))
        else:
            found += [code for code in codes if _within(code, low, high)]
    return found


def _within(code: str, low: Any, high: Any) -> bool:
    """Whether a code lies in a range of numbers."""
    try:
        return float(low) <= float(code) <= float(high)
    except ValueError:
        return False


def _range_notes(meta: Any, column: Written) -> Iterator[str]:
    """Say where missing values are a range, of which the codes that occur are listed."""
    name = column.column.name
    for span in meta.missing_ranges.get(name, []):
        if span["lo"] != span["hi"]:
            low, high = text_of(span["lo"]), text_of(span["hi"])
            yield refer("neighbours.missing_range", field=name, low=low, high=high)


def _provenance(data: bytes, path: Path, parsed: _Parsed) -> Provenance:
    """Where the records came from."""
    return Provenance(
        path.name,
        FORMATS[path.suffix.lower()],
        sha256(data).hexdigest(),
        parsed.encoding.name,
        parsed.encoding.found,
        records=len(parsed.frame),
    )
