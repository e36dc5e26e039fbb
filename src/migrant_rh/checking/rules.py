"""The rules of a check file, run over every record.

EpiData applies these rules while a record is typed; a file may break them all the same, because
the check file was changed later, entry was forced, or the data came from elsewhere.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from typing import TYPE_CHECKING

from migrant_rh.checking.conditions import NotRunError, holds, parse
from migrant_rh.checking.findings import Finding, Findings
from migrant_rh.checking.measured import alike, measured
from migrant_rh.checking.suspicions import suspicions
from migrant_rh.reading.records import Condition, Field, Interval, Jump, Records
from migrant_rh.words import Text, phrase

if TYPE_CHECKING:
    import pandas as pd

_ENDS = frozenset({"end", "write"})
_SKIP_ONE = "skipnextfield"
_LAST_MISSING = frozenset({"max", "2nd"})
_RELATIONS: Mapping[str, Callable[[pd.Series, pd.Series], pd.Series]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def check_records(records: Records, key: tuple[str, ...] = ()) -> Findings:
    """Run every rule of the codebook on every record that is not marked deleted.

    Parameters
    ----------
    records : Records
        A file with its codebook.
    key : tuple of str
        Fields whose values name a record in the findings.

    Returns
    -------
    Findings
        Values outside the legal ones, blanks where entry is a must, values in fields that a jump
        passes over, values that break a comparison, repeated unique keys; and columns that look
        like what nothing declares (`suspicions`). All are warnings: the
        data stay as they were.

    Examples
    --------
    >>> from migrant_rh.demo import demo_study  # doctest: +SKIP
    """
    live = records.text[records.text["_state"] != "deleted"]
    columns = {name.casefold(): name for name in live.columns}
    named = [columns[part.casefold()] for part in key if part.casefold() in columns]
    labels = (
        reduce(lambda one, two: one + "-" + two, (live[name] for name in named)) if named else None
    )
    found: list[Finding] = []
    for field in records.codebook.fields:
        for rule, at, message in _broken(records, field, live):
            if at.any():
                found.extend(_findings(records, field, live[at], labels, (rule, message)))
    for condition in records.codebook.conditions:
        found.extend(_conditional(records, condition, live, labels))
    found.extend(_incomparable(records))
    found.extend(suspicions(records, live))
    return Findings(tuple(found))


def _incomparable(records: Records) -> Iterator[Finding]:
    """Comparisons of a number with a date, and the like, which are not run."""
    for field in records.codebook.fields:
        for comparison in field.comparisons:
            other = records.codebook.get(comparison.other)
            if other is None or not alike(field, other):
                text = f"{field.name} {comparison.relation} {comparison.other}"
                yield Finding(
                    rule="chk.condition_not_run",
                    severity="info",
                    message=phrase("checking.not_compared", text=text),
                    file=records.provenance.file,
                    variable=field.name,
                )


def _conditional(
    records: Records, condition: Condition, live: pd.DataFrame, labels: pd.Series[str] | None
) -> Iterator[Finding]:
    """Records for which a condition of the check file holds; or that it cannot be run."""
    said = Text.same(condition.message or condition.text)
    try:
        at = holds(parse(condition.text), records, live)
    except NotRunError as reason:
        yield Finding(
            rule="chk.condition_not_run",
            severity="info",
            message=phrase(
                "checking.not_run", line=condition.line, text=condition.text, reason=str(reason)
            ),
            file=records.codebook.checks_file or records.provenance.file,
        )
        return
    field = records.codebook.get(condition.field)
    message = phrase("checking.condition", text=condition.text, said=said)
    rows = live[at]
    for index, number in zip(rows.index, rows["_recno"], strict=True):
        yield Finding(
            rule="chk.condition",
            severity="warning",
            message=message,
            file=records.provenance.file,
            record=int(number),
            id="" if labels is None else str(labels[index]),
            variable="" if field is None else field.name,
            value="" if field is None else str(rows.at[index, field.name]),
        )


def legal(field: Field, values: pd.Series[str]) -> pd.Series[bool]:
    """Judge which values the field admits: blank, missing code, labelled, listed, or in a range."""
    listed = {*field.legal, *field.missing}
    if field.labelled_only:
        listed |= set(field.values)
    unlimited = not (field.ranges or field.legal or field.labelled_only)
    admitted = (values == "") | values.isin(listed) | unlimited
    for interval in field.ranges:
        admitted |= _inside(field, interval, values)
    return admitted


def _broken(
    records: Records, field: Field, live: pd.DataFrame
) -> Iterator[tuple[str, pd.Series[bool], Text]]:
    """Each rule of a field, the records that break it, and what to say of them."""
    values = live[field.name]
    if field.ranges or field.legal or field.labelled_only:
        illegal = ~legal(field, values)
        yield "chk.legal", illegal, phrase("checking.illegal", legal=_legal_text(field))
    if field.must_enter:
        yield "chk.must_enter", values == "", phrase("checking.must_enter")
    if field.key == "unique":
        repeated = values.duplicated(keep=False) & (values != "")
        yield "chk.unique", repeated, phrase("checking.not_unique")
    yield from _compared(records, field, live)
    yield from _jumped_over(records, field, live)


def _compared(
    records: Records, field: Field, live: pd.DataFrame
) -> Iterator[tuple[str, pd.Series[bool], Text]]:
    """Values that are not what they must be beside another field; blanks and codes are not."""
    for comparison in field.comparisons:
        if comparison.other not in records.codebook:
            continue
        other = records.codebook[comparison.other]
        if not alike(field, other):
            continue
        one, two = (measured(each, live[each.name]) for each in (field, other))
        known = one.notna() & two.notna()
        for each in (field, other):
            known &= (live[each.name] != "") & ~live[each.name].isin(each.missing)
        holds = _RELATIONS[comparison.relation](one, two)
        message = phrase("checking.compare", relation=comparison.relation, other=other.name)
        yield "chk.compare", known & ~holds.astype(bool), message


def _jumped_over(
    records: Records, field: Field, live: pd.DataFrame
) -> Iterator[tuple[str, pd.Series[bool], Text]]:
    """Values in this field though an earlier field's jump passes over it."""
    names = [name.casefold() for name in records.codebook.names]
    here = names.index(field.name.casefold())
    for place, origin in enumerate(records.codebook.fields[:here]):
        for jump in origin.jumps:
            if here < _landing(jump, place, names):
                taken = live[origin.name] != ""
                if jump.value is not None:
                    taken = live[origin.name] == jump.value
                filled = live[field.name] != ""
                if jump.reset in _LAST_MISSING:
                    filled &= ~live[field.name].isin(field.missing)
                elif jump.reset:
                    filled &= live[field.name] != jump.reset * field.width
                message = phrase(
                    "checking.jump",
                    origin=origin.name,
                    value=jump.value or "*",
                    target=jump.target,
                )
                yield "chk.jump", taken & filled, message


def _landing(jump: Jump, origin: int, names: list[str]) -> int:
    """Place of the field a jump goes to; behind the last for ``END`` and ``WRITE``."""
    target = jump.target.casefold()
    if target in names:
        return names.index(target)
    if target == _SKIP_ONE:
        return origin + 2
    return len(names) if target in _ENDS else 0


def _inside(field: Field, interval: Interval, values: pd.Series[str]) -> pd.Series[bool]:
    """Judge which values lie in a closed range: as numbers or dates where the field is one."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    amount = measured(field, values)
    within = amount.notna()
    for limit, above in ((interval.low, True), (interval.high, False)):
        if limit is not None:
            bound = measured(field, pd.Series([limit])).iloc[0]
            within &= amount >= bound if above else amount <= bound
    return within


def _legal_text(field: Field) -> Text:
    """Write the legal values as EpiData does: ranges, then values."""
    ranges = [f"{span.low or '-INF'}-{span.high or 'INF'}" for span in field.ranges]
    codes = list(field.values) if field.labelled_only else []
    return Text.same(", ".join(dict.fromkeys([*ranges, *field.legal, *codes, *field.missing])))


def _findings(
    records: Records,
    field: Field,
    rows: pd.DataFrame,
    labels: pd.Series[str] | None,
    told: tuple[str, Text],
) -> Iterator[Finding]:
    """One finding a record."""
    rule, message = told
    for index, number, value in zip(rows.index, rows["_recno"], rows[field.name], strict=True):
        yield Finding(
            rule=rule,
            severity="warning",
            message=message,
            file=records.provenance.file,
            record=int(number),
            id="" if labels is None else str(labels[index]),
            variable=field.name,
            value=str(value),
        )
