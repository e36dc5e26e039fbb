"""Missing codes and default values that are given to many fields at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from migrant_rh.reading.epidata_state import FormField, State
from migrant_rh.reading.epidata_types import FLOAT, complies

MOST_CODES = 3
_INTEGER = 0
_TEXTS = frozenset({1, 3, 18})
_EVERY = {
    "ALL": frozenset({_INTEGER, FLOAT}) | _TEXTS,
    "ALLSTRING": _TEXTS,
    "ALLSTRINGS": _TEXTS,
    "ALLNUMERIC": frozenset({_INTEGER, FLOAT}),
}


def read_missing_list(state: State) -> bool:
    """Read ``MISSINGVALUE ALL 9 8 7`` or ``MISSINGVALUE f1-f5, f7 9 8``; false on an error.

    Parameters
    ----------
    state : State
        After the word MISSINGVALUE. A list is for fields that are numbers, and replaces the missing
        codes of their own blocks.
    """
    words = _words(state)
    if words and words[0].upper() == "ALL":
        codes = words[1 : MOST_CODES + 1]
        if not all(_is_integer(code) for code in codes):
            state.error("missing_all_number")
            return False
        state.missing_all = tuple(codes)
        return True
    codes = list(takewhile(_is_integer, reversed(words)))[::-1]
    if not 0 < len(codes) <= MOST_CODES:
        state.error("missing_count")
        return False
    if len(codes) == len(words):
        state.error("missing_fields")
        return False
    fields = _fields(state, words[: -len(codes)])
    for field in fields or ():
        if field.ordinal in {_INTEGER, FLOAT, None}:
            state.missing_of[field.name] = tuple(codes)
    return fields is not None


def read_default_list(state: State) -> bool:
    """Read ``DEFAULTVALUE ALL x`` or ``DEFAULTVALUE f1-f5, f7 x``; false on an error.

    Parameters
    ----------
    state : State
        After the word DEFAULTVALUE. ``ALLSTRINGS`` and ``ALLNUMERIC`` stand for texts and numbers.
    """
    words = _words(state)
    if len(words) <= 1:
        state.error("default_nothing")
        return False
    kinds = _EVERY.get(words[0].upper())
    if kinds is not None:
        given = [field for field in state.form or () if field.ordinal in kinds]
        state.defaults_of |= {field.name: words[1] for field in given}
        return True
    fields = _fields(state, words[:-1])
    state.defaults_of |= {field.name: words[-1] for field in fields or () if not field.question}
    return fields is not None


def _words(state: State) -> list[str]:
    """Words of the rest of the line, separated by blanks or commas."""
    return state.tokens.rest_of_line().replace(",", " ").replace('"', " ").split()


def _fields(state: State, names: list[str]) -> list[FormField] | None:
    """Fields named one by one or from first to last; None if one is unknown."""
    found: list[FormField] = []
    for name in names:
        ends = [state.find(part) for part in name.split("-", 1)]
        for part, end in zip(name.split("-", 1), ends, strict=True):
            if end is None:
                state.error("unknown_field", name=part)
        if None in ends:
            return None
        found += _between(state, [end for end in ends if end is not None])
    return found


def _between(state: State, ends: list[FormField]) -> Iterator[FormField]:
    """Fields from the first of a pair to the last, or the single one."""
    yield from state.between(ends[0], ends[-1])


def _is_integer(word: str) -> bool:
    """Judge whether EpiData takes a word for a whole number."""
    return complies(word, _INTEGER)
