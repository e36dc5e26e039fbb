"""One row per person and wave, or refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from migrant_rh.checking.findings import Finding, Findings
from migrant_rh.errors import PanelError, Place, Problem
from migrant_rh.panel.allocations import interpret_allocations
from migrant_rh.panel.asked import not_asked
from migrant_rh.panel.clusters import (
    Roster,
    allocated,
    cluster_findings,
    complete_from_roster,
    compose,
    interpret_roster,
    require_as_allocated,
    require_nested,
    strata,
)
from migrant_rh.panel.eligibility import judge, not_eligible
from migrant_rh.panel.linkage import (
    conflicts,
    drop_copies,
    normalise_ids,
    require_ids,
    same_person_twice,
    settle_moves,
)
from migrant_rh.panel.same_codes import require_same_labels
from migrant_rh.panel.skipped import skipped
from migrant_rh.panel.times import out_of_order, outside_windows
from migrant_rh.panel.values import SKIPPED
from migrant_rh.panel.wave import WaveData, interpret_wave
from migrant_rh.panel.weights import weigh
from migrant_rh.reading.records import Records
from migrant_rh.study.plan import Study
from migrant_rh.words import phrase

if TYPE_CHECKING:
    import pandas as pd

ROLES = ("_id", "_wave", "_cluster", "_site", "_arm", "_stratum", "_unit")


@dataclass(frozen=True)
class Panel:
    """All waves of a study, one row per person and wave.

    Attributes
    ----------
    study : Study
        The plan.
    data : pandas.DataFrame
        Eligible persons. The study's variables by name: categories as codes in the order of their
        levels, numbers as floats; missing where there is no answer. Columns by role: ``_id``
        (person), ``_wave``, ``_cluster``, ``_site`` (empty text without sites), ``_arm``,
        ``_stratum``, ``_unit`` (what was allocated), ``_doubtful`` (linkage in conflict),
        ``_weight`` (1 without weights).
        Identifiers are not among the columns.
    reasons : pandas.DataFrame of str
        The same rows and variables: missing code, ``blank``, ``skipped`` of who was not asked,
        ``filter_unanswered`` of whom nobody knows whether to be asked, or empty.
    everyone : pandas.DataFrame
        The role columns of all persons, with ``_step``: the step of eligibility that left a person
        out, or -1.
    findings : Findings
        What was found while the waves were put together.
    allowed : pandas.DataFrame or None
        The recorded allocations: 0 control and 1 intervention, one column a cluster.
    allocated : pandas.DataFrame or None
        ``_site`` and ``_arm`` of every cluster of the roster, also of those without persons.
    """

    study: Study
    data: pd.DataFrame
    reasons: pd.DataFrame
    everyone: pd.DataFrame
    findings: Findings
    allowed: pd.DataFrame | None = None
    allocated: pd.DataFrame | None = None

    @cached_property
    def sites(self) -> tuple[str, ...]:
        """Sites in the order of their levels; none where the study has no sites."""
        role = self.study.design.roles.site
        if role is None:
            return ()
        levels = self.study.variables[role].names_of_levels()
        present = set(self.data["_site"].dropna())
        return tuple(code for code in levels if code in present) or tuple(sorted(present))

    @property
    def places(self) -> tuple[str, ...]:
        """Where results are stated: every site, then all of them (empty); one site is all."""
        return (*self.sites, "") if len(self.sites) > 1 else ("",)

    @property
    def arms(self) -> tuple[str, str]:
        """Control, then intervention."""
        design = self.study.design
        codes = self.study.variables[design.roles.arm].names_of_levels()
        other = next(code for code in codes if code != design.control)
        return design.control, other

    def at_first_wave(self, names: Iterable[str]) -> pd.DataFrame:
        """Values of each row's person at the first wave the person is in."""
        return self.data[list(names)].iloc[self._entry].set_index(self.data.index)

    def asked(self, name: str) -> NDArray[np.bool_]:
        """Rows of persons who were asked a question, by its ``asked_if``, or answered it."""
        if name not in self.reasons:
            return np.ones(len(self.data), dtype=bool)
        return np.asarray(self.reasons[name] != SKIPPED)

    @cached_property
    def _entry(self) -> NDArray[np.intp]:
        """Position of the first row of each row's person."""
        import pandas as pd  # noqa: PLC0415  (heavy)

        persons = pd.factorize(self.data["_id"])[0]
        first = np.unique(persons, return_index=True)[1]
        return np.asarray(first[persons])

    def __repr__(self) -> str:
        persons, waves = self.data["_id"].nunique(), len(self.study.wave_names)
        return f"<Panel: {persons} persons, {len(self.data)} rows, {waves} waves>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        del include, exclude
        return {"text/plain": repr(self)}


def build_panel(
    study: Study,
    waves: Mapping[str, Records],
    roster: Records | None = None,
    allocations: Records | None = None,
) -> Panel:
    """Put the waves together.

    Parameters
    ----------
    study : Study
        The plan.
    waves : mapping of str to Records
        The file of every wave, in time order.
    roster : Records, optional
        The roster of clusters.
    allocations : Records, optional
        The recorded allocations of a constrained procedure.

    Returns
    -------
    Panel
        Eligible persons of all waves, in the order of the waves and files.

    Raises
    ------
    PanelError
        If a value means nothing, a code two things, an id stands for two records of a wave, a
        cluster is in two arms, the data contradict the roster or the list of allocations, or
        weights cannot be; all such problems of a step at once.

    Examples
    --------
    >>> import migrant_rh as mr
    >>> study = mr.demo_study()
    >>> waves = {name: mr.read(study.path(wave.adjudicated or wave.file))
    ...          for name, wave in study.data.waves.items()}
    >>> mr.build_panel(study, waves)
    <Panel: 6304 persons, 11813 rows, 2 waves>
    """
    read = _all_or_problems(lambda wave: interpret_wave(study, *wave), waves.items())
    listed = interpret_roster(study, roster) if roster is not None else None
    _require_variables(study, read, listed)
    require_same_labels(study, read)
    found: list[Finding] = [item for wave in read for item in wave.findings]
    long, reasons = _stack(study, read)
    long = long.copy()
    require_ids(long)
    long["_id"], asked = normalise_ids(study, long)
    content = [name for name in long.columns if not name.startswith("_")]
    long, copies = drop_copies(long, content)
    long = _with_roles(study, long, listed)
    found += [*asked, *copies, *same_person_twice(study, long), *outside_windows(study, long)]
    long, linked = _linked(study, long)
    long, unplaced = _placed(long)
    long["_stratum"] = strata(study, long, listed)
    long["_unit"] = long["_cluster" if study.design.allocated == "cluster" else "_id"]
    found += [*linked, *unplaced, *cluster_findings(study, long), *not_asked(study, long)]
    reasons, unasked = skipped(study, long, reasons, listed)
    panel = _panel(study, long, reasons, [*found, *unasked])
    panel = replace(panel, allocated=allocated(study, listed))
    if allocations is None:
        return panel
    return replace(panel, allowed=interpret_allocations(study, allocations, long))


def _all_or_problems(
    step: Callable[[tuple[str, Records]], WaveData], items: Iterable[tuple[str, Records]]
) -> list[WaveData]:
    """Do a step for every wave; raise the problems of all waves together."""
    done: list[WaveData] = []
    problems: list[Problem] = []
    for item in items:
        try:
            done.append(step(item))
        except PanelError as error:
            problems.extend(error.problems)
    if problems:
        raise PanelError(problems)
    return done


def _require_variables(study: Study, waves: list[WaveData], roster: Roster | None) -> None:
    """Refuse a role or a variable that no file has; an id must be in every file."""
    roles = study.design.roles
    first = waves[0]
    listed = set(roster.clusters.columns) if roster is not None else set()
    needed = {"cluster": roles.cluster, "site": roles.site, "arm": roles.arm}
    problems = [
        _no_role(wave, roles.id, "id") for wave in waves if roles.id not in wave.data.columns
    ]
    problems += [
        _no_role(first, name, role)
        for role, name in needed.items()
        if name and name not in first.data.columns and name not in listed
    ]
    problems += [
        Problem(
            "panel.nowhere",
            Place(field=name),
            phrase("panel.nowhere", name=name),
            remedy=phrase("panel.nowhere_remedy"),
        )
        for name in study.variables
        if name not in listed
        and name not in needed.values()
        and not any(name in wave.data.columns for wave in waves)
    ]
    if problems:
        raise PanelError(problems)


def _no_role(wave: WaveData, name: str, role: str) -> Problem:
    """State that a wave's file lacks the variable of a role."""
    return Problem(
        "panel.no-role",
        Place(wave.records.provenance.file),
        phrase("panel.no_role", name=name, role=role),
        phrase("study.one_of_names", names=", ".join(wave.records.codebook.names)),
        phrase("panel.no_role_remedy", wave=wave.name),
    )


def _stack(study: Study, waves: list[WaveData]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Put the waves one below the other; categories keep their levels."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    parts = [
        wave.data.assign(_wave=wave.name, _file=wave.records.provenance.file) for wave in waves
    ]
    long = pd.concat(parts, ignore_index=True)
    for name, spec in study.variables.items():
        levels = list(spec.names_of_levels())
        if levels and spec.type == "category" and name in long.columns:
            long[name] = pd.Categorical(long[name], categories=levels)
    reasons = pd.concat([wave.reasons for wave in waves], ignore_index=True).fillna("")
    roles = study.design.roles
    played = {"_id": roles.id, "_cluster": roles.cluster, "_site": roles.site, "_arm": roles.arm}
    for column, role in played.items():
        known = role is not None and role in long.columns
        long[column] = long[role].astype(object) if known else None
    return long, reasons


def _with_roles(study: Study, long: pd.DataFrame, roster: Roster | None) -> pd.DataFrame:
    """Fill in the roles from a person's first wave and the roster, and hold them against it."""
    roles = study.design.roles
    long = long.copy()
    if study.design.linkage == "cross_sections":
        long["_id"] = long["_wave"].astype(str) + ":" + long["_id"].astype(str)
    for column in ("_cluster", "_site", "_arm"):
        first = long.groupby("_id", sort=False)[column].transform("first")
        long[column] = long[column].where(long[column].notna(), first)
    if roles.cluster is None:
        long["_cluster"] = long["_id"]
    if roles.site is None:
        long["_site"] = ""
    long["_cluster"] = compose(study, long)
    long = complete_from_roster(study, long, roster)
    require_nested(study, long)
    require_as_allocated(study, long, roster)
    return long


def _linked(study: Study, long: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Mark doubtful links, settle moves, and leave newcomers out of a cohort."""
    if study.design.linkage == "cross_sections":
        return long.assign(_doubtful=False), []
    doubtful, found = conflicts(study, long)
    found += out_of_order(study, long)
    long, moves = settle_moves(study, long)
    long["_doubtful"] = doubtful
    found += moves
    if study.design.linkage == "panel":
        known = long["_id"].isin(set(long.loc[long["_wave"] == study.wave_names[0], "_id"]))
        found += [
            Finding(
                rule="panel.newcomer",
                severity="warning",
                message=phrase("panel.newcomer"),
                file=str(row["_file"]),
                record=int(row["_record"]),
                id=str(row["_id"]),
            )
            for _, row in long[~known].iterrows()
        ]
        long = long[known]
    return long, found


def _placed(long: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Leave out rows without an arm, a site or a cluster, and count them."""
    placed = long[["_arm", "_cluster", "_site"]].notna().all(axis=1)
    if placed.all():
        return long.copy(), []
    message = phrase("panel.unknown_arm", count=int((~placed).sum()))
    return long[placed].copy(), [
        Finding(rule="panel.unknown_arm", severity="warning", message=message)
    ]


def _panel(study: Study, long: pd.DataFrame, reasons: pd.DataFrame, found: list[Finding]) -> Panel:
    """Judge eligibility and keep who is eligible."""
    judged = judge(study, long)
    everyone = long[[*ROLES]].assign(_step=judged.step, _unknown=judged.unknown)
    kept = judged.eligible.to_numpy(dtype=bool)
    named = [name for name in study.data.identifiers if name in long.columns]
    weights, scaled = weigh(study, long[kept])
    data = long[kept].assign(_weight=weights).drop(columns=["_file", "_record", *named])
    data = data.astype(dict.fromkeys(ROLES, "category"))
    why = reasons.loc[data.index].drop(columns=named).reset_index(drop=True)
    return Panel(
        study,
        data.reset_index(drop=True),
        why,
        everyone.reset_index(drop=True),
        Findings((*found, *not_eligible(study, long, judged), *scaled)),
    )
