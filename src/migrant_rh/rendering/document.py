"""A report without a format: blocks in reading order, tables and figures numbered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from migrant_rh.rendering.table import Table
from migrant_rh.words import LANGUAGES, Language, Text, phrase

DEEPEST_HEADING = 5
_REFERENCE = re.compile("⟦([^⟦⟧]+)⟧")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 stands below the report's title.

    Raises
    ------
    ValueError
        If the level is not 1 to 5.
    """

    level: int
    text: Text

    def __post_init__(self) -> None:
        if not 1 <= self.level <= DEEPEST_HEADING:
            raise ValueError(f"heading level {self.level}: 1 to {DEEPEST_HEADING}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: Text


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without an order."""

    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A paragraph that must not be overlooked."""

    text: Text


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table in the report; without `landscape`, a page is turned where the table is wide."""

    table: Table
    landscape: bool | None = None

    @property
    def id(self) -> str:
        """The table's id."""
        return self.table.id


@dataclass(frozen=True, slots=True)
class Picture:
    """One drawing of a figure, for pages and for paper.

    Attributes
    ----------
    svg, png : bytes
        The same drawing twice, as files hold it.
    width_cm, height_cm : float
        Size on paper.
    """

    svg: bytes = field(repr=False)
    png: bytes = field(repr=False)
    width_cm: float
    height_cm: float

    def __post_init__(self) -> None:
        if not min(self.width_cm, self.height_cm) > 0:
            raise ValueError(f"a picture is no {self.width_cm} by {self.height_cm} cm")


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """A figure in the report.

    Attributes
    ----------
    id : str
        Stable name, unique in a report.
    title, alt : Text
        What it shows, and what it would tell those who do not see it.
    pictures : mapping of language to Picture
        One drawing for each language the report is written in.
    """

    id: str
    title: Text
    alt: Text
    pictures: Mapping[Language, Picture]

    def picture(self, language: Language) -> Picture:
        """Give the drawing for a language.

        Raises
        ------
        ValueError
            If there is none.
        """
        if language not in self.pictures:
            raise ValueError(f"figure {self.id} is not drawn in {language!r}")
        return self.pictures[language]


Block = Heading | Paragraph | Bullets | Notice | TableBlock | FigureBlock


@dataclass(frozen=True, slots=True)
class Document:
    """A report, for any language and format.

    Attributes
    ----------
    title : Text
        Title of the report.
    blocks : tuple of Block
        What it says, in reading order.
    notice : Text or None
        A sentence that goes on every page and below every table and figure.
    footer : Text or None
        A line for the foot of every page.

    Raises
    ------
    ValueError
        If two tables or figures have one id.

    Examples
    --------
    >>> from migrant_rh.rendering.table import Column
    >>> table = Table(
    ...     id="rates", title=Text("办证率", "Certificates"), stub=Text("", ""),
    ...     columns=(Column(Text.same("n")),), rows=(),
    ... )
    >>> Document(Text("报告", "Report"), (TableBlock(table),)).label("rates").zh
    '表1'
    """

    title: Text
    blocks: tuple[Block, ...]
    notice: Text | None = None
    footer: Text | None = None

    def __post_init__(self) -> None:
        told = Counter(
            block.id for block in self.blocks if isinstance(block, TableBlock | FigureBlock)
        )
        twice = [name for name, count in told.items() if count > 1]
        if twice:
            raise ValueError(f"several tables or figures have the id {twice}")

    @property
    def labels(self) -> Mapping[str, Text]:
        """Table 1, Table 2, …, Figure 1, …, by id, in reading order."""
        counted: Counter[str] = Counter()
        labels = {}
        for block in self.blocks:
            if isinstance(block, TableBlock | FigureBlock):
                kind = "table" if isinstance(block, TableBlock) else "figure"
                counted[kind] += 1
                labels[block.id] = numbered(kind, counted[kind])
        return labels

    def label(self, name: str) -> Text:
        """Say how a table or figure is called, for captions and for references to it.

        Raises
        ------
        KeyError
            If the report has no table or figure of that id.
        """
        return self.labels[name]


def refer_to(name: str) -> Text:
    """Refer to a table or figure inside a sentence; writers put its label there, and a link.

    Examples
    --------
    >>> refer_to("table1").en
    '⟦table1⟧'
    """
    return Text.same(f"⟦{name}⟧")


def references(
    text: Text, labels: Mapping[str, Text], language: Language
) -> Iterator[tuple[str, str]]:
    """Cut a sentence at its references: words with an empty id, then the id referred to.

    Parameters
    ----------
    text : Text
        A sentence.
    labels : mapping of str to Text
        What the tables and figures are called. Brackets around anything else are left as they are.
    language : {"zh", "en"}
        Language of the words.

    Examples
    --------
    >>> labels = {"table1": Text("表1", "Table 1")}
    >>> list(references(Text("见⟦table1⟧", "see ⟦table1⟧ and ⟦x⟧"), labels, "en"))
    [('see ', ''), ('Table 1', 'table1'), (' and ⟦x⟧', '')]
    """
    said, start = text.to(language), 0
    for found in _REFERENCE.finditer(said):
        name = found[1]
        if name not in labels:
            continue
        if found.start() > start:
            yield said[start : found.start()], ""
        yield labels[name].to(language), name
        start = found.end()
    if start < len(said):
        yield said[start:], ""


def resolved(text: Text, labels: Mapping[str, Text]) -> Text:
    """Put labels in the places of references, where there can be no link.

    Examples
    --------
    >>> resolved(Text("见⟦t⟧", "see ⟦t⟧"), {"t": Text("表1", "Table 1")}).en
    'see Table 1'
    """
    zh, en = ("".join(said for said, _ in references(text, labels, each)) for each in LANGUAGES)
    return Text(zh, en)


def numbered(kind: str, number: int) -> Text:
    """Say the number of a table or figure.

    Examples
    --------
    >>> numbered("figure", 2).en
    'Figure 2'
    """
    return phrase(f"rendering.{kind}_number", number=number)


def caption(label: Text, title: Text) -> Text:
    """Put a label and a title together.

    Examples
    --------
    >>> caption(numbered("table", 1), Text("基线特征", "Baseline characteristics")).en
    'Table 1. Baseline characteristics'
    """
    return phrase("rendering.caption", label=label, title=title)
