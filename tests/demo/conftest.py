"""The frozen files, read by the simplest means: nothing here comes from the package's readers."""

import csv
import io
from importlib.resources import files
from pathlib import Path

import pytest

PIECE = 78


@pytest.fixture(scope="session")
def folder():
    return Path(str(files("migrant_rh.demo"))) / "files"


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def parse_rec(path):
    """Label, header lines as (name, type, length, text), records as (dict, mark)."""
    lines = path.read_bytes().split(b"\r\n")
    assert lines.pop() == b""
    first = lines[0].split(b" ", 2)
    count = int(first[0])
    header = [
        (line[1:11].decode().strip(), int(line[32:36]), int(line[36:40]), line[45:])
        for line in lines[1 : count + 1]
    ]
    fields = [(name, length) for name, _, length, _ in header if length]
    width = sum(length for _, length in fields)
    return {
        "label": first[2].decode("gbk"),
        "header": header,
        "records": [_values(fields, *one) for one in _records(lines[count + 1 :], width)],
    }


def _records(lines, width):
    pieces = -(-width // PIECE)
    assert len(lines) % pieces == 0
    for at in range(0, len(lines), pieces):
        own = lines[at : at + pieces]
        assert all(len(piece) == PIECE + 1 and piece.endswith(b"!") for piece in own[:-1])
        whole = b"".join(piece[:-1] for piece in own)
        assert len(whole) == width
        yield whole, own[-1][-1:].decode()


def _values(fields, whole, mark):
    stream = io.BytesIO(whole)
    return {name: stream.read(length).decode("gbk").strip() for name, length in fields}, mark


def parse_chk(path):
    """Rules by field: labels, range, legal, missing, must_enter, unique, jumps."""
    words = [line.split() for line in path.read_text(encoding="gbk").splitlines()]
    words = [line for line in words if line and line[0] != "*"]
    labels, rules, at = {}, {}, 0
    while at < len(words):
        head = words[at]
        end = next(i for i in range(at + 1, len(words)) if _closes(words, at, i))
        block = words[at + 1 : end]
        if head == ["LABELBLOCK"]:
            labels = _label_sets(block)
        else:
            rules[head[0]] = _field_rules(block, labels)
        at = end + 1
    return rules


def _closes(words, start, here):
    opened = sum(line[0] in {"LABEL", "LEGAL", "JUMPS"} for line in words[start + 1 : here])
    ended = sum(line == ["END"] for line in words[start + 1 : here])
    return words[here] == ["END"] and opened == ended


def _label_sets(block):
    sets, name = {}, ""
    for line in block:
        if line[0] == "LABEL":
            name = line[1]
            sets[name] = {}
        elif line != ["END"]:
            sets[name][line[0]] = " ".join(line[1:]).strip('"')
    return sets


def _field_rules(block, labels):
    rules = {"labels": {}, "range": None, "legal": [], "missing": [], "jumps": {}}
    inside = ""
    for line in block:
        if line == ["END"]:
            inside = ""
        elif inside == "LEGAL":
            rules["legal"] += line
        elif inside == "JUMPS":
            rules["jumps"][line[0]] = line[1]
        elif line[0] in {"LEGAL", "JUMPS"}:
            inside = line[0]
        elif line[0] == "RANGE":
            rules["range"] = line[1:]
        elif line[:3] == ["COMMENT", "LEGAL", "USE"]:
            rules["labels"] = labels[line[3]]
        elif line[0] == "MISSINGVALUE":
            rules["missing"] = line[1:]
    rules["must_enter"] = ["MUSTENTER"] in block
    rules["unique"] = ["KEY", "UNIQUE", "1"] in block
    return rules


@pytest.fixture(scope="session")
def read_csv(folder):
    return lambda name: rows_of(folder / name)


@pytest.fixture(scope="session")
def read_rec(folder):
    return lambda name: parse_rec(folder / name)


@pytest.fixture(scope="session")
def read_chk(folder):
    return lambda name: parse_chk(folder / name)


@pytest.fixture(scope="session")
def baseline(read_csv):
    return read_csv("baseline.csv")


@pytest.fixture(scope="session")
def endline(read_csv):
    return read_csv("endline.csv")


@pytest.fixture(scope="session")
def first_of(baseline):
    """Baseline row of every person."""
    return {row["pid"]: row for row in baseline}
