"""A table that shows itself, and writes itself to a file of any kind."""

import docx
import openpyxl
import pytest

from migrant_rh.errors import MigrantRHError
from migrant_rh.rendering.filing import ENDINGS
from migrant_rh.rendering.printed import PrintedTable
from migrant_rh.words import Text


@pytest.fixture
def shown(rates, zh):
    return PrintedTable(rates, zh, Text("模拟数据", "Synthetic data"))


def test_every_ending_gives_a_file_with_the_numbers(shown, tmp_path):
    for ending in ENDINGS:
        path = shown.write(tmp_path / f"rates{ending}")
        assert path.stat().st_size > 500
        if ending in {".html", ".tex", ".md", ".txt"}:
            text = path.read_text(encoding="utf-8")
            assert "508" in text
            assert "模拟数据" in text


def test_word_holds_the_table_and_its_caption_only(shown, tmp_path):
    document = docx.Document(shown.write(tmp_path / "rates.docx"))
    assert len(document.tables) == 1
    said = [p for p in document.paragraphs if "办证率" in "".join(p._p.xpath(".//w:t/text()"))]
    assert [p.style.name for p in said] == ["Caption"]


def test_excel_holds_numbers(shown, tmp_path):
    book = openpyxl.load_workbook(shown.write(tmp_path / "rates.xlsx"))
    cells = [cell.value for sheet in book for row in sheet for cell in row]
    assert any(isinstance(value, float) for value in cells)


def test_the_other_language_is_written_as_shown(shown, tmp_path):
    path = shown.to("en").write(tmp_path / "rates.TXT")
    assert path.read_text(encoding="utf-8").splitlines()[0] == "Certificates, n (%)"
    assert shown.to("en").to_latex() == shown.to("en").write(tmp_path / "r.tex").read_text()


def test_an_unknown_ending_is_told_with_those_known(shown, tmp_path):
    with pytest.raises(MigrantRHError, match=r"unknown ending, \.pdf") as caught:
        shown.write(tmp_path / "rates.pdf")
    assert all(ending in caught.value.to("zh") for ending in ENDINGS)


def test_a_folder_that_is_not_there_is_told(shown, tmp_path):
    with pytest.raises(MigrantRHError, match="cannot write"):
        shown.write(tmp_path / "none" / "rates.md")
