"""Bad input 30: several answers in one cell.

The number of the input in the list begins the name of its tests.
"""

import pytest

import migrant_rh as mr
from migrant_rh.words import recall

SEVERAL = """\
  heard: {label: heard of it from, type: several, missing: {9: none},
    levels: {1: leaflet, 2: lecture, 3: friends}}
  leaflet: {label: leaflet, chosen: 1, of: heard}
  lecture: {label: lecture, chosen: 2, of: heard}
  friends: {label: friends, chosen: 3, of: heard}
outcomes:
"""
QUESTION = "questions: {heard: {label: heard, items: [leaflet, lecture, friends], event: 1}}\n"


@pytest.fixture
def asked(files):
    """The small study with a question answered in one cell at baseline: 1,3 of everybody."""
    files.planned("outcomes:\n", SEVERAL)
    files.plan += QUESTION
    header, *rows = (line.replace(",", ";") for line in files.before)
    files.before = [f"{header};heard", *(f"{row};1,3" for row in rows)]
    return files


def answered(files, person, cell):
    """Give one person another cell."""
    at = next(n for n, line in enumerate(files.before) if line.startswith(person))
    files.before[at] = files.before[at].rpartition(";")[0] + ";" + cell


def of_question(run, **where):
    return run.results.where(analysis="question", outcome="heard", wave="before", group="", **where)


def test_30_answers_in_one_cell_are_parsed_as_declared(asked):
    answers = {"001": "1", "002": "3 ,1", "003": "２、3", "004": "9", "005": "", "006": "1/2/3"}
    for person, cell in answers.items():
        answered(asked, person, cell)
    run = asked.run()
    data = run.panel.data.query("_wave == 'before'").set_index("_id")
    told = data.loc[list(answers), ["leaflet", "lecture", "friends"]].astype(object)
    assert told.fillna("-").to_numpy().tolist() == [
        ["1", "0", "0"],
        ["1", "0", "1"],
        ["0", "1", "1"],
        ["-", "-", "-"],
        ["-", "-", "-"],
        ["1", "1", "1"],
    ]
    shares = {row.term: row.estimate for row in of_question(run, scale="proportion")}
    assert shares["leaflet"] == pytest.approx(45 / 46)
    assert shares["lecture"] == pytest.approx(2 / 46)
    assert sum(shares.values()) > 1
    text = " ".join(" ".join(t.to("en").to_text().split()) for t in run.tables.values())
    assert "percentages of persons may add up to more than 100" in text


def test_30_an_answer_that_is_no_level_is_refused(asked):
    answered(asked, "001", "13")
    answered(asked, "002", "1,4")
    (problem,) = asked.refused()
    assert "13 (1), 1,4 (1)" in problem.found.en
    assert "1, 2, 3, 9" in problem.expected.en


def test_30_undeclared_cells_of_several_answers_stay_text_and_are_told(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('pid,heard\na,"1,3"\nb,2\n')
    records = mr.read(path)
    assert records.text["heard"].tolist() == ["1,3", "2"]
    assert any("several answers" in note.en for note in map(recall, records.notes))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("chosen: 2", "chosen: 7", "no code '7'"),
        ("type: several, ", "type: text, ", "not of type: several"),
        ("chosen: 2, of: heard", "chosen: 2", "of together with merge or chosen"),
    ],
)
def test_30_a_declaration_that_cannot_be_is_refused(asked, old, new, said):
    asked.planned(old, new)
    assert said in " ".join(problem.to("en") for problem in asked.refused())
