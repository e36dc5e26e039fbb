"""The model of the original report: weighted least squares of Grizzle, Starmer and Koch.

Persons with answers at both waves are counted by population (covariates and group) and response
profile; the marginal probabilities of all populations are fitted by covariates, group, time and
group by time (SAS CATMOD, ``RESPONSE MARGINALS``). Persons are taken as independent, as there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from migrant_rh.analysis.sample import compared
from migrant_rh.analysis.stating import number, unavailable
from migrant_rh.methods.gsk import GskFit, fit_gsk
from migrant_rh.methods.gsk_design import GskDesign, build_design, group_by_time
from migrant_rh.methods.interval import tail_area
from migrant_rh.methods.responses import (
    ResponseSpec,
    UnusablePopulationsError,
    profile_counts,
    response_functions,
)
from migrant_rh.methods.tails import t_quantile
from migrant_rh.panel.panel import Panel
from migrant_rh.results.rows import Row
from migrant_rh.study.plan import Model, WeightedLeastSquares
from migrant_rh.words import refer

if TYPE_CHECKING:
    import pandas as pd

_SITE, _ARM, _CROSSED = "site", "arm", "arm:time"


def wls_rows(panel: Panel, analysis: str, outcome: str, model: Model, site: str) -> Iterator[Row]:
    """State the analysis of variance and the estimates of one outcome in one site, or all.

    Parameters
    ----------
    panel : Panel
        All rows.
    analysis, outcome, site : str
        Place of the rows.
    model : Model
        Its ``wls`` part says what is adjusted for and what becomes of small populations.
    """
    planned = model.wls
    if planned is None:
        return
    pairs = _Pairs.of(panel, outcome, model, site)
    row = Row(analysis=analysis, outcome=outcome, site=site, method="gsk", n=len(pairs.data))
    reason = pairs.obstacle
    if reason:
        yield row._replace(contrast="did", scale="rd", note=unavailable(reason))
        return
    yield from pairs.rows(row._replace(n_missing=pairs.n_missing), planned)


@dataclass(frozen=True)
class _Pairs:
    """Persons with answers at both waves.

    Attributes
    ----------
    panel : Panel
        Where they come from.
    data : pandas.DataFrame
        One row a person: factors by name, ``arm``, and the outcome at either wave.
    n_missing : int
        Persons of the first wave without both answers or without a covariate.
    """

    panel: Panel
    waves: tuple[str, str]
    data: pd.DataFrame
    n_missing: int

    @classmethod
    def of(cls, panel: Panel, outcome: str, model: Model, site: str) -> _Pairs:
        """Pair the answers of every person."""
        planned = panel.study.outcomes[outcome]
        waves = compared(panel, model)
        rows = panel.data[panel.data["_wave"].isin(waves) & ~panel.data["_doubtful"]]
        if site:
            rows = rows[rows["_site"] == site]
        values = rows[planned.variable or outcome]
        entry = rows.drop_duplicates("_id", keep="first")
        persons = entry[[*(model.wls.adjust if model.wls else ()), "_arm", "_site"]].copy()
        for wave in waves:
            here = rows["_wave"] == wave
            answers = values[here].isin(planned.event).astype(float).where(values[here].notna())
            answers.index = rows.loc[here, "_id"]
            persons[wave] = answers.reindex(entry["_id"]).to_numpy()
        if panel.study.design.weights == "frequency":
            times = entry["_weight"].to_numpy(dtype=np.int64)
            persons = persons.loc[persons.index.repeat(times)]
        complete = persons.dropna()
        return cls(panel, waves, complete, len(persons) - len(complete))

    @property
    def obstacle(self) -> str:
        """What stands in the way of a model, or empty."""
        if self.data.empty:
            return "nobody_twice"
        if self.data["_arm"].nunique() < 2:  # noqa: PLR2004  (two arms)
            return "one_arm"
        return "one_answer" if len(np.unique(self.data[list(self.waves)])) < 2 else ""  # noqa: PLR2004

    def rows(self, row: Row, planned: WeightedLeastSquares) -> Iterator[Row]:
        """Fit, and state tests and estimates; or say why there is no fit."""
        factors = self._factors(planned.adjust, pooled=not row.site)
        try:
            fit, design = self._fit(factors, planned)
        except UnusablePopulationsError as error:
            key, values = refusal(error, planned.minimum, planned.small)
            yield row._replace(contrast="did", scale="rd", note=refer(key, **values))
            return
        stated = row._replace(n=int(fit.responses.persons.sum()), note=_treated(fit, planned))
        yield from anova_rows(stated, fit)
        yield from parameter_rows(stated, fit, design)
        (place,) = design.effects[_CROSSED]
        level = self.panel.study.inference.conf_level
        yield difference_row(stated, fit, place, times=4.0, level=level)

    def _factors(self, names: list[str], *, pooled: bool) -> dict[str, NDArray[np.int64]]:
        """Codes of every person: covariates, site where sites are pooled, arm."""
        codes = {
            name: np.asarray(self.data[name].cat.codes, dtype=np.int64)
            for name in names
            if self.data[name].nunique() > 1
        }
        if pooled and len(self.panel.sites) > 1:
            sites = {site: place for place, site in enumerate(self.panel.sites)}
            codes[_SITE] = np.asarray(self.data["_site"].map(sites), dtype=np.int64)
        codes[_ARM] = np.asarray(self.data["_arm"] == self.panel.arms[1], dtype=np.int64)
        return codes

    def _fit(
        self, factors: dict[str, NDArray[np.int64]], planned: WeightedLeastSquares
    ) -> tuple[GskFit, GskDesign]:
        """Count profiles by population and fit the marginal probabilities."""
        combinations, population = np.unique(
            np.column_stack(list(factors.values())), axis=0, return_inverse=True
        )
        outcomes = self.data[list(self.waves)].to_numpy(dtype=np.int64)
        counted = profile_counts(population.ravel(), outcomes)
        half = planned.small == "add_half"
        spec = ResponseSpec(
            minimum=planned.minimum,
            unusable="leave_out" if planned.small == "leave_out" else "refuse",
            add_cell=0.5 if half else 0.0,
        )
        if half:
            counted = counted.completed()
        responses = response_functions(counted.counts, counted.profiles, spec=spec)
        between = [name for name in factors if name != _ARM]
        codes = dict(zip(factors, combinations.T, strict=True))
        design = build_design(codes, 2, group_by_time(between, group=_ARM))
        return fit_gsk(responses, design), design


def refusal(
    error: UnusablePopulationsError, minimum: int, small: str
) -> tuple[str, dict[str, int]]:
    """Name the phrase of a refusal, and its values."""
    said = "none_left" if small == "leave_out" else "refused"
    least = min(each.persons for each in error.populations)
    values = {"count": len(error.populations), "least": least, "minimum": minimum}
    return f"analysis.wls_{said}", values


def anova_rows(row: Row, fit: GskFit) -> Iterator[Row]:
    """The analysis of variance: chi-square of every effect, and of the lack of fit."""
    for test in (*fit.effects, fit.residual):
        yield row._replace(
            term=test.name,
            contrast="anova",
            scale="test",
            statistic=number(test.chi_square),
            df=float(test.df),
            p_value=number(test.p_value),
        )


def parameter_rows(row: Row, fit: GskFit, design: GskDesign) -> Iterator[Row]:
    """Every parameter with its chi-square; several of one effect are numbered."""
    for name, places in design.effects.items():
        for number_of, place in enumerate(places, start=1):
            term = name if len(places) == 1 else f"{name}[{number_of}]"
            yield _parameter(row._replace(term=term, contrast="parameter"), fit, place)


def difference_row(row: Row, fit: GskFit, place: int, *, times: float, level: float) -> Row:
    """State the difference in differences that a group-by-time parameter is a part of.

    Parameters
    ----------
    row : Row
        Place of the row.
    fit : GskFit
        The fit.
    place : int
        Column of the group-by-time parameter.
    times : float
        With group and time coded 1 and -1 the parameter is a quarter of the difference in
        differences, and of the same sign: first group and first wave against the last; with
        reference coding it is the difference itself.
    level : float
        Confidence level.
    """
    told = _parameter(row._replace(contrast="did"), fit, place)._replace(scale=row.scale or "rd")
    if told.estimate is None or told.std_error is None:
        return told._replace(note=row.note or unavailable("not_estimable"))
    estimate, error = times * told.estimate, times * told.std_error
    half = t_quantile(1 - tail_area(level), float("inf")) * error
    return told._replace(
        estimate=estimate,
        std_error=error,
        conf_low=estimate - half,
        conf_high=estimate + half,
    )


def _parameter(row: Row, fit: GskFit, place: int) -> Row:
    """State one parameter."""
    return row._replace(
        scale=row.scale or "proportion",
        estimate=number(fit.estimates[place]),
        std_error=number(fit.std_errors[place]),
        statistic=number(fit.chi_squares[place]),
        df=1.0,
        p_value=number(fit.p_values[place]),
    )


def _treated(fit: GskFit, planned: WeightedLeastSquares) -> str:
    """Say which populations were left out, or what was added to all."""
    left = fit.responses.left_out
    if left:
        return refer(
            "analysis.wls_left_out",
            count=len(left),
            persons=sum(each.persons for each in left),
            minimum=planned.minimum,
        )
    return refer("analysis.wls_half_added") if planned.small == "add_half" else ""
