"""A Chinese font, or the reason why there is none."""

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

from migrant_rh.rendering.fonts import FAMILIES, LATIN, find_font, settings


def installed():
    return find_font("北京干预前后").font is not None


def test_without_a_family_there_is_no_font_but_a_remedy():
    search = find_font("北京", families=("No Such Family",))
    assert search.font is None
    assert "Noto Sans CJK SC" in search.reason.en
    assert "思源黑体" in search.reason.zh


def test_a_font_that_lacks_a_glyph_is_not_chosen_and_the_glyph_is_named():
    search = find_font("Aé北", families=(LATIN,))
    assert search.font is None
    assert ": 北." in search.reason.en


def test_what_the_latin_font_holds_need_not_be_in_the_chinese_one():
    search = find_font("χ² −1 Δ\n", families=(LATIN,))
    assert search.font.family == LATIN
    assert search.font.file.endswith("DejaVuSans.ttf")
    assert search.reason is None


@pytest.mark.skipif(not installed(), reason="this machine has no Chinese font")
def test_the_font_found_draws_chinese_without_a_missing_glyph(tmp_path):
    search = find_font("北京 χ²=−1.5")
    assert search.font.family in FAMILIES
    with mpl.rc_context(settings(search.font)):
        figure = Figure()
        figure.text(0.1, 0.5, "北京 χ²=−1.5")
        figure.savefig(tmp_path / "drawn.png")
    assert (tmp_path / "drawn.png").stat().st_size > 0


def test_settings_fall_back_to_the_latin_font():
    assert settings(None)["font.sans-serif"] == [LATIN]
    search = find_font("A", families=(LATIN,))
    assert settings(search.font)["font.sans-serif"][-1] == LATIN
