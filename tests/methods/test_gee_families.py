"""Links, variances and quasi-likelihoods against statsmodels and against calculus."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.genmod import families as sm

from migrant_rh.methods.families import FAMILIES, LINKS

ETA = {
    "logit": np.linspace(-8, 8, 33),
    "probit": np.linspace(-4, 4, 33),
    "cloglog": np.linspace(-6, 1.4, 33),
    "log": np.linspace(-6, 4, 33),
    "identity": np.linspace(-3, 3, 33),
}
THEIR_LINKS = {
    "logit": sm.links.Logit(),
    "probit": sm.links.Probit(),
    "cloglog": sm.links.CLogLog(),
    "log": sm.links.Log(),
    "identity": sm.links.Identity(),
}
THEIR_FAMILIES = {
    "binomial": (sm.Binomial(), np.linspace(0.01, 0.99, 9)),
    "poisson": (sm.Poisson(), np.linspace(0.1, 30, 9)),
    "gaussian": (sm.Gaussian(), np.linspace(-3, 3, 9)),
    "gamma": (sm.Gamma(), np.linspace(0.1, 30, 9)),
}


@pytest.mark.parametrize("name", LINKS)
def test_links_are_those_of_statsmodels(name: str) -> None:
    link, theirs, eta = LINKS[name], THEIR_LINKS[name], ETA[name]
    np.testing.assert_allclose(link.mean(eta), theirs.inverse(eta), rtol=1e-12)
    np.testing.assert_allclose(link.slope(eta), theirs.inverse_deriv(eta), rtol=1e-9)
    np.testing.assert_allclose(link.predictor(link.mean(eta)), eta, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", LINKS)
def test_slopes_are_derivatives(name: str) -> None:
    link, eta, h = LINKS[name], ETA[name], 1e-5
    numeric = (link.mean(eta + h) - link.mean(eta - h)) / (2 * h)
    np.testing.assert_allclose(link.slope(eta), numeric, rtol=1e-6, atol=1e-10)


@pytest.mark.parametrize("name", FAMILIES)
def test_variances_are_those_of_statsmodels(name: str) -> None:
    theirs, mean = THEIR_FAMILIES[name]
    np.testing.assert_allclose(FAMILIES[name].variance(mean), theirs.variance(mean), rtol=1e-12)


@pytest.mark.parametrize("name", FAMILIES)
def test_quasi_likelihood_has_the_quasi_score(name: str) -> None:
    """dQ/dμ = (y - μ)/V(μ)."""
    family, mean, h = FAMILIES[name], THEIR_FAMILIES[name][1], 1e-6
    y = np.full_like(mean, 0.75)
    numeric = (family.quasi_likelihood(y, mean + h) - family.quasi_likelihood(y, mean - h)) / (
        2 * h
    )
    np.testing.assert_allclose(numeric, (y - mean) / family.variance(mean), rtol=1e-5, atol=1e-7)


def test_logit_slope_keeps_its_digits_in_the_tail() -> None:
    assert LINKS["logit"].slope(np.array(40.0)) == pytest.approx(np.exp(-40), rel=1e-12)


@pytest.mark.parametrize(
    ("family", "link", "mean", "possible"),
    [
        ("binomial", "logit", 1.0, True),
        ("binomial", "identity", 1.0, False),
        ("binomial", "log", 1.2, False),
        ("poisson", "identity", -0.1, False),
        ("poisson", "log", np.inf, False),
        ("gaussian", "identity", -5.0, True),
    ],
)
def test_possible_means(family: str, link: str, mean: float, *, possible: bool) -> None:
    assert FAMILIES[family].inside(np.array([0.5, mean]), LINKS[link]) is possible


@pytest.mark.parametrize(
    ("family", "outcome", "accepted"),
    [
        ("binomial", 0.25, True),
        ("binomial", 1.5, False),
        ("poisson", 0.0, True),
        ("poisson", -1.0, False),
        ("gamma", 0.0, False),
        ("gaussian", -9.0, True),
    ],
)
def test_possible_outcomes(family: str, outcome: float, *, accepted: bool) -> None:
    assert FAMILIES[family].accepts(np.array([outcome])) is accepted


def test_means_rounded_to_their_limits_keep_a_variance() -> None:
    clipped = FAMILIES["binomial"].clipped(np.array([0.0, 1.0]))
    assert (FAMILIES["binomial"].variance(clipped) > 0).all()
