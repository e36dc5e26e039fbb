"""The words of an entry form: labels of fields, titles, instructions.

A line of the form that is longer than 80 bytes is cut every 80, in Chinese often in the middle of a
character, so neighbouring pieces are put together before they are decoded.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass

from migrant_rh.errors import Place, ReadingError
from migrant_rh.reading.columns import BLANKS
from migrant_rh.reading.encoding import undecodable
from migrant_rh.reading.epidata_header import LABEL_WIDTH, QUESTION_WIDTH, Header, Slot
from migrant_rh.reading.pieces import Piece, decode
from migrant_rh.reading.records import ScreenText
from migrant_rh.words import Text, refer

_NAME_WIDTH = 10


@dataclass(frozen=True, slots=True)
class Questions:
    """The words of a form, decoded.

    Attributes
    ----------
    labels : mapping of int to str
        Line of a field to its label.
    screen : tuple of ScreenText
        Words that belong to no field.
    file_label : str
        Title of the file.
    notes : tuple of str
        Labels that end in half a character.
    """

    labels: Mapping[int, str]
    screen: tuple[ScreenText, ...]
    file_label: str
    notes: tuple[str, ...]


def question_pieces(header: Header) -> list[Piece]:
    """Return the words of a form as bytes, put together where a line was cut.

    Parameters
    ----------
    header : Header
        Header of a REC file.
    """
    lines = [
        Piece(b"".join(slot.question for slot in line), full=_is_full(line[-1]))
        for line in _form_lines(header)
    ]
    return [*lines, _label_piece(header)]


def read_questions(header: Header, encoding: str, file: str) -> Questions:
    """Decode the words of a form.

    Parameters
    ----------
    header : Header
        Header of a REC file.
    encoding : str
        Its encoding.
    file : str
        Name for messages.

    Raises
    ------
    ReadingError
        With every question that is not text in that encoding.
    """
    problems = []
    words: dict[int, str] = {}
    halves = []
    for line in _form_lines(header):
        try:
            words |= _decoded_line(line, encoding)
        except UnicodeDecodeError:
            piece = Piece(b"".join(slot.question for slot in line))
            problems.append(undecodable(Place(file, line=line[0].line), encoding, piece))
        else:
            halves += [line[-1].line] * _ends_in_half(line, encoding)
    try:
        label = decode(_label_piece(header), encoding)
    except UnicodeDecodeError:
        problems.append(undecodable(Place(file, line=1), encoding, _label_piece(header)))
    if problems:
        raise ReadingError(problems)
    notes = [refer("rec.half_label", line=line) for line in [1] * label.cut + halves]
    labels = {
        slot.line: label_of(words[slot.line], slot.name, names_first=header.names_first)
        for slot in header.fields
    }
    return Questions(labels, _screen(header, words), label.text, tuple(notes))


def label_of(question: str, name: str, *, names_first: bool) -> str:
    """Return the label that a question gives a field.

    Parameters
    ----------
    question, name : str
        Words beside the field, and its name.
    names_first : bool
        The form names its fields by the first word of their question (``VLAB``), which is dropped:
        its first ten characters as EpiData does, or only the name where the word is not ASCII.

    Examples
    --------
    >>> label_of("  HEIGHT Højde ", "height", names_first=True)
    'Højde'
    >>> label_of("SEX性别：", "SEX", names_first=True)
    '性别：'
    """
    words = question.replace("_", "-").strip(BLANKS)
    if names_first and words:
        first = words.replace("\t", " ").split(" ")[0][:_NAME_WIDTH]
        if first.isascii():
            words = words[len(first) :]
        elif words.casefold().startswith(name.casefold()):
            words = words[len(name) :]
    return words.strip(BLANKS)


def _form_lines(header: Header) -> list[list[Slot]]:
    """Slots whose questions are one line of the form, cut or whole."""
    lines: list[list[Slot]] = []
    for slot in header.slots:
        if lines and lines[-1][-1].goes_on_in(slot):
            lines[-1].append(slot)
        else:
            lines.append([slot])
    return lines


def _decoded_line(line: list[Slot], encoding: str) -> dict[int, str]:
    """Decode the pieces of one line; a character cut in two belongs to the piece that ends it."""
    decoder = codecs.getincrementaldecoder(encoding)()
    words = {slot.line: decoder.decode(slot.question) for slot in line}
    if not _is_full(line[-1]):
        decoder.decode(b"", final=True)
    return words


def _ends_in_half(line: list[Slot], encoding: str) -> bool:
    """Judge whether a line is cut in the middle of its last character."""
    whole = b"".join(slot.question for slot in line)
    return decode(Piece(whole, full=True), encoding).cut


def _screen(header: Header, words: Mapping[int, str]) -> tuple[ScreenText, ...]:
    """Words that belong to no field, joined over the cuts."""
    texts = []
    for line in _form_lines(header):
        loose = [slot for slot in line if slot.type.kind is None]
        said = "".join(words[slot.line] for slot in loose).replace("_", "-").strip(BLANKS)
        if loose:
            names = tuple(slot.name for slot in loose)
            texts.append(ScreenText(names, Text.same(said), loose[0].line))
    return tuple(texts)


def _is_full(slot: Slot) -> bool:
    """Judge whether a question has all the bytes it can have."""
    return len(slot.question) >= QUESTION_WIDTH


def _label_piece(header: Header) -> Piece:
    """File label as bytes."""
    return Piece(header.label, full=len(header.label) >= LABEL_WIDTH - 1)
