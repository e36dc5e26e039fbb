"""Persons through the waves: ids, repeated records, conflicts, moves.

Every function takes the long frame of all waves and answers with findings, and where something was
left out with what is left; values are never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from migrant_rh.checking.findings import Finding, Severity
from migrant_rh.errors import PanelError, Place, Problem
from migrant_rh.panel.times import age_conflicts
from migrant_rh.study.plan import Study
from migrant_rh.words import Text, phrase

if TYPE_CHECKING:
    import pandas as pd

LOW_MATCH = 0.6
WORTH_ASKING = 0.1
LISTED = 50
_CHANGES: Mapping[str, Callable[[pd.Series[str]], pd.Series[str]]] = {
    "case": lambda ids: ids.str.casefold(),
    "prefix": lambda ids: ids.str.replace(r"^\D+", "", regex=True),
    "leading_zeros": lambda ids: ids.str.replace(r"^0+(?=.)", "", regex=True),
}


def require_ids(long: pd.DataFrame) -> None:
    """Refuse blank ids, and ids that lost digits because they were read as numbers.

    Raises
    ------
    PanelError
        Listing the records.
    """
    blank = long["_id"].isna() | (long["_id"] == "")
    rounded = long["_id"].str.fullmatch(r"\d(\.\d+)?[eE]\+\d+").fillna(False).astype(bool)
    problems = [
        Problem(
            f"panel.{name}",
            Place(row["_file"], record=row["_record"]),
            phrase(f"panel.{name}", id=row["_id"]),
            remedy=phrase(f"panel.{name}_remedy"),
        )
        for name, at in (("blank_id", blank), ("rounded_id", rounded))
        for _, row in long[at].head(LISTED).iterrows()
    ]
    if problems:
        raise PanelError(problems)


def normalise_ids(study: Study, long: pd.DataFrame) -> tuple[pd.Series[str], list[Finding]]:
    """Apply the declared changes to ids; say what that does to the share of ids that match.

    Where no change is declared and the match is poor, but a change would mend it, ask.
    """
    before = match_rate(long["_id"], long["_wave"])
    ids = long["_id"]
    for change in study.data.normalise_ids:
        ids = _CHANGES[change](ids)
    after = match_rate(ids, long["_wave"])
    if study.design.linkage != "panel" or before is None or after is None:
        return ids, []
    if study.data.normalise_ids:
        message = phrase("panel.ids_normalised", before=_percent(before), after=_percent(after))
        return ids, [_about_ids("panel.ids_normalised", "info", message), *_low(after)]
    if before >= LOW_MATCH:
        return ids, []
    would = {
        name: match_rate(change(ids), long["_wave"]) or 0.0 for name, change in _CHANGES.items()
    }
    best = max(would, key=lambda name: would[name])
    if would[best] > before + WORTH_ASKING:
        message = phrase(
            "panel.ids_ask", before=_percent(before), after=_percent(would[best]), change=best
        )
        return ids, [_about_ids("panel.ids_ask", "ask", message)]
    return ids, _low(before)


def match_rate(ids: pd.Series[str], waves: pd.Series[str]) -> float | None:
    """Share of the ids of the smallest later wave that the first wave has; None of one wave."""
    order = list(dict.fromkeys(waves))
    first = set(ids[waves == order[0]])
    rates = [ids[waves == wave].drop_duplicates().isin(first).mean() for wave in order[1:]]
    return float(min(rates)) if rates else None


def drop_copies(long: pd.DataFrame, content: list[str]) -> tuple[pd.DataFrame, list[Finding]]:
    """Leave out records that repeat another to the letter; refuse ids that stand for two records.

    Raises
    ------
    PanelError
        Listing both records of every such id.
    """
    repeated = long.duplicated(["_wave", "_id"], keep=False)
    copies = repeated & long.duplicated(["_wave", "_id", *content], keep="first")
    rest = long[~copies]
    clashing = rest[rest.duplicated(["_wave", "_id"], keep=False)]
    problems = []
    for (wave, person), rows in clashing.groupby(["_wave", "_id"], sort=False, observed=True):
        numbers = ", ".join(map(str, rows["_record"]))
        place = Place(rows["_file"].iloc[0], record=numbers)
        found = phrase("panel.duplicate", id=person, wave=wave, count=len(rows))
        problems.append(
            Problem(
                "panel.duplicate",
                place,
                found,
                phrase("panel.duplicate_expected"),
                phrase("panel.duplicate_remedy"),
            )
        )
    if problems:
        raise PanelError(problems)
    counted = [
        Finding(
            rule="panel.copy",
            severity="info",
            message=phrase("panel.copy"),
            file=str(row["_file"]),
            record=int(row["_record"]),
            id=str(row["_id"]),
        )
        for _, row in long[copies].iterrows()
    ]
    return rest, counted


def same_person_twice(study: Study, long: pd.DataFrame) -> Iterator[Finding]:
    """Records of one wave that share every identifier but not the id: perhaps one person."""
    names = [name for name in study.data.identifiers if name in long.columns]
    if not names:
        return
    known = long[long[names].notna().all(axis=1)]
    groups = known.groupby(["_wave", *names], sort=False, observed=True)["_id"]
    several = groups.transform("nunique") > 1
    for _, row in known[several].iterrows():
        yield Finding(
            rule="panel.same_person",
            severity="warning",
            message=phrase("panel.same_person", names=", ".join(names)),
            file=str(row["_file"]),
            record=int(row["_record"]),
            id=str(row["_id"]),
        )


def conflicts(study: Study, long: pd.DataFrame) -> tuple[pd.Series[bool], list[Finding]]:
    """Find persons whose fixed variables or ages do not agree between waves: perhaps two persons.

    Returns
    -------
    tuple
        Whether a row's person is in conflict, and the findings.
    """
    import pandas as pd  # noqa: PLC0415  (heavy)

    doubtful = pd.Series(False, index=long.index)
    found: list[Finding] = []
    for name, spec in study.variables.items():
        if not spec.fixed or name not in long.columns:
            continue
        several = long.groupby("_id", sort=False)[name].transform("nunique") > 1
        doubtful |= several
        for person, rows in long[several].groupby("_id", sort=False):
            told = "; ".join(f"{w}: {v}" for w, v in zip(rows["_wave"], rows[name], strict=True))
            message = phrase("panel.conflict", values=told)
            found.append(
                Finding(
                    rule="panel.conflict",
                    severity="warning",
                    message=message,
                    id=str(person),
                    variable=name,
                )
            )
    aged = list(age_conflicts(study, long))
    doubtful |= long["_id"].astype(str).isin([item.id for item in aged])
    return doubtful, [*found, *aged]


def settle_moves(study: Study, long: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Keep who moved in the cluster and arm of the first wave, unless declared otherwise."""
    first = long.groupby("_id", sort=False)[["_cluster", "_arm", "_site"]].transform("first")
    moved = (long["_cluster"] != first["_cluster"]) | (long["_arm"] != first["_arm"])
    moved &= long["_cluster"].notna() & long["_arm"].notna()
    kept = study.design.moved == "first_wave"
    key = "panel.moved_kept" if kept else "panel.moved_as_surveyed"
    moves = [
        Finding(
            rule="panel.moved",
            severity="warning",
            message=phrase(key, before=before, after=after),
            file=str(row["_file"]),
            record=int(row["_record"]),
            id=str(row["_id"]),
        )
        for (_, row), before, after in zip(
            long[moved].iterrows(),
            first.loc[moved, "_cluster"],
            long.loc[moved, "_cluster"],
            strict=True,
        )
    ]
    settled = long.copy()
    if kept:
        settled.loc[:, ["_cluster", "_arm", "_site"]] = first
    return settled, moves


def _low(rate: float) -> list[Finding]:
    """Warn of a poor match."""
    if rate >= LOW_MATCH:
        return []
    message = phrase("panel.low_match", rate=_percent(rate))
    return [_about_ids("panel.low_match", "warning", message)]


def _about_ids(rule: str, severity: Severity, message: Text) -> Finding:
    """Make a finding about all ids."""
    return Finding(rule=rule, severity=severity, message=message)


def _percent(rate: float) -> str:
    """Write a share for a message."""
    return f"{100 * rate:.1f} %"
