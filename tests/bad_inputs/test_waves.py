"""Bad inputs 5 to 7, 22 to 25, 28, 31 to 33: what does not agree between the waves.

The number of the input in the list begins the name of its tests.
"""

import pytest

from migrant_rh.words import recall

WINDOWS = (
    ("file: before.csv}", "file: before.csv, window: [2007-08-01, 2007-12-31]}"),
    ("file: after.csv}", "file: after.csv, window: [2008-08-01, 2008-12-31]}"),
)
DATED = ("arm: arm}", "arm: arm, date: day}")
AGED = ("type: number, missing", "type: number, ages: true, missing")


def doubtful(run):
    data = run.panel.data
    return set(data.loc[data["_doubtful"], "_id"])


def pairs(run):
    """Persons of the paired comparison of the controls."""
    (row,) = run.results.where(
        analysis="rates", outcome="cert", site="", group="0", contrast="waves", method="mcnemar"
    )
    return row.n


def test_the_clean_study_has_nothing_to_say(files):
    for change in (*WINDOWS, DATED, AGED):
        files.planned(*change)
    run = files.run()
    assert {item.rule for item in run.checked.findings} == {"panel.few_clusters"}
    assert len(run.panel.data) == 96


def test_05_another_sex_is_a_conflict_and_kept_out_of_pairs(files):
    assert doubtful(files.run()) == set()
    files.put("after", "001", "sex", "2")
    (found,) = files.findings("panel.conflict")
    assert (found.id, found.variable, found.severity) == ("001", "sex", "warning")
    assert "before: 1; after: 2" in found.message.en
    assert doubtful(files.run()) == {"001"}


def test_05_another_birth_year_is_a_conflict(files):
    files.planned("  age: {", "  born: {label: born, type: number, fixed: true}\n  age: {")
    for wave in ("before", "after"):
        lines = getattr(files, wave)
        setattr(files, wave, [f"{lines[0]},born", *(f"{line},1980" for line in lines[1:])])
    assert files.findings("panel.conflict") == []
    files.put("after", "007", "born", "1985")
    (found,) = files.findings("panel.conflict")
    assert (found.id, found.variable) == ("007", "born")


def test_06_who_moved_stays_in_the_first_workplace_and_is_counted(files):
    files.put("after", "001", "shop", "c").put("after", "001", "arm", "1")
    run = files.run()
    (found,) = [item for item in run.checked.findings if item.rule == "panel.moved"]
    assert (found.id, found.severity) == ("001", "warning")
    moved = run.panel.data[run.panel.data["_id"] == "001"]
    assert moved["_cluster"].tolist() == ["a", "a"]
    assert moved["_arm"].tolist() == ["0", "0"]


def test_06_who_moved_can_be_taken_as_surveyed(files):
    files.put("after", "001", "shop", "c").put("after", "001", "arm", "1")
    files.planned("  control: 0", "  control: 0\n  moved: as_surveyed")
    moved = files.run().panel.data.query("_id == '001'")
    assert moved["_cluster"].tolist() == ["a", "c"]


def test_07_arms_that_swap_between_waves_are_refused_as_such(files):
    for number in range(1, 49):
        person = f"{number:03d}"
        arm = files.after[number].split(",")[3]
        files.put("after", person, "arm", str(1 - int(arm)))
    problems = files.refused()
    assert {problem.code for problem in problems} == {"panel.two-arms"}
    assert len(problems) == 8
    assert "The arm swaps between waves" in problems[0].remedy.en


def test_22_an_interview_outside_the_window_is_warned_of_and_kept(files):
    for change in (*WINDOWS, DATED):
        files.planned(*change)
    files.put("before", "003", "day", "2008-01-03").put("after", "004", "day", "2008-07-30")
    run = files.run()
    found = [item for item in run.checked.findings if item.rule == "panel.outside_window"]
    assert [(item.file, item.record, item.id) for item in found] == [
        ("before.csv", 3, "003"),
        ("after.csv", 4, "004"),
    ]
    assert {item.severity for item in found} == {"warning"}
    assert "2008-01-03" in found[0].message.en
    assert "2007-12-31" in found[0].message.zh
    assert len(run.panel.data) == 96
    assert any("Interviewed outside the wave (1)" in line for line in run.warnings("en"))


def test_22_days_of_grace_are_declared(files):
    for change in (*WINDOWS, DATED):
        files.planned(*change)
    files.put("before", "003", "day", "2008-01-03").put("after", "004", "day", "2008-07-30")
    files.planned("  key: [pid]", "  key: [pid]\n  window_days: 2")
    assert [item.id for item in files.findings("panel.outside_window")] == ["003"]


def test_21_days_of_the_wrong_calendar_are_outside_the_window(files):
    """Days counted from 1900 that were taken for days from 1904 are four years and a day late."""
    for change in (*WINDOWS, DATED):
        files.planned(*change)
    for wave, year in (("before", 2011), ("after", 2012)):
        files.put(wave, "*", "day", f"{year}-09-16")
    assert len(files.findings("panel.outside_window")) == 96


@pytest.mark.parametrize(
    ("window", "said"),
    [
        ("[2007-12-31, 2007-08-01]", "the first day, not after the last"),
        ("[2007-08-01, soon]", "a date, such as 2007-08-01"),
        ("[2007-08-01]", "at least 2 items"),
    ],
)
def test_22_a_window_that_is_none_is_refused(files, window, said):
    files.planned(*DATED).planned("file: before.csv}", f"file: before.csv, window: {window}}}")
    (problem,) = files.refused()
    assert said in problem.to("en")
    assert problem.where.line == 6


def test_22_a_window_that_nothing_is_compared_with_is_refused(files):
    files.planned(*WINDOWS[0])
    (problem,) = files.refused()
    assert problem.code == "study.window-unused"
    assert "design.roles.date" in problem.to("zh")


def test_23_an_endline_before_the_baseline_stops_and_is_listed(files):
    files.planned(*DATED)
    files.put("after", "005", "day", "2006-01-05").put("after", "009", "day", "2007-09-08")
    problems = files.refused()
    assert {item.code for item in problems} == {"panel.out_of_order"}
    assert [(item.where.file, item.where.record) for item in problems] == [
        ("after.csv", 5),
        ("after.csv", 9),
    ]
    assert "2006-01-05 at Endline, before 2007-09-05 at Baseline" in problems[0].found.en
    assert "更正" in problems[0].remedy.zh


def test_23_two_interviews_on_one_day_are_in_order(files):
    files.planned(*DATED).put("after", "005", "day", "2007-09-05")
    assert files.findings("panel.out_of_order") == []


@pytest.mark.parametrize(("age", "conflict"), [(19, True), (20, False), (22, False), (23, True)])
def test_25_an_age_that_falls_or_jumps_is_a_conflict(files, age, conflict):
    """Person 001 is 20 at first, and asked again a year later: 20 to 22 are possible."""
    for change in (DATED, AGED):
        files.planned(*change)
    files.put("after", "001", "age", str(age))
    found = files.findings("panel.conflict")
    assert [item.id for item in found] == ["001"] * conflict


def test_25_who_is_in_conflict_is_left_out_of_pairs(files):
    for change in (*WINDOWS, AGED):
        files.planned(*change)
    whole = pairs(files.run())
    files.put("after", "001", "age", "37")
    run = files.run()
    assert doubtful(run) == {"001"}
    assert pairs(run) == whole - 1
    (found,) = [item for item in run.checked.findings if item.rule == "panel.conflict"]
    assert "aged 20 at Baseline and 37 at Endline" in found.message.en


def test_25_without_a_known_time_only_a_fall_is_a_conflict(files):
    files.planned(*AGED).put("after", "001", "age", "37").put("after", "002", "age", "20")
    assert [item.id for item in files.findings("panel.conflict")] == ["002"]


def test_25_an_unanswered_age_tells_nothing(files):
    for change in (DATED, AGED):
        files.planned(*change)
    files.put("after", "001", "age", "99")
    assert files.findings("panel.conflict") == []


# --- 28: an item that was not asked in an arm or a wave ---------------------------------------


def treated():
    """Persons of the intervention arm."""
    return [f"{1 + number:03d}" for number in range(48) if "abcdefgh"[number // 6] in "cdgh"]


def of_outcome(run, outcome, **where):
    return run.results.where(analysis="rates", outcome=outcome, site="", **where)


def test_28_an_outcome_not_asked_at_a_wave_has_no_change_and_the_reason(files):
    whole = files.run()
    files.put("after", "*", "exam", "")
    run = files.run()
    found = [item for item in run.checked.findings if item.rule == "panel.not_asked"]
    assert [(item.variable, item.severity) for item in found] == [("exam", "warning")] * 2
    assert "Endline, Treated: nobody answered" in found[1].message.en
    (effect,) = run.results.where(analysis="model.main", outcome="exam", site="", contrast="did")
    assert effect.estimate is None
    assert "changes cannot be compared" in recall(effect.note).en
    for where in ({"contrast": "waves"}, {"contrast": "arms", "wave": "after"}):
        rows = of_outcome(run, "exam", **where)
        assert rows
        assert {(row.estimate, row.p_value) for row in rows} == {(None, None)}
        assert all(recall(row.note).en for row in rows)
    kept = {"analysis": "model.main", "outcome": "cert"}
    assert run.results.where(**kept) == whole.results.where(**kept)


def test_28_an_outcome_asked_in_one_arm_only_is_compared_within_it(files, tmp_path):
    for person in treated():
        files.put("before", person, "exam", "").put("after", person, "exam", "")
    run = files.run()
    assert {row.estimate for row in of_outcome(run, "exam", contrast="arms")} == {None}
    within = of_outcome(run, "exam", contrast="waves", method="pearson")
    assert [row.estimate is None for row in within] == [False, True]
    written = run.write(tmp_path / "report")
    assert any(path.name == "report.zh.html" for path in written)


def test_28_a_column_that_a_wave_lacks_is_not_asked_either(files, tmp_path):
    files.drop("after", "exam")
    run = files.run()
    assert {row.estimate for row in of_outcome(run, "exam", contrast="waves")} == {None}
    (row,) = [
        row
        for row in run.results.where(analysis="missingness", outcome="exam", wave="after")
        if row.note
    ]
    assert "Not asked" in recall(row.note).en
    assert run.write(tmp_path / "report")


def test_28_a_covariate_asked_once_is_no_finding_but_one_arm_is(files):
    files.put("after", "*", "school", "")
    assert files.findings("panel.not_asked") == []
    for person in treated():
        files.put("before", person, "school", "")
    (found,) = files.findings("panel.not_asked")
    assert found.variable == "school"
    assert "Baseline, Treated" in found.message.en


# --- 31: labels of codes ----------------------------------------------------------------------

LABELLED = 'school\n  COMMENT LEGAL\n    1 "{one}"\n    2 "middle"\n    3 "{three}"\n  END\nEND\n'


def test_31_labels_in_one_wave_only_hold_for_all(files):
    files.checks["before"] = LABELLED.format(one="primary", three="high")
    assert len(files.run().panel.data) == 96


def test_31_labels_that_say_the_same_are_the_same(files):
    files.checks["before"] = LABELLED.format(one="primary school", three="high")
    files.checks["after"] = LABELLED.format(one="Primary  School", three="ＨＩＧＨ")
    assert len(files.run().panel.data) == 96


def test_31_two_labels_of_one_code_are_refused_with_both_texts(files):
    files.checks["before"] = LABELLED.format(one="primary", three="high")
    files.checks["after"] = LABELLED.format(one="none", three="college")
    one, three = files.refused()
    assert (one.code, one.where.file, one.where.field) == (
        "panel.labels-differ",
        "after.csv",
        "school",
    )
    assert "code 1 means 'primary' in before.csv and 'none' in after.csv" in one.found.en
    assert "college" in three.found.zh
    assert "variables.school.recode.after" in one.remedy.en


def test_31_a_difference_that_the_study_file_explains_is_taken_as_it_says(files):
    files.checks["before"] = LABELLED.format(one="primary", three="high")
    files.checks["after"] = LABELLED.format(one="primary school", three="high")
    files.planned("{label: education,", "{label: education, recode: {after: {1: 1}},")
    assert len(files.run().panel.data) == 96


# --- 32: names and types that changed ---------------------------------------------------------


def test_32_the_case_of_names_does_not_matter(files):
    files.after[0] = files.after[0].upper()
    assert files.run().panel.data["cert"].notna().all()


def test_32_a_renamed_variable_is_found_where_the_study_file_says(files):
    files.after[0] = files.after[0].replace("cert", "V12")
    missing = of_outcome(files.run(), "cert", wave="after", group="", scale="count")
    assert {row.n for row in missing} == {0}
    files.planned("file: after.csv}", "file: after.csv, rename: {v12: cert}}")
    assert files.run().panel.data["cert"].notna().all()


def test_32_a_rename_of_a_column_that_is_not_there_is_refused(files):
    files.planned("file: after.csv}", "file: after.csv, rename: {V13: cert}}")
    (problem,) = files.refused()
    assert "V13" in problem.found.en
    assert "cert" in problem.expected.en


def test_32_text_where_a_number_was_is_refused_with_the_values(files):
    files.put("after", "001", "age", "twenty").put("after", "002", "cert", "yes")
    age, cert = files.refused()
    assert (age.where.file, age.where.field) == ("after.csv", "age")
    assert "twenty (1)" in age.found.en
    assert "yes (1)" in cert.found.en


# --- 33: other answers in one wave ------------------------------------------------------------


def test_33_six_groups_become_the_four_of_the_other_wave(files):
    """Baseline asks 1 to 6, endline 1 to 3: the coarser three are analysed, and counted."""
    for number in range(1, 49):
        files.put("before", f"{number:03d}", "school", f"{1 + number % 6}")
    files.planned(
        "{label: education,",
        "{label: education, recode: {before: {1: 1, 2: 1, 3: 2, 4: 2, 5: 3, 6: 3}},",
    )
    run = files.run()
    schools = run.panel.data.query("_wave == 'before'")["school"].value_counts().to_dict()
    assert schools == {"1": 16, "2": 16, "3": 16}
    (found,) = [item for item in run.checked.findings if item.rule == "values.recoded"]
    assert (found.severity, found.file, found.variable) == ("info", "before.csv", "school")
    assert "40 values were given the codes of the study" in found.message.en
    assert "6 → 3" in found.message.zh
    after = run.panel.data.query("_wave == 'after'")["school"].astype(int)
    assert after.tolist() == [1 + number % 3 for number in range(48)]


def test_33_without_a_recode_the_finer_codes_are_refused(files):
    files.put("before", "001", "school", "6")
    (problem,) = files.refused()
    assert "6 (1)" in problem.found.en


@pytest.mark.parametrize(
    ("recode", "said"),
    [
        ("{middle: {1: 1}}", "no wave 'middle'"),
        ("{before: {6: 7}}", "no code '7'"),
    ],
)
def test_33_a_recode_of_what_is_not_there_is_refused(files, recode, said):
    files.planned("{label: education,", f"{{label: education, recode: {recode},")
    (problem,) = files.refused()
    assert said in problem.to("en")
    assert problem.where.line


def test_33_a_recode_of_a_number_is_refused(files):
    files.planned("{label: age,", "{label: age, recode: {before: {1: 2}},")
    assert "recode only for a category" in files.refused()[0].to("en")


def test_a_wave_without_a_record_is_refused(files):
    files.after[1:] = []
    (problem,) = files.refused()
    assert problem.code == "panel.no-records"
    assert "the wave 'after' has no record" in problem.to("en")


def test_a_condition_that_no_record_meets_is_told(files):
    files.planned("file: after.csv", "file: after.csv, rows: sex == 7")
    (problem,) = files.refused()
    assert problem.code == "panel.no-records"
    assert "none has sex == 7" in problem.to("en")
