"""A data frame as a panel: which column plays which part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from migrant_rh.analysis.required import require_columns
from migrant_rh.panel.panel import Panel, build_panel
from migrant_rh.reading.frames import frame_records, text_of
from migrant_rh.study.plan import Allocation, LinkedAs, Study
from migrant_rh.tables.columns import is_measured, level_codes
from migrant_rh.tables.looks import Looks, as_label
from migrant_rh.tables.parts import require_parts
from migrant_rh.words import phrase

if TYPE_CHECKING:
    import pandas as pd

MODEL = "main"
UNADJUSTED = "unadjusted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """Which column of a data frame plays which part.

    Attributes
    ----------
    id, wave, group : str
        Person; survey wave; intervention or control.
    cluster, site : str, optional
        Workplace, school or village, where these were allocated; city or centre.
    stratum : tuple of str
        Columns within whose levels allocation took place.
    control : object, optional
        Value of the control group; without it, the first value.
    waves : tuple of object
        Waves in time order; without them, the values in order.
    allocation : {"unknown", "randomised", "non_randomised"}
        How units came to their group.
    linkage : {"panel", "cross_sections", "mixed"}
        The same persons at every wave, new persons, or some of both.

    Examples
    --------
    >>> Roles(id="pid", wave="wave", group="arm", cluster="shop").allocated
    'cluster'
    """

    id: str
    wave: str
    group: str
    cluster: str | None = None
    site: str | None = None
    stratum: tuple[str, ...] = ()
    control: object = None
    waves: tuple[object, ...] = ()
    allocation: Allocation = "unknown"
    linkage: LinkedAs = "panel"

    @property
    def allocated(self) -> str:
        """The unit that was allocated: the cluster where there is one, else the person."""
        return "cluster" if self.cluster is not None else "person"

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that play a part."""
        named = (self.id, self.wave, self.group, self.cluster, self.site, *self.stratum)
        return tuple(dict.fromkeys(name for name in named if name is not None))


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the panel: outcomes with the value that counts, and covariates.

    With `beside` a model without covariates stands beside that with them.
    """

    outcomes: Mapping[str, object]
    adjust: tuple[str, ...] = ()
    wls: tuple[str, ...] | None = None
    beside: bool = False


def panel_of(data: pd.DataFrame, roles: Roles, question: Question, looks: Looks) -> Panel:
    """Make a panel of a data frame.

    Raises
    ------
    AnalysisError
        If a column is not there, or has not the values its part needs; with every mistake.
    PanelError
        As in `migrant_rh.build_panel`.
    """
    asked = (*question.outcomes, *question.adjust, *(question.wls or ()))
    require_columns(data, (*roles.columns, *asked))
    require_parts(data, roles, question)
    waves = [text_of(wave) for wave in roles.waves] or list(level_codes(data[roles.wave]))
    study = Study.model_validate(_plan(data, roles, question, waves, looks))
    content = data[[*dict.fromkeys([*roles.columns, *asked])]]
    told = content[roles.wave].map(text_of, na_action="ignore")
    files = {wave: frame_records(content[told == wave], wave) for wave in waves}
    return build_panel(study, files)


def _plan(
    data: pd.DataFrame, roles: Roles, question: Question, waves: list[str], looks: Looks
) -> dict[str, Any]:
    """The study file that a data frame stands for."""
    groups = list(level_codes(data[roles.group]))
    control = groups[0] if roles.control is None else text_of(roles.control)
    ordered = [control, *(group for group in groups if group != control)]
    played = {"id": roles.id, "cluster": roles.cluster, "site": roles.site, "arm": roles.group}
    model: dict[str, Any] = {"adjust": list(question.adjust)}
    if question.beside:
        model["label"] = as_label(phrase("tables.adjusted"))
    if question.wls is not None:
        model["wls"] = {"adjust": list(question.wls), "small": "leave_out"}
    return {
        "schema": "migrant-rh/1",
        "study": {"title": "data", "language": [looks.language], "style": looks.style},
        "data": {
            "key": [roles.id],
            "waves": {
                wave: {"label": as_label(looks.level(roles.wave, wave)), "file": "data"}
                for wave in waves
            },
        },
        "design": {
            "roles": {**{k: v for k, v in played.items() if v}, "stratum": list(roles.stratum)},
            "control": control,
            "allocated": roles.allocated,
            "allocation": roles.allocation,
            "linkage": roles.linkage,
        },
        "variables": dict(_variables(data, roles, question, ordered, looks)),
        "outcomes": {
            name: {"label": as_label(looks.name(name)), "event": text_of(event)}
            for name, event in question.outcomes.items()
        },
        "models": {**_beside(question), MODEL: model},
    }


def _beside(question: Question) -> dict[str, Any]:
    """The model without covariates, where it is asked for."""
    if not question.beside:
        return {}
    return {UNADJUSTED: {"label": as_label(phrase("tables.unadjusted")), "adjust": []}}


def _variables(
    data: pd.DataFrame, roles: Roles, question: Question, groups: list[str], looks: Looks
) -> Iterable[tuple[str, dict[str, Any]]]:
    """What every column means."""
    for name in dict.fromkeys(
        (*roles.columns, *question.outcomes, *question.adjust, *(question.wls or ()))
    ):
        if name == roles.wave:
            continue
        label = {"label": as_label(looks.name(name))}
        if name in {roles.id, roles.cluster}:
            yield name, {**label, "type": "text"}
        elif name not in {*roles.columns, *question.outcomes} and is_measured(data[name]):
            yield name, {**label, "type": "number"}
        else:
            levels = groups if name == roles.group else level_codes(data[name])
            yield (
                name,
                {**label, "levels": {code: as_label(looks.level(name, code)) for code in levels}},
            )
