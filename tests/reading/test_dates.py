"""Dates: how they are written, and what a column tells of their order."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrant_rh.reading.dates import ORDERS, as_dates, date_order, read_date, read_dates

DAY = dt.date
WRITTEN = {
    "ymd": ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日", "%Y-%m-%d 00:00:00"],
    "dmy": ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d%m%Y"],
    "mdy": ["%m/%d/%Y", "%m-%d-%Y", "%m%d%Y"],
}
days = st.dates(DAY(1900, 1, 1), DAY(2099, 12, 31))


def written(day: dt.date, form: str) -> str:
    """Write a date; strftime of years before 1000 is not the same everywhere."""
    return day.strftime(form)


@given(days, st.sampled_from([(order, form) for order in ORDERS for form in WRITTEN[order]]))
def test_what_is_written_is_read(day, how):
    order, form = how
    assert read_date(written(day, form), order) == day


@given(st.lists(days, max_size=30), st.sampled_from(ORDERS))
def test_a_column_is_read_as_its_cells_are(column, order):
    texts = [written(day, WRITTEN[order][0]) for day in column]
    expected = np.array([read_date(text, order) for text in texts], dtype="datetime64[D]")
    assert (read_dates(texts, order) == expected).all()


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("1/2/08", "dmy", DAY(2008, 2, 1)),
        ("1/2/08", "mdy", DAY(2008, 1, 2)),
        ("08/1/2", "ymd", DAY(2008, 1, 2)),
        ("31/12/49", "dmy", DAY(2049, 12, 31)),
        ("31/12/50", "dmy", DAY(1950, 12, 31)),
        ("08年1月2日", "ymd", DAY(2008, 1, 2)),
        ("2008年1月2", "ymd", DAY(2008, 1, 2)),
        ("２００８－０１－０２", "ymd", DAY(2008, 1, 2)),
        ("29/02/2008", "dmy", DAY(2008, 2, 29)),
    ],
)
def test_other_ways_to_write(text, order, day):
    assert read_date(text, order) == day


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("29/02/2007", "dmy"), ("31/04/2008", "dmy"), ("13/01/2008", "mdy"), ("00/01/2008", "dmy"),
        ("2008-01/02", "ymd"), ("2008-1-2 12:30", "ymd"), ("31/12", "dmy"), ("1/2/008", "dmy"),
        ("", "ymd"), ("x", "ymd"), ("39448", "ymd"), ("2008-01-02", "dmy"), ("01/02/2008", "ymd"),
        ("0000-00-00", "ymd"), ("2008年13月1日", "ymd"), ("１/二/2008", "dmy"),
    ],
)  # fmt: skip
def test_what_is_no_date(text, order):
    assert read_date(text, order) is None
    assert np.isnat(read_dates([text], order)).all()


def test_a_column_keeps_its_index_and_its_gaps():
    texts = pd.Series(["31/12/2007", "", None, "x"], index=[3, 5, 8, 9], dtype="str")
    found = as_dates(texts, "dmy")
    assert list(found.index) == [3, 5, 8, 9]
    assert found.isna().tolist() == [False, True, True, True]
    assert found.iloc[0] == pd.Timestamp(2007, 12, 31)


def test_dates_outside_the_range_of_nanoseconds():
    found = as_dates(pd.Series(["0999-01-02", "9999-12-31"]), "ymd")
    assert found.dt.year.tolist() == [999, 9999]


def test_an_unknown_order_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="order must be one of ymd, dmy, mdy"):
        as_dates(pd.Series(["1/2/2008"]), "")


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["01/02/2008", "31/12/2007"], "dmy"),
        (["01/02/2008", "12/31/2007"], "mdy"),
        (["2008-01-02", "2007-12-31"], "ymd"),
        (["2008-01-02"], "ymd"),
        (["2008年1月2日"], "ymd"),
        (["01/02/2008"], None),
        (["01/02/2008", "03/04/2008"], None),
        (["31/12/2007", "12/31/2007"], None),
        (["2008-01-02", "31/12/2007"], None),
        (["31/12/2007", "99/99/9999", "unknown"], "dmy"),
        (["05/05/2008", "07/07/2008"], "dmy"),
        ([], "ymd"),
        (["", "x"], "ymd"),
        (["01/02/03"], None),
        (["31/12/07"], None),
        (["31/12/57"], "dmy"),
    ],
)
def test_the_order_is_told_by_the_whole_column(texts, order):
    assert date_order(pd.Series(texts, dtype="str")) == order


@given(st.lists(days, min_size=1, max_size=20), st.sampled_from(ORDERS), st.randoms())
def test_the_order_told_is_never_a_wrong_one(column, order, random):
    texts = [written(day, WRITTEN[order][0]) for day in column]
    random.shuffle(texts)
    told = date_order(pd.Series(texts))
    if told is not None:
        assert (read_dates(texts, told) == read_dates(texts, order)).all()


@given(st.lists(days, min_size=1, max_size=20))
def test_the_order_does_not_hang_on_row_order_or_repetition(column):
    texts = pd.Series([written(day, "%d/%m/%Y") for day in column])
    assert date_order(texts) == date_order(texts[::-1]) == date_order(pd.concat([texts, texts]))
