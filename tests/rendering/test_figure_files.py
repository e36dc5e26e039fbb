"""Figures as files, drawn here or by a second process."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import migrant_rh as mr
from migrant_rh.rendering.figures import files
from migrant_rh.rendering.figures.files import Apart, draw
from migrant_rh.results.rows import Results
from migrant_rh.results.store import as_json


@pytest.fixture(scope="module")
def demo_results() -> Results:
    return mr.analyze(mr.demo_study()).results


@pytest.fixture
def stored(tmp_path: Path, demo_results: Results) -> Path:
    path = tmp_path / "results.json"
    path.write_text(as_json(demo_results), encoding="utf-8", newline="")
    return path


def folder(tmp_path: Path, name: str) -> Path:
    made = tmp_path / name
    made.mkdir()
    return made


def contents(place: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in place.iterdir()}


def test_a_second_process_draws_the_same_bytes(
    tmp_path: Path, stored: Path, demo_results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_processors", lambda: 2)
    here, there = folder(tmp_path, "here"), folder(tmp_path, "there")
    begun = Apart.begin(demo_results, stored, "en", there)
    assert begun.process is not None
    assert begun.pictures() == draw(demo_results, "en", here)
    assert begun.process.returncode == 0
    assert contents(there) == contents(here)


def test_on_one_processor_figures_are_drawn_here(
    tmp_path: Path, stored: Path, demo_results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_processors", lambda: 1)
    begun = Apart.begin(demo_results, stored, "en", folder(tmp_path, "there"))
    assert begun.process is None
    assert begun.pictures()


@pytest.mark.parametrize("python", ["no such program", sys.executable])
def test_a_process_that_fails_is_done_without(
    tmp_path: Path,
    stored: Path,
    demo_results: Results,
    monkeypatch: pytest.MonkeyPatch,
    python: str,
) -> None:
    monkeypatch.setattr(files, "_processors", lambda: 2)
    monkeypatch.setattr(files.sys, "executable", python)
    stored.write_text("damaged", encoding="utf-8")
    there = folder(tmp_path, "there")
    begun = Apart.begin(demo_results, stored, "en", there)
    assert len(begun.pictures()) * 3 == len(contents(there)) > 0


def test_a_process_nobody_waits_for_is_stopped(
    tmp_path: Path, stored: Path, demo_results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_processors", lambda: 2)
    begun = Apart.begin(demo_results, stored, "en", folder(tmp_path, "there"))
    begun.end()
    assert begun.process is not None
    assert begun.process.returncode is not None
