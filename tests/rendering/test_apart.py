"""Workbook and figures of a language, made here or by a second process."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

import migrant_rh as mr
from migrant_rh.rendering import apart
from migrant_rh.rendering.apart import Apart, prepared, ready
from migrant_rh.results.store import as_json
from migrant_rh.run import Run


@pytest.fixture(scope="module")
def run() -> Run:
    return mr.analyze(mr.demo_study())


@pytest.fixture(params=[2])
def processors(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(apart, "_processors", lambda: request.param)
    return int(request.param)


@pytest.fixture
def stored(tmp_path: Path, run: Run) -> Path:
    """A folder with the rows and the provenance."""
    folder = tmp_path / "there"
    folder.mkdir()
    (folder / "results.json").write_text(as_json(run.results), encoding="utf-8", newline="")
    told = json.dumps(run.provenance, ensure_ascii=False)
    (folder / "provenance.json").write_text(told, encoding="utf-8")
    return folder


def begun(run: Run, folder: Path) -> Apart:
    return Apart.begin(run.results, run.provenance, "en", folder)


def contents(place: Path) -> dict[str, bytes]:
    made = (path for path in place.rglob("*") if path.suffix in {".svg", ".png", ".pdf", ".xlsx"})
    return {str(path.relative_to(place)): path.read_bytes() for path in made}


@pytest.mark.usefixtures("processors")
def test_a_second_process_makes_the_same_bytes(tmp_path: Path, stored: Path, run: Run) -> None:
    here = tmp_path / "here"
    here.mkdir()
    other = begun(run, stored)
    assert other.process is not None
    assert other.pictures() == prepared(run.results, run.provenance, "en", here)
    assert other.process.returncode == 0
    assert contents(stored) == contents(here)
    assert "tables.en.xlsx" in contents(here)


@pytest.mark.parametrize("processors", [1], indirect=True)
@pytest.mark.usefixtures("processors")
def test_on_one_processor_the_work_is_done_here(stored: Path, run: Run) -> None:
    with ready():
        other = begun(run, stored)
    assert other.process is None
    assert other.pictures()


@pytest.mark.usefixtures("processors")
def test_a_process_started_before_is_taken_and_does_the_work(stored: Path, run: Run) -> None:
    with ready():
        (waiting,) = apart._WAITING
        other = begun(run, stored)
        assert other.process is waiting
        assert apart._WAITING == []
        assert other.pictures()
        assert waiting.returncode == 0


@pytest.mark.usefixtures("processors")
def test_a_process_that_nobody_needed_is_stopped() -> None:
    with ready():
        (waiting,) = apart._WAITING
        assert waiting.poll() is None
    assert waiting.returncode is not None
    assert apart._WAITING == []


@pytest.mark.usefixtures("processors")
@pytest.mark.parametrize("python", ["no such program", sys.executable])
def test_a_process_that_fails_is_done_without(
    stored: Path, run: Run, monkeypatch: pytest.MonkeyPatch, python: str
) -> None:
    monkeypatch.setattr(apart.sys, "executable", python)
    (stored / "results.json").write_text("damaged", encoding="utf-8")
    pictures = begun(run, stored).pictures()
    assert len(pictures) * 3 + 1 == len(contents(stored)) > 1


@pytest.mark.usefixtures("processors")
def test_a_process_that_is_gone_is_done_without(stored: Path, run: Run) -> None:
    with ready():
        apart._WAITING[0].kill()
        apart._WAITING[0].wait()
        assert begun(run, stored).pictures()


@pytest.mark.usefixtures("processors")
def test_a_process_nobody_waits_for_is_stopped(stored: Path, run: Run) -> None:
    other = begun(run, stored)
    other.end()
    assert other.process is not None
    assert other.process.returncode is not None
