"""The JSON Schema for editors: the one that is stored, and what it says of study files."""

import json
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from migrant_rh.study.schema import study_schema

ROOT = Path(__file__).resolve().parents[2]
STORED = ROOT / "data" / "schema" / "study.schema.json"
STUDIES = [
    ROOT / "src/migrant_rh/demo/files/study.yaml",
    *sorted((ROOT / "examples").glob("*/study.yaml")),
]


@pytest.fixture(scope="module")
def check():
    schema = json.loads(study_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def plain(path):
    """A study file as JSON sees it: every code is text, as in the package."""
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(path), default=str))


def test_the_stored_schema_is_the_one_the_command_prints():
    assert STORED.read_text(encoding="utf-8") == study_schema()


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.parent.name)
def test_the_studies_we_ship_fit(check, path):
    assert [error.message for error in check.iter_errors(plain(path))] == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("study", "style"), "lancet"),
        (("design", "allocation"), "random"),
        (("design", "rolez"), {}),
        (("data", "waves"), {}),
        (("outcomes",), {}),
    ],
)
def test_mistakes_do_not_fit(check, place, value):
    study = plain(STUDIES[0])
    inner = study
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = value
    assert not check.is_valid(study)


def test_everything_an_editor_shows_is_described():
    schema = json.loads(study_schema())
    silent = [
        f"{kind}.{name}"
        for kind, spec in schema["$defs"].items()
        for name, field in spec.get("properties", {}).items()
        if not (field.get("description") or "$ref" in field)
    ]
    assert silent == []
    assert all(spec.get("description") for spec in schema["$defs"].values())
