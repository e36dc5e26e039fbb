"""Who was lost after the first wave: by site, arm and cluster, and whether the arms differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from migrant_rh.analysis.stating import number, with_estimate
from migrant_rh.methods.cluster_level import compare_arms, regress_on_arm
from migrant_rh.panel.panel import Panel
from migrant_rh.results.rows import Row

if TYPE_CHECKING:
    import pandas as pd

ANALYSIS = "attrition"


def attrition_rows(panel: Panel) -> Iterator[Row]:
    """State the share lost at the last wave of those eligible at the first.

    Nothing is stated for cross-sections, whose persons are not followed.
    """
    if panel.study.design.linkage == "cross_sections" or len(panel.study.wave_names) < 2:  # noqa: PLR2004
        return
    entered = _followed(panel)
    for site in panel.places:
        here = entered[entered["_site"] == site] if site else entered
        for arm in (*panel.arms, ""):
            rows = here[here["_arm"] == arm] if arm else here
            yield _share(panel, rows, site, arm)
        if panel.study.design.allocated == "cluster":
            yield _compared(panel, here, site)
    if panel.study.design.allocated == "cluster":
        yield from _by_cluster(panel, entered)


def _followed(panel: Panel) -> pd.DataFrame:
    """Persons of the first wave, and whether they were lost."""
    first, last = panel.study.wave_names[0], panel.study.wave_names[-1]
    roles = panel.data[["_id", "_wave", "_site", "_arm", "_cluster", "_unit"]]
    entered = roles[roles["_wave"] == first]
    again = roles.loc[roles["_wave"] == last, "_id"]
    return entered.assign(_lost=~entered["_id"].isin(again))


def _share(panel: Panel, rows: pd.DataFrame, site: str, arm: str, cluster: str = "") -> Row:
    """Share lost among some persons."""
    return Row(
        analysis=ANALYSIS,
        site=site,
        group=arm,
        wave=panel.study.wave_names[-1],
        term=cluster,
        scale="proportion",
        estimate=number(float(rows["_lost"].mean())) if len(rows) else None,
        n=len(rows),
        n_missing=int(rows["_lost"].sum()),
        clusters=int(rows["_unit"].nunique()),
        method="count",
    )


def _by_cluster(panel: Panel, entered: pd.DataFrame) -> Iterator[Row]:
    """Share lost in every cluster, in the order of sites and clusters."""
    order = entered.sort_values(["_site", "_cluster"], key=_natural, kind="stable")
    for cluster, rows in order.groupby("_cluster", sort=False, observed=True):
        site, arm = str(rows["_site"].iloc[0]), str(rows["_arm"].iloc[0])
        yield _share(panel, rows, site, arm, str(cluster))


def _natural(codes: pd.Series) -> pd.Series:
    """Sort whole numbers within codes by value: c2 before c10."""
    return codes.astype(str).str.replace(r"\d+", lambda number: number[0].zfill(20), regex=True)


def _compared(panel: Panel, here: pd.DataFrame, site: str) -> Row:
    """Compare the arms by the unweighted shares of their clusters, within sites."""
    clusters = here.groupby("_unit").agg(
        lost=("_lost", "mean"), arm=("_arm", "first"), site=("_site", "first")
    )
    arm = np.asarray(clusters["arm"] == panel.arms[1], dtype=np.int64)
    share = clusters["lost"].to_numpy(dtype=float)
    sites = np.unique(clusters["site"].astype(str).to_numpy(), return_inverse=True)[1]
    level = panel.study.inference.conf_level
    if len(np.unique(sites)) > 1:
        effect = regress_on_arm(share, arm, stratum=sites, level=level)
    else:
        effect = compare_arms(share, arm, level=level)
    row = Row(
        analysis=ANALYSIS,
        site=site,
        wave=panel.study.wave_names[-1],
        contrast="arms",
        scale="rd",
        n=len(here),
        clusters=len(clusters),
    )
    return with_estimate(row._replace(method=effect.method), effect)
