"""The words of LaTeX: text in which no character has a meaning of its own."""

from __future__ import annotations

import re

from migrant_rh.rendering.formatting import Run, Runs

_COMMANDS = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "%": r"\%",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
    "`": r"\textasciigrave{}",
    "'": r"\textquotesingle{}",
    "-": "{-}",
    "\u00a0": "~",
    "\u202f": r"\,",
    "\u2007": r"\phantom{0}",
    "−": r"\ensuremath{-}",
    "±": r"\ensuremath{\pm}",
    "×": r"\ensuremath{\times}",
    "·": r"\ensuremath{\cdot}",
    "∞": r"\ensuremath{\infty}",
    "≤": r"\ensuremath{\le}",
    "≥": r"\ensuremath{\ge}",
    "²": r"\textsuperscript{2}",
    "³": r"\textsuperscript{3}",
    "χ": r"\ensuremath{\chi}",
    "β": r"\ensuremath{\beta}",
    "α": r"\ensuremath{\alpha}",
    "φ": r"\ensuremath{\varphi}",
    "†": r"\dag{}",
    "‡": r"\ddag{}",
    "§": r"\S{}",
    "¶": r"\P{}",
    "‖": r"\ensuremath{\Vert}",
    "–": "--",
}
_SPECIAL = re.compile("|".join(map(re.escape, sorted(_COMMANDS, key=len, reverse=True))))
_LONG = re.compile(r"[!-~]{24,}")
_BREAK = r"\allowbreak{}"
_HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


def escaped(text: str) -> str:
    r"""Take the meaning from every character that has one in LaTeX; let long words break.

    Examples
    --------
    >>> escaped("5 % & more_or_less")
    '5 \\% \\& more\\_or\\_less'
    """
    words = _LONG.split(text)
    long = (_BREAK.join(map(_quiet, _pieces(word))) for word in _LONG.findall(text))
    return "".join(_quiet(word) + next(long, "") for word in words)


def markup(runs: Runs) -> str:
    r"""Set runs: symbols in italics, marks raised.

    Examples
    --------
    >>> markup((Run("P", italic=True), Run("<0.001"), Run("a", superscript=True)))
    '\\textit{P}\\textless{}0.001\\textsuperscript{a}'
    """
    return "".join(map(_run, runs))


def has_chinese(text: str) -> bool:
    """Tell whether a text needs a Chinese font.

    Examples
    --------
    >>> has_chinese("n"), has_chinese("人数")
    (False, True)
    """
    return _HAN.search(text) is not None


def _quiet(text: str) -> str:
    """Write every character that has a meaning as a command."""
    return _SPECIAL.sub(lambda found: _COMMANDS[found[0]], text)


def _pieces(word: str, size: int = 8) -> list[str]:
    """Cut a word no line can hold."""
    return [word[start : start + size] for start in range(0, len(word), size)]


def _run(run: Run) -> str:
    """Set one run."""
    text = escaped(run.text)
    text = rf"\textit{{{text}}}" if run.italic else text
    return rf"\textsuperscript{{{text}}}" if run.superscript else text
