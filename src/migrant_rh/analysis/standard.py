"""Whom the standardised means of a model are meant for."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from migrant_rh.analysis.required import require_columns
from migrant_rh.errors import AnalysisError, Place, Problem
from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.gee import GeeFit
from migrant_rh.methods.standard_population import mixture_weights
from migrant_rh.words import phrase

if TYPE_CHECKING:
    import pandas as pd

    from migrant_rh.analysis.model_frame import KeptFrame

WEIGHT = "weight"
"""Column of another population that weighs its persons."""


LISTED = 12
"""Values of a column that an error names."""


@dataclass(frozen=True, eq=False)
class Population:
    """Persons that each cell is predicted for.

    Attributes
    ----------
    rows : pandas.DataFrame
        With the covariates of the model.
    weights : ndarray, shape (M,), or None
        Weight of each in the mean; None for equal ones.
    """

    rows: pd.DataFrame = field(repr=False)
    weights: Floats | None = field(repr=False)


def standard_population(
    frame: KeptFrame, fit: GeeFit, standard: Any, given: Mapping[str, Any]
) -> Population:
    """Take the persons of the model, as weighted there, in a given mixture, or other persons.

    Columns that everybody is ``given`` a value of need not be there.

    Raises
    ------
    AnalysisError
        If a mixture does not fit its column, or other persons lack a covariate.
    """
    if standard is None:
        return Population(frame.rows, _own_weights(fit))
    if isinstance(standard, Mapping):
        return Population(frame.rows, _mixed(frame, fit, standard))
    return _others(frame, standard.assign(**given))


def _own_weights(fit: GeeFit) -> Floats | None:
    """Weights that say how many persons a row stands for; prior weights say how precise it is."""
    if fit.spec.weight_kind == "prior" or fit.solved is None:
        return None
    weights = fit.solved.stage.given.weights
    return None if weights is None else np.asarray(weights, dtype=np.float64)


def _mixed(frame: KeptFrame, fit: GeeFit, standard: Mapping[str, Mapping[Any, float]]) -> Floats:
    """Weights that give every value of a column its share."""
    if len(standard) != 1:
        found = phrase("gee.one_mixture", count=len(standard))
        raise AnalysisError(Problem("gee.standard", Place(field="standard"), found))
    ((name, shares),) = standard.items()
    require_columns(frame.rows, [name])
    values = frame.rows[name]
    levels = list(shares)
    codes = np.array([levels.index(each) if each in shares else -1 for each in values])
    try:
        return mixture_weights(codes, dict(enumerate(shares.values())), _own_weights(fit))
    except ValueError:
        there, given = _listed(values.unique()), _listed(levels)
        found = phrase("gee.mixture", name=name, given=given, there=there)
        expected = phrase("gee.mixture_shares")
        raise AnalysisError(Problem("gee.standard", Place(field=name), found, expected)) from None


def _listed(values: Any) -> str:
    """Values in order, the first of them where there are many."""
    told = sorted(map(str, values))
    return ", ".join(told[:LISTED]) + (", …" if len(told) > LISTED else "")


def _others(frame: KeptFrame, persons: pd.DataFrame) -> Population:
    """Persons who need not be in the data of the model."""
    from formulaic.errors import DataMismatchWarning, FormulaicError  # noqa: PLC0415  (heavy)

    require_columns(persons, sorted(frame.covariates))
    rows = persons.reset_index(drop=True)
    missing = [name for name in sorted(frame.covariates) if rows[name].isna().any()]
    if missing:
        raise _unusable(phrase("gee.standard_missing", names=", ".join(missing)))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", DataMismatchWarning)
            frame.design({}, rows)
    except (DataMismatchWarning, FormulaicError, TypeError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        raise _unusable(phrase("gee.standard_unlike", reason=reason)) from error
    if WEIGHT not in rows:
        return Population(rows, None)
    weights = rows[WEIGHT].to_numpy(dtype=np.float64, na_value=np.nan)
    if not (np.isfinite(weights) & (weights >= 0)).all() or not weights.any():
        raise _unusable(phrase("gee.standard_weight"))
    return Population(rows, weights)


def _unusable(found: Any) -> AnalysisError:
    """Another population that the model cannot predict for."""
    return AnalysisError(Problem("gee.standard", Place(field="standard"), found))
