"""What a codebook knows of a field, in words."""

from __future__ import annotations

from collections.abc import Iterable

from migrant_rh.reading.records import Field, Interval, Jump
from migrant_rh.words import Text, phrase

_ENDS = {
    "end": "codebook.to_end",
    "write": "codebook.to_write",
    "skipnextfield": "codebook.to_next",
}
_RELATIONS = {"==": "=", "!=": "≠", "<=": "≤", ">=": "≥"}


def kind_text(field: Field) -> Text:
    """Type, width and decimals.

    Examples
    --------
    >>> kind_text(Field("DOSE", "decimal", width=5, decimals=2)).en
    'number, 5.2'
    """
    size = f"{field.width}.{field.decimals}" if field.decimals else str(field.width or "")
    order = {"dmy": "dd/mm/yyyy", "mdy": "mm/dd/yyyy", "ymd": "yyyy/mm/dd"}.get(field.date_order)
    kind = phrase(f"codebook.kind_{field.kind}")
    size = order or size
    return Text(f"{kind.zh}，{size}", f"{kind.en}, {size}") if size else kind


def legal_text(field: Field) -> Text:
    """Legal values: ranges, lists, labelled codes, and what they must be beside other fields.

    Examples
    --------
    >>> legal_text(Field("AGE", "integer", ranges=(Interval("18", "49"),), legal=("99",))).en
    '18–49, 99'
    """
    parts = [Text.same(_span(span)) for span in field.ranges]
    parts += map(Text.same, field.legal)
    if field.labelled_only:
        parts += [Text(f"{code} {said.zh}", f"{code} {said.en}") for code, said in _plain(field)]
    parts += [
        Text.same(f"{_RELATIONS.get(each.relation, each.relation)} {each.other}")
        for each in field.comparisons
    ]
    return Text.listed(parts)


def missing_text(field: Field) -> Text:
    """Missing codes and their reasons."""
    said = (field.values.get(code, Text("", "")) for code in field.missing)
    return Text.listed(
        [
            Text(f"{code} {why.zh}".strip(), f"{code} {why.en}".strip())
            for code, why in zip(field.missing, said, strict=True)
        ]
    )


def entry_text(field: Field) -> Text:
    """How the field is entered: as a key, a must, not at all, with a default."""
    parts = [phrase(f"codebook.{field.key}")] if field.key else []
    parts += [phrase("codebook.must_enter")] * field.must_enter
    parts += [phrase("codebook.no_enter")] * field.no_enter
    if field.default:
        parts.append(phrase("codebook.default", value=field.default))
    return Text.listed(parts)


def jumps_text(field: Field) -> Text:
    """Where entry goes on, and under which condition of the study file the question was asked.

    Examples
    --------
    >>> jumps_text(Field("place", "integer", asked_if="exam == 1")).en
    'asked if exam == 1'
    """
    asked = [phrase("codebook.asked_if", condition=field.asked_if)] if field.asked_if else []
    return Text.listed([*(_jump(jump) for jump in field.jumps), *asked])


def _plain(field: Field) -> Iterable[tuple[str, Text]]:
    """Labelled codes that are answers."""
    return ((code, said) for code, said in field.values.items() if code not in field.missing)


def _span(span: Interval) -> str:
    """A range."""
    if span.low is None:
        return f"≤ {span.high}"
    return f"≥ {span.low}" if span.high is None else f"{span.low}–{span.high}"


def _jump(jump: Jump) -> Text:
    """One jump."""
    target = jump.target.casefold()
    goal = phrase(_ENDS[target]) if target in _ENDS else Text.same(jump.target)
    value = phrase("codebook.any") if jump.value is None else Text.same(jump.value)
    return Text(f"{value.zh} → {goal.zh}", f"{value.en} → {goal.en}")
