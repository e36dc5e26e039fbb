"""Conditions are judged with missing values kept unknown, and nothing but conditions is read."""

import pandas as pd
import pytest

from migrant_rh.study.expression import Expression, ExpressionError

DATA = pd.DataFrame({"age": [17.0, 18.0, 49.0, 50.0, None], "sex": ["1", "2", None, "1", "2"]})


def judged(condition: str) -> list[bool | None]:
    return [
        None if pd.isna(truth) else bool(truth) for truth in Expression.parse(condition).holds(DATA)
    ]


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        ("18 <= age <= 49", [False, True, True, False, None]),
        ("age >= 18", [False, True, True, True, None]),
        ("not age >= 18", [True, False, False, False, None]),
        ("sex == 1", [True, False, None, True, False]),
        ("sex != '1'", [False, True, None, False, True]),
        ("sex in [1, 3]", [True, False, None, True, False]),
        ("sex not in [1]", [False, True, None, False, True]),
        ("age > 17 and sex == 1", [False, False, None, True, False]),
        ("age > 17 or sex == 1", [True, True, True, True, None]),
        ("age == -1", [False, False, False, False, None]),
    ],
)
def test_each_row_is_true_false_or_unknown(condition, truth):
    assert judged(condition) == truth


@pytest.mark.parametrize(
    "condition",
    [
        "__import__('os')",
        "age.real > 1",
        "age + 1 > 2",
        "age",
        "age > 1 if sex else 2",
        "(lambda: 1)() > 0",
        "sex in 'ab'",
        "age > True",
        "[a for a in [1]] == 1",
        "age >",
        "",
        "age is 1",
        "'a' * 9999999 == sex",
        "(" * 400,
        "age > 1" + " and age > 1" * 60,
    ],
)
def test_anything_else_is_refused_with_its_place(condition):
    with pytest.raises(ExpressionError) as caught:
        Expression.parse(condition)
    assert caught.value.reason.zh
    assert 0 <= caught.value.offset <= len(condition)


def test_names_are_listed_once_in_order():
    assert Expression.parse("b > 1 and a < 2 and b < 9").names == ("b", "a")
