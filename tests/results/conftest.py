"""One run of the example, written once."""

import shutil
from pathlib import Path

import pytest

from migrant_rh.run import analyze
from migrant_rh.study.file import load_study

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def example_run():
    return analyze(load_study(ROOT / "examples" / "respiratory" / "study.yaml"))


@pytest.fixture(scope="session")
def example_folder(example_run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    example_run.write(folder)
    return folder


@pytest.fixture
def copy(example_folder, tmp_path):
    return Path(shutil.copytree(example_folder, tmp_path / "copy"))
