"""Variables that cannot play the part a study file gives them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from migrant_rh.errors import Problem
from migrant_rh.study.source import Path_
from migrant_rh.study.tree import Tree

Places = tuple[tuple[str, ...], ...]

_CATEGORIES: Places = (
    ("models", "*", "subgroups"),
    ("models", "*", "wls", "adjust"),
    ("outcomes", "*", "variable"),
    ("questions", "*", "items"),
)
"""Places that take categories alone."""

_MEASURED: Places = (("models", "*", "adjust"),)
"""Places that take numbers too, but neither text nor dates; so do the rows of Table 1."""

_LISTS: Places = (
    ("data", "key"),
    ("data", "identifiers"),
    ("design", "roles", "stratum"),
    ("models", "*", "outcomes"),
    ("models", "*", "compare"),
    ("models", "*", "adjust"),
    ("models", "*", "subgroups"),
    ("models", "*", "wls", "adjust"),
    ("questions", "*", "items"),
    ("tables", "baseline"),
)
"""Lists that name a thing once."""


def unsuited(tree: Tree) -> Iterator[Problem]:
    """Find variables of the wrong kind, with two parts, or named twice; waves out of order."""
    played = (tree.at("design", "roles", role) for role in ("id", "cluster", "site", "arm"))
    roles = {name for name in played if isinstance(name, str)}
    for path, name in _named(tree, (*_CATEGORIES, *_MEASURED)):
        if name in roles:
            yield tree.problem("role_besides", path, [], name=name)
    yield from _kinds(tree, _CATEGORIES, "not_a_category", (None, "category"), roles)
    measured = (None, "category", "number")
    yield from _kinds(tree, _MEASURED, "not_measured", measured, roles)
    yield from _kinds(tree, (("tables", "baseline"),), "not_measured", measured, set())
    yield from _own_outcome(tree)
    yield from _repeated(tree)
    yield from _order(tree)


def _kinds(
    tree: Tree, places: Places, said: str, kinds: tuple[str | None, ...], told: set[str]
) -> Iterator[Problem]:
    """Variables of another kind than a place takes."""
    known = set(tree.keys("variables")) - told
    for path, name in _named(tree, places):
        if name in known and _kind(tree, name) not in kinds:
            yield tree.problem(said, path, [], name=name)


def _kind(tree: Tree, name: str) -> Any:
    """Type of a variable; one that is made in classes or answers is a category."""
    made = tree.at("variables", name, "cuts") or tree.at("variables", name, "chosen") is not None
    return "category" if made else tree.at("variables", name, "type")


def _named(tree: Tree, places: Places) -> Iterator[tuple[Path_, str]]:
    """Variables named at some places; an outcome without a variable has that of its name."""
    for pattern in places:
        yield from tree.values(pattern)
    if ("outcomes", "*", "variable") in places:
        for outcome in tree.keys("outcomes"):
            if tree.at("outcomes", outcome, "variable") is None:
                yield ("outcomes", outcome), outcome


def _own_outcome(tree: Tree) -> Iterator[Problem]:
    """Covariates and subgroups of a model that are its outcome."""
    for model in tree.keys("models"):
        chosen = [name for _, name in tree.values(("models", model, "outcomes"))]
        outcomes = [
            tree.at("outcomes", each, "variable") or each
            for each in chosen or tree.keys("outcomes")
        ]
        for part in (("adjust",), ("subgroups",), ("wls", "adjust")):
            for path, name in tree.values(("models", model, *part)):
                if name in outcomes:
                    yield tree.problem("own_outcome", path, [], name=name)


def _repeated(tree: Tree) -> Iterator[Problem]:
    """Names that stand twice in one list."""
    for pattern in _LISTS:
        met: set[tuple[Path_, str]] = set()
        for path, name in tree.values(pattern):
            if (path[:-1], name) in met:
                yield tree.problem("named_twice", path, [], name=name)
            met.add((path[:-1], name))


def _order(tree: Tree) -> Iterator[Problem]:
    """Waves compared against the order of time."""
    waves = tree.keys("data", "waves")
    for model in tree.keys("models"):
        pair = [wave for _, wave in tree.values(("models", model, "compare")) if wave in waves]
        if pair != sorted(pair, key=waves.index):
            path = ("models", model, "compare")
            yield tree.problem("waves_reversed", path, [], name=pair[0])
