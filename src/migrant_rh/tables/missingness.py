"""Missing values of any data frame, by variable and reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, Unpack

import numpy as np

from migrant_rh.analysis.missingness import ANALYSIS, Gaps, gap_rows
from migrant_rh.analysis.required import require_columns
from migrant_rh.reading.frames import text_of
from migrant_rh.rendering.printed import PrintedTable
from migrant_rh.rendering.tables.missingness import BLANK, GapShape, gaps_table
from migrant_rh.results.rows import Results, Row
from migrant_rh.results.vocabulary import Vocabulary
from migrant_rh.tables.columns import coded, groups_of, level_codes
from migrant_rh.tables.looks import Label, Looks, LooksOptions, as_text
from migrant_rh.tables.options import looks_of
from migrant_rh.words import phrase

if TYPE_CHECKING:
    import pandas as pd


class MissingnessOptions(LooksOptions, total=False):
    """Options of `missingness`, besides those of every table.

    Attributes
    ----------
    reasons : mapping of str to mapping of value to Label
        By column, values that stand for no answer, and what they are called.
    wave : str
        Column of the survey wave: a block of columns for each.
    cluster : str
        Column of the cluster: a P value that knows it stands beside.
    test : bool
        Compare the groups; not where nothing is said.
    add_overall : bool, "first" or "last"
        A column over all groups.
    everything : bool
        Lines for variables without a missing value too; else a note lists them.
    """

    reasons: Mapping[str, Mapping[object, Label]]
    wave: str
    cluster: str
    test: bool
    add_overall: bool | Literal["first", "last"]
    everything: bool


def missingness(
    data: pd.DataFrame,
    *,
    by: str | None = None,
    rows: str | Sequence[str] | None = None,
    **options: Unpack[MissingnessOptions],
) -> PrintedTable:
    """Count missing values by variable and reason, in groups or over all.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a person, or a person and wave.
    by : str, optional
        Column of the group. Persons without a group are left out.
    rows : str or sequence of str, optional
        Columns to look at, in order; without them, all that play no other part.
    **options
        See `MissingnessOptions` and `LooksOptions`.

    Returns
    -------
    PrintedTable
        For each variable the persons without a value for any reason, then reason by reason;
        ``.results`` holds the rows.

    Raises
    ------
    AnalysisError
        If a column is not there.

    Notes
    -----
    R ``naniar::miss_var_summary``; Stata ``misstable summarize``. The test is Pearson's chi-square
    of missing by group, without continuity correction; with a cluster the second-order Rao-Scott F
    stands beside it.

    Examples
    --------
    >>> import pandas as pd
    >>> data = pd.DataFrame({"arm": ["c", "c", "t", "t"], "age": [31, None, 44, 27],
    ...                      "held": [1, 9, 0, None]})
    >>> missingness(data, by="arm", reasons={"held": {9: "no answer"}})
    Missing answers by variable and reason
    =========================================
    Variable and reason  c (n = 2)  t (n = 2)
    -----------------------------------------
    age                  1 (50.0)    0 (0.0)
    held                 1 (50.0)   1 (50.0)
      no answer          1 (50.0)    0 (0.0)
      Blank               0 (0.0)   1 (50.0)
    =========================================
    Note: Persons without a value (% of all persons)
    """
    looks = looks_of(options, MissingnessOptions)
    wave, cluster = options.get("wave"), options.get("cluster")
    playing = [name for name in (by, wave, cluster) if name is not None]
    names = [str(name) for name in data.columns if name not in playing] if rows is None else rows
    names = [names] if isinstance(names, str) else list(dict.fromkeys(names))
    require_columns(data, [*names, *playing, *options.get("reasons", {})])
    persons = data if by is None else data[data[by].notna()]
    results = Results.of(
        _rows(persons, names, by, options), _words(persons, names, by, options, looks)
    )
    overall = options.get("add_overall", False)
    shape = GapShape(
        "last" if overall is True else overall or "",
        phrase("missingness.cells_frame"),
        options.get("everything", False),
    )
    title = looks.titled(phrase("missingness.title"))
    return PrintedTable(gaps_table(results, ANALYSIS, title, shape), looks.edition, results=results)


def _rows(
    persons: pd.DataFrame, names: Sequence[str], by: str | None, options: MissingnessOptions
) -> Iterator[Row]:
    """Every number of the table."""
    groups = groups_of(persons, by, options.get("cluster"))
    reasons = options.get("reasons", {})
    gaps = [_gaps(persons[name], reasons.get(name, {})) for name in names]
    for wave, here in _waves(persons, options.get("wave")).items():
        of_wave = groups.among(here)
        for each in gaps:
            part = Gaps(each.name, each.why[here], each.reasons)
            row = Row(analysis=ANALYSIS, wave=wave)
            yield from gap_rows(part, of_wave, row, test=options.get("test", False))


def _waves(persons: pd.DataFrame, wave: str | None) -> dict[str, np.ndarray]:
    """Persons of each wave; all of them where there is none."""
    if wave is None:
        return {"": np.full(len(persons), fill_value=True)}
    codes, levels = coded(persons[wave])
    return {level: codes == place for place, level in enumerate(levels) if (codes == place).any()}


def _gaps(values: pd.Series, reasons: Mapping[object, Label]) -> Gaps:
    """Who has no value, and why."""
    codes, levels = coded(values)
    told = (*(text_of(code) for code in reasons), BLANK)
    places = np.array([told.index(v) if v in told[:-1] else -1 for v in levels] + [len(reasons)])
    return Gaps(str(values.name), np.asarray(places[codes], dtype=np.int64), told)


def _words(
    persons: pd.DataFrame,
    names: Sequence[str],
    by: str | None,
    options: MissingnessOptions,
    looks: Looks,
) -> Vocabulary:
    """Words of the table."""
    told = {"variable": {name: looks.name(name) for name in names}}
    for kind, column in (("group", by), ("wave", options.get("wave"))):
        if column is not None:
            codes = level_codes(persons[column])
            told[kind] = {code: looks.level(column, code) for code in codes}
    for name, reasons in options.get("reasons", {}).items():
        told[f"missing:{name}"] = {text_of(v): as_text(label) for v, label in reasons.items()}
    cluster = options.get("cluster")
    return Vocabulary(
        told,
        {"style": looks.style},
        {} if cluster is None else {"unit": looks.name(cluster)},
    )
