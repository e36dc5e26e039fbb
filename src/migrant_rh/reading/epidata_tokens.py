"""Words of a check file, as EpiData cuts them.

Lines are trimmed; words are separated by blanks only, so that a tab is part of a word. Words in
double quotes are one; there is no escape. A ``*`` at the start of a word makes the rest of the line
a remark. Line breaks matter: most commands look for their arguments on their own line only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from migrant_rh.reading.columns import BLANKS


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of a check file or of a file that it includes."""

    file: str
    number: int
    text: str


class Tokens:
    """A walk through the words of a check file.

    Parameters
    ----------
    lines : sequence of SourceLine
        The file, with included files in their place.
    """

    def __init__(self, lines: Sequence[SourceLine]) -> None:
        self._lines = lines
        self._at = -1
        self._rest = ""
        self.ended = False

    @property
    def line(self) -> SourceLine:
        """The line that the last word is from; after the end, an empty one."""
        if self.ended or self._at < 0:
            last = self._lines[-1] if self._lines else SourceLine("", 0, "")
            return SourceLine(last.file, last.number + 1, "")
        return self._lines[self._at]

    def next(self) -> str:
        """Return the next word, on the next line if this one is used up; empty on a blank line."""
        if not self._rest.strip(BLANKS):
            self._at += 1
            self.ended = self._at >= len(self._lines)
            self._rest = "" if self.ended else self._lines[self._at].text.strip(BLANKS)
        return self.same_line()

    def same_line(self) -> str:
        """Return the next word of this line; empty if there is none."""
        rest = self._rest
        if not rest or rest.startswith("*"):
            self._rest = ""
            return rest
        word, _, left = rest.partition(" ")
        if word.startswith('"') and not (word.endswith('"') and len(word) > 1):
            word, _, left = rest[1:].partition('"')
        elif word.startswith('"'):
            word = word[1:-1]
        self._rest = left.strip(BLANKS)
        return word

    def rest_of_line(self) -> str:
        """Return what is left of this line, and leave it."""
        rest, self._rest = self._rest, ""
        return rest
