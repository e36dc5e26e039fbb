"""Table 1: who was surveyed at the first wave, by site and arm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from migrant_rh.analysis.sample import counted
from migrant_rh.analysis.stating import number, unavailable, with_test
from migrant_rh.methods.contingency import pearson
from migrant_rh.methods.continuous import describe
from migrant_rh.methods.means import compare_means
from migrant_rh.methods.standardised import (
    StandardisedDifferences,
    categorical_differences,
    numeric_differences,
)
from migrant_rh.panel.panel import Panel
from migrant_rh.results.rows import Row
from migrant_rh.words import refer

if TYPE_CHECKING:
    import pandas as pd

ANALYSIS = "baseline"
SPARSE = 5.0


def baseline_variables(panel: Panel) -> tuple[str, ...]:
    """Variables of Table 1: as planned, or all categories and numbers without a part to play."""
    study = panel.study
    if study.tables.baseline:
        return tuple(study.tables.baseline)
    roles = study.design.roles
    outcomes = {planned.variable or name for name, planned in study.outcomes.items()}
    playing = {roles.id, roles.cluster, roles.site, roles.arm} | outcomes
    return tuple(
        name
        for name, spec in study.variables.items()
        if name not in playing and spec.type in {"category", "number"} and name in panel.data
    )


def baseline_rows(panel: Panel) -> Iterator[Row]:
    """State every variable in every arm of every site, and compare the arms.

    Categories: ``count`` and ``proportion`` of each level among valid answers, Pearson's chi-square
    without correction. Numbers: ``mean``, ``sd``, ``median``, ``quartile_1``, ``quartile_3``,
    Welch's t. Both: ``smd``, the standardised mean difference, intervention less control.
    """
    first = counted(panel, panel.data[panel.data["_wave"] == panel.study.wave_names[0]])
    places = [_Place.of(panel, first, site) for site in panel.places]
    for name in baseline_variables(panel):
        for place in places:
            yield from _Variable(panel, name, place).rows()


@dataclass(frozen=True)
class _Place:
    """Persons of one site, or of all: those of either arm, and everybody (empty).

    Attributes
    ----------
    site : str
        Code, or empty.
    persons : mapping of str to pandas.DataFrame
        Rows by arm.
    units : mapping of str to int
        Allocated units by arm.
    """

    site: str
    persons: Mapping[str, pd.DataFrame]
    units: Mapping[str, int]

    @classmethod
    def of(cls, panel: Panel, first: pd.DataFrame, site: str) -> _Place:
        """Divide the persons of a site by arm."""
        here = first[first["_site"] == site] if site else first
        persons = {arm: here[here["_arm"] == arm] for arm in panel.arms} | {"": here}
        units = {arm: int(rows["_unit"].nunique()) for arm, rows in persons.items()}
        return cls(site, persons, units)


@dataclass(frozen=True)
class _Variable:
    """One variable among the persons of one place."""

    panel: Panel
    name: str
    place: _Place

    def rows(self) -> Iterator[Row]:
        """Describe arms and all, then compare the arms."""
        for arm in (*self.panel.arms, ""):
            values = self._of(arm)
            yield from self._levels(arm, values) if self._levelled else self._number(arm, values)
        yield from self._compared()

    @property
    def _levelled(self) -> bool:
        """Whether the variable has levels."""
        return bool(self.panel.study.variables[self.name].names_of_levels())

    def _of(self, arm: str) -> pd.Series:
        """Values of an arm, or of all."""
        return self.place.persons[arm][self.name]

    def _row(self, arm: str, values: pd.Series, **columns: str) -> Row:
        """A row at this place."""
        return replace(
            Row(
                analysis=ANALYSIS,
                outcome=self.name,
                site=self.place.site,
                group=arm,
                wave=self.panel.study.wave_names[0],
                n=int(values.notna().sum()),
                n_missing=int(values.isna().sum()),
                clusters=self.place.units[arm],
            ),
            **columns,  # type: ignore[arg-type]
        )

    def _levels(self, arm: str, values: pd.Series) -> Iterator[Row]:
        """Count and proportion of every level."""
        row = self._row(arm, values, method="count")
        for level, count in self._counts(values).items():
            yield replace(row, term=level, scale="count", estimate=float(count))
            share = count / row.n if row.n else None
            yield replace(row, term=level, scale="proportion", estimate=share)

    def _counts(self, values: pd.Series) -> dict[str, int]:
        """Persons at every level, in the order of the levels."""
        codes = values.cat.codes.to_numpy()
        counts = np.bincount(codes[codes >= 0], minlength=len(values.cat.categories))
        return dict(zip(values.cat.categories, counts.tolist(), strict=True))

    def _number(self, arm: str, values: pd.Series) -> Iterator[Row]:
        """Mean, standard deviation and quartiles (definition 2, that of SAS)."""
        summary = describe(values.dropna().to_numpy(dtype=float), definition=2)
        first, median, third = summary.quartiles
        stated = {
            "mean": summary.mean,
            "sd": summary.std_dev,
            "median": median,
            "quartile_1": first,
            "quartile_3": third,
        }
        for scale, value in stated.items():
            row = self._row(arm, values, scale=scale, method="describe")
            yield replace(row, estimate=number(value))

    def _compared(self) -> Iterator[Row]:
        """Test and standardised difference of the arms."""
        control, treated = (self._of(arm) for arm in self.panel.arms)
        everybody = self._of("")
        test = self._row("", everybody, contrast="arms", scale="test")
        smd = self._row("", everybody, contrast="arms", scale="smd")
        if self._levelled:
            counts = np.array([list(self._counts(arm).values()) for arm in (control, treated)])
            yield self._chi_square(test, counts)
            differences = categorical_differences(counts[::-1].T)
        else:
            numbers = [arm.dropna().to_numpy(dtype=float) for arm in (treated, control)]
            yield with_test(replace(test, method="welch"), compare_means(*numbers))
            differences = numeric_differences(numbers)
        yield _standardised(smd, differences)

    def _chi_square(self, row: Row, counts: NDArray[np.int_]) -> Row:
        """Pearson's test, with a note where expected counts are small."""
        test = pearson(counts)
        sparse = not test.unavailable and test.smallest_expected < SPARSE
        note = refer("analysis.sparse", least=f"{test.smallest_expected:.1f}") if sparse else ""
        return with_test(replace(row, method="pearson", note=note), test)


def _standardised(row: Row, differences: StandardisedDifferences) -> Row:
    """State a standardised difference."""
    return replace(
        row,
        estimate=number(float(differences.estimates[0])),
        method=f"smd_{differences.method}",
        note=unavailable(differences.unavailable),
    )
