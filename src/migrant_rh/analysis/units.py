"""Analyses of the allocated units: one change each, compared by t and by permutation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from migrant_rh.analysis.clusters import ClusterData, Testing, Units
from migrant_rh.analysis.sample import Sample
from migrant_rh.analysis.stating import with_estimate
from migrant_rh.methods.cluster_changes import count_by_cluster
from migrant_rh.methods.monte_carlo import MonteCarlo
from migrant_rh.panel.panel import Panel
from migrant_rh.results.rows import Row


@dataclass(frozen=True)
class Changes:
    """Change in the proportion with the outcome, one number a unit.

    Attributes
    ----------
    sample : Sample
        Rows.
    clusters : ClusterData
        Units with data at both waves.
    """

    sample: Sample
    clusters: ClusterData

    @classmethod
    def of(cls, sample: Sample, mean: NDArray[np.float64] | None = None) -> Changes:
        """Sum events and answers by unit and wave.

        Parameters
        ----------
        sample : Sample
            Rows.
        mean : ndarray, optional
            What a model without the arms expects of each row; changes are then of residuals.
        """
        size = int(sample.unit.max(initial=-1)) + 1
        (early, once), (late, again) = (
            count_by_cluster(
                sample.event[here],
                sample.unit[here],
                mean=None if mean is None else mean[here],
                weights=sample.weight[here],
                clusters=size,
            )
            for here in (sample.late == 0, sample.late == 1)
        )
        both = once & again
        units = units_of(sample).among(both)
        waves = early.among(both[once]), late.among(both[again])
        return cls(sample, ClusterData(units, *waves, left_out=int((~both).sum())))

    def rows(self, analysis: str) -> Iterator[Row]:
        """Unweighted t test of the changes, and the permutation test in the space of the design."""
        clusters = self.clusters
        if not clusters.count:
            return
        row = self.row(analysis)._replace(
            scale="rd", clusters=clusters.count, note=clusters.absent()
        )
        change = clusters.change()
        effect = clusters.units.compared(change)
        yield with_estimate(row._replace(method=effect.method), effect)
        yield clusters.units.permutation_row(row, change)

    def row(self, analysis: str) -> Row:
        """A row of the difference in differences of this sample."""
        return Row(
            analysis=analysis,
            outcome=self.sample.outcome,
            site=self.sample.site,
            contrast="did",
            n=len(self.sample.data),
            n_missing=self.sample.n_missing,
        )


def testing_of(panel: Panel) -> Testing:
    """Options of tests, as planned."""
    options = panel.study.inference
    return Testing(
        level=options.conf_level,
        monte_carlo=MonteCarlo(draws=options.permutations, seed=options.seed),
        random=panel.study.design.allocation == "randomised",
    )


def units_of(sample: Sample) -> Units:
    """What is known of every unit of a sample, from one row of each."""
    _, places = np.unique(sample.unit, return_index=True)
    rows = sample.data.iloc[places]
    panel = sample.panel
    sites = list(panel.sites)
    codes = [sites.index(site) if site in sites else 0 for site in rows["_site"]]
    strata = rows["_stratum"] if panel.study.design.roles.stratum else rows["_site"]
    labels = tuple(map(str, rows["_unit"]))
    listed = panel.allowed
    return Units(
        arm=np.asarray(sample.treated[places]),
        site=np.array(codes, dtype=np.int64),
        stratum=np.unique(strata.astype(str).to_numpy(), return_inverse=True)[1].astype(np.int64),
        labels=labels,
        allowed=None if listed is None else listed[list(labels)].to_numpy(dtype=np.int64),
        testing=testing_of(panel),
    )
