"""Rules of a check file, run over every record."""

import pytest

from migrant_rh.checking.rules import check_records
from migrant_rh.reading import read

CHECKS = """\
LABELBLOCK
  LABEL yesno
    1 yes
    2 no
  END
END
pid
  KEY UNIQUE 1
END
sex
  COMMENT LEGAL USE yesno
  MUSTENTER
END
age
  RANGE 18 49
  LEGAL
    99
  END
END
exam
  JUMPS
    2 last
    3 SKIPNEXTFIELD
    4 WRITE
  END
END
seen
  RANGE 2007/08/01 2007/12/31
END
"""


def findings(folder, *lines):
    (folder / "a.csv").write_text(
        "\n".join(("pid,sex,age,exam,place,seen,last", *lines)) + "\n", encoding="utf-8"
    )
    (folder / "a.chk").write_text(CHECKS, encoding="utf-8")
    return check_records(read(folder / "a.csv"), ("pid",))


def test_a_clean_file_has_no_findings(tmp_path):
    assert len(findings(tmp_path, "1,1,18,1,4,2007-08-01,x", "2,2,99,2,,,x")) == 0


@pytest.mark.parametrize(
    ("line", "rule", "variable"),
    [
        ("1,3,18,1,4,,x", "chk.legal", "sex"),
        ("1,1,17,1,4,,x", "chk.legal", "age"),
        ("1,1,50,1,4,,x", "chk.legal", "age"),
        ("1,,20,1,4,,x", "chk.must_enter", "sex"),
        ("1,1,20,2,4,,x", "chk.jump", "place"),
        ("1,1,20,3,4,2007-08-01,x", "chk.jump", "place"),
        ("1,1,20,4,,,x", "chk.jump", "last"),
    ],
)
def test_each_rule_finds_what_breaks_it(tmp_path, line, rule, variable):
    (finding,) = findings(tmp_path, line, "2,1,20,1,4,,x")
    assert (finding.rule, finding.variable, finding.record, finding.id) == (rule, variable, 1, "1")
    assert finding.severity == "warning"
    assert finding.message.zh != finding.message.en


def test_every_copy_of_a_unique_key_is_found(tmp_path):
    found = findings(tmp_path, "1,1,20,1,4,,x", "1,2,20,1,4,,x", "2,1,20,1,4,,x")
    assert [(f.rule, f.record) for f in found] == [("chk.unique", 1), ("chk.unique", 2)]


def test_the_frame_has_one_row_a_finding(tmp_path):
    frame = findings(tmp_path, "1,3,17,2,4,,x").frame("zh")
    assert frame["rule"].tolist() == ["chk.legal", "chk.legal", "chk.jump"]
    assert frame["message"].str.contains("[一-鿿]").all()
