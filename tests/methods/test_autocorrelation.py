"""Cluster and individual autocorrelation: by hand, on simulated truth, and their limits."""

from __future__ import annotations

import math

import numpy as np
import pytest

from migrant_rh.methods.autocorrelation import autocorrelation
from migrant_rh.methods.icc import numeric_icc
from migrant_rh.methods.marginal_icc import marginal_icc


def test_by_hand() -> None:
    # Two clusters of two persons, all seen twice. Means 1, 4 before and 2, 7 after.
    y = [0, 2, 3, 5, 1, 3, 6, 8]
    found = autocorrelation(y, [0, 0, 1, 1] * 2, [0] * 4 + [1] * 4, person=[0, 1, 2, 3] * 2)
    # MSB = 2·(1.5² + 1.5²) = 9, MSW = (2 + 2)/2 = 2, m₀ = 2: B_0 = 3.5; after: (25 - 2)/2 = 11.5
    # κ: products of deviations 1 each, four of them, over Σ 2(1 - ½ - ½ + ½) = 2
    # B_01: (-1.5)(-2.5) + 1.5·2.5 = 7.5, less κ·2/4 = 1
    assert found.person_covariance == pytest.approx(2)
    assert found.between_covariance == pytest.approx(7.5 - 1)
    assert found.cluster == pytest.approx(6.5 / math.sqrt(3.5 * 11.5))
    assert found.individual == pytest.approx(2 / 2)
    assert (found.clusters, found.persons_twice) == (2, 4)


def test_without_persons_nobody_is_seen_twice() -> None:
    y = [0, 2, 3, 5, 1, 3, 6, 8]
    found = autocorrelation(y, [0, 0, 1, 1] * 2, [0] * 4 + [1] * 4)
    assert found.between_covariance == pytest.approx(7.5)
    assert math.isnan(found.individual)
    assert not found.unavailable


def test_means_of_arms_do_not_matter() -> None:
    rng = np.random.default_rng(2)
    place, late = np.repeat(np.arange(12), 10), np.tile([0, 1], 60)
    arm = place % 2
    y = rng.normal(size=120) + rng.normal(size=12)[place]
    one = autocorrelation(y, place, late, arm=arm)
    two = autocorrelation(y + 5 * arm + 3 * late * arm, place, late, arm=arm)
    assert one.cluster == pytest.approx(two.cluster)
    assert one.before.estimate == pytest.approx(
        numeric_icc(y[late == 0], place[late == 0], arm=arm[late == 0]).estimate
    )


def test_persons_of_their_own_and_clusters_seen_once_are_left_out() -> None:
    y = [0, 2, 3, 5, 1, 3, 6, 8, 4, 4]
    place = [0, 0, 1, 1, 0, 0, 1, 1, 7, 7]
    late = [0] * 4 + [1] * 4 + [0, 0]
    # the person who moved from cluster 0 to 1 is not one seen twice in a cluster
    found = autocorrelation(y, place, late, person=[0, 1, 2, 3, 0, 9, 1, 3, 20, 21])
    assert (found.clusters, found.persons_twice) == (2, 2)


def test_simulated_truth() -> None:
    """400 clusters of ten persons, eight of them seen twice: four standard errors of 1/√400."""
    rng = np.random.default_rng(8)
    G, icc, cac, iac = 400, 0.2, 0.7, 0.5
    u, v = rng.normal(size=(2, G))
    effect = math.sqrt(icc) * np.column_stack([u, cac * u + math.sqrt(1 - cac**2) * v])
    own = rng.normal(size=(G, 10))
    again = np.where(
        np.arange(10) < 8,
        iac * own + math.sqrt(1 - iac**2) * rng.normal(size=(G, 10)),
        rng.normal(size=(G, 10)),
    )
    y = effect[:, :, None] + math.sqrt(1 - icc) * np.stack([own, again], axis=1)
    place = np.repeat(np.arange(G), 20)
    late = np.tile(np.repeat([0, 1], 10), G)
    number = np.tile(np.arange(20), G)
    person = place * 100 + np.where((late == 1) & (number < 18), number - 10, number)
    found = autocorrelation(y.ravel(), place, late, person=person)
    assert found.persons_twice == 8 * G
    assert found.cluster == pytest.approx(cac, abs=0.15)
    assert found.individual == pytest.approx(iac, abs=0.06)
    assert found.before.estimate == pytest.approx(icc, abs=0.06)


@pytest.mark.parametrize(
    ("y", "reason"),
    [([0, 2, 0, 2, 1, 3, 6, 8], "no_positive_icc"), ([1] * 8, "no_icc")],
)
def test_no_autocorrelation_says_why(y: list[int], reason: str) -> None:
    found = autocorrelation(y, [0, 0, 1, 1] * 2, [0] * 4 + [1] * 4, person=[0, 1, 2, 3] * 2)
    assert found.unavailable == reason
    assert math.isnan(found.cluster)


def test_one_cluster_is_too_few() -> None:
    found = autocorrelation([0, 1, 1, 0], [3] * 4, [0, 0, 1, 1])
    assert found.unavailable == "no_more_clusters_than_arms"


def test_bad_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="0 for the earlier and 1"):
        autocorrelation([1, 2], [0, 0], [1, 2])
    with pytest.raises(ValueError, match="1 rows repeat the person and wave"):
        autocorrelation([1, 2], [0, 0], [0, 0], person=[5, 5])


def test_marginal_icc_by_hand() -> None:
    # residuals 4/9 and -5/9, variance 20/81 and φ = 1; pairs (16-40)/81, 3·25/81, 3·16/81 of nine
    icc = marginal_icc([1, 1, 0, 0, 0, 0, 1, 1, 1], [1, 1, 1, 2, 2, 2, 3, 3, 3])
    assert icc.estimate == pytest.approx((-24 + 75 + 48) / 20 / 9)
    assert (icc.clusters, icc.persons, icc.convention) == (3, 9, "geepack")


def test_marginal_icc_takes_out_arms() -> None:
    y, place, arm = [1, 1, 1, 0, 0, 0, 0, 1], [1, 1, 2, 2, 3, 3, 4, 4], [0, 0, 0, 0, 1, 1, 1, 1]
    within = marginal_icc(y, place, arm=arm)
    # residuals ¼, ¼, ¼, -¾ and their opposites; both arms: (1 - 3)/16 of two pairs, variance 3/16
    assert within.estimate == pytest.approx((1 - 3) / 3 / 2)
    alone = marginal_icc([1, 0, 1], [1, 2, 3])
    assert alone.unavailable == "one_person_clusters"
    assert math.isnan(alone.estimate)
