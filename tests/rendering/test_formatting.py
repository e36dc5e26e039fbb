"""Cells as text, and the italics of statistical symbols."""

import math

import numpy as np
import pytest

from migrant_rh.rendering.cells import (
    Blank,
    Count,
    CountPercent,
    DegreesOfFreedom,
    Estimate,
    MeanSD,
    Missing,
    Number,
    Percent,
    PValue,
    Statistic,
    Words,
)
from migrant_rh.rendering.formatting import cell_number, cell_text, clean, equation, plain, rich
from migrant_rh.rendering.style import AMA, CMJ_ZH, Edition
from migrant_rh.words import Text

NAN = math.nan


@pytest.mark.parametrize(
    ("cell", "zh", "en"),
    [
        (Count(508), "508", "508"),
        (Count(None), "—", "—"),
        # 508 / 986 = 0.515212…, 1 / 6 304 = 0.000159, 1 / 30 000 = 0.0000333
        (CountPercent(508, 986), "508 (51.52)", "508 (51.5)"),
        (CountPercent(1, 6304), "1 (0.02)", "1 (<0.1)"),
        (CountPercent(1, 30000), "1 (<0.01)", "1 (<0.1)"),
        (CountPercent(0, 986), "0 (0.00)", "0 (0.0)"),
        (CountPercent(986, 986), "986 (100.00)", "986 (100.0)"),
        (CountPercent(0, 0), "0 (—)", "0 (—)"),
        (CountPercent(7, None), "7 (—)", "7 (—)"),
        (CountPercent(None, 9), "—", "—"),
        # 1 / 800 = 0.125 %, a tie at two decimals
        (CountPercent(1, 800), "1 (0.13)", "1 (0.1)"),
        (Percent(0.5152), "51.52", "51.5"),
        (Number(1.005), "1.01", "1.01"),
        (Number(-0.0004, 3), "0.000", "0.000"),
        (Number(-1.5, 0), "−2", "−2"),
        (MeanSD(30.14, 8.09), "30.14±8.09", "30.14 (8.09)"),
        (MeanSD(30.145, 8.05, 1), "30.1±8.1", "30.1 (8.1)"),
        (MeanSD(30.0, None), "30.00±—", "30.00 (—)"),
        (MeanSD(None, None), "—", "—"),
        (Estimate(0.1038, -0.0121, 0.2197, "rd"), "10.38 (−1.21～21.97)", "10.4 (−1.2 to 22.0)"),
        (Estimate(0.1038, None, None, "rd"), "10.38", "10.4"),
        (Estimate(0.1038, NAN, NAN, "rd"), "10.38", "10.4"),
        (Estimate(0.1038, None, 0.2, "rd"), "10.38 (—～20.00)", "10.4 (— to 20.0)"),
        (Estimate(NAN, -0.1, 0.1, "rd"), "—", "—"),
        # exp(0.456) = 1.5777, exp(-0.05) = 0.9512, exp(0.962) = 2.6169
        (Estimate(0.456, -0.05, 0.962, "log_ror"), "1.58 (0.95～2.62)", "1.58 (0.95 to 2.62)"),
        (Estimate(0.0, -20, math.inf, "log_or"), "1.00 (<0.01～∞)", "1.00 (<0.01 to ∞)"),
        (Estimate(0.0049, 0, 0.0105, "icc"), "0.005 (0.000～0.011)", "0.005 (0.000 to 0.011)"),
        (Estimate(0.25, 0.2, 0.3, "proportion"), "25.00 (20.00～30.00)", "25.0 (20.0 to 30.0)"),
        (Estimate(-1.25, -2, -0.5, "mean"), "−1.25 (−2.00～−0.50)", "−1.25 (−2.00 to −0.50)"),
        (Statistic(44.975), "44.98", "44.98"),
        (Statistic(None), "—", "—"),
        (DegreesOfFreedom(2.0), "2", "2"),
        (PValue(0.0871), "0.087", ".09"),
        (Words(Text("否", "No")), "否", "No"),
        (Missing(Text("未调查", "Not surveyed")), "—", "—"),
        (Blank(), "", ""),
    ],
)
def test_cells(cell, zh, en):
    assert cell_text(cell, Edition("zh", CMJ_ZH)) == zh
    assert cell_text(cell, Edition("en", AMA)) == en


def test_numbers_of_numpy_are_printed_as_numbers():
    cell = CountPercent(np.int64(508), np.int64(986))
    assert cell_text(cell, Edition("zh", CMJ_ZH)) == "508 (51.52)"
    assert cell_text(Number(np.float64(2.675), 2), Edition("zh", CMJ_ZH)) == "2.68"
    assert cell_number(PValue(np.float64(0.5))) == 0.5


def test_language_and_style_are_chosen_apart():
    cell = Estimate(0.1038, -0.0121, 0.2197, "rd")
    assert cell_text(cell, Edition("en", CMJ_ZH)) == "10.38 (−1.21 to 21.97)"
    assert cell_text(cell, Edition("zh", AMA)) == "10.4 (−1.2～22.0)"


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (Count(3), 3),
        (Percent(0.51525), 51.525),
        (Number(1.25, 1), 1.25),
        (Statistic(9.36), 9.36),
        (DegreesOfFreedom(9.74), 9.74),
        (PValue(1e-9), 1e-9),
        (Number(math.inf), None),
        (Percent(NAN), None),
        (Count(None), None),
        (CountPercent(1, 2), None),
        (Words(Text.same("1")), None),
    ],
)
def test_the_number_in_a_cell_is_not_rounded(cell, number):
    assert cell_number(cell) == number


def test_equations_for_running_text():
    zh, en = Edition("zh", CMJ_ZH), Edition("en", AMA)
    assert equation("χ²", Statistic(9.364), zh) == "χ²=9.36"
    assert equation("P", PValue(0.999), en) == "P\xa0>\xa0.99"
    assert equation("P", PValue(None), zh) == "P=—"


@pytest.mark.parametrize(
    ("text", "italic"),
    [
        ("P", ["P"]),
        ("P 值", ["P"]),
        ("P values are", ["P"]),
        ("χ²值", ["χ"]),
        ("n(%)", ["n"]),
        ("率 [n (%)]", ["n"]),
        ("与P<0.001，t = 2.1", ["P", "t"]),
        ("对照组 n=986", ["n"]),
        ("Type P", []),
        ("PP=1", []),
        ("n & N", []),
        ("Plan n", []),
        ("<script>", []),
        ("", []),
    ],
)
def test_symbols_are_italic_where_the_context_shows_them(text, italic):
    runs = rich(text, CMJ_ZH)
    assert [run.text for run in runs if run.italic] == italic
    assert plain(runs) == text


def test_greek_letters_stay_upright_in_ama():
    assert not any(run.italic for run in rich("χ²", AMA))


def test_cleaning_leaves_one_printable_line():
    assert clean("a\r\nb\tc\u2028d") == "a b c d"
    assert clean("\x00\x0b\ud800\ufffe") == "\ufffd" * 4
    assert clean("é😀北\u00a0") == "é😀北\u00a0"
