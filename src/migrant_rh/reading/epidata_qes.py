"""Questionnaires of EpiData Entry 3.1 and Epi Info 6 (``.qes``): a form before it has data.

====================  ==========================================================
``##``, ``#.##``      number; of ten characters or more, or with a decimal mark, a float
``____``              text
``<A   >``            text in capitals
``<Y>``               yes or no
``<dd/mm/yyyy>``      date; also ``<mm/dd/yyyy>``, ``<yyyy/mm/dd>``
``<today-dmy>``       date of the day; also ``-mdy``, ``-ymd``, and Epi Info's ``<today>``
``<idnum>``           number that EpiData counts up
``<S   >``            soundex code
``<E   >``            encrypted text
====================  ==========================================================

A field is as wide as what stands between its brackets. ``@`` before a field is a tab. Of a question
EpiData keeps 80 bytes. Where EpiData takes a form otherwise than its author would (``##,`` is a
number of three characters with a decimal mark), it is read as EpiData takes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

import numpy as np

from migrant_rh.errors import Place, Problem, ReadingError
from migrant_rh.reading.columns import BLANKS, Column, Contents
from migrant_rh.reading.encoding import byte_order_mark, choose_encoding, undecodable
from migrant_rh.reading.epidata_questions import label_of
from migrant_rh.reading.epidata_records import END_OF_FILE
from migrant_rh.reading.epidata_types import field_type
from migrant_rh.reading.pieces import Piece
from migrant_rh.reading.qes_names import (
    WIDTH,
    Named,
    Naming,
    field_name,
    first_word,
    shortest,
    unique_name,
)
from migrant_rh.reading.records import Codebook, Field, Provenance, ScreenText
from migrant_rh.words import Text, phrase, refer

MOST_LINES, WIDEST_TEXT, WIDEST_NUMBER, WIDEST_CIPHER, LONGEST_WORDS = 999, 80, 18, 60, 80
_LONG_NUMBER = 10
_BRACES = re.compile(r"^[ \t]*\{[^}]+\}", re.MULTILINE)
_MARK = re.compile(r"#[#.,]*|_+|<[^>]*>?")
_CODES = (
    (re.compile(r"<Y>"), 5),
    (re.compile(r"<A.*>"), 3),
    (re.compile(r"<IDNUM.*>"), 12),
    (re.compile(r"<MM/DD.*>"), 2),
    (re.compile(r"<DD/MM.*>"), 11),
    (re.compile(r"<YYYY/MM/DD>"), 19),
    (re.compile(r"<TODAY(?:-MDY|/YY|/YYYY)?>"), 10),
    (re.compile(r"<TODAY-YMD>"), 20),
    (re.compile(r"<TODAY.*>"), 16),
    (re.compile(r"<S.*>"), 17),
    (re.compile(r"<E.*>"), 18),
)
_DATE_WIDTH = 10
_DATES = frozenset({2, 10, 11, 16, 19, 20})
_INTEGER, _TEXT, _FLOAT, _IDNUM, _SOUNDEX, _CIPHER = 0, 1, 6, 12, 17, 18


@dataclass(frozen=True, slots=True)
class QesOptions:
    """What the user says of a questionnaire.

    Attributes
    ----------
    encoding : str or None
        Its encoding.
    naming : {"first_word", "automatic"} or None
        How fields are named. A questionnaire does not tell; None is automatic where a line begins
        with braces, else by the first word.
    """

    encoding: str | None = None
    naming: Naming | None = None


def read_qes(data: bytes, file: str, options: QesOptions) -> Contents:
    """Read a questionnaire as a file without records.

    Parameters
    ----------
    data : bytes
        The file.
    file : str
        Name for messages.
    options : QesOptions
        Encoding and naming, where they are known.

    Returns
    -------
    Contents
        Fields with the types, widths and names that EpiData would give them, and the words of the
        form between them.

    Raises
    ------
    ReadingError
        With everything EpiData refuses: fields too wide, unknown codes, brackets that do not
        close, more than 999 lines, or no field at all.
    """
    mark = byte_order_mark(data)
    content = data.removeprefix(mark.raw)
    pieces = [Piece(line) for line in content.splitlines() if not line.isascii()]
    encoding = choose_encoding(pieces, file, declared=options.encoding, mark=mark.encoding)
    try:
        text = content.decode(encoding.name).rstrip(END_OF_FILE.decode())
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        piece = Piece(content[error.start : error.end])
        raise ReadingError(undecodable(Place(file, line=line), encoding.name, piece)) from None
    naming = options.naming or ("automatic" if _BRACES.search(text) else "first_word")
    form = _Form(file, encoding.name, naming)
    form.read(re.split(r"\r\n|\n|\r", text))
    codebook = Codebook(tuple(form.fields), screen=tuple(form.screen))
    empty = np.zeros(0, dtype=np.intp)
    return Contents(
        tuple(Column(one.name, empty, []) for one in form.fields),
        empty,
        empty,
        codebook,
        tuple(form.notes()),
        Provenance(
            file,
            "EpiData QES",
            sha256(data).hexdigest(),
            encoding.name,
            encoding.found,
            records=0,
            understood={"naming": naming},
        ),
    )


@dataclass
class _Form:
    """A form as it is read, line by line."""

    file: str
    encoding: str
    naming: Naming
    fields: list[Field] = field(default_factory=list)
    screen: list[ScreenText] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)

    def notes(self) -> Iterator[str]:
        """What a reader should know of names and labels."""
        yield refer(f"qes.named_{self.naming}")
        if self.cut:
            yield refer("qes.cut", size=LONGEST_WORDS, fields=", ".join(self.cut))

    def read(self, lines: list[str]) -> None:
        """Read every line, then say all that is wrong."""
        if lines and not lines[-1]:
            lines.pop()
        if len(lines) > MOST_LINES:
            self._wrong("too_long", MOST_LINES + 1, count=len(lines), most=MOST_LINES)
        for number, line in enumerate(lines[:MOST_LINES], start=1):
            self._line(number, line)
        if not self.fields and not self.problems:
            self._wrong("no_fields", None)
        if self.problems:
            raise ReadingError(self.problems)

    def _line(self, number: int, line: str) -> None:
        """Cut a line into fields, each with the words before it, and words at its end."""
        start = 0
        for mark in _MARK.finditer(line):
            words = line[start : mark.start()]
            if ">" in words and mark[0].startswith("<"):
                self._wrong("closed_before", number, code=mark[0][:20])
                return
            self._field(number, words, mark[0])
            start = mark.end()
        if words := line[start:].rstrip(BLANKS):
            self._words(number, words)

    def _field(self, number: int, words: str, code: str) -> None:
        """Add a field, or say what is wrong with its code."""
        told = self._told(number, code)
        if told is None:
            return
        ordinal, width, decimals = told
        names = [one.name for one in self.fields]
        taken = [*names, *(name for each in self.screen for name in each.names)]
        name = field_name(words, Named(self.naming, names, taken, self.encoding))
        kind = field_type(100 + decimals if decimals else ordinal, width)
        self.fields.append(
            Field(
                name,
                kind.kind or "text",
                Text.same(self._label(words, name)),
                width=width,
                decimals=decimals,
                date_order=kind.date_order,
                line=number,
                epidata_type=kind.ordinal if ordinal != _FLOAT else _FLOAT,
            )
        )

    def _told(self, number: int, code: str) -> tuple[int, int, int] | None:
        """Type, width and decimals of a field; None where they cannot be told."""
        match code[0]:
            case "#":
                return self._number(number, code)
            case "_":
                return self._checked(number, (_TEXT, len(code), WIDEST_TEXT))
            case _:
                return self._bracket(number, code)

    def _number(self, number: int, code: str) -> tuple[int, int, int] | None:
        """A field of digits."""
        marks = code.count(".") + code.count(",")
        if marks > 1 or code.endswith("."):
            self._wrong("bad_number", number, code=code)
            return None
        decimals = len(re.split(r"[.,]", code)[-1]) if marks else 0
        ordinal = _FLOAT if marks or len(code) >= _LONG_NUMBER else _INTEGER
        told = self._checked(number, (ordinal, len(code), WIDEST_NUMBER))
        return told and (told[0], told[1], decimals)

    def _bracket(self, number: int, code: str) -> tuple[int, int, int] | None:
        """A field in angle brackets."""
        if not code.endswith(">"):
            self._wrong("unclosed", number, code=code[:20])
            return None
        ordinal = next((type_ for form, type_ in _CODES if form.fullmatch(code.upper())), None)
        if ordinal is None:
            self._wrong("unknown_code", number, code=code[:20])
            return None
        if ordinal in _DATES:
            return ordinal, _DATE_WIDTH, 0
        width = len(code) - 2
        if ordinal == _CIPHER:
            told = self._checked(number, (ordinal, width, WIDEST_CIPHER))
            return told and (ordinal, 4 * -(-width // 3), 0)
        if ordinal == _SOUNDEX:
            return ordinal, min(width, WIDEST_TEXT), 0
        widest = WIDEST_NUMBER if ordinal == _IDNUM else WIDEST_TEXT
        return self._checked(number, (ordinal, width, widest))

    def _checked(self, number: int, told: tuple[int, int, int]) -> tuple[int, int, int] | None:
        """Refuse a field that is wider than EpiData has them."""
        ordinal, width, widest = told
        if width > widest:
            self._wrong("too_wide", number, width=width, widest=widest)
            return None
        return ordinal, width, 0

    def _label(self, words: str, name: str) -> str:
        """Variable label that the words before a field give it, as it would be in the REC file."""
        if self.naming == "automatic":
            words = words.replace("{", "").replace("}", "")
        kept = self._kept(words)
        if len(kept) < len(words.rstrip(BLANKS)):
            self.cut.append(name)
        said = kept.rstrip("@").strip(BLANKS)
        if self.naming == "automatic":
            return said
        named = said.replace(first_word(said, self.encoding), name, 1) if said else ""
        return label_of(self._kept(named), name, names_first=True)

    def _kept(self, words: str) -> str:
        """What EpiData keeps of a question."""
        return shortest(words, LONGEST_WORDS, self.encoding)

    def _words(self, number: int, words: str) -> None:
        """Add words that belong to no field, named by pieces of 80 bytes as EpiData has them."""
        size = len(words.encode(self.encoding, "replace"))
        taken = [one.name for one in self.fields]
        taken += [name for each in self.screen for name in each.names]
        names: list[str] = []
        count = 1 + sum(len(each.names) for each in self.screen)
        for _ in range(-(-size // LONGEST_WORDS)):
            name = unique_name(f"LABEL{count}"[:WIDTH], [*taken, *names])
            names.append(name)
            count += 1
        self.screen.append(ScreenText(tuple(names), Text.same(words.strip(BLANKS)), number))

    def _wrong(self, kind: str, line: int | None, **values: object) -> None:
        """Keep a problem of a line."""
        self.problems.append(
            Problem(
                f"qes.{kind.replace('_', '-')}",
                Place(self.file, line=line),
                phrase(f"qes.{kind}", **values),
                remedy=phrase("qes.remedy"),
            )
        )
