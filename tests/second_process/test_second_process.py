"""Work is done by a second process or here; what comes of it is the same."""

from __future__ import annotations

import operator
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from migrant_rh import second_process
from migrant_rh.rendering import publishing
from migrant_rh.rendering.writers.html_article import Article
from migrant_rh.run import Run
from migrant_rh.second_process import assisted, meanwhile


@pytest.fixture(autouse=True)
def processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two, whatever the machine has."""
    monkeypatch.setattr(second_process, "_processors", lambda: 2)


def process_of_work() -> int:
    return meanwhile(os.getpid).result


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_work_is_handed_over_and_comes_back() -> None:
    with assisted():
        first, here = meanwhile(os.getpid), os.getpid()
        assert first.result != here
        assert first.result == first.result == process_of_work()


def test_without_a_second_process_it_is_done_here() -> None:
    assert process_of_work() == os.getpid()


def test_on_one_processor_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_process, "_processors", lambda: 1)
    with assisted():
        assert process_of_work() == os.getpid()


def test_who_is_busy_is_given_nothing_more() -> None:
    with assisted():
        first, second = meanwhile(os.getpid), meanwhile(os.getpid)
        assert second.result == os.getpid() != first.result


def test_blocks_within_share_the_process() -> None:
    with assisted():
        outer = process_of_work()
        with assisted():
            assert process_of_work() == outer
        assert process_of_work() == outer


def test_nothing_is_left_after_the_block() -> None:
    with assisted():
        (process,) = second_process._FREE
        meanwhile(os.getpid)
        assert process.poll() is None
    assert process.returncode is not None
    assert process_of_work() == os.getpid()


def test_a_failure_is_met_here() -> None:
    with assisted():
        failing = meanwhile(operator.truediv, 1, 0)
        assert failing.process is not None
        with pytest.raises(ZeroDivisionError):
            failing.result  # noqa: B018  (asked for what it raises)
        assert process_of_work() == os.getpid()


def test_what_work_prints_is_no_answer() -> None:
    with assisted():
        printed = meanwhile(print, "not an answer")
        assert printed.result is None
        assert process_of_work() != os.getpid()


@pytest.mark.parametrize("python", ["no such program", "false", sys.executable])
def test_a_process_that_is_gone_is_done_without(
    monkeypatch: pytest.MonkeyPatch, python: str
) -> None:
    monkeypatch.setattr(second_process.sys, "executable", python)
    with assisted():
        for process in second_process._FREE:
            process.kill()
            process.wait()
        assert process_of_work() == os.getpid()


def test_modules_it_cannot_load_are_done_without() -> None:
    with assisted("no.such.module"):
        (process,) = second_process._FREE
        assert process.wait(timeout=60) != 0
        assert process_of_work() == os.getpid()


def test_modules_are_loaded_while_it_waits() -> None:
    with assisted("json", "wave"):
        for _ in range(600):
            if meanwhile(eval, "'wave' in __import__('sys').modules").result:
                break
            time.sleep(0.1)
        else:
            pytest.fail("the module was not loaded within a minute")


@pytest.fixture(scope="module")
def run(demo_run: Run) -> Run:
    return demo_run


ANALYSED = """
import migrant_rh as mr
from migrant_rh import second_process
from migrant_rh.second_process import assisted, meanwhile

second_process._processors = lambda: 2
alone = mr.analyze(mr.demo_study())
with assisted():
    both = mr.analyze(mr.demo_study())
    assert len(second_process._FREE) == 1, "the second process has failed"
assert both.panel.data.equals(alone.panel.data)
assert both.results.rows == alone.results.rows
print(len(both.results))
"""


def test_an_analysis_is_the_same_to_the_last_digit(run: Run) -> None:
    """In a process of its own, for sums over threads differ: both have one, as the command has."""
    one_thread = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    asked = [sys.executable, "-c", ANALYSED]
    said = subprocess.run(asked, env=one_thread, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert int(said.stdout) == len(run.results)


def test_files_are_the_same(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run.write(tmp_path / "two", languages=("zh", "en"))
    monkeypatch.setattr(second_process, "_processors", lambda: 1)
    run.write(tmp_path / "one", languages=("zh", "en"))
    assert contents(tmp_path / "two") == contents(tmp_path / "one")
    assert {"tables.en.xlsx", "report.zh.docx", "results.csv"} < set(contents(tmp_path / "one"))


def test_one_language_needs_no_second_process(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    monkeypatch.setattr(second_process, "_started", started.append)
    monkeypatch.setattr(
        publishing,
        "write_files",
        lambda _content, language, _to: Article(language, "", "", frozenset()),
    )
    run.write(tmp_path / "one", languages=("en",))
    assert started == []
    run.write(tmp_path / "two", languages=("zh", "en"))
    assert started == [()]
