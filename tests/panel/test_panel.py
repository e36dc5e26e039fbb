"""One row per person and wave, by role, or a refusal that lists what stands in the way."""

import pytest

from migrant_rh.errors import MigrantRHError, PanelError
from migrant_rh.panel.flow import flow_rows


def problems(files):
    with pytest.raises(PanelError) as caught:
        files.panel()
    return caught.value.problems


def test_a_clean_study_has_a_row_a_person_and_wave(files, rules):
    panel = files.panel()
    assert len(panel.data) == 13
    assert panel.data["_id"].nunique() == 7
    assert (panel.sites, panel.arms, panel.places) == (("1", "2"), ("0", "1"), ("1", "2", ""))
    assert panel.data.loc[0, "_id"] == "001"
    assert panel.data["age"].tolist()[:3] == [20.0, 30.0, 49.0]
    assert panel.reasons["cert"].tolist().count("9") == 1
    assert set(rules(panel)) == {"panel.few_clusters"}


def test_whoever_was_eligible_at_first_stays(files):
    panel = files.panel()
    assert 50.0 in panel.data["age"].tolist()


def test_steps_of_eligibility_are_counted_for_the_flow(files):
    files.replace("before", "002,a,1,0,2,30,1", "002,a,1,0,2,17,1")
    files.replace("before", "005,d,1,1,2,35,1", "005,d,1,1,2,99,1")
    panel = files.panel()
    flow = {
        (row.group, row.term): (row.n, row.n_missing, row.clusters)
        for row in flow_rows(panel)
        if not row.site
    }
    assert flow["", "surveyed"] == (7, 1, 6)
    assert flow["0", "left_out.0"] == (1, 0, 1)
    assert flow["1", "left_out.0"] == (1, 1, 1)
    assert flow["", "eligible"] == (5, 0, 5)
    assert flow["", "followed"][0] == 5
    assert flow["", "lost"][0] == 0


def test_the_flow_begins_with_the_clusters_of_the_roster(files):
    """Also with those that nobody was surveyed in."""
    files.roster = ROSTER + "g,2,1\n"
    flow = {
        (row.site, row.group): (row.clusters, row.n, row.estimate)
        for row in flow_rows(files.panel())
        if row.term == "allocated"
    }
    nobody = (None, None)
    assert flow["", ""] == (7, *nobody)
    assert (flow["", "0"], flow["", "1"]) == ((3, *nobody), (4, *nobody))
    assert (flow["2", "0"], flow["2", "1"]) == ((1, *nobody), (2, *nobody))


def test_without_a_roster_nobody_knows_what_was_allocated(files):
    assert not any(row.term == "allocated" for row in flow_rows(files.panel()))


def test_a_roster_without_arms_tells_no_allocation(files):
    lines = ROSTER.splitlines()
    files.roster = "\n".join(line.rpartition(",")[0] for line in lines) + "\n"
    assert files.panel().allocated is None


def test_two_records_of_one_person_are_refused_and_both_listed(files):
    files.before.append("001,a,1,0,1,33,1")
    (problem,) = problems(files)
    assert problem.code == "panel.duplicate"
    assert problem.where.record == "1, 8"
    assert "001" in problem.found.zh


def test_an_exact_copy_is_counted_once_and_said(files, rules):
    files.before.append("001,a,1,0,1,20,0")
    panel = files.panel()
    assert len(panel.data) == 13
    assert rules(panel)["panel.copy"] == "info"
    (copy,) = [item for item in panel.findings if item.rule == "panel.copy"]
    assert (copy.record, copy.id) == (8, "001")


def test_one_person_under_two_ids_is_suspected_never_merged(files, rules):
    files.planned("  key: [pid]", "  key: [pid]\n  identifiers: [name]")
    files.planned("  pid: {label", "  name: {label: name, type: text}\n  pid: {label")
    files.before = [
        f"{line},{'name' if n == 0 else 'Li' if n < 3 else n}"
        for n, line in enumerate(files.before)
    ]
    panel = files.panel()
    found = [item for item in panel.findings if item.rule == "panel.same_person"]
    assert [item.id for item in found] == ["001", "002"]
    assert panel.data["_id"].nunique() == 7
    assert "name" not in panel.data.columns


def test_ids_written_differently_are_asked_about(files, rules):
    for person in "134567":
        files.replace("after", f"00{person},", f"BJ-00{person},")
    panel = files.panel()
    asked = {item.rule: item.message.en for item in panel.findings}
    assert rules(panel)["panel.ids_ask"] == "ask"
    assert "prefix" in asked["panel.ids_ask"]


def test_declared_changes_of_ids_are_made_and_their_gain_said(files, rules):
    for person in "134567":
        files.replace("after", f"00{person},", f"bj-00{person},")
    files.planned("  key: [pid]", "  key: [pid]\n  normalise_ids: [prefix]")
    panel = files.panel()
    said = {item.rule: item.message.en for item in panel.findings}
    assert said["panel.ids_normalised"].endswith("went from 0.0 % to 100.0 %")
    assert len(panel.data) == 13


def test_few_matching_ids_are_warned_of(files, rules):
    for person in "1345":
        files.replace("after", f"00{person},", f"9{person}7,")
    assert rules(files.panel())["panel.low_match"] == "warning"


@pytest.mark.parametrize("ruined", ["1.1E+17", "3.5e+05"])
def test_ids_that_lost_digits_are_refused(files, ruined):
    files.replace("before", "001,", f"{ruined},")
    with pytest.raises(MigrantRHError, match="digits"):
        files.panel()


def test_conflicting_sex_is_listed_and_kept_out_of_pairs(files, rules):
    files.replace("after", "001,a,1,0,1", "001,a,1,0,2")
    panel = files.panel()
    assert rules(panel)["panel.conflict"] == "warning"
    assert panel.data.loc[panel.data["_doubtful"], "_id"].tolist() == ["001", "001"]


def test_who_moved_is_analysed_where_first_seen(files, rules):
    files.replace("after", "001,a,1,0", "001,c,1,1")
    panel = files.panel()
    moved = panel.data[panel.data["_id"] == "001"]
    assert moved["_cluster"].tolist() == ["a", "a"]
    assert moved["_arm"].tolist() == ["0", "0"]
    assert rules(panel)["panel.moved"] == "warning"


def test_who_moved_can_be_analysed_as_surveyed(files):
    files.replace("after", "001,a,1,0", "001,c,1,1").planned(
        "  control: 0", "  control: 0\n  moved: as_surveyed"
    )
    moved = files.panel().data.query("_id == '001'")
    assert moved["_cluster"].tolist() == ["a", "c"]


def test_a_workplace_in_two_arms_is_refused(files):
    files.replace("before", "002,a,1,0", "002,a,1,1")
    (problem,) = problems(files)
    assert problem.code == "panel.two-arms"
    assert "0: 2, 1: 1" in problem.found.en


def test_arms_that_swap_between_waves_are_told_apart_from_a_slip(files):
    for old in ("001,a,1,0", "003,b,1,0"):
        files.replace("after", old, old[:-1] + "1")
    for old in ("004,c,1,1", "005,d,1,1"):
        files.replace("after", old, old[:-1] + "0")
    found = problems(files)
    assert {problem.code for problem in found} == {"panel.two-arms"}
    assert all("swaps between waves" in problem.remedy.en for problem in found)


def test_a_cluster_code_used_in_two_cities_is_refused_with_the_way_out(files):
    files.replace("before", "006,e", "006,a").replace("after", "006,e", "006,a")
    (problem,) = problems(files)
    assert problem.code == "panel.two-sites"
    assert "compose_clusters" in problem.remedy.en


def test_cluster_codes_are_composed_where_declared(files):
    files.replace("before", "006,e", "006,a").replace("after", "006,e", "006,a")
    files.planned("  control: 0", "  control: 0\n  compose_clusters: true")
    assert sorted(files.panel().data["_cluster"].unique()) == [
        "1-a",
        "1-b",
        "1-c",
        "1-d",
        "2-a",
        "2-f",
    ]


ROSTER = "shop,city,group\na,1,0\nb,1,0\nc,1,1\nd,1,1\ne,2,0\nf,2,1\n"


def test_the_roster_agrees_or_the_difference_is_listed(files):
    files.roster = ROSTER.replace("c,1,1", "c,1,0").replace("f,2,1\n", "")
    found = {problem.code: problem.found.en for problem in problems(files)}
    assert set(found) == {"panel.unlike-roster", "panel.not-in-roster"}
    assert "cluster c" in found["panel.unlike-roster"]


def test_the_roster_gives_arm_and_city_where_the_files_do_not(files):
    files.roster = ROSTER
    files.before = [",".join((*line.split(",")[:2], *line.split(",")[4:])) for line in files.before]
    files.after = [",".join((*line.split(",")[:2], *line.split(",")[4:])) for line in files.after]
    panel = files.panel()
    assert panel.data["_arm"].tolist()[:7] == list("0001101")


def test_a_workplace_seen_once_is_warned_of(files, rules):
    files.after = [line for line in files.after if not line.startswith("007")]
    assert rules(files.panel())["panel.cluster_absent"] == "warning"


def test_newcomers_are_left_out_of_a_cohort_and_kept_in_a_mixture(files, rules):
    files.after.append("020,a,1,0,1,30,1")
    panel = files.panel()
    assert rules(panel)["panel.newcomer"] == "warning"
    assert "020" not in set(panel.data["_id"])


def test_newcomers_are_kept_in_a_mixture(files):
    files.after.append("020,a,1,0,1,30,1")
    files.planned("  control: 0", "  control: 0\n  linkage: mixed")
    assert "020" in set(files.panel().data["_id"])


def test_cross_sections_never_link_persons(files):
    files.planned("  control: 0", "  control: 0\n  linkage: cross_sections")
    panel = files.panel()
    assert panel.data["_id"].nunique() == len(panel.data) == 12
    assert 50.0 not in panel.data["age"].tolist(), "judged at each wave, since nobody is followed"


def test_a_missing_role_is_refused_with_the_columns_there_are(files):
    files.before = [line.replace("pid,shop", "pid,place") for line in files.before]
    codes = {problem.code: problem for problem in problems(files)}
    assert "panel.no-role" in codes
    assert "place" in codes["panel.no-role"].expected.en
