"""Who came and left: flow by site and group, attrition by cluster."""

from __future__ import annotations

from collections.abc import Iterator

from migrant_rh.rendering.cells import (
    Blank,
    Cell,
    Count,
    CountPercent,
    Estimate,
    PValue,
    Words,
)
from migrant_rh.rendering.stages import stage_name, stages_of
from migrant_rh.rendering.table import Column, Note, Row, Spanner, Table
from migrant_rh.rendering.tables.labels import arms_of, place_name, places_of, unit_count
from migrant_rh.rendering.tables.shown import absent
from migrant_rh.results.rows import Results
from migrant_rh.results.rows import Row as Stated
from migrant_rh.words import Text, phrase


def flow_table(results: Results) -> Table:
    """Lay out persons and units at every stage: one column an arm, one spanner a site."""
    words = results.vocabulary
    places = places_of(results, "flow")
    clustered = words.facts["allocated"] == "cluster"
    rows = [
        Row(
            stage_name(words, Stated(analysis="flow", wave=wave, term=term)),
            tuple(
                _stage(results, (wave, term), (site, arm), clustered=clustered)
                for site in places
                for arm in arms_of(words)
            ),
        )
        for wave, term in stages_of(results)
    ]
    notes = [Note("", phrase("tables.flow_units", unit=words.texts["unit"]))] if clustered else []
    return Table(
        id="flow",
        title=phrase("tables.flow_title"),
        stub=phrase("tables.stage"),
        columns=tuple(
            Spanner(
                place_name(words, site),
                tuple(Column(words.name("group", arm)) for arm in arms_of(words)),
            )
            for site in places
        ),
        rows=tuple(rows),
        notes=(*notes, *_lost_test(results)),
    )


def _stage(
    results: Results, stage: tuple[str, str], cell: tuple[str, str], *, clustered: bool
) -> Cell:
    """Persons at a stage, with their units."""
    row = results.one(analysis="flow", wave=stage[0], term=stage[1], site=cell[0], group=cell[1])
    if not clustered:
        return Count(row.n, sources=(row.id,))
    key = "units_alone" if row.n is None else "persons_units"
    told = phrase(f"tables.{key}", persons=row.n, units=row.clusters)
    return Words(told, sources=(row.id,))


def _lost_test(results: Results) -> Iterator[Note]:
    """Whether the arms lost persons alike."""
    row = results.find(analysis="attrition", site="", contrast="arms", scale="rd")
    if row is None:
        return
    yield Note("", phrase("tables.see_attrition"), sources=(row.id,))


def attrition_table(results: Results) -> Table | None:
    """Lay out the share lost by site and group; None for cross-sections."""
    places = places_of(results, "attrition", term="")
    if not places:
        return None
    words = results.vocabulary
    clustered = words.facts["allocated"] == "cluster"
    columns: list[Column] = [Column(words.name("group", arm)) for arm in arms_of(words)]
    columns.append(Column(phrase("tables.both_arms")))
    if clustered:
        columns += [
            Column(phrase("tables.arm_difference_ci"), marks=("test",)),
            Column(Text.same("P"), marks=("test",)),
        ]
    notes = [Note("", phrase("tables.attrition_cells"))]
    if clustered:
        notes.append(Note("test", phrase("tables.attrition_test", unit=words.texts["unit"])))
    return Table(
        id="attrition",
        title=phrase("tables.attrition_title"),
        stub=phrase("tables.site"),
        columns=tuple(columns),
        rows=tuple(_lost_row(results, site, clustered=clustered) for site in places),
        notes=tuple(notes),
    )


def _lost_row(results: Results, site: str, *, clustered: bool) -> Row:
    """Lost persons of one site."""
    words = results.vocabulary
    shares = [
        results.one(
            analysis="attrition", site=site, group=arm, term="", contrast="", scale="proportion"
        )
        for arm in (*arms_of(words), "")
    ]
    cells: list[Cell] = [_lost(row) for row in shares]
    if clustered:
        cells += _difference(results.one(analysis="attrition", site=site, contrast="arms"))
    return Row(place_name(words, site), tuple(cells))


def _lost(row: Stated) -> Cell:
    """Persons lost, of those surveyed."""
    if row.n_missing is None:
        return absent(row)
    return CountPercent(row.n_missing, row.n, sources=(row.id,))


def _difference(row: Stated) -> tuple[Cell, Cell]:
    """The arms compared by their clusters."""
    if row.p_value is None:
        return absent(row), absent(row)
    effect = Estimate(row.estimate, row.conf_low, row.conf_high, "rd", sources=(row.id,))
    return effect, PValue(row.p_value, sources=(row.id,))


def cluster_table(results: Results) -> Table | None:
    """Lay out surveyed and lost persons of every cluster; None where there are no clusters."""
    words = results.vocabulary
    rows = [row for row in results.where(analysis="attrition") if row.term]
    if not rows:
        return None
    sites = list(dict.fromkeys(row.site for row in rows))
    lines: list[Row] = []
    for site in sites:
        here = [row for row in rows if row.site == site]
        if site:
            units = unit_count(words, len(here))
            place = place_name(words, site)
            lines.append(Row(phrase("tables.place_units", place=place, units=units), kind="group"))
        lines += [_cluster_row(results, row) for row in here]
    return Table(
        id="clusters",
        title=phrase("tables.clusters_title", unit=words.texts["unit"]),
        stub=phrase("tables.cluster"),
        columns=(
            Column(phrase("tables.arm")),
            Column(phrase("tables.surveyed")),
            Column(phrase("tables.lost")),
        ),
        rows=tuple(lines),
    )


def _cluster_row(results: Results, row: Stated) -> Row:
    """One cluster."""
    arm = Words(results.vocabulary.name("group", row.group))
    lost: Cell = _lost(row) if row.n else Blank()
    return Row(Text.same(row.term), (arm, Count(row.n, sources=(row.id,)), lost), indent=1)
