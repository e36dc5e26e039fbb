"""Table 1: characteristics of groups, by site where there are sites."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from migrant_rh.rendering.cells import (
    Blank,
    Cell,
    Count,
    MeanSD,
    MedianQuartiles,
    Number,
    PValue,
    Statistic,
)
from migrant_rh.rendering.table import Column, Heading, Note, Row, Spanner, Table
from migrant_rh.rendering.tables.labels import place_name, places_of
from migrant_rh.rendering.tables.shown import absent, counted
from migrant_rh.results.rows import Results
from migrant_rh.results.rows import Row as Stated
from migrant_rh.words import Text, phrase, recall

ANALYSIS = "baseline"
PERSONS = "persons"
"""Term of the rows that count the persons of a group, whatever they answered."""

Summary = Literal["mean_sd", "median_quartiles", "median_range"]
MissingLines = Literal["no", "ifany", "always"]
Compared = Literal["statistic", "p", "p_clustered", "smd"]
PARTS: Mapping[str, tuple[str, ...]] = {
    "mean_sd": ("mean", "sd"),
    "median_quartiles": ("median", "quartile_1", "quartile_3"),
    "median_range": ("median", "smallest", "largest"),
}
_LETTERS = {
    "welch": "t",
    "pooled": "t",
    "welch_anova": "F",
    "pooled_anova": "F",
    "rank_sum_continuity": "z",
    "kruskal_wallis": "H",
}
"""What the statistic of a test is called; χ² where nothing is said."""

_Make = Callable[[str, str], Cell]


@dataclass(frozen=True, slots=True)
class Shape:
    """Which columns and lines a table of characteristics has.

    Attributes
    ----------
    compare : tuple of str
        Columns behind the groups.
    overall : {"", "first", "last"}
        Where a column over all groups stands.
    everybody : bool
        A last column of all groups at all sites, beside the sites.
    missing : {"no", "ifany", "always"}
        Lines that count the missing answers, for none, for variables that have some, or for all.
        Without lines, a note counts them.
    summary : mapping of str to str
        How a number is summarised, by variable; ``mean_sd`` where nothing is said.
    digits : mapping of str to int
        Decimals of a number, by variable.
    event_only : frozenset of str
        Variables of two levels of which only the second is shown, on the line of the variable.
    """

    compare: tuple[Compared, ...] = ("statistic", "p", "p_clustered", "smd")
    overall: Literal["", "first", "last"] = ""
    everybody: bool = False
    missing: MissingLines = "no"
    summary: Mapping[str, Summary] = field(default_factory=dict)
    digits: Mapping[str, int] = field(default_factory=dict)
    event_only: frozenset[str] = frozenset()


def baseline_table(results: Results) -> Table:
    """Lay out the baseline characteristics by site and arm.

    One spanner a site with a column for either arm, chi-square (or Welch's t), P, P that knows the
    clusters, and the standardised difference; a column of everybody; a block of rows for each
    variable.
    """
    places = places_of(results, ANALYSIS)
    sites = tuple(place for place in places if place) or places
    shape = Shape(everybody=len(sites) > 1, overall="" if len(sites) > 1 else "last")
    title = phrase("tables.baseline_title")
    return characteristics_table(results, "table1", title, sites=sites, shape=shape)


def overall_baseline_table(results: Results) -> Table | None:
    """Lay out the baseline characteristics over all sites; None where there is one."""
    if len(places_of(results, ANALYSIS)) == 1:
        return None
    title, shape = phrase("tables.baseline_all_title"), Shape(overall="last")
    return characteristics_table(results, "baseline_all", title, sites=("",), shape=shape)


def characteristics_table(
    results: Results, name: str, title: Text, *, sites: tuple[str, ...], shape: Shape
) -> Table:
    """Lay out the characteristics of groups at some places.

    Parameters
    ----------
    results : Results
        Rows of the analysis ``baseline``, from `analysis.characteristics`.
    name, title : str, Text
        Id and title of the table.
    sites : tuple of str
        Places, each under a spanner of its own where there are several.
    shape : Shape
        Columns and lines.
    """
    layout = _Characteristics(results, sites, shape)
    return Table(
        id=name,
        title=title,
        stub=phrase("tables.characteristic"),
        columns=layout.columns(),
        rows=tuple(layout.rows()),
        notes=tuple(layout.notes()),
    )


@dataclass(frozen=True, slots=True)
class _Slot:
    """The columns of one place: groups, then what compares them."""

    site: str
    groups: tuple[str, ...]
    compare: tuple[Compared, ...]


class _Characteristics:
    """Cells of a table of characteristics."""

    def __init__(self, results: Results, sites: tuple[str, ...], shape: Shape) -> None:
        self.words = results.vocabulary
        self.sites = sites
        self.shape = shape
        shown = {*sites, ""} if shape.everybody else set(sites)
        stated = [row for row in results.where(analysis=ANALYSIS) if row.site in shown]
        self.at = {(row.outcome, row.site, row.group, row.term, row.scale): row for row in stated}
        self.variables = tuple(dict.fromkeys(row.outcome for row in stated if row.outcome))
        self.groups = self._columns_of_groups()
        compared = [row for row in stated if row.contrast == "arms" and row.site in sites]
        self.tests = [row for row in compared if row.scale == "test"]
        self.methods = tuple(dict.fromkeys(row.method for row in self.tests))
        present = {row.scale for row in compared}
        scales = {"statistic": "test", "p": "test", "p_clustered": "test_clustered", "smd": "smd"}
        self.compare = tuple(each for each in shape.compare if scales[each] in present)
        self.slots = [_Slot(site, self.groups, self.compare) for site in sites]
        if shape.everybody:
            self.slots.append(_Slot("", ("",), ()))

    def columns(self) -> tuple[Heading, ...]:
        """A spanner for each site, or the columns alone where there is one place."""
        if self.sites == ("",) and not self.words.codes("site"):
            return self._of_slot(self.slots[0])
        return tuple(Spanner(self._place(slot.site), self._of_slot(slot)) for slot in self.slots)

    def _place(self, site: str) -> Text:
        """A site with its persons; the column of everybody has its own."""
        name = place_name(self.words, site)
        count = self.at["", site, "", PERSONS, "count"].n
        return phrase("tables.arm_n", arm=name, n=count) if site else name

    def rows(self) -> Iterator[Row]:
        """A block for each variable, in the order they were described."""
        for name in self.variables:
            yield from self._block(name)

    def notes(self) -> Iterator[Note]:
        """What the columns are, what is missing, and what the P values are not."""
        yield Note("", phrase("tables.baseline_cells"))
        unit = self.words.texts.get("unit", phrase("units.cluster_plural"))
        if {"statistic", "p"} & set(self.compare):
            yield Note("test", self._tests())
        if "p_clustered" in self.compare:
            yield Note("clustered", phrase("tables.baseline_clustered", unit=unit))
        if "smd" in self.compare:
            yield Note("smd", self._smd())
        yield from self._sparse()
        if {"statistic", "p"} & set(self.compare):
            clustered = self.words.facts["allocated"] == "cluster"
            key = "baseline_descriptive" if clustered else "baseline_persons"
            yield Note("", phrase(f"tables.{key}", unit=unit))
        if self.shape.missing == "no":
            yield from self._missing()
        some = [n for n in self.words.facts.get("asked_if", "").split() if n in self.variables]
        if some:
            listed = Text.listed([self._asked(name) for name in some])
            yield Note("", phrase("tables.asked_of_some", listed=listed))

    def _columns_of_groups(self) -> tuple[str, ...]:
        """Codes of the groups, with the empty code for all where it is shown."""
        groups = self.words.codes("group")
        if self.shape.overall == "first" or not groups:
            return ("", *groups)
        return (*groups, "") if self.shape.overall == "last" else groups

    def _of_slot(self, slot: _Slot) -> tuple[Column, ...]:
        """Columns of one place."""
        groups = []
        for group in slot.groups:
            label = self.words.name("group", group) if group else phrase("tables.overall")
            count = self.at["", slot.site, group, PERSONS, "count"].n
            groups.append(Column(phrase("tables.arm_n", arm=label, n=count)))
        return (*groups, *(self._head(each) for each in slot.compare))

    def _head(self, what: Compared) -> Column:
        """Heading of a column behind the groups; a statistic is called by its letters."""
        if what != "statistic":
            return _HEADS[what]
        letters = dict.fromkeys(_LETTERS.get(method, "χ²") for method in self.methods)
        return Column(Text.same("/".join(letters)), marks=("test",), role="statistic")

    def _block(self, name: str) -> Iterator[Row]:
        """Rows of one variable: its name with the tests, then its lines."""
        label = self.words.name("variable", name)
        levels = self.words.codes(f"level:{name}")
        if name in self.shape.event_only:
            yield Row(label, self._line(name, partial(self._level, name, levels[-1])))
        else:
            yield Row(label, self._line(name, None), kind="group")
            if not levels:
                summary = self.shape.summary.get(name, "mean_sd")
                cells = self._plain(partial(self._number, name, summary))
                if summary == "mean_sd":
                    yield Row(phrase("tables.mean"), cells, 1, role="mean_sd")
                else:
                    yield Row(phrase(f"tables.{summary}"), cells, 1)
            for level in levels:
                said = self.words.name(f"level:{name}", level)
                cells = self._plain(partial(self._level, name, level))
                yield Row(said, cells, indent=1)
        if self._counts_missing(name):
            cells = self._plain(partial(self._lacking, name))
            yield Row(phrase("tables.missing_line"), cells, indent=1)

    def _line(self, name: str, cell: _Make | None) -> tuple[Cell, ...]:
        """Cells of the line that holds the tests."""
        cells: list[Cell] = []
        for slot in self.slots:
            cells += [cell(slot.site, group) if cell else Blank() for group in slot.groups]
            cells += [self._compared(name, each, slot.site) for each in slot.compare]
        return tuple(cells)

    def _plain(self, cell: _Make) -> tuple[Cell, ...]:
        """Cells of a line without tests."""
        cells: list[Cell] = []
        for slot in self.slots:
            cells += [cell(slot.site, group) for group in slot.groups]
            cells += [Blank()] * len(slot.compare)
        return tuple(cells)

    def _level(self, name: str, level: str, site: str, group: str) -> Cell:
        """Count and percentage of a level."""
        row = self.at[name, site, group, level, "count"]
        return counted(row)

    def _number(self, name: str, summary: Summary, site: str, group: str) -> Cell:
        """A number summarised."""
        rows = [self.at[name, site, group, "", scale] for scale in PARTS[summary]]
        sources, digits = tuple(row.id for row in rows), self.shape.digits.get(name)
        values = [row.estimate for row in rows]
        if values[0] is None and rows[0].note:
            return absent(rows[0])
        if summary == "mean_sd":
            return MeanSD(values[0], values[1], digits, sources=sources)
        ends = (recall(row.note) for row in rows if row.estimate is None and row.note)
        marks = tuple(dict.fromkeys(ends))
        return MedianQuartiles(
            values[0], values[1], values[2], digits, sources=sources, marks=marks
        )

    def _lacking(self, name: str, site: str, group: str) -> Cell:
        """Persons without an answer."""
        row = self._any(name, site, group)
        return Count(row.n_missing, sources=(row.id,))

    def _any(self, name: str, site: str, group: str) -> Stated:
        """A row that counts the answers of a group."""
        levels = self.words.codes(f"level:{name}")
        if levels:
            return self.at[name, site, group, levels[0], "count"]
        summary = self.shape.summary.get(name, "mean_sd")
        return self.at[name, site, group, "", PARTS[summary][0]]

    def _compared(self, name: str, what: Compared, site: str) -> Cell:
        """Statistic, P or standardised difference."""
        scale = {"smd": "smd", "p_clustered": "test_clustered"}.get(what, "test")
        row = self.at.get((name, site, "", "", scale))
        if row is None:
            return Blank()
        value = {"smd": row.estimate, "statistic": row.statistic}.get(what, row.p_value)
        if value is None:
            return absent(row) if row.note else Blank()
        if what == "smd":
            return Number(value, sources=(row.id,))
        if what == "statistic":
            marks = ("sparse",) if row.note.startswith("analysis.sparse") else ()
            return Statistic(value, sources=(row.id,), marks=marks)
        return PValue(value, sources=(row.id,))

    def _counts_missing(self, name: str) -> bool:
        """Whether a variable has a line for missing answers."""
        if self.shape.missing == "ifany":
            rows = [self._any(name, site, group) for site in self.sites for group in self.groups]
            return any(row.n_missing for row in rows)
        return self.shape.missing == "always"

    def _tests(self) -> Text:
        """Name the tests that were used."""
        return Text.listed([phrase(f"tables.test_{method}") for method in self.methods])

    def _smd(self) -> Text:
        """Say what the standardised difference is."""
        groups = self.words.codes("group")
        if len(groups) > 2:  # noqa: PLR2004  (a pair has a first and a second)
            return phrase("tables.smd_several")
        first, second = (self.words.name("group", code) for code in groups)
        return phrase("tables.smd_pair", first=first, second=second)

    def _sparse(self) -> Iterator[Note]:
        """The smallest expected count, where one is small."""
        if "statistic" not in self.compare:
            return
        notes = [row.note for row in self.tests if row.note.startswith("analysis.sparse")]
        if notes:
            yield Note("sparse", recall(min(notes, key=lambda note: float(note.split("=")[1]))))

    def _missing(self) -> Iterator[Note]:
        """Persons without an answer, variable by variable."""
        groups = self.words.codes("group") or ("",)
        listed = []
        for name in self.variables:
            rows = [self._any(name, site, group) for site in self.sites for group in groups]
            count = sum(row.n_missing or 0 for row in rows)
            if count:
                label = self.words.name("variable", name)
                listed.append(phrase("tables.missing_of", name=label, count=count))
        if listed:
            yield Note("", phrase("tables.missing", listed=Text.listed(listed)))

    def _asked(self, name: str) -> Text:
        """A variable asked of some, with how many of all; its name alone where that is withheld."""
        label = self.words.name("variable", name)
        groups = self.words.codes("group") or ("",)
        places = [(site, group) for site in self.sites for group in groups]
        rows = [self._any(name, site, group) for site, group in places]
        if any(row.n is None for row in rows):
            return label
        asked = sum((row.n or 0) + (row.n_missing or 0) for row in rows)
        persons = sum(self.at["", *place, PERSONS, "count"].n or 0 for place in places)
        return phrase("tables.asked_of", name=label, asked=asked, persons=persons)


_HEADS: Mapping[Compared, Column] = {
    "p": Column(Text.same("P"), role="p"),
    "p_clustered": Column(phrase("tables.p_clusters"), marks=("clustered",)),
    "smd": Column(phrase("tables.smd"), marks=("smd",)),
}
