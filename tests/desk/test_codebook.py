"""The codebook of a file or a study, and the data package of the demo."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from click.testing import CliRunner

import migrant_rh as mr
from migrant_rh.cli import main
from migrant_rh.desk.codebook import codebook_document
from migrant_rh.desk.filing import edition_in
from migrant_rh.reading.table_schema import codebook_of
from migrant_rh.rendering.writers.markdown import document_markdown
from migrant_rh.words import Text

ROOT = Path(__file__).resolve().parents[2]
STORED = ROOT / "data" / "schema" / "datapackage.json"

LINES = [
    "pid,sex,age,dose,ok,said",
    "0001,1,31,1.5,1,secret words",
    "0002,9,,0.25,0,",
    "0003,2,99,9,1,x",
]
CHECKS = """\
LABELBLOCK
  LABEL sexes
    1 male
    2 female
    9 refused
  END
END
sex
  COMMENT LEGAL USE sexes
  MISSINGVALUE 9
  JUMPS
    1 said
  END
END
age
  RANGE 18 49
  LEGAL
    99
  END
  MUSTENTER
END
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    path.with_suffix(".chk").write_text(CHECKS, encoding="utf-8")
    return path


def run(*words: object) -> str:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.output


def test_fields_and_counts(file: Path) -> None:
    told = run("codebook", file)
    (sex,) = (line for line in told.splitlines() if line.startswith("| sex |"))
    cells = [cell.strip() for cell in sex.strip("|").split("|")]
    legal, missing = "1 male, 2 female", "9 refused"
    assert cells == ["sex", "", "whole number, 1", legal, missing, "", "1 → said", "8"]
    assert "18–49, 99" in told
    assert "| &emsp;1 male | 1 (33.3) |" in told
    assert "| &emsp;blank | 1 (33.3) |" in told
    assert "must be entered" in told


def test_free_text_and_ids_are_counted_only(file: Path, tmp_path: Path) -> None:
    for name in ("a.html", "a.docx", "a.xlsx", "a.md", "a.txt"):
        run("codebook", file, "-o", tmp_path / name)
    for name in ("a.html", "a.md", "a.txt"):
        said = (tmp_path / name).read_text(encoding="utf-8")
        assert "secret" not in said
        assert "0002" not in said
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    cells = {str(cell.value) for page in book for row in page.iter_rows() for cell in row}
    assert not {"secret words", "0002"} & cells


def test_waves_stand_side_by_side_in_both_languages(file: Path) -> None:
    one = mr.read(file)
    document = codebook_document(
        Text("研究", "Study"), {Text("基线", "Baseline"): one, Text("终线", "Endline"): one}
    )
    chinese = document_markdown(document, edition_in("zh"))
    assert "| 取值 | 基线 | 终线 |" in chinese
    assert "必录" in chinese
    english = document_markdown(document, edition_in("en"))
    counts = [re.findall(r"(\d+) ?\(\d", text) for text in (chinese, english)]
    assert counts[0] == counts[1] != []


def test_a_condition_of_the_plan_stands_among_the_skips(tmp_path: Path) -> None:
    for language, said in (("en", "asked if exam == 1"), ("zh", "仅当 exam == 1 时询问")):
        run("codebook", "--lang", language, "-o", tmp_path / f"{language}.md")
        told = (tmp_path / f"{language}.md").read_text(encoding="utf-8")
        (place,) = (line for line in told.splitlines() if line.startswith("| place |"))
        assert [cell.strip() for cell in place.strip("|").split("|")][6] == said
    package = json.loads(STORED.read_text(encoding="utf-8"))
    for wave in package["resources"]:
        fields = {field["name"]: field for field in wave["schema"]["fields"]}
        assert fields["place"]["x-asked-if"] == "exam == 1"
        assert "x-asked-if" not in fields["exam"]
        assert codebook_of(wave["schema"])["place"].asked_if == "exam == 1"


def test_a_questionnaire_is_previewed(tmp_path: Path) -> None:
    path = tmp_path / "form.qes"
    path.write_text("Survey of 2007\npid Number <idnum>\nsex Sex # (1 male)\n", encoding="utf-8")
    told = run("codebook", path)
    assert "| sex | Sex | whole number, 1 |" in told
    assert "Survey of 2007" in told
    assert "Values" not in told


def test_an_unknown_ending_is_refused(file: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["codebook", str(file), "-o", str(tmp_path / "a.pdf")])
    assert result.exit_code == 1
    assert ".html .docx .xlsx .md .txt" in result.output


# What Data Package v2 and its Table Schema ask for, as far as it concerns tables with labels.
LABELLED = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["value"],
        "properties": {"value": {"type": ["string", "integer"]}, "label": {"type": "string"}},
    },
}
FIELD = {
    "type": "object",
    "required": ["name", "type"],
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "type": {"enum": ["string", "number", "integer", "boolean", "date", "time"]},
        "title": {"type": "string"},
        "format": {"type": "string"},
        "categories": LABELLED,
        "missingValues": LABELLED,
        "constraints": {
            "type": "object",
            "properties": {
                "required": {"type": "boolean"},
                "unique": {"type": "boolean"},
                "minimum": {"type": "number"},
                "maximum": {"type": "number"},
            },
            "additionalProperties": False,
        },
    },
    "patternProperties": {"^x-": {}},
    "additionalProperties": False,
}
PACKAGE = {
    "type": "object",
    "required": ["name", "resources"],
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z0-9-]+$"},
        "resources": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name", "path", "schema"],
                "properties": {
                    "name": {"type": "string", "pattern": "^[a-z0-9-]+$"},
                    "path": {"type": "string"},
                    "hash": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
                    "schema": {
                        "type": "object",
                        "required": ["fields"],
                        "properties": {
                            "fields": {"type": "array", "minItems": 1, "items": FIELD},
                            "primaryKey": {"type": "array", "items": {"type": "string"}},
                        },
                    },
                },
            },
        },
    },
}


def test_the_package_of_the_demo_is_valid_and_as_the_command_makes_it(tmp_path: Path) -> None:
    made = tmp_path / "datapackage.json"
    run("codebook", "-o", made)
    assert made.read_text(encoding="utf-8") == STORED.read_text(encoding="utf-8")
    package = json.loads(made.read_text(encoding="utf-8"))
    jsonschema.validate(package, PACKAGE)
    for resource in package["resources"]:
        schema = resource["schema"]
        names = [field["name"] for field in schema["fields"]]
        assert set(schema["primaryKey"]) <= set(names)
        exam = next(field for field in schema["fields"] if field["name"] == "exam")
        assert exam["categories"][1] == {"value": 1, "label": "Yes", "x-label-zh": "是"}
        assert exam["missingValues"][1]["label"] == "No answer"
        assert exam["x-skips"][0] == {"on": "0", "to": "remark", "reset": ""}
        assert codebook_of(schema).names == tuple(names)
