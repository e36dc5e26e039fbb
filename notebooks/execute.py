"""Execute the notebooks of this folder in place: ``python notebooks/execute.py``.

The tests execute them too, and hold what comes out against what is stored.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent
LONGEST = 300
"""Seconds a cell may take."""


def executed(path: Path) -> nbformat.NotebookNode:
    """Execute a notebook in this folder; times and machine leave no trace in it."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=LONGEST, record_timing=False)
    client.execute(cwd=str(HERE))
    notebook.metadata.language_info = {"name": "python"}
    return notebook


def main() -> None:
    """Execute all of them."""
    for path in sorted(HERE.glob("*.ipynb")):
        nbformat.write(executed(path), path)


if __name__ == "__main__":
    main()
