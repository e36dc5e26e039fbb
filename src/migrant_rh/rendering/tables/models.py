"""Table 4 in both forms: the GEE model, and weighted least squares as an analysis of variance."""

from __future__ import annotations

from collections.abc import Iterator

from migrant_rh.rendering.cells import (
    Blank,
    Cell,
    DegreesOfFreedom,
    Estimate,
    Missing,
    Number,
    PValue,
    Statistic,
)
from migrant_rh.rendering.table import Column, Note, Row, Spanner, Table
from migrant_rh.rendering.tables.labels import (
    customary,
    place_name,
    places_of,
    term_name,
    unit_count,
)
from migrant_rh.rendering.tables.shown import persons_of
from migrant_rh.results.rows import Results
from migrant_rh.results.rows import Row as Stated
from migrant_rh.words import Text, phrase, recall

_BETA_DIGITS = 3


def gee_table(results: Results, model: str, outcome: str, name: str) -> Table:
    """Lay out the coefficients of the primary model, group by time first.

    One block of rows a site: β, standard error, t, degrees of freedom, P, and the exponentiated
    coefficient with its interval.
    """
    words = results.vocabulary
    analysis = f"model.{model}"
    stated = results.where(analysis=analysis, outcome=outcome, method="gee", scale="log_odds")
    rows: list[Row] = []
    for site in places_of(results, analysis):
        here = [row for row in stated if row.site == site]
        if here:
            rows += _gee_block(results, here, outcome)
    return Table(
        id=name,
        title=phrase("tables.gee_title", outcome=words.name("outcome", outcome)),
        stub=phrase("tables.term"),
        columns=(
            Column(Text.same("β")),
            Column(phrase("tables.se")),
            Column(phrase("tables.wald_t")),
            Column(phrase("tables.df")),
            Column(Text.same("P")),
            Column(phrase("tables.or_ci"), marks=("or",)),
        ),
        rows=tuple(rows),
        notes=tuple(_gee_notes(results, model, stated)),
    )


def _gee_block(results: Results, stated: list[Stated], outcome: str) -> Iterator[Row]:
    """Rows of one site, the interaction first and the constant last."""
    words = results.vocabulary
    first = stated[0]
    units = unit_count(words, first.clusters)
    place = place_name(words, first.site)
    label = phrase("tables.place_n_units", place=place, n=persons_of(first), units=units)
    yield Row(label, kind="group")
    for row in sorted(stated, key=_order):
        marks = ("did",) if row.contrast == "did" else ()
        yield Row(term_name(words, row.term), _coefficient(row), indent=1, marks=marks)
    joint = results.find(
        analysis=first.analysis, outcome=outcome, site=first.site, contrast="heterogeneity"
    )
    if joint is not None:
        yield _joint_row(joint)


def _order(row: Stated) -> int:
    """Group by time first, the constant last, the rest as in the model."""
    if row.contrast == "did":
        return 0
    return 2 if row.term == "(Intercept)" else 1


def _coefficient(row: Stated) -> tuple[Cell, ...]:
    """Cells of one coefficient; without an estimate, the reason."""
    sources = (row.id,)
    if row.estimate is None:
        reason = recall(row.note) if row.note else phrase("tables.not_computed")
        return (Missing(reason), *[Blank()] * 5)
    ratio: Cell = Blank()
    if row.term != "(Intercept)":
        ratio = Estimate(row.estimate, row.conf_low, row.conf_high, "log_odds", sources=sources)
    return (
        Number(row.estimate, _BETA_DIGITS, sources=sources),
        Number(row.std_error, _BETA_DIGITS, sources=sources),
        Statistic(row.statistic, sources=sources),
        DegreesOfFreedom(row.df, sources=sources),
        PValue(row.p_value, sources=sources),
        ratio,
    )


def _joint_row(row: Stated) -> Row:
    """The joint test that all sites have one effect: F and both degrees of freedom."""
    sources = (row.id,)
    label = phrase("tables.heterogeneity")
    if row.p_value is None:
        reason = recall(row.note) if row.note else phrase("tables.not_computed")
        return Row(label, (Missing(reason), *[Blank()] * 5), indent=1, marks=("joint",))
    cells: tuple[Cell, ...] = (
        Blank(),
        Blank(),
        Statistic(row.statistic, sources=sources),
        DegreesOfFreedom(row.df_denominator, sources=sources),
        PValue(row.p_value, sources=sources),
        Blank(),
    )
    return Row(label, cells, indent=1, marks=("joint",))


def _gee_notes(results: Results, model: str, stated: tuple[Stated, ...]) -> Iterator[Note]:
    """Method, scale and coding."""
    words = results.vocabulary
    yield Note("", phrase("tables.gee_method", unit=words.texts["unit"]))
    if any(row.contrast == "did" for row in stated):
        yield Note("did", phrase("tables.gee_did"))
    yield Note("or", phrase("tables.gee_or"))
    joint = results.where(analysis=f"model.{model}", contrast="heterogeneity")
    outcome = stated[0].outcome if stated else ""
    for row in joint:
        if row.outcome == outcome:
            yield Note("joint", phrase("tables.gee_joint", df=f"{row.df or 0:g}"))
    references = _references(results, model)
    if references:
        yield Note("", phrase("tables.references", listed=Text.listed(references)))
    missing = [row.n_missing for row in stated if not row.site and row.n_missing]
    if missing:
        yield Note("", phrase("tables.model_missing", count=missing[0]))


def _references(results: Results, model: str) -> list[Text]:
    """Reference level of every factor of the model."""
    words = results.vocabulary
    factors = [("tables.arm", "group"), ("tables.time", "wave")]
    if words.codes("site"):
        factors.append(("tables.site", "site"))
    told = [
        phrase(
            "tables.reference", factor=phrase(name), level=words.name(kind, words.codes(kind)[0])
        )
        for name, kind in factors
    ]
    for name in words.facts.get(f"model.{model}.adjust", "").split():
        levels = words.codes(f"level:{name}")
        if levels:
            level = words.name(f"level:{name}", levels[0])
            factor = words.name("variable", name)
            told.append(phrase("tables.reference", factor=factor, level=level))
    return told


def wls_table(results: Results, model: str, outcome: str, name: str) -> Table | None:
    """Lay out the analysis of variance of weighted least squares; None where it was not asked."""
    words = results.vocabulary
    analysis = f"wls.{model}"
    stated = results.where(analysis=analysis, outcome=outcome)
    if not stated:
        return None
    places = places_of(results, analysis)
    effects = {row.site: row for row in stated if row.contrast == "did"}
    return Table(
        id=name,
        title=phrase("tables.wls_title", outcome=words.name("outcome", outcome)),
        stub=phrase("tables.source"),
        columns=tuple(
            Spanner(
                phrase(
                    "tables.place_n", place=place_name(words, site), n=persons_of(effects[site])
                ),
                (
                    Column(phrase("tables.df")),
                    Column(Text.same("χ²"), role="statistic"),
                    Column(Text.same("P"), role="p"),
                ),
            )
            for site in places
        ),
        rows=tuple(_wls_rows(results, stated, places)),
        notes=tuple(_wls_notes(results, stated, model)),
    )


def _wls_rows(
    results: Results, stated: tuple[Stated, ...], places: tuple[str, ...]
) -> Iterator[Row]:
    """Group by time first, then group, time, covariates, site, constant and lack of fit."""
    tests = [row for row in stated if row.contrast == "anova"]
    terms = dict.fromkeys(row.term for row in tests)
    leading = ("arm:time", "arm", "time")
    last = ("site", "intercept", "residual")
    covariates = [term for term in terms if term not in {*leading, *last}]
    for term in (*leading, *covariates, *last):
        if term in terms:
            cells = [cell for site in places for cell in _anova(tests, term, site)]
            yield Row(term_name(results.vocabulary, term), tuple(cells))


def _anova(tests: list[Stated], term: str, site: str) -> tuple[Cell, Cell, Cell]:
    """One effect in one site."""
    for row in tests:
        if row.term == term and row.site == site:
            sources = (row.id,)
            return (
                DegreesOfFreedom(row.df, sources=sources),
                Statistic(row.statistic, sources=sources),
                PValue(row.p_value, sources=sources),
            )
    return Blank(), Blank(), Blank()


def _wls_notes(results: Results, stated: tuple[Stated, ...], model: str) -> Iterator[Note]:
    """What was modelled, and which populations were left out."""
    words = results.vocabulary
    names = words.facts.get(f"model.{model}.wls", "").split()
    listed = Text.listed([words.name("variable", name) for name in names])
    key = "tables.wls_method" if names else "tables.wls_method_unadjusted"
    yield Note("", phrase(key, covariates=listed))
    yield Note("", phrase("tables.wls_persons", customary=customary(words)))
    for row in stated:
        if row.contrast == "did" and row.note:
            place = place_name(words, row.site)
            yield Note("", phrase("tables.at_place", place=place, told=recall(row.note)))
