"""What an EPX document says of the fields of a data file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrant_rh.reading.epx_document import EpxDocument, Separators, texts
from migrant_rh.reading.records import Comparison, Field, Interval, Jump, Kind, Relation, ScreenText
from migrant_rh.words import Text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_KINDS: dict[str, Kind] = {
    "ftBoolean": "boolean",
    "ftInteger": "integer",
    "ftAutoInc": "integer",
    "ftFloat": "decimal",
    "ftTime": "time",
    "ftTimeAuto": "time",
}
_TEXT = frozenset({"ftUpperString", "ftString", "ftMemo"})
_KEYS_AS_TEXT = frozenset({"integer", "decimal", "text"})
_RELATIONS: dict[str, Relation] = {
    "eq": "==",
    "neq": "!=",
    "lt": "<",
    "leq": "<=",
    "geq": ">=",
    "gt": ">",
}
_RESETS = {"jrSystemMissing": "", "jrMaxMissing": "max", "jr2ndMissing": "2nd"}


@dataclass(frozen=True, slots=True)
class LabelSet:
    """Value labels in their order, and which of them stand for no answer."""

    labels: Mapping[str, Text]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A field and how its values are written.

    Attributes
    ----------
    field : Field
        For the codebook.
    type : str
        EpiData's name of its type, such as ``ftDMYDate``.
    """

    field: Field
    type: str

    @property
    def is_text(self) -> bool:
        """Whether values are written as text."""
        return self.type in _TEXT

    def plain(self, value: str, marks: Separators) -> str:
        """Write a value as EpiData prints it: ``.`` for decimals, ``/`` in dates, ``:`` in times.

        Examples
        --------
        >>> Slot(Field("T", "time"), "ftTime").plain("12.30.00", Separators())
        '12:30:00'
        """
        return _plain(value, self.field.kind, marks)


def slots_of(document: EpxDocument, data_file: Element) -> tuple[Slot, ...]:
    """Fields of a data file in the order of the screen, which is that of EpiData's exports."""
    language, marks = document.language, document.separators
    sets = label_sets(document)
    keys = [str(key.get("fieldRef")) for key in data_file.findall("KeyFields/Key")]
    slots = []
    for element, following in _with_following(_screen(data_file)):
        known = sets.get(element.get("valueLabelRef", ""), LabelSet({}, ()))
        described = _Described(element, language, marks, following)
        slots.append(Slot(described.field(known, keys), str(element.get("type"))))
    return tuple(slots)


def screen_of(document: EpxDocument, data_file: Element) -> tuple[ScreenText, ...]:
    """Titles of sections and headings, from the top of the screen."""
    titled = []
    for section in data_file.findall("Sections/Section"):
        titled.append((_place(section), (-1, -1), section))
        for element in section.findall("Headings/Heading"):
            around = element if section.get("id") == "MAIN" else section
            titled.append((_place(around), _place(element), element))
    titled.sort(key=lambda each: each[:2])
    said = [
        (str(each.get("id")), texts(each, "Caption/Text", document.language)) for *_, each in titled
    ]
    return tuple(ScreenText((name,), text, 0) for name, text in said if text.en)


def label_sets(document: EpxDocument) -> dict[str, LabelSet]:
    """Value label sets by their names."""
    found = {}
    for element in document.root.iter("ValueLabelSet"):
        kind = _kind(str(element.get("type")))
        labels = {}
        missing = []
        for label in sorted(element.iter("ValueLabel"), key=_order):
            code = _plain(str(label.get("value", "")), kind, document.separators)
            labels[code] = texts(label, "Label", document.language)
            if label.get("missing") == "true":
                missing.append(code)
        found[str(element.get("id"))] = LabelSet(labels, tuple(missing))
    return found


def external_sets(document: EpxDocument) -> list[str]:
    """Label sets that lie in another file."""
    return [
        str(element.get("id"))
        for element in document.root.iter("ValueLabelSet")
        if element.get("scope") == "vlsExternal"
    ]


@dataclass(frozen=True, eq=False)
class _Described:
    """A field element, and what it needs from around it."""

    element: Element
    language: str
    marks: Separators
    following: str

    def field(self, known: LabelSet, keys: list[str]) -> Field:
        """What the element says."""
        get = self.element.get
        name, kind = str(get("id")), _kind(str(get("type")))
        is_key = name in keys
        entry = get("entryMode", "")
        return Field(
            name,
            "id" if is_key and kind in _KEYS_AS_TEXT else kind,
            texts(self.element, "Question/Text", self.language),
            width=_number(get("length")),
            decimals=_number(get("decimals")),
            date_order=_date_order(str(get("type"))),
            values=known.labels,
            labelled_only=len(known.labels) > len(known.missing),
            missing=known.missing,
            ranges=tuple(self._ranges(kind)),
            must_enter=entry == "emMustEnter",
            no_enter=entry == "emNoEnter",
            jumps=tuple(self._jumps(kind)),
            key="" if not is_key else "unique" if len(keys) == 1 else "key",
            default=_plain(get("defaultValue", ""), kind, self.marks),
            comparisons=tuple(self._comparisons()),
        )

    def _ranges(self, kind: Kind) -> Iterator[Interval]:
        """Ranges of legal values."""
        for span in self.element.findall("Ranges/Range"):
            low, high = (_plain(span.get(end, ""), kind, self.marks) for end in ("start", "end"))
            yield Interval(low or None, high or None)

    def _jumps(self, kind: Kind) -> Iterator[Jump]:
        """Where entry goes on after a value."""
        targets = {
            "jtSkipNextField": "SKIPNEXTFIELD",
            "jtExitSection": self.following,
            "jtSaveRecord": "WRITE",
        }
        for jump in self.element.findall("Jumps/Jump"):
            value = _plain(jump.get("on", ""), kind, self.marks)
            target = targets.get(jump.get("type", ""), jump.get("toFieldRef", ""))
            reset = _RESETS.get(jump.get("reset", ""))
            yield Jump(None if value == "*" else value, target, reset)

    def _comparisons(self) -> Iterator[Comparison]:
        """Fields whose values must be larger, smaller or the same."""
        for compared in self.element.findall("Compare"):
            kind = compared.get("type", "").lower().removeprefix("fc")
            if kind in _RELATIONS:
                yield Comparison(_RELATIONS[kind], compared.get("toFieldRef", ""))


def _with_following(screen: list[tuple[Element, Element]]) -> list[tuple[Element, str]]:
    """Fields with the first field behind their section, or ``END``."""
    found: list[tuple[Element, str]] = []
    following, inside, first = "END", None, "END"
    for section, element in reversed(screen):
        if section is not inside:
            following, inside = first, section
        first = str(element.get("id"))
        found.append((element, following))
    return found[::-1]


def _screen(data_file: Element) -> list[tuple[Element, Element]]:
    """Fields from the top of the screen with their sections; a section stays together."""
    placed = []
    for section in data_file.findall("Sections/Section"):
        for element in section.findall("Fields/Field"):
            around = element if section.get("id") == "MAIN" else section
            placed.append((_place(around), _place(element), section, element))
    placed.sort(key=lambda each: each[:2])
    return [(section, element) for _, _, section, element in placed]


def _place(element: Element) -> tuple[int, int]:
    """Place on the screen."""
    return _number(element.get("top")), _number(element.get("left"))


def _order(label: Element) -> int:
    """Place of a value label in its set."""
    return _number(label.get("order"))


def _number(text: str | None) -> int:
    """A whole number of at most nine digits; 0 for anything else."""
    digits = (text or "").removeprefix("-")
    whole = digits.isascii() and digits.isdigit() and len(digits) <= 9  # noqa: PLR2004 (32 bits)
    return int(text or "") if whole else 0


def _kind(name: str) -> Kind:
    """Kind of values of a type."""
    return "date" if _date_order(name) else _KINDS.get(name, "text")


def _date_order(name: str) -> str:
    """Order of day, month and year of a type of dates."""
    order = name.removeprefix("ft").removesuffix("Date").removesuffix("Auto").lower()
    return order if order in {"dmy", "mdy", "ymd"} else ""


def _plain(value: str, kind: Kind, marks: Separators) -> str:
    """Write a value with the usual marks."""
    if kind == "decimal":
        return value.replace(marks.decimal, ".")
    if kind == "date":
        return value.replace(marks.date, "/")
    return value.replace(marks.time, ":") if kind == "time" else value
