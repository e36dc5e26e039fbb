"""Check files on disk: found beside the data, with what they include and where labels come from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from os import PathLike
from pathlib import Path, PureWindowsPath

from migrant_rh.errors import Place, Problem, ReadingError
from migrant_rh.reading.checks import Checks
from migrant_rh.reading.columns import BLANKS, Contents
from migrant_rh.reading.encoding import Encoding, byte_order_mark, choose_encoding, undecodable
from migrant_rh.reading.epidata_chk import parse_checks
from migrant_rh.reading.epidata_header import Header, read_header
from migrant_rh.reading.epidata_rec import RecOptions, read_rec
from migrant_rh.reading.epidata_state import FormField, LabelsFile
from migrant_rh.reading.epidata_tokens import SourceLine
from migrant_rh.reading.files import beside, read_bytes
from migrant_rh.reading.pieces import Piece
from migrant_rh.words import phrase

_INCLUDE = "INCLUDE "
_LINE_ENDS = re.compile("\r\n|\n|\r")


@dataclass(eq=False)
class _Folder:
    """The folder of a check file, and all bytes that were read in it."""

    path: Path
    encoding: str | None
    data_encoding: str = "ascii"
    read: list[bytes] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)

    def bytes_of(self, path: Path) -> bytes:
        """Read a file and remember its bytes."""
        data = read_bytes(path)
        self.read.append(data)
        return data

    def find(self, name: str) -> Path | None:
        """Find a file that the check file names; its folder on the writing machine is left out."""
        return beside(self.path, PureWindowsPath(name).name)


def read_checks(
    path: str | PathLike[str],
    *,
    data: str | PathLike[str] | None = None,
    encoding: str | None = None,
) -> Checks:
    r"""Read an EpiData check file.

    Parameters
    ----------
    path : path
        The ``.chk`` file. Files that it includes, or takes labels from, are looked for beside it.
    data : path, optional
        The REC file it belongs to, whose field names, types and widths the checks must suit.
        Without it, the one beside it of the same name; if there is none, any name is a field and
        nothing is compared with a type.
    encoding : str, optional
        Encoding of the file, if it is neither ASCII, UTF-8 nor Chinese.

    Returns
    -------
    Checks
        Everything the file states. Errors in it are in `Checks.errors`, not raised.

    Raises
    ------
    ReadingError
        If a file cannot be read, or its encoding is in doubt.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "a.chk")
    ...     written = file.write_text("SEX\n  RANGE 1 2\n  MISSINGVALUE 9\nEND\n")
    ...     read_checks(file).of("sex").missing
    ('9',)
    """
    path = Path(path)
    source = Path(data) if data is not None else beside(path, f"{path.stem}.rec")
    form = None
    if source is not None:
        content = read_bytes(source)
        mark = byte_order_mark(content)
        form = form_of(read_header(content, source.name, start=len(mark.raw)))
    return checks_for(path, form, encoding=encoding)


def checks_for(
    path: Path,
    form: Sequence[FormField] | None,
    *,
    encoding: str | None = None,
    data_encoding: str = "ascii",
) -> Checks:
    """Read a check file for a form.

    Parameters
    ----------
    path : Path
        The check file.
    form : sequence of FormField or None
        Fields of the data file.
    encoding : str, optional
        As in `read_checks`.
    data_encoding : str
        Encoding of the data, in which the widths of values are counted; with ASCII data, that of
        the check file.
    """
    return _checks(_Folder(path, encoding, data_encoding), form, nested=False)


def form_of(header: Header) -> list[FormField]:
    """Return the fields of a REC header as checks see them.

    Parameters
    ----------
    header : Header
        Header of a REC file.
    """
    return [
        FormField(slot.name, slot.type.ordinal, slot.length, question=slot.type.kind is None)
        for slot in header.slots
    ]


def _checks(folder: _Folder, form: Sequence[FormField] | None, *, nested: bool) -> Checks:
    """Read the check file of a folder."""
    data = folder.bytes_of(folder.path)
    encoding = _encoding(data, folder.path.name, folder.encoding)
    lines = _with_included(folder, _lines(data, folder.path.name, encoding))
    checks = parse_checks(
        lines,
        folder.path.name,
        form,
        encoding=encoding.name if folder.data_encoding == "ascii" else folder.data_encoding,
        load_labels=_no_labels if nested else lambda name: _labels(folder, name),
    )
    digest = sha256(b"".join(folder.read)).hexdigest()
    errors = (*folder.errors, *checks.errors)
    return replace(checks, errors=errors, encoding=encoding.name, sha256=digest)


def _encoding(data: bytes, file: str, declared: str | None) -> Encoding:
    """Find the encoding of a check file."""
    pieces = [Piece(line) for line in data.splitlines() if not line.isascii()]
    mark = byte_order_mark(data)
    told = declared if pieces else None
    return choose_encoding(pieces, file, declared=told, mark=mark.encoding)


def _lines(data: bytes, file: str, encoding: Encoding) -> list[SourceLine]:
    """Decode a check file and cut it into lines."""
    content = data.removeprefix(byte_order_mark(data).raw)
    try:
        text = content.decode(encoding.name)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        piece = Piece(content[error.start : error.end + 1])
        raise ReadingError(undecodable(Place(file, line=line), encoding.name, piece)) from None
    texts = _LINE_ENDS.split(text.removesuffix("\x1a"))
    return [SourceLine(file, number, line) for number, line in enumerate(texts, start=1)]


def _with_included(folder: _Folder, lines: Sequence[SourceLine]) -> list[SourceLine]:
    """Put included files in the place of the lines that name them, once, as EpiData does."""
    whole: list[SourceLine] = []
    for line in lines:
        words = line.text.strip(BLANKS)
        if words.upper().startswith(_INCLUDE):
            whole += _included(folder, line, words[len(_INCLUDE) :].strip(BLANKS).strip('"'))
        else:
            whole.append(line)
    return whole


def _included(folder: _Folder, line: SourceLine, name: str) -> list[SourceLine]:
    """Lines of an included file; none, and an error, if it is not there."""
    path = folder.find(name)
    if path is None:
        place = Place(line.file, line=line.number)
        found = phrase("chk.include_missing", name=name)
        folder.errors.append(Problem("chk.include-missing", place, found))
        return []
    data = folder.bytes_of(path)
    return _lines(data, path.name, _encoding(data, path.name, folder.encoding))


def _labels(folder: _Folder, name: str) -> LabelsFile:
    """Read value labels from a REC file: its first key holds the codes, its second the texts."""
    suffix = "" if PureWindowsPath(name).suffix else ".rec"
    base = PureWindowsPath(name).name + suffix
    path = folder.find(base)
    if path is None:
        return LabelsFile(base, missing="labels_file_missing")
    try:
        data = folder.bytes_of(path)
        contents = read_rec(data, path.name, RecOptions(folder.encoding))
        keys = _keys(folder, path, data)
    except ReadingError:
        return LabelsFile(base, missing="labels_file_unreadable")
    if len(keys) < 2:  # noqa: PLR2004  (codes and texts)
        return LabelsFile(base, missing="labels_file_keys")
    if not len(contents.states):
        return LabelsFile(base, missing="labels_file_empty")
    return LabelsFile(base, _pairs(contents, keys))


def _keys(folder: _Folder, path: Path, data: bytes) -> list[str]:
    """Names of the key fields of a REC file, in their order, from the check file beside it."""
    checks_path = beside(path, f"{path.stem}.chk")
    if checks_path is None:
        return []
    form = form_of(read_header(data, path.name, start=len(byte_order_mark(data).raw)))
    checks = _checks(_Folder(checks_path, folder.encoding), form, nested=True)
    keyed = sorted((block.key, block.name) for block in checks.fields if block.key)
    return [name for _, name in keyed]


def _pairs(contents: Contents, keys: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Codes and texts of all records, in the order of the codes."""
    columns = {column.name: column for column in contents.columns}
    codes, texts = ([columns[name].texts[at] for at in columns[name].codes] for name in keys[:2])
    pairs = zip(codes, texts, strict=True)
    return tuple(sorted(pairs, key=lambda pair: (len(pair[0]), pair[0])))


def _no_labels(name: str) -> LabelsFile:
    """Labels of a file that is itself only read for its keys: none are needed."""
    return LabelsFile(name)
