"""Whole studies made from counts of workplaces, run from files to rows."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from migrant_rh.run import Run, analyze
from migrant_rh.study.file import load_study

FIXTURE12 = Path(__file__).resolve().parents[1] / "methods" / "fixture12.csv"

PLAN = """\
schema: migrant-rh/1
study: {{title: {{zh: 试验, en: Trial}}}}
data:
  key: [pid]
  waves:
    before: {{label: {{zh: 基线, en: Baseline}}, file: before.csv}}
    after: {{label: {{zh: 评估, en: Endline}}, file: after.csv}}
design:
  roles: {{id: pid, cluster: shop, arm: arm{roles}}}
  control: C
  allocation: {allocation}
  linkage: {linkage}
variables:
  pid: {{label: id, type: text}}
  shop: {{label: {{zh: 场所, en: Shop}}, type: text}}
  site:
    label: site
    levels: {{1: {{zh: 甲, en: A}}, 2: {{zh: 乙, en: B}}, 3: {{zh: 丙, en: C}}}}
  type: {{label: type, levels: {{F: factory, B: site, S: service}}}}
  arm: {{label: arm, levels: {{C: {{zh: 对照组, en: Control}}, I: {{zh: 干预组, en: Treated}}}}}}
  sex: {{label: sex, levels: {{1: man, 2: woman}}}}
  y: {{label: y, levels: {{0: 'no', 1: 'yes'}}, missing: {{9: unanswered}}}}
outcomes:
  y: {{label: {{zh: 结局, en: Outcome}}, event: 1}}
models:
  main: {{adjust: [{adjust}]{model}}}
inference: {{permutations: 1999}}
tables: {{baseline: [sex]}}
"""


@dataclass(frozen=True)
class Shop:
    """A workplace: persons and events at both waves."""

    name: str
    arm: str
    type: str
    n0: int
    k0: int
    n1: int
    k1: int
    site: str = "1"


@pytest.fixture
def shop() -> type[Shop]:
    """The class of a workplace."""
    return Shop


@pytest.fixture
def twelve() -> list[Shop]:
    """The twelve workplaces of the methods' tests."""
    with FIXTURE12.open(encoding="utf-8") as file:
        return [
            Shop(
                row["wp"],
                row["arm"],
                row["type"],
                *(int(row[name]) for name in ("n0", "k0", "n1", "k1")),
            )
            for row in csv.DictReader(file)
        ]


def persons(shops: Iterable[Shop], late: int) -> list[str]:
    """Rows of one wave; the sexes alternate within events, so that sex tells nothing."""
    rows = []
    for shop in shops:
        total, events = (shop.n1, shop.k1) if late else (shop.n0, shop.k0)
        for number in range(total):
            happened = int(number < events)
            pid = f"{late}-{shop.site}-{shop.name}-{number}"
            sex = 1 + number % 2
            rows.append(f"{pid},{shop.name},{shop.site},{shop.type},{shop.arm},{sex},{happened}")
    return rows


@pytest.fixture
def run_of(tmp_path) -> Callable[..., Run]:
    """Write a study of cross-sections, run it, and return the run."""

    def run(shops: Iterable[Shop], **plan: str) -> Run:
        shops = list(shops)
        told = {
            "roles": "",
            "allocation": "randomised",
            "linkage": "cross_sections",
            "adjust": "",
            "model": "",
        }
        (tmp_path / "study.yaml").write_text(PLAN.format(**{**told, **plan}), encoding="utf-8")
        for late, name in enumerate(("before", "after")):
            lines = ["pid,shop,site,type,arm,sex,y", *persons(shops, late)]
            (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return analyze(load_study(tmp_path / "study.yaml"))

    return run


@pytest.fixture
def one_wave(tmp_path, twelve) -> Run:
    """A study of a single wave."""
    plan = PLAN.replace("    after: {{label: {{zh: 评估, en: Endline}}, file: after.csv}}\n", "")
    told = {
        "roles": "",
        "allocation": "randomised",
        "linkage": "cross_sections",
        "adjust": "",
        "model": "",
    }
    (tmp_path / "study.yaml").write_text(plan.format(**told), encoding="utf-8")
    lines = ["pid,shop,site,type,arm,sex,y", *persons(twelve, 0)]
    (tmp_path / "before.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return analyze(load_study(tmp_path / "study.yaml"))
