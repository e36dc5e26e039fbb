"""What a slip can make of a value."""

import pytest

from migrant_rh.demo.form import Field, baseline_form
from migrant_rh.demo.typing_errors import KEYPAD, slips_of

FIELDS = {field.name: field for field in baseline_form().fields}


def made(name, value):
    return {kind: typed for kind, typed in slips_of(FIELDS[name], value).items() if typed}


def test_neighbours_on_the_keypad_are_mutual():
    for key, neighbours in KEYPAD.items():
        assert all(key in KEYPAD[neighbour] for neighbour in neighbours)


@pytest.mark.parametrize(
    ("name", "value", "slips"),
    [
        ("sex", "1", {"adjacent_key": ["2"]}),
        ("cert", "9", {}),
        (
            "workplace",
            "21",
            {
                "adjacent_key": ["11", "20", "22", "24", "31"],
                "transposition": ["12"],
                "dropped_digit": ["1", "2"],
            },
        ),
        (
            "months",
            "10",
            {
                "adjacent_key": ["11", "12", "20", "40"],
                "blank": [""],
            },
        ),
        ("origin", "四川南充", {"blank": [""]}),
    ],
)
def test_only_admissible_slips_are_made(name, value, slips):
    assert made(name, value) == slips


def test_dates_stay_days_of_the_calendar_within_the_survey():
    slips = made("vdate", "2007/10/31")
    assert slips["transposition"] == ["2007/10/13"]
    assert all("2007/08/01" <= typed <= "2007/12/31" for typed in slips["adjacent_key"])
    assert "2007/10/61" not in slips["adjacent_key"]


def test_a_field_that_must_be_filled_is_never_left_blank():
    assert "blank" not in made("age", "30")


def test_limits_and_labels_decide_what_is_admitted():
    field = Field("code", "", "integer", 1, labels={"0": "no", "1": "yes"}, missing=("9",))
    assert [value for value in "012389" if field.admits(value)] == ["0", "1", "9"]
    assert not field.admits("")
