"""Values mean what the study file declares, or are listed as meaning nothing."""

import pytest

from migrant_rh.errors import PanelError


def refused(files):
    with pytest.raises(PanelError) as caught:
        files.panel()
    return caught.value.problems


def said(panel, rule):
    return [item.message.en for item in panel.findings if item.rule == rule]


@pytest.mark.parametrize(
    "spelling", ["北京市", "Beijing", "BEIJING", "1", "１", "01", "1.0", "　1"]
)
def test_spellings_of_one_city_are_one_code(files, spelling):
    files.replace("before", "001,a,1,", f"001,a,{spelling},")
    assert files.panel().data["_site"].tolist()[:2] == ["1", "1"]


def test_normalised_spellings_are_counted(files):
    files.replace("before", "001,a,1,0,1,20,0", "００１,a,北京市,0,1,２０,0")
    panel = files.panel()
    assert panel.data.loc[0, "age"] == 20
    assert sum(message.startswith("1 values") for message in said(panel, "values.normalised")) == 2


def test_unknown_names_are_listed_with_how_often_they_occur(files):
    for person in "12":
        files.replace("before", f"00{person},a,1,", f"00{person},a,Peking,")
    (problem,) = refused(files)
    assert problem.code == "panel.unknown-values"
    assert "Peking (2)" in problem.found.en
    assert "aliases" in problem.remedy.en


def test_unknown_values_of_every_variable_and_wave_come_at_once(files):
    files.replace("before", "002,a,1,0,2,30,1", "002,a,1,0,2,thirty,7")
    files.replace("after", "001,a,1,0,1,21,1", "001,a,1,0,3,21,1")
    found = {(problem.where.file, problem.where.field) for problem in refused(files)}
    assert found == {("before.csv", "age"), ("before.csv", "cert"), ("after.csv", "sex")}


def test_arm_codes_shifted_in_one_wave_are_refused(files):
    files.after = [
        line.replace(",0,1,", ",2,1,") if line.startswith("00") else line for line in files.after
    ]
    (problem,) = refused(files)
    assert problem.where.field == "group"
    assert "2 (3)" in problem.found.en


def test_nine_is_never_no_and_ninety_nine_never_an_age(files):
    files.replace("before", "005,d,1,1,2,35,1", "005,d,1,1,2,35,9")
    panel = files.panel()
    row = panel.data.index[panel.data["_id"] == "005"][0]
    assert panel.data["cert"].isna()[row]
    assert panel.reasons.loc[row, "cert"] == "9"


def test_dates_are_ordered_by_the_column_or_asked_about(files):
    files.planned("  pid: {label", "  seen: {label: seen, type: date}\n  pid: {label")
    files.before = [
        f"{line},{'seen' if n == 0 else f'0{n}/02/2008'}" for n, line in enumerate(files.before)
    ]
    (problem,) = refused(files)
    assert problem.code == "panel.date-order"
    files.before = [line.replace("01/02/2008", "31/01/2008") for line in files.before]
    assert files.panel().data["seen"].dt.strftime("%Y-%m-%d").tolist()[:2] == [
        "2008-01-31",
        "2008-02-02",
    ]


def test_classes_and_merged_codes_are_made_from_declared_ones(files):
    files.planned(
        "outcomes:",
        "  ages: {label: a, cuts: {of: age, at: [25, 40], labels: [young, middle, old]}}\n"
        "  known: {label: k, of: cert, merge: {1: [0, 1]}, levels: {1: answered}}\n"
        "outcomes:",
    )
    panel = files.panel()
    assert panel.data["ages"].tolist()[:6] == ["1", "2", "3", "2", "2", "3"]
    assert panel.data["known"].isna().sum() == 1
