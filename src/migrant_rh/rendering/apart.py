"""What one language needs that the others do not, each language in a process of its own.

Drawing is most of the work of writing a report, and the languages do not need each other. A second
process is given the folder that holds the stored rows, makes workbook and figures of its language
there, and answers with the widths of the figures. If it cannot be had or does not answer, this
process makes them too. It may be started before there are rows, to load what it needs meanwhile.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrant_rh.rendering.document import Picture, TableBlock
from migrant_rh.rendering.figures import figure_names
from migrant_rh.rendering.figures.files import draw, files_of
from migrant_rh.rendering.report import report
from migrant_rh.rendering.style import STYLES, Edition
from migrant_rh.rendering.tables import tables_of
from migrant_rh.rendering.writers import excel
from migrant_rh.results.rows import Results
from migrant_rh.results.store import load_provenance, load_results
from migrant_rh.words import Language

FIGURES = "figures"
LONGEST_SECONDS = 120
"""After that a second process is given up."""

_ROOT = Path(__file__).resolve().parents[2]
"""Where this package is imported from."""

_WAITING: list[subprocess.Popen[bytes]] = []
"""Processes started before there was anything to do for them."""


def prepared(
    results: Results, provenance: Mapping[str, Any], language: Language, folder: Path
) -> dict[str, Picture]:
    """Write workbook and figures of one language into a folder, and give the figures."""
    blank = dict.fromkeys((language,), Picture(b"", b"", 1))
    frames = dict.fromkeys(figure_names(results), blank)  # a workbook has no figures
    numbered = report(results, tables_of(results), frames, provenance)
    edition = Edition(language, STYLES[results.vocabulary.facts["style"]])
    tables = [block.table for block in numbered.blocks if isinstance(block, TableBlock)]
    excel.write(tables, edition, folder / f"tables.{language}.xlsx", notice=numbered.notice)
    (folder / FIGURES).mkdir(exist_ok=True)
    return draw(results, language, folder / FIGURES)


@contextmanager
def ready() -> Iterator[None]:
    """Have a process load what it will need, where the machine has a processor free."""
    started = _started() if _processors() > 1 else None
    if started is not None:
        _WAITING.append(started)
    try:
        yield
    finally:
        while _WAITING:
            _stop(_WAITING.pop())


@dataclass(frozen=True)
class Apart:
    """Workbook and figures of one language on their way in another process.

    Attributes
    ----------
    results : Results
        Rows and words.
    provenance : mapping
        Inputs, plan and versions.
    language : {"zh", "en"}
        Language of the labels.
    folder : Path
        Where the files go; the rows are stored there.
    process : Popen or None
        The other process; None does the work here.
    """

    results: Results
    provenance: Mapping[str, Any]
    language: Language
    folder: Path
    process: subprocess.Popen[bytes] | None

    @classmethod
    def begin(
        cls, results: Results, provenance: Mapping[str, Any], language: Language, folder: Path
    ) -> Apart:
        """Begin, from the rows and the provenance stored in the folder."""
        if _processors() == 1:
            return cls(results, provenance, language, folder, None)
        process = _WAITING.pop() if _WAITING else _started()
        if process is not None and process.stdin is not None:
            job = json.dumps([str(folder), language]) + "\n"
            try:
                process.stdin.write(job.encode())
                process.stdin.flush()
            except OSError:
                _stop(process)
                process = None
        return cls(results, provenance, language, folder, process)

    def pictures(self) -> dict[str, Picture]:
        """Wait for the figures; make them here where they did not come."""
        widths = None if self.process is None else _answer(self.process)
        if widths is None:
            return prepared(self.results, self.provenance, self.language, self.folder)
        return {name: self._picture(name, width) for name, width in widths.items()}

    def end(self) -> None:
        """Stop the other process where nobody waits for it any more."""
        if self.process is not None:
            _stop(self.process)

    def _picture(self, name: str, width: float) -> Picture:
        """A figure that the other process drew."""
        svg, png, _ = files_of(self.folder / FIGURES, name, self.language)
        return Picture(svg.read_bytes(), png.read_bytes(), width)


def _started() -> subprocess.Popen[bytes] | None:
    """Start a process that waits for its job; None where that cannot be."""
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    try:
        return subprocess.Popen(  # noqa: S603  (this Python and this module)
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
    except OSError:
        return None


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop a process, and wait until it is gone."""
    process.kill()
    process.communicate()


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
        _stop(process)
        return None


def _serve() -> None:
    """Load what drawing needs, wait for one job, and do it."""
    import migrant_rh.rendering.figures.balance  # noqa: PLC0415  (loads matplotlib)
    import migrant_rh.rendering.figures.dots  # noqa: F401, PLC0415

    asked = sys.stdin.readline()
    if not asked:
        return
    place, language = json.loads(asked)
    folder = Path(place)
    results = load_results(folder / "results.json")
    pictures = prepared(results, load_provenance(folder), language, folder)
    sys.stdout.write(json.dumps([(name, drawn.width_cm) for name, drawn in pictures.items()]))


if __name__ == "__main__":
    _serve()
