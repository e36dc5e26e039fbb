"""Questions that a person was not asked, because an answer before them made them needless."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrant_rh.checking.findings import Finding
from migrant_rh.panel.clusters import Roster
from migrant_rh.panel.values import BLANK, FILTER, SKIPPED
from migrant_rh.study.expression import Expression
from migrant_rh.study.plan import Study
from migrant_rh.words import phrase

if TYPE_CHECKING:
    import pandas as pd


def skipped(
    study: Study, long: pd.DataFrame, reasons: pd.DataFrame, roster: Roster | None = None
) -> tuple[pd.DataFrame, list[Finding]]:
    """Tell who was not asked from who did not answer, by ``asked_if``, wave by wave.

    Parameters
    ----------
    study : Study
        The plan.
    long : pandas.DataFrame
        Persons by wave, with their roles.
    reasons : pandas.DataFrame of str
        Why there is no answer; rows of `long` and others.
    roster : Roster, optional
        Tells what a condition needs of clusters.

    Returns
    -------
    reasons : pandas.DataFrame of str
        Where there is no answer:

        - ``skipped`` where the condition does not hold, whatever stood there, blank or a missing
          code; and where it is unknown only because the questions before were not asked either.
        - ``filter_unanswered`` for a blank where the condition is unknown because a question before
          has no answer, or is not in the file of the wave. A missing code stays.

        What is made from the variable gets the same. Where a wave did not have the question,
        nothing is changed.
    findings : list of Finding
        ``panel.answered_unasked``: every answer where the condition does not hold. It stays as it
        is, and counts as an answer of somebody asked.
    """
    found: list[Finding] = []
    reasons = reasons.copy()
    judged = long.assign(**_told_elsewhere(study, long, roster))
    for name in _in_order(study):
        if name not in long.columns:
            continue
        condition = str(study.variables[name].asked_if)
        asked = _asked(Expression.parse(condition), judged, reasons.loc[long.index])
        unasked, unknown = asked.eq(False).fillna(False).astype(bool), asked.isna()
        why = reasons.loc[long.index, name]
        for each in (name, *_made_from(study, name)):
            if each in reasons:
                reasons.loc[long.index[unasked & (why != "")], each] = SKIPPED
                reasons.loc[long.index[unknown & (why == BLANK)], each] = FILTER
        found += _answered(name, condition, long[unasked & long[name].notna()])
    return reasons, found


def _told_elsewhere(
    study: Study, long: pd.DataFrame, roster: Roster | None
) -> dict[str, pd.Series]:
    """Site and arm, which may have come from the roster, and what only the roster tells."""
    roles = study.design.roles
    told = {} if roster is None else dict(roster.clusters.items())
    columns = {
        str(name): long["_cluster"].map(of_cluster).infer_objects()
        for name, of_cluster in told.items()
        if name not in long
    }
    played = {roles.arm: "_arm", roles.site: "_site"}
    return columns | {name: long[column] for name, column in played.items() if name is not None}


def _in_order(study: Study) -> Iterator[str]:
    """Variables with a condition, each after those that its condition is about."""
    waiting = {
        name: {study.origin(each) for each in Expression.parse(spec.asked_if).names}
        for name, spec in study.variables.items()
        if spec.asked_if is not None
    }
    while waiting:
        ready = [name for name, before in waiting.items() if not before & waiting.keys()]
        # A circle is refused in a study file; a plan made in Python may still have one.
        for name in ready or list(waiting):
            del waiting[name]
            yield name


def _asked(expression: Expression, judged: pd.DataFrame, reasons: pd.DataFrame) -> pd.Series[bool]:
    """Judge a condition; not asked where all that it lacks was not asked itself."""
    names = list(expression.names)
    needed = judged.reindex(columns=names)
    lacking = needed.isna()
    skipped_too = reasons.reindex(columns=names) == SKIPPED
    follows = lacking.any(axis=1) & (~lacking | skipped_too).all(axis=1)
    holds = expression.holds(needed)
    return holds.mask(holds.isna() & follows, False)


def _made_from(study: Study, name: str) -> Iterator[str]:
    """Variables made from one, and those made from these."""
    for other, spec in study.variables.items():
        if spec.derived_from == name:
            yield other
            yield from _made_from(study, other)


def _answered(name: str, condition: str, rows: pd.DataFrame) -> Iterator[Finding]:
    """List the answers of who was not to be asked."""
    for _, row in rows.iterrows():
        yield Finding(
            rule="panel.answered_unasked",
            severity="warning",
            message=phrase("panel.answered_unasked", condition=condition),
            file=str(row["_file"]),
            record=int(row["_record"]),
            id=str(row["_id"]),
            variable=name,
        )
