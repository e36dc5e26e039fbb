"""Studies of every layout, drawn at random: ``python tests/laws/any_study.py 200 --seed 1``.

A study is drawn with its plan and its data: few clusters or many, no site or three, one wave or
three, persons followed or not, weights, gaps, subgroups, small cells withheld, labels that mean
something to a format. It is analysed and written. Either it is refused with a reason, or

- no table prints what only a programmer reads (``nan``, ``None``),
- every written report agrees with its run,
- the stored run writes the same files again, byte for byte.

``--keep`` stores the result beside this file, with its date and command.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from click.testing import CliRunner

import migrant_rh as mr
from migrant_rh.cli import main as command

HERE = Path(__file__).resolve().parent
HOSTILE = (
    "<script>alert(1)</script>",
    "=1+1",
    "a & b",
    "x_y",
    "50%",
    "two\nlines",
    "😀",
    "long " * 40,
    "$x^2$",
    "{brace}",
    "\\back",
    "~#",
    "\"q\" 'q'",
    "-5",
    "@cmd",
)
INTERNAL = re.compile(r"(?<![A-Za-z])(nan|NaN|None|inf|<NA>)(?![A-Za-z])")
FIRST_DAY = date(2007, 3, 1)

Plan = dict[str, Any]


@dataclass
class Tally:
    """What became of some studies: outcomes counted, faults told."""

    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


class Study:
    """A plan and its data, drawn from one seed."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.sites = self.one_of([0, 1, 2, 3])
        self.waves = self.one_of([1, 2, 2, 2, 3])
        self.linkage = self.one_of(["panel", "panel", "cross_sections", "mixed"])
        self.per_arm = self.one_of([1, 2, 2, 3, 4, 6, 8])
        self.people = self.one_of([3, 8, 20, 40])
        self.rare = self.one_of([0.02, 0.5, 0.9])
        self.dated = self.chance(0.3)
        self.weights = self.one_of([None, None, "sampling", "prior"])

    def one_of(self, options: Sequence[Any]) -> Any:
        """Pick an option."""
        return options[int(self.rng.integers(len(options)))]

    def some_of(self, options: Sequence[str], count: int) -> list[str]:
        """Pick several options, in any order."""
        return [options[place] for place in self.rng.permutation(len(options))[:count]]

    def chance(self, share: float) -> bool:
        """Decide by chance."""
        return bool(self.rng.random() < share)

    def label(self, text: str) -> dict[str, str]:
        """A label in both languages, now and then with what means something to a format."""
        told = text if self.chance(0.7) else f"{text} {self.one_of(HOSTILE)}"
        return {"zh": f"中{told}", "en": told}

    def levels(self, **names: str) -> dict[str, Any]:
        """Labelled levels; ``_1="yes"`` is the level 1."""
        return {"levels": {int(code[1:]): self.label(name) for code, name in names.items()}}

    def write(self, folder: Path) -> None:
        """Write plan and data."""
        data = pd.DataFrame(self._records())
        for wave in range(self.waves):
            rows = data[data["wave"] == wave].drop(columns="wave")
            rows.to_csv(folder / f"w{wave}.csv", index=False)
            rows.sample(frac=1, random_state=wave).to_csv(folder / f"again{wave}.csv", index=False)
        plan = self._plan()
        if plan["design"].get("roster"):
            columns = [c for c in ("cl", "site", "arm") if c in plan["design"]["roles"].values()]
            data[columns].drop_duplicates().to_csv(folder / "roster.csv", index=False)
        told = json.dumps(plan, ensure_ascii=False)
        (folder / "study.yaml").write_text(told, encoding="utf-8")

    def _records(self) -> Iterator[dict[str, Any]]:
        """Persons of every cluster at every wave."""
        number = 0
        for cluster in range(2 * self.per_arm * max(self.sites, 1)):
            place = {"cl": f"c{cluster}", "site": cluster // (2 * self.per_arm) + 1}
            place |= {"arm": cluster % 2, "styp": self.one_of([1, 2])}
            shared = self.rng.normal(0, 0.4)
            for _ in range(max(1, int(self.rng.poisson(self.people)))):
                person = self._person()
                for wave in range(self.waves):
                    if wave and self.linkage == "panel" and self.rng.random() < 0.15:
                        continue
                    new = wave and self.linkage != "panel"
                    if new and (self.linkage == "cross_sections" or self.rng.random() < 0.5):
                        number += 1
                    answers = self._answers(shared, wave, place["arm"])
                    yield {"pid": f"p{number}", **place, **person, **answers, "wave": wave}
                number += 1

    def _person(self) -> dict[str, Any]:
        """What does not change."""
        sex, age, edu = (int(self.rng.integers(*span)) for span in ((1, 3), (15, 55), (1, 4)))
        return {"sex": sex, "age": age, "edu": edu}

    def _answers(self, shared: float, wave: int, arm: int) -> dict[str, Any]:
        """Answers at a wave: 9 and 9999 are missing."""
        rng = self.rng
        logit = -0.5 + shared + 0.3 * wave + 0.6 * wave * arm + rng.normal(0, 0.5)
        day = FIRST_DAY + timedelta(days=int(365 * wave + rng.integers(0, 20)))
        return {
            "y": 9 if rng.random() < 0.05 else int(rng.random() < 1 / (1 + np.exp(-logit))),
            "z": int(rng.random() < self.rare),
            "q1": int(rng.random() < 0.4),
            "q2": int(rng.random() < 0.1),
            "w": round(float(rng.uniform(0.5, 2)), 2),
            "inc": round(float(rng.lognormal(8, 1)), 1) if rng.random() < 0.9 else 9999,
            "day": day.isoformat(),
        }

    def _plan(self) -> Plan:
        """The study file."""
        plan = {
            "schema": "migrant-rh/1",
            "study": self._front(),
            "data": {"key": ["pid"], "waves": {f"w{n}": self._wave(n) for n in range(self.waves)}},
            "design": self._design(),
            "variables": self._variables(),
            "outcomes": {
                "y": {"label": self.label("Has y"), "event": 1, "better": "higher"},
                "z": {"label": self.label("Has z"), "event": self.one_of([0, 1])},
            },
            "inference": {"permutations": 999},
        }
        if self.chance(0.5):
            question = {"label": self.label("Which?"), "items": ["q1", "q2"], "event": 1}
            plan["questions"] = {"q": question}
        if self.chance(0.4):
            step = {"keep": "18 <= age <= 49", "label": self.label("Aged 18 to 49")}
            plan["eligibility"] = [step]
        if self.waves > 1 and self.chance(0.9):
            plan["models"] = {"main": self._model()}
            if self.chance(0.2):
                plan["models"]["other"] = self._model()
        if self.chance(0.4):
            plan["privacy"] = {"min_cell": self.one_of([3, 5, 10])}
        return plan

    def _front(self) -> Plan:
        front: Plan = {
            "title": self.label("Title of the study"),
            "style": self.one_of(["cmj-zh", "ama", "nejm"]),
            "language": self.one_of([["zh", "en"], ["en"], ["zh"], ["en", "zh"]]),
        }
        for name in ("notice", "original"):
            if self.chance(0.3):
                front[name] = self.label(f"the {name}")
        return front

    def _wave(self, number: int) -> Plan:
        wave: Plan = {"label": self.label(f"Wave {number}")}
        if self.chance(0.2):
            names = [f"w{number}.csv", f"again{number}.csv"]
            wave |= {"entries": names, "adjudicated": names[0]}
        else:
            wave["file"] = f"w{number}.csv"
        if self.dated and self.chance(0.5):
            first = FIRST_DAY + timedelta(days=365 * number)
            wave["window"] = [first.isoformat(), (first + timedelta(days=25)).isoformat()]
        return wave

    def _design(self) -> Plan:
        roles: Plan = {"id": "pid", "cluster": "cl", "arm": "arm"}
        allocated = self.one_of(["cluster"] * 4 + ["person"])
        if allocated == "person" and self.chance(0.5):
            del roles["cluster"]
        if self.sites:
            roles["site"] = "site"
            if self.chance(0.5):
                roles["stratum"] = ["site"]
        if self.dated:
            roles["date"] = "day"
        design: Plan = {"roles": roles, "control": 0, "allocated": allocated}
        design["allocation"] = self.one_of(["randomised", "non_randomised", "unknown"])
        design["linkage"] = self.linkage if self.waves > 1 else "cross_sections"
        if self.weights:
            roles["weight"] = "w"
            design["weights"] = self.weights
        if self.chance(0.4):
            design["unit"] = self.label("units")
        if "cluster" in roles and self.chance(0.3):
            design["roster"] = "roster.csv"
        return design

    def _variables(self) -> Plan:
        no_yes = {"_0": "no", "_1": "yes"}
        label = self.label
        made: Plan = {
            "pid": {"label": label("Id"), "type": "text"},
            "cl": {"label": label("Cluster"), "type": "text"},
            "site": {"label": label("Site"), **self.levels(_1="A", _2="B", _3="C")},
            "arm": {"label": label("Arm"), **self.levels(_0="Control", _1="Intervention")},
            "styp": {"label": label("Type"), **self.levels(_1="a", _2="b")},
            "sex": {"label": label("Sex"), **self.levels(_1="Male", _2="Female")},
            "age": {"label": label("Age"), "type": "number"},
            "edu": {"label": label("School"), **self.levels(_1="low", _2="middle", _3="high")},
            "w": {"label": label("Weight"), "type": "number"},
            "inc": {"label": label("Income"), "type": "number", "missing": {9999: label("gone")}},
            "day": {"label": label("Day"), "type": "date", "date_order": "ymd"},
            **{name: {"label": label(name), **self.levels(**no_yes)} for name in ("q1", "q2", "z")},
            "y": {"label": label("y"), **self.levels(**no_yes), "missing": {9: label("gone")}},
        }
        cuts = {"of": "age", "at": [25, 40], "labels": [label("young"), label("mid"), label("old")]}
        made["age_group"] = {"label": label("Age group"), "cuts": cuts}
        if self.chance(0.4):
            made["z"]["asked_if"] = "y == 1"
        return made

    def _model(self) -> Plan:
        covariates = ["age", "sex", "edu", "age_group", "styp"]
        model: Plan = {"adjust": self.some_of(covariates, int(self.rng.integers(4)))}
        if self.chance(0.5):
            model["subgroups"] = self.some_of(["sex", "styp", "edu", "age_group"], 2)
        if self.sites and self.chance(0.5):
            model["sites"] = self.one_of(["none", "main", "by_wave", "by_wave_and_arm"])
        if self.chance(0.4):
            small = self.one_of(["refuse", "leave_out", "add_half"])
            adjust = self.one_of([[], ["sex"], ["sex", "edu"]])
            model["wls"] = {"adjust": adjust, "minimum": 5, "small": small}
        if self.chance(0.3):
            model["scale"] = self.one_of(["log_rrr", "log_ror"])
        if self.chance(0.3):
            model["label"] = self.label("Main model")
        if self.chance(0.3):
            model["covariates_at"] = "own_wave"
        return model


def faults(folder: Path) -> Iterator[str]:
    """Analyse and write the study of a folder; say what does not hold."""
    study = mr.load_study(folder / "study.yaml")
    run = mr.analyze(study)
    run.write(folder / "out")
    for language in study.study.language:
        for name, table in run.tables.items():
            found = INTERNAL.search(str(table.to(language)))
            if found:
                yield f"the table {name} ({language}) prints {found[0]}"
        for report in (f"report.{language}.docx", f"report.{language}.html"):
            yield from _disagreement(folder / "out", report)
        yield from _disagreement(folder / "out", f"tables.{language}.xlsx")
    mr.load_run(folder / "out").write(folder / "again")
    for path in sorted((folder / "out").rglob("*")):
        twin = folder / "again" / path.relative_to(folder / "out")
        if path.is_file() and not (twin.exists() and path.read_bytes() == twin.read_bytes()):
            yield f"{twin.name} differs when the stored run is written"


def _disagreement(out: Path, report: str) -> Iterator[str]:
    """What ``migrant-rh verify`` has against a report."""
    result = CliRunner().invoke(command, ["verify", str(out / report), str(out)])
    if result.exit_code:
        yield f"{report}: {result.output.strip()[:300]} {result.exception or ''}"


def one(seed: int, tally: Tally) -> None:
    """Draw, analyse and judge one study."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        Study(seed).write(folder)
        try:
            found = [f"{seed}: {fault}" for fault in faults(folder)]
        except mr.MigrantRHError as refusal:
            tally.outcomes["refused"] += 1
            tally.outcomes[f"refused: {refusal.problems[0].code}"] += 1
            return
        except Exception:  # noqa: BLE001  (whatever it is, it is a fault)
            found = [f"{seed}: {traceback.format_exc()}"]
        tally.outcomes["faulty" if found else "sound"] += 1
        tally.faults += found


def some(seed: int, count: int) -> Tally:
    """Judge studies of so many seeds in a row."""
    tally = Tally()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for each in range(seed, seed + count):
            one(each, tally)
    return tally


def main() -> None:
    """Run, print, and keep the result if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args()
    began = time.monotonic()
    tally = some(asked.seed, asked.count)
    told = "\n".join(_told(tally, asked, time.monotonic() - began))
    sys.stdout.write(told)
    if asked.keep:
        (HERE / "any_study.md").write_text(told, encoding="utf-8")
    sys.exit(bool(tally.faults))


def _told(tally: Tally, asked: argparse.Namespace, seconds: float) -> Iterator[str]:
    """The result as Markdown."""
    call = f"python tests/laws/any_study.py {asked.count} --seed {asked.seed} --keep"
    yield "# Studies of every layout\n"
    yield f"{time.strftime('%Y-%m-%d')}, {seconds:.0f} s, `{call}`: {len(tally.faults)} faults.\n"
    yield "| outcome | studies |\n|---|---|"
    yield from (f"| {name} | {count} |" for name, count in sorted(tally.outcomes.items()))
    yield ""
    yield from (f"```text\n{fault}\n```" for fault in tally.faults)


if __name__ == "__main__":
    main()
