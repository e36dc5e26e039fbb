"""Who came, left and returned: clusters and persons, as rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrant_rh.panel.panel import Panel
from migrant_rh.results.rows import Row

if TYPE_CHECKING:
    import pandas as pd


def flow_rows(panel: Panel) -> Iterator[Row]:
    """Count persons and clusters at every stage, by site and arm and over all.

    Stages (`term`): ``surveyed`` at the first wave; ``left_out.K`` by step K of eligibility (from
    0), with those whom a missing value left out in `n_missing`; ``eligible``; then for every later
    wave ``followed`` (eligible and surveyed again), ``lost``, and ``new`` (eligible, not in the
    first wave).
    """
    for site, arm in _cells(panel):
        everyone = _within(panel.everyone, site, arm)
        place = (site, arm)
        first = panel.study.wave_names[0]
        entered = everyone[everyone["_wave"] == first]
        yield _count(entered, place, first, "surveyed")
        for step in range(len(panel.study.eligibility)):
            yield _count(entered[entered["_step"] == step], place, first, f"left_out.{step}")
        eligible = entered[entered["_step"] == -1]
        yield _count(eligible, place, first, "eligible")
        for wave in panel.study.wave_names[1:]:
            yield from _later(everyone, eligible, place, wave)


def _later(
    everyone: pd.DataFrame, eligible: pd.DataFrame, place: tuple[str, str], wave: str
) -> Iterator[Row]:
    """Follow the eligible to a later wave."""
    if eligible.empty and everyone.empty:
        return
    present = everyone[(everyone["_wave"] == wave) & (everyone["_step"] == -1)]
    again = eligible["_id"].isin(set(present["_id"]))
    came = ~present["_id"].isin(set(eligible["_id"]))
    yield _count(eligible[again], place, wave, "followed")
    yield _count(eligible[~again], place, wave, "lost")
    yield _count(present[came], place, wave, "new")


def _cells(panel: Panel) -> Iterator[tuple[str, str]]:
    """Every site and arm, each arm over all sites, and all."""
    for site in (*panel.sites, ""):
        for arm in panel.arms:
            yield site, arm
    yield "", ""


def _within(rows: pd.DataFrame, site: str, arm: str) -> pd.DataFrame:
    """Rows of a site and arm; empty means all."""
    if site:
        rows = rows[rows["_site"] == site]
    return rows[rows["_arm"] == arm] if arm else rows


def _count(rows: pd.DataFrame, place: tuple[str, str], wave: str, term: str) -> Row:
    """One count of persons, and of their clusters."""
    return Row(
        analysis="flow",
        site=place[0],
        group=place[1],
        wave=wave,
        term=term,
        scale="count",
        estimate=float(len(rows)),
        n=len(rows),
        n_missing=int(rows["_unknown"].sum()),
        clusters=int(rows["_cluster"].nunique()),
        method="count",
    )
