"""Laws of GEE and weighted least squares on tables of counts, and the closed form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from migrant_rh.methods.estimates import estimate
from migrant_rh.methods.gee import GeeSpec, fit_gee
from migrant_rh.methods.gsk import fit_gsk
from migrant_rh.methods.gsk_design import build_design, group_by_time
from migrant_rh.methods.responses import ResponseSpec, profile_counts, response_functions
from migrant_rh.methods.sandwich import sandwich

laws = settings(max_examples=40, deadline=None)


def close(value: object, want: object, tolerance: float = 1e-8) -> None:
    np.testing.assert_allclose(value, want, rtol=tolerance, atol=tolerance)


@dataclass(frozen=True)
class Counts:
    """Workplaces with n persons and k events at each of two waves, arms 0 and 1."""

    arm: np.ndarray
    n: np.ndarray
    k: np.ndarray

    def rows(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Design, outcome and workplace of every person and wave."""
        place, wave = np.divmod(np.repeat(np.arange(self.n.size), self.n.ravel()), 2)
        arm = self.arm[place]
        events = np.concatenate(
            [np.arange(n) < k for n, k in zip(self.n.ravel(), self.k.ravel(), strict=True)]
        )
        X = np.column_stack([np.ones(len(place)), arm, wave, arm * wave])
        return X, events.astype(float), place


def closed_form(counts: Counts, power: float) -> tuple[float, float]:
    """Standard error and Satterthwaite df of the interaction.

    The leverage of workplace g at wave t is n_gt/N_at; the corrected contribution to the log odds
    of arm a at wave t is (1 - n_gt/N_at)^power n_gt (p_gt - p_at) / (N_at v_at), v = p(1 - p).
    """
    variance, trace, squares = 0.0, 0.0, 0.0
    for arm in (0, 1):
        n, k = counts.n[counts.arm == arm], counts.k[counts.arm == arm]
        N = n.sum(axis=0)
        p = k.sum(axis=0) / N
        v = p * (1 - p)
        A = (1 - n / N) ** power
        u = A * (k - n * p) / (N * v) * [-1, 1]
        variance += (u.sum(axis=1) ** 2).sum()
        weight = A / (N * np.sqrt(v))
        omega = np.diag((weight**2 * n).sum(axis=1))
        omega -= np.einsum("gt,kt,gt,kt,t->gk", weight, weight, n, n, 1 / N)
        trace += np.trace(omega)
        squares += (omega**2).sum()
    return float(np.sqrt(variance)), float(trace**2 / squares)


@st.composite
def tables(draw: Callable) -> Counts:
    """Draw 3 to 8 workplaces an arm, of very different sizes, with events and non-events."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    places = draw(st.integers(3, 8))
    n = rng.integers(5, 60, (2 * places, 2))
    k = rng.binomial(n - 2, rng.uniform(0.2, 0.8, n.shape)) + 1
    return Counts(np.repeat([0, 1], places), n, k)


@laws
@given(tables(), st.sampled_from([("LZ", 0.0), ("KC", -0.5), ("MD", -1.0)]))
def test_engine_agrees_with_the_closed_form(counts: Counts, correction: tuple[str, float]) -> None:
    kind, power = correction
    X, y, workplace = counts.rows()
    fit = fit_gee(X, y, unit=np.arange(len(y)))
    found = estimate(sandwich(fit, workplace, kind=kind), [0, 0, 0, 1])
    error, freedom = closed_form(counts, power)
    close([found.std_error, found.df], [error, freedom])


@settings(max_examples=8, deadline=None)
@given(tables(), st.sampled_from([("LZ", 0.0), ("KC", -0.5), ("MD", -1.0)]))
def test_dense_matrices_agree_with_the_closed_form(
    counts: Counts, correction: tuple[str, float]
) -> None:
    """The third way: H_g, its root and Ω from the whole N by N covariance of the residuals."""
    kind, power = correction
    X, y, workplace = counts.rows()
    fit = fit_gee(X, y, unit=np.arange(len(y)))
    v = fit.mean * (1 - fit.mean)
    D, e = v[:, None] * X, y - fit.mean
    M = np.linalg.inv(D.T @ (D / v[:, None]))
    residual = np.diag(v) - D @ M @ D.T
    parts = np.zeros((len(y), len(counts.arm)))
    for g in np.unique(workplace):
        mine = np.flatnonzero(workplace == g)
        rest = np.eye(len(mine)) - D[mine] @ M @ (D[mine] / v[mine, None]).T
        score = D[mine] / v[mine, None] @ M @ [0, 0, 0, 1]
        values, vectors = np.linalg.eig(rest.T)
        parts[mine, g] = np.real(vectors * values**power @ np.linalg.solve(vectors, score))
    omega = parts.T @ residual @ parts
    error, freedom = closed_form(counts, power)
    close(np.sqrt(((e @ parts) ** 2).sum()), error)
    close(np.trace(omega) ** 2 / (omega**2).sum(), freedom)
    del kind


@laws
@given(tables())
def test_swapped_arms_change_the_sign(counts: Counts) -> None:
    X, y, workplace = counts.rows()
    swapped = replace(counts, arm=1 - counts.arm).rows()[0]
    one, other = (
        estimate(sandwich(fit_gee(D, y, unit=np.arange(len(y))), workplace), [0, 0, 0, 1])
        for D in (X, swapped)
    )
    close([other.estimate, other.std_error, other.df], [-one.estimate, one.std_error, one.df])


@laws
@given(tables())
def test_equal_clusters_make_the_two_analyses_one(counts: Counts) -> None:
    """With equal sizes, the person-level difference in differences is the mean of clusters."""
    n = np.full_like(counts.n, 60)
    equal = Counts(counts.arm, n, np.minimum(counts.k, 59))
    X, y, workplace = equal.rows()
    fit = fit_gee(X, y, unit=np.arange(len(y)), spec=GeeSpec(link="identity"))
    change = (equal.k[:, 1] - equal.k[:, 0]) / 60
    arms = [change[equal.arm == arm] for arm in (0, 1)]
    found = estimate(sandwich(fit, workplace), [0, 0, 0, 1])
    close(found.estimate, arms[1].mean() - arms[0].mean())
    close(found.std_error, np.sqrt(sum(arm.var(ddof=1) / len(arm) for arm in arms)))


@laws
@given(st.integers(0, 2**32 - 1), st.sampled_from(["logits", "marginals"]))
def test_saturated_weighted_least_squares_is_gee(seed: int, function: str) -> None:
    """Complete pairs: estimates and standard errors under independence, clustered on persons."""
    rng = np.random.default_rng(seed)
    pairs = np.maximum(rng.multinomial(150, [0.3, 0.2, 0.2, 0.3], size=2), 1)
    profiles = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    group = np.repeat([0, 1], pairs.sum(axis=1))
    outcome = np.concatenate([np.repeat(profiles, row, axis=0) for row in pairs])
    table = profile_counts(group, outcome)
    spec = ResponseSpec(function=function, minimum=1)
    responses = response_functions(table.counts, table.profiles, spec=spec)
    design = build_design({"group": [0, 1]}, 2, group_by_time(), coding="reference_first")
    wls = fit_gsk(responses, design)
    person = np.repeat(np.arange(len(group)), 2)
    arm, wave = group[person], np.tile([0, 1], len(group))
    X = np.column_stack([np.ones(len(person)), arm, wave, arm * wave])
    link = {"logits": "logit", "marginals": "identity"}[function]
    fit = fit_gee(X, outcome.ravel(), unit=person, spec=GeeSpec(link=link))
    close(fit.coefficients, wls.estimates)
    close(sandwich(fit, kind="LZ").std_errors, wls.std_errors)
