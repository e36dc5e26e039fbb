"""A codebook as Table Schema of Data Package v2, and back.

What the standard has no word for is in properties that begin with ``x-``, so that a codebook comes
back whole: kinds and widths, several ranges, jumps (``x-skips``), conditions under which a question
was asked (``x-asked-if``), entry modes, comparisons, labels in Chinese.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from migrant_rh.reading.records import Codebook, Comparison, Condition, Field, Interval, Jump
from migrant_rh.words import Text

SCHEMA = "https://datapackage.org/profiles/2.0/tableschema.json"
_TYPES = {
    "integer": "integer",
    "decimal": "number",
    "text": "string",
    "id": "string",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
}
_FORMATS = {"ymd": "%Y/%m/%d", "dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y"}
_PLAIN = {
    "width": 0,
    "decimals": 0,
    "date_order": "",
    "key": "",
    "default": "",
    "no_enter": False,
    "asked_if": "",
}


def schema_of(codebook: Codebook) -> dict[str, Any]:
    """Write a codebook as a Table Schema.

    Parameters
    ----------
    codebook : Codebook
        What the fields of a file mean.

    Examples
    --------
    >>> field = Field("SEX", "integer", missing=("9",), values={"9": Text("拒答", "refused")})
    >>> schema_of(Codebook((field,)))["fields"][0]["missingValues"]
    [{'value': '', 'label': 'blank'}, {'value': '9', 'label': 'refused', 'x-label-zh': '拒答'}]
    """
    unique = [item.name for item in codebook.fields if item.key]
    schema: dict[str, Any] = {"$schema": SCHEMA, "fields": list(map(_described, codebook.fields))}
    if unique:
        schema["primaryKey"] = unique
    if codebook.conditions:
        schema["x-conditions"] = [
            {"if": each.text, "warn": each.message, "line": each.line, "field": each.field}
            for each in codebook.conditions
        ]
    if codebook.file_label:
        schema["x-file-label"] = codebook.file_label
    return schema


def codebook_of(schema: Mapping[str, Any]) -> Codebook:
    """Read a codebook from a Table Schema that `schema_of` wrote.

    Raises
    ------
    KeyError, TypeError, ValueError
        If it is none.
    """
    fields = tuple(map(_field, schema["fields"]))
    conditions = tuple(
        Condition(each["if"], each["warn"], each["line"], each["field"])
        for each in schema.get("x-conditions", [])
    )
    label = str(schema.get("x-file-label", ""))
    return Codebook(fields, file_label=label, conditions=conditions)


def _described(field: Field) -> dict[str, Any]:
    """One field."""
    told: dict[str, Any] = {"name": field.name, "type": _TYPES[field.kind], "x-kind": field.kind}
    if field.label.en or field.label.zh:
        told |= _said("title", field.label)
    if field.kind == "date":
        told["format"] = _FORMATS[field.date_order]
    labelled = [code for code in field.values if code not in field.missing]
    if labelled:
        # Categories are all the values a field may have; labels of a measured number are not.
        name = "categories" if field.labelled_only else "x-value-labels"
        told[name] = [
            {"value": _code(field, code), **_said("label", field.values[code])} for code in labelled
        ]
    blank = {"value": "", "label": "blank"}
    told["missingValues"] = [blank, *(_missing(field, code) for code in field.missing)]
    if constraints := _constraints(field):
        told["constraints"] = constraints
    return told | _beyond(field)


def _said(key: str, text: Text) -> dict[str, str]:
    """Words in English, and in Chinese where they differ."""
    return {key: text.en} | ({f"x-{key}-zh": text.zh} if text.zh != text.en else {})


def _code(field: Field, code: str) -> str | int:
    """A code as a value of its type; one with zeros in front stays text."""
    return int(code) if field.kind == "integer" and str(_number(code)) == code else code


def _missing(field: Field, code: str) -> dict[str, str]:
    """A missing code and its reason."""
    return {"value": code, **(_said("label", field.values[code]) if code in field.values else {})}


def _constraints(field: Field) -> dict[str, Any]:
    """What the standard can say of legal values."""
    told: dict[str, Any] = {}
    if field.must_enter:
        told["required"] = True
    if field.key == "unique":
        told["unique"] = True
    if len(field.ranges) == 1 and not field.legal and field.kind in {"integer", "decimal"}:
        span = field.ranges[0]
        told |= {
            name: bound
            for name, limit in (("minimum", span.low), ("maximum", span.high))
            if limit is not None and (bound := _number(limit)) is not None
        }
    return told


def _number(text: str) -> float | int | None:
    """A limit as a number."""
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return None


def _beyond(field: Field) -> dict[str, Any]:
    """What the standard has no word for."""
    told: dict[str, Any] = {
        f"x-{name.replace('_', '-')}": getattr(field, name)
        for name, default in _PLAIN.items()
        if getattr(field, name) != default
    }
    if field.labelled_only:
        told["x-labelled-only"] = True
    if field.decimal_mark != ".":
        told["x-decimal-mark"] = field.decimal_mark
    if field.epidata_type is not None:
        told["x-epidata-type"] = field.epidata_type
    lists = {
        "x-ranges": [[span.low, span.high] for span in field.ranges],
        "x-legal": list(field.legal),
        "x-skips": [{"on": j.value, "to": j.target, "reset": j.reset} for j in field.jumps],
        "x-comparisons": [[each.relation, each.other] for each in field.comparisons],
        "x-labels": _order(field),
    }
    return told | {name: listed for name, listed in lists.items() if listed}


def _order(field: Field) -> list[str]:
    """Order of the value labels, where missing codes do not stand last."""
    plain = [code for code in field.values if code not in field.missing]
    last = [code for code in field.missing if code in field.values]
    return [] if [*plain, *last] == list(field.values) else list(field.values)


def _field(told: Mapping[str, Any]) -> Field:
    """One field, back."""
    missing = [each for each in told.get("missingValues", []) if each["value"]]
    named = [*told.get("categories", []), *told.get("x-value-labels", [])]
    labels = dict(_labels([*named, *missing]))
    order = told.get("x-labels", list(labels))
    plain = {name: told.get(f"x-{name.replace('_', '-')}", _PLAIN[name]) for name in _PLAIN}
    constraints = told.get("constraints", {})
    return Field(
        told["name"],
        told["x-kind"],
        _text(told, "title"),
        decimal_mark=told.get("x-decimal-mark", "."),
        values={code: labels[code] for code in order},
        labelled_only=told.get("x-labelled-only", False),
        missing=tuple(each["value"] for each in missing),
        ranges=tuple(Interval(low, high) for low, high in told.get("x-ranges", [])),
        legal=tuple(told.get("x-legal", [])),
        must_enter=constraints.get("required", False),
        jumps=tuple(Jump(j["on"], j["to"], j["reset"]) for j in told.get("x-skips", [])),
        epidata_type=told.get("x-epidata-type"),
        comparisons=tuple(Comparison(*each) for each in told.get("x-comparisons", [])),
        **plain,
    )


def _labels(listed: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, Text]]:
    """Codes and their labels."""
    for each in listed:
        if "label" in each:
            yield str(each["value"]), _text(each, "label")


def _text(told: Mapping[str, Any], key: str) -> Text:
    """Words in both languages."""
    english = str(told.get(key, ""))
    return Text(str(told.get(f"x-{key}-zh", english)), english)
