"""Working correlations against written-out matrices, chunks of rows against loops."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from migrant_rh.methods.estimability import estimability
from migrant_rh.methods.layout import Layout, group_units, lay_out, positions, repeated
from migrant_rh.methods.moments import MOMENTS, Divisors, WorkingCorrelationError
from migrant_rh.methods.nested import Nested
from migrant_rh.methods.working import (
    Ar1,
    BetweenWaves,
    Exchangeable,
    Working,
    correlation_matrix,
)

RNG = np.random.default_rng(11)
UNIT = np.array([5, 2, 5, 9, 2, 5, 7, 7, 9, 4])
WAVE = np.array([4, 1, 1, 2, 4, 2, 1, 2, 4, 2])
VALUES = RNG.normal(size=(10, 3))
PAIRS = np.array([0.5, 0.3, -0.2])
LARGE = np.repeat([1, 2, 3], [30, 24, 41])


def working(correlation: str, unit: np.ndarray = UNIT, wave: np.ndarray = WAVE) -> Working:
    """The correlation over laid-out rows."""
    together = "waves" if correlation == "unstructured" else "size"
    layout = lay_out(group_units(unit, wave), wave, together=together)
    kinds = {"exchangeable": Exchangeable, "ar1": Ar1, "unstructured": BetweenWaves}
    return kinds[correlation](layout)


def written_out(correlation: str, alpha: np.ndarray, times: np.ndarray) -> np.ndarray:
    """R of one unit."""
    if correlation == "exchangeable":
        return alpha[0] + (1 - alpha[0]) * np.eye(len(times))
    if correlation == "ar1":
        return alpha[0] ** np.abs(np.subtract.outer(times, times)).astype(float)
    places = np.searchsorted([1, 2, 4], times)
    return correlation_matrix(alpha, 3)[np.ix_(places, places)]


def by_unit(layout: Layout) -> list[np.ndarray]:
    """Rows of the layout of every unit, in the order of the layout's units."""
    rows = np.arange(len(layout.rows))
    return [
        block
        for chunk in layout.chunks
        for part in chunk.blocks(rows[chunk.rows])
        for block in part
    ]


def summed(found: Working, values: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Σ A'R⁻¹A, as scoring sums it."""
    total = found.blank(values.shape[1])
    for chunk in found.layout.chunks:
        found.add(total, chunk, values[chunk.rows].copy(), alpha)
    return found.gram(total, alpha)


@pytest.mark.parametrize(
    ("correlation", "alpha"),
    [
        ("exchangeable", [0.4]),
        ("exchangeable", [-0.3]),
        ("ar1", [0.6]),
        ("ar1", [-0.6]),
        ("ar1", [0.0]),
        ("unstructured", PAIRS),
    ],
)
def test_products_hold_the_inverse(correlation: str, alpha: list[float]) -> None:
    """W'W of every unit is A'R⁻¹A, and so are the sums that scoring makes without W."""
    found, alpha = working(correlation), np.array(alpha)
    layout = found.layout
    values = VALUES[layout.original]
    white = np.concatenate(
        [found.whiten(chunk, values[chunk.rows].copy(), alpha) for chunk in layout.chunks]
    )
    whole = np.zeros((3, 3))
    for rows in by_unit(layout):
        R = written_out(correlation, alpha, layout.times[rows])
        want = values[rows].T @ np.linalg.inv(R) @ values[rows]
        np.testing.assert_allclose(white[rows].T @ white[rows], want, atol=1e-12)
        whole += want
    np.testing.assert_allclose(summed(found, values, alpha), whole, atol=1e-12)


@pytest.mark.parametrize("correlation", ["exchangeable", "ar1"])
def test_large_units_lie_one_after_the_other(correlation: str) -> None:
    values = np.random.default_rng(4).normal(size=(len(LARGE), 2))
    wave = np.arange(len(LARGE))
    found, alpha = working(correlation, LARGE, wave), np.array([0.3])
    assert {chunk.size for chunk in found.layout.chunks} == {0}
    want = sum(
        values[rows].T @ np.linalg.solve(written_out(correlation, alpha, wave[rows]), values[rows])
        for rows in (np.flatnonzero(label == LARGE) for label in (1, 2, 3))
    )
    laid = values[found.layout.original]
    np.testing.assert_allclose(summed(found, laid, alpha), want, atol=1e-12)


def nested(alpha: np.ndarray) -> tuple[Nested, np.ndarray]:
    """Three workplaces of persons who miss waves, and R of all rows."""
    rng = np.random.default_rng(2)
    seen = rng.random((14, 3)) < 0.7
    person, wave = np.nonzero(seen)
    place = np.repeat([0, 1, 2], [3, 5, 6])[person]
    layout = lay_out(group_units(place, person * 3 + wave), wave, together="any")
    same = [np.equal.outer(codes, codes) for codes in (person, wave, place)]
    R = np.where(same[0], alpha[0], np.where(same[1], alpha[1], alpha[2])) * same[2]
    np.fill_diagonal(R, 1.0)
    return Nested(layout, person, wave, 3), R


@pytest.mark.parametrize("alpha", [(0.5, 0.2, 0.1), (0.1, 0.3, -0.02), (0.0, 0.0, 0.0)])
def test_nested_products_hold_the_inverse(alpha: tuple[float, ...]) -> None:
    found, R = nested(np.array(alpha))
    values = np.random.default_rng(5).normal(size=(len(R), 4))
    want = values.T @ np.linalg.solve(R, values)
    np.testing.assert_allclose(summed(found, values, np.array(alpha)), want, atol=1e-11)
    white = np.concatenate(
        [
            found.whiten(chunk, values[chunk.rows].copy(), np.array(alpha))
            for chunk in found.layout.chunks
        ]
    )
    np.testing.assert_allclose(white.T @ white, want, atol=1e-11)


@pytest.mark.parametrize("alpha", [(1.1, 0.0, 0.0), (-0.6, 0.0, 0.0), (0.0, -0.4, 0.0)])
def test_impossible_nested_correlations_are_refused(alpha: tuple[float, ...]) -> None:
    found, R = nested(np.array(alpha))
    assert np.linalg.eigvalsh(R)[0] < 0
    with pytest.raises(WorkingCorrelationError):
        summed(found, np.ones((len(R), 1)), np.array(alpha))


@pytest.mark.parametrize(
    ("correlation", "alpha"),
    [
        ("exchangeable", [1.0]),
        ("exchangeable", [-0.5]),  # a unit has three rows
        ("exchangeable", [np.nan]),
        ("ar1", [1.0]),
        ("ar1", [-1.2]),
        ("unstructured", [0.9, -0.9, 0.9]),
    ],
)
def test_impossible_correlations_are_refused(correlation: str, alpha: list[float]) -> None:
    with pytest.raises(WorkingCorrelationError):
        working(correlation).check(np.array(alpha))
    with pytest.raises(WorkingCorrelationError):
        summed(working(correlation), VALUES, np.array(alpha))


@pytest.mark.parametrize("waves", [[0, 1, 2, 3], [0, 2, 6, 8], [0, 180, 365, 400]])
def test_ar1_is_the_least_squares_power(waves: list[int]) -> None:
    """Against a bounded search over -1 < α < 1, from many starts."""
    rng = np.random.default_rng(sum(waves))
    unit, wave = np.repeat(np.arange(60), 4), np.tile(waves, 60)
    steps = 0.995 if max(waves) > 100 else 0.8
    R = steps ** np.abs(np.subtract.outer(waves, waves)).astype(float)
    r = (rng.normal(size=(60, 4)) @ np.linalg.cholesky(R).T).ravel()
    r /= np.sqrt((r**2).mean())
    layout = lay_out(group_units(unit, wave), wave)
    moment = MOMENTS["default"]["ar1"]

    def total(values: np.ndarray) -> np.ndarray:
        laid = values[layout.original]
        return sum(moment.tally(layout, chunk, laid[chunk.rows]) for chunk in layout.chunks)

    divisors = Divisors(total(np.ones(240)), 1, 60.0, 60.0, layout.waves)
    found = moment.alpha(total(r), divisors, 1.0)[0]
    z, d = zip(
        *(
            (r[i] * r[j], abs(int(wave[i] - wave[j])))
            for g in range(60)
            for i in range(4 * g, 4 * g + 4)
            for j in range(4 * g, i)
        ),
        strict=True,
    )

    def loss(a: float) -> float:
        return float(((np.array(z) - a ** np.array(d)) ** 2).sum())

    edges = np.concatenate([np.linspace(0, 0.98, 20), 1 - np.logspace(-2, -6, 20)])
    best = min(
        minimize_scalar(loss, bounds=pair, method="bounded", options={"xatol": 1e-12}).fun
        for pair in pairwise(edges)
    )
    assert loss(found) == pytest.approx(best, rel=1e-9)


# --- layout -----------------------------------------------------------------------------------


@pytest.mark.parametrize("together", ["size", "waves", "any"])
@pytest.mark.parametrize("largest", [4, 60])
def test_layouts_against_a_loop(together: str, largest: int) -> None:
    """Every row once, whole units, in wave order, and sums as a loop makes them."""
    rng = np.random.default_rng(largest)
    sizes = rng.integers(1, largest, 80)
    unit = np.repeat(rng.permutation(80) * 3 - 50, sizes)
    wave = np.concatenate([rng.permutation(n + 3)[:n] for n in sizes])
    shuffled = rng.permutation(len(unit))
    unit, wave = unit[shuffled], wave[shuffled]
    values = rng.normal(size=(len(unit), 2))
    layout = lay_out(group_units(unit, wave), wave, together=together)
    assert sorted(layout.original) == list(range(len(unit)))
    assert sum(chunk.count for chunk in layout.chunks) == 80
    laid = values[layout.original]
    sums = np.concatenate([chunk.sums(laid[chunk.rows]) for chunk in layout.chunks])
    labels = layout.units.labels[layout.sequence]
    for label, total, rows in zip(labels, sums, by_unit(layout), strict=True):
        np.testing.assert_allclose(total, values[unit == label].sum(axis=0))
        assert (unit[layout.original[rows]] == label).all()
        assert (np.diff(layout.times[rows]) >= 0).all()
    np.testing.assert_array_equal(layout.scattered(laid), values)


def test_rows_in_order_are_not_moved() -> None:
    unit, wave = np.array([1, 1, 2, 3, 3]), np.array([1, 2, 2, 1, 1])
    units = group_units(unit, wave)
    assert units.order is None
    assert units.sizes.tolist() == [2, 1, 2]
    assert positions(units).tolist() == [1, 2, 1, 1, 2]
    assert repeated(units, wave) == 1


def test_codes_of_any_size_are_sorted() -> None:
    unit = np.array([2**62, -(2**62), 2**62, 0])
    wave = np.array([2, 1, 1, 5])
    assert group_units(unit, wave).order.tolist() == [1, 3, 2, 0]


def test_gaps_between_waves() -> None:
    """Units 4; 2, 7, 9; 5: waves 2 | 1 4 | 1 2 | 2 4 | 1 2 4."""
    found = working("ar1")
    gaps = {
        int(found.layout.units.labels[unit]): found.gaps[rows].tolist()
        for unit, rows in zip(found.layout.sequence, by_unit(found.layout), strict=True)
    }
    first = np.inf
    assert gaps == {4: [first], 2: [first, 3], 7: [first, 1], 9: [first, 2], 5: [first, 1, 2]}


@pytest.mark.parametrize(
    ("X", "aliased"),
    [
        ([[1, 2, 3], [1, 5, 6], [1, 7, 8], [1, 0, 1]], [2]),  # third = first + second
        ([[1, 0, 1], [1, 0, 2], [1, 0, 4], [1, 0, 3]], [1]),  # a level nobody has
        ([[0, 1, 1], [0, 2, 1], [0, 3, 1], [0, 4, 1]], [0]),
        ([[1, 2007, 1], [1, 2009, 2], [1, 2007, 3], [1, 2009, 5]], []),  # years are no constant
        ([[1, 2, 3]], [1, 2]),
    ],
)
def test_aliased_columns(X: list, aliased: list[int]) -> None:
    told = estimability(X)
    assert told.aliased.tolist() == aliased
    design = np.array(X, dtype=float)
    np.testing.assert_allclose(
        design[:, told.aliased], design[:, told.kept] @ told.dependence, atol=1e-12
    )


def test_many_rows_are_factored_in_pieces() -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(30_000, 3))
    told = estimability(np.column_stack([X, X @ [1.0, -2.0, 0.5]]))
    assert told.aliased.tolist() == [3]
    np.testing.assert_allclose(told.dependence[:, 0], [1.0, -2.0, 0.5])
