"""Which numbers moved between two runs."""

import pytest
from click.testing import CliRunner

import migrant_rh as mr
from migrant_rh.cli import main
from migrant_rh.results.comparing import SHOWN, compare_runs
from migrant_rh.results.rows import Results, Row


def rates(**sites):
    return Results.of(
        [
            Row(analysis="rates", site=site, scale="rd", estimate=value, n=10)
            for site, value in sites.items()
        ]
    )


def test_a_run_equals_itself_however_it_is_given(example_run, example_folder):
    for other in (example_run, example_run.results, example_folder, str(example_folder)):
        comparison = mr.compare_runs(example_run, other)
        assert comparison.equal
        assert comparison.rows == len(example_run.results)
    assert len(comparison.frame()) == 0


def test_one_number_a_note_and_rows_of_one_run_only():
    old = rates(a=0.10, b=0.20)
    new = rates(a=0.25, b=0.20, c=0.5)
    rows = [row._replace(note="units.persons?count=3") if row.site == "b" else row for row in new]
    comparison = compare_runs(old, Results(tuple(rows), new.vocabulary))
    told = {(moved.row.site, moved.column): moved.difference for moved in comparison.moved}
    assert told.keys() == {("a", "estimate"), ("b", "note")}
    assert told["a", "estimate"] == pytest.approx(0.15)
    assert told["b", "note"] is None
    assert [row.site for row in comparison.only_after] == ["c"]
    frame = comparison.frame()
    assert list(frame["only_in"]) == ["", "", "after"]
    assert list(frame["site"]) == ["a", "b", "c"]
    assert "<table" in comparison._repr_mimebundle_()["text/html"]
    assert "0.1 → 0.25 (+0.15)" in comparison.to("en")
    assert "仅见于后者" in comparison.to("zh")


def test_a_number_that_went_away_has_moved():
    old, new = rates(a=0.1), rates(a=None)
    (moved,) = compare_runs(old, new).moved
    assert (moved.before, moved.after, moved.difference) == (0.1, None, None)


def test_a_tolerance_is_relative_to_the_larger_number():
    old, new = rates(a=100.0), rates(a=100.5)
    assert not compare_runs(old, new).equal
    assert not compare_runs(old, new, tolerance=0.004).equal
    assert compare_runs(old, new, tolerance=0.005).equal


def test_long_lists_are_cut_on_screen_and_whole_in_the_frame():
    sites = [str(place) for place in range(3 * SHOWN)]
    comparison = compare_runs(
        rates(**dict.fromkeys(sites, 0.1)), rates(**dict.fromkeys(sites, 0.2))
    )
    assert len(comparison.to("en").splitlines()) == SHOWN + 2
    assert f"{2 * SHOWN} more" in comparison.to("en")
    assert len(comparison.frame()) == 3 * SHOWN


def test_the_command_answers_in_both_languages_and_by_its_exit_code(example_folder, copy, tmp_path):
    text = (copy / "results.csv").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if ",count,28.0," in line)
    changed = text.replace(line, line.replace(",28.0,", ",29.0,"))
    (copy / "results.json").unlink()
    (copy / "results.parquet").unlink()
    (copy / "results.csv").write_text(changed, encoding="utf-8")
    for language, words in (("en", "1 numbers moved"), ("zh", "1 个数值有变化")):
        arguments = ["compare-runs", str(example_folder), str(copy), "--lang", language]
        result = CliRunner().invoke(main, [*arguments, "--csv", str(tmp_path / "moved.csv")])
        assert result.exit_code == 1
        assert words in result.stdout
        assert "28.0 → 29.0 (+1)" in result.stdout
    assert "28.0,29.0,1.0" in (tmp_path / "moved.csv").read_text(encoding="utf-8-sig")
    same = CliRunner().invoke(main, ["compare-runs", str(example_folder), str(example_folder)])
    assert same.exit_code == 0
