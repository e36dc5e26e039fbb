"""From observations to the estimating equations that are solved: units, weights, divisors."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.equations import Problem
from migrant_rh.methods.families import FAMILIES, LINKS
from migrant_rh.methods.gee_spec import GeeSpec
from migrant_rh.methods.layout import (
    Layout,
    Together,
    Units,
    distinct,
    group_units,
    lay_out,
    positions,
    repeated,
)
from migrant_rh.methods.moments import MOMENTS, Correlation, Divisors, Moment
from migrant_rh.methods.nested import Nested, mean_pair
from migrant_rh.methods.observations import Observations
from migrant_rh.methods.patterns import Patterns, find_patterns, subset
from migrant_rh.methods.working import Ar1, BetweenWaves, Exchangeable, Independence, Working

_FEW = 65_536
_BETWEEN_WAVES = {"ar1", "unstructured", "fixed"}
_TOGETHER: dict[Correlation, Together] = {
    "unstructured": "waves",
    "fixed": "waves",
    "nested_exchangeable": "any",
}


@dataclass(frozen=True, eq=False)
class Stage:
    """Rows grouped by unit, alike units told once, before columns are chosen.

    Attributes
    ----------
    observations : Observations
        The rows, with waves only where distances between them matter.
    units : Units
        All units.
    patterns : Patterns or None
        Which units stand for all, if alike ones are told once.
    copied : bool
        Whether weights are frequencies.
    given : Observations
        The rows as they were given.
    """

    observations: Observations = field(repr=False)
    units: Units = field(repr=False)
    patterns: Patterns | None = field(repr=False)
    copied: bool
    given: Observations = field(repr=False)

    @cached_property
    def solved(self) -> Units:
        """Units that are solved for: one of each pattern."""
        return self.units if self.patterns is None else subset(self.units, self.patterns.members)

    def thinned(self, step: int) -> Stage:
        """Every so many units only."""
        members = np.arange(0, len(self.units.sizes), step)
        return Stage(self.observations, subset(self.units, members), None, self.copied, self.given)

    def places(self, layout: Layout) -> Integers:
        """Row of the layout, for each of the caller's rows."""
        where = np.empty(len(layout.rows), np.int64)
        where[layout.rows] = np.arange(len(layout.rows))
        first = self.solved.starts
        if self.patterns is not None:
            first = first[self.patterns.which]
        grouped = np.take(where, np.repeat(first, self.units.sizes) + positions(self.units) - 1)
        if self.units.order is None:
            return grouped
        places = np.empty_like(grouped)
        places[self.units.order] = grouped
        return places


def stage(observations: Observations, spec: GeeSpec) -> Stage:
    """Group rows by unit; order them by wave; tell alike units once where it pays.

    Raises
    ------
    ValueError
        If the correlation needs a wave or a person that is not there, or weights do not fit units.
    """
    given = observations
    _require_waves(observations, spec)
    units = group_units(observations.unit, _order_within(observations, spec))
    if spec.correlation in _BETWEEN_WAVES and not by_position(spec):
        _refuse_repeats(observations, units)
    else:
        observations = replace(observations, wave=None) if not nested(spec) else observations
    _require_constant_weights(observations, units, spec)
    patterns = None if nested(spec) else find_patterns(observations, units)
    copied = observations.weights is not None and spec.weight_kind == "frequency"
    return Stage(observations, units, patterns, copied, given)


def by_position(spec: GeeSpec) -> bool:
    """Whether the rows of a unit count as waves 1, 2, … whatever their waves."""
    return spec.moments == "gee" and spec.correlation != "fixed"


def nested(spec: GeeSpec) -> bool:
    """Whether the working correlation is of persons in workplaces."""
    return spec.correlation == "nested_exchangeable"


def _require_waves(observations: Observations, spec: GeeSpec) -> None:
    """Refuse a correlation whose waves or persons are not told."""
    needs = spec.correlation in _BETWEEN_WAVES and not by_position(spec)
    if (needs or nested(spec)) and observations.wave is None:
        raise ValueError(f"the {spec.correlation} correlation needs the wave of each row")
    if nested(spec) and observations.person is None:
        raise ValueError(f"the {spec.correlation} correlation needs the person of each row")


def _order_within(observations: Observations, spec: GeeSpec) -> Integers | None:
    """What orders the rows of a unit: the wave, or person and wave."""
    if not nested(spec):
        return observations.wave
    wave, person = _there(observations.wave), _there(observations.person)
    waves = distinct(wave)
    people = np.searchsorted(distinct(person), person)
    return np.asarray(people * len(waves) + np.searchsorted(waves, wave))


def _refuse_repeats(observations: Observations, units: Units) -> None:
    """Refuse two rows of a unit at one wave."""
    count = 0 if observations.wave is None else repeated(units, observations.wave)
    if count:
        raise ValueError(f"{count} rows repeat the unit and wave of another row")


def _require_constant_weights(observations: Observations, units: Units, spec: GeeSpec) -> None:
    """Refuse weights of units that differ between the rows of a unit."""
    weights = observations.weights
    if weights is None or spec.weight_kind == "prior":
        return
    if spec.weight_kind == "frequency" and (weights % 1 != 0).any():
        raise ValueError("frequency weights must be whole numbers")
    grouped = units.gathered(weights)
    differing = grouped != np.repeat(grouped[units.starts], units.sizes)
    if differing.any() and not (
        spec.weight_kind == "sampling" and spec.correlation == "independence"
    ):
        raise ValueError(
            f"{spec.weight_kind} weights differ within {len(np.unique(units.index()[differing]))} "
            "units; all rows of a unit must have one weight"
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Weighing:
    """What rows and units weigh, in the order of a layout; None for 1."""

    equations: Floats | None
    moments: Floats | None
    tilt: Floats | None
    frequency: Floats | None
    divisor: float


def build_problem(staged: Stage, kept: Integers, spec: GeeSpec) -> Problem:
    """Lay the rows out and leave out aliased columns."""
    observations = staged.observations
    wave = None if by_position(spec) and not nested(spec) else observations.wave
    layout = lay_out(staged.solved, wave, together=_TOGETHER.get(spec.correlation, "size"))
    paired = layout.largest > 1
    correlation = spec.correlation if paired else "independence"
    working, moment = _working(observations, layout, correlation, spec)
    weighing = _weigh(staged, layout, spec)
    twice = moment is not None and working.needs_alpha
    table, index = _design(observations.X, kept, layout, copied=twice)
    problem = Problem(
        table=table,
        index=index,
        y=observations.y[layout.original],
        weights=weighing.equations,
        offset=None if observations.offset is None else observations.offset[layout.original],
        tilt=weighing.tilt,
        frequency=weighing.frequency,
        layout=layout,
        working=working,
        moment=moment,
        divisors=Divisors(np.empty(0), len(kept), 0.0, 0.0, layout.waves),
        family=FAMILIES[spec.family],
        link=LINKS[spec.link_name],
        convention=spec.moments,
        scale=spec.scale,
        scale_divisor=weighing.divisor - (len(kept) if spec.moments == "gee" else 0),
    )
    return replace(problem, divisors=_divisors(problem, weighing.moments))


def _design(
    X: Floats, kept: Integers, layout: Layout, *, copied: bool
) -> tuple[Floats, Integers | None]:
    """Rows of the design without aliased columns.

    They are copied in the order of the layout where they are few, or often gone through; else they
    stay where they are, for a copy of many takes longer, and more memory, than finding them.
    """
    original = layout.original
    if len(kept) < X.shape[1]:
        X = np.ascontiguousarray(X[:, kept])
    if copied or len(original) < _FEW or 2 * len(original) < len(X):
        return X[original], None
    return X, original


def _working(
    observations: Observations, layout: Layout, correlation: Correlation, spec: GeeSpec
) -> tuple[Working, Moment | None]:
    """The working correlation and the moments it is estimated from."""
    if correlation == "independence":
        return Independence(layout), None
    if correlation == "nested_exchangeable":
        return _nested(observations, layout)
    if correlation == "fixed":
        return BetweenWaves(layout, _fixed(layout, spec)), None
    working = {"exchangeable": Exchangeable, "ar1": Ar1, "unstructured": BetweenWaves}
    return working[correlation](layout), MOMENTS[spec.moments][correlation]


def _nested(observations: Observations, layout: Layout) -> tuple[Nested, Moment]:
    """Persons in workplaces."""
    person = _there(observations.person)[layout.original]
    wave = _there(observations.wave)[layout.original]
    waves = distinct(wave)
    working = Nested(layout, person, np.searchsorted(waves, wave), len(waves))
    return working, Moment(working.tally, mean_pair)


def _there(values: Integers | None) -> Integers:
    """Take codes that the correlation cannot do without."""
    if values is None:
        raise ValueError("the correlation needs the person and the wave of each row")
    return values


def _fixed(layout: Layout, spec: GeeSpec) -> Floats:
    """The correlation that was given, over the waves of the data."""
    R = np.asarray(spec.fixed, dtype=np.float64)
    if len(R) != len(layout.waves):
        raise ValueError(
            f"the fixed correlation is {len(R)} by {len(R)}; "
            f"the data have {len(layout.waves)} waves"
        )
    return R


def _weigh(staged: Stage, layout: Layout, spec: GeeSpec) -> _Weighing:
    """Tell apart what weighs in equations, in moments, and how often a unit counts."""
    frequency = staged.patterns.frequency[layout.sequence] if staged.patterns else None
    given = staged.observations.weights
    if given is None and frequency is None:
        return _Weighing(None, None, None, None, float(len(layout.rows)))
    copies = np.ones(len(layout.sequence)) if frequency is None else frequency
    weights = np.ones(len(layout.rows)) if given is None else given[layout.original]
    if given is not None and spec.weight_kind == "frequency":
        copies = copies * _of_units(layout, weights)
        weights = np.ones(len(layout.rows))
    rows = np.concatenate([chunk.spread(copies[chunk.units]) for chunk in layout.chunks])
    sampling = spec.weight_kind == "sampling" and spec.moments == "default"
    geepack = spec.moments == "geepack"
    tilt = np.sqrt(weights) if geepack and given is not None else None
    moments = np.sqrt(rows) * (weights if geepack else np.sqrt(weights) if sampling else 1.0)
    divisor = (rows * weights).sum() if geepack or sampling else rows.sum()
    return _Weighing(weights * rows, moments, tilt, copies, float(divisor))


def _of_units(layout: Layout, values: Floats) -> Floats:
    """Value of each unit, from values that do not vary within units."""
    means = [chunk.sums(values[chunk.rows]) / chunk.sizes for chunk in layout.chunks]
    return np.rint(np.concatenate(means))


def _divisors(problem: Problem, moments: Floats | None) -> Divisors:
    """What the sums behind α are divided by."""
    layout = problem.layout
    copies = np.ones(len(layout.sequence)) if problem.frequency is None else problem.frequency
    counts = np.zeros(1)
    if problem.moment is not None:
        weights = np.ones(len(layout.rows)) if moments is None else moments
        counts = np.asarray(
            sum(problem.moment.tally(layout, chunk, weights[chunk.rows]) for chunk in layout.chunks)
        )
    paired = float(copies[layout.sizes > 1].sum())
    return Divisors(counts, problem.parameters, float(copies.sum()), paired, layout.waves)
