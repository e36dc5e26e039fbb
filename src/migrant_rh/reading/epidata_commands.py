"""Commands of a check file: what EpiData runs during entry.

They are kept as text, because nothing runs them here; but they are read word by word as EpiData
reads them, because only so can it be told where one ends and what an error is. `LOAD`, `EXECUTE`
and `BACKUP` are no exception: they are never run.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from migrant_rh.reading.checks import Command, Relation
from migrant_rh.reading.epidata_labels import read_comment_legal
from migrant_rh.reading.epidata_lists import read_default_list, read_missing_list
from migrant_rh.reading.epidata_state import State

_ARGUMENTS = {
    "AUTOSAVE": 0, "BEEP": 1, "CONFIRM": 0, "COPYTOCLIPBOARD": 1, "EXIT": 0, "IGNOREMISSING": 0,
    "LOAD": 1, "QUIT": 0, "SHOWLASTRECORD": 0, "WRITENOTE": 2,
}  # fmt: skip
_WHOLE_LINE = frozenset({"BACKUP", "COLOR", "EXECUTE", "HELP"})
_ENDS = frozenset({"", "END", "ENDIF", "ELSE"})
_COLOURS = frozenset(
    {
        "AQUA", "BLACK", "BLUE", "DKGRAY", "FUCHSIA", "GRAY", "GREEN", "LIME", "LTGRAY", "MAROON",
        "NAVY", "OLIVE", "PURPLE", "RED", "SILVER", "TEAL", "WHITE", "YELLOW",
    }
)  # fmt: skip
_LONGEST_VARIABLE = 16
_VARIABLE_TYPE = re.compile(
    r"#[#.]*|_.*|<(?:MM/DD/YYYY|DD/MM/YYYY|YYYY/MM/DD|Y)>|<[AS].*", re.IGNORECASE
)


def read_command_list(state: State) -> tuple[Command, ...]:
    """Read commands up to END.

    Parameters
    ----------
    state : State
        After the word that opens the list.
    """
    commands: list[Command] = []
    while not state.tokens.ended:
        word = state.tokens.next()
        if word.upper() == "END":
            break
        commands += read_command(state, word)
    return tuple(commands)


def read_command(state: State, word: str) -> tuple[Command, ...]:
    """Read one command.

    Parameters
    ----------
    state : State
        After the first word of the command.
    word : str
        That word.

    Returns
    -------
    tuple of Command
        The command; empty if there is none, or if it is in error.
    """
    name = word.upper()
    if name in _ENDS:
        return ()
    if word.startswith("*"):
        return (state.command("*"),)
    if name in _ARGUMENTS:
        command = state.command(name)
        for _ in range(_ARGUMENTS[name]):
            state.tokens.same_line()
        return (command,)
    if name in _WHOLE_LINE:
        command = state.command(name)
        state.tokens.rest_of_line()
        return (command,)
    if name in _READERS:
        command = state.command(name)
        return (command,) if _READERS[name](state, name) else ()
    return _read_if(state) if name == "IF" else _read_let(state, word)


def _read_if(state: State) -> tuple[Command, ...]:
    """Read IF … THEN … ELSE … ENDIF."""
    opening = state.command("IF")
    if not _found_then(state):
        state.error("no_then")
        return ()
    branches: tuple[list[Command], list[Command]] = ([], [])
    place = 0
    while True:
        word = state.tokens.next()
        name = word.upper()
        if name == "ENDIF":
            return (
                Command("IF", opening.text, opening.line, tuple(branches[0]), tuple(branches[1])),
            )
        if name == "END" or state.tokens.ended:
            state.error("end_for_endif" if name == "END" else "no_endif")
            return ()
        place = 1 if name == "ELSE" else place
        branches[place].extend(read_command(state, word))


def _found_then(state: State) -> bool:
    """Skip the condition up to THEN, on this line or as the first word of the next."""
    while word := state.tokens.same_line():
        if word.upper() == "THEN":
            return True
    return state.tokens.next().upper() == "THEN"


def _read_let(state: State, word: str) -> tuple[Command, ...]:
    """Read an assignment, with or without LET; anything else is an unknown command."""
    command = state.command("LET")
    rest = state.tokens.rest_of_line()
    written = rest if word.upper() == "LET" else f"{word} {rest}"
    name, equals, _ = written.partition("=")
    if equals and (_is_known(state, name.strip())):
        return (command,)
    if equals:
        state.error("unknown_left" if name.strip() else "nothing_left")
    state.error("unknown_command")
    return ()


def _is_known(state: State, name: str) -> bool:
    """Judge whether a name is a field or a variable."""
    return name.casefold() in state.variables or state.find(name) is not None


def _read_field_command(state: State, name: str) -> bool:
    """Read the field of HIDE, UNHIDE, CLEAR or GOTO; without one, the field of the block."""
    word = state.tokens.same_line().upper()
    if not word or state.find(word) is not None:
        return True
    if name == "GOTO" and word in {"WRITE", "WRITEREC"}:
        return True
    if word == "COMMENT" and state.tokens.same_line().upper() == "LEGAL":
        return True
    state.error("unknown_field", name=word)
    return False


def _read_labels(state: State, name: str) -> bool:
    """Read COMMENT LEGAL among the commands: labels that are chosen during entry."""
    del name
    read_comment_legal(state, as_command=True)
    return True


def _read_define(state: State, name: str) -> bool:
    """Read DEFINE name type [scope]."""
    del name
    variable = state.tokens.same_line()
    fault = _variable_fault(state, variable)
    if fault:
        state.error(fault, name=variable)
        return False
    kind, scope = state.tokens.same_line(), state.tokens.same_line().upper()
    if not _VARIABLE_TYPE.fullmatch(kind) or kind.count(".") > 1:
        state.error("define_type", name=variable)
        return False
    if scope[:1] not in {"", "G", "C"}:
        state.error("define_scope", name=variable)
        return False
    state.variables.add(variable.casefold())
    return True


def _variable_fault(state: State, variable: str) -> str:
    """What is wrong with the name of a variable, or empty."""
    if not variable:
        return "define_nothing"
    if len(variable) > _LONGEST_VARIABLE:
        return "define_long"
    taken = state.form is not None and state.find(variable) is not None
    return "define_taken" if taken else ""


def _read_type(state: State, name: str) -> bool:
    """Read TYPE "text" [colour]; TYPE COMMENT is for field blocks, save for all fields at once."""
    del name
    word = state.tokens.same_line()
    if word.upper() in {"COMMENT", "STATUSBAR"}:
        every = word.upper() == "COMMENT" and state.tokens.same_line().upper() == "ALLFIELDS"
        if every:
            state.tokens.rest_of_line()
        else:
            state.error("type_misplaced")
        return every
    colour = state.tokens.same_line()
    if not word or (colour and colour.upper() not in _COLOURS):
        state.error("type_colour" if word else "type_nothing")
        return False
    if colour:
        state.tokens.rest_of_line()
    return True


def _read_relate(state: State, name: str) -> bool:
    """Read RELATE field file [1]; the field must be a unique key."""
    del name
    line = state.tokens.line.number
    field = state.find(word := state.tokens.same_line())
    file = state.tokens.same_line() if field else ""
    if field is None or not file:
        state.error("relate_nothing" if field or not word else "unknown_field", name=word)
        return False
    if not _is_unique_key(state, field.name):
        state.error("relate_key", name=field.name)
        return False
    one_to_one = state.tokens.same_line() == "1"
    state.relations.append(Relation(field.name, file, one_to_one, line))
    return True


def _is_unique_key(state: State, name: str) -> bool:
    """Judge whether a field is declared KEY UNIQUE."""
    blocks = [state.block, *state.fields.values()]
    return any(block.unique for block in blocks if block is not None and block.name == name)


def _read_missing(state: State, name: str) -> bool:
    """Read MISSINGVALUE for many fields."""
    del name
    return read_missing_list(state)


def _read_default(state: State, name: str) -> bool:
    """Read DEFAULTVALUE for many fields."""
    del name
    return read_default_list(state)


_READERS: dict[str, Callable[[State, str], bool]] = {
    "CLEAR": _read_field_command,
    "COMMENT": _read_labels,
    "DEFAULTVALUE": _read_default,
    "DEFINE": _read_define,
    "GOTO": _read_field_command,
    "HIDE": _read_field_command,
    "MISSINGVALUE": _read_missing,
    "RELATE": _read_relate,
    "TYPE": _read_type,
    "UNHIDE": _read_field_command,
}
