"""Time and memory of the main job: ``python tests/speed/main_job.py [runs]``.

Each run is a process of its own; the operating system accounts for it. The statistics are timed
inside one more process, after a first run that loads what is loaded lazily. Not a timed test:
machines differ. Results are kept in this folder with their date.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STATISTICS = """
import time
import migrant_rh as mr
from migrant_rh.analysis.planned import planned_rows
from migrant_rh.inputs import survey
study = mr.demo_study()
say = lambda step: None
files = survey(study, say)
panel = mr.build_panel(study, files.waves, files.roster)
list(planned_rows(panel, say))
began = time.perf_counter()
list(planned_rows(panel, say))
print(time.perf_counter() - began)
"""


FORBIDDEN = "PYTHONDONTWRITEBYTECODE"
KEPT = {name: value for name, value in os.environ.items() if name != FORBIDDEN}
"""Surroundings in which Python keeps what it has compiled, as it does of what is installed."""


def measured(arguments: list[str]) -> tuple[float, float]:
    """Wall seconds and peak megabytes of one process."""
    began = time.perf_counter()
    quiet = subprocess.DEVNULL
    child = subprocess.Popen(arguments, env=KEPT, stdout=quiet, stderr=quiet)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{arguments} ended with {child.returncode}")
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def told(name: str, values: list[float], unit: str) -> str:
    """Smallest, median and largest of some figures."""
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{name:<42} min {low:7.2f}  median {middle:7.2f}  max {high:7.2f} {unit}"


def main() -> None:
    """Run and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    program = [sys.executable, "-m", "migrant_rh.cli"]
    with tempfile.TemporaryDirectory() as folder:
        job = [
            *program,
            "analyze",
            "--lang",
            "zh",
            "--lang",
            "en",
            "--out",
            str(Path(folder, "out")),
        ]
        measured(job)
        whole = [measured(job) for _ in range(runs)]
    help_ = [measured([*program, "--help"])[0] for _ in range(runs)]
    inside = [
        float(
            subprocess.run(
                [sys.executable, "-c", STATISTICS],
                env={**KEPT, "OPENBLAS_NUM_THREADS": "1"},
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
        for _ in range(runs)
    ]
    python = f"{platform.python_implementation()} {platform.python_version()}"
    print(f"{python}, {os.cpu_count()} cores, {runs} runs")
    print(told("analyze, demo study, both languages: wall", [wall for wall, _ in whole], "s"))
    print(told("analyze, demo study, both languages: peak", [peak for _, peak in whole], "MB"))
    print(told("of which the statistics", inside, "s"))
    print(told("migrant-rh --help: wall", help_, "s"))


if __name__ == "__main__":
    main()
