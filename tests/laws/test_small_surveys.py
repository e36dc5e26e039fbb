"""However few persons there are and whatever they answered, the report comes, in both languages.

Surveys are drawn at random: few clusters of few persons, answers that nobody or everybody gave,
that follow the cluster, that do not change. What cannot be computed is a dash with its reason.
"""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest

import migrant_rh as mr

PLAN = """\
  edu:
    label: {{zh: 教育, en: Education}}
    levels: {{1: {{zh: 低, en: Low}}, 2: {{zh: 中, en: Middle}}, 3: {{zh: 高, en: High}}}}
  age: {{label: {{zh: 年龄, en: Age}}, type: number}}
  held: {{label: {{zh: 持有, en: Held}}, levels: {{0: {{zh: 否, en: No}}, 1: {{zh: 是, en: Yes}}}}}}
  m1: {{label: {{zh: 一, en: First}}, levels: {{0: {{zh: 否, en: No}}, 1: {{zh: 是, en: Yes}}}}}}
  m2: {{label: {{zh: 二, en: Second}}, levels: {{0: {{zh: 否, en: No}}, 1: {{zh: 是, en: Yes}}}}}}
outcomes:
  held: {{label: {{zh: 持有, en: Held}}, event: 1}}
questions:
  means: {{label: {{zh: 方法, en: Means}}, items: [m1, m2], event: 1}}
models:
  main: {{adjust: {adjust}, subgroups: [edu], wls: {{}}}}
tables: {{baseline: [edu, age]}}
inference: {{permutations: 999}}
{privacy}
"""
ITEMS = ("held", "m1", "m2")
ADJUST = ("[]", "[age]", "[edu]", "[edu, age]")


def answers(rng, shop, earlier):
    """Answers of 0 and 1 of one kind or another."""
    n = len(shop)
    kinds = (
        np.zeros(n),
        np.ones(n),
        rng.random(n) < 0.5,
        rng.random(n) < 0.1,
        shop % 3 == 0,
        earlier,
    )
    return np.asarray(kinds[rng.integers(len(kinds))]).astype(int)


def write_survey(rng, folder):
    """Write two waves of some persons in a few clusters of two sites."""
    clusters = int(rng.choice([4, 5, 6, 8, 12]))
    shop = np.repeat(np.arange(1, clusters + 1), rng.integers(1, rng.choice([3, 5, 10]), clusters))
    persons = len(shop)
    edu = rng.choice([1, 2, 3], size=persons, p=rng.dirichlet([0.3] * 3))
    age = rng.choice([19, 24, 31, 44], size=persons) if rng.random() < 0.8 else np.full(persons, 30)
    fixed = (shop, 1 + (shop > clusters // 2), shop % 2, edu, age)
    earlier = np.zeros((len(ITEMS), persons))
    for wave in ("before", "after"):
        earlier = np.array([answers(rng, shop, each) for each in earlier])
        lines = [
            ",".join(map(str, (f"p{number}", *row)))
            for number, row in enumerate(zip(*fixed, *earlier, strict=True))
        ]
        head = ",".join(("pid", "shop", "site", "arm", "edu", "age", *ITEMS))
        (folder / f"{wave}.csv").write_text("\n".join((head, *lines)) + "\n", encoding="utf-8")


@pytest.mark.parametrize("seed", range(12))
def test_a_report_comes_of_every_survey(seed, tmp_path, two_sites):
    rng = np.random.default_rng(seed)
    write_survey(rng, tmp_path)
    privacy = "privacy: {min_cell: 5}" if seed % 3 == 0 else ""
    plan = two_sites + PLAN.format(adjust=rng.choice(ADJUST), privacy=privacy)
    (tmp_path / "study.yaml").write_text(plan, encoding="utf-8")
    run = mr.analyze(mr.load_study(tmp_path / "study.yaml"))
    told = chain.from_iterable((table.to("zh"), table.to("en")) for table in run.tables.values())
    assert all(each.to_text() and each.to_html() for each in told)
    assert all(run.headline(language) for language in ("zh", "en"))
    if seed < 2:
        written = run.write(tmp_path / "report", languages=("en",))
        assert all(path.stat().st_size for path in written)


def test_a_note_on_sparse_tables_is_not_told_of_columns_without_tests(tmp_path, two_sites):
    """All persons together have a small expected count, and no test of a site is shown."""
    write_survey(np.random.default_rng(1), tmp_path)
    plan = two_sites + PLAN.format(adjust="[]", privacy="")
    (tmp_path / "study.yaml").write_text(plan, encoding="utf-8")
    run = mr.analyze(mr.load_study(tmp_path / "study.yaml"))
    table = run.tables["table1"].table
    marks = {mark for row in table.rows for cell in row.cells for mark in cell.marks}
    assert {note.mark for note in table.notes if note.mark == "sparse"} == marks & {"sparse"}
