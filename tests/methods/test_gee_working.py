"""Working correlations: whitening against written-out matrices, grouping against loops."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from migrant_rh.methods.estimability import estimability
from migrant_rh.methods.grouping import group_rows
from migrant_rh.methods.moments import ALPHA, Residuals
from migrant_rh.methods.working import (
    WHITEN,
    WorkingCorrelationError,
    correlation_matrix,
    lay_out,
)

RNG = np.random.default_rng(11)
UNIT = np.array([5, 2, 5, 9, 2, 5, 7, 7, 9, 4])
WAVE = np.array([4, 1, 1, 2, 4, 2, 1, 2, 4, 2])
LAYOUT = lay_out(UNIT, WAVE)
VALUES = RNG.normal(size=(10, 3))
PAIRS = np.array([0.5, 0.3, -0.2])


def written_out(correlation: str, alpha: np.ndarray, times: np.ndarray) -> np.ndarray:
    """R of one unit."""
    if correlation == "exchangeable":
        return alpha[0] + (1 - alpha[0]) * np.eye(len(times))
    if correlation == "ar1":
        return alpha[0] ** np.abs(np.subtract.outer(times, times)).astype(float)
    places = np.searchsorted([1, 2, 4], times)
    return correlation_matrix(alpha, 3)[np.ix_(places, places)]


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
def test_whitened_products_hold_the_inverse(correlation: str, alpha: list[float]) -> None:
    """W'W of every unit is Z'R⁻¹Z."""
    white = WHITEN[correlation](LAYOUT, VALUES[LAYOUT.units.order], np.array(alpha))
    unit = UNIT[LAYOUT.units.order]
    for label in np.unique(unit):
        mine = np.flatnonzero(label == UNIT)
        mine = mine[np.argsort(WAVE[mine])]
        R = written_out(correlation, np.array(alpha), WAVE[mine])
        want = VALUES[mine].T @ np.linalg.inv(R) @ VALUES[mine]
        np.testing.assert_allclose(white[unit == label].T @ white[unit == label], want, atol=1e-12)


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
        WHITEN[correlation](LAYOUT, VALUES[LAYOUT.units.order], np.array(alpha))


@pytest.mark.parametrize("waves", [[0, 1, 2, 3], [0, 2, 6, 8], [0, 180, 365, 400]])
def test_ar1_is_the_least_squares_power(waves: list[int]) -> None:
    """Against a bounded search over -1 < α < 1, from many starts."""
    rng = np.random.default_rng(sum(waves))
    unit, wave = np.repeat(np.arange(60), 4), np.tile(waves, 60)
    steps = 0.995 if max(waves) > 100 else 0.8
    R = steps ** np.abs(np.subtract.outer(waves, waves)).astype(float)
    r = (rng.normal(size=(60, 4)) @ np.linalg.cholesky(R).T).ravel()
    r /= np.sqrt((r**2).mean())
    layout = lay_out(unit, wave)
    found = ALPHA["geepack", "ar1"](Residuals(r[layout.units.order], np.ones(240), 1, 1.0), layout)[
        0
    ]
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


def test_groups_against_a_loop() -> None:
    codes = RNG.integers(-5, 6, 50)
    values = RNG.normal(size=(50, 2))
    grouping = group_rows(codes)
    sums = grouping.sums(grouping.gathered(values))
    for label, size, total in zip(grouping.labels, grouping.sizes, sums, strict=True):
        assert size == (codes == label).sum()
        np.testing.assert_allclose(total, values[codes == label].sum(axis=0))
    np.testing.assert_array_equal(codes[grouping.order], grouping.labels[grouping.index])
    np.testing.assert_array_equal(grouping.scattered(grouping.gathered(values)), values)


def test_layout_orders_rows_and_counts_gaps() -> None:
    """Units 4; 2, 7, 9; 5: waves 2 | 1 4 | 1 2 | 2 4 | 1 2 4."""
    assert UNIT[LAYOUT.units.order].tolist() == [4, 2, 2, 7, 7, 9, 9, 5, 5, 5]
    assert LAYOUT.times.tolist() == [2, 1, 4, 1, 2, 2, 4, 1, 2, 4]
    assert LAYOUT.gaps.tolist() == [0, 0, 3, 0, 1, 0, 2, 0, 1, 2]
    assert LAYOUT.at_positions().times.tolist() == [1, 1, 2, 1, 2, 1, 2, 1, 2, 3]
    assert LAYOUT.repeated() == 0


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
