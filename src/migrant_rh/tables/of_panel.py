"""Tables of a design: rates, models, effects, flow and attrition of any data frame with roles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Unpack

from migrant_rh.analysis.attrition import attrition_rows
from migrant_rh.analysis.model import coefficient_rows, model_rows
from migrant_rh.panel.flow import flow_rows
from migrant_rh.panel.panel import Panel
from migrant_rh.rendering.printed import PrintedTable
from migrant_rh.rendering.tables.effects import effects_table
from migrant_rh.rendering.tables.flow import attrition_table as lay_out_attrition
from migrant_rh.rendering.tables.flow import flow_table as lay_out_flow
from migrant_rh.rendering.tables.models import gee_table, wls_table
from migrant_rh.rendering.tables.rates import rates_table
from migrant_rh.rendering.tables.robustness import adjustment_table, robustness_table
from migrant_rh.rendering.tables.side_by_side import models_table
from migrant_rh.results.rows import Row
from migrant_rh.tables.looks import GuardedOptions, LooksOptions
from migrant_rh.tables.made import Made, of_rates, tabulated
from migrant_rh.tables.roles import MODEL, UNADJUSTED, Question, Roles

if TYPE_CHECKING:
    import pandas as pd


def rates(
    data: pd.DataFrame,
    outcome: str,
    *,
    roles: Roles,
    event: object = 1,
    **looks: Unpack[GuardedOptions],
) -> PrintedTable:
    """Tabulate the rates of an outcome before and after, with all four contrasts.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a person and wave, in any order.
    outcome : str
        Column of the outcome; missing values are left out and counted.
    roles : Roles
        Which column plays which part.
    event : object
        Value of the column that counts as the outcome.
    **looks
        See `GuardedOptions` and `LooksOptions`.

    Returns
    -------
    PrintedTable
        By site both arms at both waves, Pearson's chi-square on persons and the Rao-Scott test on
        clusters, difference in differences with the Kauermann-Carroll covariance, intracluster
        correlation; ``.results`` holds the rows.

    Raises
    ------
    MigrantRHError
        If a column is not there, a person stands twice in a wave, or a cluster is in two arms.

    Examples
    --------
    >>> import pandas as pd
    >>> data = pd.DataFrame({
    ...     "pid": [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6], "wave": [0, 1] * 6,
    ...     "arm": ["c"] * 6 + ["t"] * 6, "held": [0, 1, 1, 0, 0, 0, 0, 1, 0, 1, 1, 0],
    ... })
    >>> table = rates(data, "held", roles=Roles(id="pid", wave="wave", group="arm"))
    >>> table.tidy().query("contrast == 'did' and scale == 'rd'")["estimate"].round(2).tolist()
    [0.33]
    """
    asked = Question({outcome: event})
    made = Made(of_rates, lambda results: rates_table(results, outcome, "rates"))
    return tabulated(data, roles, asked, looks, made)


def model(
    data: pd.DataFrame,
    outcome: str,
    *,
    roles: Roles,
    event: object = 1,
    adjust: Sequence[str] = (),
    **looks: Unpack[GuardedOptions],
) -> PrintedTable:
    """Tabulate the marginal logistic model of group by time, group × time first.

    Parameters
    ----------
    data, outcome, roles, event, **looks
        As in `rates`.
    adjust : sequence of str
        Covariates: numbers as they are, everything else as categories.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> wave = [0, 1] * 40
    >>> data = pd.DataFrame({
    ...     "pid": np.repeat(range(40), 2), "wave": wave, "arm": np.repeat(["c", "t"], 40),
    ...     "held": [0, 0, 0, 1, 1, 1, 1, 0] * 5 + [0, 1, 0, 1, 1, 1, 0, 0] * 5,
    ... })
    >>> table = model(data, "held", roles=Roles(id="pid", wave="wave", group="arm"))
    >>> [row.label.en for row in table.table.rows[1:3]]
    ['Group × Time', 'Group (t)']
    """
    asked = Question({outcome: event}, tuple(adjust))
    made = Made(_modelled, lambda results: gee_table(results, MODEL, outcome, "model"))
    return tabulated(data, roles, asked, looks, made)


def effects(
    data: pd.DataFrame,
    outcome: str,
    *,
    roles: Roles,
    event: object = 1,
    adjust: Sequence[str] = (),
    **looks: Unpack[GuardedOptions],
) -> PrintedTable:
    """Tabulate the difference in differences by every method, and which of them leads.

    Parameters
    ----------
    data, outcome, roles, event, adjust, **looks
        As in `model`.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> data = pd.DataFrame({
    ...     "pid": np.repeat(range(40), 2), "wave": [0, 1] * 40, "arm": np.repeat(["c", "t"], 40),
    ...     "held": [0, 0, 0, 1, 1, 1, 1, 0] * 5 + [0, 1, 0, 1, 1, 1, 0, 0] * 5,
    ... })
    >>> roles = Roles(id="pid", wave="wave", group="arm")
    >>> table = effects(data, "held", roles=roles)
    >>> table.tidy().query("contrast == 'did' and scale == 'rd'")["estimate"].round(2).tolist()[0]
    0.5
    """
    asked = Question({outcome: event}, tuple(adjust))
    made = Made(_modelled, lambda results: effects_table(results, MODEL, outcome, "effects"))
    return tabulated(data, roles, asked, looks, made)


def adjustment(
    data: pd.DataFrame,
    outcome: str,
    *,
    roles: Roles,
    event: object = 1,
    adjust: Sequence[str],
    **looks: Unpack[GuardedOptions],
) -> PrintedTable:
    """Tabulate the effect without and with adjustment, side by side.

    Parameters
    ----------
    data, outcome, roles, event, adjust, **looks
        As in `model`.

    Returns
    -------
    PrintedTable
        Difference in differences in percentage points with P, and ratio of odds ratios, of the
        models without and with the covariates.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> data = pd.DataFrame({
    ...     "pid": np.repeat(range(40), 2), "wave": [0, 1] * 40, "age": np.repeat(range(20, 60), 2),
    ...     "arm": np.repeat(["c", "t"] * 20, 2), "held": [0, 0, 0, 1, 1, 1, 1, 0, 0, 1] * 8,
    ... })
    >>> roles = Roles(id="pid", wave="wave", group="arm")
    >>> table = adjustment(data, "held", roles=roles, adjust=["age"])
    >>> [spanner.heading.en for spanner in table.table.columns]
    ['Unadjusted', 'Adjusted']
    """
    asked = Question({outcome: event}, tuple(adjust))
    made = Made(
        lambda panel: chain(of_rates(panel), _modelled(panel)),
        lambda results: adjustment_table(results, MODEL, "adjustment"),
    )
    return tabulated(data, roles, asked, looks, made)


def models(
    data: pd.DataFrame,
    outcome: str,
    *,
    roles: Roles,
    event: object = 1,
    adjust: Sequence[str],
    **looks: Unpack[GuardedOptions],
) -> PrintedTable:
    """Tabulate every coefficient of the models without and with covariates, side by side.

    Parameters
    ----------
    data, outcome, roles, event, adjust, **looks
        As in `model`.

    Returns
    -------
    PrintedTable
        Odds ratios (of group × time: ratio of odds ratios) with intervals and P, group × time
        first; one block of rows a site.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> data = pd.DataFrame({
    ...     "pid": np.repeat(range(40), 2), "wave": [0, 1] * 40, "age": np.repeat(range(20, 60), 2),
    ...     "arm": np.repeat(["c", "t"] * 20, 2), "held": [0, 0, 0, 1, 1, 1, 1, 0, 0, 1] * 8,
    ... })
    >>> table = models(data, "held", roles=Roles(id="pid", wave="wave", group="arm"),
    ...                adjust=["age"])
    >>> [row.label.en for row in table.table.rows]
    ['Group × Time', 'Group (t)', 'Time (1)', 'age']
    """
    asked = Question({outcome: event}, tuple(adjust), beside=True)
    made = Made(
        _coefficients, lambda results: models_table(results, outcome, (UNADJUSTED, MODEL), "models")
    )
    return tabulated(data, roles, asked, looks, made)


def robustness(
    data: pd.DataFrame,
    outcome: str,
    *,
    roles: Roles,
    event: object = 1,
    adjust: Sequence[str] = (),
    **looks: Unpack[GuardedOptions],
) -> PrintedTable:
    """Tabulate the effect and its P value by every method, and say which leads and why.

    Parameters
    ----------
    data, outcome, roles, event, adjust, **looks
        As in `model`.

    Returns
    -------
    PrintedTable
        One line a method: persons taken as independent; the marginal model with the covariances
        ``LZ``, ``FG``, ``KC`` and ``MD``; persons seen at both waves; and, where clusters were
        allocated, their summaries and permutation tests. The line that leads is marked, and a note
        says by what rule.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> rng = np.random.default_rng(1)
    >>> data = pd.DataFrame({
    ...     "pid": np.repeat(range(240), 2), "wave": [0, 1] * 240, "shop": np.repeat(range(12), 40),
    ...     "arm": np.repeat(["c", "t"], 240), "held": rng.integers(0, 2, 480),
    ... })
    >>> roles = Roles(id="pid", wave="wave", group="arm", cluster="shop", allocation="randomised")
    >>> table = robustness(data, "held", roles=roles)
    >>> [row.label.en for row in table.table.rows if row.marks]
    ['GEE, Kauermann-Carroll, Satterthwaite']
    """
    asked = Question({outcome: event}, tuple(adjust))
    made = Made(_modelled, lambda results: robustness_table(results, MODEL, outcome, "robustness"))
    return tabulated(data, roles, asked, looks, made)


def weighted_least_squares(
    data: pd.DataFrame,
    outcome: str,
    *,
    roles: Roles,
    event: object = 1,
    adjust: Sequence[str] = (),
    **looks: Unpack[GuardedOptions],
) -> PrintedTable:
    """Tabulate the analysis of variance of the Grizzle-Starmer-Koch model (SAS CATMOD).

    Parameters
    ----------
    data, outcome, roles, event, **looks
        As in `rates`.
    adjust : sequence of str
        Covariates with few levels each; populations of fewer than 25 persons are left out and
        counted.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> data = pd.DataFrame({
    ...     "pid": np.repeat(range(80), 2), "wave": [0, 1] * 80, "arm": np.repeat(["c", "t"], 80),
    ...     "held": [0, 0, 0, 1, 1, 1, 1, 0] * 10 + [0, 1, 0, 1, 1, 1, 0, 0] * 10,
    ... })
    >>> roles = Roles(id="pid", wave="wave", group="arm")
    >>> table = weighted_least_squares(data, "held", roles=roles)
    >>> [row.label.en for row in table.table.rows]
    ['Group × Time', 'Group', 'Time', 'Intercept', 'Lack of fit']
    """
    asked = Question({outcome: event}, (), tuple(adjust))
    made = Made(_modelled, lambda results: wls_table(results, MODEL, outcome, "wls"))
    return tabulated(data, roles, asked, looks, made)


def flow(data: pd.DataFrame, *, roles: Roles, **looks: Unpack[LooksOptions]) -> PrintedTable:
    """Tabulate persons and clusters at every wave: surveyed, followed, lost, new.

    Parameters
    ----------
    data, roles, **looks
        As in `rates`.

    Examples
    --------
    >>> import pandas as pd
    >>> data = pd.DataFrame({
    ...     "pid": [1, 1, 2, 3, 3, 4], "wave": [0, 1, 0, 0, 1, 0], "arm": list("ccctt") + ["t"],
    ... })
    >>> table = flow(data, roles=Roles(id="pid", wave="wave", group="arm"))
    >>> [(row.label.en, [cell.n for cell in row.cells]) for row in table.table.rows[2:4]]
    [('Followed to 1', [1, 1]), ('Lost at 1', [1, 1])]
    """
    made = Made(flow_rows, lay_out_flow, options=LooksOptions)
    return tabulated(data, roles, Question({roles.group: None}), looks, made)


def attrition(data: pd.DataFrame, *, roles: Roles, **looks: Unpack[GuardedOptions]) -> PrintedTable:
    """Tabulate the share of persons lost, by site and arm, and whether the arms differ.

    Parameters
    ----------
    data, roles, **looks
        As in `rates`.

    Examples
    --------
    >>> import pandas as pd
    >>> data = pd.DataFrame({
    ...     "pid": [1, 1, 2, 3, 3, 4], "wave": [0, 1, 0, 0, 1, 0], "arm": list("ccctt") + ["t"],
    ... })
    >>> table = attrition(data, roles=Roles(id="pid", wave="wave", group="arm"))
    >>> [(cell.n, cell.total) for cell in table.table.rows[0].cells]
    [(1, 2), (1, 2), (2, 4)]
    """
    made = Made(attrition_rows, lay_out_attrition)
    return tabulated(data, roles, Question({roles.group: None}), looks, made)


def _coefficients(panel: Panel) -> Iterator[Row]:
    """Coefficients of every model."""
    for name, planned in panel.study.models.items():
        yield from coefficient_rows(panel, name, planned)


def _modelled(panel: Panel) -> Iterator[Row]:
    """Rows of the only model."""
    for name, planned in panel.study.models.items():
        yield from model_rows(panel, name, planned)
