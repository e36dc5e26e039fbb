"""In which words, font and colours figures are drawn, and how they become files.

Colour never carries a group alone: control is hollow and dashed, intervention filled and solid.
Text is drawn in the language asked for, or in English where the machine has no Chinese font.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from migrant_rh.rendering.document import Picture
from migrant_rh.rendering.figures.room import WIDEST, wrapped
from migrant_rh.rendering.fonts import Font, find_font, settings
from migrant_rh.rendering.style import STYLES, Edition
from migrant_rh.results.rows import Results
from migrant_rh.words import Language, Text, phrases_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CONTROL, TREATED, GRID, INK = "#5f6b7a", "#0b5d8f", "#d8dde3", "#333333"
"""Colours of the arms, of the grid and of lines; the arms differ in lightness too."""

CM = 2.54
_DPI = 200
_PNG: dict[str, Any] = {"pil_kwargs": {"compress_level": 3}}
"""For line drawings as small as the default, in half the time."""

_HAN = 0x2E7F
_DRAWN = ("site", "group", "wave", "outcome", "step", "variable")


@dataclass(frozen=True)
class Drawing:
    """In which words and font figures are drawn.

    Attributes
    ----------
    edition : Edition
        Style of the numbers, language of the words: English where no font serves.
    font : Font or None
        Font for Chinese.
    shortfall : Text or None
        Why the figures are in another language than was asked for.
    """

    edition: Edition
    font: Font | None
    shortfall: Text | None

    @classmethod
    def of(cls, results: Results, language: Language) -> Drawing:
        """Find a font for all words a figure may hold."""
        style = STYLES[results.vocabulary.facts["style"]]
        needed = _characters(results, language)
        if all(ord(character) <= _HAN for character in needed):
            return cls(Edition(language, style), None, None)
        found = find_font("".join(sorted(needed)))
        spoken = language if found.font is not None else "en"
        return cls(Edition(spoken, style), found.font, found.reason)

    def words(self, text: Text) -> str:
        """Words in the language of the drawing."""
        return self.edition.words(text)

    def label(self, text: Text, widest: int = WIDEST) -> str:
        """Words of the user, broken into lines and never taken for mathematics."""
        return wrapped(self.words(text), widest)

    @property
    def strong(self) -> str:
        """Weight of headings: bold where the font has it."""
        return "bold" if self.font is None or self.font.bold else "normal"


def looks(drawing: Drawing) -> Any:
    """Settings of all figures, for ``rc_context``."""
    return {
        **settings(drawing.font),
        "font.size": 8.5,
        "axes.titlesize": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": INK,
        "figure.dpi": 100,
    }


def picture(figure: Figure) -> Picture:
    """Save a figure as SVG and PNG, the same bytes each time."""
    import matplotlib as mpl  # noqa: PLC0415  (heavy)

    vector, pixels = io.BytesIO(), io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "migrant-rh", "svg.fonttype": "path"}):
        figure.savefig(vector, format="svg", metadata={"Date": None, "Creator": None})
    with mpl.rc_context({"text.hinting": "none"}):  # letters have the shape they have in print
        figure.savefig(pixels, format="png", dpi=_DPI, metadata={"Software": None}, **_PNG)
    width, height = (float(inches) * CM for inches in figure.get_size_inches())
    return Picture(vector.getvalue(), pixels.getvalue(), width, height)


def portable(figure: Figure) -> bytes:
    """Save a figure as PDF, the same bytes each time."""
    import matplotlib as mpl  # noqa: PLC0415  (heavy)

    page = io.BytesIO()
    with mpl.rc_context({"pdf.fonttype": 3}):
        figure.savefig(page, format="pdf", metadata={"CreationDate": None, "Creator": None})
    return page.getvalue()


def _characters(results: Results, language: Language) -> set[str]:
    """Every character that may be drawn in a language."""
    return {character for text in _texts(results) for character in text.to(language)}


def _texts(results: Results) -> Iterator[Text]:
    """Every text that may be drawn: names of the study, and words of the figures."""
    words = results.vocabulary
    yield from words.texts.values()
    for kind in _DRAWN:
        yield from words.names.get(kind, {}).values()
    for section in ("figures", "tables"):
        yield from phrases_of(section)
