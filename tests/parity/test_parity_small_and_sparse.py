"""Small, sparse and unbalanced data against R: simulated by r/small_and_sparse/script.R.

Tolerance 1e-8 relative throughout, double precision by other orders of summation, but 1e-6 for
exact P beyond 2×2: R counts tables within 3.5e-7 of the observed probability as ties, and rounds
path lengths of its network to about as much.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from migrant_rh.methods.cluster_level import ClusterEffect, regress_on_arm
from migrant_rh.methods.contingency import pearson
from migrant_rh.methods.continuous import quantiles
from migrant_rh.methods.fisher import fisher_exact
from migrant_rh.methods.generalised_cmh import generalised_cmh
from migrant_rh.methods.means import compare_means, compare_several_means
from migrant_rh.methods.ranks import kruskal_wallis, rank_sum
from migrant_rh.methods.rao_scott import rao_scott
from migrant_rh.methods.stratified import (
    breslow_day,
    cochran_mantel_haenszel,
    mantel_haenszel_odds_ratio,
)

REFERENCE = json.loads(
    (Path(__file__).parent / "r" / "small_and_sparse" / "expected.json").read_text()
)
PROBABILITIES = [0, 0.05, 0.1, 0.25, 0.5, 0.7, 0.9, 1]

Case = dict[str, Any]


def close(value: Any, tolerance: float = 1e-8) -> Any:
    return pytest.approx(value, rel=tolerance, abs=1e-13)


def each(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", REFERENCE[name], ids=range(len(REFERENCE[name])))


@each("tables")
def test_tables(case: Case) -> None:
    test = pearson(case["counts"])
    assert test.statistic == close(case["pearson"]["statistic"])
    assert test.df == case["pearson"]["df"]
    assert test.p_value == close(case["pearson"]["p"])
    exact = fisher_exact(case["counts"])
    assert exact.draws == 0
    assert exact.p_value == close(case["fisher_p"], 1e-6)


@each("studies")
def test_strata_of_two_by_two(case: Case) -> None:
    test = cochran_mantel_haenszel(case["strata"])
    assert test.statistic == close(case["cmh"]["statistic"])
    assert test.p_value == close(case["cmh"]["p"])
    assert test.strata == case["informative"]
    assert test.uninformative == len(case["strata"]) - case["informative"]
    odds = mantel_haenszel_odds_ratio(case["strata"])
    assert odds.estimate == close(case["odds_ratio"])
    assert odds.std_error == close(case["se"])
    assert breslow_day(case["strata"], tarone=False).statistic == close(case["breslow_day"])
    assert breslow_day(case["strata"]).statistic == close(case["tarone"])
    assert breslow_day(case["strata"]).p_value == close(case["tarone_p"])


@each("generals")
def test_general_association(case: Case) -> None:
    test = generalised_cmh(case["strata"]).general
    assert test.statistic == close(case["general"]["statistic"])
    assert test.df == case["general"]["df"]
    assert test.p_value == close(case["general"]["p"])


@each("comparisons")
def test_numbers_in_groups(case: Case) -> None:
    values = case["values"]
    welch = compare_means(values[0], values[2])
    assert welch.statistic == close(case["welch"]["statistic"])
    assert welch.df == close(case["welch"]["df"])
    assert welch.p_value == close(case["welch"]["p"])
    assert [welch.interval.low, welch.interval.high] == close(case["welch"]["ci"])
    pooled = compare_means(values[0], values[2], variances="pooled")
    assert pooled.p_value == close(case["pooled"]["p"])
    assert rank_sum(values[0], values[2]).p_value == close(case["rank_sum"])
    plain = rank_sum(values[0], values[2], continuity=False)
    assert plain.p_value == close(case["rank_sum_plain"])
    assert kruskal_wallis(values).statistic == close(case["kruskal"]["statistic"])
    assert compare_several_means(values, variances="pooled").statistic == close(case["anova"]["F"])
    several = compare_several_means(values)
    assert several.statistic == close(case["welch_anova"]["F"])
    assert several.df_denominator == close(case["welch_anova"]["df"])
    assert several.p_value == close(case["welch_anova"]["p"])


@each("comparisons")
def test_quantiles(case: Case) -> None:
    values = np.concatenate(case["values"])
    definitions: list[Any] = [2, 6, 7]
    for definition, expected in zip(definitions, case["quantiles"], strict=True):
        assert quantiles(values, PROBABILITIES, definition=definition) == close(expected)


@each("surveys")
def test_persons_in_clusters(case: Case) -> None:
    data = case["data"]
    test = rao_scott(
        data["row"],
        data["column"],
        data["cluster"],
        stratum=data["stratum"],
        weights=data["weight"],
    )
    assert test.statistic == close(case["F"])
    assert test.df == close(case["df"])
    assert test.df_denominator == close(case["ddf"])
    assert test.p_value == close(case["p"])


def same_effect(found: ClusterEffect, expected: Case) -> bool:
    return [found.estimate, found.std_error, found.p_value, found.df] == close(
        [expected["est"], expected["se"], expected["p"], expected["df"]]
    )


@each("models")
def test_cluster_summaries_in_a_linear_model(case: Case) -> None:
    data = case["data"]
    after, arm, before, stratum = (data[name] for name in ("after", "arm", "before", "stratum"))
    assert same_effect(regress_on_arm(after, arm), case["plain"])
    assert same_effect(regress_on_arm(after, arm, baseline=before), case["baseline"])
    assert same_effect(regress_on_arm(after, arm, stratum=stratum), case["strata"])
    full = regress_on_arm(after, arm, baseline=before, stratum=stratum, weights=data["w"])
    assert same_effect(full, case["all"])
