"""The command line: results on standard output, the rest on standard error, three exit codes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from migrant_rh.cli import main
from migrant_rh.cli.console import users_language
from migrant_rh.demo import demo_folder

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "respiratory"


def called(*arguments, language="en_GB.UTF-8"):
    runner = CliRunner(env={"LC_ALL": language, "LANG": language})
    return runner.invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def example(tmp_path):
    return Path(shutil.copytree(EXAMPLE, tmp_path / "example"))


def test_analyze_prints_the_result_and_says_where_the_report_is(example, tmp_path):
    out = tmp_path / "out"
    result = called("analyze", example / "study.yaml", "--out", out)
    assert result.exit_code == 0
    assert "20.4 (0.1 to 40.6)" in result.stdout
    assert "Good respiratory status" in result.stdout
    assert f"{out}/report.en.html" in result.stderr
    assert "report" not in result.stdout
    written = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    for language in ("zh", "en"):
        assert {
            f"report.{language}.html",
            f"report.{language}.docx",
            f"tables.{language}.xlsx",
        } <= written
        assert f"figures/forest.main.{language}.png" in written
    assert {"results.csv", "results.json", "provenance.json"} <= written


def test_one_language_and_quiet(example, tmp_path):
    result = called(
        "analyze", example / "study.yaml", "--out", tmp_path / "out", "--lang", "zh", "--quiet"
    )
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "呼吸状况良好" in result.stdout
    assert not list((tmp_path / "out").glob("*.en.*"))


def test_a_missing_study_file_is_one_message_and_a_usage_error(tmp_path):
    result = called("analyze", tmp_path / "nothing.yaml", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "There is no such study file" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "out").exists()


def test_an_empty_study_file(tmp_path):
    (tmp_path / "study.yaml").write_text("", encoding="utf-8")
    result = called("analyze", tmp_path / "study.yaml", "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.strip() == "study.yaml: The study file is empty."


def test_three_mistakes_are_three_messages_in_the_users_language(example, tmp_path):
    path = example / "study.yaml"
    text = path.read_text(encoding="utf-8").replace("allocation: randomised", "allocation: random")
    text = text.replace("control: placebo", "control: plazebo").replace(
        "adjust: [sex, age]", "adjust: [sex, agee]"
    )
    path.write_text(text, encoding="utf-8")
    for language, word in (("en_GB.UTF-8", "Did you mean"), ("zh_CN.UTF-8", "是否想写")):
        result = called("analyze", path, "--out", tmp_path / "out", language=language)
        assert result.exit_code == 2
        assert result.stderr.count("^") == 3
        assert result.stderr.count(word) == 3
    assert not (tmp_path / "out").exists()


def test_findings_that_stop_exit_with_one_and_write_only_the_list_asked_for(tmp_path):
    folder = tmp_path / "demo"
    assert called("demo", folder).exit_code == 0
    path = folder / "study.yaml"
    text = path.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if "adjudicated:" in line)
    path.write_text(text.replace(line + "\n", ""), encoding="utf-8")
    listed = tmp_path / "findings.csv"
    result = called("analyze", path, "--out", tmp_path / "out", "--findings", listed)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "differ in 454 values (430 records)" in result.stderr
    assert "data.waves.baseline.adjudicated" in result.stderr
    assert not (tmp_path / "out").exists()
    lines = listed.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("file,record,id,variable,rule,value,severity,message")
    assert sum("double_entry.differs" in each for each in lines) == 454


def test_a_data_problem_exits_with_one(example, tmp_path):
    data = example / "respiratory.csv"
    data.write_text(data.read_text(encoding="utf-8").replace("good", "gut", 2), encoding="utf-8")
    result = called("analyze", example / "study.yaml", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "values without a meaning: gut" in result.stderr
    assert not (tmp_path / "out").exists()


def test_an_unwritable_folder_is_told(example, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = called("analyze", example / "study.yaml", "--out", tmp_path / "file" / "out")
    assert result.exit_code == 1
    assert "cannot write to" in result.stderr


def test_unknown_options_are_usage_errors():
    assert called("analyze", "--nothing").exit_code == 2
    assert called("analyse").exit_code == 2


def test_demo_copies_files_to_start_from_and_overwrites_nothing(tmp_path):
    folder = tmp_path / "demo"
    assert called("demo", folder).exit_code == 0
    names = {path.name for path in folder.iterdir()}
    assert names == {path.name for path in demo_folder().iterdir()} - {"expected.json"}
    again = called("demo", folder)
    assert again.exit_code == 1
    assert "study.yaml" in again.stderr


def test_schema_prints_what_editors_read():
    schema = json.loads(called("schema").stdout)
    assert schema["title"] == "migrant-rh study file"


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_messages_are_in_the_language_of_the_environment(monkeypatch, variables, language):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert users_language() == language
    assert users_language(("zh",)) == "zh"


def spawned(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "migrant_rh.cli", *map(str, arguments)],
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from migrant_rh.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'pandas', 'numpy', 'scipy', 'statsmodels', 'matplotlib', 'pydantic', 'docx'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip().endswith("[]")


def test_a_gbk_console_does_not_die_on_signs_it_lacks(example, tmp_path):
    result = spawned(
        "analyze",
        example / "study.yaml",
        "--out",
        tmp_path / "out",
        PYTHONIOENCODING="gbk",
        LANG="zh_CN.GBK",
    )
    assert result.returncode == 0
    assert "呼吸状况良好" in result.stdout.decode("gbk")


def test_the_same_input_gives_the_same_bytes(example, tmp_path):
    folders = [tmp_path / name for name in ("one", "two")]
    for folder, threads in zip(folders, ("1", "2"), strict=True):
        result = spawned("analyze", example / "study.yaml", "--out", folder, PYTHONHASHSEED=threads)
        assert result.returncode == 0, result.stderr.decode()
    names = sorted(path.relative_to(folders[0]) for path in folders[0].rglob("*") if path.is_file())
    assert len(names) > 10
    for name in names:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes(), name


def test_an_interrupted_run_leaves_the_old_report(example, tmp_path, monkeypatch):
    out = tmp_path / "out"
    assert called("analyze", example / "study.yaml", "--out", out).exit_code == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}

    def broken(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("migrant_rh.rendering.writers.excel.write", broken)
    result = called("analyze", example / "study.yaml", "--out", out)
    assert result.exit_code == 1
    assert "No space left" in result.stderr
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
