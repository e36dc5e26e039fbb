"""A marginal model fitted to a data frame: its numbers as tidy rows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from migrant_rh.analysis.marginal import DID, SCALES
from migrant_rh.analysis.model_columns import Columns
from migrant_rh.analysis.model_frame import KeptFrame
from migrant_rh.analysis.model_status import ModelStatus
from migrant_rh.analysis.standard import standard_population
from migrant_rh.analysis.stating import number, with_estimate, with_test
from migrant_rh.errors import AnalysisError, Place, Problem
from migrant_rh.methods.arrays import Integers
from migrant_rh.methods.effects import Cells, cell_contrast, standardise
from migrant_rh.methods.estimates import DegreesOfFreedom, estimates
from migrant_rh.methods.gee import GeeFit, fit_gee
from migrant_rh.methods.qic import Qic, no_qic, qic
from migrant_rh.methods.sandwich import Kind, Sandwich, clusters_for, sandwich
from migrant_rh.methods.wald import wald
from migrant_rh.results.rows import Results, Row
from migrant_rh.words import phrase

if TYPE_CHECKING:
    import pandas as pd

    from migrant_rh.methods.spectra import Clusters

_LINK_SCALES = {"logit": "log_odds", "log": "log_ratio", "identity": "mean"}
_NESTED = ("alpha.same_person", "alpha.same_wave", "alpha.other_wave")


@dataclass(frozen=True, eq=False)
class GeeResult:
    """A marginal model fitted to a data frame.

    Attributes
    ----------
    formula : str
        As it was given.
    columns : Columns
        Names of the columns that are no part of the formula.
    fit : GeeFit
        Coefficients and what covariances are made from.
    status : ModelStatus
        Whether the numbers can be used: look here before them.
    clusters : ndarray of int, shape (N,), or None
        Cluster of each row used, where it is not the unit.
    frame : KeptFrame
        Rows used, and what makes a design from them.
    """

    formula: str
    columns: Columns
    fit: GeeFit
    status: ModelStatus
    clusters: Integers | None = field(repr=False)
    frame: KeptFrame = field(repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Terms, in the order of the model matrix."""
        return self.frame.terms

    @property
    def phi(self) -> float:
        """Scale."""
        return self.fit.scale

    @property
    def alpha(self) -> dict[str, float]:
        """Working correlation by name.

        ``alpha``; or ``alpha.1:2`` for the first two waves; or, nested, ``alpha.same_person``,
        ``alpha.same_wave`` and ``alpha.other_wave`` of two rows of a workplace.
        """
        values = self.fit.alpha.tolist()
        if self.fit.spec.correlation == "nested_exchangeable":
            return dict(zip(_NESTED, values, strict=False))
        if self.fit.spec.correlation != "unstructured":
            return {"alpha": values[0]} if values else {}
        waves = range(1, len(self.fit.waves) + 1)
        pairs = [f"alpha.{one}:{two}" for one in waves for two in waves if one < two]
        return dict(zip(pairs, values, strict=False))

    @cached_property
    def coefficients(self) -> pd.Series[float]:
        """Estimates by term."""
        import pandas as pd  # noqa: PLC0415  (heavy)

        return pd.Series(self.fit.coefficients, index=list(self.names), name="estimate")

    def covariance(self, kind: Kind = "KC") -> pd.DataFrame:
        """Covariance of the coefficients: terms by terms.

        Parameters
        ----------
        kind : {"model", "LZ", "DF", "KC", "MD", "FG", "MBN", "AVG", "jackknife"}
            As in `migrant_rh.methods.sandwich`.
        """
        import pandas as pd  # noqa: PLC0415  (heavy)

        matrix = self._robust(kind).covariance
        return pd.DataFrame(matrix, index=list(self.names), columns=list(self.names))

    def tidy(
        self,
        *,
        covariance: Kind = "KC",
        df: DegreesOfFreedom = "satterthwaite",
        conf_level: float = 0.95,
        exponentiate: bool = False,
    ) -> pd.DataFrame:
        """One row a term, in the order of the model matrix.

        Parameters
        ----------
        covariance : str
            Kind of the covariance.
        df : float, "satterthwaite", "residual" or "normal"
            Degrees of freedom, as in `migrant_rh.methods.estimates.estimate`.
        conf_level : float
            Level of the interval.
        exponentiate : bool
            Give estimate and interval, not the standard error, as ratios.

        Returns
        -------
        pandas.DataFrame
            The columns of `migrant_rh.Results`.
        """
        robust = self._robust(covariance)
        told = estimates(robust, self.fit.estimability.coefficients(), df=df, level=conf_level)
        rows = [
            with_estimate(self._row(name, robust), each)
            for name, each in zip(self.names, told, strict=True)
        ]
        if exponentiate:
            rows = [_as_ratio(row) for row in rows]
        return Results.of(rows).frame()

    def joint_test(
        self,
        terms: Sequence[str],
        *,
        covariance: Kind = "KC",
        df: DegreesOfFreedom = "satterthwaite",
    ) -> pd.DataFrame:
        """Test that several coefficients are zero at once: one row.

        Parameters
        ----------
        terms : sequence of str
            Terms, by their names in the model matrix.
        covariance, df
            As in `tidy`; ``satterthwaite`` is the approximate Hotelling test HTZ.

        Raises
        ------
        AnalysisError
            If the model has no such term.
        """
        unknown = [name for name in terms if name not in self.names]
        if unknown or not len(terms):
            found = phrase("gee.no_such_terms", names=", ".join(unknown))
            known = phrase("study.one_of_names", names=", ".join(self.names))
            raise AnalysisError(Problem("gee.terms", Place(field="terms"), found, known))
        places = [self.names.index(name) for name in dict.fromkeys(terms)]
        robust = self._robust(covariance)
        test = wald(robust, self.fit.estimability.coefficients()[places], df=df)
        row = self._row(" + ".join(dict.fromkeys(terms)), robust)
        return Results.of([with_test(row._replace(method="gee_joint"), test)]).frame()

    def effects(
        self,
        *,
        group: str,
        wave: str,
        standard: pd.DataFrame | Mapping[str, Mapping[Any, float]] | None = None,
        covariance: Kind = "KC",
        df: DegreesOfFreedom = "satterthwaite",
        conf_level: float = 0.95,
    ) -> pd.DataFrame:
        """Standardised means of groups and waves, and the difference in differences of them.

        Parameters
        ----------
        group, wave : str
            Columns with two values each; the smaller is control, and before.
        standard : mapping or DataFrame, optional
            Whom the means are meant for. Without it the rows of the model, each counted as often as
            its frequency or sampling weight says. A mapping such as ``{"city": {"Beijing": 0.4,
            "Shanghai": 0.6}}`` gives the values of one column of the model these shares. A data
            frame holds other persons, with the covariates of the model, and may weigh them in a
            column ``weight``.
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
            If a column has not two values, or the standard does not fit the model.
        """
        levels = [self._two_values(name) for name in (group, wave)]
        robust = self._robust(covariance)
        given = {group: levels[0][0], wave: levels[1][0]}
        meant = standard_population(self.frame, self.fit, standard, given)
        designs = [
            self.frame.design({group: one, wave: two}, meant.rows)
            for one in levels[0]
            for two in levels[1]
        ]
        cells = standardise(robust, designs, weights=meant.weights)
        row = self._row("", robust)
        rows = [
            row._replace(group=str(one), wave=str(two), scale="mean", **_mean(cells, place))
            for place, (one, two) in enumerate((one, two) for one in levels[0] for two in levels[1])
        ]
        for name, scale in SCALES:
            effect = cell_contrast(cells, DID, scale, df=df, level=conf_level)
            stated = row._replace(contrast="did", scale=name)
            rows.append(with_estimate(stated, effect.estimate))
        return Results.of(rows).frame()

    def glance(self) -> pd.DataFrame:
        """One row about the fit: rows, units, scale, correlation, convergence, criteria.

        QIC, QICu and CIC are in the convention of geepack, named in ``qic_convention``; criteria of
        another convention do not compare with them.
        """
        import pandas as pd  # noqa: PLC0415  (heavy)

        status, spec, criteria = self.status, self.fit.spec, self.qic
        told = {
            "n": self._persons,
            "n_missing": status.rows_left_out,
            "units": status.units,
            "clusters": self._count,
            "family": spec.family,
            "link": spec.link_name,
            "correlation": spec.correlation,
            "convention": spec.moments,
            "weights": spec.weight_kind if self.columns.weights else "",
            "phi": self.phi,
            **self.alpha,
            "converged": status.converged,
            "failure": status.failure,
            "iterations": status.iterations,
            "aliased": len(status.aliased),
            "qic": criteria.qic,
            "qicu": criteria.qicu,
            "cic": criteria.cic,
            "qic_convention": criteria.convention,
        }
        return pd.DataFrame([told])

    @cached_property
    def qic(self) -> Qic:
        """Quasi-likelihood information criteria."""
        spec = self.fit.spec
        if self.fit.solved is None:
            return no_qic()
        if spec.correlation == "independence":
            return qic(self.fit, self.fit)
        given = self.fit.solved.stage.given
        alone = fit_gee(
            given.X,
            given.y,
            unit=given.unit,
            weights=given.weights,
            offset=given.offset,
            spec=replace(spec, correlation="independence", fixed=None),
        )
        return qic(self.fit, alone)

    @property
    def _persons(self) -> int:
        """Rows, counted as often as their frequency says."""
        solved = self.fit.solved
        if solved is None or self.fit.spec.weight_kind != "frequency":
            return self.status.rows
        weights = solved.stage.given.weights
        return self.status.rows if weights is None else round(float(weights.sum()))

    @property
    def _count(self) -> int:
        """Number of clusters on which covariances are robust."""
        return self.status.units if self.clusters is None else len(np.unique(self.clusters))

    @cached_property
    def _clusters(self) -> Clusters | None:
        """Clusters, decomposed once for all covariances."""
        return clusters_for(self.fit, self.clusters)

    def _robust(self, kind: Kind) -> Sandwich:
        """A covariance of the coefficients."""
        codes = self.clusters if self._clusters is None else self._clusters
        return sandwich(self.fit, codes, kind=kind)

    def _row(self, term: str, robust: Sandwich) -> Row:
        """A row of this model."""
        return Row(
            analysis="gee",
            outcome=self.formula.partition("~")[0].strip(),
            term=term,
            scale=_LINK_SCALES.get(self.fit.spec.link_name, self.fit.spec.link_name),
            n=self._persons,
            n_missing=self.status.rows_left_out,
            clusters=robust.clusters,
            method="gee",
            covariance=robust.kind,
            correlation=self.fit.spec.correlation,
        )

    def _two_values(self, name: str) -> list[Any]:
        """The two values of a column, sorted."""
        rows = self.frame.rows
        values = sorted(rows[name].dropna().unique()) if name in rows else []
        if len(values) != 2:  # noqa: PLR2004  (control and intervention, before and after)
            found = phrase("analysis.not_two_values", name=name, count=len(values))
            raise AnalysisError(Problem("analysis.two-values", Place(field=name), found))
        return values

    def __repr__(self) -> str:
        status = "converged" if self.status.converged else f"no estimates: {self.status.failure}"
        return f"<GEE {self.formula}: {self.status.rows} rows, {self.status.units} units, {status}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        del include, exclude
        table = self.tidy().drop(columns=["analysis", "site", "group", "wave", "id"])
        return {"text/plain": repr(self), "text/html": str(table.to_html(index=False))}


def _mean(cells: Cells, place: int) -> dict[str, Any]:
    """Mean of a cell and its standard error."""
    error = float(cells.std_errors[place])
    return {"estimate": number(float(cells.means[place])), "std_error": number(error)}


def _as_ratio(row: Row) -> Row:
    """Take estimate and interval out of the logarithm."""

    def ratio(value: float | None) -> float | None:
        return None if value is None else math.exp(value)

    return row._replace(
        estimate=ratio(row.estimate),
        conf_low=ratio(row.conf_low),
        conf_high=ratio(row.conf_high),
        scale=row.scale.removeprefix("log_"),
    )
