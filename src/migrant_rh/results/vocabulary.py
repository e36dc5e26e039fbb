"""The words for the codes in the rows, so that stored results can be read without the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from migrant_rh.words import Text


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names of sites, arms, waves, variables, levels and outcomes, in reading order.

    Attributes
    ----------
    names : mapping of str to mapping of str to Text
        Kind, then code, then words. The levels of a variable are the kind ``level:variable``.
    facts : mapping of str to str
        What a reader must know of the study that no number tells: allocation, linkage, control, …
    texts : mapping of str to Text
        Title, notice, and the plural name of the allocated units.

    Examples
    --------
    >>> words = Vocabulary({"site": {"1": Text("北京", "Beijing")}})
    >>> words.name("site", "1").en
    'Beijing'
    """

    names: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, Text] = field(default_factory=dict)

    def name(self, kind: str, code: str) -> Text:
        """Words for a code; the code itself where it has none."""
        return self.names.get(kind, {}).get(code, Text.same(code))

    def codes(self, kind: str) -> tuple[str, ...]:
        """Codes of a kind in reading order."""
        return tuple(self.names.get(kind, {}))
