"""Response functions of repeated categorical outcomes, population by population.

Symbols: n_s persons in population s, p_s the proportions of the J response profiles (one outcome a
wave), V(p_s) = {diag(p_s) - p_s p_s'}/n_s their covariance, divisor n_s; A_t l sums the profiles
with level l at wave t, so m = A p are the marginal proportions; F_s the response functions and
V_s = H V(p_s) H' their covariance, H = ∂F/∂p: A itself for marginals, D⁻¹A for logarithms, and for
logits rows 1/m_l less rows 1/m_0, where m_0 is the proportion of the levels not modelled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Booleans, Floats, Integers
from migrant_rh.methods.observations import finite_numbers, whole_numbers

Function = Literal["marginals", "logits", "logs"]
Handling = Literal["refuse", "leave_out"]
Defect = Literal["small", "empty_margin", "singular"]

_MATRIX = 2
_SINGULAR = 1e-10
_SENTENCES: dict[Defect, str] = {
    "small": "fewer persons than the minimum",
    "empty_margin": "a wave at which nobody, or everybody, has a modelled level",
    "singular": "waves whose answers determine one another, so a singular covariance",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseSpec:
    """What is modelled, and what becomes of populations that cannot bear it.

    Attributes
    ----------
    function : {"marginals", "logits", "logs"}
        Proportions, logits against the levels not modelled, or logarithms of proportions.
    levels : tuple of int
        Values of the outcome that are modelled, at least one fewer than there are; a value that
        nobody has, or that leaves no other, empties a margin of every population. CATMOD models all
        but the last sorted value, hence of 0 and 1 the value 0; the default models 1.
    minimum : int
        Least number of persons in a population.
    unusable : {"refuse", "leave_out"}
        What to do with populations that are too small or have an empty margin or a singular
        covariance: raise an error that names them, or leave them out and say so in the result.
    add_cell : float
        Number added to the count of every profile of every population, such as ½; 0 unless it is
        asked for, as SAS ``ADDCELL=``. Populations are judged by the persons they hold before.

    Examples
    --------
    >>> ResponseSpec(function="logits", minimum=1).levels
    (1,)
    """

    function: Function = "marginals"
    levels: tuple[int, ...] = (1,)
    minimum: int = 25
    unusable: Handling = "refuse"
    add_cell: float = 0.0

    def __post_init__(self) -> None:
        for name, names in (("function", get_args(Function)), ("unusable", get_args(Handling))):
            if getattr(self, name) not in names:
                raise ValueError(f"{name} {getattr(self, name)!r} is none of {', '.join(names)}")
        if not self.levels or len(set(self.levels)) < len(self.levels):
            raise ValueError(f"levels {self.levels} must be one or more different values")
        if not 0 <= self.add_cell < np.inf:
            raise ValueError(f"{self.add_cell} cannot be added to counts; expected 0 or more")


@dataclass(frozen=True, slots=True)
class Unusable:
    """A population that weighted least squares cannot use.

    Attributes
    ----------
    population : int
        Its row in the table of counts, from 0.
    name : str
        Its name.
    persons : int
        Its number of persons.
    defect : {"small", "empty_margin", "singular"}
        What is wrong with it.
    """

    population: int
    name: str
    persons: int
    defect: Defect


class UnusablePopulationsError(ValueError):
    """Populations that weighted least squares cannot use.

    Attributes
    ----------
    populations : tuple of Unusable
        All of them.

    Examples
    --------
    >>> error = UnusablePopulationsError((Unusable(0, "men, 18-24", 3, "small"),))
    >>> print(error)
    1 population cannot be used: men, 18-24 (3 persons): fewer persons than the minimum
    """

    def __init__(self, populations: tuple[Unusable, ...]) -> None:
        self.populations = populations
        listed = "; ".join(
            f"{each.name} ({each.persons} persons): {_SENTENCES[each.defect]}"
            for each in populations
        )
        noun = "population" if len(populations) == 1 else "populations"
        super().__init__(f"{len(populations)} {noun} cannot be used: {listed}")


@dataclass(frozen=True, slots=True, eq=False)
class Responses:
    """Response functions of the populations in use.

    Attributes
    ----------
    spec : ResponseSpec
        What was asked.
    functions : ndarray, shape (S, r)
        F, waves in order, within a wave the levels in the order asked.
    covariances : ndarray, shape (S, r, r)
        V_s.
    persons : ndarray of int, shape (S,)
        n_s.
    populations : ndarray of int, shape (S,)
        Rows of the table of counts they come from.
    left_out : tuple of Unusable
        Populations left out, with the reason.
    """

    spec: ResponseSpec
    functions: Floats = field(repr=False)
    covariances: Floats = field(repr=False)
    persons: Integers
    populations: Integers
    left_out: tuple[Unusable, ...]

    @property
    def std_errors(self) -> Floats:
        """Standard errors of the response functions."""
        return np.sqrt(np.diagonal(self.covariances, axis1=1, axis2=2))


@dataclass(frozen=True, slots=True, eq=False)
class ProfileCounts:
    """Persons by population and response profile.

    Attributes
    ----------
    populations : ndarray of int, shape (S,)
        Population codes, sorted.
    profiles : ndarray of int, shape (J, T)
        Response profiles that occur, sorted by the first wave, then the second, ….
    counts : ndarray of int, shape (S, J)
        Persons.
    """

    populations: Integers
    profiles: Integers
    counts: Integers

    def completed(self) -> ProfileCounts:
        """Give every profile that levels and waves make possible its column, zeros where nobody is.

        Examples
        --------
        >>> profile_counts([1, 1], [[0, 1], [1, 1]]).completed().counts
        array([[0, 1, 0, 1]])
        """
        levels = np.unique(self.profiles)
        waves = self.profiles.shape[1]
        every = np.stack(np.meshgrid(*(levels,) * waves, indexing="ij"), axis=-1).reshape(-1, waves)
        counts = np.zeros((len(self.populations), len(every)), dtype=np.int64)
        same = (every[:, None, :] == self.profiles[None, :, :]).all(axis=2)
        places, columns = np.nonzero(same)
        counts[:, places] = self.counts[:, columns]
        return ProfileCounts(self.populations, every, counts)


def profile_counts(population: npt.ArrayLike, outcomes: npt.ArrayLike) -> ProfileCounts:
    """Count persons by population and response profile.

    Parameters
    ----------
    population : array_like of int, shape (n,)
        Population of each person.
    outcomes : array_like of int, shape (n, T)
        Outcome of each person at each wave, complete.

    Raises
    ------
    ValueError
        If arrays do not fit together, or do not hold whole numbers.

    Examples
    --------
    >>> table = profile_counts([1, 1, 2], [[0, 1], [0, 1], [1, 1]])
    >>> table.counts
    array([[2, 0],
           [0, 1]])
    """
    Y = np.asarray(outcomes)
    if Y.ndim != _MATRIX or 0 in Y.shape:
        raise ValueError(f"outcomes have shape {Y.shape}; expected persons and waves")
    codes = whole_numbers("population", population, len(Y))
    waves = np.column_stack([whole_numbers("outcomes", wave, len(Y)) for wave in Y.T])
    populations, rows = np.unique(codes, return_inverse=True)
    profiles, columns = np.unique(waves, axis=0, return_inverse=True)
    counts = np.zeros((len(populations), len(profiles)), dtype=np.int64)
    np.add.at(counts, (rows, columns.ravel()), 1)
    return ProfileCounts(populations, profiles, counts)


def response_functions(
    counts: npt.ArrayLike,
    profiles: npt.ArrayLike,
    *,
    spec: ResponseSpec = ResponseSpec(),
    names: Sequence[str] | None = None,
) -> Responses:
    """Compute the response functions of each population, with their covariance.

    Parameters
    ----------
    counts : array_like, shape (S, J)
        Persons of each population with each response profile; zeros are allowed.
    profiles : array_like of int, shape (J, T)
        Outcome at each wave, profile by profile.
    spec : ResponseSpec
        Function, levels modelled, and what to do with unusable populations.
    names : sequence of str, optional
        Names of the populations, for messages; without them ``population 1``, ….

    Raises
    ------
    UnusablePopulationsError
        If populations cannot be used and may not be left out, or none is left.
    ValueError
        If arrays do not fit together, or counts are negative.

    Notes
    -----
    SAS: ``PROC CATMOD`` with ``RESPONSE MARGINALS`` or ``RESPONSE LOGITS`` and ``REPEATED``.
    Complete persons only. Nothing is added to counts unless ``add_cell`` says so; every profile
    that should be possible then needs its column, with zeros where nobody has it.

    Examples
    --------
    >>> spec = ResponseSpec(minimum=1)
    >>> responses = response_functions([[2, 1, 3, 4]], [[0, 0], [0, 1], [1, 0], [1, 1]], spec=spec)
    >>> responses.functions  # 7 of 10, then 5 of 10
    array([[0.7, 0.5]])
    """
    table, patterns = _checked(counts, profiles)
    A, rest = _marginal_sums(patterns, spec.levels)
    called = _names(names, len(table))
    persons = table.sum(axis=1)
    filled: Floats = np.asarray(table + spec.add_cell)
    sizes = filled.sum(axis=1)
    shares = filled / np.where(sizes > 0, sizes, 1.0)[:, None]
    small: Booleans = np.asarray(persons < max(spec.minimum, 1))
    empty: Booleans = np.asarray((shares @ A.T <= 0) | (shares @ rest.T <= 0))
    hollow: Booleans = np.asarray(empty.any(axis=1))
    sound = np.flatnonzero(~(small | hollow))
    F, H = _functions(shares[sound], A, rest, spec.function)
    V = H @ _profile_covariance(shares[sound], sizes[sound]) @ H.transpose(0, 2, 1)
    regular = _regular(V)
    unusable = tuple(
        Unusable(place, called[place], int(persons[place]), defect)
        for place in np.setdiff1d(np.arange(len(table)), sound[regular]).tolist()
        for defect in [_defect(small[place], hollow[place])]
    )
    if unusable and (spec.unusable == "refuse" or not regular.any()):
        raise UnusablePopulationsError(unusable)
    kept = sound[regular]
    return Responses(spec, F[regular], V[regular], persons[kept].astype(np.int64), kept, unusable)


def _checked(counts: npt.ArrayLike, profiles: npt.ArrayLike) -> tuple[Floats, Integers]:
    """Take counts and profiles that fit together."""
    patterns = np.asarray(profiles)
    if patterns.ndim != _MATRIX or 0 in patterns.shape:
        raise ValueError(f"profiles have shape {patterns.shape}; expected profiles and waves")
    table = finite_numbers("counts", counts, (len(np.atleast_1d(counts)), len(patterns)))
    if (table < 0).any():
        raise ValueError("counts are below 0")
    waves = [whole_numbers("profiles", wave, len(patterns)) for wave in patterns.T]
    return table, np.column_stack(waves)


def _names(names: Sequence[str] | None, populations: int) -> Sequence[str]:
    """Take one name for each population, or number them."""
    if names is None:
        return [f"population {number}" for number in range(1, populations + 1)]
    if len(names) != populations:
        raise ValueError(f"{len(names)} names for {populations} populations")
    return names


def _marginal_sums(patterns: Integers, levels: tuple[int, ...]) -> tuple[Floats, Floats]:
    """A, a row for each wave and modelled level; and for the levels not modelled at that wave."""
    rest = ~np.isin(patterns, levels)
    A = np.stack([wave == level for wave in patterns.T for level in levels])
    return A.astype(np.float64), np.repeat(rest.T, len(levels), axis=0).astype(np.float64)


def _profile_covariance(p: Floats, n: Floats) -> Floats:
    """{diag(p) - pp'}/n of each population."""
    spread = p[:, :, None] * (np.eye(p.shape[1]) - p[:, None, :])
    return np.asarray(spread / n[:, None, None])


def _functions(p: Floats, A: Floats, rest: Floats, function: Function) -> tuple[Floats, Floats]:
    """F, and its derivatives H with respect to the profile proportions."""
    m = p @ A.T
    if function == "marginals":
        return m, np.broadcast_to(A, (len(p), *A.shape))
    if function == "logs":
        return np.log(m), A / m[:, :, None]
    m0 = p @ rest.T
    return np.log(m) - np.log(m0), A / m[:, :, None] - rest / m0[:, :, None]


def _regular(V: Floats) -> Booleans:
    """Say which covariance matrices can be inverted, judged as correlations."""
    roots = np.sqrt(np.clip(np.diagonal(V, axis1=1, axis2=2), 0.0, None))
    zero = (roots == 0).any(axis=1)
    roots[zero] = 1.0
    R = V / (roots[:, :, None] * roots[:, None, :])
    return np.asarray(~zero & (np.linalg.eigvalsh(R)[:, 0] > _SINGULAR))


def _defect(small: bool, hollow: bool) -> Defect:  # noqa: FBT001 (two findings, in order)
    """Name what is wrong, the first of small, empty, singular."""
    if small:
        return "small"
    return "empty_margin" if hollow else "singular"
