"""The grammar of EpiData check files (``.chk``).

The file is read as EpiData Entry 3.1 reads it, word by word, and an error is reported at the line
where EpiData reports it. Two things differ, and only in a file that EpiData refuses: EpiData
applies no field's block any more once it has met an error, while here every block and every command
that is in order is kept beside the errors; and where one error makes EpiData stumble over the lines
that follow, only the first is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from migrant_rh.reading.checks import Checks, Command, FieldChecks
from migrant_rh.reading.epidata_commands import read_command, read_command_list
from migrant_rh.reading.epidata_labels import read_comment_legal, read_label_block
from migrant_rh.reading.epidata_state import FormField, LabelLoader, State
from migrant_rh.reading.epidata_tokens import SourceLine, Tokens
from migrant_rh.reading.epidata_types import complies, takes_jumps
from migrant_rh.reading.records import Interval, Jump

MOST_KEYS = 20
_SEARCHES = frozenset({"LIST", "SOUNDEX"})
_TARGETS = frozenset({"END", "WRITE", "SKIPNEXTFIELD"})
_FLAGS: dict[str, dict[str, Any]] = {
    "MUSTENTER": {"must_enter": True},
    "NOENTER": {"no_enter": True},
    "REPEAT": {"repeat": True},
    "CONFIRMFIELD": {"confirm": True},
    "ENTER": {},
}


def parse_checks(
    lines: Sequence[SourceLine],
    file: str,
    form: Sequence[FormField] | None,
    *,
    encoding: str = "utf-8",
    load_labels: LabelLoader,
) -> Checks:
    """Read a check file.

    Parameters
    ----------
    lines : sequence of SourceLine
        The file, with included files in their place.
    file : str
        Its name.
    form : sequence of FormField or None
        Fields of the data file it belongs to. None if that is not known: then any name is a field,
        and no value is compared with a type.
    encoding : str
        Encoding of the data, in which widths are counted.
    load_labels : callable
        Finds value labels in another data file (``COMMENT LEGAL file``).

    Returns
    -------
    Checks
        What the file states, with the errors EpiData reports.
    """
    state = State(Tokens(lines), form, load_labels, encoding)
    while not state.tokens.ended:
        _read_top(state)
    fields = _with_keys_in_order(state)
    return Checks(
        file,
        fields,
        tuple(state.label_sets.values()),
        state.missing_all,
        state.missing_of,
        state.defaults_of,
        state.commands,
        tuple(state.relations),
        tuple(state.errors),
        tuple(state.warnings),
    )


def _read_top(state: State) -> None:
    """Read one block at the top level."""
    word = state.tokens.next()
    name = word.upper()
    if not word or word.startswith("*"):
        return
    if name == "LABELBLOCK":
        read_label_block(state)
    elif name == "CONSISTENCYBLOCK":
        _keep(state, "consistency", _read_consistency(state))
    elif name == "RECODEBLOCK":
        _keep(state, "recode", read_command_list(state))
    elif name in {"BEFORE", "AFTER"}:
        _read_file_or_record(state, name)
    elif (field := state.find(word)) is not None and not field.question:
        _read_block(state, field)
    else:
        state.error("unknown_word", word=word)
        _skip_block(state)


def _skip_block(state: State) -> None:
    """Go on after the END of what is not understood."""
    while not state.tokens.ended and state.tokens.next().upper() != "END":
        state.tokens.rest_of_line()


def _keep(state: State, place: str, commands: tuple[Command, ...]) -> None:
    """Keep commands with those of the same place."""
    state.commands[place] = (*state.commands.get(place, ()), *commands)


def _read_file_or_record(state: State, when: str) -> None:
    """Read BEFORE or AFTER, FILE or RECORD."""
    what = state.tokens.same_line().upper()
    if what in {"FILE", "RECORD"}:
        _keep(state, f"{when.lower()} {what.lower()}", read_command_list(state))
    else:
        state.error("unknown_moment", when=when)


def _read_consistency(state: State) -> tuple[Command, ...]:
    """Read the rules of a CONSISTENCYBLOCK."""
    rules = []
    while not state.tokens.ended:
        word = state.tokens.next().upper()
        if word == "END":
            break
        if word in {"CHECK", "REPORT"}:
            rules.append(state.command(word))
            state.tokens.rest_of_line()
    return tuple(rules)


def _read_block(state: State, field: FormField) -> None:
    """Read the block of a field."""
    if field.name in state.fields:
        state.warn("block_twice", name=field.name)
    state.block = FieldChecks(field.name, state.tokens.line.number)
    while not state.tokens.ended:
        word = state.tokens.next()
        if word.upper() == "END":
            break
        _read_in_block(state, word)
    state.fields.pop(field.name, None)
    state.fields[field.name] = state.block
    state.block = None


def _read_in_block(state: State, word: str) -> None:
    """Read one command of a field's block."""
    block, name = state.block, word.upper()
    if block is None:
        return
    if name in _FLAGS:
        state.block = replace(block, **_FLAGS[name])
    elif name in _BLOCK_READERS:
        state.block = _BLOCK_READERS[name](state, block)
    elif name == "COMMENT":
        read_comment_legal(state, as_command=False)
    elif name in {"CODES", "CODEFIELD"}:
        state.error("codes")
    else:
        commands = read_command(state, word)
        state.block = replace(block, after=(*block.after, *commands))


def _read_range(state: State, block: FieldChecks) -> FieldChecks:
    """Read RANGE low high."""
    field = state.focused()
    low, high = (state.tokens.same_line().upper() for _ in range(2))
    limits = [
        ("low", "" if low == "-INFINITY" else low),
        ("high", "" if high == "INFINITY" else high),
    ]
    if not (low and high):
        state.error("range_without_high" if low else "range_without_low")
        return block
    for end, limit in limits:
        if limit and not field.admits(limit):
            state.error(f"range_{end}_type", value=limit)
            return block
    span = Interval(limits[0][1] or None, limits[1][1] or None)
    return replace(block, ranges=(*block.ranges, span))


def _read_legal(state: State, block: FieldChecks) -> FieldChecks:
    """Read the values of LEGAL … END, or LEGAL USE field."""
    field = state.focused()
    values: list[str] = []
    sound = True
    while (word := state.tokens.next()).upper() != "END":
        if state.tokens.ended:
            state.error("legal_without_end")
            return block
        if word.upper() == "USE":
            return _use_legal(state, block)
        if word and not word.startswith("*"):
            admitted = field.admits(word)
            if not admitted:
                state.error("legal_type", value=word)
            sound = sound and admitted
            values.append(word)
    return replace(block, legal=(*block.legal, *values)) if sound else block


def _use_legal(state: State, block: FieldChecks) -> FieldChecks:
    """Take over the legal values of another field, without its ranges and labels."""
    name = state.tokens.same_line()
    other = state.find(name) if name else None
    if other is None:
        state.error("unknown_field" if name else "legal_use_nothing", name=name)
        return block
    used = state.fields.get(other.name)
    return replace(block, legal=used.legal if used else (), ranges=())


def _read_jumps(state: State, block: FieldChecks) -> FieldChecks:
    """Read JUMPS [RESET [character]], then pairs of value and target up to END."""
    field = state.focused()
    jumps: list[Jump] = []
    reset: str | None = None
    sound = True
    while True:
        option = state.tokens.same_line()
        if option and option.upper() != "RESET":
            state.error("reset_expected", word=option)
            return block
        if option:
            fill = state.tokens.same_line()
            reset = fill if len(fill) == 1 else ""
        value = state.tokens.next().upper()
        if value == "END":
            break
        if state.tokens.ended:
            state.error("jumps_without_end")
            return block
        if value and not value.startswith("*"):
            jump = _jump(state, field, value)
            sound = sound and jump is not None
            jumps += [jump] if jump else []
    kept = tuple(replace(jump, reset=reset) for jump in jumps)
    return replace(block, jumps=kept) if sound else block


def _jump(state: State, field: FormField, value: str) -> Jump | None:
    """Read the target of one jump."""
    if not (field.admits(value) and (field.ordinal is None or takes_jumps(field.ordinal))):
        state.error("jump_type", value=value)
        return None
    target = _target(state, state.tokens.same_line())
    if target is None:
        state.error("jump_target")
        return None
    return Jump(value, target)


def _target(state: State, word: str) -> str | None:
    """Name a jump goes to; None if there is no such field."""
    if word and state.find(word) is not None and word.upper() not in _TARGETS:
        return word
    return word.upper() if word.upper() in _TARGETS else None


def _read_autojump(state: State, block: FieldChecks) -> FieldChecks:
    """Read AUTOJUMP target."""
    word = state.tokens.same_line().upper()
    target = _target(state, word)
    if target is None:
        state.error("autojump_target" if word else "autojump_nothing")
        return block
    return replace(block, jumps=(Jump(None, target),))


def _read_missing(state: State, block: FieldChecks) -> FieldChecks:
    """Read MISSINGVALUE with one to three codes."""
    codes = [state.tokens.same_line() for _ in range(3)]
    kept = tuple(code for code in codes if code)
    return replace(block, missing=kept) if _suit(state, kept) else block


def _read_default(state: State, block: FieldChecks) -> FieldChecks:
    """Read DEFAULTVALUE."""
    value = state.tokens.same_line()
    return replace(block, default=value) if _suit(state, (value,)) else block


def _suit(state: State, values: Sequence[str]) -> bool:
    """Test that values fit the field in width and type."""
    field = state.focused()
    for value in filter(None, values):
        if state.width_of(value) > field.width:
            state.error("too_wide", value=value, width=field.width)
            return False
        if not field.admits(value):
            state.error("wrong_type", value=value)
            return False
    return True


def _read_key(state: State, block: FieldChecks) -> FieldChecks:
    """Read KEY [UNIQUE] [number]; without a number it is the first that is free."""
    word = state.tokens.same_line()
    unique = word.upper() == "UNIQUE"
    word = state.tokens.same_line() if unique else word
    if word and not (complies(word, 0) and word.lstrip("+-").isdigit()):
        state.error("key_syntax")
        return block
    free = next(n for n in range(1, MOST_KEYS + 2) if state.keys.get(n, block.name) == block.name)
    number = int(word) if word and int(word) else free
    if not 1 <= number <= MOST_KEYS:
        state.error("key_number", most=MOST_KEYS)
        return block
    if state.keys.get(number, block.name) != block.name:
        state.error("key_taken", number=number)
        return block
    state.keys[number] = block.name
    return replace(block, key=number, unique=unique)


def _read_type(state: State, block: FieldChecks) -> FieldChecks:
    """Read TYPE STATUSBAR or TYPE COMMENT; the latter shows labels unless it names a field."""
    command = state.command("TYPE")
    word = state.tokens.same_line().upper()
    if word not in {"STATUSBAR", "COMMENT"}:
        state.error("type_syntax")
        return block
    other = state.tokens.same_line()
    state.tokens.rest_of_line()
    elsewhere = other.upper() == "ALLFIELDS" or (state.form and state.find(other) is not None)
    shown = block.type_comment or (word == "COMMENT" and not elsewhere)
    return replace(block, type_comment=shown, settings=(*block.settings, command))


def _read_autosearch(state: State, block: FieldChecks) -> FieldChecks:
    """Read AUTOSEARCH [LIST] [SOUNDEX] fields."""
    command = state.command("AUTOSEARCH")
    names = state.tokens.rest_of_line().split()
    unknown = [name for name in names if name.upper() not in _SEARCHES and not state.find(name)]
    for name in unknown:
        state.error("unknown_field", name=name)
    return block if unknown else replace(block, settings=(*block.settings, command))


def _read_top_of_screen(state: State, block: FieldChecks) -> FieldChecks:
    """Read TOPOFSCREEN [lines]."""
    command = state.command("TOPOFSCREEN")
    state.tokens.same_line()
    return replace(block, settings=(*block.settings, command))


def _read_before(state: State, block: FieldChecks) -> FieldChecks:
    """Read BEFORE ENTRY … END."""
    if state.tokens.same_line().upper() != "ENTRY":
        state.error("entry_expected")
        return block
    return replace(block, before=(*block.before, *read_command_list(state)))


def _read_after(state: State, block: FieldChecks) -> FieldChecks:
    """Read AFTER ENTRY … END."""
    if state.tokens.same_line().upper() != "ENTRY":
        state.error("entry_expected")
        return block
    return replace(block, after=(*block.after, *read_command_list(state)))


_BLOCK_READERS: dict[str, Callable[[State, FieldChecks], FieldChecks]] = {
    "AFTER": _read_after,
    "AUTOJUMP": _read_autojump,
    "AUTOSEARCH": _read_autosearch,
    "BEFORE": _read_before,
    "DEFAULTVALUE": _read_default,
    "JUMPS": _read_jumps,
    "KEY": _read_key,
    "LEGAL": _read_legal,
    "MISSINGVALUE": _read_missing,
    "RANGE": _read_range,
    "TOPOFSCREEN": _read_top_of_screen,
    "TYPE": _read_type,
}


def _with_keys_in_order(state: State) -> tuple[FieldChecks, ...]:
    """Number the keys from 1 without gaps."""
    order = {name: place for place, (_, name) in enumerate(sorted(state.keys.items()), start=1)}
    return tuple(
        replace(block, key=order[block.name]) if block.key else block
        for block in state.fields.values()
    )
