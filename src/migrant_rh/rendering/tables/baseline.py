"""Table 1: baseline characteristics by site and group."""

from __future__ import annotations

from collections.abc import Iterator

from migrant_rh.rendering.cells import (
    Blank,
    Cell,
    CountPercent,
    MeanSD,
    Number,
    PValue,
    Statistic,
)
from migrant_rh.rendering.table import Column, Note, Row, Spanner, Table
from migrant_rh.rendering.tables.labels import arms_of, place_name, places_of
from migrant_rh.results.rows import Results
from migrant_rh.words import Text, phrase, recall

ANALYSIS = "baseline"
_TESTS = 3


def baseline_table(results: Results) -> Table:
    """Lay out the baseline characteristics by site and arm.

    One spanner a site with a column for either arm, chi-square (or Welch's t), P and the
    standardised difference; a block of rows for each variable.
    """
    places = places_of(results, ANALYSIS)
    sites = tuple(place for place in places if place) or places
    return _laid_out(results, "table1", sites, phrase("tables.baseline_title"))


def overall_baseline_table(results: Results) -> Table | None:
    """Lay out the baseline characteristics over all sites; None where there is one."""
    if len(places_of(results, ANALYSIS)) == 1:
        return None
    return _laid_out(results, "baseline_all", ("",), phrase("tables.baseline_all_title"))


def _laid_out(results: Results, name: str, places: tuple[str, ...], title: Text) -> Table:
    """The characteristics at some places."""
    return Table(
        id=name,
        title=title,
        stub=phrase("tables.characteristic"),
        columns=tuple(_spanner(results, site) for site in places),
        rows=tuple(_rows(results, places)),
        notes=tuple(_notes(results, places)),
    )


def _spanner(results: Results, site: str) -> Spanner:
    """Columns of one site."""
    words = results.vocabulary
    arms = [
        Column(
            phrase("tables.arm_n", arm=words.name("group", arm), n=_surveyed(results, site, arm))
        )
        for arm in arms_of(words)
    ]
    tests = [
        Column(phrase("tables.statistic"), marks=("test",)),
        Column(Text.same("P")),
        Column(phrase("tables.smd"), marks=("smd",)),
    ]
    return Spanner(place_name(words, site), (*arms, *tests))


def _surveyed(results: Results, site: str, arm: str) -> int:
    """Eligible persons of an arm at the first wave."""
    row = results.one(analysis="flow", site=site, group=arm, term="eligible")
    return row.n or 0


def _rows(results: Results, places: tuple[str, ...]) -> Iterator[Row]:
    """A block for each variable, in the order they were described."""
    for name in dict.fromkeys(row.outcome for row in results.where(analysis=ANALYSIS)):
        tests = tuple(cell for site in places for cell in _test_cells(results, name, site))
        yield Row(results.vocabulary.name("variable", name), tests, kind="group")
        levels = results.vocabulary.codes(f"level:{name}")
        if not levels:
            yield _number_row(results, name, places)
        for level in levels:
            label = results.vocabulary.name(f"level:{name}", level)
            cells = [cell for site in places for cell in _level_cells(results, name, level, site)]
            yield Row(label, tuple(cells), indent=1)


def _test_cells(results: Results, name: str, site: str) -> Iterator[Cell]:
    """Two blanks under the arms, then statistic, P and standardised difference."""
    place = {"analysis": ANALYSIS, "outcome": name, "site": site, "contrast": "arms"}
    test = results.one(**place, scale="test")
    smd = results.one(**place, scale="smd")
    marks = ("sparse",) if test.note.startswith("analysis.sparse") else ()
    yield from (Blank(), Blank())
    yield Statistic(test.statistic, sources=(test.id,), marks=marks)
    yield PValue(test.p_value, sources=(test.id,))
    yield Number(smd.estimate, sources=(smd.id,))


def _level_cells(results: Results, name: str, level: str, site: str) -> Iterator[Cell]:
    """Count and percentage in either arm."""
    for arm in arms_of(results.vocabulary):
        row = results.one(
            analysis=ANALYSIS, outcome=name, site=site, group=arm, term=level, scale="count"
        )
        yield CountPercent(int(row.estimate or 0), row.n, sources=(row.id,))
    yield from [Blank()] * _TESTS


def _number_row(results: Results, name: str, places: tuple[str, ...]) -> Row:
    """Mean and standard deviation in either arm."""
    cells: list[Cell] = []
    for site in places:
        for arm in arms_of(results.vocabulary):
            place = {"analysis": ANALYSIS, "outcome": name, "site": site, "group": arm}
            mean, sd = (results.one(**place, scale=scale) for scale in ("mean", "sd"))
            cells.append(MeanSD(mean.estimate, sd.estimate, sources=(mean.id, sd.id)))
        cells += [Blank()] * _TESTS
    return Row(phrase("tables.mean_sd"), tuple(cells), indent=1)


def _notes(results: Results, places: tuple[str, ...]) -> Iterator[Note]:
    """What the columns are, what is missing, and what the P values are not."""
    yield Note("", phrase("tables.baseline_cells"))
    yield Note("test", phrase("tables.baseline_test"))
    yield Note("smd", phrase("tables.baseline_smd"))
    sparse = [
        row
        for row in results.where(analysis=ANALYSIS)
        if row.site in places and row.note.startswith("analysis.sparse")
    ]
    if sparse:
        least = min(sparse, key=lambda row: float(row.note.rpartition("=")[2]))
        yield Note("sparse", recall(least.note))
    key = {
        "person": "tables.baseline_persons",
        "cluster": "tables.baseline_descriptive",
    }[results.vocabulary.facts["allocated"]]
    yield Note("", phrase(key, unit=results.vocabulary.texts["unit"]))
    yield from _missing(results)


def _missing(results: Results) -> Iterator[Note]:
    """Persons without an answer, variable by variable."""
    words = results.vocabulary
    told: dict[str, int] = {}
    for row in results.where(analysis=ANALYSIS, site="", group="", contrast="arms", scale="test"):
        if row.n_missing:
            told[row.outcome] = row.n_missing
    if told:
        listed = Text.listed(
            [
                phrase("tables.missing_of", name=words.name("variable", name), count=count)
                for name, count in told.items()
            ]
        )
        yield Note("", phrase("tables.missing", listed=listed))
