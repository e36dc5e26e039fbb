"""Questions asked of some persons only: who was not asked lacks no answer, and is counted."""

from __future__ import annotations

import numpy as np
import pytest

from migrant_rh.errors import MigrantRHError
from migrant_rh.panel.values import SKIPPED
from migrant_rh.study.file import load_study
from migrant_rh.words import LANGUAGES

SCHOOL = "school: {label: education, "
ASKED = "school: {label: education, asked_if: exam == 1, "
LEVELS = "levels: {1: primary, 2: middle, 3: high}}"


@pytest.fixture
def skipped(files):
    """Education asked of who was examined: the others blank, one refused, one not said."""
    files.planned(SCHOOL + LEVELS, ASKED + LEVELS[:-1] + ", missing: {9: refused}}")
    for number, line in enumerate(files.before[1:]):
        cells = line.split(",")
        cells[6] = cells[6] if cells[9] == "1" else "9" if number % 2 else ""
        files.before[number + 1] = ",".join(cells)
    return files


def examined(files, wave="before"):
    """Persons by arm: with an examination, and in all."""
    cells = [line.split(",") for line in getattr(files, wave)[1:]]
    return {
        arm: (sum(c[9] == "1" for c in cells if c[3] == arm), sum(c[3] == arm for c in cells))
        for arm in ("0", "1")
    }


def gaps(run, **place):
    return run.results.where(analysis="missingness", outcome="school", wave="before", **place)


def test_who_was_not_asked_is_not_missing(skipped):
    run = skipped.run()
    for arm, (asked, everybody) in examined(skipped).items():
        (whole,) = gaps(run, group=arm, term="")
        assert (whole.n, whole.n_missing, whole.estimate) == (asked, 0, 0.0)
        (left,) = gaps(run, group=arm, term=SKIPPED)
        assert (left.n, left.n_missing) == (everybody, everybody - asked)
        assert left.estimate == pytest.approx((everybody - asked) / everybody, abs=1e-15)
    (both,) = gaps(run, group="", term=SKIPPED)
    assert both.n_missing == sum(all_ - asked for asked, all_ in examined(skipped).values())
    assert not run.checked.findings.stopping


def test_an_answer_that_is_lacking_of_who_was_asked_is_missing(skipped):
    asked = [line.split(",")[0] for line in skipped.before[1:] if line.endswith(",1")]
    skipped.put("before", asked[0], "school", "").put("before", asked[1], "school", "9")
    run = skipped.run()
    assert [gaps(run, group="", term=term)[0].n_missing for term in ("", "9", "blank")] == [2, 1, 1]


def test_where_the_question_before_has_no_answer_a_blank_is_missing(skipped):
    person = next(line.split(",")[0] for line in skipped.before[1:] if line.endswith(",0"))
    skipped.put("before", person, "exam", "").put("before", person, "school", "")
    (before,) = gaps(skipped.run(), group="", term="blank")
    assert before.n_missing == 1


def test_an_answer_of_who_was_not_to_be_asked_stays_and_is_a_finding(skipped):
    person = next(line.split(",")[0] for line in skipped.before[1:] if line.endswith(",0"))
    skipped.put("before", person, "school", "2")
    told = {item.file: item for item in skipped.findings("panel.answered_unasked")}
    assert "1 persons answered" in told["before.csv"].message.en
    assert "exam == 1" in told["before.csv"].message.zh
    run = skipped.run()
    (whole,) = gaps(run, group="", term="")
    assert whole.n == sum(asked for asked, _ in examined(skipped).values()) + 1
    here = run.panel.data["_id"].eq(person) & run.panel.data["_wave"].eq("before")
    assert run.panel.data.loc[here, "school"].tolist() == ["2"]
    assert any("persons answered" in line or "不必回答" in line for line in run.warnings("zh"))


def test_table_1_describes_who_was_asked(skipped):
    run = skipped.run()
    rows = run.results.where(analysis="baseline", outcome="school", site="", scale="count")
    for arm, (asked, _) in examined(skipped).items():
        of_arm = [row for row in rows if row.group == arm]
        assert {(row.n, row.n_missing) for row in of_arm} == {(asked, 0)}
    said = {name: run.tables["table1"].to(name).to_text().replace("\n", " ") for name in LANGUAGES}
    assert "Of those asked only: education" in said["en"]
    assert "仅统计须回答者：education" in said["zh"].replace(" ", "")


def test_what_is_made_from_it_is_not_missing_either(skipped):
    made = (
        "  high: {label: high, of: school, merge: {0: [1, 2], 1: [3]}, levels: {0: no, 1: yes}}\n"
    )
    skipped.planned("outcomes:\n", made + "outcomes:\n").planned("[sex, age, school]", "[high]")
    run = skipped.run()
    rows = run.results.where(analysis="baseline", outcome="high", site="", scale="count", group="")
    assert {row.n_missing for row in rows} == {0}
    assert {row.n for row in rows} == {sum(asked for asked, _ in examined(skipped).values())}


def test_an_outcome_asked_of_some_counts_its_missing_answers_among_them(files):
    files.planned("cert: {label: certificate, ", "cert: {label: certificate, asked_if: exam == 1, ")
    for wave in ("before", "after"):
        for line in getattr(files, wave)[1:]:
            cells = line.split(",")
            if cells[9] == "0":
                files.put(wave, cells[0], "cert", "")
    run = files.run()
    for wave in ("before", "after"):
        for arm, (asked, _) in examined(files, wave).items():
            place = {"analysis": "rates", "outcome": "cert", "site": "", "wave": wave, "group": arm}
            row = run.results.one(**place, scale="count")
            assert (row.n, row.n_missing) == (asked, 0)
    lead = run.results.one(analysis="model.main", outcome="cert", site="", contrast="lead")
    assert lead.n_missing == 0


def test_a_question_is_about_who_was_asked_any_of_its_items(files):
    asked = "questions:\n  both: {label: Both, items: [cert], event: 1}\nmodels:\n"
    files.planned("models:\n", asked)
    files.planned("cert: {label: certificate, ", "cert: {label: certificate, asked_if: sex == 2, ")
    men = [line.split(",")[0] for line in files.before[1:] if line.split(",")[4] == "1"]
    for person in men:
        files.put("before", person, "cert", "9")
    rows = files.run().results.where(analysis="question", outcome="both", wave="before", group="")
    assert {(row.n, row.n_missing) for row in rows if row.scale == "count"} == {(24, 0)}


def test_the_order_of_the_rows_does_not_matter(skipped, tmp_path):
    first = {row.id: row for row in gaps(skipped.run())}
    skipped.before[1:] = skipped.before[:0:-1]
    assert {row.id: row for row in gaps(skipped.run())} == first


def test_the_words_of_the_report(skipped, tmp_path):
    asked = next(line.split(",")[0] for line in skipped.before[1:] if line.endswith(",1"))
    run = skipped.put("before", asked, "school", "9").run()
    shown = run.tables["missingness"]
    assert "Not asked (not missing)" in shown.to("en").to_text()
    assert "不必回答（不计为缺失）" in shown.to("zh").to_text()
    written = run.write(tmp_path / "out", languages=("zh", "en"))
    page = next(path for path in written if path.name == "report.en.html").read_text("utf-8")
    assert "Asked of some persons only" in page
    assert "Missing answers of those asked." in page
    assert "blanks may include" not in page


@pytest.mark.parametrize(
    ("condition", "code", "told"),
    [
        ("exma == 1", "study.unknown-variable", "exma"),
        ("school == 1", "study.unknown-variable", "school"),
        ("exam = 1", "study.expression", "asked_if"),
        ("__import__('os')", "study.expression", "asked_if"),
    ],
)
def test_conditions_that_cannot_be_meant(files, condition, code, told):
    files.planned(SCHOOL, f'school: {{label: education, asked_if: "{condition}", ')
    with pytest.raises(MigrantRHError) as caught:
        load_study(files.written())
    (problem,) = caught.value.problems
    assert problem.code == code
    assert told in problem.found.en
    assert problem.where.line


def test_a_made_variable_takes_it_from_the_one_it_is_made_from(files):
    made = "  old: {label: old, asked_if: exam == 1, cuts: {of: age, at: [30], labels: [a, b]}}\n"
    files.planned("outcomes:\n", made + "outcomes:\n")
    with pytest.raises(MigrantRHError, match="asked_if"):
        load_study(files.written())


def test_a_wave_that_lacks_the_question_before_leaves_blanks_missing(skipped):
    skipped.drop("before", "exam").planned(
        "  exam: {label: {zh: 检查, en: Examined}, event: 1}\n", ""
    )
    run = skipped.run()
    blanks = sum(line.split(",")[6] in {"", "9"} for line in skipped.before[1:])
    (whole,) = gaps(run, group="", term="")
    assert (whole.n, whole.n_missing) == (48, blanks)
    assert not np.asarray(run.panel.reasons["school"] == SKIPPED).any()
