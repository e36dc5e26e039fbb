"""Clusters: each in one arm and one site, as the roster says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrant_rh.checking.findings import Finding
from migrant_rh.errors import PanelError, Place, Problem
from migrant_rh.panel.values import interpret, normalised
from migrant_rh.reading.records import Records
from migrant_rh.study.plan import Study
from migrant_rh.words import Text, phrase

if TYPE_CHECKING:
    import pandas as pd

FEW = 2


@dataclass(frozen=True)
class Roster:
    """The clusters as they were allocated.

    Attributes
    ----------
    file : str
        Where the roster was read.
    clusters : pandas.DataFrame
        Indexed by cluster; columns named by variable, as far as the roster has them.
    """

    file: str
    clusters: pd.DataFrame


def interpret_roster(study: Study, records: Records) -> Roster:
    """Give the roster's values their meaning.

    Raises
    ------
    PanelError
        If it lacks the cluster column, repeats a cluster, or holds values that mean nothing.
    """
    import pandas as pd  # noqa: PLC0415  (heavy)

    cluster = study.design.roles.cluster or study.design.roles.id
    file = records.provenance.file
    if cluster not in records.codebook:
        found = phrase("panel.no_column", name=cluster, path="design.roster")
        expected = phrase("study.one_of_names", names=", ".join(records.codebook.names))
        raise PanelError(Problem("panel.no-column", Place(file), found, expected))
    columns: dict[str, pd.Series] = {}
    problems: list[Problem] = []
    for name, spec in study.variables.items():
        if name in records.codebook:
            field = records.codebook[name]
            texts = records.text[field.name].map(normalised)
            values = interpret(name, spec, texts, (records, field))
            columns[name] = values.series.astype(object)
            problems.extend(values.problems)
    frame = pd.DataFrame(columns)
    frame[cluster] = _composed(study, frame, cluster)
    repeated = frame[frame[cluster].duplicated(keep=False)]
    for twice, rows in repeated.groupby(cluster, sort=False):
        found = phrase("panel.roster_twice", cluster=twice)
        lines = ", ".join(str(int(row) + 1) for row in rows.index)
        problems.append(Problem("panel.roster-twice", Place(file, record=lines), found))
    if problems:
        raise PanelError(problems)
    return Roster(file, frame.set_index(cluster))


def allocated(study: Study, roster: Roster | None) -> pd.DataFrame | None:
    """Give site and arm of every cluster of the roster: ``_site``, ``_arm``.

    Without a roster that tells the arms, or where persons were allocated, None.
    """
    roles = study.design.roles
    needed = [name for name in (roles.site, roles.arm) if name is not None]
    if roster is None or study.design.allocated == "person":
        return None
    if not set(needed) <= set(roster.clusters.columns):
        return None
    told = roster.clusters[needed].rename(columns={roles.site: "_site", roles.arm: "_arm"})
    return told if roles.site is not None else told.assign(_site="")


def complete_from_roster(study: Study, long: pd.DataFrame, roster: Roster | None) -> pd.DataFrame:
    """Add arm and site from the roster where the data do not have them."""
    if roster is None:
        return long
    completed = long.copy()
    roles = study.design.roles
    for column, variable in (("_arm", roles.arm), ("_site", roles.site)):
        if variable in roster.clusters.columns:
            known = completed[column]
            listed = completed["_cluster"].map(roster.clusters[variable])
            completed[column] = known.where(known.notna(), listed)
    return completed


def require_nested(study: Study, long: pd.DataFrame) -> None:
    """Refuse a cluster in two arms, one code in two sites, and an arm that swaps between waves.

    Raises
    ------
    PanelError
        Listing each such cluster with how many persons it has where.
    """
    if study.design.allocated == "person":
        return
    problems = [
        *_split(study, long, "_arm", "two_arms"),
        *_split(study, long, "_site", "two_sites"),
    ]
    if problems:
        raise PanelError(problems)


def require_as_allocated(study: Study, long: pd.DataFrame, roster: Roster | None) -> None:
    """Refuse clusters that the roster does not list, or lists in another arm or site.

    Raises
    ------
    PanelError
        Listing each of them.
    """
    if roster is None:
        return
    problems = []
    suspect = long[long["_cluster"].isin(long.loc[_unlike(study, roster, long), "_cluster"])]
    for cluster, rows in suspect.groupby("_cluster", sort=False, observed=True):
        if cluster not in roster.clusters.index:
            known = ", ".join(map(str, roster.clusters.index[:20]))
            found = phrase("panel.not_in_roster", cluster=cluster, roster=roster.file)
            place = Place(str(rows["_file"].iloc[0]))
            expected = phrase("study.one_of_names", names=known)
            problems.append(Problem("panel.not-in-roster", place, found, expected))
            continue
        problems.extend(_against_roster(study, roster, str(cluster), rows))
    if problems:
        raise PanelError(problems)


def strata(study: Study, long: pd.DataFrame, roster: Roster | None) -> pd.Series[str]:
    """Stratum of every row: the levels within which its cluster or person was allocated."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    parts = []
    for name in study.design.roles.stratum:
        if roster is not None and name in roster.clusters.columns:
            parts.append(long["_cluster"].map(roster.clusters[name]).astype(str))
        elif name == study.design.roles.site:
            parts.append(long["_site"].astype(str))
        else:
            first = long.groupby("_cluster", observed=True)[name].transform("first")
            parts.append(first.astype(str))
    if not parts:
        return pd.Series("", index=long.index)
    joined = parts[0]
    for part in parts[1:]:
        joined = joined + "/" + part
    return joined


def cluster_findings(study: Study, long: pd.DataFrame) -> Iterator[Finding]:
    """Clusters that are in one wave only, and arms with fewer than three clusters."""
    if study.design.allocated == "person":
        return
    waves = study.wave_names
    seen = long.groupby("_cluster", observed=True)["_wave"].unique()
    for cluster, present in seen.items():
        absent = [wave for wave in waves if wave not in set(present)]
        if absent:
            labels = Text.listed([study.data.waves[wave].label.text for wave in absent])
            message = phrase("panel.cluster_absent", cluster=cluster, waves=labels)
            yield Finding(rule="panel.cluster_absent", severity="warning", message=message)
    cells = long.groupby(["_site", "_arm"], observed=True)["_cluster"].nunique().reset_index()
    for site, arm, count in cells.itertuples(index=False, name=None):
        if 0 < count <= FEW:
            message = phrase("panel.few_clusters", count=count, site=site, arm=arm)
            yield Finding(rule="panel.few_clusters", severity="warning", message=message)


def compose(study: Study, long: pd.DataFrame) -> pd.Series[str]:
    """Cluster of every row; site and cluster together where codes start anew in every site."""
    if study.design.compose_clusters:
        return long["_site"].astype(str) + "-" + long["_cluster"].astype(str)
    return long["_cluster"]


def _composed(study: Study, frame: pd.DataFrame, cluster: str) -> pd.Series[str]:
    """Cluster names of the roster, composed like those of the data."""
    site = study.design.roles.site
    if study.design.compose_clusters and site in frame.columns:
        return frame[site].astype(str) + "-" + frame[cluster].astype(str)
    return frame[cluster].astype(str)


def _split(study: Study, long: pd.DataFrame, column: str, name: str) -> Iterator[Problem]:
    """Clusters with more than one value of a column."""
    several = long.groupby("_cluster", sort=False)[column].transform("nunique") > 1
    for cluster, rows in long[several].groupby("_cluster", sort=False):
        counts = rows[column].value_counts(sort=False)
        told = ", ".join(f"{value}: {count}" for value, count in counts.items())
        swaps = column == "_arm" and bool((rows.groupby("_wave")[column].nunique() == 1).all())
        remedy = "two_arms_swapped" if swaps else f"{name}_remedy"
        yield Problem(
            f"panel.{name.replace('_', '-')}",
            Place(", ".join(dict.fromkeys(rows["_file"]))),
            phrase(f"panel.{name}", cluster=cluster, counts=told),
            phrase(f"panel.{name}_expected"),
            phrase(f"panel.{remedy}", roster=study.design.roster or "design.roster"),
        )


def _listed(study: Study, roster: Roster) -> Iterator[tuple[str, str]]:
    """Arm and site, each with its variable, where the roster lists it."""
    roles = study.design.roles
    for column, variable in (("_arm", roles.arm), ("_site", roles.site)):
        if variable is not None and variable in roster.clusters.columns:
            yield column, variable


def _unlike(study: Study, roster: Roster, long: pd.DataFrame) -> pd.Series[bool]:
    """Rows whose cluster the roster does not list, or lists in another arm or site."""
    unlike = ~long["_cluster"].isin(roster.clusters.index)
    for column, variable in _listed(study, roster):
        listed = long["_cluster"].map(roster.clusters[variable])
        unlike |= long[column].notna() & (long[column] != listed)
    return unlike


def _against_roster(
    study: Study, roster: Roster, cluster: str, rows: pd.DataFrame
) -> Iterator[Problem]:
    """Differences of one cluster from the roster."""
    for column, variable in _listed(study, roster):
        listed = roster.clusters[variable].loc[cluster]
        differing = rows[rows[column].notna() & (rows[column] != listed)]
        if len(differing):
            found = phrase(
                "panel.unlike_roster",
                cluster=cluster,
                variable=variable,
                value=", ".join(map(str, differing[column].unique())),
                count=len(differing),
                listed=listed,
                roster=roster.file,
            )
            place = Place(", ".join(differing["_file"].unique()))
            remedy = phrase("panel.unlike_roster_remedy")
            yield Problem("panel.unlike-roster", place, found, remedy=remedy)
