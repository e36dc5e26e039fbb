"""REC, QES and CHK files as EpiData Entry 3.1 lays them out."""

import csv
from pathlib import Path

import numpy as np
import pytest

from migrant_rh.demo.epidata_writer import RecFile, chk_bytes, qes_bytes, rec_bytes
from migrant_rh.demo.form import Field, Form

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
EPIDATA = SHARED / "epidata" / "generated"

FORM = Form(("A form", Field("id", "Number ", "text", 3), Field("n", "How many ", "integer", 2)))


def rec(columns, form=FORM, label="label", deleted=None):
    arrays = {name: np.array(values) for name, values in columns.items()}
    size = len(next(iter(arrays.values())))
    marks = np.zeros(size, dtype=bool) if deleted is None else np.array(deleted)
    return rec_bytes(form, RecFile(label, arrays, marks))


def test_a_small_file_to_the_byte():
    assert rec({"id": ["01", "02"], "n": ["7", ""]}, deleted=[False, True]).split(b"\r\n") == [
        b"3 1 Filelabel: label",
        b"_LABEL1        1   1  30   0   0   0   0 112 A form",
        b"_id            1   2  30  10   2   1   3 112 idNumber ",
        b"#n             1   3  30  11   3   0   2 112 nHow many ",
        b"01  7!",
        b"02   ?",
        b"",
    ]


def test_the_form_to_the_byte():
    assert qes_bytes(FORM) == b"A form\r\n{id}Number ___\r\n{n}How many ##\r\n"


@pytest.mark.parametrize(
    ("width", "ends"), [(77, [77]), (78, [78]), (79, [78, 1]), (157, [78, 78, 1])]
)
def test_records_are_cut_after_78_bytes(width, ends):
    widths = [80] * (width // 80) + [width % 80]
    fields = tuple(Field(f"f{i}", "", "text", size) for i, size in enumerate(widths))
    written = rec({field.name: ["x" * field.width] for field in fields}, Form(fields))
    pieces = written.split(b"\r\n")[len(fields) + 1 : -1]
    assert pieces == [b"x" * end + b"!" for end in ends]


def test_a_value_wider_than_its_field_is_refused():
    with pytest.raises(ValueError, match="wider than the 3 bytes of id"):
        rec({"id": ["北京"], "n": ["1"]})


def test_a_file_label_of_more_than_50_bytes_is_refused():
    with pytest.raises(ValueError, match="longer than 50 bytes"):
        rec({"id": ["1"], "n": ["1"]}, label="京" * 26)


def test_the_check_file_of_one_field():
    field = Field(
        "age", "", "integer", 2, limits=("18", "49"), missing=("99",), jumps={"99": "END"}
    )
    lines = chk_bytes(Form((field,))).decode("gbk").splitlines()
    assert [line.strip() for line in lines[lines.index("age") :]] == [
        "age", "RANGE 18 49", "LEGAL", "99", "END", "MISSINGVALUE 99",
        "JUMPS RESET", "99 END", "END", "MUSTENTER", "END", "",
    ]  # fmt: skip


TITLE = (
    "1社区高血压干预研究基线调查表（这是一个很长的标题，用来检查标题文字超过八十个字节时"
    "会被切成几行而且可能切断一个汉字）"
)
CHINESE = Form(
    (
        TITLE,
        Field("ID", "编号：", "text", 5),
        Field("NAME", "1.1 姓名：", "text", 8),
        Field("SEX", "1.2 性别：", "integer", 1, hint="  【1】男  【2】女"),
        Field("AGE", "1.3 年龄（岁）：", "integer", 3),
        Field("ADDR", "1.4 现住址：", "text", 30),
        Field("REMARK", "1.5 备注：", "text", 48),
        Field("SBP", "2.1 收缩压（mmHg）：", "integer", 3),
        Field("DBP", "2.2 舒张压（mmHg）：", "integer", 3),
        Field("VDATE", "2.3 调查日期：", "date", 10),
    )
)


@pytest.fixture
def by_epidata():
    """A Chinese survey that EpiData's own code wrote; its ID is of a type that the demo lacks."""
    if not EPIDATA.is_dir():
        pytest.skip("../shared is not here")
    return EPIDATA / "gbk_survey"


def test_the_header_is_the_one_epidata_writes(by_epidata):
    columns = {field.name: [""] for field in CHINESE.fields}
    ours = rec(columns, CHINESE, label="高血压").split(b"\r\n")[:13]
    theirs = by_epidata.with_suffix(".rec").read_bytes().split(b"\r\n")[:13]
    differing = [line for line, other in zip(ours, theirs, strict=True) if line != other]
    assert differing == [b"_ID            1   2  30   9   2   1   5 112 ID\xb1\xe0\xba\xc5\xa3\xba"]


def test_the_form_is_the_one_epidata_reads(by_epidata):
    ours = qes_bytes(CHINESE).replace(b"_____\r\n{NAME}", b"<IDNUM>\r\n{NAME}")
    assert ours == by_epidata.with_suffix(".qes").read_bytes()


def test_the_records_are_the_ones_epidata_writes(by_epidata):
    path = Path(f"{by_epidata}.rec.expected.csv")
    with path.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    columns = {field.name: [row[field.name] for row in rows] for field in CHINESE.fields}
    states = [row["_state"] == "deleted" for row in rows]
    ours = rec(columns, CHINESE, label="高血压", deleted=states).split(b"\r\n")[13:]
    theirs = by_epidata.with_suffix(".rec").read_bytes().split(b"\r\n")[13:]
    verified = [line.removesuffix(b"^") + b"!" if line.endswith(b"^") else line for line in theirs]
    assert ours == verified


def test_screen_text_and_records_are_cut_inside_characters(folder):
    lines = (folder / "baseline.rec").read_bytes().split(b"\r\n")
    count = int(lines[0].split()[0])
    header, records = lines[1 : count + 1], lines[count + 1 : -1]
    assert any(broken(line[45:]) for line in header)
    assert sum(broken(piece[:-1]) for piece in records[::2]) > 500


def broken(piece):
    try:
        piece.decode("gbk")
    except UnicodeDecodeError:
        return True
    return False


def test_the_demo_header_names_every_field(read_rec, baseline):
    header = read_rec("baseline.rec")["header"]
    assert [name for name, _, length, _ in header if length] == list(baseline[0])
    assert {kind for _, kind, length, _ in header if length} == {0, 1, 3, 19}
    assert all(len(text) <= 80 for *_, text in header)


def test_typists_stand_in_the_file_label(read_rec):
    labels = [read_rec(f"baseline_{entry}.rec")["label"] for entry in (1, 2)]
    assert [label[-4:] for label in labels] == ["录入员1", "录入员2"]
