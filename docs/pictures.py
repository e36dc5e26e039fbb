"""Make the pictures of the README again from the demo study: ``python docs/pictures.py``.

Figures are drawn by the package. Pages are those of the Word report as LibreOffice shows them, with
Liberation Serif or Times New Roman, else lines break elsewhere. Without LibreOffice and poppler the
pages are left as they are, and that is said.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

import migrant_rh as mr
from migrant_rh.rendering.figures import figures_of, picture

HERE = Path(__file__).resolve().parent / "pictures"
DRAWN = ("rates.certificate", "forest.main")
PAGES = {
    "table4": {"zh": r"表\s*4\s", "en": r"Table 4\."},
    "figure2": {"zh": r"图\s*2\s", "en": r"Figure 2\."},
}
"""What stands in front of the caption on a page to be shown."""
COLOURS = 48


def main() -> None:
    """Write figures and pages in both languages."""
    run = mr.analyze(mr.demo_study())
    with tempfile.TemporaryDirectory() as folder:
        run.write(folder)
        for language in ("zh", "en"):
            figures = figures_of(run.results, language)
            for name in DRAWN:
                (HERE / f"{name}.{language}.png").write_bytes(picture(figures[name]).png)
            word_pages(Path(folder), language)


def word_pages(folder: Path, language: str) -> None:
    """Take pictures of some pages of the Word report."""
    if not present("soffice", "pdftoppm", "pdftotext"):
        return
    report = f"report.{language}"
    did(
        "soffice",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        folder,
        folder / f"{report}.docx",
    )
    pages = did("pdftotext", "-layout", folder / f"{report}.pdf", "-").split("\f")
    for name, words in PAGES.items():
        caption = re.compile(rf"^\s*{words[language]}.*$", re.MULTILINE)
        place = str(1 + next(n for n, text in enumerate(pages) if caption.search(text)))
        at = ("-f", place, "-l", place, "-r", "110", "-png", "-singlefile")
        did("pdftoppm", *at, folder / f"{report}.pdf", folder / "page")
        keep(Image.open(folder / "page.png"), f"word.{name}.{language}")


def present(*programs: str) -> bool:
    """Whether programs are there; say which are not."""
    absent = [name for name in programs if shutil.which(name) is None]
    if absent:
        sys.stderr.write(f"left as it is: a picture that needs {', '.join(absent)}\n")
    return not absent


def did(*command: object) -> str:
    """Run a program and give what it prints."""
    said = subprocess.run(  # noqa: S603  (programs named above)
        [str(word) for word in command], check=True, capture_output=True, text=True
    )
    return said.stdout


def keep(page: Image.Image, name: str) -> None:
    """Store a picture with few colours, as text needs no more."""
    stored = io.BytesIO()
    page.convert("RGB").quantize(COLOURS).save(stored, "png", optimize=True)
    (HERE / f"{name}.png").write_bytes(stored.getvalue())


if __name__ == "__main__":
    main()
