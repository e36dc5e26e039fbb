"""A question of which several answers may be chosen, in any data frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Unpack

import numpy as np

from migrant_rh.analysis.multiple import ANALYSIS, Items, item_rows
from migrant_rh.analysis.required import require_columns
from migrant_rh.privacy import Asked, Subject, without_small_cells, yes_or_no
from migrant_rh.reading.frames import text_of
from migrant_rh.rendering.printed import PrintedTable
from migrant_rh.rendering.tables.multiple import question_table
from migrant_rh.results.rows import Results, Row
from migrant_rh.results.vocabulary import Vocabulary
from migrant_rh.tables.columns import coded, groups_of, level_codes
from migrant_rh.tables.looks import GuardedOptions, Looks
from migrant_rh.tables.options import looks_of
from migrant_rh.words import phrase

if TYPE_CHECKING:
    import pandas as pd


class MultipleOptions(GuardedOptions, total=False):
    """Options of `multiple_response`, besides those of every table that counts answers.

    Attributes
    ----------
    event : object
        Value that means: chosen; 1 where nothing is said.
    cluster : str
        Column of the cluster, which the test of all answers then knows.
    """

    event: object
    cluster: str


def multiple_response(
    data: pd.DataFrame,
    items: Sequence[str],
    *,
    by: str | None = None,
    **options: Unpack[MultipleOptions],
) -> PrintedTable:
    """Tabulate a question of which a person may choose several answers.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a person.
    items : sequence of str
        Columns, one an answer. Persons with a missing one are left out and counted.
    by : str, optional
        Column of the group.
    **options
        See `MultipleOptions`, `GuardedOptions` and `LooksOptions`.

    Returns
    -------
    PrintedTable
        Per cent of persons and of answers; with groups, Pearson's chi-square of each answer and
        the second-order Rao-Scott F of all of them.

    Raises
    ------
    AnalysisError
        If a column is not there.

    Examples
    --------
    >>> import pandas as pd
    >>> data = pd.DataFrame({"leaflet": [1, 1, 0, 1], "lecture": [1, 0, 0, 1]})
    >>> table = multiple_response(data, ["leaflet", "lecture"])
    >>> shares = table.tidy().query("scale in ['proportion', 'share']")
    >>> shares[["term", "scale", "estimate"]].values.tolist()
    [['leaflet', 'proportion', 0.75], ['leaflet', 'share', 0.6], \
['lecture', 'proportion', 0.5], ['lecture', 'share', 0.4]]
    """
    looks = looks_of(options, MultipleOptions)
    cluster = options.get("cluster")
    require_columns(data, [*items, *(name for name in (by, cluster) if name is not None)])
    persons = data if by is None else data[data[by].notna()]
    groups = level_codes(persons[by]) if by is not None else ()
    chosen = _items(persons, items, options.get("event", 1))
    place = Row(analysis=ANALYSIS, outcome="items")
    rows = _told(item_rows(chosen, groups_of(persons, by, cluster), place), items, options)
    results = Results.of(rows, _words(looks, items, (by, groups), cluster))
    title = looks.titled(phrase("tables.answers_title"))
    return PrintedTable(
        question_table(results, "items", "items", title), looks.edition, results=results
    )


def _told(rows: Iterable[Row], items: Sequence[str], options: MultipleOptions) -> Iterable[Row]:
    """The rows that may be told."""
    least = options.get("min_cell")
    if least is None:
        return rows
    asked = {("items", name): yes_or_no(Asked.codes(name, "01"), ("1",)) for name in items}
    return without_small_cells(rows, Subject(items=asked), least)


def _items(persons: pd.DataFrame, items: Sequence[str], event: object) -> Items:
    """Who chose what."""
    chosen = np.empty((len(persons), len(items)))
    for place, name in enumerate(items):
        codes, levels = coded(persons[name])
        is_event = np.array([level == text_of(event) for level in levels] + [False])
        chosen[:, place] = np.where(codes < 0, np.nan, is_event[codes])
    return Items(tuple(items), chosen)


def _words(
    looks: Looks, items: Sequence[str], by: tuple[str | None, tuple[str, ...]], cluster: str | None
) -> Vocabulary:
    """Words of the table."""
    column, groups = by
    names = {"variable": {name: looks.name(name) for name in items}}
    if column is not None:
        names["group"] = {code: looks.level(column, code) for code in groups}
    facts = {"allocated": "cluster" if cluster is not None else "person", "style": looks.style}
    texts = {} if cluster is None else {"unit": looks.name(cluster)}
    return Vocabulary(names, facts, texts)
