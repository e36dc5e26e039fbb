"""Models of one outcome side by side: what adjustment does to every coefficient."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrant_rh.rendering.cells import Blank, Cell, Estimate, Missing, PValue
from migrant_rh.rendering.table import Column, Note, Row, Spanner, Table
from migrant_rh.rendering.tables.labels import place_name, places_of, term_name
from migrant_rh.results.rows import Results
from migrant_rh.results.rows import Row as Stated
from migrant_rh.words import Text, phrase, recall

_CONSTANT = "(Intercept)"


def models_table(results: Results, outcome: str, models: Sequence[str], name: str) -> Table | None:
    """Lay out the ratios of every model, one spanner a model; None where only one has the outcome.

    One block of rows a site; group by time first, then the terms in the order of the models. The
    constant is left out: it is no ratio.
    """
    layout = _Models(results, outcome, models)
    if len(layout.models) < 2:  # noqa: PLR2004  (one model has nothing beside it)
        return None
    words = results.vocabulary
    return Table(
        id=name,
        title=phrase("beside.title", outcome=words.name("outcome", outcome)),
        stub=phrase("tables.term"),
        columns=tuple(
            Spanner(
                words.name("model", model),
                (Column(phrase("tables.or_ci"), marks=("or",)), Column(Text.same("P"))),
            )
            for model in layout.models
        ),
        rows=tuple(layout.rows()),
        notes=tuple(layout.notes()),
    )


class _Models:
    """Cells of models side by side."""

    def __init__(self, results: Results, outcome: str, models: Sequence[str]) -> None:
        self.results = results
        self.words = results.vocabulary
        asked = {"outcome": outcome, "method": "gee", "scale": "log_odds", "covariance": "KC"}
        stated = {m: results.where(analysis=f"model.{m}", **asked) for m in models}
        self.stated = {model: rows for model, rows in stated.items() if rows}
        self.models = tuple(self.stated)
        self.at = {
            (model, row.site, row.term): row for model, rows in self.stated.items() for row in rows
        }

    def rows(self) -> Iterator[Row]:
        """A block for each place."""
        told = dict.fromkeys(row.site for rows in self.stated.values() for row in rows)
        places = [site for m in self.models for site in places_of(self.results, f"model.{m}")]
        for site in dict.fromkeys(site for site in places if site in told):
            if len(told) > 1:
                yield Row(place_name(self.words, site), kind="group")
            for term, did in self._terms(site).items():
                cells = [cell for model in self.models for cell in self._cells(model, site, term)]
                marks = ("did",) if did else ()
                indent = int(len(told) > 1)
                yield Row(term_name(self.words, term), tuple(cells), indent=indent, marks=marks)

    def _terms(self, site: str) -> dict[str, bool]:
        """Terms of any model, group by time first, and whether each is that."""
        rows = [row for rows in self.stated.values() for row in rows if row.site == site]
        rows.sort(key=lambda row: row.contrast != "did")
        return {row.term: row.contrast == "did" for row in rows if row.term != _CONSTANT}

    def _cells(self, model: str, site: str, term: str) -> tuple[Cell, Cell]:
        """Ratio and P of a term in a model; nothing where the model has no such term."""
        row = self.at.get((model, site, term))
        if row is None:
            return Blank(), Blank()
        if row.estimate is None or row.p_value is None:
            reason = recall(row.note) if row.note else phrase("tables.not_computed")
            return Missing(reason), Missing(reason)
        return _ratio(row), PValue(row.p_value, sources=(row.id,))

    def notes(self) -> Iterator[Note]:
        """Method, what each model adjusts for, and what the ratios are."""
        yield Note("", phrase("tables.gee_method", unit=self.words.texts["unit"]))
        for model in self.models:
            names = self.words.facts.get(f"model.{model}.adjust", "").split()
            listed = Text.listed([self.words.name("variable", name) for name in names])
            key = "beside.adjusted" if names else "beside.unadjusted"
            told = phrase(key, model=self.words.name("model", model), covariates=listed)
            yield Note("", told)
        rows = [row for rows in self.stated.values() for row in rows]
        if any(row.contrast == "did" for row in rows):
            yield Note("did", phrase("tables.gee_did"))
        yield Note("or", phrase("tables.gee_or"))
        yield from self._left_out()

    def _left_out(self) -> Iterator[Note]:
        """Persons whom a model lacks."""
        for model, rows in self.stated.items():
            missing = max((row.n_missing or 0 for row in rows), default=0)
            if missing:
                name = self.words.name("model", model)
                told = phrase("tables.model_missing", count=missing)
                yield Note("", phrase("tables.at_place", place=name, told=told))


def _ratio(row: Stated) -> Estimate:
    """The exponentiated coefficient with its interval."""
    limits = (row.conf_low, row.conf_high)
    return Estimate(row.estimate, *limits, "log_odds", sources=(row.id,))
