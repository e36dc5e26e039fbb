"""Marginal models of a data frame: the numbers, the status, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

import migrant_rh as mr
from migrant_rh.errors import AnalysisError
from migrant_rh.methods.gee import GeeSpec, fit_gee
from migrant_rh.methods.sandwich import sandwich

KINDS = ("model", "LZ", "DF", "KC", "MD", "FG", "MBN", "AVG", "jackknife")


def shops(seed: int = 1, shops: int = 24) -> pd.DataFrame:
    """Persons of shops at two waves, ids as text, some absent at the second, rows shuffled."""
    rng = np.random.default_rng(seed)
    rows = []
    for shop in range(shops):
        shared = rng.normal(0, 0.4)
        for person in range(rng.integers(5, 12)):
            own, age, sex = rng.normal(0, 0.7), rng.normal(30, 6), rng.choice(["f", "m"])
            for wave in ("1 before", "2 after"):
                if wave == "2 after" and rng.random() < 0.2:
                    continue
                eta = shared + own + 0.3 * (wave == "2 after") * (shop % 2)
                rows.append(
                    {
                        "shop": f"S{shop:02d}",
                        "pid": f"S{shop:02d}-{person}",
                        "wave": wave,
                        "arm": "BA"[shop % 2],
                        "age": age,
                        "sex": sex,
                        "y": int(rng.random() < 1 / (1 + math.exp(-eta))),
                    }
                )
    data = pd.DataFrame(rows).sample(frac=1, random_state=seed)
    return data.assign(late=(data["wave"] == "2 after") * 1)


def arrays(data: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The same model as ``y ~ arm*wave + age``, by hand."""
    arm, late = (data["arm"] == "B") * 1, data["late"]
    X = np.column_stack([np.ones(len(data)), arm, late, data["age"], arm * late])
    return X, data["y"].to_numpy(), data["pid"].factorize()[0], data["shop"].factorize()[0]


# --- numbers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "correlation", ["independence", "exchangeable", "ar1", "unstructured", "nested_exchangeable"]
)
@pytest.mark.parametrize("covariance", KINDS)
def test_a_formula_is_its_arrays(correlation: str, covariance: str) -> None:
    data = shops(shops=10) if covariance == "jackknife" else shops()
    X, y, pid, shop = arrays(data)
    fit = mr.gee(
        "y ~ arm*wave + age" if correlation != "ar1" else "y ~ arm*late + age",
        data,
        id="pid",
        wave="wave" if correlation != "ar1" else "late",
        cluster="shop",
        correlation=correlation,
    )
    unit = shop if correlation == "nested_exchangeable" else pid
    plain = fit_gee(
        X, y, unit=unit, wave=data["late"], person=pid, spec=GeeSpec(correlation=correlation)
    )
    np.testing.assert_allclose(fit.coefficients, plain.coefficients, rtol=1e-9)
    want = sandwich(plain, shop, kind=covariance).covariance
    np.testing.assert_allclose(fit.covariance(covariance), want, rtol=1e-8)
    table = fit.tidy(covariance=covariance)
    assert table["term"].tolist() == list(fit.names) == list(fit.covariance(covariance).index)
    np.testing.assert_allclose(table["std_error"], np.sqrt(np.diag(want)), rtol=1e-8)
    assert list(table.columns) == list(mr.Results.of([]).frame().columns)
    assert (table["clusters"] == (10 if covariance == "jackknife" else 24)).all()
    assert (table["n"] == len(data)).all()


@pytest.mark.parametrize("df", ["satterthwaite", "residual", "normal", 7.0])
@pytest.mark.parametrize("covariance", KINDS)
def test_every_covariance_has_every_kind_of_degrees(covariance: str, df: str | float) -> None:
    fit = mr.gee("y ~ arm + age", shops(shops=8), id="pid", cluster="shop")
    table = fit.tidy(covariance=covariance, df=df)
    assert (table["df"] > 0).all()
    assert table["p_value"].between(0, 1).all()
    joint = fit.joint_test(["arm[T.B]", "age"], covariance=covariance, df=df)
    assert joint["p_value"].between(0, 1).all()


def test_names_of_the_working_correlation() -> None:
    data = shops()
    options = {"id": "pid", "wave": "wave", "cluster": "shop"}

    def names(correlation: object) -> list[str]:
        return list(mr.gee("y ~ arm", data, correlation=correlation, **options).alpha)

    assert names("independence") == []
    assert names("exchangeable") == ["alpha"]
    assert names("unstructured") == ["alpha.1:2"]
    nested = ["alpha.same_person", "alpha.same_wave", "alpha.other_wave"]
    assert names("nested_exchangeable") == nested
    assert names([[1, 0.2], [0.2, 1]]) == []


def test_ratios() -> None:
    fit = mr.gee("y ~ arm", shops(), id="pid")
    logs, ratios = fit.tidy(conf_level=0.9), fit.tidy(conf_level=0.9, exponentiate=True)
    np.testing.assert_allclose(ratios["estimate"], np.exp(logs["estimate"]))
    np.testing.assert_allclose(ratios["conf_high"], np.exp(logs["conf_high"]))
    np.testing.assert_allclose(ratios["std_error"], logs["std_error"])
    assert logs["scale"].tolist() == ["log_odds"] * 2
    assert ratios["scale"].tolist() == ["odds"] * 2


def test_effects_of_a_saturated_model_are_those_of_the_means() -> None:
    data = shops()
    fit = mr.gee("y ~ arm*wave", data, id="pid", cluster="shop")
    table = fit.effects(group="arm", wave="wave").set_index("scale")
    p = data.groupby(["arm", "wave"])["y"].mean().to_numpy()
    np.testing.assert_allclose(table.loc["mean", "estimate"], p)
    odds = np.log(p / (1 - p))
    assert table.loc["rd", "estimate"] == pytest.approx(p[3] - p[2] - p[1] + p[0])
    assert table.loc["log_ror", "estimate"] == pytest.approx(odds[3] - odds[2] - odds[1] + odds[0])
    interaction = fit.tidy().set_index("term").loc["arm[T.B]:wave[T.2 after]"]
    assert table.loc["log_ror", "std_error"] == pytest.approx(interaction["std_error"])
    assert table.loc["log_ror", "df"] == pytest.approx(interaction["df"])


def test_criteria_name_their_convention() -> None:
    data = shops()
    fit = mr.gee("y ~ arm + age", data, id="pid", wave="wave", correlation="exchangeable")
    row = fit.glance().iloc[0]
    assert row["qic_convention"] == "geepack"
    assert row["qic"] - row["qicu"] == pytest.approx(2 * (row["cic"] - 3))
    assert (row["n"], row["units"], row["convention"]) == (
        len(data),
        data["pid"].nunique(),
        "default",
    )


@pytest.mark.parametrize("kind", ["frequency", "sampling", "prior"])
def test_weights_are_what_is_declared(kind: str) -> None:
    data = shops()
    data["w"] = 1 + data["pid"].factorize()[0] % 3
    fit = mr.gee(
        "y ~ arm", data, id="pid", weights="w", weight_kind=kind, correlation="exchangeable"
    )
    X = np.column_stack([np.ones(len(data)), data["arm"] == "B"]).astype(float)
    plain = fit_gee(
        X,
        data["y"],
        unit=data["pid"].factorize()[0],
        weights=data["w"],
        spec=GeeSpec(correlation="exchangeable", weight_kind=kind),
    )
    np.testing.assert_allclose(fit.coefficients, plain.coefficients, rtol=1e-9)
    assert fit.phi == pytest.approx(plain.scale)
    assert fit.glance()["weights"].tolist() == [kind]


def test_grouped_binomial_rows_are_their_persons() -> None:
    """Proportions with denominators for prior weights, against single persons."""
    data = shops()
    cells = data.groupby(["shop", "arm", "late"], as_index=False)["y"].agg(["mean", "size"])
    grouped = mr.gee("mean ~ arm*late", cells, id="shop", weights="size", weight_kind="prior")
    single = mr.gee("y ~ arm*late", data, id="shop")
    np.testing.assert_allclose(grouped.coefficients, single.coefficients, rtol=1e-8)
    for kind in ("LZ", "KC", "MD"):
        np.testing.assert_allclose(grouped.covariance(kind), single.covariance(kind), rtol=1e-7)


@pytest.mark.parametrize(
    ("family", "link"),
    [
        ("binomial", "cloglog"),
        ("binomial", "probit"),
        ("poisson", "log"),
        ("gaussian", "identity"),
        ("gamma", "log"),
    ],
)
def test_families_and_links(family: str, link: str) -> None:
    data = shops().assign(y=lambda d: d["y"] + (0.5 if family == "gamma" else 0))
    fit = mr.gee("y ~ arm", data, id="pid", family=family, link=link, correlation="exchangeable")
    assert fit.status.converged
    means = data.groupby("arm")["y"].mean()
    eta = fit.coefficients.cumsum()
    inverse = {
        "cloglog": lambda e: 1 - np.exp(-np.exp(e)),
        "probit": lambda e: np.array([(1 + math.erf(x / math.sqrt(2))) / 2 for x in e]),
        "log": np.exp,
        "identity": np.asarray,
    }[link]
    np.testing.assert_allclose(inverse(eta.to_numpy()), means, atol=0.02)


# --- rows -------------------------------------------------------------------------------------


def test_rows_left_out_are_counted_by_reason() -> None:
    data = shops()
    data["w"] = 1.0
    units = data["pid"].nunique()
    first = data.index[:6]
    whole = data.index[data["pid"] == data["pid"].iloc[20]]
    data.loc[first[0], "pid"] = None
    data.loc[first[1:3], "y"] = np.nan
    data.loc[first[3], "age"] = np.nan
    data.loc[first[4], "w"] = 0.0
    data.loc[whole, "age"] = np.nan
    before = data.copy()
    fit = mr.gee("y ~ arm + age", data, id="pid", weights="w", weight_kind="prior")
    told = {each.reason: (each.rows, each.units) for each in fit.status.left_out}
    assert set(told) == {"id", "zero_weight", "outcome", "covariate"}
    assert [told[name][0] for name in ("id", "zero_weight", "outcome")] == [1, 1, 2]
    assert told["covariate"] == (1 + len(whole), 1)
    gone = sum(count for _, count in told.values())
    assert fit.status.units == units - gone
    assert fit.status.rows == len(data) - fit.status.rows_left_out
    pd.testing.assert_frame_equal(data, before)


def test_labels_of_rows_may_repeat() -> None:
    """Frames put together share labels; each row is still one row."""
    data = shops()
    one = mr.gee("y ~ arm + age", data, id="pid")
    other = mr.gee("y ~ arm + age", data.set_axis([0] * len(data)), id="pid")
    assert other.status.rows == len(data)
    np.testing.assert_allclose(other.coefficients, one.coefficients)


def test_a_transformation_may_lose_rows() -> None:
    data = shops().assign(size=1.0)
    data.iloc[0, data.columns.get_loc("size")] = 4.0
    data.iloc[1:3, data.columns.get_loc("size")] = np.nan
    fit = mr.gee("y ~ arm + I(size**0.5)", data, id="pid")
    assert fit.status.rows_left_out == 2


def test_levels_that_nobody_has_are_left_out_and_named() -> None:
    data = shops()
    levels = ["d", "f", "m", "x"]
    data["sex"] = pd.Categorical(data["sex"], categories=levels)
    fit = mr.gee("y ~ sex", data, id="pid")
    assert fit.names == ("Intercept", "sex[T.m]")
    assert fit.status.unused_levels == (("sex", ("d", "x")),)
    assert "levels d, x of 'sex' have no rows" in str(fit.status)


def test_later_changes_of_the_data_do_not_reach_the_model() -> None:
    data = shops()
    fit = mr.gee("y ~ arm*wave + age", data, id="pid")
    before = fit.effects(group="arm", wave="wave")
    data["age"] = 0.0
    pd.testing.assert_frame_equal(fit.effects(group="arm", wave="wave"), before)


def test_a_labelled_outcome_has_its_later_label_for_event() -> None:
    data = shops()
    data["answer"] = np.where(data["y"] == 1, "yes", "no")
    fit = mr.gee("answer ~ arm", data, id="pid")
    assert fit.frame.event == "yes"
    want = mr.gee("y ~ arm", data, id="pid").coefficients
    np.testing.assert_allclose(fit.coefficients, want)


# --- status -----------------------------------------------------------------------------------


def test_aliased_terms_say_of_what_they_are_made() -> None:
    data = shops().assign(one=1, double=lambda d: 2 * d["age"], none=0)
    fit = mr.gee("y ~ age + one + double + none", data, id="pid")
    told = {alias.term: alias.made_of for alias in fit.status.aliased}
    assert told == {"one": (("Intercept", 1.0),), "double": (("age", 2.0),), "none": ()}
    assert not fit.status.full_rank
    assert fit.tidy()["estimate"].isna().tolist() == [False, False, True, True, True]
    assert fit.tidy()["note"].iloc[2] == "analysis.unavailable_not_estimable"
    assert "double is determined by other terms: 2 × age" in str(fit.status)
    assert "none has no rows" in str(fit.status)


def test_separation_names_the_cell() -> None:
    data = shops()
    data.loc[(data["arm"] == "B") & (data["late"] == 1), "y"] = 0
    fit = mr.gee("y ~ arm*wave", data, id="pid", wave="wave", correlation="exchangeable")
    cell = fit.status.separated
    assert fit.status.failure == "separation"
    assert cell.terms == ("arm[T.B]:wave[T.2 after]",)
    assert cell.values == (("arm", "B"), ("wave", "2 after"))
    assert (cell.rows, cell.events) == (((data["arm"] == "B") & (data["late"] == 1)).sum(), 0)
    assert fit.tidy()["estimate"].isna().all()
    assert np.isnan(fit.phi)
    assert fit.glance()["failure"].tolist() == ["separation"]
    assert "arm = B, wave = 2 after" in str(fit.status)
    assert all(sentence.zh and sentence.en for sentence in fit.status.sentences)


def test_an_impossible_working_correlation_is_said() -> None:
    """Pairs that always differ: the correlation is -1, which no matrix of three rows has."""
    data = pd.DataFrame(
        {"y": [0, 1] * 30 + [0, 1, 0], "id": [*np.repeat(range(30), 2), 99, 99, 99]}
    )
    fit = mr.gee("y ~ 1", data, id="id", correlation="exchangeable")
    assert fit.status.failure == "working_correlation"
    assert not fit.status.positive_definite


def test_a_unit_of_one_row_each_is_independence() -> None:
    data = shops().assign(row=lambda d: range(len(d)))
    fit = mr.gee("y ~ arm", data, id="row", correlation="exchangeable")
    assert not fit.status.paired
    assert fit.alpha == {}
    assert "no unit has two rows" in str(fit.status)


def test_far_offsets_are_fitted_or_said() -> None:
    rng = np.random.default_rng(2)
    data = pd.DataFrame({"id": range(200), "x": rng.normal(size=200), "far": 300.0})
    data["y"] = rng.poisson(np.exp(1 + 0.3 * data["x"]))
    near = mr.gee("y ~ x", data, id="id", family="poisson")
    moved = mr.gee("y ~ x", data, id="id", family="poisson", offset="far")
    np.testing.assert_allclose(moved.coefficients, near.coefficients - [300, 0], rtol=1e-8)
    data["far"] = np.where(data.index < 100, -800.0, 800.0)
    wild = mr.gee("y ~ x", data, id="id", family="poisson", offset="far")
    assert wild.status.failure != ""
    assert wild.coefficients.isna().all()


def test_few_clusters_are_said() -> None:
    data = shops(shops=4)
    fit = mr.gee("y ~ arm + age + sex + late", data, id="pid", cluster="shop")
    assert fit.tidy(covariance="DF")["note"].eq("analysis.unavailable_few_clusters").all()
    assert fit.tidy(covariance="KC")["std_error"].notna().all()


# --- what is refused --------------------------------------------------------------------------


def refused(message: str, formula: str, data: pd.DataFrame, **options: object) -> AnalysisError:
    with pytest.raises(AnalysisError, match=message) as caught:
        mr.gee(formula, data, **options)
    assert caught.value.to("zh") != caught.value.to("en")
    return caught.value


def test_columns_that_are_not_there_are_all_named() -> None:
    error = refused("no column 'ix'", "y ~ arm + agee", shops(), id="ix", weights="w")
    assert [problem.where.field for problem in error.problems] == ["ix", "w", "agee"]


@pytest.mark.parametrize(
    ("values", "kind", "message"),
    [
        (1.0, None, "not said of which kind"),
        (-1.0, "prior", "have a negative weight"),
        (np.nan, "sampling", "missing or no number"),
        (0.5, "frequency", "not whole"),
        ("two", "prior", "does not hold numbers"),
    ],
)
def test_weights_that_cannot_be_used(values: object, kind: str | None, message: str) -> None:
    data = shops().assign(w=values)
    refused(message, "y ~ arm", data, id="pid", weights="w", weight_kind=kind)


def test_a_kind_of_weights_needs_weights() -> None:
    refused("and no weights", "y ~ arm", shops(), id="pid", weight_kind="prior")


def test_weights_of_a_unit_are_one() -> None:
    data = shops().assign(w=lambda d: 1 + d["late"])
    for kind in ("frequency", "sampling"):
        refused(
            "weights differ between the rows of",
            "y ~ arm",
            data,
            id="pid",
            weights="w",
            weight_kind=kind,
            correlation="exchangeable",
        )
    fit = mr.gee("y ~ arm", data, id="pid", weights="w", weight_kind="sampling")
    assert fit.status.converged


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"correlation": "unstructured"}, "needs the wave of each row"),
        ({"correlation": "ar1", "wave": "wave"}, "does not hold whole numbers"),
        ({"correlation": "nested_exchangeable", "wave": "wave"}, "needs wave and cluster"),
        ({"correlation": [[1, 0.2], [0.2, 1]]}, "needs the wave"),
        ({"correlation": np.eye(3), "wave": "wave"}, "3 by 3; the data have 2 waves"),
        ({"correlation": [[1, 2], [2, 1]], "wave": "wave"}, "fixed correlation cannot be used"),
        ({"offset": "sex"}, "does not hold numbers"),
    ],
)
def test_roles_that_do_not_fit(options: dict, message: str) -> None:
    refused(message, "y ~ arm", shops(), id="pid", **options)


def test_names_that_mean_two_columns() -> None:
    data = shops()
    twice = pd.concat([data, data[["age"]]], axis=1)
    refused("2 columns of the data are called 'age'", "y ~ age", twice, id="pid")


def test_waves_without_an_order() -> None:
    data = shops()
    data["wave"] = [wave if place % 2 else place for place, wave in enumerate(data["wave"])]
    options = {"id": "pid", "wave": "wave", "correlation": "unstructured"}
    refused("values of several kinds", "y ~ arm", data, **options)


def test_two_rows_of_a_person_at_a_wave() -> None:
    data = shops()
    twice = pd.concat([data, data.iloc[:3]])
    for correlation in ("unstructured", "nested_exchangeable"):
        error = refused(
            "3 rows have the id and the wave of another",
            "y ~ arm",
            twice,
            id="pid",
            wave="wave",
            cluster="shop",
            correlation=correlation,
        )
        assert str(data["pid"].iloc[0]) in str(error)
    assert mr.gee(
        "y ~ arm", twice, id="pid", wave="wave", correlation="exchangeable"
    ).status.converged


def test_persons_of_two_clusters() -> None:
    data = shops()
    data.loc[data["wave"] == "2 after", "shop"] = "moved"
    message = "ids lie in more than one 'shop'"
    refused(message, "y ~ arm", data, id="pid", cluster="shop", correlation="exchangeable")
    assert mr.gee("y ~ arm", data, id="pid", cluster="shop").status.converged


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("age ~ arm", "takes values from 0 to 1|Expected"),
        ("shop ~ arm", "24 different values"),
        ("y ~ arm +* age", "cannot be computed"),
        ("y ~ nothing(age)", "no column 'nothing'|cannot be computed"),
        ("y ~ I(1/(age - age))", "infinite|nothing|no row"),
        ("arm", "cannot be computed|no column"),
    ],
)
def test_formulas_that_cannot_be_fitted(formula: str, message: str) -> None:
    error = refused(message, formula, shops(), id="pid")
    assert "\x1b" not in str(error)


def test_nothing_left() -> None:
    refused("no row is left of", "y ~ age", shops().assign(age=np.nan), id="pid")


def test_means_that_overflow_are_no_warning() -> None:
    """Offsets of thousands drive gamma means beyond what a number holds: said, not warned of."""
    rng = np.random.default_rng(4)
    data = pd.DataFrame({"id": range(40), "y": rng.gamma(2, size=40), "far": rng.normal(size=40)})
    data["far"] *= 1000
    fit = mr.gee("y ~ 1", data, id="id", family="gamma", offset="far")
    assert not fit.status.converged
    assert fit.tidy()["note"].iloc[0].startswith("analysis.unavailable_")


def test_a_perfect_fit_is_no_warning() -> None:
    data = pd.DataFrame(
        {"id": [1, 1, 2, 2, 3, 3], "x": [0.0, 1, 2, 3, 4, 5], "y": [1.0, 3, 5, 7, 9, 11]}
    )
    fit = mr.gee("y ~ x", data, id="id", family="gaussian")
    for kind in KINDS[:-1]:
        assert (fit.tidy(covariance=kind)["std_error"].fillna(0) < 1e-6).all()
    assert fit.coefficients.tolist() == pytest.approx([1, 2])
    assert len(fit.glance()) == 1


@pytest.mark.parametrize("kind", ["object", "string", "category"])
def test_text_is_a_category_however_pandas_stores_it(kind: str) -> None:
    data = shops()
    plain = mr.gee("y ~ arm*wave", data, id="pid")
    stored = data.astype({"arm": kind, "wave": kind})
    found = mr.gee("y ~ arm*wave", stored, id="pid")
    pd.testing.assert_frame_equal(found.tidy(), plain.tidy())
    pd.testing.assert_frame_equal(
        found.effects(group="arm", wave="wave"), plain.effects(group="arm", wave="wave")
    )
