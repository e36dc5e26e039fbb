"""Clusters, one number each: compared by t, by covariance, and by the allocations possible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from migrant_rh.analysis.stating import number, unavailable, with_estimate
from migrant_rh.methods.cluster_changes import ClusterCounts, Scale, cluster_changes
from migrant_rh.methods.cluster_level import ClusterEffect, compare_arms, regress_on_arm
from migrant_rh.methods.monte_carlo import STANDARD_DRAWS, MonteCarlo
from migrant_rh.methods.permutation import PermutationTest, permutation_test
from migrant_rh.results.rows import Row
from migrant_rh.words import refer

Numbers = NDArray[np.float64]
Codes = NDArray[np.int64]
Adjustment = Literal["unadjusted", "adjusted"]

SCALES: tuple[tuple[str, Scale], ...] = (
    ("rd", "difference"),
    ("log_rrr", "log_ratio"),
    ("log_ror", "log_odds"),
)
_ONE_WAVE: tuple[tuple[str, Scale], ...] = (
    ("rd", "difference"),
    ("log_rr", "log_ratio"),
    ("log_or", "log_odds"),
)
_COVARIANCE: tuple[tuple[str, Scale], ...] = (("rd", "difference"), ("log_ror", "log_odds"))


@dataclass(frozen=True)
class Testing:
    """Options of the tests.

    Attributes
    ----------
    level : float
        Confidence level.
    monte_carlo : MonteCarlo
        Draws and seed where allocations are too many to list.
    random : bool
        Whether clusters are known to have been allocated at random.
    """

    level: float = 0.95
    monte_carlo: MonteCarlo = STANDARD_DRAWS
    random: bool = True


@dataclass(frozen=True)
class Units:
    """Clusters as they were allocated.

    Attributes
    ----------
    arm, site, stratum : ndarray of int, shape (G,)
        1 in the intervention arm; numbered sites; numbered strata of the allocation.
    labels : tuple of str
        Codes of the clusters.
    allowed : ndarray of int, shape (M, G), or None
        Recorded allocations.
    testing : Testing
        Options.
    """

    arm: Codes
    site: Codes
    stratum: Codes
    labels: tuple[str, ...] = ()
    allowed: Codes | None = field(default=None, repr=False)
    testing: Testing = Testing()

    def among(self, kept: NDArray[np.bool_] | Codes) -> Units:
        """Some of the clusters, in that order; recorded allocations keep their number."""
        return replace(
            self,
            arm=self.arm[kept],
            site=self.site[kept],
            stratum=self.stratum[kept],
            labels=tuple(np.array(self.labels, dtype=object)[kept]),
            allowed=None if self.allowed is None else self.allowed[:, kept],
        )

    def compared(self, summary: Numbers) -> ClusterEffect:
        """Student's t on one number a cluster; over several sites, within sites."""
        level = self.testing.level
        if len(np.unique(self.site)) > 1:
            return regress_on_arm(summary, self.arm, stratum=self.site, level=level)
        return compare_arms(summary, self.arm, level=level)

    def permuted(self, summary: Numbers) -> PermutationTest:
        """The permutation test in the space of the design."""
        listed = self.allowed is not None
        return permutation_test(
            summary,
            self.arm,
            stratum=None if listed else self.stratum,
            allowed=self.allowed,
            monte_carlo=self.testing.monte_carlo,
            level=self.testing.level,
        )

    def permutation_row(self, row: Row, summary: Numbers) -> Row:
        """State the permutation test of one number a cluster, with its space."""
        test = self.permuted(summary)
        return row._replace(
            estimate=number(test.estimate),
            p_value=number(test.p_value),
            conf_low=number(test.interval.low),
            conf_high=number(test.interval.high),
            clusters=len(summary),
            method=test.method,
            note=unavailable(test.unavailable) or self._told(test),
        )

    def _told(self, test: PermutationTest) -> str:
        """Write down the space of allocations, and the smallest P value it allows."""
        values: dict[str, object] = {"space": test.allocations}
        if test.draws:
            key = "permutation_drawn"
            values |= {"drawn": test.draws, "seed": test.seed}
        else:
            key = "permutation_listed"
            values["least"] = f"{test.smallest_p:.4g}"
        if not self.testing.random:
            key += "_not_random"
        return refer(f"analysis.{key}", **values)


@dataclass(frozen=True)
class ClusterData:
    """Clusters with persons at both waves, or at the only one.

    Attributes
    ----------
    units : Units
        How they were allocated.
    before : ClusterCounts or None
        Events and persons at the earlier wave, with expectations where there is adjustment; None
        where there is one wave.
    after : ClusterCounts
        The same at the later wave.
    left_out : int
        Clusters without persons at one of the waves.
    """

    units: Units
    before: ClusterCounts | None
    after: ClusterCounts
    left_out: int = 0

    @property
    def count(self) -> int:
        """G."""
        return len(self.units.arm)

    def change(self, scale: Scale = "difference") -> Numbers:
        """Change of each cluster; where there is one wave, what was seen at it."""
        if self.before is None:
            return self.after.summary(scale)
        return cluster_changes(self.before, self.after, scale=scale)

    def has(self, scale: Scale) -> bool:
        """Whether every cluster has its number on that scale."""
        waves = [counts for counts in (self.before, self.after) if counts is not None]
        return scale != "log_ratio" or all((counts.events > 0).all() for counts in waves)

    def covariance(self, before: ClusterCounts, scale: Scale) -> ClusterEffect:
        """Analysis of covariance: the later summary given the earlier, within strata."""
        strata = self.units.stratum if len(np.unique(self.units.stratum)) > 1 else None
        return regress_on_arm(
            self.after.summary(scale),
            self.units.arm,
            baseline=before.summary(scale),
            stratum=strata,
            level=self.units.testing.level,
        )

    def rows(self, row: Row, term: Adjustment) -> Iterator[Row]:
        """Two-stage analysis on three scales, and its permutation test."""
        stated = row._replace(term=term, clusters=self.count, note=row.note or self.absent())
        for name, scale in SCALES if self.before is not None else _ONE_WAVE:
            if not self.has(scale):
                note = unavailable("no_events")
                yield stated._replace(scale=name, method="cluster_pooled_t", note=note)
                continue
            effect = self.units.compared(self.change(scale))
            yield with_estimate(stated._replace(scale=name, method=effect.method), effect)
        yield self.units.permutation_row(stated._replace(scale="rd"), self.change())

    def covariance_rows(self, row: Row) -> Iterator[Row]:
        """Analysis of covariance of proportions, and of log odds with ½ added."""
        if self.before is None:
            return
        stated = row._replace(
            term="unadjusted",
            clusters=self.count,
            method="cluster_ancova",
            note=row.note or self.absent(),
        )
        for name, scale in _COVARIANCE:
            yield with_estimate(stated._replace(scale=name), self.covariance(self.before, scale))

    def absent(self) -> str:
        """Say how many clusters have no change."""
        return refer("analysis.clusters_left_out", count=self.left_out) if self.left_out else ""
