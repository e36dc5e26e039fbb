"""A survey with rare answers: two sites, twelve workplaces, two waves of the same persons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from migrant_rh.run import Run, analyze
from migrant_rh.study.file import load_study

PLAN = """\
  edu:
    label: {{zh: 教育, en: Education}}
    levels:
      1: {{zh: 小学, en: Primary}}
      2: {{zh: 初中, en: Middle}}
      3: {{zh: 高中, en: High}}
      4: {{zh: 大学, en: College}}
  edu2:
    label: {{zh: 教育二, en: Education in two}}
    of: edu
    merge: {{1: [1, 2], 2: [3, 4]}}
    levels: {{1: {{zh: 低, en: Lower}}, 2: {{zh: 高, en: Higher}}}}
  age: {{label: {{zh: 年龄, en: Age}}, type: number}}
  ages:
    label: {{zh: 年龄组, en: Age group}}
    cuts:
      of: age
      at: [25, 40]
      labels: [{{zh: 青, en: Young}}, {{zh: 中, en: Middle aged}}, {{zh: 老, en: Old}}]
  old:
    label: {{zh: 四十岁, en: Forty}}
    cuts: {{of: age, at: [40], labels: [{{zh: 否, en: Younger}}, {{zh: 是, en: Forty}}]}}
  rare:
    label: {{zh: 罕见, en: Rare}}
    levels: {{0: {{zh: 否, en: No}}, 1: {{zh: 是, en: Yes}}}}
  usual:
    label: {{zh: 常见, en: Usual}}
    levels: {{0: {{zh: 否, en: No}}, 1: {{zh: 是, en: Yes}}}}
  m1:
    label: {{zh: 一, en: First}}
    levels: {{0: {{zh: 否, en: No}}, 1: {{zh: 是, en: Yes}}}}
  m2:
    label: {{zh: 二, en: Second}}
    levels: {{0: {{zh: 否, en: No}}, 1: {{zh: 是, en: Yes}}}}
  m3:
    label: {{zh: 三, en: Third}}
    levels: {{0: {{zh: 否, en: No}}, 1: {{zh: 是, en: Yes}}}}
outcomes:
  rare: {{label: {{zh: 罕见, en: Rare}}, event: 1}}
  usual: {{label: {{zh: 常见, en: Usual}}, event: 1}}
questions:
  means: {{label: {{zh: 方法, en: Means}}, items: [m1, m2, m3], event: 1}}
models:
  main: {{adjust: {adjust}, subgroups: [edu], wls: {{}}}}
tables: {{baseline: [edu, edu2, age, ages, old, rare]}}
inference: {{permutations: 999}}
{privacy}
"""
COLUMNS = ("pid", "shop", "site", "arm", "edu", "age", "rare", "usual", "m1", "m2", "m3")
EVENTS = ("rare", "usual", "m1", "m2", "m3")


@dataclass(frozen=True)
class Survey:
    """Answers of every person, one array a variable and wave."""

    shop: np.ndarray
    site: np.ndarray
    arm: np.ndarray
    edu: np.ndarray
    age: np.ndarray
    events: Mapping[tuple[str, int], np.ndarray]

    def write(self, folder: Path) -> None:
        """Write both waves."""
        fixed = (self.shop, self.site, self.arm, self.edu, self.age)
        for late, name in enumerate(("before", "after")):
            answers = [self.events[event, late] for event in EVENTS]
            lines = [
                ",".join(map(str, (f"p{number}", *row)))
                for number, row in enumerate(zip(*fixed, *answers, strict=True))
            ]
            text = "\n".join((",".join(COLUMNS), *lines)) + "\n"
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")

    def with_events(self, name: str, late: int, values: np.ndarray) -> Survey:
        """The same persons with other answers to one question."""
        return replace(self, events={**self.events, (name, late): values})


def drawn(seed: int) -> Survey:
    """Draw a survey in which some answers are rare."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(14, 30, size=12)
    shop = np.repeat(np.arange(1, 13), sizes)
    site, arm = 1 + (shop > 6), (shop % 2)
    total = len(shop)
    edu = rng.choice([1, 2, 3, 4], p=[0.08, 0.5, 0.37, 0.05], size=total)
    age = rng.choice([19, 24, 31, 39, 44], p=[0.3, 0.3, 0.2, 0.15, 0.05], size=total)
    chance = {"rare": 0.07, "usual": 0.55, "m1": 0.4, "m2": 0.05, "m3": 0.2}
    events = {
        (name, late): (rng.random(total) < chance[name]).astype(int)
        for name in EVENTS
        for late in (0, 1)
    }
    return Survey(shop, site, arm, edu, age, events)


def few_once(name: str) -> Survey:
    """Draw a survey of common answers, but for one answer of one site and arm at the first wave."""
    rng = np.random.default_rng(7)
    survey = drawn(7)
    events = {key: (rng.random(len(survey.shop)) < 0.45).astype(int) for key in survey.events}
    here = np.flatnonzero((survey.site == 1) & (survey.arm == 0))
    if name.startswith("m"):
        here = np.flatnonzero(survey.arm == 0)
    events[name, 0][here] = 0
    events[name, 0][here[:3]] = 1
    return replace(survey, events=events)


@pytest.fixture(scope="session")
def survey_with_few() -> Callable[[str], Survey]:
    """Draw a survey with a single small count of one question."""
    return few_once


def few_changed() -> Survey:
    """Draw a survey in which two persons of one site and arm changed, both to yes."""
    survey = few_once("m1")
    here = np.flatnonzero((survey.site == 1) & (survey.arm == 0))
    after = survey.events["rare", 1].copy()
    after[here] = survey.events["rare", 0][here]
    after[here[after[here] == 0][:2]] = 1
    return survey.with_events("rare", 1, after)


@pytest.fixture(scope="session")
def survey_of_changes() -> Survey:
    """Two persons changed."""
    return few_changed()


@pytest.fixture(scope="session")
def survey_of() -> Callable[[int], Survey]:
    """Draw a survey by its seed."""
    return drawn


@pytest.fixture
def analysed(tmp_path, two_sites) -> Callable[..., Run]:
    """Write a survey, and analyse it with a smallest count or without."""

    def run(survey: Survey, least: int | None = None, adjust: str = "[edu2]") -> Run:
        privacy = f"privacy: {{min_cell: {least}}}" if least else ""
        survey.write(tmp_path)
        plan = two_sites + PLAN.format(privacy=privacy, adjust=adjust)
        (tmp_path / "study.yaml").write_text(plan, encoding="utf-8")
        return analyze(load_study(tmp_path / "study.yaml"))

    return run
