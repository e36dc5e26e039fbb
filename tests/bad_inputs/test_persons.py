"""Bad input 40: what identifies persons is warned of loudly, and study numbers are offered.

The number of the input in the list begins the name of its tests.
"""

import stat
import sys

import pytest
from click.testing import CliRunner

import migrant_rh as mr
from migrant_rh.checking.rules import check_records
from migrant_rh.cli import main
from migrant_rh.errors import MigrantRHError
from migrant_rh.reading.kinds import PSEUDONYM
from migrant_rh.words import Language
from migrant_rh.writing.pseudonyms import new_key, pseudonymise, study_number

NATIONAL = ("11010519491231002X", "440524188001010014")
KEY = "0123456789abcdef" * 4


def command(*arguments):
    return CliRunner(env={"LC_ALL": "en_US.UTF-8"}).invoke(main, [str(each) for each in arguments])


@pytest.fixture
def named(tmp_path):
    """A file with an identity number, a telephone number, a name and one answer."""
    file = tmp_path / "named.csv"
    lines = [
        "sfz,phone,name,sex",
        f"{NATIONAL[0]},13800138000,王小明,1",
        f"{NATIONAL[1]},13912345678,李红,2",
        ",,张三,2",
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def key_file(tmp_path):
    file = tmp_path / "key.txt"
    file.write_text(KEY + "\n", encoding="utf-8")
    return file


def personal(file):
    return [
        item.variable for item in check_records(mr.read(file), ()) if item.rule == "data.personal"
    ]


def test_40_columns_that_identify_are_warned_of_with_the_command_that_helps(named):
    found = [item for item in check_records(mr.read(named), ()) if item.rule == "data.personal"]
    assert [item.variable for item in found] == ["sfz", "phone", "name"]
    for language in ("zh", "en"):
        remedy = found[0].remedy.to(language)
        assert "migrant-rh pseudonymise named.csv" in remedy
        assert "--columns sfz" in remedy
        assert not any(value in found[0].message.to(language) for value in NATIONAL)


def test_40_the_command_writes_study_numbers_and_no_identity(named, key_file, tmp_path):
    target = tmp_path / "safe.csv"
    done = command(
        "pseudonymise", named, target, "--columns", "sfz", "--columns", "phone", "--drop", "name",
        "--key-file", key_file,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    written = mr.read(target)
    assert written.codebook.names == ("sfz", "phone", "sex")
    assert all(PSEUDONYM.fullmatch(value) for value in written.text["sfz"][:2])
    assert written.text["sfz"][2] == ""
    assert written.text["sex"].tolist() == ["1", "2", "2"]
    assert personal(target) == []
    for file in tmp_path.glob("safe*"):
        content = file.read_text(encoding="utf-8")
        assert not any(value in content for value in (*NATIONAL, "13800138000", "王小明"))


def test_40_one_person_has_one_number_in_every_file_of_a_key(named, key_file, tmp_path):
    wider = tmp_path / "wider.csv"
    full_width = NATIONAL[0].translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789X"})
    wider.write_text(f"card,sex\n {full_width},1\n", encoding="utf-8")
    first = pseudonymise(mr.read(named), columns=["sfz"], key=KEY)
    second = pseudonymise(mr.read(wider), columns=["card"], key=KEY)
    assert first.text["sfz"][0] == second.text["card"][0]
    other = pseudonymise(mr.read(named), columns=["sfz"], key=KEY[::-1])
    assert set(other.text["sfz"][:2]).isdisjoint(first.text["sfz"])


def test_40_the_number_is_that_of_rfc_2104():
    """By OpenSSL 3: printf 001 | openssl dgst -sha256 -hmac KEY -binary | base32."""
    assert study_number("001", KEY) == "PNHX3RWRSR5RCUJXI"


def test_40_what_the_check_file_says_of_the_values_is_taken_out(named):
    checks = (
        'sfz\n  LEGAL\n    "11010519491231002X"\n  END\n  DEFAULTVALUE 440524188001010014\nEND\n'
        'sex\n  JUMPS\n    1 name\n  END\n  IF name="王小明" THEN\n    HELP "x"\n  ENDIF\nEND\n'
    )
    named.with_suffix(".chk").write_text(checks, encoding="utf-8")
    records = mr.read(named)
    assert records.codebook["sfz"].legal
    assert records.codebook.conditions
    masked = pseudonymise(records, columns=["SFZ"], key=KEY, drop=["name"])
    field = masked.codebook["sfz"]
    assert (field.legal, field.default, field.values) == ((), "", {})
    assert masked.codebook["sex"].jumps == ()
    assert masked.codebook.conditions == ()
    assert records.text["sfz"][0] == NATIONAL[0]


def test_40_what_still_looks_personal_is_said(named, key_file, tmp_path):
    done = command(
        "pseudonymise", named, tmp_path / "safe.dta", "--columns", "sfz", "--key-file", key_file
    )
    assert done.exit_code == 0, done.output
    assert "phone still looks as if it identified persons" in done.output
    assert "name still looks" in done.output
    assert "sfz still" not in done.output


def test_40_a_key_is_made_once_for_its_owner_and_never_written_over(named, tmp_path):
    key = tmp_path / "new.key"
    arguments = ("pseudonymise", named, tmp_path / "a.csv", "--columns", "sfz", "--key-file", key)
    refused = command(*arguments)
    assert refused.exit_code == 1
    assert "--new-key" in refused.output
    assert command(*arguments, "--new-key").exit_code == 0
    made = key.read_text(encoding="ascii")
    assert len(made.strip()) == 64
    if sys.platform != "win32":
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    again = command(*arguments, "--new-key", "--force")
    assert again.exit_code == 1
    assert key.read_text(encoding="ascii") == made
    assert new_key(tmp_path / "other.key") != made.strip()


def test_40_nothing_named_is_asked_about_with_the_columns_that_look_personal(
    named, key_file, tmp_path
):
    done = command("pseudonymise", named, tmp_path / "a.csv", "--key-file", key_file)
    assert done.exit_code == 1
    assert "sfz, phone, name" in done.output
    assert not (tmp_path / "a.csv").exists()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_40_an_unknown_column_and_a_short_key_are_told_together(named, language: Language):
    with pytest.raises(MigrantRHError) as caught:
        pseudonymise(mr.read(named), columns=["phones"], key="short")
    told = caught.value.to(language)
    assert [item.code for item in caught.value.problems] == [
        "writing.no-field",
        "writing.key-short",
    ]
    assert "phone" in told
    assert "32" in told
