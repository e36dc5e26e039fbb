"""EPX and EPZ: EpiData's own answers, documents of every version by hand, hostile ones."""

from __future__ import annotations

import contextlib
import csv
import io
import random
import time
import zipfile
from pathlib import Path

import pytest

import migrant_rh as mr
from migrant_rh.checking.rules import check_records
from migrant_rh.reading.archives import MIB
from migrant_rh.words import recall

HERE = Path(__file__).resolve().parent / "epidata"
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "epidata"
PASSWORDS = {"sample.encrypted.v2.epx": "fakepass", "core_alltypes_password.epx": "secret"}
CLOSED = {"Clinical_ExtendedAccess.v4.epx"}
ABSENT = pytest.param(None, id="shared", marks=pytest.mark.skip(reason="../shared is not here"))


def answers(ending: str) -> list[object]:
    """Answers of EpiData in the repository and in ../shared, without those it hides."""
    found = [*sorted(HERE.glob(f"*.ep[xz].{ending}")), *sorted(SHARED.glob(f"*/*.ep[xz].{ending}"))]
    told = [
        pytest.param(path, id=f"{path.parent.name}-{path.name}")
        for path in found
        if "_Security" not in path.name and path.name.partition(".expected")[0] not in CLOSED
    ]
    return told if SHARED.exists() else [*told, ABSENT]


def read_answer(answer: Path) -> mr.Records:
    name, _, rest = answer.name.removesuffix(".csv").partition(".expected")
    return mr.read(
        answer.parent / name, datafile=rest.removeprefix(".") or None, password=PASSWORDS.get(name)
    )


@pytest.mark.parametrize("answer", answers("expected*.csv"))
def test_values_states_and_fields_are_those_of_epidata(answer: Path) -> None:
    records = read_answer(answer)
    with answer.open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    found = records.raw().astype(str).to_dict("records")
    assert [{name: row[name] for name in expected[0]} for row in found] == expected
    with answer.with_name(answer.stem + ".fields.tsv").open(encoding="utf-8", newline="") as file:
        lines = [line for line in file if not line.startswith("#")]
    fields = list(csv.DictReader(lines, delimiter="\t"))
    assert [field["name"] for field in fields] == list(records.codebook.names)
    for field in fields:
        known = records.codebook[field["name"]]
        assert (str(known.width), str(known.decimals)) == (field["length"], field["decimals"])
        assert known.label.en == field["question"].strip()
        assert list(known.missing) == [code for code in field["missingcodes"].split(";") if code]


@pytest.mark.parametrize("answer", answers("expected.labels.tsv"))
def test_value_labels_are_those_of_epidata(answer: Path) -> None:
    name = answer.name.partition(".expected")[0]
    with answer.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    labels = {(row["value"], row["label"].strip()) for row in rows}
    missing = {row["value"] for row in rows if row["missing"] == "1"}
    values = [
        each for each in answer.parent.glob(name + ".expected*.csv") if "_Sec" not in each.name
    ]
    used = [field for each in values for field in read_answer(each).codebook.fields]
    assert {(code, text.en) for field in used for code, text in field.values.items()} <= labels
    assert {code for field in used for code in field.missing} <= missing
    assert any(field.values for field in used) or name == "core_from_first.epx"


RECORD = {
    True: 'id=1;born=31/12/1990;at=08.30.00;dose=1,5;said="a ""b""; c=d";sex=2',
    False: 'id=1,born=31/12/1990,at=08.30.00,dose=1\\,5,said=a "b"; c\\, d,sex=2',
}
FIELDS = """
<Field id="sex" type="ftInteger" length="1" top="9" valueLabelRef="sexes" entryMode="emMustEnter">
  <Question><Text xml:lang="en">Sex</Text><Text xml:lang="zh">性别</Text></Question>
  <Jumps><Jump on="2" type="jtToField" reset="jrMaxMissing" toFieldRef="later"/></Jumps></Field>
<Field id="id" type="ftInteger" length="3" top="1"/>
<Field id="born" type="ftDMYDate" length="10" top="2"/>
<Field id="at" type="ftTime" length="8" top="3"/>
<Field id="dose" type="ftFloat" length="5" decimals="2" top="4">
  <Ranges><Range start="0,5" end="2"/><Range start="9"/></Ranges></Field>
<Field id="said" type="ftString" length="20" top="5"/>
<Field id="later" type="ftDMYDate" length="10" top="10">
  <Compare toFieldRef="born" type="fcGT"/></Field>
"""
LABELS = """<ValueLabel order="2" value="2"><Label xml:lang="en">female</Label></ValueLabel>
<ValueLabel order="1" value="1"><Label xml:lang="en">male</Label></ValueLabel>
<ValueLabel order="3" value="9" missing="true"><Label xml:lang="en">refused</Label></ValueLabel>"""


def document(version: int, record: str = "", status: str = "rsNormal") -> str:
    quoted = version >= 3
    labels = LABELS if quoted else f"<Internal>{LABELS}</Internal>"
    records = f'<Records><Record status="{status}">{record or RECORD[quoted]}</Record></Records>'
    sections = f'<Sections><Section id="MAIN"><Fields>{FIELDS}</Fields></Section></Sections>'
    content = records + sections if not quoted else sections + records
    keys = '<KeyFields><Key fieldRef="id"/></KeyFields>'
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<EpiData xmlns="http://www.epidata.dk/XML/1.0" version="{version}" xml:lang="en">'
        f'<ValueLabelSets><ValueLabelSet id="sexes" type="ftInteger">{labels}</ValueLabelSet>'
        f'</ValueLabelSets><DataFiles><DataFile id="one">{content}{keys}</DataFile></DataFiles>'
        "</EpiData>"
    )


def stored(folder: Path, text: str | bytes, name: str = "a.epx") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize("version", range(1, 7))
def test_every_version(tmp_path: Path, version: int) -> None:
    records = mr.read(stored(tmp_path, document(version)))
    assert records.codebook.names == ("id", "born", "at", "dose", "said", "sex", "later")
    row = records.raw().iloc[0]
    said = 'a "b"; c=d' if version >= 3 else 'a "b"; c, d'
    assert row.tolist() == [1, "normal", "1", "31/12/1990", "08:30:00", "1.5", said, "2", ""]
    assert records.data["dose"].tolist() == [1.5]
    assert records.data["born"].dt.strftime("%Y-%m-%d").tolist() == ["1990-12-31"]
    sex = records.codebook["sex"]
    assert list(sex.values) == ["1", "2", "9"]
    assert (sex.missing, sex.must_enter, sex.labelled_only) == (("9",), True, True)
    assert sex.label.zh == "性别"
    assert (records.codebook["id"].kind, records.codebook["id"].key) == ("id", "unique")
    assert [(span.low, span.high) for span in records.codebook["dose"].ranges] == [
        ("0.5", "2"),
        ("9", None),
    ]


@pytest.mark.parametrize(
    ("status", "state"), [("rsDeleted", "deleted"), ("rsVerified", "verified")]
)
def test_marks(tmp_path: Path, status: str, state: str) -> None:
    records = mr.read(stored(tmp_path, document(6, status=status)))
    assert records.raw()["_state"].tolist() == [state]
    assert len(records.data) == (state != "deleted")


def test_early_texts_whose_quotes_are_not_doubled(tmp_path: Path) -> None:
    records = mr.read(stored(tmp_path, document(3, 'id=1;said="he said "no"; then";sex=1')))
    assert records.raw()["said"].tolist() == ['he said "no"; then']
    assert records.raw()["sex"].tolist() == ["1"]
    assert len(records.notes) == 1


def test_an_archive_is_read_as_the_document_in_it(tmp_path: Path) -> None:
    plain = mr.read(stored(tmp_path, document(6)))
    packed = mr.read(stored(tmp_path, archive({"x.epx": document(6)}), "a.epz"))
    assert packed.raw().equals(plain.raw())
    assert packed.provenance.format == "EpiData EPZ"
    macos = archive({"x.epx": document(6), "__MACOSX/._x.epx": "attributes"})
    assert mr.read(stored(tmp_path, macos, "b.epz")).raw().equals(plain.raw())


def archive(entries: dict[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in entries.items():
            packed.writestr(name, text)
    return content.getvalue()


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    '<EpiData version="6">&b;</EpiData>'
)
QUADRATIC = (
    f'<!DOCTYPE x [<!ENTITY a "{"a" * 10_000}">]><EpiData version="6">{"&a;" * 10_000}</EpiData>'
)
STOLEN = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><EpiData version="6">&a;</EpiData>'


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (LAUGHS, "epx.entities"),
        (STOLEN, "epx.entities"),
        ('<!DOCTYPE x SYSTEM "http://x/y.dtd"><EpiData version="6"/>', "epx.entities"),
        ("<EpiData version='6'><DataFiles>", "epx.damaged"),
        ("<EpiData version='6'>\x01</EpiData>", "epx.damaged"),
        (QUADRATIC, "epx.entities"),
        ("<html/>", "epx.not-epx"),
        ("<EpiData/>", "epx.preview"),
        ("<EpiData version='7'/>", "epx.version"),
        ("<EpiData version='4'><Crypto/><Encrypted>x</Encrypted></EpiData>", "epx.extended-access"),
        ("<EpiData version='6'/>", "epx.no-data"),
        (document(6, "id=1;nobody=2"), "epx.unknown-field"),
        (document(6, "id=1;sex=1;id=2"), "epx.twice"),
        (document(1, "id=1,sex=1,id=2"), "epx.twice"),
        (document(6, status="rsOdd"), "epx.bad-status"),
        (document(6).replace('id="born"', 'id="_state"', 1), "epx.bad-name"),
        (document(6).replace('id="born"', 'id="id"', 1), "epx.bad-name"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(mr.MigrantRHError) as caught:
        mr.read(stored(tmp_path, text))
    problem = caught.value.problems[0]
    assert problem.code == code
    assert problem.remedy is not None


def test_damage_has_its_line_and_column(tmp_path: Path) -> None:
    with pytest.raises(mr.MigrantRHError, match=r"a\.epx:3:\d+: damaged XML: mismatched tag"):
        mr.read(stored(tmp_path, '<EpiData version="6">\n<a>\n</b>\n</EpiData>'))


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ({"a.epx": document(6), "b.epx": document(6)}, "epx.not-one"),
        ({"readme.txt": "x"}, "epx.not-one"),
        ({f"{place}.txt": "x" for place in range(20)} | {"a.epx": document(6)}, "epx.not-one"),
        ({"a.epx": "<EpiData>" + " " * (40 * MIB)}, "neighbours.overwhelming"),
    ],
    ids=["two", "none", "many", "bomb"],
)
def test_archives_that_are_refused(tmp_path: Path, entries: dict[str, str], code: str) -> None:
    with pytest.raises(mr.MigrantRHError) as caught:
        mr.read(stored(tmp_path, archive(entries), "a.epz"))
    assert caught.value.problems[0].code == code


def test_names_in_an_archive_are_never_paths(tmp_path: Path) -> None:
    packed = archive({"../../x/../evil.epx": document(6)})
    assert len(mr.read(stored(tmp_path, packed, "a.epz")).data) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.epz"]


@pytest.mark.parametrize(
    "text",
    [
        document(6, "a" * 100_000),
        document(6, "id=&quot;" * 12_000),
        document(6, 'said="' + '""' * 50_000),
        document(6, 'id="x";"' + ";id" * 30_000),
        document(1, "\\," * 50_000),
        document(1, "," * 100_000),
        '<EpiData version="6">' + "<a>" * 15_000 + "</a>" * 15_000 + "</EpiData>",
        document(6).replace("</Fields>", '<Field id="id"/>' * 6_000 + "</Fields>"),
    ],
    ids=["name", "quotes", "doubled", "marks", "escapes", "commas", "deep", "fields"],
)
def test_no_text_takes_long(tmp_path: Path, text: str) -> None:
    path = stored(tmp_path, text)
    mr.read(stored(tmp_path, document(6), "first.epx"))
    begun = time.process_time()
    with contextlib.suppress(mr.MigrantRHError):
        mr.read(path)
    assert time.process_time() - begun < len(text) / 100_000


def test_titles_of_the_form_are_kept_in_the_order_of_the_screen(tmp_path: Path) -> None:
    heading = (
        '<Headings><Heading id="H{0}" top="{1}"><Caption><Text xml:lang="chi">题{0}</Text>'
        '<Text xml:lang="eng">Title {0}</Text></Caption></Heading></Headings>'
    )
    part = '<Section id="S" top="20"><Caption><Text>Part</Text></Caption>{}</Section></Sections>'
    text = document(6).replace("</Fields>", "</Fields>" + heading.format(1, 30), 1)
    text = text.replace("</Sections>", part.format(heading.format(2, 1)))
    screen = mr.read(stored(tmp_path, text)).codebook.screen
    assert [each.names for each in screen] == [("S",), ("H2",), ("H1",)]
    assert [(each.text.zh, each.text.en) for each in screen[1:]] == [
        ("题2", "Title 2"),
        ("题1", "Title 1"),
    ]


def test_calculations_are_named_where_they_are_not_run(tmp_path: Path) -> None:
    computed = document(6).replace(
        'top="2"/>', 'top="2"><Calculation type="ctTimeDifference"/></Field>'
    )
    records = mr.read(stored(tmp_path, computed))
    assert ["born" in recall(note).en for note in records.notes] == [True]


def test_the_encoding_is_the_one_declared(tmp_path: Path) -> None:
    text = document(6, 'id=1;said="é"').replace("utf-8", "ISO-8859-1").replace("性别", "?")
    records = mr.read(stored(tmp_path, text.encode("latin-1")))
    assert records.raw()["said"].tolist() == ["é"]
    assert records.provenance.encoding == "iso-8859-1"
    wide = b"\xff\xfe" + document(6).replace("utf-8", "utf-16").encode("utf-16-le")
    assert mr.read(stored(tmp_path, wide)).provenance.encoding == "utf-16-le"


def test_several_data_files_are_asked_for(tmp_path: Path) -> None:
    one = document(6)
    second = one[one.index("<DataFile ") : one.index("</DataFiles>")]
    titled = second.replace(
        'id="one">', 'id="two"><Caption><Text xml:lang="en">Visits</Text></Caption>'
    )
    path = stored(tmp_path, one.replace("</DataFiles>", titled + "</DataFiles>"))
    with pytest.raises(mr.MigrantRHError, match=r"2 data files.*\n.*one \(\), two \(Visits\)"):
        mr.read(path)
    assert mr.read(path, datafile="visits").provenance.understood["data_file"] == "two"
    with pytest.raises(mr.MigrantRHError, match="no data file 'three'"):
        mr.read(path, datafile="three")


def test_log_files_of_epidata_are_hidden(tmp_path: Path) -> None:
    hidden = '<DataFile id="_SecurityLog"><Sections/></DataFile></DataFiles>'
    records = mr.read(stored(tmp_path, document(6).replace("</DataFiles>", hidden)))
    assert records.provenance.understood["data_file"] == "one"


@pytest.mark.parametrize("password", [None, "", "Secret", "secret ", "密码"])
def test_a_password_is_asked_and_proved(password: str | None) -> None:
    path = HERE / "core_alltypes_password.epx"
    with pytest.raises(mr.MigrantRHError, match=r"encrypted|not the one"):
        mr.read(path, datafile="baseline", password=password)


@pytest.mark.parametrize("damage", ["*", "\u4e2d"])
def test_encrypted_records_that_are_damaged_have_their_number(tmp_path: Path, damage: str) -> None:
    text = (HERE / "core_alltypes_password.epx").read_text(encoding="utf-8")
    start = text.index('<Record status="rsNormal">', text.index("<Record status") + 1)
    place = text.index(">", start) + 1
    path = stored(tmp_path, text[:place] + damage + text[place + 1 :])
    with pytest.raises(mr.MigrantRHError, match="record 2: an encrypted record is damaged"):
        mr.read(path, datafile="baseline", password="secret")  # noqa: S106  (published)


@pytest.mark.parametrize("size", [1, 7, 16, 100])
def test_a_run_may_be_deciphered_in_parts(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    path = HERE / "core_alltypes_password.epx"
    whole = mr.read(path, datafile="baseline", password="secret")  # noqa: S106  (published)
    monkeypatch.setattr("migrant_rh.reading.epidata_cipher._AT_ONCE", size)
    parts = mr.read(path, datafile="baseline", password="secret")  # noqa: S106
    assert parts.raw().equals(whole.raw())


def test_related_data_files_say_what_they_belong_to() -> None:
    path = HERE / "core_alltypes.epx"
    child = mr.read(path, datafile="visits").provenance.understood
    assert (child["parent"], child["parent_key"]) == ("baseline", "v_AutoInc")
    assert "parent" not in mr.read(path, datafile="baseline").provenance.understood


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("prerelease_2011-08_attributes.epx", "epx.preview"),
        ("standard_questionnaire.1.epz", "epx.preview"),
        ("No_Dataforms.epx", "epx.no-data"),
        ("Clinical_ExtendedAccess.v4.epx", "epx.extended-access"),
    ],
)
def test_published_files_that_are_refused(name: str, code: str) -> None:
    with pytest.raises(mr.MigrantRHError) as caught:
        mr.read(SHARED / "real" / name)
    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
def test_five_related_data_files_are_listed_and_related() -> None:
    path = SHARED / "real" / "Clinical.v3.epx"
    with pytest.raises(mr.MigrantRHError, match="5 data files"):
        mr.read(path)
    parents = {
        place: mr.read(path, datafile=f"datafile_id_{place}").provenance.understood.get("parent")
        for place in range(1, 6)
    }
    top = "datafile_id_1"
    assert parents == {1: None, 2: top, 3: top, 4: top, 5: "datafile_id_4"}


@pytest.mark.parametrize("seed", range(60))
def test_damage_never_breaks_the_reader(tmp_path: Path, seed: int) -> None:
    damaged = random.Random(seed)  # noqa: S311  (no secret)
    content = bytearray(document(damaged.choice([1, 2, 3, 6])).encode())
    if damaged.random() < 0.4:
        content = bytearray(archive({"a.epx": content.decode()}))
    for _ in range(damaged.randint(1, 8)):
        place = damaged.randrange(len(content))
        match damaged.randrange(3):
            case 0:
                content[place] = damaged.randrange(256)
            case 1:
                del content[place : place + damaged.randrange(1, 40)]
            case _:
                content[place:place] = content[place : place + 20]
    path = stored(tmp_path, bytes(content), "a.epx")
    with contextlib.suppress(mr.MigrantRHError):
        assert len(mr.read(path).data) <= len(content)


def test_rules_of_the_document_are_run(tmp_path: Path) -> None:
    later = document(6, "id=1;born=31/12/1990;sex=2;dose=3;later=01/01/1980")
    found = check_records(mr.read(stored(tmp_path, later)), ("id",))
    assert {(one.rule, one.variable, one.id) for one in found} == {
        ("chk.legal", "dose", "1"),
        ("chk.compare", "later", "1"),
    }
    jumped = document(6, "id=1;sex=2;born=01/01/1980").replace(
        'toFieldRef="later"', 'toFieldRef="x"'
    )
    end = jumped.replace('type="jtToField"', 'type="jtSaveRecord"')
    found = check_records(mr.read(stored(tmp_path, end.replace(";born", ";later"))), ("id",))
    assert {(one.rule, one.variable) for one in found} == {("chk.jump", "later")}
