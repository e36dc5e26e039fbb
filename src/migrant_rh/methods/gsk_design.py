"""Designs for weighted least squares: populations crossed with waves.

A term is a tuple of factor names; the name of the repeated factor is ``time``, unless several are
named. Its columns are the products of the columns of its factors, the last factor running fastest.
With ``effect`` coding the last level of a factor is -1 in every column and parameters are
deviations from the unweighted mean (SAS CATMOD); with ``reference_last`` and ``reference_first``
they are differences from that level, and a main effect beside an interaction is a simple effect at
the reference levels.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats, Integers
from migrant_rh.methods.observations import whole_numbers

Coding = Literal["effect", "reference_last", "reference_first"]
Term = tuple[str, ...]

TIME = "time"


@dataclass(frozen=True, slots=True, eq=False)
class GskDesign:
    """A design over all populations, and which of its columns make an effect.

    Attributes
    ----------
    matrix : ndarray, shape (S T r, k)
        Populations in order, within a population the waves, within a wave the modelled levels.
    effects : mapping of str to tuple of int
        Columns of each effect: ``intercept``, ``group``, ``time``, ``group:time``, ….
    """

    matrix: Floats = field(repr=False)
    effects: Mapping[str, tuple[int, ...]]


def group_by_time(
    covariates: Sequence[str] = (), *, group: str = "group", with_time: Sequence[str] = ()
) -> tuple[Term, ...]:
    """Terms of an intervention study: covariates, group, time, group by time.

    Parameters
    ----------
    covariates : sequence of str
        Factors between populations, as main effects.
    group : str
        Factor of the arms.
    with_time : sequence of str
        Covariates whose effect may change with time; none unless asked.

    Raises
    ------
    ValueError
        If `with_time` names what is not a covariate.

    Examples
    --------
    >>> group_by_time(["sex"], with_time=["sex"])
    (('sex',), ('group',), ('time',), ('group', 'time'), ('sex', 'time'))
    """
    strange = sorted(set(with_time) - set(covariates))
    if strange:
        raise ValueError(f"{', '.join(strange)}: not among the covariates")
    between = tuple((name,) for name in (*covariates, group))
    crossed = tuple((name, TIME) for name in (group, *with_time))
    return (*between, (TIME,), *crossed)


def build_design(
    factors: Mapping[str, npt.ArrayLike],
    waves: int | Mapping[str, int],
    terms: Sequence[Term],
    *,
    coding: Coding = "effect",
    levels: int = 1,
) -> GskDesign:
    """Build the design of populations crossed with waves.

    Parameters
    ----------
    factors : mapping of str to array_like of int, each of shape (S,)
        Code of each population on each factor; levels in sorted order.
    waves : int or mapping of str to int
        Number of waves; or levels of several repeated factors by name, such as ``{"time": 2, "eye":
        2}``, the last running fastest in the order of the response functions (SAS ``REPEATED time
        2, eye 2``).
    terms : sequence of tuple of str
        Terms after the intercept, in order; see `group_by_time`.
    coding : {"effect", "reference_last", "reference_first"}
        Columns of a factor.
    levels : int
        Modelled levels of the outcome: every term then has its columns once for each.

    Raises
    ------
    ValueError
        If a term names no factor, a factor has a single level, or codes do not fit together.

    Examples
    --------
    >>> build_design({"group": [1, 2]}, 2, group_by_time()).matrix
    array([[ 1.,  1.,  1.,  1.],
           [ 1.,  1., -1., -1.],
           [ 1., -1.,  1., -1.],
           [ 1., -1., -1.,  1.]])
    """
    if coding not in get_args(Coding):
        raise ValueError(f"coding {coding!r} is none of {', '.join(get_args(Coding))}")
    repeated = {TIME: waves} if isinstance(waves, int) else dict(waves)
    both = sorted({*repeated} & {*factors})
    if both:
        raise ValueError(f"{', '.join(both)}: the repeated factor; give another name to the other")
    populations = {len(np.atleast_1d(codes)) for codes in factors.values()} or {1}
    if len(populations) > 1:
        raise ValueError(f"factors have different numbers of populations: {sorted(populations)}")
    coded = _coded(factors, repeated, populations.pop(), coding)
    strange = sorted({name for term in terms for name in term} - set(coded))
    if strange:
        raise ValueError(f"{', '.join(strange)}: not a factor; there are {', '.join(coded)}")
    blocks = [_product([coded[name] for name in term]) for term in terms]
    constant = np.ones((len(next(iter(coded.values()))), 1))
    matrix: Floats = np.asarray(np.kron(np.column_stack([constant, *blocks]), np.eye(levels)))
    names = ["intercept", *(":".join(term) for term in terms)]
    widths = np.array([1, *(block.shape[1] for block in blocks)]) * levels
    return GskDesign(matrix, _places(names, widths))


def _coded(
    factors: Mapping[str, npt.ArrayLike],
    repeated: Mapping[str, int],
    populations: int,
    coding: Coding,
) -> dict[str, Floats]:
    """Columns of each factor, and of each repeated factor, over populations and functions."""
    sizes = tuple(repeated.values())
    functions = math.prod(sizes)
    within = {
        name: np.tile(_repeated(name, places, coding), (populations, 1))
        for name, places in zip(repeated, np.indices(sizes).reshape(len(sizes), -1), strict=True)
    }
    between = {
        name: np.repeat(
            _columns(name, whole_numbers(name, codes, populations), coding), functions, axis=0
        )
        for name, codes in factors.items()
    }
    return {**between, **within}


def _repeated(name: str, places: Integers, coding: Coding) -> Floats:
    """Columns of one repeated factor; none where it has one level."""
    if len(np.unique(places)) == 1:
        return np.empty((len(places), 0))
    return _columns(name, places, coding)


def _columns(name: str, codes: Integers, coding: Coding) -> Floats:
    """Columns of one factor."""
    levels, places = np.unique(codes, return_inverse=True)
    if len(levels) == 1:
        raise ValueError(f"{name} has one level only: leave it out of the design")
    identity = np.eye(len(levels))
    if coding == "reference_first":
        return np.asarray(identity[places][:, 1:])
    last = -1.0 if coding == "effect" else 0.0
    identity[-1] = last
    return np.asarray(identity[places][:, :-1])


def _product(factors: Sequence[Floats]) -> Floats:
    """Products of the columns of factors, the last running fastest."""
    return reduce(lambda a, b: np.einsum("ri,rj->rij", a, b).reshape(len(a), -1), factors)


def _places(names: Sequence[str], widths: Integers) -> dict[str, tuple[int, ...]]:
    """Columns of each effect."""
    stops = np.cumsum(widths).tolist()
    starts = [0, *stops[:-1]]
    return {
        name: tuple(range(start, stop))
        for name, start, stop in zip(names, starts, stops, strict=True)
    }
