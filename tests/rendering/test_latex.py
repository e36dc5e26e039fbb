"""LaTeX: nothing in a text has a meaning of its own, and the whole compiles where a compiler is."""

import dataclasses
import re
import shutil
import subprocess

import pytest

from migrant_rh.rendering.document import (
    Document,
    FigureBlock,
    Heading,
    Paragraph,
    TableBlock,
    refer_to,
)
from migrant_rh.rendering.style import AMA, NEJM, Edition
from migrant_rh.rendering.writers.latex import PREAMBLE, document_latex, table_latex
from migrant_rh.rendering.writers.tex import escaped, has_chinese
from migrant_rh.words import Text

XELATEX = shutil.which("xelatex")
PDFTOTEXT = shutil.which("pdftotext")


def has_package(name):
    found = subprocess.run(["kpsewhich", f"{name}.sty"], capture_output=True, check=False)
    return found.returncode == 0


def compiler_is_here():
    return bool(XELATEX) and all(map(has_package, (*PREAMBLE, "ctex", "geometry")))


def compiled(source, folder):
    """Compile twice, for references, and give the log."""
    (folder / "report.tex").write_text(source, encoding="utf-8")
    for _ in range(2):
        done = subprocess.run(
            [XELATEX, "-interaction=nonstopmode", "-halt-on-error", "report.tex"],
            cwd=folder, capture_output=True, text=True, errors="replace", check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-2000:]
    return (folder / "report.log").read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize("character", list("\\{}$&#_%~^"))
def test_characters_that_mean_something_are_escaped(character):
    said = escaped(character)
    assert said != character
    assert re.fullmatch(r"\\[{}$&#_%]|\\text[a-z]+\{\}", said)


def test_three_rules_and_rules_under_spanners(rates, zh):
    text = table_latex(rates, zh)
    assert text.count(r"\toprule") == 2  # first head and the heads that follow
    assert text.count(r"\bottomrule") == 1  # at the foot of a page that is not the last
    assert text.count(r"\hrule height\heavyrulewidth\nobreak") == 1  # above the notes
    assert re.findall(r"\\cmidrule\(lr\)\{(\d-\d)\}", text)[:2] == ["2-3", "4-5"]
    assert r"\endfirsthead" in text
    assert r"\endlastfoot" in text


def test_every_row_has_as_many_columns(rates, hostile, en):
    for table in (rates, hostile):
        body = table_latex(table, en).partition(r"\endlastfoot")[2].partition(r"\end{longtable}")[0]
        for line in body.strip().splitlines():
            cells = len(re.findall(r"(?<!\\)&", line)) + 1
            over = line.startswith((r"\multicolumn", r"\noalign"))
            assert over or cells == len(table.leaves) + 1


def test_the_notes_stay_below_the_last_rows(rates, en):
    """A star forbids the page to end there."""
    body = table_latex(rates, en).partition(r"\endlastfoot")[2].partition(r"\end{longtable}")[0]
    lines = body.strip().splitlines()
    rule = next(place for place, line in enumerate(lines) if line.startswith(r"\noalign"))
    assert len(lines) > rule + 1
    assert all(
        line.endswith(r"\tabularnewline*") for line in [*lines[:rule], *lines[rule + 1 : -1]]
    )
    assert lines[-1].endswith(r"\tabularnewline")


def test_without_notes_the_rule_is_the_last(wide, en):
    lines = table_latex(dataclasses.replace(wide, notes=()), en).splitlines()
    assert lines[lines.index(r"\end{longtable}") - 1] == r"\bottomrule"


def test_shares_of_the_line_add_up(rates, wide, en):
    for table in (rates, wide):
        shares = re.findall(r"dimexpr([\d.]+)\\linewidth", table_latex(table, en))
        assert sum(map(float, shares)) == pytest.approx(1, abs=1e-4)


def test_wide_tables_turn_the_page(rates, wide, en):
    assert r"\begin{landscape}" in table_latex(wide, en)
    assert r"\begin{landscape}" not in table_latex(rates, en)


def test_hostile_text_stays_text(hostile, en):
    text = table_latex(hostile, en)
    assert "<script>" not in text
    assert r"100\% \{brace\} \textbackslash{}back\textbackslash{}" in text
    assert r"under\_score" in text


def test_references_are_counted_by_latex(rates, en):
    sentence = Paragraph(_see("rates"))
    text = document_latex(Document(Text.same("T"), (sentence, TableBlock(rates))), en)
    assert r"see Table \ref{tab:rates}" in text
    assert r"\label{tab:rates}" in text


def _see(name):
    place = refer_to(name)
    return Text(f"见{place.zh}", f"see {place.en}")


def rooms(*blocks):
    """Centimetres asked for before each heading that asks."""
    text = document_latex(Document(Text.same("T"), blocks), Edition("en", AMA))
    return [float(room) for room in re.findall(r"<([\d.]+)cm\\newpage", text)]


def test_headings_ask_for_the_room_of_what_they_stand_over(rates, picture):
    figure = FigureBlock("f", Text.same("F"), Text.same("drawn"), {"en": picture})
    low, high = Heading(1, Text.same("low")), Heading(2, Text.same("high"))
    (over_words,) = rooms(low, Paragraph(Text.same("words")))
    (over_figure,) = rooms(low, figure)
    (over_table,) = rooms(low, TableBlock(rates))
    (two,) = rooms(low, high, figure)
    assert over_figure > picture.height_cm > over_words
    assert two > over_figure
    assert over_table > over_words
    assert len(rooms(low, figure, high)) == 2


def test_no_heading_asks_for_more_than_a_page(rates, picture):
    tall = dataclasses.replace(picture, height_cm=40.0)
    figure = FigureBlock("f", Text.same("F"), Text.same("drawn"), {"en": tall})
    assert rooms(Heading(1, Text.same("H")), figure) == [24.0]


def test_a_low_figure_is_turned_with_the_tables_around_it(wide, picture, en):
    figure = FigureBlock("f", Text.same("F"), Text.same("drawn"), {"en": picture})
    tables = (TableBlock(dataclasses.replace(wide, id=name)) for name in ("before", "after"))
    before, after = tables
    text = document_latex(Document(Text.same("T"), (before, figure, after)), en)
    assert text.count(r"\begin{landscape}") == 1


def test_chinese_asks_for_its_font_and_english_does_not(rates, zh, en):
    document = Document(Text("报告", "Report"), (TableBlock(rates),))
    assert "ctex" in document_latex(document, zh)
    assert "ctex" not in document_latex(document, en)
    assert has_chinese("～")
    assert not has_chinese("χ² − ±")


def test_a_second_document_is_the_same(report, zh):
    assert document_latex(report, zh) == document_latex(report, zh)


@pytest.mark.skipif(not compiler_is_here(), reason="no XeLaTeX with ctex here")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_report_compiles(report, language, request, tmp_path):
    edition = request.getfixturevalue(language)
    blocks = [block for block in report.blocks if not isinstance(block, FigureBlock)]
    document = dataclasses.replace(report, blocks=(*blocks, Paragraph(_see("rates"))))
    log = compiled(document_latex(document, edition), tmp_path)
    assert "undefined references" not in log
    wide = [float(width) for width in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]
    assert max(wide, default=0.0) < 15  # half a centimetre, into the margin


@pytest.mark.skipif(not (compiler_is_here() and PDFTOTEXT), reason="no XeLaTeX or pdftotext here")
def test_hostile_text_is_read_as_it_was_written(hostile, tmp_path):
    edition = Edition("en", NEJM)
    compiled(document_latex(Document(Text.same("T"), (TableBlock(hostile),)), edition), tmp_path)
    pdf = str(tmp_path / "report.pdf")
    done = subprocess.run([PDFTOTEXT, "-layout", pdf, "-"], capture_output=True, check=True)
    said = done.stdout.decode("utf-8")
    for text in (
        "<script>alert(1)</script>",
        "=1+1",
        "under_score *star*",
        "100% {brace}",
        "a & b",
    ):
        assert text in said
