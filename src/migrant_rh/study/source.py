"""The text of a study file, and where in it each value stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.scalarint import ScalarInt

from migrant_rh.errors import Place, Problem, StudyFileError
from migrant_rh.words import Text, phrase

LARGEST = 1_000_000
WIDE_FROM = 0x1100
SHOWN = 60
"""Characters of a long line that an excerpt shows on either side."""
Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed study file that knows its lines.

    Attributes
    ----------
    file : str
        Name shown to the user.
    lines : tuple of str
        The text.
    tree : object
        What the YAML says, as ruamel's containers, which remember positions.
    """

    file: str
    lines: tuple[str, ...]
    tree: Any

    def plain(self) -> Any:
        """Return the same content as ordinary dictionaries and lists."""
        return _plain(self.tree)

    def place(self, path: Path_, *, key: bool = False, offset: int = 0) -> Place:
        """Where a value, its key or a character of it stands; if it is not there, what is above."""
        line, column = _position(self.tree, path, key=key)
        if offset and self.lines[line][column : column + 1] in {'"', "'"}:
            offset += 1
        return Place(self.file, line + 1, column + 1 + offset)

    def excerpt(self, place: Place) -> str:
        """Return the line at a place, or the part of it around, with a caret under the column."""
        if place.line is None or place.column is None or place.line > len(self.lines):
            return ""
        line = self.lines[place.line - 1].replace("\t", " ")
        column = place.column - 1
        begin = max(0, column - SHOWN) if len(line) > 2 * SHOWN else 0
        before, behind = line[begin:column], line[column : begin + 2 * SHOWN]
        before = "…" + before if begin else before
        behind = behind + "…" if begin + 2 * SHOWN < len(line) else behind
        wide = sum(1 if ord(mark) < WIDE_FROM else 2 for mark in before)
        return f"  {before}{behind}\n  {' ' * wide}^"


def read_source(path: Path) -> Source:
    """Read and parse a study file.

    Raises
    ------
    StudyFileError
        If it is missing, empty, not UTF-8 or not YAML.
    """
    text = _text(path)
    lines = tuple(text.splitlines())
    parser = YAML(typ="rt")
    try:
        tree = parser.load(text)
    except YAMLError as error:
        raise StudyFileError(_not_yaml(path.name, lines, error)) from None
    if tree is None:
        raise StudyFileError(Problem("study.empty", Place(path.name), phrase("study.empty")))
    source = Source(path.name, lines, tree)
    if not isinstance(tree, CommentedMap):
        place = Place(path.name, 1, 1)
        found = phrase("study.not_mapping")
        raise StudyFileError(
            Problem("study.not-mapping", place, found, excerpt=source.excerpt(place))
        )
    return source


def _text(path: Path) -> str:
    """Read the file as UTF-8 text."""
    where = Place(str(path))
    if path.is_dir():
        raise StudyFileError(_told("is_folder", where, "is_folder_remedy"))
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise StudyFileError(_told("missing_file", where, "missing_file_remedy")) from None
    except OSError as error:
        found = phrase("study.other", detail=error.strerror or str(error))
        raise StudyFileError(Problem("study.unreadable", where, found)) from None
    if len(content) > LARGEST:
        found = phrase("study.too_large", bytes=len(content), limit=LARGEST)
        raise StudyFileError(Problem("study.too-large", where, found))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = phrase("study.encoding", byte=error.start + 1)
        remedy = phrase("study.encoding_remedy")
        raise StudyFileError(Problem("study.encoding", where, found, remedy=remedy)) from None


def _told(name: str, where: Place, remedy: str) -> Problem:
    """State a problem with the file as a whole."""
    code = "study." + name.replace("_", "-")
    return Problem(code, where, phrase(f"study.{name}"), remedy=phrase(f"study.{remedy}"))


def _not_yaml(file: str, lines: tuple[str, ...], error: YAMLError) -> Problem:
    """Say where the YAML breaks."""
    mark = getattr(error, "problem_mark", None)
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    excerpt = Source(file, lines, None).excerpt(place)
    if isinstance(error, DuplicateKeyError):
        key = str(error.problem).partition('"')[2].partition('"')[0]
        found = phrase("study.duplicate_key", key=key)
        return Problem("study.duplicate-key", place, found, excerpt=excerpt)
    detail = Text.same(error.problem if isinstance(error, MarkedYAMLError) else error)
    found = phrase("study.yaml", detail=detail)
    remedy = phrase("study.yaml_remedy")
    return Problem("study.yaml", place, found, remedy=remedy, excerpt=excerpt)


def _position(tree: Any, path: Path_, *, key: bool) -> tuple[int, int]:
    """Line and column of the last step of a path that exists, from 0."""
    line, column = tree.lc.line or 0, tree.lc.col or 0
    for depth, step in enumerate(path):
        last = depth == len(path) - 1
        if isinstance(tree, CommentedMap) and step in tree:
            line, column = tree.lc.key(step) if last and key else _start(tree, step)
        elif isinstance(tree, CommentedSeq) and isinstance(step, int) and step < len(tree):
            line, column = tree.lc.item(step)
        else:
            break
        tree = tree[step]
    return line, column


def _start(tree: CommentedMap, step: str | int) -> tuple[int, int]:
    """Where the value of a key begins; for an empty value, the key."""
    value = tree[step]
    line, column = tree.lc.key(step) if value is None else tree.lc.value(step)
    return int(line), int(column)


def _plain(node: Any) -> Any:
    """Copy ruamel's containers; a number written with leading zeros stays as written."""
    if isinstance(node, Mapping):
        return {_plain(key): _plain(value) for key, value in node.items()}
    if isinstance(node, Sequence) and not isinstance(node, str):
        return [_plain(item) for item in node]
    if isinstance(node, ScalarInt):
        width = getattr(node, "_width", None)
        return f"{int(node):0{width}d}" if width else int(node)
    return _joined(node) if isinstance(node, str) else node


def _joined(text: str) -> str:
    """Join what JSON writes as two escapes, such as an emoji; half of one is replaced."""
    if text.isprintable():
        return str(text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
