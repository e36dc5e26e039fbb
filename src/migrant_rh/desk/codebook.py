"""A codebook as a paper: the fields, their values, and how often each was met at each wave.

Free text and ids are never listed, only counted; numbers without labels are told by their
quartiles.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from migrant_rh.desk.field_words import entry_text, jumps_text, kind_text, legal_text, missing_text
from migrant_rh.reading.records import Field, Records
from migrant_rh.rendering.cells import Blank, Cell, Count, CountPercent, MedianQuartiles, Words
from migrant_rh.rendering.document import Block, Bullets, Document, Heading, Paragraph, TableBlock
from migrant_rh.rendering.table import Column, Note, Row, Table
from migrant_rh.words import Text, phrase, recall

if TYPE_CHECKING:
    import pandas as pd

MOST_CODES = 12
"""Whole numbers of so few values are listed one by one, labelled or not."""


def codebook_document(title: Text, waves: Mapping[Text, Records]) -> Document:
    """Lay out the codebook of one file, or of the waves of a study.

    Parameters
    ----------
    title : Text
        Name of the file or study.
    waves : mapping of Text to Records
        What each wave is called, and its records.

    Returns
    -------
    Document
        Files, fields, values with counts, and what was noted when the files were read.
    """
    fields = _fields(waves)
    notes = [note for records in waves.values() for note in records.notes]
    blocks: list[Block] = [
        Heading(1, phrase("codebook.files")),
        TableBlock(_files_table(waves)),
        Heading(1, phrase("codebook.fields")),
        Paragraph(phrase("codebook.fields_intro")),
        TableBlock(_fields_table(fields), landscape=True),
    ]
    if any(records.provenance.records for records in waves.values()):
        blocks += [
            Heading(1, phrase("codebook.values")),
            TableBlock(_values_table(fields, waves)),
        ]
    screen = [each.text for records in waves.values() for each in records.codebook.screen]
    if screen:
        blocks += [Heading(1, phrase("codebook.screen")), Bullets(tuple(dict.fromkeys(screen)))]
    if notes:
        told = tuple(recall(note) for note in dict.fromkeys(notes))
        blocks += [Heading(1, phrase("codebook.notes")), Bullets(told)]
    return Document(phrase("codebook.title", name=title), tuple(blocks))


def _fields(waves: Mapping[Text, Records]) -> list[Field]:
    """Fields of all waves, each as the first wave that has it describes it."""
    found: dict[str, Field] = {}
    for records in waves.values():
        for field in records.codebook.fields:
            found.setdefault(field.name.casefold(), field)
    return list(found.values())


def _files_table(waves: Mapping[Text, Records]) -> Table:
    """Files, and how they were read."""
    rows = []
    for name, records in waves.items():
        source = records.provenance
        rows.append(
            Row(
                name,
                (
                    Words(Text.same(source.file)),
                    Words(Text.same(source.format)),
                    Words(Text.same(source.encoding)),
                    Count(source.records),
                    Count(source.deleted),
                    Count(len(records.codebook.fields)),
                ),
            )
        )
    heads = ("file", "format", "encoding", "records", "deleted", "count_fields")
    return Table(
        id="files",
        title=phrase("codebook.files_title"),
        stub=phrase("codebook.wave"),
        columns=tuple(Column(phrase(f"codebook.{head}")) for head in heads),
        rows=tuple(rows),
    )


def _fields_table(fields: Sequence[Field]) -> Table:
    """Fields, one a row."""
    rows = [
        Row(
            Text.same(field.name),
            tuple(
                Words(text)
                for text in (
                    field.label,
                    kind_text(field),
                    legal_text(field),
                    missing_text(field),
                    entry_text(field),
                    jumps_text(field),
                    Text.same("" if field.line is None else field.line),
                )
            ),
        )
        for field in fields
    ]
    heads = ("label", "kind", "legal", "missing", "entry", "jumps", "line")
    return Table(
        id="fields",
        title=phrase("codebook.fields_title"),
        stub=phrase("codebook.field"),
        columns=tuple(Column(phrase(f"codebook.{head}"), align="left") for head in heads),
        rows=tuple(rows),
    )


def _values_table(fields: Sequence[Field], waves: Mapping[Text, Records]) -> Table:
    """Values of every field, counted at each wave."""
    rows: list[Row] = []
    for field in fields:
        rows.append(Row(_head(field), kind="group"))
        rows += _value_rows(field, [_column(field, records) for records in waves.values()])
    return Table(
        id="values",
        title=phrase("codebook.values_title"),
        stub=phrase("codebook.value"),
        columns=tuple(Column(name) for name in waves),
        rows=tuple(rows),
        notes=(Note("", phrase("codebook.values_note")),),
    )


def _head(field: Field) -> Text:
    """Name and label; a label that begins with the name stands alone."""
    zh, en = field.label.zh, field.label.en
    if zh.casefold().startswith(field.name.casefold()):
        return field.label
    return Text(f"{field.name} {zh}".strip(), f"{field.name} {en}".strip())


def _column(field: Field, records: Records) -> pd.Series[str] | None:
    """Texts of a field of the records that are not deleted; None where a wave has no such field."""
    if field.name not in records.codebook:
        return None
    live = records.text[records.text["_state"] != "deleted"]
    return live[records.codebook[field.name].name]


def _value_rows(field: Field, columns: Sequence[pd.Series[str] | None]) -> Iterator[Row]:
    """Rows of one field."""
    codes = _codes(field, columns)
    for code in codes:
        label = field.values.get(code, Text("", ""))
        name = Text(f"{code} {label.zh}".strip(), f"{code} {label.en}".strip())
        yield Row(name, tuple(_counted(column, [code]) for column in columns), indent=1)
    others = [_others(column, codes) for column in columns]
    if any(others):
        name = phrase("codebook.filled" if not codes else "codebook.other_values")
        yield Row(name, tuple(map(_counted, columns, others)), indent=1)
        if field.kind in {"integer", "decimal"}:
            cells = tuple(map(_quartiles, [field] * len(columns), columns, others))
            yield Row(phrase("codebook.quartiles"), cells, indent=2)
    if any(column is not None and (column == "").any() for column in columns):
        blank = tuple(_counted(column, [""]) for column in columns)
        yield Row(phrase("codebook.blank"), blank, indent=1)


def _codes(field: Field, columns: Sequence[pd.Series[str] | None]) -> list[str]:
    """Values that are listed one by one: labelled, missing, or few whole numbers."""
    codes = list(dict.fromkeys([*field.values, *field.missing, *field.legal]))
    if field.kind == "boolean":
        return codes or ["Y", "N"]
    if field.kind == "integer" and not field.ranges and not field.key:
        met = {text for column in columns if column is not None for text in column.unique() if text}
        if len(met | set(codes)) <= MOST_CODES:
            codes += sorted(met - set(codes), key=lambda text: (len(text), text))
    return codes


def _others(column: pd.Series[str] | None, codes: Sequence[str]) -> list[str]:
    """Texts that are not listed one by one."""
    return [] if column is None else [t for t in column.unique() if t and t not in set(codes)]


def _counted(column: pd.Series[str] | None, texts: Sequence[str]) -> Cell:
    """How many records have one of some texts."""
    if column is None:
        return Blank()
    return CountPercent(int(column.isin(list(texts)).sum()), len(column))


def _quartiles(field: Field, column: pd.Series[str] | None, texts: Sequence[str]) -> Cell:
    """Median and quartiles of the numbers among some texts."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    if column is None or not texts:
        return Blank()
    plain = column[column.isin(list(texts))].str.replace(field.decimal_mark, ".", regex=False)
    numbers = pd.to_numeric(plain, errors="coerce").dropna()
    if numbers.empty:
        return Blank()
    low, median, high = numbers.quantile([0.25, 0.5, 0.75], interpolation="midpoint")
    return MedianQuartiles(float(median), float(low), float(high), digits=field.decimals)
