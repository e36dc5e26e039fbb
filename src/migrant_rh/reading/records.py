"""One file of data: values, what they mean, where they came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from migrant_rh.words import Text

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["integer", "decimal", "text", "boolean", "date", "time", "id"]
"""What the values of a field are. ``id`` is text whatever its characters."""


Relation = Literal["==", "!=", "<", "<=", ">", ">="]

NO_WORDS = Text("", "")


@dataclass(frozen=True, slots=True)
class Interval:
    """A range of legal values as the check file writes it; None is without limit."""

    low: str | None
    high: str | None


@dataclass(frozen=True, slots=True)
class Jump:
    """After `value`, entry goes on at field `target`, or at ``END`` or ``WRITE``.

    `value` None is a jump after any value. `reset` says what the fields between get: nothing
    (None), blank (``""``), or that character repeated over the width of the field; in an EPX file
    ``max`` or ``2nd``, the last or the last but one missing code of the field.
    """

    value: str | None
    target: str
    reset: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the value must be beside that of another field: ``>=`` `other`, for example."""

    relation: Relation
    other: str


@dataclass(frozen=True, slots=True)
class Field:
    """What is known of one variable of a file.

    Attributes
    ----------
    name : str
        As the file writes it.
    kind : Kind
        Type of its values.
    label : Text
        The question or variable label, as far as the file has one.
    width, decimals : int
        Bytes of an EpiData field, or most characters of a column of text; digits after the decimal
        mark.
    decimal_mark : str
        What stands before the decimals in the file.
    date_order : str
        ``ymd``, ``dmy`` or ``mdy`` for dates.
    values : mapping of str to Text
        Value labels, in file order.
    labelled_only : bool
        The codes of the value labels are legal values (``COMMENT LEGAL``).
    missing : tuple of str
        Codes that stand for no answer.
    ranges, legal : tuple
        Legal values are the union of both; no limit where both are empty.
    must_enter, no_enter : bool
        Entry may not be left blank; entry is skipped.
    jumps : tuple of Jump
        Fields skipped after a value.
    key : str
        ``unique``, ``key`` or empty.
    default : str
        Value entered without typing.
    line : int or None
        Line of the check file that begins the field's block.
    epidata_type : int or None
        Number of the field's type in EpiData Entry 3.1, or None in other files.
    comparisons : tuple of Comparison
        What the value must be beside other fields.
    asked_if : str
        Condition of a study file under which the question was asked.
    """

    name: str
    kind: Kind
    label: Text = NO_WORDS
    width: int = 0
    decimals: int = 0
    decimal_mark: Literal[".", ","] = "."
    date_order: str = ""
    values: Mapping[str, Text] = field(default_factory=dict)
    labelled_only: bool = False
    missing: tuple[str, ...] = ()
    ranges: tuple[Interval, ...] = ()
    legal: tuple[str, ...] = ()
    must_enter: bool = False
    no_enter: bool = False
    jumps: tuple[Jump, ...] = ()
    key: str = ""
    default: str = ""
    line: int | None = None
    epidata_type: int | None = None
    comparisons: tuple[Comparison, ...] = ()
    asked_if: str = ""


@dataclass(frozen=True, slots=True)
class ScreenText:
    """Words on the entry form that belong to no field: titles, instructions.

    Attributes
    ----------
    names : tuple of str
        Names of the lines they were cut into, such as ``LABEL1`` and ``LABEL2``.
    text : Text
        The words, joined.
    line : int
        Line of the file that begins them; 0 in a file without lines.
    """

    names: tuple[str, ...]
    text: Text
    line: int


@dataclass(frozen=True, slots=True)
class Condition:
    """What should not be true of a record: ``IF … THEN HELP …`` of a check file.

    Attributes
    ----------
    text : str
        What stands between ``IF`` and ``THEN``.
    message : str
        What the typist was told.
    line : int
        Line of the check file.
    field : str
        Field in whose block it stands; empty for a block of the record.
    """

    text: str
    message: str
    line: int
    field: str = ""


@dataclass(frozen=True, slots=True)
class Codebook:
    """The fields of a file in file order, found by name whatever its case.

    Attributes
    ----------
    fields : tuple of Field
        In file order.
    file_label, checks_file : str
        Title that the file bears; name of the check file applied. Either may be empty.
    screen : tuple of ScreenText
        Words of the entry form between the fields.
    conditions : tuple of Condition
        What should not be true of a record.

    Examples
    --------
    >>> book = Codebook((Field("SEX", "integer"),))
    >>> book["sex"].name
    'SEX'
    """

    fields: tuple[Field, ...]
    file_label: str = ""
    checks_file: str = ""
    screen: tuple[ScreenText, ...] = ()
    conditions: tuple[Condition, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Field names in file order."""
        return tuple(item.name for item in self.fields)

    def __getitem__(self, name: str) -> Field:
        found = self.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def get(self, name: str) -> Field | None:
        """Return the field of a name, or None."""
        folded = name.casefold()
        return next((item for item in self.fields if item.name.casefold() == folded), None)

    def __contains__(self, name: object) -> bool:
        return any(item.name.casefold() == str(name).casefold() for item in self.fields)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where records came from.

    Attributes
    ----------
    file, format : str
        File name without its folder, and what kind of file it is.
    sha256 : str
        Digest of the bytes read.
    encoding : str
        Encoding used, and in `encoding_from` how it was chosen: ``declared``, ``bom``, ``tried``,
        ``ascii``.
    records, deleted : int
        Records in the file, and how many of them are marked deleted.
    checks_sha256 : str
        Digest of the check file and of what it includes, or empty.
    understood : mapping of str to str
        What was found out about the file: delimiter, decimal mark, end of line.
    """

    file: str
    format: str
    sha256: str
    encoding: str
    encoding_from: Literal["declared", "bom", "tried", "ascii"]
    records: int
    deleted: int = 0
    checks_sha256: str = ""
    understood: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Records:
    """One file of data.

    Attributes
    ----------
    codebook : Codebook
        What the fields mean.
    notes : tuple of str
        Things a reader of the report should know about the reading, each a phrase written down by
        `migrant_rh.words.refer`.
    provenance : Provenance
        Where the records came from.
    text : pandas.DataFrame
        Every field as trimmed text, one row a record in file order, deleted ones included; columns
        ``_recno`` (from 1), ``_state`` (normal, deleted, verified) and ``_line`` come first.
    """

    codebook: Codebook
    notes: tuple[str, ...]
    provenance: Provenance
    text: pd.DataFrame

    def raw(self) -> pd.DataFrame:
        """Return trimmed text with ``_recno`` and ``_state``, as EpiData reads it."""
        return self.text.drop(columns="_line")

    @cached_property
    def data(self) -> pd.DataFrame:
        """Typed values without deleted records; blanks and missing codes are missing.

        Raises
        ------
        ReadingError
            With every cell that is not what its field says, such as a letter in a number.
        """
        from migrant_rh.reading.typed import typed  # noqa: PLC0415  (a view, built when asked for)

        return typed(self)

    def __repr__(self) -> str:
        source = self.provenance
        fields = len(self.codebook.fields)
        return f"<Records: {source.file}, {source.records} records, {fields} fields>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        del include, exclude
        return {"text/plain": repr(self)}
