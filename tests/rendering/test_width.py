"""Room that text takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrant_rh.rendering.width import display_width, pad, wrap

TEXTS = st.text(alphabet="ab 北京，。（χ²−～😀e\u0301", max_size=60)


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("abc", 3),
        ("北京", 4),
        ("（～）", 6),
        ("χ²−—", 4),
        ("e\u0301", 1),
        ("😀", 2),
        ("ｎ", 2),
    ],
)
def test_chinese_and_full_width_characters_take_two_columns(text, width):
    assert display_width(text) == width


@given(TEXTS, st.integers(0, 40), st.sampled_from(["left", "center", "right"]))
def test_padding_fills_the_room(text, width, align):
    assert display_width(pad(text, width, align)) == max(width, display_width(text))


@given(TEXTS, st.integers(4, 40))
def test_wrapped_lines_fit_and_lose_nothing_but_blanks(text, width):
    lines = wrap(text, width)
    assert all(display_width(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_lines_break_between_words_and_beside_chinese_characters():
    assert wrap("household registration", 12) == ["household", "registration"]
    assert wrap("户口性质（农业）", 8) == ["户口性质", "（农业）"]


def test_closing_marks_do_not_begin_a_line():
    assert wrap("即终末调查。本研究", 10) == ["即终末调", "查。本研究"]
