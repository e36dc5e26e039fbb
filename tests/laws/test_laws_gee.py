"""Laws of the GEE engine on random panels, and the textbook that it must agree with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.linalg import block_diag, sqrtm

from migrant_rh.methods.effects import difference_in_differences, standardise
from migrant_rh.methods.estimates import estimate, satterthwaite
from migrant_rh.methods.families import FAMILIES, LINKS
from migrant_rh.methods.gee import GeeFit, GeeSpec, fit_gee
from migrant_rh.methods.sandwich import sandwich
from migrant_rh.methods.wald import wald

KINDS = ("LZ", "KC", "MD", "FG")
CORRELATIONS = ("independence", "exchangeable", "ar1", "unstructured")
FAMILY_LINKS = [
    ("binomial", "logit"),
    ("binomial", "probit"),
    ("binomial", "cloglog"),
    ("poisson", "log"),
    ("gaussian", "identity"),
    ("gamma", "log"),
]
laws = settings(max_examples=40, deadline=None)


@dataclass(frozen=True)
class Panel:
    """Persons in workplaces, seen at some of three waves; arms are workplaces."""

    X: np.ndarray = field(repr=False)
    y: np.ndarray = field(repr=False)
    person: np.ndarray = field(repr=False)
    wave: np.ndarray = field(repr=False)
    workplace: np.ndarray = field(repr=False)
    spec: GeeSpec

    def fit(self, **changes: object) -> GeeFit:
        data = replace(self, **changes)
        return fit_gee(data.X, data.y, unit=data.person, wave=data.wave, spec=data.spec)


@st.composite
def panels(
    draw: Callable, families: list | None = None, correlations: tuple = CORRELATIONS
) -> Panel:
    """Draw a panel of 8 to 12 workplaces with 4 to 9 persons each."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    family, link = draw(st.sampled_from(families or FAMILY_LINKS))
    sizes = rng.integers(4, 10, draw(st.integers(8, 12)))
    workplace = np.repeat(np.arange(len(sizes)), sizes)
    seen = rng.random((len(workplace), 3)) < 0.8
    person, wave = np.nonzero(seen)
    arm, after = workplace[person] % 2, (wave > 0).astype(float)
    age = np.round(rng.normal(size=len(workplace)), 1)[person]
    X = np.column_stack([np.ones(len(person)), arm, after, arm * after, age])
    shared = rng.normal(0, 0.4, len(sizes))[workplace[person]]
    own = rng.normal(0, 0.5, len(workplace))[person]
    eta = X @ [0.1, 0.2, 0.2, 0.3, 0.2] + shared + own
    draws = {
        "binomial": lambda: rng.random(len(eta)) < 1 / (1 + np.exp(-eta)),
        "poisson": lambda: rng.poisson(np.exp(eta)),
        "gaussian": lambda: eta + rng.normal(size=len(eta)),
        "gamma": lambda: np.exp(eta) * rng.gamma(2.0, size=len(eta)),
    }
    y = draws[family]().astype(float)
    moments = draw(st.sampled_from(["geepack", "gee"]))
    correlation = draw(st.sampled_from(correlations))
    spec = GeeSpec(family=family, link=link, correlation=correlation, moments=moments)
    return Panel(X, y, person, wave, workplace[person], spec)


def close(value: object, want: object, tolerance: float = 1e-8) -> None:
    np.testing.assert_allclose(value, want, rtol=tolerance, atol=tolerance)


# --- the textbook: full matrices, one cluster at a time ---------------------------------------


@dataclass(frozen=True)
class Textbook:
    """D, V and e of every cluster at the estimates, with nothing clever."""

    D: list[np.ndarray]
    V: list[np.ndarray]
    e: list[np.ndarray]

    @cached_property
    def bread(self) -> np.ndarray:
        """M = (Σ D'V⁻¹D)⁻¹."""
        pairs = zip(self.D, self.V, strict=True)
        return np.linalg.inv(sum(D.T @ np.linalg.solve(V, D) for D, V in pairs))

    @cached_property
    def leverages(self) -> list[np.ndarray]:
        """H_g = D M D'V⁻¹."""
        pairs = zip(self.D, self.V, strict=True)
        return [D @ self.bread @ D.T @ np.linalg.inv(V) for D, V in pairs]

    def projections(self, kind: str) -> list[np.ndarray]:
        """Weights p_g with contribution p_g'e_g to the estimates, one column a coefficient."""
        scores = [np.linalg.solve(V, D) for D, V in zip(self.D, self.V, strict=True)]
        if kind == "FG":
            diagonals = [
                np.diag(D.T @ score @ self.bread) for D, score in zip(self.D, scores, strict=True)
            ]
            return [
                score / np.sqrt(1 - np.minimum(0.75, diagonal)) @ self.bread
                for score, diagonal in zip(scores, diagonals, strict=True)
            ]
        if kind == "LZ":
            return [score @ self.bread for score in scores]
        adjusted = {"KC": sqrtm, "MD": np.asarray}[kind]
        return [
            np.linalg.solve(np.real(adjusted(np.eye(len(H)) - H)).T, score) @ self.bread
            for H, score in zip(self.leverages, scores, strict=True)
        ]

    def covariance(self, kind: str) -> np.ndarray:
        parts = [p.T @ e for p, e in zip(self.projections(kind), self.e, strict=True)]
        return sum(np.outer(part, part) for part in parts)

    def degrees(self, kind: str, contrast: np.ndarray) -> float:
        """(tr Ω)²/tr Ω² with Ω from the whole N by N covariance of the residuals."""
        D, V = np.vstack(self.D), block_diag(*self.V)
        residual = V - D @ self.bread @ D.T
        P = block_diag(*[(p @ contrast)[:, None] for p in self.projections(kind)])
        omega = P.T @ residual @ P
        return np.trace(omega) ** 2 / np.trace(omega @ omega)


def working_matrix(fit: GeeFit, times: np.ndarray) -> np.ndarray:
    """Working correlation of one unit, written out."""
    n = len(times)
    if not len(fit.alpha):
        return np.eye(n)
    if fit.spec.correlation == "exchangeable":
        return (1 - fit.alpha[0]) * np.eye(n) + fit.alpha[0]
    if fit.spec.correlation == "ar1":
        return fit.alpha[0] ** np.abs(np.subtract.outer(times, times)).astype(float)
    R = np.eye(len(fit.waves))
    R[np.triu_indices(len(fit.waves), 1)] = fit.alpha
    places = np.searchsorted(fit.waves, times)
    return (R + np.triu(R, 1).T)[np.ix_(places, places)]


def textbook(panel: Panel, fit: GeeFit, cluster: np.ndarray) -> Textbook:
    """Write out D, V, e cluster by cluster, V block diagonal over persons."""
    family, link = FAMILIES[fit.spec.family], LINKS[fit.spec.link_name]
    eta = panel.X @ fit.coefficients
    D_all, deviation = link.slope(eta)[:, None] * panel.X, np.sqrt(family.variance(link.mean(eta)))
    D, V, e = [], [], []
    for g in np.unique(cluster):
        rows, blocks = [], []
        for unit in np.unique(panel.person[cluster == g]):
            mine = np.flatnonzero((cluster == g) & (panel.person == unit))
            mine = mine[np.argsort(panel.wave[mine])]
            by_position = fit.spec.moments == "gee"
            times = np.arange(1, len(mine) + 1) if by_position else panel.wave[mine]
            blocks.append(working_matrix(fit, times) * np.outer(deviation[mine], deviation[mine]))
            rows.extend(mine)
        D.append(D_all[rows])
        V.append(block_diag(*blocks))
        e.append(panel.y[rows] - link.mean(eta[rows]))
    return Textbook(D, V, e)


@laws
@given(panels(), st.sampled_from(["workplace", "person"]))
def test_estimating_equations_are_solved(panel: Panel, level: str) -> None:
    fit = panel.fit()
    assume(fit.status.converged)
    book = textbook(panel, fit, getattr(panel, level))
    triples = list(zip(book.D, book.V, book.e, strict=True))
    score = sum(D.T @ np.linalg.solve(V, e) for D, V, e in triples)
    sizes = sum(np.abs(D).T @ np.abs(np.linalg.solve(V, e)) for D, V, e in triples)
    assert (np.abs(score) < 1e-8 * (1 + sizes)).all()


@laws
@given(panels(), st.sampled_from(["workplace", "person"]))
def test_sandwiches_agree_with_the_textbook(panel: Panel, level: str) -> None:
    fit = panel.fit()
    assume(fit.status.converged)
    cluster = getattr(panel, level)
    book = textbook(panel, fit, cluster)
    for kind in KINDS:
        found = sandwich(fit, cluster, kind=kind)
        close(found.covariance, book.covariance(kind))
    close(sandwich(fit, kind="model").covariance, fit.scale * book.bread)


@laws
@given(panels(), st.sampled_from(KINDS))
def test_satterthwaite_agrees_with_the_textbook(panel: Panel, kind: str) -> None:
    fit = panel.fit()
    assume(fit.status.converged)
    book = textbook(panel, fit, panel.workplace)
    contrast = np.array([0.0, 1.0, -1.0, 2.0, 0.5])
    robust = sandwich(fit, panel.workplace, kind=kind)
    close(satterthwaite(robust, contrast), book.degrees(kind, contrast))


# --- identities -------------------------------------------------------------------------------


@laws
@given(panels(), st.integers(0, 2**32 - 1))
def test_order_and_names_do_not_matter(panel: Panel, seed: int) -> None:
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(panel.y))
    names = rng.permutation(10 * (panel.person.max() + 1)) - 50
    fit = panel.fit()
    assume(fit.status.converged)
    moved = panel.fit(
        X=panel.X[order],
        y=panel.y[order],
        person=names[panel.person[order]],
        wave=panel.wave[order],
    )
    close(moved.coefficients, fit.coefficients)
    close(moved.alpha, fit.alpha)
    close(moved.mean, fit.mean[order])
    for kind in KINDS:
        there = sandwich(moved, panel.workplace[order] * 7 - 3, kind=kind)
        close(there.covariance, sandwich(fit, panel.workplace, kind=kind).covariance)


@laws
@given(panels(), st.sampled_from(["model", "LZ", "KC", "MD"]))
def test_another_coding_is_the_same_model(panel: Panel, kind: str) -> None:
    """b = T b*, V = T V* T' for the design X T, as it must be for all but FG."""
    rows = "1 1 0 0 0; 0 -2 0 1 0; 0 0 1 1 0; 0 0 0 1 3; 0 0 0 0 1"
    T = np.array([row.split() for row in rows.split(";")], dtype=float)
    fit = panel.fit()
    assume(fit.status.converged)
    other = panel.fit(X=panel.X @ T)
    close(T @ other.coefficients, fit.coefficients, 1e-7)
    V = sandwich(fit, panel.workplace, kind=kind).covariance
    close(T @ sandwich(other, panel.workplace, kind=kind).covariance @ T.T, V, 1e-7)


@laws
@given(panels())
def test_the_unit_of_a_column_does_not_matter(panel: Panel) -> None:
    units = np.array([1.0, 1e6, 1e-6, 1.0, 1e3])
    fit = panel.fit()
    assume(fit.status.converged)
    other = panel.fit(X=panel.X * units)
    close(other.coefficients * units, fit.coefficients)
    found = sandwich(other, panel.workplace).std_errors * units
    close(found, sandwich(fit, panel.workplace).std_errors)


@laws
@given(panels(correlations=("independence",)))
def test_rows_twice_are_rows_of_weight_two(panel: Panel) -> None:
    """Under independence, in the same cluster; the sandwich does not change, the model does."""
    twice = np.repeat(np.arange(len(panel.y)), 2)
    weights = np.full(len(panel.y), 2.0)
    single = panel.fit()
    assume(single.status.converged)
    doubled = panel.fit(
        X=panel.X[twice], y=panel.y[twice], person=panel.person[twice], wave=panel.wave[twice]
    )
    weighted = fit_gee(panel.X, panel.y, unit=panel.person, weights=weights, spec=panel.spec)
    close(doubled.coefficients, single.coefficients)
    close(weighted.coefficients, single.coefficients)
    want = sandwich(single, panel.workplace, kind="MD").covariance
    close(sandwich(weighted, panel.workplace, kind="MD").covariance, want)
    close(sandwich(doubled, panel.workplace[twice], kind="MD").covariance, want)


@laws
@given(panels(correlations=("independence",)))
def test_clusters_of_one_row_give_hc2_and_hc3(panel: Panel) -> None:
    """KC and MD of single rows are e/√(1 - h) and e/(1 - h)."""
    rows = np.arange(len(panel.y))
    fit = panel.fit(person=rows)
    assume(fit.status.converged)
    Z, e = fit.whitened.design, fit.whitened.residual
    M = np.linalg.inv(Z.T @ Z)
    h = np.einsum("ij,jk,ik->i", Z, M, Z)
    for kind, root in (("KC", np.sqrt(1 - h)), ("MD", 1 - h)):
        scores = Z * (e / root)[:, None]
        close(sandwich(fit, rows, kind=kind).covariance, M @ scores.T @ scores @ M)


@laws
@given(panels(families=[("gaussian", "identity")], correlations=("independence",)))
def test_mancl_derouen_is_the_cluster_jackknife(panel: Panel) -> None:
    """Linear model: Σ (b_(g) - b)(b_(g) - b)', without a factor (G - 1)/G."""
    fit = panel.fit()
    left_out = [
        np.linalg.lstsq(panel.X[panel.workplace != g], panel.y[panel.workplace != g], rcond=None)[0]
        for g in np.unique(panel.workplace)
    ]
    shifts = np.array(left_out) - fit.coefficients
    close(sandwich(fit, panel.workplace, kind="MD").covariance, shifts.T @ shifts)


@laws
@given(panels(), st.sampled_from(KINDS))
def test_one_contrast_jointly_is_its_t_test(panel: Panel, kind: str) -> None:
    fit = panel.fit()
    assume(fit.status.converged)
    robust = sandwich(fit, panel.workplace, kind=kind)
    single, joint = estimate(robust, [0, 0, 0, 1, 0]), wald(robust, [[0, 0, 0, 1, 0]])
    close([joint.statistic, joint.df_denominator], [single.statistic**2, single.df])
    close(joint.p_value, single.p_value)


@laws
@given(panels(), st.sampled_from(KINDS))
def test_joint_tests_see_the_space_only(panel: Panel, kind: str) -> None:
    """Any basis of the same contrasts gives the same F, df and P."""
    fit = panel.fit()
    assume(fit.status.converged)
    robust = sandwich(fit, panel.workplace, kind=kind)
    C = np.array([[0, 0, 0, 1, 0], [0, 1, 0, 0, 0]])
    one, other = wald(robust, C), wald(robust, [[2, 1], [1, -3]] @ C)
    close([other.statistic, other.df_denominator], [one.statistic, one.df_denominator])


@laws
@given(panels(families=FAMILY_LINKS[:3]))
def test_gradients_are_derivatives(panel: Panel) -> None:
    """The gradient of every effect against central differences."""
    fit = panel.fit()
    assume(fit.status.converged)
    designs = []
    for arm, after in ((0, 0), (0, 1), (1, 0), (1, 1)):
        design = panel.X.copy()
        design[:, 1:4] = arm, after, arm * after
        designs.append(design)

    def effects(beta: np.ndarray) -> list:
        cells = standardise(sandwich(replace(fit, coefficients=beta), panel.workplace), designs)
        did = difference_in_differences(cells)
        return [did.difference, did.log_ratio, did.log_odds_ratio]

    at = effects(fit.coefficients)
    step = 1e-5
    for column in range(5):
        shift = step * np.eye(5)[column]
        high, low = effects(fit.coefficients + shift), effects(fit.coefficients - shift)
        for middle, up, down in zip(at, high, low, strict=True):
            slope = (up.estimate.estimate - down.estimate.estimate) / (2 * step)
            assert middle.gradient[column] == pytest.approx(slope, rel=1e-5, abs=1e-7)
