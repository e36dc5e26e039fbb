"""The demo study, from EpiData files to rows, against answers that this code did not make.

``expected.json`` comes with the demo study: its generator computes it in plain arithmetic.
``tests/parity/r/demo/expected.json`` is R's: geepack and clubSandwich, versions in the file.
"""

import csv
import json
from pathlib import Path

import pytest

from migrant_rh.demo import demo_folder

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = json.loads((demo_folder() / "expected.json").read_text(encoding="utf-8"))
R = json.loads((ROOT / "tests/parity/r/demo/expected.json").read_text(encoding="utf-8"))
OUTCOMES = {"certificate": "certificate", "examination": "exam"}
CITIES, ARMS, WAVES = ("1", "2", "3"), ("0", "1"), ("baseline", "endline")
EXACT = 1e-9  # the answers are stored to ten digits
TERMS = {
    "group": "arm=1",
    "wave": "wave=endline",
    "group:wave": "arm=1:wave=endline",
    **{
        f"{name}{level}": f"{name}={level}" for name in ("sex", "marital", "edu") for level in "234"
    },
}


@pytest.fixture(scope="module")
def run(demo_run):
    return demo_run


@pytest.fixture(scope="module")
def results(run):
    return run.results


def test_nothing_stops_and_nothing_is_found_in_the_adjudicated_files(run):
    assert len(run.checked.findings) == 0
    assert run.panel.data["_id"].nunique() == 6304


def test_double_entry_has_epidatas_words_and_counts(run):
    summary = run.checked.comparisons["baseline"].summary
    told = dict(zip(summary["item"], summary["value"], strict=True))
    assert told == pytest.approx(EXPECTED["double_entry"], rel=EXACT)


def test_every_seeded_error_is_found(run):
    with (demo_folder() / "errors_seeded.csv").open(encoding="utf-8-sig") as file:
        seeded = list(csv.DictReader(file))
    comparison = run.checked.comparisons["baseline"]
    values = {(row["pid"], row["field"]) for row in seeded if row["field"]}
    found = set(zip(comparison.detail["key"], comparison.detail["field"], strict=True))
    assert found == values
    records = {(row["pid"], row["entry"]) for row in seeded if not row["field"]}
    lonely = comparison.by_record[comparison.by_record["result"] != "differs"]
    assert {key for key, _ in records} >= set(lonely["key"])


@pytest.mark.parametrize("city", CITIES)
def test_table_1(results, city):
    for variable, expected in EXPECTED["table1"][city].items():
        place = {"analysis": "baseline", "outcome": variable, "site": city}
        test = results.one(**place, contrast="arms", scale="test")
        assert test.statistic == pytest.approx(expected["statistic"], rel=1e-8)
        assert test.p_value == pytest.approx(expected["p_value"], rel=1e-7)
        for level, counts in zip(
            results.vocabulary.codes(f"level:{variable}"), expected["counts"].values(), strict=True
        ):
            for arm, count in zip(ARMS, counts, strict=True):
                row = results.one(**place, group=arm, term=level, scale="count")
                assert row.estimate == count


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("city", CITIES)
def test_tables_2_and_3(results, outcome, city):
    expected = EXPECTED[OUTCOMES[outcome]]["tables_2_and_3"][city]
    place = {"analysis": "rates", "outcome": outcome, "site": city}
    for arm in ARMS:
        for wave in WAVES:
            cell = expected["cells"][arm][wave]
            row = results.one(**place, group=arm, wave=wave, scale="count")
            assert (row.estimate, row.n) == (cell["k"], cell["n"])
    contrasts = {
        "arms_at_baseline": {"contrast": "arms", "wave": "baseline"},
        "arms_at_endline": {"contrast": "arms", "wave": "endline"},
        "waves_in_control": {"contrast": "waves", "group": "0"},
        "waves_in_intervention": {"contrast": "waves", "group": "1"},
    }
    for name, where in contrasts.items():
        row = results.one(**place, **where, method="pearson")
        assert row.statistic == pytest.approx(expected["contrasts"][name]["statistic"], rel=1e-8)
    did = results.one(**place, contrast="did", scale="rd")
    assert 100 * did.estimate == pytest.approx(expected["did_percentage_points"], rel=1e-8)


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("city", CITIES)
def test_cluster_level_analyses(results, outcome, city):
    expected = EXPECTED[OUTCOMES[outcome]]["clusters"][city]
    place = {"analysis": "model.main", "outcome": outcome, "site": city, "contrast": "did"}
    t_test = results.one(**place, method="cluster_pooled_t")
    for column in ("estimate", "std_error", "df", "p_value"):
        assert getattr(t_test, column) == pytest.approx(expected["t_test"][column], rel=1e-8)
    permutation = results.one(**place, method="permutation_exact")
    assert permutation.p_value == pytest.approx(expected["permutation"]["p_value"], rel=EXACT)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_drawn_allocations_come_near_the_exact_answer(results, outcome):
    """100,000 draws: four standard errors of the share, and the added one, around the truth."""
    expected = EXPECTED[OUTCOMES[outcome]]["clusters"]["all"]["permutation"]["p_value"]
    row = results.one(
        analysis="model.main",
        outcome=outcome,
        site="",
        contrast="did",
        method="permutation_monte_carlo",
    )
    assert row.p_value == pytest.approx(expected, abs=4 * (expected / 1e5) ** 0.5 + 1e-5)


def test_flow_and_attrition(results):
    for city in CITIES:
        for arm in ARMS:
            expected = EXPECTED["flow"]["by_city_and_group"][city][arm]
            place = {"analysis": "flow", "site": city, "group": arm}
            assert results.one(**place, term="eligible").n == expected["baseline"]
            assert results.one(**place, term="followed").n == expected["followed"]
            assert results.one(**place, term="lost").n == expected["lost"]
    for workplace, expected in EXPECTED["flow"]["by_workplace"].items():
        row = next(r for r in results.where(analysis="attrition", term=workplace))
        assert (row.n, row.n_missing) == (expected["baseline"], expected["lost"])


def fitted(outcome, city, kind, **wanted):
    cases = R[OUTCOMES[outcome]][city or "all"][kind]
    return next(
        case for case in cases if all(case[name] == value for name, value in wanted.items())
    )


def ours(term):
    """R's name of a term in our words: city first, then group, then wave."""
    if term in TERMS or not (set(term.split(":")) - {"(Intercept)", "age"}):
        return TERMS.get(term, term)
    named = {TERMS.get(part, "site=" + part.removeprefix("city")) for part in term.split(":")}
    return ":".join(sorted(named, key=lambda part: "saw".index(part[0])))


def compared(results, case, **place):
    """Position of R's term, and our row of it."""
    for position, term in enumerate(case["terms"]):
        yield position, results.one(**place, term=ours(term))


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("city", [*CITIES, ""])
def test_coefficients_of_the_primary_model_are_rs(results, outcome, city):
    sites = "none" if city else "by_wave_and_arm"
    case = fitted(outcome, city, "workplace", sites=sites, adjusted=True)
    place = {
        "analysis": "model.main",
        "outcome": outcome,
        "site": city,
        "method": "gee",
        "scale": "log_odds",
    }
    for position, row in compared(results, case, **place):
        assert row.estimate == pytest.approx(case["coef"][position], rel=1e-6, abs=1e-8)
        assert row.n == case["rows"]
        assert row.clusters == case["workplaces"]


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("city", CITIES)
def test_kauermann_carroll_is_cr2_where_cells_are_saturated(results, outcome, city):
    """Unadjusted, the two corrections are one (methods/sandwich.py); R prints the same df and P."""
    case = fitted(outcome, city, "workplace", sites="none", adjusted=False)
    crossed = case["terms"].index("group:wave")
    row = results.one(analysis="rates", outcome=outcome, site=city, contrast="did", scale="log_ror")
    assert row.std_error == pytest.approx(case["CR2"]["se"][crossed], rel=1e-6)
    assert row.df == pytest.approx(case["CR2"]["df"][crossed], rel=1e-5)
    assert row.p_value == pytest.approx(case["CR2"]["p"][crossed], rel=1e-5)


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("city", [*CITIES, ""])
def test_adjusted_kauermann_carroll_is_near_cr2(results, outcome, city):
    """With covariates the two roots of one equation differ; here by less than two per cent."""
    sites = "none" if city else "by_wave_and_arm"
    case = fitted(outcome, city, "workplace", sites=sites, adjusted=True)
    crossed = case["terms"].index("group:wave")
    row = results.one(
        analysis="model.main",
        outcome=outcome,
        site=city,
        contrast="did",
        scale="log_odds",
        method="gee",
    )
    assert row.std_error == pytest.approx(case["CR2"]["se"][crossed], rel=0.02)
    assert case["CR0"]["se"][crossed] < row.std_error < case["CR3"]["se"][crossed]


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("city", [*CITIES, ""])
def test_the_model_on_persons_is_geepacks(results, outcome, city):
    sites = "none" if city else "by_wave_and_arm"
    case = fitted(outcome, city, "person", sites=sites, adjusted=True, correlation="exchangeable")
    place = {
        "analysis": "model.main",
        "outcome": outcome,
        "site": city,
        "method": "gee_person",
        "scale": "log_odds",
    }
    for position, row in compared(results, case, **place):
        assert row.estimate == pytest.approx(case["coef"][position], rel=1e-6, abs=1e-8)
        assert row.std_error == pytest.approx(case["se"][position], rel=1e-6)
        assert row.clusters == case["persons"]


@pytest.mark.parametrize("city", CITIES)
def test_pairs_in_workplaces(run, results, city):
    """Obuchowski's chi-square by its formula, from the panel."""
    data = run.panel.data
    data = data[data["_site"].eq(city) & data["_arm"].eq("1")]
    planned = run.study.outcomes["certificate"]
    values = data[planned.variable or "certificate"]
    yes = values.isin(planned.event).astype(float).where(values.notna())
    answers = data.assign(yes=yes).pivot(index=["_unit", "_id"], columns="_wave", values="yes")
    both = answers.dropna()
    d = (both["baseline"] - both["endline"]).groupby("_unit", observed=True).sum()
    row = results.one(
        analysis="rates",
        outcome="certificate",
        site=city,
        group="1",
        contrast="waves",
        method="obuchowski",
    )
    G = len(d)
    assert row.statistic == pytest.approx((G - 1) / G * d.sum() ** 2 / (d**2).sum())
    assert (row.n, row.clusters) == (len(both), G)
