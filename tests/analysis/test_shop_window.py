"""The functions of the shop window: results of methods that tell themselves."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

import migrant_rh as mr
from migrant_rh.analysis.cluster_summary import ClusterSpec
from migrant_rh.analysis.least_squares import WlsSpec
from migrant_rh.errors import AnalysisError
from migrant_rh.methods.contingency import pearson
from migrant_rh.methods.icc import Icc, binary_icc
from migrant_rh.methods.permutation import PermutationTest
from migrant_rh.methods.rao_scott import rao_scott
from migrant_rh.methods.responses import UnusablePopulationsError
from migrant_rh.results.rows import COLUMNS

TABLE = [[10, 20], [20, 10]]
CHANGE, ARM = [0.02, 0.06, 0.01, 0.11, 0.15, 0.12], [0, 0, 0, 1, 1, 1]


def trial(places: int = 8) -> pd.DataFrame:
    """Persons of workplaces before and after, some answers missing."""
    rng = np.random.default_rng(11)
    rows = []
    for place in range(places):
        for late in (0, 1):
            for person in range(int(rng.integers(12, 30))):
                y = float(rng.random() < 0.35 + 0.1 * late + 0.15 * late * (place % 2))
                rows.append((f"w{place}", "CI"[place % 2], late, place * 100 + person, y))
    data = pd.DataFrame(rows, columns=["shop", "arm", "wave", "person", "y"])
    data["age"] = rng.integers(18, 50, len(data))
    data["weight"] = rng.uniform(0.5, 2, len(data))
    data.loc[[3, 40], "y"] = np.nan
    return data


def answers() -> list[Any]:
    data = trial()
    return [
        mr.chi_square(TABLE),
        mr.chi_square(TABLE, method="fisher"),
        mr.chi_square(data, rows="arm", columns="y", cluster="shop"),
        mr.icc([4, 8, 3, 6], [10, 12, 9, 11], arm=["C", "C", "I", "I"]),
        mr.permutation_test(CHANGE, ARM),
        mr.cluster_summary(data, outcome="y", cluster="shop", arm="arm", wave="wave"),
        mr.weighted_least_squares(
            data.assign(y=data["y"].fillna(0)),
            outcome="y",
            id="person",
            wave="wave",
            group="arm",
        ),
    ]


@pytest.mark.parametrize("answer", answers(), ids=lambda each: type(each).__name__)
def test_every_answer_tells_itself(answer: Any) -> None:
    for name in ("statistic", "df", "p_value", "estimate", "interval", "method"):
        assert hasattr(answer, name)
    table = answer.tidy()
    assert tuple(table.columns) == COLUMNS
    assert len(table) >= 1
    glance = answer.glance()
    assert len(glance) == 1
    assert glance["p_value"].item() == pytest.approx(answer.p_value)
    bundle = answer._repr_mimebundle_()
    assert "<table" in bundle["text/html"]
    assert "\n" not in bundle["text/plain"]
    assert answer.convention.zh
    assert answer.convention.en
    with pytest.raises(dataclasses.FrozenInstanceError):
        answer.p_value = 0.0


def test_equal_inputs_give_equal_text() -> None:
    for one, two in zip(answers(), answers(), strict=True):
        assert repr(one) == repr(two)
        pd.testing.assert_frame_equal(one.tidy(), two.tidy())


# --- chi_square --------------------------------------------------------------------------------


def test_chi_square_is_pearsons_of_arrays_and_frames() -> None:
    for table in (TABLE, np.array(TABLE), pd.DataFrame(TABLE, index=["a", "b"])):
        test = mr.chi_square(table)
        assert test.statistic == pearson(TABLE).statistic
        assert (test.df, test.n) == (1, 60)
        assert test.estimate == pytest.approx(10 / 30 - 20 / 30)
        assert test.smallest_expected == 15


def test_chi_square_of_persons_leaves_missing_answers_out_and_counts_them() -> None:
    data = trial()
    test = mr.chi_square(data, rows="arm", columns="y")
    known = data.dropna(subset=["y"])
    table = pd.crosstab(known["arm"], known["y"])
    assert test.statistic == pytest.approx(pearson(table).statistic)
    assert (test.n, test.n_missing) == (len(known), 2)


def test_chi_square_of_clusters_is_rao_and_scotts() -> None:
    data = trial()
    test = mr.chi_square(data, rows="arm", columns="y", cluster="shop", weights="weight")
    known = data["y"].notna()
    direct = rao_scott(
        (data["arm"] == "I") * 1,
        data["y"].fillna(0).astype(int),
        data["shop"].str[1:].astype(int),
        weights=np.where(known, data["weight"], 0),
    )
    assert (test.statistic, test.df, test.df_denominator) == pytest.approx(
        (direct.statistic, direct.df, direct.df_denominator)
    )
    assert (test.clusters, test.n_missing, test.method) == (8, 2, "rao_scott")
    share = [
        np.average(
            data.loc[known & (data["arm"] == a), "y"],
            weights=data.loc[known & (data["arm"] == a), "weight"],
        )
        for a in "CI"
    ]
    assert test.estimate == pytest.approx(share[1] - share[0])


def test_other_tests_of_a_table_by_name() -> None:
    assert mr.chi_square(TABLE, method="yates").statistic == pytest.approx(5.4)
    exact = mr.chi_square(TABLE, method="fisher")
    assert math.isnan(exact.statistic)
    assert exact.interval.low < exact.estimate < exact.interval.high
    trend = mr.chi_square(TABLE, method="linear_trend")
    assert trend.statistic == pytest.approx(6.555556, abs=1e-6)
    assert trend.tidy()["scale"].item() == "correlation"


def test_an_empty_table_says_why_there_is_no_test() -> None:
    test = mr.chi_square([[0, 0], [3, 4]])
    assert test.unavailable == "one_row"
    assert "only one row" in test.reason.en
    assert mr.chi_square(TABLE).reason is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"method": "chi"}, "none of pearson"),
        ({"rows": "arm"}, "rows and columns go together"),
        ({"cluster": "shop"}, "need a frame"),
        ({"rows": "arm", "columns": "y", "weights": "weight"}, "go with clusters"),
    ],
)
def test_roles_that_contradict_are_refused(arguments: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        mr.chi_square(trial(), **arguments)


def test_columns_that_are_not_there_are_named_at_once() -> None:
    with pytest.raises(AnalysisError) as told:
        mr.chi_square(trial(), rows="group", columns="y", cluster="firm")
    assert [problem.where.field for problem in told.value.problems] == ["group", "firm"]


# --- icc, permutation_test ---------------------------------------------------------------------


def test_icc_is_the_methods_own_result() -> None:
    found = mr.icc([4, 8, 3, 6], [10, 12, 9, 11], arm=["C", "C", "I", "I"])
    direct = binary_icc([4, 8, 3, 6], [10, 12, 9, 11], arm=[0, 0, 1, 1])
    assert isinstance(found, Icc)
    assert all(
        getattr(found, f.name) == getattr(direct, f.name) for f in dataclasses.fields(direct)
    )
    table = found.tidy().set_index(["scale", "term"])
    assert table.loc[("design_effect", "mean"), "estimate"] == direct.design_effect("mean")
    assert table.loc[("icc", ""), "conf_low"] == direct.interval.low


def test_permutation_takes_any_labels_for_strata() -> None:
    test = mr.permutation_test(CHANGE, ARM, stratum=["a", "b", "b", "a", "b", "b"], level=0.8)
    assert isinstance(test, PermutationTest)
    assert (test.allocations, test.space) == (12, "stratified")
    assert test.statistic == test.estimate
    assert test.tidy()["p_value"].item() == test.p_value


# --- cluster_summary ---------------------------------------------------------------------------


def test_cluster_summary_by_hand() -> None:
    data = trial()
    known = data.dropna(subset=["y"])
    found = mr.cluster_summary(data, outcome="y", cluster="shop", arm="arm", wave="wave")
    means = known.groupby(["shop", "wave"])["y"].mean().unstack()
    change = (means[1] - means[0]).to_numpy()
    assert found.estimate == pytest.approx(change[1::2].mean() - change[::2].mean())
    assert (found.df, found.n, found.n_missing) == (6, len(known), 2)
    assert found.clusters["summary"].tolist() == pytest.approx(change.tolist())
    table = found.tidy()
    assert set(table["term"]) == {"unadjusted"}
    assert set(table["scale"]) == {"rd", "log_rrr", "log_ror"}
    assert set(table["method"]) == {"cluster_pooled_t", "cluster_ancova", "permutation_exact"}


def test_cluster_summary_of_one_wave() -> None:
    data = trial()
    after = data[data["wave"] == 1]
    found = mr.cluster_summary(after, outcome="y", cluster="shop", arm="arm")
    means = after.dropna(subset=["y"]).groupby("shop")["y"].mean().to_numpy()
    assert found.estimate == pytest.approx(means[1::2].mean() - means[::2].mean())
    table = found.tidy()
    assert set(table["contrast"]) == {"arms"}
    assert set(table["scale"]) == {"rd", "log_rr", "log_or"}


def test_cluster_summary_adjusted_by_a_covariate_that_tells_nothing_is_near() -> None:
    spec = ClusterSpec(adjust="age", control="C")
    found = mr.cluster_summary(
        trial(), outcome="y", cluster="shop", arm="arm", wave="wave", spec=spec
    )
    table = found.tidy().set_index(["term", "scale", "method"])["estimate"]
    plain, adjusted = (table[each, "rd", "cluster_pooled_t"] for each in ("unadjusted", "adjusted"))
    assert adjusted != plain
    assert adjusted == pytest.approx(plain, abs=0.05)
    assert found.clusters["adjusted"].notna().all()


def test_the_control_arm_may_be_named() -> None:
    roles = {"outcome": "y", "cluster": "shop", "arm": "arm", "wave": "wave"}
    one = mr.cluster_summary(trial(), **roles)
    two = mr.cluster_summary(trial(), **roles, spec=ClusterSpec(control="I"))
    assert two.estimate == pytest.approx(-one.estimate)
    assert two.p_value == pytest.approx(one.p_value)


def test_a_control_arm_that_is_not_there_is_refused() -> None:
    roles = {"outcome": "y", "cluster": "shop", "arm": "arm", "wave": "wave"}
    with pytest.raises(AnalysisError, match="'arm' has no value control"):
        mr.cluster_summary(trial(), **roles, spec=ClusterSpec(control="control"))


def test_a_frame_that_contradicts_the_design_is_refused_at_once() -> None:
    data = trial()
    data.loc[0, "arm"] = "I"
    data.loc[5, "y"] = 2
    data["wave"] = 0
    with pytest.raises(AnalysisError) as told:
        mr.cluster_summary(data, outcome="y", cluster="shop", arm="arm", wave="wave")
    codes = [problem.code for problem in told.value.problems]
    assert codes == [
        "analysis.not-two-values",
        "analysis.split-clusters",
        "analysis.not-yes-or-no",
    ]


# --- weighted_least_squares --------------------------------------------------------------------


def pairs() -> pd.DataFrame:
    """Two groups of 60 persons before and after."""
    rng = np.random.default_rng(5)
    before = rng.random(120) < 0.5
    after = np.where(rng.random(120) < 0.3, ~before, before | (np.arange(120) >= 80))
    rows = [
        (i, t, "ab"[i >= 60], int(y))
        for i in range(120)
        for t, y in ((0, before[i]), (1, after[i]))
    ]
    return pd.DataFrame(rows, columns=["id", "wave", "group", "y"])


def test_weighted_least_squares_by_hand() -> None:
    data = pairs()
    fit = mr.weighted_least_squares(data, outcome="y", id="id", wave="wave", group="group")
    wide = data.pivot(index=["group", "id"], columns="wave", values="y")
    change = (wide[1] - wide[0]).groupby("group")
    difference = change.mean()["b"] - change.mean()["a"]
    variance = (change.var(ddof=0) / change.size()).sum()
    assert fit.estimate == pytest.approx(difference)
    assert fit.std_error == pytest.approx(math.sqrt(variance))
    assert fit.statistic == pytest.approx(difference**2 / variance)
    assert (fit.df, fit.n, fit.n_missing) == (1, 120, 0)


@pytest.mark.parametrize("function", ["marginals", "logits", "logs"])
def test_coding_does_not_change_the_difference(function: Any) -> None:
    found = [
        mr.weighted_least_squares(
            pairs(),
            outcome="y",
            id="id",
            wave="wave",
            group="group",
            spec=WlsSpec(function=function, coding=coding),
        )
        for coding in ("effect", "reference_last", "reference_first")
    ]
    assert [each.estimate for each in found] == pytest.approx([found[0].estimate] * 3)
    assert [each.statistic for each in found] == pytest.approx([found[0].statistic] * 3)


def test_sas_models_the_first_value() -> None:
    one, sas = (
        mr.weighted_least_squares(
            pairs(), outcome="y", id="id", wave="wave", group="group", spec=WlsSpec(event=event)
        )
        for event in (1, 0)
    )
    assert sas.estimate == pytest.approx(-one.estimate)
    assert sas.statistic == pytest.approx(one.statistic)


def test_persons_without_every_answer_are_counted() -> None:
    data = pairs()
    data.loc[[0, 7], "y"] = np.nan
    fit = mr.weighted_least_squares(
        data.drop(index=20), outcome="y", id="id", wave="wave", group="group"
    )
    assert (fit.n, fit.n_missing) == (117, 3)


def test_least_squares_needs_somebody_with_every_answer() -> None:
    data = pairs()
    with pytest.raises(mr.MigrantRHError, match="nobody was seen at both waves"):
        mr.weighted_least_squares(
            data.assign(y=np.nan), outcome="y", id="id", wave="wave", group="group"
        )


def test_small_populations_are_refused_or_treated_as_declared() -> None:
    data = pairs()
    data["class"] = np.where(data["id"] % 30 == 0, "rare", "common")
    roles = {"outcome": "y", "id": "id", "wave": "wave", "group": "group", "adjust": ["class"]}
    with pytest.raises(mr.MigrantRHError, match="2 populations have fewer than 25 persons") as told:
        mr.weighted_least_squares(data, **roles)
    assert told.value.problems[0].code == "analysis.wls-refused"
    assert isinstance(told.value.__cause__, UnusablePopulationsError)
    left = mr.weighted_least_squares(data, **roles, spec=WlsSpec(small="leave_out"))
    assert sum(each.persons for each in left.fit.responses.left_out) == 4
    half = mr.weighted_least_squares(data, **roles, spec=WlsSpec(small="add_half", minimum=1))
    assert half.fit.responses.spec.add_cell == 0.5


def test_rows_that_repeat_and_roles_with_one_value_are_refused() -> None:
    data = pd.concat([pairs(), pairs().head(1)])
    with pytest.raises(AnalysisError, match="1 rows repeat"):
        mr.weighted_least_squares(data, outcome="y", id="id", wave="wave", group="group")
    with pytest.raises(AnalysisError, match="single value"):
        mr.weighted_least_squares(
            pairs().assign(group="a"), outcome="y", id="id", wave="wave", group="group"
        )
