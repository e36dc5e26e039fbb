"""A study file is read whole, or refused with every mistake at its line and column."""

from pathlib import Path

import pytest

from migrant_rh.errors import StudyFileError
from migrant_rh.study.file import load_study
from migrant_rh.study.lock import fingerprint

GOOD = """\
schema: migrant-rh/1
study: {title: {zh: 试验, en: Trial}}
data:
  key: [pid]
  waves:
    before: {label: 前, file: one.csv}
    after: {label: 后, file: two.csv}
design:
  roles: {id: pid, cluster: shop, arm: group}
  control: 0
variables:
  pid: {label: id, type: text}
  shop: {label: shop, type: text}
  group: {label: arm, levels: {0: {zh: 对照, en: Control}, 1: {zh: 干预, en: Intervention}}}
  age: {label: age, type: number}
  cert: {label: certificate, levels: {0: 'no', 1: 'yes'}, missing: {9: unanswered}}
outcomes:
  cert: {label: certificate, event: 1}
models:
  main: {adjust: [age]}
eligibility:
  - {keep: 18 <= age <= 49, label: aged 18-49}
"""


def written(folder: Path, text: str) -> Path:
    for name in ("one.csv", "two.csv"):
        (folder / name).write_text("pid\n1\n", encoding="utf-8")
    path = folder / "study.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def mistakes_of(folder: Path, text: str):
    with pytest.raises(StudyFileError) as caught:
        load_study(written(folder, text))
    return caught.value.problems


def test_a_good_file_becomes_a_plan(tmp_path):
    study = load_study(written(tmp_path, GOOD))
    assert study.wave_names == ("before", "after")
    assert study.outcomes["cert"].event == ("1",)
    assert study.design.control == "0"
    assert study.variables["cert"].levels["1"].en == "yes"
    assert study.unit_role == "shop"
    assert study.path(study.data.waves["before"].file) == tmp_path / "one.csv"


def test_three_mistakes_are_three_problems_each_at_its_place(tmp_path):
    text = GOOD.replace("control: 0", "contrl: 0").replace("adjust: [age]", "adjust: [aeg]")
    text = text.replace("file: two.csv", "file: tow.csv")
    problems = mistakes_of(tmp_path, text)
    codes = {problem.code: problem for problem in problems}
    assert len(problems) == 3
    assert set(codes) == {"study.no-data-file", "study.unknown-key", "study.unknown-variable"}
    unknown = codes["study.unknown-key"]
    assert (unknown.where.line, unknown.where.column) == (10, 3)
    assert unknown.remedy.en == "Did you mean 'control'?"
    assert unknown.excerpt == "    contrl: 0\n    ^"
    assert codes["study.no-data-file"].remedy.zh == "是否想写“two.csv”？"
    assert codes["study.unknown-variable"].where.to("en") == "study.yaml:20:19"


def test_the_caret_stands_under_the_letter_after_wide_characters(tmp_path):
    problem = mistakes_of(tmp_path, GOOD.replace("{zh: 试验, en: Trial}", "{zh: 试验, enn: Trial}"))
    unknown = next(p for p in problem if p.code == "study.unknown-key")
    line, caret = unknown.excerpt.split("\n")
    assert line.index("enn") + 2 == caret.index("^")


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        ("control: 0", "control: 7", "study.unknown-code", 12),
        ("event: 1", "event: [1, 3]", "study.unknown-code", 37),
        ("18 <= age <= 49", "18 <= agee <= 49", "study.unknown-variable", 12),
        ("18 <= age <= 49", '"18 <= __import__(1)"', "study.expression", 19),
        ("schema: migrant-rh/1", "schema: migrant-rh/2", "study.literal-error", 9),
        ("key: [pid]", "key: pid", "study.list-type", 8),
        ("cluster: shop, ", "", "study.needs-cluster", 3),
        ("type: number}", "levels: {}}", "study.needs-levels", 3),
        ("file: one.csv", "", "study.wave-source", 13),
        ("study: {title", "study: {title: x, title", "study.duplicate-key", 19),
        ("event: 1", "event: true", "study.string-type", 37),
    ],
)
def test_one_mistake_is_one_problem_at_its_place(tmp_path, old, new, code, column):
    problems = mistakes_of(tmp_path, GOOD.replace(old, new))
    assert [p.code for p in problems] == [code]
    assert problems[0].where.column == column
    for language in ("zh", "en"):
        assert "study.yaml:" in problems[0].to(language)


def test_broken_yaml_is_one_problem_with_its_line(tmp_path):
    (problem,) = mistakes_of(tmp_path, GOOD.replace("roles: {id", "roles: {{id"))
    assert problem.code == "study.yaml"
    assert problem.where.line == 10


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "study.empty"),
        (b"- a\n- b\n", "study.not-mapping"),
        ("标题".encode("gb18030"), "study.encoding"),
        (b"a" * 1_000_001, "study.too-large"),
    ],
)
def test_what_is_no_study_file_is_told_in_one_sentence(tmp_path, content, code):
    path = tmp_path / "study.yaml"
    path.write_bytes(content)
    with pytest.raises(StudyFileError) as caught:
        load_study(path)
    assert [p.code for p in caught.value.problems] == [code]


def test_a_missing_file_and_a_folder_say_what_to_do(tmp_path):
    for path in (tmp_path / "nothing.yaml", tmp_path):
        with pytest.raises(StudyFileError) as caught:
            load_study(path)
        assert caught.value.problems[0].remedy is not None


def test_codes_keep_leading_zeros_and_words_like_no(tmp_path):
    text = GOOD.replace("{0: 'no', 1: 'yes'}", "{00: a, 01: b, no: c}").replace(
        "event: 1", "event: 01"
    )
    study = load_study(written(tmp_path, text))
    assert list(study.variables["cert"].levels) == ["00", "01", "no"]
    assert study.outcomes["cert"].event == ("01",)


def test_the_fingerprint_is_of_the_plan_not_of_its_layout(tmp_path):
    plain = fingerprint(load_study(written(tmp_path, GOOD)))
    noted = fingerprint(
        load_study(
            written(
                tmp_path,
                "# a remark\n" + GOOD.replace("{adjust: [age]}", "\n    adjust:\n      - age"),
            )
        )
    )
    other = fingerprint(load_study(written(tmp_path, GOOD.replace("<= 49", "<= 50"))))
    assert plain == noted
    assert plain != other
