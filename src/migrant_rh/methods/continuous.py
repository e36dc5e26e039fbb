"""Numbers described: mean, standard deviation, quartiles.

Quantiles follow Hyndman and Fan (1996, https://doi.org/10.1080/00031305.1996.10473566), who number
the definitions in use. With x sorted and positions counted from 1, of n values the p-quantile is

==  ====================================================================  =====================
2   the value after position np; at a whole np the mean of it and the     SAS (PCTLDEF=5)
    value before
6   at position p(n+1), straight lines between values                     SPSS
7   at position 1 + p(n-1), straight lines between values                 R, NumPy, Excel
==  ====================================================================  =====================

`means` and `ranks` compare groups. Missing values are left out by the caller.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.observations import finite_numbers

Definition = Literal[2, 6, 7]

_FUZZ = 4 * float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True)
class Summary:
    """A number described.

    Attributes
    ----------
    n : int
        Values.
    mean, std_dev : float
        Mean, and standard deviation with divisor n-1.
    smallest, largest : float
        Range.
    quartiles : tuple of float
        First quartile, median, third quartile.
    definition : int
        Hyndman and Fan's number of the quartiles: 2, 6 or 7.
    """

    n: int
    mean: float
    std_dev: float
    smallest: float
    largest: float
    quartiles: tuple[float, float, float]
    definition: Definition

    @property
    def std_error(self) -> float:
        """Standard error of the mean."""
        return self.std_dev / math.sqrt(self.n) if self.n else math.nan

    @property
    def median(self) -> float:
        """Second quartile."""
        return self.quartiles[1]


def describe(values: npt.ArrayLike, *, definition: Definition = 7) -> Summary:
    """Describe a number by mean, standard deviation, quartiles and range.

    Parameters
    ----------
    values : array_like, shape (n,)
        Values, missing ones left out. What does not exist for 0 values, or 1, is not a number.
    definition : {2, 6, 7}
        Definition of the quartiles.

    Raises
    ------
    ValueError
        If values are missing or infinite.

    Notes
    -----
    SAS ``PROC MEANS`` (definition 2 unless QNTLDEF says otherwise); R ``summary`` and ``sd`` (7);
    Stata ``summarize, detail`` (2).

    Examples
    --------
    >>> describe([1, 2, 3, 4, 10]).quartiles
    (2.0, 3.0, 4.0)
    """
    x = finite_numbers("values", values, (np.size(values),))
    first, median, third = quantiles(x, [0.25, 0.5, 0.75], definition=definition).tolist()
    n, nan = len(x), math.nan
    return Summary(
        n=n,
        mean=float(x.mean()) if n else nan,
        std_dev=float(x.std(ddof=1)) if n > 1 else nan,
        smallest=float(x.min()) if n else nan,
        largest=float(x.max()) if n else nan,
        quartiles=(first, median, third),
        definition=definition,
    )


def quantiles(
    values: npt.ArrayLike, probabilities: npt.ArrayLike, *, definition: Definition
) -> Floats:
    """Find sample quantiles by one of three definitions.

    Parameters
    ----------
    values : array_like, shape (n,)
        Values, missing ones left out.
    probabilities : array_like, shape (q,)
        Between 0 and 1.
    definition : {2, 6, 7}
        Hyndman and Fan's number.

    Returns
    -------
    ndarray, shape (q,)
        Not numbers where there are no values.

    Raises
    ------
    ValueError
        If values are missing or infinite, or a probability is not between 0 and 1.

    Notes
    -----
    R ``quantile(values, probabilities, type = definition)``, which also takes positions within four
    rounding errors of a whole number for that number.

    Examples
    --------
    >>> quantiles([1, 2, 3, 4], [0.25, 0.5], definition=2)
    array([1.5, 2.5])
    >>> quantiles([1, 2, 3, 4], [0.25, 0.5], definition=7)
    array([1.75, 2.5 ])
    """
    x = np.sort(finite_numbers("values", values, (np.size(values),)))
    p = finite_numbers("probabilities", probabilities, (np.size(probabilities),))
    if ((p < 0) | (p > 1)).any():
        raise ValueError("probabilities lie between 0 and 1")
    if not len(x):
        return np.full(len(p), np.nan)
    position = _POSITION[definition](p, len(x))
    whole = np.floor(position + _FUZZ * np.maximum(position, 1))
    share = np.maximum(position - whole, 0)
    share[share < _FUZZ * np.maximum(position, 1)] = 0
    if definition == _AVERAGING:
        share = np.where(share == 0, 0.5, 1.0)
    low, high = (np.clip(whole - 1 + step, 0, len(x) - 1).astype(int) for step in (0, 1))
    return np.asarray((1 - share) * x[low] + share * x[high])


_AVERAGING = 2
_POSITION: dict[Definition, Callable[[Floats, int], Floats]] = {
    2: lambda p, n: n * p,
    6: lambda p, n: (n + 1) * p,
    7: lambda p, n: 1 + (n - 1) * p,
}
