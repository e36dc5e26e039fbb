"""Bad input 35: percentages in place of counts, or a published table.

The number of the input in the list begins the name of its tests.
"""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import migrant_rh as mr
from migrant_rh.errors import AnalysisError
from migrant_rh.methods.grim import possible_counts


def table(percents, totals, **columns):
    return pd.DataFrame({"p": percents, "n": totals, **columns})


def refusal(data, **options):
    with pytest.raises(AnalysisError) as caught:
        mr.tables.from_percentages(data, percent="p", n="n", **options)
    return caught.value.problems


def test_35_a_published_table_is_counts_and_persons_again():
    """508 of 986 and 571 of 1012; the chi-square is that of the counts themselves."""
    data = table(["51.52", "56.42"], [986, 1012], arm=["C", "I"])
    found = mr.tables.from_percentages(data, percent="p", n="n")
    assert found.frame["count"].tolist() == [508, 571]
    assert found.counts().to_numpy().tolist() == [[508, 478], [571, 441]]
    whole = mr.chi_square([[508, 478], [571, 441]])
    assert mr.chi_square(found.counts()).statistic == whole.statistic
    persons = found.persons("cert")
    assert persons.columns.tolist() == ["p", "arm", "cert"]
    by_person = mr.chi_square(persons, rows="arm", columns="cert")
    assert by_person.statistic == pytest.approx(whole.statistic, rel=1e-12)
    fit = mr.gee("cert ~ arm", persons.assign(id=range(len(persons))), id="id")
    ratio = np.log((571 / 441) / (508 / 478))
    assert fit.tidy()["estimate"].iloc[-1] == pytest.approx(ratio, rel=1e-8)


def test_35_percentages_that_no_count_gives_are_all_listed():
    """The example of Brown and Heathers: no 28 whole numbers have the mean 5.19."""
    first, second = refusal(table([45.3, 50.0, 19.0], [20, 20, 28]), decimals=1)
    assert [(p.where.record, p.code) for p in (first, second)] == [
        (1, "frames.no-count"),
        (3, "frames.no-count"),
    ]
    assert "no count of 20 persons gives 45.3; the nearest is 9, which is 45 per cent" in (
        first.found.en
    )
    assert "28 人" in second.found.zh


def test_35_several_counts_of_one_percentage_are_asked_about():
    data = table(["50", "33"], [1000, 9])
    (problem,) = refusal(data)
    assert "every count from 495 to 505" in problem.found.en
    found = mr.tables.from_percentages(data, percent="p", n="n", several="nearest").frame
    assert found[["count", "count_low", "count_high"]].to_numpy().tolist() == [
        [500, 495, 505],
        [3, 3, 3],
    ]


def test_35_what_is_no_percentage_or_no_total_is_told_with_its_row():
    problems = refusal(table(["120", "abc", "50"], [10, 10, 4.5]))
    told = [(p.where.record, p.where.field, p.code) for p in problems]
    assert told == [
        (1, "p", "frames.no-percentage"),
        (2, "p", "frames.no-percentage"),
        (3, "n", "frames.no-total"),
    ]


def test_35_more_decimals_than_declared_are_refused():
    (problem,) = refusal(table(["12.55"], [200]), decimals=1)
    assert "2 decimals, more than the 1 declared" in problem.found.en


def test_35_a_file_of_percentages_is_read_and_counted(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("arm,rate,persons\nC,51.5%,200\nI,60.0%,205\n")
    found = mr.tables.from_percentages(mr.read(path).data, percent="rate", n="persons")
    assert found.frame["count"].tolist() == [103, 123]


@given(
    st.integers(1, 5000).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
    st.integers(0, 3),
    st.sampled_from(["ROUND_HALF_UP", "ROUND_HALF_EVEN", "ROUND_HALF_DOWN"]),
)
def test_35_the_count_that_was_printed_is_always_possible(cell, decimals, rounding):
    total, count = cell
    printed = (Decimal(100 * count) / total).quantize(Decimal(1).scaleb(-decimals), rounding)
    found = possible_counts([printed], np.array([total]), decimals)
    assert found.low[0] <= count <= found.high[0]
    assert found.low[0] <= found.nearest[0] <= found.high[0]


@given(st.integers(1, 400), st.integers(0, 1000))
def test_35_no_other_count_is_possible(total, tenths):
    """Against every count there is: one is possible where its percentage rounds to the printed."""
    found = possible_counts([Decimal(tenths) / 10], np.array([total]), 1)
    near = [k for k in range(total + 1) if abs(2000 * k - 2 * tenths * total) <= total]
    low, high = int(found.low[0]), int(found.high[0])
    assert list(range(low, high + 1)) == near
