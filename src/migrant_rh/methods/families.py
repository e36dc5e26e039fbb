"""Links and variances of marginal generalised linear models.

Symbols: μ the mean, η = g(μ) the linear predictor, V(μ) the variance function, Q(μ; y) the
quasi-likelihood with scale 1 (Wedderburn, 1974, https://doi.org/10.1093/biomet/61.3.439). Links and
variances are those of statsmodels, against which they are tested; methods load NumPy and SciPy
only, and statsmodels takes longer to load than a fit of a million rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from migrant_rh.methods.arrays import Floats

FamilyName = Literal["binomial", "poisson", "gaussian", "gamma"]
LinkName = Literal["logit", "probit", "cloglog", "log", "identity"]

_EPSILON = float(np.finfo(np.float64).eps)
_EDGE = 1e-8
_MODERATE = 4.0
_LOG_SQRT_2PI = 0.5 * float(np.log(2 * np.pi))


@dataclass(frozen=True, slots=True)
class Link:
    """A link function g, its inverse and the slope of the inverse.

    Attributes
    ----------
    name : str
        As the study file and the results name it.
    predictor : callable
        g: mean to linear predictor.
    mean : callable
        Inverse of g: linear predictor to mean.
    slope : callable
        dμ/dη at a linear predictor.
    both : callable
        Mean and slope at once, where they share work.
    reach : float
        Size of a linear predictor from which on a mean may be within 1e-8 of its limits.
    low, high : float
        What the inverse can reach.

    Examples
    --------
    >>> float(LINKS["logit"].mean(np.array(0.0)))
    0.5
    """

    name: LinkName
    predictor: Callable[[Floats], Floats]
    mean: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]
    both: Callable[[Floats], tuple[Floats, Floats]]
    reach: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Family:
    """A variance function with the range of the mean and the links that go with it.

    Attributes
    ----------
    name : str
        As the study file and the results name it.
    variance : callable
        V(μ), without the scale.
    quasi_likelihood : callable
        Q(μ; y) of each row, with scale 1 and without terms in y alone.
    low, high : float
        Open range of the mean.
    links : tuple of str
        Links offered; the first is the default.
    canonical : str
        Link whose slope is the variance function; empty where it is not offered.

    Examples
    --------
    >>> float(FAMILIES["binomial"].variance(np.array(0.25)))
    0.1875
    """

    name: FamilyName
    variance: Callable[[Floats], Floats]
    quasi_likelihood: Callable[[Floats, Floats], Floats]
    low: float
    high: float
    links: tuple[LinkName, ...]
    canonical: LinkName | Literal[""] = ""

    def variances(self, mean: Floats, slope: Floats, link: Link) -> Floats:
        """V(μ), kept off zero where means round to their limits.

        Examples
        --------
        >>> one = np.array([1.0])
        >>> bool(FAMILIES["binomial"].variances(one, 0 * one, LINKS["logit"])[0] > 0)
        True
        """
        if link.name == self.canonical:
            return np.maximum(slope, _EPSILON)
        return self.variance(self.clipped(mean))

    def inside(self, mean: Floats, link: Link) -> bool:
        """Say whether every mean is one this family can have.

        A link that cannot leave the range may round to its limits; any other must stay inside.

        Examples
        --------
        >>> FAMILIES["binomial"].inside(np.array([0.2, 1.0]), LINKS["log"])
        False
        """
        if link.low >= self.low and link.high <= self.high:
            return bool(np.isfinite(mean).all())
        return bool(((mean > self.low) & (mean < self.high)).all())

    def touches(self, mean: Floats, link: Link) -> bool:
        """Say whether a mean has come to a limit that the link does not respect.

        Examples
        --------
        >>> FAMILIES["binomial"].touches(np.array([0.2, 1e-12]), LINKS["identity"])
        True
        """
        low = link.low < self.low and bool((mean < self.low + _EDGE).any())
        return low or (link.high > self.high and bool((mean > self.high - _EDGE).any()))

    def clipped(self, mean: Floats) -> Floats:
        """Keep rounded means off the limits, where the variance is zero.

        Examples
        --------
        >>> bool(FAMILIES["binomial"].clipped(np.array([1.0]))[0] < 1)
        True
        """
        low = self.low + _EPSILON if np.isfinite(self.low) else None
        high = self.high - _EPSILON if np.isfinite(self.high) else None
        return mean if low is None and high is None else np.clip(mean, low, high)

    def accepts(self, outcome: Floats) -> bool:
        """Say whether every outcome is one this family can have.

        Examples
        --------
        >>> FAMILIES["poisson"].accepts(np.array([0.0, 3.0]))
        True
        """
        if self.name == "gamma":
            return bool((outcome > 0).all())
        return bool(((outcome >= self.low) & (outcome <= self.high)).all())


def _logit(mean: Floats) -> Floats:
    """Log odds."""
    return np.asarray(np.log(mean) - np.log1p(-mean))


def _logit_both(eta: Floats) -> tuple[Floats, Floats]:
    """1/(1 + e^-η) and its slope μ(1 - μ), with all digits in either tail."""
    if np.abs(eta).max(initial=0.0) < _MODERATE:
        mean = 1 / (1 + np.exp(-eta))
        return mean, mean * (1 - mean)
    small = np.exp(-np.abs(eta))
    whole = 1 + small
    near = small / whole
    return np.where(eta < 0, near, 1 / whole), near / whole


def _logit_mean(eta: Floats) -> Floats:
    """Proportion from its log odds."""
    return _logit_both(eta)[0]


def _logit_slope(eta: Floats) -> Floats:
    """Slope of `_logit_mean`."""
    return _logit_both(eta)[1]


def _probit(mean: Floats) -> Floats:
    """Normal quantile of a proportion."""
    from scipy.special import ndtri  # noqa: PLC0415 (slow to load, and only probit needs it)

    return np.asarray(ndtri(mean))


def _probit_mean(eta: Floats) -> Floats:
    """Normal distribution function."""
    from scipy.special import ndtr  # noqa: PLC0415 (slow to load, and only probit needs it)

    return np.asarray(ndtr(eta))


def _normal_density(eta: Floats) -> Floats:
    """Standard normal density."""
    return np.exp(-0.5 * eta**2 - _LOG_SQRT_2PI)


def _probit_both(eta: Floats) -> tuple[Floats, Floats]:
    """Normal distribution function and density."""
    return _probit_mean(eta), _normal_density(eta)


def _cloglog(mean: Floats) -> Floats:
    """Complementary log-log of a proportion."""
    return np.log(-np.log1p(-mean))


def _cloglog_mean(eta: Floats) -> Floats:
    """Proportion from its complementary log-log."""
    return -np.expm1(-np.exp(np.minimum(eta, 700.0)))


def _cloglog_slope(eta: Floats) -> Floats:
    """Slope of `_cloglog_mean`."""
    return np.exp(eta - np.exp(np.minimum(eta, 700.0)))


def _cloglog_both(eta: Floats) -> tuple[Floats, Floats]:
    """`_cloglog_mean` and its slope."""
    return _cloglog_mean(eta), _cloglog_slope(eta)


def _exponential(eta: Floats) -> Floats:
    """Exponential, infinite rather than loud where it overflows."""
    with np.errstate(over="ignore"):
        return np.exp(eta)


def _exponential_both(eta: Floats) -> tuple[Floats, Floats]:
    """Exponential, which is its own slope."""
    mean = _exponential(eta)
    return mean, mean


def _itself(values: Floats) -> Floats:
    """Identity."""
    return values


def _itself_both(eta: Floats) -> tuple[Floats, Floats]:
    """Identity, and its slope of 1."""
    return eta, np.ones_like(eta)


def _binomial_variance(mean: Floats) -> Floats:
    """Variance of a proportion of one."""
    return mean * (1 - mean)


def _binomial_quasi_likelihood(y: Floats, mean: Floats) -> Floats:
    """Quasi-likelihood of variance μ(1 - μ)."""
    return np.asarray(y * np.log(mean) + (1 - y) * np.log1p(-mean))


def _poisson_quasi_likelihood(y: Floats, mean: Floats) -> Floats:
    """Quasi-likelihood of variance μ."""
    return np.asarray(y * np.log(mean) - mean)


def _gaussian_quasi_likelihood(y: Floats, mean: Floats) -> Floats:
    """Quasi-likelihood of constant variance."""
    return np.asarray(-0.5 * (y - mean) ** 2)


def _gamma_quasi_likelihood(y: Floats, mean: Floats) -> Floats:
    """Quasi-likelihood of variance μ²."""
    return np.asarray(-y / mean - np.log(mean))


LINKS: Mapping[LinkName, Link] = {
    "logit": Link("logit", _logit, _logit_mean, _logit_slope, _logit_both, 18.0, 0.0, 1.0),
    "probit": Link("probit", _probit, _probit_mean, _normal_density, _probit_both, 5.5, 0.0, 1.0),
    "cloglog": Link(
        "cloglog", _cloglog, _cloglog_mean, _cloglog_slope, _cloglog_both, 2.8, 0.0, 1.0
    ),
    "log": Link("log", np.log, _exponential, _exponential, _exponential_both, 18.0, 0.0, np.inf),
    "identity": Link(
        "identity", _itself, _itself, np.ones_like, _itself_both, 0.0, -np.inf, np.inf
    ),
}

FAMILIES: Mapping[FamilyName, Family] = {
    "binomial": Family(
        "binomial",
        _binomial_variance,
        _binomial_quasi_likelihood,
        0.0,
        1.0,
        ("logit", "probit", "cloglog", "log", "identity"),
        "logit",
    ),
    "poisson": Family(
        "poisson", _itself, _poisson_quasi_likelihood, 0.0, np.inf, ("log", "identity"), "log"
    ),
    "gaussian": Family(
        "gaussian",
        np.ones_like,
        _gaussian_quasi_likelihood,
        -np.inf,
        np.inf,
        ("identity", "log"),
        "identity",
    ),
    "gamma": Family("gamma", np.square, _gamma_quasi_likelihood, 0.0, np.inf, ("log", "identity")),
}
