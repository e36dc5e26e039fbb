"""Links and variances of marginal generalised linear models.

Symbols: μ the mean, η = g(μ) the linear predictor, V(μ) the variance function, Q(μ; y) the
quasi-likelihood with scale 1 (Wedderburn, 1974, https://doi.org/10.1093/biomet/61.3.439).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import expit, logit, ndtr, ndtri, xlog1py, xlogy

from migrant_rh.methods.arrays import Floats

FamilyName = Literal["binomial", "poisson", "gaussian", "gamma"]
LinkName = Literal["logit", "probit", "cloglog", "log", "identity"]

_EPSILON = float(np.finfo(np.float64).eps)
_EDGE = 1e-8
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


def _logit_slope(eta: Floats) -> Floats:
    """Return μ(1 - μ) without loss of digits in either tail."""
    return expit(eta) * expit(-eta)


def _normal_density(eta: Floats) -> Floats:
    """Standard normal density."""
    return np.exp(-0.5 * eta**2 - _LOG_SQRT_2PI)


def _cloglog(mean: Floats) -> Floats:
    """Complementary log-log of a proportion."""
    return np.log(-np.log1p(-mean))


def _cloglog_mean(eta: Floats) -> Floats:
    """Proportion from its complementary log-log."""
    return -np.expm1(-np.exp(np.minimum(eta, 700.0)))


def _cloglog_slope(eta: Floats) -> Floats:
    """Slope of `_cloglog_mean`."""
    return np.exp(eta - np.exp(np.minimum(eta, 700.0)))


def _exponential(eta: Floats) -> Floats:
    """Exponential, infinite rather than loud where it overflows."""
    with np.errstate(over="ignore"):
        return np.exp(eta)


def _itself(values: Floats) -> Floats:
    """Identity."""
    return values


def _binomial_variance(mean: Floats) -> Floats:
    """Variance of a proportion of one."""
    return mean * (1 - mean)


def _binomial_quasi_likelihood(y: Floats, mean: Floats) -> Floats:
    """Quasi-likelihood of variance μ(1 - μ)."""
    return np.asarray(xlogy(y, mean) + xlog1py(1 - y, -mean))


def _poisson_quasi_likelihood(y: Floats, mean: Floats) -> Floats:
    """Quasi-likelihood of variance μ."""
    return np.asarray(xlogy(y, mean) - mean)


def _gaussian_quasi_likelihood(y: Floats, mean: Floats) -> Floats:
    """Quasi-likelihood of constant variance."""
    return np.asarray(-0.5 * (y - mean) ** 2)


def _gamma_quasi_likelihood(y: Floats, mean: Floats) -> Floats:
    """Quasi-likelihood of variance μ²."""
    return np.asarray(-y / mean - np.log(mean))


LINKS: Mapping[LinkName, Link] = {
    "logit": Link("logit", logit, expit, _logit_slope, 0.0, 1.0),
    "probit": Link("probit", ndtri, ndtr, _normal_density, 0.0, 1.0),
    "cloglog": Link("cloglog", _cloglog, _cloglog_mean, _cloglog_slope, 0.0, 1.0),
    "log": Link("log", np.log, _exponential, _exponential, 0.0, np.inf),
    "identity": Link("identity", _itself, _itself, np.ones_like, -np.inf, np.inf),
}

FAMILIES: Mapping[FamilyName, Family] = {
    "binomial": Family(
        "binomial",
        _binomial_variance,
        _binomial_quasi_likelihood,
        0.0,
        1.0,
        ("logit", "probit", "cloglog", "log", "identity"),
    ),
    "poisson": Family(
        "poisson", _itself, _poisson_quasi_likelihood, 0.0, np.inf, ("log", "identity")
    ),
    "gaussian": Family(
        "gaussian",
        np.ones_like,
        _gaussian_quasi_likelihood,
        -np.inf,
        np.inf,
        ("identity", "log"),
    ),
    "gamma": Family("gamma", np.square, _gamma_quasi_likelihood, 0.0, np.inf, ("log", "identity")),
}
