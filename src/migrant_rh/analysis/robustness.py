"""How much the answer owes to the method: other covariances, and persons seen at both waves only.

The rows stand beside those of the primary model and of the allocated units, which the table of
robustness prints too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from migrant_rh.analysis.marginal import Inference, MarginalModel
from migrant_rh.analysis.sample import Sample
from migrant_rh.methods.estimates import DegreesOfFreedom
from migrant_rh.methods.sandwich import Kind
from migrant_rh.results.rows import Row

COVARIANCES: tuple[tuple[Kind, DegreesOfFreedom], ...] = (
    ("LZ", math.inf),
    ("MD", "satterthwaite"),
    ("FG", "satterthwaite"),
)
"""Beside the primary KC: what software does by default, and what is more careful."""

PAIRS = "pairs"


def robustness_rows(analysis: str, marginal: MarginalModel) -> Iterator[Row]:
    """State the effect by every covariance, and among persons seen at both waves.

    Parameters
    ----------
    analysis : str
        Name of the analysis in the rows.
    marginal : MarginalModel
        The primary model.
    """
    for covariance, df in COVARIANCES:
        inference = Inference(covariance, df, level=marginal.inference.level)
        yield from _effects(marginal.under(inference), analysis)
    if marginal.sample.panel.study.design.linkage != "panel":
        return
    pairs = _pairs(marginal.sample)
    if pairs.complete:
        design = replace(marginal.design, sample=pairs)
        for row in _effects(replace(marginal, design=design), analysis):
            yield row._replace(term=PAIRS)


def _effects(marginal: MarginalModel, analysis: str) -> Iterator[Row]:
    """The difference in differences in percentage points, and the ratio of odds ratios."""
    for row in marginal.effects("rd", "log_ror"):
        yield row._replace(analysis=analysis)


def _pairs(sample: Sample) -> Sample:
    """Persons with a row at both waves."""
    return replace(sample, data=sample.data[_at_both(sample)])


def _at_both(sample: Sample) -> NDArray[np.bool_]:
    """Rows of persons who have one at either wave."""
    person, late = sample.person, sample.late
    rows = np.bincount(person * 2 + late, minlength=2 * (int(person.max(initial=-1)) + 1))
    both = np.asarray((rows.reshape(-1, 2) > 0).all(axis=1))
    return np.asarray(both[person])
