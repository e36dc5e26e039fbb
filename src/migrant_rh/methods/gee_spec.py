"""What marginal model is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from migrant_rh.methods.arrays import Floats
from migrant_rh.methods.families import FAMILIES, FamilyName, LinkName
from migrant_rh.methods.moments import Convention, Correlation

WeightKind = Literal["prior", "frequency", "sampling"]

_NAMES = {
    "family": get_args(FamilyName),
    "correlation": get_args(Correlation),
    "moments": get_args(Convention),
    "weight_kind": get_args(WeightKind),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GeeSpec:
    """What model is asked for.

    Attributes
    ----------
    family : {"binomial", "poisson", "gaussian", "gamma"}
        Variance function.
    link : str or None
        ``logit``, ``probit``, ``cloglog``, ``log`` or ``identity``; None is the first link of the
        family (logit, log, identity, log).
    correlation : str
        Working correlation of the rows of one unit: ``independence``; ``exchangeable``, one
        correlation for every two rows; ``ar1``, a power of their true distance in waves;
        ``unstructured``, one for every two waves; ``nested_exchangeable``, the unit a workplace:
        one for two waves of a person, for two persons at one wave, and at different waves;
        ``fixed``, as given.
    moments : {"default", "geepack", "gee"}
        Divisors of the scale and of the correlation (table of `moments`). The default divides by
        the number of rows or pairs, uses true waves and true distances, and keeps a pair of waves
        to the units seen at both; without weights it is geepack's. ``gee`` subtracts the number of
        coefficients, and takes positions for waves.
    weight_kind : {"prior", "frequency", "sampling"}
        What weights are. ``prior``: inverse to the variance of a row, as the denominator of a
        proportion. ``frequency``: a unit stands for that many alike. ``sampling``: inverse to the
        probability of being in the sample; scaled to mean 1, and each unit counts once in the
        sandwich. ``geepack`` and ``gee`` take sampling weights for prior ones.
    fixed : tuple of tuple of float, or None
        The fixed correlation, over the distinct waves in order.
    scale : float or None
        Fixed φ; None estimates it by Pearson residuals, for every family. Under ``gee`` a fixed
        scale multiplies the model-based covariance only, as in R.
    tolerance : float
        How far a linear predictor may still have to go at convergence, judged by the last two
        steps, relative to the largest of them where that is above 1.
    iterations : int
        Largest number of scoring steps.

    Examples
    --------
    >>> GeeSpec(family="poisson").link_name
    'log'
    """

    family: FamilyName = "binomial"
    link: LinkName | None = None
    correlation: Correlation = "independence"
    moments: Convention = "default"
    weight_kind: WeightKind = "prior"
    fixed: tuple[tuple[float, ...], ...] | None = None
    scale: float | None = None
    tolerance: float = 1e-10
    iterations: int = 100

    def __post_init__(self) -> None:
        for name, names in _NAMES.items():
            if getattr(self, name) not in names:
                raise ValueError(f"{name} {getattr(self, name)!r} is none of {', '.join(names)}")
        if self.link is not None and self.link not in FAMILIES[self.family].links:
            offered = ", ".join(FAMILIES[self.family].links)
            raise ValueError(f"no {self.link} link for the {self.family} family; it has {offered}")
        if self.scale is not None and not (np.isfinite(self.scale) and self.scale > 0):
            raise ValueError(f"the fixed scale is {self.scale}; it must be positive")
        if not self.tolerance > 0 or self.iterations < 1:
            raise ValueError("tolerance and iterations must be positive")
        if self.moments == "gee" and self.correlation == "nested_exchangeable":
            raise ValueError("gee has no nested_exchangeable correlation: use the default moments")
        if (self.fixed is not None) != (self.correlation == "fixed"):
            raise ValueError("the fixed correlation needs its matrix, and no other takes one")
        if self.fixed is not None:
            _check_correlation(np.asarray(self.fixed, dtype=np.float64))

    @property
    def link_name(self) -> LinkName:
        """Link in use."""
        return self.link or FAMILIES[self.family].links[0]


def _check_correlation(R: Floats) -> None:
    """Refuse what is no positive definite correlation matrix."""
    square = R.ndim == 2 and R.shape[0] == R.shape[1]  # noqa: PLR2004 (rows and columns)
    if not square or not np.isfinite(R).all() or not np.allclose(R, R.T):
        raise ValueError("the fixed correlation must be a square, symmetric matrix of numbers")
    if not np.allclose(np.diag(R), 1) or np.linalg.eigvalsh(R)[0] <= 0:
        raise ValueError(
            "the fixed correlation must have ones in the diagonal and be positive definite"
        )
