"""McNemar's test for clusters: by hand, by the general variance, and its limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from migrant_rh.methods.clustered_pairs import clustered_mcnemar
from migrant_rh.methods.paired import mcnemar

# differences 3, 1, 5, -1 of 15, 15, 15, 15 pairs
COUNTS = np.array([[[5, 4], [1, 5]], [[6, 3], [2, 4]], [[4, 5], [0, 6]], [[7, 1], [2, 5]]])
TABLES = arrays(int, (6, 2, 2), elements=st.integers(0, 9))


def test_by_hand() -> None:
    # Σd = 8, Σd² = 36: (3/4)·64/36; all of 15 pairs, so Durkalski's is 64/36
    test = clustered_mcnemar(COUNTS)
    assert test.statistic == pytest.approx(4 / 3)
    assert test.p_value == pytest.approx(math.erfc(math.sqrt(4 / 6)))
    assert (test.estimate, test.pairs, test.clusters) == (pytest.approx(8 / 60), 60, 4)
    assert clustered_mcnemar(COUNTS, method="durkalski").statistic == pytest.approx(64 / 36)
    assert test.unadjusted == pytest.approx(8**2 / 18)


def test_unequal_clusters_by_hand() -> None:
    # shares 2/4, 1/2, -1/10: Σ = .9, Σ² = .25 + .25 + .01
    counts = [[[1, 2], [0, 1]], [[0, 1], [0, 1]], [[4, 1], [2, 3]]]
    test = clustered_mcnemar(counts, method="durkalski")
    assert test.statistic == pytest.approx(0.81 / 0.51)
    assert test.estimate == pytest.approx(0.3)
    assert clustered_mcnemar(counts).statistic == pytest.approx(2 / 3 * 4 / 6)


@settings(deadline=None)
@given(TABLES)
def test_obuchowski_is_the_general_variance_at_the_common_proportion(counts: np.ndarray) -> None:
    test = clustered_mcnemar(counts)
    if test.unavailable:
        return
    held = counts.sum(axis=(1, 2)) > 0
    n = counts.sum(axis=(1, 2))[held]
    first, second = counts.sum(axis=2)[held, 0], counts.sum(axis=1)[held, 0]
    mean = (first.sum() + second.sum()) / (2 * n.sum())
    one, two = first - n * mean, second - n * mean
    G = held.sum()
    variance = G / (G - 1) / n.sum() ** 2 * (one @ one + two @ two - 2 * one @ two)
    difference = (first.sum() - second.sum()) / n.sum()
    assert test.statistic == pytest.approx(difference**2 / variance)
    assert test.estimate == pytest.approx(difference)


@settings(deadline=None)
@given(TABLES, st.permutations(range(6)))
def test_order_and_exchange(counts: np.ndarray, order: list[int]) -> None:
    for method in ("obuchowski", "durkalski"):
        one = clustered_mcnemar(counts, method=method)
        two = clustered_mcnemar(counts[order], method=method)
        back = clustered_mcnemar(counts.transpose(0, 2, 1), method=method)
        assert one.unavailable == two.unavailable == back.unavailable
        assert one.statistic == pytest.approx(two.statistic, nan_ok=True)
        assert one.statistic == pytest.approx(back.statistic, nan_ok=True)
        assert one.estimate == pytest.approx(-back.estimate, nan_ok=True)


def test_one_pair_a_cluster_is_mcnemar() -> None:
    pairs = np.eye(4, dtype=int)[np.random.default_rng(0).integers(4, size=50)].reshape(-1, 2, 2)
    plain = mcnemar(pairs.sum(axis=0)).statistic
    assert clustered_mcnemar(pairs, method="durkalski").statistic == pytest.approx(plain)
    assert clustered_mcnemar(pairs).statistic == pytest.approx(plain * 49 / 50)


def test_empty_clusters_are_counted() -> None:
    test = clustered_mcnemar(np.concatenate([COUNTS, np.zeros((2, 2, 2), int)]))
    assert (test.clusters, test.empty_clusters) == (4, 2)
    assert test.statistic == pytest.approx(4 / 3)


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        (np.zeros((3, 2, 2)), "no_pairs"),
        (COUNTS[:1], "one_cluster"),
        ([[[3, 0], [0, 2]], [[1, 0], [0, 5]]], "no_discordant_pairs"),
        ([[[3, 1], [1, 2]], [[1, 2], [2, 5]]], "no_variance"),
    ],
)
def test_what_cannot_be_tested_says_so(counts: object, reason: str) -> None:
    test = clustered_mcnemar(counts)
    assert test.unavailable == reason
    assert math.isnan(test.statistic)
    assert math.isnan(test.p_value)


def test_bad_tables_are_refused() -> None:
    with pytest.raises(ValueError, match="clusters of 2×2 tables"):
        clustered_mcnemar(np.ones((3, 2, 3)))
    with pytest.raises(ValueError, match="not whole"):
        clustered_mcnemar(COUNTS / 2)
    with pytest.raises(ValueError, match="none of obuchowski"):
        clustered_mcnemar(COUNTS, method="yang")
