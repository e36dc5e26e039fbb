"""Every notebook runs from the first cell to the last, and prints what is stored in it."""

import importlib.util
import re
from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
PATHS = sorted(FOLDER.glob("*.ipynb"))
KERNEL_SAYS = "ignore:.*(zmq|event loop|Kernel|kernel).*"


@pytest.fixture(scope="module")
def execute():
    spec = importlib.util.spec_from_file_location("execute", FOLDER / "execute.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.executed


def printed(notebook):
    """Text of every output, by cell; pictures depend on the fonts of the machine."""
    return {
        cell["id"]: [
            output.get("data", {}).get("text/plain", output.get("text", ""))
            for output in cell["outputs"]
        ]
        for cell in notebook.cells
        if cell.cell_type == "code"
    }


def test_there_are_notebooks():
    assert PATHS


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings(KERNEL_SAYS)
def test_what_is_printed_is_what_is_stored(execute, path):
    stored = printed(nbformat.read(path, as_version=4))
    assert any(stored.values())
    assert printed(execute(path)) == stored


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_nothing_of_the_machine_is_stored(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"/(home|root|work|Users|tmp)/", text)
    assert "Traceback" not in text
