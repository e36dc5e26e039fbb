"""One survey wave: its file, in the variables of the study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrant_rh.checking.findings import Finding
from migrant_rh.errors import PanelError, Place, Problem
from migrant_rh.panel.values import Values, derive, interpret, normalised, recoded
from migrant_rh.reading.records import Records
from migrant_rh.study.expression import Expression
from migrant_rh.study.plan import Study
from migrant_rh.study.variable import Variable
from migrant_rh.words import phrase

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class WaveData:
    """One wave after its values were given their meaning.

    Attributes
    ----------
    name : str
        Wave.
    data : pandas.DataFrame
        One row a record that is not deleted and belongs to the wave; the study's variables as far
        as the file has them, and ``_record``, the record number in the file.
    reasons : pandas.DataFrame
        The same rows and variables: missing code, ``blank``, or empty.
    records : Records
        The file.
    findings : tuple of Finding
        What was normalised or left out, counted.
    """

    name: str
    data: pd.DataFrame
    reasons: pd.DataFrame
    records: Records
    findings: tuple[Finding, ...]


def interpret_wave(study: Study, name: str, records: Records) -> WaveData:
    """Give the values of one wave their meaning.

    Raises
    ------
    PanelError
        With every value, in any variable, that means nothing; or if no record is of the wave.
    """
    live, left_out = _rows(study, name, records)
    if live.empty:
        raise PanelError(_no_records(study, name, records))
    columns = columns_of(study, name, records)
    problems: list[Problem] = []
    found: list[Finding] = list(left_out)
    data, reasons = {}, {}
    for variable, column in columns.items():
        texts = live[column]
        if variable in _coded_texts(study):
            texts = texts.map(normalised)
        spec = study.variables[variable]
        texts, told = _recoded(spec, name, texts, Place(records.provenance.file, field=variable))
        found.extend(told)
        values = interpret(variable, spec, texts, (records, records.codebook[column]))
        problems.extend(values.problems)
        found.extend(_changed(values, variable, records))
        data[variable], reasons[variable] = values.series, values.reasons
    if problems:
        raise PanelError(problems)
    return _assembled(study, name, records, (live, data, reasons, found))


def _rows(study: Study, name: str, records: Records) -> tuple[pd.DataFrame, list[Finding]]:
    """Records that are not deleted and belong to the wave; how many do not."""
    live = records.text[records.text["_state"] != "deleted"]
    condition = study.data.waves[name].rows
    if condition is None:
        return live, []
    expression = Expression.parse(condition)
    _require_columns(records, expression.names, name)
    named = {part: records.data[records.codebook[part].name] for part in expression.names}
    typed = records.data.assign(**named)
    belongs = expression.holds(typed).fillna(False).to_numpy(dtype=bool)
    finding = Finding(
        rule="wave.rows",
        severity="info",
        message=phrase("panel.rows_of_wave", kept=int(belongs.sum()), condition=condition),
        file=records.provenance.file,
    )
    return live[belongs], [finding]


def _no_records(study: Study, name: str, records: Records) -> Problem:
    """State that a wave has no record."""
    condition = study.data.waves[name].rows
    found = phrase("panel.no_records", wave=name)
    if condition is not None:
        found = phrase("panel.no_records_of", wave=name, condition=condition)
    remedy = phrase("panel.no_records_remedy")
    return Problem("panel.no-records", Place(records.provenance.file), found, remedy=remedy)


def _require_columns(records: Records, names: tuple[str, ...], wave: str) -> None:
    """Refuse a condition on columns that the file does not have."""
    problems = [
        Problem(
            "panel.no-column",
            Place(records.provenance.file),
            phrase("panel.no_column", name=name, path=f"data.waves.{wave}.rows"),
            phrase("study.one_of_names", names=", ".join(records.codebook.names)),
        )
        for name in names
        if name not in records.codebook
    ]
    if problems:
        raise PanelError(problems)


def columns_of(study: Study, name: str, records: Records) -> Mapping[str, str]:
    """Study variable to column of the file, in the order of the study."""
    renamed = {new: old for old, new in study.data.waves[name].rename.items()}
    _require_columns(records, tuple(renamed.values()), name)
    columns = {}
    for variable, spec in study.variables.items():
        column = renamed.get(variable, variable)
        if spec.derived_from is None and column in records.codebook:
            columns[variable] = records.codebook[column].name
    return columns


def _coded_texts(study: Study) -> frozenset[str]:
    """Text variables that are codes, not free text: ids, clusters and keys."""
    roles = study.design.roles
    return frozenset(filter(None, (roles.id, roles.cluster, roles.site, *study.data.key)))


def _recoded(
    spec: Variable, wave: str, texts: pd.Series[str], place: Place
) -> tuple[pd.Series[str], list[Finding]]:
    """Give the codes of a wave that asked with other answers those of the study; count them."""
    codes = spec.recode.get(wave, {})
    if not codes:
        return texts, []
    made, count = recoded(codes, texts)
    told = ", ".join(f"{old} → {new}" for old, new in codes.items())
    message = phrase("panel.recoded", count=count, codes=told)
    return made, [
        Finding(
            rule="values.recoded",
            severity="info",
            message=message,
            file=place.file,
            variable=place.field or "",
        )
    ]


def _changed(values: Values, variable: str, records: Records) -> list[Finding]:
    """Say how many values were normalised."""
    if not values.changed:
        return []
    return [
        Finding(
            rule="values.normalised",
            severity="info",
            message=phrase("panel.normalised", count=values.changed),
            file=records.provenance.file,
            variable=variable,
        )
    ]


def _assembled(
    study: Study,
    name: str,
    records: Records,
    parts: tuple[pd.DataFrame, dict[str, pd.Series], dict[str, pd.Series[str]], list[Finding]],
) -> WaveData:
    """Put the columns together and make the derived ones."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    live, data, reasons, found = parts
    for variable, spec in _derived(study):
        base = spec.derived_from
        if base in data:
            data[variable] = derive(spec, data[base])
            reasons[variable] = reasons[base]
    frame = pd.DataFrame(data, index=live.index)
    frame["_record"] = live["_recno"].astype(int)
    why = pd.DataFrame(reasons, index=live.index)
    return WaveData(
        name, frame.reset_index(drop=True), why.reset_index(drop=True), records, tuple(found)
    )


def _derived(study: Study) -> list[tuple[str, Variable]]:
    """Variables that are made from others; those made from made ones come last."""
    waiting = {name: spec for name, spec in study.variables.items() if spec.derived_from}
    ordered: list[tuple[str, Variable]] = []
    while waiting:
        ready = [name for name, spec in waiting.items() if spec.derived_from not in waiting]
        if not ready:
            break
        ordered.extend((name, waiting.pop(name)) for name in ready)
    return ordered
