"""A Word document of the user's own, given on the command line."""

import docx
from click.testing import CliRunner

from migrant_rh.cli import main


def test_a_template_that_cannot_be_used_is_told_before_anything_is_written(tmp_path):
    (tmp_path / "t.docx").write_bytes(b"no")
    command = [
        "analyze",
        "--out",
        str(tmp_path / "out"),
        "--word-template",
        str(tmp_path / "t.docx"),
    ]
    ended = CliRunner().invoke(main, [*command, "--lang", "en", "--quiet"])
    assert ended.exit_code == 1
    assert "not a Word document" in ended.stderr
    assert not (tmp_path / "out").exists()


def test_the_word_report_takes_the_styles(tmp_path):
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Journal"
    document.save(tmp_path / "t.docx")
    command = ["analyze", "--out", str(tmp_path), "--word-template", str(tmp_path / "t.docx")]
    ended = CliRunner().invoke(main, [*command, "--lang", "en", "--quiet"])
    assert ended.exit_code == 0, ended.stderr
    report = docx.Document(tmp_path / "report.en.docx")
    assert report.sections[0].header.paragraphs[0].text == "Journal"
