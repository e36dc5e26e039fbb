"""Items that nobody of an arm answered at a wave, as if it had not been asked there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrant_rh.checking.findings import Finding
from migrant_rh.study.plan import Study
from migrant_rh.words import Text, phrase

if TYPE_CHECKING:
    import pandas as pd


def not_asked(study: Study, long: pd.DataFrame) -> Iterator[Finding]:
    """Warn of outcomes without an answer in an arm and wave, and of items asked in one arm only.

    A covariate that nobody answered at a wave is no finding: it may have been asked once.
    """
    arms = study.variables[study.design.roles.arm].names_of_levels()
    compared = _compared(study)
    names = [
        name
        for name in study.variables
        if name in long.columns and name not in study.data.identifiers
    ]
    answered = long[names].notna().groupby([long["_wave"], long["_arm"]], observed=True).any()
    by_wave = answered.groupby(level="_wave").any()
    for name in names:
        for wave, arm in answered.index[~answered[name]].to_list():
            if by_wave.at[wave, name] or name in compared:
                where = {"wave": study.data.waves[wave].label.text, "arm": arms[arm].text}
                yield _finding(name, phrase("panel.not_asked", **where))


def _compared(study: Study) -> frozenset[str]:
    """Variables whose waves are compared: those of outcomes and of questions."""
    outcomes = [spec.variable or name for name, spec in study.outcomes.items()]
    items = [item for question in study.questions.values() for item in question.items]
    return frozenset([*outcomes, *items])


def _finding(name: str, message: Text) -> Finding:
    """Make a finding about one item."""
    return Finding(rule="panel.not_asked", severity="warning", message=message, variable=name)
