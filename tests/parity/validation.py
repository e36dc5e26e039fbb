"""Every number of ../shared/parity beside ours: ``python tests/parity/validation.py [all.csv]``.

Writes ``validation.md`` beside this file, one line a case with its largest difference; and, where a
file is named, one line a number: case, source, quantity, reference, ours, difference. The tests in
this folder hold the differences to their tolerances; here they are shown. A difference is relative
where the reference is above 1 in size, else absolute.
"""

from __future__ import annotations

import csv
import importlib.util
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from reference import leaves, reference_of

HERE = Path(__file__).resolve().parent
PARITY = HERE.parents[1].parent / "shared" / "parity"
ROUGH = ("R_fisher_test", "mantelhaen_exact")
"""Numbers that R's root finder leaves at four digits (parity/README.md, section 2, number 6)."""

KINDS = {"CR0": "LZ", "DF": "DF", "KC": "KC", "MD": "MD", "FG": "FG", "MBN": "MBN"}


@dataclass(frozen=True)
class Number:
    """One number of a reference, and ours."""

    case: str
    source: str
    quantity: str
    reference: float
    ours: float

    @property
    def rough(self) -> bool:
        """Whether the reference itself is not exact."""
        return any(name in self.quantity for name in ROUGH)

    @property
    def difference(self) -> float:
        """Relative above 1, else absolute."""
        return abs(self.ours - self.reference) / max(1.0, abs(self.reference))


def loaded(name: str) -> ModuleType:
    """A module of the tests beside this file."""
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def numbers(
    case: str, source: str, names: Iterable[str], theirs: Any, ours: Any
) -> Iterator[Number]:
    """Pair two arrays number by number."""
    both = (np.asarray(each, dtype=float).ravel() for each in (theirs, ours))
    for name, reference, found in zip(names, *both, strict=True):
        yield Number(case, source, name, float(reference), float(found))


def of_trees(name: str, folder: str) -> Iterator[Number]:
    """Numbers of the modules that compute a tree of numbers a case."""
    module = loaded(name)
    for compute in module.COMPUTED:
        case = getattr(module, "CASE", {}).get(compute.__name__, f"{folder}/{compute.__name__}")
        reference = reference_of(case)
        found = dict(leaves(compute()))
        source = f"R: {reference['r_call']}"
        for path, expected in leaves(reference["numbers"]):
            if path in found and isinstance(expected, (int, float)):
                yield Number(case, source, path[1:], float(expected), float(found[path]))


def of_weighted_least_squares() -> Iterator[Number]:
    """Every model of the folder wls."""
    module = loaded("test_parity_wls")
    for case, model, fit in wls_fits(module):
        want = module.expected(case)[model]
        source = "R by the published formulas; SAS CATMOD examples 32.6 to 32.8"
        effects = [[t.chi_square, t.df] for t in fit.effects]
        theirs = [[t["chisq"], t["df"]] for t in want["effects"].values()]
        pairs = {
            "response": (want["response_functions"], fit.responses.functions),
            "estimate": (want["estimates"], fit.estimates),
            "se": (want["se"], fit.std_errors),
            "effect chi-square and df": (theirs, effects),
            "residual": ([want["residual"]["chisq"]], [fit.residual.chi_square]),
        }
        for quantity, (reference, ours) in pairs.items():
            names = (f"{model}: {quantity} {place}" for place in range(np.size(ours)))
            yield from numbers(f"wls/{case}", source, names, reference, ours)


def wls_fits(module: ModuleType) -> Iterator[tuple[str, str, Any]]:
    """Case, model and fit."""
    saturated, main = module.SATURATED, module.MAIN_EFFECTS
    for model, level, terms, coding in (
        ("level0_effect_saturated", 0, saturated, "effect"),
        ("level0_effect_main", 0, main, "effect"),
        ("level0_reference_last_saturated", 0, saturated, "reference_last"),
        ("level1_effect_saturated", 1, saturated, "effect"),
    ):
        yield "w01_guthrie", model, module.guthrie(level, terms, coding)
    yield "w03_koch_depression", "direct_design", module.direct()
    yield from vision_fits(module)
    yield from centre_fits(module)
    table, factors = module.respiratory(by_centre=False)
    for function in module.FUNCTIONS:
        spec = module.ResponseSpec(function=function, minimum=1)
        responses = module.response_functions(table.counts, table.profiles, spec=spec)
        for coding in module.CODINGS:
            for name, terms in (("saturated", saturated), ("main_effects", main)):
                design = module.build_design({"group": factors["group"]}, 2, terms, coding=coding)
                yield module.W04, f"{function}_{coding}_{name}", module.fit_gsk(responses, design)


def vision_fits(module: ModuleType) -> Iterator[tuple[str, str, Any]]:
    """Grades of both eyes, of women and men together."""
    responses = module.response_functions(*module.vision(None), spec=module.EYES)
    terms = [("time",), ("gender",), ("time", "gender")]
    design = module.build_design({"gender": [1, 2]}, 2, terms, levels=3)
    yield "w02_vision_marginal", "women_and_men", module.fit_gsk(responses, design)


def centre_fits(module: ModuleType) -> Iterator[tuple[str, str, Any]]:
    """Treatment by time in two centres."""
    table, factors = module.respiratory(by_centre=True)
    for function in module.FUNCTIONS:
        spec = module.ResponseSpec(function=function, minimum=1)
        responses = module.response_functions(table.counts, table.profiles, spec=spec)
        for model, terms in module.CENTRE.items():
            design = module.build_design(factors, 2, terms)
            yield module.W04, f"{model}_{function}", module.fit_gsk(responses, design)


def of_gee() -> Iterator[Number]:
    """Every fit of the folder gee."""
    module = loaded("test_parity_gee")
    for case, place in module.FITS:
        want = module.expected(case)["fits"][place]
        fit = module.fitted(case, want)
        label = f"{place + 1} {want['engine']} {fit.spec.link_name} {want['corstr']}"
        yield from of_fit(module, f"gee/{case}", label, want, fit)


def of_fit(module: ModuleType, case: str, label: str, want: Any, fit: Any) -> Iterator[Number]:
    """Coefficients, moments, covariances, degrees of freedom, effects, and QIC of one fit."""
    source = want["engine"]
    terms = want["terms"]

    def each(quantity: str, theirs: Any, ours: Any) -> Iterator[Number]:
        size = np.size(ours)
        names = terms if size == len(terms) else [str(i + 1) for i in range(size)]
        return numbers(
            case, source, (f"{label}: {quantity} {name}" for name in names), theirs, ours
        )

    yield from each("coefficient", want["coef"], fit.coefficients)
    if "se_robust" in want:
        yield from each("phi", [want["phi"]], [fit.scale])
        yield from each("alpha", want["alpha"], module.as_table(fit, want.get("alpha_names", [])))
        for kind, theirs in (("model", "se_naive"), ("LZ", "se_robust")):
            yield from each(theirs, want[theirs], module.sandwich(fit, kind=kind).std_errors)
    if "QIC" in want:
        found = module.qic(fit, module.fitted(case[4:], want, "independence"))
        yield from each("CIC", [want["QIC"]["CIC"]], [found.cic])
    if "vcov_KC" in want:
        scaled = module.in_covariance(fit, want)
        for theirs, kind in KINDS.items():
            robust = module.sandwich(scaled, kind=kind)
            yield from each(f"se {kind}", want[f"se_{theirs}"], robust.std_errors)
        for theirs, freedom in want["satterthwaite_df_working_V"].items():
            robust = module.sandwich(fit, kind=KINDS[theirs])
            ours = module.satterthwaite(robust, np.eye(len(freedom)))
            yield from each(f"df {KINDS[theirs]}", freedom, ours)

    if "standardised" in want:
        yield from of_effects(module, case, label, want, fit)


def of_effects(module: ModuleType, case: str, label: str, want: Any, fit: Any) -> Iterator[Number]:
    """Standardised proportions and the differences in differences made of them."""
    X = module.arrays(case[4:], None).X
    designs = []
    for arm, wave in ((0, 0), (0, 1), (1, 0), (1, 1)):
        design = X.copy()
        design[:, 1], design[:, 2], design[:, -1] = arm, wave, arm * wave
        designs.append(design)
    cells = module.standardise(module.sandwich(fit, kind="LZ"), designs)
    names = [f"{label}: standardised proportion {place}" for place in range(1, 5)]
    yield from numbers(
        case, want["engine"], names, want["standardised"]["cells"]["prob"], cells.means
    )
    did = module.difference_in_differences(cells, df=np.inf)
    ours = {"RD_DID": did.difference, "log_RRR": did.log_ratio, "log_ROR": did.log_odds_ratio}
    for name, effect in ours.items():
        theirs = want["standardised"]["effects"][name]
        found = [effect.estimate.estimate, effect.estimate.std_error]
        both = [f"{label}: {name}", f"{label}: se {name}"]
        yield from numbers(case, want["engine"], both, [theirs["estimate"], theirs["se"]], found)


def table(found: list[Number]) -> str:
    """One line a case; below, the numbers that the reference itself has roughly."""
    exact = [number for number in found if not number.rough]
    rough = [number for number in found if number.rough]
    cases = dict.fromkeys(number.case for number in found)
    largest = max(number.difference for number in exact)
    made = (
        f"{datetime.now(UTC):%Y-%m-%d}. {len(exact)} numbers of {len(cases)} cases, largest "
        f"difference {largest:.1e} (relative above 1, else absolute). Made by `python "
        "tests/parity/validation.py`; with a file name it writes every number as CSV."
    )
    head = ["| case | source | numbers | largest difference | where | reference | ours |"]
    head += ["|---|---|---|---|---|---|---|"]
    lines = [line(case, [n for n in exact if n.case == case]) for case in cases]
    others = [line(case, [n for n in rough if n.case == case]) for case in cases]
    why = (
        f"{len(rough)} numbers that R prints from a root finder which stops at four digits; the "
        "same quantities solved to 1e-12 are among those above."
    )
    kept = [each for each in others if each]
    return (
        "\n".join(["# Validation", "", made, "", *head, *lines, "", why, "", *head, *kept]) + "\n"
    )


def line(case: str, here: list[Number]) -> str:
    """A case: its sources, how many numbers, and the one that differs most."""
    if not here:
        return ""
    worst = max(here, key=lambda number: number.difference)
    sources = "; ".join(dict.fromkeys(number.source for number in here)).replace("|", "\\|")
    where = worst.quantity.replace("|", "/")
    return (
        f"| {case} | {sources} | {len(here)} | {worst.difference:.1e} | {where} | "
        f"{worst.reference:.10g} | {worst.ours:.10g} |"
    )


def everything() -> Iterator[Number]:
    """All cases."""
    for name in ("test_parity_tables", "test_parity_proportions"):
        yield from of_trees(name, "tests")
    yield from of_trees("test_parity_cluster", "")
    yield from of_trees("test_parity_table1", "table1")
    yield from of_weighted_least_squares()
    yield from of_gee()


def written(found: list[Number], path: Path) -> None:
    """Write every number."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["case", "source", "quantity", "reference", "ours", "difference"])
        for number in found:
            values = f"{number.reference:.15g}", f"{number.ours:.15g}", f"{number.difference:.2e}"
            writer.writerow([number.case, number.source, number.quantity, *values])


def main() -> None:
    """Compute, print the summary, write."""
    if not PARITY.is_dir():
        raise SystemExit("../shared/parity is not here: nothing to compare with")
    found = list(everything())
    if len(sys.argv) > 1:
        written(found, Path(sys.argv[1]))
    text = table(found)
    (HERE / "validation.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
