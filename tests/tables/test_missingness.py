"""Missing answers by variable and reason: counted as by hand, of a study and of any frame."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import migrant_rh as mr
from migrant_rh import tables
from migrant_rh.analysis.missingness import missingness_rows
from migrant_rh.errors import MigrantRHError
from migrant_rh.rendering.tables.missingness import missingness_table
from migrant_rh.results.rows import Results


@pytest.fixture(scope="module")
def run(demo_run):
    return demo_run


def people(count=400, seed=4):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "g": rng.choice(["a", "b"], count),
            "wave": rng.choice([0, 1], count),
            "shop": rng.integers(0, 12, count),
            "age": np.where(rng.random(count) < 0.2, np.nan, 30.0),
            "held": rng.choice([0, 1, 8, 9, np.nan], count),
            "sex": rng.choice(["f", "m"], count),
        }
    )


def counted(results, **place):
    row = results.one(scale="proportion", **place)
    return row.n_missing, row.n


def test_counts_are_those_of_pandas_by_wave_group_and_reason():
    data = people()
    reasons = {"held": {8: "not applicable", 9: "no answer"}}
    results = tables.missingness(data, by="g", wave="wave", reasons=reasons).results
    for (wave, group), part in data.groupby(["wave", "g"]):
        place = {"wave": str(wave), "group": group}
        assert counted(results, outcome="age", term="", **place) == (
            part["age"].isna().sum(),
            len(part),
        )
        gone = part["held"].isna() | part["held"].isin([8, 9])
        assert counted(results, outcome="held", term="", **place) == (gone.sum(), len(part))
        assert counted(results, outcome="held", term="9", **place)[0] == (part["held"] == 9).sum()
        assert counted(results, outcome="held", term="blank", **place)[0] == (
            part["held"].isna().sum()
        )
        assert counted(results, outcome="sex", term="", **place)[0] == 0


def test_the_test_is_that_of_the_two_by_two_table():
    data = people()
    results = tables.missingness(data, by="g", rows=["age"], test=True, cluster="shop").results
    table = pd.crosstab(data["g"], data["age"].isna())
    expected = mr.chi_square(table)
    row = results.one(outcome="age", scale="test")
    assert (row.statistic, row.p_value) == pytest.approx((expected.statistic, expected.p_value))
    clustered = mr.chi_square(
        data.assign(gone=data["age"].isna()), rows="g", columns="gone", cluster="shop"
    )
    assert results.one(outcome="age", scale="test_clustered").p_value == pytest.approx(
        clustered.p_value
    )


def test_lines_say_the_reasons_and_a_note_what_is_complete():
    shown = tables.missingness(
        people(), by="g", rows=["age", "held", "sex"], reasons={"held": {9: ("未答", "no answer")}},
        label={"age": ("年龄", "Age")},
    )  # fmt: skip
    labels = [(row.label.en, row.label.zh, row.indent) for row in shown.table.rows]
    assert labels == [
        ("Age", "年龄", 0),
        ("held", "held", 0),
        ("no answer", "未答", 1),
        ("Blank", "空白", 1),
    ]
    assert "Nothing is missing in: sex" in " ".join(shown.to_text().split())
    everything = tables.missingness(people(), by="g", rows=["age", "sex"], everything=True)
    assert [row.label.en for row in everything.table.rows] == ["age", "sex"]


def test_nothing_missing_and_nobody_there_are_tables_too():
    complete = tables.missingness(people(), rows=["sex"])
    assert complete.table.rows == ()
    nobody = tables.missingness(people().iloc[:0], rows=["sex"], everything=True)
    assert "0 (—)" in nobody.to_text()


def test_columns_that_are_not_there_are_named():
    with pytest.raises(MigrantRHError, match="hold"):
        tables.missingness(people(), by="g", rows=["hold"], reasons={"helt": {9: "x"}})


def test_the_study_counts_its_missing_codes(run):
    rows = run.results.where(analysis="missingness")
    data = run.panel.data
    for wave in ("baseline", "endline"):
        for arm in run.panel.arms:
            part = data[(data["_wave"] == wave) & (data["_arm"] == arm)]
            place = {"analysis": "missingness", "wave": wave, "group": arm}
            for name in ("cert", "income", "place"):
                told = run.results.one(**place, outcome=name, term="", scale="proportion")
                asked = part[part["exam"] != "0"] if name == "place" else part
                assert (told.n_missing, told.n) == (asked[name].isna().sum(), len(asked))
                lines = run.results.where(**place, outcome=name)
                of_reasons = [row.n_missing for row in lines if row.term not in {"", "skipped"}]
                assert sum(of_reasons) == told.n_missing
    assert {row.outcome for row in rows}.isdisjoint({"pid", "workplace", "group", "age_group"})


def test_the_report_shows_it_in_both_languages(run):
    shown = run.tables["missingness"]
    assert "检查地点" in shown.to_text()
    assert "Place of the examination" in shown.to("en").to_text()
    ids = {row.id for row in run.results}
    assert set(shown.table.sources) <= ids


def test_a_variable_that_a_wave_did_not_ask_is_no_missing_answer():
    data = people().drop(columns=["held"])
    gaps = tables.missingness(data.assign(late=np.where(data["wave"] == 1, 1.0, np.nan)),
                              wave="wave", rows=["late"]).results  # fmt: skip
    assert counted(gaps, outcome="late", wave="0", term="")[0] == (data["wave"] == 0).sum()


def test_a_wave_that_did_not_ask_says_so(run):
    first = run.panel.data["_wave"] == "baseline"
    data = run.panel.data.assign(income=run.panel.data["income"].where(~first))
    reasons = run.panel.reasons.assign(income=run.panel.reasons["income"].where(~first, ""))
    rows = missingness_rows(replace(run.panel, data=data, reasons=reasons))
    results = Results.of(rows, run.results.vocabulary)
    told = results.one(outcome="income", wave="baseline")
    assert (told.estimate, told.n_missing, told.note) == (None, None, "missingness.not_asked")
    table = missingness_table(results)
    line = next(row for row in table.rows if "income" in row.label.en)
    assert line.cells[0].reason.en == "Not asked in this survey"
    assert (
        line.cells[-1].n
        == results.one(outcome="income", wave="endline", group="", term="").n_missing
    )
