"""What a marginal model says about itself, in terms of its data frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from migrant_rh.analysis.model_frame import LeftOut, ModelFrame
from migrant_rh.methods.gee import GeeFit, GeeStatus
from migrant_rh.methods.scoring import Failure
from migrant_rh.words import Text, phrase

_NOTHING = 1e-7


@dataclass(frozen=True, slots=True)
class Alias:
    """A term that the data cannot tell.

    Attributes
    ----------
    term : str
        The term left out.
    made_of : tuple of (str, float)
        Earlier terms and the multiples of them that it is; empty for a term of zeros.
    """

    term: str
    made_of: tuple[tuple[str, float], ...]

    @property
    def sentence(self) -> Text:
        """The same in words."""
        if not self.made_of:
            return phrase("gee.status_empty", term=self.term)
        parts = [f"{times:g} × {term}" if times != 1 else term for term, times in self.made_of]
        return phrase("gee.status_aliased", term=self.term, made_of=" + ".join(parts))


@dataclass(frozen=True, slots=True)
class SeparatedCell:
    """Rows whose outcome the model foretells without error.

    Attributes
    ----------
    terms : tuple of str
        Terms whose coefficients run to infinity.
    values : tuple of (str, str)
        Variables that are the same in all these rows, and their values.
    rows, events : int
        How many there are, and how many have the event.
    """

    terms: tuple[str, ...]
    values: tuple[tuple[str, str], ...]
    rows: int
    events: int

    @property
    def sentence(self) -> Text:
        """The same in words."""
        cell: Text = Text.same(", ".join(f"{name} = {value}" for name, value in self.values))
        if not self.values:
            cell = phrase("gee.any_cell")
        return phrase(
            "gee.status_separated", rows=self.rows, cell=cell, terms=", ".join(self.terms)
        )


@dataclass(frozen=True)
class ModelStatus:
    """Whether the numbers of a model can be used: look here first.

    Attributes
    ----------
    failure : str
        Empty when the fit converged; else why it has no numbers, as in `GeeStatus`.
    iterations : int
        Scoring steps.
    rows, units, largest_unit, patterns : int
        Rows and units used, rows of the largest unit, and units that are not alike where alike
        ones were told once.
    left_out : tuple of LeftOut
        Rows and units left out, and why.
    unused_levels : tuple of (str, tuple of str)
        Categories, and their levels that nobody has.
    aliased : tuple of Alias
        Terms that others determine.
    separated : SeparatedCell or None
        Where the outcome is foretold without error.
    paired : bool
        Whether any unit has two rows.
    positive_definite : bool
        Whether the working correlation is one.
    impossible_units : int
        Units whose fitted proportions do not allow the working correlation (Prentice, 1988).
    """

    failure: Failure
    iterations: int
    rows: int
    units: int
    largest_unit: int
    patterns: int
    left_out: tuple[LeftOut, ...]
    unused_levels: tuple[tuple[str, tuple[str, ...]], ...]
    aliased: tuple[Alias, ...]
    separated: SeparatedCell | None
    paired: bool
    positive_definite: bool
    impossible_units: int
    fit: GeeStatus = field(repr=False)

    @property
    def converged(self) -> bool:
        """Whether the estimates solve the estimating equations."""
        return self.failure == ""

    @property
    def correlations_in_range(self) -> bool:
        """Whether every unit allows the working correlation."""
        return self.impossible_units == 0

    @property
    def full_rank(self) -> bool:
        """Whether the data tell every term."""
        return not self.aliased

    @property
    def rows_left_out(self) -> int:
        """Rows left out for any reason."""
        return sum(each.rows for each in self.left_out)

    @property
    def sentences(self) -> tuple[Text, ...]:
        """All of it in words."""
        return tuple(self._sentences())

    def _sentences(self) -> Iterator[Text]:
        """Say convergence, then what was met on the way."""
        if self.converged:
            yield phrase("gee.status_good", iterations=self.iterations)
        else:
            yield phrase(f"analysis.unavailable_{self.failure}")
        if self.separated is not None:
            yield self.separated.sentence
        yield from (alias.sentence for alias in self.aliased)
        yield from (rows.sentence for rows in self.left_out)
        for name, levels in self.unused_levels:
            yield phrase("gee.status_unused", name=name, levels=", ".join(levels))
        if not self.paired:
            yield phrase("gee.status_unpaired")
        if self.impossible_units:
            yield phrase("gee.status_impossible", units=self.impossible_units)

    def __str__(self) -> str:
        return "\n".join(sentence.en for sentence in self.sentences)


def model_status(fit: GeeFit, frame: ModelFrame) -> ModelStatus:
    """Put the status of a fit into the words of its data frame."""
    status = fit.status
    return ModelStatus(
        failure=status.failure,
        iterations=status.iterations,
        rows=status.rows,
        units=status.units,
        largest_unit=status.largest_unit,
        patterns=status.patterns,
        left_out=frame.left_out,
        unused_levels=frame.unused,
        aliased=tuple(_aliases(fit, frame.terms)),
        separated=_separated(status, frame),
        paired=status.paired,
        positive_definite=status.positive_definite,
        impossible_units=status.impossible_units,
        fit=status,
    )


def _aliases(fit: GeeFit, terms: tuple[str, ...]) -> Iterator[Alias]:
    """Name the terms that others determine, and those others."""
    told = fit.estimability
    for place, column in enumerate(told.aliased):
        times = told.dependence[:, place]
        size = np.abs(times).max(initial=0.0)
        used = np.flatnonzero(np.abs(times) > _NOTHING * max(1.0, size))
        made_of = tuple((terms[told.kept[k]], float(np.round(times[k], 10))) for k in used)
        yield Alias(terms[column], made_of)


def _separated(status: GeeStatus, frame: ModelFrame) -> SeparatedCell | None:
    """Describe the rows that are foretold by what they have in common."""
    rows = status.separated_rows
    if not len(rows):
        return None
    there = frame.rows.iloc[rows]
    values = tuple(
        (name, str(there[name].iloc[0])) for name in frame.covariates if there[name].nunique() == 1
    )
    terms = tuple(frame.terms[column] for column in status.separated_columns)
    return SeparatedCell(terms, values, len(rows), round(float(frame.y[rows].sum())))
