"""Laws of what the engine does for speed and design: alike units told once, weights, nesting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from scipy.linalg import block_diag, sqrtm

from migrant_rh.methods import patterns
from migrant_rh.methods.effects import standardise
from migrant_rh.methods.estimates import estimate, satterthwaite
from migrant_rh.methods.families import FAMILIES, LINKS
from migrant_rh.methods.gee import GeeFit, GeeSpec, fit_gee
from migrant_rh.methods.qic import qic
from migrant_rh.methods.sandwich import sandwich
from migrant_rh.methods.wald import wald

CORRELATIONS = ("independence", "exchangeable", "ar1", "unstructured", "fixed")
KINDS = ("model", "LZ", "DF", "KC", "MD", "FG", "MBN", "AVG")
FIXED = tuple(map(tuple, 0.3 ** np.abs(np.subtract.outer(range(3), range(3)))))
laws = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
CONTRAST = np.array([0.0, 1.0, -1.0, 2.0])


@dataclass(frozen=True)
class Rows:
    """Persons of workplaces, seen at some of three waves; few values, so that many are alike."""

    X: np.ndarray = field(repr=False)
    y: np.ndarray = field(repr=False)
    person: np.ndarray = field(repr=False)
    wave: np.ndarray = field(repr=False)
    place: np.ndarray = field(repr=False)

    def fit(self, spec: GeeSpec, **more: object) -> GeeFit:
        unit = self.place if spec.correlation == "nested_exchangeable" else self.person
        return fit_gee(
            self.X, self.y, unit=unit, wave=self.wave, person=self.person, spec=spec, **more
        )

    def taken(self, rows: np.ndarray, person: np.ndarray | None = None) -> Rows:
        return Rows(
            self.X[rows],
            self.y[rows],
            self.person[rows] if person is None else person,
            self.wave[rows],
            self.place[rows],
        )


@st.composite
def rows(draw: Callable) -> Rows:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    sizes = rng.integers(5, 12, draw(st.integers(8, 12)))
    place = np.repeat(np.arange(len(sizes)), sizes)
    seen = rng.random((len(place), 3)) < 0.8
    person, wave = np.nonzero(seen)
    sex = rng.integers(0, 2, len(place))[person]
    shared = rng.normal(0, 0.4, len(sizes))[place[person]] + rng.normal(0, 0.6, len(place))[person]
    X = np.column_stack([np.ones(len(person)), place[person] % 2, wave > 0, sex]).astype(float)
    y = (rng.random(len(person)) < 1 / (1 + np.exp(-shared - 0.2 * X[:, 2]))).astype(float)
    return Rows(X, y, person, wave, place[person])


def spec_of(correlation: str, **more: object) -> GeeSpec:
    fixed = FIXED if correlation == "fixed" else None
    return GeeSpec(correlation=correlation, fixed=fixed, **more)


def close(value: object, want: object, tolerance: float = 1e-8) -> None:
    np.testing.assert_allclose(value, want, rtol=tolerance, atol=tolerance)


def same_answers(one: GeeFit, other: GeeFit, places: np.ndarray, others: np.ndarray) -> None:
    """Every number that can be asked of two fits."""
    close(one.coefficients, other.coefficients)
    close(one.scale, other.scale)
    close(one.alpha, other.alpha)
    close(one.quasi_likelihood, other.quasi_likelihood)
    for kind in KINDS:
        for first, second in ((None, None), (places, others)):
            a, b = sandwich(one, first, kind=kind), sandwich(other, second, kind=kind)
            assert a.clusters == b.clusters
            close(a.covariance, b.covariance)
            close(a.residual_df, b.residual_df)
            close(a.largest_leverage, b.largest_leverage)
            close(satterthwaite(a, CONTRAST), satterthwaite(b, CONTRAST))
    C = np.eye(4)[[1, 3]]
    for kind in ("KC", "AVG"):
        a, b = (wald(sandwich(f, kind=kind), C) for f in (one, other))
        close([a.statistic, a.df_denominator], [b.statistic, b.df_denominator])


@laws
@given(rows(), st.sampled_from(CORRELATIONS), st.sampled_from(["default", "geepack", "gee"]))
def test_alike_units_told_once_give_the_same_answers(
    data: Rows, correlation: str, moments: str
) -> None:
    """Every structure, every covariance, clusters fine and coarse, rows in any order."""
    spec = spec_of(correlation, moments=moments)
    order = np.random.default_rng(1).permutation(len(data.y))
    data = data.taken(order)
    with pytest.MonkeyPatch.context() as patch:
        plain = data.fit(spec)
        patch.setattr(patterns, "LEAST_ROWS", 1)
        patch.setattr(patterns, "_WORTH", 0)
        told_once = data.fit(spec)
    assume(plain.status.converged)
    assert told_once.status.patterns < plain.status.patterns == plain.status.units
    same_answers(told_once, plain, data.place, data.place)
    close(told_once.mean, plain.mean)
    close(told_once.whitened.design, plain.whitened.design)
    close(
        qic(told_once, told_once).qic if correlation == "independence" else 0.0,
        qic(plain, plain).qic if correlation == "independence" else 0.0,
    )
    cells = [standardise(sandwich(f), [data.X]).means for f in (told_once, plain)]
    close(*cells)


@laws
@given(rows(), st.sampled_from(CORRELATIONS), st.sampled_from(["default", "gee"]))
def test_frequencies_are_copies(data: Rows, correlation: str, moments: str) -> None:
    """A unit of frequency f is f units alike: coefficients, moments, and every covariance."""
    rng = np.random.default_rng(len(data.y))
    times = rng.integers(1, 4, data.person.max() + 1)[data.person]
    repeated = np.repeat(np.arange(len(data.y)), times)
    copy = np.concatenate([np.arange(n) for n in times])
    copied = data.taken(repeated, person=data.person[repeated] * 10 + copy)
    spec = spec_of(correlation, moments=moments)
    many = copied.fit(spec)
    assume(many.status.converged)
    told = data.fit(replace(spec, weight_kind="frequency"), weights=times)
    same_answers(told, many, data.place, copied.place)


@laws
@given(rows(), st.sampled_from(CORRELATIONS))
def test_the_unit_of_sampling_weights_does_not_matter(data: Rows, correlation: str) -> None:
    spec = spec_of(correlation, weight_kind="sampling")
    weights = (1 + data.person % 3).astype(float)
    one, other = data.fit(spec, weights=weights), data.fit(spec, weights=1000 * weights)
    assume(one.status.converged)
    close(other.scale, one.scale)
    for kind in KINDS:
        close(sandwich(other, kind=kind).covariance, sandwich(one, kind=kind).covariance)


@laws
@given(rows())
def test_sampling_weights_have_the_equations_of_copies(data: Rows) -> None:
    """The same coefficients, scale and correlation as frequencies; another sandwich."""
    weights = (1 + data.person % 3).astype(float)
    spec = GeeSpec(correlation="exchangeable", weight_kind="sampling")
    sampled = data.fit(spec, weights=weights)
    assume(sampled.status.converged)
    copies = data.fit(replace(spec, weight_kind="frequency"), weights=weights)
    close(sampled.coefficients, copies.coefficients)
    close(sampled.scale, copies.scale)
    close(sampled.alpha, copies.alpha)


# --- the textbook of nested and fixed correlations --------------------------------------------


@dataclass(frozen=True)
class Dense:
    """D, V and e of every workplace, with nothing clever."""

    D: list[np.ndarray]
    V: list[np.ndarray]
    e: list[np.ndarray]

    @property
    def bread(self) -> np.ndarray:
        return np.linalg.inv(
            sum(D.T @ np.linalg.solve(V, D) for D, V in zip(self.D, self.V, strict=True))
        )

    def weights(self, kind: str) -> list[np.ndarray]:
        """Contributions of the clusters to the estimates: one or two matrices (n, p) each."""
        M = self.bread
        found = []
        for D, V in zip(self.D, self.V, strict=True):
            score = np.linalg.solve(V, D) @ M
            rest = (np.eye(len(D)) - D @ M @ D.T @ np.linalg.inv(V)).T
            half = np.linalg.solve(np.real(sqrtm(rest)), score)
            whole = np.linalg.solve(rest, score)
            kinds = {"KC": [half], "MD": [whole], "AVG": [half / 2**0.5, whole / 2**0.5]}
            found.append(np.stack(kinds.get(kind, [score])))
        return found

    def covariance(self, kind: str) -> np.ndarray:
        parts = [w.transpose(0, 2, 1) @ e for w, e in zip(self.weights(kind), self.e, strict=True)]
        return sum(part.T @ part for part in parts)

    def degrees(self, kind: str, contrast: np.ndarray) -> float:
        """2 mean²/variance of the quadratic form c'Vc, with the whole N by N covariance."""
        D, V = np.vstack(self.D), block_diag(*self.V)
        residual = V - D @ self.bread @ D.T
        Q = block_diag(
            *[sum(np.outer(w @ contrast, w @ contrast) for w in ws) for ws in self.weights(kind)]
        )
        return np.trace(Q @ residual) ** 2 / np.trace(Q @ residual @ Q @ residual)


def dense(data: Rows, fit: GeeFit) -> Dense:
    """Write out every workplace."""
    family, link = FAMILIES[fit.spec.family], LINKS[fit.spec.link_name]
    eta = data.X @ fit.coefficients
    deviation = np.sqrt(family.variance(link.mean(eta)))
    D_all = link.slope(eta)[:, None] * data.X
    D, V, e = [], [], []
    for place in np.unique(data.place):
        mine = np.flatnonzero(data.place == place)
        person, wave = data.person[mine], data.wave[mine]
        same = np.equal.outer(person, person)
        if fit.spec.correlation == "fixed":
            R = np.array(FIXED)[np.ix_(wave, wave)] * same
        else:
            together = np.equal.outer(wave, wave)
            R = np.where(same, fit.alpha[0], np.where(together, fit.alpha[1], fit.alpha[2]))
            np.fill_diagonal(R, 1.0)
        D.append(D_all[mine])
        V.append(R * np.outer(deviation[mine], deviation[mine]))
        e.append(data.y[mine] - link.mean(eta[mine]))
    return Dense(D, V, e)


@laws
@given(rows(), st.sampled_from(["nested_exchangeable", "fixed"]), st.sampled_from(["logit", "log"]))
def test_nested_and_fixed_agree_with_the_textbook(data: Rows, correlation: str, link: str) -> None:
    family = "binomial" if link == "logit" else "poisson"
    fit = data.fit(spec_of(correlation, family=family, link=link))
    assume(fit.status.converged)
    book = dense(data, fit)
    score = sum(D.T @ np.linalg.solve(V, e) for D, V, e in zip(book.D, book.V, book.e, strict=True))
    close(score, np.zeros(4), 1e-7)
    close(sandwich(fit, data.place, kind="model").covariance, fit.scale * book.bread)
    for kind in ("LZ", "KC", "MD", "AVG"):
        robust = sandwich(fit, data.place, kind=kind)
        close(robust.covariance, book.covariance(kind))
        close(satterthwaite(robust, CONTRAST), book.degrees(kind, CONTRAST))


@laws
@given(rows())
def test_moments_of_nested_pairs_against_a_loop(data: Rows) -> None:
    fit = data.fit(GeeSpec(correlation="nested_exchangeable"))
    assume(fit.status.converged)
    mean = fit.mean
    r = (data.y - mean) / np.sqrt(mean * (1 - mean))
    kinds: list[list[float]] = [[], [], []]
    for i in range(len(r)):
        for j in range(i):
            if data.place[i] == data.place[j]:
                person, wave = data.person[i] == data.person[j], data.wave[i] == data.wave[j]
                kinds[0 if person else 1 if wave else 2].append(r[i] * r[j])
    close(fit.scale, (r**2).mean())
    close(fit.alpha, [np.mean(kind) / (r**2).mean() for kind in kinds])


# --- covariances ------------------------------------------------------------------------------


@settings(max_examples=8, deadline=None)
@given(rows(), st.sampled_from(["independence", "exchangeable"]))
def test_the_jackknife_leaves_one_workplace_out(data: Rows, correlation: str) -> None:
    """(G - 1)/G Σ (β_(g) - β)(β_(g) - β)' with fits of their own."""
    spec = GeeSpec(correlation=correlation)
    fit = data.fit(spec)
    assume(fit.status.converged)
    without = [data.taken(np.flatnonzero(data.place != g)).fit(spec) for g in set(data.place)]
    assume(all(each.status.converged for each in without))
    shifts = np.array([each.coefficients for each in without]) - fit.coefficients
    G = len(shifts)
    found = sandwich(fit, data.place, kind="jackknife")
    close(found.covariance, (G - 1) / G * shifts.T @ shifts, 1e-7)


@settings(max_examples=4, deadline=None)
@given(rows())
def test_the_jackknife_leaves_one_copy_out(data: Rows) -> None:
    """Of a person who stands for several; a workplace goes with all of them."""
    times = (1 + data.person % 2).astype(int)
    repeated = np.repeat(np.arange(len(data.y)), times)
    copy = np.concatenate([np.arange(n) for n in times])
    copied = data.taken(repeated, person=data.person[repeated] * 10 + copy)
    spec = GeeSpec(correlation="exchangeable")
    many = copied.fit(spec)
    assume(many.status.converged)
    told = data.fit(replace(spec, weight_kind="frequency"), weights=times)
    for one, other in ((None, None), (data.place, copied.place)):
        first, second = (
            sandwich(fit, codes, kind="jackknife") for fit, codes in ((told, one), (many, other))
        )
        assert first.failure == second.failure
        close(first.covariance, second.covariance, 1e-7)


@laws
@given(rows())
def test_the_average_lies_between(data: Rows) -> None:
    fit = data.fit(GeeSpec())
    assume(fit.status.converged)
    KC, MD, AVG = (sandwich(fit, data.place, kind=k) for k in ("KC", "MD", "AVG"))
    close(AVG.covariance, (KC.covariance + MD.covariance) / 2)
    ford_westgate = (KC.std_errors + MD.std_errors) / 2
    bound = (KC.std_errors - MD.std_errors) ** 2 / (8 * ford_westgate)
    assert (AVG.std_errors >= ford_westgate - 1e-12).all()
    assert (AVG.std_errors <= ford_westgate + bound * 1.01 + 1e-12).all()


@laws
@given(rows(), st.sampled_from(["DF", "MBN"]))
def test_degrees_of_multiples(data: Rows, kind: str) -> None:
    """DF has those of LZ; MBN 2 mean²/variance with its added part known."""
    fit = data.fit(GeeSpec())
    assume(fit.status.converged)
    LZ, other = sandwich(fit, data.place, kind="LZ"), sandwich(fit, data.place, kind=kind)
    assume(not other.failure)
    df = satterthwaite(LZ, CONTRAST)[0]
    if kind == "DF":
        close(satterthwaite(other, CONTRAST)[0], df)
        return
    book = dense_independent(data, fit)
    mean = book.mean(CONTRAST) * other.parts.factor
    M = sandwich(fit, data.place, kind="model").covariance / fit.scale
    added = other.parts.constant / fit.scale * CONTRAST @ M @ CONTRAST
    close(satterthwaite(other, CONTRAST)[0], df * (mean + added) ** 2 / mean**2)


@dataclass(frozen=True)
class Independent:
    """The working covariance of a fit under independence, as a whole."""

    D: np.ndarray
    V: np.ndarray
    M: np.ndarray
    place: np.ndarray

    def mean(self, contrast: np.ndarray) -> float:
        """Mean of the LZ variance of a contrast under the working model, without φ."""
        residual = np.diag(self.V) - self.D @ self.M @ self.D.T
        w = self.D / self.V[:, None] @ self.M @ contrast
        return sum(
            w[mine] @ residual[np.ix_(mine, mine)] @ w[mine]
            for mine in (np.flatnonzero(self.place == g) for g in np.unique(self.place))
        )


def dense_independent(data: Rows, fit: GeeFit) -> Independent:
    mean = fit.mean
    V = mean * (1 - mean)
    D = V[:, None] * data.X
    return Independent(D, V, np.linalg.inv(D.T @ (D / V[:, None])), data.place)


@laws
@given(rows())
def test_believing_the_model_has_the_degrees_of_its_scale(data: Rows) -> None:
    fit = data.fit(GeeSpec())
    assume(fit.status.converged)
    found = estimate(sandwich(fit, kind="model"), CONTRAST)
    assert found.df == len(data.y) - 4
    fixed = data.fit(GeeSpec(scale=1.0))
    assert estimate(sandwich(fixed, kind="model"), CONTRAST).df == np.inf
