"""What rows, columns and model terms are called."""

from __future__ import annotations

from migrant_rh.results.rows import Results
from migrant_rh.results.vocabulary import Vocabulary
from migrant_rh.words import Text, phrase

CROSSED = "×"


def place_name(words: Vocabulary, site: str) -> Text:
    """Name a site; all sites together have the word for that."""
    return words.name("site", site) if site else phrase("tables.all_sites")


def places_of(results: Results, analysis: str, **place: str) -> tuple[str, ...]:
    """Places an analysis states: sites in their order, then all of them."""
    stated = dict.fromkeys(row.site for row in results.where(analysis=analysis, **place))
    sites = [site for site in results.vocabulary.codes("site") if site in stated]
    return (*sites, *([""] if "" in stated else []))


def arms_of(words: Vocabulary) -> tuple[str, str]:
    """Control, then intervention."""
    control, treated = words.codes("group")
    return control, treated


def planned_scale(results: Results, model: str) -> str:
    """The scale on which the plan wants the effects of a model drawn."""
    return results.vocabulary.facts.get(f"model.{model}.scale") or "rd"


def unit_count(words: Vocabulary, count: int | None) -> Text:
    """Say how many allocated units there are, by their own name."""
    return phrase("tables.units", count=count or 0, unit=words.texts["unit"])


def customary(words: Vocabulary) -> Text:
    """What analyses on persons are called: after the original report, or by what they ignore."""
    if "original" in words.texts:
        return phrase("tables.as_original", original=words.texts["original"])
    by_person = words.facts["allocated"] == "person"
    return phrase("tables.as_persons" if by_person else "tables.as_independent")


def term_name(words: Vocabulary, term: str) -> Text:
    """Name a model term: ``arm=1:wave=endline`` is group × time.

    Examples
    --------
    >>> words = Vocabulary({"group": {"0": Text("对照", "Control"), "1": Text("干预", "Treated")}})
    >>> term_name(words, "arm=1").en
    'Group (Treated)'
    """
    parts = term.split(":")
    if len(parts) == 1:
        return _part(words, term)
    bases = [part.partition("=")[0] for part in parts]
    whole = [_factor(words, base) for base in bases]
    told = _crossed(whole)
    if "site" in bases:
        site = parts[bases.index("site")].partition("=")[2]
        return phrase("tables.level", factor=told, level=words.name("site", site))
    return told


def _part(words: Vocabulary, term: str) -> Text:
    """Name a term of one factor, with its level where it has one."""
    base, _, level = term.partition("=")
    if not level:
        return _factor(words, base)
    kinds = {"arm": "group", "wave": "wave", "site": "site"}
    named = words.name(kinds.get(base, f"level:{base}"), level)
    return phrase("tables.level", factor=_factor(words, base), level=named)


def _factor(words: Vocabulary, base: str) -> Text:
    """Name a factor: a role of the design, or a covariate; ``name[2]`` is its second parameter."""
    name, _, place = base.partition("[")
    roles = {
        "(Intercept)": "tables.intercept",
        "intercept": "tables.intercept",
        "arm": "tables.arm",
        "wave": "tables.time",
        "time": "tables.time",
        "site": "tables.site",
        "residual": "tables.residual",
    }
    said = phrase(roles[name]) if name in roles else words.name("variable", name)
    return phrase("tables.parameter", factor=said, place=place.rstrip("]")) if place else said


def _crossed(names: list[Text]) -> Text:
    """Join factors by the multiplication sign."""
    return Text(
        CROSSED.join(name.zh for name in names), f" {CROSSED} ".join(name.en for name in names)
    )
