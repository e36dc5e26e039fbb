"""What each row weighs: refused where it cannot be, scaled where only proportions count."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from migrant_rh.checking.findings import Finding
from migrant_rh.errors import PanelError, Place, Problem
from migrant_rh.study.plan import Study
from migrant_rh.words import phrase

if TYPE_CHECKING:
    import pandas as pd

LISTED = 8


def weigh(study: Study, rows: pd.DataFrame) -> tuple[pd.Series[float], list[Finding]]:
    """Give every row its weight.

    Parameters
    ----------
    study : Study
        Its role and kind of weights; without the role every row weighs 1.
    rows : pandas.DataFrame
        Eligible rows, with ``_file`` and ``_record``.

    Returns
    -------
    pandas.Series
        Sampling and prior weights divided by their mean, so that they sum to the number of rows;
        frequencies as they are.
    list of Finding
        By what weights were divided.

    Raises
    ------
    PanelError
        If weights are missing, negative or zero, or frequencies are not whole: every kind of
        mistake in every file, with records.
    """
    import pandas as pd  # noqa: PLC0415  (heavy)

    role = study.design.roles.weight
    if role is None:
        return pd.Series(1.0, index=rows.index), []
    values = rows[role].astype(float)
    problems = list(_problems(study, role, rows, values))
    if problems:
        raise PanelError(problems)
    if study.design.weights == "frequency" or values.empty:
        return values, []
    mean = float(values.mean())
    message = phrase(
        "panel.weights_scaled", total=f"{values.sum():.10g}", mean=f"{mean:.10g}", rows=len(values)
    )
    return values / mean, [
        Finding(rule="panel.weights_scaled", severity="info", message=message, variable=role)
    ]


def _problems(
    study: Study, role: str, rows: pd.DataFrame, values: pd.Series[float]
) -> Iterator[Problem]:
    """Weights that cannot be, file by file."""
    wrong = {
        "weights_missing": values.isna(),
        "weights_negative": values < 0,
        "weights_zero": values == 0,
    }
    if study.design.weights == "frequency":
        wrong["weights_broken"] = (values > 0) & (np.mod(values, 1) != 0)
        if study.design.linkage != "cross_sections":
            wrong["weights_differ"] = values.groupby(rows["_id"]).transform("nunique") > 1
    for name, bad in wrong.items():
        for file, found in rows[bad].groupby("_file", sort=False):
            records = ", ".join(map(str, found["_record"].head(LISTED)))
            more = ", …" if len(found) > LISTED else ""
            yield Problem(
                f"panel.{name.replace('_', '-')}",
                Place(str(file), record=records + more, field=role),
                phrase(f"panel.{name}", count=len(found)),
                phrase("panel.weights_expected"),
                phrase("panel.weights_remedy"),
            )
