"""Tables 2 and 3: rates at both waves by site and arm, and all four contrasts of them.

The original report tested Pearson's chi-square on persons, between arms at one wave and between
waves in one arm; both are stated for every outcome, labelled so, and beside each stands the test
that knows the clusters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from migrant_rh.analysis.clustering import clustering_rows
from migrant_rh.analysis.design import Design
from migrant_rh.analysis.marginal import Inference, MarginalModel
from migrant_rh.analysis.sample import Sample, counted, draw
from migrant_rh.analysis.stating import number, with_test
from migrant_rh.methods.clustered_pairs import clustered_mcnemar
from migrant_rh.methods.contingency import pearson
from migrant_rh.methods.donner_klar import donner_klar
from migrant_rh.methods.icc import binary_icc
from migrant_rh.methods.paired import mcnemar
from migrant_rh.methods.proportions import Proportion, ProportionMethod, proportion_interval
from migrant_rh.methods.rao_scott import rao_scott
from migrant_rh.panel.panel import Panel
from migrant_rh.results.rows import Row
from migrant_rh.study.plan import Model
from migrant_rh.words import refer

ANALYSIS = "rates"


def rate_rows(panel: Panel, outcome: str) -> Iterator[Row]:
    """State the rates of one outcome in every site and over all, with contrasts and ICC."""
    for site in panel.places:
        sample = draw(panel, outcome, Model(), site)
        yield from _Rates(sample).rows()
        yield from clustering_rows(sample)


@dataclass(frozen=True)
class _Rates:
    """Rates of one outcome in one site, or in all."""

    sample: Sample

    def rows(self) -> Iterator[Row]:
        """Counts and proportions, contrasts, difference in differences, ICC."""
        yield from self._proportions()
        for late, wave in self.sample.each_wave:
            here = self.sample.late == late
            yield from self._compared(
                self._row(here, wave=wave, contrast="arms"), here, self.sample.treated
            )
        if len(self.sample.each_wave) > 1:
            yield from self._changes()
        if self.sample.complete:
            yield from self._did()
        yield from self._icc()

    def _changes(self) -> Iterator[Row]:
        """The waves compared in either arm."""
        for treated, arm in enumerate(self.sample.panel.arms):
            here = self.sample.treated == treated
            row = self._row(here, group=arm, contrast="waves")
            yield from self._compared(row, here, self.sample.late)
            if self.sample.panel.study.design.linkage != "cross_sections":
                yield from self._paired(row, here)

    def _row(self, here: NDArray[np.bool_], **columns: str) -> Row:
        """A row of this outcome and site, on some of its rows."""
        row = Row(
            analysis=ANALYSIS,
            outcome=self.sample.outcome,
            site=self.sample.site,
            n=int(here.sum()),
            clusters=len(np.unique(self.sample.unit[here])),
        )
        return row._replace(**columns)  # type: ignore[arg-type]

    def _proportions(self) -> Iterator[Row]:
        """Events, valid answers and proportion of every arm and wave, with Wilson's interval.

        The interval takes persons as independent; the one that knows the clusters stands among the
        rows of the unadjusted model. Where nobody, or everybody, has the event there is no such
        model, and Clopper and Pearson's exact limits stand beside.
        """
        arms = self.sample.panel.arms
        for late, wave in self.sample.each_wave:
            at_wave = self.sample.late == late
            for treated, arm in enumerate(arms):
                here = at_wave & (self.sample.treated == treated)
                yield from self._proportion(here, arm, wave, asked=self._asked(arm, wave))
            both = sum(self._asked(arm, wave) for arm in arms)
            yield from self._proportion(at_wave, "", wave, asked=both)

    def _proportion(
        self, here: NDArray[np.bool_], arm: str, wave: str, *, asked: int
    ) -> Iterator[Row]:
        """Events and proportion among some rows; an empty arm is both."""
        row = self._row(here, group=arm, wave=wave, method="count", scale="count")
        row = row._replace(n_missing=asked - int(here.sum()))
        events = float(self.sample.event[here].sum())
        yield row._replace(estimate=events)
        shared = row._replace(scale="proportion")
        yield _with_share(shared._replace(method="wilson"), events)
        if row.n and events in {0.0, float(row.n)}:
            exact = shared._replace(method="clopper_pearson")
            yield _with_share(exact, events, "clopper_pearson")

    def _asked(self, arm: str, wave: str) -> int:
        """Rows of an arm and wave, with an answer or without."""
        return self._everyone.get((arm, wave), 0)

    @cached_property
    def _everyone(self) -> dict[tuple[str, str], int]:
        """Rows of every arm and wave at this place who were asked, with an answer or without."""
        panel = self.sample.panel
        planned = panel.study.outcomes[self.sample.outcome]
        data = panel.data[panel.asked(planned.variable or self.sample.outcome)]
        if self.sample.site:
            data = data[data["_site"] == self.sample.site]
        data = counted(panel, data)
        return Counter(zip(data["_arm"], data["_wave"], strict=True))

    def _compared(
        self, row: Row, here: NDArray[np.bool_], second: NDArray[np.int64]
    ) -> Iterator[Row]:
        """Pearson's chi-square on persons, then Rao and Scott's on clusters."""
        side, event = second[here], self.sample.event[here].astype(np.int64)
        counts = np.zeros((2, 2), dtype=np.int64)
        np.add.at(counts, (side, event), 1)
        # A side without an answer has no share: the difference is unknown, not that from zero.
        totals = counts.sum(axis=1)
        shares = counts[:, 1] / np.where(totals > 0, totals, np.nan)
        row = row._replace(scale="rd", estimate=number(float(shares[1] - shares[0])))
        if row.contrast == "arms":
            asked = sum(self._asked(arm, row.wave) for arm in self.sample.panel.arms)
            row = row._replace(n_missing=asked - int(here.sum()))
        yield with_test(row._replace(method="pearson"), pearson(counts))
        if self._by_cluster:
            if row.contrast == "arms":
                yield self._donner_klar(row, here)
            weights = self.sample.weight[here] if self._sampled else None
            if weights is not None:
                shares = _weighted_shares(side, event, weights)
                row = row._replace(estimate=number(float(shares[1] - shares[0])))
            test = rao_scott(side, event, self.sample.unit[here], weights=weights)
            yield with_test(row._replace(method="rao_scott"), test)

    def _donner_klar(self, row: Row, here: NDArray[np.bool_]) -> Row:
        """Donner and Klar's chi-square of the arms, with its correlation and inflations."""
        units, first, index = np.unique(
            self.sample.unit[here], return_index=True, return_inverse=True
        )
        totals = np.bincount(index, minlength=len(units))
        events = np.bincount(index, self.sample.event[here], minlength=len(units))
        test = donner_klar(events, totals, self.sample.treated[here][first])
        row = row._replace(method=test.method, clusters=len(units))
        if test.unavailable:
            return with_test(row, test)
        inflations = ", ".join(f"{each:.3g}" for each in test.inflations)
        note = refer("analysis.donner_klar", icc=f"{test.icc:.4f}", inflations=inflations)
        return with_test(row._replace(note=note), test)

    @property
    def _by_cluster(self) -> bool:
        """Whether clusters were allocated."""
        return self.sample.panel.study.design.allocated == "cluster"

    @property
    def _sampled(self) -> bool:
        """Whether rows have sampling weights."""
        return self.sample.panel.study.design.weights == "sampling"

    def _paired(self, row: Row, here: NDArray[np.bool_]) -> Iterator[Row]:
        """McNemar's test on persons with an answer at both waves, doubtful links left out.

        Where clusters were allocated, Obuchowski's test stands beside it.
        """
        persons = int(self.sample.person.max(initial=-1)) + 1
        answers = np.full((persons, 2), -1, dtype=np.int64)
        place = (self.sample.person[here], self.sample.late[here])
        answers[place] = self.sample.event[here].astype(np.int64)
        twice = (answers >= 0).all(axis=1)
        before, after = answers[twice].T
        units = np.zeros(persons, dtype=np.int64)
        units[self.sample.person[here]] = self.sample.unit[here]
        counts = np.zeros((int(self.sample.unit.max(initial=-1)) + 1, 2, 2), dtype=np.int64)
        np.add.at(counts, (units[twice], 1 - before, 1 - after), 1)
        difference = number(float((after - before).mean())) if len(before) else None
        row = row._replace(scale="rd", estimate=difference, n=len(before))
        yield with_test(row._replace(method="mcnemar"), mcnemar(counts.sum(axis=0)))
        if self._by_cluster:
            clustered = clustered_mcnemar(counts)
            row = row._replace(method=clustered.method, clusters=clustered.clusters)
            yield with_test(row, clustered)

    def _did(self) -> Iterator[Row]:
        """The unadjusted model: proportions with robust intervals, difference in differences."""
        design = Design(self.sample, "none", ())
        level = self.sample.panel.study.inference.conf_level
        model = MarginalModel(ANALYSIS, design, inference=Inference(level=level))
        yield from model.proportions()
        yield from model.effects()

    def _icc(self) -> Iterator[Row]:
        """Intracluster correlation of each wave, pooled within arms."""
        if self.sample.panel.study.design.allocated == "person":
            return
        for late, wave in self.sample.each_wave:
            here = self.sample.late == late
            units, first, index = np.unique(
                self.sample.unit[here], return_index=True, return_inverse=True
            )
            totals = np.bincount(index, minlength=len(units))
            events = np.bincount(index, self.sample.event[here], minlength=len(units))
            options = self.sample.panel.study.inference
            arms = self.sample.treated[here][first]
            icc = binary_icc(events, totals, arm=arms, level=options.conf_level)
            row = self._row(here, wave=wave, scale="icc", method=icc.method)
            row = row._replace(estimate=number(icc.estimate))
            yield with_test(row, icc)._replace(
                conf_low=number(icc.interval.low),
                conf_high=number(icc.interval.high),
            )
            effect = number(icc.design_effect(options.design_effect))
            note = refer(f"analysis.design_effect_{options.design_effect}")
            yield row._replace(scale="design_effect", estimate=effect, note=note)


def _weighted_shares(
    side: NDArray[np.int64], event: NDArray[np.int64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Share of the weights with the event, of either side."""
    totals = np.bincount(side, weights, 2)
    return np.bincount(side, weights * event, 2) / np.where(totals > 0, totals, np.nan)


def _with_share(row: Row, events: float, method: ProportionMethod = "wilson") -> Row:
    """State a proportion with its interval; nothing of nobody."""
    if not row.n:
        return row
    interval = proportion_interval(Proportion(events, float(row.n)), method=method).interval
    share = events / row.n
    return row._replace(estimate=share, conf_low=interval.low, conf_high=interval.high)
