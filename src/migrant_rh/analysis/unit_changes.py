"""The change of every allocated unit, one row each, without its name; their means, compared."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from migrant_rh.analysis.sample import draw
from migrant_rh.analysis.stating import with_estimate
from migrant_rh.analysis.units import Changes
from migrant_rh.panel.panel import Panel
from migrant_rh.results.rows import Row
from migrant_rh.words import refer

ANALYSIS = "changes"


def change_rows(panel: Panel, outcome: str) -> Iterator[Row]:
    """State the change of each unit in the proportion with an outcome, by site and arm.

    Parameters
    ----------
    panel : Panel
        The study, with two waves and allocated units.
    outcome : str
        An outcome of the plan.

    Yields
    ------
    Row
        ``term`` numbers the units of a site and arm by their change, from the lowest: it is no name
        of theirs. Then the unweighted mean of every arm (method ``mean_change``) and, with contrast
        ``did``, their difference with the interval of the t test on units. An arm in which a unit
        has too few persons of either answer at a wave, by ``privacy.min_cell``, shows none of it.
    """
    model = next(iter(panel.study.models.values()), None)
    if panel.study.design.allocated != "cluster" or model is None:
        return
    plain = model.model_copy(update={"adjust": []})
    for site in panel.sites:
        sample = draw(panel, outcome, plain, site)
        if sample.complete and len(set(sample.waves)) > 1:
            yield from _of_site(Changes.of(sample))


def _of_site(changes: Changes) -> Iterator[Row]:
    """Units of one site, the means of the arms, and their difference."""
    clusters = changes.clusters
    if clusters.before is None or not clusters.count:
        return
    change, arms = clusters.change(), clusters.units.arm
    sides = [np.flatnonzero(arms == side) for side in range(len(changes.sample.panel.arms))]
    notes = [_withheld(changes, places) for places in sides]
    stated = changes.row(ANALYSIS)._replace(scale="rd")
    for arm, places, note in zip(changes.sample.panel.arms, sides, notes, strict=True):
        row = stated._replace(group=arm, contrast="", n_missing=None, note=note)
        yield from _of_arm(row, np.sort(change[places]))
    if all(len(places) for places in sides):
        effect = clusters.units.compared(change)
        row = stated._replace(method=effect.method, clusters=clusters.count)
        note = next(filter(None, notes), "")
        yield row._replace(note=note) if note else with_estimate(row, effect)


def _of_arm(row: Row, change: NDArray[np.float64]) -> Iterator[Row]:
    """Changes of the units of an arm, from the lowest, and their mean."""
    shown = not row.note
    for number, value in enumerate(change.tolist(), start=1):
        estimate = value if shown else None
        yield row._replace(term=str(number), estimate=estimate, n=None, method="change")
    mean = float(change.mean()) if shown and len(change) else None
    yield row._replace(estimate=mean, n=None, clusters=len(change), method="mean_change")


def _withheld(changes: Changes, places: NDArray[np.int64]) -> str:
    """Why some units are not shown; empty where they are.

    A change is the difference of two fractions, and a reader can tell small ones from it.
    """
    least = changes.sample.panel.study.privacy.min_cell
    waves = (changes.clusters.before, changes.clusters.after)
    for counts in (wave for wave in waves if wave is not None):
        events, totals = counts.events[places], counts.totals[places]
        for persons in (events, totals - events):
            if least is not None and ((persons > 0) & (persons < least)).any():
                return refer("privacy.withheld", least=least)
    return ""
