"""A Chinese font for figures: found by file, checked for the glyphs to be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrant_rh.words import Text, phrase

FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti SC",
    "STHeiti",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Sans CJK JP",
    "Droid Sans Fallback",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "SimSun",
    "STSong",
    "Songti SC",
    "Arial Unicode MS",
)
"""Families that hold simplified Chinese, the most readable in figures first."""

LATIN = "DejaVu Sans"
"""Comes with matplotlib; draws what the Chinese font lacks, such as signs and Greek letters."""

_BOLD = 600

_STEMS = (
    "notosanscjk",
    "notosanssc",
    "notoserifcjk",
    "sourcehan",
    "msyh",
    "pingfang",
    "hiragino",
    "heiti",
    "stheiti",
    "simhei",
    "wqy",
    "droidsansfallback",
    "simsun",
    "songti",
    "arialuni",
    "arial unicode",
)


@dataclass(frozen=True, slots=True)
class Font:
    """A font family, the file it was found in, and whether it has a bold face."""

    family: str
    file: str
    bold: bool = True


@dataclass(frozen=True, slots=True)
class FontSearch:
    """What the search for a font came to: a font, or the reason why there is none."""

    font: Font | None
    reason: Text | None


def find_font(needed: str, families: Iterable[str] = FAMILIES) -> FontSearch:
    """Find an installed font that holds every character to be drawn.

    Parameters
    ----------
    needed : str
        All characters of the figure; blanks do not count. What `LATIN` holds need not be in the
        Chinese font.
    families : iterable of str
        Families to look for, the preferred first.

    Returns
    -------
    FontSearch
        The first family that serves. Without one, a reason to print, and the figure is to be drawn
        in English.

    Notes
    -----
    Fonts installed after matplotlib made its list of fonts are found by the names of their files.

    Examples
    --------
    >>> find_font("北京", families=()).font is None
    True
    """
    wanted = _lacking({character for character in needed if not character.isspace()}, LATIN)
    fewest: set[str] | None = None
    for family in _installed(tuple(families)):
        lacking = _lacking(wanted, family)
        if not lacking:
            return FontSearch(Font(family, _file(family), _has_bold(family)), None)
        fewest = lacking if fewest is None else min(fewest, lacking, key=len)
    if fewest is None:
        return FontSearch(None, phrase("rendering.font_none"))
    missing = " ".join(sorted(fewest))
    return FontSearch(None, phrase("rendering.font_glyphs", missing=missing))


def settings(font: Font | None) -> dict[str, Any]:
    """Give matplotlib settings for ``rc_context``: the font, then what stands in for it.

    Examples
    --------
    >>> settings(None)["font.sans-serif"]
    ['DejaVu Sans']
    """
    families = [LATIN] if font is None else [font.family, LATIN]
    return {
        "font.family": families,
        "font.sans-serif": families,
        "axes.unicode_minus": True,
        "mathtext.default": "regular",
    }


def _installed(families: tuple[str, ...]) -> Iterator[str]:
    """Go through the families that this machine has, after a look at its files if need be."""
    if families and not _listed().intersection(families):
        _list_new_files()
    listed = _listed()
    yield from (family for family in families if family in listed)


def _listed() -> set[str]:
    """Name the families that matplotlib knows."""
    from matplotlib import font_manager  # noqa: PLC0415  (heavy)

    return {entry.name for entry in font_manager.fontManager.ttflist}


def _list_new_files() -> None:
    """Tell matplotlib of font files that it has not seen."""
    from matplotlib import font_manager  # noqa: PLC0415  (heavy)

    seen = {str(entry.fname) for entry in font_manager.fontManager.ttflist}
    for file in sorted(font_manager.findSystemFonts()):
        if file not in seen and Path(file).stem.lower().startswith(_STEMS):
            font_manager.fontManager.addfont(file)


def _file(family: str) -> str:
    """Name the file that holds the upright face of a family."""
    from matplotlib import font_manager  # noqa: PLC0415  (heavy)

    return str(font_manager.findfont(family, fallback_to_default=False))


def _has_bold(family: str) -> bool:
    """Tell whether a family has a bold face; asked for one it lacks, matplotlib complains."""
    from matplotlib import font_manager  # noqa: PLC0415  (heavy)

    weights = [entry.weight for entry in font_manager.fontManager.ttflist if entry.name == family]
    return any(
        weight >= _BOLD if isinstance(weight, int) else font_manager.weight_dict[weight] >= _BOLD
        for weight in weights
    )


def _lacking(characters: set[str], family: str) -> set[str]:
    """Name the characters that a family cannot draw."""
    from matplotlib import font_manager  # noqa: PLC0415  (heavy)

    path = font_manager.findfont(family, fallback_to_default=False)
    font = font_manager.get_font(path)
    return {character for character in characters if not font.get_char_index(ord(character))}
