"""Every printed number, counted in the delimited files."""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from statistics import mean, stdev

import pytest
from ruamel.yaml import YAML

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
PUBLISHED = SHARED / "reference" / "published.yaml"

CITY = {"BJ": "1", "SH": "2", "CD": "3"}
ARM = {"C": "0", "I": "1"}
PERSONS = {"BJ": (986, 1120), "SH": (989, 1012), "CD": (999, 1198)}
CERTIFICATE = {
    # city: control baseline, endline; intervention baseline, endline
    "BJ": (("51.52", "55.18"), ("55.26", "69.30")),
    "SH": (("57.32", "60.32"), ("71.68", "80.24")),
    "CD": (("55.36", "59.34"), ("53.17", "68.83")),
}
CERTIFICATE_BASELINE = {
    "BJ": ((508, 986), (615, 1113)),
    "SH": ((564, 984), (724, 1010)),
    "CD": ((553, 999), (637, 1198)),
}
FOLLOWED = {"BJ": (862, 979), "SH": (886, 905), "CD": (854, 1023)}
EXAM_BASELINE = {"BJ": (287, 305), "SH": (148, 161), "CD": (270, 314)}
PLACES = {"1": 669, "2": 415, "3": 124, "4": 204, "5": 73}


def printed(k, n):
    percent = Fraction(100 * k, n)
    exact = Decimal(percent.numerator) / Decimal(percent.denominator)
    return str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


def cell(rows, city, arm):
    return [r for r in rows if r["city"] == CITY[city] and r["group"] == ARM[arm]]


def yes_of_valid(rows, field):
    answers = Counter(row[field] for row in rows)
    return answers["1"], answers["0"] + answers["1"]


@pytest.mark.parametrize("city", CITY)
def test_persons_by_city_and_arm(baseline, city):
    assert tuple(len(cell(baseline, city, arm)) for arm in ARM) == PERSONS[city]


@pytest.mark.parametrize(
    ("field", "code", "count", "percent"),
    [
        ("type", "1", 2393, "37.96"),
        ("type", "2", 1247, "19.78"),
        ("type", "3", 2664, "42.26"),
        ("sex", "1", 2843, "45.10"),
        ("sex", "2", 3461, "54.90"),
        ("marital", "1", 2254, "35.76"),
    ],
)
def test_counts_and_percentages_of_all_persons(baseline, field, code, count, percent):
    counted = sum(row[field] == code for row in baseline)
    assert counted == count
    assert printed(counted, len(baseline)) == percent


def test_ages(baseline):
    ages = [int(row["age"]) for row in baseline]
    within = sum(20 <= age <= 40 for age in ages)
    assert (round(mean(ages), 2), round(stdev(ages), 2)) == (30.14, 8.09)
    assert within == 4860
    assert printed(within, len(ages)) == "77.09"


@pytest.mark.parametrize("city", CITY)
def test_holders_of_the_certificate(baseline, endline, city):
    for arm, percents, counts in zip(
        ARM, CERTIFICATE[city], CERTIFICATE_BASELINE[city], strict=True
    ):
        before = yes_of_valid(cell(baseline, city, arm), "cert")
        after = yes_of_valid(cell(endline, city, arm), "cert")
        assert before == counts
        assert (printed(*before), printed(*after)) == percents


@pytest.mark.parametrize("city", CITY)
def test_persons_met_again(endline, city):
    assert tuple(len(cell(endline, city, arm)) for arm in ARM) == FOLLOWED[city]


@pytest.mark.parametrize("city", CITY)
def test_exams_at_baseline(baseline, city):
    counted = tuple(yes_of_valid(cell(baseline, city, arm), "exam")[0] for arm in ARM)
    assert counted == EXAM_BASELINE[city]


@pytest.mark.parametrize(("city", "percent"), [("BJ", "28.19"), ("SH", "15.44")])
def test_printed_exam_percentages(baseline, city, percent):
    here = [row for row in baseline if row["city"] == CITY[city]]
    assert printed(*yes_of_valid(here, "exam")) == percent


@pytest.mark.parametrize("city", ["BJ", "SH"])
def test_fewer_than_half_of_the_intervention_had_an_exam_at_endline(endline, city):
    k, n = yes_of_valid(cell(endline, city, "I"), "exam")
    assert k / n < 0.5


def test_places_of_the_exam(baseline):
    places = Counter(row["place"] for row in baseline if row["exam"] == "1")
    assert places == PLACES
    percents = [printed(count, 1485) for count in PLACES.values()]
    assert percents == ["45.05", "27.95", "8.35", "13.74", "4.92"]


@pytest.fixture(scope="module")
def yaml_of_the_paper():
    if not PUBLISHED.is_file():
        pytest.skip("../shared is not here")
    return YAML(typ="safe").load(PUBLISHED)


def test_every_count_of_the_collected_numbers(yaml_of_the_paper, baseline):
    counted = {
        "n_total": len(baseline),
        **{f"n_{name}": sum(r["city"] == code for r in baseline) for name, code in CITY.items()},
        "factory": sum(row["type"] == "1" for row in baseline),
        "construction": sum(row["type"] == "2" for row in baseline),
        "service": sum(row["type"] == "3" for row in baseline),
        "male": sum(row["sex"] == "1" for row in baseline),
        "female": sum(row["sex"] == "2" for row in baseline),
        "unmarried": sum(row["marital"] == "1" for row in baseline),
    }
    collected = {
        item["id"]: item.get("count", item.get("value"))
        for part in ("sample", "baseline_characteristics")
        for item in yaml_of_the_paper[part]
    }
    assert {name: collected[name] for name in counted} == counted


def test_every_certificate_percentage_of_the_collected_numbers(
    yaml_of_the_paper, baseline, endline
):
    for city in CITY:
        for arm, percents in yaml_of_the_paper["certificate"][city].items():
            before = yes_of_valid(cell(baseline, city, arm), "cert")
            after = yes_of_valid(cell(endline, city, arm), "cert")
            assert float(printed(*before)) == percents["base"]
            assert float(printed(*after)) == percents["end"]


def test_the_collected_places_of_the_exam(yaml_of_the_paper):
    collected = yaml_of_the_paper["exam_institution_pct"]["values"].values()
    ours = (PLACES[code] for code in ("1", "2", "3", "4", "5"))
    assert [float(printed(count, 1485)) for count in ours] == list(collected)
