"""Options of tables of data frames: what is not known is refused, all at once."""

import numpy as np
import pandas as pd
import pytest

import migrant_rh as mr
from migrant_rh import tables


def people():
    """Six persons in three groups of two."""
    return pd.DataFrame(
        {
            "g": ["a", "a", "b", "b", "c", "c"],
            "sex": ["m", "f", "m", "m", None, "f"],
            "age": [20.0, 31.0, 44.0, 25.0, 39.0, np.nan],
            "smokes": [1, 0, 1, 1, 0, 0],
            "rich": [True, False, True, False, True, True],
        }
    )


def test_everything_unknown_is_told_at_once():
    with pytest.raises(mr.MigrantRHError) as caught:
        tables.baseline(people(), by="gruop", rows=["sexx"])
    told = caught.value.to("en")
    assert "Did you mean 'sex'?" in told
    assert "'gruop'" in told
    with pytest.raises(mr.MigrantRHError, match="median_quartiles"):
        tables.baseline(people(), by="g", statistic="median_quartile")
    with pytest.raises(mr.MigrantRHError, match="no numbers"):
        tables.baseline(people(), by="g", rows=["sex"], statistic={"sex": "mean_sd"})
    names = pd.DataFrame({"name": [f"person {n}" for n in range(80)]})
    with pytest.raises(mr.MigrantRHError, match="80 different values"):
        tables.baseline(names)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"test": {"age": "fisher"}}, "test: 'fisher' is not for 'age'"),
        ({"test": {"sex": "welch"}}, "test: 'welch' is not for 'sex'"),
        ({"test": {"agee": "welch"}}, "Did you mean 'age'?"),
        ({"test": "chi2"}, "'chi2' is not known"),
        ({"digits": {"age": -1}}, "a whole number from 0 to 15"),
        ({"digits": 1.5}, "a whole number from 0 to 15"),
        ({"missing": "maybe"}, "no, ifany, always"),
        ({"add_overall": "middle"}, "True, False, first, last"),
        ({"style": "lancet"}, "cmj-zh, ama, nejm"),
        ({"language": "fr"}, "zh, en"),
        ({"labels": {"age": "Age"}}, "there is no option 'labels'"),
        ({"rows": ["age", "sex", "age"]}, "rows names 'age' twice"),
        ({"percent_digits": "1"}, "percent_digits: '1'"),
        ({"min_cell": 1}, "a whole number from 2 to 1000"),
    ],
)
def test_no_option_is_taken_in_silence(options, told):
    with pytest.raises(mr.MigrantRHError) as caught:
        tables.baseline(people(), by="g", **options)
    assert told in caught.value.to("en")
    assert caught.value.to("zh") != caught.value.to("en")


def test_mistakes_of_options_are_told_together():
    with pytest.raises(mr.MigrantRHError) as caught:
        tables.baseline(people(), by="g", style="lancet", missing="maybe", foo=1)
    told = caught.value.to("en")
    assert all(word in told for word in ("lancet", "maybe", "'foo'"))


def test_other_tables_know_their_options_too(demo_run):
    frame = demo_run.panel.data
    roles = tables.Roles(
        id="_id", wave="_wave", group="_arm", cluster="_unit", waves=("baseline", "endline")
    )
    asked = {"style": "lancet", "titel": "x"}
    calls = (
        lambda: tables.rates(frame, "cert", roles=roles, **asked),
        lambda: tables.multiple_response(people(), ["smokes", "rich"], **asked),
        lambda: tables.missingness(people(), **asked),
        lambda: tables.double_entry(demo_run.checked.comparisons, **asked),
    )
    for call in calls:
        with pytest.raises(mr.MigrantRHError) as caught:
            call()
        assert "lancet" in caught.value.to("en")
        assert "Did you mean 'title'?" in caught.value.to("en")
