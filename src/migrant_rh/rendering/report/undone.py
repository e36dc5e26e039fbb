"""What was not done, so that nobody takes it for done; and what calls for caution."""

from __future__ import annotations

from collections.abc import Iterator

from migrant_rh.rendering.tables.labels import place_name
from migrant_rh.results.rows import Results
from migrant_rh.words import Text, phrase, recall

_PERMUTED = ("permutation_exact", "permutation_monte_carlo")


def undone(results: Results) -> tuple[Text, ...]:
    """Say what the analysis leaves open, each a sentence."""
    return tuple(_sentences(results))


def cautions(results: Results) -> tuple[Text, ...]:
    """Say what calls for caution before the numbers are read, each once with its places."""
    told: dict[str, dict[Text, None]] = {}
    for row in results:
        if row.analysis.startswith("cautions.") and row.note and not row.contrast:
            place = place_name(results.vocabulary, row.site)
            told.setdefault(row.note, {})[place] = None
    return tuple(
        phrase("undone.caution", places=Text.listed(list(places)), told=recall(note))
        for note, places in told.items()
    )


def _sentences(results: Results) -> Iterator[Text]:
    """Go through what a reader might expect and does not get."""
    facts = results.vocabulary.facts
    missing = _missing(results)
    if missing:
        yield phrase("undone.imputation", count=missing)
    if facts["linkage"] == "panel":
        yield phrase("undone.attrition")
    if not facts.get("weights"):
        yield phrase("undone.weights")
    if facts["allocation"] != "randomised":
        yield phrase("undone.causal")
    several = (
        len(results.vocabulary.codes("outcome")) > 1 or len(results.vocabulary.codes("site")) > 1
    )
    if several:
        joint = any(row.analysis.startswith("joint.") for row in results)
        yield phrase("undone.multiplicity_joint" if joint else "undone.multiplicity")
    yield from _private(results)
    withheld = _withheld(results)
    if withheld:
        yield phrase("undone.withheld", count=withheld)
    if facts["allocated"] == "cluster" and not _permuted(results):
        yield phrase("undone.permutation")
    yield phrase("undone.intervention")


def _missing(results: Results) -> int:
    """Answers missing among the outcomes, over all sites."""
    rows = results.where(analysis="rates", site="", contrast="arms", method="pearson")
    return sum(row.n_missing or 0 for row in rows)


def _withheld(results: Results) -> int:
    """Effects that were asked for and could not be estimated."""
    return sum(
        row.estimate is None
        and row.contrast == "did"
        and row.analysis.startswith("model.")
        and not row.note.startswith("privacy.")
        for row in results
    )


def _private(results: Results) -> Iterator[Text]:
    """What was withheld to protect persons."""
    found = {row.term: round(row.estimate or 0) for row in results.where(analysis="privacy")}
    if found:
        yield phrase("privacy.told", least=results.vocabulary.facts["min_cell"], **found)


def _permuted(results: Results) -> bool:
    """Whether there is a permutation test."""
    return any(row.method in _PERMUTED and row.p_value is not None for row in results)
