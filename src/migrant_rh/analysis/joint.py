"""All outcomes of a model at once: P values adjusted for their number by permuting clusters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from migrant_rh.analysis.sample import Sample
from migrant_rh.analysis.stating import number, unavailable
from migrant_rh.analysis.units import Changes
from migrant_rh.methods.joint_permutation import joint_permutation_test
from migrant_rh.results.rows import Row
from migrant_rh.words import refer


def joint_rows(analysis: str, samples: Sequence[Sample]) -> Iterator[Row]:
    """State Westfall and Young's step-down P of every outcome of a family.

    Parameters
    ----------
    analysis : str
        Name of the analysis in the rows.
    samples : sequence of Sample
        One sample an outcome, rows without regard to covariates, at one place.
    """
    if len(samples) < 2:  # noqa: PLR2004  (a family has two outcomes or more)
        return
    every = [Changes.of(sample) for sample in samples]
    places = [{label: g for g, label in enumerate(each.clusters.units.labels)} for each in every]
    common = sorted(set.intersection(*(set(each) for each in places)))
    if not common:
        return
    orders = [np.array([place[label] for label in common]) for place in places]
    changes = np.column_stack(
        [each.clusters.change()[order] for each, order in zip(every, orders, strict=True)]
    )
    units = every[0].clusters.units.among(orders[0])
    test = joint_permutation_test(
        changes,
        units.arm,
        stratum=None if units.allowed is not None else units.stratum,
        allowed=units.allowed,
        monte_carlo=units.testing.monte_carlo,
    )
    note = unavailable(test.unavailable) or refer("analysis.family", outcomes=len(every))
    for place, each in enumerate(every):
        row = each.row(analysis)._replace(scale="rd", method=test.method, clusters=len(units.arm))
        yield row._replace(
            term="step_down",
            estimate=number(float(test.estimates[place])),
            statistic=number(float(test.statistics[place])),
            p_value=number(float(test.step_down[place])),
            note=note,
        )
