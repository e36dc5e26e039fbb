"""What a reader must know before the numbers: uneven clusters, many covariates, weights.

Every caution is a row of its own, with the number that called for it. Where clusters are uneven the
effect is stated without each of them in turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from migrant_rh.analysis.design import Design
from migrant_rh.analysis.marginal import MarginalModel
from migrant_rh.analysis.sample import Sample
from migrant_rh.results.rows import Row
from migrant_rh.words import refer

LARGEST_SHARE = 0.6
"""Share of an arm's persons in one cluster from which the arm is that cluster."""

SIZE_VARIATION = 0.8
"""Coefficient of variation of cluster sizes from which clusters are called uneven."""

CLUSTERS_A_COVARIATE = 6
"""Clusters that a covariate of clusters needs."""


def caution_rows(analysis: str, marginal: MarginalModel) -> Iterator[Row]:
    """State what calls for caution in one model of one outcome at one place.

    Parameters
    ----------
    analysis : str
        Name of the analysis in the rows.
    marginal : MarginalModel
        The primary model.
    """
    sample = marginal.sample
    row = Row(
        analysis=analysis,
        outcome=sample.outcome,
        site=sample.site,
        n=len(sample.data),
        clusters=sum(sample.clusters_by_arm),
    )
    if sample.panel.study.design.weights:
        yield _weighted(row, sample)
    if sample.panel.study.design.allocated == "person":
        return
    uneven = list(_uneven(row, sample))
    yield from uneven
    yield from _covariates(row, marginal.design)
    if uneven:
        yield from _without_each(row, marginal)


def _weighted(row: Row, sample: Sample) -> Row:
    """Say which analyses use the weights, and by how much they widen a variance (Kish, 1965)."""
    w = sample.weight
    effect = float(len(w) * (w**2).sum() / w.sum() ** 2)
    kind = sample.panel.study.design.weights
    note = refer(f"analysis.weights_{kind}", least=f"{w.min():.4g}", largest=f"{w.max():.4g}")
    return row._replace(term="weights", scale="design_effect", estimate=effect, note=note)


def _uneven(row: Row, sample: Sample) -> Iterator[Row]:
    """Arms of which one cluster is the greater part, or whose clusters differ much in size."""
    for treated, arm in enumerate(sample.panel.arms):
        sizes = _sizes(sample, sample.treated == treated)
        if len(sizes) < 2:  # noqa: PLR2004  (one cluster has its own refusal)
            continue
        share = float(sizes.max() / sizes.sum())
        variation = float(sizes.std(ddof=1) / sizes.mean())
        told = row._replace(group=arm, clusters=len(sizes))
        if share > LARGEST_SHARE:
            note = refer("analysis.huge_cluster", share=f"{100 * share:.0f}")
            yield told._replace(
                term="largest_cluster", scale="proportion", estimate=share, note=note
            )
        if variation > SIZE_VARIATION:
            note = refer("analysis.uneven_clusters", variation=f"{variation:.2f}")
            yield told._replace(
                term="size_variation", scale="variation", estimate=variation, note=note
            )


def _sizes(sample: Sample, here: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Rows of each cluster."""
    counts = np.bincount(sample.unit[here])
    return np.asarray(counts[counts > 0], dtype=np.float64)


def _covariates(row: Row, design: Design) -> Iterator[Row]:
    """Covariates of clusters, and columns of all, too many for the clusters there are."""
    clusters = row.clusters or 0
    constant = _constant_within(design)
    allowed = clusters // CLUSTERS_A_COVARIATE
    if constant > allowed:
        note = refer("analysis.many_cluster_covariates", count=constant, clusters=clusters)
        yield row._replace(
            term="cluster_covariates", scale="count", estimate=float(constant), note=note
        )
    columns = len(design.names)
    if columns > clusters:
        note = refer("analysis.many_columns", count=columns, clusters=clusters)
        yield row._replace(term="columns", scale="count", estimate=float(columns), note=note)


def _constant_within(design: Design) -> int:
    """Columns of covariates that do not vary within any cluster."""
    unit = design.sample.unit
    columns = design.covariates
    if not columns.shape[1]:
        return 0
    first = np.unique(unit, return_index=True)[1]
    varies = (columns != columns[first[unit]]).any(axis=0)
    empty = (columns == columns[:1]).all(axis=0)
    return int((~varies & ~empty).sum())


@dataclass(frozen=True)
class _Left:
    """A sample without one cluster."""

    sample: Sample
    label: str


def _without_each(row: Row, marginal: MarginalModel) -> Iterator[Row]:
    """The effect without each cluster in turn: unadjusted points, KC and Satterthwaite."""
    for left in _left_out(marginal.sample):
        design = Design(left.sample, marginal.design.sites, marginal.design.adjust)
        effect = next(iter(replace(marginal, design=design).effects()))
        yield effect._replace(analysis=row.analysis, contrast="without", term=left.label)


def _left_out(sample: Sample) -> Iterator[_Left]:
    """Samples without one cluster each."""
    labels = sample.data["_unit"].astype(str).to_numpy()
    for label in dict.fromkeys(labels.tolist()):
        kept = replace(sample, data=sample.data[labels != label])
        if kept.complete:
            yield _Left(kept, label)
