"""Standardised effects: cases worked by hand, and what is said when there is none."""

from __future__ import annotations

import math

import numpy as np
import pytest

from migrant_rh.methods.effects import (
    Cells,
    cell_contrast,
    difference_in_differences,
    standardise,
)
from migrant_rh.methods.gee import GeeFit, GeeSpec, fit_gee
from migrant_rh.methods.sandwich import sandwich

# Four cells (arm, wave) of ten persons with 4, 5, 3 and 6 events.
EVENTS = (4, 5, 3, 6)
CELLS = np.array([[1, 0, 0, 0], [1, 0, 1, 0], [1, 1, 0, 0], [1, 1, 1, 1]], dtype=float)


def saturated(link: str = "logit", events: tuple[int, ...] = EVENTS) -> GeeFit:
    y = np.concatenate([np.arange(10) < k for k in events]).astype(float)
    return fit_gee(np.repeat(CELLS, 10, axis=0), y, unit=range(40), spec=GeeSpec(link=link))


def cells(link: str = "logit", kind: str = "LZ") -> Cells:
    return standardise(sandwich(saturated(link), kind=kind), CELLS[:, None])


@pytest.mark.parametrize("link", ["logit", "probit", "identity", "log"])
def test_saturated_means_are_the_proportions(link: str) -> None:
    found = cells(link)
    assert found.means == pytest.approx([0.4, 0.5, 0.3, 0.6])
    assert found.std_errors**2 == pytest.approx([0.024, 0.025, 0.021, 0.024])  # p(1 - p)/10


@pytest.mark.parametrize("link", ["logit", "identity"])
def test_three_scales_by_hand(link: str) -> None:
    """Without covariates the link does not matter."""
    did = difference_in_differences(cells(link), df=math.inf)
    found = did.difference.estimate
    assert found.estimate == pytest.approx((0.6 - 0.3) - (0.5 - 0.4))
    assert found.std_error == pytest.approx(math.sqrt(0.024 + 0.025 + 0.021 + 0.024))
    ratio = did.log_ratio.estimate
    assert ratio.estimate == pytest.approx(math.log(0.6 / 0.3 / (0.5 / 0.4)))
    # Σ (1 - p)/(10 p): 6/40 + 5/50 + 7/30 + 4/60
    assert ratio.std_error == pytest.approx(math.sqrt(0.15 + 0.1 + 7 / 30 + 4 / 60))
    odds = did.log_odds_ratio.estimate
    assert odds.estimate == pytest.approx(math.log((6 / 4) / (3 / 7) / ((5 / 5) / (4 / 6))))
    # Woolf: Σ 1/events + 1/others
    woolf = sum(1 / k + 1 / (10 - k) for k in EVENTS)
    assert odds.std_error == pytest.approx(math.sqrt(woolf))


def test_a_single_cell_and_a_simple_difference() -> None:
    single = cell_contrast(cells(), [0, 0, 0, 1], df=math.inf).estimate
    assert (single.estimate, single.std_error) == pytest.approx((0.6, math.sqrt(0.024)))
    assert single.interval.low == pytest.approx(0.6 - 1.959964 * math.sqrt(0.024), abs=1e-6)
    arms = cell_contrast(cells(), [0, -1, 0, 1], df=math.inf).estimate
    assert arms.estimate == pytest.approx(0.1)


def test_the_standard_population_has_weights() -> None:
    """Two strata with proportions 1/4 and 3/4, weighted 3 to 1: (3·.25 + .75)/4 = .375."""
    X = [[1, 0]] * 4 + [[1, 1]] * 4
    fit = fit_gee(X, [0, 0, 0, 1, 0, 1, 1, 1], unit=range(8))
    found = standardise(sandwich(fit, kind="LZ"), [[[1, 0], [1, 1]]], weights=[3, 1])
    assert found.means == pytest.approx([0.375])
    # variances 3/64 each: (9 + 1)/16 · 3/64
    assert found.covariance == pytest.approx(np.array([[10 / 16 * 3 / 64]]))


def test_marginal_odds_are_not_the_coefficient() -> None:
    """A strong covariate: the ratio of marginal odds lies between 1 and the conditional one."""
    rng = np.random.default_rng(2)
    x = rng.normal(size=4000)
    X = np.column_stack([np.repeat(CELLS, 1000, axis=0), x])
    y = rng.random(4000) < 1 / (1 + np.exp(-X @ [0, 0, 0, 1.2, 2.5]))
    robust = sandwich(fit_gee(X, y.astype(float), unit=range(4000)), kind="LZ")
    designs = [np.column_stack([np.tile(cell, (4000, 1)), x]) for cell in CELLS]
    did = difference_in_differences(standardise(robust, designs))
    assert 0 < did.log_odds_ratio.estimate.estimate < 0.8 * robust.fit.coefficients[3]


def test_satterthwaite_follows_the_effect() -> None:
    """Risk difference and log odds weigh the cells differently, so their df differ a little."""
    X = np.repeat(CELLS, 30, axis=0)
    rng = np.random.default_rng(5)
    cluster = np.tile(np.repeat([0, 1, 2, 3, 4], [2, 3, 5, 8, 12]), 4) + 5 * (X[:, 1] == 1)
    y = (rng.random(120) < 0.3 + 0.3 * X[:, 2] + 0.1 * (cluster % 5 == 4)).astype(float)
    robust = sandwich(fit_gee(X, y, unit=range(120)), cluster.astype(int))
    did = difference_in_differences(standardise(robust, CELLS[:, None]))
    freedom = [did.difference.estimate.df, did.log_odds_ratio.estimate.df]
    assert all(2 < each < 8 for each in freedom)
    assert freedom[0] != pytest.approx(freedom[1], rel=1e-6)


# --- what does not exist ----------------------------------------------------------------------


def test_a_cell_the_data_do_not_tell() -> None:
    """Nobody has the level of the last column: its cell is not predicted."""
    X = np.column_stack([np.repeat(CELLS, 10, axis=0), np.zeros(40)])
    y = np.concatenate([np.arange(10) < k for k in EVENTS]).astype(float)
    robust = sandwich(fit_gee(X, y, unit=range(40)))
    designs = [
        np.append(cell, level)[None] for cell, level in zip(CELLS, (0, 0, 0, 1), strict=True)
    ]
    found = standardise(robust, designs)
    assert np.isnan(found.means).tolist() == [False, False, False, True]
    did = difference_in_differences(found)
    assert did.difference.estimate.unavailable == "not_estimable"
    assert math.isnan(did.log_ratio.estimate.estimate)
    assert cell_contrast(found, [-1, 1, 0, 0]).estimate.unavailable == ""


def test_a_failed_fit_has_no_effects() -> None:
    robust = sandwich(saturated(events=(4, 5, 3, 10)))
    did = difference_in_differences(standardise(robust, CELLS[:, None]))
    assert did.difference.estimate.unavailable == "separation"
    assert math.isnan(did.difference.estimate.estimate)


def test_means_without_odds_or_logarithm() -> None:
    fit = fit_gee(
        [[1, 0]] * 2 + [[1, 1]] * 2, [-2, -1, 3, 4], unit=range(4), spec=GeeSpec(family="gaussian")
    )
    found = standardise(sandwich(fit), [[[1, 0]], [[1, 1]]])
    assert cell_contrast(found, [-1, 1]).estimate.estimate == pytest.approx(5.0)
    for scale in ("log_ratio", "log_odds_ratio"):
        assert cell_contrast(found, [-1, 1], scale).estimate.unavailable == "out_of_range"
    assert cell_contrast(found, [0, 1], "log_ratio").estimate.estimate == pytest.approx(
        math.log(3.5)
    )


def test_one_cluster_in_an_arm() -> None:
    """The means stand, their test does not."""
    X = np.repeat(CELLS, 10, axis=0)
    cluster = np.where(X[:, 1] == 1, 9, np.arange(40) % 5)
    found = standardise(sandwich(saturated(), cluster), CELLS[:, None])
    effect = difference_in_differences(found).difference.estimate
    assert effect.unavailable == "one_cluster"
    assert effect.estimate == pytest.approx(0.2)
    assert math.isnan(effect.std_error)
    assert np.isnan(found.std_errors).tolist() == [False, False, True, True]


# --- mistakes of the caller -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("designs", "weights", "message"),
    [
        ([], None, "design"),
        ([CELLS, CELLS[:2]], None, "design has shape"),
        ([CELLS[:, :3]], None, "design has shape"),
        ([CELLS], [1, 1, 1, -1], "0 or more"),
        ([CELLS], [0, 0, 0, 0], "not all 0"),
        ([CELLS], [1, 1], "weights has shape"),
    ],
)
def test_designs_that_do_not_fit_are_refused(designs: list, weights: list, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        standardise(sandwich(saturated()), designs, weights=weights)


def test_a_difference_in_differences_has_four_cells() -> None:
    three = standardise(sandwich(saturated()), CELLS[:3, None])
    with pytest.raises(ValueError, match="needs 4 cells; there are 3"):
        difference_in_differences(three)
    with pytest.raises(ValueError, match="weights has shape"):
        cell_contrast(three, [1, -1])
    with pytest.raises(ValueError, match="is none of difference"):
        cell_contrast(three, [1, -1, 0], "ratio")
