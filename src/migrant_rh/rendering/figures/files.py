"""Figures as files; those of a second language drawn by a process of their own.

Drawing is most of the work of writing a report, and the languages do not need each other. The
second process is given the stored rows and a folder, and answers with the widths of its figures; if
it cannot be had or does not answer, this process draws them too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from migrant_rh.rendering.document import Picture
from migrant_rh.rendering.figures import figures_of, picture, portable
from migrant_rh.results.rows import Results
from migrant_rh.results.store import load_results
from migrant_rh.words import Language

LONGEST_SECONDS = 120
"""After that a second process is given up."""

_ROOT = Path(__file__).resolve().parents[3]
"""Where this package is imported from."""


def draw(results: Results, language: Language, folder: Path) -> dict[str, Picture]:
    """Draw every figure in one language, and write it as SVG, PNG and PDF."""
    pictures = {}
    for name, figure in figures_of(results, language).items():
        pictures[name] = drawn = picture(figure)
        svg, png, pdf = _files(folder, name, language)
        svg.write_bytes(drawn.svg)
        png.write_bytes(drawn.png)
        pdf.write_bytes(portable(figure))
    return pictures


def _files(folder: Path, name: str, language: str) -> tuple[Path, Path, Path]:
    """Files of a figure."""
    svg, png, pdf = (folder / f"{name}.{language}.{kind}" for kind in ("svg", "png", "pdf"))
    return svg, png, pdf


@dataclass(frozen=True)
class Apart:
    """Figures of one language on their way in another process.

    Attributes
    ----------
    results : Results
        Rows and words.
    language : {"zh", "en"}
        Language of the labels.
    folder : Path
        Where the figures go.
    process : Popen or None
        The other process; None draws them here.
    """

    results: Results
    language: Language
    folder: Path
    process: subprocess.Popen[bytes] | None

    @classmethod
    def begin(cls, results: Results, stored: Path, language: Language, folder: Path) -> Apart:
        """Start drawing from the rows stored in a file, if the machine has a processor free."""
        if _processors() == 1:
            return cls(results, language, folder, None)
        paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        try:
            process = subprocess.Popen(  # noqa: S603  (this Python and this module)
                [sys.executable, "-m", __name__, stored, language, folder],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            )
        except OSError:
            process = None
        return cls(results, language, folder, process)

    def pictures(self) -> dict[str, Picture]:
        """Wait for the figures; draw them here where they did not come."""
        widths = None if self.process is None else _answer(self.process)
        if widths is None:
            return draw(self.results, self.language, self.folder)
        return {name: self._picture(name, width) for name, width in widths.items()}

    def end(self) -> None:
        """Stop the other process where nobody waits for it any more."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()

    def _picture(self, name: str, width: float) -> Picture:
        """A figure that the other process drew."""
        svg, png, _ = _files(self.folder, name, self.language)
        return Picture(svg.read_bytes(), png.read_bytes(), width)


def _processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _answer(process: subprocess.Popen[bytes]) -> dict[str, float] | None:
    """Widths of the figures in cm, in their order, if all is well."""
    try:
        said, _ = process.communicate(timeout=LONGEST_SECONDS)
        return dict(json.loads(said)) if process.returncode == 0 else None
    except (subprocess.TimeoutExpired, ValueError, OSError):
        process.kill()
        return None


if __name__ == "__main__":
    rows, spoken, place = sys.argv[1:]
    pictures = draw(load_results(rows), spoken, Path(place))  # type: ignore[arg-type]
    sys.stdout.write(json.dumps([(name, drawn.width_cm) for name, drawn in pictures.items()]))
