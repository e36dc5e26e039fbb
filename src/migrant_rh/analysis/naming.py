"""The words for the codes in the rows, taken from the plan."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from migrant_rh.panel.panel import Panel
from migrant_rh.results.vocabulary import Vocabulary
from migrant_rh.study.plan import Study, Wave
from migrant_rh.words import Text, phrase


def vocabulary(panel: Panel) -> Vocabulary:
    """Collect names of sites, arms, waves, variables, levels and outcomes, and plain facts."""
    study = panel.study
    arms = study.variables[study.design.roles.arm].names_of_levels()
    names = {
        "site": _sites(panel),
        "group": {arm: arms[arm].text for arm in panel.arms},
        "wave": {name: wave.label.text for name, wave in study.data.waves.items()},
        "outcome": {name: planned.label.text for name, planned in study.outcomes.items()},
        "question": {name: asked.label.text for name, asked in study.questions.items()},
        "variable": {name: _with_unit(study, name) for name in study.variables},
        "model": {
            name: model.label.text if model.label else Text.same(name)
            for name, model in study.models.items()
        },
        "step": {str(place): step.label.text for place, step in enumerate(study.eligibility)},
        **dict(_levels(study)),
    }
    return Vocabulary(names, facts(study), texts(study))


def facts(study: Study) -> dict[str, str]:
    """What a reader must know that no number tells, as codes."""
    design = study.design
    told = {
        "allocation": design.allocation,
        "allocated": design.allocated,
        "linkage": design.linkage,
        "site_variable": design.roles.site or "",
        "arm_variable": design.roles.arm,
        "strata": " ".join(design.roles.stratum),
        "style": study.study.style,
        "languages": " ".join(study.study.language),
        "conf_level": str(study.inference.conf_level),
        "double_entry": " ".join(n for n, wave in study.data.waves.items() if wave.entries),
        "entered_in": "EpiData" if _all_epidata(study) else "",
        **_conditions(study),
    }
    for name, wave in study.data.waves.items():
        told[f"file.{name}"] = _analysed(wave)
    for name, model in study.models.items():
        told[f"model.{name}.adjust"] = " ".join(model.adjust)
        told[f"model.{name}.sites"] = model.sites
        told[f"model.{name}.scale"] = model.scale
        told[f"model.{name}.subgroups"] = " ".join(model.subgroups)
        told[f"model.{name}.covariates_at"] = model.covariates_at
        if model.wls is not None:
            told[f"model.{name}.wls"] = " ".join(model.wls.adjust)
    for name, outcome in study.outcomes.items():
        told[f"outcome.{name}.better"] = outcome.better or ""
    return told | _inferences(study)


def _conditions(study: Study) -> dict[str, str]:
    """Variables that were asked of some persons only, and of whom."""
    asked = {name: spec.asked_if for name, spec in study.variables.items() if spec.asked_if}
    return {"asked_if": " ".join(asked), **{f"asked_if.{n}": told for n, told in asked.items()}}


def _inferences(study: Study) -> dict[str, str]:
    """Options of the inference, and what the design records."""
    design, inference = study.design, study.inference
    return {
        "permutations": str(inference.permutations),
        "seed": str(inference.seed),
        "weights": design.weights or "",
        "min_cell": str(study.privacy.min_cell or ""),
        "moved": design.moved,
        "roster": design.roster.name if design.roster else "",
    }


def _analysed(wave: Wave) -> str:
    """Name of the file of a wave that is analysed."""
    first = wave.entries[0] if wave.entries else Path()
    return (wave.adjudicated or wave.file or first).name


def _all_epidata(study: Study) -> bool:
    """Whether every entry is an EpiData file."""
    entries = [path for wave in study.data.waves.values() for path in wave.entries or ()]
    return bool(entries) and all(path.suffix.lower() == ".rec" for path in entries)


def texts(study: Study) -> dict[str, Text]:
    """Title, notice, and what the allocated units are called."""
    said = {"title": study.study.title.text, "unit": _unit(study)}
    for name in ("notice", "original"):
        label = getattr(study.study, name)
        if label is not None:
            said[name] = label.text
    for name, outcome in study.outcomes.items():
        levels = study.variables[outcome.variable or name].names_of_levels()
        events = [
            levels[code].text if code in levels else Text.same(code) for code in outcome.event
        ]
        said[f"event.{name}"] = Text.listed(events)
    return said


def _unit(study: Study) -> Text:
    """Plural name of the allocated units."""
    if study.design.allocated == "person":
        return phrase("units.person_plural")
    return study.design.unit.text if study.design.unit else phrase("units.cluster_plural")


def _sites(panel: Panel) -> dict[str, Text]:
    """Names of the sites, in order."""
    role = panel.study.design.roles.site
    if role is None:
        return {}
    levels = panel.study.variables[role].names_of_levels()
    return {site: levels[site].text if site in levels else Text.same(site) for site in panel.sites}


def _with_unit(study: Study, name: str) -> Text:
    """A variable's label, and the unit of a number."""
    spec = study.variables[name]
    if spec.unit is None:
        return spec.label.text
    return phrase("units.with_unit", label=spec.label.text, unit=spec.unit.text)


def _levels(study: Study) -> Iterator[tuple[str, dict[str, Text]]]:
    """Labels of the levels of every category, and of the reasons for missing answers."""
    for name, spec in study.variables.items():
        levels = spec.names_of_levels()
        if levels:
            yield f"level:{name}", {code: label.text for code, label in levels.items()}
        if spec.missing:
            yield f"missing:{name}", {code: label.text for code, label in spec.missing.items()}
