"""The known answers, counted once more from the files and by other software."""

import json
from collections import Counter
from itertools import combinations, product
from math import log
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import chi2_contingency, ttest_ind

R = Path(__file__).resolve().parents[1] / "parity" / "r" / "demo" / "expected.json"
CITIES = ("1", "2", "3")
FIELDS = {"certificate": "cert", "exam": "exam"}
KEPT = 1e-9
"""Ten significant digits are stored."""


@pytest.fixture(scope="module")
def expected(folder):
    return json.loads((folder / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def counts(baseline, endline):
    """Events and valid answers by outcome, workplace and wave."""
    counted = {}
    for outcome, field in FIELDS.items():
        for wave, rows in (("baseline", baseline), ("endline", endline)):
            for row in rows:
                cell = counted.setdefault((outcome, wave, row["workplace"]), [0, 0])
                cell[0] += row[field] == "1"
                cell[1] += row[field] in {"0", "1"}
    return counted


@pytest.fixture(scope="module")
def roster(read_csv):
    return read_csv("design.csv")


@pytest.mark.parametrize("city", CITIES)
def test_table_1(expected, baseline, city):
    for name, part in expected["table1"][city].items():
        counted = Counter(
            (level(row, name), row["group"]) for row in baseline if row["city"] == city
        )
        for code, pair in part["counts"].items():
            assert pair == [counted[code, "0"], counted[code, "1"]]
        theirs = chi2_contingency(list(part["counts"].values()), correction=False)
        assert part["statistic"] == pytest.approx(theirs.statistic, rel=KEPT)
        assert part["p_value"] == pytest.approx(theirs.pvalue, rel=KEPT)
        assert part["df"] == theirs.dof


def level(row, name):
    if name != "age_group":
        return row[name]
    names = ["<20", "20-29", "30-39", "40-49"]
    return names[int(np.digitize(int(row["age"]), [20, 30, 40]))]


@pytest.mark.parametrize("outcome", FIELDS)
@pytest.mark.parametrize("city", CITIES)
def test_four_contrasts(expected, counts, roster, outcome, city):
    part = expected[outcome]["tables_2_and_3"][city]
    cells = {}
    for arm in "01":
        own = [w["workplace"] for w in roster if (w["city"], w["group"]) == (city, arm)]
        for wave in ("baseline", "endline"):
            k, n = np.sum([counts[outcome, wave, w] for w in own], axis=0)
            stored = part["cells"][arm][wave]
            assert (stored["k"], stored["n"]) == (k, n)
            assert stored["percent"] == pytest.approx(100 * k / n, rel=KEPT)
            cells[arm, wave] = [k, n - k]
    pairs = {
        "arms_at_baseline": (("0", "baseline"), ("1", "baseline")),
        "arms_at_endline": (("0", "endline"), ("1", "endline")),
        "waves_in_control": (("0", "baseline"), ("0", "endline")),
        "waves_in_intervention": (("1", "baseline"), ("1", "endline")),
    }
    for name, pair in pairs.items():
        theirs = chi2_contingency([cells[one] for one in pair], correction=False)
        assert part["contrasts"][name]["statistic"] == pytest.approx(theirs.statistic, rel=KEPT)
        assert part["contrasts"][name]["p_value"] == pytest.approx(theirs.pvalue, rel=KEPT)
    rate = {place: yes / (yes + no) for place, (yes, no) in cells.items()}
    did = (rate["1", "endline"] - rate["1", "baseline"]) - (
        rate["0", "endline"] - rate["0", "baseline"]
    )
    assert part["did_percentage_points"] == pytest.approx(100 * did, rel=KEPT)


@pytest.mark.parametrize(
    ("city", "statistics"),
    [("1", (2.93, 38.91, 2.47, 43.41)), ("2", (44.98, 84.91, 1.73, 18.98)),
     ("3", (1.05, 18.22, 2.98, 56.36))],
)  # fmt: skip
def test_chi_squares_worked_out_from_the_printed_percentages(expected, city, statistics):
    contrasts = expected["certificate"]["tables_2_and_3"][city]["contrasts"].values()
    assert tuple(round(test["statistic"], 2) for test in contrasts) == statistics


@pytest.mark.parametrize("outcome", FIELDS)
@pytest.mark.parametrize("place", [*CITIES, "all"])
def test_cluster_level_tests(expected, counts, roster, outcome, place):
    here = [w for w in roster if place in {w["city"], "all"}]
    change = {w["workplace"]: _change(counts, outcome, w["workplace"]) for w in here}
    arms = [[change[w["workplace"]] for w in here if w["group"] == arm] for arm in "01"]
    part = expected[outcome]["clusters"][place]
    theirs = ttest_ind(arms[1], arms[0])
    assert part["workplaces"] == len(here)
    assert part["t_test"]["estimate"] == pytest.approx(
        np.mean(arms[1]) - np.mean(arms[0]), rel=KEPT
    )
    assert part["t_test"]["t"] == pytest.approx(theirs.statistic, rel=KEPT)
    assert part["t_test"]["p_value"] == pytest.approx(theirs.pvalue, rel=KEPT)
    assert part["t_test"]["df"] == theirs.df


def _change(counts, outcome, workplace):
    (k0, n0), (k1, n1) = (counts[outcome, wave, workplace] for wave in ("baseline", "endline"))
    return k1 / n1 - k0 / n0


@pytest.mark.parametrize("outcome", FIELDS)
@pytest.mark.parametrize("city", CITIES)
def test_permutations_one_by_one(expected, counts, roster, outcome, city):
    here = [w for w in roster if w["city"] == city]
    change = {w["workplace"]: _change(counts, outcome, w["workplace"]) for w in here}
    types = [[w["workplace"] for w in here if w["type"] == kind] for kind in "123"]

    def difference(treated):
        rest = [change[w] for w in change if w not in treated]
        return abs(np.mean([change[w] for w in treated]) - np.mean(rest))

    observed = difference([w["workplace"] for w in here if w["group"] == "1"])
    drawn = [
        difference(sum(choice, ()))
        for choice in product(*(list(combinations(four, 2)) for four in types))
    ]
    part = expected[outcome]["clusters"][city]["permutation"]
    assert part["allocations"] == len(drawn) == 216
    assert part["as_extreme"] == sum(value >= observed - 1e-12 for value in drawn)
    assert part["p_value"] == pytest.approx(part["as_extreme"] / 216, rel=KEPT)


def test_double_entry_in_epidatas_words(expected, read_rec):
    records = [read_rec(f"baseline_{entry}.rec")["records"] for entry in (1, 2)]
    live = [[values for values, mark in side if mark != "?"] for side in records]
    firsts = [{}, {}]
    for side, kept in zip(live, firsts, strict=True):
        for values in side:
            kept.setdefault(values["pid"], values)
    only_second = set(firsts[1]) - set(firsts[0])
    only_first = set(firsts[0]) - set(firsts[1])
    extra = [len(side) - len(kept) for side, kept in zip(live, firsts, strict=True)]
    wrong = [
        sum(firsts[0][pid][field] != firsts[1][pid][field] for field in firsts[0][pid])
        for pid in set(firsts[0]) & set(firsts[1])
    ]
    common = len(records[0]) - extra[0] - len(only_first)
    fields = len(records[0][0][0]) - 1
    assert expected["double_entry"] == {
        "Records missing in main file": len(only_second),
        "Records missing in duplicate file": len(only_first),
        "Non-unique records in main file": extra[0],
        "Non-unique records in duplicate file": extra[1],
        "Number of fields checked": fields,
        "Common records": common,
        "Records with errors": sum(count > 0 for count in wrong),
        "Field entries with errors": sum(wrong),
        "Error percentage (#records)": pytest.approx(
            100 * np.count_nonzero(wrong) / common, rel=KEPT
        ),
        "Error percentage (#fields)": pytest.approx(100 * sum(wrong) / (common * fields), rel=KEPT),
    }
    assert 0.35 < expected["double_entry"]["Error percentage (#fields)"] < 0.45


def test_flow(expected, baseline, endline):
    before, after = (Counter(row["workplace"] for row in rows) for rows in (baseline, endline))
    for workplace, part in expected["flow"]["by_workplace"].items():
        assert part["baseline"] == before[workplace]
        assert part["followed"] == after[workplace]
        assert part["lost"] == before[workplace] - after[workplace]
    cells = [
        part for city in expected["flow"]["by_city_and_group"].values() for part in city.values()
    ]
    assert [part["followed"] for part in cells] == [862, 979, 886, 905, 854, 1023]
    assert sum(part["baseline"] for part in cells) == 6304


@pytest.mark.parametrize("outcome", FIELDS)
@pytest.mark.parametrize("city", CITIES)
def test_r_finds_the_same_ratio_of_odds_ratios(expected, outcome, city):
    fits = json.loads(R.read_text(encoding="utf-8"))[outcome][city]["person"]
    saturated = next(
        fit for fit in fits if fit["correlation"] == "independence" and not fit["adjusted"]
    )
    cells = expected[outcome]["tables_2_and_3"][city]["cells"]
    logit = {
        (arm, wave): log(cell["k"] / (cell["n"] - cell["k"]))
        for arm, waves in cells.items()
        for wave, cell in waves.items()
    }
    change = {arm: logit[arm, "endline"] - logit[arm, "baseline"] for arm in "01"}
    # A saturated model fits the cells exactly; R iterates to 1e-12 and prints 12 digits.
    place = saturated["terms"].index("group:wave")
    assert saturated["coef"][place] == pytest.approx(change["1"] - change["0"], abs=1e-9)
