"""Conditions of check files (``IF … THEN``), run over all records at once.

=========================  ================================================================
``AND OR NOT``, ``( )``    as usual; ``NOT`` binds closest, ``OR`` least
``= <> < > <= >=``         of numbers, dates or text (text without regard to case)
``+ - * / DIV MOD``        of numbers; two dates differ by days
``.``                      no value: ``AGE=.`` is true where AGE is blank
=========================  ================================================================

A comparison with a blank is false, except with ``.``; for ``<`` and its like a missing code counts
as blank too, so that 99 for *no answer* is not an age above 60. Nothing is evaluated as a program.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from migrant_rh.checking.measured import measured
from migrant_rh.reading.records import Records

if TYPE_CHECKING:
    import pandas as pd

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?|\.\d+)|"(?P<text>[^"]*)"|(?P<op><>|<=|>=|[=<>+\-*/()])"""
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<none>\.))"
)
_COMPARED: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_COMPUTED: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "DIV": operator.floordiv,
    "MOD": operator.mod,
}
_DEEPEST = 40


class NotRunError(Exception):
    """What is written is not a condition that can be run."""


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a condition: what it is, its value or operator, and its own parts."""

    kind: str
    value: Any = None
    parts: tuple[Node, ...] = ()


def parse(text: str) -> Node:
    """Read a condition.

    Parameters
    ----------
    text : str
        What stands between ``IF`` and ``THEN``.

    Raises
    ------
    NotRunError
        If it is none, or calls functions.

    Examples
    --------
    >>> parse("(AGE<18) AND NOT SEX=1").kind
    'AND'
    """
    tokens, at = [], 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None:
            raise NotRunError(text[at:])
        tokens.append((found.lastgroup or "", found[found.lastgroup or 0]))
        at = found.end()
    parser = _Parser(tokens)
    node = parser.either(0)
    if parser.at < len(tokens):
        raise NotRunError(tokens[parser.at][1])
    return node


class _Parser:
    """Goes through the tokens, from what binds least to what binds closest."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.at = 0

    def word(self) -> str:
        """The next token in capitals; empty at the end."""
        return self.tokens[self.at][1].upper() if self.at < len(self.tokens) else ""

    def take(self, *words: str) -> str:
        """Take the next token if it is one of some; else nothing."""
        kind = self.tokens[self.at][0] if self.at < len(self.tokens) else ""
        if self.word() in words and kind in {"op", "name"}:
            self.at += 1
            return self.tokens[self.at - 1][1].upper()
        return ""

    def either(self, depth: int) -> Node:
        """Parts joined by OR."""
        if depth > _DEEPEST:
            raise NotRunError("(")
        return self.joined("OR", lambda: self.joined("AND", lambda: self.negated(depth)))

    def joined(self, word: str, part: Callable[[], Node]) -> Node:
        """Parts joined by one word."""
        parts = [part()]
        while self.take(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Node(word, None, tuple(parts))

    def negated(self, depth: int) -> Node:
        """A comparison, or NOT one."""
        if self.take("NOT"):
            if depth > _DEEPEST:
                raise NotRunError("NOT")
            return Node("NOT", None, (self.negated(depth + 1),))
        left = self.sum(depth)
        if sign := self.take(*_COMPARED):
            return Node("compare", sign, (left, self.sum(depth)))
        return left

    def sum(self, depth: int) -> Node:
        """Terms added and subtracted."""
        return self.chained(("+", "-"), lambda: self.product(depth))

    def product(self, depth: int) -> Node:
        """Factors multiplied and divided."""
        return self.chained(("*", "/", "DIV", "MOD"), lambda: self.factor(depth))

    def chained(self, signs: tuple[str, ...], part: Callable[[], Node]) -> Node:
        """Parts computed from left to right."""
        node = part()
        while sign := self.take(*signs):
            node = Node("compute", sign, (node, part()))
        return node

    def factor(self, depth: int) -> Node:
        """A value, or a condition in brackets."""
        if self.take("("):
            inside = self.either(depth + 1)
            if not self.take(")"):
                raise NotRunError(self.word())
            return inside
        if self.at >= len(self.tokens) or self.tokens[self.at][0] == "op":
            raise NotRunError(self.word())
        kind, value = self.tokens[self.at]
        self.at += 1
        if kind == "name" and self.word() == "(":
            raise NotRunError(value)
        return Node(kind, float(value) if kind == "number" else value)


def holds(node: Node, records: Records, live: pd.DataFrame) -> pd.Series[bool]:
    """Judge for which records a condition holds.

    Raises
    ------
    NotRunError
        If a name is no field, or values cannot be compared.
    """
    found: pd.Series[bool] = _Evaluation(records, live).truth(node)
    return found


class _Evaluation:
    """A condition on some records."""

    def __init__(self, records: Records, live: pd.DataFrame) -> None:
        self.records, self.live = records, live

    def of(self, node: Node) -> Any:
        """Value of a part: a column, or a constant."""
        match node.kind:
            case "AND" | "OR":
                return self.together(node)
            case "NOT":
                return ~self.truth(node.parts[0])
            case "compare":
                return self.compared(node)
            case "compute":
                return self.computed(node)
            case "name":
                return self.column(node.value)[0]
            case _:
                return node.value

    def together(self, node: Node) -> Any:
        """Parts joined by AND or OR."""
        parts = [self.truth(part) for part in node.parts]
        whole = parts[0]
        for part in parts[1:]:
            whole = whole & part if node.kind == "AND" else whole | part
        return whole

    def truth(self, node: Node) -> Any:
        """A part that is true or false."""
        found = self.of(node)
        if getattr(found, "dtype", None) is None or found.dtype.kind != "b":
            raise NotRunError(str(node.value))
        return found

    def column(self, name: str) -> tuple[Any, Any]:
        """Values of a field, and which of them are missing codes."""
        if name not in self.records.codebook:
            raise NotRunError(name)
        field = self.records.codebook[name]
        texts = self.live[field.name]
        values = measured(field, texts)
        if field.kind not in {"integer", "decimal", "date"}:
            values = texts.where(texts != "").str.casefold()
        return values, texts.isin(field.missing)

    def computed(self, node: Node) -> Any:
        """A sum, difference, product or quotient."""
        left, right = (self.of(part) for part in node.parts)
        sorts = {_sort(left), _sort(right)}
        if sorts != {"number"} and (sorts, node.value) != ({"date"}, "-"):
            raise NotRunError(str(node.value))
        try:
            found = _COMPUTED[node.value](left, right)
        except (TypeError, ValueError, ArithmeticError) as error:
            raise NotRunError(str(node.value)) from error
        dates = getattr(found, "dtype", None)
        return found.dt.days if dates is not None and dates.kind == "m" else found

    def compared(self, node: Node) -> Any:
        """A comparison; with a blank it is false."""
        left, right = node.parts
        if "none" in {left.kind, right.kind}:
            return self.blank(node)
        values = [self.of(part) for part in node.parts]
        values = [v.casefold() if isinstance(v, str) else v for v in values]
        if _sort(values[0]) != _sort(values[1]) or not any(map(_is_column, values)):
            raise NotRunError(str(node.value))
        known = _known(values[0]) & _known(values[1])
        if node.value not in {"=", "<>"}:
            for part in node.parts:
                known &= ~self.coded(part)
        try:
            found = _COMPARED[node.value](*values) & known
        except (TypeError, ValueError) as error:
            raise NotRunError(str(node.value)) from error
        return found.astype(bool)

    def blank(self, node: Node) -> Any:
        """A comparison with no value."""
        other = node.parts[0] if node.parts[1].kind == "none" else node.parts[1]
        if other.kind != "name" or node.value not in {"=", "<>"}:
            raise NotRunError(".")
        if other.value not in self.records.codebook:
            raise NotRunError(str(other.value))
        empty = self.live[self.records.codebook[other.value].name] == ""
        return (empty if node.value == "=" else ~empty).astype(bool)

    def coded(self, part: Node) -> Any:
        """Which records have a missing code in a field."""
        return self.column(part.value)[1] if part.kind == "name" else False


def _is_column(value: Any) -> bool:
    """Whether a value is one a record."""
    return hasattr(value, "notna")


def _sort(value: Any) -> str:
    """What kind of thing a value is for a comparison."""
    if isinstance(value, str):
        return "text"
    kind = value.dtype.kind if _is_column(value) else "f"
    return "date" if kind in "Mm" else "number" if kind in "iuf" else "text"


def _known(value: Any) -> Any:
    """Which records have a value."""
    return value.notna() if _is_column(value) else True
