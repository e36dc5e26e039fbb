"""Bad inputs 5 to 7, 22 to 25, 28, 31 to 33: what does not agree between the waves.

The number of the input in the list begins the name of its tests.
"""

import pytest

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
