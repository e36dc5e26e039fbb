"""Damaged files by the ten thousand: ``python tests/reading/fuzz.py [count] [--seed N] [--keep]``.

Every input is a good file with a few bytes changed, cut, put in, taken out or doubled, or random
bytes. Half of the documents of EpiData Manager have values and texts changed within their XML
instead, which else is refused before it is understood. Whatever happens to it, a reader

- gives records or a MigrantRHError, never another exception;
- takes at most a second for each 100 kB (a quarter of one for less: a machine has hiccups);
- puts no value in a wrong column: of a REC file with one damage of its structure, read with
  ``recover``, every value of a column is one that this column had, or two halves of such.

Files of Stata, SPSS and SAS are read by a C library, and workbooks by a Rust one: not these.
``--keep`` writes the counts to ``fuzz.md`` beside this file.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import migrant_rh as mr

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[1].parent / "shared" / "epidata"
KINDS = (".rec", ".chk", ".csv", ".epx", ".epz", ".qes", ".dbf")
SMALL = 40_000
SECONDS_A_BYTE, LEAST_SECONDS = 1 / 100_000, 0.25


@dataclass
class Tally:
    """What became of the inputs."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def add(self, other: Tally) -> None:
        """Take in another tally."""
        self.outcomes += other.outcomes
        self.faults += other.faults
        self.slowest = max(self.slowest, other.slowest)


@dataclass(frozen=True)
class Source:
    """A good file."""

    name: str
    suffix: str
    data: bytes
    encoding: str
    values: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def document(self) -> bytes:
        """XML of a document of EpiData Manager; empty for other files."""
        if self.suffix == ".epx":
            return self.data
        if self.suffix != ".epz":
            return b""
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            return archive.read(archive.namelist()[0])


def sources() -> list[Source]:
    """Good files of every kind: EpiData's, where they are here, and those of this folder."""
    folders = [HERE / "epidata", SHARED / "generated", SHARED / "real"]
    found = []
    for path in (
        path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir())
    ):
        suffix = path.suffix.lower()
        if suffix in KINDS and path.stat().st_size <= SMALL and not _left(path.name):
            found.append(_source(path, suffix))
    csv = "pid,sex,age,said\n" + "".join(f"{n:03},{n % 2},{n},上海 {n}\n" for n in range(40))
    return [*found, Source("own.csv", ".csv", csv.encode(), "utf-8")]


def _left(name: str) -> bool:
    """Files that are damaged already, and answers."""
    return "broken" in name or "expected" in name


def _source(path: Path, suffix: str) -> Source:
    """A good file, with the values of its columns if it is a REC file."""
    for encoding in ("gb18030", "cp1252"):
        if suffix != ".rec":
            break
        try:
            records = mr.read(path, encoding=encoding, password="secret", checks=None)  # noqa: S106
        except mr.MigrantRHError:
            continue
        raw = records.raw()
        values = {name: frozenset(raw[name]) for name in records.codebook.names}
        return Source(path.name, suffix, path.read_bytes(), encoding, values)
    return Source(path.name, suffix, path.read_bytes(), "gb18030")


Damage = Callable[[random.Random, bytearray], None]


def flip(chance: random.Random, data: bytearray) -> None:
    """Change one byte."""
    data[chance.randrange(len(data))] = chance.randrange(256)


def cut(chance: random.Random, data: bytearray) -> None:
    """Leave out the end."""
    del data[chance.randrange(len(data)) :]


def take(chance: random.Random, data: bytearray) -> None:
    """Take some bytes out."""
    at = chance.randrange(len(data))
    del data[at : at + chance.randint(1, 120)]


def put(chance: random.Random, data: bytearray) -> None:
    """Put some bytes in."""
    at = chance.randrange(len(data))
    data[at:at] = chance.randbytes(chance.randint(1, 40))


def double(chance: random.Random, data: bytearray) -> None:
    """Say a part twice."""
    at = chance.randrange(len(data))
    data[at:at] = data[at : at + chance.randint(1, 200)]


XML_VALUE = re.compile(rb'(?<=")[^"<>]+(?=")|(?<=>)[^<>\s][^<>]*(?=<)')
ODD = (
    *(
        "",
        "0",
        "-1",
        "9" * 40,
        "x",
        "1,5",
        "31/02/2020",
        "12.61.00",
        "\u4e2d",
        "\u0661",
        "nan",
        "*",
    ),
    *(
        "ftFloat",
        "ftInteger",
        "ftDMYDate",
        "ftBoolean",
        "ftTime",
        "ftString",
        "emMustEnter",
        "MAIN",
    ),
    *("fcLT", "jtSaveRecord", "vlsExternal", ";", ",", "=", "&quot;", "&quot;&quot;", "&#10;"),
)


def inside(chance: random.Random, data: bytearray) -> None:
    """Change a value or text of an XML document, or a part of it."""
    found = chance.choice(list(XML_VALUE.finditer(data)))
    start, end = found.span()
    if chance.random() < 0.5:
        start = chance.randint(start, end)
        end = min(end, start + chance.choice((0, 1, 5)))
    data[start:end] = chance.choice(ODD).encode()


def damaged_within(chance: random.Random, source: Source) -> bytearray:
    """A document whose XML is still well formed, or nearly."""
    data = bytearray(source.document)
    for _ in range(chance.choice((1, 2, 4, 8))):
        inside(chance, data)
    if source.suffix == ".epx":
        return data
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.epx", bytes(data))
    return bytearray(packed.getvalue())


DAMAGES: tuple[Damage, ...] = (flip, cut, take, put, double)
STRUCTURAL = frozenset({cut, take, double})


def one(chance: random.Random, good: list[Source], folder: Path, tally: Tally) -> None:
    """Damage one file of a kind that is here, read it, and count what happens."""
    here = {each.suffix for each in good}
    kind = chance.choice([kind for kind in KINDS if kind in here])
    source = chance.choice([each for each in good if each.suffix == kind])
    data, damages = bytearray(source.data), chance.choices(DAMAGES, k=chance.choice((1, 1, 2, 4)))
    for damage in damages:
        if data:
            damage(chance, data)
    datafile = None
    if source.document and chance.random() < 0.5:
        data, damages = damaged_within(chance, source), [inside]
        names = re.findall(rb'<DataFile id="([^"_][^"]*)"', source.document)
        datafile = chance.choice([name.decode() for name in names]) if len(names) > 1 else None
    if chance.random() < 0.05:
        data, damages = bytearray(chance.randbytes(chance.randint(1, 400))), [put]
    recover = chance.random() < 0.5
    path = folder / f"a{source.suffix}"
    path.write_bytes(data)
    begun = time.process_time()
    outcome, told = _read(path, source, datafile, recover=recover)
    spent = time.process_time() - begun
    tally.outcomes[source.suffix, outcome] += 1
    tally.slowest = max(tally.slowest, spent)
    allowed = max(LEAST_SECONDS, len(data) * SECONDS_A_BYTE)
    label = f"{source.name} after {[damage.__name__ for damage in damages]}"
    if outcome == "fault":
        tally.faults.append(f"{label}: {told}")
    if spent > allowed:
        tally.faults.append(f"{label}: {spent:.2f} s for {len(data)} bytes")
    if outcome == "read" and recover and len(damages) == 1 and damages[0] in STRUCTURAL:
        tally.faults += (f"{label}: {wrong}" for wrong in _strays(told, source))


def _read(path: Path, source: Source, datafile: str | None, *, recover: bool) -> tuple[str, object]:
    """Read a file, and its values."""
    try:
        if source.suffix == ".chk":
            mr.read_checks(path, encoding=source.encoding)
            return "read", None
        records = mr.read(
            path,
            encoding=source.encoding,
            password="secret",  # noqa: S106  (that of EpiData's generated files)
            datafile=datafile,
            recover=recover,
        )
        records.data.shape  # noqa: B018
    except mr.MigrantRHError:
        return "refused", None
    except Exception:  # noqa: BLE001  (that is what is looked for)
        return "fault", traceback.format_exc(limit=-3)
    return "read", records


def _strays(records: object, source: Source) -> Iterator[str]:
    """Values that their column never had."""
    if not source.values or not isinstance(records, mr.Records):
        return
    raw = records.raw()
    if set(source.values) != set(records.codebook.names):
        return  # the header itself was damaged, and says so of other fields
    for name, known in source.values.items():
        for value in set(raw[name]) - known:
            if not _spliced(value, known):
                yield f"{name} has {value!r}"


def _spliced(value: str, known: frozenset[str]) -> bool:
    """Whether a value is made of two halves of values of its column, or of one."""
    return any(
        any(old.strip().startswith(value[:at].strip()) for old in known)
        and any(old.strip().endswith(value[at:].strip()) for old in known)
        for at in range(len(value) + 1)
    )


def some(seed: int, count: int) -> Tally:
    """So many inputs from one seed."""
    chance, good, tally = random.Random(seed), sources(), Tally()  # noqa: S311  (no secret)
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(count):
            one(chance, good, Path(folder), tally)
    return tally


def report(tally: Tally, count: int, seed: int) -> str:
    """The counts as Markdown."""
    day = datetime.now(tz=UTC).date().isoformat()
    lines = [
        "# Damaged files",
        "",
        (
            f"{day}. {count:,} inputs, seed {seed}: {len(tally.faults)} faults; the slowest took "
            f"{tally.slowest:.2f} s. Made by `python tests/reading/fuzz.py {count} --seed {seed} "
            "--keep`."
        ),
        "",
        "| kind | read | refused with a reason | fault |",
        "|---|---|---|---|",
    ]
    for kind in KINDS:
        counts = (tally.outcomes[kind, name] for name in ("read", "refused", "fault"))
        lines.append(f"| {kind} | " + " | ".join(f"{n:,}" for n in counts) + " |")
    return "\n".join([*lines, "", *dict.fromkeys(tally.faults)]) + "\n"


def main() -> int:
    """Run, print, and say whether all went well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args()
    share = -(-asked.count // (4 * asked.processes))
    seeds = [asked.seed * 1000 + place for place in range(-(-asked.count // share))]
    whole = Tally()
    with ProcessPoolExecutor(asked.processes) as pool:
        for tally in pool.map(some, seeds, [share] * len(seeds)):
            whole.add(tally)
    told = report(whole, sum(whole.outcomes.values()), asked.seed)
    sys.stdout.write(told)
    if asked.keep:
        (HERE / "fuzz.md").write_text(told, encoding="utf-8")
    return bool(whole.faults)


if __name__ == "__main__":
    sys.exit(main())
