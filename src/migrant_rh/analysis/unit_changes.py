"""The change of every allocated unit, one row each, without its name."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from migrant_rh.analysis.sample import draw
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
        of theirs. `n` is the persons of both waves. An arm in which a unit has too few persons of
        either answer at a wave, by ``privacy.min_cell``, shows none of its units.
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
    """Units of one site."""
    clusters = changes.clusters
    if clusters.before is None or not clusters.count:
        return
    change = clusters.change()
    persons = clusters.before.totals + clusters.after.totals
    for side, arm in enumerate(changes.sample.panel.arms):
        places = np.flatnonzero(clusters.units.arm == side)
        note = _withheld(changes, places)
        for number, place in enumerate(places[np.argsort(change[places], kind="stable")], start=1):
            yield Row(
                analysis=ANALYSIS,
                outcome=changes.sample.outcome,
                site=changes.sample.site,
                group=arm,
                term=str(number),
                scale="rd",
                estimate=None if note else float(change[place]),
                n=None if note else round(float(persons[place])),
                method="change",
                note=note,
            )


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
