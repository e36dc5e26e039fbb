"""Whom an effect is meant for: the average person, or the average cluster; and number needed.

Where large clusters do better, or worse, than small ones the two differ, and both are printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from migrant_rh.analysis.marginal import MarginalModel
from migrant_rh.analysis.stating import number
from migrant_rh.methods.interval import NO_INTERVAL, Interval
from migrant_rh.methods.number_needed import number_needed
from migrant_rh.results.rows import Row
from migrant_rh.words import refer

APART = 0.1
"""Share of the person-average effect by which the other may differ before both are printed."""


def estimand_rows(marginal: MarginalModel, analysis: str) -> Iterator[Row]:
    """State the effect among persons and among clusters on three scales, and numbers needed.

    Parameters
    ----------
    marginal : MarginalModel
        The primary model; every person counts the same in it.
    analysis : str
        Name of the analysis in the rows.
    """
    of_persons = list(_named(marginal, analysis, "person_average"))
    for row in of_persons:
        yield row
        yield from _needed(row)
    if marginal.sample.panel.study.design.allocated == "person":
        return
    of_clusters = replace(marginal, estimand="cluster_average")
    for row, other in zip(
        _named(of_clusters, analysis, "cluster_average"), of_persons, strict=True
    ):
        yield row._replace(note=row.note or _apart(row, other))
        yield from _needed(row)


def _named(marginal: MarginalModel, analysis: str, term: str) -> Iterator[Row]:
    """Effects of a model, under the name of their estimand."""
    for row in marginal.effects():
        yield row._replace(analysis=analysis, term=term)


def _apart(row: Row, other: Row) -> str:
    """Say so where the estimands differ by more than a tenth of the person-average effect."""
    if row.estimate is None or other.estimate is None:
        return ""
    apart = abs(row.estimate - other.estimate) > APART * abs(other.estimate)
    return refer("analysis.estimands_differ") if apart else ""


def _needed(row: Row) -> Iterator[Row]:
    """Number needed, from the risk difference."""
    if row.scale != "rd" or row.estimate is None:
        return
    has_limits = row.conf_low is not None and row.conf_high is not None
    limits = Interval(row.conf_low or 0.0, row.conf_high or 0.0) if has_limits else NO_INTERVAL
    needed = number_needed(row.estimate, limits)
    yield row._replace(
        scale="number_needed",
        estimate=number(needed.estimate),
        std_error=None,
        statistic=None,
        df=None,
        p_value=None,
        conf_low=number(needed.interval.low),
        conf_high=number(needed.interval.high),
        note=refer("analysis.through_infinity") if needed.through_infinity else "",
    )
