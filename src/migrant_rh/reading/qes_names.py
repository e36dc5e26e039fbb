"""Names that EpiData Entry 3.1 gives the fields of a questionnaire.

==========  =====================================================================================
first word  the first word of the question, at most ten characters of it, letters and digits only
automatic   the letters in braces; without braces the question without common words and signs
==========  =====================================================================================

A name that begins with a digit gets an N before it, one that is taken a number behind it (after
999, ``DUMMY1``), and a field without words takes the name of the one before, numbered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from migrant_rh.reading.columns import BLANKS

Naming = Literal["first_word", "automatic"]

WIDTH = 10
NAMELESS = "FIELD1"
_SPELLED = str.maketrans({"ø": "oe", "Ø": "OE", "æ": "ae", "Æ": "AE", "å": "aa", "Å": "AA"})
_OTHER = re.compile(r"[^0-9A-Za-z]")
_COMMON = (
    "of", "and", "if no", "if yes", "who", "where", "what", "did", "when", "how many", "the", "to",
    "if", "are", "a", "af", "og", "hvis ikke", "hvis", "hvem", "hvor", "hvad", "hvornår",
    "hvor mange", "en", "et", "er",
)  # fmt: skip
"""Words without meaning, English then Danish; each is taken out in this order, if the first place
where its letters stand is a word by itself."""

_COMMON_WORDS = [re.compile(re.escape(word), re.IGNORECASE | re.ASCII) for word in _COMMON]
_AROUND = " ,:;"
_MOST_DIGITS, _DUMMY = 3, "DUMMY1"


def first_word(text: str, encoding: str = "cp1252") -> str:
    """Return the first word, or as many of its characters as ten bytes hold.

    Examples
    --------
    >>> first_word("  ThisIsAVeryLongName of it"), first_word("您的婚姻状况 A", "gb18030")
    ('ThisIsAVer', '您的婚姻状')
    """
    word = text.replace("\t", " ").strip(BLANKS).partition(" ")[0]
    return shortest(word, WIDTH, encoding)


def shortest(text: str, size: int, encoding: str) -> str:
    """Cut a text to so many bytes, and at the end of a character.

    Examples
    --------
    >>> shortest("性别", 3, "gb18030")
    '性'
    """
    return text.encode(encoding, "replace")[:size].decode(encoding, "ignore")


@dataclass(frozen=True, slots=True)
class Named:
    """What a name depends on beside its question.

    Attributes
    ----------
    naming : {"first_word", "automatic"}
        How names are made.
    before : sequence of str
        Names of the fields before it.
    taken : sequence of str
        All names that are taken, those of screen text too.
    encoding : str
        Encoding of the questionnaire.
    """

    naming: Naming
    before: Sequence[str] = ()
    taken: Sequence[str] = ()
    encoding: str = "cp1252"


def field_name(question: str, named: Named) -> str:
    """Name a field by its question.

    Parameters
    ----------
    question : str
        Words before the field on its line.
    named : Named
        How names are made, and which there are.

    Examples
    --------
    >>> field_name("What is your age?", Named("first_word", [], ["What"]))
    'What1'
    >>> field_name("What is your age?", Named("automatic"))
    'isyourage'
    >>> field_name("{NAME}x", Named("automatic"))
    'NAME'
    """
    spelled = question.translate(_SPELLED)
    if named.naming == "first_word" and spelled.strip(BLANKS):
        name = _OTHER.sub("", first_word(spelled, named.encoding)) or NAMELESS
        name = f"N{name}" if name[0].isdigit() else name
    else:
        name = _in_braces(spelled) or _shortened(spelled)
    name = name or (named.before[-1] if named.before else NAMELESS)
    return unique_name(name[:WIDTH], named.taken)


def unique_name(name: str, taken: Sequence[str]) -> str:
    """Number a name that is taken, instead of its last digits.

    Examples
    --------
    >>> unique_name("q9", ["Q9", "Q10"]), unique_name("abcdefghij", ["abcdefghij"])
    ('q11', 'abcdefghi1')
    """
    folded = {other.casefold() for other in taken}
    while name.casefold() in folded:
        stem = name.rstrip("0123456789")
        stem = name[: max(len(stem), len(name) - _MOST_DIGITS)]
        number = str(int(name[len(stem) :] or 0) + 1)
        name = stem[: WIDTH - len(number)] + number if len(number) <= _MOST_DIGITS else _DUMMY
    return name


def _in_braces(question: str) -> str:
    """Letters in braces, and digits behind a letter."""
    inside = "".join(re.findall(r"\{([^}]*)", question))
    return _OTHER.sub("", inside).lstrip("0123456789")


def _shortened(question: str) -> str:
    """The question without common words and signs."""
    words = question
    for common in _COMMON_WORDS:
        found = common.search(words)
        if found and len(words) > 1 and _by_itself(words, *found.span()):
            words = words[: found.start()] + words[found.end() + 1 :]
    name = _OTHER.sub("", words)
    name = f"n{name}" if name[:1].isdigit() else name
    return name or _OTHER.sub("", question)


def _by_itself(words: str, start: int, end: int) -> bool:
    """Whether a part of a question is a word."""
    before, after = words[:start][-1:], words[end : end + 1]
    return (not before or before in _AROUND) and (not after or after in _AROUND)
