"""Records as files of Stata and SPSS, through pyreadstat.

=========  =======================================================================================
Stata      missing codes become ``.a``, ``.b`` … in the order of the codebook, with their labels
SPSS       up to three missing codes are user-missing; of more, all that lie in one range are
=========  =======================================================================================

Names that the other package does not take are changed, and noted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from migrant_rh.errors import MigrantRHError, Place, Problem
from migrant_rh.reading.data_package import TAGS
from migrant_rh.reading.records import Codebook, Field
from migrant_rh.reading.typed import number
from migrant_rh.words import Language, Text, phrase
from migrant_rh.writing.values import Typed, labels_of

if TYPE_CHECKING:
    import pandas as pd

_STATA_NAME, _SPSS_NAME = 32, 64
_STATA_LABEL, _SPSS_LABEL = 80, 255
_MOST_MISSING = 3
_SHORT_TEXT = 8
_RESERVED = frozenset(
    {
        *("all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"),
        *("byte", "double", "float", "if", "in", "int", "long", "str", "using"),
    }
)


def write_stata(
    columns: Sequence[Typed], codebook: Codebook, path: Path, language: Language
) -> list[Text]:
    """Write a file of Stata 14 and later; return what a reader must know."""
    import pyreadstat  # noqa: PLC0415  (heavy)

    names, notes = _names([each.field.name for each in columns], _STATA_NAME)
    tagged = dict(zip(names, map(_tagged, columns), strict=True))
    labels = {
        name: _stata_labels(each, language) for name, each in zip(names, columns, strict=True)
    }
    tags = {name: list(_tags(each).values()) for name, each in zip(names, columns, strict=True)}
    notes += [note for each in columns for note in _code_notes(each)]
    _call(
        pyreadstat.write_dta,
        _frame(tagged, columns),
        path,
        file_label=codebook.file_label[:_STATA_LABEL],
        column_labels=_column_labels(columns, names, (language, _STATA_LABEL)),
        variable_value_labels={name: told for name, told in labels.items() if told},
        missing_user_values={name: told for name, told in tags.items() if told},
        version=15,
    )
    return notes


def write_spss(
    columns: Sequence[Typed], codebook: Codebook, path: Path, language: Language
) -> list[Text]:
    """Write a file of SPSS; return what a reader must know."""
    import pyreadstat  # noqa: PLC0415  (heavy)

    names, notes = _names([each.field.name for each in columns], _SPSS_NAME)
    labels = {
        name: labels_of(each.field, language) for name, each in zip(names, columns, strict=True)
    }
    missing: dict[str, Any] = {}
    for name, each in zip(names, columns, strict=True):
        spans, told = _spss_missing(each)
        missing |= {name: spans} if spans else {}
        notes += told
    _call(
        pyreadstat.write_sav,
        _frame({name: each.values for name, each in zip(names, columns, strict=True)}, columns),
        path,
        file_label=codebook.file_label[:64],
        column_labels=_column_labels(columns, names, (language, _SPSS_LABEL)),
        variable_value_labels={name: told for name, told in labels.items() if told},
        missing_ranges=missing,
        compress=path.suffix.lower() == ".zsav",
    )
    return notes


def _call(write: Callable[..., None], frame: pd.DataFrame, path: Path, **options: Any) -> None:
    """Write, or say why not."""
    import pyreadstat  # noqa: PLC0415  (heavy)

    try:
        write(frame, str(path), **options)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, ValueError) as error:
        found = phrase("writing.refused", reason=str(error))
        raise MigrantRHError(Problem("writing.refused", Place(path.name), found)) from None


def _frame(values: Mapping[str, Any], columns: Sequence[Typed]) -> pd.DataFrame:
    """Columns as pyreadstat takes them."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    told = zip(values.items(), columns, strict=True)
    return pd.DataFrame({name: _series(column, each.field) for (name, column), each in told})


def _series(values: Any, field: Field) -> pd.Series:
    """Numbers as numbers where all are; blank text as no characters."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    if field.kind in {"text", "id", "time"}:
        return pd.Series(["" if value is None else value for value in values], dtype=object)
    lettered = any(isinstance(value, str) for value in values)
    if field.kind in {"integer", "decimal", "boolean"} and not lettered:
        return pd.Series(values, dtype="float64")
    return pd.Series([np.nan if value is None else value for value in values], dtype=object)


def _names(names: Sequence[str], most: int) -> tuple[list[str], list[Text]]:
    """Names that the other package takes, and which were changed."""
    taken: set[str] = set()
    changed = []
    for name in names:
        plain = re.sub(r"[^\w]", "_", name)[:most]
        if not plain[:1].isalpha() or plain.lower() in _RESERVED:
            plain = f"v_{plain.lstrip('_')}"[:most]
        base, count = plain, 1
        while plain.casefold() in taken:
            count += 1
            plain = f"{base[: most - len(str(count))]}{count}"
        taken.add(plain.casefold())
        changed.append(plain)
    told = [
        phrase("writing.renamed", old=old, new=new)
        for old, new in zip(names, changed, strict=True)
        if old != new
    ]
    return changed, told


def _column_labels(
    columns: Sequence[Typed], names: Sequence[str], kept: tuple[Language, int]
) -> dict[str, str]:
    """Variable labels, as long as the package holds."""
    language, most = kept
    return {
        name: each.field.label.to(language)[:most]
        for name, each in zip(names, columns, strict=True)
    }


def _tags(column: Typed) -> dict[float, str]:
    """Stata's letter of each missing code of a number; none where nobody has another number.

    pyreadstat takes a column of nothing but letters for text.
    """
    if column.field.kind not in {"integer", "decimal"}:
        return {}
    codes = [number(code, column.field.decimal_mark) for code in column.field.missing]
    tags = {code: tag for code, tag in zip(codes, TAGS, strict=False) if code is not None}
    others = (value for value in column.values if value is not None and value not in tags)
    return {} if next(others, None) is None else tags


def _tagged(column: Typed) -> Any:
    """Values with missing codes as letters."""
    tags = _tags(column)
    if not tags:
        return column.values
    # Of whole numbers among letters pyreadstat would make a column in which NaN is 0.
    plain = (None if value is None else float(value) for value in column.values)
    told = [tags.get(value, value) if value is not None else None for value in plain]
    return np.array([*told, None], dtype=object)[:-1]


def _stata_labels(column: Typed, language: Language) -> dict[Any, str]:
    """Labels of whole numbers and of letters: Stata labels nothing else."""
    tags = _tags(column)
    labels = labels_of(column.field, language)
    return {
        tags.get(value, value): said
        for value, said in labels.items()
        if value in tags or isinstance(value, int)
    }


def _code_notes(column: Typed) -> list[Text]:
    """Codes that became letters, and labels that Stata does not hold."""
    field = column.field
    tags = _tags(column)
    notes = []
    if tags:
        pairs = ", ".join(
            f"{code} = .{tag}" for code, tag in zip(field.missing, tags.values(), strict=False)
        )
        notes.append(phrase("writing.tagged", field=field.name, pairs=pairs))
    unheld = [
        code
        for code, value in zip(field.values, labels_of(field, "en"), strict=False)
        if not isinstance(value, int) and value not in tags
    ]
    if unheld:
        notes.append(phrase("writing.no_labels", field=field.name))
    return notes


def _spss_missing(column: Typed) -> tuple[list[Any], list[Text]]:
    """User-missing values or a range, and what does not fit."""
    field = column.field
    if field.kind in {"integer", "decimal"}:
        codes: list[Any] = [
            value
            for code in field.missing
            if (value := number(code, field.decimal_mark)) is not None
        ]
    else:
        codes = [code for code in field.missing if len(code.encode()) <= _SHORT_TEXT]
        if field.kind not in {"text", "id", "time"}:
            codes = []
    if len(codes) <= _MOST_MISSING:
        return codes, []
    return codes[:_MOST_MISSING], [phrase("writing.most_missing", field=field.name)]
