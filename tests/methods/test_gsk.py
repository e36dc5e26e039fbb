"""Weighted least squares: cases worked by hand, refusals, designs."""

from __future__ import annotations

import math

import numpy as np
import pytest

from migrant_rh.methods.gsk import GskFit, fit_gsk, wald_contrasts
from migrant_rh.methods.gsk_design import GskDesign, build_design, group_by_time
from migrant_rh.methods.responses import (
    ResponseSpec,
    Unusable,
    UnusablePopulationsError,
    profile_counts,
    response_functions,
)

PROFILES = [[0, 0], [0, 1], [1, 0], [1, 1]]
# Two groups of ten: before 5 and 4, after 6 and 8 events.
COUNTS = [[3, 2, 1, 4], [1, 5, 1, 3]]
ANY = ResponseSpec(minimum=1)


def saturated(function: str = "marginals", coding: str = "reference_first") -> GskFit:
    spec = ResponseSpec(function=function, minimum=1)
    responses = response_functions(COUNTS, PROFILES, spec=spec)
    return fit_gsk(responses, build_design({"group": [0, 1]}, 2, group_by_time(), coding=coding))


def test_marginals_by_hand() -> None:
    """Group 1: p = (.3, .2, .1, .4), margins .5 and .6.

    Variances .25/10 and .24/10; covariance (p11 - .5·.6)/10 = .1/10.
    """
    responses = response_functions(COUNTS, PROFILES, spec=ANY)
    np.testing.assert_allclose(responses.functions, [[0.5, 0.6], [0.4, 0.8]])
    np.testing.assert_allclose(responses.covariances[0], [[0.025, 0.01], [0.01, 0.024]])
    np.testing.assert_allclose(responses.covariances[1], [[0.024, -0.002], [-0.002, 0.016]])


def test_logits_by_hand() -> None:
    """log(.5/.5), log(.6/.4); derivative 1/{p(1 - p)}: variances 1/(10·.25), 1/(10·.24)."""
    spec = ResponseSpec(function="logits", minimum=1)
    responses = response_functions(COUNTS[:1], PROFILES, spec=spec)
    np.testing.assert_allclose(responses.functions, [[0.0, math.log(1.5)]], atol=1e-12)
    want = [[0.4, 0.01 / 0.25 / 0.24], [0.01 / 0.25 / 0.24, 1 / 2.4]]
    np.testing.assert_allclose(responses.covariances[0], want)


def test_logarithms_by_hand() -> None:
    """Variances (1 - p)/(n p): .5/5 and .4/6; covariance .01/(.5·.6)."""
    spec = ResponseSpec(function="logs", minimum=1)
    responses = response_functions(COUNTS[:1], PROFILES, spec=spec)
    np.testing.assert_allclose(responses.functions, np.log([[0.5, 0.6]]))
    np.testing.assert_allclose(responses.covariances[0], [[0.1, 1 / 30], [1 / 30, 1 / 15]])


def test_three_levels_by_hand() -> None:
    """One wave, 2 : 3 : 5 of ten; logits of levels 1 and 2 against 3."""
    spec = ResponseSpec(function="logits", levels=(1, 2), minimum=1)
    responses = response_functions([[2, 3, 5]], [[1], [2], [3]], spec=spec)
    np.testing.assert_allclose(responses.functions, np.log([[2 / 5, 3 / 5]]))
    # multinomial: 1/n1 + 1/n3, and 1/n3 between them
    np.testing.assert_allclose(responses.covariances[0], [[0.7, 0.2], [0.2, 1 / 3 + 0.2]])


def test_a_saturated_model_by_hand() -> None:
    """Reference cells: .5, group .4 - .5, time .6 - .5, and (.8 - .4) - (.6 - .5) = .3.

    Its variance: (.025 + .024 - .02) + (.024 + .016 + .004) = .073.
    """
    fit = saturated()
    np.testing.assert_allclose(fit.estimates, [0.5, -0.1, 0.1, 0.3])
    assert fit.std_errors[3] == pytest.approx(math.sqrt(0.073))
    interaction = fit.effects[3]
    assert interaction.name == "group:time"
    assert interaction.chi_square == pytest.approx(0.09 / 0.073)
    assert interaction.p_value == pytest.approx(math.erfc(math.sqrt(0.09 / 0.073 / 2)))
    assert (fit.residual.df, fit.residual.chi_square) == (0, 0.0)
    assert math.isnan(fit.residual.p_value)


def test_a_model_with_one_parameter_by_hand() -> None:
    """Two populations, one wave, p = .5 and .8 of ten: weights 1/.025 = 40 and 1/.016 = 62.5.

    b = (20 + 50)/102.5; Q = (.3)²/(.025 + .016).
    """
    responses = response_functions([[5, 5], [2, 8]], [[0], [1]], spec=ANY)
    fit = fit_gsk(responses, GskDesign(np.ones((2, 1)), {"intercept": (0,)}))
    assert fit.estimates == pytest.approx([70 / 102.5])
    assert fit.covariance == pytest.approx(np.array([[1 / 102.5]]))
    assert fit.residual.chi_square == pytest.approx(0.09 / 0.041)
    assert fit.residual.df == 1
    np.testing.assert_allclose(fit.fitted, 70 / 102.5)


@pytest.mark.parametrize("function", ["marginals", "logits", "logs"])
def test_the_other_level_turns_the_signs(function: str) -> None:
    """P(0) = 1 - P(1): the same tests of marginals and logits; not of logarithms."""
    tests = []
    for level in (0, 1):
        spec = ResponseSpec(function=function, levels=(level,), minimum=1)
        responses = response_functions(COUNTS, PROFILES, spec=spec)
        fit = fit_gsk(responses, build_design({"group": [1, 2]}, 2, group_by_time()))
        tests.append((fit.estimates[3], fit.effects[3].chi_square))
    if function == "logs":
        assert tests[0][1] != pytest.approx(tests[1][1], rel=1e-3)
    else:
        assert tests[0] == pytest.approx((-tests[1][0], tests[1][1]))


def test_interaction_and_residual_do_not_depend_on_coding() -> None:
    fits = [saturated(coding=coding) for coding in ("effect", "reference_first", "reference_last")]
    found = [fit.effects[3].chi_square for fit in fits]
    assert found == pytest.approx([found[0]] * 3)
    assert fits[0].effects[1].chi_square != pytest.approx(fits[1].effects[1].chi_square)


def test_the_order_of_populations_does_not_matter() -> None:
    order = [1, 0]
    spec = ResponseSpec(function="logits", minimum=1)
    responses = response_functions(np.array(COUNTS)[order], PROFILES, spec=spec)
    design = build_design({"group": np.array([0, 1])[order]}, 2, group_by_time())
    found = fit_gsk(responses, design)
    want = saturated("logits", "effect")
    np.testing.assert_allclose(found.estimates, want.estimates, atol=1e-12)
    np.testing.assert_allclose(found.covariance, want.covariance, atol=1e-12)


def test_profiles_split_in_two_are_the_same_profile() -> None:
    split = [[*row[:3], 1, row[3] - 1] for row in COUNTS]
    whole = response_functions(COUNTS, PROFILES, spec=ANY)
    parts = response_functions(split, [*PROFILES, [1, 1]], spec=ANY)
    np.testing.assert_allclose(parts.covariances, whole.covariances)


def test_counts_from_persons() -> None:
    persons = [
        (g, *p)
        for g, row in enumerate(COUNTS)
        for p, n in zip(PROFILES, row, strict=True)
        for _ in range(n)
    ]
    shuffled = np.random.default_rng(0).permutation(persons)
    table = profile_counts(shuffled[:, 0], shuffled[:, 1:])
    np.testing.assert_array_equal(table.counts, COUNTS)
    np.testing.assert_array_equal(table.profiles, PROFILES)


# --- populations that cannot be used ----------------------------------------------------------

# Usable; too few; nobody yes at the first wave; everybody the same at both waves.
DIFFICULT = [[30, 20, 10, 40], [1, 2, 0, 4], [20, 20, 0, 0], [40, 0, 0, 40], [10, 30, 20, 20]]
NAMES = ["men 18-24", "men 25-34", "men 35-49", "women 18-24", "women 25-34"]
DEFECTS = (
    Unusable(1, "men 25-34", 7, "small"),
    Unusable(2, "men 35-49", 40, "empty_margin"),
    Unusable(3, "women 18-24", 80, "singular"),
)


@pytest.mark.parametrize("function", ["marginals", "logits", "logs"])
def test_unusable_populations_are_named(function: str) -> None:
    with pytest.raises(
        UnusablePopulationsError, match="3 populations cannot be used: men 25-34"
    ) as told:
        response_functions(DIFFICULT, PROFILES, spec=ResponseSpec(function=function), names=NAMES)
    assert told.value.populations == DEFECTS


@pytest.mark.parametrize("function", ["marginals", "logits", "logs"])
def test_unusable_populations_are_left_out_when_asked(function: str) -> None:
    spec = ResponseSpec(function=function, unusable="leave_out")
    responses = response_functions(DIFFICULT, PROFILES, spec=spec, names=NAMES)
    assert responses.left_out == DEFECTS
    assert responses.populations.tolist() == [0, 4]
    alone = response_functions([DIFFICULT[0], DIFFICULT[4]], PROFILES, spec=spec)
    np.testing.assert_allclose(responses.functions, alone.functions)
    factors = {"group": [0, 0, 0, 1, 1]}
    fit = fit_gsk(responses, build_design(factors, 2, group_by_time()))
    want = fit_gsk(alone, build_design({"group": [0, 1]}, 2, group_by_time()))
    np.testing.assert_allclose(fit.estimates, want.estimates)
    assert fit.responses.left_out == DEFECTS


def test_nothing_left_is_an_error_in_any_case() -> None:
    spec = ResponseSpec(unusable="leave_out")
    with pytest.raises(UnusablePopulationsError, match="population 1"):
        response_functions([[1, 1, 1, 1]], PROFILES, spec=spec)


def test_a_column_left_without_populations_is_aliased() -> None:
    """The third level of a covariate is left out with its only populations."""
    counts = [[30, 20, 10, 40], [10, 30, 20, 20], [25, 15, 20, 40], [20, 20, 20, 20], [1, 1, 0, 1]]
    spec = ResponseSpec(unusable="leave_out")
    responses = response_functions(counts, PROFILES, spec=spec)
    factors = {"age": [0, 0, 1, 1, 2], "group": [0, 1, 0, 1, 1]}
    design = build_design(factors, 2, group_by_time(["age"]), coding="reference_first")
    fit = fit_gsk(responses, design)
    assert fit.estimability.aliased.tolist() == [2]
    assert math.isnan(fit.estimates[2])
    tests = {test.name: test.df for test in fit.effects}
    assert tests == {"intercept": 1, "age": 1, "group": 1, "time": 1, "group:time": 1}
    assert fit.residual.df == 8 - 5
    with pytest.raises(ValueError, match="do not tell"):
        wald_contrasts(fit, [0, 0, 1, 0, 0, 0])


# --- designs ----------------------------------------------------------------------------------


def test_codings_of_three_levels() -> None:
    rows = {
        "effect": [[1, 1, 0], [1, 0, 1], [1, -1, -1]],
        "reference_last": [[1, 1, 0], [1, 0, 1], [1, 0, 0]],
        "reference_first": [[1, 0, 0], [1, 1, 0], [1, 0, 1]],
    }
    for coding, want in rows.items():
        design = build_design({"age": [10, 20, 30]}, 1, [("age",)], coding=coding)
        np.testing.assert_array_equal(design.matrix, want)
        assert design.effects == {"intercept": (0,), "age": (1, 2)}


def test_covariates_meet_time_only_when_asked() -> None:
    assert group_by_time(["age"]) == (("age",), ("group",), ("time",), ("group", "time"))
    factors = {"age": [0, 1, 2, 0, 1, 2], "group": [0, 0, 0, 1, 1, 1]}
    plain = build_design(factors, 3, group_by_time(["age"]))
    asked = build_design(factors, 3, group_by_time(["age"], with_time=["age"]))
    assert plain.matrix.shape == (18, 1 + 2 + 1 + 2 + 2)
    assert asked.matrix.shape == (18, 1 + 2 + 1 + 2 + 2 + 4)
    assert asked.effects["age:time"] == (8, 9, 10, 11)
    assert np.linalg.matrix_rank(asked.matrix) == 12


@pytest.mark.parametrize(
    ("factors", "terms", "message"),
    [
        ({"group": [0, 1]}, [("grp",)], "grp: not a factor; there are group, time"),
        ({"group": [1, 1]}, [("group",)], "one level only"),
        ({"group": [0, 1], "age": [0, 1, 2]}, [("group",)], "different numbers of populations"),
        ({"time": [0, 1]}, [("time",)], "the repeated factor"),
        ({"group": ["a", "b"]}, [("group",)], "whole numbers"),
    ],
)
def test_designs_that_cannot_be_built(factors: dict, terms: list, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build_design(factors, 2, terms)


def test_only_covariates_may_meet_time() -> None:
    with pytest.raises(ValueError, match="sex: not among the covariates"):
        group_by_time(["age"], with_time=["sex"])


# --- mistakes of the caller -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "profiles", "spec", "message"),
    [
        ([[1, 2]], PROFILES, ANY, "counts has shape"),
        ([[1, 2, 3, -4]], PROFILES, ANY, "below 0"),
        ([[1, 2, 3, 4]], [0, 1, 2, 3], ANY, "profiles have shape"),
    ],
)
def test_tables_that_do_not_fit(
    counts: list, profiles: list, spec: ResponseSpec, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        response_functions(counts, profiles, spec=spec)


@pytest.mark.parametrize("levels", [(7,), (0, 1)])
def test_a_level_that_nobody_or_everybody_has_empties_every_margin(levels: tuple) -> None:
    spec = ResponseSpec(levels=levels, minimum=1, unusable="leave_out")
    with pytest.raises(UnusablePopulationsError) as told:
        response_functions(COUNTS, PROFILES, spec=spec)
    assert [each.defect for each in told.value.populations] == ["empty_margin"] * 2


def test_a_wave_at_which_all_said_yes_is_an_empty_margin() -> None:
    table = profile_counts([1] * 40, [[0, 1], [1, 1]] * 20)
    with pytest.raises(UnusablePopulationsError, match="a wave at which nobody, or everybody"):
        response_functions(table.counts, table.profiles)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"function": "logit"}, "is none of marginals"),
        ({"unusable": "drop"}, "is none of refuse"),
        ({"levels": ()}, "one or more different"),
        ({"levels": (1, 1)}, "one or more different"),
    ],
)
def test_functions_that_do_not_exist(options: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ResponseSpec(**options)


def test_codings_that_do_not_exist() -> None:
    with pytest.raises(ValueError, match="is none of effect"):
        build_design({"group": [0, 1]}, 2, group_by_time(), coding="effects")


def test_one_name_for_each_population() -> None:
    with pytest.raises(ValueError, match="1 names for 2 populations"):
        response_functions(COUNTS, PROFILES, spec=ANY, names=["men"])


def test_a_design_of_another_size() -> None:
    responses = response_functions(COUNTS, PROFILES, spec=ANY)
    with pytest.raises(ValueError, match="expected 4 rows, 2 for each of 2 populations"):
        fit_gsk(responses, GskDesign(np.ones((3, 1)), {"intercept": (0,)}))


def test_contrasts_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="weights has shape"):
        wald_contrasts(saturated(), [1, 0])
    with pytest.raises(ValueError, match="depend on one another"):
        wald_contrasts(saturated(), [[1, 0, 0, 0], [2, 0, 0, 0]])


# --- several repeated factors, and counts added to -------------------------------------------


def test_two_repeated_factors_by_hand() -> None:
    """Two occasions by two eyes in one population, effect coding: the four contrasts of means.

    Functions in the order (time, eye): m11, m12, m21, m22; saturated, so that parameters are
    halves of the usual contrasts of the means.
    """
    rng = np.random.default_rng(3)
    outcome = (rng.random((400, 4)) < [0.3, 0.4, 0.6, 0.5]).astype(int)
    table = profile_counts(np.zeros(400, int), outcome)
    responses = response_functions(table.counts, table.profiles, spec=ANY)
    terms = [("time",), ("eye",), ("time", "eye")]
    design = build_design({}, {"time": 2, "eye": 2}, terms)
    fit = fit_gsk(responses, design)
    m = outcome.mean(axis=0)
    signs = np.array([[1, 1, 1, 1], [1, 1, -1, -1], [1, -1, 1, -1], [1, -1, -1, 1]])
    np.testing.assert_allclose(fit.estimates, signs @ m / 4)
    V = np.cov(outcome.T, bias=True) / 400
    np.testing.assert_allclose(fit.covariance, signs @ V @ signs.T / 16)
    assert [test.name for test in fit.effects] == ["intercept", "time", "eye", "time:eye"]


def test_one_repeated_factor_of_another_name() -> None:
    one = build_design({"group": [0, 1]}, {"side": 3}, [("group",), ("side",), ("group", "side")])
    two = build_design({"group": [0, 1]}, 3, group_by_time())
    np.testing.assert_array_equal(one.matrix, two.matrix)
    assert list(one.effects) == ["intercept", "group", "side", "group:side"]
    with pytest.raises(ValueError, match="side: the repeated factor"):
        build_design({"side": [0, 1]}, {"side": 3}, [("side",)])


def test_one_half_is_added_only_when_asked_for() -> None:
    """A zero margin, with ½ in every cell: p = (½, ½, 20½, 20½)/42."""
    counts = [[0, 0, 20, 20]]
    with pytest.raises(UnusablePopulationsError, match="nobody, or everybody"):
        response_functions(counts, PROFILES, spec=ANY)
    spec = ResponseSpec(function="logits", minimum=1, add_cell=0.5)
    responses = response_functions(counts, PROFILES, spec=spec)
    np.testing.assert_allclose(responses.functions, [[math.log(41), 0.0]])
    # variances 1/(n p q) with n = 42
    assert responses.std_errors[0] == pytest.approx(
        [math.sqrt(42 / 41), math.sqrt(4 / 42)], rel=1e-9
    )
    assert responses.persons.tolist() == [40]
    with pytest.raises(UnusablePopulationsError, match="fewer persons"):
        response_functions(counts, PROFILES, spec=ResponseSpec(add_cell=0.5, minimum=41))
    with pytest.raises(ValueError, match="expected 0 or more"):
        ResponseSpec(add_cell=-1)
