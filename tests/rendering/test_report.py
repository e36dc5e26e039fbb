"""The report: every printed figure of the model study, the same numbers in both languages."""

import html
import re
import zipfile

import openpyxl
import pytest

import migrant_rh as mr
from migrant_rh.demo import copy_demo
from migrant_rh.rendering import sources
from migrant_rh.rendering.document import Bullets, Heading, Notice, Paragraph, TableBlock
from migrant_rh.rendering.report import report
from migrant_rh.rendering.report.checklist import checklist_table, statement_of
from migrant_rh.rendering.style import STYLES, Edition
from migrant_rh.rendering.tables import tables_of
from migrant_rh.rendering.writers import word
from migrant_rh.rendering.writers.text import document_text
from migrant_rh.results.rows import Results
from migrant_rh.results.vocabulary import Vocabulary
from migrant_rh.words import has_phrase

PUBLISHED = {
    "table1": [
        "n=986", "n=1120", "n=989", "n=1012", "n=999", "n=1198", "n=6304",
        "2393 (37.96)", "1247 (19.78)", "2664 (42.26)", "2843 (45.10)", "3461 (54.90)",
        "30.14±8.09", "4860 (77.09)", "2254 (35.76)",
        "(45.05)", "(27.95)", "(8.35)", "(13.74)", "(4.92)",
    ],
    "table2": [
        "(51.52)", "(55.18)", "(55.26)", "(69.30)", "(57.32)", "(60.32)", "(71.68)", "(80.24)",
        "(55.36)", "(59.34)", "(53.17)", "(68.83)",
    ],
    "table3": ["(28.19)", "(15.44)"],
}  # fmt: skip
SIGNIFICANT = {
    "1": {"age_group", "marital", "edu"},
    "2": {"age_group", "sex", "marital"},
    "3": {"marital", "edu", "hukou"},
}
CAUSAL = re.compile(
    r"\b(caus|led to|due to|because of|improv|effective|thanks to)|导致|使得|有效", re.IGNORECASE
)
NUMBER = re.compile(r"(?<![A-Za-z_.])−?\d[\d\u202f]*(?:\.\d+)?")


@pytest.fixture(scope="module")
def run(demo_run):
    return demo_run


@pytest.fixture(scope="module")
def document(run):
    return report(run.results, tables_of(run.results), {}, run.provenance)


def text(document, language):
    return document_text(document, Edition(language, STYLES["cmj-zh"]))


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_published_number_is_printed_as_it_was(run, name):
    printed = run.tables[name].to("zh").to_text()
    assert [number for number in PUBLISHED[name] if number not in printed] == []


@pytest.mark.parametrize("site", SIGNIFICANT)
def test_the_differences_said_to_be_significant_are_and_no_others(run, site):
    tests = {
        row.outcome: row.p_value
        for row in run.results.where(analysis="baseline", site=site, contrast="arms", scale="test")
    }
    asked = ("age_group", "sex", "marital", "edu", "hukou")
    assert {name for name in asked if tests[name] < 0.001} == SIGNIFICANT[site]


def test_table_4_shows_group_by_time_first(run):
    for name in ("wls.main.certificate", "wls.main.examination"):
        assert run.tables[name].table.rows[0].label.zh == "组别×时间"
    for name in ("gee.main.certificate", "gee.main.examination"):
        assert run.tables[name].table.rows[1].label.zh == "组别×时间"


def test_both_languages_hold_the_same_numbers(document):
    found = {language: NUMBER.findall(text(document, language)) for language in ("zh", "en")}
    counted = [sorted(number for number in found[language]) for language in ("zh", "en")]
    only = [set(counted[0]) - set(counted[1]), set(counted[1]) - set(counted[0])]
    assert only == [set(), set()]
    assert len(counted[0]) > 2000


def test_the_main_results_say_the_estimate_and_interval_before_p(document):
    bullets = next(block for block in document.blocks if isinstance(block, Bullets))
    for item in bullets.items:
        for told in (item.zh, item.en):
            assert told.index("95%") < told.index("P")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_word_of_the_results_claims_a_cause(document, language):
    end = next(
        place
        for place, block in enumerate(document.blocks)
        if isinstance(block, Heading) and block.text.en == "Methods"
    )
    said = [
        told.to(language)
        for block in document.blocks[:end]
        for told in (block.items if isinstance(block, Bullets) else [block.text])
        if isinstance(block, (Bullets, Paragraph, Notice))
    ]
    assert said
    assert [sentence for sentence in said if CAUSAL.search(sentence)] == []


def test_every_part_is_there_in_order(document):
    headings = [block.text.en for block in document.blocks if isinstance(block, Heading)]
    parts = [
        "Main results", "Methods", "Results", "Robustness",
        "Flow of participants and quality of the data", "What was not done",
        "Reporting checklist", "Sources and versions",
    ]  # fmt: skip
    assert [heading for heading in headings if heading in parts] == parts
    names = [block.id for block in document.blocks if isinstance(block, TableBlock)]
    assert {"plan", "checklist", "inputs", "robustness.main.certificate", "adjusted.main"} <= set(
        names
    )
    assert names[:3] == ["table1", "table2", "table3"]


def test_the_plan_bears_its_fingerprint(run, document):
    digest = run.provenance["plan"][:16]
    assert digest in text(document, "en")
    assert digest in text(document, "zh")


def test_the_statement_follows_the_allocation():
    def facts(allocation, allocated):
        return Results((), Vocabulary({}, {"allocation": allocation, "allocated": allocated}))

    assert statement_of(facts("randomised", "cluster")) == "consort_cluster"
    assert statement_of(facts("randomised", "person")) == "consort"
    assert statement_of(facts("unknown", "cluster")) == "trend"
    assert statement_of(facts("non_randomised", "person")) == "trend"


def test_the_checklist_points_to_tables_that_are_there(run, document):
    table = checklist_table(run.results, document.labels)
    answers = {row.label.en: row.cells[1].text.en for row in table.rows}
    flow = next(label for name, label in document.labels.items() if name == "flow")
    assert flow.en in answers["13a"]
    assert answers["19"] == "for the authors"
    assert "Table 1" in answers["15"]


def test_a_report_of_persons_allocated(tmp_path):
    study = mr.load_study("examples/respiratory/study.yaml")
    run = mr.analyze(study)
    told = text(report(run.results, tables_of(run.results), {}, run.provenance), "en")
    assert "CONSORT 2010" in told
    assert "persons" in told
    assert "Rao-Scott" not in told


def test_a_study_of_one_wave_is_a_cross_section(tmp_path):
    copy_demo(tmp_path)
    path = tmp_path / "study.yaml"
    plan = path.read_text(encoding="utf-8")
    start, end = plan.index("    endline:\n"), plan.index("design:\n")
    path.write_text(plan[:start] + plan[end:], encoding="utf-8")
    run = mr.analyze(mr.load_study(path))
    written = run.write(tmp_path / "out")
    assert any(file.name == "report.zh.docx" for file in written)
    told = text(report(run.results, tables_of(run.results), {}, run.provenance), "en")
    assert "before and after" not in run.tables["table2"].to("en").to_text()
    assert "Beijing: Control 51.52%, Intervention 55.26%;" in told
    assert "a single wave" in told


def test_the_summary_refers_to_its_tables_by_links(document, tmp_path):
    told = [block.text.en for block in document.blocks if isinstance(block, Paragraph)]
    see = [text[text.index("See ⟦") :] for text in told if "See ⟦" in text]
    assert see[0] == (
        "See ⟦table2⟧, ⟦effects.main.certificate⟧, ⟦gee.main.certificate⟧,"
        " ⟦robustness.main.certificate⟧."
    )
    assert len(see) == 2
    word.write(document, Edition("en", STYLES["ama"]), tmp_path / "report.docx")
    with zipfile.ZipFile(tmp_path / "report.docx") as package:
        xml = package.read("word/document.xml").decode()
    marks = set(re.findall(r'w:bookmarkStart w:id="\d+" w:name="(\w+)"', xml))
    asked = re.findall(r"REF (\w+) ", xml)
    assert len(asked) >= 8
    assert set(asked) <= marks


def test_the_workbook_numbers_its_tables_as_the_report_does(run, tmp_path):
    run.write(tmp_path, languages=("en",))
    book = openpyxl.load_workbook(tmp_path / "tables.en.xlsx")
    heads = [sheet["A1"].value for sheet in book.worksheets[1:]]
    captions = re.findall(
        r"<caption[^>]*>(.*?)</caption>", (tmp_path / "report.en.html").read_text(encoding="utf-8")
    )
    said = [html.unescape(re.sub(r"<[^>]+>", "", told)) for told in captions]
    assert len(heads) > 15
    assert heads == said[: len(heads)]


def test_every_number_of_a_table_is_told_in_words_not_codes(run):
    printed = {name for table in tables_of(run.results).values() for name in table.sources}
    columns = ("contrast", "scale", "method", "covariance", "correlation")
    codes = {("analysis", row.analysis.partition(".")[0]) for row in run.results}
    for row in run.results:
        if row.id in printed:
            codes |= {(name, getattr(row, name)) for name in columns if getattr(row, name)}
    without = [code for code in sorted(codes) if not has_phrase("rows.{}_{}".format(*code))]
    assert without == []
    gap = run.results.one(
        analysis="missingness", outcome="cert", wave="baseline", group="", term="9"
    )
    said = {name.en: text for name, text in sources.told(run.results, gap)}
    assert said["Term"].en == "No answer"
