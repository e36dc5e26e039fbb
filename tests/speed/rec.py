"""Reading REC files beside R: ``python tests/speed/rec.py [--runs 5] [--keep]``.

A file of 200,000 records and 60 fields (whole numbers, decimals, text, dates, yes or no) is read to
typed columns, each time by a process of its own that times the reading alone; between our runs R
reads the same file with ``foreign::read.epiinfo`` where R is installed. Then 50,000 to 1,000,000
records, for the growth. ``--keep`` stores the result with its date in ``results/rec.md``.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

FIELDS, RECORDS = 60, 200_000
SIZES = (50_000, 200_000, 1_000_000)
PIECE, MARK = 78, b"!"
STORED = Path(__file__).with_name("results") / "rec.md"

OURS = """
import resource, sys, time
import migrant_rh as mr
began = time.perf_counter()
data = mr.read(sys.argv[1]).data
spent = time.perf_counter() - began
assert data.shape[1] == {fields}
print(spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
THEIRS = """
file <- commandArgs(TRUE)[1]
began <- proc.time()[["elapsed"]]
data <- foreign::read.epiinfo(file)
spent <- proc.time()[["elapsed"]] - began
peak <- as.numeric(sub("[^0-9]*([0-9]+).*", "\\\\1",
  grep("VmHWM", readLines("/proc/self/status"), value = TRUE))) / 1024
cat(spent, peak, "\\n")
"""


def columns(count: int) -> Iterator[tuple[str, int, int, np.ndarray]]:
    """Name, type, width and values of every field, as bytes."""
    chance = np.random.default_rng(1)
    for place in range(FIELDS):
        match place % 6:
            case 0:
                yield f"N{place}", 0, 4, _texts(chance.integers(0, 9999, count), "%4d")
            case 1:
                yield f"C{place}", 0, 1, _texts(chance.integers(0, 9, count), "%d")
            case 2:
                yield f"D{place}", 102, 7, _texts(chance.integers(0, 999, count) / 4, "%7.2f")
            case 3:
                words = np.array([b"Beijing", b"Shanghai", b"Chengdu", b""], dtype="S12")
                yield f"T{place}", 1, 12, words[chance.integers(0, 4, count)]
            case 4:
                days = np.datetime64("1958-01-01") + chance.integers(0, 18_000, count)
                year_first = np.datetime_as_string(days).astype("S10")
                yield f"V{place}", 19, 10, np.char.replace(year_first, b"-", b"/")
            case _:
                yield f"Y{place}", 5, 1, np.array([b"Y", b"N", b""])[chance.integers(0, 3, count)]


def _texts(numbers: np.ndarray, form: str) -> np.ndarray:
    """Numbers as bytes, each distinct one written once."""
    distinct, places = np.unique(numbers, return_inverse=True)
    return np.array([(form % value).encode() for value in distinct])[places]


def write(path: Path, count: int) -> None:
    """Write a file, by the layout of the format."""
    header, blocks = [f"{FIELDS} 1 VLAB".encode()], []
    for row, (name, kind, width, values) in enumerate(columns(count), start=1):
        numbers = "".join(f"{n:>4}" for n in (1, row, 30, 20, row, kind, width, 112))
        header.append(f"#{name:<10} {numbers} {name} Question {row}".encode())
        padded = np.char.ljust(values.astype(f"S{width}"), width)
        blocks.append(np.frombuffer(padded.tobytes(), np.uint8).reshape(count, width))
    body = np.hstack(blocks)
    lines = []
    for start in range(0, body.shape[1], PIECE):
        piece = body[:, start : start + PIECE]
        ending = np.frombuffer(MARK + b"\r\n", np.uint8)
        lines.append(np.hstack([piece, np.broadcast_to(ending, (count, 3))]))
    path.write_bytes(b"\r\n".join(header) + b"\r\n" + np.hstack(lines).tobytes())


def run(words: list[str]) -> tuple[float, float]:
    """Seconds of the reading, and peak megabytes of the process."""
    settings = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(words, check=True, capture_output=True, text=True, env=settings)
    seconds, megabytes = map(float, done.stdout.split()[-2:])
    return seconds, megabytes


def ours(path: Path) -> tuple[float, float]:
    """Read by this package."""
    return run([sys.executable, "-c", OURS.format(fields=FIELDS), str(path)])


def theirs(path: Path) -> tuple[float, float] | None:
    """Read by R, where it is installed."""
    r = shutil.which("Rscript")
    return None if r is None else run([r, "-e", THEIRS, str(path)])


def pairs(path: Path, count: int) -> Iterator[str]:
    """Our runs and R's, one after the other, and the ratio of medians."""
    told = [(ours(path), theirs(path)) for _ in range(count)]
    mine = [one for one, _ in told]
    yield _line("migrant_rh", mine)
    peers = [other for _, other in told if other is not None]
    if peers:
        yield _line("foreign::read.epiinfo", peers)
        medians = (statistics.median(s for s, _ in each) for each in (peers, mine))
        yield f"| ratio of medians | {next(medians) / next(medians):.1f} | | |"


def _line(name: str, runs: list[tuple[float, float]]) -> str:
    """One line of the table."""
    seconds, megabytes = zip(*runs, strict=True)
    spread = f"{min(seconds):.2f} to {max(seconds):.2f}"
    return f"| {name} | {statistics.median(seconds):.2f} | {spread} | {max(megabytes):.0f} |"


def growth(folder: Path) -> Iterator[str]:
    """Time and memory by size, and the slope of their logarithms."""
    times = []
    for count in SIZES:
        path = folder / f"{count}.rec"
        write(path, count)
        seconds, megabytes = min(ours(path) for _ in range(3))
        times.append(seconds)
        yield f"| {count:,} | {seconds:.2f} | {megabytes:.0f} |"
        path.unlink()
    slope = math.log(times[-1] / times[0]) / math.log(SIZES[-1] / SIZES[0])
    yield f"| slope of log time on log records | {slope:.2f} | |"


def main() -> None:
    """Run, print, and keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "a.rec"
        write(path, RECORDS)
        lines = [
            "# Reading REC files",
            "",
            (
                f"{datetime.now(tz=UTC):%Y-%m-%d %H:%M} UTC, Python {platform.python_version()}, "
                f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} when begun. Made by "
                f"`python tests/speed/rec.py --runs {asked.runs} --keep`."
            ),
            "",
            f"{RECORDS:,} records of {FIELDS} fields, {path.stat().st_size / 1e6:.0f} MB:",
            "",
            "| reader | median, s | range | peak, MB |",
            "|---|---|---|---|",
            *pairs(path, asked.runs),
            "",
            "| records | least of three, s | peak, MB |",
            "|---|---|---|",
            *growth(folder),
        ]
    told = "\n".join(lines) + "\n"
    sys.stdout.write(told)
    if asked.keep:
        STORED.write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main()
