"""Conditions of check files, run over all records; every rule on every kind of column."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrant_rh.checking.conditions import NotRunError, holds, parse
from migrant_rh.checking.rules import check_records
from migrant_rh.reading import read
from migrant_rh.reading.records import (
    Codebook,
    Comparison,
    Condition,
    Field,
    Interval,
    Jump,
    Provenance,
    Records,
)

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "epidata"
FIELDS = (
    Field("AGE", "integer", missing=("99",)),
    Field("SEX", "integer"),
    Field("DOSE", "decimal", decimal_mark=","),
    Field("BORN", "date", date_order="dmy"),
    Field("SEEN", "date", date_order="dmy"),
    Field("NAME", "text"),
)
ROWS = [
    ["17", "1", "1,5", "01/02/1990", "01/03/2007", "Li"],
    ["99", "2", "", "", "01/03/2007", ""],
    ["", "1", "0,25", "02/03/2007", "01/03/2007", "li"],
    ["61", "", "2,0", "01/03/2007", "01/03/2007", "Wang"],
]


def records_of(rows: list[list[str]], book: Codebook) -> Records:
    text = pd.DataFrame(rows, columns=list(book.names), dtype=object)
    text.insert(0, "_line", 0)
    text.insert(0, "_state", "normal")
    text.insert(0, "_recno", np.arange(1, len(rows) + 1))
    source = Provenance("a.rec", "EpiData REC", "", "utf-8", "declared", records=len(rows))
    return Records(book, (), source, text)


DATA = records_of(ROWS, Codebook(FIELDS))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("AGE<18", [1]),
        ("age > 60", [4]),
        ("AGE=99", [2]),
        ("AGE<>99", [1, 4]),
        ("AGE=.", [3]),
        ("AGE<>. AND SEX=1", [1]),
        ("(BORN<>.) AND (SEEN<BORN)", [3]),
        ("SEEN-BORN=0", [4]),
        ("SEEN - BORN > 365", [1]),
        ("DOSE*2>=3", [1, 4]),
        ("DOSE + 1 < 2 OR SEX = 2", [2, 3]),
        ("NOT (SEX=1)", [2, 4]),
        ("NOT SEX=1 AND AGE>60", [4]),
        ('NAME="LI"', [1, 3]),
        ("AGE DIV 10 = 6", [4]),
        ("SEX=1 OR SEX=2 AND AGE=99", [1, 2, 3]),
    ],
)
def test_which_records_a_condition_holds_for(text: str, rows: list[int]) -> None:
    found = holds(parse(text), DATA, DATA.text)
    assert DATA.text.loc[found, "_recno"].tolist() == rows


@pytest.mark.parametrize(
    "text",
    ["", "AGE", "AGE>", "NOBODY=1", "AGE=1 SEX=1", "(AGE=1", "YEAR(BORN)=1990", "AGE=NAME+1", "# 1",
     "BORN>5", "NAME*2=4", ".=.", "AGE>.", "(" * 100 + "AGE=1" + ")" * 100, "1=1"],
)  # fmt: skip
def test_what_cannot_be_run_says_so(text: str) -> None:
    with pytest.raises(NotRunError):
        holds(parse(text), DATA, DATA.text)


WORDS = (
    *("AGE", "SEX", "BORN", "NAME", "DOSE", "1", "2.5", ".", '"x"', "(", ")", "AND", "OR", "NOT"),
    *("=", "<>", "<", ">=", "+", "-", "*", "/", "DIV", "MOD"),
)


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_any_words_hold_or_are_refused(words: list[str]) -> None:
    try:
        found = holds(parse(" ".join(words)), DATA, DATA.text)
    except NotRunError:
        return
    assert len(found) == len(DATA.text)
    assert found.dtype.kind == "b"


CHECKS = """\
age
  AFTER ENTRY
    IF age<18 THEN
      HELP "Too young" TYPE=WARNING
    ENDIF
    IF (sex=2) AND
       THEN GOTO said ENDIF
    IF sex=1 THEN
      GOTO said
    ELSE
      HELP "Only men"
    ENDIF
    IF INTEGER(age)=1 THEN
      HELP "x"
    ENDIF
  END
END
"""


def test_conditions_of_a_check_file(tmp_path: Path) -> None:
    data = tmp_path / "a.csv"
    data.write_text("pid,age,sex,said\n1,17,1,x\n2,30,2,y\n", encoding="utf-8")
    (tmp_path / "a.chk").write_text(CHECKS, encoding="utf-8")
    records = read(data)
    assert [(each.text, each.message) for each in records.codebook.conditions] == [
        ("age<18", "Too young"),
        ("NOT (sex=1)", "Only men"),
        ("INTEGER(age)=1", "x"),
    ]
    found = {(one.rule, one.record, one.severity) for one in check_records(records)}
    assert found == {
        ("chk.condition", 1, "warning"),
        ("chk.condition", 2, "warning"),
        ("chk.condition_not_run", None, "info"),
    }
    assert any("steers" in note or "not_run" in note for note in records.notes)


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
def test_the_condition_of_a_file_of_epidata() -> None:
    folder = SHARED / "generated"
    records = read(folder / "alltypes_vlab.rec", encoding="cp1252", checks=folder / "a_basic.chk")
    (condition,) = records.codebook.conditions
    assert (condition.text, condition.message) == (
        "(DOB<>.) AND (VISIT<DOB)",
        "Visit before birth!",
    )


HOSTILE = [
    "",
    "1",
    "-1",
    "1e400",
    "x",
    "99/99/9999",
    "\u00e9",
    "NaN",
    "31/12/2007",
    " ",
    "1,5",
    "Y",
]
KINDS = ["integer", "decimal", "text", "boolean", "date", "time", "id"]


@pytest.mark.parametrize(("one", "two"), list(product(KINDS, KINDS)))
def test_every_rule_runs_on_every_kind_of_column(one: str, two: str) -> None:
    """Nothing raises half-way, whatever the columns hold."""
    order = {kind: "dmy" if kind == "date" else "" for kind in KINDS}
    fields = (
        Field(
            "A",
            one,
            date_order=order[one],
            ranges=(Interval("1", "5"), Interval(None, "x"), Interval("31/12/2007", None)),
            legal=("7", "x"),
            labelled_only=True,
            missing=("9", "x"),
            must_enter=True,
            key="unique",
            jumps=(Jump("1", "END", "max"), Jump(None, "B", "9"), Jump("x", "NOWHERE")),
            comparisons=tuple(Comparison(sign, "B") for sign in ("==", "!=", "<", "<=", ">", ">=")),
        ),
        Field("B", two, date_order=order[two], missing=("9",), comparisons=(Comparison("<", "C"),)),
    )
    texts = ["A<B", "A=B", 'A="x"', "A=. OR B<>.", "A+B>1", "NOT A>B"]
    conditions = tuple(Condition(text, "", 1, "A") for text in texts)
    rows = [[a, b] for a, b in product(HOSTILE, HOSTILE)]
    records = records_of(rows, Codebook(fields, conditions=conditions))
    findings = check_records(records, ("A",))
    assert {"chk.must_enter", "chk.unique"} <= {one.rule for one in findings}
    assert len(findings.frame()) == len(findings)
