"""The recorded allocations of a constrained procedure, in the codes of the study."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrant_rh.errors import PanelError, Place, Problem
from migrant_rh.panel.values import normalised
from migrant_rh.reading.records import Records
from migrant_rh.study.plan import Study
from migrant_rh.words import phrase

if TYPE_CHECKING:
    import pandas as pd


def interpret_allocations(study: Study, records: Records, long: pd.DataFrame) -> pd.DataFrame:
    """Read a list of allocations: one column a cluster, one row an allocation.

    Parameters
    ----------
    study : Study
        Its arms: control, and the other.
    records : Records
        The file, columns named by cluster.
    long : pandas.DataFrame
        Rows with ``_cluster`` and ``_arm``.

    Returns
    -------
    pandas.DataFrame of int
        0 control and 1 intervention, columns by cluster; copies of a row left out.

    Raises
    ------
    PanelError
        If clusters of the data have no column, cells are none of the arms, or the allocation that
        was made is not in the list.
    """
    file = records.provenance.file
    table = records.text[[field.name for field in records.codebook.fields]]
    table = table[records.text["_state"] != "deleted"].map(normalised)
    made = long.groupby("_cluster", sort=False, observed=True)["_arm"].first()
    problems = list(_problems(study, file, table, made))
    if problems:
        raise PanelError(problems)
    control = study.design.control
    arms = (table != control).astype(int).drop_duplicates().reset_index(drop=True)
    observed = (made != control).astype(int)
    if not (arms[list(made.index)] == observed).all(axis=1).any():
        found = phrase("panel.allocation_not_listed")
        remedy = phrase("panel.allocation_not_listed_remedy")
        raise PanelError(Problem("panel.allocation-not-listed", Place(file), found, remedy=remedy))
    return arms


def _problems(
    study: Study, file: str, table: pd.DataFrame, made: pd.Series[str]
) -> Iterator[Problem]:
    """Columns that are not there, and cells that are no arm."""
    missing = [str(cluster) for cluster in made.index if cluster not in table.columns]
    if missing:
        found = phrase("panel.allocation_columns", clusters=", ".join(missing))
        expected = phrase("panel.allocation_columns_expected")
        yield Problem("panel.allocation-columns", Place(file), found, expected)
    codes = list(study.variables[study.design.roles.arm].names_of_levels())
    for column in table.columns:
        strange = sorted(set(table[column]) - set(codes))
        if strange:
            found = phrase("panel.allocation_codes", codes=", ".join(strange))
            expected = phrase("study.one_of_names", names=", ".join(codes))
            yield Problem("panel.allocation-codes", Place(file, field=str(column)), found, expected)
