"""A study file as it was written, to be searched beside whatever else is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from migrant_rh.errors import Problem
from migrant_rh.study.mistakes import dotted, suggestion
from migrant_rh.study.source import Path_, Source
from migrant_rh.words import phrase


@dataclass(frozen=True, slots=True)
class Tree:
    """A study file as written, asked for what it names."""

    source: Source
    root: Any

    def at(self, *path: str | int) -> Any:
        """Return the value at a path, or None."""
        node = self.root
        for step in path:
            try:
                node = node[step]
            except (KeyError, IndexError, TypeError):
                return None
        return node

    def keys(self, *path: str | int) -> list[str]:
        """Keys of the mapping at a path."""
        node = self.at(*path)
        return [str(key) for key in node] if isinstance(node, Mapping) else []

    def values(self, pattern: tuple[str, ...]) -> Iterator[tuple[Path_, str]]:
        """Texts at the places of a pattern, in which * is any key; lists are entered."""
        for path, node in spread(self.root, pattern):
            if isinstance(node, str):
                yield path, node
            elif isinstance(node, list):
                yield from (
                    ((*path, place), item)
                    for place, item in enumerate(node)
                    if isinstance(item, str)
                )

    def problem(self, kind: str, path: Path_, choices: list[str], /, **values: object) -> Problem:
        """State a dangling name, with the names there are."""
        place = self.source.place(path)
        found = phrase(f"study.{kind}", path=dotted(path), **values)
        expected = phrase("study.one_of_names", names=", ".join(choices)) if choices else None
        remedy = suggestion(str(values.get("name", "")), choices)
        code = "study." + kind.replace("_", "-")
        return Problem(code, place, found, expected, remedy, self.source.excerpt(place))


def spread(node: Any, pattern: tuple[str, ...], path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Walk a pattern; * stands for every key."""
    if not pattern:
        yield path, node
    elif isinstance(node, Mapping):
        steps = list(node) if pattern[0] == "*" else [pattern[0]]
        for step in steps:
            if step in node:
                yield from spread(node[step], pattern[1:], (*path, step))
