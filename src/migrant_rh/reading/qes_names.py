"""Names that EpiData Entry 3.1 gives the fields of a questionnaire.

==========  =====================================================================================
first word  the first word of the question, at most ten characters of it, letters and digits only
automatic   the letters in braces; without braces the question without common words and signs
==========  =====================================================================================

A name that begins with a digit gets an N before it, one that is taken a number behind it, and a
field without words takes the name of the one before, numbered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

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
"""Words without meaning, English then Danish; each is taken out once, in this order."""

_COMMON_WORDS = [re.compile(rf"(?:^|(?<=[ ,:;])){re.escape(word)}(?:[ ,:;]|$)") for word in _COMMON]
_MOST_DIGITS = 3


def first_word(text: str) -> str:
    """Return the first ten characters of the first word.

    Examples
    --------
    >>> first_word("  ThisIsAVeryLongName of it")
    'ThisIsAVer'
    """
    words = text.replace("\t", " ").split()
    return words[0][:WIDTH] if words else ""


def field_name(question: str, naming: Naming, before: Sequence[str], taken: Sequence[str]) -> str:
    """Name a field by its question.

    Parameters
    ----------
    question : str
        Words before the field on its line.
    naming : {"first_word", "automatic"}
        How names are made.
    before : sequence of str
        Names of the fields before it.
    taken : sequence of str
        All names that are taken, those of screen text too.

    Examples
    --------
    >>> field_name("What is your age?", "first_word", [], ["What"])
    'What1'
    >>> field_name("What is your age?", "automatic", [], [])
    'isyourage'
    >>> field_name("{NAME}x", "automatic", [], [])
    'NAME'
    """
    spelled = question.translate(_SPELLED)
    if naming == "first_word" and spelled.strip():
        name = _OTHER.sub("", first_word(spelled)) or NAMELESS
        name = f"N{name}" if name[0].isdigit() else name
    else:
        name = _in_braces(spelled) or _shortened(spelled)
    name = name or (before[-1] if before else NAMELESS)
    return unique_name(name[:WIDTH], taken)


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
        name = stem[: WIDTH - len(number)] + number
    return name


def _in_braces(question: str) -> str:
    """Letters in braces, and digits behind a letter."""
    inside = "".join(re.findall(r"\{([^}]*)", question))
    return _OTHER.sub("", inside).lstrip("0123456789")


def _shortened(question: str) -> str:
    """The question without common words and signs."""
    words = question
    for common in _COMMON_WORDS:
        found = common.search(words.lower()) if len(words) > 1 else None
        if found:
            words = words[: found.start()] + words[found.end() :]
    name = _OTHER.sub("", words)
    return f"n{name}" if name[:1].isdigit() else name
