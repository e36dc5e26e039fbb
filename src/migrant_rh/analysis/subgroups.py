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

from migrant_rh.analysis.choice import choose
from migrant_rh.analysis.design import Design
from migrant_rh.analysis.marginal import Inference, MarginalModel
from migrant_rh.analysis.sample import Sample, draw
from migrant_rh.panel.panel import Panel
from migrant_rh.results.rows import Row
from migrant_rh.study.plan import Model
from migrant_rh.words import refer

SCALES = ("rd", "log_rrr", "log_ror")


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
        degree of freedom a level less one. A level in which an arm and wave has nobody, or persons
        of one answer only, has no estimate but a note; model and joint test are of the others.
        Where an arm has a single unit at a level, the level has neither interval nor test, and the
        variable no joint test; a level of fewer than 12 units has a note.

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
    lacking = dict(_lacking(sample, variable))
    codes = sample.data[variable].cat.codes.to_numpy()
    told = replace(sample, data=sample.data[~np.isin(codes, list(lacking))])
    covariates = tuple(name for name in model.adjust if name != variable)
    inference = Inference(level=sample.panel.study.inference.conf_level)
    design = Design(told, model.sites, covariates, within=variable)
    marginal = MarginalModel(analysis, design, inference=inference, shares=model.standardise)
    levels = sample.panel.study.variables[variable].names_of_levels()
    for place, level in enumerate(levels):
        row = _row(sample, codes == place, analysis, f"{variable}={level}")
        if place in lacking:
            yield from (row._replace(scale=scale, note=lacking[place]) for scale in SCALES)
        else:
            yield from _of_level(marginal, variable, place, row)
    yield _joint(marginal, variable, len(levels) - len(lacking))


def _lacking(sample: Sample, variable: str) -> Iterator[tuple[int, str]]:
    """Levels without an estimate, and why: no persons of an arm and wave, or all of one answer."""
    codes = sample.data[variable].cat.codes.to_numpy()
    for place in range(len(sample.panel.study.variables[variable].names_of_levels())):
        here = codes == place
        shares = [
            sample.event[here & (sample.treated == arm) & (sample.late == late)]
            for arm in (0, 1)
            for late in (0, 1)
        ]
        if not all(map(len, shares)):
            yield place, refer("analysis.subgroup_incomplete")
        elif any(share.mean() in {0.0, 1.0} for share in shares):
            yield place, refer("analysis.subgroup_one_answer")


def _row(sample: Sample, here: NDArray[np.bool_], analysis: str, term: str) -> Row:
    """A row about the persons of a level."""
    return Row(
        analysis=analysis,
        outcome=sample.outcome,
        term=term,
        contrast="did",
        n=int(here.sum()),
        clusters=len(np.unique(sample.unit[here])),
        method="gee",
    )


def _of_level(marginal: MarginalModel, variable: str, place: int, row: Row) -> Iterator[Row]:
    """The effect in one level."""
    here = np.asarray(marginal.sample.data[variable].cat.codes.to_numpy() == place)
    few = _few(replace(marginal.sample, data=marginal.sample.data[here]))
    for told in marginal.among(here).effects(*SCALES):
        note = told.note or few
        yield told._replace(term=row.term, n=row.n, clusters=row.clusters, note=note)


def _few(sample: Sample) -> str:
    """Say that a level has too few allocated units for the model to lead, if so."""
    units = sample.clusters_by_arm
    led = choose(units, sample.panel.study.design.allocation).lead
    return "" if led == "gee" else refer("analysis.subgroup_few", units=sum(units))


def _joint(marginal: MarginalModel, variable: str, levels: int) -> Row:
    """Whether the levels that have an estimate differ, if there are several."""
    if levels > 1:
        return marginal.heterogeneity()._replace(term=variable)
    note = refer("analysis.subgroup_alone")
    row = _row(
        marginal.sample, np.ones(len(marginal.sample.data), bool), marginal.analysis, variable
    )
    return row._replace(contrast="heterogeneity", scale="log_odds", method="gee_joint", note=note)
