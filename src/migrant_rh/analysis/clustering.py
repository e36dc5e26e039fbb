"""How alike persons of a cluster are, and clusters stay: by arm, pooled, and by another method."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from migrant_rh.analysis.sample import Sample
from migrant_rh.analysis.stating import number, unavailable, with_test
from migrant_rh.methods.autocorrelation import autocorrelation
from migrant_rh.methods.icc import Icc, SizeFormula, binary_icc
from migrant_rh.methods.marginal_icc import marginal_icc
from migrant_rh.results.rows import Row

ANALYSIS = "clustering"
SIZES: tuple[SizeFormula, ...] = ("size_weighted", "mean", "m0")


def clustering_rows(sample: Sample) -> Iterator[Row]:
    """State intracluster correlations, design effects and autocorrelations of one outcome.

    Nothing is stated where persons were allocated.
    """
    if sample.panel.study.design.allocated == "person":
        return
    clustering = _Clustering(sample)
    for late, wave in sample.each_wave:
        yield from clustering.wave(late, wave)
    if sample.complete:
        yield from clustering.between_waves()


@dataclass(frozen=True)
class _Clustering:
    """One outcome at one place."""

    sample: Sample

    def wave(self, late: int, wave: str) -> Iterator[Row]:
        """Correlation of each arm, pooled within arms, and by estimating equations."""
        here = self.sample.late == late
        for treated, arm in enumerate(self.sample.panel.arms):
            rows = here & (self.sample.treated == treated)
            if rows.any():
                yield from self._anova(self._row(rows)._replace(group=arm, wave=wave), rows)
        row = self._row(here)._replace(wave=wave)
        if here.any():
            yield from self._anova(row, here, arm=self.sample.treated[here])
            yield self._marginal(row, here)

    def between_waves(self) -> Iterator[Row]:
        """Cluster and individual autocorrelation, pooled within arms."""
        sample = self.sample
        found = autocorrelation(
            sample.event, sample.unit, sample.late, person=sample.person, arm=sample.treated
        )
        row = self._row(np.ones(len(sample.data), dtype=bool))._replace(
            contrast="waves",
            method=found.method,
            clusters=found.clusters,
        )
        yield row._replace(
            scale="cluster_autocorrelation",
            estimate=number(found.cluster),
            note=unavailable(found.unavailable),
        )
        nobody = "" if found.persons_twice else "nobody_twice"
        yield row._replace(
            scale="individual_autocorrelation",
            estimate=number(found.individual),
            n=found.persons_twice,
            note=unavailable(nobody or found.unavailable),
        )

    def _anova(
        self, row: Row, here: NDArray[np.bool_], arm: NDArray[np.int64] | None = None
    ) -> Iterator[Row]:
        """Correlation by analysis of variance, and its design effects by three sizes."""
        sample = self.sample
        units, first, index = np.unique(sample.unit[here], return_index=True, return_inverse=True)
        totals = np.bincount(index, minlength=len(units))
        events = np.bincount(index, sample.event[here], minlength=len(units))
        icc = binary_icc(
            events,
            totals,
            arm=None if arm is None else arm[first],
            level=sample.panel.study.inference.conf_level,
        )
        row = row._replace(method=icc.method)
        yield _with_interval(row._replace(scale="icc"), icc)
        for size in SIZES:
            effect = number(icc.design_effect(size))
            yield row._replace(scale="design_effect", term=size, estimate=effect)

    def _marginal(self, row: Row, here: NDArray[np.bool_]) -> Row:
        """Correlation as the working correlation of a marginal model."""
        sample = self.sample
        icc = marginal_icc(sample.event[here], sample.unit[here], arm=sample.treated[here])
        return row._replace(
            scale="icc",
            method=icc.method,
            correlation="exchangeable",
            estimate=number(icc.estimate),
            note=unavailable(icc.unavailable),
        )

    def _row(self, here: NDArray[np.bool_]) -> Row:
        """A row of this outcome and place, on some of its rows."""
        return Row(
            analysis=ANALYSIS,
            outcome=self.sample.outcome,
            site=self.sample.site,
            n=int(here.sum()),
            clusters=len(np.unique(self.sample.unit[here])),
        )


def _with_interval(row: Row, icc: Icc) -> Row:
    """Put a correlation, its F test and Searle's interval into a row."""
    return with_test(row, icc)._replace(
        estimate=number(icc.estimate),
        conf_low=number(icc.interval.low),
        conf_high=number(icc.interval.high),
    )
