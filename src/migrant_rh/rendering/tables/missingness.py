"""Answers that are not there, by variable and reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migrant_rh.rendering.cells import Blank, Cell, CountPercent, PValue, Statistic
from migrant_rh.rendering.table import Column, Heading, Note, Row, Spanner, Table
from migrant_rh.rendering.tables.shown import absent
from migrant_rh.results.rows import Results
from migrant_rh.words import Text, phrase

ANALYSIS = "missingness"
BLANK = "blank"
SKIPPED = "skipped"
FILTER = "filter_unanswered"
_PAIR = 2


@dataclass(frozen=True, slots=True)
class GapShape:
    """How a table of missing answers looks.

    Attributes
    ----------
    overall : {"", "first", "last"}
        Where a column over all groups stands.
    cells : Text, optional
        What the cells are; that of a study where nothing is said.
    everything : bool
        Show variables without a missing answer too; else a note lists them.
    """

    overall: str = "last"
    cells: Text | None = None
    everything: bool = False


def missingness_table(results: Results) -> Table | None:
    """Lay out the missing answers of a study by wave and arm; None where nothing is missing."""
    stated = results.where(analysis=ANALYSIS)
    if not any(row.n_missing for row in stated):
        return None
    return gaps_table(results, ANALYSIS, phrase("missingness.title"), GapShape())


def gaps_table(results: Results, name: str, title: Text, shape: GapShape) -> Table:
    """Lay out the missing answers of each variable: any reason, then reason by reason.

    Parameters
    ----------
    results : Results
        Rows of the analysis ``missingness``.
    name, title : str, Text
        Id and title of the table.
    shape : GapShape
        Columns and lines.
    """
    layout = _Gaps(results, shape)
    return Table(
        id=name,
        title=title,
        stub=phrase("missingness.variable"),
        columns=layout.columns(),
        rows=tuple(layout.rows()),
        notes=tuple(layout.notes()),
    )


class _Gaps:
    """Cells of a table of missing answers."""

    def __init__(self, results: Results, shape: GapShape) -> None:
        self.words = results.vocabulary
        self.shape = shape
        stated = results.where(analysis=ANALYSIS)
        self.at = {
            (row.wave, row.outcome, row.group, row.term, row.scale): row
            for row in stated
            if row.scale == "proportion" or row.contrast == "arms"
        }
        self.waves = tuple(dict.fromkeys(row.wave for row in stated))
        variables = tuple(dict.fromkeys(row.outcome for row in stated))
        gaps = {
            row.outcome
            for row in stated
            if row.scale == "proportion" and (row.n_missing or row.note.startswith("privacy."))
        }
        self.complete = tuple(name for name in variables if name not in gaps)
        self.variables = tuple(n for n in variables if n in gaps or shape.everything)
        present = {row.scale for row in stated if row.contrast == "arms"}
        self.tests = tuple(each for each in ("test", "test_clustered") if each in present)
        self.groups = self._of_groups()

    def _of_groups(self) -> tuple[str, ...]:
        """Codes of the groups, with the empty code for all where it is shown."""
        groups = self.words.codes("group")
        if not groups or self.shape.overall == "first":
            return ("", *groups)
        return (*groups, "") if self.shape.overall == "last" else groups

    def columns(self) -> tuple[Heading, ...]:
        """A spanner for each wave, or the columns alone where there is none."""
        if self.waves == ("",):
            return self._of_wave("")
        return tuple(
            Spanner(self.words.name("wave", wave), self._of_wave(wave)) for wave in self.waves
        )

    def _of_wave(self, wave: str) -> tuple[Column, ...]:
        """Columns of one wave: groups, then what compares them."""
        columns = []
        for group in self.groups:
            label = self.words.name("group", group) if group else phrase("tables.overall")
            columns.append(Column(phrase("tables.arm_n", arm=label, n=self._persons(wave, group))))
        if "test" in self.tests:
            columns.append(Column(Text.same("χ²"), marks=("test",), role="statistic"))
            columns.append(Column(Text.same("P"), role="p"))
        if "test_clustered" in self.tests:
            columns.append(Column(phrase("tables.p_clusters"), marks=("clustered",)))
        return tuple(columns)

    def _persons(self, wave: str, group: str) -> int:
        """Persons of a group at a wave."""
        told = (row.n for row in self.at.values() if (row.wave, row.group) == (wave, group))
        return max((n for n in told if n is not None), default=0)

    def rows(self) -> Iterator[Row]:
        """For each variable any reason with the tests, then its reasons where there are several."""
        for name in self.variables:
            label, lines = self.words.name("variable", name), self._reasons(name)
            if self._skipped(name):
                lines = (*lines, SKIPPED)
            elif len(lines) == 1:
                label = phrase("tables.level", factor=label, level=self._said(name, lines[0]))
                lines = ()
            yield Row(label, self._line(name, ""), kind="group" if lines else "body")
            for reason in lines:
                yield Row(self._said(name, reason), self._line(name, reason), indent=1)

    def _reasons(self, name: str) -> tuple[str, ...]:
        """Reasons met at any wave; none where the only one is that nothing stands there."""
        met = [row for row in self.at.values() if row.outcome == name and row.term]
        some = (row.term for row in met if row.n_missing and row.term != SKIPPED)
        reasons = tuple(dict.fromkeys(some))
        known = self.words.codes(f"missing:{name}")
        return () if reasons == (BLANK,) and not known else reasons

    def _skipped(self, name: str) -> bool:
        """Whether some persons were not asked."""
        return any((wave, name, "", SKIPPED, "proportion") in self.at for wave in self.waves)

    def _said(self, name: str, reason: str) -> Text:
        """A reason in words."""
        if reason in {BLANK, FILTER, SKIPPED}:
            return phrase(f"missingness.{reason}")
        return self.words.name(f"missing:{name}", reason)

    def _line(self, name: str, reason: str) -> tuple[Cell, ...]:
        """Cells of a line."""
        cells: list[Cell] = []
        for wave in self.waves:
            cells += [self._cell((wave, name, group), reason) for group in self.groups]
            cells += self._compared(name, wave) if not reason else [Blank()] * self._width
        return tuple(cells)

    @property
    def _width(self) -> int:
        """Columns behind the groups."""
        return {(): 0, ("test",): _PAIR}.get(self.tests, _PAIR + 1)

    def _cell(self, place: tuple[str, str, str], reason: str) -> Cell:
        """Persons without an answer, for any reason or for one."""
        wave, name, _ = place
        whole = self.at.get((*place, "", "proportion"))
        if whole is None:
            return absent(self.at[wave, name, "", "", "proportion"])
        row = self.at.get((*place, reason, "proportion"))
        if row is None and whole.n_missing is None:
            return absent(whole)
        if row is None:
            return CountPercent(0, whole.n, sources=(whole.id,))
        if row.n_missing is None:
            return absent(row)
        return CountPercent(row.n_missing, row.n, sources=(row.id,))

    def _compared(self, name: str, wave: str) -> Iterator[Cell]:
        """Statistic and P values of a variable."""
        for scale in self.tests:
            row = self.at.get((wave, name, "", "", scale))
            if row is None or row.p_value is None:
                gap = Blank() if row is None else absent(row)
                yield from (gap,) * (_PAIR if scale == "test" else 1)
                continue
            if scale == "test":
                yield Statistic(row.statistic, sources=(row.id,))
            yield PValue(row.p_value, sources=(row.id,))

    def notes(self) -> Iterator[Note]:
        """What the cells are, what the tests are, and what is complete."""
        asked = "_asked" if any(self._skipped(name) for name in self.variables) else ""
        yield Note("", self.shape.cells or phrase(f"missingness.cells{asked}"))
        if any(FILTER in self._reasons(name) for name in self.variables):
            yield Note("", phrase("missingness.filter_counted"))
        if self.complete and not self.shape.everything:
            listed = Text.listed([self.words.name("variable", name) for name in self.complete])
            yield Note("", phrase("missingness.complete", listed=listed))
        if "test" in self.tests:
            yield Note("test", phrase("missingness.test"))
        if "test_clustered" in self.tests:
            unit = self.words.texts.get("unit", phrase("units.cluster_plural"))
            yield Note("clustered", phrase("missingness.clustered", unit=unit))
