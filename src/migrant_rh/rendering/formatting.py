"""A cell, or words, as text in one style and language."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from migrant_rh.rendering.cells import (
    Blank,
    Cell,
    Count,
    CountPercent,
    DegreesOfFreedom,
    Estimate,
    MeanSD,
    MedianQuartiles,
    Missing,
    Number,
    Percent,
    PValue,
    Statistic,
    Words,
    printed_as,
)
from migrant_rh.rendering.style import Edition, Style, exact, fixed

_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)
_BLANKS = re.compile(r"[\t\n\r\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look; writers turn it into their own markup."""

    text: str
    italic: bool = False
    superscript: bool = False


Runs = tuple[Run, ...]


def cell_text(cell: Cell, edition: Edition) -> str:
    """Print a cell, without its note marks.

    Parameters
    ----------
    cell : Cell
        Any cell of a table; numbers at full precision.
    edition : Edition
        Style of the numbers, language of the words.

    Returns
    -------
    str
        One line. Missing numbers are the style's dash.

    Examples
    --------
    >>> from migrant_rh.rendering.style import STYLES
    >>> zh, en = Edition("zh", STYLES["cmj-zh"]), Edition("en", STYLES["ama"])
    >>> cell_text(CountPercent(508, 986), zh), cell_text(CountPercent(508, 986), en)
    ('508 (51.52)', '508 (51.5)')
    >>> cell_text(Estimate(0.1038, -0.0121, 0.2197, "rd"), zh)
    '10.38 (−1.21～21.97)'
    >>> cell_text(Estimate(0.456, 0.05, 0.862, "log_ror"), en)
    '1.58 (1.05 to 2.37)'
    """
    match cell:
        case Blank():
            return ""
        case Missing():
            return edition.style.dash
        case Words(text):
            return clean(edition.words(text))
        case CountPercent() | MeanSD() | MedianQuartiles() | Estimate():
            return _several_numbers(cell, edition)
        case _:
            return _one_number(cell, edition.style)


def cell_number(cell: Cell) -> float | None:
    """Give the one number a cell prints, unrounded and on the scale printed; else None.

    Examples
    --------
    >>> cell_number(Percent(0.1038)), cell_number(PValue(0.00012)), cell_number(CountPercent(1, 2))
    (10.38, 0.00012, None)
    """
    match cell:
        case Count(number) | Number(number) | Statistic(number):
            return _finite(number)
        case DegreesOfFreedom(number) | PValue(number):
            return _finite(number)
        case Percent(share):
            share = _finite(share)
            return None if share is None else float(100 * exact(share))
        case _:
            return None


def disagrees(cell: Cell, edition: Edition) -> bool:
    """Tell whether a printed difference is not the difference of the printed numbers.

    Examples
    --------
    >>> from migrant_rh.rendering.style import STYLES
    >>> zh = Edition("zh", STYLES["cmj-zh"])
    >>> before, after = 615 / 1113, 675 / 974
    >>> [zh.style.percent(share) for share in (before, after)], zh.style.points(after - before)
    (['55.26', '69.30'], '14.05')
    >>> disagrees(Estimate(after - before, None, None, "rd", of=(before, after)), zh)
    True
    """
    if not isinstance(cell, Estimate) or cell.of is None or cell.value is None:
        return False
    before, after = (fixed(100 * exact(share), edition.style.percent_digits) for share in cell.of)
    told = fixed(100 * exact(cell.value), edition.style.points_digits)
    return Fraction(after) - Fraction(before) != Fraction(told)


def equation(symbol: str, cell: Cell, edition: Edition) -> str:
    r"""Write a symbol and its value as running text has them.

    Examples
    --------
    >>> from migrant_rh.rendering.style import STYLES
    >>> equation("P", PValue(0.0001), Edition("zh", STYLES["cmj-zh"]))
    'P<0.001'
    >>> equation("P", PValue(0.021), Edition("en", STYLES["ama"]))
    'P\xa0=\xa0.02'
    """
    text = cell_text(cell, edition)
    sign = text[0] if text.startswith(("<", ">")) else "="
    value = text.removeprefix(sign)
    return edition.style.relation.format(symbol=symbol, sign=sign, value=value)


def clean(text: str) -> str:
    r"""Make text fit for one line of any format.

    Line breaks and tabs become a blank. Control characters and halves of surrogate pairs, which
    no XML file may hold, become the replacement character, so that they are seen.

    Examples
    --------
    >>> clean("two\nlines\x00")
    'two lines�'
    """
    return _UNPRINTABLE.sub("\ufffd", _BLANKS.sub(" ", text))


def rich(text: str, style: Style) -> Runs:
    """Set the statistical symbols in a text in italics, by the style.

    A letter is a symbol if it is the whole text, or stands free before a relation, before
    ``(%)``, or before the word value; P besides if it ends a text behind a colon or the word
    cluster.

    Examples
    --------
    >>> from migrant_rh.rendering.style import STYLES
    >>> rich("χ²=9.36，P<0.01", STYLES["cmj-zh"])[0]
    Run(text='χ', italic=True, superscript=False)
    >>> [run.text for run in rich("Type P", STYLES["cmj-zh"])]
    ['Type P']
    """
    parts = _symbols(style.italic).split(clean(text))
    return tuple(Run(part, italic=place % 2 == 1) for place, part in enumerate(parts) if part)


def plain(runs: Runs) -> str:
    """Join runs to text without their looks."""
    return "".join(run.text for run in runs)


def _one_number(
    cell: Count | Percent | Number | Statistic | DegreesOfFreedom | PValue, style: Style
) -> str:
    """Print a cell that is a single number."""
    match cell:
        case Count(n):
            return style.number(n, 0)
        case Percent(share):
            return style.percent(share)
        case Number(value, digits):
            return style.number(value, style.plain_digits if digits is None else digits)
        case Statistic(value):
            return style.number(value, style.statistic_digits)
        case DegreesOfFreedom(value):
            return style.df(value)
        case PValue(value):
            return style.p(value)


def _several_numbers(
    cell: CountPercent | MeanSD | MedianQuartiles | Estimate, edition: Edition
) -> str:
    """Print a cell that puts numbers together."""
    match cell:
        case CountPercent(n, total):
            return _count_percent(n, total, edition.style)
        case MeanSD():
            return _mean_sd(cell, edition.style)
        case MedianQuartiles():
            return _median(cell, edition)
        case Estimate():
            return _estimate(cell, edition)


def _count_percent(n: int | None, total: int | None, style: Style) -> str:
    """Print a count and its percentage."""
    if n is None:
        return style.dash
    share = Fraction(int(n), int(total)) if total else None
    return f"{style.number(n, 0)} ({style.percent(share)})"


def _mean_sd(cell: MeanSD, style: Style) -> str:
    """Print a mean with its standard deviation."""
    if cell.mean is None or math.isnan(cell.mean):
        return style.dash
    digits = style.plain_digits if cell.digits is None else cell.digits
    mean, sd = (style.number(value, digits) for value in (cell.mean, cell.sd))
    return style.mean_sd.format(mean=mean, sd=sd)


def _median(cell: MedianQuartiles, edition: Edition) -> str:
    """Print a median with its quartiles."""
    if _absent(cell.median):
        return edition.style.dash
    digits = edition.style.plain_digits if cell.digits is None else cell.digits
    numbers = (cell.median, cell.low, cell.high)
    median, low, high = (edition.style.number(value, digits) for value in numbers)
    return f"{median} ({low}{edition.words(edition.style.interval)}{high})"


def _estimate(cell: Estimate, edition: Edition) -> str:
    """Print an estimate with its interval; without limits, the estimate alone."""
    value = _on_scale(cell.value, cell.scale, edition.style)
    limits = (cell.low, cell.high)
    if all(_absent(number) for number in limits) or _absent(cell.value):
        return value
    low, high = (_on_scale(limit, cell.scale, edition.style) for limit in limits)
    return f"{value} ({low}{edition.words(edition.style.interval)}{high})"


def _on_scale(value: float | None, scale: str, style: Style) -> str:
    """Print one number of an estimate."""
    match printed_as(scale):
        case "percent":
            return style.percent(value)
        case "points":
            return style.points(value)
        case "ratio":
            return style.ratio(value)
        case "plain":
            return style.number(value, style.plain_digits)
        case "fine":
            return style.number(value, style.fine_digits)


def _absent(value: float | None) -> bool:
    """Tell whether there is no number."""
    return value is None or math.isnan(value)


def _finite(value: float | None) -> float | None:
    """Give the number if it can be stored as one."""
    return value if value is not None and math.isfinite(value) else None


@cache
def _symbols(letters: str) -> re.Pattern[str]:
    """Make the pattern that finds statistical symbols; it has one group, the symbol."""
    if not letters:
        return re.compile(r"((?!))")
    latin = "".join(letter for letter in letters if letter.isascii())
    relation = r"(?=\s*[=<>≤≥]|\s?[(（]%|\s?值|\svalues?\b)"
    alone = rf"(?<=\A)[{latin}](?=\Z)"
    in_text = rf"(?<![A-Za-z0-9_])[{latin}]{relation}"
    ends = [r"(?:(?<=: )|(?<=：)|(?<=luster )|(?<=聚集 ))P(?=\Z)"] if "P" in letters else []
    greek = [rf"{letter}(?=²)" for letter in letters if not letter.isascii()]
    return re.compile(f"({'|'.join([alone, in_text, *ends, *greek])})")
