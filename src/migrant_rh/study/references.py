"""Names in a study file that point to nothing.

The tree is searched as it was written, so that dangling names are found beside whatever else is
wrong with the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from migrant_rh.errors import Problem
from migrant_rh.study.expression import Expression, ExpressionError
from migrant_rh.study.mistakes import dotted, suggestion
from migrant_rh.study.parts import unsuited
from migrant_rh.study.source import Path_, Source
from migrant_rh.study.tree import Tree, spread
from migrant_rh.words import phrase

_VARIABLES: tuple[tuple[str, ...], ...] = (
    ("data", "key"),
    ("data", "identifiers"),
    ("design", "roles", "id"),
    ("design", "roles", "cluster"),
    ("design", "roles", "site"),
    ("design", "roles", "arm"),
    ("design", "roles", "stratum"),
    ("design", "roles", "weight"),
    ("design", "roles", "date"),
    ("outcomes", "*", "variable"),
    ("variables", "*", "cuts", "of"),
    ("variables", "*", "of"),
    ("questions", "*", "items"),
    ("models", "*", "adjust"),
    ("models", "*", "wls", "adjust"),
    ("models", "*", "subgroups"),
    ("tables", "baseline"),
)
_OUTCOMES: tuple[tuple[str, ...], ...] = (("models", "*", "outcomes"),)
_WAVES: tuple[tuple[str, ...], ...] = (("models", "*", "compare"),)
_FILES: tuple[tuple[str, ...], ...] = (
    ("data", "waves", "*", "file"),
    ("data", "waves", "*", "entries"),
    ("data", "waves", "*", "adjudicated"),
    ("data", "waves", "*", "checks"),
    ("design", "roster"),
    ("design", "allocations"),
)


def dangling(source: Source, folder: Path) -> list[Problem]:
    """Find every name, code, file and condition that cannot be meant as it stands."""
    tree = Tree(source, source.plain())
    searches = (
        _names(tree),
        _outcome_variables(tree),
        _codes(tree),
        _conditions(tree),
        _types(tree),
        unsuited(tree),
        _design(tree),
        _files(tree, folder),
    )
    return [problem for search in searches for problem in search]


def _names(tree: Tree) -> Iterator[Problem]:
    """Variables, outcomes and waves that are not there."""
    kinds = (
        ("unknown_variable", _VARIABLES, tree.keys("variables")),
        ("unknown_outcome", _OUTCOMES, tree.keys("outcomes")),
        ("unknown_wave", _WAVES, tree.keys("data", "waves")),
    )
    for name, patterns, known in kinds:
        for pattern in patterns:
            for path, value in tree.values(pattern):
                if value not in known:
                    yield tree.problem(name, path, known, name=value)
    waves = tree.keys("data", "waves")
    for path, recoded in spread(tree.root, ("variables", "*", "recode")):
        for wave in recoded if isinstance(recoded, Mapping) else ():
            if str(wave) not in waves:
                yield tree.problem("unknown_wave", (*path, wave), waves, name=wave)


def _outcome_variables(tree: Tree) -> Iterator[Problem]:
    """Outcomes whose variable is neither named nor of the same name."""
    known = tree.keys("variables")
    for outcome in tree.keys("outcomes"):
        if tree.at("outcomes", outcome, "variable") is None and outcome not in known:
            yield tree.problem("unknown_variable", ("outcomes", outcome), known, name=outcome)


def _codes(tree: Tree) -> Iterator[Problem]:
    """Events, control arms and merged codes that their variable does not have."""
    for outcome in tree.keys("outcomes"):
        variable = tree.at("outcomes", outcome, "variable") or outcome
        yield from _codes_of(tree, ("outcomes", outcome, "event"), variable)
    for question in tree.keys("questions"):
        items = tree.at("questions", question, "items")
        for item in items if isinstance(items, list) else []:
            yield from _codes_of(tree, ("questions", question, "event"), item)
    yield from _codes_of(tree, ("design", "control"), tree.at("design", "roles", "arm"))
    yield from _shares(tree)
    for variable in tree.keys("variables"):
        merged = tree.at("variables", variable, "merge")
        for code in merged if isinstance(merged, Mapping) else ():
            path = ("variables", variable, "merge", code)
            yield from _codes_of(tree, path, tree.at("variables", variable, "of"))
            levels = tree.keys("variables", variable, "levels")
            if levels and str(code) not in levels:
                yield tree.problem("unknown_code", path, levels, name=str(code), variable=variable)
        origin = tree.at("variables", variable, "of")
        yield from _codes_of(tree, ("variables", variable, "chosen"), origin)
        for wave in tree.keys("variables", variable, "recode"):
            for code in tree.at("variables", variable, "recode", wave) or {}:
                yield from _codes_of(tree, ("variables", variable, "recode", wave, code), variable)


def _shares(tree: Tree) -> Iterator[Problem]:
    """Sites of a standard population that are not there, or have no share."""
    role = tree.at("design", "roles", "site")
    levels = tree.keys("variables", role, "levels") if isinstance(role, str) else []
    for model in tree.keys("models"):
        path: Path_ = ("models", model, "standardise")
        sites = tree.keys(*path)
        for site in sites:
            if levels and site not in levels:
                yield tree.problem("unknown_code", (*path, site), levels, name=site, variable=role)
        left_out = [site for site in levels if sites and site not in sites]
        if left_out:
            yield tree.problem("no_share", path, [], name=", ".join(left_out))


def _codes_of(tree: Tree, path: Path_, variable: Any) -> Iterator[Problem]:
    """Codes at a path that are not among a variable's levels."""
    levels = tree.keys("variables", variable, "levels") if isinstance(variable, str) else []
    given = tree.at(*path)
    for code in given if isinstance(given, list) else [given]:
        if levels and code is not None and str(code) not in levels:
            yield tree.problem("unknown_code", path, levels, name=str(code), variable=variable)


def _conditions(tree: Tree) -> Iterator[Problem]:
    """Conditions that cannot be read, or name what is not there."""
    known = tree.keys("variables")
    steps = tree.at("eligibility")
    for place in range(len(steps) if isinstance(steps, list) else 0):
        path: Path_ = ("eligibility", place, "keep")
        yield from _condition(tree, path, known)
    for wave in tree.keys("data", "waves"):
        yield from _condition(tree, ("data", "waves", wave, "rows"), None)
    for name in known:
        yield from _condition(tree, ("variables", name, "asked_if"), known)
    yield from _asked_if(tree)


def _condition(tree: Tree, path: Path_, known: list[str] | None) -> Iterator[Problem]:
    """Parse one condition; the names in it are checked where they are known beforehand."""
    source = tree.at(*path)
    if not isinstance(source, str):
        return
    try:
        names = Expression.parse(source).names
    except ExpressionError as error:
        place = tree.source.place(path, offset=error.offset)
        found = phrase("study.expression", path=dotted(path), reason=error.reason)
        yield Problem("study.expression", place, found, excerpt=tree.source.excerpt(place))
        return
    for name in names:
        if known is not None and name not in known:
            yield tree.problem("unknown_variable", path, known, name=name)


def _asked_if(tree: Tree) -> Iterator[Problem]:
    """Conditions that need the answer they are about, or a code that a variable lacks."""
    needed = {name: _needed(tree, name) for name in tree.keys("variables")}
    told: set[str] = set()
    for name in needed:
        path: Path_ = ("variables", name, "asked_if")
        expression = _parsed(tree.at(*path))
        if expression is None:
            continue
        circle = _circle(needed, name)
        if circle and not told & set(circle):
            told |= set(circle)
            yield _in_circle(tree, path, circle)
        for variable, code in expression.codes:
            levels = _levels_of(tree, variable)
            if levels and code not in levels:
                yield tree.problem("unknown_code", path, levels, name=code, variable=variable)


def _parsed(source: Any) -> Expression | None:
    """A condition; None where there is none that can be read."""
    try:
        return Expression.parse(source) if isinstance(source, str) else None
    except ExpressionError:
        return None


def _needed(tree: Tree, name: str) -> tuple[str, ...]:
    """Variables whose answers are needed to know whether one was asked, or to make it."""
    condition = _parsed(tree.at("variables", name, "asked_if"))
    made_from = [tree.at("variables", name, "of"), tree.at("variables", name, "cuts", "of")]
    before = [] if condition is None else list(condition.names)
    return tuple(each for each in [*before, *made_from] if isinstance(each, str))


def _circle(needed: Mapping[str, tuple[str, ...]], name: str) -> tuple[str, ...]:
    """The shortest way from a variable back to itself; empty where there is none."""
    ways: list[tuple[str, ...]] = [(name, each) for each in needed[name]]
    seen: set[str] = set()
    for way in ways:
        if way[-1] == name:
            return way
        if way[-1] not in seen:
            seen.add(way[-1])
            ways.extend((*way, each) for each in needed.get(way[-1], ()))
    return ()


def _in_circle(tree: Tree, path: Path_, circle: tuple[str, ...]) -> Problem:
    """State that a variable's own answer decides whether it is asked."""
    place = tree.source.place(path)
    found = phrase("study.asked_in_circle", path=dotted(path), circle=" → ".join(circle))
    expected, remedy = (phrase(f"study.asked_in_circle_{each}") for each in ("expected", "remedy"))
    excerpt = tree.source.excerpt(place)
    return Problem("study.asked-in-circle", place, found, expected, remedy, excerpt)


def _levels_of(tree: Tree, name: str) -> list[str]:
    """Codes of a category, also of one that is made; none where they are not declared."""
    variable: Path_ = ("variables", name)
    if tree.at(*variable, "chosen") is not None:
        return ["0", "1"]
    labels = tree.at(*variable, "cuts", "labels")
    if isinstance(labels, list):
        return [str(place) for place in range(1, len(labels) + 1)]
    category = tree.at(*variable, "type") in (None, "category")
    return tree.keys(*variable, "levels") if category else []


def _types(tree: Tree) -> Iterator[Problem]:
    """Categories without levels, and cuts of what is not a number."""
    for name in tree.keys("variables"):
        path = ("variables", name)
        made = tree.at(*path, "cuts") or tree.at(*path, "chosen") is not None
        with_levels = (None, "category", "several")
        if tree.at(*path, "type") in with_levels and not (tree.keys(*path, "levels") or made):
            place = tree.source.place(path, key=True)
            found = phrase("study.needs_levels", path=dotted(path), name=name)
            remedy = phrase("study.needs_levels_remedy")
            yield Problem(
                "study.needs-levels", place, found, None, remedy, tree.source.excerpt(place)
            )
        number = tree.at(*path, "cuts", "of")
        if isinstance(number, str) and tree.at("variables", number, "type") not in ("number", None):
            yield tree.problem("not_a_number", (*path, "cuts", "of"), [], name=number)
        answers = tree.at(*path, "of") if tree.at(*path, "chosen") is not None else None
        if isinstance(answers, str) and tree.at("variables", answers, "type") != "several":
            yield tree.problem("not_several", (*path, "of"), [], name=answers)


def _design(tree: Tree) -> Iterator[Problem]:
    """A design that contradicts itself."""
    roles = tree.at("design", "roles")
    arm = tree.at("design", "roles", "arm")
    levels = tree.keys("variables", arm, "levels") if isinstance(arm, str) else []
    if levels and len(levels) != 2:  # noqa: PLR2004  (control and intervention)
        path: Path_ = ("design", "roles", "arm")
        yield tree.problem("two_arms", path, [], name=arm, count=len(levels))
    by_person = tree.at("design", "allocated") == "person"
    if isinstance(roles, Mapping) and "cluster" not in roles and not by_person:
        place = tree.source.place(("design", "roles"), key=True)
        found = phrase("study.needs_cluster", path="design.roles")
        remedy = phrase("study.needs_cluster_remedy")
        yield Problem("study.needs-cluster", place, found, None, remedy, tree.source.excerpt(place))
    yield from _weights(tree)
    yield from _dates(tree)


def _dates(tree: Tree) -> Iterator[Problem]:
    """An interview date that is no date, and windows that nothing is compared with."""
    name = tree.at("design", "roles", "date")
    if isinstance(name, str) and tree.at("variables", name, "type") not in ("date", None):
        yield tree.problem("not_a_date", ("design", "roles", "date"), [], name=name)
    aged = any(tree.at("variables", each, "ages") for each in tree.keys("variables"))
    for path, window in spread(tree.root, ("data", "waves", "*", "window")):
        if window is not None and name is None and not aged:
            yield tree.problem("window_unused", path, [])


def _weights(tree: Tree) -> Iterator[Problem]:
    """A weight of no declared kind, a kind without a weight, a weight that is no number."""
    name, kind = tree.at("design", "roles", "weight"), tree.at("design", "weights")
    if name is not None and kind is None:
        yield tree.problem("needs_weight_kind", ("design", "roles", "weight"), [], name=name)
    if kind is not None and name is None:
        yield tree.problem("needs_weight", ("design", "weights"), [], name=kind)
    if isinstance(name, str) and tree.at("variables", name, "type") not in ("number", None):
        yield tree.problem("not_a_number", ("design", "roles", "weight"), [], name=name)


def _files(tree: Tree, folder: Path) -> Iterator[Problem]:
    """Files that are not there."""
    for pattern in _FILES:
        for path, name in tree.values(pattern):
            if not (folder / name).is_file():
                place = tree.source.place(path)
                found = phrase("study.no_data_file", path=dotted(path), file=name)
                near = (folder / name).parent
                there = sorted(item.name for item in near.iterdir()) if near.is_dir() else []
                close = suggestion(Path(name).name, there)
                remedy = close or phrase("study.no_data_file_remedy")
                yield Problem(
                    "study.no-data-file", place, found, None, remedy, tree.source.excerpt(place)
                )
