"""Drawings set into a page hold shapes and text, and nothing that acts or fetches."""

import io
import re

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

from migrant_rh.rendering.writers.svg import inline

HEAD = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


def drawn(inside: bytes) -> str:
    return inline(HEAD + inside + b"</svg>", prefix="f1-", alt='"A" & <b>')


@pytest.mark.parametrize(
    "inside",
    [
        b"<script>alert(1)</script>",
        b'<g onclick="alert(1)"/>',
        b'<g OnLoad="alert(1)"/>',
        b"<foreignObject><p/></foreignObject>",
        b'<a xlink:href="http://example.org"><path/></a>',
        b'<use xlink:href="http://example.org/x.svg#a"/>',
        b'<image href="http://example.org/a.png"/>',
        b'<image href="data:text/html;base64,AAAA"/>',
        b'<path style="fill: url(http://example.org/a)"/>',
        b"<path style=\"fill: url( 'http://example.org/a')\"/>",
        b'<path fill="javascript:alert(1)"/>',
        b"<style>p{color: red}</style>",
        b"<style>*{fill: url(http://example.org)}</style>",
        b"<style>@import 'http://example.org';</style>",
        b'<animate attributeName="href"/>',
    ],
)
def test_what_acts_or_fetches_is_refused(inside):
    with pytest.raises(ValueError, match="drawing"):
        drawn(inside)


@pytest.mark.parametrize(
    "svg",
    [
        b"",
        b"no markup",
        b"<html/>",
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
    ],
)
def test_what_is_no_plain_svg_is_refused(svg):
    with pytest.raises(ValueError, match="drawing"):
        inline(svg, prefix="", alt="")


def test_names_within_a_drawing_become_its_own():
    text = drawn(
        b'<defs><path id="m"/><clipPath id="c"/></defs><g clip-path="url(#c)">'
        b'<use xlink:href="#m" style="marker: url(\'#m\')"/></g>'
    )
    assert 'id="f1-m"' in text
    assert 'clip-path="url(#f1-c)"' in text
    assert 'href="#f1-m"' in text
    assert "url(#f1-m)" in text
    assert not re.search(r"[#\"]m\"", text)


def test_a_style_sheet_for_all_shapes_becomes_the_drawings_own():
    text = drawn(b"<defs><style>*{stroke-linejoin: round}</style></defs><path/>")
    assert "<style" not in text
    assert 'style="stroke-linejoin: round;"' in text


def test_the_drawing_says_what_it_shows():
    text = drawn(b"<text>a &lt; b</text>")
    assert 'role="img" aria-label="&quot;A&quot; &amp; &lt;b&gt;"' in text
    assert "<text>a &lt; b</text>" in text


def test_a_figure_of_matplotlib_passes():
    with mpl.rc_context({"svg.hashsalt": "s"}):
        figure = Figure()
        axes = figure.subplots()
        axes.plot([0, 1], [0, -1], marker="o", label="a")
        axes.imshow([[0, 1], [1, 0]])
        axes.legend()
        stream = io.BytesIO()
        figure.savefig(stream, format="svg", metadata={"Date": None})
    text = inline(stream.getvalue(), prefix="f1-", alt="Line")
    assert "http" not in text
    assert text.count("<svg") == 1
    assert set(re.findall(r'href="(.)', text)) <= {"#", "d"}
