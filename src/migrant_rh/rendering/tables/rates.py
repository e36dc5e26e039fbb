"""Tables 2 and 3: rates at both waves, all four contrasts, and the difference in differences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from migrant_rh.rendering.cells import (
    Blank,
    Cell,
    Count,
    DegreesOfFreedom,
    Estimate,
    Missing,
    PValue,
    Statistic,
)
from migrant_rh.rendering.table import Column, Note, Role, Row, Spanner, Table
from migrant_rh.rendering.tables.labels import (
    arms_of,
    customary,
    place_name,
    places_of,
    unit_count,
)
from migrant_rh.rendering.tables.shown import absent, counted, estimated
from migrant_rh.rendering.telling import Teller
from migrant_rh.results.rows import Results
from migrant_rh.results.rows import Row as Stated
from migrant_rh.words import Text, phrase, recall

ANALYSIS = "rates"


def rates_table(results: Results, outcome: str, name: str) -> Table:
    """Lay out the rates of one outcome.

    Rows: in every site both arms, the comparison of the arms at either wave, the difference in
    differences and the intracluster correlation. Columns: both waves, and the change between them;
    a study of one wave has neither change nor difference in differences.
    """
    layout = _Rates(results, outcome)
    return Table(
        id=name,
        title=phrase(f"tables.{layout.title}", outcome=results.vocabulary.name("outcome", outcome)),
        stub=phrase("tables.site_and_group"),
        columns=layout.columns(),
        rows=tuple(row for site in places_of(results, ANALYSIS) for row in layout.block(site)),
        notes=tuple(layout.notes()),
    )


class _Rates:
    """Cells of one outcome."""

    def __init__(self, results: Results, outcome: str) -> None:
        self.results = results
        self.outcome = outcome
        self.words = results.vocabulary
        self.arms = arms_of(self.words)
        waves = [wave for wave in self.words.codes("wave") if self._stated(wave=wave)]
        self.waves = tuple(dict.fromkeys((waves[0], waves[-1])))
        self.changes = len(self.waves) > 1
        self.clustered = self.words.facts["allocated"] == "cluster"

    @property
    def title(self) -> str:
        """Key of the title."""
        return "rates_title" if self.changes else "rates_once_title"

    def columns(self) -> tuple[Spanner, ...]:
        """N and events at either wave, then the change."""
        waves = [
            Spanner(
                self.words.name("wave", wave),
                (Column(Text.same("n")), Column(phrase("tables.events"))),
            )
            for wave in self.waves
        ]
        if not self.changes:
            return tuple(waves)
        change = [
            Column(phrase("tables.points_ci")),
            Column(Text.same("χ²"), marks=("persons",), role="statistic"),
            Column(Text.same("P"), marks=("persons",), role="p"),
        ]
        if self.clustered:
            change.append(Column(phrase("tables.p_clusters"), marks=("clusters",)))
        return (*waves, Spanner(phrase("tables.change"), tuple(change)))

    def block(self, site: str) -> Iterator[Row]:
        """Rows of one site."""
        place = place_name(self.words, site)
        lead = self._one(site, wave=self.waves[0], group=self.arms[0], scale="count")
        other = self._one(site, wave=self.waves[0], group=self.arms[1], scale="count")
        units = unit_count(self.words, (lead.clusters or 0) + (other.clusters or 0))
        label = phrase("tables.place_units", place=place, units=units) if self.clustered else place
        yield Row(label, kind="group")
        for arm in self.arms:
            yield self._arm(site, arm)
        yield self._both(site)
        yield self._between(site, "statistic")
        yield self._between(site, "p")
        if self.clustered:
            yield self._between(site, "p_clusters")
        if self.changes:
            yield self._did(site)
        if self.clustered:
            yield self._icc(site)

    def notes(self) -> Iterator[Note]:
        """What the numbers are, and who has no answer."""
        yield Note("persons", phrase("tables.rates_persons", customary=customary(self.words)))
        if self.clustered:
            yield Note("clusters", phrase("tables.rates_clusters", unit=self.words.texts["unit"]))
            yield Note("icc", phrase("tables.rates_icc"))
        if self.changes:
            yield Note("did", phrase("tables.rates_did", unit=self.words.texts["unit"]))
        missing = [
            phrase("tables.missing_at", wave=self.words.name("wave", wave), count=row.n_missing)
            for wave in self.waves
            for row in [self._one("", wave=wave, contrast="arms", method="pearson")]
            if row.n_missing is not None
        ]
        if missing:
            yield Note("", phrase("tables.missing", listed=Text.listed(missing)))

    def _arm(self, site: str, arm: str) -> Row:
        """N and events of an arm at both waves, and its change."""
        cells: list[Cell] = []
        for wave in self.waves:
            row = self._one(site, wave=wave, group=arm, scale="count")
            cells.append(Count(row.n, sources=(row.id,)))
            cells.append(counted(row))
        if self.changes:
            cells += self._change(site, arm)
        return Row(self.words.name("group", arm), tuple(cells), indent=1)

    def _change(self, site: str, arm: str) -> Iterator[Cell]:
        """The waves of an arm compared."""
        change = self._one(site, group=arm, contrast="waves", method="pearson")
        before, after = (
            self._one(site, wave=wave, group=arm, scale="proportion", method="wilson").estimate
            for wave in self.waves
        )
        of = None if before is None or after is None else (before, after)
        yield estimated(change, of)
        yield _tested(change, "statistic")
        yield _tested(change, "p")
        if self.clustered:
            clusters = self._one(site, group=arm, contrast="waves", method="rao_scott")
            yield _tested(clusters, "p")

    def _both(self, site: str) -> Row:
        """N and events of both arms together."""
        cells: list[Cell] = []
        for wave in self.waves:
            row = self._one(site, wave=wave, group="", scale="count")
            cells.append(Count(row.n, sources=(row.id,)))
            cells.append(counted(row))
        return Row(phrase("tables.both_arms"), (*cells, *self._blanks(3)), indent=1)

    def _between(self, site: str, what: Literal["statistic", "p", "p_clusters"]) -> Row:
        """The arms compared at either wave."""
        method = "rao_scott" if what == "p_clusters" else "pearson"
        cells: list[Cell] = []
        for wave in self.waves:
            row = self._one(site, wave=wave, contrast="arms", method=method)
            cells += [Blank(), _tested(row, "statistic" if what == "statistic" else "p")]
        mark = "clusters" if what == "p_clusters" else "persons"
        label = phrase(f"tables.between_{what}")
        role: Role = "" if what == "p_clusters" else what
        return Row(label, (*cells, *self._blanks(3)), indent=1, marks=(mark,), role=role)

    def _did(self, site: str) -> Row:
        """The unadjusted difference in differences."""
        row = self._find(site, contrast="did", scale="rd")
        cells: tuple[Cell, ...] = (Blank(), Blank(), Blank(), Blank())
        label = phrase("tables.did")
        if row is None or row.conf_low is None:
            reason = recall(row.note) if row and row.note else phrase("tables.no_did")
            estimate = row.estimate if row else None
            shown = (
                Missing(reason)
                if estimate is None
                else Estimate(estimate, None, None, "rd", sources=(row.id,) if row else ())
            )
            return Row(label, (*cells, shown, *self._blanks(2)), indent=1, marks=("did",))
        effect = Estimate(row.estimate, row.conf_low, row.conf_high, "rd", sources=(row.id,))
        df = Teller.of(self.results).equal("df", DegreesOfFreedom(row.df))
        label = phrase("tables.did_df", label=label, df=df)
        p_value = PValue(row.p_value, sources=(row.id,))
        tail = (Blank(), Blank(), p_value) if self.clustered else (Blank(), p_value)
        return Row(label, (*cells, effect, *tail), indent=1, marks=("did",))

    def _icc(self, site: str) -> Row:
        """Intracluster correlation at either wave."""
        cells: list[Cell] = []
        for wave in self.waves:
            row = self._one(site, wave=wave, scale="icc")
            cells += [Blank(), estimated(row)]
        label = phrase("tables.icc")
        return Row(label, (*cells, *self._blanks(3)), indent=1, marks=("icc",))

    def _blanks(self, count: int) -> tuple[Blank, ...]:
        """Blanks under the change; one more where clusters have a column."""
        return (Blank(),) * (count + self.clustered) if self.changes else ()

    def _stated(self, **place: str) -> tuple[Stated, ...]:
        """Rows of this outcome."""
        return self.results.where(analysis=ANALYSIS, outcome=self.outcome, **place)

    def _find(self, site: str, **place: str) -> Stated | None:
        """The row of this outcome at a place, or None."""
        return self.results.find(analysis=ANALYSIS, outcome=self.outcome, site=site, **place)

    def _one(self, site: str, **place: str) -> Stated:
        """The row of this outcome at a place."""
        return self.results.one(analysis=ANALYSIS, outcome=self.outcome, site=site, **place)


def _tested(row: Stated, what: Literal["statistic", "p"]) -> Cell:
    """Statistic or P of a test; where there is none, the reason."""
    value = row.statistic if what == "statistic" else row.p_value
    if value is None:
        return absent(row)
    sources = (row.id,)
    if what == "statistic":
        return Statistic(value, sources=sources)
    return PValue(value, sources=sources)
