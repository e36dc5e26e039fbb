"""Adjusted summaries of clusters: residuals, ratios, scores."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrant_rh.methods.adjusted_changes import score_contributions
from migrant_rh.methods.cluster_changes import ClusterCounts, cluster_changes, count_by_cluster
from migrant_rh.methods.gee import GeeSpec, fit_gee

laws = settings(deadline=None, max_examples=30)


def study(seed: int, places: int = 8) -> dict[str, np.ndarray]:
    """Persons of workplaces before and after, with a covariate."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(4, 12, (places, 2))
    place, wave = np.divmod(np.repeat(np.arange(2 * places), sizes.ravel()), 2)
    age = rng.normal(size=len(place))
    y = (rng.random(len(place)) < 1 / (1 + np.exp(-0.5 * age))).astype(float)
    return {"place": place, "wave": wave, "age": age, "y": y}


def test_scales_by_hand() -> None:
    before = ClusterCounts.of([4, 3], [10, 12], [5, 4])
    after = ClusterCounts.of([6, 6], [10, 12], [5, 3])
    differences = cluster_changes(before, after)
    assert differences == pytest.approx([0.1 + 0.1, 0.25 + 1 / 12])
    ratios = cluster_changes(before, after, scale="log_ratio")
    assert np.exp(ratios) == pytest.approx([(6 / 5) / (4 / 5), (6 / 3) / (3 / 4)])
    odds = cluster_changes(before, after, scale="log_odds")
    assert odds[1] == pytest.approx(
        math.log(6.5 / 6.5) - math.log(3 / 9) - math.log(3.5 / 9.5) + math.log(4 / 8)
    )


def test_unadjusted_ratios_by_hand() -> None:
    waves = ClusterCounts.of([4, 3], [10, 12]), ClusterCounts.of([6, 6], [10, 12])
    assert cluster_changes(*waves, scale="log_ratio") == pytest.approx([math.log(1.5), math.log(2)])


def test_a_cluster_without_events_has_no_logarithm() -> None:
    waves = ClusterCounts.of([4, 0], [10, 12]), ClusterCounts.of([6, 6], [10, 12])
    with pytest.raises(ValueError, match=r"positions \[1\] have no events"):
        cluster_changes(*waves, scale="log_ratio")
    with pytest.raises(ValueError, match="none of difference"):
        cluster_changes(*waves, scale="ratio")
    with pytest.raises(ValueError, match="lie between 0 and the total of the cluster"):
        ClusterCounts.of([4], [10], [10])


@laws
@given(st.integers(0, 10**6))
def test_constant_expectations_change_no_difference_but_a_constant(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, p = rng.integers(5, 30, (2, 6)), rng.uniform(0.2, 0.8, 2)
    k = rng.binomial(n - 1, 0.5) + 1
    plain = [ClusterCounts.of(k[t], n[t]) for t in (0, 1)]
    expected = [ClusterCounts.of(k[t], n[t], n[t] * p[t]) for t in (0, 1)]
    for scale in ("difference", "log_ratio", "log_odds"):
        apart = cluster_changes(*plain, scale=scale) - cluster_changes(*expected, scale=scale)
        assert np.ptp(apart) < 1e-12


def test_persons_are_summed_by_cluster() -> None:
    counts, held = count_by_cluster(
        [1, 0, 1, 1], [0, 0, 2, 2], mean=[0.5, 0.25, 0.5, 0.5], clusters=4
    )
    assert held.tolist() == [True, False, True, False]
    assert (counts.events.tolist(), counts.totals.tolist()) == ([1, 2], [2, 2])
    assert counts.expected.tolist() == [0.75, 1.0]
    heavy, _ = count_by_cluster([1, 0], [0, 0], weights=[3.0, 1.0])
    assert heavy.proportions.tolist() == [0.75]


def score(data: dict[str, np.ndarray], arm: np.ndarray, spec: GeeSpec) -> float:
    """Score of arm × later wave less its regression on that of the arm, from dense matrices."""
    X = np.column_stack([np.ones(len(data["y"])), data["wave"], data["age"]])
    fit = fit_gee(X, data["y"], unit=data["place"], wave=np.arange(len(X)), spec=spec)
    total = 0.0
    information = np.zeros((2, 2))
    for place in np.unique(data["place"]):
        rows = data["place"] == place
        mu = fit.mean[rows]
        root = np.sqrt(mu * (1 - mu))
        alpha = fit.alpha[0] if len(fit.alpha) else 0.0
        R = np.full((rows.sum(),) * 2, alpha) + (1 - alpha) * np.eye(rows.sum())
        Z = root[:, None] * np.column_stack([data["wave"][rows], np.ones(rows.sum())])
        inverse = np.linalg.inv(R)
        information += Z.T @ inverse @ Z
    kappa = information[0, 1] / information[1, 1]
    for place in np.unique(data["place"][arm == 1]):
        rows = data["place"] == place
        mu = fit.mean[rows]
        root = np.sqrt(mu * (1 - mu))
        alpha = fit.alpha[0] if len(fit.alpha) else 0.0
        R = np.full((rows.sum(),) * 2, alpha) + (1 - alpha) * np.eye(rows.sum())
        e = np.linalg.solve(R, (data["y"][rows] - mu) / root)
        total += (root * (data["wave"][rows] - kappa)) @ e
    return float(total)


@laws
@given(st.integers(0, 10**6), st.sampled_from(["independence", "exchangeable"]))
def test_contributions_sum_to_the_score(seed: int, correlation: str) -> None:
    data, spec = study(seed), GeeSpec(correlation=correlation)
    arm = (np.arange(8) % 2)[data["place"]]
    X = np.column_stack([np.ones(len(data["y"])), data["wave"], data["age"]])
    fit = fit_gee(X, data["y"], unit=data["place"], spec=spec)
    if fit.status.failure:
        return
    s = score_contributions(fit, data["place"], column=1, beside=[0])
    assert s.shape == (8,)
    assert s[1::2].sum() == pytest.approx(score(data, arm, spec), abs=1e-8)
    assert s.sum() == pytest.approx(0, abs=1e-8)


def test_the_closed_form_of_the_logit() -> None:
    data = study(3)
    X = np.column_stack([np.ones(len(data["y"])), data["wave"]])
    fit = fit_gee(X, data["y"], unit=np.arange(len(X)))
    s = score_contributions(fit, data["place"], column=1, beside=[0])
    v = [data["y"][data["wave"] == t].var() * (data["wave"] == t).sum() for t in (0, 1)]
    kappa = v[1] / sum(v)
    residual = data["y"] - fit.mean
    early, late = (
        np.bincount(data["place"][data["wave"] == t], residual[data["wave"] == t]) for t in (0, 1)
    )
    np.testing.assert_allclose(s, (1 - kappa) * late - kappa * early, atol=1e-9)


def test_what_has_no_score_is_refused() -> None:
    fit = fit_gee([[1, 0], [1, 0], [1, 1], [1, 1]], [0, 1, 1, 1], unit=range(4))
    assert fit.status.failure == "separation"
    with pytest.raises(ValueError, match="separation"):
        score_contributions(fit, [0, 0, 1, 1], column=1)
    aliased = fit_gee([[1, 1, 0], [1, 1, 1]] * 4, [0, 1, 1, 0] * 2, unit=range(8))
    with pytest.raises(ValueError, match=r"columns \[1\] are not among"):
        score_contributions(aliased, range(8), column=1)
