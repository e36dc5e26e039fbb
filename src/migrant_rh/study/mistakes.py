"""What pydantic finds wrong in a study file, said to its author."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from migrant_rh.errors import Problem
from migrant_rh.study.labels import Label
from migrant_rh.study.plan import Study
from migrant_rh.study.source import Path_, Source
from migrant_rh.words import Text, phrase

_EXPECTED = {
    "string_type": "text",
    "string_too_short": "filled",
    "int_type": "integer",
    "int_parsing": "integer",
    "int_from_float": "integer",
    "float_type": "number",
    "float_parsing": "number",
    "bool_type": "truth",
    "bool_parsing": "truth",
    "list_type": "list",
    "tuple_type": "list",
    "dict_type": "mapping",
    "mapping_type": "mapping",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
    "path_type": "path",
    "wave_source": "wave_source",
    "wave_adjudicated": "wave_adjudicated",
    "cuts_labels": "cuts_labels",
    "cuts_order": "cuts_order",
    "variable_origin": "variable_origin",
    "variable_merge": "variable_merge",
    "variable_recode": "variable_recode",
    "variable_ages": "variable_ages",
    "variable_asked_if": "variable_asked_if",
    "wave_window": "wave_window",
    "date_type": "date",
    "date_parsing": "date",
    "date_from_datetime_parsing": "date",
    "date_from_datetime_inexact": "date",
}
_LIMITS = {
    "greater_than_equal": ("at_least", "ge"),
    "less_than_equal": ("at_most", "le"),
    "greater_than": ("more_than", "gt"),
    "less_than": ("less_than", "lt"),
    "too_short": ("items_at_least", "min_length"),
    "too_long": ("items_at_most", "max_length"),
}
SHOWN = 40


def mistakes(source: Source, error: ValidationError) -> list[Problem]:
    """Turn every error of the model into a problem with its place, once a place."""
    details = error.errors(include_url=False)
    misspelt = {
        _meant(_existing(source.tree, detail["loc"])) for detail in _of("extra_forbidden", details)
    }
    found: dict[Path_, Problem] = {}
    for detail in details:
        path = _existing(source.tree, detail["loc"])
        if detail["type"] == "missing":
            path = (*path, str(detail["loc"][-1]))
        if path not in misspelt:
            found.setdefault(path, _said(source, path, detail))
    return list(found.values())


def _of(kind: str, details: list[ErrorDetails]) -> list[ErrorDetails]:
    """Errors of one type."""
    return [detail for detail in details if detail["type"] == kind]


def _meant(path: Path_) -> Path_:
    """Path of the key that an unknown key was probably meant to be."""
    return (*path[:-1], closest(str(path[-1]), _keys_at(path[:-1])))


def dotted(path: Path_) -> Text:
    """Write a path as a reader does: ``data.waves.baseline.entries[1]``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return Text.same(text) if text else phrase("study.top_level")


def closest(name: str, choices: list[str]) -> str:
    """Find the choice that is spelled most like a name, whatever its case; empty if none is."""
    spelled = {choice.casefold(): choice for choice in reversed(choices)}
    close = get_close_matches(name.casefold(), list(spelled), n=1)
    return spelled[close[0]] if close else ""


def suggestion(name: str, choices: list[str]) -> Text | None:
    """Ask whether the closest of the choices was meant."""
    choice = closest(name, choices)
    return phrase("errors.did_you_mean", suggestion=choice) if choice else None


def _said(source: Source, path: Path_, detail: ErrorDetails) -> Problem:
    """State one error of the model."""
    if detail["type"] == "extra_forbidden":
        return _unknown_key(source, path)
    if detail["type"] == "missing":
        place = source.place(path[:-1], key=True)
        found = phrase("study.missing_key", path=dotted(path[:-1]), key=path[-1])
        return Problem("study.missing-key", place, found, excerpt=source.excerpt(place))
    place = source.place(path)
    found = phrase("study.found", path=dotted(path), found=_shown(detail["input"]))
    expected, remedy = _expected(detail, path)
    code = "study." + detail["type"].replace("_", "-")
    return Problem(code, place, found, expected, remedy, source.excerpt(place))


def _unknown_key(source: Source, path: Path_) -> Problem:
    """Name the key, the keys that can stand there, and the closest of them."""
    place = source.place(path, key=True)
    key = str(path[-1])
    keys = _keys_at(path[:-1])
    found = phrase("study.unknown_key", path=dotted(path[:-1]), key=key)
    expected = phrase("study.allowed_keys", keys=", ".join(keys))
    return Problem(
        "study.unknown-key", place, found, expected, suggestion(key, keys), source.excerpt(place)
    )


def _expected(detail: ErrorDetails, path: Path_) -> tuple[Text, Text | None]:
    """What should stand there, and the closest choice where it is one of a few."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "literal_error":
        choices = list(get_args(_annotation_at(path))) or [str(context["expected"])]
        joined = ", ".join(map(str, choices))
        close = suggestion(str(detail["input"]), [str(choice) for choice in choices])
        return phrase("study.one_of", choices=joined), close
    if kind in _LIMITS:
        name, limit = _LIMITS[kind]
        return phrase(f"study.{name}", limit=context[limit]), None
    if kind in {"model_type", "model_attributes_type"} and _model_at(path) is Label:
        return phrase("study.label"), None
    if kind in _EXPECTED:
        return phrase(f"study.{_EXPECTED[kind]}", **context), None
    return phrase("study.other", detail=detail["msg"]), None


def _existing(tree: Any, location: tuple[str | int, ...]) -> Path_:
    """Drop the steps that pydantic adds for its own unions and keys."""
    path: list[str | int] = []
    for step in location:
        key = (
            next((k for k in tree if str(k) == str(step)), None)
            if isinstance(tree, Mapping)
            else step
        )
        try:
            tree = tree[key]
        except (KeyError, IndexError, TypeError):
            continue
        if key is not None:
            path.append(key)
    return tuple(path)


def _shown(value: object) -> Text:
    """Show what stands there, shortened."""
    if value is None:
        return phrase("study.nothing")
    if isinstance(value, Mapping):
        return Text.same("{" + ", ".join(map(str, value))[:SHOWN] + "}")
    return Text.same(str(value)[:SHOWN])


def _keys_at(path: Path_) -> list[str]:
    """Keys that the model at a path knows."""
    model = _model_at(path)
    fields = model.model_fields if model is not None else {}
    return [field.alias or name for name, field in fields.items()]


def _model_at(path: Path_) -> type[BaseModel] | None:
    """Find the part of the plan that stands at a path."""
    annotation = _annotation_at(path)
    is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return annotation if is_model else None


def _annotation_at(path: Path_) -> Any:
    """Type that the plan gives the value at a path."""
    annotation: Any = Study
    for step in path:
        annotation = _inside(_bare(annotation), step)
    return _bare(annotation)


def _inside(annotation: Any, step: str | int) -> Any:
    """Type of one step into a model, a mapping or a list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            if (field.alias or name) == step:
                return field.annotation
        return None
    arguments = get_args(annotation)
    return arguments[-1] if arguments else None


def _bare(annotation: Any) -> Any:
    """Take a type out of Optional and Annotated."""
    while get_origin(annotation) in {Annotated, Union, UnionType}:
        annotation = get_args(annotation)[0]
    return annotation
