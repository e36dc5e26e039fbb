"""Whether the effect differs between groups of persons: one joint test a variable, no more.

In every level of the variable stands the difference in differences of persons with that level, from
one model in which the level may change everything about group and time. Whether levels differ is
told by the joint test of that change alone; a P value within one level answers another question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from migrant_rh.analysis.design import Design
from migrant_rh.analysis.marginal import Inference, MarginalModel
from migrant_rh.analysis.sample import Sample, draw
from migrant_rh.panel.panel import Panel
from migrant_rh.results.rows import Row
from migrant_rh.study.plan import Model
from migrant_rh.words import refer

SCALES = ("rd", "log_rrr", "log_ror")
_CELLS = 4


def subgroup_rows(panel: Panel, name: str, model: Model, outcome: str) -> Iterator[Row]:
    """State the effect over all sites in every level of the subgroup variables of a model.

    Parameters
    ----------
    panel : Panel
        Persons and waves.
    name : str
        Name of the model; rows are called ``subgroups.NAME``.
    model : Model
        With ``subgroups``; a variable that is a covariate too is crossed with group and time
        instead. Levels are those of a person's first wave, unless the model says otherwise.
    outcome : str
        An outcome of the plan.

    Yields
    ------
    Row
        For every level contrast ``did`` (term ``variable=level``) on the scales ``rd``,
        ``log_rrr`` and ``log_ror``, standardised over the persons with that level; for every
        variable contrast ``heterogeneity`` (term ``variable``): the joint test on log odds, one
        degree of freedom a level less one. A level that lacks an arm or a wave has no estimate,
        and a note.

    Notes
    -----
    SAS: ``proc genmod`` with ``model y = arm|wave|sex …; repeated subject=workplace; contrast``.
    Stata: ``logit y arm##wave##sex …, vce(cluster workplace)``, then ``testparm`` of the threefold
    terms. P values are not adjusted for the number of variables.
    """
    for variable in model.subgroups:
        planned = [*(other for other in model.adjust if other != variable), variable]
        sample = draw(panel, outcome, model.model_copy(update={"adjust": planned}))
        if sample.complete:
            yield from _of_variable(sample, f"subgroups.{name}", model, variable)


def _of_variable(sample: Sample, analysis: str, model: Model, variable: str) -> Iterator[Row]:
    """Every level of one variable, then whether they differ."""
    covariates = tuple(name for name in model.adjust if name != variable)
    inference = Inference(level=sample.panel.study.inference.conf_level)
    design = Design(sample, model.sites, covariates, within=variable)
    marginal = MarginalModel(analysis, design, inference=inference, shares=model.standardise)
    levels = sample.panel.study.variables[variable].names_of_levels()
    codes = sample.data[variable].cat.codes.to_numpy()
    for place, level in enumerate(levels):
        here = np.asarray(codes == place)
        row = Row(
            analysis=analysis,
            outcome=sample.outcome,
            term=f"{variable}={level}",
            contrast="did",
            n=int(here.sum()),
            clusters=len(np.unique(sample.unit[here])),
            method="gee",
        )
        yield from _of_level(marginal, here, row)
    yield replace(marginal.heterogeneity(), term=variable)


def _of_level(marginal: MarginalModel, here: NDArray[np.bool_], row: Row) -> Iterator[Row]:
    """The effect in one level, or why there is none."""
    sample = marginal.sample
    cells = set(zip(sample.treated[here].tolist(), sample.late[here].tolist(), strict=True))
    if len(cells) < _CELLS:
        note = refer("analysis.subgroup_incomplete")
        for scale in SCALES:
            yield replace(row, scale=scale, note=note)
        return
    for told in marginal.among(here).effects(*SCALES):
        yield replace(told, term=row.term, n=row.n, clusters=row.clusters)
