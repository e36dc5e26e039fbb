"""What a check file states, as EpiData Entry 3.1 stores it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from migrant_rh.errors import Problem
from migrant_rh.reading.records import Interval, Jump


@dataclass(frozen=True, slots=True)
class Command:
    """One command that is kept as text: it acts during entry, not on the data.

    Attributes
    ----------
    word : str
        In capitals: ``IF``, ``HELP``, ``LET``, … or ``*`` for a remark.
    text : str
        The command as written, its first line.
    line : int
        Line of the check file.
    then, otherwise : tuple of Command
        What stands between IF and ENDIF.
    """

    word: str
    text: str
    line: int
    then: tuple[Command, ...] = ()
    otherwise: tuple[Command, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelSet:
    """A set of value labels.

    Attributes
    ----------
    name : str
        In small letters; ``labels in field sex$`` for one that stands in a field's block, and
        ``labels from clinics.rec`` for one that comes from another file.
    labels : tuple of (str, str)
        Code and text, in file order; where a code stands twice, the first counts.
    line : int
        Line of the check file that begins it.
    """

    name: str
    labels: tuple[tuple[str, str], ...]
    line: int


@dataclass(frozen=True, slots=True)
class Relation:
    """A file whose records belong to a record of this one (``RELATE``)."""

    field: str
    file: str
    one_to_one: bool
    line: int


@dataclass(frozen=True, slots=True)
class FieldChecks:
    """The block of one field.

    Attributes
    ----------
    name : str
        Field, as the data file writes it.
    line : int
        Line that begins its block.
    ranges : tuple of Interval
        Legal values, together with `legal`.
    legal : tuple of str
        Legal values one by one.
    must_enter, no_enter, repeat, confirm : bool
        ``MUSTENTER``, ``NOENTER``, ``REPEAT``, ``CONFIRMFIELD``.
    label_set : str
        Name of its value labels, or empty; they are legal values too.
    show_labels, type_comment : bool
        The labels are offered as a list; the label is shown after entry.
    jumps : tuple of Jump
        In file order.
    missing : tuple of str
        Its own missing codes.
    default : str
        Value that is entered without typing.
    key : int
        Number of the key that it is, or 0.
    unique : bool
        The key may not be repeated.
    before, after : tuple of Command
        Commands before and after entry, as EpiData counts them: remarks are commands.
    settings : tuple of Command
        What concerns only the entry form: ``TYPE``, ``AUTOSEARCH``, ``TOPOFSCREEN``.
    """

    name: str
    line: int
    ranges: tuple[Interval, ...] = ()
    legal: tuple[str, ...] = ()
    must_enter: bool = False
    no_enter: bool = False
    repeat: bool = False
    confirm: bool = False
    label_set: str = ""
    show_labels: bool = False
    type_comment: bool = False
    jumps: tuple[Jump, ...] = ()
    missing: tuple[str, ...] = ()
    default: str = ""
    key: int = 0
    unique: bool = False
    before: tuple[Command, ...] = ()
    after: tuple[Command, ...] = ()
    settings: tuple[Command, ...] = ()


@dataclass(frozen=True, slots=True)
class Checks:
    """A check file.

    Attributes
    ----------
    file : str
        Its name.
    fields : tuple of FieldChecks
        Blocks in file order; where a field has two, the second counts, as in EpiData.
    label_sets : tuple of LabelSet
        In the order in which they are met.
    missing_all : tuple of str
        Codes that are missing in every number without decimals (``MISSINGVALUE ALL``).
    missing_of : mapping of str to tuple of str
        Codes that a list gives to a field; they replace the field's own.
    defaults_of : mapping of str to str
        Default values that a list or ``ALL`` gives to fields.
    commands : mapping of str to tuple of Command
        ``before file``, ``after file``, ``before record``, ``after record``, ``recode`` and
        ``consistency``.
    relations : tuple of Relation
        Related files.
    errors : tuple of Problem
        Where EpiData reports an error, and refuses the check file from there on.
    warnings : tuple of Problem
        What EpiData drops without a word, and what it would not find on this machine.
    encoding, sha256 : str
        Encoding of the file; digest of it and of all it includes.
    """

    file: str
    fields: tuple[FieldChecks, ...] = ()
    label_sets: tuple[LabelSet, ...] = ()
    missing_all: tuple[str, ...] = ()
    missing_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    defaults_of: Mapping[str, str] = field(default_factory=dict)
    commands: Mapping[str, tuple[Command, ...]] = field(default_factory=dict)
    relations: tuple[Relation, ...] = ()
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    encoding: str = ""
    sha256: str = ""

    @property
    def ok(self) -> bool:
        """Whether EpiData accepts the file."""
        return not self.errors

    def of(self, name: str) -> FieldChecks | None:
        """Return the block of a field, whatever the case of its name, or None."""
        for item in self.fields:
            if item.name.casefold() == name.casefold():
                return item
        return None

    def labels(self, name: str) -> tuple[tuple[str, str], ...]:
        """Return the labels of a set; none if there is no such set."""
        for item in self.label_sets:
            if item.name == name:
                return item.labels
        return ()
