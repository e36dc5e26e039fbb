"""The respiratory trial, from its study file to rows, against R (tests/parity/r/respiratory)."""

import json
from pathlib import Path

import pytest

import migrant_rh as mr
from migrant_rh.words import recall

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "parity"
R = json.loads((ROOT / "tests/parity/r/respiratory/expected.json").read_text(encoding="utf-8"))
TERMS = {
    "active": "arm=active",
    "last": "wave=last",
    "c2": "site=2",
    "male": "sex=male",
    "active:last": "arm=active:wave=last",
}
MODEL = {"analysis": "model.main", "outcome": "status", "site": ""}
CLOSE = 1e-7  # R prints thirteen digits; both iterate until 1e-10 or better


@pytest.fixture(scope="module")
def run():
    return mr.analyze(mr.load_study(ROOT / "examples/respiratory/study.yaml"))


@pytest.fixture(scope="module")
def results(run):
    return run.results


def test_persons_were_allocated_and_the_report_says_so(run, results):
    assert results.one(**MODEL, contrast="lead").clusters == 111
    assert results.vocabulary.facts["allocated"] == "person"
    assert "111 allocated units" in recall(results.one(**MODEL, contrast="lead").note).en
    assert not results.where(method="rao_scott")
    assert not results.where(scale="icc")


def test_coefficients_under_independence(results):
    expected = R["independence"]
    for term, estimate in zip(expected["terms"], expected["coef"], strict=True):
        row = results.one(**MODEL, term=TERMS.get(term, term), method="gee", scale="log_odds")
        assert row.estimate == pytest.approx(estimate, rel=CLOSE)
        assert (row.n, row.clusters) == (R["rows"], R["persons"])


def test_the_model_on_persons_is_geepacks_exchangeable(results):
    expected = R["exchangeable"]
    for term, estimate, error in zip(
        expected["terms"], expected["coef"], expected["se"], strict=True
    ):
        row = results.one(
            **MODEL, term=TERMS.get(term, term), method="gee_person", scale="log_odds"
        )
        assert row.estimate == pytest.approx(estimate, rel=CLOSE)
        assert row.std_error == pytest.approx(error, rel=CLOSE)
    for scale in ("rd", "log_rrr", "log_ror"):
        row = results.one(**MODEL, contrast="did", scale=scale, method="gee_person")
        assert row.estimate == pytest.approx(expected["effects"][scale]["estimate"], rel=CLOSE)
        assert row.std_error == pytest.approx(expected["effects"][scale]["std_error"], rel=CLOSE)


def test_standardised_effects_and_their_wider_interval(results):
    """KC widens R's uncorrected error, by a little: there are 111 persons."""
    for scale in ("rd", "log_rrr", "log_ror"):
        expected = R["independence"]["effects"][scale]
        row = results.one(**MODEL, contrast="did", scale=scale, method="gee")
        assert row.estimate == pytest.approx(expected["estimate"], rel=CLOSE)
        assert expected["std_error"] < row.std_error < 1.03 * expected["std_error"]


def test_standardised_proportions(results):
    cells = [(arm, wave) for arm in ("placebo", "active") for wave in ("before", "last")]
    for (arm, wave), mean in zip(cells, R["independence"]["effects"]["cells"], strict=True):
        row = results.one(**MODEL, group=arm, wave=wave, scale="proportion")
        assert row.estimate == pytest.approx(mean, rel=CLOSE)


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here")
def test_weighted_least_squares_adjusted_for_centre(results):
    path = SHARED / "wls/w04_respiratory_two_waves/expected.json"
    fit = json.loads(path.read_text(encoding="utf-8"))["numbers"][
        "centre_main_and_trt_time_marginals"
    ]
    place = {"analysis": "wls.main", "outcome": "status", "site": ""}
    crossed = results.one(**place, term="arm:time", contrast="anova")
    assert crossed.statistic == pytest.approx(fit["effects"]["treatment_time"]["chisq"], rel=1e-7)
    difference = results.one(**place, contrast="did")
    assert difference.estimate == pytest.approx(4 * fit["estimates"][3], rel=1e-7)
    assert difference.std_error == pytest.approx(4 * fit["se"][3], rel=1e-7)
    residual = results.one(**place, term="residual", contrast="anova")
    assert residual.statistic == pytest.approx(fit["residual"]["chisq"], rel=1e-7)


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here")
def test_rs_numbers_here_are_those_that_stand_beside_the_data():
    path = SHARED / "gee/g1_respiratory_std/expected.json"
    for fit in json.loads(path.read_text(encoding="utf-8"))["fits"]:
        here = dict(zip(R[fit["corstr"]]["terms"], R[fit["corstr"]]["coef"], strict=True))
        renamed = {"drug": "active", "post": "last", "drug:post": "active:last"}
        for term, estimate in zip(fit["terms"], fit["coef"], strict=True):
            assert here[renamed.get(term, term)] == pytest.approx(estimate, rel=1e-9)
