"""Who came, left and returned: clusters and persons, as rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from migrant_rh.panel.panel import Panel
from migrant_rh.results.rows import Row

if TYPE_CHECKING:
    import pandas as pd

Mask = NDArray[np.bool_]


def flow_rows(panel: Panel) -> Iterator[Row]:
    """Count persons and clusters at every stage, by site and arm and over all.

    Stages (`term`): ``allocated``, the clusters of the roster, without persons; ``surveyed`` at the
    first wave; ``left_out.K`` by step K of eligibility (from 0), with those whom a missing value
    left out in `n_missing`; ``eligible``; then for every later wave ``followed`` (eligible and
    surveyed again), ``lost``, and ``new`` (eligible, not in the first wave).
    """
    everyone = _Everyone(panel)
    for site, arm in _cells(panel):
        if panel.allocated is not None:
            yield _allocated(panel.allocated, site, arm, panel.study.wave_names[0])
        here = everyone.at(site, arm)
        for wave, term, stage in everyone.stages:
            yield everyone.count(here & stage, (site, arm, wave, term))


def _allocated(roster: pd.DataFrame, site: str, arm: str, wave: str) -> Row:
    """Count the clusters of the roster in a site and arm; empty means all."""
    here = (roster["_site"] == site) | (site == "")
    here &= (roster["_arm"] == arm) | (arm == "")
    row = Row(analysis="flow", site=site, group=arm, wave=wave, term="allocated")
    return row._replace(scale="count", clusters=int(here.sum()), method="count")


def _cells(panel: Panel) -> Iterator[tuple[str, str]]:
    """Every site and arm, each arm over all sites, and all."""
    for site in panel.places:
        for arm in panel.arms:
            yield site, arm
    yield "", ""


@dataclass(frozen=True)
class _Everyone:
    """All rows of the waves, and which of them stand at which stage."""

    panel: Panel

    def at(self, site: str, arm: str) -> Mask:
        """Rows of a site and arm; empty means all."""
        rows = np.ones(len(self.panel.everyone), dtype=bool)
        if site:
            rows &= np.asarray(self.panel.everyone["_site"] == site)
        if arm:
            rows &= np.asarray(self.panel.everyone["_arm"] == arm)
        return rows

    @cached_property
    def stages(self) -> tuple[tuple[str, str, Mask], ...]:
        """Wave, name and rows of every stage."""
        first, *later = self.panel.study.wave_names
        entered = self._in(first)
        step = self.panel.everyone["_step"].to_numpy()
        found = [(first, "surveyed", entered)]
        found += [
            (first, f"left_out.{place}", entered & (step == place))
            for place in range(len(self.panel.study.eligibility))
        ]
        eligible = entered & (step == -1)
        found.append((first, "eligible", eligible))
        for wave in later:
            present = self._in(wave) & (step == -1)
            found.append((wave, "followed", eligible & self._also(present)))
            found.append((wave, "lost", eligible & ~self._also(present)))
            found.append((wave, "new", present & ~self._also(eligible)))
        return tuple(found)

    def count(self, rows: Mask, place: tuple[str, str, str, str]) -> Row:
        """One count of persons, and of their clusters."""
        site, arm, wave, term = place
        persons = int(rows.sum())
        return Row(
            analysis="flow",
            site=site,
            group=arm,
            wave=wave,
            term=term,
            scale="count",
            estimate=float(persons),
            n=persons,
            n_missing=int(self._unknown[rows].sum()),
            clusters=len(np.unique(self._clusters[rows])),
            method="count",
        )

    def _in(self, wave: str) -> Mask:
        """Rows of a wave."""
        return np.asarray(self.panel.everyone["_wave"] == wave)

    def _also(self, rows: Mask) -> Mask:
        """Rows whose person has one of the rows given."""
        return np.isin(self._persons, self._persons[rows])

    @cached_property
    def _persons(self) -> NDArray[np.int64]:
        """Number of each row's person."""
        return self._numbered("_id")

    @cached_property
    def _clusters(self) -> NDArray[np.int64]:
        """Number of each row's cluster."""
        return self._numbered("_cluster")

    @cached_property
    def _unknown(self) -> Mask:
        """Whether a row's person was left out for a missing value."""
        return self.panel.everyone["_unknown"].to_numpy(dtype=bool)

    def _numbered(self, column: str) -> NDArray[np.int64]:
        """Number the values of a column."""
        import pandas as pd  # noqa: PLC0415  (heavy)

        return np.asarray(pd.factorize(self.panel.everyone[column])[0], dtype=np.int64)
