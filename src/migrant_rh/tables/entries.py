"""Double entry as a table: two typists' files compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

from migrant_rh.checking.summary import double_entry_rows
from migrant_rh.rendering.printed import PrintedTable
from migrant_rh.rendering.tables.quality import double_entry_table
from migrant_rh.results.rows import Results
from migrant_rh.results.vocabulary import Vocabulary
from migrant_rh.tables.looks import Looks, LooksOptions
from migrant_rh.tables.options import looks_of

if TYPE_CHECKING:
    from migrant_rh.checking.double_entry import EntryComparison

_ONLY = "entries"


def double_entry(
    comparison: EntryComparison | Mapping[str, EntryComparison],
    **looks: Unpack[LooksOptions],
) -> PrintedTable:
    """Tabulate how two entries agree, in EpiData's words.

    Parameters
    ----------
    comparison : EntryComparison or mapping of str to EntryComparison
        From `migrant_rh.compare_entries`; of several, one column each, under its key.
    **looks
        See `LooksOptions`; ``label`` says what the columns are called, by key, and ``entries`` is
        the key of a comparison by itself.

    Returns
    -------
    PrintedTable
        Records missing and repeated, fields and records compared, errors and error percentages.

    Examples
    --------
    >>> import pandas as pd
    >>> from migrant_rh import compare_entries
    >>> from migrant_rh.reading.frames import frame_records
    >>> first = frame_records(pd.DataFrame({"id": [1, 2], "age": [31, 44]}), "first")
    >>> second = frame_records(pd.DataFrame({"id": [1, 2], "age": [31, 45]}), "second")
    >>> table = double_entry(compare_entries(first, second, key="id"))
    >>> [row.estimate for row in table.results if row.term.startswith("error_percentage")]
    [0.5, 0.5]
    """
    told = looks_of(looks)
    if isinstance(comparison, Mapping):
        comparisons = dict(comparison)
        names = {key: told.name(key) for key in comparisons}
    else:
        comparisons = {_ONLY: comparison}
        files = " / ".join(comparison.files)
        names = {_ONLY: told.name(_ONLY) if _ONLY in told.label else Looks().name(files)}
    rows = [row for key, each in comparisons.items() for row in double_entry_rows(key, each, None)]
    results = Results.of(rows, Vocabulary({"wave": names}, {"style": told.style}))
    table = double_entry_table(results)
    if table is None:
        raise ValueError("there is no comparison to tabulate")
    table = replace(table, title=told.titled(table.title))
    return PrintedTable(table, told.edition, results=results)
