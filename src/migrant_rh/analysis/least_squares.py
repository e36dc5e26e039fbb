"""Weighted least squares of a data frame, for the shop window."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from migrant_rh.analysis.answers import Told, coded
from migrant_rh.analysis.required import require_columns
from migrant_rh.analysis.wls import anova_rows, difference_row, parameter_rows, refusal
from migrant_rh.errors import AnalysisError, Place, Problem
from migrant_rh.methods.gsk import GskFit, fit_gsk
from migrant_rh.methods.gsk_design import Coding, GskDesign, build_design, group_by_time
from migrant_rh.methods.interval import Interval, confidence_level
from migrant_rh.methods.responses import (
    ResponseSpec,
    UnusablePopulationsError,
    profile_counts,
    response_functions,
)
from migrant_rh.results.rows import Row
from migrant_rh.words import phrase

if TYPE_CHECKING:
    import pandas as pd

_TWO = 2
_SCALES = {"marginals": "rd", "logits": "log_ror", "logs": "log_rrr"}
_PARAMETERS = {"marginals": "proportion", "logits": "log_odds", "logs": "log_risk"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WlsSpec:
    """What is modelled, and what becomes of populations that cannot bear it.

    Attributes
    ----------
    function : {"marginals", "logits", "logs"}
        Marginal probabilities, their logits, or their logarithms.
    coding : {"effect", "reference_last", "reference_first"}
        Columns of factors; ``effect`` is SAS's.
    event : int
        Value of the outcome that is modelled; SAS CATMOD models the first sorted value, hence 0.
    minimum : int
        Least number of persons in a population.
    small : {"refuse", "leave_out", "add_half"}
        What to do with populations that are too small or have a zero margin: refuse, leave them out
        and count them, or add ½ to every cell (which does not help those that are too small).

    Examples
    --------
    >>> WlsSpec(event=0).coding
    'effect'
    """

    function: Literal["marginals", "logits", "logs"] = "marginals"
    coding: Coding = "effect"
    event: int = 1
    minimum: int = 25
    small: Literal["refuse", "leave_out", "add_half"] = "refuse"

    @property
    def responses(self) -> ResponseSpec:
        """The same for the method."""
        return ResponseSpec(
            function=self.function,
            levels=(self.event,),
            minimum=self.minimum,
            unusable="leave_out" if self.small == "leave_out" else "refuse",
            add_cell=0.5 if self.small == "add_half" else 0.0,
        )


@dataclass(frozen=True, slots=True, eq=False)
class WlsAnswer(Told):
    """A model fitted by weighted least squares.

    Attributes
    ----------
    statistic, df, p_value : float
        Wald chi-square of group by time.
    estimate, std_error : float
        The difference in differences on the scale of the function, second group less first; not
        numbers with other than two groups and two waves.
    interval : Interval
        Its limits, normal.
    n, n_missing : int
        Persons used, and persons without every answer.
    method : str
        ``gsk``.
    fit : GskFit
        Estimates, covariance, analysis of variance, residual, populations left out.
    design : GskDesign
        Columns by effect.
    """

    statistic: float
    df: float
    p_value: float
    estimate: float
    std_error: float
    interval: Interval
    n: int
    n_missing: int
    method: str
    fit: GskFit = field(repr=False)
    design: GskDesign = field(repr=False)
    told: tuple[Row, ...] = field(repr=False, default=())

    def rows(self) -> Iterator[Row]:
        """Analysis of variance, parameters, and the difference in differences."""
        yield from self.told


def weighted_least_squares(  # noqa: PLR0913  (four roles of a frame and covariates by name)
    data: pd.DataFrame,
    *,
    outcome: str,
    id: str,  # noqa: A002  (the field's word)
    wave: str,
    group: str,
    adjust: Sequence[str] = (),
    spec: WlsSpec = WlsSpec(),
    level: float = 0.95,
) -> WlsAnswer:
    """Fit group by time to repeated answers by weighted least squares (SAS CATMOD).

    Parameters
    ----------
    data : pandas.DataFrame
        One row a person and wave, in any order. Only persons with an answer at every wave are used;
        the others are counted.
    outcome : str
        Column of the answer: whole numbers, 0 and 1 for no and yes.
    id, wave, group : str
        Columns of the person, the wave and the group; waves and groups in sorted order.
    adjust : sequence of str
        Columns of covariates with few levels, taken from a person's first row.
    spec : WlsSpec
        Function, coding, modelled value, small populations.
    level : float
        Confidence level.

    Returns
    -------
    WlsAnswer
        ``tidy()`` has the analysis of variance, the parameters and the difference in differences.

    Raises
    ------
    AnalysisError
        If a column is not there, there is one wave or one group, a person has two rows at a wave,
        nobody has an answer at every wave, or populations are too small or have a zero margin and
        may not be left out.

    Notes
    -----
    Grizzle, Starmer and Koch (1969, https://doi.org/10.2307/2528901). SAS: ``PROC CATMOD; RESPONSE
    MARGINALS; MODEL y1*y2 = sex group|_RESPONSE_; REPEATED time;``, whose signs are those of
    ``WlsSpec(event=0)``.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = [(0, 0)] * 9 + [(0, 1)] * 9 + [(1, 0)] * 4 + [(1, 1)] * 8
    >>> answers += [(0, 0)] * 7 + [(0, 1)] * 13 + [(1, 0)] * 2 + [(1, 1)] * 8
    >>> rows = [(p, t, p // 30, y) for p, both in enumerate(answers) for t, y in enumerate(both)]
    >>> data = pd.DataFrame(rows, columns=["id", "wave", "group", "y"])
    >>> fit = weighted_least_squares(data, outcome="y", id="id", wave="wave", group="group")
    >>> round(fit.estimate, 6), round(fit.statistic, 6), fit.df  # (21-10)/30 - (17-12)/30
    (0.2, 1.556196, 1.0)
    """
    require_columns(data, (outcome, id, wave, group, *adjust))
    persons = _persons(data, (outcome, id, wave), [group, *adjust])
    complete = persons.dropna()
    if complete.empty:
        found = phrase("analysis.unavailable_nobody_twice")
        raise AnalysisError(Problem("analysis.nobody-twice", Place(field=outcome), found))
    factors = {name: _levels(complete, name) for name in (*adjust, group)}
    combinations, population = np.unique(
        np.column_stack(list(factors.values())), axis=0, return_inverse=True
    )
    waves = [name for name in complete.columns if name not in factors]
    counted = profile_counts(population.ravel(), complete[waves].to_numpy(dtype=np.int64))
    if spec.small == "add_half":
        counted = counted.completed()
    try:
        responses = response_functions(counted.counts, counted.profiles, spec=spec.responses)
    except UnusablePopulationsError as error:
        key, values = refusal(error, spec.minimum, spec.small)
        found = phrase(key, **values)
        raise AnalysisError(Problem("analysis.wls-refused", Place(field=outcome), found)) from error
    codes = dict(zip(factors, combinations.T, strict=True))
    terms = group_by_time(list(adjust), group=group)
    design = build_design(codes, len(waves), terms, coding=spec.coding)
    fit = fit_gsk(responses, design)
    return _answer(fit, design, spec, _Asked(outcome, group, len(persons) - len(complete), level))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the answer repeats of the question."""

    outcome: str
    group: str
    n_missing: int
    level: float


def _persons(data: pd.DataFrame, roles: tuple[str, str, str], factors: list[str]) -> pd.DataFrame:
    """One row a person: factors, and the answer at each wave."""
    outcome, person, wave = roles
    known = data.dropna(subset=[person, wave])
    waves = sorted(known[wave].unique())
    repeated = int(known.duplicated([person, wave]).sum())
    problems: list[tuple[str, str, dict[str, object]]] = []
    if repeated:
        problems.append(("rows_repeated", person, {"count": repeated}))
    if len(waves) < _TWO:
        problems.append(("one_value", wave, {"name": wave}))
    if known[factors[0]].nunique() < _TWO:
        problems.append(("one_value", factors[0], {"name": factors[0]}))
    if problems:
        raise AnalysisError(
            [
                Problem(
                    f"analysis.{name.replace('_', '-')}",
                    Place(field=column),
                    phrase(f"analysis.{name}", **values),
                )
                for name, column, values in problems
            ]
        )
    entry = known.drop_duplicates(person).set_index(person)[factors]
    for place, each in enumerate(waves):
        answers = known[known[wave] == each].set_index(person)[outcome]
        entry[f"_wave_{place}"] = answers.reindex(entry.index)
    return entry


def _levels(persons: pd.DataFrame, name: str) -> NDArray[np.int64]:
    """Numbered levels of a factor."""
    return np.asarray(coded(persons[name].to_numpy()), dtype=np.int64)


def _answer(fit: GskFit, design: GskDesign, spec: WlsSpec, asked: _Asked) -> WlsAnswer:
    """Collect what a fit says of group by time."""
    name = f"{asked.group}:time"
    crossed = next(test for test in fit.effects if test.name == name)
    row = Row(
        analysis="weighted_least_squares",
        outcome=asked.outcome,
        n=int(fit.responses.persons.sum()),
        n_missing=asked.n_missing,
        method="gsk",
    )
    parameters = row._replace(scale=_PARAMETERS[spec.function])
    differences = _differences(row, fit, design.effects[name], spec, asked.level)
    difference = differences[0] if differences else row
    return WlsAnswer(
        statistic=crossed.chi_square,
        df=float(crossed.df),
        p_value=crossed.p_value,
        estimate=_or_nan(difference.estimate),
        std_error=_or_nan(difference.std_error),
        interval=Interval(_or_nan(difference.conf_low), _or_nan(difference.conf_high)),
        n=row.n or 0,
        n_missing=asked.n_missing,
        method=row.method,
        fit=fit,
        design=design,
        told=(*anova_rows(row, fit), *parameter_rows(parameters, fit, design), *differences),
    )


def _differences(
    row: Row, fit: GskFit, places: tuple[int, ...], spec: WlsSpec, level: float
) -> list[Row]:
    """The difference in differences of two groups and two waves; nothing for more of them."""
    if len(places) != 1:
        return []
    scaled = row._replace(scale=_SCALES[spec.function])
    times = 4.0 if spec.coding == "effect" else 1.0
    return [difference_row(scaled, fit, places[0], times=times, level=confidence_level(level))]


def _or_nan(value: float | None) -> float:
    """What a row leaves empty is not a number."""
    return math.nan if value is None else value
