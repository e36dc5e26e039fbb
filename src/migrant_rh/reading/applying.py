"""Checks put on the fields they are for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from migrant_rh.reading.checks import Checks, Command, FieldChecks
from migrant_rh.reading.records import Codebook, Condition, Field
from migrant_rh.words import Text, refer

_IF = re.compile(r"^\s*IF\b|\bTHEN\b.*$", re.IGNORECASE | re.DOTALL)
_HELP = re.compile(r'"([^"]*)"')
_KEYS_AS_TEXT = frozenset({"integer", "decimal", "text"})


def apply_checks(codebook: Codebook, checks: Checks) -> Codebook:
    """Give every field what the check file states of it.

    Parameters
    ----------
    codebook : Codebook
        Fields of the data file.
    checks : Checks
        The check file.

    Returns
    -------
    Codebook
        Codes of ``MISSINGVALUE ALL`` are added to the missing codes of whole numbers, as EpiData
        does when it tests entries and exports to Stata, but never to keys and ids: 9 may be a
        person there. Key fields are ids, and stay text, unless they are dates or yes-or-no.

    Examples
    --------
    >>> book = Codebook((Field("PID", "integer"), Field("SEX", "integer")))
    >>> checks = Checks("a.chk", (FieldChecks("PID", 1, key=1, unique=True),), missing_all=("9",))
    >>> [(field.kind, field.missing) for field in apply_checks(book, checks).fields]
    [('id', ()), ('integer', ('9',))]
    """
    fields = tuple(_applied(field, checks) for field in codebook.fields)
    conditions = tuple(_conditions(checks))
    return replace(codebook, fields=fields, checks_file=checks.file, conditions=conditions)


def _conditions(checks: Checks) -> Iterator[Condition]:
    """Conditions under which the typist was warned, in blocks of fields and of the record."""
    for block in checks.fields:
        for command in (*block.before, *block.after):
            yield from _condition(command, block.name)
    for name in ("before record", "after record", "consistency"):
        for command in checks.commands.get(name, ()):
            yield from _condition(command, "")


def _condition(command: Command, field: str) -> Iterator[Condition]:
    """A command that warns if something is true, or if it is not."""
    text = _IF.sub("", command.text).strip()
    if command.word != "IF" or not text:
        return
    for branch, written in ((command.then, text), (command.otherwise, f"NOT ({text})")):
        said = [_HELP.search(each.text) for each in branch if each.word == "HELP"]
        if said:
            message = next((found[1] for found in said if found), "")
            yield Condition(written, message, command.line, field)


def unchecked(checks: Checks) -> list[Command]:
    """Conditions that warn of nothing: they steer the entry, and are not run."""
    own = [command for block in checks.fields for command in (*block.before, *block.after)]
    others = [command for commands in checks.commands.values() for command in commands]
    return [
        command
        for command in (*own, *others)
        if command.word == "IF" and not list(_condition(command, ""))
    ]


def check_notes(checks: Checks) -> tuple[str, ...]:
    """Return what a reader of the report should know of a check file.

    Parameters
    ----------
    checks : Checks
        The check file.
    """
    notes = []
    if checks.errors:
        first = checks.errors[0].where.line
        count = len(checks.errors)
        notes.append(refer("chk.note_refused", file=checks.file, count=count, line=first))
    for problem in (*checks.errors, *checks.warnings):
        place = problem.where
        text = problem.excerpt.strip()
        notes.append(refer("chk.note_line", file=place.file, line=place.line, text=text))
    notes += [
        refer("chk.note_not_run", file=checks.file, line=command.line, text=command.text.strip())
        for command in unchecked(checks)
    ]
    return tuple(notes)


def _applied(field: Field, checks: Checks) -> Field:
    """Give one field its checks."""
    block = checks.of(field.name) or FieldChecks(field.name, 0)
    kind = "id" if block.key and field.kind in _KEYS_AS_TEXT else field.kind
    missing = checks.missing_of.get(field.name, block.missing) or field.missing
    if kind == "integer":
        missing = tuple(dict.fromkeys((*missing, *checks.missing_all)))
    values: dict[str, Text] = {}
    for code, text in checks.labels(block.label_set):
        values.setdefault(code, Text.same(text))
    return replace(
        field,
        kind=kind,
        values=values or field.values,
        labelled_only=bool(values) or field.labelled_only,
        missing=missing,
        ranges=block.ranges or field.ranges,
        legal=block.legal or field.legal,
        must_enter=block.must_enter or field.must_enter,
        no_enter=block.no_enter or field.no_enter,
        jumps=block.jumps or field.jumps,
        key=("unique" if block.unique else "key") if block.key else "",
        default=block.default or checks.defaults_of.get(field.name, ""),
        line=block.line or None,
    )
