"""Text to values: blanks and missing codes are missing, anything else is a value or an error."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrant_rh.errors import ReadingError
from migrant_rh.reading.records import Codebook, Field, Provenance, Records
from migrant_rh.reading.typed import number


def records(field: Field, texts, states=None) -> Records:
    """A file of one field."""
    count = len(texts)
    text = pd.DataFrame(
        {
            "_recno": np.arange(1, count + 1),
            "_state": pd.Series(states or ["normal"] * count, dtype="str"),
            "_line": np.arange(2, count + 2),
            field.name: pd.Series(texts, dtype="str"),
        }
    )
    source = Provenance("x.csv", "delimited text", "", "utf-8", "tried", records=count)
    return Records(Codebook((field,)), (), source, text)


def values(field: Field, texts) -> list:
    """Typed values, None where missing."""
    column = records(field, texts).data[field.name]
    return [
        None if missing else value for value, missing in zip(column, column.isna(), strict=True)
    ]


@pytest.mark.parametrize(
    ("kind", "texts", "expected", "dtype"),
    [
        (
            "integer",
            ["1", "-5", "+3", "007", "12.", "12.0", ""],
            [1, -5, 3, 7, 12, 12, None],
            "Int64",
        ),
        ("integer", ["９", "\u30001８"], [9, 18], "Int64"),
        ("integer", [str(2**63 - 1)], [2**63 - 1], "Int64"),
        (
            "decimal",
            ["1.5", ".5", "-2", "1e-3", "", "１.５"],
            [1.5, 0.5, -2.0, 0.001, None, 1.5],
            "Float64",
        ),
        ("boolean", ["Y", "n", "1", "0", ""], [True, False, True, False, None], "boolean"),
        ("text", ["a", "", "Ａ"], ["a", None, "Ａ"], "string"),
        ("id", ["001", "", "Ａ１"], ["001", None, "A1"], "string"),
        ("time", ["12:30"], ["12:30"], "string"),
    ],
)
def test_values_by_kind(kind, texts, expected, dtype):
    field = Field("X", kind)
    assert values(field, texts) == expected
    assert str(records(field, texts).data["X"].dtype) == dtype


def test_dates_by_their_order():
    data = records(Field("X", "date", date_order="dmy"), ["31/12/2007", ""]).data["X"]
    assert data.iloc[0] == pd.Timestamp(2007, 12, 31)
    assert data.isna().tolist() == [False, True]
    assert str(data.dtype) == "datetime64[s]"


def test_a_decimal_comma():
    assert values(Field("X", "decimal", decimal_mark=","), ["1,5", "2"]) == [1.5, 2.0]
    with pytest.raises(ReadingError):
        _ = records(Field("X", "decimal", decimal_mark=","), ["1.5"]).data


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("integer", "x"), ("integer", "1.5"), ("integer", "1 2"), ("integer", "1_0"),
        ("integer", "-"), ("integer", "٣"), ("integer", str(2**63)), ("integer", "9" * 60),
        ("integer", "1\x002"), ("decimal", "nan"), ("decimal", "inf"), ("decimal", "1,5"),
        ("decimal", "."), ("decimal", "1_0.5"), ("decimal", "1e999"), ("decimal", "1\x002.5"),
        ("boolean", "J"), ("boolean", "yes"), ("date", "31/02/2008"),
    ],
)  # fmt: skip
def test_what_is_no_value_is_an_error_with_its_place(kind, text):
    field = Field("X", kind, date_order="dmy" if kind == "date" else "")
    with pytest.raises(ReadingError) as caught:
        _ = records(field, ["", text]).data
    (problem,) = caught.value.problems
    assert (problem.where.record, problem.where.field, problem.where.file) == (2, "X", "x.csv")
    assert problem.code == "reading.no-value"
    assert problem.expected is not None


def test_all_wrong_cells_are_listed_or_counted():
    with pytest.raises(ReadingError) as caught:
        _ = records(Field("X", "integer"), ["a", "1", "b", "a"]).data
    assert [problem.where.record for problem in caught.value.problems] == [1, 3, 4]
    with pytest.raises(ReadingError) as caught:
        _ = records(Field("X", "integer"), ["a"] * 70).data
    assert len(caught.value.problems) == 51
    assert "20" in caught.value.problems[-1].found.en


def test_a_wrong_cell_of_a_deleted_record_is_no_error():
    data = records(Field("X", "integer"), ["x", "1"], ["deleted", "normal"]).data
    assert data["X"].tolist() == [1]
    assert list(data.index) == [1]


def test_missing_codes_are_found_as_text_and_as_number():
    field = Field("X", "decimal", missing=("9.99", "-"))
    assert values(field, ["9.99", "9.990", "-", "9.9"]) == [None, None, None, 9.9]
    assert values(Field("X", "integer", missing=("9",)), ["9", "09", "99"]) == [None, None, 99]
    assert values(Field("X", "text", missing=("9",)), ["9", "09"]) == [None, "09"]
    assert values(Field("X", "id", missing=("9",)), ["9", "09"]) == [None, "09"]


def test_blanks_of_any_width_are_missing():
    for kind in ("integer", "decimal", "text", "id"):
        assert values(Field("X", kind), ["", "\u3000"]) == [None, None]


def test_no_records_give_empty_columns_of_the_right_type():
    for kind, dtype in (("integer", "Int64"), ("decimal", "Float64"), ("boolean", "boolean"),
                        ("text", "string")):  # fmt: skip
        assert str(records(Field("X", kind), []).data["X"].dtype) == dtype


@given(st.lists(st.one_of(st.none(), st.integers(-(2**63) + 1, 2**63 - 1)), max_size=40))
def test_whole_numbers_come_back(numbers):
    texts = ["" if value is None else str(value) for value in numbers]
    assert values(Field("X", "integer"), texts) == numbers


@given(
    st.lists(st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)), max_size=40)
)
def test_decimals_come_back_to_the_last_digit(numbers):
    texts = ["" if value is None else repr(value) for value in numbers]
    assert values(Field("X", "decimal"), texts) == numbers


@given(st.lists(st.decimals(-9999, 9999, places=3).map(str), min_size=1, max_size=40))
def test_the_fast_way_and_the_slow_way_agree(texts):
    assert values(Field("X", "decimal"), texts) == [number(text, ".") for text in texts]


@given(st.lists(st.sampled_from(["1", "2", "", "9"]), min_size=1, max_size=30))
def test_row_order_changes_nothing_but_the_order(texts):
    field = Field("X", "integer", missing=("9",))
    assert values(field, texts[::-1]) == values(field, texts)[::-1]
    assert values(field, texts + texts) == values(field, texts) * 2
