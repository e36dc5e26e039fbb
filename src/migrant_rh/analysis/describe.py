"""Table 1: who was surveyed at the first wave, by site and arm."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from migrant_rh.analysis.characteristics import (
    Asked,
    Characteristic,
    Groups,
    characteristic_rows,
    group_rows,
)
from migrant_rh.analysis.sample import counted
from migrant_rh.panel.panel import Panel
from migrant_rh.results.rows import Row

if TYPE_CHECKING:
    import pandas as pd

ANALYSIS = "baseline"


def baseline_variables(panel: Panel) -> tuple[str, ...]:
    """Variables of Table 1: as planned, or all categories and numbers without a part to play."""
    study = panel.study
    if study.tables.baseline:
        return tuple(study.tables.baseline)
    roles = study.design.roles
    outcomes = {planned.variable or name for name, planned in study.outcomes.items()}
    playing = {roles.id, roles.cluster, roles.site, roles.arm} | outcomes
    return tuple(
        name
        for name, spec in study.variables.items()
        if name not in playing and spec.type in {"category", "number"} and name in panel.data
    )


def baseline_rows(panel: Panel) -> Iterator[Row]:
    """State every variable in every arm of every site, and compare the arms.

    Categories: ``count`` and ``proportion`` of each level among valid answers, Pearson's chi-square
    without correction. Numbers: ``mean``, ``sd``, ``median``, ``quartile_1``, ``quartile_3``,
    Welch's t. Both: the test that knows the clusters where clusters were allocated, and ``smd``,
    the standardised mean difference, intervention less control. Persons who were not asked are
    left out, and are not missing.
    """
    first = counted(panel, panel.data[panel.data["_wave"] == panel.study.wave_names[0]])
    groups = _groups(panel, first)
    sites = first["_site"].astype(object).to_numpy()
    places = {
        site: sites == site if site else np.full(len(first), fill_value=True)
        for site in panel.places
    }
    arms = {site: groups.among(here) for site, here in places.items()}
    row = Row(analysis=ANALYSIS, wave=panel.study.wave_names[0])
    for site, of_site in arms.items():
        yield from group_rows(of_site, row._replace(site=site))
    for name in baseline_variables(panel):
        whole = _characteristic(panel, name, first)
        test = Asked(test="pearson" if whole.levels else "welch")
        asked = panel.asked(name)[first.index]
        for site, here in places.items():
            some = whole.among(here & asked)
            among = arms[site] if asked.all() else groups.among(here & asked)
            yield from characteristic_rows(some, among, row._replace(site=site), test)


def _groups(panel: Panel, first: pd.DataFrame) -> Groups:
    """The arms of all persons, and their clusters where clusters were allocated."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    arm = np.asarray(first["_arm"] == panel.arms[1], dtype=np.int64)
    if panel.study.design.allocated == "person":
        return Groups(panel.arms, arm)
    return Groups(panel.arms, arm, np.asarray(pd.factorize(first["_unit"])[0], dtype=np.int64))


def _characteristic(panel: Panel, name: str, first: pd.DataFrame) -> Characteristic:
    """Codes of a category, or a number."""
    levels = tuple(panel.study.variables[name].names_of_levels())
    if levels:
        return Characteristic(name, np.asarray(first[name].cat.codes, dtype=np.int64), levels)
    return Characteristic(name, first[name].to_numpy(dtype=np.float64))
