"""Which result leads, by how many units were allocated.

The rule is a table; its reasons are in the literature on trials with few clusters: Li and Redden
(2015, https://doi.org/10.1002/sim.6344), Leyrat and others (2018,
https://doi.org/10.1093/ije/dyx169), and the level of each test under no effect.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from migrant_rh.panel.panel import Panel
from migrant_rh.results.rows import Row
from migrant_rh.study.plan import Allocation
from migrant_rh.words import refer

Lead = Literal["gee", "permutation", "cluster_t", "none"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: from how many units on, which result leads, and the sentence."""

    at_least: int
    lead: Lead
    sentence: str


RULES = (
    Rule(40, "gee", "lead_many"),
    Rule(12, "gee", "lead_moderate"),
    Rule(6, "permutation", "lead_few"),
    Rule(4, "cluster_t", "lead_very_few"),
    Rule(0, "none", "lead_none"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What leads, and the sentence that says why.

    Attributes
    ----------
    lead : Lead
        Method of the leading result; ``none`` allows no P value at all.
    note : str
        The sentence, written down by `migrant_rh.words.refer`.
    """

    lead: Lead
    note: str


def choose(units_by_arm: tuple[int, int], allocation: Allocation) -> Choice:
    """Choose the leading result.

    Parameters
    ----------
    units_by_arm : tuple of int
        Allocated units in the control and in the intervention arm.
    allocation : str
        Permutation leads only where units were allocated at random; else the cluster-level test.

    Examples
    --------
    >>> choose((6, 6), "unknown").lead
    'gee'
    >>> choose((3, 4), "randomised").lead, choose((3, 4), "unknown").lead
    ('permutation', 'cluster_t')
    >>> choose((1, 20), "randomised").lead
    'none'
    """
    units = sum(units_by_arm)
    if min(units_by_arm) <= 1:
        return Choice("none", refer("analysis.lead_none", units=units))
    rule = next(rule for rule in RULES if units >= rule.at_least)
    lead, sentence = rule.lead, rule.sentence
    if lead == "permutation" and allocation != "randomised":
        lead, sentence = "cluster_t", "lead_few_not_random"
    return Choice(lead, refer(f"analysis.{sentence}", units=units))


def guarded(panel: Panel, rows: Iterable[Row]) -> Iterator[Row]:
    """Withhold every test at places where an arm has a single allocated unit."""
    choices = {site: _choice(panel, site) for site in {*panel.sites, ""}}
    for row in rows:
        yield withhold(row, choices.get(row.site, choices[""]))


def _choice(panel: Panel, site: str) -> Choice:
    """What may lead at a place, by its allocated units."""
    rows = panel.data[panel.data["_site"] == site] if site else panel.data
    control, treated = (int(rows.loc[rows["_arm"] == arm, "_unit"].nunique()) for arm in panel.arms)
    return choose((control, treated), panel.study.design.allocation)


def withhold(row: Row, choice: Choice) -> Row:
    """Take every test and interval out of a row where no P value is allowed."""
    concerned = row.contrast == "did" or row.p_value is not None or row.conf_low is not None
    if choice.lead != "none" or not concerned:
        return row
    return row._replace(
        std_error=None,
        statistic=None,
        df=None,
        df_denominator=None,
        p_value=None,
        conf_low=None,
        conf_high=None,
        note=choice.note,
    )
