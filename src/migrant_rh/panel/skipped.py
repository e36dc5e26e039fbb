"""Questions that a person was not asked, because an answer before them made them needless."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrant_rh.checking.findings import Finding
from migrant_rh.panel.values import SKIPPED
from migrant_rh.study.expression import Expression
from migrant_rh.study.plan import Study
from migrant_rh.words import phrase

if TYPE_CHECKING:
    import pandas as pd


def skipped(
    study: Study, long: pd.DataFrame, reasons: pd.DataFrame
) -> tuple[pd.DataFrame, list[Finding]]:
    """Tell who was not asked from who did not answer, by ``asked_if``.

    Parameters
    ----------
    study : Study
        The plan.
    long : pandas.DataFrame
        Persons by wave, with their roles.
    reasons : pandas.DataFrame of str
        Why there is no answer; rows of `long` and others.

    Returns
    -------
    reasons : pandas.DataFrame of str
        ``skipped`` where the condition does not hold and there is no answer, whatever stood there:
        blank or a missing code. Where the condition is unknown, because the question before was
        not answered, the reason stays. So it does in what is made from the variable.
    findings : list of Finding
        ``panel.answered_unasked``: how many answers there are where the condition does not hold.
        They stay as they are, and count as answers.
    """
    found: list[Finding] = []
    reasons = reasons.copy()
    judged = long.assign(**_roles(study, long))
    for name, spec in study.variables.items():
        if spec.asked_if is None or name not in long.columns:
            continue
        asked = Expression.parse(spec.asked_if).holds(judged)
        unasked = asked.eq(False).fillna(False).to_numpy(dtype=bool)
        answered = long[name].notna().to_numpy()
        for each in (name, *_made_from(study, name)):
            if each in reasons:
                reasons.loc[long.index[unasked & ~answered], each] = SKIPPED
        found += _answered(name, spec.asked_if, long[unasked & answered])
    return reasons, found


def _roles(study: Study, long: pd.DataFrame) -> dict[str, pd.Series]:
    """Site and arm, which may have come from the roster."""
    roles = study.design.roles
    played = {roles.arm: "_arm", roles.site: "_site"}
    return {name: long[column] for name, column in played.items() if name is not None}


def _made_from(study: Study, name: str) -> Iterator[str]:
    """Variables made from one, and those made from these."""
    for other, spec in study.variables.items():
        if spec.derived_from == name:
            yield other
            yield from _made_from(study, other)


def _answered(name: str, condition: str, rows: pd.DataFrame) -> Iterator[Finding]:
    """Count the answers of who was not to be asked, file by file."""
    for file, count in rows["_file"].value_counts(sort=False).items():
        if count:
            yield Finding(
                rule="panel.answered_unasked",
                severity="warning",
                message=phrase("panel.answered_unasked", count=int(count), condition=condition),
                file=str(file),
                variable=name,
            )
