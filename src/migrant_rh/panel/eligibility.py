"""Who belongs to the study: the steps of the plan, in order, judged at a person's first wave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrant_rh.checking.findings import Finding
from migrant_rh.study.expression import Expression
from migrant_rh.study.plan import Study
from migrant_rh.words import phrase

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Judged:
    """Who was left out at which step.

    Attributes
    ----------
    eligible : pandas.Series of bool
        Whether a row's person passed every step.
    step : pandas.Series of int
        The step, from 0, at which the person was left out; -1 for nobody.
    unknown : pandas.Series of bool
        Whether the person was left out because a value the step needs is missing.
    """

    eligible: pd.Series[bool]
    step: pd.Series[int]
    unknown: pd.Series[bool]


def judge(study: Study, long: pd.DataFrame) -> Judged:
    """Apply the steps of eligibility.

    A person is judged by the values of the first wave the person is in, for all waves: somebody
    aged 49 at baseline stays at 50. Whoever lacks a value that a step needs is left out there, and
    counted as such.

    Parameters
    ----------
    study : Study
        The plan.
    long : pandas.DataFrame
        One row per person and wave, waves in time order.
    """
    import pandas as pd  # noqa: PLC0415  (heavy)

    first = ~long.duplicated("_id", keep="first")
    entry = long[first]
    step = pd.Series(-1, index=entry.index)
    unknown = pd.Series(False, index=entry.index)
    for place, planned in enumerate(study.eligibility):
        holds = Expression.parse(planned.keep).holds(entry)
        leaves = (step == -1) & ~holds.fillna(False).astype(bool)
        step[leaves] = place
        unknown[leaves] = holds.isna()[leaves]
    by_person = pd.DataFrame({"step": step, "unknown": unknown}).set_index(entry["_id"])
    of_row = by_person.loc[long["_id"]].set_index(long.index)
    return Judged(of_row["step"] == -1, of_row["step"], of_row["unknown"])


def not_eligible(study: Study, long: pd.DataFrame, judged: Judged) -> Iterator[Finding]:
    """Warn of everybody who is left out, at the record by which the person was judged."""
    out = ~long.duplicated("_id", keep="first") & ~judged.eligible
    steps, unknown = judged.step[out].tolist(), judged.unknown[out].tolist()
    for (_, row), step, lacking in zip(long[out].iterrows(), steps, unknown, strict=True):
        key = "panel.not_known_eligible" if lacking else "panel.not_eligible"
        yield Finding(
            rule="panel.not_eligible",
            severity="warning",
            message=phrase(key, step=study.eligibility[step].label.text),
            file=str(row["_file"]),
            record=int(row["_record"]),
            id=str(row["_id"]),
        )
