"""Value labels of a check file: LABELBLOCK, and COMMENT LEGAL in its four forms."""

from __future__ import annotations

from dataclasses import replace

from migrant_rh.reading.checks import LabelSet
from migrant_rh.reading.epidata_state import FormField, State

Labels = tuple[tuple[str, str], ...]


def read_label_block(state: State) -> None:
    """Read the label sets between LABELBLOCK and END.

    Parameters
    ----------
    state : State
        After the word LABELBLOCK.
    """
    while not state.tokens.ended:
        word = state.tokens.next().upper()
        if word == "END":
            return
        if word == "LABEL":
            _read_set(state)


def read_comment_legal(state: State, *, as_command: bool) -> None:
    """Read COMMENT LEGAL: labels that stand here, of a set, of a field, or of another file.

    Parameters
    ----------
    state : State
        After the word COMMENT. In a field's block the labels become the field's.
    as_command : bool
        It stands among commands: the labels are chosen during entry, and only kept.
    """
    line = state.tokens.line.number
    if state.tokens.same_line().upper() != "LEGAL":
        state.error("unknown_command")
        return
    word = state.tokens.same_line()
    if word.upper() in {"", "SHOW"}:
        name, show = _read_here(state, line, as_command=as_command), word.upper() == "SHOW"
    else:
        name = _read_use(state) if word.upper() == "USE" else _read_file(state, word, line)
        show = state.tokens.same_line().upper() == "SHOW"
    if name and not as_command and state.block is not None:
        state.block = replace(state.block, label_set=name, show_labels=show)


def _read_set(state: State) -> None:
    """Read one LABEL … END; a set with a wrong line is dropped, as EpiData does."""
    line = state.tokens.line.number
    name = state.tokens.same_line().lower()
    if not name or name in state.label_sets:
        state.error("label_twice" if name else "label_unnamed", name=name)
        _skip_set(state)
        return
    labels: list[tuple[str, str]] = []
    while (code := state.tokens.next()).upper() != "END":
        if code.startswith("*"):
            continue
        text = state.tokens.same_line() if code else ""
        if not text:
            state.error("label_dropped", name=name)
            _skip_set(state)
            return
        labels.append((code, text.replace('"', "")))
    state.label_sets[name] = LabelSet(name, tuple(labels), line)


def _skip_set(state: State) -> None:
    """Go on after the END of a label set."""
    while not state.tokens.ended and state.tokens.next().upper() != "END":
        state.tokens.rest_of_line()


def _read_here(state: State, line: int, *, as_command: bool) -> str:
    """Read codes and texts up to END; the name of their set."""
    field = state.focused()
    labels: list[tuple[str, str]] = []
    while (code := state.tokens.next()).upper() != "END":
        if state.tokens.ended:
            state.error("labels_end")
            break
        if code.startswith("*"):
            continue
        fault = _fault(state, field, code) if code else "labels_blank"
        text = "" if fault else state.tokens.same_line().replace('"', "")
        if text:
            labels.append((code, text))
        else:
            state.error(fault or "label_without_text", value=code, width=field.width)
    name = f"labels in field {field.name.lower()}$"
    if as_command:
        chosen = sum(known.startswith("comlegal") for known in state.label_sets)
        name = f"comlegal{chosen + 1}$"
    state.label_sets.pop(name, None)
    state.label_sets[name] = LabelSet(name, tuple(labels), line)
    return name


def _read_use(state: State) -> str:
    """Read the set or the field whose labels are used; the name of the set."""
    word = state.tokens.same_line().lower()
    if not word:
        state.error("use_nothing")
        return ""
    if word in state.label_sets:
        return _tested(state, word)
    other = state.find(word) if state.form is not None or word in _blocks(state) else None
    if other is None:
        state.error("unknown_label", name=word)
        return ""
    name = _blocks(state).get(other.name.lower(), "")
    if not name:
        state.warn("use_before", name=other.name)
    return _tested(state, name)


def _read_file(state: State, word: str, line: int) -> str:
    """Read labels from another data file; the name of their set."""
    found = state.load_labels(word)
    if found.missing:
        state.error(found.missing, name=found.name)
        return ""
    name = f"labels from {found.name.lower()}"
    state.label_sets.setdefault(name, LabelSet(name, found.labels, line))
    return name


def _tested(state: State, name: str) -> str:
    """Test that the codes of a set suit the field."""
    field = state.focused()
    labels = state.label_sets[name].labels if name in state.label_sets else ()
    faults = [(fault, code) for code, _ in labels if (fault := _fault(state, field, code))]
    if faults:
        state.error(faults[0][0], value=faults[0][1], width=field.width)
    return name


def _fault(state: State, field: FormField, code: str) -> str:
    """What is wrong with a code for a field, or empty."""
    if state.width_of(code) > field.width:
        return "too_wide"
    return "" if field.admits(code) else "wrong_type"


def _blocks(state: State) -> dict[str, str]:
    """Label set of every field whose block has been read."""
    return {name.lower(): block.label_set for name, block in state.fields.items()}
