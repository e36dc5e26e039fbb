"""Marginal models of a data frame, by formula: the model of the report for anybody's data."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from migrant_rh.analysis.marginal import DID, SCALES
from migrant_rh.analysis.stating import number, with_estimate
from migrant_rh.errors import AnalysisError, Place, Problem
from migrant_rh.methods.effects import Cells, cell_contrast, standardise
from migrant_rh.methods.estimates import DegreesOfFreedom, estimate
from migrant_rh.methods.families import FamilyName, LinkName
from migrant_rh.methods.gee import GeeFit, GeeSpec, GeeStatus, fit_gee
from migrant_rh.methods.sandwich import Kind, sandwich
from migrant_rh.methods.working import Correlation
from migrant_rh.results.rows import Results, Row
from migrant_rh.words import phrase

if TYPE_CHECKING:
    import pandas as pd

Convention = Literal["default", "geepack", "gee"]
_LINK_SCALES = {"logit": "log_odds", "log": "log_ratio", "identity": "mean"}


@dataclass(frozen=True, eq=False)
class GeeResult:
    """A marginal model fitted to a data frame.

    Attributes
    ----------
    formula : str
        As it was given.
    names : tuple of str
        Terms, in the order of the model matrix.
    fit : GeeFit
        Coefficients and status.
    rows_missing : int
        Rows left out because the outcome, a covariate, the id or the wave is missing.
    data : pandas.DataFrame
        Rows used.
    model_matrix : formulaic.ModelMatrix
        The design, which knows how to be made again from other data.
    """

    formula: str
    names: tuple[str, ...]
    fit: GeeFit
    rows_missing: int
    data: pd.DataFrame = field(repr=False)
    model_matrix: Any = field(repr=False)

    @property
    def status(self) -> GeeStatus:
        """Whether the fit can be used: look here before the numbers."""
        return self.fit.status

    @property
    def phi(self) -> float:
        """Scale."""
        return self.fit.scale

    @property
    def alpha(self) -> dict[str, float]:
        """Working correlation by name: ``alpha``, or ``alpha.1:2`` for the first two waves."""
        values = self.fit.alpha.tolist()
        if self.fit.spec.correlation != "unstructured":
            return {"alpha": values[0]} if values else {}
        waves = range(1, len(self.fit.waves) + 1)
        pairs = [f"alpha.{one}:{two}" for one in waves for two in waves if one < two]
        return dict(zip(pairs, values, strict=True))

    def covariance(self, kind: Kind = "KC") -> pd.DataFrame:
        """Covariance of the coefficients: terms by terms.

        Parameters
        ----------
        kind : {"model", "LZ", "DF", "KC", "MD", "FG", "MBN"}
            As in `migrant_rh.methods.sandwich`.
        """
        import pandas as pd  # noqa: PLC0415  (heavy)

        matrix = sandwich(self.fit, kind=kind).covariance
        return pd.DataFrame(matrix, index=list(self.names), columns=list(self.names))

    def tidy(
        self,
        *,
        covariance: Kind = "KC",
        df: DegreesOfFreedom | Literal["normal"] = "satterthwaite",
        conf_level: float = 0.95,
        exponentiate: bool = False,
    ) -> pd.DataFrame:
        """One row a term, in the order of the model matrix.

        Parameters
        ----------
        covariance : str
            Kind of the covariance.
        df : float, "satterthwaite" or "normal"
            Degrees of freedom.
        conf_level : float
            Level of the interval.
        exponentiate : bool
            Give estimate and interval, not the standard error, as ratios.

        Returns
        -------
        pandas.DataFrame
            The columns of `migrant_rh.Results`.
        """
        robust = sandwich(self.fit, kind=covariance)
        freedom = math.inf if df == "normal" else df
        rows = []
        for place, name in enumerate(self.names):
            told = estimate(robust, np.eye(len(self.names))[place], df=freedom, level=conf_level)
            rows.append(with_estimate(self._row(name, covariance, robust.clusters), told))
        if exponentiate:
            rows = [_as_ratio(row) for row in rows]
        return Results.of(rows).frame()

    def effects(
        self,
        *,
        group: str,
        wave: str,
        covariance: Kind = "KC",
        df: DegreesOfFreedom | Literal["normal"] = "satterthwaite",
        conf_level: float = 0.95,
    ) -> pd.DataFrame:
        """Standardised means of groups and waves, and the difference in differences of them.

        Parameters
        ----------
        group, wave : str
            Columns with two values each; the smaller is control, and before.
        covariance, df, conf_level
            As in `tidy`.

        Returns
        -------
        pandas.DataFrame
            Four means, then the effect on three scales: ``rd`` (difference), ``log_rrr`` and
            ``log_ror`` (natural logarithms of the ratio of ratios and of odds ratios).

        Raises
        ------
        AnalysisError
            If a column has not two values.
        """
        levels = [self._two_values(name) for name in (group, wave)]
        robust = sandwich(self.fit, kind=covariance)
        designs = [self._put(group, one, wave, two) for one in levels[0] for two in levels[1]]
        cells = standardise(robust, designs)
        freedom = math.inf if df == "normal" else df
        row = self._row("", covariance, robust.clusters)
        rows = [
            replace(row, group=str(one), wave=str(two), scale="mean", **_mean(cells, place))
            for place, (one, two) in enumerate((one, two) for one in levels[0] for two in levels[1])
        ]
        for name, scale in SCALES:
            effect = cell_contrast(cells, DID, scale, df=freedom, level=conf_level)
            stated = replace(row, contrast="did", scale=name)
            rows.append(with_estimate(stated, effect.estimate))
        return Results.of(rows).frame()

    def glance(self) -> pd.DataFrame:
        """One row about the fit: rows, units, scale, correlation, convergence."""
        import pandas as pd  # noqa: PLC0415  (heavy)

        status = self.status
        told = {
            "n": status.rows,
            "n_missing": self.rows_missing,
            "clusters": status.units,
            "family": self.fit.spec.family,
            "link": self.fit.spec.link_name,
            "correlation": self.fit.spec.correlation,
            "phi": self.phi,
            **self.alpha,
            "converged": status.converged,
            "failure": status.failure,
            "iterations": status.iterations,
        }
        return pd.DataFrame([told])

    @cached_property
    def coefficients(self) -> pd.Series[float]:
        """Estimates by term."""
        import pandas as pd  # noqa: PLC0415  (heavy)

        return pd.Series(self.fit.coefficients, index=list(self.names), name="estimate")

    def _row(self, term: str, covariance: Kind, clusters: int) -> Row:
        """A row of this model."""
        return Row(
            analysis="gee",
            outcome=self.formula.partition("~")[0].strip(),
            term=term,
            scale=_LINK_SCALES.get(self.fit.spec.link_name, self.fit.spec.link_name),
            n=self.status.rows,
            n_missing=self.rows_missing,
            clusters=clusters,
            method="gee",
            covariance=covariance,
            correlation=self.fit.spec.correlation,
        )

    def _two_values(self, name: str) -> list[Any]:
        """The two values of a column, sorted."""
        values = sorted(self.data[name].dropna().unique()) if name in self.data else []
        if len(values) != 2:  # noqa: PLR2004  (control and intervention, before and after)
            found = phrase("analysis.not_two_values", name=name, count=len(values))
            raise AnalysisError(Problem("analysis.two-values", Place(field=name), found))
        return values

    def _put(self, group: str, one: Any, wave: str, two: Any) -> np.ndarray:
        """The design with everybody put in one group at one wave."""
        everybody = self.data.assign(**{group: one, wave: two})
        return np.asarray(self.model_matrix.model_spec.get_model_matrix(everybody), dtype=float)

    def __repr__(self) -> str:
        status = "converged" if self.status.converged else f"no estimates: {self.status.failure}"
        return f"<GEE {self.formula}: {self.status.rows} rows, {self.status.units} units, {status}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        del include, exclude
        table = self.tidy().drop(columns=["analysis", "site", "group", "wave", "id"])
        return {"text/plain": repr(self), "text/html": str(table.to_html(index=False))}


def gee(  # noqa: PLR0913  (two roles and six options of a model, by the names of the field)
    formula: str,
    data: pd.DataFrame,
    *,
    id: str,  # noqa: A002  (the field's word)
    wave: str | None = None,
    family: FamilyName = "binomial",
    link: LinkName | None = None,
    correlation: Correlation = "independence",
    weights: str | None = None,
    offset: str | None = None,
    scale: float | None = None,
    convention: Convention = "default",
) -> GeeResult:
    """Fit a marginal model by generalised estimating equations.

    Parameters
    ----------
    formula : str
        Formula of the formulaic library: ``cert ~ group * wave + age + C(sex)``. It can hold
        Python, so never take it from somebody you do not trust.
    data : pandas.DataFrame
        One row a person and wave, in any order. Rows with a missing value are left out and counted.
    id : str
        Column of the unit whose rows are correlated, and on which the covariance is clustered.
    wave : str, optional
        Column of the wave, a whole number; needed for ``ar1`` and ``unstructured``.
    family, link, correlation, scale
        See `migrant_rh.methods.gee.GeeSpec`.
    weights, offset : str, optional
        Columns of prior weights and of the offset.
    convention : {"default", "geepack", "gee"}
        Whose moments estimate scale and correlation; the default is geepack's.

    Returns
    -------
    GeeResult
        ``tidy()``, ``effects()``, ``covariance()``, ``glance()``; look at ``status`` first.

    Raises
    ------
    AnalysisError
        If a column is not there, or nothing is left to fit.

    Notes
    -----
    R: ``geepack::geeglm(formula, id = id, waves = wave, corstr = correlation)``. Stata: ``xtgee``.
    SAS: ``PROC GENMOD`` with ``REPEATED``.

    Examples
    --------
    >>> import pandas as pd
    >>> shops = [1, 1, 2, 2, 3, 3, 4, 4]
    >>> data = pd.DataFrame({"y": [0, 1, 1, 1, 0, 0, 1, 0], "late": [0, 1] * 4, "shop": shops})
    >>> fit = gee("y ~ late", data, id="shop")
    >>> fit.tidy(covariance="LZ")[["term", "estimate"]].round(4).values.tolist()
    [['Intercept', 0.0], ['late', 0.0]]
    """
    from formulaic import model_matrix  # noqa: PLC0415  (heavy)

    columns = [name for name in (id, wave, weights, offset) if name is not None]
    _require_columns(data, columns)
    known = data.dropna(subset=columns)
    parts = model_matrix(formula, known, na_action="drop")
    rows = known.loc[parts.rhs.index]
    outcome = np.asarray(parts.lhs, dtype=float)[:, -1]
    spec = GeeSpec(
        family=family,
        link=link,
        correlation=correlation,
        moments="gee" if convention == "gee" else "geepack",
        scale=scale,
    )
    fit = fit_gee(
        np.asarray(parts.rhs, dtype=float),
        outcome,
        unit=_numbered(rows[id]),
        wave=None if wave is None else rows[wave].to_numpy(dtype=np.int64),
        weights=None if weights is None else rows[weights].to_numpy(dtype=float),
        offset=None if offset is None else rows[offset].to_numpy(dtype=float),
        spec=spec,
    )
    names = tuple(str(name) for name in parts.rhs.columns)
    return GeeResult(formula, names, fit, len(data) - len(rows), rows, parts.rhs)


def _require_columns(data: pd.DataFrame, names: list[str]) -> None:
    """Refuse columns that are not there."""
    missing = [name for name in names if name not in data.columns]
    if missing:
        known = ", ".join(map(str, data.columns))
        raise AnalysisError(
            [
                Problem(
                    "analysis.no-column",
                    Place(field=name),
                    phrase("analysis.no_column", name=name),
                    phrase("study.one_of_names", names=known),
                )
                for name in missing
            ]
        )


def _numbered(values: pd.Series) -> np.ndarray:
    """Number equal values alike."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    return np.asarray(pd.factorize(values)[0], dtype=np.int64)


def _mean(cells: Cells, place: int) -> dict[str, Any]:
    """Mean of a cell and its standard error."""
    error = float(cells.std_errors[place])
    return {"estimate": number(float(cells.means[place])), "std_error": number(error)}


def _as_ratio(row: Row) -> Row:
    """Take estimate and interval out of the logarithm."""

    def ratio(value: float | None) -> float | None:
        return None if value is None else math.exp(value)

    return replace(
        row,
        estimate=ratio(row.estimate),
        conf_low=ratio(row.conf_low),
        conf_high=ratio(row.conf_high),
        scale=row.scale.removeprefix("log_"),
    )
