"""Marginal models of a data frame, by formula: the model of the report for anybody's data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from migrant_rh.analysis.gee_result import GeeResult
from migrant_rh.analysis.model_columns import Columns, numbered, numbers
from migrant_rh.analysis.model_frame import ModelFrame, model_frame
from migrant_rh.analysis.model_status import model_status
from migrant_rh.errors import AnalysisError, Place, Problem
from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.families import FAMILIES, FamilyName, LinkName
from migrant_rh.methods.gee import GeeFit, GeeSpec, fit_gee
from migrant_rh.methods.gee_spec import WeightKind
from migrant_rh.methods.moments import Convention, Correlation
from migrant_rh.words import Text, phrase

if TYPE_CHECKING:
    import pandas as pd

_BY_WAVE = {"ar1", "unstructured", "fixed"}


def gee(  # noqa: PLR0913  (three roles and the options of a model, by the names of the field)
    formula: str,
    data: pd.DataFrame,
    *,
    id: str,  # noqa: A002  (the field's word)
    wave: str | None = None,
    cluster: str | None = None,
    family: FamilyName = "binomial",
    link: LinkName | None = None,
    correlation: Correlation | npt.ArrayLike = "independence",
    weights: str | None = None,
    weight_kind: WeightKind | None = None,
    offset: str | None = None,
    scale: float | None = None,
    convention: Convention = "default",
) -> GeeResult:
    """Fit a marginal model by generalised estimating equations.

    Parameters
    ----------
    formula : str
        Formula of the formulaic library: ``cert ~ group * wave + age + C(sex)``. It can hold
        Python, so never take it from somebody you do not trust. An outcome with two labels has the
        later one for its event.
    data : pandas.DataFrame
        One row a person and wave, in any order. Rows with a missing value are left out and counted
        in ``status``; levels of a category that nobody has, too.
    id : str
        Column of the unit whose rows are correlated; any values.
    wave : str, optional
        Column of the wave; needed for ``ar1``, as a whole number in true distances, and for
        ``unstructured``, ``fixed`` and ``nested_exchangeable``, in any values that have an order.
    cluster : str, optional
        Column of the clusters on which covariances are robust, where they are larger than the
        units: the workplace that was allocated. Needed for ``nested_exchangeable``.
    family, link, scale
        See `migrant_rh.methods.gee_spec.GeeSpec`. A proportion with ``weights`` its denominator is
        grouped binomial data.
    correlation : str or array_like, shape (T, T)
        ``independence``, ``exchangeable``, ``ar1``, ``unstructured``, ``nested_exchangeable``
        (persons, `id`, in workplaces, `cluster`); or the fixed correlation of the waves in order.
    weights, offset : str, optional
        Columns of weights and of the offset. Rows of weight 0 are left out and counted.
    weight_kind : {"prior", "frequency", "sampling"}
        What the weights are; they are refused without it. Prior: inverse to the variance of a row.
        Frequency: a unit stands for that many alike. Sampling: inverse to the probability of being
        sampled, scaled to mean 1.
    convention : {"default", "geepack", "gee"}
        Whose moments estimate scale and correlation (`migrant_rh.methods.moments`); without weights
        the default is geepack's.

    Returns
    -------
    GeeResult
        ``tidy()``, ``effects()``, ``joint_test()``, ``covariance()``, ``glance()``; look at
        ``status`` first.

    Raises
    ------
    AnalysisError
        If a column is not there or does not hold what its role asks for, the formula cannot be
        computed, or nothing is left to fit.
    ValueError
        If an option is none of those offered.

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
    fixed = None if isinstance(correlation, str) else _matrix(correlation)
    spec = GeeSpec(
        family=family,
        link=link,
        correlation=cast("Correlation", correlation) if fixed is None else "fixed",
        moments=convention,
        weight_kind=weight_kind or "prior",
        fixed=fixed,
        scale=scale,
    )
    columns = Columns(id, wave, cluster, weights, offset)
    _require_roles(columns, spec)
    frame = model_frame(formula, data, columns, weight_kind)
    request = _Request(formula, columns, spec, frame)
    fit = request.fitted()
    codes = None if cluster is None else numbered(frame.rows[cluster])
    request.check_nested(fit, codes)
    return GeeResult(formula, columns, fit, model_status(fit, frame), codes, frame.kept())


def _matrix(correlation: npt.ArrayLike) -> tuple[tuple[float, ...], ...]:
    """A fixed correlation as a value."""
    try:
        R = np.asarray(correlation, dtype=np.float64)
        rows = tuple(tuple(row) for row in R.tolist())
        GeeSpec(correlation="fixed", fixed=rows)
    except (TypeError, ValueError) as error:
        found, expected = phrase("gee.fixed_matrix"), phrase("gee.fixed_expected")
        where = Place(field="correlation")
        raise AnalysisError(Problem("gee.fixed", where, found, expected)) from error
    return rows


def _require_roles(columns: Columns, spec: GeeSpec) -> None:
    """Refuse a correlation whose waves or clusters are not named."""
    if spec.correlation == "nested_exchangeable" and None in {columns.wave, columns.cluster}:
        raise _problem("gee.needs-cluster", "correlation", phrase("gee.needs_cluster"))
    by_position = spec.moments == "gee" and spec.correlation != "fixed"
    if spec.correlation in _BY_WAVE and columns.wave is None and not by_position:
        found = phrase("gee.needs_wave", correlation=spec.correlation)
        raise _problem("gee.needs-wave", "correlation", found, phrase("gee.say_wave"))


def _problem(code: str, name: str, found: Text, remedy: Text | None = None) -> AnalysisError:
    """A problem of one column or option."""
    return AnalysisError(Problem(code, Place(field=name), found, remedy=remedy))


@dataclass(frozen=True, eq=False)
class _Request:
    """A model and its rows, on the way to the engine."""

    formula: str
    columns: Columns
    spec: GeeSpec
    frame: ModelFrame

    def fitted(self) -> GeeFit:
        """Check what the engine would refuse, in the words of the data frame, then fit."""
        problems = list(self._problems())
        if problems:
            raise AnalysisError(problems)
        nested = self.spec.correlation == "nested_exchangeable"
        return fit_gee(
            self.frame.X,
            self.frame.y,
            unit=self._codes(self.columns.cluster if nested else self.columns.id),
            wave=self._waves(),
            person=self._codes(self.columns.id) if nested else None,
            weights=self._numbers(self.columns.weights),
            offset=self._numbers(self.columns.offset),
            spec=self.spec,
        )

    def check_nested(self, fit: GeeFit, clusters: Integers | None) -> None:
        """Refuse clusters that split a unit of correlated rows."""
        if clusters is None or not fit.correlated:
            return
        order = np.argsort(fit.unit, kind="stable")
        unit, home = fit.unit[order], clusters[order]
        split = np.unique(unit[1:][(unit[1:] == unit[:-1]) & (home[1:] != home[:-1])])
        if len(split):
            name = self.columns.cluster or ""
            found = phrase("gee.person_in_two", count=len(split), name=name)
            raise _problem("gee.nesting", name, found, phrase("gee.mend_nesting"))

    def _problems(self) -> Iterator[Problem]:
        """All that the engine would refuse."""
        yield from self._outcome()
        yield from self._infinite()
        yield from self._varying_weights()
        yield from self._wave_problems()

    def _outcome(self) -> Iterator[Problem]:
        """Outcomes outside the range of the family."""
        family, y = FAMILIES[self.spec.family], self.frame.y
        if np.isfinite(y).all() and not family.accepts(y):
            where = Place(field=self.formula.partition("~")[0].strip())
            found = phrase("gee.outcome_values", low=f"{y.min():g}", high=f"{y.max():g}")
            least = f"{family.low:g}" + (" (>)" if family.name == "gamma" else "")
            expected = phrase(
                "gee.outcome_range", family=family.name, least=least, most=f"{family.high:g}"
            )
            yield Problem("gee.outcome", where, found, expected)

    def _infinite(self) -> Iterator[Problem]:
        """Infinite values in outcome, design and offset."""
        offset = self._numbers(self.columns.offset)
        parts = [(self.formula.partition("~")[0].strip(), self.frame.y)]
        parts += [] if offset is None else [(self.columns.offset or "", offset)]
        parts += [] if np.isfinite(self.frame.X.sum()) else self._by_term()
        for name, values in parts:
            count = 0 if np.isfinite(values.sum()) else int((~np.isfinite(values)).sum())
            if count:
                found = phrase("gee.infinite", count=count)
                yield Problem("gee.infinite", Place(field=name), found)

    def _by_term(self) -> list[tuple[str, Floats]]:
        """Columns of the design with their names."""
        return list(zip(self.frame.terms, self.frame.X.T, strict=True))

    def _varying_weights(self) -> Iterator[Problem]:
        """Weights of units that differ between the rows of a unit."""
        free = self.spec.weight_kind == "sampling" and self.spec.correlation == "independence"
        name = self.columns.weights
        if name is None or self.spec.weight_kind == "prior" or free:
            return
        nested = self.spec.correlation == "nested_exchangeable"
        unit = self.frame.rows[self.columns.cluster if nested else self.columns.id]
        spread = self.frame.rows[name].groupby(numbered(unit)).agg(["min", "max"])
        count = int((spread["min"] != spread["max"]).sum())
        if count:
            found = phrase("gee.weights_vary", count=count)
            yield Problem("gee.weights", Place(field=name), found, phrase("gee.one_weight_a_unit"))

    def _wave_problems(self) -> Iterator[Problem]:
        """Waves that are no numbers where distances count, or come twice for a person."""
        spec, name = self.spec, self.columns.wave
        by_wave = spec.correlation in _BY_WAVE and (
            spec.moments != "gee" or spec.correlation == "fixed"
        )
        if name is None or not (by_wave or spec.correlation == "nested_exchangeable"):
            return
        waves = self.frame.rows[name]
        if spec.correlation == "ar1" and not _whole(waves):
            found = phrase("gee.wave_not_whole", name=name)
            yield Problem("gee.wave", Place(field=name), found, phrase("gee.number_waves"))
            return
        if spec.fixed is not None and len(spec.fixed) != waves.nunique():
            found = phrase("gee.fixed_size", given=len(spec.fixed), waves=waves.nunique())
            yield Problem("gee.fixed", Place(field="correlation"), found)
        yield from self._repeated(name)

    def _repeated(self, wave: str) -> Iterator[Problem]:
        """Rows that share person and wave."""
        keys = [self.columns.id, wave]
        if self.spec.correlation == "nested_exchangeable":
            keys.append(self.columns.cluster or "")
        again = self.frame.rows.duplicated(keys).to_numpy()
        if again.any():
            first = self.frame.rows.iloc[int(np.flatnonzero(again)[0])]
            example = f"{keys[0]} = {first[keys[0]]}, {wave} = {first[wave]}"
            found = phrase("gee.repeated", count=int(again.sum()), example=example)
            yield Problem(
                "gee.repeated", Place(field=wave), found, remedy=phrase("gee.mend_repeated")
            )

    def _codes(self, name: str | None) -> Integers:
        """Number the values of a column."""
        return numbered(self.frame.rows[name])

    def _numbers(self, name: str | None) -> Floats | None:
        """A column as floats."""
        return None if name is None else numbers(self.frame.rows, name)

    def _waves(self) -> Integers | None:
        """Waves as whole numbers: true where they are, else their places in order."""
        if self.columns.wave is None:
            return None
        waves = self.frame.rows[self.columns.wave]
        if _whole(waves):
            return np.asarray(waves.to_numpy(dtype=np.float64)).astype(np.int64)
        try:
            return _ordered(waves)
        except TypeError as error:
            name = self.columns.wave
            found = phrase("gee.wave_kinds", name=name)
            raise _problem("gee.wave", name, found, phrase("gee.number_waves")) from error


def _whole(waves: Any) -> bool:
    """Say whether waves are whole numbers."""
    if waves.dtype.kind not in "biuf":
        return False
    values = waves.to_numpy(dtype=np.float64)
    return bool((np.mod(values, 1) == 0).all())


def _ordered(waves: Any) -> Integers:
    """Places of waves in their order: that of a category, else sorted."""
    if waves.dtype.name == "category":
        return np.asarray(waves.cat.codes, dtype=np.int64)
    _, codes = np.unique(waves.to_numpy(), return_inverse=True)
    return codes.astype(np.int64)
