"""Check files are understood as EpiData's own checker understood them."""

from pathlib import Path

import pytest

from migrant_rh.reading import Checks, read, read_checks
from migrant_rh.reading.checks import FieldChecks
from migrant_rh.reading.records import Jump

HERE = Path(__file__).resolve().parent / "epidata"
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "epidata"

CASES = [
    ("a_basic.chk", "alltypes_vlab.rec", None),
    ("b_quirks.chk", "alltypes_vlab.rec", None),
    ("c_errors.chk", "alltypes_vlab.rec", None),
    ("f_gbk.chk", "gbk_survey.rec", None),
]
REAL = [("STUDENT.chk", "STUDENT.REC", "cp1252"), ("first.chk", "first.rec", None)]
FILES = [(HERE / chk, HERE / rec, encoding) for chk, rec, encoding in CASES]
if SHARED.is_dir():
    FILES += [
        (SHARED / "generated" / chk, SHARED / "generated" / rec, encoding)
        for chk, rec, encoding in CASES
    ]
    FILES += [
        (SHARED / "real" / chk, SHARED / "real" / rec, encoding) for chk, rec, encoding in REAL
    ]
given = pytest.mark.parametrize(
    ("chk", "rec", "encoding"), FILES, ids=[f"{p.parent.name}/{p.name}" for p, *_ in FILES]
)

MESSAGES = {
    "Unknown command in line": "chk.unknown-word",
    "RANGE command without maximum value": "chk.range-without-high",
    "Legal value is not compatible with this fieldtype": "chk.legal-type",
    "Unknown command": "chk.unknown-command",
    "Unknown labelname or fieldname": "chk.unknown-label",
}


def answer(chk: Path) -> list[list[str]]:
    """Rows of the stored answer."""
    text = Path(f"{chk}.expected.meta.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()]


def described(checks: Checks, name: str) -> dict[str, str]:
    """One field as the stored answers describe it.

    They tell only whether a field has commands, not how many: LAST in b_quirks.chk has two (let,
    if), and its answer is 1.
    """
    block = checks.of(name) or FieldChecks(name, 0)
    spans = [f"{span.low or '-INF'}-{span.high or 'INF'}" for span in reversed(block.ranges)]
    last = block.ranges[-1] if block.ranges else None
    jumps = [f"{jump.value}>{jump.target}" for jump in block.jumps]
    unique = "UNIQUE " if block.unique else ""
    return {
        "legal": ",".join([*spans, *block.legal]),
        "min": (last.low if last else None) or "",
        "max": (last.high if last else None) or "",
        "mustenter": str(int(block.must_enter)),
        "noenter": str(int(block.no_enter)),
        "repeat": str(int(block.repeat)),
        "labelset": block.label_set,
        "jumps": ",".join(jumps),
        "missing": ";".join((*block.missing, "", "", "")[:3]),
        "default": block.default,
        "key": f"KEY {unique}{block.key}" if block.key else "",
        "confirm": str(int(block.confirm)),
        "typecomment": str(int(block.type_comment)),
        "ncmd_before": str(int(bool(block.before))),
        "ncmd_after": str(int(bool(block.after))),
    }


@given
def test_every_field_has_what_entry_3_1_stored(chk, rec, encoding):
    checks = read_checks(chk, data=rec, encoding=encoding)
    rows = [row for row in answer(chk) if row[0] == "field"]
    assert rows
    for _, name, *cells in rows:
        assert described(checks, name) == dict(cell.split("=", 1) for cell in cells), name


@given
def test_label_sets_are_those_of_entry_3_1(chk, rec, encoding):
    checks = read_checks(chk, data=rec, encoding=encoding)
    found = [[found.name, *pair] for found in checks.label_sets for pair in found.labels]
    expected = [row[1:] for row in answer(chk) if row[0] == "label"]
    assert ["\t".join(row) for row in found] == ["\t".join(row) for row in expected]


@given
def test_acceptance_and_global_codes_are_those_of_entry_3_1(chk, rec, encoding):
    checks = read_checks(chk, data=rec, encoding=encoding)
    rows = {row[0]: row[1:] for row in answer(chk) if row[0].startswith("#")}
    assert checks.ok == (rows["#ok"] == ["true"])
    assert checks.missing_all == tuple(code for code in rows["#globalmissing"] if code)


def test_errors_stand_at_the_lines_where_entry_3_1_reports_them():
    checks = read_checks(HERE / "c_errors.chk", data=HERE / "alltypes_vlab.rec")
    (told,) = (row[1] for row in answer(HERE / "c_errors.chk") if row[0] == "#errors")
    expected = []
    for part in told.split("||"):
        message, _, text = part.lstrip("|").partition(":|")
        found, _, line = message.rpartition(" in line ")
        if line.isdigit():
            expected.append((MESSAGES[found], int(line), text.strip()))
    reported = [(it.code, it.where.line, it.excerpt.strip()) for it in checks.errors]
    assert reported == expected
    assert len(expected) == 5


def test_commands_are_kept_as_text_with_their_lines():
    checks = read_checks(HERE / "a_basic.chk", data=HERE / "alltypes_vlab.rec")
    (command,) = checks.of("dob").after
    assert (command.word, command.text) == ("IF", "IF (DOB<>.) AND (VISIT<DOB) THEN")
    assert [inner.word for inner in command.then] == ["HELP", "GOTO"]
    assert [inner.text for inner in command.otherwise] == ["LAST = 1"]
    assert [command.word for command in checks.commands["before file"]] == [
        "MISSINGVALUE",
        "CONFIRM",
    ]


def test_both_commands_of_a_block_are_kept():
    checks = read_checks(HERE / "b_quirks.chk", data=HERE / "alltypes_vlab.rec")
    assert [command.word for command in checks.of("LAST").after] == ["LET", "IF"]


def test_reset_belongs_to_every_jump_of_a_field():
    checks = read_checks(HERE / "a_basic.chk", data=HERE / "alltypes_vlab.rec")
    assert checks.of("SEX").jumps == (
        Jump("1", "wt", "9"), Jump("2", "NAME", "9"), Jump("9", "WRITE", "9"),
    )  # fmt: skip
    assert checks.of("SMOKE").jumps == (Jump("Y", "VISIT", None), Jump("N", "END", None))


def test_checks_reach_the_codebook():
    book = read(HERE / "alltypes_vlab.rec", encoding="cp1252", checks=HERE / "a_basic.chk").codebook
    assert book.checks_file == "a_basic.chk"
    assert {code: label.en for code, label in book["CLIN"].values.items()} == {
        "1": "Clinic 'North' - main", "2": "South", "10": "East, far away",
    }  # fmt: skip
    assert book["CLIN"].labelled_only
    assert book["CLIN"].must_enter
    assert (book["ID"].key, book["SEX"].key, book["SEX"].kind) == ("unique", "key", "id")
    assert book["HEIGHT"].missing == ("9.99", "8.88")
    assert book["HEIGHT"].legal == ("9.99",)
    assert book["SMOKE"].default == "N"


def test_codes_missing_everywhere_are_for_whole_numbers_that_are_no_keys():
    book = read(HERE / "alltypes_vlab.rec", encoding="cp1252", checks=HERE / "a_basic.chk").codebook
    missing = {field.name for field in book.fields if "9" in field.missing}
    assert missing == {"CLIN", "NATID", "LAST"}


def test_a_file_with_errors_is_applied_as_far_as_it_goes_and_said_so(tmp_path):
    text = "SEX\n  RANGE 1\n  MISSINGVALUE 9\nEND\nCLIN\n  RANGE 1 9\nEND\n"
    (tmp_path / "x.chk").write_text(text, encoding="ascii")
    records = read(HERE / "alltypes_vlab.rec", encoding="cp1252", checks=tmp_path / "x.chk")
    assert records.codebook["SEX"].missing == ("9",)
    assert records.codebook["CLIN"].ranges[0].high == "9"
    assert records.notes == (
        "chk.note_refused?file=x.chk&count=1&line=2",
        "chk.note_line?file=x.chk&line=2&text=RANGE+1",
    )
