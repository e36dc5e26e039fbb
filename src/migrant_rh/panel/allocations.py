"""The recorded allocations of a constrained procedure, in the codes of the study.

One row an allocation; its column ``intervention`` lists the clusters that would have been in the
intervention arm, separated by blanks, or by | where codes hold blanks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from migrant_rh.errors import PanelError, Place, Problem
from migrant_rh.panel.values import normalised
from migrant_rh.reading.records import Records
from migrant_rh.study.plan import Study
from migrant_rh.words import phrase

if TYPE_CHECKING:
    import pandas as pd

COLUMN = "intervention"
SHOWN = 5


def interpret_allocations(study: Study, records: Records, long: pd.DataFrame) -> pd.DataFrame:
    """Read a list of allocations.

    Parameters
    ----------
    study : Study
        Its arms: control, and the other.
    records : Records
        The file, with the column ``intervention``.
    long : pandas.DataFrame
        Rows with ``_cluster`` and ``_arm``.

    Returns
    -------
    pandas.DataFrame of int
        0 control and 1 intervention, columns by cluster; copies of a row left out.

    Raises
    ------
    PanelError
        If the column is not there, an allocation names clusters that the data do not have or names
        nobody or everybody, or the allocation that was made is not in the list.
    """
    import pandas as pd  # noqa: PLC0415  (heavy)

    file = records.provenance.file
    if COLUMN not in records.codebook:
        found = phrase("panel.no_column", name=COLUMN, path="design.allocations")
        expected = phrase("study.one_of_names", names=", ".join(records.codebook.names))
        raise PanelError(Problem("panel.no-column", Place(file), found, expected))
    live = records.text[records.text["_state"] != "deleted"]
    listed = [
        tuple(normalised(code) for code in (text.split("|") if "|" in text else text.split()))
        for text in live[records.codebook[COLUMN].name]
    ]
    made = long.groupby("_cluster", sort=False, observed=True)["_arm"].first()
    clusters = [str(cluster) for cluster in made.index]
    problems = list(_problems(file, live["_recno"].tolist(), listed, clusters))
    if problems:
        raise PanelError(problems)
    arms = np.array([[int(cluster in treated) for cluster in clusters] for treated in listed])
    observed = np.asarray(made != study.design.control, dtype=np.int64)
    if not len(arms) or not (arms == observed).all(axis=1).any():
        found = phrase("panel.allocation_not_listed")
        remedy = phrase("panel.allocation_not_listed_remedy")
        raise PanelError(Problem("panel.allocation-not-listed", Place(file), found, remedy=remedy))
    return pd.DataFrame(np.unique(arms, axis=0), columns=clusters)


def _problems(
    file: str, numbers: list[int], listed: list[tuple[str, ...]], clusters: list[str]
) -> Iterator[Problem]:
    """Allocations of clusters that are not there, of none, or of all."""
    known = set(clusters)
    for number, treated in zip(numbers, listed, strict=True):
        place = Place(file, record=number, field=COLUMN)
        strange = [code for code in treated if code not in known]
        if strange:
            found = phrase("panel.allocation_codes", codes=", ".join(strange[:SHOWN]))
            expected = phrase("study.one_of_names", names=", ".join(clusters))
            yield Problem("panel.allocation-codes", place, found, expected)
        elif len(set(treated)) in {0, len(known)}:
            yield Problem("panel.allocation-arm", place, phrase("panel.allocation_arm"))
