"""Options of the tables of a data frame, held against what there is; every mistake at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from migrant_rh.errors import AnalysisError, Place, Problem
from migrant_rh.rendering.style import NAMES
from migrant_rh.study.mistakes import suggestion
from migrant_rh.study.plan import MIN_CELL
from migrant_rh.tables.looks import Looks, LooksOptions
from migrant_rh.words import LANGUAGES, phrase

MOST_DIGITS = 15
"""No more decimals are told apart in a number of double precision."""


def looks_of(options: Mapping[str, object], kind: type = LooksOptions) -> Looks:
    """Take the looks from the options of a table.

    Parameters
    ----------
    options : mapping of str to object
        As the caller gave them.
    kind : type
        The options that the table knows.

    Raises
    ------
    AnalysisError
        With every option that is not known, and every style, language or number of digits that is
        none.
    """
    problems = [*looks_problems(options, kind)]
    if problems:
        raise AnalysisError(problems)
    names = LooksOptions.__annotations__
    return Looks(**{key: value for key, value in options.items() if key in names})  # type: ignore[arg-type]


def looks_problems(options: Mapping[str, object], kind: type) -> Iterator[Problem]:
    """Name the options that are not known, and looks that there are not."""
    known = list(kind.__annotations__)
    for name in options:
        if name not in known:
            yield _unknown(phrase("frames.no_option", name=name), name, known)
    yield from choice_problems("style", options.get("style"), NAMES)
    yield from choice_problems("language", options.get("language"), LANGUAGES)
    for name in ("percent_digits", "estimate_digits"):
        yield from digits_problems(name, options.get(name))
    yield from least_problems(options.get("min_cell"))


def choice_problems(option: str, given: object, known: Sequence[object]) -> Iterator[Problem]:
    """Name values of an option, or of a mapping of columns, that are not among the known."""
    for value in _values(given):
        if value is not None and not any(value is each or value == each for each in known):
            found = phrase("frames.unknown_option", option=option, value=value)
            yield _unknown(found, str(value), [str(each) for each in known])


def digits_problems(option: str, given: object) -> Iterator[Problem]:
    """Name numbers of decimals that are none."""
    for value in _values(given):
        whole = isinstance(value, int) and not isinstance(value, bool)
        if value is not None and not (whole and 0 <= value <= MOST_DIGITS):  # type: ignore[operator]
            found = phrase("frames.unknown_option", option=option, value=value)
            expected = phrase("frames.digits_expected", most=MOST_DIGITS)
            yield Problem("frames.no-digits", Place(), found, expected)


def least_problems(given: object) -> Iterator[Problem]:
    """Name a smallest count that is none."""
    least, most = MIN_CELL
    whole = isinstance(given, int) and not isinstance(given, bool)
    if given is None or (whole and least <= given <= most):  # type: ignore[operator]
        return
    found = phrase("frames.unknown_option", option="min_cell", value=given)
    expected = phrase("frames.least_expected", least=least, most=most)
    yield Problem("frames.no-least", Place(), found, expected)


def column_problems(option: str, given: object, columns: Sequence[str]) -> Iterator[Problem]:
    """Name the columns in a mapping that the data do not have."""
    for name in given if isinstance(given, Mapping) else ():
        if str(name) not in columns:
            found = phrase("frames.no_such_column", option=option, name=name)
            yield _unknown(found, str(name), list(columns))


def repeated_problems(option: str, names: Iterable[str]) -> Iterator[Problem]:
    """Name columns that are asked for twice."""
    listed = list(names)
    for name in dict.fromkeys(listed):
        if listed.count(name) > 1:
            found = phrase("frames.asked_twice", option=option, name=name)
            yield Problem("frames.asked-twice", Place(field=name), found)


def _values(given: object) -> Iterable[object]:
    """The values of an option that may hold for all columns or for each."""
    return given.values() if isinstance(given, Mapping) else (given,)


def _unknown(found: object, value: str, known: Sequence[str]) -> Problem:
    """State that something is not known, with what is."""
    return Problem(
        "frames.unknown-option",
        Place(),
        found,  # type: ignore[arg-type]
        phrase("study.one_of_names", names=", ".join(known)),
        suggestion(value, list(known)),
    )
