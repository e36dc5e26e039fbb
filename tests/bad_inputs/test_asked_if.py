"""Questions asked of some persons only: who was not asked lacks no answer, and is counted."""

from __future__ import annotations

import re

import docx
import numpy as np
import pytest

from migrant_rh.errors import MigrantRHError
from migrant_rh.panel.values import FILTER, SKIPPED
from migrant_rh.study.file import load_study
from migrant_rh.study.lock import fingerprint
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


def test_where_the_question_before_has_no_answer_a_blank_is_missing_for_that(skipped):
    lines = [line for line in skipped.before[1:] if line.endswith(",0")]
    one, other, third = (line.split(",")[0] for line in lines[:3])
    for person, school in ((one, ""), (other, "9"), (third, "2")):
        skipped.put("before", person, "exam", "").put("before", person, "school", school)
    run = skipped.run()
    told = {row.term: (row.n, row.n_missing) for row in gaps(run, group="")}
    asked, everybody = (sum(each) for each in zip(*examined(skipped).values(), strict=True))
    assert told == {
        "": (asked + 3, 2),
        FILTER: (asked + 3, 1),
        "9": (asked + 3, 1),
        SKIPPED: (everybody, everybody - asked - 3),
    }
    shown = run.tables["missingness"]
    assert "Blank, filter unanswered" in shown.to("en").to_text()
    assert "空白，前一问题未答" in shown.to("zh").to_text()
    assert "count as asked" in " ".join(shown.to("en").to_text().split())


def test_an_answer_of_who_was_not_to_be_asked_stays_and_is_a_finding(skipped):
    person = next(line.split(",")[0] for line in skipped.before[1:] if line.endswith(",0"))
    skipped.put("before", person, "school", "2")
    found = skipped.findings("panel.answered_unasked")
    (told,) = (item for item in found if item.file == "before.csv")
    line = next(n for n, line in enumerate(skipped.before) if line.startswith(person))
    assert (told.id, told.record, told.variable) == (person, line, "school")
    assert told.message.en.startswith("answered although asked_if: exam == 1")
    assert "exam == 1" in told.message.zh
    unasked = sum(line.endswith(",0") for line in skipped.after)
    assert len(found) == 1 + unasked
    run = skipped.run()
    (counted,) = run.results.where(
        analysis="findings", term="panel.answered_unasked", wave="after.csv"
    )
    assert counted.n == unasked
    (whole,) = gaps(run, group="", term="")
    assert whole.n == sum(asked for asked, _ in examined(skipped).values()) + 1
    here = run.panel.data["_id"].eq(person) & run.panel.data["_wave"].eq("before")
    assert run.panel.data.loc[here, "school"].tolist() == ["2"]
    assert any(f"不必回答者有回答 ({unasked})" in line for line in run.warnings("zh"))
    assert any(f"not to be asked by the plan ({unasked})" in line for line in run.warnings("en"))


def test_table_1_describes_who_was_asked(skipped):
    run = skipped.run()
    rows = run.results.where(analysis="baseline", outcome="school", site="", scale="count")
    for arm, (asked, _) in examined(skipped).items():
        of_arm = [row for row in rows if row.group == arm]
        assert {(row.n, row.n_missing) for row in of_arm} == {(asked, 0)}
    said = {name: run.tables["table1"].to(name).to_text().replace("\n", " ") for name in LANGUAGES}
    asked = sum(asked for asked, _ in examined(skipped).values())
    assert f"Of those asked only: education ({asked} of 48)" in said["en"]
    assert f"仅统计须回答者：education（48人中的{asked}人）" in said["zh"].replace(" ", "")


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
    assert "education (exam == 1)" in page
    assert "Missing answers of those asked." in page
    assert "blanks may include" not in page


def test_the_lines_are_the_same_in_html_and_word(skipped, tmp_path):
    person = next(line.split(",")[0] for line in skipped.before[1:] if line.endswith(",0"))
    skipped.put("before", person, "exam", "").put("before", person, "school", "")
    run = skipped.run()
    lines = [row.label.en for row in run.tables["missingness"].table.rows]
    assert lines == ["education", "Blank, filter unanswered", "Not asked (not missing)", "examined"]
    written = {path.name: path for path in run.write(tmp_path / "out", languages=("en",))}
    page = written["report.en.html"].read_text("utf-8")
    shown = re.search(r"<tbody>(?:(?!</tbody>).)*filter unanswered.*?</tbody>", page, re.DOTALL)
    rows = re.findall(r"<tr.*?</tr>", shown[0], re.DOTALL)
    assert [len(re.findall("<td", row)) for row in rows] == [6] * len(lines)
    (table,) = (
        each
        for each in docx.Document(written["report.en.docx"]).tables
        if any("filter unanswered" in row.cells[0].text for row in each.rows)
    )
    assert [row.cells[0].text.strip() for row in table.rows][-len(lines) :] == lines
    assert len(table.columns) == 7


def test_a_withheld_outcome_leaves_no_hole_in_the_report(files, tmp_path):
    files.planned("cert: {label: certificate, ", "cert: {label: certificate, asked_if: exam == 1, ")
    for line in files.before[1:]:
        cells = line.split(",")
        if cells[9] == "0":
            files.put("before", cells[0], "cert", "")
    files.plan += "privacy: {min_cell: 5}\n"
    run = files.run()
    rows = [row for row in run.results if row.outcome == "cert"]
    away = [row for row in rows if row.analysis not in {"findings", "missingness"}]
    assert {(row.n, row.n_missing, row.estimate) for row in away} == {(None, None, None)}
    for path in run.write(tmp_path / "out", languages=("zh", "en")):
        if path.suffix == ".html":
            page = re.sub(r"<script.*?</script>|<[^>]+>", " ", path.read_text("utf-8"))
            assert not re.search(r"\bNone\b|\bnan\b", page)


@pytest.mark.parametrize(
    ("condition", "code", "told"),
    [
        ("exma == 1", "study.unknown-variable", "exma"),
        ("school == 1", "study.asked-in-circle", "school → school"),
        ("exam == 7", "study.unknown-code", "7"),
        ("exam == 1 and cert in [0, 9]", "study.unknown-code", "9"),
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
    refused = sum(line.split(",")[6] == "9" for line in skipped.before[1:])
    (unknown,) = gaps(run, group="", term=FILTER)
    assert unknown.n_missing == blanks - refused


def test_a_wave_without_the_question_is_not_asked_there(skipped):
    run = skipped.drop("after", "school").run()
    (row,) = run.results.where(analysis="missingness", outcome="school", wave="after")
    assert (row.n, row.n_missing, row.note) == (None, None, "missingness.not_asked")
    assert gaps(run, group="", term="")[0].n_missing == 0
    assert set(run.panel.reasons["school"][run.panel.data["_wave"] == "after"]) == {""}


def test_who_was_not_asked_the_question_before_was_not_asked_the_one_after(files):
    """Examination asked of men, education of who was examined: women lack neither."""
    files.planned(SCHOOL, ASKED).planned(
        "exam: {label: examined, ", "exam: {label: examined, asked_if: sex == 1, "
    )
    for wave in ("before", "after"):
        for line in getattr(files, wave)[1:]:
            cells = line.split(",")
            if cells[4] == "2":
                files.put(wave, cells[0], "exam", "")
            if cells[4] == "2" or cells[9] == "0":
                files.put(wave, cells[0], "school", "")
    cells = [line.split(",") for line in files.before[1:]]
    men = sum(c[4] == "1" for c in cells)
    examined_men = sum(c[4] == "1" and c[9] == "1" for c in cells)
    run = files.run()
    (whole,), (left,) = (gaps(run, group="", term=term) for term in ("", SKIPPED))
    assert (whole.n, whole.n_missing) == (examined_men, 0)
    assert (left.n, left.n_missing) == (48, 48 - examined_men)
    (exam,) = run.results.where(
        analysis="missingness", outcome="exam", wave="before", group="", term=""
    )
    assert (exam.n, exam.n_missing) == (men, 0)
    assert not files.findings("panel.answered_unasked")


def test_a_condition_may_be_about_what_only_the_roster_tells(files):
    files.planned(SCHOOL, SCHOOL + "asked_if: kind == 2, ")
    kind = "  kind: {label: kind, levels: {1: small, 2: large}}\n"
    files.planned("outcomes:\n", kind + "outcomes:\n")
    files.planned("design:\n", "design:\n  roster: roster.csv\n")
    shops = {line.split(",")[1]: line.split(",")[2:4] for line in files.before[1:]}
    lines = [
        f"{shop},{city},{arm},{1 + n % 2}" for n, (shop, (city, arm)) in enumerate(shops.items())
    ]
    listed = "\n".join(["shop,city,arm,kind", *lines]) + "\n"
    (files.folder / "roster.csv").write_text(listed, encoding="utf-8")
    for line in files.before[1:]:
        if list(shops).index(line.split(",")[1]) % 2 == 0:
            files.put("before", line.split(",")[0], "school", "")
    run = files.run()
    (whole,), (left,) = (gaps(run, group="", term=term) for term in ("", SKIPPED))
    assert (whole.n, whole.n_missing, left.n_missing) == (24, 0, 24)


def test_circles_over_several_questions_are_shown_once_with_the_way(files):
    made = (
        "  high: {label: high, of: school, merge: {0: [1, 2], 1: [3]}, levels: {0: no, 1: yes}}\n"
    )
    files.planned("outcomes:\n", made + "outcomes:\n")
    files.planned(SCHOOL, ASKED)
    files.planned("exam: {label: examined, ", "exam: {label: examined, asked_if: high == 1, ")
    with pytest.raises(MigrantRHError) as caught:
        load_study(files.written())
    (problem,) = caught.value.problems
    assert problem.code == "study.asked-in-circle"
    assert "school → exam → high → school" in problem.found.zh
    assert "come before" in problem.expected.en
    assert "asked_if" in problem.remedy.zh


def test_all_that_is_wrong_with_conditions_is_told_at_once(files):
    files.planned(SCHOOL, SCHOOL + "asked_if: exma == 1, ")
    files.planned("sex: {label: sex, ", "sex: {label: sex, asked_if: cert == 5, ")
    files.planned("exam: {label: examined, ", "exam: {label: examined, asked_if: cert = 1, ")
    with pytest.raises(MigrantRHError) as caught:
        load_study(files.written())
    assert sorted(problem.code for problem in caught.value.problems) == [
        "study.expression",
        "study.unknown-code",
        "study.unknown-variable",
    ]


def test_the_condition_is_part_of_the_plan(skipped):
    with_it = fingerprint(load_study(skipped.written()))
    skipped.planned("asked_if: exam == 1, ", "")
    assert fingerprint(load_study(skipped.written())) != with_it


def test_names_of_levels_and_codes_do_not_matter(skipped):
    """The answers before under other codes: the same rows, but for the condition."""
    first = {(row.group, row.term): (row.n, row.n_missing) for row in gaps(skipped.run())}
    skipped.planned(
        "exam: {label: examined, levels: {0: 'no', 1: 'yes'}}",
        "exam: {label: seen, levels: {n: never, y: once}}",
    )
    skipped.planned(
        "exam: {label: {zh: 检查, en: Examined}, event: 1}",
        "exam: {label: {zh: 检查, en: Examined}, event: y}",
    )
    skipped.planned("exam == 1", "exam == 'y'")
    for wave in ("before", "after"):
        lines = getattr(skipped, wave)
        lines[1:] = [line[:-1] + ("y" if line[-1] == "1" else "n") for line in lines[1:]]
    assert {(row.group, row.term): (row.n, row.n_missing) for row in gaps(skipped.run())} == first
