"""What the READMEs print is what the commands print; what they name exists."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import migrant_rh as mr
from migrant_rh.cli import main

ROOT = Path(__file__).resolve().parents[2]
READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh.md"}
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def blocks(path, kind):
    return [text for name, text in BLOCK.findall(path.read_text(encoding="utf-8")) if name == kind]


@pytest.fixture(scope="module")
def run(demo_run):
    return demo_run


@pytest.mark.parametrize("language", READMES)
def test_the_result_shown_is_what_the_command_prints(run, language):
    (shown,) = blocks(READMES[language], "text")
    assert shown.strip() in run.headline(language)


@pytest.mark.parametrize("language", READMES)
def test_the_two_commands_come_first(language):
    commands = blocks(READMES[language], "sh")[0].splitlines()
    assert [line.split("#")[0].strip() for line in commands] == ["./start demo", "./start test"]
    assert (ROOT / "start").stat().st_mode & 0o111


@pytest.mark.parametrize("language", READMES)
def test_every_command_named_exists(language):
    text = READMES[language].read_text(encoding="utf-8")
    named = set(re.findall(r"migrant-rh ([a-z]+)", "\n".join(blocks(READMES[language], "sh"))))
    assert named >= {"analyze", "demo", "schema"}
    assert all(CliRunner().invoke(main, [name, "--help"]).exit_code == 0 for name in named)
    assert set(re.findall(r"`mr\.(\w+)`", text)) <= set(mr.__all__)


@pytest.mark.parametrize(
    "path", [*READMES.values(), ROOT / "CONTRIBUTING.md"], ids=lambda path: path.name
)
def test_every_link_and_picture_is_there(path):
    links = re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


def test_both_languages_show_the_same_numbers():
    numbers = {
        language: re.findall(r"\d+\.\d+|\d{4}", blocks(path, "text")[0])
        for language, path in READMES.items()
    }
    assert numbers["en"] == numbers["zh"]
    assert len(numbers["en"]) > 24


def test_the_changelog_has_its_numbers_section():
    assert "### Numbers" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_name_of_the_shop_window_can_be_had():
    assert len([name for name in mr.__all__ if not name.startswith("_")]) <= 25
    assert all(getattr(mr, name) is not None for name in mr.__all__)


@pytest.mark.parametrize("language", READMES)
def test_the_lines_of_python_run(language, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (lines,) = blocks(READMES[language], "python")
    exec(compile(lines, READMES[language].name, "exec"), {})  # noqa: S102  (our own page)
    assert (tmp_path / "reports/demo/report.en.html").is_file()
