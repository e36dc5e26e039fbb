"""Every phrase exists in both languages, with the same values, and is used."""

import ast
import importlib
import pkgutil
import re
import string
from pathlib import Path

import pytest

import migrant_rh
from migrant_rh import words
from migrant_rh.words import Text, phrase, recall, refer

SECTIONS = [m.name for m in pkgutil.iter_modules(words.__path__) if m.name != "text"]
SOURCES = Path(migrant_rh.__file__).parent


def blanks(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("section", SECTIONS)
def test_both_languages_take_the_same_values(section):
    phrases = importlib.import_module(f"migrant_rh.words.{section}").PHRASES
    for name, (zh, en) in phrases.items():
        assert zh.strip() or not en.strip(), name
        assert en.strip() or not zh.strip(), name
        assert blanks(zh) == blanks(en), name
        assert not re.search("[\u4e00-\u9fff]", en), name


def test_phrases_put_texts_in_their_language():
    told = phrase("errors.remedy", remedy=Text("更正", "mend it"))
    assert told == Text("处理：更正", "What to do: mend it")


def test_a_phrase_written_down_says_the_same_again():
    written = refer("panel.cluster_absent", cluster="a&b=c?", waves="1%2")
    assert recall(written) == phrase("panel.cluster_absent", cluster="a&b=c?", waves="1%2")


def literals() -> set[str]:
    found = set()
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def test_every_rule_that_finds_something_has_a_name():
    rules = set()
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
                given = {each.arg: each.value for each in node.keywords}.get("rule")
                rules |= {given.value} if isinstance(given, ast.Constant) else set()
    assert len(rules) > 10
    names = importlib.import_module("migrant_rh.words.rules").PHRASES
    assert {rule for rule in rules if rule.replace(".", "_") not in names} == set()


def test_every_key_asked_for_exists():
    asked = re.compile(rf"({'|'.join(SECTIONS)})\.[a-z0-9_]+")
    calls = set()
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and getattr(node.func, "id", "") in {
                "phrase",
                "refer",
            }
            if named and node.args and isinstance(node.args[0], ast.Constant):
                calls.add(node.args[0].value)
    assert calls
    for key in calls:
        assert asked.fullmatch(key), key
        section, name = key.split(".")
        assert name in importlib.import_module(f"migrant_rh.words.{section}").PHRASES, key
