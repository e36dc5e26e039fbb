"""A small study on disk, to be spoiled in one way at a time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from migrant_rh.panel.panel import Panel, build_panel
from migrant_rh.reading import read
from migrant_rh.study.file import load_study

PLAN = """\
schema: migrant-rh/1
study: {title: {zh: 试验, en: Trial}}
data:
  key: [pid]
  waves:
    before: {label: {zh: 前, en: Before}, file: before.csv}
    after: {label: {zh: 后, en: After}, file: after.csv}
design:
  roles: {id: pid, cluster: shop, site: city, arm: group}
  control: 0
variables:
  pid: {label: id, type: text}
  shop: {label: shop, type: text}
  city:
    label: city
    levels: {1: {zh: 北京, en: Beijing}, 2: {zh: 上海, en: Shanghai}}
    aliases: {北京市: 1, beijing: 1}
  group: {label: arm, levels: {0: {zh: 对照, en: Control}, 1: {zh: 干预, en: Treated}}}
  sex: {label: sex, fixed: true, levels: {1: {zh: 男, en: Male}, 2: {zh: 女, en: Female}}}
  age: {label: age, type: number, missing: {99: unanswered}}
  cert: {label: certificate, levels: {0: 'no', 1: 'yes'}, missing: {9: unanswered}}
outcomes:
  cert: {label: {zh: 办证, en: Certificate}, event: 1}
models:
  main: {adjust: [age]}
eligibility:
  - {keep: 18 <= age <= 49, label: {zh: 18 至 49 岁, en: Aged 18-49}}
"""
HEADER = "pid,shop,city,group,sex,age,cert"
BEFORE = (
    "001,a,1,0,1,20,0",
    "002,a,1,0,2,30,1",
    "003,b,1,0,1,49,1",
    "004,c,1,1,2,25,0",
    "005,d,1,1,2,35,1",
    "006,e,2,0,1,40,0",
    "007,f,2,1,1,28,9",
)
AFTER = (
    "001,a,1,0,1,21,1",
    "003,b,1,0,1,50,1",
    "004,c,1,1,2,26,1",
    "005,d,1,1,2,36,1",
    "006,e,2,0,1,41,0",
    "007,f,2,1,1,29,1",
)


@dataclass
class Files:
    """Texts of the files of the small study."""

    folder: Path
    plan: str = PLAN
    before: list[str] = field(default_factory=lambda: [HEADER, *BEFORE])
    after: list[str] = field(default_factory=lambda: [HEADER, *AFTER])
    roster: str = ""

    def replace(self, wave: str, old: str, new: str) -> "Files":
        lines = getattr(self, wave)
        assert any(old in line for line in lines), old
        setattr(self, wave, [line.replace(old, new) for line in lines])
        return self

    def planned(self, old: str, new: str) -> "Files":
        assert old in self.plan, old
        self.plan = self.plan.replace(old, new)
        return self

    def study(self):
        for name in ("before", "after"):
            text = "\n".join(getattr(self, name)) + "\n"
            (self.folder / f"{name}.csv").write_text(text, encoding="utf-8")
        if self.roster:
            (self.folder / "roster.csv").write_text(self.roster, encoding="utf-8")
            self.planned("  control: 0", "  control: 0\n  roster: roster.csv")
        path = self.folder / "study.yaml"
        path.write_text(self.plan, encoding="utf-8")
        return load_study(path)

    def panel(self) -> Panel:
        study = self.study()
        waves = {name: read(study.path(wave.file)) for name, wave in study.data.waves.items()}
        roster = read(study.path(study.design.roster)) if study.design.roster else None
        return build_panel(study, waves, roster)


@pytest.fixture
def files(tmp_path) -> Files:
    return Files(tmp_path)


@pytest.fixture
def rules() -> Callable[[Panel], dict[str, str]]:
    return lambda panel: {item.rule: item.severity for item in panel.findings}
