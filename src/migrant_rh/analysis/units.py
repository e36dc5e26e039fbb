"""Analyses of the allocated units: one change each, compared by t and by permutation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from migrant_rh.analysis.sample import Sample
from migrant_rh.analysis.stating import number, unavailable, with_estimate
from migrant_rh.methods.cluster_changes import ClusterCounts, cluster_changes
from migrant_rh.methods.cluster_level import compare_arms, regress_on_arm
from migrant_rh.methods.monte_carlo import MonteCarlo
from migrant_rh.methods.permutation import PermutationTest, permutation_test
from migrant_rh.results.rows import Row
from migrant_rh.words import refer


@dataclass(frozen=True)
class Changes:
    """Change in the proportion with the outcome, one number a unit.

    Attributes
    ----------
    sample : Sample
        Rows without regard to covariates.
    change, before, after : ndarray, shape (G,)
        Later proportion less the earlier one; both proportions.
    arm : ndarray of int, shape (G,)
        1 in the intervention arm.
    site, stratum : ndarray of int, shape (G,)
        Numbered sites; numbered strata of the allocation.
    left_out : int
        Units without data at one of the waves.
    """

    sample: Sample
    change: NDArray[np.float64]
    before: NDArray[np.float64]
    after: NDArray[np.float64]
    arm: NDArray[np.int64]
    site: NDArray[np.int64]
    stratum: NDArray[np.int64]
    left_out: int

    @classmethod
    def of(cls, sample: Sample) -> Changes:
        """Sum events and answers by unit and wave."""
        unit, late = sample.unit, sample.late
        units = int(unit.max()) + 1 if len(unit) else 0
        totals, events = np.zeros((units, 2)), np.zeros((units, 2))
        np.add.at(totals, (unit, late), 1)
        np.add.at(events, (unit, late), sample.event)
        both = (totals > 0).all(axis=1)
        before, after = (
            ClusterCounts.of(events[both, wave], totals[both, wave]) for wave in (0, 1)
        )
        _, first = np.unique(unit, return_index=True)
        rows = sample.data.iloc[first[both]]
        sites = list(sample.panel.sites)
        codes = [sites.index(site) if site in sites else 0 for site in rows["_site"]]
        strata = rows["_stratum"] if sample.panel.study.design.roles.stratum else rows["_site"]
        return cls(
            sample,
            cluster_changes(before, after),
            before.proportions,
            after.proportions,
            np.asarray(sample.treated[first[both]]),
            np.array(codes, dtype=np.int64),
            np.unique(strata.astype(str).to_numpy(), return_inverse=True)[1].astype(np.int64),
            int((~both).sum()),
        )

    def rows(self, analysis: str) -> Iterator[Row]:
        """Unweighted t test of the changes, and the permutation test in the strata."""
        if len(self.change) == 0:
            return
        row = Row(
            analysis=analysis,
            outcome=self.sample.outcome,
            site=self.sample.site,
            contrast="did",
            scale="rd",
            n=len(self.sample.data),
            n_missing=self.sample.n_missing,
            clusters=len(self.change),
            note=self._left_out(),
        )
        yield self._t_test(row)
        yield self._permutation(row)

    def _left_out(self) -> str:
        """Say how many units have no change."""
        if not self.left_out:
            return ""
        return refer("analysis.clusters_left_out", count=self.left_out)

    def _t_test(self, row: Row) -> Row:
        """Student's t on the changes; over several sites, within sites."""
        level = self.sample.panel.study.inference.conf_level
        if len(np.unique(self.site)) > 1:
            effect = regress_on_arm(self.change, self.arm, stratum=self.site, level=level)
        else:
            effect = compare_arms(self.change, self.arm, level=level)
        return with_estimate(replace(row, method=effect.method), effect)

    def _permutation(self, row: Row) -> Row:
        """The permutation test of the difference of mean changes, and its interval."""
        options = self.sample.panel.study.inference
        test = permutation_test(
            self.change,
            self.arm,
            stratum=self.stratum,
            monte_carlo=MonteCarlo(draws=options.permutations, seed=options.seed),
            level=options.conf_level,
        )
        return replace(
            row,
            estimate=number(test.estimate),
            p_value=number(test.p_value),
            conf_low=number(test.interval.low),
            conf_high=number(test.interval.high),
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
        if self.sample.panel.study.design.allocation != "randomised":
            key += "_not_random"
        return refer(f"analysis.{key}", **values)
