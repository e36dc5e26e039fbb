"""Analyses of cluster summaries beside the leading ones: adjusted, as ratios, by covariance."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from migrant_rh.analysis.design import design_of
from migrant_rh.analysis.sample import Sample
from migrant_rh.analysis.stating import unavailable
from migrant_rh.analysis.units import Changes, units_of
from migrant_rh.methods.adjusted_changes import score_contributions
from migrant_rh.methods.gee import GeeFit, fit_gee
from migrant_rh.results.rows import Row
from migrant_rh.study.plan import Model

_CONSTANT, _LATE = 0, 1


def two_stage_rows(analysis: str, plain: Sample, model: Model, sample: Sample) -> Iterator[Row]:
    """State the two-stage analyses of one outcome at one place.

    Unadjusted and, where the model has covariates, adjusted by a logistic model without the arms:
    differences, ratios and log odds by t, differences by permutation. Analysis of covariance on the
    clusters' means. The permutation test of the marginal model's score of group by time.

    Parameters
    ----------
    analysis : str
        Name of the analysis in the rows.
    plain, sample : Sample
        Rows without regard to covariates, and rows of the model.
    model : Model
        Its covariates.
    """
    changes = Changes.of(plain)
    if not changes.clusters.count:
        return
    row = changes.row(analysis)
    yield from changes.clusters.rows(row, "unadjusted")
    yield from changes.clusters.covariance_rows(row)
    null = _without_arms(sample, model)
    if model.adjust:
        yield from _adjusted(analysis, sample, null)
    yield _score(analysis, sample, null)


def _without_arms(sample: Sample, model: Model) -> GeeFit:
    """The planned model without the columns that know the arms, under independence."""
    return fit_gee(
        design_of(sample, model).without_arms,
        sample.event,
        unit=np.arange(len(sample.event)),
        weights=sample.weight if sample.weighted else None,
    )


def _adjusted(analysis: str, sample: Sample, null: GeeFit) -> Iterator[Row]:
    """Two-stage analysis of residuals."""
    if null.status.failure:
        row = Changes.of(sample).row(analysis)._replace(term="adjusted", scale="rd")
        yield row._replace(method="cluster_pooled_t", note=unavailable(null.status.failure))
        return
    changes = Changes.of(sample, null.mean)
    yield from changes.clusters.rows(changes.row(analysis), "adjusted")


def _score(analysis: str, sample: Sample, null: GeeFit) -> Row:
    """Permutation test of the score of group by time, beside that of group."""
    units = units_of(sample)
    row = Changes.of(sample).row(analysis)._replace(term="score", scale="score")
    kept = set(null.estimability.kept.tolist())
    reason = null.status.failure or ("" if {_CONSTANT, _LATE} <= kept else "not_estimable")
    if reason:
        return row._replace(method="permutation_exact", note=unavailable(reason))
    scores = score_contributions(null, sample.unit, column=_LATE, beside=[_CONSTANT])
    told = units.permutation_row(row, scores)
    return told._replace(conf_low=None, conf_high=None)  # limits of a score mean nothing
