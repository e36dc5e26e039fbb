"""Conditions such as ``18 <= age <= 49``: parsed against a whitelist, never run as Python."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from migrant_rh.words import Text, phrase

if TYPE_CHECKING:
    import pandas as pd

LONGEST = 500
_COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


class ExpressionError(ValueError):
    """A condition that cannot be used; `offset` is the character it fails at, from 0."""

    def __init__(self, reason: Text, offset: int) -> None:
        self.reason = reason
        self.offset = offset
        super().__init__(reason.en)


@dataclass(frozen=True, slots=True)
class Expression:
    """A condition on variables.

    Names, numbers, quoted codes, ``<  <=  >  >=  ==  !=``, ``in [...]``, ``and``, ``or``, ``not``
    and brackets; nothing else. A missing value makes a comparison unknown, and unknown follows
    Kleene's logic: ``unknown and no`` is no.

    Examples
    --------
    >>> Expression.parse("18 <= age <= 49 and sex in [1, 2]").names
    ('age', 'sex')
    """

    source: str
    tree: ast.expr
    names: tuple[str, ...]

    @classmethod
    def parse(cls, source: str) -> Expression:
        """Read a condition.

        Raises
        ------
        ExpressionError
            With the reason and the place.
        """
        if len(source) > LONGEST:
            raise ExpressionError(phrase("study.expression_long", limit=LONGEST), LONGEST)
        try:
            tree = ast.parse(source, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            offset = max(0, (getattr(error, "offset", 1) or 1) - 1)
            raise ExpressionError(phrase("study.expression_syntax"), offset) from None
        _admit_condition(tree)
        names = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
        return cls(source, tree, tuple(dict.fromkeys(names)))

    @property
    def codes(self) -> tuple[tuple[str, str], ...]:
        """Names with the constants they are compared with by ``==``, ``!=`` and ``in``, as codes.

        Examples
        --------
        >>> Expression.parse("exam == 1 and place not in ['8', 9] and age > 18").codes
        (('exam', '1'), ('place', '8'), ('place', '9'))
        """
        tests = (node for node in ast.walk(self.tree) if isinstance(node, ast.Compare))
        return tuple(pair for test in tests for pair in _compared_codes(test))

    def holds(self, data: pd.DataFrame) -> pd.Series[bool]:
        """Judge every row: true, false or missing (nullable booleans).

        Parameters
        ----------
        data : pandas.DataFrame
            Columns named as the condition names them; codes as text, numbers as numbers.
        """
        truth: pd.Series[bool] = _judge(self.tree, data)
        return truth


def _compared_codes(test: ast.Compare) -> Iterator[tuple[str, str]]:
    """Names and the constants beside them in one comparison, which may have several parts."""
    for left, how, right in zip(
        [test.left, *test.comparators], test.ops, test.comparators, strict=False
    ):
        if not isinstance(how, (ast.Eq, ast.NotEq, ast.In, ast.NotIn)):
            continue
        name, other = (left, right) if isinstance(left, ast.Name) else (right, left)
        if isinstance(name, ast.Name) and not isinstance(other, ast.Name):
            items = other.elts if isinstance(other, (ast.List, ast.Tuple)) else [other]
            yield from ((name.id, str(_constant(item))) for item in items)


def _admit_condition(node: ast.expr) -> None:
    """Refuse whatever is not a condition."""
    match node:
        case ast.BoolOp(values=values):
            for value in values:
                _admit_condition(value)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            _admit_condition(operand)
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            _admit_value(left)
            for test, right in zip(ops, comparators, strict=True):
                _admit_side(test, right)
        case _:
            raise ExpressionError(phrase("study.expression_condition"), node.col_offset)


def _admit_side(test: ast.cmpop, right: ast.expr) -> None:
    """Refuse a comparison of another kind, or with something that is not a value."""
    if isinstance(test, (ast.In, ast.NotIn)):
        if not isinstance(right, (ast.List, ast.Tuple)):
            raise ExpressionError(phrase("study.expression_list"), right.col_offset)
        for item in right.elts:
            _constant(item)
    elif type(test) in _COMPARISONS:
        _admit_value(right)
    else:
        raise ExpressionError(phrase("study.expression_condition"), right.col_offset)


def _admit_value(node: ast.expr) -> None:
    """Refuse whatever is neither a name nor a constant."""
    if not isinstance(node, ast.Name):
        _constant(node)


def _constant(node: ast.expr) -> float | str:
    """Read a number, a negative number or a quoted code."""
    match node:
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int() | float() | str() as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
        case _:
            pass
    raise ExpressionError(phrase("study.expression_value"), node.col_offset)


def _judge(node: ast.expr, data: pd.DataFrame) -> Any:
    """Evaluate an admitted condition."""
    match node:
        case ast.BoolOp(op=op, values=values):
            judged = [_judge(value, data) for value in values]
            join = operator.and_ if isinstance(op, ast.And) else operator.or_
            whole = judged[0]
            for part in judged[1:]:
                whole = join(whole, part)
            return whole
        case ast.UnaryOp(operand=operand):
            return ~_judge(operand, data)
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            sides = [left, *comparators]
            truth = _compare(ops[0], sides[0], sides[1], data)
            for place, test in enumerate(ops[1:], start=1):
                truth = truth & _compare(test, sides[place], sides[place + 1], data)
            return truth
    raise AssertionError(ast.dump(node))


def _compare(test: ast.cmpop, left: ast.expr, right: ast.expr, data: pd.DataFrame) -> Any:
    """Compare two sides row by row; missing where either is missing."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    columns = [data[side.id] for side in (left, right) if isinstance(side, ast.Name)]
    as_text = any(not pd.api.types.is_numeric_dtype(column) for column in columns)
    known = pd.Series(True, index=data.index)
    for column in columns:
        known &= column.notna()
    one = _side(left, data, as_text=as_text)
    if isinstance(test, (ast.In, ast.NotIn)):
        items = [_as_compared(_constant(item), as_text=as_text) for item in right.elts]  # type: ignore[attr-defined]
        truth = pd.Series(one, index=data.index).isin(items) ^ isinstance(test, ast.NotIn)
    else:
        truth = _COMPARISONS[type(test)](one, _side(right, data, as_text=as_text))
    return pd.Series(truth, index=data.index).astype("boolean").where(known)


def _side(node: ast.expr, data: pd.DataFrame, *, as_text: bool) -> Any:
    """One side of a comparison: a column, or a constant."""
    if not isinstance(node, ast.Name):
        return _as_compared(_constant(node), as_text=as_text)
    return data[node.id].astype("string") if as_text else data[node.id]


def _as_compared(value: float | str, *, as_text: bool) -> float | str:
    """Write a constant as the codes of the column it is compared with."""
    return str(value) if as_text else value
