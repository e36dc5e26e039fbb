"""What tests of several folders start from: the demo study analysed once, a plan to go on with."""

from __future__ import annotations

import pytest

import migrant_rh as mr
from migrant_rh.run import Run

TWO_SITES = """\
schema: migrant-rh/1
study: {title: {zh: 研究, en: Study}}
data:
  key: [pid]
  waves:
    before: {label: {zh: 基线, en: Baseline}, file: before.csv}
    after: {label: {zh: 终期, en: Endline}, file: after.csv}
design:
  roles: {id: pid, cluster: shop, site: site, arm: arm}
  control: 0
  linkage: panel
variables:
  pid: {label: {zh: 编号, en: Id}, type: text}
  shop: {label: {zh: 单位, en: Workplace}, type: text}
  site: {label: {zh: 城市, en: City}, levels: {1: {zh: 甲, en: A}, 2: {zh: 乙, en: B}}}
  arm:
    label: {zh: 组, en: Arm}
    levels: {0: {zh: 对照, en: Control}, 1: {zh: 干预, en: Intervention}}
"""


@pytest.fixture(scope="session")
def two_sites() -> str:
    """A plan as far as its variables: persons followed in workplaces of two sites."""
    return TWO_SITES


@pytest.fixture(scope="session")
def demo_run() -> Run:
    """One run of the demo study; nothing in it can be changed but its figures: draw your own."""
    return mr.analyze(mr.demo_study())
