"""Speed of marginal models beside their peers: ``python tests/speed/gee.py [--runs 5] [job ...]``.

Every run is a process of its own that reads the same simulated data; ours and each peer's take
turns, and what is printed are medians of the ratios of neighbouring runs. *Fit* is the time inside
the process from data in memory to coefficients with robust standard errors; *whole* is the process
with start-up and reading; *memory* is its peak. Peers run at their own tolerances (geepack 1e-4,
gee 1e-3, statsmodels 1e-6), ours at 1e-10, and every run is checked to give the same coefficients.
All use one thread (``OPENBLAS_NUM_THREADS=1``). Peers that are not installed are named and left
out: R with geepack, gee and clubSandwich; statsmodels; pyfixest in the Python named by
``PYFIXEST_PYTHON``. With ``--keep`` results are added to results/gee.md with their date.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
PEERS = HERE / "peers"
RESULTS = HERE / "results" / "gee.md"
PYFIXEST = os.environ.get("PYFIXEST_PYTHON", sys.executable)
CHECK = {
    "geepack": "library(geepack)",
    "gee": "library(gee)",
    "clubsandwich": "library(clubSandwich)",
}
SAME = 2e-3  # gee stops at a relative change of 1e-3; a wrong model would be off by far more


@dataclass(frozen=True)
class Run:
    """One process: seconds of the fit and of the whole, peak megabytes, and what it printed."""

    fit: float
    whole: float
    memory: float
    told: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True)
class Goal:
    """What a ratio should reach, of which figure, against which peer."""

    peer: str
    figure: str
    least: float


@dataclass(frozen=True)
class Job:
    """Data, what is fitted to them, the peers and the goals."""

    data: str
    what: str
    peers: Mapping[str, str]
    goals: tuple[Goal, ...]
    note: str = ""


JOBS: Mapping[str, Job] = {
    "start": Job(
        "persons 6304",
        "exchangeable",
        {"geepack": "exchangeable"},
        (Goal("geepack", "whole", 4),),
        "6,304 persons, 2 waves, 10 columns, exchangeable",
    ),
    "workplaces": Job(
        "workplaces",
        "exchangeable",
        {"geepack": "exchangeable", "statsmodels": "exchangeable"},
        (Goal("geepack", "fit", 150), Goal("statsmodels", "fit", 1)),
        "60 workplaces of about 200 rows, exchangeable",
    ),
    "nested": Job(
        "workplaces",
        "nested_exchangeable",
        {},
        (),
        "the same, nested exchangeable: geepack does not finish in 300 s (reference/speed.md)",
    ),
    "small_sample": Job(
        "persons 6304",
        "small_sample",
        {"clubsandwich": "-"},
        (Goal("clubsandwich", "fit", 300), Goal("clubsandwich", "memory", 50)),
        "6,304 clusters: KC, MD and FG with Satterthwaite df of 10 coefficients; CR2 of one",
    ),
    "categorical": Job(
        "categorical 200000",
        "exchangeable",
        {"geepack": "exchangeable"},
        (Goal("geepack", "collapsed", 300),),
        "200,000 persons, 2 waves, 17 categorical columns, exchangeable",
    ),
    "unstructured": Job(
        "waves 50000",
        "unstructured",
        {"gee": "unstructured"},
        (Goal("gee", "fit", 40),),
        "50,000 persons, 6 waves, 10 columns, unstructured",
    ),
    "independence": Job(
        "persons 1000000",
        "independence",
        {"pyfixest": "-"},
        (Goal("pyfixest", "whole", 4),),
        "1,000,000 persons, 2 waves, 10 columns, independence, clustered on persons",
    ),
    "formula": Job(
        "persons 1000000",
        "formula",
        {"geepack": "exchangeable"},
        (Goal("geepack", "memory", 4),),
        "the next, by mr.gee() from a data frame",
    ),
    "continuous": Job(
        "persons 1000000",
        "exchangeable",
        {"geepack": "exchangeable", "statsmodels": "exchangeable"},
        (
            Goal("geepack", "fit", 30),
            Goal("geepack", "memory", 4),
            Goal("statsmodels", "fit", 150),
        ),
        "1,000,000 persons, 2 waves, 10 columns with continuous covariates, exchangeable",
    ),
}
GROWTH = (5_264, 52_632, 526_316, 5_270_000)  # 10,000 to 10,000,000 rows


def prepared(name: str, folder: Path) -> tuple[int, int]:
    """Write the data in a process of their own: a large parent would count as its children's."""
    arguments = [sys.executable, __file__, "--make", name, str(folder)]
    told = subprocess.run(arguments, capture_output=True, text=True, check=True).stdout
    rows, columns = map(int, told.split())
    return rows, columns


# --- runs -------------------------------------------------------------------------------------


def command(who: str) -> list[str]:
    """What runs somebody's part."""
    if who in CHECK:
        return ["Rscript", str(PEERS / f"{who}.R")]
    python = PYFIXEST if who == "pyfixest" else sys.executable
    script = {"ours": "ours.py"}.get(who, f"with_{who}.py")
    return [python, str(PEERS / script)]


def missing(who: str) -> bool:
    """Whether a peer is not here."""
    if who in CHECK:
        if shutil.which("Rscript") is None:
            return True
        return (
            subprocess.run(
                ["Rscript", "-e", CHECK[who]], capture_output=True, check=False
            ).returncode
            != 0
        )
    return (
        subprocess.run(
            [command(who)[0], "-c", f"import {who}"], capture_output=True, check=False
        ).returncode
        != 0
    )


def run(who: str, folder: Path, shape: tuple[int, int], what: str) -> Run:
    """Run one process."""
    arguments = [*command(who), str(folder), *map(str, shape), what]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    environment["PYTHONPATH"] = str(HERE.parents[1] / "src") if who == "ours" else ""
    with tempfile.TemporaryFile() as printed:
        began = time.perf_counter()
        child = subprocess.Popen(
            arguments, stdout=printed, stderr=subprocess.DEVNULL, env=environment
        )
        _, status, usage = os.wait4(child.pid, 0)
        whole = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise SystemExit(f"{' '.join(arguments)} ended with {child.returncode}")
        printed.seek(0)
        told = json.loads(printed.read().splitlines()[-1])
    return Run(told["fit"], whole, usage.ru_maxrss / 1024, told)


def agree(one: Run, other: Run) -> None:
    """Refuse to compare times of different answers."""
    for name in ("coef", "se"):
        a, b = (np.array(each.told[name], dtype=float) for each in (one, other))
        if a.shape != b.shape or not np.allclose(a, b, rtol=0.02, atol=SAME):
            raise SystemExit(f"{name} differ: {a} and {b}")


def figures(each: Run) -> dict[str, float]:
    """What is compared."""
    told = {"fit": each.fit, "whole": each.whole, "memory": each.memory}
    if "collapse" in each.told:
        told["collapsed"] = each.fit - float(each.told["collapse"])
    return told


def ratio(peer: Run, ours: Run, figure: str) -> float:
    """How many times the peer takes what we take."""
    theirs = figures(peer)["fit" if figure == "collapsed" else figure]
    return theirs / figures(ours)[figure]


def compared(job: Job, peer: str, runs: int, folder: Path, shape: tuple[int, int]) -> list[str]:
    """Run in turn; one line of a table for each figure."""
    pairs = []
    for _ in range(runs):
        pairs.append(
            (run(peer, folder, shape, job.peers[peer]), run("ours", folder, shape, job.what))
        )
        agree(*pairs[-1])
    wanted = {goal.figure: goal.least for goal in job.goals if goal.peer == peer}
    names = [name for name in figures(pairs[0][1]) if name != "collapsed" or name in wanted]
    return [line(job, peer, name, pairs, wanted.get(name)) for name in names]


def line(
    job: Job, peer: str, figure: str, pairs: list[tuple[Run, Run]], least: float | None
) -> str:
    """One line: medians, the median ratio with its range, and the goal."""
    ratios = [ratio(*pair, figure) for pair in pairs]
    theirs = statistics.median(
        figures(one)["fit" if figure == "collapsed" else figure] for one, _ in pairs
    )
    ours = statistics.median(figures(two)[figure] for _, two in pairs)
    middle = statistics.median(ratios)
    goal = "" if least is None else f"{least:g} {'met' if middle >= least else 'NOT MET'}"
    digits = 0 if figure == "memory" else 3
    return (
        f"| {job.note} | {peer} | {NAMES[figure]} | {theirs:,.{digits}f} | {ours:,.{digits}f} | "
        f"{middle:,.1f} ({min(ratios):,.1f} to {max(ratios):,.1f}) | {goal} |"
    )


NAMES = {
    "fit": "fit, s",
    "whole": "whole, s",
    "memory": "memory, MB",
    "collapsed": "fit once alike units are told, s",
}
HEAD = (
    "| job | peer | figure | peer's median | our median | median ratio (range) | goal |\n"
    "|---|---|---|---|---|---|---|"
)


def alone(job: Job, runs: int, folder: Path, shape: tuple[int, int]) -> list[str]:
    """Runs without a peer."""
    found = [run("ours", folder, shape, job.what) for _ in range(runs)]
    fit = statistics.median(each.fit for each in found)
    return [f"| {job.note} | none | fit, s | | {fit:.3f} | | |"]


def growth(runs: int) -> Iterable[str]:
    """Time and memory from 10,000 to 10,000,000 rows, exchangeable."""
    seconds = []
    for count in GROWTH:
        with tempfile.TemporaryDirectory() as folder:
            shape = prepared(f"persons {count}", Path(folder))
            found = [run("ours", Path(folder), shape, "exchangeable") for _ in range(runs)]
        fit = statistics.median(each.fit for each in found)
        memory = max(each.memory for each in found)
        seconds.append((shape[0], fit))
        yield f"| {shape[0]:,} rows, exchangeable | none | fit, s | | {fit:.3f} | | |"
        yield f"| {shape[0]:,} rows, exchangeable | none | memory, MB | | {memory:,.0f} | | |"
    rows, times = np.log(np.array(seconds)).T
    slope = np.polyfit(rows, times, 1)[0]
    last = (times[-1] - times[-2]) / (rows[-1] - rows[-2])
    yield (
        f"| growth with rows: slope of log time on log rows, whole and last decade | none | | | "
        f"{slope:.2f} and {last:.2f} | | at most 1 |"
    )


def lines(name: str, runs: int) -> Iterable[str]:
    """All lines of a job."""
    if name == "growth":
        yield from growth(max(1, runs // 2))
        return
    job = JOBS[name]
    with tempfile.TemporaryDirectory() as folder:
        shape = prepared(job.data, Path(folder))
        if not job.peers:
            yield from alone(job, runs, Path(folder), shape)
        for peer in job.peers:
            if missing(peer):
                yield f"| {job.note} | {peer} | not installed here | | | | |"
                continue
            yield from compared(job, peer, runs, Path(folder), shape)


def versions() -> str:
    """What ran, and beside what."""
    said = [f"Python {platform.python_version()}", f"NumPy {np.__version__}"]
    if shutil.which("Rscript"):
        code = (
            'cat(R.version.string, sapply(c("geepack","gee","clubSandwich"), function(p) '
            'paste(p, tryCatch(as.character(packageVersion(p)), error=function(e) "absent"))), '
            'sep=", ")'
        )
        said.append(
            subprocess.run(
                ["Rscript", "-e", code], capture_output=True, text=True, check=False
            ).stdout
        )
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return f"{', '.join(said)}; {os.cpu_count()} cores, load when begun {load}"


def main() -> None:
    """Run the jobs asked for, print their lines, and keep them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("jobs", nargs="*", default=[*JOBS, "growth"])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--keep", action="store_true", help="add the lines to results/gee.md")
    parser.add_argument("--make", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.make:
        from trials import made, written  # noqa: PLC0415 (beside this script, in its own process)

        print(*written(made(asked.make[0]), Path(asked.make[1])))
        return
    about = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {asked.runs} pairs of runs, {versions()}"
    print(about, HEAD, sep="\n\n")
    found = []
    for name in asked.jobs:
        for each in lines(name, asked.runs):
            print(each, flush=True)
            found.append(each)
    if asked.keep:
        before = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Marginal models\n"
        RESULTS.write_text(
            f"{before}\n{about}\n\n{HEAD}\n" + "\n".join(found) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
