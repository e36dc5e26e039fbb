"""The primary model: GEE under working independence, robust for the allocated units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from migrant_rh.analysis.design import Design, fully_crossed
from migrant_rh.analysis.sample import Sample
from migrant_rh.analysis.stating import number, with_estimate, with_test
from migrant_rh.methods.effects import Cells, Effect, cell_contrast, standardise
from migrant_rh.methods.estimates import DegreesOfFreedom, Estimate, estimate
from migrant_rh.methods.gee import GeeFit, GeeSpec, fit_gee
from migrant_rh.methods.sandwich import Kind, Sandwich, sandwich
from migrant_rh.methods.standard_population import cluster_weights, mixture_weights
from migrant_rh.methods.wald import wald
from migrant_rh.results.rows import Row
from migrant_rh.words import refer

Scale = Literal["difference", "log_ratio", "log_odds_ratio"]
Estimand = Literal["person_average", "cluster_average"]
Numbers = NDArray[np.float64]
SCALES: tuple[tuple[str, Scale], ...] = (
    ("rd", "difference"),
    ("log_rrr", "log_ratio"),
    ("log_ror", "log_odds_ratio"),
)
DID = (1.0, -1.0, -1.0, 1.0)
_CELLS = ((0, 0), (0, 1), (1, 0), (1, 1))


@dataclass(frozen=True)
class Inference:
    """How a fit is tested.

    Attributes
    ----------
    covariance : Kind
        Correction of the robust covariance.
    df : float or "satterthwaite"
        Degrees of freedom.
    by_person : bool
        Cluster on persons, as the original report did, instead of the allocated units.
    level : float
        Confidence level.
    """

    covariance: Kind = "KC"
    df: DegreesOfFreedom = "satterthwaite"
    by_person: bool = False
    level: float = 0.95


@dataclass(frozen=True)
class MarginalModel:
    """One fit of group by time, and the rows that state it.

    Attributes
    ----------
    analysis : str
        Name of the analysis in the rows.
    design : Design
        Sample and columns.
    spec : GeeSpec
        Family, link and working correlation.
    inference : Inference
        Covariance and degrees of freedom.
    estimand : str
        Whether every person counts the same, or every cluster at either wave.
    shares : mapping of str to float, optional
        Shares of the sites in the population of the effects; without them, the rows.
    only : ndarray of bool, optional
        Rows of the population of the effects; all of them without.
    """

    analysis: str
    design: Design
    spec: GeeSpec = GeeSpec()
    inference: Inference = Inference()
    estimand: Estimand = "person_average"
    shares: Mapping[str, float] | None = None
    only: NDArray[np.bool_] | None = None

    @property
    def sample(self) -> Sample:
        """Rows of the fit."""
        return self.design.sample

    def under(self, inference: Inference) -> MarginalModel:
        """Return the same fit, tested in another way; nothing is fitted again."""
        other = replace(self, inference=inference)
        other.__dict__["fit"] = self.fit
        other.__dict__["cells"] = self.cells.under(other.robust)
        return other

    def among(self, only: NDArray[np.bool_]) -> MarginalModel:
        """Return the same fit with effects among some of the rows; nothing is fitted again."""
        other = replace(self, only=only)
        other.__dict__["fit"] = self.fit
        other.__dict__["robust"] = self.robust
        return other

    @cached_property
    def fit(self) -> GeeFit:
        """The fit; its working correlation is within persons."""
        sample = self.sample
        return fit_gee(
            self.design.matrix,
            sample.event,
            unit=sample.person,
            wave=sample.late,
            weights=self.weights,
            spec=self.spec,
        )

    @cached_property
    def weights(self) -> Numbers | None:
        """Weights of the rows in the fit: the plan's, or those that make clusters alike."""
        sample = self.sample
        if self.estimand == "cluster_average":
            return cluster_weights(sample.unit, sample.late, sample.weight)
        return sample.weight if sample.weighted else None

    @property
    def population(self) -> Numbers | None:
        """Weights of the rows in the population that standardised proportions are meant for."""
        weights = self._everybody
        return weights if self.only is None or weights is None else weights[self.only]

    @property
    def _everybody(self) -> Numbers | None:
        """The same for all rows."""
        sample = self.sample
        prior = sample.panel.study.design.weights == "prior"
        weights = None if prior and self.estimand == "person_average" else self.weights
        if not self.shares or sample.site:
            return weights
        sites = [site for site in sample.panel.sites if site in set(sample.data["_site"])]
        codes = np.array([sites.index(site) for site in sample.data["_site"]])
        shares = {place: self.shares[site] for place, site in enumerate(sites)}
        return mixture_weights(codes, shares, weights)

    @cached_property
    def robust(self) -> Sandwich:
        """Covariance of the coefficients."""
        cluster = self.sample.person if self.inference.by_person else self.sample.unit
        return sandwich(self.fit, cluster, kind=self.inference.covariance)

    @cached_property
    def cells(self) -> Cells:
        """Standardised proportions of the arms and waves, over the population of the effects."""
        everybody = self.design.cells()
        only = slice(None) if self.only is None else self.only
        designs = [design[only] for design in everybody]
        return standardise(self.robust, designs, weights=self.population)

    def rows(self) -> Iterator[Row]:
        """Coefficients, standardised proportions and effects."""
        yield from self.coefficients()
        yield from self.proportions()
        yield from self.effects()

    def coefficients(self) -> Iterator[Row]:
        """Every coefficient on the scale of the link."""
        names = self.design.names
        for place, name in enumerate(names):
            contrast = np.zeros(len(names))
            contrast[place] = 1.0
            told = self._estimate(contrast)
            contrast_name = "did" if name == self.design.interaction else "coefficient"
            yield self._row(told, term=name, contrast=contrast_name, scale=self._link_scale())

    def proportions(self) -> Iterator[Row]:
        """Standardised proportion of each arm at each wave, with an interval made on log odds."""
        for place, (treated, late) in enumerate(_CELLS):
            weights = np.zeros(4)
            weights[place] = 1.0
            plain = self._contrast(weights, "difference").estimate
            odds = self._contrast(weights, "log_odds_ratio").estimate
            row = self._row(plain, contrast="", scale="proportion")
            yield row._replace(
                group=self.sample.panel.arms[treated],
                wave=self.sample.waves[late],
                statistic=None,
                p_value=None,
                conf_low=number(_proportion(odds.interval.low)),
                conf_high=number(_proportion(odds.interval.high)),
            )

    def effects(self, *scales: str) -> Iterator[Row]:
        """The difference in differences on all of `SCALES`, or on some."""
        for name, scale in SCALES:
            if not scales or name in scales:
                told = self._contrast(np.array(DID), scale).estimate
                yield self._row(told, contrast="did", scale=name)

    def heterogeneity(self) -> Row:
        """Joint test that the group-by-time effect is the same in all sites, or all levels.

        Those whose effect the data do not tell are left out of it and named.
        """
        crossed = self
        if not self.design.within:
            crossed = replace(self, design=fully_crossed(self.design))
        names = crossed.design.names
        varying = [place for place, name in enumerate(names) if _varies(name, self.design)]
        contrasts = np.zeros((len(varying), len(names)))
        contrasts[range(len(varying)), varying] = 1.0
        told = crossed.fit.estimability.estimable(contrasts)
        row = self._row(None, contrast="heterogeneity", scale="log_odds")._replace(
            method="gee_joint"
        )
        if told.any() and not told.all():
            lost = [names[place] for place, held in zip(varying, told, strict=True) if not held]
            prefix = self.design.varying
            named = ", ".join(name.partition(":")[0].removeprefix(prefix) for name in lost)
            kind = "levels" if self.design.within else "sites"
            row = row._replace(note=refer(f"analysis.{kind}_not_compared", **{kind: named}))
            contrasts = contrasts[told]
        return with_test(row, wald(crossed.robust, contrasts, df=self.inference.df))

    def _estimate(self, contrast: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Estimate:
        """Test one contrast of the coefficients."""
        return estimate(self.robust, contrast, df=self.inference.df, level=self.inference.level)

    def _contrast(
        self, weights: np.ndarray[tuple[int], np.dtype[np.float64]], scale: Scale
    ) -> Effect:
        """Test one contrast of the standardised proportions."""
        return cell_contrast(
            self.cells, weights, scale, df=self.inference.df, level=self.inference.level
        )

    def _link_scale(self) -> str:
        """Name of the scale of the coefficients."""
        return {"logit": "log_odds", "log": "log_risk"}.get(self.spec.link_name, "proportion")

    def _row(self, told: Estimate | None, *, contrast: str, scale: str, term: str = "") -> Row:
        """State an estimate of this model."""
        row = Row(
            analysis=self.analysis,
            outcome=self.sample.outcome,
            site=self.sample.site,
            term=term,
            contrast=contrast,
            scale=scale,
            n=len(self.sample.data),
            n_missing=self.sample.n_missing,
            clusters=self.robust.clusters,
            method="gee_person" if self.inference.by_person else "gee",
            covariance=self.inference.covariance,
            correlation=self.spec.correlation,
        )
        return row if told is None else with_estimate(row, told)


def _proportion(log_odds: float) -> float:
    """Inverse of the log odds."""
    return float(1 / (1 + np.exp(-log_odds)))


def _varies(name: str, design: Design) -> bool:
    """Whether a column lets the group-by-time effect vary with the site, or with a level."""
    return name.startswith(design.varying) and name.endswith(":" + design.interaction)
