"""The twelve workplaces, from files to rows: answers of R and of hand arithmetic."""

import pytest


@pytest.fixture
def results(run_of, twelve):
    return run_of(twelve, roles=", stratum: [type]").results


def did(results, **place):
    return results.one(analysis="model.main", contrast="did", **place)


def test_cluster_level_t(results):
    row = did(results, scale="rd", method="cluster_pooled_t")
    assert row.estimate == pytest.approx(0.108354, abs=5e-7)
    assert row.std_error == pytest.approx(0.052421, abs=5e-7)
    assert (row.df, row.clusters) == (10, 12)
    assert row.p_value == pytest.approx(0.06561, abs=5e-6)
    assert (row.conf_low, row.conf_high) == pytest.approx((-0.00845, 0.22516), abs=5e-6)


def test_stratified_permutation_is_exact(results):
    row = did(results, scale="rd", method="permutation_exact")
    assert row.p_value == 20 / 216
    assert "space=216" in row.note


def test_unstratified_permutation_is_exact(run_of, twelve):
    row = did(run_of(twelve).results, scale="rd", method="permutation_exact")
    assert row.p_value == 62 / 924


def test_kauermann_carroll_with_satterthwaite(results):
    row = did(results, scale="log_odds", method="gee", covariance="KC")
    assert row.estimate == pytest.approx(0.465959, abs=5e-7)
    assert row.std_error == pytest.approx(0.204615, abs=5e-7)
    assert row.df == pytest.approx(8.7149, abs=5e-5)
    assert row.p_value == pytest.approx(0.049697, abs=5e-7)


def test_risk_difference_with_kauermann_carroll(results):
    row = did(results, scale="rd", method="gee")
    assert row.estimate == pytest.approx(0.106929, abs=5e-7)
    assert row.std_error == pytest.approx(0.051231, abs=5e-7)


def test_without_covariates_marginal_and_conditional_ratio_of_odds_ratios_agree(results):
    marginal = did(results, scale="log_ror", method="gee")
    conditional = did(results, scale="log_odds", method="gee")
    assert marginal.estimate == pytest.approx(conditional.estimate, abs=1e-9)
    assert marginal.std_error == pytest.approx(conditional.std_error, abs=1e-9)


def test_icc_and_design_effect(results):
    before = results.one(analysis="rates", wave="before", scale="icc")
    assert before.estimate == pytest.approx(0.057158, abs=5e-7)
    assert results.one(
        analysis="rates", wave="before", scale="design_effect"
    ).estimate == pytest.approx(5.48247, abs=5e-6)
    assert results.one(analysis="rates", wave="after", scale="icc").estimate == pytest.approx(
        0.008356, abs=5e-7
    )


def test_endline_chi_square_and_rao_scott(results):
    place = {"analysis": "rates", "wave": "after", "contrast": "arms"}
    assert results.one(**place, method="pearson").statistic == pytest.approx(14.08496, abs=5e-6)
    clustered = results.one(**place, method="rao_scott")
    assert clustered.statistic == pytest.approx(10.201, abs=5e-4)
    assert clustered.df_denominator == pytest.approx(11)
    assert clustered.p_value == pytest.approx(0.008547, abs=5e-7)


def test_moderate_number_of_units_lets_gee_lead_and_says_why(results):
    lead = results.one(analysis="model.main", contrast="lead")
    assert lead.method == "gee"
    assert "units=12" in lead.note


def test_donner_and_klars_chi_square(results):
    row = results.one(analysis="rates", wave="after", contrast="arms", method="donner_klar")
    assert row.statistic == pytest.approx(8.92735, abs=5e-6)
    assert row.df == 1
    assert "icc=0.0084" in row.note
