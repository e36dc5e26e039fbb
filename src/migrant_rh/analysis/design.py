"""The model matrix of group by time, with named columns.

Columns are made from names, never from formulas: a study file holds no code. Categories are coded
against their first level; a level without rows gives a column of zeros, which the fit reports as
aliased.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from migrant_rh.analysis.sample import Sample
from migrant_rh.study.plan import Model

Matrix = NDArray[np.float64]

INTERCEPT = "(Intercept)"
CROSSED = "by_wave_arm_and_both"


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: a part that no cell changes, times arm, times wave, as it says."""

    name: str
    base: Matrix
    by_arm: bool = False
    by_wave: bool = False

    def crossed(self, name: str, *, arm: bool = False, wave: bool = False) -> _Column:
        """The product with arm, wave or both."""
        label = name if self.name == INTERCEPT else f"{self.name}:{name}"
        return _Column(label, self.base, by_arm=arm, by_wave=wave)


@dataclass(frozen=True)
class Design:
    """Columns of a model of group by time, and how to put everybody in one cell of it.

    Attributes
    ----------
    sample : Sample
        The rows.
    sites : str
        Site terms, as in the plan; `CROSSED` adds the three-way interaction.
    adjust : tuple of str
        Covariates.
    within : str
        A variable whose levels may change everything about group and time; empty: none.
    """

    sample: Sample
    sites: str
    adjust: tuple[str, ...]
    within: str = ""

    @property
    def interaction(self) -> str:
        """Name of the group-by-time column."""
        return f"{self._arm}:{self._wave}"

    @property
    def names(self) -> tuple[str, ...]:
        """Column names: ``(Intercept)``, ``variable``, ``variable=level``, joined by colons."""
        return tuple(column.name for column in self._columns)

    @cached_property
    def matrix(self) -> Matrix:
        """The columns as observed: shape (rows, columns)."""
        return self._in_cell(self.sample.treated.astype(float), self.sample.late.astype(float))

    @cached_property
    def without_arms(self) -> Matrix:
        """The columns that do not know the arms, as observed: the constant first, then the wave."""
        kept = [not column.by_arm for column in self._columns]
        return np.asarray(self.matrix[:, kept])

    @property
    def covariates(self) -> Matrix:
        """The columns of the covariates."""
        parts = [column.base for name in self.adjust for column in self._covariate(name)]
        return np.column_stack(parts) if parts else np.empty((len(self.sample.data), 0))

    def cell(self, treated: int, late: int) -> Matrix:
        """The columns with everybody put in one arm at one wave."""
        return self._in_cell(np.array([float(treated)]), np.array([float(late)]))

    def cells(self) -> tuple[Matrix, Matrix, Matrix, Matrix]:
        """Control before and after, then intervention before and after."""
        return self.cell(0, 0), self.cell(0, 1), self.cell(1, 0), self.cell(1, 1)

    def _in_cell(self, arm: Matrix, wave: Matrix) -> Matrix:
        """Multiply the fixed parts with arm and wave."""
        by_arm = np.array([column.by_arm for column in self._columns])
        by_wave = np.array([column.by_wave for column in self._columns])
        factor = np.where(by_arm, arm[:, None], 1.0) * np.where(by_wave, wave[:, None], 1.0)
        return np.asarray(self._fixed * factor)

    @property
    def _arm(self) -> str:
        """Name of the column of the intervention arm."""
        return f"arm={self.sample.panel.arms[1]}"

    @property
    def _wave(self) -> str:
        """Name of the column of the later wave."""
        return f"wave={self.sample.waves[1]}"

    @cached_property
    def _fixed(self) -> Matrix:
        """Parts of the columns that no cell changes."""
        return np.column_stack([column.base for column in self._columns])

    @cached_property
    def _columns(self) -> tuple[_Column, ...]:
        """Columns in order: constant, arm, wave, sites, covariates, arm by wave (by site)."""
        constant = _Column(INTERCEPT, np.ones(len(self.sample.data)))
        sites = list(self._site_columns())
        columns = [
            constant,
            constant.crossed(self._arm, arm=True),
            constant.crossed(self._wave, wave=True),
        ]
        for site in sites:
            columns.append(site)
            if self.sites.startswith("by_wave"):
                columns.append(site.crossed(self._wave, wave=True))
            if self.sites.startswith("by_wave_"):
                columns.append(site.crossed(self._arm, arm=True))
        columns += [column for name in self.adjust for column in self._covariate(name)]
        columns.append(constant.crossed(self.interaction, arm=True, wave=True))
        if self.sites == CROSSED:
            columns += [site.crossed(self.interaction, arm=True, wave=True) for site in sites]
        return (*columns, *self._within_columns())

    def _within_columns(self) -> Iterator[_Column]:
        """Levels of the variable that changes group and time: alone, by wave, by arm, by both.

        The first that anybody has is the one that the others are compared with.
        """
        every = self._indicators(self.within) if self.within else ()
        for level in [column for column in every if column.base.any()][1:]:
            yield level
            yield level.crossed(self._wave, wave=True)
            yield level.crossed(self._arm, arm=True)
            yield level.crossed(self.interaction, arm=True, wave=True)

    @property
    def varying(self) -> str:
        """What the name of a column begins with that lets the effect vary: a site, or a level."""
        return f"{self.within or 'site'}="

    def _site_columns(self) -> Iterator[_Column]:
        """Indicators of every site but the first."""
        if self.sites == "none" or self.sample.site:
            return
        codes = self.sample.data["_site"].to_numpy(dtype=object)
        for site in self.sample.panel.sites[1:]:
            yield _Column(f"site={site}", np.asarray(codes == site, dtype=np.float64))

    def _covariate(self, name: str) -> Iterator[_Column]:
        """A number as it is; indicators of every level but the first."""
        if self.sample.panel.study.variables[name].names_of_levels():
            yield from list(self._indicators(name))[1:]
        else:
            yield _Column(name, self.sample.data[name].to_numpy(dtype=np.float64))

    def _indicators(self, name: str) -> Iterator[_Column]:
        """An indicator of every level."""
        codes = self.sample.data[name].cat.codes.to_numpy()
        for place, level in enumerate(self.sample.panel.study.variables[name].names_of_levels()):
            yield _Column(f"{name}={level}", np.asarray(codes == place, dtype=np.float64))


def design_of(sample: Sample, model: Model) -> Design:
    """The design that a model plans for a sample."""
    return Design(sample, model.sites, tuple(model.adjust))


def fully_crossed(design: Design) -> Design:
    """The same design with arm, wave and site fully crossed."""
    return Design(design.sample, CROSSED, design.adjust, design.within)
