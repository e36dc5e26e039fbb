"""A small study on disk, clean, to be spoiled in one way at a time and run from its files."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from migrant_rh.checking.findings import Finding, Findings
from migrant_rh.errors import MigrantRHError, Problem
from migrant_rh.run import Run, analyze
from migrant_rh.study.file import load_study

PLAN = """\
schema: migrant-rh/1
study: {title: {zh: 试验, en: Trial}}
data:
  key: [pid]
  waves:
    before: {label: {zh: 基线, en: Baseline}, file: before.csv}
    after: {label: {zh: 评估, en: Endline}, file: after.csv}
design:
  roles: {id: pid, cluster: shop, site: city, arm: arm}
  control: 0
variables:
  pid: {label: id, type: text}
  shop: {label: shop, type: text}
  city:
    label: city
    levels: {1: {zh: 北京, en: Beijing}, 2: {zh: 上海, en: Shanghai}}
    aliases: {北京市: 1, BJ: 1, Peking: 1}
  arm: {label: arm, levels: {0: {zh: 对照, en: Control}, 1: {zh: 干预, en: Treated}}}
  sex: {label: sex, fixed: true, levels: {1: man, 2: woman}}
  age: {label: age, type: number, missing: {99: unanswered}}
  school: {label: education, levels: {1: primary, 2: middle, 3: high}}
  day: {label: interview, type: date, date_order: ymd}
  cert: {label: certificate, levels: {0: 'no', 1: 'yes'}, missing: {9: unanswered}}
  exam: {label: examined, levels: {0: 'no', 1: 'yes'}}
outcomes:
  cert: {label: {zh: 办证, en: Certificate}, event: 1}
  exam: {label: {zh: 检查, en: Examined}, event: 1}
models:
  main: {adjust: [sex]}
eligibility:
  - {keep: 18 <= age <= 49, label: {zh: 18 至 49 岁, en: Aged 18-49}}
tables: {baseline: [sex, age, school]}
"""
HEADER = "pid,shop,city,arm,sex,age,school,day,cert,exam"
SHOPS = tuple((name, 1 + (name > "d"), int(name in "cdgh")) for name in "abcdefgh")
PERSONS = 6


def clean_rows(wave: int) -> list[str]:
    """Every person of a wave: `001` to `048`, six in a shop, all of them seen twice."""
    rows = []
    for place, (shop, city, arm) in enumerate(SHOPS):
        for person in range(PERSONS):
            number = place * PERSONS + person
            cert = int((person + place + wave * (1 + arm)) % 4 < 2)
            exam = int((person * 5 + place + wave * arm) % 3 < 2)
            age, school = 20 + number % 25 + wave, 1 + number % 3
            day = f"200{7 + wave}-09-{1 + number % 28:02d}"
            told = (shop, city, arm, 1 + person % 2, age, school, day, cert, exam)
            rows.append(f"{number + 1:03d}," + ",".join(map(str, told)))
    return rows


@dataclass
class Files:
    """The files of the small study: lines of both waves, the plan, check files."""

    folder: Path
    plan: str = PLAN
    before: list[str] = field(default_factory=lambda: [HEADER, *clean_rows(0)])
    after: list[str] = field(default_factory=lambda: [HEADER, *clean_rows(1)])
    checks: dict[str, str] = field(default_factory=dict)

    def planned(self, old: str, new: str) -> "Files":
        assert old in self.plan, old
        self.plan = self.plan.replace(old, new)
        return self

    def put(self, wave: str, person: str, column: str, value: str) -> "Files":
        """Give one person another value; ``*`` is everybody."""
        lines = getattr(self, wave)
        at = lines[0].split(",").index(column)
        found = 0
        for number, line in enumerate(lines[1:], start=1):
            cells = line.split(",")
            if person in {"*", cells[0]}:
                cells[at] = value
                lines[number] = ",".join(cells)
                found += 1
        assert found, person
        return self

    def drop(self, wave: str, column: str) -> "Files":
        """Take a column out of one wave."""
        lines = getattr(self, wave)
        at = lines[0].split(",").index(column)
        kept = [",".join(c for i, c in enumerate(x.split(",")) if i != at) for x in lines]
        setattr(self, wave, kept)
        return self

    def written(self) -> Path:
        """Write everything; the path of the study file."""
        for name in ("before", "after"):
            text = "\n".join(getattr(self, name)) + "\n"
            (self.folder / f"{name}.csv").write_text(text, encoding="utf-8")
            if name in self.checks:
                (self.folder / f"{name}.chk").write_text(self.checks[name], encoding="utf-8")
        path = self.folder / "study.yaml"
        path.write_text(self.plan, encoding="utf-8")
        return path

    def run(self) -> Run:
        return analyze(load_study(self.written()))

    def refused(self) -> tuple[Problem, ...]:
        """What stops the run."""
        with pytest.raises(MigrantRHError) as caught:
            self.run()
        return tuple(caught.value.problems)

    def findings(self, rule: str) -> list[Finding]:
        """All findings of one rule, also when they stop the run."""
        kept: list[Findings] = []
        try:
            analyze(load_study(self.written()), on_findings=kept.append)
        except MigrantRHError:
            assert kept
        return [item for item in kept[-1] if item.rule == rule]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)
