"""Cluster-level analyses of a data frame, for the shop window."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from migrant_rh.analysis.answers import Told, coded
from migrant_rh.analysis.clusters import ClusterData, Testing, Units
from migrant_rh.analysis.required import require_columns
from migrant_rh.analysis.stating import unavailable
from migrant_rh.errors import AnalysisError, Place, Problem
from migrant_rh.methods.cluster_changes import count_by_cluster
from migrant_rh.methods.gee import fit_gee
from migrant_rh.methods.interval import Interval, confidence_level
from migrant_rh.methods.monte_carlo import STANDARD_DRAWS, MonteCarlo
from migrant_rh.results.rows import Row
from migrant_rh.words import phrase

if TYPE_CHECKING:
    import pandas as pd

_TWO = 2


@dataclass(frozen=True, slots=True, eq=False)
class ClusterSummary(Told):
    """Clusters compared as if they were persons.

    Attributes
    ----------
    estimate, std_error : float
        Difference of the arms' unweighted mean changes (or proportions, with one wave).
    statistic, df, p_value : float
        Student's t; over several strata from a linear model with strata.
    interval : Interval
        Confidence interval.
    n, n_missing : int
        Rows used, and rows left out for a missing value.
    method : str
        ``cluster_pooled_t`` or ``cluster_linear_model``.
    unavailable : str
        Empty, or why there is no test.
    clusters : pandas.DataFrame
        One row a cluster: arm, stratum, persons, events and proportions at either wave, change, and
        the change of residuals where there is adjustment.
    """

    estimate: float
    std_error: float
    statistic: float
    df: float
    p_value: float
    interval: Interval
    n: int
    n_missing: int
    method: str
    unavailable: str
    clusters: pd.DataFrame = field(repr=False)
    told: tuple[Row, ...] = field(repr=False, default=())

    def rows(self) -> Iterator[Row]:
        """Every analysis: unadjusted and adjusted, three scales, covariance, permutation."""
        yield from self.told


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterSpec:
    """What a cluster summary takes into account.

    Attributes
    ----------
    adjust : str or None
        Covariates of persons as a formula of the formulaic library, ``age + C(sex)``. A logistic
        model of them, of the wave and of nothing that knows the arms makes the residuals. It can
        hold Python, so never take it from somebody you do not trust.
    stratum : str or None
        Column of the stratum within which clusters were allocated: fixed effects of the linear
        model, and the space of the permutation test.
    weights : str or None
        Column of weights of persons within their cluster.
    control : object
        Value of the control arm; without it the smaller of the two.
    level : float
        Confidence level.
    monte_carlo : MonteCarlo
        Draws and seed of the permutation test.

    Examples
    --------
    >>> ClusterSpec(stratum="city").level
    0.95
    """

    adjust: str | None = None
    stratum: str | None = None
    weights: str | None = None
    control: Any = None
    level: float = 0.95
    monte_carlo: MonteCarlo = STANDARD_DRAWS


def cluster_summary(
    data: pd.DataFrame,
    *,
    outcome: str,
    cluster: str,
    arm: str,
    wave: str | None = None,
    spec: ClusterSpec = ClusterSpec(),
) -> ClusterSummary:
    """Analyse a trial by one number a cluster: two stages, covariance, permutation.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a person and wave. Rows with a missing value are left out and counted.
    outcome : str
        Column of the outcome, 0 or 1.
    cluster, arm : str
        Columns of the allocated cluster and its arm, which has two values.
    wave : str, optional
        Column of the wave, two values, the smaller before: clusters are then compared by their
        changes. Without it, by what was seen.
    spec : ClusterSpec
        Adjustment, strata, weights, level, draws.

    Returns
    -------
    ClusterSummary
        The unadjusted difference, with ``tidy()`` for every analysis and scale and ``clusters`` for
        the summaries themselves.

    Raises
    ------
    AnalysisError
        If a column is not there, the arm or the wave has not two values, the outcome is not 0 or 1,
        or the arm or stratum varies within a cluster: all of these at once.

    Notes
    -----
    Hayes and Moulton (2017, chapters 10 and 11); `migrant_rh.methods.cluster_changes`,
    ``cluster_level`` and ``permutation`` have the formulas. Stata ``clan``.

    Examples
    --------
    >>> import pandas as pd
    >>> yes = {"a": (2, 3), "b": (1, 3), "c": (2, 2), "d": (1, 4), "e": (2, 4), "f": (1, 5)}
    >>> rows = [
    ...     (shop, "CI"[shop > "c"], late, int(person < yes[shop][late]))
    ...     for shop in yes for late in (0, 1) for person in range(5)
    ... ]
    >>> data = pd.DataFrame(rows, columns=["shop", "arm", "late", "y"])
    >>> found = cluster_summary(data, outcome="y", cluster="shop", arm="arm", wave="late")
    >>> round(found.estimate, 6), found.df, round(found.p_value, 6)
    (0.4, 4.0, 0.070484)
    """
    require_columns(data, (outcome, cluster, arm, wave, spec.stratum, spec.weights))
    trial = _Trial.of(data, outcome, cluster, arm, wave, spec)
    plain = trial.clusters(None)
    row = trial.row
    told = [*plain.rows(row, "unadjusted"), *plain.covariance_rows(row)]
    adjusted = None
    if spec.adjust is not None:
        mean, failure = trial.expected(spec.adjust)
        if failure:
            told.append(row._replace(term="adjusted", scale="rd", note=unavailable(failure)))
        else:
            adjusted = trial.clusters(mean)
            told += adjusted.rows(row, "adjusted")
    effect = plain.units.compared(plain.change())
    return ClusterSummary(
        estimate=effect.estimate,
        std_error=effect.std_error,
        statistic=effect.statistic,
        df=effect.df,
        p_value=effect.p_value,
        interval=effect.interval,
        n=len(trial.data),
        n_missing=len(data) - len(trial.data),
        method=effect.method,
        unavailable=effect.unavailable,
        clusters=_frame(plain, adjusted, trial.labels_of_strata),
        told=tuple(each._replace(n_missing=len(data) - len(trial.data)) for each in told),
    )


@dataclass(frozen=True)
class _Trial:
    """Rows without missing values, coded."""

    data: pd.DataFrame
    event: NDArray[np.float64]
    unit: NDArray[np.int64]
    late: NDArray[np.int64] | None
    weights: NDArray[np.float64]
    units: Units
    labels_of_strata: NDArray[Any] | None
    row: Row

    @classmethod
    def of(
        cls,
        data: pd.DataFrame,
        outcome: str,
        cluster: str,
        arm: str,
        wave: str | None,
        spec: ClusterSpec,
    ) -> _Trial:
        """Check the roles and number the clusters."""
        roles = [each for each in (outcome, cluster, arm, wave) if each is not None]
        roles += [each for each in (spec.stratum, spec.weights) if each is not None]
        known = data.dropna(subset=roles)
        _require_sound(known, outcome, cluster, (arm, wave, spec.stratum))
        _require_control(known, arm, spec.control)
        unit = np.asarray(coded(known[cluster].to_numpy()), dtype=np.int64)
        _, first = np.unique(unit, return_index=True)
        rows = known.iloc[first]
        weighted = spec.weights is not None
        contrast = "arms" if wave is None else "did"
        return cls(
            data=known,
            event=known[outcome].to_numpy(dtype=float),
            unit=unit,
            late=None if wave is None else coded(known[wave].to_numpy()),
            weights=known[spec.weights].to_numpy(float) if weighted else np.ones(len(known)),
            units=_units(rows, cluster, arm, spec),
            labels_of_strata=None if spec.stratum is None else rows[spec.stratum].to_numpy(),
            row=Row(analysis="cluster_summary", outcome=outcome, contrast=contrast, n=len(known)),
        )

    def expected(self, adjust: str) -> tuple[NDArray[np.float64], str]:
        """Means of a logistic model of wave and covariates, and why there are none."""
        from formulaic import model_matrix  # noqa: PLC0415  (heavy)

        X = np.asarray(model_matrix(adjust, self.data, na_action="raise"), dtype=float)
        if self.late is not None:
            X = np.column_stack([X, self.late])
        fit = fit_gee(X, self.event, unit=np.arange(len(X)), weights=self.weights)
        return fit.mean, fit.status.failure

    def clusters(self, mean: NDArray[np.float64] | None) -> ClusterData:
        """Counts of clusters at the waves there are."""
        waves = [None] if self.late is None else [0, 1]
        counted = []
        for wave in waves:
            here = np.ones(len(self.data), bool) if wave is None else self.late == wave
            counted.append(
                count_by_cluster(
                    self.event[here],
                    self.unit[here],
                    mean=None if mean is None else mean[here],
                    weights=self.weights[here],
                    clusters=len(self.units.arm),
                )
            )
        held = np.logical_and.reduce([each for _, each in counted])
        counts = [found.among(held[each]) for found, each in counted]
        before = counts[0] if len(counts) == _TWO else None
        return ClusterData(self.units.among(held), before, counts[-1], int((~held).sum()))


def _units(rows: pd.DataFrame, cluster: str, arm: str, spec: ClusterSpec) -> Units:
    """How the clusters were allocated, from one row of each."""
    control = rows[arm].min() if spec.control is None else spec.control
    strata = None if spec.stratum is None else coded(rows[spec.stratum].to_numpy())
    numbers = np.zeros(len(rows), np.int64) if strata is None else strata
    return Units(
        arm=np.asarray(rows[arm] != control, dtype=np.int64),
        site=numbers,
        stratum=numbers,
        labels=tuple(map(str, rows[cluster])),
        testing=Testing(confidence_level(spec.level), spec.monte_carlo),
    )


def _require_sound(
    known: pd.DataFrame,
    outcome: str,
    cluster: str,
    constant: tuple[str, str | None, str | None],
) -> None:
    """Refuse roles that contradict the design, all at once."""
    arm, wave, stratum = constant
    problems: list[tuple[str, str, dict[str, object]]] = []
    for name in (arm, wave):
        if name is not None and known[name].nunique() != _TWO:
            count = known[name].nunique()
            problems.append(("not_two_values", name, {"name": name, "count": count}))
    for name in (arm, stratum):
        if name is not None:
            several = known.groupby(cluster)[name].nunique()
            split = [str(label) for label in several.index[several > 1]]
            if split:
                listed = {"name": name, "count": len(split), "clusters": ", ".join(split[:8])}
                problems.append(("split_clusters", name, listed))
    strange = int((~known[outcome].isin([0, 1])).sum())
    if strange:
        problems.append(("not_yes_or_no", outcome, {"name": outcome, "count": strange}))
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


def _require_control(known: pd.DataFrame, arm: str, control: object) -> None:
    """Refuse a control arm that nobody is in."""
    values = known[arm].unique().tolist()
    if control is None or control in values:
        return
    found = phrase("analysis.no_such_arm", name=arm, value=control)
    expected = phrase("study.one_of_names", names=", ".join(map(str, values)))
    raise AnalysisError(Problem("analysis.no-such-arm", Place(field=arm), found, expected))


def _frame(
    plain: ClusterData, adjusted: ClusterData | None, strata: NDArray[Any] | None
) -> pd.DataFrame:
    """One row a cluster."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    columns: dict[str, Any] = {"cluster": plain.units.labels, "arm": plain.units.arm}
    if strata is not None:
        columns["stratum"] = plain.units.stratum
    for name, counts in (("before", plain.before), ("after", plain.after)):
        if counts is not None:
            columns[f"n_{name}"] = counts.totals
            columns[f"events_{name}"] = counts.events
            columns[f"proportion_{name}"] = counts.proportions
    columns["summary"] = plain.change()
    columns["adjusted"] = adjusted.change() if adjusted is not None else math.nan
    return pd.DataFrame(columns)
