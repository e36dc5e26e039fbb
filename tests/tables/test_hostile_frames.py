"""Names and values of a data frame that mean something to a format are shown as they are."""

import re
from html.parser import HTMLParser

import docx
import numpy as np
import openpyxl
import pandas as pd
import pytest

from migrant_rh import tables

NAMES = (
    "<script>alert(1)</script>",
    "=1+1",
    "R&D_rate %",
    "two\nlines",
    "emoji 😀",
    "标" * 60 + "x" * 140,
    "{brace} {0} %s",
    "\\end{longtable}",
    "| pipe | `tick` *star*",
)


def shown(text):
    return text.replace("\n", " ")


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(0)
    data = {"<g>": rng.choice(["=a", "b&c"], 200)}
    for name in NAMES:
        levels = np.array([name, "other"], dtype=object)
        levels = levels[rng.integers(0, 2, 200)]
        levels[:3] = None
        data[name] = levels
    return pd.DataFrame(data)


@pytest.fixture(scope="module", params=["baseline", "missingness"])
def table(request, frame):
    make = getattr(tables, request.param)
    return make(frame, by="<g>", label={"<g>": ("=组_%", "=group_%")}, title="=T <&> {x}")


class Cells(HTMLParser):
    """Text of the row labels, and whether any script is there."""

    def __init__(self):
        super().__init__()
        self.labels, self.scripts, self._open = [], 0, False

    def handle_starttag(self, tag, attrs):
        self._open = tag == "th" and dict(attrs).get("scope") in {"row", "rowgroup"}
        if self._open:
            self.labels.append("")
        self.scripts += tag == "script"

    def handle_endtag(self, tag):
        self._open = self._open and tag != "th"

    def handle_data(self, data):
        if self._open:
            self.labels[-1] += data


def labels_of(table):
    return [shown(row.label.en) for row in table.table.rows]


def test_word(table, tmp_path):
    document = docx.Document(table.write(tmp_path / "t.docx"))
    rows = document.tables[0].rows[1:]
    assert [row.cells[0].text for row in rows] == labels_of(table)


def test_excel(table, tmp_path):
    book = openpyxl.load_workbook(table.write(tmp_path / "t.xlsx"))
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    first = [row[0].value for row in book.worksheets[1].iter_rows(min_row=3)]
    assert first[: len(table.table.rows)] == labels_of(table)


def test_html(table):
    cells = Cells()
    cells.feed(table.to_html())
    assert cells.labels == labels_of(table)
    assert cells.scripts == 0


def test_latex(table):
    text = table.to_latex()
    assert text.count(r"\end{longtable}") == 1
    above = text.partition(r"\endlastfoot")[2].partition(r"\noalign{\vskip")[0]
    rows = [line for line in above.splitlines() if line.rstrip("*").endswith(r"\tabularnewline")]
    assert len(rows) == len(table.table.rows)
    for row in rows:
        assert len(re.findall(r"(?<!\\)&", row)) == len(table.table.leaves)
        assert not re.search(r"(?<!\\)[%#$_]", row)


def test_markdown(table):
    rows = [line for line in table.to_markdown().splitlines() if line.startswith("|")]
    assert len(rows) == len(table.table.rows) + 2
    for row in rows:
        assert len(re.findall(r"(?<!\\)\|", row)) == len(table.table.leaves) + 2
        assert "<script" not in row.replace("\\<", "")


def test_text(table):
    lines = table.to_text().splitlines()
    assert lines[0] == "=T <&> {x}"
    for name in NAMES[:5]:
        assert any(line.strip().startswith(shown(name)) for line in lines)
