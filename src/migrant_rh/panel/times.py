"""Days of interviews, and ages, held against the waves: nothing is changed or left out here.

The long frame has the waves one below the other in time order, one row a person and wave.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from migrant_rh.checking.findings import Finding, Severity
from migrant_rh.study.plan import Study
from migrant_rh.words import Text, phrase

if TYPE_CHECKING:
    import pandas as pd

DAYS_A_YEAR = 365.25
TOLERATED = 1
"""Ages in whole years may be rounded up at one wave and down at the other."""


def outside_windows(study: Study, long: pd.DataFrame) -> Iterator[Finding]:
    """Interviews on days that do not belong to their wave; they stay in the analysis."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    name = study.design.roles.date
    if name is None or name not in long.columns:
        return
    grace = timedelta(days=study.data.window_days)
    for wave, spec in study.data.waves.items():
        if spec.window is None:
            continue
        first, last = spec.window
        rows = long[long["_wave"] == wave]
        away = (rows[name] < pd.Timestamp(first - grace)) | (
            rows[name] > pd.Timestamp(last + grace)
        )
        for _, row in rows[away].iterrows():
            told = {"first": first, "last": last, "grace": grace.days}
            message = phrase("panel.outside_window", day=_day(row[name]), **told)
            yield _finding("outside_window", "warning", row, name, message)


def out_of_order(study: Study, long: pd.DataFrame) -> Iterator[Finding]:
    """Persons whose interview at a later wave was before that of an earlier wave: stop."""
    name = study.design.roles.date
    if name is None or name not in long.columns:
        return
    known, before = _with_previous(long, name)
    for at in known.index[known[name] < before[name]]:
        message = phrase(
            "panel.out_of_order",
            later=_label(study, known.loc[at, "_wave"]),
            day=_day(known.loc[at, name]),
            earlier=_label(study, before.loc[at, "_wave"]),
            other=_day(before.loc[at, name]),
        )
        yield _finding("out_of_order", "stop", known.loc[at], name, message)


def age_conflicts(study: Study, long: pd.DataFrame) -> Iterator[Finding]:
    """Persons whose age falls, or does not rise by about the time between two waves.

    Without the days of both interviews, or the windows of both waves, that time is not known: then
    only an age that falls is a conflict.
    """
    for name, spec in study.variables.items():
        if not spec.ages or name not in long.columns:
            continue
        known, before = _with_previous(long, name)
        years = _years_between(study, known, before).round()
        change = known[name] - before[name]
        for at in known.index[(change < 0) | ((change - years).abs() > TOLERATED)]:
            message = phrase(
                "panel.age_conflict",
                earlier=_label(study, before.loc[at, "_wave"]),
                first=f"{before.loc[at, name]:g}",
                later=_label(study, known.loc[at, "_wave"]),
                second=f"{known.loc[at, name]:g}",
            )
            yield _finding("conflict", "warning", known.loc[at], name, message)


def _with_previous(long: pd.DataFrame, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows that have a value, and for each the person's row before it that has one."""
    known = long[long[name].notna()]
    return known, known.groupby("_id", sort=False)[list(known.columns.drop("_id"))].shift()


def _years_between(study: Study, known: pd.DataFrame, before: pd.DataFrame) -> pd.Series[float]:
    """Years between two interviews: by their days, else by the middles of the waves' windows."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    middles = _middles(study)
    times = [rows["_wave"].map(middles).astype("datetime64[s]") for rows in (known, before)]
    years = (times[0] - times[1]).dt.days / DAYS_A_YEAR
    name = study.design.roles.date
    if name is None or name not in known.columns:
        return years
    days = (pd.to_datetime(known[name]) - pd.to_datetime(before[name])).dt.days
    return (days / DAYS_A_YEAR).fillna(years)


def _middles(study: Study) -> Mapping[str, pd.Timestamp]:
    """Day in the middle of each wave that has a window."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    windows = {name: wave.window for name, wave in study.data.waves.items() if wave.window}
    return {name: pd.Timestamp(days[0] + (days[1] - days[0]) / 2) for name, days in windows.items()}


def _label(study: Study, wave: object) -> Text:
    """Name of a wave for the reader."""
    return study.data.waves[str(wave)].label.text


def _day(value: object) -> str:
    """Write a day as 2008-01-31."""
    return f"{value:%Y-%m-%d}"


def _finding(
    rule: str, severity: Severity, row: pd.Series, variable: str, message: Text
) -> Finding:
    """Make a finding about one record."""
    return Finding(
        rule=f"panel.{rule}",
        severity=severity,
        message=message,
        file=str(row["_file"]),
        record=int(row["_record"]),
        id=str(row["_id"]),
        variable=variable,
        remedy=phrase(f"panel.{rule}_remedy") if severity == "stop" else None,
    )
