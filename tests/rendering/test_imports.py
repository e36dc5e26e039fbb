"""Writers wait with heavy libraries until something is written."""

import subprocess
import sys

PROGRAM = """
import sys
from migrant_rh.rendering import cells, document, fonts, formatting, layout, style, table
from migrant_rh.rendering.writers import excel, html, markdown, text, word
heavy = {"docx", "lxml", "xlsxwriter", "matplotlib", "numpy", "pandas", "scipy", "pydantic"}
print(sorted(heavy & set(sys.modules)))
"""


def test_importing_the_writers_imports_no_heavy_library():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
