"""Numbers of tables and figures, and what a report refuses."""

import dataclasses

import pytest

from migrant_rh.rendering.document import (
    Document,
    FigureBlock,
    Heading,
    Picture,
    TableBlock,
    caption,
)
from migrant_rh.words import Text


def test_tables_and_figures_are_counted_apart_in_reading_order(report):
    labels = report.labels
    assert [labels[name].en for name in ("baseline", "rates", "hostile <&>", "rates-figure")] == [
        "Table 1",
        "Table 2",
        "Table 3",
        "Figure 1",
    ]
    assert report.label("rates").zh == "表2"


def test_a_caption_in_both_languages():
    label, title = Text("表1", "Table 1"), Text("{基线} 100%", "{Baseline} 100%")
    assert caption(label, title) == Text("表1　{基线} 100%", "Table 1. {Baseline} 100%")


def test_one_id_names_one_table_or_figure(rates, picture):
    figure = FigureBlock("rates", Text.same(""), Text.same(""), {"en": picture})
    with pytest.raises(ValueError, match="rates"):
        Document(Text.same(""), (TableBlock(rates), figure))


@pytest.mark.parametrize("level", [0, 6])
def test_headings_have_five_levels(level):
    with pytest.raises(ValueError, match=str(level)):
        Heading(level, Text.same(""))


def test_a_figure_must_be_drawn_in_the_language(picture):
    figure = FigureBlock("f", Text.same(""), Text.same(""), {"en": picture})
    assert figure.picture("en") is picture
    with pytest.raises(ValueError, match="'zh'"):
        figure.picture("zh")


def test_a_picture_has_a_width(picture):
    with pytest.raises(ValueError, match="0 cm"):
        dataclasses.replace(picture, width_cm=0)
    assert len(repr(picture)) < 40
    assert isinstance(picture, Picture)
