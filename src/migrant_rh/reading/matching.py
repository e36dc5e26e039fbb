"""Patterns tried on all texts of a column in one pass."""

from __future__ import annotations

import re
from collections.abc import Sequence


class Texts:
    r"""The distinct texts of a column, as one text of as many lines.

    Parameters
    ----------
    texts : sequence of str
        Texts; one that holds a line break matches nothing.

    Examples
    --------
    >>> ages = Texts(["31", "x"])
    >>> ages.any_match("[0-9]+"), ages.all_match("[0-9]+")
    (True, False)
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self._joined = "\n".join(texts)
        self._in_lines = self._joined.count("\n") == len(texts) - 1

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def ascii(self) -> bool:
        """Whether no text has a character beyond ASCII."""
        return self._joined.isascii()

    def any_match(self, pattern: str) -> bool:
        """Judge whether a line is wholly of a pattern, which has neither anchors nor groups."""
        return re.search(f"^(?:{pattern})$", self._joined, re.MULTILINE) is not None

    def all_match(self, pattern: str) -> bool:
        """Judge whether every text is wholly of a pattern; of no texts, none is."""
        several = f"(?:{pattern})(?:\n(?:{pattern}))*"
        return self._in_lines and re.fullmatch(several, self._joined) is not None
