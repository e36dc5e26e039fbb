"""The words of the study file on the fields of its data: labels in both languages, conditions."""

from __future__ import annotations

from dataclasses import replace

from migrant_rh.reading.records import Field, Records
from migrant_rh.study.plan import Study
from migrant_rh.study.variable import Variable


def in_words_of(records: Records, study: Study) -> Records:
    """Give fields the labels and conditions, codes the names and reasons, of the study file.

    Parameters
    ----------
    records : Records
        A file of the study.
    study : Study
        Its plan; variables made from others are left alone.
    """
    planned = {
        name.casefold(): variable
        for name, variable in study.variables.items()
        if variable.derived_from is None
    }
    fields = tuple(
        _labelled(field, planned[field.name.casefold()])
        if field.name.casefold() in planned
        else field
        for field in records.codebook.fields
    )
    return replace(records, codebook=replace(records.codebook, fields=fields))


def _labelled(field: Field, variable: Variable) -> Field:
    """A field in the words of a variable, with the condition under which it was asked."""
    levels = {str(code): label.text for code, label in variable.names_of_levels().items()}
    reasons = {str(code): label.text for code, label in variable.missing.items()}
    values = {**field.values, **levels, **reasons}
    missing = tuple(dict.fromkeys([*field.missing, *reasons]))
    told = replace(field, label=variable.label.text, values=values, missing=missing)
    return replace(told, asked_if=variable.asked_if or "")
