"""Numbers inside sentences: printed by the style, once in each language."""

from __future__ import annotations

from dataclasses import dataclass

from migrant_rh.rendering.cells import (
    Cell,
    DegreesOfFreedom,
    Estimate,
    Number,
    Percent,
    PValue,
    Statistic,
)
from migrant_rh.rendering.formatting import cell_text, equation
from migrant_rh.rendering.style import STYLES, Edition, Style
from migrant_rh.results.rows import Results, Row
from migrant_rh.words import Text, phrase


@dataclass(frozen=True, slots=True)
class Teller:
    """Prints cells as bilingual text."""

    style: Style

    @classmethod
    def of(cls, results: Results) -> Teller:
        """The teller of a run, in the style of its study."""
        return cls(STYLES[results.vocabulary.facts["style"]])

    def cell(self, cell: Cell) -> Text:
        """A cell as it stands in tables."""
        return Text(*(cell_text(cell, Edition(language, self.style)) for language in ("zh", "en")))

    def equal(self, symbol: str, cell: Cell) -> Text:
        """A symbol and its value: ``P=0.023``."""
        return Text(
            *(equation(symbol, cell, Edition(language, self.style)) for language in ("zh", "en"))
        )

    def percent(self, row: Row) -> Text:
        """A proportion in per cent."""
        return self.cell(Percent(row.estimate))

    def points(self, value: float) -> Text:
        """A difference of proportions in percentage points."""
        return self.cell(Estimate(value, None, None, "rd"))

    def number(self, value: float) -> Text:
        """A number with the decimals of estimates."""
        return self.cell(Number(value))

    def effect(self, row: Row, *, tested: bool = True) -> Text:
        """Estimate and interval first, then the test: ``10.66 (95% CI …; t, df, P)``."""
        bare = self.cell(Estimate(row.estimate, None, None, row.scale))
        if row.conf_low is None or row.conf_high is None:
            return bare
        whole = self.cell(Estimate(row.estimate, row.conf_low, row.conf_high, row.scale))
        limits = Text(_inside(whole.zh), _inside(whole.en))
        if not tested:
            return phrase("report.interval", estimate=bare, limits=limits)
        return phrase("report.effect_points", estimate=bare, limits=limits, test=self.test(row))

    def test(self, row: Row) -> Text:
        """Statistic, degrees of freedom and P, as far as there are."""
        parts = []
        if row.statistic is not None:
            parts.append(self.equal("t", Statistic(row.statistic)))
        if row.df is not None and row.statistic is not None:
            parts.append(self.equal("df", DegreesOfFreedom(row.df)))
        parts.append(self.equal("P", PValue(row.p_value)))
        return Text("，".join(part.zh for part in parts), ", ".join(part.en for part in parts))

    def joint(self, row: Row) -> Text:
        """F with both degrees of freedom, and P."""
        f = self.cell(Statistic(row.statistic))
        over, under = (self.cell(DegreesOfFreedom(df)) for df in (row.df, row.df_denominator))
        p_value = self.equal("P", PValue(row.p_value))
        return phrase("report.f_test", f=f, over=over, under=under, p_value=p_value)


def _inside(text: str) -> str:
    """What stands between the brackets."""
    opened = text.replace("（", "(").replace("）", ")")
    return opened.partition("(")[2].rpartition(")")[0]
