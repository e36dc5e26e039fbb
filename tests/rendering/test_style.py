"""Rounding and the journals' rules of numbers."""

import dataclasses
import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrant_rh.rendering.style import AMA, CMJ_ZH, STYLES, fixed
from migrant_rh.study.plan import Front

FLOATS = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "digits", "printed"),
    [
        (0.125, 2, "0.13"),
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (51.525, 2, "51.53"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-0.125, 2, "-0.13"),
        (-2.675, 2, "-2.68"),
        (-0.5, 0, "-1"),
        (-0.004, 2, "0.00"),
        (-0.0, 2, "0.00"),
        (0.0, 0, "0"),
        (9.995, 2, "10.00"),
        (1e-300, 3, "0.000"),
        (1e22, 1, "10000000000000000000000.0"),
        (Fraction(1, 3), 4, "0.3333"),
        (Fraction(2, 3), 4, "0.6667"),
        (12, 1, "12.0"),
    ],
)
def test_ties_go_away_from_zero_on_the_decimal_written(value, digits, printed):
    assert fixed(value, digits) == printed


@given(FLOATS, st.integers(0, 6))
def test_rounding_agrees_with_decimal_arithmetic(value, digits):
    step = Decimal(1).scaleb(-digits)
    expected = Decimal(repr(value)).quantize(step, ROUND_HALF_UP, Context(prec=60))
    assert Decimal(fixed(value, digits)) == expected
    assert len(fixed(value, digits).partition(".")[2]) == digits


@given(FLOATS, st.integers(0, 4))
def test_rounding_is_odd_and_never_prints_minus_zero(value, digits):
    positive, negative = fixed(abs(value), digits), fixed(-abs(value), digits)
    assert negative in (f"-{positive}", positive)
    assert (negative == positive) == (Fraction(positive) == 0)


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_percentages_of_counts_are_rounded_from_the_exact_share(n, more):
    total = n + more
    whole, rest = divmod(2 * n * 10_000 + total, 2 * total)
    assert rest >= 0
    if 0 < whole < 10_000:
        assert CMJ_ZH.percent(Fraction(n, total)) == f"{whole // 100}.{whole % 100:02d}"


@pytest.mark.parametrize(
    ("share", "cmj", "ama"),
    [
        (0.0, "0.00", "0.0"),
        (1.0, "100.00", "100.0"),
        (0.515213, "51.52", "51.5"),
        (0.51525, "51.53", "51.5"),
        (0.00005, "0.01", "<0.1"),
        (0.00004, "<0.01", "<0.1"),
        (0.99996, ">99.99", ">99.9"),
        (-0.00004, ">−0.01", ">−0.1"),
        (1.6241, "162.41", "162.4"),
        (None, "—", "—"),
        (math.nan, "—", "—"),
    ],
)
def test_percentages(share, cmj, ama):
    assert (CMJ_ZH.percent(share), AMA.percent(share)) == (cmj, ama)


@pytest.mark.parametrize(
    ("p", "cmj", "ama"),
    [
        (0.0, "<0.001", "<.001"),
        (1e-300, "<0.001", "<.001"),
        (0.00099999, "<0.001", "<.001"),
        (0.001, "0.001", ".001"),
        (0.0015, "0.002", ".002"),
        (0.0116, "0.012", ".01"),
        (0.00949, "0.009", ".009"),
        (0.0099, "0.010", ".010"),
        (0.01, "0.010", ".01"),
        (0.0231, "0.023", ".02"),
        (0.0449, "0.045", ".04"),
        (0.045, "0.045", ".045"),
        (0.0496, "0.050", ".0496"),
        (0.05, "0.050", ".05"),
        (0.0504, "0.050", ".05"),
        (0.125, "0.125", ".13"),
        (0.994, "0.994", ".99"),
        (0.995, "0.995", ">.99"),
        (0.9996, "1.000", ">.99"),
        (1.0, "1.000", ">.99"),
        (None, "—", "—"),
        (math.nan, "—", "—"),
    ],
)
def test_p_values(p, cmj, ama):
    assert (CMJ_ZH.p(p), AMA.p(p)) == (cmj, ama)


@given(st.floats(0, 0.05, exclude_max=True))
def test_ama_never_rounds_a_small_p_up_to_five_hundredths(p):
    printed = AMA.p(p)
    assert printed == "<.001" or Fraction(printed) < Fraction(5, 100)


@given(st.floats(0, 1), st.floats(0, 1))
def test_printed_p_values_keep_their_order(one, other):
    def value(text):
        return Fraction(text[1:]) if text[0] in "<>" else Fraction(text)

    low, high = sorted((one, other))
    assert value(CMJ_ZH.p(low)) <= value(CMJ_ZH.p(high))


@pytest.mark.parametrize(
    ("logarithm", "printed"),
    [
        (0.0, "1.00"),
        (math.log(2), "2.00"),
        (-5.0, "0.01"),
        (-5.4, "<0.01"),
        (-1000.0, "<0.01"),
        (math.log(999.994), "999.99"),
        (math.log(999.999), ">999.99"),
        (math.log(1001), ">999.99"),
        (1000.0, ">999.99"),
        (-math.inf, "0.00"),
        (math.inf, "∞"),
        (math.nan, "—"),
        (None, "—"),
    ],
)
def test_ratios_never_print_as_zero(logarithm, printed):
    assert CMJ_ZH.ratio(logarithm) == printed


def test_differences_are_printed_in_percentage_points():
    assert CMJ_ZH.points(0.10375) == "10.38"
    assert AMA.points(-0.0005) == "−0.1"
    assert CMJ_ZH.points(-0.00001) == "0.00"
    assert CMJ_ZH.points(-math.inf) == "−∞"
    assert CMJ_ZH.points(None) == "—"


def test_thousands_are_divided_from_five_digits_on():
    assert CMJ_ZH.number(6304, 0) == "6304"
    assert CMJ_ZH.number(12345, 0) == "12\u202f345"
    assert CMJ_ZH.number(-1234567.891, 1) == "−1\u202f234\u202f567.9"
    assert dataclasses.replace(CMJ_ZH, group=",", group_from=4).number(6304, 0) == "6,304"


def test_degrees_of_freedom_have_decimals_only_where_they_are_not_whole():
    assert [CMJ_ZH.df(df) for df in (34.0, 9.74, 9.95, None, math.inf)] == [
        "34",
        "9.7",
        "10.0",
        "—",
        "∞",
    ]


def test_marks_are_doubled_when_they_are_used_up():
    assert [CMJ_ZH.mark(place) for place in (0, 25, 26, 52)] == ["a", "z", "aa", "aaa"]
    symbols = dataclasses.replace(AMA, marks="*†‡")
    assert [symbols.mark(place) for place in (0, 2, 3)] == ["*", "‡", "**"]


def test_the_styles_are_those_a_study_may_ask_for():
    asked = re.findall(r"'([^']+)'", repr(Front.model_fields["style"].annotation))
    assert set(asked) == set(STYLES)


@pytest.mark.parametrize("style", STYLES.values(), ids=list(STYLES))
def test_a_style_says_where_it_comes_from_and_what_is_assumed(style):
    assert len(style.source) > 20
    assert re.fullmatch(r"\d{4}-\d{2}", style.as_of)
    assert style.assumed
