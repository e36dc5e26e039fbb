"""The rows and columns of a model, from a data frame: what is left out and why, what is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from migrant_rh.analysis.model_columns import (
    Columns,
    numbered,
    numbers,
    require_weights,
)
from migrant_rh.analysis.required import require_columns
from migrant_rh.errors import AnalysisError, Place, Problem
from migrant_rh.methods.arrays import Booleans, Floats, Integers
from migrant_rh.methods.gee_spec import WeightKind
from migrant_rh.methods.layout import CHUNK_ROWS
from migrant_rh.words import Text, phrase

if TYPE_CHECKING:
    import pandas as pd

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")

Reason = Literal["id", "wave", "cluster", "offset", "zero_weight", "outcome", "covariate"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows left out for one reason, and the units that have no other rows.

    Attributes
    ----------
    reason : str
        First of those that apply, in the order ``id``, ``wave``, ``cluster``, ``offset``,
        ``zero_weight``, ``outcome``, ``covariate``.
    rows, units : int
        How many.
    """

    reason: Reason
    rows: int
    units: int

    @property
    def sentence(self) -> Text:
        """The same in words."""
        why = phrase(f"gee.left_{self.reason}")
        return phrase("gee.status_left_out", rows=self.rows, units=self.units, reason=why)


@dataclass(frozen=True, eq=False)
class ModelFrame:
    """Rows of a model, complete, with the design made from them.

    Attributes
    ----------
    rows : pandas.DataFrame
        The columns the model needs, numbered from 0.
    covariates : tuple of str
        Those of the right side of the formula.
    X, y : ndarray, shapes (N, p) and (N,)
        Design and outcome.
    terms : tuple of str
        Columns of the design.
    model_spec : formulaic.ModelSpec
        What makes the same design from other data.
    event : str
        Value of a labelled outcome that counts as the event; empty for a number.
    left_out : tuple of LeftOut
        Rows that are not here.
    unused : tuple of (str, tuple of str)
        Categories and those of their levels that nobody has.
    """

    rows: pd.DataFrame = field(repr=False)
    covariates: tuple[str, ...]
    X: Floats = field(repr=False)
    y: Floats = field(repr=False)
    terms: tuple[str, ...]
    model_spec: Any = field(repr=False)
    event: str
    left_out: tuple[LeftOut, ...]
    unused: tuple[tuple[str, tuple[str, ...]], ...]

    def kept(self) -> KeptFrame:
        """What is worth keeping once the model is fitted: not the design, which is large."""
        return KeptFrame(self.rows, self.covariates, self.terms, self.model_spec, self.event)


@dataclass(frozen=True, eq=False)
class KeptFrame:
    """Rows of a fitted model, and how to make its design from them again.

    Attributes
    ----------
    rows, covariates, terms, model_spec, event
        As in `ModelFrame`.
    """

    rows: pd.DataFrame = field(repr=False)
    covariates: tuple[str, ...]
    terms: tuple[str, ...]
    model_spec: Any = field(repr=False)
    event: str

    def design(self, changes: dict[str, Any], rows: pd.DataFrame | None = None) -> Floats:
        """The design of the rows, or of others, with everybody given some values."""
        everybody = (self.rows if rows is None else rows).assign(**changes)
        for name in changes:
            if self.rows[name].dtype.name == "category":
                everybody[name] = everybody[name].astype(self.rows[name].dtype)
        return np.asarray(self.model_spec.get_model_matrix(everybody), dtype=np.float64)


def model_frame(
    formula: str, data: pd.DataFrame, columns: Columns, kind: WeightKind | None
) -> ModelFrame:
    """Take the complete rows of a model.

    Raises
    ------
    AnalysisError
        If a column is not there, weights are missing or negative, or nothing is left.
    """
    outcomes, covariates = _variables(formula)
    wanted = dict.fromkeys([*columns.named, *sorted(outcomes), *sorted(covariates)])
    require_columns(data, list(wanted))
    frame = _untouched(data, list(wanted))
    require_weights(frame, columns, kind)
    reasons = dict(_reasons(frame, columns, outcomes, covariates))
    keep = ~np.logical_or.reduce(list(reasons.values()))
    if not keep.any():
        raise AnalysisError(
            Problem("gee.nothing", Place(), phrase("gee.nothing_left", count=len(frame)))
        )
    complete = frame.loc[:, list(wanted)]
    complete = complete if keep.all() else complete[keep].reset_index(drop=True)
    complete = _plain_text(complete, outcomes | covariates)
    complete, unused = _used_levels(complete, covariates)
    design, outcome, event, lost = _designed(formula, complete)
    if lost.any():
        complete = complete[~lost].reset_index(drop=True)
        reasons["covariate"] = reasons["covariate"] | _at(keep, lost)
    return ModelFrame(
        rows=complete,
        covariates=tuple(sorted(covariates)),
        X=_by_rows(design),
        y=outcome,
        terms=tuple(str(name) for name in design.columns),
        model_spec=design.model_spec,
        event=event,
        left_out=tuple(_counted(frame[columns.id], reasons)),
        unused=unused,
    )


def _untouched(data: pd.DataFrame, wanted: list[str]) -> pd.DataFrame:
    """Columns that later changes of the data do not reach, rows numbered from 0."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    # From pandas 3 on a shallow copy is safe: it is copied when either side is written to.
    shared = int(pd.__version__.partition(".")[0]) >= 3  # noqa: PLR2004
    frame = data.copy(deep=False) if shared else data[wanted].copy()
    return frame.set_axis(pd.RangeIndex(len(frame)), axis=0)


def _variables(formula: str) -> tuple[set[str], set[str]]:
    """Columns that the outcome and the covariates of a formula need."""
    from formulaic import Formula  # noqa: PLC0415  (heavy)
    from formulaic.errors import FormulaicError  # noqa: PLC0415  (heavy)

    try:
        parsed = Formula(formula)
        sides = parsed.lhs, parsed.rhs
    except (FormulaicError, AttributeError, SyntaxError) as error:
        raise _unreadable(formula, error) from error
    wanted = ({str(name) for name in side.required_variables} for side in sides)
    outcome, covariates = ({name for name in names if name != "np"} for names in wanted)
    return outcome, covariates


def _unreadable(formula: str, error: Exception) -> AnalysisError:
    """A formula that cannot be computed."""
    said = _COLOURS.sub("", str(error)).strip() or type(error).__name__
    reason = said.splitlines()[0]
    found = phrase("gee.cannot_read", formula=formula, reason=reason)
    return AnalysisError(Problem("gee.formula", Place(field="formula"), found))


def _reasons(
    frame: pd.DataFrame, columns: Columns, outcomes: set[str], covariates: set[str]
) -> Iterator[tuple[Reason, Booleans]]:
    """Rows left out for each reason, in the order in which reasons count."""
    for reason in ("id", "wave", "cluster", "offset"):
        name = getattr(columns, reason)
        yield reason, _missing(frame, [name] if name else [])
    zero = np.zeros(len(frame), dtype=bool)
    if columns.weights is not None:
        zero = numbers(frame, columns.weights) == 0
    yield "zero_weight", zero
    yield "outcome", _missing(frame, sorted(outcomes))
    yield "covariate", _missing(frame, sorted(covariates))


def _missing(frame: pd.DataFrame, names: list[str]) -> Booleans:
    """Rows with a missing value in any of some columns."""
    missing = np.zeros(len(frame), dtype=bool)
    for name in names:
        missing |= frame[name].isna().to_numpy(dtype=bool)
    return missing


def _counted(ids: pd.Series, reasons: dict[Reason, Booleans]) -> Iterator[LeftOut]:
    """Count rows by their first reason, and units that are gone by it."""
    gone = np.zeros(len(ids), dtype=bool)
    if not np.logical_or.reduce(list(reasons.values())).any():
        return
    codes = numbered(ids)
    before = _present(codes, gone)
    for reason, bad in reasons.items():
        fresh = bad & ~gone
        gone |= bad
        left = _present(codes, gone)
        if fresh.any():
            yield LeftOut(reason, int(fresh.sum()), before - left)
        before = left


def _present(codes: Integers, gone: Booleans) -> int:
    """Number of units with a row left."""
    left = codes[~gone & (codes >= 0)]
    return len(np.unique(left))


def _at(keep: Booleans, lost: Booleans) -> Booleans:
    """Put a mark of the rows kept among all rows."""
    places = np.zeros(len(keep), dtype=bool)
    places[np.flatnonzero(keep)[lost]] = True
    return places


def _plain_text(frame: pd.DataFrame, names: set[str]) -> pd.DataFrame:
    """Columns of pandas' nullable text as plain text: formulaic takes them for numbers."""
    import pandas as pd  # noqa: PLC0415  (heavy)

    nullable = [
        name
        for name in sorted(names)
        if isinstance(kind := frame[name].dtype, pd.StringDtype) and kind.na_value is pd.NA
    ]
    return frame.assign(**{name: frame[name].astype(object) for name in nullable})


def _used_levels(
    frame: pd.DataFrame, covariates: set[str]
) -> tuple[pd.DataFrame, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Take out of categories the levels that nobody has."""
    unused, changed = [], {}
    for name in sorted(covariates):
        values = frame[name]
        if values.dtype.name != "category":
            continue
        trimmed = values.cat.remove_unused_categories()
        gone = [
            str(level)
            for level in values.cat.categories
            if level not in set(trimmed.cat.categories)
        ]
        if gone:
            changed[name] = trimmed
            unused.append((name, tuple(gone)))
    return (frame.assign(**changed) if changed else frame), tuple(unused)


def _by_rows(design: pd.DataFrame) -> Floats:
    """Columns side by side, row by row in memory, without a second copy of them all."""
    columns = [design.iloc[:, place].to_numpy(dtype=np.float64) for place in range(design.shape[1])]
    X = np.empty(design.shape)
    for start in range(0, len(X), CHUNK_ROWS):
        rows = slice(start, start + CHUNK_ROWS)
        np.stack([column[rows] for column in columns], axis=1, out=X[rows])
    return X


def _designed(formula: str, frame: pd.DataFrame) -> tuple[Any, Floats, str, Booleans]:
    """Design, outcome, the event of a labelled outcome, and rows that a transformation lost."""
    from formulaic import model_matrix  # noqa: PLC0415  (heavy)
    from formulaic.errors import FormulaicError  # noqa: PLC0415  (heavy)

    try:
        parts = model_matrix(formula, frame, na_action="drop")
    except (FormulaicError, ValueError, TypeError, KeyError, NameError) as error:
        raise _unreadable(formula, error) from error
    lost = np.ones(len(frame), dtype=bool)
    lost[parts.rhs.index.to_numpy()] = False
    names = [str(name) for name in parts.lhs.columns]
    labelled = names[0].endswith("]")
    if len(names) != 1 + labelled:
        found = phrase("gee.outcome_levels", count=len(names))
        where = Place(field=names[0].partition("[")[0])
        raise AnalysisError(Problem("gee.outcome", where, found, phrase("gee.two_levels")))
    event = names[-1].partition("[")[2].removesuffix("]") if labelled else ""
    return parts.rhs, np.asarray(parts.lhs, dtype=np.float64)[:, -1], event, lost
