"""The methods paragraph and the results paragraphs, made from what was run and from the rows."""

from __future__ import annotations

from collections.abc import Iterator

from migrant_rh.rendering.tables.labels import arms_of, customary, place_name, places_of
from migrant_rh.rendering.telling import Teller
from migrant_rh.results.rows import Results, Row
from migrant_rh.words import Text, phrase, recall

_PERMUTATION = ("permutation_exact", "permutation_monte_carlo")
_CLUSTER_T = ("cluster_pooled_t", "cluster_linear_model")


def joined(sentences: list[Text]) -> Text:
    """Put sentences one after the other: without blanks in Chinese, with them in English."""
    return Text(
        "".join(sentence.zh for sentence in sentences),
        " ".join(sentence.en for sentence in sentences),
    )


def methods_paragraph(results: Results) -> Text:
    """Say how the study was laid out and analysed: only what the rows show was done."""
    return joined([*_layout(results), *_described(results), *_modelled(results)])


def results_points(results: Results, model: str, outcome: str) -> tuple[Text, ...]:
    """Rates and effect of one outcome, over all sites and in each; none if it was not modelled."""
    return tuple(_of_outcome(results, model, outcome))


def whole_paragraph(results: Results, model: str, outcome: str) -> Text | None:
    """Whether sites differ in effect, and which result leads."""
    told = list(_whole(results, f"model.{model}", outcome))
    return joined(told) if told else None


def _layout(results: Results) -> Iterator[Text]:
    """Persons, units, allocation, waves, double entry."""
    words = results.vocabulary
    facts = words.facts
    entered = results.one(analysis="flow", site="", group="", term="surveyed")
    waves = Text.listed(list(words.names["wave"].values()))
    key = "report.layout" if facts["allocated"] == "cluster" else "report.layout_persons"
    yield phrase(
        key,
        persons=entered.n,
        units=entered.clusters,
        unit=words.texts["unit"],
        sites=len(words.codes("site")) or 1,
        waves=waves,
    )
    allocated = phrase(f"report.allocated_{facts['allocated']}", unit=words.texts["unit"])
    yield phrase(f"report.allocation_{facts['allocation']}", allocated=allocated)
    if facts["linkage"] == "panel":
        yield phrase("report.linkage_panel")
    else:
        yield phrase(f"report.linkage_{facts['linkage']}")
    key = "report.in_software" if facts["entered_in"] else "report.nothing"
    software = phrase(key, software=facts["entered_in"])
    for wave in facts["double_entry"].split():
        yield phrase("report.double_entry", wave=words.name("wave", wave), software=software)


def _described(results: Results) -> Iterator[Text]:
    """How the tables of counts were made."""
    clustered = results.vocabulary.facts["allocated"] == "cluster"
    yield phrase("report.described", customary=customary(results.vocabulary))
    if clustered:
        yield phrase("report.described_clusters", unit=results.vocabulary.texts["unit"])


def _modelled(results: Results) -> Iterator[Text]:
    """Every model, and what stands beside it."""
    words = results.vocabulary
    unit = words.texts["unit"]
    for model in words.codes("model"):
        analysis = f"model.{model}"
        stated = results.where(analysis=analysis)
        methods = {row.method for row in stated}
        if "gee" not in methods:
            continue
        adjusted = words.facts[f"model.{model}.adjust"].split()
        listed = Text.listed([words.name("variable", name) for name in adjusted])
        key = "report.gee" if adjusted else "report.gee_unadjusted"
        yield phrase(key, covariates=listed, unit=unit)
        if words.codes("site"):
            yield phrase(f"report.sites_{words.facts[f'model.{model}.sites']}")
        if methods & set(_CLUSTER_T):
            yield phrase("report.cluster_t", unit=unit)
        if methods & set(_PERMUTATION):
            yield phrase("report.permutation", unit=unit)
        if any(row.contrast == "heterogeneity" for row in stated):
            yield phrase("report.heterogeneity_method")
        crossed = words.facts.get(f"model.{model}.subgroups", "").split()
        if crossed:
            named = Text.listed([words.name("variable", name) for name in crossed])
            yield phrase("report.subgroups_method", variables=named, count=len(crossed))
        if "gee_person" in methods:
            yield phrase("report.gee_person", customary=customary(words))
        if results.where(analysis=f"wls.{model}"):
            yield phrase("report.wls", customary=customary(words))
    yield phrase("report.two_sided", level=f"{100 * float(words.facts['conf_level']):g}")


def _of_outcome(results: Results, model: str, outcome: str) -> Iterator[Text]:
    """All sites together first, then each of them."""
    analysis = f"model.{model}"
    places = places_of(results, analysis)
    for site in sorted(places, key=bool):
        row = results.find(
            analysis=analysis, outcome=outcome, site=site, contrast="did", scale="rd", method="gee"
        )
        if row is not None:
            yield joined([_rates(results, outcome, site), _effect(results, row)])


def _rates(results: Results, outcome: str, site: str) -> Text:
    """The printed rates of a place."""
    words, teller = results.vocabulary, Teller.of(results)
    waves = words.codes("wave")
    key = "report.rates" if len(waves) > 1 else "report.rates_once"
    told = {}
    for name, arm in zip(("control", "treated"), arms_of(words), strict=True):
        for when, wave in zip(("before", "after"), (waves[0], waves[-1]), strict=True):
            row = results.one(
                analysis="rates",
                outcome=outcome,
                site=site,
                group=arm,
                wave=wave,
                scale="proportion",
                method="wilson",
            )
            if row.estimate is None and row.note:
                place = place_name(words, site)
                return phrase("report.rates_absent", place=place, reason=recall(row.note))
            told[f"{name}_{when}"] = teller.percent(row)
        told[name] = words.name("group", arm)
    return phrase(key, place=place_name(words, site), **told)


def _effect(results: Results, row: Row) -> Text:
    """The effect in percentage points and as ratio of odds ratios, and the permutation test."""
    teller = Teller.of(results)
    if row.estimate is None:
        key = "report.effect_absent" if row.note.startswith("privacy.") else "report.no_effect"
        return phrase(key, reason=recall(row.note))
    place = {"analysis": row.analysis, "outcome": row.outcome, "site": row.site, "contrast": "did"}
    ratio = results.find(**place, scale="log_ror", method="gee")
    told = [phrase("report.did", effect=teller.effect(row))]
    if ratio is not None and ratio.estimate is not None and ratio.conf_low is not None:
        told.append(phrase("report.ror", effect=teller.effect(ratio, tested=False)))
    for method in _PERMUTATION:
        permuted = results.find(**place, scale="rd", method=method)
        if permuted is not None and permuted.p_value is not None:
            told.append(phrase("report.permuted", test=teller.test(permuted)))
    return Text("；".join(t.zh for t in told) + "。", "; ".join(t.en for t in told) + ".")


def _whole(results: Results, analysis: str, outcome: str) -> Iterator[Text]:
    """Whether sites differ, and which result leads."""
    teller = Teller.of(results)
    joint = results.find(analysis=analysis, outcome=outcome, contrast="heterogeneity")
    if joint is not None and joint.p_value is not None:
        yield phrase("report.heterogeneity", test=teller.joint(joint))
    lead = results.find(analysis=analysis, outcome=outcome, site="", contrast="lead")
    if lead is not None:
        yield phrase("report.lead", told=recall(lead.note))
