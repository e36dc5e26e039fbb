"""Group by time, adjusted: every model of the plan, every outcome, every site, and all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from migrant_rh.analysis.cautions import caution_rows
from migrant_rh.analysis.choice import choose
from migrant_rh.analysis.design import Design, design_of
from migrant_rh.analysis.estimands import estimand_rows
from migrant_rh.analysis.joint import joint_rows
from migrant_rh.analysis.marginal import Inference, MarginalModel
from migrant_rh.analysis.robustness import robustness_rows
from migrant_rh.analysis.sample import Sample, draw
from migrant_rh.analysis.subgroups import subgroup_rows
from migrant_rh.analysis.two_stage import two_stage_rows
from migrant_rh.analysis.units import Changes
from migrant_rh.analysis.wls import wls_rows
from migrant_rh.methods.gee import GeeSpec
from migrant_rh.panel.panel import Panel
from migrant_rh.results.rows import Row
from migrant_rh.study.plan import Model
from migrant_rh.words import refer


def model_rows(panel: Panel, name: str, model: Model) -> Iterator[Row]:
    """State one model of the plan for each of its outcomes.

    For each site and for all sites: which result leads; the primary model with coefficients,
    standardised proportions and effects; the analyses of the allocated units; the model of the
    original report on persons; weighted least squares. Over all sites also the joint test that the
    effect is the same in each.

    Beside these, each under a name of its own: ``estimands.…``, the effect among persons and among
    clusters, and numbers needed; ``robustness.…``, the effect by other covariances, and among
    persons seen at both waves; ``cluster.…``, cluster summaries adjusted and on other scales;
    ``cautions.…``, what a reader must know first; ``joint.…``, all outcomes at once;
    ``subgroups.…``, the effect in levels of a variable, over all sites.
    """
    for outcome in model.outcomes or panel.study.outcomes:
        yield from outcome_rows(panel, name, model, outcome)
    yield from family_rows(panel, name, model)


def outcome_rows(panel: Panel, name: str, model: Model, outcome: str) -> Iterator[Row]:
    """State one model for one outcome: at every place, then in subgroups."""
    for site in _places(panel, model):
        yield from _at_place(panel, name, model, draw(panel, outcome, model, site))
    yield from subgroup_rows(panel, name, model, outcome)


def family_rows(panel: Panel, name: str, model: Model) -> Iterator[Row]:
    """Test all outcomes of one model at once, at every place."""
    for site in _places(panel, model):
        yield from _family(panel, name, model, site)


def coefficient_rows(panel: Panel, name: str, model: Model) -> Iterator[Row]:
    """State the coefficients of one model for each of its outcomes, and nothing else."""
    inference = Inference(level=panel.study.inference.conf_level)
    for outcome in model.outcomes or panel.study.outcomes:
        for site in _places(panel, model):
            sample = draw(panel, outcome, model, site)
            design = design_of(sample, model)
            yield from MarginalModel(_effects(name), design, inference=inference).coefficients()


def _places(panel: Panel, model: Model) -> tuple[str, ...]:
    """Where the model is fitted."""
    return panel.places if model.by_site else ("",)


def _at_place(panel: Panel, name: str, model: Model, sample: Sample) -> Iterator[Row]:
    """State one outcome at one place."""
    outcome, site = sample.outcome, sample.site
    yield _leading(panel, name, sample)
    if not sample.complete:
        reason = "one_wave" if len(set(sample.waves)) == 1 else "incomplete"
        yield _empty(name, sample)._replace(note=refer(f"analysis.{reason}"))
        return
    plain = draw(panel, outcome, _without_covariates(model), site)
    yield from _primary(panel, name, model, sample)
    yield from Changes.of(plain).rows(_effects(name))
    yield from _of_persons(panel, name, model, sample)
    yield from wls_rows(panel, f"wls.{name}", outcome, model, site)
    if panel.study.design.allocated == "cluster":
        yield from two_stage_rows(f"cluster.{name}", plain, model, sample)


def _family(panel: Panel, name: str, model: Model, site: str) -> Iterator[Row]:
    """Test all outcomes of the model at once, where units were allocated."""
    if panel.study.design.allocated != "cluster":
        return
    plain = _without_covariates(model)
    outcomes = model.outcomes or panel.study.outcomes
    samples = [draw(panel, outcome, plain, site) for outcome in outcomes]
    yield from joint_rows(f"joint.{name}", [sample for sample in samples if sample.complete])


def _effects(name: str) -> str:
    """Name of the analysis of a model's effects."""
    return f"model.{name}"


def _empty(name: str, sample: Sample) -> Row:
    """A row for what cannot be estimated."""
    return Row(
        analysis=_effects(name),
        outcome=sample.outcome,
        site=sample.site,
        contrast="did",
        scale="rd",
        n=len(sample.data),
        n_missing=sample.n_missing,
        method="gee",
    )


def _leading(panel: Panel, name: str, sample: Sample) -> Row:
    """Say which result leads at this place, and why."""
    choice = choose(sample.clusters_by_arm, panel.study.design.allocation)
    return Row(
        analysis=_effects(name),
        outcome=sample.outcome,
        site=sample.site,
        contrast="lead",
        n=len(sample.data),
        n_missing=sample.n_missing,
        clusters=sum(sample.clusters_by_arm),
        method=choice.lead,
        note=choice.note,
    )


def _primary(panel: Panel, name: str, model: Model, sample: Sample) -> Iterator[Row]:
    """The primary model; where it has no estimates, a linear one for the risk difference."""
    inference = Inference(level=panel.study.inference.conf_level)
    marginal = MarginalModel(
        _effects(name), design_of(sample, model), inference=inference, shares=model.standardise
    )
    yield from marginal.rows()
    several = not sample.site and len(panel.sites) > 1 and model.sites != "none"
    if several:
        yield marginal.heterogeneity()
    if marginal.fit.status.failure:
        yield from _linear(marginal)
    else:
        yield from estimand_rows(marginal, f"estimands.{name}")
        yield from robustness_rows(f"robustness.{name}", marginal)
    yield from caution_rows(f"cautions.{name}", marginal)


def _linear(failed: MarginalModel) -> Iterator[Row]:
    """The linear probability model, unadjusted: it exists where odds do not."""
    design = Design(failed.sample, "by_wave_and_arm", ())
    linear = replace(failed, design=design, spec=GeeSpec(family="gaussian"))
    note = refer("analysis.linear_instead")
    for row in linear.effects():
        if row.scale == "rd":
            yield row._replace(method="gee_linear", note=row.note or note)


def _of_persons(panel: Panel, name: str, model: Model, sample: Sample) -> Iterator[Row]:
    """The original report's model: persons as the independent units, their waves correlated."""
    level = panel.study.inference.conf_level
    inference = Inference("LZ", float("inf"), by_person=True, level=level)
    spec = GeeSpec(correlation="exchangeable")
    marginal = MarginalModel(_effects(name), design_of(sample, model), spec, inference)
    yield from marginal.coefficients()
    yield from marginal.effects()


def _without_covariates(model: Model) -> Model:
    """The same model without covariates, so that no row is left out for one."""
    return model.model_copy(update={"adjust": []})
