"""Results in three formats, damaged files, and a run printed again without its data."""

import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from migrant_rh.cli import main
from migrant_rh.errors import MigrantRHError
from migrant_rh.rendering.stored import load_run
from migrant_rh.results.parquet import as_parquet, from_parquet
from migrant_rh.results.rows import COLUMNS, NUMBERS, PLACE, WHOLE_NUMBERS, Results, Row
from migrant_rh.results.store import as_csv, as_json, from_csv, from_json, load_results
from migrant_rh.results.vocabulary import Vocabulary
from migrant_rh.words import Text

_WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8)
_NUMBER = st.none() | st.floats(allow_nan=False)
_COUNT = st.none() | st.integers(0, 2**53)


@st.composite
def results(draw):
    def row(place):
        numbers = {name: draw(_NUMBER) for name in NUMBERS if name not in WHOLE_NUMBERS}
        counts = {name: draw(_COUNT) for name in WHOLE_NUMBERS}
        return Row(
            analysis=f"a{place}", outcome=draw(_WORDS), note=draw(_WORDS), **numbers, **counts
        )

    texts = {name: Text(draw(_WORDS), draw(_WORDS)) for name in ("title", "unit")}
    words = Vocabulary({"site": {"1": Text("北京", "Beijing")}}, {"style": draw(_WORDS)}, texts)
    return Results.of([row(place) for place in range(draw(st.integers(0, 4)))], words)


@given(results())
def test_json_and_parquet_hold_everything_and_csv_the_rows(told):
    assert from_json(as_json(told)) == told
    assert from_parquet(as_parquet(told)) == told
    assert from_csv(as_csv(told)).rows == told.rows


def test_columns_are_texts_or_numbers_and_every_row_has_its_own_id(example_run):
    frame = example_run.results.frame()
    assert tuple(frame.columns) == COLUMNS
    assert frame["id"].is_unique
    assert (frame["id"] != "").all()
    for name in COLUMNS:
        kinds = {type(value) for value in frame[name].dropna()}
        assert kinds <= ({int, float} if name in NUMBERS else {str}), name
    assert not frame.duplicated(list(PLACE)).any()


def test_other_languages_read_typed_columns(example_folder):
    from pyarrow import parquet  # noqa: PLC0415

    table = parquet.read_table(example_folder / "results.parquet")
    types = {str(table.schema.field(name).type) for name in WHOLE_NUMBERS}
    assert types == {"int64"}
    assert str(table.schema.field("estimate").type) == "double"
    assert str(table.schema.field("site").type) == "string"


@pytest.mark.parametrize("kind", ["json", "parquet"])
def test_a_stored_run_prints_the_same_bytes_without_its_data(kind, copy, tmp_path):
    for other in {"json", "parquet", "csv"} - {kind}:
        (copy / f"results.{other}").unlink()
    again = tmp_path / "again"
    load_run(copy).write(again)
    for path in (path for path in copy.rglob("*") if path.is_file()):
        assert (again / path.relative_to(copy)).read_bytes() == path.read_bytes(), path.name
    assert (again / "results.json").is_file()


def test_tables_and_figures_of_a_stored_run_are_those_of_the_run(example_run, example_folder):
    stored = load_run(example_folder)
    assert list(stored.tables) == list(example_run.tables)
    assert repr(stored.tables["table2"]) == repr(example_run.tables["table2"])
    assert list(stored.figures) == list(example_run.figures)
    assert repr(stored) == f"<StoredRun: {len(example_run.results)} rows>"


def test_another_style_prints_other_digits_of_the_same_numbers(example_folder):
    stored = load_run(example_folder)
    other = stored.styled("cmj-zh")
    assert other.results.rows == stored.results.rows
    assert repr(other.tables["table2"]) != repr(stored.tables["table2"])
    with pytest.raises(MigrantRHError, match="no journal style 'lancet'"):
        stored.styled("lancet")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("results.json", b""),
        ("results.json", b"[]"),
        ("results.json", b'{"format": "migrant-rh-results/1"}'),
        ("results.json", b"[" * 100_000),
        ("results.json", b"\xff\xfe"),
        ("results.csv", b"a,b\n1,2\n"),
        ("results.csv", (",".join(COLUMNS) + "\n" + "a" + ",x" * 23 + "\n").encode()),
        ("results.parquet", b"PAR1 no such thing PAR1"),
    ],
)
def test_damaged_files_are_named_without_a_traceback(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(MigrantRHError, match="no results file of migrant-rh") as caught:
        load_results(tmp_path / name)
    assert str(tmp_path / name) in caught.value.to("zh")


def test_a_column_that_is_not_ours_is_refused(copy):
    content = json.loads((copy / "results.json").read_text(encoding="utf-8"))
    content["rows"][0]["person"] = "1017"
    (copy / "results.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(MigrantRHError):
        load_results(copy)


def test_rows_without_words_are_compared_but_not_printed(copy):
    rows = load_results(copy / "results.csv")
    assert rows.rows == load_results(copy / "results.json").rows
    with pytest.raises(MigrantRHError, match="hold no words"):
        load_run(copy / "results.csv")


def test_provenance_is_read_with_the_run(copy):
    told = json.loads((copy / "provenance.json").read_text(encoding="utf-8"))
    assert load_run(copy).provenance == told
    (copy / "provenance.json").unlink()
    with pytest.raises(MigrantRHError, match=r"provenance\.json"):
        load_run(copy)


def called(*arguments, language="en_GB.UTF-8"):
    runner = CliRunner(env={"LC_ALL": language, "LANG": language})
    return runner.invoke(main, [str(argument) for argument in arguments])


def test_render_in_one_language_and_another_style(example_folder, tmp_path):
    out = tmp_path / "out"
    result = called("render", example_folder, "--out", out, "--lang", "zh", "--style", "cmj-zh")
    assert result.exit_code == 0, result.output
    assert "已写出" in result.stderr
    assert not list(out.glob("*.en.*"))
    assert load_results(out).vocabulary.facts["style"] == "cmj-zh"


def test_render_says_what_is_missing(tmp_path):
    result = called("render", tmp_path, "--out", tmp_path / "out", language="zh_CN.UTF-8")
    assert result.exit_code == 1
    assert "没有保存的分析结果" in result.stderr
    assert not (tmp_path / "out").exists()
