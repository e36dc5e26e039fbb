"""The grammar of check files, command by command."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrant_rh.reading import read, read_checks
from migrant_rh.reading.checks import Checks
from migrant_rh.reading.epidata_chk import parse_checks
from migrant_rh.reading.epidata_state import FormField, LabelsFile
from migrant_rh.reading.epidata_tokens import SourceLine, Tokens
from migrant_rh.reading.records import Interval, Jump

FORM = [
    FormField("LABEL1", 15, 0, question=True),
    FormField("ID", 12, 5),
    FormField("AGE", 0, 2),
    FormField("SEX", 0, 1),
    FormField("WT", 6, 5),
    FormField("DOB", 11, 10),
    FormField("TOWN", 3, 10),
    FormField("SMOKE", 5, 1),
    FormField("TODAY", 16, 10),
]


def parse(text: str, form=FORM) -> Checks:
    """Read a check file that stands in a test."""
    lines = [SourceLine("x.chk", n, line) for n, line in enumerate(text.splitlines(), start=1)]
    return parse_checks(lines, "x.chk", form, load_labels=LabelsFile)


def block(*lines: str, field: str = "AGE") -> Checks:
    """Read a check file of one field."""
    return parse("\n".join([field, *lines, "END"]))


def codes(checks: Checks) -> list[tuple[str, int]]:
    """Errors by code and line."""
    return [(problem.code, problem.where.line) for problem in checks.errors]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('1 "two words" three', ["1", "two words", "three"]),
        ("a\tb c", ["a\tb", "c"]),
        ('"one" x', ["one", "x"]),
        ('"open to the end', ["open to the end"]),
        ('say"hi" x', ['say"hi"', "x"]),
        ("a * rest of line", ["a", "* rest of line"]),
        ('""', [""]),
        ("\u3000 x", ["\u3000", "x"]),
    ],
)
def test_words_of_a_line(line, words):
    tokens = Tokens([SourceLine("x", 1, line)])
    found = [tokens.next()]
    while word := tokens.same_line():
        found.append(word)
    assert found == words


def test_names_and_keywords_know_no_case():
    checks = parse("age\n  mustenter\n  Range 18 49\nend")
    assert checks.of("AGE").must_enter
    assert checks.of("AGE").ranges == (Interval("18", "49"),)


def test_a_range_may_be_open():
    assert block("RANGE -INFINITY 49").of("AGE").ranges == (Interval(None, "49"),)
    assert block("RANGE 18 INFINITY").of("AGE").ranges == (Interval("18", None),)


def test_ranges_and_legal_values_add_up():
    found = block("RANGE 1 3", "LEGAL", "8 9", "END", "RANGE 5 6").of("AGE")
    assert found.ranges == (Interval("1", "3"), Interval("5", "6"))
    assert found.legal == ("8", "9")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("RANGE", "chk.range-without-low"),
        ("RANGE 1", "chk.range-without-high"),
        ("RANGE a 2", "chk.range-low-type"),
        ("RANGE 1 b", "chk.range-high-type"),
        ("MISSINGVALUE 999", "chk.too-wide"),
        ("MISSINGVALUE x", "chk.wrong-type"),
        ("DEFAULTVALUE 1.5", "chk.too-wide"),
        ("KEY first", "chk.key-syntax"),
        ("KEY 21", "chk.key-number"),
        ("AUTOJUMP", "chk.autojump-nothing"),
        ("AUTOJUMP NOWHERE", "chk.autojump-target"),
        ("TYPE SOMETHING", "chk.type-syntax"),
        ("CODES", "chk.codes"),
        ("BEFORE FILE", "chk.entry-expected"),
        ("FROBNICATE", "chk.unknown-command"),
        ("COMMENT ILLEGAL", "chk.unknown-command"),
        ("COMMENT LEGAL USE", "chk.use-nothing"),
        ("COMMENT LEGAL USE nolabel", "chk.unknown-label"),
        ("LEGAL USE", "chk.legal-use-nothing"),
        ("LEGAL USE NOFIELD", "chk.unknown-field"),
        ("AUTOSEARCH NOFIELD", "chk.unknown-field"),
        ("GOTO NOFIELD", "chk.unknown-field"),
        ("DEFINE", "chk.define-nothing"),
        ("DEFINE averyveryverylongname ##", "chk.define-long"),
        ("DEFINE AGE ##", "chk.define-taken"),
        ("DEFINE x nonsense", "chk.define-type"),
        ("DEFINE x ## LOCAL", "chk.define-scope"),
        ("TYPE COMMENT nonsense extra\n  BEEP", None),
        ("RELATE ID", "chk.relate-nothing"),
        ("RELATE NOFIELD other.rec", "chk.unknown-field"),
        ("RELATE AGE other.rec", "chk.relate-key"),
    ],
)
def test_errors_of_single_commands(line, code):
    found = codes(block(f"  {line}"))
    assert found == ([(code, 2)] if code else [])


def test_other_commands_of_a_faulty_block_are_kept():
    found = block("RANGE 1", "MUSTENTER", "MISSINGVALUE 99 98 97").of("AGE")
    assert found.must_enter
    assert found.missing == ("99", "98", "97")


def test_legal_use_takes_the_values_but_not_the_ranges():
    text = "AGE\nRANGE 1 5\nLEGAL\n9\nEND\nEND\nSEX\nRANGE 1 2\nLEGAL USE AGE\nEND"
    found = parse(text).of("SEX")
    assert (found.legal, found.ranges) == (("9",), ())


def test_a_wrong_legal_value_drops_the_list():
    checks = block("LEGAL", "1", "x", "2", "END", "MUSTENTER")
    assert codes(checks) == [("chk.legal-type", 4)]
    assert checks.of("AGE").legal == ()
    assert checks.of("AGE").must_enter


def test_legal_without_end():
    assert codes(parse("AGE\nLEGAL\n1"))[0][0] == "chk.legal-without-end"


def test_jumps_to_every_kind_of_target():
    found = block("JUMPS", "1 wt", "2 end", "3 Write", "4 skipnextfield", "END").of("AGE")
    assert [jump.target for jump in found.jumps] == ["wt", "END", "WRITE", "SKIPNEXTFIELD"]


def test_jumps_reset_to_blank():
    assert block("JUMPS RESET", "1 WT", "END").of("AGE").jumps == (Jump("1", "WT", ""),)


def test_autojump_goes_on_any_value():
    assert block("AUTOJUMP WT").of("AGE").jumps == (Jump(None, "WT"),)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["JUMPS", "x WT", "END"], ("chk.jump-type", 3)),
        (["JUMPS", "1 NOWHERE", "END"], ("chk.jump-target", 3)),
        (["JUMPS SET", "END"], ("chk.reset-expected", 2)),
    ],
)
def test_errors_in_jumps(lines, code):
    assert codes(block(*lines))[0] == code


def test_a_date_of_the_day_takes_no_jumps():
    checks = block("JUMPS", "01/01/2008 WT", "END", field="TODAY")
    assert codes(checks) == [("chk.jump-type", 3)]


def test_keys_take_the_first_free_number_and_close_gaps():
    text = "AGE\nKEY 3\nEND\nID\nKEY UNIQUE\nEND\nSEX\nKEY\nEND"
    checks = parse(text)
    assert {item.name: (item.key, item.unique) for item in checks.fields} == {
        "AGE": (3, False), "ID": (1, True), "SEX": (2, False),
    }  # fmt: skip
    assert parse("AGE\nKEY 5\nEND").of("AGE").key == 1


def test_a_key_number_is_given_once():
    assert codes(parse("AGE\nKEY 1\nEND\nSEX\nKEY 1\nEND")) == [("chk.key-taken", 5)]


def test_label_blocks():
    text = 'LABELBLOCK\nLABEL Yes_No\n1 Yes\n* 2 Perhaps\n2 "No, never"\nEND\nEND'
    (found,) = parse(text).label_sets
    assert (found.name, found.line) == ("yes_no", 2)
    assert found.labels == (("1", "Yes"), ("2", "No, never"))


def test_unquoted_text_is_one_word():
    text = "LABELBLOCK\nLABEL a\n1 two words here\n2 single\nEND\nEND"
    assert parse(text).label_sets[0].labels == (("1", "two"), ("words", "here"), ("2", "single"))


@pytest.mark.parametrize("line", ["1", "", '1 "say "hi"', '1 ""'])
def test_a_wrong_line_drops_the_label_set_and_nothing_else(line):
    text = f"LABELBLOCK\nLABEL a\n{line}\n2 x\nEND\nLABEL b\n1 y\nEND\nEND\nAGE\nMUSTENTER\nEND"
    checks = parse(text)
    assert [problem.code for problem in checks.errors] == ["chk.label-dropped"]
    assert checks.of("AGE").must_enter
    assert [found.name for found in checks.label_sets] == ["b"]


def test_a_label_set_stands_once():
    text = "LABELBLOCK\nLABEL a\n1 x\nEND\nLABEL A\n1 y\nEND\nEND"
    checks = parse(text)
    assert codes(checks) == [("chk.label-twice", 5)]
    assert checks.labels("a") == (("1", "x"),)


def test_labels_in_the_block_of_a_field():
    checks = block("COMMENT LEGAL SHOW", "1 Male", '2 "Female person"', "End", "MUSTENTER")
    found = checks.of("AGE")
    assert found.label_set == "labels in field age$"
    assert found.show_labels
    assert found.must_enter
    assert checks.labels(found.label_set) == (("1", "Male"), ("2", "Female person"))


def test_a_code_too_wide_for_its_field_is_left_out():
    checks = block("COMMENT LEGAL", "1 a", "100 b", "2 c", "END", "NOENTER")
    assert codes(checks) == [("chk.too-wide", 4)]
    assert checks.labels("labels in field age$") == (("1", "a"), ("2", "c"))
    assert checks.of("AGE").no_enter


def test_a_blank_line_may_not_stand_among_labels():
    assert codes(block("COMMENT LEGAL", "1 a", "", "END")) == [("chk.labels-blank", 4)]


def test_comment_legal_without_end():
    assert codes(parse("AGE\nCOMMENT LEGAL\n1 a")) == [("chk.labels-end", 4)]


def test_labels_of_a_set_and_of_a_field():
    text = "LABELBLOCK\nLABEL a\n1 x\nEND\nEND\nAGE\nCOMMENT LEGAL USE A SHOW\nEND\n"
    checks = parse(text + "SEX\nCOMMENT LEGAL USE AGE\nEND")
    assert (checks.of("AGE").label_set, checks.of("AGE").show_labels) == ("a", True)
    assert (checks.of("SEX").label_set, checks.of("SEX").show_labels) == ("a", False)


def test_labels_of_a_field_that_has_none_yet_are_none_and_warned_of():
    checks = parse("AGE\nCOMMENT LEGAL USE SEX\nEND")
    assert checks.ok
    assert [problem.code for problem in checks.warnings] == ["chk.use-before"]
    assert checks.of("AGE").label_set == ""


def test_labels_must_suit_the_field_that_uses_them():
    text = "LABELBLOCK\nLABEL a\nY Yes\nEND\nEND\nAGE\nCOMMENT LEGAL USE a\nEND"
    assert codes(parse(text)) == [("chk.wrong-type", 7)]


def test_labels_among_commands_are_kept_apart():
    checks = block("AFTER ENTRY", "COMMENT LEGAL", "1 x", "END", "END")
    assert checks.of("AGE").label_set == ""
    assert [found.name for found in checks.label_sets] == ["comlegal1$"]
    assert len(checks.of("AGE").after) == 1


def test_missing_codes_for_all_and_for_lists():
    text = "BEFORE FILE\nMISSINGVALUE ALL 9 8\nMISSINGVALUE AGE-WT, SEX 99 98\nEND"
    checks = parse(text)
    assert checks.missing_all == ("9", "8")
    assert checks.missing_of == dict.fromkeys(["AGE", "SEX", "WT"], ("99", "98"))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("MISSINGVALUE ALL x", "chk.missing-all-number"),
        ("MISSINGVALUE AGE", "chk.missing-count"),
        ("MISSINGVALUE AGE 1 2 3 4", "chk.missing-count"),
        ("MISSINGVALUE 9 8", "chk.missing-fields"),
        ("MISSINGVALUE AGE-NOFIELD 9", "chk.unknown-field"),
        ("DEFAULTVALUE ALL", "chk.default-nothing"),
        ("DEFAULTVALUE NOFIELD 1", "chk.unknown-field"),
    ],
)
def test_errors_of_lists(line, code):
    assert codes(parse(f"BEFORE FILE\n{line}\nEND")) == [(code, 2)]


def test_default_values_for_many_fields():
    checks = parse("BEFORE FILE\nDEFAULTVALUE ALLNUMERIC 0\nDEFAULTVALUE SMOKE N\nEND")
    assert checks.defaults_of == {"AGE": "0", "SEX": "0", "WT": "0", "SMOKE": "N"}


def test_if_reaches_over_lines_and_nests():
    text = "IF AGE>1 THEN\nIF SEX=1 THEN\nBEEP\nENDIF\nELSE\nEXIT\nENDIF\nHIDE"
    checks = block("AFTER ENTRY", text, "END")
    condition, hide = checks.of("AGE").after
    assert (condition.word, hide.word) == ("IF", "HIDE")
    assert condition.then[0].then[0].word == "BEEP"
    assert condition.otherwise[0].word == "EXIT"


def test_if_on_one_line():
    (command,) = block("IF AGE=1 THEN GOTO WT ENDIF").of("AGE").after
    assert [inner.word for inner in command.then] == ["GOTO"]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["IF AGE=1", "BEEP", "ENDIF"], "chk.no-then"),
        (["IF AGE=1 THEN", "BEEP", "END"], "chk.end-for-endif"),
    ],
)
def test_errors_of_if(lines, code):
    assert codes(block("AFTER ENTRY", *lines, "END"))[0][0] == code


def test_if_without_endif_at_the_end_of_the_file():
    assert codes(parse("AGE\nIF AGE=1 THEN\nBEEP"))[0][0] == "chk.no-endif"


def test_assignments_need_a_known_name():
    assert [c.word for c in block("LET WT=1", "sex = 2").of("AGE").after] == ["LET", "LET"]
    assert codes(block("NOFIELD=1"))[0] == ("chk.unknown-left", 2)
    assert codes(block("=1"))[0] == ("chk.nothing-left", 2)
    defined = parse("BEFORE FILE\nDEFINE total ### GLOBAL\nEND\nAGE\ntotal=AGE+1\nEND")
    assert defined.ok


def test_remarks_in_a_block_are_commands_as_in_epidata():
    assert [c.word for c in block("* a remark").of("AGE").after] == ["*"]


def test_before_and_after_entry():
    found = block("BEFORE ENTRY", "BEEP", "END", "AFTER ENTRY", 'HELP "x"', "EXIT", "END").of("AGE")
    assert ([c.word for c in found.before], [c.word for c in found.after]) == (
        ["BEEP"], ["HELP", "EXIT"],
    )  # fmt: skip


def test_programs_are_kept_as_text_and_never_run(tmp_path):
    mark = tmp_path / "mark"
    checks = parse(f"BEFORE FILE\nEXECUTE touch {mark} WAIT\nLOAD x.dll\nEND")
    assert [command.word for command in checks.commands["before file"]] == ["EXECUTE", "LOAD"]
    assert not mark.exists()


def test_relate_is_kept():
    (found,) = parse("ID\nKEY UNIQUE\nAFTER ENTRY\nRELATE ID child 1\nEND\nEND").relations
    assert (found.field, found.file, found.one_to_one, found.line) == ("ID", "child", True, 4)


def test_settings_of_the_form_are_kept_apart():
    found = block('TYPE STATUSBAR "id=" Green', "TOPOFSCREEN 3", "AUTOSEARCH LIST ID").of("AGE")
    assert [command.word for command in found.settings] == ["TYPE", "TOPOFSCREEN", "AUTOSEARCH"]
    assert not found.type_comment


def test_type_comment_into_another_field_does_not_show_it_here():
    assert block("TYPE COMMENT").of("AGE").type_comment
    assert block("TYPE COMMENT RED").of("AGE").type_comment
    assert not block("TYPE COMMENT TOWN").of("AGE").type_comment


def test_consistency_and_recode_blocks_are_kept():
    text = 'CONSISTENCYBLOCK\nCHECK "x", AGE>1\nREPORT\nEND\nRECODEBLOCK\nAGE=1\nEND'
    checks = parse(text)
    assert [command.word for command in checks.commands["consistency"]] == ["CHECK", "REPORT"]
    assert [command.word for command in checks.commands["recode"]] == ["LET"]


def test_an_unknown_field_is_skipped_to_its_end():
    checks = parse("NOFIELD\n  RANGE 1 2\nEND\nAGE\nMUSTENTER\nEND")
    assert codes(checks) == [("chk.unknown-word", 1)]
    assert checks.of("AGE").must_enter


def test_words_of_the_form_have_no_checks():
    assert codes(parse("LABEL1\n  RANGE 1 2\nEND")) == [("chk.unknown-word", 1)]


def test_the_second_block_of_a_field_counts():
    checks = parse("AGE\nMUSTENTER\nEND\nAGE\nNOENTER\nEND")
    assert (checks.of("AGE").must_enter, checks.of("AGE").no_enter) == (False, True)
    assert [problem.code for problem in checks.warnings] == ["chk.block-twice"]


def test_without_a_form_any_name_is_a_field():
    checks = parse("ANY_1\n  RANGE a b\n  COMMENT LEGAL\n  x y\n  END\nEND", None)
    assert checks.ok
    assert checks.of("any_1").ranges == (Interval("A", "B"),)


def test_included_lines_stand_in_the_place_of_the_command(tmp_path):
    (tmp_path / "Labels.INC").write_text("LABELBLOCK\nLABEL a\n1 x\nEND\nEND\n", encoding="ascii")
    text = 'INCLUDE "C:\\data\\labels.inc"\nAGE\nRANGE 1\nCOMMENT LEGAL USE a\nEND\n'
    (tmp_path / "x.chk").write_text(text, encoding="ascii")
    checks = read_checks(tmp_path / "x.chk")
    assert checks.of("AGE").label_set == "a"
    assert codes(checks) == [("chk.range-without-high", 3)]


def test_a_file_to_include_that_is_not_there(tmp_path):
    (tmp_path / "x.chk").write_text("INCLUDE other.chk\nAGE\nMUSTENTER\nEND\n", encoding="ascii")
    checks = read_checks(tmp_path / "x.chk")
    assert codes(checks) == [("chk.include-missing", 1)]
    assert checks.of("AGE").must_enter


@pytest.fixture
def clinics(tmp_path, rec_writer, rec_column) -> Path:
    """A file of clinic names beside the data, with two keys."""
    columns = [rec_column("NAME", 1, 12), rec_column("CODE", 0, 2)]
    rows = [([b"North", b" 2"], b"!"), ([b"South", b" 1"], b"!"), ([b"East", b"10"], b"!")]
    (tmp_path / "Clinics.rec").write_bytes(rec_writer(columns, rows))
    (tmp_path / "clinics.chk").write_text("CODE\nKEY 1\nEND\nNAME\nKEY 2\nEND\n", encoding="ascii")
    (tmp_path / "data.rec").write_bytes(rec_writer([rec_column("CLIN", 0, 2)], [([b" 2"], b"!")]))
    return tmp_path


def test_labels_come_from_another_file_with_two_keys(clinics):
    (clinics / "data.chk").write_text("CLIN\nCOMMENT LEGAL clinics SHOW\nEND\n", encoding="ascii")
    checks = read_checks(clinics / "data.chk")
    assert checks.ok
    assert checks.of("CLIN").label_set == "labels from clinics.rec"
    assert checks.labels("labels from clinics.rec") == (
        ("1", "South"),
        ("2", "North"),
        ("10", "East"),
    )
    records = read(clinics / "data.rec")
    assert records.codebook["CLIN"].values["2"].en == "North"
    assert records.provenance.checks_sha256 == checks.sha256


def test_the_digest_covers_the_file_the_labels_come_from(clinics):
    (clinics / "data.chk").write_text("CLIN\nCOMMENT LEGAL clinics\nEND\n", encoding="ascii")
    before = read_checks(clinics / "data.chk").sha256
    changed = (clinics / "Clinics.rec").read_bytes().replace(b"North", b"NORTH")
    (clinics / "Clinics.rec").write_bytes(changed)
    assert read_checks(clinics / "data.chk").sha256 != before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda folder: (folder / "Clinics.rec").unlink(), "chk.labels-file-missing"),
        (lambda folder: (folder / "clinics.chk").unlink(), "chk.labels-file-keys"),
        (lambda folder: (folder / "Clinics.rec").write_bytes(b"x"), "chk.labels-file-unreadable"),
    ],
)
def test_label_files_that_cannot_be_used(clinics, change, code):
    (clinics / "data.chk").write_text("CLIN\nCOMMENT LEGAL clinics\nEND\n", encoding="ascii")
    change(clinics)
    assert codes(read_checks(clinics / "data.chk")) == [(code, 2)]


def test_an_empty_check_file_states_nothing(tmp_path):
    (tmp_path / "x.chk").write_bytes(b"")
    assert read_checks(tmp_path / "x.chk").ok


WORDS = st.sampled_from(
    [
        *(
            "AGE",
            "SEX",
            "NOFIELD",
            "END",
            "LABELBLOCK",
            "LABEL",
            "RANGE",
            "LEGAL",
            "USE",
            "COMMENT",
        ),
        *("JUMPS", "RESET", "KEY", "UNIQUE", "MISSINGVALUE", "ALL", "IF", "THEN", "ELSE", "ENDIF"),
        *("BEFORE", "AFTER", "ENTRY", "FILE", "INCLUDE", "*", '"', '""', "1", "9", "a", "TYPE"),
        *("DEFINE", "HELP", "GOTO", "RELATE", "DEFAULTVALUE", "CONSISTENCYBLOCK", "AUTOJUMP"),
        *("WRITE", "-INFINITY", "=", "LET", "男"),
    ]
)
LINES = st.lists(st.lists(WORDS, max_size=5).map(" ".join), max_size=25)


@settings(deadline=None)
@given(LINES, st.booleans())
def test_any_text_is_read_to_its_end_and_every_error_has_a_line(lines, with_form):
    checks = parse("\n".join(lines), FORM if with_form else None)
    assert all(1 <= it.where.line <= len(lines) + 1 for it in (*checks.errors, *checks.warnings))


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_any_characters_are_read_to_their_end(text):
    assert parse(text).file == "x.chk"
