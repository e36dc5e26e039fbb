"""Journal rules of numbers as data, and the one function that rounds.

A style decides how numbers look; the language decides the words. They are chosen apart, so that a
Chinese style can be read in English and the other way round.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from types import MappingProxyType

from migrant_rh.words import Language, Text

INFINITY = "∞"
_NARROW = str.maketrans({"（": " (", "）": ")", "，": ", ", "：": ": ", "；": "; "})
_SMALLEST_LOGARITHM = -700.0


def exact(value: float | Fraction) -> Fraction:
    """Return the decimal number that a float is written as, exactly.

    A float is read as its shortest decimal form: 1.005 is meant as 1.005, although the double
    nearest to it lies a little below.

    Examples
    --------
    >>> exact(1.005)
    Fraction(201, 200)
    """
    return Fraction(*_ratio(value))


def _ratio(value: float | Fraction) -> tuple[int, int]:
    """Numerator and denominator of the decimal number that a float is written as."""
    if isinstance(value, Fraction | int):
        return value.as_integer_ratio()
    return Decimal(repr(float(value))).as_integer_ratio()


def fixed(value: float | Fraction, digits: int) -> str:
    """Round half away from zero to a number of decimals, as SAS does.

    Parameters
    ----------
    value : float or Fraction
        A finite number; a float counts as its shortest decimal form.
    digits : int
        Decimals, 0 or more.

    Returns
    -------
    str
        ASCII digits with a hyphen for negative numbers; zero never has a sign.

    Examples
    --------
    >>> fixed(0.125, 2), fixed(2.675, 2), fixed(-0.5, 0), fixed(-0.001, 2)
    ('0.13', '2.68', '-1', '0.00')
    """
    top, bottom = _ratio(value)
    whole = (2 * abs(top) * 10**digits + bottom) // (2 * bottom)
    figures = str(whole).rjust(digits + 1, "0")
    text = f"{figures[:-digits]}.{figures[-digits:]}" if digits else figures
    return f"-{text}" if top < 0 and whole else text


@dataclass(frozen=True, slots=True)
class PRule:
    """How P values are printed.

    Attributes
    ----------
    digits : int
        Decimals.
    small_digits : int
        Decimals below `small`.
    small : Fraction
        Where P values begin to count as small.
    floor_digits : int
        P values with nothing but zeros in these decimals print as less than the last of them.
    ceiling : Fraction or None
        P values that would round above it print as more than it.
    guarded : Fraction or None
        A P value below it is given as many decimals as it takes not to round up to it.
    leading_zero : bool
        ``0.023`` or ``.023``.
    """

    digits: int
    small_digits: int
    small: Fraction
    floor_digits: int
    ceiling: Fraction | None
    guarded: Fraction | None
    leading_zero: bool

    def print(self, value: float) -> str:
        """Print a P value between 0 and 1."""
        p = exact(value)
        floor = Fraction(1, 10**self.floor_digits)
        if p < floor:
            return "<" + self._dress(fixed(floor, self.floor_digits))
        digits = self._digits(p)
        text = fixed(p, digits)
        if self.ceiling is not None and Fraction(text) > self.ceiling:
            return ">" + self._dress(fixed(self.ceiling, digits))
        return self._dress(text)

    def _digits(self, p: Fraction) -> int:
        """Decimals for this P value."""
        digits = self.small_digits if p < self.small else self.digits
        if self.guarded is not None and p < self.guarded:
            while Fraction(fixed(p, digits)) >= self.guarded:
                digits += 1
        return digits

    def _dress(self, text: str) -> str:
        """Drop the zero before the point if the rule says so."""
        return text if self.leading_zero else text.removeprefix("0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The rules of one family of journals.

    Attributes
    ----------
    name : str
        As in the study file.
    source, as_of : str
        Where the rules come from, and the month in which they were written down here.
    assumed : tuple of str
        What the source does not settle and was decided here.
    percent_digits, points_digits, ratio_digits, plain_digits, fine_digits : int
        Decimals of percentages, differences in percentage points, ratios, other estimates, and
        small coefficients such as intraclass correlations.
    statistic_digits, df_digits : int
        Decimals of test statistics, and of degrees of freedom that are not whole.
    p_value : PRule
        Rules of P values.
    interval : Text
        Between the limits of an interval.
    mean_sd : str
        Template of a mean with its standard deviation.
    between_notes : Text or None
        What divides notes that are set in one paragraph; without it each has its line.
    relation : str
        Template of a symbol and its value in running text, such as ``P=0.023``.
    group, group_from : str, int
        What divides digits in threes, from this number of digits on.
    minus, dash : str
        Minus sign, and what stands for a missing number.
    ratio_limit : int
        Ratios from here on print as more than the largest below it.
    marks : str
        Note marks in order; when they are used up they are doubled.
    italic : str
        Symbols set in italics.
    statistic_first : bool
        A test statistic stands before its P; else behind it.
    full_width : bool
        Chinese words keep their full-width brackets, commas and colons; else these are narrow.
    """

    name: str
    source: str
    as_of: str
    assumed: tuple[str, ...]
    percent_digits: int
    points_digits: int
    ratio_digits: int
    plain_digits: int
    fine_digits: int
    statistic_digits: int
    df_digits: int
    p_value: PRule
    interval: Text
    mean_sd: str
    between_notes: Text | None
    relation: str
    italic: str
    group: str = "\u202f"
    group_from: int = 5
    minus: str = "−"
    dash: str = "—"
    ratio_limit: int = 1000
    marks: str = "abcdefghijklmnopqrstuvwxyz"
    statistic_first: bool = True
    full_width: bool = True

    def number(self, value: float | Fraction | None, digits: int) -> str:
        """Print a number; None and NaN print as the dash.

        Examples
        --------
        >>> STYLES["cmj-zh"].number(-12345.675, 2)
        '−12\u202f345.68'
        """
        if value is None or math.isnan(value):
            return self.dash
        if math.isinf(value):
            return INFINITY if value > 0 else self.minus + INFINITY
        return self._dress(fixed(value, digits))

    def percent(self, share: float | Fraction | None) -> str:
        """Print a proportion as a percentage; few is never printed as none, nor most as all.

        Examples
        --------
        >>> style = STYLES["cmj-zh"]
        >>> style.percent(Fraction(508, 986)), style.percent(0.00001), style.percent(0.99999)
        ('51.52', '<0.01', '>99.99')
        """
        if share is None or not math.isfinite(share):
            return self.number(share, self.percent_digits)
        return self._bounded(100 * exact(share), self.percent_digits, Fraction(100))

    def points(self, difference: float | None) -> str:
        """Print a difference of proportions in percentage points."""
        if difference is None or not math.isfinite(difference):
            return self.number(difference, self.points_digits)
        return self.number(100 * exact(difference), self.points_digits)

    def ratio(self, logarithm: float | None) -> str:
        """Print the ratio whose natural logarithm is given; no ratio prints as 0.

        Examples
        --------
        >>> style = STYLES["cmj-zh"]
        >>> style.ratio(0.4561), style.ratio(-9.0), style.ratio(20.0), style.ratio(None)
        ('1.58', '<0.01', '>999.99', '—')
        """
        if logarithm is None or not math.isfinite(logarithm):
            return self.number(0.0 if logarithm == -math.inf else logarithm, self.ratio_digits)
        limit = Fraction(self.ratio_limit)
        if logarithm >= math.log(limit):
            return f">{self._below(limit, self.ratio_digits)}"
        ratio = math.exp(max(logarithm, _SMALLEST_LOGARITHM))
        return self._bounded(exact(ratio), self.ratio_digits, limit)

    def p(self, value: float | None) -> str:
        """Print a P value.

        Examples
        --------
        >>> [STYLES[name].p(0.0231) for name in ("cmj-zh", "ama")]
        ['0.023', '.02']
        """
        if value is None or math.isnan(value):
            return self.dash
        return self.p_value.print(value)

    def df(self, value: float | None) -> str:
        """Print degrees of freedom."""
        whole = value is None or not math.isfinite(value) or float(value).is_integer()
        return self.number(value, 0 if whole else self.df_digits)

    def mark(self, place: int) -> str:
        """Give the note mark at a place, from 0: a to z, then aa, bb and so on."""
        turn, index = divmod(place, len(self.marks))
        return self.marks[index] * (turn + 1)

    def _bounded(self, value: Fraction, digits: int, top: Fraction) -> str:
        """Print a number so that it does not round to 0, nor from below up to `top`."""
        text = fixed(value, digits)
        least = fixed(Fraction(1, 10**digits), digits)
        if value != 0 and not text.strip("-0."):
            return f"<{least}" if value > 0 else f">{self.minus}{least}"
        if value < top and text == fixed(top, digits):
            return f">{self._below(top, digits)}"
        return self._dress(text)

    def _below(self, top: Fraction, digits: int) -> str:
        """Print the largest number below `top`."""
        return self._dress(fixed(top - Fraction(1, 10**digits), digits))

    def _dress(self, text: str) -> str:
        """Put the minus sign and the dividers of thousands into an ASCII number."""
        figures, point, decimals = text.removeprefix("-").partition(".")
        if len(figures) >= self.group_from:
            figures = f"{int(figures):,}".replace(",", self.group)
        sign = self.minus if text.startswith("-") else ""
        return f"{sign}{figures}{point}{decimals}"


@dataclass(frozen=True, slots=True)
class Edition:
    """One style in one language: all a writer must know besides what it writes.

    Examples
    --------
    >>> Edition("zh", STYLES["cmj-zh"]).words(Text("基线", "Baseline"))
    '基线'
    """

    language: Language
    style: Style

    def words(self, text: Text) -> str:
        """Put a text in the edition's language."""
        return self.said(text.to(self.language))

    def said(self, words: str) -> str:
        """Give words of the edition's language the punctuation of its style."""
        narrow = self.language == "zh" and not self.style.full_width
        return words.translate(_NARROW) if narrow else words


def load_style(name: str, text: str) -> Style:
    """Read a style from its data file.

    Parameters
    ----------
    name : str
        As study files call it.
    text : str
        TOML: the attributes of `Style`, with tables for `PRule` and for bilingual words. Fractions
        are written as text, so that 0.01 is exactly a hundredth.

    Raises
    ------
    TypeError
        If the file lacks a rule or holds one that is not known: a defect of the program.
    """
    rules = tomllib.loads(text)
    p_value = dict(rules.pop("p_value"))
    for key in ("small", "ceiling", "guarded"):
        p_value[key] = Fraction(p_value[key]) if key in p_value else None
    between = rules.pop("between_notes", None)
    return Style(
        name=name,
        assumed=tuple(rules.pop("assumed")),
        p_value=PRule(**p_value),
        interval=Text(**rules.pop("interval")),
        between_notes=None if between is None else Text(**between),
        **rules,
    )


def _shipped(name: str) -> Style:
    """Read a style that comes with the package."""
    file = files(__package__) / "styles" / f"{name}.toml"
    return load_style(name, file.read_text(encoding="utf-8"))


NAMES = ("cmj-zh", "ama", "nejm")
STYLES: Mapping[str, Style] = MappingProxyType({name: _shipped(name) for name in NAMES})
"""The styles by the names that study files use."""

CMJ_ZH, AMA, NEJM = STYLES.values()
